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

  /** @type {Theme | null} */
  let shownIn = null;
  const draw = () => {
    const sheet = fitCanvas(ramp);
    if (sheet.width && shownIn) drawRateRamp(sheet.context, sheet, shownIn);
  };
  const observer = new ResizeObserver(draw); // a legend that is folded away has no size yet
  const tell = (/** @type {Theme} */ theme) => {
    if (!box.isConnected) {
      legend.querySelector(".legend-title")?.before(box);
      observer.observe(ramp);
    }
    box.hidden = !scale;
    const next = `${scale?.low} ${scale?.high} ${scale?.log} ${theme.dark}`;
    if (!scale || told === next) return;
    [told, shownIn] = [next, theme];
    const { low, high, log } = scale;
    const [from, to] = [low, high].map(formatRate);
    title.textContent = log ? "η, logarithmic" : "η";
    ends.replaceChildren(...(low === high ? [`only ${to}`] : [from, to]).map((text = "") =>
      Object.assign(document.createElement("span"), { textContent: text })));
    ramp.hidden = low === high;
    ramp.setAttribute("aria-label", `Colours of the path, from η = ${from} to ${to}`);
    if (!ramp.hidden) draw();
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
      observer.disconnect();
      box.remove();
    },
  };
}
