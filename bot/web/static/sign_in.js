// In a Teams tab one is signed in without doing anything: Teams gives a token, we give a cookie, and the page is read anew.
"use strict";
(() => {
  const KEPT = "undring-sign-in";
  const PATIENCE = 12000;
  const open = () => {
    document.getElementById("waiting").hidden = true;
    document.getElementById("no-tab").hidden = false;
  };
  const tried = () => {
    try { return Date.now() - Number(sessionStorage.getItem(KEPT)) < 30000; } catch { return true; /* Then no cookie would be kept either. */ }
  };
  const signIn = async () => {
    // Signed in a moment ago, and asked again: the browser keeps no cookie here, and another try would go round in circles.
    if (tried()) return open();
    try {
      const token = await window.microsoftTeams.authentication.getAuthToken();
      const answer = await fetch("/veileder/innlogging", {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ token }),
      });
      if (!answer.ok) return open();
      sessionStorage.setItem(KEPT, String(Date.now()));
      location.reload();
    } catch { open(); }
  };
  if (!("framed" in document.documentElement.dataset)) return;
  const late = setTimeout(open, PATIENCE);
  document.addEventListener("undring-teams", () => { clearTimeout(late); signIn(); });
  document.addEventListener("undring-no-teams", () => { clearTimeout(late); open(); });
})();
