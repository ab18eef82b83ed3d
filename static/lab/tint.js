/** The path coloured by η, and what its colours stand for, in the legend; loaded when somebody first asks for it. */

import { formatRate } from "../math/format.js";
import { rateScale } from "../math/rates.js";
import { fitCanvas } from "../views/canvas.js";
import { binsOf, drawRateRamp, drawRated, rateTable } from "../views/plane/rated.js";

/**
 * @typedef {import("./state.js").Path} Path
 * @typedef {import("../views/theme.js").Theme} Theme
 * @typedef {{ of: (paths: readonly Path[], theme: Theme) => import("../views/plane/path.js").Tint | null, hide: () => void }} Tinter
 */

/** One for each legend, whichever view draws with it. @type {WeakMap<HTMLElement, Tinter>} */
const known = new WeakMap();

/** @param {HTMLElement} legend the card @returns {Tinter} */
export function tinterOf(legend) {
  const found = known.get(legend) ?? makeTinter(legend);
  known.set(legend, found);
  return found;
}

/** @param {HTMLElement} legend @returns {Tinter} */
function makeTinter(legend) {
  const [box, title, ramp, ends] = ["div", "h3", "canvas", "p"].map((tag) => document.createElement(tag));
  if (!box || !title || !ends || !(ramp instanceof HTMLCanvasElement)) throw new Error("There is no canvas.");
  box.className = "legend-rate";
  title.className = "legend-title";
  ends.className = "legend-rate-ends numbers";
  ramp.setAttribute("role", "img");
  box.append(title, ramp, ends);
  let told = "";
  /** @type {readonly Path[] | null} */
  let scaled = null;
  /** @type {ReturnType<typeof rateScale>} */
  let scale = null;
  /** @type {Theme | null} */
  let shown = null;
  /** @type {import("../views/plane/path.js").Tint | null} */
  let tint = null;

  const draw = () => {
    const sheet = fitCanvas(ramp);
    if (sheet.width && shown) drawRateRamp(sheet.context, sheet, shown);
  };
  const observer = new ResizeObserver(draw); // a legend that is not seen has no size yet
  const tell = (/** @type {Theme} */ theme) => {
    if (!box.isConnected) {
      legend.querySelector(":scope > .legend-title")?.before(box);
      observer.observe(ramp);
    }
    box.hidden = !scale;
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
    draw();
  };

  return {
    of(paths, theme) {
      const isSame = scaled === paths && shown === theme;
      if (scaled !== paths) scale = rateScale(paths.map(({ run }) => run));
      [scaled, shown] = [paths, theme];
      tell(theme);
      const now = scale;
      if (isSame) return tint;
      tint = now && {
        draw: (context, run, step, view, style, own) => drawRated(context, /** @type {any} */ (run), step, view, style, own, now),
        bins: (run) => binsOf(/** @type {any} */ (run), now),
        table: rateTable(theme.dark),
      };
      return tint;
    },
    hide() {
      told = "";
      observer.disconnect();
      box.remove();
    },
  };
}
