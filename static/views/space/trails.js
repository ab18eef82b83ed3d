/** Runs on the ground: lines and dots, faint where a hill lies before them. */

import { coloured, createTrail, drape } from "../../math/drape.js";
import { rgbOf } from "../theme.js";
import { markerOf } from "../markers.js";
import { AVERAGE, fading, FIRST_STEPS, LAST_STEPS, radiusOf, withHaloFor } from "../plane/path.js";
import { programOf, textureOf } from "./gl.js";
import { DOT_FRAGMENT, DOT_VERTEX, LINE_FRAGMENT, LINE_VERTEX } from "./shaders.js";

/**
 * @typedef {import("../theme.js").Theme} Theme
 * @typedef {import("../../math/camera.js").Camera} Camera
 * @typedef {import("../../math/relief.js").Relief} Relief
 * @typedef {import("../../math/drape.js").Trail} Trail
 * @typedef {import("../plane/path.js").Run} Run
 * @typedef {import("../plane/path.js").Style} Style
 * @typedef {import("../plane/path.js").Tint} Tint
 * @typedef {{ line: WebGLBuffer, dots: WebGLBuffer }} Buffers
 * @typedef {Buffers & { trail: Trail, of: ArrayLike<number> | null, length: number, relief: Relief | null, inks: Buffers, tint: Tint | null }} Laid
 *   inks: of each point, as that tint has them
 * @typedef {{ color: import("../../math/colour.js").Rgb, inks: boolean, alpha: number, width: number, dash: readonly number[], from: number, to: number }} Stroke
 *   points of a trail, in one colour or each in its own ink
 */

/** How much nearer than the ground a line counts as, in the box: what lies on a slope is not cut by it. */
const NEARER = 0.025;
/** What is seen of a path behind a hill. */
const BEHIND = 0.3;
const AHEAD = 0.4;
/** Pixels of a marker's picture, and of its radius there. */
const SPRITE = 64;
const SPRITE_RADIUS = 18;

/**
 * @param {import("./gl.js").Gl} gl
 * @param {boolean} isSoft whether lines blur their edges themselves
 */
