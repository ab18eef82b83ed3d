/** A picture to keep: downloaded, or shown where a sandboxed frame may download nothing. */

import { sheet } from "../sheets.js";

/** Milliseconds until nobody needs the address of a picture any more. */
const KEPT = 60_000;

/**
 * @param {Blob} blob
 * @param {string} name without its ending
 */
export function savePicture(blob, name) {
  if (window.origin === "null") {
    showPicture(blob, name);
    return;
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${name}.png`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT);
}

/**
 * In an opaque origin nothing is downloaded unless the page around allows it: the picture can be kept by hand.
 * @param {Blob} blob
 * @param {string} name
 */
function showPicture(blob, name) {
  const dialog = document.createElement("dialog");
  const [image, close] = [new Image(), document.createElement("button")];
  const reader = new FileReader(); // a page may show data, and no blobs
  reader.addEventListener("load", () => (image.src = String(reader.result)));
  reader.readAsDataURL(blob);
  image.alt = `Picture of the ${name}: keep it with a long press, or a right click`;
  image.className = "atlas-picture";
  dialog.setAttribute("aria-label", "Picture of the map");
  close.type = "button";
  close.textContent = "Close";
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  dialog.append(close, image);
  document.body.append(dialog);
  void sheet("dialogs");
  dialog.showModal();
}
