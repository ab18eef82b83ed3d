/** Slice: instead of the plane the loss along the step, with the parabola that slope and curvature promise. */

import { canvas, scope, write } from "../lab/dom.js";
import { createSlices } from "../lab/slices/model.js";
import { sideOf, sliceInWords, wholeInWords } from "../lab/slices/words.js";
import { formatNumber } from "../math/format.js";
import { placesOf } from "../math/whole.js";
import { clearSheet, fitCanvas } from "../views/canvas.js";
import { drawSlice } from "../views/slice/slice.js";

/** @typedef {import("../lab/slices/words.js").Way} Way */

const WAYS = /** @type {[Way, string][]} */ ([["slope", "along the gradient"], ["taken", "along the step taken"], ["whole", "the whole run"]]);
const HIDDEN = "Hidden until you reveal the run: where this step lands is part of the answer.";

/** @param {HTMLElement} root @param {import("../lab/mount.js").Lab} lab */
export default function slicePanel(root, lab) {
  const own = scope();
  const made = build();
  const { wrap, picture, sentence, numbers, ways } = made;
  canvas(root, "path").after(wrap);
  own.until(() => wrap.remove());
  const slices = createSlices(lab, show, () => places() !== null);
  own.until(slices.dispose);
  let sheet = fitCanvas(picture);
  let way = /** @type {Way} */ (root.dataset.way ?? "taken");
  const all = () => (lab.state.run && !lab.state.predict ? placesOf(lab.state.run, lab.state.step) : null);
  const places = () => (way === "whole" ? all() : null);
  const isShown = () => lab.state.look === "slice";

  const draw = () => {
    const { theme, style, setting } = lab.state;
    clearSheet(sheet);
    const slice = slices.shown;
    if (!slice || !theme || !sheet.width) return;
    const side = sideOf(slice, way);
    const isOwn = side === slice.taken || slice.taken === null;
    drawSlice(sheet.context, {
      side,
      loss: slice.loss,
      rate: slice.rate,
      symbol: setting.schedule === "constant" && !style.chooses ? "η" : `η at step ${slice.step}`,
      name: side === slice.taken ? "along the step" : "along −∇L",
      promises: side === slice.taken ? ["bottom", "as before"] : ["1/λ", "2/λ"],
      style: isOwn ? style : { color: theme.textQuiet, marker: "circle" },
      places: slice.step === 0 ? places() : null,
      own: isOwn,
    }, sheet, theme);
  };
  function show() {
    wrap.hidden = !isShown();
    if (!isShown()) return;
    const { shown: slice, problem } = slices;
    wrap.toggleAttribute("data-old", !slices.isCurrent && slice !== null);
    const along = slice?.step === 0 ? places() : null;
    const chosen = along ? "whole" : slice && sideOf(slice, way) === slice.slope ? "slope" : "taken";
    const [taken, whole] = [Boolean(slice?.taken), all() !== null];
    const offered = { slope: taken || whole, taken, whole };
    for (const each of ways) {
      each.hidden = !offered[/** @type {Way} */ (each.dataset.way)];
      each.setAttribute("aria-pressed", String(each.dataset.way === chosen));
    }
    ways[0]?.parentElement?.toggleAttribute("hidden", !offered.slope);
    const { run, predict } = lab.state;
    if (problem) write(sentence, problem.errors[0]?.message ?? problem.message);
    else if (slice && along) write(sentence, wholeInWords(along, slice.slope.bottom, lab.state.setting.steps));
    else if (slice) write(sentence, sliceInWords(slice, way));
    else write(sentence, run && predict ? HIDDEN : "");
    const side = slice && sideOf(slice, way);
    write(numbers[0], slice ? formatNumber(slice.loss) : "");
    write(numbers[1], side ? formatNumber(side.promised) : "");
    write(numbers[2], side ? (Number.isNaN(side.landing) ? "none" : formatNumber(side.landing)) : "");
    made.table.hidden = !slice || along !== null;
    made.key.hidden = !slice;
    draw();
  }

  for (const each of ways) {
    own.listen(each, "click", () => {
      way = /** @type {Way} */ (each.dataset.way);
      show();
    });
  }
  own.onResize(picture, () => {
    sheet = fitCanvas(picture);
    draw();
  });
  own.listen(window, "beforeprint", draw);
  const look = () => {
    if (isShown()) slices.look();
    else show();
  };
  own.until(lab.on(["setting", "run", "step", "held", "playing", "predict", "revealing", "look", "theme"], look));
  // A slice is of one step: what changes a run leaves the playhead where it is, and it begins at the start.
  let step = 0;
  const keep = () => {
    const { look: view, playhead, playing, predict } = lab.state;
    if (view !== "slice" || playing || predict) return;
    if (Number.isFinite(playhead)) step = playhead;
    else if (!arrived) lab.set({ playhead: step });
  };
  /** Whether the end is where a hand, or the run itself, has put the playhead. */
  let arrived = false;
  own.until(lab.soon(["setting", "look"], () => {
    arrived = false;
    keep();
  }));
  own.until(lab.on(["playhead", "playing"], ({ playhead }) => {
    if (Number.isFinite(playhead)) step = playhead;
    else arrived = true;
  }));
  keep();
  look();
  return own.dispose;
}

/** Its own elements: words, numbers and picture. */
function build() {
  const make = (/** @type {string} */ tag, /** @type {string} */ name, text = "") => {
    const element = document.createElement(tag);
    if (name) element.dataset.part = name;
    element.textContent = text;
    return element;
  };
  const wrap = make("div", "slice");
  const head = make("div", "slice-head");
  const sentence = make("p", "slice-sentence");
  sentence.setAttribute("aria-live", "off");
  const group = make("div", "slice-ways");
  group.className = "choice";
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", "Direction of the slice");
  const ways = WAYS.map(([way, text]) => {
    const each = /** @type {HTMLButtonElement} */ (make("button", "", text));
    each.type = "button";
    each.dataset.way = way;
    return each;
  });
  group.append(...ways);
  const table = make("dl", "slice-numbers");
  const numbers = ["Loss before", "promised", "after"].map((name) => {
    const pair = make("div", "");
    const number = make("dd", "");
    number.className = "numbers";
    pair.append(make("dt", "", name), number);
    table.append(pair);
    return number;
  });
  const key = make("ul", "slice-key");
  for (const [line, text] of [["curve", "loss"], ["parabola", "promised by slope and curvature"]]) {
    const item = make("li", "", text);
    item.dataset.line = line;
    key.append(item);
  }
  head.append(sentence, table, group, key);
  const picture = /** @type {HTMLCanvasElement} */ (make("canvas", "slice-picture"));
  picture.setAttribute("role", "img");
  picture.setAttribute("aria-label", "Slice: the loss along a line through the point on which the playhead stands");
  wrap.append(head, picture);
  return { wrap, picture, sentence, numbers, ways, table, key };
}
