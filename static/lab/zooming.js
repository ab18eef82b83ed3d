/** Another part of the plane is looked at: at once in the picture, and once the hand rests its landscape is asked for. */

import { clamp } from "../math/clamp.js";
import { rounded, within } from "../math/extent.js";

/** @typedef {import("../math/scale.js").Extent} Extent */

/** Milliseconds without a change before a landscape is asked for. */
const REST = 150;

/** How much a turn of the wheel enlarges. @param {WheelEvent} event */
export const wheelFactor = ({ deltaY, deltaMode }) => Math.exp(-clamp(deltaY * (deltaMode === 1 ? 20 : 1), -40, 40) / 100);

/**
 * @param {import("./mount.js").Lab} lab
 * @param {HTMLCanvasElement} canvas whose form the picture has
 */
export function zooming(lab, canvas) {
  let timer = 0;
  const look = (/** @type {Extent | null} */ zoom) => {
    lab.set({ zoom });
    clearTimeout(timer);
    timer = setTimeout(() => {
      const rest = lab.state.zoom && rounded(lab.state.zoom);
      lab.set({ zoom: rest, zoomAtRest: rest });
    }, REST);
  };
  /** From what will be seen in the next frame: hands are quicker. */
  const change = (/** @type {(extent: Extent, unit: number) => Extent} */ next) => {
    const { view, landscape, zoom } = lab.state;
    if (!view || !landscape) return;
    const extent = zoom ? filling(zoom, canvas.clientWidth / canvas.clientHeight) : view.extent();
    look(within(next(extent, (extent[1] - extent[0]) / canvas.clientWidth), landscape.domain));
  };
  return { look, change, stop: () => clearTimeout(timer) };
}

/**
 * As much more of the plane as a picture of that aspect shows.
 * @param {Extent} extent
 * @param {number} aspect
 * @returns {Extent}
 */
function filling([xmin, xmax, ymin, ymax], aspect) {
  const [wide, high] = [Math.max(xmax - xmin, (ymax - ymin) * aspect), Math.max(ymax - ymin, (xmax - xmin) / aspect)];
  const [x, y] = [(xmin + xmax) / 2, (ymin + ymax) / 2];
  return [x - wide / 2, x + wide / 2, y - high / 2, y + high / 2];
}
