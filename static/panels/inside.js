/** Inside an optimizer: what it makes of the gradient at the step the playhead stands on, as arrows true to scale and as numbers. */

import { byId } from "../data/catalogue.js";
import { Problem } from "../data/problem.js";
import { runQuery } from "../data/query.js";
import { part, scope, write } from "../lab/dom.js";
import { overlay } from "../lab/inside/overlay.js";
import { build, drawClose, drawGlyphs, fill, list } from "../lab/inside/row.js";
import { sentenceOf } from "../lab/inside/words.js";
import { goTo } from "../lab/playback.js";
import { sceneOf, sceneOfPoints, updateAt, without } from "../math/inside.js";
import { fitCanvas } from "../views/canvas.js";
import { looksOf } from "../views/plane/inside.js";

/**
 * @typedef {import("../lab/mount.js").Lab} Lab
 * @typedef {import("../math/inside.js").Inside} Inside
 * @typedef {{ query: string, inside: Inside }} Answer
 */

/** Where the arrows lie over the picture seen from above. */
const FLAT = ["plane", "basins"];

/** @param {HTMLElement} root @param {Lab} lab */
export default function insidePanel(root, lab) {
  const own = scope();
  const row = part(root, "inside", HTMLDetailsElement);
  const view = build(row, own);
  const over = overlay(root, lab, own);
  /** @type {Set<string>} */
  const off = new Set();
  /** @type {Answer | null} */
  let answer = null;
  let [asked, told, listed] = ["", "", ""];
  let asking = new AbortController();
  own.until(() => asking.abort());

  /** What was asked of the run on the screen; empty while that is of another setting, or a hand is on it. */
  const question = () => {
    const { runners, active, run, held } = lab.state;
    const runner = runners[active];
    return !row.open || held || !run || !runner || run.rate !== runner.setting.lr || runQuery({ ...runner.shown, lr: 1 }) !== runQuery({ ...runner.setting, lr: 1 })
      ? "" : runQuery(runner.setting);
  };
  const ask = async () => {
    const query = question();
    if (!query || query === asked || lab.state.busy) return;
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    [asked, told] = [query, ""];
    try {
      const inside = await lab.source.inside(lab.state.setting, signal);
      if (signal.aborted) return;
      answer = { query, inside };
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof Problem)) throw error;
      told = error.message;
    }
    show();
  };

  const show = () => {
    const { run, step, theme, predict } = lab.state;
    const query = question();
    const inside = query && answer?.query === query ? answer.inside : null;
    const k = run ? updateAt(step, run.length) : -1;
    const isFlat = FLAT.includes(lab.state.look);
    over.hide(!row.open || !run || k < 0 || !isFlat);
    if (!row.open || !theme) return;
    row.dataset.waiting = String(!inside || k < 0);
    view.start.hidden = !run || step < run.length - 1 || run.length < 2;
    if (!run || k < 0) {
      write(view.words, predict ? "Hidden until it is revealed." : "No step leads away from here.");
      return;
    }
    const scene = inside ? sceneOf(inside, k) : sceneOfPoints(run.points, k);
    const looks = looksOf(inside?.inner ?? [], theme);
    over.paint(without(scene, off), looks);
    if (!inside) {
      write(view.words, told && asked === query ? told : "…");
      return;
    }
    const { name, felt } = byId(lab.catalogue.optimizers, lab.state.shown.optimizer);
    write(view.words, sentenceOf(inside, k, name));
    if (listed !== (listed = `${name} ${inside.inner.map(({ id }) => id).join()} ${theme.dark}`)) list(view, inside, looks, off);
    fill(view, inside, k, felt);
    drawClose(view, scene, off, looks, theme, isFlat ? over.unit() : NaN);
    drawGlyphs(view, inside, k, theme);
  };
  own.listen(view.list, "change", ({ target }) => {
    if (!(target instanceof HTMLInputElement)) return;
    if (target.checked) off.delete(target.dataset.shows ?? "");
    else off.add(target.dataset.shows ?? "");
    show();
  });
  own.listen(view.start, "click", () => goTo(lab, 0));
  own.listen(row, "toggle", () => {
    if (row.open) void ask();
    show();
  });
  own.onResize(view.close, () => {
    for (const canvas of row.querySelectorAll("canvas")) view.sheets.set(canvas, fitCanvas(canvas));
    show();
  });
  own.until(lab.on(["runners", "active", "held", "busy", "run"], () => void ask()));
  own.until(lab.on(["runners", "active", "held", "run", "step", "view", "zoom", "landscape", "theme", "look", "predict"], show));
  over.onSize(show);
  void ask();
  show();
  return own.dispose;
}

