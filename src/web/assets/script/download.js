// A document that takes a while: the page stays, says how far it is, and fetches it when it is
// there. Whatever goes wrong, the browser follows the link as if there were no script.

import { saved } from "./autosave.js";
import { announce } from "./page.js";

// A document that comes sooner needs no words.
const QUIET_MS = 700;
// Between two times that a screen reader hears how far it is.
const SAID_EVERY_MS = 10_000;

const underway = new Set();

export function listenForDownloads() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-document]");
    const asIs = event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!link || asIs || event.defaultPrevented) return;
    event.preventDefault();
    follow(link.href, link.dataset.document);
  });
}

async function follow(address, name) {
  if (underway.has(address)) return;
  underway.add(address);
  const box = new Box();
  let last = Date.now() - SAID_EVERY_MS;
  const say = (text) => {
    box.show(text);
    if (Date.now() - last < SAID_EVERY_MS) return;
    last = Date.now();
    announce(text);
  };
  const quiet = setTimeout(() => say(`Uw ${name} wordt gemaakt…`), QUIET_MS);
  try {
    // A document without the last words somebody typed would be one made too early.
    await saved();
    let stage;
    do {
      if (stage) {
        box.part = stage.articles ? stage.laidOut / stage.articles : 0;
        say(wordsFor(name, stage));
      }
      stage = await ask(address);
    } while (!stage.ready);
    clearTimeout(quiet);
    if (box.shown) {
      box.part = 1;
      last = 0;
      say(`Uw ${name} is klaar. De download begint.`);
    }
  } catch {
    // Refused, or no network: what the server says to a link is a page.
    clearTimeout(quiet);
  }
  location.assign(address);
  underway.delete(address);
  box.leave();
}

async function ask(address) {
  const response = await fetch(`${address}/stand`, { headers: { accept: "application/json" } });
  if (!response.ok) throw new Error(`status ${response.status}`);
  return response.json();
}

function wordsFor(name, { before, laidOut, articles }) {
  if (before === 1) return `Nog één ander document, en dan uw ${name}`;
  if (before > 1) return `Nog ${before} andere documenten, en dan uw ${name}`;
  if (!laidOut) return `Uw ${name} wordt gemaakt…`;
  if (laidOut === articles) return `Uw ${name}: nu nog de inhoudsopgave`;
  return `Uw ${name}: ${laidOut} van ${articles} artikelen opgemaakt`;
}

// What is seen of it, outside the parts that a page from the server replaces.
class Box {
  #element;
  part = 0;

  get shown() {
    return Boolean(this.#element);
  }

  show(text) {
    if (!this.#element) {
      this.#element = document.createElement("div");
      this.#element.className = "making";
      // Said by `announce`, in time and once.
      this.#element.ariaHidden = "true";
      this.#element.append(document.createElement("p"), document.createElement("progress"));
      document.body.append(this.#element);
    }
    const [words, bar] = this.#element.children;
    words.textContent = text;
    if (this.part) bar.value = this.part;
  }

  // Long enough to be read.
  leave() {
    setTimeout(() => this.#element?.remove(), 4_000);
  }
}
