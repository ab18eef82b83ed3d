/** Who is where in a race: the table, and in the picture which line is whose. */

import { counted, formatNumber, formatRate } from "../math/format.js";
import { stepsTo } from "../math/tally.js";
import { drawSample } from "../views/sample.js";
import { part, write } from "./dom.js";
import { follow } from "./follow.js";
import { nameOf, raceOf } from "./race.js";
import { budgetOf, gradientsAt, paceOf, stepAt } from "./state.js";

/**
 * @typedef {import("./mount.js").Lab} Lab
 * @typedef {import("./runner.js").Runner} Runner
 * @typedef {ReturnType<typeof import("./dom.js").scope>} Scope
 */

/** A target, where nobody has said one: so much of the height at the start is left. */
const THOUSANDTH = 1e-3;

/**
 * The table.
 * @param {HTMLElement} host
 * @param {Lab} lab
 * @param {Scope} own
 */
export function standings(host, lab, own) {
  const rows = part(host, "race-rows", HTMLTableSectionElement);
  const [to, note] = [part(host, "race-to", HTMLElement), part(host, "race-note", HTMLElement)];
  own.listen(rows, "change", ({ target }) => {
    const active = lab.state.runners.findIndex(({ id }) => id === target.value);
    if (active >= 0) lab.race({ ...raceOf(lab.state), active });
  });
  const show = () => {
    const { runners, active } = lab.state;
    while (rows.rows.length > runners.length) rows.lastElementChild?.remove();
    while (rows.rows.length < runners.length) rows.append(row());
    const target = targetOf(lab.state);
    write(to, `${isUneven(runners) ? "Gradients" : "Steps"} to ${target === null ? "–" : formatNumber(target)}`);
    write(note, `${afterWhat(lab)}.`);
    runners.forEach((runner, index) => {
      const line = /** @type {HTMLTableRowElement} */ (rows.rows[index]);
      const [radio, sample, name, ...cells] = /** @type {HTMLElement[]} */ ([...line.querySelectorAll("input, canvas, .name, td")]);
      Object.assign(/** @type {HTMLInputElement} */ (radio), { value: runner.id, checked: index === active });
      sign(/** @type {HTMLCanvasElement} */ (sample), runner.style);
      write(/** @type {HTMLElement} */ (name), `${nameOf(runner, lab.catalogue)}${runner.locked ? " (locked)" : ""}`);
      const { outcome, texts } = standingOf(runner, target, lab);
      texts.forEach((text, column) => write(/** @type {HTMLElement} */ (cells[column]), text));
      if (outcome) line.dataset.outcome = outcome;
      else delete line.dataset.outcome;
    });
  };
  follow(lab, own, ["runners", "active", "time", "target", "landscape", "predict", "theme"], show);
  own.onResize(rows, show); // samples are drawn once they have a size
}

/**
 * In the picture: which line is whose.
 * @param {HTMLElement} root
 * @param {Lab} lab
 * @param {Scope} own
 */
export function signs(root, lab, own) {
  const list = part(root, "runners", HTMLUListElement);
  own.until(() => {
    list.hidden = true;
    list.replaceChildren();
  });
  const show = () => {
    const { runners, active } = lab.state;
    list.hidden = runners.length === 1;
    const shown = list.hidden ? [] : runners;
    while (list.children.length > shown.length) list.lastElementChild?.remove();
    while (list.children.length < shown.length) {
      const item = list.appendChild(document.createElement("li"));
      item.append(Object.assign(document.createElement("canvas"), { className: "sample", ariaHidden: "true" }), document.createElement("span"));
    }
    shown.forEach((runner, index) => {
      const item = /** @type {HTMLElement} */ (list.children[index]);
      item.toggleAttribute("data-active", index === active);
      sign(/** @type {HTMLCanvasElement} */ (item.firstElementChild), runner.style);
      write(/** @type {Element} */ (item.lastElementChild), `${nameOf(runner, lab.catalogue)} ${formatRate(runner.setting.lr)}`);
    });
  };
  follow(lab, own, ["runners", "active", "theme"], show);
  own.onResize(list, show);
}

/**
 * Draws a sample where it is another: not while a hand moves.
 * @param {HTMLCanvasElement} sample
 * @param {Runner["style"]} style
 */
function sign(sample, style) {
  const look = `${style.color} ${style.dash} ${style.marker} ${devicePixelRatio}`;
  if (sample.dataset.look === look || !sample.clientWidth) return;
  sample.dataset.look = look;
  drawSample(sample, style);
}

function row() {
  const line = document.createElement("tr");
  line.innerHTML = `<th scope="row"><label><input type="radio" name="runner"><canvas class="sample" width="28" height="12" aria-hidden="true"></canvas>
    <span class="name"></span></label></th><td class="numbers"></td><td class="numbers"></td><td class="numbers"></td><td class="ends"></td>`;
  return line;
}

/**
 * A runner's η, its loss now, when it reaches the target, and how it ends; of these only η while the answer is hidden.
 * @param {Runner} runner
 * @param {number | null} target
 * @param {Lab} lab
 */
function standingOf(runner, target, { state: { runners, time, predict }, catalogue: { outcomes } }) {
  const { run, setting, style } = runner;
  const rate = formatRate(setting.lr);
  if (!run || predict) return { outcome: "", texts: [rate, "–", "–", "–"] };
  const step = Math.min(stepAt(time, paceOf(runner, runners)), run.length - 1);
  const there = target === null ? -1 : stepsTo(run.losses, run.length, target);
  const count = isUneven(runners) ? there * style.gradients : there;
  const ends = outcomes.find(({ id }) => id === run.outcome)?.short ?? run.outcome;
  return { outcome: run.outcome, texts: [rate, formatNumber(Number(run.losses[step])), there < 0 ? "–" : String(count), ends || "–"] };
}

/** Whether a step of one takes more gradients than that of another. @param {readonly Runner[]} runners */
const isUneven = (runners) => runners.some((each) => paceOf(each, runners) !== 1);

/**
 * When the losses are as the table says.
 * @param {Pick<Lab, "state" | "catalogue">} lab
 */
function afterWhat({ state: { runners, time }, catalogue }) {
  if (!isUneven(runners)) return `Loss after ${counted(time, "step")}`;
  const dear = runners.filter(({ style }) => style.gradients > 1)
    .map((each) => `a step of ${nameOf(each, catalogue)} takes ${each.style.gradients}`);
  const count = counted(gradientsAt(time, runners), "gradient");
  const used = time > budgetOf(runners) ? `up to ${count}, where the thriftiest have no steps left` : `${count} each`;
  return `Loss after ${used}: ${[...new Set(dear)].join(", ")}`;
}

/**
 * The loss that counts as arrival: what somebody said, or so much of the height at the start, where there is a floor.
 * @param {Pick<Lab["state"], "target" | "landscape" | "run">} state
 */
function targetOf({ target, landscape, run }) {
  if (target !== null) return target;
  const floor = landscape?.floor;
  return floor == null || !run ? null : floor + THOUSANDTH * (Number(run.losses[0]) - floor);
}
