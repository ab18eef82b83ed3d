/** The block of ground: what is uploaded of a surface, and how it is drawn. */

import { heightTable } from "../../math/colour.js";
import { meshOf, VERTEX } from "../../math/relief.js";
import { rgbOf } from "../theme.js";
import { programOf, textureOf } from "./gl.js";
import { FLOOR_FRAGMENT, FLOOR_VERTEX, GROUND_FRAGMENT, GROUND_VERTEX, WITH_HOLES } from "./shaders.js";

/**
 * @typedef {import("../theme.js").Theme} Theme
 * @typedef {import("../../math/camera.js").Camera} Camera
 * @typedef {import("../../math/relief.js").Relief} Relief
 * @typedef {import("../../data/landscape.js").Landscape} Landscape
 */

/** Below the lowest height, so that a floor has ground to lie on. */
export const BASE = -0.05;
/** Pixels along the longer side of the picture of what has no value. */
const HOLES = 1024;
/** What is left of red, green and blue on a slope that turns away from the light: shadows are cool, and never black. */
const SHADOW = { light: [0.6, 0.65, 0.74], dark: [0.45, 0.5, 0.62] };

/** @param {import("./gl.js").Gl} gl */
export function groundOf(gl) {
  const [whole, holed] = ["", WITH_HOLES].map((holes) => programOf(gl, GROUND_VERTEX, holes + GROUND_FRAGMENT, ["place", "normal", "tone"]));
  const floor = programOf(gl, FLOOR_VERTEX, FLOOR_FRAGMENT, ["place"]);
  const [vertices, indices, corners] = [gl.createBuffer(), gl.createBuffer(), gl.createBuffer()];
  const [mesh, square] = [gl.createVertexArray(), gl.createVertexArray()];
  const [ramp, holes] = [textureOf(gl), textureOf(gl)];
  let count = 0;
  let bands = 1;
  let hasHoles = false;

  gl.bindVertexArray(mesh);
  gl.bindBuffer(gl.ARRAY_BUFFER, vertices);
  gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, indices);
  [[3, 0], [3, 12], [1, 24]].forEach(([size, offset], place) => {
    gl.enableVertexAttribArray(place);
    gl.vertexAttribPointer(place, size, gl.FLOAT, false, 4 * VERTEX, offset);
  });
  gl.bindVertexArray(square);
  gl.bindBuffer(gl.ARRAY_BUFFER, corners);
  gl.bufferData(gl.ARRAY_BUFFER, Float32Array.of(-1, -1, 0, 1, -1, 0, -1, 1, 0, 1, 1, 0), gl.STATIC_DRAW);
  gl.enableVertexAttribArray(0);
  gl.vertexAttribPointer(0, 3, gl.FLOAT, false, 0, 0);
  gl.bindVertexArray(null);

  return {
    /** @param {Relief} relief @param {Landscape} landscape */
    load(relief, landscape) {
      const found = meshOf(relief, BASE);
      count = found.indices.length;
      bands = landscape.levels.length + 1; // of equal tone
      hasHoles = !relief.isWhole || landscape.holes.starts.length > 1;
      gl.bindVertexArray(mesh);
      gl.bindBuffer(gl.ARRAY_BUFFER, vertices);
      gl.bufferData(gl.ARRAY_BUFFER, found.vertices, gl.DYNAMIC_DRAW);
      gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, found.indices, gl.DYNAMIC_DRAW);
      gl.bindVertexArray(null);
      gl.bindTexture(gl.TEXTURE_2D, holes);
      gl.pixelStorei(gl.UNPACK_FLIP_Y_WEBGL, true);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, pictureOfHoles(relief, landscape));
      gl.pixelStorei(gl.UNPACK_FLIP_Y_WEBGL, false);
    },
    /** @param {Theme} theme */
    colours(theme) {
      const table = heightTable(theme.dark ? "dark" : "light");
      gl.bindTexture(gl.TEXTURE_2D, ramp);
      gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGB, 256, 1, 0, gl.RGB, gl.UNSIGNED_BYTE, new Uint8Array(table.buffer));
    },
    /**
     * @param {Camera} camera
     * @param {Relief} relief
     * @param {Theme} theme
     * @param {number} ratio device pixels per CSS pixel
     */
    draw(camera, { halfX, halfY, high }, theme, ratio) {
      const [surface, quiet] = [rgbOf(theme.surface), rgbOf(theme.textQuiet)];
      const side = surface.map((channel, index) => channel + (Number(quiet[index]) - channel) * 0.16);
      const ground = /** @type {import("./gl.js").Program} */ (hasHoles ? holed : whole);
      gl.useProgram(ground.program);
      gl.bindVertexArray(mesh);
      gl.activeTexture(gl.TEXTURE1);
      gl.bindTexture(gl.TEXTURE_2D, holes);
      gl.activeTexture(gl.TEXTURE0);
      gl.bindTexture(gl.TEXTURE_2D, ramp);
      gl.uniform1i(ground.at("holes"), 1);
      gl.uniform1i(ground.at("ramp"), 0);
      gl.uniformMatrix4fv(ground.at("matrix"), false, camera.matrix);
      gl.uniform2f(ground.at("halves"), halfX, halfY);
      gl.uniform3fv(ground.at("light"), lightOf(camera));
      gl.uniform3fv(ground.at("shadow"), SHADOW[theme.dark ? "dark" : "light"]);
      gl.uniform3fv(ground.at("side"), side);
      gl.uniform4fv(ground.at("ink"), theme.dark ? [1, 1, 1, 0.16] : [0, 0, 0, 0.2]);
      gl.uniform2f(ground.at("widths"), 0.4 * theme.scale * ratio, 0.55 * theme.scale * ratio);
      gl.uniform1f(ground.at("bands"), bands);
      gl.uniform1f(ground.at("high"), 1.001 * high);
      gl.drawElements(gl.TRIANGLES, count, gl.UNSIGNED_INT, 0);
      if (hasHoles) { // else nothing is seen of it; after what hides it
        gl.useProgram(floor.program);
        gl.bindVertexArray(square);
        gl.uniformMatrix4fv(floor.at("matrix"), false, camera.matrix);
        gl.uniform2f(floor.at("halves"), halfX, halfY);
        gl.uniform1f(floor.at("base"), BASE);
        gl.uniform3fv(floor.at("side"), surface);
        gl.uniform4fv(floor.at("ink"), [...quiet, 0.45]);
        gl.uniform1f(floor.at("gap"), 9 * theme.scale * ratio);
        gl.bindTexture(gl.TEXTURE_2D, holes);
        gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
      }
      gl.bindVertexArray(null);
    },
    dispose() {
      for (const each of [vertices, indices, corners]) gl.deleteBuffer(each);
      for (const each of [mesh, square]) gl.deleteVertexArray(each);
      for (const each of [ramp, holes]) gl.deleteTexture(each);
      for (const { program } of /** @type {import("./gl.js").Program[]} */ ([whole, holed, floor])) gl.deleteProgram(program);
    },
  };
}

