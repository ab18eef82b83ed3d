/** What the graphics processor does with each vertex and each pixel. Colours are premultiplied with their opacity. */

export const GROUND_VERTEX = `
in vec3 place;
in vec3 normal;
in float tone;
uniform mat4 matrix;
uniform vec2 halves;
out vec3 facing;
out float shown;
out vec2 at;
out float height;
void main() {
  gl_Position = matrix * vec4(place, 1.0);
  facing = normal;
  shown = tone;
  at = place.xy / halves * 0.5 + 0.5;
  height = place.z;
}`;

/** What of the ground is not there: nothing of it where `HOLES` is not defined, so that what is hidden costs nothing. */
export const WITH_HOLES = "#define HOLES\n";

/** Light falls from the upper left of whoever looks. Contour lines are as wide on the screen wherever they lie. */
export const GROUND_FRAGMENT = `
in vec3 facing;
in float shown;
in vec2 at;
in float height;
uniform sampler2D ramp;
uniform sampler2D holes;
uniform vec3 light;
uniform vec3 shadow;
uniform vec3 side;
uniform vec4 ink;
uniform vec2 widths;
uniform float bands;
uniform float high;
out vec4 colour;
void main() {
  float level = shown * bands;
  float slope = max(fwidth(level), 1e-6);
  bool isSide = shown < -1.0;
#ifdef HOLES
  if (height > high || texture(holes, at).r > 0.5) discard;
  if (!isSide && shown < -0.001) discard;
#endif
  vec3 ground = isSide ? side : texture(ramp, vec2((clamp(shown, 0.0, 1.0) * 255.0 + 0.5) / 256.0, 0.5)).rgb;
  float lit = clamp(dot(normalize(facing), light) / light.z, 0.0, 1.15);
  ground *= isSide ? vec3(0.92 + 0.08 * lit) : mix(shadow, vec3(1.0), lit);
  if (!isSide) {
    float nearest = clamp(round(level), 1.0, bands - 1.0);
    bool strong = mod(nearest - 1.0, 5.0) < 0.5;
    float wide = strong ? widths.y : widths.x;
    float away = abs(level - nearest) / slope;
    float line = 1.0 - smoothstep(wide - 0.5, wide + 0.5, away);
    line *= 1.0 - smoothstep(0.2, 0.6, slope);
    ground = mix(ground, ink.rgb, line * (strong ? ink.a * 1.8 : ink.a));
  }
  colour = vec4(ground, 1.0);
}`;

/** The floor below: hatched where ground has no value, as on paper. */
export const FLOOR_VERTEX = `
in vec3 place;
uniform mat4 matrix;
uniform vec2 halves;
uniform float base;
out vec2 at;
void main() {
  gl_Position = matrix * vec4(place.xy * halves, base, 1.0);
  at = place.xy * 0.5 + 0.5;
}`;

export const FLOOR_FRAGMENT = `
in vec2 at;
uniform sampler2D holes;
uniform vec3 side;
uniform vec4 ink;
uniform float gap;
out vec4 colour;
void main() {
  float hole = step(0.5, texture(holes, at).r);
  float across = mod(gl_FragCoord.x - gl_FragCoord.y, gap);
  float line = 1.0 - smoothstep(0.2 * gap * 0.35, 0.2 * gap * 0.35 + 1.0, min(across, gap - across));
  colour = vec4(mix(side, ink.rgb, hole * line * ink.a), 1.0);
}`;

/**
 * A piece of a line as four corners, as wide on the screen wherever it lies. It is compared with the ground as if it lay a
 * little nearer, so that no slope cuts into it.
 */
export const LINE_VERTEX = `
in vec2 corner;
in vec4 one;
in vec4 other;
in vec3 paint;
uniform mat4 matrix;
uniform vec2 size;
uniform float width;
uniform float blur;
uniform vec3 toward;
out float far;
out float off;
flat out vec3 ink;
void main() {
  ink = paint;
  vec4 a = matrix * vec4(one.xyz, 1.0);
  vec4 b = matrix * vec4(other.xyz, 1.0);
  vec2 way = (b.xy / b.w - a.xy / a.w) * size;
  float span = length(way);
  way = span > 1e-4 ? way / span : vec2(1.0, 0.0);
  vec4 here = corner.x < 0.5 ? a : b;
  vec4 nearer = matrix * vec4((corner.x < 0.5 ? one.xyz : other.xyz) + toward, 1.0);
  off = corner.y * (width / 2.0 + blur);
  vec2 shift = vec2(-way.y, way.x) * off + way * (corner.x - 0.5) * width * 0.25;
  gl_Position = vec4(here.xy + shift * 2.0 / size * here.w, nearer.z / nearer.w * here.w, here.w);
  far = abs(mix(one.w, other.w, corner.x));
  if (one.w < 0.0) far = mix(-1.0 - one.w, other.w, corner.x);
  if (other.w < 0.0) gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
}`;

export const LINE_FRAGMENT = `
in float far;
in float off;
flat in vec3 ink;
uniform float width;
uniform float blur;
uniform float alpha;
uniform float dash[8];
uniform int dashes;
uniform float period;
uniform float unit;
out vec4 colour;
void main() {
  if (dashes > 0) {
    float place = mod(far * unit, period);
    for (int part = 0; part < 8; part++) {
      if (part >= dashes) break;
      if (place < dash[part]) {
        if (part % 2 == 1) discard;
        break;
      }
      place -= dash[part];
    }
  }
  colour = vec4(ink, 1.0) * alpha;
  if (blur > 0.0) colour *= clamp(width / 2.0 + blur - abs(off), 0.0, 1.0);
}`;

export const DOT_VERTEX = `
in vec3 place;
in vec3 paint;
uniform mat4 matrix;
uniform vec3 toward;
uniform float wide;
flat out vec3 ink;
void main() {
  ink = paint;
  vec4 here = matrix * vec4(place, 1.0);
  vec4 nearer = matrix * vec4(place + toward, 1.0);
  gl_Position = vec4(here.xy, nearer.z / nearer.w * here.w, here.w);
  gl_PointSize = wide;
}`;

/** A marker's picture has its shape in red, the shape with its halo in green. */
export const DOT_FRAGMENT = `
uniform sampler2D shape;
flat in vec3 ink;
uniform vec3 halo;
uniform float alpha;
out vec4 colour;
void main() {
  vec2 found = texture(shape, gl_PointCoord).rg;
  float whole = max(found.g, found.r);
  if (whole < 0.02) discard;
  colour = vec4(mix(halo, ink, found.r / whole), 1.0) * whole * alpha;
}`;
