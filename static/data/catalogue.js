/** What the server says there is. */

/**
 * @typedef {Object} Parameter
 * @property {string} name
 * @property {string} label
 * @property {string} [symbol]
 * @property {"number" | "integer" | "integers" | "points" | "stretches" | "flag" | "choice"} kind
 * @property {number | number[] | string | boolean | null} default
 * @property {number} [minimum]
 * @property {number} [maximum]
 * @property {boolean} [above] whether the minimum itself is excluded
 * @property {boolean} [below]
 * @property {readonly [number, number]} [reach] the ends of its slider, where they are not those of what is allowed
 * @property {"log"} [scale] how its slider spreads its values, if not evenly
 * @property {"lr" | "steps"} [up_to] the number of the run beyond which its slider does not reach
 *
 * @typedef {{ id: string, name: string, parameters: Parameter[] }} Entry
 * @typedef {Entry & { teaches: string, start: [number, number], domain: import("../math/scale.js").Extent, lr: number, steps: number, samples: number | null, model?: object, plain_at?: Record<string, number> }} Surface
 * @typedef {Entry & { color: string, dash: number[], marker: string, move: string, chooses: boolean, felt: string, gradients: number, values: number, hessians: number }} Optimizer
 *   move: what the update subtracts from w; chooses: whether it chooses the rate of each step itself; then how many
 *   gradients, losses (at most) and Hessians a step takes; felt: the symbol of the curvature it feels
 * @typedef {Entry & { handles: import("../math/handles.js").Handle[] }} Schedule
 * @typedef {Object} Catalogue
 * @property {Surface[]} surfaces
 * @property {Optimizer[]} optimizers
 * @property {Schedule[]} schedules
 * @property {{ id: string, short: string }[]} outcomes short: a word for what a rate comes to
 * @property {Parameter[]} parameters of the run itself
 * @property {number[]} notches the learning rates of the slider
 * @property {import("./glossary.js").GlossaryData} glossary
 * @property {string[]} own what a runner may have for itself; all else is the same for all
 *
 * @typedef {"plane" | "space" | "basins" | "slice"} Look
 *
 * @typedef {Object} PageData
 * @property {import("./query.js").Setting} setting of the runner that the hand is on
 * @property {import("./race.js").Race} race
 * @property {{ parameter: string, message: string }[]} notices
 * @property {{
 *   profile: "lab" | "embed" | "projector" | "atlas", hide: string[], predict: boolean | number,
 *   theme: "light" | "dark" | "auto" | null,
 *   autoplay: boolean, asked: boolean, look: Look, loop?: boolean, colour?: "rate", view?: import("../math/scale.js").Extent, map?: import("./atlas.js").PieceKeys,
 * }} page what the address says beside the setting; theme: null where it names none; asked: whether it names the profile
 * @property {Catalogue} catalogue
 * @property {string[]} parts the panels' modules
 * @property {[name: string, until: string, styled: boolean][]} late those that wait until a selector finds something in the lab
 * @property {string} root the way from this page to where the service is mounted
 * @property {string} api
 *
 * @typedef {Object} FigureData
 * @property {import("./race.js").Race[]} races one a lab; the first has the slider
 * @property {string[]} panels
 * @property {string[]} styled those with a sheet of their own
 * @property {Look} look
 * @property {"rate" | null} colour
 * @property {import("./atlas.js").PieceKeys | null} map
 * @property {boolean} exact whether every step is shown in numbers
 * @property {boolean} plays whether it plays once when it is first seen; else it stands at the start
 * @property {import("./race.js").Race[]} tries what a press shows
 *
 * @typedef {{ figures: Record<string, FigureData>, catalogue: Catalogue, root: string, api: string }} LearnData
 */

/** @returns {PageData} what the server wrote into the page */
export const readPageData = () => readData();

/** @returns {LearnData} the same of a page of Learn */
export const readLearnData = () => readData();

function readData() {
  const element = document.querySelector("script[type='application/json']");
  if (!element) throw new Error("The page came without its data.");
  return JSON.parse(element.textContent ?? "");
}

/**
 * @template {{ id: string }} Item
 * @param {readonly Item[]} entries
 * @param {string} id
 * @returns {Item}
 */
export function byId(entries, id) {
  const entry = entries.find((each) => each.id === id);
  if (!entry) throw new Error(`The catalogue has no ${id}.`);
  return entry;
}

/** A coordinate of the start. @param {string} key @returns {Parameter} */
export const coordinate = (key) => ({ name: key, label: `Start ${key.slice(-1)}`, kind: "number", default: 0 });

/**
 * The parameters of a surface that are worth a word: not those at which its plain formula holds.
 * @param {Pick<Surface, "parameters" | "plain_at">} surface
 * @param {import("./query.js").Setting} setting
 */
export const toldOf = ({ parameters, plain_at = {} }, setting) =>
  parameters.filter(({ name }) => plain_at[name] === undefined || Number(setting[`surface.${name}`]) !== plain_at[name]);

/** Whether a value is several numbers with commas between. @param {Pick<Parameter, "kind">} parameter */
export const isList = ({ kind }) => kind === "integers" || kind === "points" || kind === "stretches";

/**
 * The parameter that a control is for.
 * @param {Element} control within the fieldset of its optimizer, schedule or surface, if it is of one
 * @param {string} key optimizer.beta1, start.x or steps
 * @param {Catalogue} catalogue
 * @returns {Parameter}
 */
export function parameterOf(control, key, catalogue) {
  if (key.startsWith("start.")) return coordinate(key);
  const owner = control.closest("[data-parameters]")?.getAttribute("data-parameters");
  const [noun = "", id = ""] = owner?.split(":") ?? [];
  /** @type {Record<string, readonly Entry[]>} */
  const registries = { surface: catalogue.surfaces, optimizer: catalogue.optimizers, schedule: catalogue.schedules };
  const parameters = noun in registries
    ? byId(registries[noun] ?? [], id).parameters
    : catalogue.parameters;
  const found = parameters.find(({ name }) => name === key.split(".").at(-1));
  if (!found) throw new Error(`The catalogue has no parameter ${key}.`);
  return found;
}
