/** The labs of this page: the document is their register, and hears their buttons. */

/** @typedef {import("../lab/mount.js").Lab} Lab */

/** @type {WeakRef<Element> | null} */
let last = null;

/** Notes which lab a hand or the focus was in last. */
export function followLabs() {
  const note = (/** @type {Event} */ { target }) => {
    const root = target instanceof Element ? target.closest("[data-lab]") : null;
    if (root) last = new WeakRef(root);
  };
  document.addEventListener("focusin", note, true);
  document.addEventListener("pointerdown", note, true);
}

/**
 * Calls back when a button of that part is pressed, in a lab or outside of all: labs come and go.
 * @param {string} name
 * @param {(button: Element) => void} pressed
 */
export function onPress(name, pressed) {
  document.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest(`button[data-part="${name}"]`) : null;
    if (button) pressed(button);
  });
}

/**
 * The lab an element stands in; else the one that was used last, else the first.
 * @param {Element | null} [element]
 * @returns {Lab | null}
 */
export function labOf(element) {
  const used = last?.deref();
  for (const root of [element?.closest("[data-lab]"), used?.isConnected ? used : null, ...document.querySelectorAll("[data-lab]")]) {
    if (root && "lab" in root) return /** @type {{ lab: Lab }} */ (root).lab;
  }
  return null;
}
