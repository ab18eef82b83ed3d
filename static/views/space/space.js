/** The surface as ground that rises and falls, the runs on it. Drawn when something has changed, never by itself. */

import { orbitCamera } from "../../math/camera.js";
import { createPace } from "../../math/pace.js";
import { meets, reliefOf } from "../../math/relief.js";
import { inRings } from "../../math/rings.js";
import { fitView } from "../../math/scale.js";
import { clearSheet, fitCanvas } from "../canvas.js";
import { signsOf } from "../plane/landmarks.js";
import { drawSpaceAxes } from "./axes.js";
import { BASE, groundOf } from "./ground.js";
import { drawOver, screenOf } from "./over.js";
import { trailsOf } from "./trails.js";

/**
 * @typedef {import("../plane/plane.js").Scene} Scene
 * @typedef {import("../plane/plane.js").StageView} StageView
 * @typedef {import("../../math/camera.js").Orbit} Orbit
 * @typedef {import("../../math/relief.js").Relief} Relief
 * @typedef {Scene & { orbit: Orbit, linear: boolean, moves: boolean }} SpaceScene linear: whether heights are even whatever
 *   the colours are; moves: whether the next picture is to come soon
 * @typedef {Omit<StageView, "paint" | "dispose"> & { paint: (scene: SpaceScene) => void, resize: () => void, signs: () => import("../plane/landmarks.js").Signs | null,
 *   ground: () => [east: number, north: number], dispose: (isLost?: boolean) => void }} SpaceView `ground` is which way the
 *   screen's right leads over the plane; what a context had that was lost is gone with it
 */

/** Cells along the block's longer side: of a landscape at rest, where every triangle costs time, of a coarse one. */
const CELLS = { fine: 220, slow: 100, coarse: 100 };
/** Device pixels per CSS pixel: no more, however many the screen has; without a graphics processor, in motion and at rest. */
const RATIO = { most: 2, quick: 1, rest: 2 };
/** Kept free around the domain, as in the plane. */
const PADDING = 8;
/** Kept free around the block for its numbers, at scale 1. */
const ROOM = { left: 42, right: 30, top: 44, bottom: 34 };
const SMALL_ROOM = { left: 30, right: 12, top: 34, bottom: 20 };
const SMALL = 300;
/** What draws without a graphics processor: a pixel costs time. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/**
 * @param {HTMLCanvasElement} canvas
 * @param {HTMLCanvasElement} over
 * @returns {SpaceView | null} null where the browser has no WebGL2
 */
