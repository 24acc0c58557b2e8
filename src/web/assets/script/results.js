// Search, filters, order and paging in place. The address follows, so that the back button and a
// bookmark do what they do without script.

import { fetchPage, forgetPage } from "./page.js";

// Several boxes ticked in a row are one search: shorter than a pause between two decisions, longer
// than one between two clicks.
const PAUSE_MS = 350;

export function listenForSearching() {
  const form = document.getElementById("zoek");
  if (!form || !document.getElementById("resultaten")) return;
  let timer;
  let shown = pathAndQuery();

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    go(addressOf(form), { focus: true });
  });
  document.addEventListener("change", (event) => {
    const field = event.target;
    if (field.form !== form || field.name === "q" || !field.name || field.type === "text") return;
    clearTimeout(timer);
    forgetPage();
    timer = setTimeout(() => go(addressOf(form), {}), PAUSE_MS);
  });
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest?.("a[href]");
    if (!link || link.origin !== location.origin || link.pathname !== "/" || link.hash || !link.closest("main")) return;
    event.preventDefault();
    clearTimeout(timer);
    go(link.href, { focus: true });
  });
  addEventListener("popstate", () => {
    // A link within the page is no other search.
    if (pathAndQuery() !== shown) go(location.href, { moved: true });
  });

  async function go(address, { focus = false, moved = false }) {
    try {
      if (!(await fetchPage(address))) return;
      if (!moved) history.pushState(null, "", address);
      shown = pathAndQuery();
      if (focus) showResults();
    } catch {
      location.assign(address);
    }
  }
}

function pathAndQuery() {
  return location.pathname + location.search;
}

// The filled-in fields alone: what stands in the address is what was asked.
function addressOf(form) {
  const asked = [...new FormData(form)].filter(([, value]) => value !== "");
  const defaults = new Set(["sorteer=relevantie"]);
  const pairs = asked.filter(([name, value]) => !defaults.has(`${name}=${value}`));
  const query = new URLSearchParams(pairs).toString();
  return query ? `/?${query}` : "/";
}

// To the number of results: read out, and the first results below it in sight.
function showResults() {
  const heading = document.getElementById("aantal") ?? document.getElementById("fouten");
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  const top = heading.getBoundingClientRect().top;
  if (top < 0 || top > innerHeight / 2) document.getElementById("resultaten").scrollIntoView();
}
