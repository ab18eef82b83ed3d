/** The map of two keys: how a setting ends for every pair of their values. */

import { button, canvas, input, part, scope, write } from "../lab/dom.js";
import { mapControls, pieceOfPreset, settingOfPreset } from "../lab/map/controls.js";
import { listenToHands } from "../lab/map/gestures.js";
import { STEP, listenToMapKeys } from "../lab/map/keyboard.js";
import { nameOf } from "../lab/map/keys.js";
import { showLegend } from "../lab/map/legend.js";
import { FINEST, createMap } from "../lab/map/model.js";
import { mapPainter } from "../lab/map/painter.js";
import { savePicture } from "../lab/map/save.js";
import { endInWords, pairInWords, sharesInWords, sidesInWords } from "../lab/map/words.js";
import { previewOf } from "../lab/preview.js";
import { patchOf, valueOf } from "../lab/setting.js";
import { clamp } from "../math/clamp.js";
import { shares } from "../math/field.js";
import { limitCurve } from "../math/limits.js";
import { enlarged, framed, moved } from "../math/piece.js";
import { shareOf, typedOf } from "../math/span.js";

/**
 * @typedef {import("../lab/mount.js").Lab} Lab
 * @typedef {import("../views/map/over.js").Place} Place
 * @typedef {import("../math/piece.js").Frame} Frame
 */

/** Milliseconds that a hand rests before a change of the map is finished, and before it is spoken of. */
const REST = 400, SPEAK = 600;
/** Milliseconds between two counts of what is there, while tiles arrive. */
const COUNTED = 150;
/** Pixels that a finger points beside what it means. */
const FINGER = 24;
/** A map that is drawn as a frame of less is none. */
const NARROWEST = 0.004;

