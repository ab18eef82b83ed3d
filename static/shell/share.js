/** Share: a link that holds everything, and the HTML of a frame for a course page or a slide. */

import { toQuery } from "../data/query.js";
import { button, input, part } from "../lab/dom.js";
import { opensDialog } from "./dialogs.js";

/** @typedef {import("../lab/mount.js").Lab} Lab */

/** Relative to where the service is mounted, like every address. */
const PATHS = /** @type {Record<string, string>} */ ({ lab: "", projector: "present", embed: "embed" });

/** @param {string} root the way from this page to the mount */
export function shareDialog(root) {
  const dialog = part(document, "share-dialog", HTMLDialogElement);
  const [link, snippet] = [input(dialog, "share-link"), part(dialog, "snippet", HTMLTextAreaElement)];
  const sizes = [input(dialog, "snippet-width"), input(dialog, "snippet-height")];
  const title = input(dialog, "snippet-title");
  /** @type {Lab | null} */
  let shared = null;

  const checked = (/** @type {string} */ name) =>
    Array.from(dialog.querySelectorAll(`input[name="${name}"]:checked`), (each) => each.getAttribute("value") ?? "");
  const address = (/** @type {Lab} */ { state: { setting, predict } }, /** @type {string} */ profile) => {
    const hide = checked("share-hide").join(",");
    const page = { ...(hide ? { hide } : {}), ...(predict ? { predict: 1 } : {}) };
    return new URL(`${root}${PATHS[profile]}?${toQuery({ ...setting, ...page })}`, document.baseURI).href;
  };
  const refresh = () => {
    if (!shared) return;
    link.value = address(shared, checked("share-profile")[0] ?? "lab");
    const [width, height] = sizes.map((field) => Math.round(field.valueAsNumber) || Number(field.defaultValue));
    snippet.value = frame(address(shared, "embed"), Number(width), Number(height), title.value || title.defaultValue);
  };
  opensDialog("share", dialog, (lab) => {
    shared = lab;
    refresh();
  });
  dialog.addEventListener("input", refresh);
  copying(button(dialog, "share-link-copy"), link);
  copying(button(dialog, "snippet-copy"), snippet);
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
