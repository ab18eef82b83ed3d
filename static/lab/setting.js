/** How a setting changes: keys of the grammar with new values, and what hangs on them. */

import { isOfSurface, toQuery } from "../data/query.js";

/**
 * @typedef {import("../data/query.js").Setting} Setting
 * @typedef {import("../data/catalogue.js").Catalogue} Catalogue
 * @typedef {Readonly<Record<string, any>>} Patch
 */

const NOUNS = ["surface", "optimizer", "schedule"];

/**
 * The setting with some keys changed. Another surface, optimizer or schedule comes with its parameters at their
 * defaults, a surface with its own start too; null takes a key away: its value is left to the run. Where nothing is
 * another it is the very same setting.
 * @param {Setting} setting
 * @param {Patch} patch
 * @param {Catalogue} catalogue
 * @returns {Setting}
 */
export function changed(setting, patch, catalogue) {
  let next = setting;
  if (patch.f !== undefined) next = typed(next, patch.f, patch.domain ?? WHOLE);
  for (const noun of NOUNS) {
    if (noun in patch && patch[noun] !== setting[noun]) next = chosen(next, noun, patch[noun], catalogue);
  }
  const values = Object.entries({ ...next, ...patch }).filter(([, value]) => value !== null);
  const result = /** @type {Setting} */ (Object.fromEntries(values));
  return toQuery(result) === toQuery(setting) ? setting : result;
}

/**
 * The surface's own setting: everything else is as it is where nothing is said.
 * @param {Setting} setting
 * @param {Catalogue} catalogue
 * @returns {Setting}
 */
export function pristine(setting, catalogue) {
  const { surfaces, optimizers, schedules, parameters } = catalogue;
  let next = /** @type {Setting} */ ({ ...setting, ...Object.fromEntries(parameters.map((each) => [each.name, each.default])) });
  const firsts = { optimizer: optimizers[0], schedule: schedules[0], surface: surfaces.find(({ id }) => id === setting.surface) };
  for (const [noun, entry] of Object.entries(firsts)) if (entry) next = chosen(next, noun, entry.id, catalogue);
  if (firsts.surface) next = { ...next, lr: firsts.surface.lr, steps: firsts.surface.steps };
  return changed(next, setting.f === undefined ? {} : { start: null }, catalogue);
}

/** What is shown of a typed formula where nothing else is said. */
const WHOLE = "-3,3,-3,3";

/**
 * The setting with a typed formula for its surface. Its start is the server's to choose: it knows where the formula
 * has a slope.
 * @param {Setting} setting
 * @param {string} f
 * @param {string} domain
 * @returns {Setting}
 */
function typed(setting, f, domain) {
  const { start: _, batch: __, earlier: ___, ...rest } = setting;
  const others = Object.entries(rest).filter(([key]) => !isOfSurface(key));
  return /** @type {any} */ ({ f, domain, ...Object.fromEntries(others) });
}

/**
 * The setting with another surface, optimizer or schedule: its parameters at their defaults, its own start.
 * @param {Setting} setting
 * @param {string} noun
 * @param {string} id
 * @param {Catalogue} catalogue
 * @returns {Setting}
 */
function chosen(setting, noun, id, catalogue) {
  /** @type {Record<string, any>} */
  const next = {};
  const replaced = (/** @type {string} */ key) =>
    key === noun || key.startsWith(`${noun}.`) || (noun === "surface" && isOfSurface(key));
  for (const [key, value] of Object.entries(setting)) {
    // In the place where it was: one setting, one address.
    if (!replaced(key)) next[key] = value;
    else if (!(noun in next)) Object.assign(next, { [noun]: id }, defaultsOf(noun, id, catalogue));
  }
  if (noun !== "schedule") delete next.earlier; // rates of another run
  const surface = catalogue.surfaces.find((entry) => entry.id === id);
  if (noun === "surface" && surface) {
    next.start = surface.start;
    delete next.batch; // as many samples as the last surface had, or as noise there was, mean nothing here
    if (surface.samples !== null) next.noise = 0;
  }
  return /** @type {Setting} */ (next);
}

/**
 * @param {string} noun
 * @param {string} id
 * @param {Catalogue} catalogue
 */
function defaultsOf(noun, id, catalogue) {
  const registries = [catalogue.surfaces, catalogue.optimizers, catalogue.schedules];
  const entry = registries[NOUNS.indexOf(noun)]?.find((each) => each.id === id);
  const stated = (entry?.parameters ?? []).filter((parameter) => parameter.default !== null);
  return Object.fromEntries(stated.map((parameter) => [`${noun}.${parameter.name}`, parameter.default]));
}

/**
 * Whether a step sees more than the slope: added noise, or a batch of the samples.
 * @param {Setting} setting
 * @param {Pick<Catalogue, "surfaces">} catalogue
 */
export function isNoisy({ noise, batch, surface }, { surfaces }) {
  const samples = surfaces.find(({ id }) => id === surface)?.samples ?? null;
  return Number(noise ?? 0) > 0 || (samples !== null && batch !== undefined && Number(batch) < samples);
}

/**
 * Whether a key still means something: a parameter goes with the surface, optimizer or schedule that has it.
 * @param {Setting} setting
 * @param {string} key
 * @param {Pick<Catalogue, "surfaces" | "optimizers" | "schedules">} catalogue
 */
export function hasKey(setting, key, { surfaces, optimizers, schedules }) {
  const [noun = "", name] = key.split(".");
  const entries = /** @type {Record<string, readonly import("../data/catalogue.js").Entry[]>} */ (
    { surface: surfaces, optimizer: optimizers, schedule: schedules })[noun];
  return !entries || entries.some(({ id, parameters }) => id === setting[noun] && parameters.some((each) => each.name === name));
}

/** What coordinates are those of. @param {Setting} setting */
export const groundOf = ({ surface, f, domain }) => [surface, f, domain].join(" ");

/** The keys of a start's coordinates. */
export const COORDINATES = ["start.x", "start.y"];

/**
 * The value of a key, or of a coordinate of the start; undefined where the run itself decides.
 * @param {Setting} setting
 * @param {string} key
 */
export const valueOf = (setting, key) =>
  (COORDINATES.includes(key) ? setting.start?.[COORDINATES.indexOf(key)] : setting[key]);

/**
 * What changes where such a key gets another value.
 * @param {Setting} setting
 * @param {string} key
 * @param {unknown} value
 * @returns {Patch}
 */
export function patchOf(setting, key, value) {
  const axis = COORDINATES.indexOf(key);
  return axis < 0 ? { [key]: value } : { start: setting.start.map((each, index) => (index === axis ? value : each)) };
}

/**
 * The notch of a learning rate, or null between two of them.
 * @param {readonly number[]} notches
 * @param {number} rate
 */
export function notchOf(notches, rate) {
  const notch = notches.indexOf(rate);
  return notch < 0 ? null : notch;
}

/**
 * The notch nearest to a rate, on the slider's logarithm.
 * @param {readonly number[]} notches
 * @param {number} rate
 */
export function nearestNotch(notches, rate) {
  const away = notches.map((notch) => Math.abs(Math.log(notch / rate)));
  return away.indexOf(Math.min(...away));
}
