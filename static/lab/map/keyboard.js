/** The keys of a map: arrows go from pixel to pixel, with Shift they move what is seen; Enter goes there. */

/**
 * @typedef {Object} Actions
 * @property {(x: number, y: number) => void} step so many pixels
 * @property {(x: number, y: number) => void} pan shares of the map
 * @property {() => void} enter
 * @property {() => boolean} leave whether there was something to leave
 * @property {(factor: number) => void} zoom
 * @property {() => void} whole
 */

export const STEP = 2;
/** Share of the map that Shift and an arrow move it by; pixels that an arrow goes with Ctrl. */
const PAN = 1 / 8, FAR = 10;
const WAYS = /** @type {Record<string, readonly [number, number]>} */ ({
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1],
});

/**
 * @param {HTMLElement} over
 * @param {Actions} act
 * @param {ReturnType<typeof import("../dom.js").scope>} own
 */
export function listenToMapKeys(over, act, own) {
  const others = /** @type {Record<string, () => void>} */ ({
    "+": () => act.zoom(STEP), "=": () => act.zoom(STEP), "-": () => act.zoom(1 / STEP), "−": () => act.zoom(1 / STEP),
    0: act.whole, Enter: act.enter,
  });
  own.listen(over, "keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.metaKey || event.altKey) return;
    const way = WAYS[event.key];
    if (event.key === "Escape") {
      if (act.leave()) event.stopPropagation();
      return;
    }
    const action = way
      ? () => (event.shiftKey ? act.pan(PAN * way[0], PAN * way[1])
        : act.step(...(/** @type {[number, number]} */ (way.map((each) => each * (event.ctrlKey ? FAR : 1))))))
      : event.ctrlKey ? undefined : others[event.key];
    if (!action) return;
    event.preventDefault();
    event.stopPropagation(); // 0 and + mean the picture beside, too
    action();
  });
}
