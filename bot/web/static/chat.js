"use strict";
// The chat page speaks to the bot as Teams does: activities to /api/messages, answered in the same request.
const words = document.body.dataset;
const talk = document.getElementById("talk");
const question = document.getElementById("question");
const statusLine = document.getElementById("status");
const conversation = "page-" + crypto.randomUUID();

function base() {
  return {
    id: crypto.randomUUID(), channelId: "local", serviceUrl: location.origin, timestamp: new Date().toISOString(),
    locale: document.documentElement.lang, from: { id: conversation }, recipient: { id: "undring" },
    conversation: { id: conversation, conversationType: "personal" },
  };
}

let waiting = 0;

async function post(activity) {
  waiting += 1;
  statusLine.textContent = words.pageWait;
  try {
    const answer = await fetch("/api/messages", {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ ...base(), ...activity }),
    });
    if (!answer.ok) throw new Error(String(answer.status));
    const held = await answer.json();
    waiting -= 1;
    if (!waiting) statusLine.textContent = "";
    return held;
  } catch {
    waiting -= 1;
    statusLine.textContent = words.pageError;
    statusLine.scrollIntoView({ block: "end" });
    return null;
  }
}

function said(who, className) {
  const item = document.createElement("li");
  item.className = className;
  const hidden = document.createElement("span");
  hidden.className = "who";
  hidden.textContent = who + ": ";
  item.append(hidden);
  talk.append(item);
  return item;
}

function draw(content, item) {
  const drawn = Cards.draw(content, (action) => press(action, item));
  item.querySelectorAll(".ac-adaptiveCard").forEach((old) => old.remove());
  item.append(drawn);
  item.lang = content.lang || document.documentElement.lang;
  item.card = content;
}

async function press(action, item) {
  if (action instanceof AdaptiveCards.OpenUrlAction) {
    if (/^https:/i.test(action.url || "")) window.open(action.url, "_blank", "noopener");
    return;
  }
  const held = { type: "Action.Execute", verb: action.verb, data: action.data };
  item.classList.add("busy");
  const answer = await post({ type: "invoke", name: "adaptiveCard/action", value: { action: held } });
  item.classList.remove("busy");
  if (!answer || !answer.value || !answer.value.body) return;
  draw(answer.value, item);
  const first = item.querySelector("[role=heading]") || item.querySelector(".ac-textBlock");
  if (first) { first.tabIndex = -1; first.focus({ preventScroll: true }); }
  item.scrollIntoView({ block: "start" });
}

function show(activity) {
  const item = said(words.pageBot, "bot");
  const attachment = (activity.attachments || [])[0];
  if (attachment) { draw(attachment.content, item); return item; }
  item.append(activity.text || "");
  return item;
}

async function ask(text) {
  const mine = said(words.pageYou, "mine");
  mine.append(text);
  mine.scrollIntoView({ block: "start" });
  const answer = await post({ type: "message", text, deliveryMode: "expectReplies" });
  if (!answer) return;
  (answer.activities || []).filter((one) => one.type === "message").forEach(show);
  mine.scrollIntoView({ block: "start" });
}

function grow() {
  question.style.height = "auto";
  question.style.height = question.scrollHeight + 2 + "px";
}

document.getElementById("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = question.value.trim();
  if (!text) { question.focus(); return; }
  question.value = "";
  grow();
  if (matchMedia("(hover: hover)").matches) question.focus();
  ask(text);
});
question.addEventListener("input", grow);
question.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
});
Cards.onColours(() => talk.querySelectorAll(".bot").forEach((item) => item.card && draw(item.card, item)));
window.addEventListener("load", async () => {
  const hello = await post({ type: "conversationUpdate", membersAdded: [{ id: "undring" }], deliveryMode: "expectReplies" });
  (hello && hello.activities ? hello.activities : []).forEach(show);
});
