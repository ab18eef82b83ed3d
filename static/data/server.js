/** Where answers come from: a server. */

import { remembering } from "./cache.js";
import { readFamily, runOf, runOfTrajectory } from "./family.js";
import { readLandscape } from "./landscape.js";
import { Problem } from "./problem.js";
import { familyQuery, groundsQuery, landscapeQuery, laneQuery, overQuery, runQuery, toQuery } from "./query.js";
import { readSafetensors } from "./safetensors.js";

/**
 * @typedef {import("./query.js").Setting} Setting
 * @typedef {{ title: string, effect: string, change: Record<string, any> }} Remedy
 * @typedef {Object} Source what a lab asks; each promise fails with a `Problem`
 * @property {(setting: Setting, aspect: number, zoom: import("../math/scale.js").Extent | null) => Promise<import("./landscape.js").Landscape>} landscape
 * @property {(setting: Setting, signal?: AbortSignal) => Promise<import("./family.js").Family>} family every notch of the slider at
 *   once; who has given a signal may give up waiting, and then the promise may fail as a fetch does
 * @property {(setting: Setting, key: string, signal?: AbortSignal) => Promise<import("./family.js").Family>} over every notch of
 *   another key's slider
 * @property {(setting: Setting, key: string, aspect: number, zoom: import("../math/scale.js").Extent | null, signal?: AbortSignal) => Promise<import("./grounds.js").Grounds>} grounds
 *   the ground under every notch of a surface's parameter
 * @property {(setting: Setting) => Promise<import("./family.js").Run>} run one run, exact in every number
 * @property {(setting: Setting) => Promise<import("./family.js").Run>} lane the same as a picture needs it, a tenth as heavy
 * @property {(setting: Setting) => Promise<Remedy[]>} remedies what would have gone better
 * @property {(setting: Setting, signal?: AbortSignal) => Promise<import("./seeds.js").Fan>} seeds the same run with other seeds
 * @property {(query: string, signal: AbortSignal) => Promise<import("./samples.js").Fit>} data the samples, and what is fitted to them
 * @property {(setting: Setting, signal?: AbortSignal) => Promise<import("../math/inside.js").Inside>} inside what an optimizer does at each step
 * @property {(query: string, signal: AbortSignal) => Promise<import("./safetensors.js").Bundle>} atlas a piece of a map
 * @property {(query: string, signal: AbortSignal) => Promise<any>} rangeTest what learning-rate finders say
 * @property {(query: string) => Promise<import("./slices.js").Slices>} slices the loss along steps
 * @property {() => Promise<Story[]>} stories settings worth opening
 *
 * @typedef {{ id: string, title: string, sentence: string, query: string, page: string, settings: string[], first: boolean }} Story
 */

/**
 * The last answers are remembered, so that going back to a setting is immediate.
 * @param {string} api its address
 * @param {{ rates: number, side: number }} [small] for small pictures: learning rates of the slider, heights along the
 *   longer side of a landscape, fewer than the server's own
 * @returns {Source}
 */
