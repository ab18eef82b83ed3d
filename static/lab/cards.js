/** What lies over the picture: words and signs keep off it. */

/** Pixels kept free around it. */
const AIR = 4;

/**
 * What is seen of some parts of a lab, with a little air around, in pixels of its stage.
 * @param {ParentNode} root
 * @param {Element} stage
 * @param {readonly string[]} names
 * @returns {import("../math/corners.js").Box[]}
 */
export function boxesOver(root, stage, names) {
  const frame = stage.getBoundingClientRect();
  return [...root.querySelectorAll(names.map((name) => `[data-part="${name}"]`).join())]
    .map((each) => each.getBoundingClientRect())
    .filter(({ width }) => width > 0)
    .map(({ left, right, top, bottom }) => ({
      left: left - frame.left - AIR, right: right - frame.left + AIR, top: top - frame.top - AIR, bottom: bottom - frame.top + AIR,
    }));
}
