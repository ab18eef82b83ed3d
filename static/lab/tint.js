/** The path coloured by η, and what its colours stand for, in the legend; loaded when somebody first asks for it. */

import { formatRate } from "../math/format.js";
import { rateScale } from "../math/rates.js";
import { fitCanvas } from "../views/canvas.js";
import { drawRateRamp, drawRated } from "../views/plane/rated.js";

/**
 * @typedef {import("./state.js").Path} Path
 * @typedef {import("../views/theme.js").Theme} Theme
 */

/**
 * @param {HTMLElement} legend the card
 * @returns {{ of: (paths: readonly Path[], theme: Theme) => import("../views/plane/path.js").Tint | null, hide: () => void }}
 */
export function makeTint(legend) {
  const [box, title, ramp, ends] = ["div", "h3", "canvas", "p"].map((tag) => document.createElement(tag));
  if (!box || !title || !ends || !(ramp instanceof HTMLCanvasElement)) throw new Error("There is no canvas.");
  box.className = "legend-rate";
  title.className = "legend-title";
  ends.className = "legend-rate-ends numbers";
  ramp.setAttribute("role", "img");
  box.append(title, ramp, ends);
  let told = "";
  /** @type {readonly Path[] | null} */
  let known = null;
  /** @type {ReturnType<typeof rateScale>} */
  let scale = null;

  const tell = (/** @type {Theme} */ theme) => {
    if (!box.isConnected) legend.querySelector(".legend-title")?.before(box);
    const next = `${scale?.low} ${scale?.high} ${scale?.log} ${theme.dark}`;
    if (!scale || told === next) return;
    told = next;
    const { low, high, log } = scale;
    const [from, to] = [low, high].map(formatRate);
    title.textContent = log ? "η, logarithmic" : "η";
    ends.replaceChildren(...(low === high ? [`only ${to}`] : [from, to]).map((text = "") =>
      Object.assign(document.createElement("span"), { textContent: text })));
    ramp.hidden = low === high;
    ramp.setAttribute("aria-label", `Colours of the path, from η = ${from} to ${to}`);
    if (ramp.hidden) return;
    const sheet = fitCanvas(ramp);
    if (sheet.width) drawRateRamp(sheet.context, sheet, theme);
  };

  return {
    of(paths, theme) {
      if (known !== paths) scale = rateScale(paths.map(({ run }) => run));
      known = paths;
      tell(theme);
      const now = scale;
      return now && ((context, run, step, view, style, own) => drawRated(context, /** @type {any} */ (run), step, view, style, own, now));
    },
    hide() {
      told = "";
      box.remove();
    },
  };
}
