/** The curve of η, large, in the Schedule row: taken hold of, drawn, compared, and shown along the path. */

import { byId } from "../data/catalogue.js";
import { edgeOf } from "../data/family.js";
import { toQuery } from "../data/query.js";
import { stretchesOf } from "../lab/earlier.js";
import { scope, write } from "../lab/dom.js";
import { compared, raceOfSchedules, rivalsOf } from "../lab/schedule/compare.js";
import { scheduleHandles } from "../lab/schedule/handles.js";
import { isDrawn, pen, takeOver } from "../lab/schedule/pen.js";
import { formatNumber, formatRate } from "../math/format.js";
import { rateScale } from "../math/rates.js";
import { clearSheet, fitCanvas } from "../views/canvas.js";
import { drawBoard, drawStroke, layoutBoard } from "../views/chart/board.js";

/**
 * @typedef {import("../lab/mount.js").Lab} Lab
 * @typedef {import("../lab/schedule/compare.js").Rival} Rival
 */

/** Told apart without colour too, in the order of the comparison. */
const DASHES = [[], [6, 3], [2, 2]];
/** A drawing may go so far above η, and on a logarithmic axis so far below. */
const ABOVE = 1.5, BELOW = 1e-3;
const HELP = {
  handles: "Drag a handle, or move it with arrow keys.",
  drawn: "Draw with mouse or finger. A point is dragged, or moved with arrow keys; Enter adds one, Delete removes it.",
  none: "This one has nothing to take hold of but its warm-up.",
};
let serial = 0;

