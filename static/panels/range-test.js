/** The range test: what published learning-rate finders read off one run with a growing η, beside what is so. */

import { newestOnly } from "../data/cache.js";
import { Problem } from "../data/problem.js";
import { toQuery } from "../data/query.js";
import { part, scope, write } from "../lab/dom.js";
import { isRefused, refuse } from "../lab/refusal.js";
import { clamp } from "../math/clamp.js";
import { formatRate } from "../math/format.js";
import { readNumber, refusalOf } from "../math/reading.js";
import { clearSheet, fitCanvas } from "../views/canvas.js";
import { drawFinder, layoutFinder } from "../views/chart/finder.js";

/**
 * @typedef {import("../lab/mount.js").Lab} Lab
 * @typedef {import("../views/chart/finder.js").Tool} Tool
 * @typedef {import("../views/chart/finder.js").FinderData} FinderData
 * @typedef {{ name: string, tool: Tool, rate: number | null }} Reading rate: null where the curve is too short for one
 * @typedef {Pick<FinderData, "fastai" | "pytorch" | "limit"> & { readings: Reading[], stability: number | null, steps: number }} Test
 */

/** Milliseconds that the test takes when it is played. */
const PLAYS = 2500;
/** The fewest updates of a test, and the most a page asks for. */
const FEWEST = 6, MOST = 2000;
const TOOLS = /** @type {Record<Tool, string>} */ ({ fastai: "fastai", pytorch: "pytorch-lr-finder" });
/** What is asked where a field is left empty; the test's own defaults but for the steps, which are the run's. */
const FIELDS = [
  { key: "lr_min", label: "From η", usual: "1e-7", allowed: "a number above 0" },
  { key: "lr_max", label: "To η", usual: "10", allowed: "a number above 0" },
  { key: "steps", label: "Steps", usual: "", allowed: `a whole number from ${FEWEST} to ${MOST}` },
];

const MARKUP = `
<p class="about">One run in which η grows from step to step. Where its loss stops falling, the tools look for a learning rate.</p>
<p data-part="range-test-note" role="status"></p>
<div data-part="range-test-body" hidden>
  <canvas data-part="range-test-plot" role="img"></canvas>
  <div class="range-test-play">
    <button type="button" data-part="range-test-again">Play</button>
    <input type="range" data-part="range-test-scrub" min="1" aria-label="Step of the range test">
    <output class="numbers" data-part="range-test-at"></output>
  </div>
  <p data-part="range-test-truth" role="status"></p>
  <table>
    <caption class="unseen">What the tools suggest; pressing one sets the learning rate to it</caption>
    <thead><tr><th scope="col">Reading</th><th scope="col">η</th><th scope="col">Measured</th></tr></thead>
    <tbody data-part="range-test-readings"></tbody>
  </table>
</div>
<fieldset class="parameters" aria-label="The range test">${FIELDS.map(({ key, label, usual, allowed }) => `
  <div class="field"><label><span class="field-name">${label}</span>
    <input type="text" inputmode="${key === "steps" ? "numeric" : "decimal"}" data-part="range-test-${key}" placeholder="${usual}" data-allowed="${allowed}"></label>
    <p class="refusal" role="alert"></p></div>`).join("")}
</fieldset>`;

