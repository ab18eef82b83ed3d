/** The same run with other seeds: paths below the run, their mean, and where their losses settle. */

import { lengthOf } from "../data/seeds.js";
import { toQuery } from "../data/query.js";
import { Problem } from "../data/problem.js";
import { canvas, part, scope, write } from "../lab/dom.js";
import { isNoisy } from "../lab/setting.js";
import { formatNumber } from "../math/format.js";
import { fitView } from "../math/scale.js";
import { clearSheet, fitCanvas } from "../views/canvas.js";
import { MEAN_DASH, drawGhosts, drawMean } from "../views/plane/ghosts.js";

/**
 * @typedef {import("../lab/mount.js").Lab} Lab
 * @typedef {import("../data/seeds.js").Fan} Fan
 * @typedef {import("../data/seeds.js").Seeds} Seeds
 */

/** A die: its edge, and three eyes. */
const DIE = `M3 1.5h10A1.5 1.5 0 0 1 14.5 3v10a1.5 1.5 0 0 1-1.5 1.5H3A1.5 1.5 0 0 1 1.5 13V3A1.5 1.5 0 0 1 3 1.5zm0 1.5v10h10V3z${
  ["5.5 4.25", "8 6.75", "10.5 9.25"].map((top) => `M${top}a1.25 1.25 0 1 1 0 2.5 1.25 1.25 0 0 1 0-2.5z`).join("")}`;
/** What is shown, by which boxes are checked: 1 the first, 2 the second. */
const CHOICES = /** @type {const} */ (["", "paths", "mean", "both"]);
/** Seeds there are. */
const MANY = 2 ** 32;
/** A line of the legend. @param {string} dash */
const line = (dash, width = 1.5) =>
  `<svg class="average" viewBox="0 0 22 8" width="22" height="8" aria-hidden="true"><path d="M0 4h22" stroke="currentColor" stroke-width="${width}" stroke-dasharray="${dash}"/></svg>`;
let serial = 0;

/** @param {HTMLElement} root @param {Lab} lab */
export default function seedsPanel(root, lab) {
  const own = scope();
  const box = part(root, "seeds", HTMLElement);
  box.innerHTML = `<label><input type="checkbox" data-part="seeds-paths"> Other seeds</label>
    <label><input type="checkbox" data-part="seeds-mean"> Mean of 64</label>
    <button type="button" data-part="next-seed" title="The same run with the next seed"><svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path fill="currentColor" fill-rule="evenodd" d="${DIE}"/></svg>Another seed</button>
    <p class="about" data-part="seeds-words" id="seeds-words-${(serial += 1)}" aria-live="polite"></p>`;
  own.until(() => box.replaceChildren());
  const [paths, mean] = [part(box, "seeds-paths", HTMLInputElement), part(box, "seeds-mean", HTMLInputElement)];
  const words = part(box, "seeds-words", HTMLElement);
  const choose = () => lab.set({ seeds: CHOICES[Number(paths.checked) + 2 * Number(mean.checked)] ?? "" });
  for (const each of [paths, mean]) own.listen(each, "change", choose);
  own.listen(part(box, "next-seed", HTMLButtonElement), "click", () =>
    lab.change({ seed: (Number(lab.state.setting.seed ?? 0) + 1) % MANY }));
  const show = () => {
    const { seeds, setting } = lab.state;
    [paths.checked, mean.checked] = [showsPaths(seeds), showsMean(seeds)];
    box.toggleAttribute("hidden", !isNoisy(setting, lab.catalogue));
  };
  let refused = "";
  const tell = () => {
    const { fan, seeds, predict } = lab.state;
    if (!seeds) write(words, "");
    else if (fan) write(words, inWords(fan));
    else write(words, predict ? "Where other seeds lead is hidden." : refused);
  };
  own.until(lab.on(["seeds", "setting"], show));
  own.until(lab.on(["fan", "seeds", "predict"], tell));
  asks(lab, own, (why) => {
    refused = why;
    tell();
  });
  layers(root, lab, own, words.id);
  show(); // this panel has come later than the lab
  tell();
  return own.dispose;
}

/** @param {Seeds} seeds */
const showsPaths = (seeds) => seeds === "paths" || seeds === "both";
/** @param {Seeds} seeds */
const showsMean = (seeds) => seeds === "mean" || seeds === "both";

/**
 * Asks once the hand rests; the newest question gives up those before.
 * @param {Lab} lab
 * @param {ReturnType<typeof scope>} own
 * @param {(why: string) => void} refuse is told why there is no answer, or that there may yet be one
 */
function asks(lab, own, refuse) {
  let asking = new AbortController();
  let [asked, refused] = ["", ""];
  own.until(() => asking.abort());
  const ask = async () => {
    const { seeds, setting, held, busy, predict, fanned } = lab.state;
    if (!seeds) refused = ""; // asked again where it is chosen again
    if (!seeds || !isNoisy(setting, lab.catalogue)) return;
    const query = toQuery(setting);
    if (query !== asked) asking.abort(); // nobody waits for what was asked before
    if (held || busy || predict || !setting.start || query === asked || query === refused || fanned?.query === query) return;
    asked = query;
    refuse("");
    asking = new AbortController();
    const { signal } = asking;
    try {
      const fan = await lab.source.seeds(setting, signal);
      if (!signal.aborted) lab.set({ fanned: fan });
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof Problem)) throw error;
      refused = query;
      refuse(error.message);
    } finally {
      if (asked === query) asked = "";
    }
  };
  own.until(lab.soon(["seeds", "setting", "held", "busy", "predict"], ask));
  void ask();
}

