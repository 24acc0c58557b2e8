// The visitor's bundel without going back and forth: parts are dragged or moved with the keyboard, and
// every button works in place. Each change is one form of the page, sent as it would be without
// script, one after the other.

import { saveAll, saveNow, saveWhileTyping } from "./autosave.js";
import { keepText, own } from "./morph.js";
import { announce, inTurn, leaveWith, post, show } from "./page.js";

// What is done in place. The others lead to another bundel, or show a key: a page of their own.
const IN_PLACE = /\/bundel\/(schik|notitie|tussentitel|gegevens|leeg|ongedaan|artikelen)$/;

export function workOnBundel() {
  if (!document.querySelector("[data-bundel]")) return;
  // What a redirect had to say is said; the page loaded again need not repeat it.
  if (location.search) history.replaceState(null, "", location.pathname + location.hash);
  listenForButtons();
  saveWhileTyping();
  previewTitles();
  addHandles();
  document.addEventListener("page:shown", addHandles);
}

// Sends a form after those before it, with these fields besides its own. What the server does not
// accept, it shows on a page.
function send(form, chosen, done) {
  return inTurn(async () => {
    const address = form.getAttribute("action");
    const body = fieldsOf(form, chosen);
    const answer = await post(address, body).catch(() => null);
    if (!answer?.ok || !answer.page) {
      leaveWith(address, body);
      return;
    }
    show(answer.page);
    done();
  });
}

function fieldsOf(form, extra) {
  const body = new URLSearchParams(new FormData(form));
  for (const [name, value] of Object.entries(extra)) body.set(name, value);
  return body;
}

function listenForButtons() {
  // A new subheading is sent by its button alone: until then no page may wipe it.
  document.addEventListener("input", ({ target }) => {
    if (target.id === "tussentitel") keepText(target, true);
  });
  document.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (!IN_PLACE.test(form.getAttribute("action") ?? "") || !form.closest("[data-bundel]")) return;
    event.preventDefault();
    // The button is another part's by the time an earlier change has been shown.
    const chosen = submitter?.name ? { [submitter.name]: submitter.value } : {};
    const part = submitter?.closest(".part") ?? form.closest(".part");
    const next = part?.nextElementSibling ?? part?.previousElementSibling;
    if (form.matches("[data-autosave]")) {
      saveNow(form);
      return;
    }
    saveAll();
    send(form, chosen, () => tell(form, chosen.zet, part?.id, next?.id));
  });
}

// Says what happened and puts the focus where somebody goes on.
function tell(form, step, partId, nextId) {
  const part = document.getElementById(partId);
  const title = (element) => element?.querySelector("h3")?.textContent.trim() ?? "";
  if (step?.startsWith("weg")) {
    focusOn(document.querySelector(".notice button") ?? document.getElementById(nextId)?.querySelector("button"));
  } else if (step) {
    const button = part?.querySelector(`button[value^="${step.split(" ")[0]} "]`);
    focusOn(button?.disabled ? part.querySelector(".moves button:not([disabled])") : button);
    announce(`${title(part)}: ${place(part)}`);
  } else if (form.action.endsWith("/bundel/artikelen")) {
    focusOn(document.getElementById("voorstellen-titel") ?? document.getElementById("inhoudstafel"));
    announce("Toegevoegd aan uw bundel");
  } else if (form.action.endsWith("/bundel/tussentitel")) {
    const field = document.getElementById("tussentitel");
    if (field) {
      keepText(field, false);
      field.value = "";
    }
    focusOn(field);
    announce("Tussentitel toegevoegd, onderaan");
  } else {
    focusOn(document.querySelector(".notice button") ?? document.getElementById("inhoudstafel"));
  }
}

function focusOn(element) {
  element?.focus({ preventScroll: true });
  element?.scrollIntoView({ block: "nearest" });
}

function place(part) {
  const parts = [...part.parentElement.children];
  return `plaats ${parts.indexOf(part) + 1} van ${parts.length}`;
}

// The first page in small follows what is typed at once.
function previewTitles() {
  document.addEventListener("input", ({ target }) => {
    const line = { titel: ".sheet-title", ondertitel: ".sheet-subtitle" }[target.id];
    const shown = line && document.querySelector(`#voorbeeld ${line}`);
    if (shown) shown.textContent = target.value;
  });
}

// --- Order, by hand ---

