// Buttons that need script show themselves here: copy, share, print.

import { own } from "./morph.js";
import { announce } from "./page.js";

export function enableSharing() {
  for (const button of buttons("copy", navigator.clipboard)) {
    button.addEventListener("click", async () => {
      const source = document.getElementById(button.dataset.copy);
      const text = "value" in source ? source.value : source.textContent.trim();
      await navigator.clipboard.writeText(text);
      announce("Gekopieerd");
      const label = button.querySelector("span");
      const before = label.textContent;
      label.textContent = "Gekopieerd";
      setTimeout(() => (label.textContent = before), 2000);
    });
  }
  for (const button of buttons("share", navigator.share)) {
    button.addEventListener("click", () => {
      navigator.share({ title: document.title, url: location.href }).catch(() => {});
    });
  }
  for (const button of buttons("print", true)) {
    button.addEventListener("click", () => print());
  }
}

// The buttons of one kind, shown, when the browser can do what they say.
function buttons(kind, able) {
  if (!able) return [];
  const found = [...document.querySelectorAll(`button[data-${kind}]`)];
  for (const button of found) {
    button.hidden = false;
    own(button, "hidden");
  }
  return found;
}
