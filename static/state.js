/** The setting in the words of the query grammar, and the questions it asks the server. */

/**
 * @typedef {string | number | boolean} Value
 * @typedef {{ start: readonly [number, number], lr: number, steps: number, surface: string, optimizer: string, schedule: string }
 *   & Record<string, Value | readonly [number, number]>} Setting the query grammar's keys, as the server wrote them
 * @typedef {import("./catalogue.js").Catalogue} Catalogue
 */

const NOUNS = ["surface", "optimizer", "schedule"];

/**
 * @param {Readonly<Record<string, unknown>>} setting
 * @param {(key: string) => boolean} [keep]
 */
export function toQuery(setting, keep = () => true) {
  return Object.entries(setting)
    .filter(([key]) => keep(key))
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(String(value)).replaceAll("%2C", ",")}`)
    .join("&");
}

/** Every learning rate of the slider at once, as round as its labels. @param {Setting} setting */
export const familyQuery = (setting) => `${toQuery(setting, (key) => key !== "lr")}&lr_digits=3`;

/** One run, or what would have gone better. @param {Setting} setting */
export const trajectoryQuery = (setting) => toQuery(setting);

/**
 * @param {Setting} setting
 * @param {number} aspect width over height of the stage
 */
export function landscapeQuery(setting, aspect) {
  // In steps of 3 %, as far as a landscape reaches beyond its edges: one answer serves many screens.
  const rounded = 1.03 ** Math.round(Math.log(Math.min(Math.max(aspect, 0.21), 4.9)) / Math.log(1.03));
  return `${toQuery(setting, isOfSurface)}&aspect=${rounded.toFixed(4)}`;
}

/** The keys that name a surface, one of the catalogue's or a typed formula. @param {string} key */
const isOfSurface = (key) => key === "surface" || key.startsWith("surface.") || key === "f" || key === "domain";

/**
 * The setting with a typed formula for its surface. Its start is the server's to choose: it knows where the formula
 * has a slope.
 * @param {Setting} setting
 * @param {string} f
 * @param {string} domain
 * @returns {Setting}
 */
export function type(setting, f, domain) {
  const { start: _, batch: __, ...rest } = setting;
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
export function choose(setting, noun, id, catalogue) {
  /** @type {Record<string, any>} */
  const chosen = {};
  const replaced = (/** @type {string} */ key) =>
    key === noun || key.startsWith(`${noun}.`) || (noun === "surface" && isOfSurface(key));
  for (const [key, value] of Object.entries(setting)) {
    // In the place where it was: one setting, one address.
    if (!replaced(key)) chosen[key] = value;
    else if (!(noun in chosen)) Object.assign(chosen, { [noun]: id }, defaultsOf(noun, id, catalogue));
  }
  const surface = catalogue.surfaces.find((entry) => entry.id === id);
  if (noun === "surface" && surface) {
    chosen.start = surface.start;
    delete chosen.batch; // as many samples as the last surface had, or as noise there was, mean nothing here
    if (surface.samples !== null) chosen.noise = 0;
  }
  return /** @type {Setting} */ (chosen);
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
 * The setting after a remedy, whose change names keys of the grammar.
 * @param {Setting} setting
 * @param {Readonly<Record<string, any>>} change
 * @param {Catalogue} catalogue
 * @returns {Setting}
 */
export function remedied(setting, change, catalogue) {
  const replaced = NOUNS.filter((noun) => noun in change);
  const chosen = replaced.reduce((before, noun) => choose(before, noun, change[noun], catalogue), setting);
  return { ...chosen, ...change };
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
