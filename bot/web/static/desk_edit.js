"use strict";
// Edit one entry: what is written is checked and drawn as it is written, and saved only over what was opened.
const form = document.getElementById("edit");
const fields = document.getElementById("fields");
const whole = document.getElementById("whole-text");
const statusLine = document.getElementById("status");
const card = document.getElementById("card");
const conflict = document.getElementById("conflict");
const commit = document.getElementById("commit");
const boxes = [...form.querySelectorAll("[data-name]")];
const idBox = document.getElementById("f-id");
let begun = form.dataset.new;
const first = new Map(boxes.map((box) => [box.dataset.name, begun ? "" : read(box)]));
let opened = form.dataset.opened;
let mode = form.dataset.mode;
let firstText = whole.value;
let latest = null;
let asked = 0;
let waiting = 0;
let later = 0;

function read(box) {
  return box.type === "checkbox" ? (box.checked ? "true" : "") : box.value;
}

function write(box, value) {
  if (box.type === "checkbox") box.checked = value === "true";
  else box.value = value;
}

function changes() {
  if (mode === "text") return { text: whole.value };
  const changed = boxes.filter((box) => read(box) !== first.get(box.dataset.name));
  return { values: Object.fromEntries(changed.map((box) => [box.dataset.name, read(box)])) };
}

function isChanged() {
  return mode === "text" ? whole.value !== firstText : Object.keys(changes().values).length > 0;
}

function edit() {
  return {
    id: idBox ? idBox.value.trim() : form.dataset.id, layer: form.dataset.layer, kind: form.dataset.kind, new: begun, opened, ...changes(),
    language: document.getElementById("language").value, sector: document.getElementById("sector").value,
    whole: document.getElementById("whole").checked,
  };
}

function showRemarks(remarks) {
  const above = document.querySelector("#faults .remarks");
  form.querySelectorAll(".remarks").forEach((list) => list.replaceChildren());
  boxes.forEach((box) => box.removeAttribute("aria-invalid"));
  for (const one of remarks) {
    const box = boxes.find((held) => held.dataset.name === one.field);
    const list = box && document.getElementById(box.id + "-r");
    (list || above).append(Desk.remark(one));
    if (!list) continue;
    if (one.level === "error") box.setAttribute("aria-invalid", "true");
    const link = Desk.make("a", box.closest(".box").querySelector("label").firstChild.textContent.trim() || one.field);
    link.href = "#" + box.id;
    link.addEventListener("click", (event) => { event.preventDefault(); reach(box); });
    const item = Desk.make("li", "", one.level);
    item.append(Desk.make("span", Desk.say(one.level), "level"), " ", link);
    if (![...above.children].some((held) => held.textContent === item.textContent)) above.append(item);
  }
  const told = document.querySelector("#faults .told");
  told.textContent = remarks.length ? Desk.say("faults", { count: remarks.length }) : Desk.say("no_faults");
}

function reach(box) {
  if (box.closest("details")) box.closest("details").open = true;
  box.focus();
  box.scrollIntoView({ block: "center" });
}

function drawCard(made) {
  latest = made;
  if (made) Desk.showCard(made, card);
  else if (!card.querySelector(".ac-adaptiveCard")) card.replaceChildren(Desk.make("p", Desk.say("no_card"), "quiet"));
  card.classList.toggle("old", !made && Boolean(card.querySelector(".ac-adaptiveCard")));
}

async function preview() {
  const mine = ++asked;
  waiting += 1;
  card.setAttribute("aria-busy", "true");
  const answer = await Desk.post("preview", edit());
  waiting -= 1;
  if (!waiting) card.removeAttribute("aria-busy");
  if (mine !== asked) return;
  if (answer.remarks) showRemarks(answer.remarks);
  if (answer.error) { tell(answer.error, "warn"); return; }
  drawCard(answer.card);
  if (mode === "form") whole.value = answer.text;
  if (isChanged()) tell(answer.alone ? Desk.say("unsaved") : Desk.say("changed_by_others"), answer.alone ? "" : "warn");
  else if (statusLine.className !== "good") tell("", "");
}

function soon() {
  clearTimeout(later);
  later = setTimeout(preview, 250);
}

function tell(text, kind) {
  statusLine.textContent = text;
  statusLine.className = kind;
}

async function save() {
  if (!isChanged() && !begun) { tell(Desk.say("clean"), "good"); return; }
  tell(Desk.say("saving"), "");
  const sent = edit();
  const answer = await Desk.post("save", sent);
  if (answer.remarks) showRemarks(answer.remarks);
  if (answer.error) { tell(answer.error, "warn"); return; }
  if (answer.conflict) { showConflict(answer); return; }
  opened = answer.opened;
  conflict.hidden = true;
  if (mode === "text") firstText = sent.text;
  else Object.entries(sent.values).forEach(([name, value]) => first.set(name, value));
  commit.hidden = !answer.can_commit;
  if (begun) settle(sent);
  tell(answer.saved, "good");
  if (mode === "text" && fields) soon();
}

