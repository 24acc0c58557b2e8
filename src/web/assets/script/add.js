// "Voeg toe aan mijn bundel" without leaving the page: the button becomes what it did, and the
// number in the menu follows.

import { announce, fetchPage, inTurn, leaveWith, post, show } from "./page.js";

// The field that proves that a form is of this visitor: a visitor who has none yet gets one with the first
// article, and the page's other forms with them.
const PROOF = "bewijs";

export function listenForAdding() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form.add")) return;
    event.preventDefault();
    add(form.getAttribute("action"), new URLSearchParams(new FormData(form)), {
      card: form.closest("[id]")?.id,
      title: form.querySelector(".unseen")?.textContent ?? "",
    });
  });
}

async function add(action, body, { card, title }) {
  const from = location.pathname + location.search;
  const shown = await inTurn(async () => {
    const proof = document.querySelector(`input[name="${PROOF}"]`)?.value;
    if (proof) body.set(PROOF, proof);
    const answer = await post(action, body);
    if (!answer.ok || !answer.page) throw new Error(`status ${answer.status}`);
    // A visitor who searched on meanwhile sees another page than the one that the button was on.
    const isThere = location.pathname + location.search === from;
    if (isThere) show(answer.page);
    return isThere;
  }).catch(() => leaveWith(action, body));
  if (shown === undefined) return;
  announce(`Toegevoegd aan uw bundel${title}`);
  if (!shown) await fetchPage(location.href).catch(() => location.reload());
  // The button that had the focus is gone; a visitor who is at another one already stays there.
  if (document.activeElement !== document.body) return;
  const holder = document.getElementById(card) ?? document;
  const added = [...holder.querySelectorAll(".added a")].find((link) => link.offsetParent);
  added?.focus();
}
