// In a Teams tab one is signed in without doing anything: Teams gives a token, we give a cookie, and the page is read anew.
"use strict";
(() => {
  const TRIED = "innlogget";
  const PATIENCE = 12000;
  const open = () => {
    document.getElementById("waiting").hidden = true;
    document.getElementById("no-tab").hidden = false;
  };
  const signIn = async () => {
    const page = new URL(location.href);
    // Signed in a moment ago, and asked again: the browser keeps no cookie here, and another try would go round in circles.
    // The address remembers it, since a frame may be refused storage and given cookies all the same.
    if (Date.now() - Number(page.searchParams.get(TRIED)) < 30000) return open();
    try {
      const token = await window.microsoftTeams.authentication.getAuthToken();
      const answer = await fetch("/veileder/innlogging", {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ token }),
      });
      if (!answer.ok) return open();
      page.searchParams.set(TRIED, Date.now());
      location.replace(page);
    } catch { open(); }
  };
  if (!("framed" in document.documentElement.dataset)) return;
  const late = setTimeout(open, PATIENCE);
  const ways = { "undring-teams": signIn, "undring-no-teams": open };
  const go = (what) => { clearTimeout(late); ways[what](); };
  const said = document.documentElement.dataset.said;
  if (said) go(said);
  else for (const what of Object.keys(ways)) document.addEventListener(what, () => go(what));
})();
