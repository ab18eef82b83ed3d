/** Paths coloured by η, while that is chosen; what does it is loaded when somebody first asks for it. */

import { part } from "./dom.js";

/**
 * @param {HTMLElement} root
 * @param {import("./mount.js").Lab} lab
 * @param {ReturnType<typeof import("./dom.js").scope>} own
 * @param {() => void} changed
 */
export function tinting(root, lab, own, changed) {
  /** @type {import("./tint.js").Tinter | null} */
  let tinter = null;
  let isGone = false;
  const load = async () => {
    if (lab.state.colourBy && !tinter) tinter = (await import("./tint.js")).tinterOf(part(root, "legend", HTMLElement));
    if (isGone) return;
    if (!lab.state.colourBy) tinter?.hide();
    changed();
  };
  own.until(lab.on(["colourBy"], load));
  own.until(() => {
    isGone = true;
    tinter?.hide();
  });
  if (lab.state.colourBy) void load();
  return {
    /** @returns {import("../views/plane/path.js").Tint | null} null where paths have their own colours */
    get tint() {
      const { colourBy, paths, theme } = lab.state;
      return colourBy && theme && tinter ? tinter.of(paths, theme) : null;
    },
  };
}
