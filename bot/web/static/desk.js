"use strict";
// What every page of the desk shares: its words, and how it speaks to the desk.
const Desk = (() => {
const words = JSON.parse(document.body.dataset.words);

function say(key, values = {}) {
  return Object.entries(values).reduce((text, [name, value]) => text.replaceAll("{" + name + "}", value), words[key]);
}

// The answer as the desk gives it; { error } in words when it could not be reached or said no.
async function post(action, body) {
  try {
    const answer = await fetch("/pult/api/" + action, {
      method: "POST", headers: { "Content-Type": "application/json", "X-Desk-Token": document.body.dataset.token }, body: JSON.stringify(body),
    });
    const held = await answer.json();
    if (answer.ok || answer.status === 422) return held;
    if (answer.status === 401) return { error: say("signed_out") };
    if (answer.status === 403) return { error: say("no_role") };
    return { error: say("failed") };
  } catch {
    return { error: say("failed") };
  }
}

function make(tag, text = "", className = "") {
  const made = document.createElement(tag);
  if (text) made.textContent = text;
  if (className) made.className = className;
  return made;
}

// A card to look at: its buttons are shown, but lead nowhere from here, except links.
function showCard(card, place) {
  place.replaceChildren(Cards.draw(card, (action) => {
    if (/^https:/i.test(action.url || "")) window.open(action.url, "_blank", "noopener");
  }));
  place.lang = card.lang || "nb";
}

function remark(one) {
  const item = make("li", "", one.level);
  item.append(make("span", say(one.level), "level"), " " + one.message);
  if (one.file) item.append(make("span", " " + say("in_file", { file: one.file }), "id"));
  return item;
}

return { say, post, make, showCard, remark };
})();
