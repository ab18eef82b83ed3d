/** The surface in space: the plane's picture gives way to it while that view is chosen. */

import { boxesOver } from "../lab/cards.js";
import { button, canvas, part, scope, write } from "../lab/dom.js";
import { changesOf } from "../lab/earlier.js";
import { WAYS, listenToHands } from "../lab/orbiting.js";
import { nameSigns } from "../lab/signs.js";
import { hush, markup, tell } from "../lab/space/markup.js";
import { tinting } from "../lab/tinting.js";
import { zooming } from "../lab/zooming.js";
import { orbitInWords, turned } from "../math/camera.js";
import { enlarged, readable } from "../math/extent.js";
import { formatPoint } from "../math/format.js";
import { spaceView } from "../views/space/space.js";

/**
 * @typedef {import("../lab/mount.js").Lab} Lab
 * @typedef {import("../math/camera.js").Orbit} Orbit
 * @typedef {import("../views/space/space.js").SpaceView} SpaceView
 */

/** From the south-west: x runs to the right and y away from whoever looks, as on a map that lies on a table. */
const FIRST = Object.freeze({ azimuth: -115, elevation: 48 });
/** Degrees of a button. */
const STEP = 15;
/** Milliseconds without a turn before what stands beside the picture is placed anew. */
const REST = 160;
/** Milliseconds that a browser has for giving a lost context back. */
const PATIENCE = 3000;
/** Pixels of the plane an arrow key moves the start; ten times with Shift. */
const NUDGE = 4;
const NO_WEBGL = "This browser has no WebGL2: the surface is shown from above.";
const LOST = "The graphics processor has given up the 3D view: the surface is shown from above.";
/** What else lies on the stage: labels keep off it. */
const CARDS = ["caption", "legend", "zoom", "views", "more", "space-controls"];

