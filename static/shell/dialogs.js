/** Dialogs are the page's; each opens for the lab whose button was pressed. */

import { labOf, onPress } from "./labs.js";

/** @typedef {import("../lab/mount.js").Lab} Lab */

/**
 * Opens a dialog whenever a button of that part is pressed.
 * @param {string} name of the part
 * @param {HTMLDialogElement} dialog
 * @param {(lab: Lab) => void} [opened]
 */
export function opensDialog(name, dialog, opened = () => {}) {
  onPress(name, (button) => {
    const lab = labOf(button);
    if (!lab) return;
    dialog.showModal();
    opened(lab);
  });
}
