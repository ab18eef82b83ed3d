/** The labs of this page: the document is their register. */

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
