/** Dialogs are the page's; each opens for the lab whose button was pressed. What fills one is fetched when it first opens. */

import { missing } from "../lab/late.js";
import { sheet } from "../lab/sheets.js";
import { labOf, onPress } from "./labs.js";

/**
 * @typedef {import("../lab/mount.js").Lab} Lab
 * @typedef {(lab: Lab) => void} Fill
 */

/**
 * Opens a dialog whenever a button of that part is pressed.
 * @param {string} name of the part
 * @param {HTMLDialogElement} dialog
 * @param {() => Promise<Fill>} [load] how to fill it
 */
export function opensDialog(name, dialog, load = async () => () => {}) {
  /** @type {Fill | null} */
  let fill = null;
  onPress(name, async (button) => {
    const lab = labOf(button);
    if (!lab) return;
    try {
      const [fetched] = await Promise.all([fill ?? load(), sheet("dialogs")]);
      fill ??= fetched; // pressed twice on its way: the first is the one
    } catch {
      lab.set({ problem: missing() });
      return;
    }
    if (dialog.open) return;
    dialog.showModal();
    fill(lab);
  });
}