/** @param {HTMLElement} root @param {Lab} lab */
export default function scheduleEditorPanel(root, lab) {
  const own = scope();
  const parts = build(root);
  if (!parts) return own.dispose;
  const { editor, element, canvas, help, says, draws, compare, log, colour, only, pointTools, add, remove, comparison, table, race } = parts;
  own.until(() => editor.replaceChildren());

  let sheet = fitCanvas(canvas);
  /** @type {import("../views/chart/board.js").BoardLayout | null} */
  let layout = null;
  let held = false;
  let isLog = false;
  /** @type {Rival[] | null} */
  let rivals = null;
  let question = "";
  /** @type {readonly { x: number, y: number }[] | null} */
  let stroke = null;

  /** @type {import("../lab/schedule/hold.js").Board} */
  const board = {
    element,
    layout: () => layout,
    hold(next) {
      held = next;
      show();
    },
    tell: (button) => write(says, button ? `${button.getAttribute("aria-label")}: ${button.getAttribute("aria-valuetext")}` : ""),
  };
  const handles = scheduleHandles(board, lab);
  const drawing = pen(board, canvas, lab, (next) => {
    stroke = next;
    paint();
  });
  own.until(handles.dispose);
  own.until(drawing.dispose);

  /** @returns {import("../views/chart/board.js").BoardData} */
  const data = () => {
    const { run, setting, predict, step } = lab.state;
    const drawn = isDrawn(lab);
    const shown = [setting.lr, ...handles.rates(), ...(drawn ? [setting.lr * ABOVE, ...(isLog ? [setting.lr * BELOW, 0] : [])] : [])];
    const others = compare.getAttribute("aria-pressed") === "true" && !predict ? rivals ?? [] : [];
    return {
      rates: predict || !run ? [] : run.rates,
      steps: setting.steps,
      kind: isLog ? "log" : "linear",
      shown,
      rivals: others.slice(1).flatMap(({ run: other }, index) =>
        (other ? [{ rates: other.rates, color: lab.state.theme?.textQuiet ?? "", dash: DASHES[index + 1] ?? [] }] : [])),
      stems: handles.stems(),
      changes: stretchesOf(setting).map((each) => each.step),
      playhead: predict ? null : step,
    };
  };
  const paint = () => {
    const { theme } = lab.state;
    if (!theme || !sheet.width || !sheet.height) return;
    const now = data();
    if (!layout || !held) layout = layoutBoard(now, sheet, theme);
    clearSheet(sheet);
    drawBoard(sheet.context, now, layout, theme);
    if (stroke) drawStroke(sheet.context, stroke, theme);
  };
  const show = () => {
    paint();
    handles.show();
    drawing.show();
    const active = element.contains(document.activeElement) ? document.activeElement : null;
    board.tell(active instanceof HTMLElement ? active : null);
  };
  const tell = () => {
    const { setting, run, predict, catalogue } = { ...lab.state, catalogue: lab.catalogue };
    const drawn = isDrawn(lab);
    element.toggleAttribute("data-drawn", drawn);
    draws.setAttribute("aria-pressed", String(drawn));
    draws.disabled = predict && !drawn; // it begins with the curve, which is hidden
    colour.setAttribute("aria-pressed", String(lab.state.colourBy === "rate"));
    pointTools.hidden = !drawn;
    add.disabled = !drawing.room();
    remove.disabled = !drawing.spare();
    const hasHandles = byId(catalogue.schedules, setting.schedule).handles.length > 2;
    write(help, predict ? "The curve is hidden, as the answer is." : HELP[drawn ? "drawn" : hasHandles ? "handles" : "none"]);
    const scale = run && !predict ? rateScale([run]) : null;
    const ends = run && scale ? [run.rates[0], run.rates[run.length - 2]].map((rate) => formatRate(Number(rate))) : [];
    canvas.setAttribute("aria-label", ends.length ? `η along the run: ${ends[0]} at the first step, ${ends[1]} at the last` : "η along the run");
    write(only, lab.state.colourBy === "rate" && scale && scale.low === scale.high ? `Only one η here: ${formatRate(scale.low)}.` : "");
  };
  own.onResize(canvas, () => {
    sheet = fitCanvas(canvas);
    layout = null;
    show();
  });
  own.until(lab.on(["run", "setting", "theme", "predict", "step", "colourBy"], () => {
    show();
    tell();
  }));

  own.listen(draws, "click", () => {
    if (isDrawn(lab)) lab.change({ schedule: "constant" });
    else takeOver(lab, (factor) => layout?.y(factor * lab.state.setting.lr) ?? 0);
  });
  own.listen(add, "click", drawing.add);
  own.listen(remove, "click", drawing.remove);
  own.listen(log, "click", () => {
    isLog = !isLog;
    log.setAttribute("aria-pressed", String(isLog));
    show();
  });
  own.listen(colour, "click", () => lab.set({ colourBy: lab.state.colourBy ? null : "rate" }));
  own.listen(race, "click", () => lab.race(raceOfSchedules(lab)));
  own.listen(editor, "keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Enter" && event.target instanceof HTMLButtonElement && event.target.getAttribute("role") === "slider") event.preventDefault();
  });

  let gone = false;
  own.until(() => (gone = true));
  const ask = async () => {
    const { setting, held: moving, predict } = lab.state;
    const wanted = compare.getAttribute("aria-pressed") === "true" && !predict;
    comparison.hidden = !wanted;
    if (!wanted) return void (question = "");
    const next = toQuery(setting);
    if (moving || next === question) return;
    question = next;
    if (table.tBodies[0]?.rows.length !== compared(setting).length) rivals = null;
    table.setAttribute("aria-busy", "true");
    const answer = await rivalsOf(lab, setting);
    if (gone || question !== next) return; // the hand has moved on
    rivals = answer;
    table.setAttribute("aria-busy", "false");
    fill(table, answer, lab);
    paint();
  };
  own.listen(compare, "click", () => {
    compare.setAttribute("aria-pressed", String(compare.getAttribute("aria-pressed") !== "true"));
    void ask();
    show();
  });
  own.until(lab.on(["setting", "held", "predict"], () => void ask()));
  show();
  tell();
  return own.dispose;
}

/**
 * @param {HTMLTableElement} table
 * @param {readonly Rival[]} rivals
 * @param {Lab} lab
 */