/** @param {HTMLElement} root @param {Lab} lab */
export default function spacePanel(root, lab) {
  const own = scope();
  const [stage, plane, handle] = [part(root, "stage", HTMLElement), canvas(root, "path"), button(root, "start-handle")];
  const { pictures, controls, words, help, heights } = markup(stage, plane);
  own.until(() => [controls, words, help].forEach((each) => each.remove()));
  own.until(() => hush(stage));
  const zoom = zooming(lab, plane);
  own.until(zoom.stop);
  /** @type {{ view: SpaceView, isLost: boolean, close: () => void } | null} */
  let open = null;
  /** @type {Orbit} */
  let orbit = FIRST;
  let [linear, turning] = [false, false];
  /** @type {import("../math/corners.js").Box[]} */
  let taken = [];
  let [frame, timer, sharpening] = [0, 0, 0];
  own.until(() => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    clearTimeout(sharpening);
  });

  const colours = tinting(root, lab, own, () => paint());

  /** @param {boolean} [rests] whether no other picture is to come soon, though a hand may still be there */
  const paint = (rests = false) => {
    const { landscape, theme, paths, time, zoom: shown, setting: { start }, held, playing } = lab.state;
    if (!open || !lab.state.covered || !landscape || !theme) return;
    cancelAnimationFrame(frame); // one picture a frame
    const moves = !rests && (turning || held || playing || shown !== lab.state.zoomAtRest);
    clearTimeout(sharpening);
    if (moves) sharpening = setTimeout(() => paint(true), REST);
    const changes = changesOf(lab.state);
    open.view.paint({ landscape, zoom: shown, paths, time, taken, theme, tint: colours.tint, changes, orbit, linear, moves });
    nameSigns(lab, open.view.signs());
    heights.hidden = landscape.tone.kind === "linear";
    write(heights, `height: ${linear ? "linear" : "log"}`);
    if (start) follow(handle, stage, open.view.toScreen(...start));
  };
  /** Tells where things are now: the start's ring and the cards go there. */
  const place = () => {
    if (!open || !lab.state.covered) return;
    const { toPlane, toScreen, extent } = open.view;
    lab.set({ view: lab.state.landscape && { toPlane, toScreen, extent } });
    write(words, `${orbitInWords(orbit)} ${heights.hidden ? "" : `Heights are drawn ${linear ? "evenly" : "on a log scale"}. `}A jump is a wall.`);
  };
  const repaint = () => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => paint());
    clearTimeout(timer);
    turning = true;
    timer = setTimeout(() => {
      turning = false;
      paint();
      place();
    }, REST);
  };
  const turn = (/** @type {number} */ across, /** @type {number} */ up) => {
    orbit = turned(orbit, across, up);
    repaint();
  };

  const cover = (/** @type {boolean} */ covered) => {
    stage.toggleAttribute("data-space", covered);
    controls.hidden = !covered;
    lab.set({ covered });
  };
  const giveUp = (/** @type {string} */ why) => {
    open?.close();
    open = null;
    cover(false);
    lab.set({ look: "plane" });
    tell(stage, why);
  };
  const begin = () => {
    hush(stage);
    const [shape, over] = pictures();
    const view = spaceView(shape, over);
    if (!view) {
      shape.remove();
      over.remove();
      giveUp(NO_WEBGL);
      return;
    }
    const held = scope();
    let patience = 0;
    held.listen(shape, "webglcontextlost", (event) => {
      event.preventDefault(); // it may come back
      if (open) open.isLost = true;
      cover(false);
      patience = setTimeout(() => giveUp(LOST), PATIENCE);
    });
    held.listen(shape, "webglcontextrestored", () => {
      open?.close();
      open = null;
      show();
    });
    held.onResize(over, () => {
      view.resize();
      paint();
      place();
    });
    listenToHands(shape, {
      turn,
      zoom(factor, x, y) {
        const at = view.toPlane(x, y);
        zoom.change((extent) => enlarged(extent, factor, ...(at.every(Number.isFinite) ? at : middleOf(extent))));
      },
      whole() {
        orbit = FIRST;
        repaint();
      },
    }, held);
    readout(root, shape, view, held);
    held.until(() => clearTimeout(patience));
    open = {
      view,
      isLost: false,
      close() {
        held.dispose();
        view.dispose(this.isLost);
        shape.remove();
        over.remove();
      },
    };
  };
  const show = () => {
    if (lab.state.look === "space" && !open) begin();
    cover(lab.state.look === "space" && open !== null && !open.isLost);
    paint();
    place();
  };
  own.until(() => {
    open?.close();
    cover(false);
  });

  own.until(lab.on(["look"], show));
  own.until(lab.on(["landscape", "theme", "zoom", "paths", "time", "setting", "held", "playing", "zoomAtRest"], () => paint()));
  own.until(lab.on(["landscape", "theme", "zoom"], ({ landscape }) => landscape?.coarse || place()));
  own.until(lab.on(["view"], () => {
    const before = JSON.stringify(taken);
    taken = boxesOver(root, stage, CARDS); // the stage has placed its cards by now
    if (before !== JSON.stringify(taken)) paint();
  }));
  own.listen(controls, "click", ({ target }) => {
    const pressed = target instanceof Element ? target.closest("button") : null;
    if (pressed === heights) {
      linear = !linear;
      paint();
      place();
    } else if (pressed) turn(STEP * Number(pressed.dataset.across), STEP * Number(pressed.dataset.up));
  });
  own.listen(button(root, "zoom-reset"), "click", () => {
    if (lab.state.covered) canvas(root, "space").focus({ preventScroll: true }); // the button goes, the plane is hidden
  });
  // On the ground, not on the screen: behind a hill there is nothing to be seen.
  own.listen(stage, "keydown", (/** @type {KeyboardEvent} */ event) => {
    const way = WAYS[event.key];
    if (!open || !lab.state.covered || event.target !== handle || !way) return;
    event.preventDefault();
    event.stopPropagation();
    const [east, north] = open.view.ground();
    const { extent } = open.view;
    const [xmin, xmax] = extent();
    const reach = ((event.shiftKey ? 10 * NUDGE : NUDGE) * (xmax - xmin)) / stage.clientWidth;
    const [x, y] = lab.state.setting.start;
    const [dx, dy] = [way[0] * east - way[1] * north, way[0] * north + way[1] * east];
    lab.change({ start: readable([x + reach * dx, y + reach * dy], extent(), stage.clientWidth) }, { commit: false });
    lab.commit();
  }, { capture: true });
  // Paper has the plane: its numbers can be read off with a ruler. Before the theme of paper is drawn.
  own.listen(window, "beforeprint", () => {
    if (lab.state.covered) cover(false);
  }, { capture: true });
  own.listen(window, "afterprint", show);
  show();
  return own.dispose;
}

/** @param {import("../math/scale.js").Extent} extent @returns {[number, number]} */
const middleOf = ([xmin, xmax, ymin, ymax]) => [(xmin + xmax) / 2, (ymin + ymax) / 2];

/**
 * The ring keeps to the start while the ground turns under it; whether it is parked is seen once that rests.
 * @param {HTMLElement} handle
 * @param {HTMLElement} stage
 * @param {[number, number]} place
 */
function follow(handle, { clientWidth: width, clientHeight: height }, [x, y]) {
  if (!(x >= 0 && x <= width && y >= 0 && y <= height) || handle.hasAttribute("data-parked")) return;
  handle.style.left = `${(100 * x) / width}%`;
  handle.style.top = `${(100 * y) / height}%`;
}

/**
 * Where the pointer is.
 * @param {HTMLElement} root
 * @param {HTMLCanvasElement} shape
 * @param {SpaceView} view
 * @param {ReturnType<typeof scope>} own
 */
function readout(root, shape, view, own) {
  const text = part(root, "coordinates", HTMLElement);
  own.listen(shape, "pointermove", (/** @type {PointerEvent} */ { offsetX, offsetY, buttons }) => {
    const at = buttons === 0 ? view.toPlane(offsetX, offsetY) : [NaN];
    write(text, at.every(Number.isFinite) ? formatPoint(at[0], Number(at[1])) : "");
  });
  own.listen(shape, "pointerleave", () => write(text, ""));
  own.until(() => write(text, ""));
}