export function spaceView(canvas, over) {
  const isSlow = isSoftware();
  const gl = canvas.getContext("webgl2", { stencil: true, alpha: true, antialias: !isSlow });
  if (!gl || gl.isContextLost()) return null;
  const ground = groundOf(gl);
  const trails = trailsOf(gl, isSlow);
  let sheet = fitCanvas(over);
  let ratio = 1;
  const pace = createPace();
  let timing = 0;
  /** @type {Relief | null} */
  let relief = null;
  /** @type {import("../../math/scale.js").View | null} */
  let flat = null;
  /** @type {import("../../math/camera.js").Camera | null} */
  let camera = null;
  /** @type {import("../plane/landmarks.js").Signs | null} */
  let signs = null;
  /** @type {import("../../data/landscape.js").Landscape | null} */
  let land = null;
  /** @type {Record<"shaped" | "coloured" | "looked" | "chosen", readonly unknown[]>} what is drawn was made of */
  const made = { shaped: [], coloured: [], looked: [], chosen: [] };
  const isNew = (/** @type {keyof typeof made} */ what, /** @type {readonly unknown[]} */ of) => {
    const before = made[what];
    made[what] = of;
    return of.some((each, index) => each !== before[index]);
  };

  const resize = () => {
    sheet = fitCanvas(over);
    made.shaped = [];
  };
  /** A picture at rest is drawn finer where that takes too long for one that moves. */
  const sharpen = (/** @type {boolean} */ moves) => {
    const most = Math.min(devicePixelRatio || 1, RATIO.most);
    ratio = moves ? (isSlow ? RATIO.quick : most) * timed() : isSlow ? RATIO.rest : most;
    const size = [sheet.width, sheet.height].map((side) => Math.max(Math.round(side * ratio), 1));
    if (canvas.width !== size[0] || canvas.height !== size[1]) [canvas.width, canvas.height] = size;
  };
  /** How fine a movement is drawn, as quick as its frames have come so far. */
  const timed = () => {
    const now = Number(document.timeline.currentTime);
    cancelAnimationFrame(timing);
    timing = requestAnimationFrame((next) => pace.took(next - now));
    return pace.moved(now);
  };
  resize();

  return {
    resize,
    paint({ landscape, zoom, paths, time, taken, theme, tint = null, changes = null, orbit, linear, moves }) {
      const { width, height } = sheet;
      if (!width || !height || gl.isContextLost()) return;
      sharpen(moves);
      if (isNew("shaped", [landscape, zoom, linear])) {
        land = landscape;
        flat = fitView(zoom ?? landscape.domain, width, height, zoom ? 0 : PADDING);
        relief = reliefOf(landscape.grid, landscape.tone, flat.extent, { cells: CELLS[landscape.coarse ? "coarse" : isSlow ? "slow" : "fine"], linear });
        if (relief) ground.load(relief, landscape);
      }
      if (!relief || !flat) return;
      if (isNew("coloured", [theme])) ground.colours(theme);
      if (isNew("looked", [relief, orbit, theme.scale])) {
        const room = Math.min(width, height) < SMALL * theme.scale ? SMALL_ROOM : ROOM;
        const free = Object.fromEntries(Object.entries(room).map(([edge, pixels]) => [edge, pixels * theme.scale]));
        const { halfX, halfY, high } = relief;
        camera = orbitCamera(orbit, { x: halfX, y: halfY, low: BASE, high },
          { width, height, .../** @type {typeof ROOM} */ (free) });
      }
      if (!camera) return;
      if (isNew("chosen", [landscape, flat, paths])) signs = signsOf(landscape, paths, flat);
      gl.viewport(0, 0, canvas.width, canvas.height);
      gl.clearColor(0, 0, 0, 0);
      gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT | gl.STENCIL_BUFFER_BIT);
      gl.enable(gl.DEPTH_TEST);
      gl.depthFunc(gl.LEQUAL);
      gl.enable(gl.BLEND);
      gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
      ground.draw(camera, relief, theme, ratio);
      trails.draw(paths, time, camera, relief, theme, tint, { size: [canvas.width, canvas.height], ratio });
      clearSheet(sheet);
      drawSpaceAxes(sheet.context, camera, relief, { tone: landscape.tone, axes: landscape.axes, linear }, taken, theme);
      if (signs) drawOver(sheet.context, { paths, time, signs, taken, changes }, camera, relief, flat, theme);
    },
    toPlane(x, y) {
      if (!camera || !relief || !land) return [NaN, NaN];
      const { from, way } = camera.ray(x, y);
      const found = meets(relief, from, way);
      if (!found) return [NaN, NaN];
      const [px, py] = [found[0] / relief.unit + relief.middleX, found[1] / relief.unit + relief.middleY];
      return inRings(land.holes, px, py) ? [NaN, NaN] : [px, py];
    },
    toScreen: (x, y) => (camera && relief && flat ? screenOf(camera, relief, flat).toScreen(x, y) : [NaN, NaN]),
    extent: () => flat?.extent ?? [NaN, NaN, NaN, NaN],
    signs: () => signs,
    ground: () => [camera?.right[0] ?? 1, camera?.right[1] ?? 0],
    dispose(isLost = false) {
      cancelAnimationFrame(timing);
      if (!isLost) ground.dispose();
      if (!isLost) trails.dispose();
      if (!gl.isContextLost()) gl.getExtension("WEBGL_lose_context")?.loseContext(); // gives the memory back now
      for (const each of [canvas, over]) [each.width, each.height] = [0, 0];
    },
  };
}

/** Whether there is no graphics processor: asked of a context that goes at once, since antialiasing is chosen with one. */
function isSoftware() {
  const gl = new OffscreenCanvas(1, 1).getContext("webgl2");
  if (!gl) return false;
  const plain = String(gl.getParameter(gl.RENDERER));
  const asked = /^webkit/i.test(plain) ? gl.getExtension("WEBGL_debug_renderer_info") : null; // elsewhere it is told plainly
  const name = asked ? String(gl.getParameter(asked.UNMASKED_RENDERER_WEBGL)) : plain;
  gl.getExtension("WEBGL_lose_context")?.loseContext();
  return SOFTWARE.test(name);
}
