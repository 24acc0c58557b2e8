// Suggestions below a search field: the combobox with a list of the ARIA Authoring Practices
// (editable, list autocomplete with manual selection). Nothing is chosen unless it is asked for.

import { own } from "./morph.js";

// Shorter than the time between two keys of a quick typist would ask for every letter.
const PAUSE_MS = 120;
const KIND = { titel: "titel", organisatie: "organisatie" };
let lists = 0;

export function suggestFor(input) {
  const list = document.createElement("ul");
  lists += 1;
  list.id = `suggesties-${lists}`;
  list.className = "suggestions";
  list.role = "listbox";
  list.ariaLabel = "Suggesties";
  list.hidden = true;
  // Beside the line, so that it is as wide.
  input.closest(".line").append(list);

  input.role = "combobox";
  input.ariaAutoComplete = "list";
  input.ariaExpanded = "false";
  input.setAttribute("aria-controls", list.id);
  own(list);
  own(input, "role", "aria-autocomplete", "aria-expanded", "aria-controls", "aria-activedescendant");

  let at = -1;
  let typed = input.value;
  let timer;
  let asked;

  input.addEventListener("input", () => {
    typed = input.value;
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  });
  input.addEventListener("blur", () => close());
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const open = !list.hidden;
    switch (event.key) {
      case "ArrowDown":
      case "ArrowUp": {
        event.preventDefault();
        if (open) move(event.key === "ArrowDown" ? 1 : -1);
        else ask();
        break;
      }
      case "Escape":
        if (!open) return;
        event.preventDefault();
        input.value = typed;
        close();
        break;
      case "Enter":
        if (open && at >= 0) {
          event.preventDefault();
          choose(list.children[at]);
        }
        close();
        break;
      case "Home":
      case "End":
        select(-1);
        break;
    }
  });
  // Before the field loses focus to the list.
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const option = event.target.closest("[role=option]");
    if (option && !event.button) choose(option);
  });

  async function ask() {
    const query = input.value.trim();
    asked?.abort();
    if (!query) return close();
    asked = new AbortController();
    try {
      const response = await fetch(`/api/v1/suggesties?${new URLSearchParams({ q: query })}`, {
        signal: asked.signal,
        credentials: "omit",
      });
      if (!response.ok) return close();
      const { suggesties } = await response.json();
      if (document.activeElement === input) show(suggesties);
    } catch {
      // Suggestions are an extra: without them, one types on.
    }
  }

  function show(suggestions) {
    list.replaceChildren(
      ...suggestions.map(({ tekst, soort }, index) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${index}`;
        option.role = "option";
        option.ariaSelected = "false";
        option.dataset.text = tekst;
        const text = document.createElement("span");
        text.textContent = tekst;
        option.append(text);
        if (KIND[soort]) {
          const kind = document.createElement("span");
          kind.className = "number";
          kind.textContent = KIND[soort];
          option.append(" ", kind);
        }
        return option;
      }),
    );
    at = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = suggestions.length === 0;
    input.ariaExpanded = String(!list.hidden);
  }

  function move(step) {
    const count = list.children.length;
    // The field itself is a place in the round: there stands what was typed.
    select(((at + 1 + step + count + 1) % (count + 1)) - 1);
  }

  function select(index) {
    if (at >= 0) list.children[at].ariaSelected = "false";
    at = index;
    const option = list.children[at];
    if (!option) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    option.ariaSelected = "true";
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  }

  function choose(option) {
    input.value = option.dataset.text;
    close();
    input.form.requestSubmit();
  }

  function close() {
    clearTimeout(timer);
    asked?.abort();
    list.hidden = true;
    input.ariaExpanded = "false";
    select(-1);
  }
}
