// Makes the page that is shown into another one, touching only what differs: focus, scroll and
// unfolded parts stay, and a status line that changes is read out by a screen reader.

// What the visitor did to an element and a page from the server knows nothing of.
const KEPT = new Set(["open"]);

const owned = new WeakMap();
const typedIn = new WeakSet();

// From now on these attributes of an element are the script's to set; without any, the element
// itself is one that no page from the server holds.
export function own(element, ...names) {
  owned.set(element, new Set(names));
}

// While `keeps`, what is in this field is somebody's typing that is not stored yet: another page does
// not change it. What a page would have in its place is the field's `defaultValue`.
export function keepText(field, keeps) {
  if (keeps) typedIn.add(field);
  else typedIn.delete(field);
}

export function morph(from, to) {
  if (from.nodeType !== to.nodeType || from.nodeName !== to.nodeName) {
    from.replaceWith(document.importNode(to, true));
    return;
  }
  if (from.nodeType !== Node.ELEMENT_NODE) {
    if (from.nodeValue !== to.nodeValue) from.nodeValue = to.nodeValue;
    return;
  }
  attributes(from, to);
  children(from, to);
}

function attributes(from, to) {
  const mine = owned.get(from);
  const kept = (name) => KEPT.has(name) || mine?.has(name);
  for (const { name, value } of to.attributes) {
    if (!kept(name) && from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
  for (const { name } of [...from.attributes]) {
    if (!kept(name) && !to.hasAttribute(name)) from.removeAttribute(name);
  }
  // The attribute is only what a field begins with. Nobody's typing is overwritten.
  if (from instanceof HTMLInputElement) {
    from.checked = to.hasAttribute("checked");
    const typed = from.type !== "checkbox" && from.type !== "radio" && !typedIn.has(from);
    if (typed && from !== document.activeElement && !mine?.has("value")) from.value = to.getAttribute("value") ?? "";
  }
  if (from instanceof HTMLOptionElement) from.selected = to.hasAttribute("selected");
}

function children(from, to) {
  const known = new Map();
  for (const child of from.children) {
    const key = keyOf(child);
    if (key) known.set(key, child);
  }
  const staying = new Set([...to.children].map(keyOf));
  const isGoing = (node) => keyOf(node) && !staying.has(keyOf(node)) && owned.get(node)?.size !== 0;
  let at = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    // First of all: else what comes after it would be moved before it, and what is moved loses the focus.
    while (at && isGoing(at)) {
      const next = at.nextSibling;
      at.remove();
      at = next;
    }
    const key = keyOf(wanted);
    const same = key ? known.get(key) : at && !keyOf(at) && at.nodeName === wanted.nodeName ? at : null;
    if (!same) {
      from.insertBefore(document.importNode(wanted, true), at);
      continue;
    }
    if (same === at) {
      at = at.nextSibling;
    } else {
      from.insertBefore(same, at);
    }
    morph(same, wanted);
  }
  while (at) {
    const next = at.nextSibling;
    if (owned.get(at)?.size !== 0) at.remove();
    at = next;
  }
}

// What tells an element from its neighbours: its id, or its one field or card.
function keyOf(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return null;
  if (node.id) return `#${node.id}`;
  const field = node.firstElementChild;
  if (node.nodeName === "LABEL" && field?.name) return `${field.name}=${field.value}`;
  if (node.nodeName === "LI" && field?.id) return `li#${field.id}`;
  return null;
}
