/** Dialogs are the page's; each opens for the lab whose button was pressed. */

import { labOf } from "./labs.js";

/** @typedef {import("../lab/mount.js").Lab} Lab */

/**
 * Opens a dialog whenever a button of that part is pressed, in a lab or outside of all.
 * @param {string} name of the part
 * @param {HTMLDialogElement} dialog
 * @param {(lab: Lab) => void} opened
 */
export function opensDialog(name, dialog, opened) {
  document.addEventListener("click", ({ target }) => {
    const pressed = target instanceof Element ? target.closest(`button[data-part="${name}"]`) : null;
    const lab = pressed && labOf(pressed);
    if (!lab) return;
    dialog.showModal();
    opened(lab);
  });
}
