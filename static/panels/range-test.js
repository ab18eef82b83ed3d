/** The range test: what published learning-rate finders read off one run with a growing η, beside what is so. */

import { newestOnly } from "../data/cache.js";
import { Problem } from "../data/problem.js";
import { FEWEST, MOST, aboveOf, longest, queryOf, readOf, testOf, truthInWords } from "../data/range-test.js";
import { part, scope, write } from "../lab/dom.js";
import { follow } from "../lab/follow.js";
import { isRefused, refuse } from "../lab/refusal.js";
import { clamp } from "../math/clamp.js";
import { formatRate } from "../math/format.js";
import { readNumber, refusalOf } from "../math/reading.js";
import { clearSheet, fitCanvas } from "../views/canvas.js";
import { drawFinder, layoutFinder } from "../views/chart/finder.js";

/**
 * @typedef {import("../lab/mount.js").Lab} Lab
 * @typedef {import("../data/range-test.js").Tool} Tool
 * @typedef {import("../data/range-test.js").Reading} Reading
 * @typedef {import("../data/range-test.js").Test} Test
 * @typedef {import("../data/query.js").Setting} Setting
 * @typedef {ReturnType<typeof scope>} Scope
 */

/** Milliseconds that the test takes when it is played. */
const PLAYS = 2500;
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
  const [note, body, truth] = [part(panel, "range-test-note", HTMLElement), part(panel, "range-test-body", HTMLElement), part(panel, "range-test-truth", HTMLElement)];
  const rows = part(panel, "range-test-readings", HTMLTableSectionElement);
  const given = fields(panel, own, () => look());
  const player = played(panel, lab, own);
  /** What is shown, and what it is of. @type {{ test: Test, query: string } | null} */
  let shown = null;

  /** The row says what was found, as long as it is of this setting. */
  const summarize = () => {
    const test = shown && shown.query === given.query(lab.state.setting) ? shown.test : null;
    write(chosen, !test || test.limit === null ? usual
      : `limit ${formatRate(test.limit)}, ${aboveOf(test).length} of ${readOf(test).length} above it`);
  };
  const markChosen = (/** @type {number} */ lr) => {
    for (const button of rows.querySelectorAll("button")) button.ariaPressed = String(Number(button.value) === lr);
  };
  const show = (/** @type {Test} */ test, /** @type {string} */ query) => {
    const isFirst = shown === null;
    shown = { test, query };
    write(note, "");
    body.hidden = false;
    delete body.dataset.stale;
    write(truth, truthInWords(test));
    rows.replaceChildren(...test.readings.map((each) => rowOf(each, test.limit)));
    markChosen(lab.state.setting.lr);
    summarize();
    player.show(test, isFirst);
  };
  const clear = (/** @type {string} */ why) => {
    shown = null;
    body.hidden = true;
    rows.replaceChildren();
    write(truth, "");
    write(note, why);
    summarize();
    player.show(null);
  };

  let asked = "";
  let asking = new AbortController();
  own.until(() => asking.abort());
  const ask = newestOnly(async (/** @type {string} */ query) => {
    if (query !== asked || asking.signal.aborted) return;
    const { signal } = asking;
    try {
      const answer = await lab.source.rangeTest(query, signal);
      if (!signal.aborted && query === asked) show(testOf(answer), query);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof Problem)) throw error;
      clear(error.errors.map(({ parameter, message }) => `${parameter}: ${message}`).join("; ") || error.message);
    }
  });
  /** Once nothing is on its way, and no hand on anything. */
  const look = () => {
    const { setting, held, predict, busy } = lab.state;
    if (predict) {
      asking.abort();
      asked = "";
      clear("Hidden until you reveal the run.");
      return;
    }
    summarize();
    if (!row.open || held || busy || !setting.start || given.isRefused()) return;
    const query = given.query(setting);
    if (query === asked) return;
    asking.abort();
    asking = new AbortController();
    asked = query;
    if (shown) body.dataset.stale = "true";
    else write(note, "Testing …");
    ask(query);
  };

  own.listen(row, "toggle", () => {
    if (!shown) asked = ""; // what was refused is asked again where it is opened again
    look();
  });
  own.listen(rows, "click", ({ target }) => {
    const button = target instanceof Element ? target.closest("button") : null;
    if (button) lab.change({ lr: Number(button.value) });
  });
  follow(lab, own, ["setting", "held", "predict", "busy"], ({ setting }) => {
    given.suggest(setting);
    markChosen(setting.lr);
    look();
  });
  return own.dispose;
}