/** @param {HTMLElement} root @param {Lab} lab */
export default function atlasPanel(root, lab) {
  const own = scope();
  const { outcomes } = lab.catalogue;
  const [panel, over] = [part(root, "atlas", HTMLElement), canvas(root, "atlas-over")];
  const preview = previewOf(lab);
  own.until(preview.leave);
  const map = createMap(lab, () => preview.own, hear);
  own.until(map.dispose);
  const { tiles } = map;
  /** @type {Place | null} */
  let cursor = null;
  /** @type {Frame | null} */
  let frame = null;
  let [counted, resting, speaking] = [0, 0, 0];
  own.until(() => [counted, resting, speaking].forEach(clearTimeout));

  const named = () => ({ x: map.find(tiles.piece.x.key), y: map.find(tiles.piece.y.key) });
  const reach = () => {
    const { x, y } = named();
    const bounds = { min: -Infinity, max: Infinity };
    return { x: x?.bounds ?? bounds, y: y?.bounds ?? bounds };
  };
  /** Where the lab's own setting is on the map; null where it leaves a key to the run. @returns {Place | null} */
  const home = () => {
    const { x, y } = tiles.piece;
    const places = [x, y].map((side) => shareOf(side, Number(valueOf(preview.own, side.key) ?? NaN)));
    return places.some(Number.isNaN) ? null : [clamp(places[0], -9, 9), clamp(places[1], -9, 9)];
  };
  const sceneOf = () => {
    const { x, y } = named();
    return {
      piece: tiles.piece,
      names: { x: x ? nameOf(x) : "", y: y ? nameOf(y) : "" },
      curve: limitCurve(preview.own, tiles.piece),
      home: home(),
      cursor,
      pixel: 1 / (cursor ? map.pixelsAt(cursor) : map.pixels),
      frame,
    };
  };

  const picture = mapPainter(root, lab, sceneOf, own);
  const paintOver = picture.paintOver;
  const paintGround = () => {
    picture.paintGround(tiles.field);
    counted ||= setTimeout(count, COUNTED); // not put off by each tile: the first picture has its legend too
  };
  /** Legend and words: what is there, and how much of it. */
  const count = () => {
    counted = 0;
    const found = shares(tiles.field);
    const { x, y } = named();
    if (!x || !y || !found.length) return;
    const { dyes, ink } = picture;
    const lasts = (/** @type {number} */ kind) => dyes[kind]?.lasts ?? false;
    if (ink) showLegend(part(root, "atlas-legend", HTMLElement), found, ink, lasts, outcomes, tiles.minima);
    const told = sharesInWords(found, outcomes, tiles.minima);
    write(part(root, "atlas-summary", HTMLElement), `${sidesInWords(x, y, tiles.piece, map.pixels)}: ${told}.`);
    part(root, "atlas-minima", HTMLElement).closest("label")?.toggleAttribute("hidden", tiles.minima.length <= 3);
  };
  const size = part(root, "atlas-size", HTMLElement);
  const showState = () => {
    panel.setAttribute("aria-busy", String(tiles.busy));
    write(size, map.known ? `${map.known} × ${map.known} runs` : "");
    button(root, "atlas-finer").disabled = tiles.busy || map.known >= FINEST;
    if (tiles.problem) note(tiles.problem.errors[0]?.message ?? tiles.problem.message);
  };

  /** @param {import("../lab/map/model.js").News} news */
  function hear(news) {
    if (news === "piece") {
      note("");
      showKeys();
    }
    if (news === "ended") speak(() => part(root, "atlas-summary", HTMLElement).textContent ?? "");
    showState();
    paintGround();
    paintOver();
    if (!cursor) return;
    tell();
    if (looked === "") look(cursor); // what was not known yet when the hand came there
  }

  const noteElement = part(root, "atlas-note", HTMLElement);
  function note(/** @type {string} */ text) {
    write(noteElement, text);
    noteElement.hidden = text === "";
  }
  const status = part(root, "atlas-status", HTMLElement);
  const speak = (/** @type {() => string} */ compose) => {
    clearTimeout(speaking);
    speaking = setTimeout(() => write(status, compose()), SPEAK);
  };

  // What stands under the cursor, and its run in the lab beside it.
  const readingElement = part(root, "atlas-reading", HTMLElement);
  const goButton = button(root, "atlas-go");
  const readingText = () => {
    const reading = cursor && tiles.reading(cursor);
    const { x, y } = named();
    if (!cursor || !reading || !x || !y) return "";
    const pair = pairInWords(x, y, tiles.piece, reading, map.pixelsAt(cursor));
    return `${pair}: ${endInWords(reading, outcomes, tiles.minima)}`;
  };
  const tell = () => {
    write(readingElement, readingText());
    goButton.disabled = !cursor;
  };
  const pairOf = (/** @type {Place} */ place) => {
    const reading = tiles.reading(place);
    if (!reading) return null;
    const { x, y } = tiles.piece;
    const first = patchOf(preview.own, x.key, typedOf(x, reading.x));
    return { ...first, ...patchOf({ ...preview.own, ...first }, y.key, typedOf(y, reading.y)) };
  };
  let looked = "";
  const look = (/** @type {Place} */ place) => {
    if (lab.state.predict) return;
    const count = map.pixelsAt(place);
    cursor = [(Math.floor(place[0] * count) + 0.5) / count, (Math.floor(place[1] * count) + 0.5) / count];
    tell();
    paintOver();
    const patch = pairOf(cursor);
    if (!patch || looked === (looked = JSON.stringify(patch))) return;
    preview.look(patch);
  };
  const leave = () => {
    const was = cursor !== null;
    [cursor, looked] = [null, ""];
    preview.leave();
    tell();
    if (was) paintOver();
    return was;
  };
  const go = (/** @type {Place} */ place) => {
    const patch = lab.state.predict ? null : pairOf(place);
    if (!patch) return;
    preview.go(patch);
    looked = JSON.stringify(patch);
    paintOver();
    speak(() => `The lab is set to ${readingText()}`);
  };

  /** The hand has come to rest: the address says what is shown. */
  const commitAtRest = () => {
    clearTimeout(resting);
    resting = setTimeout(() => {
      const at = cursor;
      if (preview.on) leave();
      lab.commit();
      if (at && over.matches(":hover, :focus")) look(at);
    }, REST);
  };
  /** @type {(next: import("../math/piece.js").Nearer, at?: Place) => void} */
  const show = ({ piece, end }, at = [0.5, 0.5]) => {
    map.show(piece, at);
    if (end) {
      const key = map.find(end.key);
      note(`Here float64 ends: along ${key ? nameOf(key) : end.key} neighbouring pixels would be the same number.`);
    }
    commitAtRest();
  };
  const zoom = (/** @type {number} */ factor, /** @type {Place} */ at = cursor ?? [0.5, 0.5]) =>
    show(enlarged(tiles.piece, factor, at[0], at[1], reach(), map.pixels), at);
  const pan = (/** @type {number} */ x, /** @type {number} */ y) => {
    map.show(moved(tiles.piece, x, y, reach()));
    commitAtRest();
  };
  const whole = () => {
    map.whole();
    commitAtRest();
  };

  listenToHands(over, () => picture.plot, {
    look, leave, go, zoom, pan,
    isLookedAt: (place) => cursor !== null
      && Math.hypot((place[0] - cursor[0]) * picture.plot.width, (place[1] - cursor[1]) * picture.plot.height) < FINGER,
    draw(next) {
      frame = next;
      paintOver();
    },
    enter(next) {
      if (next[1] - next[0] < NARROWEST || next[3] - next[2] < NARROWEST) return;
      show(framed(tiles.piece, next, reach(), map.pixels));
    },
  }, own);
  listenToMapKeys(over, {
    pan, leave, whole, zoom,
    enter: () => cursor && go(cursor),
    step(x, y) {
      const own = home();
      const from = cursor ?? (own?.every((share) => share >= 0 && share <= 1) ? own : [0.5, 0.5]);
      const count = map.pixelsAt(from);
      const within = (/** @type {number} */ share) => clamp(share, 0.5 / count, 1 - 0.5 / count);
      look([within(from[0] + x / count), within(from[1] + y / count)]);
      speak(readingText);
    },
  }, own);
  own.listen(panel, "focusout", ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node) || !panel.contains(relatedTarget)) leave();
  });
  // A finger that leaves the map leaves what it looked at.
  own.listen(document, "pointerdown", ({ target, pointerType }) => {
    if (pointerType === "touch" && target instanceof Element && !panel.contains(target)) leave();
  });
  own.listen(goButton, "pointerdown", (event) => event.preventDefault()); // the map keeps the focus, and its cursor
  own.listen(goButton, "click", () => cursor && go(cursor));
  own.listen(button(root, "atlas-in"), "click", () => zoom(STEP));
  own.listen(button(root, "atlas-out"), "click", () => zoom(1 / STEP));
  own.listen(button(root, "atlas-whole"), "click", whole);
  own.listen(button(root, "atlas-finer"), "click", map.finer);
  const byMinimum = input(root, "atlas-minima");
  own.listen(byMinimum, "change", () => map.colourByMinimum(byMinimum.checked));
  const controls = mapControls(root, {
    choose(name, key) {
      leave();
      map.choose(name, key);
      lab.commit();
    },
    begin(preset) {
      leave();
      lab.change(settingOfPreset(preset, lab.state.setting, lab.catalogue), { replace: true, commit: false });
      map.refresh();
      map.adopt(pieceOfPreset(preset));
      map.settle();
      controls.say(preset.shows);
      lab.commit();
    },
  }, own);
  const showKeys = () => controls.show(map.keys, tiles.piece);
  own.listen(button(root, "atlas-png"), "click", async () => {
    const words = part(root, "setting-words", HTMLElement).textContent ?? "";
    const told = sharesInWords(shares(tiles.field), outcomes, tiles.minima);
    const blob = await picture.blob(tiles.field, [words, told]);
    if (blob) savePicture(blob, `map ${tiles.piece.x.key} ${tiles.piece.y.key}`);
  });
  // The first question goes at once: by then a page has said which piece it wants.
  let isFirst = true;
  own.until(lab.on(["setting", "map"], ({ map: wanted }) => {
    if (preview.on) return;
    map.refresh();
    if (wanted) map.adopt(wanted);
    showKeys();
    paintOver();
    if (isFirst) tiles.ask();
    isFirst = false;
  }));
  own.until(lab.on(["theme"], paintGround));
  own.until(lab.on(["predict"], ({ predict }) => {
    if (predict) leave();
  }));
  showKeys();
  return own.dispose;
}