export function trailsOf(gl, isSoft) {
  const line = programOf(gl, LINE_VERTEX, LINE_FRAGMENT, ["corner", "one", "other", "paint"]);
  const dot = programOf(gl, DOT_VERTEX, DOT_FRAGMENT, ["place", "paint"]);
  const corners = gl.createBuffer();
  gl.bindBuffer(gl.ARRAY_BUFFER, corners);
  gl.bufferData(gl.ARRAY_BUFFER, Float32Array.of(0, -1, 0, 1, 1, -1, 1, 1), gl.STATIC_DRAW);
  /** @type {Laid[]} */
  const laid = [];
  /** @type {Map<string, WebGLTexture>} */
  const sprites = new Map();
  /** @type {Map<string, import("../../math/colour.js").Rgb>} */
  const colours = new Map();
  let stencil = 0;

  const rgb = (/** @type {string} */ color) => {
    const found = colours.get(color) ?? rgbOf(color);
    colours.set(color, found);
    return found;
  };
  const buffers = () => ({ line: gl.createBuffer(), dots: gl.createBuffer() });
  const upload = (/** @type {WebGLBuffer} */ buffer, /** @type {Float32Array | Uint8Array} */ data, length = data.length) => {
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.bufferData(gl.ARRAY_BUFFER, data, gl.DYNAMIC_DRAW, 0, length);
  };
  /** @type {(index: number, points: ArrayLike<number>, length: number, relief: Relief) => Laid} */
  const lay = (index, points, length, relief) => {
    const own = (laid[index] ??= { trail: createTrail(), of: null, length: 0, relief: null, ...buffers(), inks: buffers(), tint: null });
    if (own.of === points && own.length === length && own.relief === relief) return own;
    drape(own.trail, points, length, relief);
    upload(own.line, own.trail.line, 4 * own.trail.count);
    upload(own.dots, own.trail.dots, 3 * (own.trail.dotsBy[length - 1] ?? 0));
    return Object.assign(own, { of: points, length, relief, tint: null });
  };
  const ink = (/** @type {Laid} */ own, /** @type {Run} */ run, /** @type {Tint} */ tint) => {
    if (own.tint === tint) return;
    const { line: along, dots } = coloured(own.trail, run.length, tint.bins(run), tint.table);
    upload(own.inks.line, along);
    upload(own.inks.dots, dots);
    own.tint = tint;
  };
  /** What the points from one on are painted with. @type {(place: number, color: import("../../math/colour.js").Rgb, inks: WebGLBuffer | null, from: number) => void} */
  const dip = (place, color, inks, from) => {
    if (!inks) return void gl.vertexAttrib3f(place, ...(/** @type {[number, number, number]} */ ([...color])));
    gl.bindBuffer(gl.ARRAY_BUFFER, inks);
    gl.enableVertexAttribArray(place);
    gl.vertexAttribPointer(place, 3, gl.UNSIGNED_BYTE, true, 4, 4 * from);
  };

  /** No pixel is painted twice by one stroke, so that a faint one is as faint where it crosses itself. */
  const once = (/** @type {boolean} */ isFaint) => {
    if (stencil === 255) {
      gl.clear(gl.STENCIL_BUFFER_BIT);
      stencil = 0;
    }
    stencil += 1;
    gl.stencilFunc(isFaint ? gl.NOTEQUAL : gl.ALWAYS, stencil, 255);
  };
  /** @type {(laid: Laid, stroke: Stroke, camera: Camera, size: [number, number], ratio: number) => void} */
  const stroke = ({ line: buffer, inks }, { color, inks: isInked, alpha, width, dash, from, to }, camera, size, ratio) => {
    if (to - from < 2) return;
    once(alpha < 1);
    gl.useProgram(line.program);
    gl.bindBuffer(gl.ARRAY_BUFFER, corners);
    gl.enableVertexAttribArray(0);
    gl.vertexAttribPointer(0, 2, gl.FLOAT, false, 0, 0);
    gl.vertexAttribDivisor(0, 0);
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    for (const place of [1, 2]) {
      gl.enableVertexAttribArray(place);
      gl.vertexAttribPointer(place, 4, gl.FLOAT, false, 16, 16 * (from + place - 1));
      gl.vertexAttribDivisor(place, 1);
    }
    dip(3, color, isInked ? inks.line : null, from + 1); // of where a piece leads
    gl.vertexAttribDivisor(3, 1);
    gl.uniformMatrix4fv(line.at("matrix"), false, camera.matrix);
    gl.uniform2f(line.at("size"), ...size);
    gl.uniform1f(line.at("width"), width * ratio);
    gl.uniform1f(line.at("blur"), isSoft ? 0.5 : 0);
    gl.uniform3fv(line.at("toward"), camera.toward.map((each) => each * NEARER));
    gl.uniform1f(line.at("alpha"), alpha);
    gl.uniform1i(line.at("dashes"), dash.length);
    if (dash.length) gl.uniform1fv(line.at("dash"), [...dash, 0, 0, 0, 0, 0, 0, 0, 0].slice(0, 8));
    gl.uniform1f(line.at("period"), dash.reduce((sum, part) => sum + part, 0));
    gl.uniform1f(line.at("unit"), camera.scale);
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, to - from - 1);
    for (const place of [0, 1, 2, 3]) {
      gl.vertexAttribDivisor(place, 0);
      gl.disableVertexAttribArray(place);
    }
  };
  /** @type {(laid: Laid, count: number, style: Style, radius: number, theme: Theme, alpha: number, isInked: boolean, camera: Camera, ratio: number) => void} */
  const spots = ({ dots, inks }, count, style, radius, theme, alpha, isInked, camera, ratio) => {
    if (count < 1) return;
    gl.useProgram(dot.program);
    gl.bindBuffer(gl.ARRAY_BUFFER, dots);
    gl.enableVertexAttribArray(0);
    gl.vertexAttribPointer(0, 3, gl.FLOAT, false, 0, 0);
    dip(1, rgb(style.color), isInked ? inks.dots : null, 0);
    gl.bindTexture(gl.TEXTURE_2D, spriteOf(style.marker));
    gl.uniformMatrix4fv(dot.at("matrix"), false, camera.matrix);
    gl.uniform3fv(dot.at("toward"), camera.toward.map((each) => each * 1.2 * NEARER));
    gl.uniform1f(dot.at("wide"), (radius * ratio * SPRITE) / SPRITE_RADIUS);
    gl.uniform3fv(dot.at("halo"), rgb(theme.halo));
    gl.uniform1f(dot.at("alpha"), alpha);
    once(false);
    gl.drawArrays(gl.POINTS, 0, count);
    for (const place of [0, 1]) gl.disableVertexAttribArray(place);
  };
  /** @param {string} marker */
  const spriteOf = (marker) => {
    const known = sprites.get(marker);
    if (known) return known;
    const texture = textureOf(gl, true);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, pictureOf(marker));
    gl.generateMipmap(gl.TEXTURE_2D);
    sprites.set(marker, texture);
    return texture;
  };

  return {
    /**
     * @param {readonly { run: Run, style: Style, pace: number }[]} paths the last one on top
     * @param {number} time
     * @param {Camera} camera
     * @param {Relief} relief
     * @param {Theme} pageTheme
     * @param {Tint | null} tint
     * @param {{ size: [number, number], ratio: number }} screen in device pixels
     */
    draw(paths, time, camera, relief, pageTheme, tint, { size, ratio }) {
      stencil = 0;
      gl.depthMask(false);
      gl.enable(gl.STENCIL_TEST);
      gl.stencilOp(gl.KEEP, gl.KEEP, gl.REPLACE);
      paths.forEach(({ run, style, pace }, index) => {
        if (run.length === 0) return;
        const theme = tint ? pageTheme : withHaloFor(pageTheme, style.color);
        const { scale } = theme;
        const [color, halo] = [rgb(style.color), rgb(theme.halo)];
        const now = Math.min(Math.max(Math.floor(time / pace), 0), run.length - 1);
        const own = lay(2 * index, run.points, run.length, relief);
        const { reached, dotsBy, count, crossings } = own.trail;
        if (tint) ink(own, run, tint);
        const inks = tint !== null;
        const look = { inks, dash: inks ? [] : style.dash.map((part) => part * scale) };
        const put = (/** @type {number} */ width, /** @type {number} */ alpha, /** @type {Partial<Stroke>} */ more = {}, laidOut = own) =>
          stroke(laidOut, { color, inks: false, alpha, width: width * scale, dash: [], from: 0, to: reached[now], ...more }, camera, size, ratio);
        const withHalo = (/** @type {number} */ width, /** @type {number} */ alpha, /** @type {Partial<Stroke>} */ more = {}, laidOut = own) => {
          put(width + 2 * theme.haloWidth, alpha, { ...more, color: halo, inks: false, dash: laidOut === own ? [] : more.dash ?? [] }, laidOut);
          put(width, alpha, more, laidOut);
        };
        const mean = run.averages ? lay(2 * index + 1, run.averages, run.length, relief) : null;
        const ahead = { from: Math.max(reached[now] - 1, 0), to: count };
        const averaged = { dash: AVERAGE.map((part) => part * scale), to: mean?.trail.reached[now] ?? 0 };
        const radius = radiusOf(run.length) * scale;
        gl.depthFunc(gl.GREATER);
        put(2, BEHIND, look);
        put(1.5, BEHIND * AHEAD, ahead);
        if (mean) put(1.5, BEHIND, averaged, mean);
        spots(own, dotsBy[now] ?? 0, style, radius, theme, BEHIND, inks, camera, ratio);
        gl.depthFunc(gl.LEQUAL);
        withHalo(1.5, AHEAD, ahead);
        if (mean) withHalo(1.5, 1, averaged, mean);
        const faint = fading(crossings);
        withHalo(2.25, faint, look);
        if (faint < 1) {
          withHalo(2.25, 1, { ...look, to: reached[Math.min(FIRST_STEPS, now)] });
          withHalo(2.25, 1, { ...look, from: Math.max(reached[Math.max(now - LAST_STEPS, 0)] - 1, 0) });
        }
        spots(own, dotsBy[now] ?? 0, style, radius, theme, 1, inks, camera, ratio);
      });
      gl.disable(gl.STENCIL_TEST);
      gl.depthMask(true);
      gl.depthFunc(gl.LEQUAL);
    },
    dispose() {
      for (const each of laid) for (const buffer of [each?.line, each?.dots, each?.inks.line, each?.inks.dots]) gl.deleteBuffer(buffer ?? null);
      gl.deleteBuffer(corners);
      for (const texture of sprites.values()) gl.deleteTexture(texture);
      for (const { program } of [line, dot]) gl.deleteProgram(program);
    },
  };
}

/** A marker: its shape in red, with its halo in green. @param {string} marker */
function pictureOf(marker) {
  const picture = new OffscreenCanvas(SPRITE, SPRITE);
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (picture.getContext("2d"));
  context.fillRect(0, 0, SPRITE, SPRITE);
  context.beginPath();
  markerOf(marker)(context, SPRITE / 2, SPRITE / 2, SPRITE_RADIUS);
  context.lineJoin = "round";
  context.lineWidth = 14;
  context.strokeStyle = "#00ff00";
  context.stroke();
  context.fillStyle = "#ffff00";
  context.fill();
  return picture;
}
