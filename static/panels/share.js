/** Share: a link that holds everything, and the HTML of a frame for a course page or a slide. */

import { button, find, input } from "../dom.js";
import { toQuery } from "../state.js";

const PATHS = { lab: "./", projector: "./present", embed: "./embed" };

/** @param {import("../lab.js").LabStore} store */
export function sharePanel(store) {
  const dialog = find("share-dialog", HTMLDialogElement);
  const [link, snippet] = [input("share-link"), find("snippet", HTMLTextAreaElement)];
  const sizes = [input("snippet-width"), input("snippet-height")];
  const title = input("snippet-title");

  const refresh = () => {
    const profile = checked("share-profile")[0];
    const path = PATHS[/** @type {keyof typeof PATHS} */ (profile?.value ?? "lab")];
    link.value = address(store, path);
    const [width, height] = sizes.map((field) => Math.round(field.valueAsNumber) || Number(field.defaultValue));
    snippet.value = frame(address(store, PATHS.embed), Number(width), Number(height), title.value || title.defaultValue);
  };
  button("share").addEventListener("click", () => {
    dialog.showModal();
    refresh();
  });
  dialog.addEventListener("input", refresh);
  copying(button("share-link-copy"), link);
  copying(button("snippet-copy"), snippet);
}

/** @param {string} name @returns {HTMLInputElement[]} */
const checked = (name) => [...document.querySelectorAll(`input[name="${name}"]:checked`)]
  .filter((element) => element instanceof HTMLInputElement);

/**
 * @param {import("../lab.js").LabStore} store
 * @param {string} path
 */
function address({ state: { setting, predict } }, path) {
  const hide = checked("share-hide").map(({ value }) => value);
  const page = { ...(hide.length ? { hide: hide.join(",") } : {}), ...(predict ? { predict: 1 } : {}) };
  return new URL(`${path}?${toQuery({ ...setting, ...page })}`, document.baseURI).href;
}

/**
 * Only attributes that course systems keep.
 * @param {string} source
 * @param {number} width
 * @param {number} height
 * @param {string} title
 */
const frame = (source, width, height, title) =>
  `<iframe src="${escaped(source)}" width="${width}" height="${height}" title="${escaped(title)}"></iframe>`;

/** @param {string} text */
const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");

/**
 * Where the clipboard is not allowed, as in a sandboxed frame, the text is selected for the keyboard.
 * @param {HTMLButtonElement} trigger
 * @param {HTMLInputElement | HTMLTextAreaElement} field
 */
function copying(trigger, field) {
  const words = trigger.textContent;
  trigger.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      trigger.textContent = "Copied";
    } catch {
      trigger.textContent = "Selected: press Ctrl+C";
    }
    setTimeout(() => (trigger.textContent = words), 2500);
  });
}
