/** The elements the templates promise. */

/**
 * @template {HTMLElement} Type
 * @param {string} id
 * @param {new () => Type} type
 * @returns {Type}
 */
export function find(id, type) {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new Error(`The page has no ${type.name} #${id}.`);
  return element;
}

/** @param {string} id */
export const canvas = (id) => find(id, HTMLCanvasElement);
/** @param {string} id */
export const input = (id) => find(id, HTMLInputElement);
/** @param {string} id */
export const button = (id) => find(id, HTMLButtonElement);

/**
 * Writes only what changed: a text that stays costs no layout.
 * @param {Element} element
 * @param {string} text
 */
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Calls back with the canvas fitted to its size: now, and whenever the size or the pixel ratio changes.
 * @param {HTMLCanvasElement} element
 * @param {() => void} resized
 */
export function onResize(element, resized) {
  new ResizeObserver(resized).observe(element);
  const watchRatio = () => {
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener("change", () => {
      resized();
      watchRatio();
    }, { once: true });
  };
  watchRatio();
}