/** @param {HTMLElement} root @param {Lab} lab */
export default function rangeTestPanel(root, lab) {
  const own = scope();
  const row = part(root, "range-test", HTMLDetailsElement);
  const panel = row.appendChild(document.createElement("div"));
  panel.className = "range-test";
  panel.innerHTML = MARKUP;
  own.until(() => panel.remove());
  const chosen = part(row, "range-test-chosen", HTMLElement).querySelector("span") ?? row;
  const usual = chosen.textContent ?? "";
  own.until(() => write(chosen, usual));
  const [note, body, truth] = ["note", "body", "truth"].map((name) => part(panel, `range-test-${name}`, HTMLElement));
  const scrub = part(panel, "range-test-scrub", HTMLInputElement);
  const play = part(panel, "range-test-again", HTMLButtonElement);
  const at = part(panel, "range-test-at", HTMLOutputElement);
  const rows = part(panel, "range-test-readings", HTMLTableSectionElement);
  const plot = part(panel, "range-test-plot", HTMLCanvasElement);
  const fields = FIELDS.map((field) => ({ ...field, input: part(panel, `range-test-${field.key}`, HTMLInputElement) }));
  let sheet = fitCanvas(plot);
  /** @type {Test | null} */
  let test = null;
  let frame = 0;

  const paint = () => {
    const { theme } = lab.state;
    clearSheet(sheet);
    if (!test || !theme || !sheet.width) return;
    const marks = test.readings.flatMap((each) => (each.rate === null ? [] : [{ ...each, rate: each.rate }]));
    const data = { ...test, marks, shown: scrub.valueAsNumber };
    drawFinder(sheet.context, data, layoutFinder(data, sheet, theme), theme);
  };
  const goTo = (/** @type {number} */ step) => {
    scrub.valueAsNumber = step;
    const rates = longest(test).rates;
    write(at, rates.length ? `η = ${formatRate(Number(rates[scrub.valueAsNumber - 1]))}` : "");
    scrub.setAttribute("aria-valuetext", `step ${scrub.valueAsNumber}, ${at.textContent}`);
    paint();
  };
  const stop = () => {
    cancelAnimationFrame(frame);
    frame = 0;
    write(play, "Play");
  };
  const run = () => {
    stop();
    write(play, "Stop");
    const last = Number(scrub.max);
    const since = performance.now();
    const on = (/** @type {number} */ now) => {
      const step = Math.round(clamp((now - since) / PLAYS, 0, 1) * last);
      goTo(Math.max(step, 1));
      if (step < last) frame = requestAnimationFrame(on);
      else stop();
    };
    frame = requestAnimationFrame(on);
  };
  own.until(stop);
  own.listen(play, "click", () => (frame ? stop() : run()));
  own.listen(scrub, "input", () => {
    stop();
    goTo(scrub.valueAsNumber);
  });

  /** Shows an answer; the first is played, to who likes motion. @param {Test} next */
  const show = (next) => {
    const isFirst = test === null;
    test = next;
    write(note, "");
    body.hidden = false;
    delete body.dataset.stale;
    const { setting } = lab.state;
    write(truth, truthInWords(next));
    write(chosen, next.limit === null ? usual : `limit ${formatRate(next.limit)}, ${aboveOf(next).length} of ${next.readings.length} above it`);
    rows.replaceChildren(...next.readings.map((each) => rowOf(each, next.limit)));
    plot.ariaLabel = `Loss while the learning rate grows from ${formatRate(Number(next.fastai.rates[0]))} to ${formatRate(Number(next.fastai.rates.at(-1)))}; the readings stand in the table.`;
    markChosen(setting.lr);
    const last = longest(next).rates.length;
    scrub.max = String(last);
    stop();
    goTo(last);
    if (!isFirst) return;
    plot.scrollIntoView({ block: "nearest" });
    if (!still.matches) run();
  };
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const calm = () => {
    play.hidden = still.matches;
    if (still.matches && frame) {
      stop();
      goTo(Number(scrub.max));
    }
  };
  own.listen(still, "change", calm);
  calm();

  let asked = "";
  let asking = new AbortController();
  own.until(() => asking.abort());
  const ask = newestOnly(async (/** @type {string} */ query) => {
    if (query !== asked || asking.signal.aborted) return;
    const { signal } = asking;
    try {
      const answer = await lab.source.rangeTest(query, signal);
      if (!signal.aborted && query === asked) show(testOf(answer));
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof Problem)) throw error;
      body.hidden = true;
      test = null;
      write(chosen, usual);
      write(note, error.errors.map(({ parameter, message }) => `${parameter}: ${message}`).join("; ") || error.message);
    }
  });
  /** Once nothing is on its way, and no hand on anything. */
  const look = () => {
    const { setting, held, predict, busy } = lab.state;
    if (predict) {
      hide();
      return;
    }
    if (!row.open || held || busy || !setting.start || fields.some(({ input }) => isRefused(input))) return;
    const query = queryOf(setting, Object.fromEntries(fields.map(({ key, input }) => [key, readNumber(input.value)])));
    if (query === asked) return;
    asking.abort();
    asking = new AbortController();
    asked = query;
    if (test) body.dataset.stale = "true";
    else write(note, "Testing …");
    ask(query);
  };
  /** The answer is hidden, this too. */
  const hide = () => {
    asking.abort();
    [asked, test] = ["", null];
    stop();
    body.hidden = true;
    rows.replaceChildren();
    write(truth, "");
    write(chosen, usual);
    write(note, "Hidden until you reveal the run.");
    paint();
  };
  const markChosen = (/** @type {number} */ lr) => {
    for (const button of rows.querySelectorAll("button")) button.ariaPressed = String(Number(button.value) === lr);
  };

  own.listen(row, "toggle", () => {
    if (!test) asked = ""; // what was refused is asked again where it is opened again
    look();
  });
  own.until(lab.on(["setting", "held", "predict", "busy"], ({ setting }) => {
    const steps = fields.find(({ key }) => key === "steps")?.input;
    if (steps) steps.placeholder = String(clamp(setting.steps, FEWEST, MOST));
    markChosen(setting.lr);
    look();
  }));
  own.until(lab.on(["theme"], paint));
  own.onResize(plot, () => {
    sheet = fitCanvas(plot);
    paint();
  });
  own.listen(rows, "click", ({ target }) => {
    const button = target instanceof Element ? target.closest("button") : null;
    if (button) lab.change({ lr: Number(button.value) });
  });
  for (const { key, input, allowed } of fields) {
    own.listen(input, "change", () => {
      const value = readNumber(input.value);
      const fits = input.value.trim() === "" || (value > 0 && Number.isFinite(value)
        && (key !== "steps" || (Number.isInteger(value) && value >= FEWEST && value <= MOST)));
      refuse(input, fits ? "" : refusalOf(input.value, allowed));
      look();
    });
  }
  const steps = fields.find(({ key }) => key === "steps")?.input;
  if (steps) steps.placeholder = String(clamp(lab.state.setting.steps, FEWEST, MOST));
  look();
  return own.dispose;
}

