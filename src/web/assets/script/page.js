// Shows what an address or a form gives, in place. Whatever goes wrong, the browser does it as if
// there were no script.

import { morph } from "./morph.js";

// All that is asked of the server, one after the other: a change is made on the page that the one
// before it gave. Only a page that is no longer wanted is overtaken, never a change.
let last = Promise.resolve();
let underway = 0;
let reading;

// Does this when all before it is done; resolves to what it gives.
export function inTurn(work) {
  underway += 1;
  document.documentElement.dataset.busy = "";
  const mine = last.then(work).finally(() => {
    underway -= 1;
    if (!underway) delete document.documentElement.dataset.busy;
  });
  last = mine.catch(() => {});
  return mine;
}

// Resolves when all that was asked is done.
export function settled() {
  return last;
}

// Fetches a page of this site and puts it in the place of the one that is shown. A later call
// overtakes an earlier one. Gives whether it is shown; false when it was overtaken. Throws when
// there is no page to show.
export function fetchPage(address) {
  forgetPage();
  const mine = new AbortController();
  reading = mine;
  return inTurn(async () => {
    if (mine.signal.aborted) return false;
    try {
      const { page, status } = await ask(address, { signal: mine.signal });
      if (mine.signal.aborted) return false;
      if (!page) throw new Error(`status ${status}`);
      show(page);
      return true;
    } catch (error) {
      if (mine.signal.aborted) return false;
      throw error;
    }
  });
}

// What was asked for is no longer wanted: the visitor changed something meanwhile.
export function forgetPage() {
  reading?.abort();
}

// A request that outlives the page may hold so many bytes, with those under way (the Fetch standard,
// 4.7); one that holds more fails.
const MOST_KEPT_ALIVE = 60_000;

// What is not answered by then no longer keeps the rest waiting: longer than the server waits for a turn,
// or for its disk.
const PATIENCE_MS = 45_000;

// Posts a form: its answer, with the page in it when it is one. To be called in turn. Throws when no
// answer comes.
export async function post(address, body) {
  // It outlives the page, for somebody who does something and leaves at once.
  const keepalive = String(body).length < MOST_KEPT_ALIVE;
  return ask(address, { method: "POST", body, keepalive, signal: AbortSignal.timeout?.(PATIENCE_MS) });
}

async function ask(address, options) {
  const response = await fetch(address, { headers: { accept: "text/html" }, ...options });
  const { ok, status, headers } = response;
  const isPage = headers.get("content-type")?.startsWith("text/html");
  const page = isPage ? new DOMParser().parseFromString(await response.text(), "text/html") : null;
  return { ok, status, page, retryAfter: Number(headers.get("retry-after")) };
}

// As without script: the browser sends the form and shows what comes.
export function leaveWith(action, body) {
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

export function show(other) {
  document.title = other.title;
  for (const selector of ["header.site", "main"]) {
    const [from, to] = [document.querySelector(selector), other.querySelector(selector)];
    if (from && to) morph(from, to);
  }
  document.dispatchEvent(new CustomEvent("page:shown"));
}

// Says something to those who cannot see what changed.
export function announce(text) {
  const line = document.getElementById("melding");
  if (!line) return;
  line.textContent = "";
  // Two changes in one turn are one to a screen reader: the same words again would not be said.
  requestAnimationFrame(() => (line.textContent = text));
}