// A handle before every part: dragged with mouse or finger; with the keyboard, Space picks the part
// up, the arrows move it, Space puts it down and Escape puts it back.
function addHandles() {
  const list = document.querySelector("[data-arrange]");
  if (!list || list.children.length < 2) return;
  for (const part of list.children) {
    if (part.querySelector(".handle")) {
      part.querySelector(".handle").ariaLabel = label(part);
      continue;
    }
    const handle = document.createElement("button");
    handle.type = "button";
    handle.className = "handle";
    handle.ariaLabel = label(part);
    handle.ariaPressed = "false";
    handle.title = "Versleep, of druk op spatie en gebruik de pijltjes";
    handle.addEventListener("pointerdown", drag);
    handle.addEventListener("keydown", moveByKey);
    handle.addEventListener("blur", () => letGo(handle));
    own(handle);
    part.append(handle);
  }
}

function label(part) {
  return `Verplaats: ${part.querySelector("h3").textContent.trim()}`;
}

let held = null;

function pickUp(handle) {
  const part = handle.closest(".part");
  const list = part.parentElement;
  const form = document.getElementById(list.dataset.arrange);
  held = { handle, part, list, form, grip: part.dataset.grip, before: [...list.children] };
  part.dataset.held = "";
}

function putDown() {
  const { part, list, form, grip, before } = held;
  release();
  const to = [...list.children].indexOf(part);
  if (before[to] === part) return;
  saveAll();
  const chosen = { zet: `naar ${grip}`, plaats: String(to + 1) };
  send(form, chosen, () => {
    const now = document.getElementById(part.id);
    const handle = now?.querySelector(".handle");
    // A visitor who went on to something else meanwhile stays there.
    if ([handle, document.body].includes(document.activeElement)) focusOn(handle);
    announce(`${now?.querySelector("h3").textContent.trim()}: ${place(now)}`);
  });
}

function putBack() {
  const { handle, list, before } = held;
  release();
  list.append(...before);
  handle.focus();
  announce("Terug op zijn plaats");
}

function release() {
  delete held.part.dataset.held;
  held.handle.ariaPressed = "false";
  held = null;
}

// Whoever goes elsewhere with a part in hand means it to be where it is.
function letGo(handle) {
  if (held?.handle === handle && held.byKey) putDown();
}

// The neighbour moves, never the part: an element that is taken out of the page for a moment loses
// the focus and the pointer.
function swapWithNext({ part }) {
  if (part.nextElementSibling) part.before(part.nextElementSibling);
}

function swapWithPrevious({ part }) {
  if (part.previousElementSibling) part.after(part.previousElementSibling);
}

function moveByKey(event) {
  const handle = event.currentTarget;
  const mine = held?.handle === handle;
  if (event.key === " " || event.key === "Enter") {
    event.preventDefault();
    if (mine) {
      putDown();
    } else {
      pickUp(handle);
      held.byKey = true;
      handle.ariaPressed = "true";
      announce(`Opgepakt, ${place(held.part)}. Pijltjes verplaatsen, spatie zet neer, Escape zet terug.`);
    }
  } else if (mine && event.key === "Escape") {
    event.preventDefault();
    putBack();
  } else if (mine && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    event.preventDefault();
    if (event.key === "ArrowUp") swapWithPrevious(held);
    else swapWithNext(held);
    held.part.scrollIntoView({ block: "nearest" });
    const [first, ...rest] = place(held.part);
    announce(first.toUpperCase() + rest.join(""));
  }
}

function drag(event) {
  if (event.button || held) return;
  event.preventDefault();
  const handle = event.currentTarget;
  pickUp(handle);
  handle.focus({ preventScroll: true });
  const listening = new AbortController();
  const on = (name, listener) => document.addEventListener(name, listener, { signal: listening.signal });
  const end = (how) => {
    listening.abort();
    if (held) how();
  };
  on("pointermove", ({ clientY }) => {
    // Near an edge the page comes along.
    if (clientY < 60) scrollBy(0, -12);
    if (clientY > innerHeight - 60) scrollBy(0, 12);
    const middle = (element) => {
      const { top, height } = element.getBoundingClientRect();
      return top + height / 2;
    };
    const { part } = held;
    while (part.nextElementSibling && clientY > middle(part.nextElementSibling)) swapWithNext(held);
    while (part.previousElementSibling && clientY < middle(part.previousElementSibling)) swapWithPrevious(held);
  });
  on("pointerup", () => end(putDown));
  on("pointercancel", () => end(putBack));
  on("keydown", (key) => {
    if (key.key === "Escape") end(putBack);
  });
}