/** The curve of the tool that went on longer. @param {Test | null} test */
const longest = (test) => {
  if (!test) return { rates: [], losses: [], smoothed: [] };
  return test.pytorch.rates.length > test.fastai.rates.length ? test.pytorch : test.fastai;
};

/**
 * Of a setting all that matters to the test: what is set for η does not.
 * @param {import("../data/query.js").Setting} setting
 * @param {Readonly<Record<string, number>>} given by a field; NaN where it is empty
 */
export function queryOf(setting, given) {
  const own = { ...given, steps: given.steps || clamp(setting.steps, FEWEST, MOST) };
  const mine = Object.entries(own).filter(([, value]) => value > 0).map(([key, value]) => `${key}=${value}`);
  return [toQuery(setting, (key) => key !== "lr" && key !== "steps"), ...mine].join("&");
}

/** @param {any} answer of `/range-test` @returns {Test} */
export function testOf({ learning_rates, losses, smoothed, pytorch_lr_finder, suggestions, stability, query }) {
  const readings = (/** @type {Tool} */ tool, /** @type {Record<string, number | null>} */ rates) =>
    Object.entries(rates).map(([name, rate]) => ({ name, tool, rate }));
  return {
    fastai: { rates: learning_rates, losses, smoothed },
    pytorch: { rates: pytorch_lr_finder.learning_rates, losses: pytorch_lr_finder.losses, smoothed: pytorch_lr_finder.smoothed },
    readings: [...readings("fastai", suggestions.fastai), ...readings("pytorch", suggestions.pytorch_lr_finder)],
    limit: suggestions.limit,
    stability,
    steps: Number(new URLSearchParams(query).get("steps")),
  };
}

/** The readings above the limit. @param {Pick<Test, "readings" | "limit">} test */
const aboveOf = ({ readings, limit }) => readings.filter(({ rate }) => limit !== null && rate !== null && rate > limit);

/**
 * What is so, from the numbers alone.
 * @param {Test} test
 */
export function truthInWords(test) {
  const { fastai, pytorch, limit, stability, steps } = test;
  const stops = [fastai, pytorch].map(({ rates }) => Number(rates.at(-1)));
  if (limit === null) {
    return `No limit was measured: in ${steps} steps none of the slider's rates converges, or the highest still does. The finder went on to ${formatRate(Math.max(...stops))}.`;
  }
  const theory = stability === null ? "" : `, in theory ${formatRate(stability)}`;
  const measured = `Runs of ${steps} steps converge up to η = ${formatRate(limit)}${theory}.`;
  const late = Number(stops[0]) > limit
    ? `Smoothing lags, and too large a rate takes steps to show: the finder went on to ${formatRate(Number(stops[0]))} though the limit is ${formatRate(limit)}.`
    : `The finder stopped at ${formatRate(Number(stops[0]))}, before that.`;
  const above = aboveOf(test).map(({ name }) => name);
  const list = above.length > 1 ? `${above.slice(0, -1).join(", ")} and ${above.at(-1)} lie` : `${above[0]} lies`;
  return `${measured} ${late} ${above.length ? `Of the readings ${list} above the limit.` : "Every reading lies below the limit."}`;
}

/** @param {Reading} reading @param {number | null} limit */
function rowOf({ name, tool, rate }, limit) {
  const line = document.createElement("tr");
  const [head, value, told] = [document.createElement("th"), document.createElement("td"), document.createElement("td")];
  head.scope = "row";
  const from = document.createElement("small");
  from.textContent = ` ${TOOLS[tool]}`;
  if (rate === null) head.append(name, from);
  else {
    const button = document.createElement("button");
    button.type = "button";
    button.value = String(rate);
    button.textContent = name;
    button.title = `Set η to ${rate}`;
    head.append(button, from);
  }
  line.dataset.tool = tool;
  value.className = "numbers";
  value.textContent = rate === null ? "–" : formatRate(rate);
  const isAbove = rate !== null && limit !== null && rate > limit;
  line.dataset.above = String(isAbove);
  told.textContent = rate === null ? "too short a curve" : limit === null ? "no limit" : isAbove ? "above the limit" : "below the limit";
  line.append(head, value, told);
  return line;
}
