// What is typed in a bundel is saved by itself, in turn with all else. Until it is stored, no page that
// comes meanwhile changes the fields of its form.

import { keepText, own } from "./morph.js";
import { announce, inTurn, leaveWith, post, settled, show } from "./page.js";

// Longer than a pause between two words, shorter than one that feels like leaving.
const PAUSE_MS = 1_000;
// Before what could not be saved is tried again: what the server asks for, or at least this.
const RETRY_MS = 5_000;
// The fields that say over what a form's texts are typed. What is typed keeps them until what it was
// typed over changes by its own saving: else it would pass for made over what others stored since.
const MARKS = ["versie", "onderdeel", "stand"];

// What is typed and, as far as is known, not stored; by form.
const edits = new Map();

class Edit {
  // The marks and texts that were typed over.
  base;
  // The texts to be sent next.
  texts;
  // Those that were sent last, as long as it is not known whether they are stored.
  sent = null;
  timer = null;
  isQueued = false;
  isUnderway = false;
  // Whether somebody else's text is shown beside it: it is saved only when asked for.
  isHalted = false;
  hasFailed = false;

  constructor(form) {
    this.form = form;
    this.fields = textsOf(form);
    this.base = this.stored();
  }

  // What the page says is stored.
  stored() {
    const { elements } = this.form;
    return {
      marks: MARKS.filter((name) => elements[name]).map((name) => [name, elements[name].value]),
      texts: this.fields.map((field) => field.defaultValue),
    };
  }

  values() {
    return this.fields.map((field) => field.value);
  }

  // Whether these texts, when they are stored, are those ones.
  same(texts, others) {
    return Boolean(others) && this.fields.every((field, at) => tidied(field, texts[at]) === tidied(field, others[at]));
  }

  body(texts) {
    const body = new URLSearchParams(new FormData(this.form));
    for (const [name, value] of this.base.marks) body.set(name, value);
    this.fields.forEach(({ name }, at) => {
      body.set(name, texts[at]);
      if (this.sent) body.set(`eerder-${name}`, this.sent[at]);
    });
    body.set("stil", "1");
    return body;
  }

  // A page was shown: what is typed goes on from there, unless somebody else stored something.
  rebase() {
    const stored = this.stored();
    const isMine = this.same(stored.texts, this.sent);
    if (!isMine && !this.same(stored.texts, this.base.texts)) return;
    this.base = stored;
    if (isMine) this.sent = null;
  }

  // Saves it after a while of quiet.
  wait(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => saveNow(this.form), pause);
  }

  cancel() {
    clearTimeout(this.timer);
    this.timer = null;
  }

  // Nothing of it is left to be stored: the page has the fields again.
  end() {
    this.cancel();
    edits.delete(this.form);
    for (const field of this.fields) keepText(field, false);
    showStored(this.form);
  }
}

export function saveWhileTyping() {
  document.addEventListener("input", ({ target }) => {
    if (!target.form?.matches("[data-autosave]")) return;
    const edit = editOf(target.form);
    if (!missing(edit)) stopAsking(edit);
    if (!edit.isHalted) edit.wait(PAUSE_MS);
  });
  document.addEventListener("change", ({ target }) => {
    const edit = edits.get(target.form);
    if (edit && !edit.isHalted) saveNow(target.form);
  });
  document.addEventListener("page:shown", () => {
    for (const form of document.querySelectorAll("[data-autosave]")) {
      if (!edits.has(form)) showStored(form);
    }
    for (const edit of edits.values()) {
      edit.rebase();
      if (edit.form.querySelector(".missing")) askFor(edit);
    }
  });
  // Whoever leaves at once loses nothing either: a request of this kind outlives the page.
  addEventListener("pagehide", () => {
    for (const edit of edits.values()) {
      edit.cancel();
      const texts = edit.values();
      const isSent = edit.isUnderway && edit.same(texts, edit.sent);
      if (isSent || edit.isHalted || missing(edit)) continue;
      const address = edit.form.getAttribute("action");
      if (navigator.sendBeacon(address, edit.body(texts))) continue;
      // Too long with what was sent before: without it, it may pass for a conflict, but is not lost.
      edit.sent = null;
      navigator.sendBeacon(address, edit.body(texts));
    }
    edits.clear();
  });
  // A page that the browser kept is older than what was sent as it was left.
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}

// What is typed but not saved yet is sent; resolves when all of it has arrived.
export function saved() {
  saveAll();
  return settled();
}