/** From the upper left of whoever looks: that is how hills are read as hills. @param {Camera} camera */
function lightOf({ right, up, toward }) {
  const flat = Math.hypot(up[0], up[1]) || 1;
  const light = [0, 1, 2].map((axis) =>
    (axis === 2 ? 1.5 : 0) - 0.9 * Number(right[axis]) + (axis === 2 ? 0 : (0.35 * Number(up[axis])) / flat) + 0.15 * Number(toward[axis]));
  const length = Math.hypot(...light);
  return light.map((each) => each / length);
}

/**
 * White where the loss has no value, black elsewhere; south at the bottom.
 * @param {Relief} relief
 * @param {Landscape} landscape
 */
function pictureOfHoles({ extent: [xmin, xmax, ymin, ymax], halfX, halfY }, { holes, grid }) {
  const has = holes.starts.length > 1;
  const picture = new OffscreenCanvas(has ? Math.ceil(halfX * HOLES) : 1, has ? Math.ceil(halfY * HOLES) : 1);
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (picture.getContext("2d"));
  context.fillRect(0, 0, picture.width, picture.height);
  if (!has) return picture;
  const [unitX, unitY] = [picture.width / (xmax - xmin), picture.height / (ymax - ymin)];
  // A ring along the edge of what is known goes on beyond it: there is no rim of ground.
  const beyond = (/** @type {number} */ value, /** @type {number} */ low, /** @type {number} */ high) => {
    const hair = 1e-6 * (high - low);
    return value <= low + hair ? low - (high - low) : value >= high - hair ? high + (high - low) : value;
  };
  context.beginPath();
  for (let ring = 0; ring + 1 < holes.starts.length; ring++) {
    for (let i = holes.starts[ring]; i < holes.starts[ring + 1]; i++) {
      const x = (beyond(holes.vertices[2 * i], grid.extent[0], grid.extent[1]) - xmin) * unitX;
      const y = (ymax - beyond(holes.vertices[2 * i + 1], grid.extent[2], grid.extent[3])) * unitY;
      if (i === holes.starts[ring]) context.moveTo(x, y);
      else context.lineTo(x, y);
    }
    context.closePath();
  }
  context.fillStyle = "white";
  context.fill("evenodd");
  return picture;
}
