// As a tab in Teams the guide wears Teams' own theme. Outside a frame nothing is loaded, and nothing is ever sent.
"use strict";
(() => {
  // On a phone Teams shows the page in a window of its own, with a way to speak to it instead of a frame.
  if (window.parent === window && !window.nativeInterface) return;
  const root = document.documentElement;
  const KEPT = "undring-theme";
  const wear = (theme) => {
    const known = ["dark", "contrast"].includes(theme) ? theme : theme === "glass" ? "dark" : "default";
    root.dataset.theme = known;
    try { sessionStorage.setItem(KEPT, known); } catch { /* Storage may be refused in a frame: the theme is asked for on every page. */ }
  };
  // Others on the page may come later than Teams answers: what was said stands to be read.
  const tell = (what) => {
    root.dataset.said = what;
    document.dispatchEvent(new CustomEvent(what));
  };
  try {
    const kept = sessionStorage.getItem(KEPT);
    if (kept) wear(kept);
  } catch { /* As above. */ }
  root.dataset.framed = "";
  const library = document.createElement("script");
  library.src = "/static/vendor/teams-js.min.js";
  library.integrity = "sha384-sMo/EOqQPa1OCup2/VBRum7oFeOS22kvs8WGDc45xK53tUVZzFR5WwFYDUYN1LO4";
  library.onload = async () => {
    const { app } = window.microsoftTeams;
    try {
      await app.initialize();
      app.registerOnThemeChangeHandler(wear);
      wear((await app.getContext()).app.theme);
      app.notifySuccess();
      tell("undring-teams");
    } catch {
      // Framed by something else than Teams: the machine's own colours stand.
      tell("undring-no-teams");
    }
  };
  document.head.append(library);
})();
