// The visitor's bundel without going back and forth: what is typed is saved by itself, parts are
// dragged or moved with the keyboard, and every button works in place. Each change is one form of
// the page, sent as it would be without script, one after the other.

import { own } from "./morph.js";
import { announce, fetchPage } from "./page.js";

// Longer than a pause between two words, shorter than one that feels like leaving.
const PAUSE_MS = 1_000;
// What is done in place. The others lead to another bundel, or show a key: a page of their own.
const IN_PLACE = /\/bundel\/(schik|notitie|tussentitel|gegevens|leeg|ongedaan|artikelen)$/;

let sending = Promise.resolve();

export function workOnBundel() {
  if (!document.querySelector("[data-bundel]")) return;
  // What a redirect had to say is said; the page loaded again need not repeat it.
  if (location.search) history.replaceState(null, "", location.pathname + location.hash);
  listenForButtons();
  saveWhileTyping();
  previewTitles();
  addHandles();
  document.addEventListener("page:shown", () => {
    showStored();
    addHandles();
  });
}

// Sends a form after those before it. `choose` gives what to send, when its turn has come; nothing
// when there is no longer anything to do. What the server does not accept, it shows on a page.
function send(form, choose, done) {
  const work = async () => {
    const body = choose();
    if (!body) return;
    try {
      const address = form.getAttribute("action");
      // It outlives the page, for who types and leaves at once.
      const keepalive = form.matches("[data-autosave]");
      if (await fetchPage(address, { method: "POST", body, keepalive })) done?.();
    } catch {
      leaveWith(form.getAttribute("action"), body);
    }
  };
  sending = sending.then(work, work);
  return sending;
}

// As without script: the browser sends the form and shows what comes.
function leaveWith(action, body) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = action;
  for (const [name, value] of body) {
    const field = document.createElement("textarea");
    field.name = name;
    field.value = value;
    form.append(field);
  }
  form.hidden = true;
  document.body.append(form);
  form.submit();
}

function fieldsOf(form, extra = {}) {
  const body = new URLSearchParams(new FormData(form));
  for (const [name, value] of Object.entries(extra)) body.set(name, value);
  return body;
}

function listenForButtons() {
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
    send(form, () => fieldsOf(form, chosen), () => tell(form, chosen.zet, part?.id, next?.id));
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
    if (field) field.value = "";
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

// --- What is typed ---

const waiting = new Map();

function saveWhileTyping() {
  document.addEventListener("input", ({ target }) => {
    const form = target.form;
    if (!form?.matches("[data-autosave]")) return;
    clearTimeout(waiting.get(form));
    waiting.set(form, setTimeout(() => saveNow(form), PAUSE_MS));
  });
  document.addEventListener("change", ({ target }) => {
    if (target.form?.matches("[data-autosave]")) saveNow(target.form);
  });
  // Whoever leaves at once loses nothing either: a request of this kind outlives the page.
  addEventListener("pagehide", () => {
    for (const [form, timer] of waiting) {
      clearTimeout(timer);
      if (form.checkValidity()) navigator.sendBeacon(form.getAttribute("action"), fieldsOf(form));
    }
    waiting.clear();
  });
  // A page that the browser kept is older than what was sent as it was left.
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}

// What is typed but not saved yet is sent; resolves when all of it has arrived.
export function saved() {
  saveAll();
  return sending;
}

function saveAll() {
  for (const form of [...waiting.keys()]) saveNow(form);
}

function saveNow(form) {
  clearTimeout(waiting.get(form));
  waiting.delete(form);
  // An empty title is one that is being replaced.
  if (!form.checkValidity()) return;
  const typed = textsOf(form).map((field) => field.value);
  status(form).textContent = "Bezig met bewaren …";
  send(form, () => fieldsOf(form, { stil: "1" }), () => {
    const same = textsOf(form).every((field, at) => field.value === typed[at]);
    status(form).textContent = same ? "Bewaard" : "";
    if (same) announce("Bewaard");
  });
}

// What an undo or another window stored shows in the fields too, except where somebody is typing.
function showStored() {
  for (const form of document.querySelectorAll("[data-autosave]")) {
    if (waiting.has(form)) continue;
    for (const field of textsOf(form)) {
      if (field !== document.activeElement) field.value = field.defaultValue;
    }
  }
}

function textsOf(form) {
  return [...form.elements].filter((field) => field.matches("textarea, input[type=text]"));
}

// Beside the button; made here, so that the server's page need not know of it.
function status(form) {
  let line = form.querySelector(".save-state");
  if (!line) {
    line = document.createElement("span");
    line.className = "save-state";
    own(line);
    form.querySelector("button[type=submit]").after(line);
  }
  return line;
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
  send(form, () => fieldsOf(form, chosen), () => {
    const now = document.getElementById(part.id);
    focusOn(now?.querySelector(".handle"));
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
