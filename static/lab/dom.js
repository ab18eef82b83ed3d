/** The parts the templates promise, their ids, and what is held on to until a lab goes. */

/**
 * @template {Element} Type
 * @param {ParentNode} root
 * @param {string} name
 * @param {new () => Type} type
 * @returns {Type}
 */
export function part(root, name, type) {
  const element = root.querySelector(`[data-part="${name}"]`);
  if (!(element instanceof type)) throw new Error(`There is no ${type.name} data-part="${name}" here.`);
  return element;
}

/** @param {ParentNode} root @param {string} name */
export const canvas = (root, name) => part(root, name, HTMLCanvasElement);
/** @param {ParentNode} root @param {string} name */
export const input = (root, name) => part(root, name, HTMLInputElement);
/** @param {ParentNode} root @param {string} name */
export const button = (root, name) => part(root, name, HTMLButtonElement);

/**
 * Writes only what changed: a text that stays costs no layout.
 * @param {Element} element
 * @param {string} text
 */
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Where an arrow key steps a number: 1 up, −1 down, 0 any other key.
 * @param {KeyboardEvent} event
 */
export const arrowWay = ({ key }) => ({ ArrowUp: 1, ArrowDown: -1 }[key] ?? 0);

/**
 * Everything one owner listens to and observes; `dispose` lets go of all of it.
 */
export function scope() {
  /** @type {(() => void)[]} */
  const held = [];
  const until = (/** @type {() => void} */ dispose) => void held.push(dispose);

  /**
   * @param {EventTarget} target
   * @param {string} type
   * @param {(event: any) => void} listener
   * @param {AddEventListenerOptions} [options]
   */
  const listen = (target, type, listener, options) => {
    target.addEventListener(type, listener, options);
    until(() => target.removeEventListener(type, listener, options));
  };

  /**
   * Calls back when an element has a size, and whenever its size or the pixel ratio changes.
   * @param {Element} element
   * @param {() => void} resized
   */
  const onResize = (element, resized) => {
    const observer = new ResizeObserver(resized);
    observer.observe(element);
    until(() => observer.disconnect());
    let forget = () => {};
    const watchRatio = () => {
      const ratio = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
      const changed = () => {
        forget();
        resized();
        watchRatio();
      };
      ratio.addEventListener("change", changed);
      forget = () => ratio.removeEventListener("change", changed);
    };
    watchRatio();
    until(() => forget());
  };

  const dispose = () => {
    for (const letGo of held.splice(0).reverse()) letGo();
  };
  return { until, listen, onResize, dispose };
}

const REFERRING = ["for", "aria-labelledby", "aria-describedby", "aria-controls"];

/**
 * The ids that ARIA needs, made each lab's own: a page may hold several.
 * @param {Element} root
 * @param {number} serial of the lab on this page
 */
export function ownIds(root, serial) {
  /** @type {Map<string, string>} */
  const renamed = new Map();
  for (const element of root.querySelectorAll("[id]")) {
    const own = `${element.id.replace(/-lab\d+$/, "")}-lab${serial}`;
    renamed.set(element.id, own);
    element.id = own;
  }
  for (const attribute of REFERRING) {
    for (const element of root.querySelectorAll(`[${attribute}]`)) {
      const ids = (element.getAttribute(attribute) ?? "").split(" ");
      element.setAttribute(attribute, ids.map((id) => renamed.get(id) ?? id).join(" "));
    }
  }
}
