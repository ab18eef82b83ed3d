/** How what comes late keeps up with a lab. */

/**
 * Shows what there is already, and then whatever changes: a panel that comes late has missed the first.
 * @param {import("./mount.js").Lab} lab
 * @param {ReturnType<typeof import("./dom.js").scope>} own
 * @param {Parameters<import("./mount.js").Lab["on"]>[0]} keys
 * @param {Parameters<import("./mount.js").Lab["on"]>[1]} show
 */
export function follow(lab, own, keys, show) {
  own.until(lab.on(keys, show));
  show(lab.state);
}
