/** The samples of a data surface, and the model at the playhead's point, beside the picture of its loss. */

import { Problem } from "../data/problem.js";
import { ratesQuery, stepsQuery } from "../data/samples.js";
import { byId } from "../data/catalogue.js";
import { canvas, part, scope, write } from "../lab/dom.js";
import { notchOf } from "../lab/setting.js";
import { formatNumber } from "../math/format.js";
import { clearSheet, fitCanvas } from "../views/canvas.js";
import { drawSamples } from "../views/chart/samples.js";

/**
 * @typedef {import("../lab/mount.js").Lab} Lab
 * @typedef {import("../data/samples.js").Fit} Fit
 * @typedef {{ query: string, surface: string, fit: Fit }} Answer
 */

/** Beside a picture of fewer pixels than this it waits to be asked for. */
const WIDE = 640;

/** @param {HTMLElement} root @param {Lab} lab */
export default function dataPanel(root, lab) {
  const own = scope();
  const box = part(root, "data", HTMLElement);
  box.innerHTML = `<canvas data-part="data-chart" role="img" aria-label="Data and model"></canvas>
    <p data-part="data-words" class="numbers"></p>`;
  own.until(() => box.replaceChildren());
  const [element, words] = [canvas(box, "data-chart"), part(box, "data-words", HTMLElement)];
  const answers = asks(lab, own);
  const toggle = showButton(root, own);
  let open = toggle === null || part(root, "stage", HTMLElement).clientWidth >= WIDE;
  let sheet = fitCanvas(element);

  const isThere = () => {
    const { surface } = lab.state.setting;
    return surface !== undefined && byId(lab.catalogue.surfaces, surface).model !== undefined && !box.hidden;
  };
  const arrange = () => {
    const there = isThere();
    if (toggle) [toggle.hidden, toggle.ariaPressed] = [!there, String(open)];
    box.toggleAttribute("data-shown", there && open);
    root.toggleAttribute("data-beside", there && open);
  };
  const paint = () => {
    const { theme, step, style } = lab.state;
    const fit = answers.any();
    clearSheet(sheet);
    if (!box.hasAttribute("data-shown") || !fit || !theme || !sheet.width || !sheet.height) return;
    const { curve, stale, batch } = sceneOf(lab, answers);
    drawSamples(sheet.context, { fit, curve, stale, batch, color: style.color }, sheet, theme);
    const told = inWords(fit, stale ? null : curve, step, batch);
    write(words, told);
    element.ariaLabel = `Data and model. ${told}`;
  };
  answers.told(paint);
  if (toggle) own.listen(toggle, "click", () => {
    open = !open;
    arrange();
    paint();
  });
  own.onResize(element, () => {
    sheet = fitCanvas(element);
    paint();
  });
  own.until(lab.on(["setting", "theme", "step", "run", "predict"], () => {
    arrange();
    paint();
  }));
  arrange();
  own.until(() => root.removeAttribute("data-beside"));
  return own.dispose;
}

/**
 * Whether it is shown stands among the views.
 * @param {HTMLElement} root
 * @param {ReturnType<typeof scope>} own
 */
function showButton(root, own) {
  const views = root.querySelector('[data-part="views"]');
  if (!views?.checkVisibility()) return null; // left out, or on a projector: it is always there
  const button = document.createElement("button");
  Object.assign(button, { type: "button", textContent: "Data", title: "The samples, and the model that is fitted to them" });
  button.dataset.part = "show-data";
  views.append(button);
  own.until(() => button.remove());
  return button;
}

/**
 * The model of this run at the playhead; where a hand is quicker than the answer, at the end of the rate's run, which is
 * looked up. What is of another setting is stale.
 * @param {Lab} lab
 * @param {ReturnType<typeof asks>} answers
 */
function sceneOf({ state: { setting, step, last, run, predict }, catalogue: { notches } }, { steps, rates }) {
  const along = steps();
  const here = along ? along.fit.curve(Math.min(step, along.fit.count - 1)) : null;
  if (along?.query === stepsQuery(setting)) return { curve: here, stale: false, batch: along.fit.drawn(step) };
  const [ends, notch] = [rates(), notchOf(notches, setting.lr)];
  const isEnd = notch !== null && run !== null && step === last && !predict;
  if (isEnd && ends?.query === ratesQuery(setting)) return { curve: ends.fit.curve(notch), stale: false, batch: null };
  return { curve: predict ? null : here, stale: true, batch: null };
}

/**
 * Asks once the hand rests; the newest question gives up those before.
 * @param {Lab} lab
 * @param {ReturnType<typeof scope>} own
 */
function asks(lab, own) {
  /** @type {{ steps: Answer | null, rates: Answer | null }} */
  const known = { steps: null, rates: null };
  let asking = new AbortController();
  let [asked, tell] = ["", () => {}];
  own.until(() => asking.abort());
  const ask = async () => {
    const { setting, held, busy } = lab.state;
    const { surface, start } = setting;
    if (surface === undefined || !byId(lab.catalogue.surfaces, surface).model) return;
    const query = stepsQuery(setting);
    if (query !== asked) asking.abort(); // nobody waits for what was asked before
    if (held || busy || !start || query === asked || known.steps?.query === query) return;
    asked = query;
    asking = new AbortController();
    const { signal } = asking;
    try {
      const one = async (/** @type {"steps" | "rates"} */ of, /** @type {string} */ question) => {
        if (known[of]?.query === question) return;
        const fit = await lab.source.data(question, signal);
        if (signal.aborted) return;
        known[of] = { query: question, surface, fit };
        tell();
      };
      await one("steps", query);
      await one("rates", ratesQuery(setting));
    } catch (error) {
      if (!signal.aborted && !(error instanceof Problem)) throw error; // what is too dear is not shown
    } finally {
      if (asked === query && signal.aborted) asked = "";
    }
  };
  own.until(lab.soon(["setting", "held", "busy"], ask));
  void ask();
  return {
    steps: () => known.steps,
    rates: () => known.rates,
    /** Samples, whatever is known of their model. */
    any: () => (known.steps && known.steps.surface === lab.state.setting.surface ? known.steps.fit : null),
    told: (/** @type {() => void} */ listener) => void (tell = listener),
  };
}

/**
 * @param {Fit} fit
 * @param {Float32Array | null} curve
 * @param {number} step
 * @param {ArrayLike<number> | null} batch
 */
export function inWords({ samples, columns, inputs, places, at }, curve, step, batch) {
  const many = `${at.length} samples`;
  const seen = batch ? `, its batch of ${batch.length} in full` : "";
  if (!curve) return many;
  if (inputs > 1) {
    const wrong = Array.from(at).filter((place, sample) => Number(curve[place]) > 0 !== Number(samples[2]?.[sample]) > 0).length;
    return `${many}, ● ${columns[2]} > 0, ■ ${columns[2]} < 0; at step ${step} the border leaves ${wrong} on the wrong side ◯${seen}`;
  }
  const [left, right] = [0, places.length - 1];
  const place = (/** @type {number} */ index) => `${formatNumber(Number(curve[index]))} at ${columns[0]} = ${formatNumber(Number(places[index]))}`;
  return `${many}; at step ${step} the model goes from ${place(left)} to ${place(right)}${seen}`;
}
