/** A lab that can stand anywhere, any number of times, and be taken down again. */

import { readTheme } from "../views/theme.js";
import { ownIds, scope } from "./dom.js";
import { createHistory } from "./history.js";
import { keepExact } from "./exactness.js";
import { loadLate } from "./late.js";
import { startLoader } from "./loader.js";
import { keepPlaying } from "./playback.js";
import { lineUp, raceOf, sameRace, settingsWith, withSettings } from "./race.js";
import { changed } from "./setting.js";
import { createState } from "./state.js";

/**
 * @typedef {import("../data/query.js").Setting} Setting
 * @typedef {(root: HTMLElement, lab: Lab) => () => void} Panel shows a part of the lab; returns how it lets go
 * @typedef {{ until: string, load: () => Promise<Panel> }} Late waits until a selector finds the root, or something in it
 * @typedef {Object} Mounting
 * @property {Setting} setting
 * @property {import("../data/race.js").Race} [race] several on their way; if there is none, the setting runs alone
 * @property {import("../data/catalogue.js").Catalogue} catalogue
 * @property {import("../data/server.js").Source} source
 * @property {readonly Panel[]} parts
 * @property {readonly Late[]} [late] those that nobody needs yet
 * @property {import("../math/scale.js").Extent | null} [zoom] what of the plane is looked at first
 * @property {import("../data/catalogue.js").Look} [look] how the surface is shown first
 * @property {boolean} [exact] whether each step is asked for in every digit once the hand rests
 * @property {boolean} [sparing] whether a runner that the hand is not on comes without what is behind its slider
 *
 * @typedef {Object} Change
 * @property {boolean} [commit] whether the change is finished: the address is written, the back button returns to before
 * @property {boolean} [held] whether a hand is still on what it changes, so that more is to come; unless it is finished
 * @property {boolean} [now] whether it is drawn at once: keys, unlike pointers, do not come just before a frame
 * @property {boolean} [replace] whether the patch is a whole setting, in the place of the one there is
 *
 * @typedef {Object} Lab
 * @property {HTMLElement} root carries `data-lab`, and the lab as `.lab`
 * @property {import("../data/catalogue.js").Catalogue} catalogue
 * @property {import("../data/server.js").Source} source
 * @property {Readonly<import("./state.js").LabState>} state
 * @property {(patch: import("./setting.js").Patch, how?: Change) => void} change the only way to another setting
 * @property {(race: import("./race.js").Race, how?: Pick<Change, "commit">) => void} race puts another race in the place of the one there
 *   is; a runner without an id is new
 * @property {() => void} commit ends a change
 * @property {() => void} undo goes back to before the last change that was finished
 * @property {() => void} redo
 * @property {(race: import("./race.js").Race) => void} visit goes to a race that was there before, as the back button does
 * @property {(patch: Partial<import("./state.js").LabState>) => void} set whatever is no setting: playhead, speed …
 * @property {import("./state.js").LabStore["on"]} on
 * @property {import("./state.js").LabStore["soon"]} soon
 * @property {(listener: () => void) => () => void} onCommit returns how to stop
 * @property {() => void} dispose
 */

/** Pixels of small type where lines are as thick as they are stated. */
const SMALL_TYPE = 12;

let mounted = 0;

/**
 * Nothing below the root is found by an id, and nothing outside of it is touched.
 * @param {HTMLElement} root the markup of a lab, as the templates make it
 * @param {Mounting} mounting
 * @returns {Lab}
 */