/**
 * How the runs ended, between which losses, and where they settle.
 * @param {Fan} fan
 */
export function inWords({ seeds, ends, losses, low, high, floor }) {
  const last = losses.length - 1;
  const ended = ends.map(({ outcome, count }) => `${count} ${outcome.replace("_", " ")}`).join(", ");
  const bound = (/** @type {number | undefined} */ loss = NaN) => (Number.isFinite(loss) ? formatNumber(loss) : "beyond all bounds");
  const mean = Number.isFinite(losses[last]) ? `mean ${formatNumber(Number(losses[last]))}, ` : "";
  const settles = floor ? ` Noise floor${floor.is_exact ? "" : " near the minimum"}: ${formatNumber(floor.loss)}.` : "";
  return `${seeds} seeds: ${ended}. Loss at the end: ${mean}four fifths between ${bound(low[last])} and ${bound(high[last])}.${settles}`;
}

/**
 * Two layers of the picture: other seeds between the ground and the runs, their mean above all.
 * @param {HTMLElement} root
 * @param {Lab} lab
 * @param {ReturnType<typeof scope>} own
 * @param {string} described the id of the words
 */
function layers(root, lab, own, described) {
  const over = canvas(root, "path");
  own.until(() => describe(over, described, false));
  const signs = addSigns(root, own);
  const add = (/** @type {string} */ name) => {
    const element = document.createElement("canvas");
    element.dataset.part = name;
    element.ariaHidden = "true"; // in words they stand in the row, and describe the picture
    own.until(() => element.remove());
    return element;
  };
  const [below, above] = [add("ghosts"), add("ghosts-mean")];
  over.before(below);
  over.after(above);
  let sheets = { below: fitCanvas(below), above: fitCanvas(above) };
  /** What is on them, and how far each path of it goes. @type {{ fan: Fan, ghosts: Sized[], mean: Sized } | null} */
  let drawn = null;

  const paint = () => {
    const { fan, seeds, view, theme, step, style } = lab.state;
    below.dataset.stale = above.dataset.stale = String(!fan);
    signs.paths.hidden = !fan || !showsPaths(seeds);
    signs.mean.hidden = !fan || !showsMean(seeds);
    describe(over, described, fan !== null);
    if (!fan) return; // what is of another setting is hidden, and not drawn again
    if (fan !== drawn?.fan) drawn = { fan, ghosts: fan.paths.map(sized), mean: sized(fan.mean) };
    const { width, height, context } = sheets.below;
    clearSheet(sheets.below);
    clearSheet(sheets.above);
    if (!view || !theme || !width || !height) return;
    const seen = fitView(view.extent(), width, height);
    if (showsPaths(seeds)) drawGhosts(context, { ghosts: drawn.ghosts, step, color: style.color }, seen, theme);
    if (showsMean(seeds) && drawn.mean.length > 0) drawMean(sheets.above.context, drawn.mean, step, seen, theme);
  };
  own.onResize(below, () => {
    sheets = { below: fitCanvas(below), above: fitCanvas(above) };
    paint();
  });
  own.until(lab.on(["fan", "seeds", "view", "theme", "step"], paint));
}

/** @typedef {{ points: Float32Array, length: number }} Sized */
/** @param {Float32Array} points @returns {Sized} */
const sized = (points) => ({ points, length: lengthOf(points) });

/**
 * Adds an id to what describes an element, or takes it away.
 * @param {Element} element
 * @param {string} id
 * @param {boolean} there
 */
function describe(element, id, there) {
  const ids = (element.getAttribute("aria-describedby") ?? "").split(" ");
  if (ids.includes(id) === there) return;
  element.setAttribute("aria-describedby", (there ? [...ids, id] : ids.filter((each) => each !== id)).join(" "));
}

/**
 * What they look like, in the legend.
 * @param {HTMLElement} root
 * @param {ReturnType<typeof scope>} own
 * @returns {Record<"paths" | "mean", HTMLElement>}
 */
function addSigns(root, own) {
  const list = root.querySelector('[data-part="legend"] .signs');
  const sign = (/** @type {string} */ name, /** @type {string} */ drawing, /** @type {string} */ words) => {
    const item = document.createElement("li");
    item.dataset.sign = name;
    item.hidden = true;
    item.innerHTML = `${drawing} ${words}`;
    list?.querySelector('[data-sign="hole"]')?.before(item);
    own.until(() => item.remove());
    return item;
  };
  return {
    paths: sign("seeds", line("none", 1), "other seeds"),
    mean: sign("seeds-mean", line(MEAN_DASH.join(" "), 2.5), "mean of seeds"),
  };
}
