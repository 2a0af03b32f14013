"use strict";
// Begin a new entry: the id follows the title until someone writes their own, and both are checked as they are written.
const begin = document.getElementById("new");
const title = document.getElementById("n-title");
const idBox = document.getElementById("n-id");
let own = Boolean(title.value && idBox.value);
let timer = 0;
let turn = 0;

async function check(touched) {
  const mine = ++turn;
  const sent = Object.fromEntries(new FormData(begin));
  if (!own) sent.id = "";
  const answer = await Desk.post("name", sent);
  if (mine !== turn || answer.error) return;
  if (!own) idBox.value = answer.id;
  for (const field of ["title", "kind", "layer", "id"]) {
    const found = answer.remarks.filter((one) => one.field === field && (touched || title.value.trim()));
    document.getElementById("n-" + field + "-r").replaceChildren(...found.map((one) => Desk.remark(one)));
    const box = document.getElementById("n-" + field);
    if (box && found.length) box.setAttribute("aria-invalid", "true");
    else if (box) box.removeAttribute("aria-invalid");
  }
}

begin.addEventListener("input", (event) => {
  if (event.target === idBox) own = Boolean(idBox.value.trim());
  clearTimeout(timer);
  timer = setTimeout(() => check(true), 250);
});
if (title.value) check(true);
