/** A setting that is only looked at: the lab shows it while a hand points there, and goes back when it leaves. */

import { changed } from "./setting.js";

/**
 * @typedef {import("./mount.js").Lab} Lab
 * @typedef {import("./setting.js").Patch} Patch
 * @typedef {ReturnType<typeof previewOf>} Preview
 */

/** @param {Lab} lab */
export function previewOf(lab) {
  /** @type {Lab["state"]["setting"] | null} what the lab is set to meanwhile */
  let home = null;
  /** @type {Lab["state"]["setting"] | null} */
  let shown = null;
  /** Somebody else has changed the setting that is looked at: it is the lab's own now. */
  const isTaken = () => shown !== null && lab.state.setting !== shown;
  const forget = () => {
    [home, shown] = [null, null];
  };
  const own = () => (isTaken() ? lab.state.setting : home ?? lab.state.setting);

  return {
    /** The lab's own setting, whatever is looked at. */
    get own() {
      return own();
    },
    get on() {
      return home !== null && !isTaken();
    },
    /** @param {Patch} patch of the lab's own setting */
    look(patch) {
      home = own();
      lab.set({ grip: null }); // the hand is here, wherever the focus is
      lab.change(changed(home, patch, lab.catalogue), { commit: false, replace: true, held: true });
      shown = lab.state.setting;
    },
    leave() {
      if (home && !isTaken()) lab.change(home, { commit: false, replace: true });
      forget();
    },
    /** What is looked at becomes the lab's own. @param {Patch} patch */
    go(patch) {
      const next = changed(own(), patch, lab.catalogue);
      forget();
      lab.change(next, { replace: true });
    },
  };
}