// What was begun is now a file like the others.
function settle(sent) {
  begun = "";
  form.dataset.id = sent.id;
  if (idBox) idBox.readOnly = true;
  document.getElementById("begun").hidden = true;
  history.replaceState(null, "", "/pult/oppslag/" + sent.id + "?lag=" + encodeURIComponent(sent.layer));
}

function showConflict(answer) {
  tell(answer.conflict, "warn");
  const place = conflict.querySelector(".both");
  place.replaceChildren(...answer.both.map((one) => two(one)));
  conflict.hidden = false;
  opened = answer.opened;
  conflict.focus();
}

// Both versions of a box, side by side; the one chosen is what the next saving writes.
function two(one) {
  const group = Desk.make("fieldset");
  const box = boxes.find((held) => held.dataset.name === one.field);
  group.append(Desk.make("legend", box ? box.closest(".box").querySelector("label").firstChild.textContent.trim() : ""));
  for (const [kind, text] of [["theirs", one.theirs], ["mine", one.mine]]) {
    const side = Desk.make("div", "", "version");
    side.append(Desk.make("h3", Desk.say(kind)), Desk.make("pre", text));
    if (box) {
      const label = Desk.make("label", "", "flag");
      const pick = document.createElement("input");
      pick.type = "radio";
      pick.name = "keep-" + one.field;
      pick.checked = kind === "mine";
      pick.addEventListener("change", () => {
        first.set(one.field, kind === "theirs" ? one.theirs : null);
        write(box, text);
        soon();
      });
      label.append(pick, " " + Desk.say("keep_" + kind));
      side.append(label);
    }
    group.append(side);
  }
  return group;
}

function names(box) {
  const list = box.parentElement.querySelector(".names");
  if (!list) return;
  const known = document.getElementById(list.dataset.source);
  const ids = box.value.split(/[\s,]+/).filter(Boolean);
  list.replaceChildren(...ids.map((id) => {
    const option = [...known.options].find((one) => one.value === id);
    return Desk.make("li", option ? option.textContent : id + " – " + Desk.say("unknown_id"), option ? "" : "error");
  }));
}

function signs(box) {
  const counter = box.closest(".box").querySelector(".signs");
  if (counter) counter.textContent = Desk.say("signs", { count: box.value.trim().length });
}

function forget() {
  if (!isChanged()) { tell(Desk.say("clean"), "good"); return; }
  if (window.confirm(Desk.say("forget"))) { window.onbeforeunload = null; location.reload(); }
}

form.addEventListener("input", (event) => {
  if (event.target === whole) {
    mode = "text";
    if (fields) fields.inert = true;
  } else if (event.target.dataset.name) {
    names(event.target);
    signs(event.target);
  } else return;
  soon();
});
form.addEventListener("submit", (event) => { event.preventDefault(); save(); });
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.tagName === "INPUT") {
    event.preventDefault();
    if (event.target.closest(".pick")) event.target.nextElementSibling.click();
    else if (event.target.id === "role") document.getElementById("commit-go").click();
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() === "s" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); save(); }
});
document.getElementById("undo").addEventListener("click", forget);
document.getElementById("commit-go").addEventListener("click", async () => {
  const told = commit.querySelector(".told");
  const answer = await Desk.post("commit", { id: form.dataset.id, layer: form.dataset.layer, role: document.getElementById("role").value });
  told.textContent = answer.error || answer.saved;
  told.className = "told " + (answer.error ? "warn" : "good");
});
form.querySelectorAll(".pick .add").forEach((button) => button.addEventListener("click", () => {
  const field = button.previousElementSibling;
  const box = button.closest(".box").querySelector("textarea");
  const id = field.value.trim();
  if (!id) { field.focus(); return; }
  box.value = [...box.value.split("\n").filter((line) => line.trim()), id].join("\n");
  field.value = "";
  names(box);
  soon();
}));
form.querySelectorAll(".take").forEach((button) => button.addEventListener("click", () => {
  const box = button.closest(".box").querySelector("[data-name]");
  box.value = button.previousElementSibling.textContent;
  button.closest("details").open = false;
  names(box);
  signs(box);
  box.focus();
  soon();
}));
["language", "sector", "whole"].forEach((id) => document.getElementById(id).addEventListener("change", preview));
window.onbeforeunload = (event) => { if (isChanged()) event.preventDefault(); };
Cards.onColours(() => latest && Desk.showCard(latest, card));
boxes.forEach((box) => { names(box); signs(box); });
preview();
