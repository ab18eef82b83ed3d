/** What is fetched before anybody has asked for it. */

/**
 * Whether that may be now: no hand is on anything, and data is not dear.
 * @param {Pick<import("./mount.js").Lab, "state">} lab
 */
export const mayPrefetch = ({ state }) => !state.held && !(/** @type {any} */ (navigator).connection?.saveData);
