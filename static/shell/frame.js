/** A frame and the page around it: what it is asked, what it tells, and the keys it has no use for. */

import { Problem } from "../data/problem.js";
import { playOnce, togglePlay } from "../lab/playback.js";
import { notchOf, changed } from "../lab/setting.js";

/**
 * @typedef {import("../lab/mount.js").Lab} Lab
 * @typedef {import("../data/catalogue.js").PageData} PageData
 * @typedef {(type: "ready" | "state" | "error", what: object) => void} Tell
 */

/**
 * Talks with the page around this one, if there is any. Nobody else is listened to; what is told is no secret, so that
 * it may be any page.
 * @param {Lab} lab
 * @param {Pick<PageData, "setting" | "notices" | "page">} data
 */
export function talkToParent(lab, { setting, notices, page }) {
  const { parent } = window;
  if (parent === window) return;
  /** @type {Tell} */
  const tell = (type, what) => parent.postMessage({ source: "descentlab", v: 1, type, ...what }, "*");
  const asked = requests(lab, tell, setting);
  const slides = slideShow(lab, page.autoplay);
  addEventListener("message", ({ source, data }) => {
    if (source !== parent) return;
    if (Object.hasOwn(slides, data)) slides[data]?.();
    else if (data?.source === "descentlab-host" && data.v === 1) answer(asked, data, tell);
  });
  handKeysOn((method) => parent.postMessage(JSON.stringify({ method, args: [] }), "*"));
  reportTo(tell, lab);
  if (notices.length) tell("error", { message: "What was refused is at its default.", errors: notices });
}

/**
 * @param {Record<string, (message: any) => void>} asked
 * @param {{ type?: unknown }} message
 * @param {Tell} tell
 */
function answer(asked, message, tell) {
  const type = typeof message.type === "string" ? message.type : "";
  if (Object.hasOwn(asked, type)) asked[type]?.(message);
  else tell("error", { message: `There is no message ${type.slice(0, 40)}; there are ${Object.keys(asked).join(", ")}.`, errors: [] });
}

/**
 * What the page around may ask.
 * @param {Lab} lab
 * @param {Tell} tell
 * @param {PageData["setting"]} first the setting it came with
 * @returns {Record<string, (message: any) => void>}
 */
function requests(lab, tell, first) {
  const { source, catalogue } = lab;
  const set = async (/** @type {Record<string, unknown>} */ patch) => {
    const next = changed(lab.state.setting, patch, catalogue);
    try {
      // The grammar is the server's: it is asked first what the lab will ask next, and will then have at hand.
      await Promise.all([source.family(next), notchOf(catalogue.notches, next.lr) === null ? source.run(next) : null]);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      tell("error", { message: problem.message, errors: problem.errors });
      return;
    }
    lab.change(patch);
  };
  let queue = Promise.resolve(); // one after the other, in the order they came
  return {
    set({ setting }) {
      if (Object.prototype.toString.call(setting) !== "[object Object]") {
        tell("error", { message: "The message set carries a setting: an object with keys of the query grammar.", errors: [] });
        return;
      }
      const odd = Object.keys(setting).filter((key) => ![setting[key]].flat().every(isPlain));
      if (odd.length) {
        const message = "A value is a number, a text, true, false, or a list of these; null leaves it to the run.";
        tell("error", { message, errors: odd.map((parameter) => ({ parameter, message })) });
        return;
      }
      const patch = Object.entries(setting).map(([key, value]) => [key, valueOf(key, value)]);
      queue = queue.then(() => set(Object.fromEntries(patch)));
    },
    play: () => {
      if (!lab.state.run) playOnce(lab);
      else if (!lab.state.playing) togglePlay(lab);
    },
    pause: () => pause(lab),
    reset: () => lab.change({ ...first }, { replace: true }),
  };
}

/** @param {unknown} value */
const isPlain = (value) => value === null || ["number", "string", "boolean"].includes(typeof value);

/**
 * A value of a setting as a lab holds it, from one as the query grammar writes it.
 * @param {string} key
 * @param {unknown} value
 */
function valueOf(key, value) {
  if (key === "start") return typeof value === "string" ? value.split(",").map(Number) : value;
  if (Array.isArray(value)) return value.join(",");
  if (typeof value !== "string" || key === "f") return value;
  if (value === "true" || value === "false") return value === "true";
  return value.trim() && Number.isFinite(Number(value)) ? Number(value) : value;
}

/** Before there is a run, pausing keeps it from playing by itself. @param {Lab} lab */
const pause = (lab) => lab.set(lab.state.run ? { playing: false } : { playhead: Infinity });

/**
 * reveal.js tells a frame when its slide comes and goes. The first picture plays by itself, or not, as the page says.
 * @param {Lab} lab
 * @param {boolean} autoplay
 * @returns {Record<string, () => void>}
 */
function slideShow(lab, autoplay) {
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  return {
    "slide:start": () => {
      if (autoplay && !still.matches && lab.state.run) lab.set({ playhead: 0, playing: true });
    },
    "slide:stop": () => pause(lab),
  };
}

/**
 * Tells of every change that was finished, once its run is there; the first time as "ready".
 * @param {Tell} tell
 * @param {Lab} lab
 */
function reportTo(tell, lab) {
  /** @type {"ready" | "state" | null} */
  let due = "ready";
  const report = () => {
    const { busy, problem, run, setting, predict } = lab.state;
    if (!due || busy || problem || !run) return;
    // What a student is to predict is told to nobody.
    const found = predict ? {} : { outcome: run.outcome, headline: run.verdict.headline };
    tell(due, { setting, ...found });
    due = null;
  };
  lab.on(["busy", "run"], report);
  lab.onCommit(() => {
    due ??= "state";
    requestAnimationFrame(report); // by then the lab knows whether it must ask
  });
  lab.on(["problem"], ({ problem }) => {
    if (problem) tell("error", { message: problem.message, errors: problem.errors });
  });
  report();
}

const PAGE_KEYS = /** @type {Record<string, "next" | "prev">} */ ({ PageDown: "next", PageUp: "prev" });
/** These too, while nothing has the focus. */
const ARROWS = /** @type {Record<string, "next" | "prev">} */ ({ ArrowRight: "next", ArrowLeft: "prev" });
const USES_PAGE_KEYS = "input[type=range], select, textarea, .sheet *";

/**
 * Keys pressed in a frame never reach the page around it: those without a use here are handed on as reveal.js's methods.
 * Whoever came to a slider with the keyboard moves it by a decade; after a hand's drag they are the lecturer's clicker.
 * @param {(method: "next" | "prev") => void} hand
 */
function handKeysOn(hand) {
  let byPointer = false;
  document.addEventListener("pointerdown", () => (byPointer = true), true);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Tab") byPointer = false;
    const target = event.target instanceof Element ? event.target : document.body;
    const method = PAGE_KEYS[event.key] ?? ((target === document.body || target.matches("[data-part=path]")) ? ARROWS[event.key] : undefined);
    const modified = event.ctrlKey || event.metaKey || event.altKey || event.shiftKey;
    if (!method || modified || document.querySelector("dialog[open]")) return;
    if (target.matches(USES_PAGE_KEYS)) {
      if (!byPointer) return;
      event.preventDefault(); // else the slider would move as well; elsewhere the page around may scroll
      event.stopPropagation();
    }
    hand(method);
  }, true);
}
