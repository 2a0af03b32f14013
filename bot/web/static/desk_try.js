"use strict";
// Try a question: what the bot answers, and what speaks for and against each entry.
const form = document.getElementById("try");
const question = document.getElementById("question");
const statusLine = document.getElementById("status");
const tried = document.getElementById("tried");
const GROUPS = ["words", "phrases", "name", "wording", "meaning"];
let latest = null;

function bar(reason, most) {
  const row = Desk.make("div", "", "reason");
  const worth = reason ? reason.worth : 0;
  const side = Math.abs(worth) < 0.05 ? "even" : worth > 0 ? "for" : "against";
  const meter = Desk.make("span", "", "meter " + side);
  const fill = Desk.make("span");
  fill.style.width = Math.round((Math.abs(worth) / most) * 50) + "%";
  meter.append(fill);
  row.append(Desk.make("dt", Desk.say("group_" + reason.group)));
  const said = Desk.make("dd");
  said.append(meter, Desk.make("span", Desk.say(side), "side"));
  row.append(said);
  return row;
}

function contender(one, number, most) {
  const item = Desk.make("li", "", "panel");
  const head = Desk.make("h3");
  const link = Desk.make("a", one.title);
  link.href = "/pult/oppslag/" + one.entry_id;
  head.append(number + ". ", link);
  const share = Math.round(one.probability * 100);
  head.append(" ", Desk.make("span", share ? Desk.say("probability", { share }) : Desk.say("less"), "chip"));
  item.append(head, Desk.make("p", one.said));
  const list = Desk.make("dl", "", "reasons");
  GROUPS.forEach((group) => list.append(bar(one.reasons.find((reason) => reason.group === group), most)));
  item.append(list);
  if (one.words.length) item.append(line("words", one.words.join(", ")));
  if (one.nearest) item.append(line("nearest", "«" + one.nearest + "»"));
  return item;
}

function line(key, text) {
  const made = Desk.make("p", "", "fact");
  made.append(Desk.make("strong", Desk.say(key) + ": "), text);
  return made;
}

function show(answer) {
  latest = answer;
  const left = Desk.make("section");
  left.append(Desk.make("h2", Desk.say("answer")));
  const card = Desk.make("div", "", "panel card");
  left.append(card);
  const right = Desk.make("section");
  right.append(Desk.make("h2", Desk.say("why")), Desk.make("p", answer.verdict));
  if (answer.question !== question.value.trim()) right.append(Desk.make("p", Desk.say("masked", { question: answer.question }), "quiet"));
  if (answer.unknown.length) right.append(line("unknown", answer.unknown.join(", ")));
  const most = Math.max(1, ...answer.contenders.flatMap((one) => one.reasons.map((reason) => Math.abs(reason.worth))));
  const list = Desk.make("ol", "", "contenders");
  list.append(...answer.contenders.map((one, at) => contender(one, at + 1, most)));
  right.append(list);
  const sides = Desk.make("div", "", "sides even");
  sides.append(left, right);
  tried.replaceChildren(sides);
  Desk.showCard(answer.card, card);
}

async function ask() {
  statusLine.textContent = Desk.say("trying");
  const answer = await Desk.post("try", { question: question.value });
  statusLine.textContent = answer.error || (answer.learned ? "" : Desk.say("learning"));
  if (answer.error) tried.replaceChildren();
  else show(answer);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  history.replaceState(null, "", "?q=" + encodeURIComponent(question.value));
  ask();
});
Cards.onColours(() => latest && show(latest));
if (question.value) ask();
else question.focus();