export function saveAll() {
  for (const edit of [...edits.values()]) if (edit.timer) saveNow(edit.form);
}

// Takes the texts as they are now, and sends them when their turn comes.
export function saveNow(form) {
  const edit = editOf(form);
  edit.cancel();
  edit.isHalted = false;
  if (missing(edit)) {
    askFor(edit);
    announce(form.querySelector(".missing").textContent);
    return;
  }
  edit.texts = edit.values();
  say(edit, "Bezig met bewaren …");
  if (edit.isQueued) return;
  edit.isQueued = true;
  inTurn(() => send(edit));
}

async function send(edit) {
  edit.isQueued = false;
  // Asked for before somebody else's text was shown.
  if (edit.isHalted) return;
  const { form, texts } = edit;
  const address = form.getAttribute("action");
  const body = edit.body(texts);
  edit.isUnderway = true;
  edit.sent = texts;
  const answer = await post(address, body).catch(() => null);
  edit.isUnderway = false;
  const { ok, status, page } = answer ?? {};
  if (!answer || status === 429 || status >= 500) {
    tryAgain(edit, answer?.retryAfter);
  } else if (page && ok) {
    show(page);
    settle(edit, texts);
  } else if (page && (status === 409 || status === 422)) {
    show(page);
    refuse(edit, status);
  } else {
    // Closed to this visitor, or thrown away: a page says so, with what was typed.
    const typed = edit.body(edit.values());
    edit.end();
    leaveWith(address, typed);
  }
}

function settle(edit, texts) {
  edit.hasFailed = false;
  const isAll = edit.same(edit.values(), texts);
  say(edit, isAll ? "Bewaard" : "");
  if (!isAll || edit.isQueued) return;
  announce("Bewaard");
  edit.end();
}

// The bundel stays as it is for now, and so does the page: who is typing goes on.
function tryAgain(edit, retryAfter) {
  say(edit, "Niet bewaard, wij proberen het opnieuw");
  if (!edit.hasFailed) announce("Niet bewaard, wij proberen het opnieuw");
  edit.hasFailed = true;
  if (!edit.timer && !edit.isQueued) edit.wait(Math.max(RETRY_MS, (retryAfter || 0) * 1_000));
}

// The page that is shown now says why.
function refuse(edit, status) {
  say(edit, status === 409 ? "Niet bewaard: dit veranderde intussen elders" : "Niet bewaard");
  const lost = document.getElementById("uw-tekst");
  if (lost) {
    // Its form is another part's by now, or gone.
    lost.value = edit.values().join("\n\n");
    edit.end();
  } else if (status === 409) {
    edit.cancel();
    edit.isHalted = true;
  }
}

function editOf(form) {
  let edit = edits.get(form);
  if (!edit) {
    edit = new Edit(form);
    edits.set(form, edit);
    for (const field of edit.fields) keepText(field, true);
  }
  return edit;
}

// What an undo or another window stored shows in the fields too.
function showStored(form) {
  for (const field of textsOf(form)) {
    if (tidied(field, field.value) !== tidied(field, field.defaultValue)) field.value = field.defaultValue;
  }
}

// The first field that may not be empty, and is.
function missing(edit) {
  return edit.fields.find((field) => field.required && !field.value.trim());
}

// Says beside the field that nothing of its form is saved without it.
function askFor(edit) {
  const field = missing(edit);
  if (!field) return;
  let line = edit.form.querySelector(".missing");
  if (!line) {
    line = document.createElement("p");
    line.className = "fault missing";
    line.id = `${field.id}-leeg`;
    line.textContent = `Nog niet bewaard: vul een ${field.labels[0].textContent.toLowerCase()} in`;
    own(line);
    field.after(line);
  }
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", line.id);
  say(edit, "");
}

function stopAsking({ form, fields }) {
  const line = form.querySelector(".missing");
  if (!line) return;
  line.remove();
  const field = fields.find((field) => field.getAttribute("aria-describedby") === line.id);
  field?.removeAttribute("aria-invalid");
  field?.removeAttribute("aria-describedby");
}

function textsOf(form) {
  return [...form.elements].filter((field) => field.matches("textarea, input[type=text]"));
}

// A text as it is stored: spaces at its ends say nothing.
function tidied(field, text) {
  return field.matches("textarea") ? text.trim() : text.trim().replace(/\s+/g, " ");
}

function say({ form }, text) {
  status(form).textContent = text;
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