export function mountLab(root, { setting, race: line, catalogue, source, parts, late = [], zoom = null, look = "plane", exact = true, sparing = false }) {
  const own = scope();
  const serial = (mounted += 1);
  const seeds = /** @type {import("../data/seeds.js").Seeds} */ (root.dataset.seeds ?? "");
  const first = { predict: root.dataset.predict === "true", allowed: Number(root.dataset.allowed ?? 0), zoom, look, seeds };
  const alone = { runners: [{ setting, name: "", locked: false }], active: 0, target: null };
  const store = createState(line ?? alone, catalogue, first, `hand to picture ${serial}`);
  const history = createHistory(raceOf(store.state), sameRace);
  /** @type {Set<() => void>} */
  const commits = new Set();

  const commit = () => {
    store.set({ held: false });
    history.note(raceOf(store.state));
    told();
    commits.forEach((listener) => listener());
  };
  const told = () => {
    const { canUndo, canRedo } = history;
    if (canUndo === store.state.canUndo && canRedo === store.state.canRedo) return;
    store.set({ canUndo, canRedo });
    root.dispatchEvent(new CustomEvent("descentlab:history", { bubbles: true })); // for buttons that stand outside
  };
  /** @type {Lab["change"]} */
  const change = (patch, { commit: ends = true, replace = false, held = !ends && !replace, now = false } = {}) => {
    const { runners, active, playing, playhead } = store.state;
    const next = replace ? /** @type {Setting} */ (patch) : changed(store.state.setting, patch, catalogue);
    // A new rate gives way to the whole picture only while the run is playing; a playhead that was put somewhere stays.
    const stays = !replace && !playing && Object.keys(patch).every((key) => key === "lr");
    const settings = next === store.state.setting ? null : settingsWith(runners, active, next, catalogue);
    store.set({
      runners: settings ? withSettings(runners, settings, catalogue) : runners,
      playhead: stays ? playhead : Infinity,
      playing: false,
      // A guess is about one setting; of another nothing has been seen.
      ...(settings ? { revealing: false, guess: null } : {}),
      held,
    });
    if (ends) commit();
    if (now) store.hurry();
  };
  /** @type {Lab["race"]} */
  const race = (next, { commit: ends = true } = {}) => {
    const { runners, active, playhead } = store.state;
    const isSame = sameRace(next, raceOf(store.state));
    const isAsked = isSame && next.runners[next.active]?.id === runners[active]?.id; // a guess is about the run in hand
    store.set({
      runners: lineUp(runners, next.runners, catalogue),
      active: next.active,
      target: next.target,
      playhead: isSame ? playhead : Infinity,
      ...(isSame ? {} : { playing: false, revealing: false }),
      ...(isAsked ? {} : { guess: null }),
      held: false,
    });
    if (ends) commit();
  };
  const goTo = (/** @type {import("./race.js").Race | null} */ before) => {
    if (before) race(before);
  };

  /** @type {Lab} */
  const lab = {
    root,
    catalogue,
    source,
    state: store.state,
    change,
    race,
    commit,
    undo: () => goTo(history.undo()),
    redo: () => goTo(history.redo()),
    visit(before) {
      race(before, { commit: false });
      history.visit(before);
      told();
    },
    set: store.set,
    on: store.on,
    soon: store.soon,
    onCommit(listener) {
      commits.add(listener);
      return () => void commits.delete(listener);
    },
    dispose() {
      own.dispose();
      store.dispose();
      commits.clear();
      Reflect.deleteProperty(root, "lab");
    },
  };
  Object.assign(root, { lab });
  ownIds(root, serial);
  own.listen(root, "submit", (event) => event.preventDefault()); // a form, so that its radio groups are its own
  followTheme(lab, own, store.flush);
  for (const panel of parts) own.until(panel(root, lab));
  own.until(loadLate(lab, late));
  own.until(keepPlaying(lab));
  own.until(startLoader(lab, sparing));
  if (exact) own.until(keepExact(lab));
  change({ ...store.state.setting }, { commit: false, replace: true }); // everything is shown once
  return lab;
}

/**
 * The colours that the root's own style gives, whoever changed them: the system, the page, or somebody for this lab alone.
 * @param {Lab} lab
 * @param {ReturnType<typeof scope>} own
 * @param {() => void} drawNow
 */
function followTheme(lab, own, drawNow) {
  const { root, catalogue } = lab;
  // On a projector type, and with it lines, grow with the window.
  const grows = root.dataset.profile === "projector";
  const readAt = (/** @type {number} */ scale) => lab.set({ theme: readTheme(root, catalogue.outcomes, scale) });
  const read = () => readAt(grows ? parseFloat(getComputedStyle(root).fontSize) / SMALL_TYPE : 1);
  const observer = new MutationObserver(read);
  for (const element of [document.documentElement, root]) observer.observe(element, { attributeFilter: ["data-theme"] });
  own.until(() => observer.disconnect());
  own.listen(matchMedia("(prefers-color-scheme: dark)"), "change", read);
  if (grows) own.listen(window, "resize", read);
  // Paper is light; no frame comes before it is printed.
  const { theme } = root.dataset;
  own.listen(window, "beforeprint", () => {
    root.dataset.theme = "light";
    readAt(1);
    drawNow();
  });
  own.listen(window, "afterprint", () => {
    if (theme === undefined) delete root.dataset.theme;
    else root.dataset.theme = theme;
    read();
  });
  read();
}