/**
 * What may be asked otherwise.
 * @param {HTMLElement} panel
 * @param {Scope} own
 * @param {() => void} changed
 */
function fields(panel, own, changed) {
  const inputs = FIELDS.map(({ key }) => part(panel, `range-test-${key}`, HTMLInputElement));
  FIELDS.forEach(({ key, allowed }, index) => {
    const input = /** @type {HTMLInputElement} */ (inputs[index]);
    own.listen(input, "change", () => {
      const value = readNumber(input.value);
      const fits = input.value.trim() === "" || (value > 0 && Number.isFinite(value)
        && (key !== "steps" || (Number.isInteger(value) && value >= FEWEST && value <= MOST)));
      refuse(input, fits ? "" : refusalOf(input.value, allowed));
      changed();
    });
  });
  return {
    isRefused: () => inputs.some(isRefused),
    query: (/** @type {Setting} */ setting) =>
      queryOf(setting, Object.fromEntries(FIELDS.map(({ key }, index) => [key, readNumber(inputs[index]?.value ?? "")]))),
    /** The steps where none are said. @param {Setting} setting */
    suggest: (setting) => void (part(panel, "range-test-steps", HTMLInputElement).placeholder = String(clamp(setting.steps, FEWEST, MOST))),
  };
}

/**
 * The chart, and the test as it went on.
 * @param {HTMLElement} panel
 * @param {Lab} lab
 * @param {Scope} own
 */
function played(panel, lab, own) {
  const scrub = part(panel, "range-test-scrub", HTMLInputElement);
  const play = part(panel, "range-test-again", HTMLButtonElement);
  const at = part(panel, "range-test-at", HTMLOutputElement);
  const plot = part(panel, "range-test-plot", HTMLCanvasElement);
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let sheet = fitCanvas(plot);
  /** @type {Test | null} */
  let test = null;
  let frame = 0;

  const paint = () => {
    const { theme } = lab.state;
    clearSheet(sheet);
    if (!test || !theme || !sheet.width) return;
    const data = { ...test, marks: readOf(test), shown: scrub.valueAsNumber };
    drawFinder(sheet.context, data, layoutFinder(data, sheet, theme), theme);
  };
  const goTo = (/** @type {number} */ step) => {
    scrub.valueAsNumber = step;
    const rate = test && longest(test).rates[scrub.valueAsNumber - 1];
    write(at, rate == null ? "" : `η = ${formatRate(rate)}`);
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
  const calm = () => {
    play.hidden = still.matches;
    if (!still.matches || !frame) return;
    stop();
    goTo(Number(scrub.max));
  };
  own.until(stop);
  own.listen(play, "click", () => (frame ? stop() : run()));
  own.listen(scrub, "input", () => {
    stop();
    goTo(scrub.valueAsNumber);
  });
  own.listen(still, "change", calm);
  calm();
  own.until(lab.on(["theme"], paint));
  own.onResize(plot, () => {
    sheet = fitCanvas(plot);
    paint();
  });
  return {
    /** Shows a test at its end, or none; the first is brought into sight and played, to who likes motion. @param {Test | null} next */
    show(next, isFirst = false) {
      test = next;
      stop();
      if (!next) return paint();
      const { rates } = next.fastai;
      plot.ariaLabel = `Loss while the learning rate grows from ${formatRate(Number(rates[0]))} to ${formatRate(Number(rates.at(-1)))}; the readings stand in the table.`;
      const last = longest(next).rates.length;
      scrub.max = String(last);
      goTo(last);
      if (!isFirst) return;
      if (lab.root.dataset.profile !== "figure") plot.scrollIntoView({ block: "nearest" }); // who reads on is left where they are
      if (!still.matches) run();
    },
  };
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
