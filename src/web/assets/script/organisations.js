// The field below the organisations narrows the list while somebody types. Without script it is
// sent along, and what it names is chosen.

import { own } from "./morph.js";

export function listenForOrganisations() {
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (field.id !== "andere-organisatie") return;
    // Half a name that narrows is no filter.
    own(field, "value", "name");
    field.removeAttribute("name");
    narrow(field);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.id !== "andere-organisatie") return;
    event.preventDefault();
    const choices = [...event.target.closest("fieldset").querySelectorAll(".choice:not([hidden]) input")];
    const open = choices.filter((choice) => !choice.checked);
    if (open.length === 1) open[0].click();
  });
  document.addEventListener("page:shown", () => {
    const field = document.getElementById("andere-organisatie");
    if (field?.value) narrow(field);
  });
}

function narrow(field) {
  const wanted = fold(field.value);
  let shown = 0;
  for (const choice of field.closest("fieldset").querySelectorAll(".choice")) {
    const fits = fold(choice.querySelector(".name").textContent).includes(wanted);
    choice.hidden = !fits && !choice.querySelector("input").checked;
    if (fits) shown += 1;
  }
  const line = document.getElementById("andere-organisatie-aantal");
  if (!line) return;
  line.textContent = !wanted ? "" : shown === 1 ? "1 organisatie" : `${shown} organisaties`;
}

function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
}