function fill(table, rivals, { catalogue: { outcomes } }) {
  const best = (/** @type {Rival} */ { best: found }) => (found ? `${formatNumber(found.loss)} at ${formatRate(found.rate)}` : "–");
  table.tBodies[0]?.replaceChildren(...rivals.map((rival, index) => {
    const row = document.createElement("tr");
    const name = document.createElement("th");
    name.scope = "row";
    const sample = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    sample.setAttribute("viewBox", "0 0 18 4");
    sample.setAttribute("aria-hidden", "true");
    const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
    line.setAttribute("d", "M0 2h18");
    line.setAttribute("stroke-dasharray", (DASHES[index] ?? []).join(" "));
    sample.append(line);
    if (index === 0) sample.classList.add("present");
    name.append(sample, rival.name);
    const { run } = rival;
    const isEndless = run !== null && edgeOf(run.outcome) !== undefined;
    const end = isEndless ? byId(outcomes, run.outcome).short : run ? formatNumber(Number(run.losses[run.length - 1])) : "–";
    row.append(name, ...[end, best(rival)].map((text) => Object.assign(document.createElement("td"), { textContent: text })));
    return row;
  }));
}

/** The editor's elements, in the room that the Schedule row keeps for them. @param {HTMLElement} root */
function build(root) {
  const editor = root.querySelector('[data-part="schedule-editor"]');
  if (!(editor instanceof HTMLElement)) return null;
  /** @type {<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, name: string, attributes?: Record<string, string>) => HTMLElementTagNameMap[Tag]} */
  const make = (tag, name, attributes = {}) => {
    const each = document.createElement(tag);
    if (name) each.dataset.part = name;
    for (const [key, value] of Object.entries(attributes)) each.setAttribute(key, value);
    return each;
  };
  const toggle = (/** @type {string} */ name, /** @type {string} */ text, title = "") => {
    const button = make("button", name, { type: "button", "aria-pressed": "false", ...(title ? { title } : {}) });
    button.textContent = text;
    return button;
  };
  const [tools, element, words, pointTools] = [make("div", ""), make("div", "schedule-board"), make("div", ""), make("div", "point-tools")];
  words.className = "editor-words";
  tools.className = "editor-tools";
  pointTools.className = "editor-tools";
  const help = make("p", "editor-help", { id: `editor-help-${(serial += 1)}` });
  const canvas = make("canvas", "schedule-canvas", { role: "img", "aria-describedby": help.id });
  const says = make("output", "editor-says", { "aria-live": "off" });
  const draws = toggle("draw-own", "Draw your own", "Begin with the present curve, and draw over it");
  const compare = toggle("compare-schedules", "Compare", "With cosine and one cycle, at the same η and as many steps");
  const log = toggle("log-rate", "Log axis");
  const colour = toggle("colour-path", "Colour by η", "Colour the path by η: which rate made which step");
  const only = make("p", "only-rate", { role: "status" });
  const [add, remove] = [make("button", "point-add", { type: "button" }), make("button", "point-remove", { type: "button" })];
  add.textContent = "Add a point";
  remove.textContent = "Remove point";
  pointTools.append(add, remove);
  pointTools.hidden = true;
  const table = make("table", "compared", { "aria-label": "Loss at the end, at the same η and as many steps, and at the best η of each" });
  const head = table.createTHead().insertRow();
  for (const text of ["Last loss", "at the same η", "at its best η"]) {
    head.append(Object.assign(document.createElement("th"), { scope: "col", textContent: text }));
  }
  table.createTBody();
  const [comparison, race] = [make("div", "schedule-comparison"), make("button", "race-schedules", { type: "button" })];
  race.textContent = "Race them";
  race.title = "Each as a runner, in the picture and under Compare";
  comparison.hidden = true;
  comparison.append(table, race);
  tools.append(draws, compare, log, colour);
  element.append(canvas);
  words.append(says, help);
  editor.append(element, words, pointTools, tools, only, comparison);
  return { editor, element, canvas, help, says, draws, compare, log, colour, only, pointTools, add, remove, comparison, table, race };
}