export function serverSource(api, small) {
  const [fewer, coarser] = small ? [`&lr_count=${small.rates}`, `&long_side=${small.side}`] : ["", ""];
  const landscape = remembering(async (url, signal) => readLandscape(await askBundle(url, signal)), 24);
  const family = remembering(async (url, signal) => readFamily(await askBundle(url, signal)), 12);
  const over = remembering(async (url, signal) => readFamily(await askBundle(url, signal)), 24);
  const grounds = remembering(async (url, signal) => {
    const [bundle, { readGrounds }] = await Promise.all([askBundle(url, signal), import("./grounds.js")]); // few ever drag a surface
    return readGrounds(bundle);
  }, 4);
  const run = remembering(askJson, 24);
  const remedies = remembering(async (url, signal) => (await askJson(url, signal)).remedies, 24);
  const seeds = remembering(async (url, signal) => {
    const [bundle, { readSeeds }] = await Promise.all([askBundle(url, signal), import("./seeds.js")]); // few ever ask
    return readSeeds(url.slice(url.indexOf("?") + 1), bundle);
  }, 12);
  const data = remembering(async (url, signal) => {
    const [bundle, { readFit }] = await Promise.all([askBundle(url, signal), import("./samples.js")]);
    return readFit(bundle);
  }, 12);
  const inside = remembering(askJson, 8);
  const atlas = remembering(askBundle, 320);
  const stories = remembering(async (url, signal) => (await askJson(url, signal)).stories, 1);
  const slices = remembering(async (url, signal) => {
    const [bundle, { readSlices }] = await Promise.all([askBundle(url, signal), import("./slices.js")]);
    return readSlices(bundle);
  }, 24);
  const rangeTest = remembering(askJson, 12);
  return {
    landscape: (setting, aspect, zoom) => landscape(`${api}/landscape?${landscapeQuery(setting, aspect, zoom)}${coarser}`),
    family: (setting, signal) => family(`${api}/family?${familyQuery(setting)}${fewer}`, signal),
    over: (setting, key, signal) => over(`${api}/family?${overQuery(setting, key)}`, signal),
    grounds: (setting, key, aspect, zoom, signal) =>
      grounds(`${api}/landscapes?${groundsQuery(setting, key, aspect, zoom)}`, signal),
    lane: async (setting) => runOf(await family(`${api}/family?${laneQuery(setting)}`), 0),
    run: async (setting) =>
      runOfTrajectory(await run(`${api}/trajectory?${runQuery(setting)}`), setting.lr, setting.steps),
    remedies: (setting) => remedies(`${api}/remedies?${runQuery(setting)}`),
    seeds: (setting, signal) => seeds(`${api}/seeds?${toQuery(setting)}`, signal),
    data: (query, signal) => data(`${api}/data?${query}`, signal),
    inside: (setting, signal) => inside(`${api}/inside?${runQuery(setting)}`, signal),
    atlas: (query, signal) => atlas(`${api}/atlas?${query}`, signal),
    stories: () => stories(`${api}/stories`),
    slices: (query) => slices(`${api}/slices?${query}${/&over=lr\b/.test(query) ? fewer : ""}`),
    rangeTest: (query, signal) => rangeTest(`${api}/range-test?${query}`, signal),
  };
}

/** How often a service that has no room is asked, and the most seconds that are waited in between. */
const TRIES = 3, LONGEST = 5;

/**
 * A service that has no room for the moment is asked again, when it says that it will have.
 * @param {string} url
 * @param {AbortSignal} signal
 * @returns {Promise<Response>} a good answer
 * @throws {Problem}
 */
async function ask(url, signal, tries = TRIES) {
  let answer;
  try {
    // To our own origin as the page preloads, so that it counts: WebKit counts none that goes by CORS. Else, and from the
    // opaque origin of a sandboxed frame, nothing but CORS can be read.
    const isOwn = new URL(url, location.href).origin === origin;
    answer = await fetch(url, { signal, ...(isOwn ? { mode: "no-cors", credentials: "include" } : { credentials: "same-origin" }) });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new Problem("The server does not answer. The picture shows the last setting it answered.", []);
  }
  if (answer.ok) return answer;
  if (answer.status === 503 && tries > 1) {
    const seconds = Math.min(Number(answer.headers.get("Retry-After")) || 1, LONGEST);
    await new Promise((resolve) => setTimeout(resolve, 1000 * seconds * (1 + Math.random() / 4))); // not all at once
    return ask(url, signal, tries - 1);
  }
  const problem = await answer.json().catch(() => ({}));
  throw new Problem(problem.detail ?? `The server answered ${answer.status}.`, problem.errors ?? []);
}

/** @param {string} url @param {AbortSignal} signal */
const askBundle = async (url, signal) => readSafetensors(await (await ask(url, signal)).arrayBuffer());

/** @param {string} url @param {AbortSignal} signal @returns {Promise<any>} */
const askJson = async (url, signal) => (await ask(url, signal)).json();
