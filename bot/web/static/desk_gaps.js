"use strict";
// Accept a proposal: the desk writes it into the guide's files, and says where.
document.querySelectorAll(".gaps > li").forEach((gap) => {
  const told = gap.querySelector(".told");
  gap.querySelector(".accept").addEventListener("click", async (event) => {
    event.target.disabled = true;
    const answer = await Desk.post("accept", { kind: gap.dataset.kind, entry: gap.dataset.entry, text: gap.dataset.text });
    told.textContent = answer.error || answer.saved;
    told.className = "told " + (answer.error ? "warn" : "good");
    event.target.disabled = !answer.error;
  });
});
