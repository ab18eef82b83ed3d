/** What every drawing here needs of WebGL2. */

/**
 * @typedef {WebGL2RenderingContext} Gl
 * @typedef {{ program: WebGLProgram, at: (name: string) => WebGLUniformLocation | null }} Program
 */

/**
 * @param {Gl} gl
 * @param {string} vertex
 * @param {string} fragment
 * @param {readonly string[]} attributes in the order of their places
 * @returns {Program}
 */
export function programOf(gl, vertex, fragment, attributes) {
  const program = gl.createProgram();
  for (const [type, source] of /** @type {const} */ ([[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]])) {
    const shader = gl.createShader(type);
    if (!shader) continue; // the context is lost
    gl.shaderSource(shader, `#version 300 es\nprecision highp float;\n${source}`);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    gl.deleteShader(shader); // it goes with the program
  }
  attributes.forEach((name, place) => gl.bindAttribLocation(program, place, name));
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
    throw new Error(`A shader of the 3D view: ${gl.getProgramInfoLog(program)}`);
  }
  /** @type {Map<string, WebGLUniformLocation | null>} */
  const places = new Map();
  return {
    program,
    at(name) {
      if (!places.has(name)) places.set(name, gl.getUniformLocation(program, name));
      return places.get(name) ?? null;
    },
  };
}

/**
 * An empty texture that is read between its pixels and not beyond its edges.
 * @param {Gl} gl
 * @param {boolean} [shrinks] whether it is drawn much smaller than it is
 */
export function textureOf(gl, shrinks = false) {
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, shrinks ? gl.LINEAR_MIPMAP_LINEAR : gl.LINEAR);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
  return texture;
}
