// Shows what an address or a form gives, in place. Whatever goes wrong, the browser does it as if
// there were no script.

import { morph } from "./morph.js";

let last;

// Fetches a page of this site and puts it in the place of the one that is shown. A later call
// overtakes an earlier one. Gives whether it is shown; false when it was overtaken. Throws when
// there is no page to show, or when a posted form was not accepted.
export async function fetchPage(address, options = {}) {
  last?.abort();
  const mine = new AbortController();
  last = mine;
  document.documentElement.dataset.busy = "";
  try {
    const response = await fetch(address, { headers: { accept: "text/html" }, signal: mine.signal, ...options });
    const isPage = response.headers.get("content-type")?.startsWith("text/html");
    if (!isPage || (options.method === "POST" && !response.ok)) throw new Error(`status ${response.status}`);
    const text = await response.text();
    if (mine.signal.aborted) return false;
    show(new DOMParser().parseFromString(text, "text/html"));
    return true;
  } catch (error) {
    if (mine.signal.aborted) return false;
    throw error;
  } finally {
    if (last === mine) delete document.documentElement.dataset.busy;
  }
}

// What was asked for is no longer wanted: the visitor changed something meanwhile.
export function forgetPage() {
  last?.abort();
}

function show(other) {
  document.title = other.title;
  for (const selector of ["header.site", "main"]) {
    const [from, to] = [document.querySelector(selector), other.querySelector(selector)];
    if (from && to) morph(from, to);
  }
  document.dispatchEvent(new CustomEvent("page:shown"));
}

// Says something to who cannot see what changed.
export function announce(text) {
  const line = document.getElementById("melding");
  if (!line) return;
  line.textContent = "";
  // Two changes in one turn are one to a screen reader: the same words again would not be said.
  requestAnimationFrame(() => (line.textContent = text));
}
