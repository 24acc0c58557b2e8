// "Voeg toe aan mijn bundel" without leaving the page: the button becomes what it did, and the
// number in the menu follows.

import { announce, fetchPage } from "./page.js";

export function listenForAdding() {
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("form.add")) return;
    event.preventDefault();
    const card = form.closest("[id]");
    const title = form.querySelector(".unseen")?.textContent ?? "";
    try {
      const body = new URLSearchParams(new FormData(form));
      // Who moves on at once has added it all the same.
      if (!(await fetchPage(form.action, { method: "POST", body, keepalive: true }))) return;
      announce(`Toegevoegd aan uw bundel${title}`);
      const holder = document.getElementById(card?.id) ?? document;
      const added = [...holder.querySelectorAll(".added a")].find((link) => link.offsetParent);
      added?.focus();
    } catch {
      form.submit();
    }
  });
}
