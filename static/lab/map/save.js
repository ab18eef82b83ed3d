/** A picture to keep: downloaded, or shown where a sandboxed frame may download nothing. */

/** Milliseconds until nobody needs the address of a picture any more. */
const KEPT = 60_000;

/**
 * @param {Blob} blob
 * @param {string} name without its ending
 */
export function savePicture(blob, name) {
  const url = URL.createObjectURL(blob);
  setTimeout(() => URL.revokeObjectURL(url), KEPT);
  if (window.origin === "null") {
    showPicture(url, name);
    return;
  }
  const link = document.createElement("a");
  link.href = url;
  link.download = `${name}.png`;
  link.click();
}

/**
 * In an opaque origin nothing is downloaded unless the page around allows it: the picture can be kept by hand.
 * @param {string} url
 * @param {string} name
 */
function showPicture(url, name) {
  const dialog = document.createElement("dialog");
  const [image, close] = [new Image(), document.createElement("button")];
  image.src = url;
  image.alt = `Picture of the ${name}: keep it with a long press, or a right click`;
  image.className = "atlas-picture";
  close.type = "button";
  close.textContent = "Close";
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  dialog.append(close, image);
  document.body.append(dialog);
  dialog.showModal();
}
