/** A lab that can stand anywhere, any number of times, and be taken down again. */

import { readTheme } from "../views/theme.js";
import { ownIds, scope } from "./dom.js";
import { createHistory } from "./history.js";
import { keepExact } from "./exactness.js";
import { loadLate } from "./late.js";
import { startLoader } from "./loader.js";
import { keepPlaying } from "./playback.js";
import { updated } from "./runner.js";
import { changed } from "./setting.js";
import { createState } from "./state.js";

/**
 * @typedef {import("../data/query.js").Setting} Setting
 * @typedef {(root: HTMLElement, lab: Lab) => () => void} Panel shows a part of the lab; returns how it lets go
 * @typedef {{ until: string, load: () => Promise<Panel> }} Late waits until a selector finds the root, or something in it
 * @typedef {Object} Mounting
 * @property {Setting} setting
 * @property {import("../data/catalogue.js").Catalogue} catalogue
 * @property {import("../data/server.js").Source} source
 * @property {readonly Panel[]} parts
 * @property {readonly Late[]} [late] those that nobody needs yet
 * @property {import("../math/scale.js").Extent | null} [zoom] what of the plane is looked at first
 * @property {import("../data/catalogue.js").Look} [look] how the surface is shown first
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
 * @property {() => void} commit ends a change
 * @property {() => void} undo goes back to before the last change that was finished
 * @property {() => void} redo
 * @property {(setting: Setting) => void} visit goes to a setting that was there before, as the back button does
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
export function mountLab(root, { setting, catalogue, source, parts, late = [], zoom = null, look = "plane" }) {
  const own = scope();
  const serial = (mounted += 1);
  const seeds = /** @type {import("../data/seeds.js").Seeds} */ (root.dataset.seeds ?? "");
  const first = { predict: root.dataset.predict === "true", allowed: Number(root.dataset.allowed ?? 0), zoom, look, seeds };
  const store = createState(setting, catalogue, first, `hand to picture ${serial}`);
  const history = createHistory(setting);
  /** @type {Set<() => void>} */
  const commits = new Set();

  const commit = () => {
    store.set({ held: false });
    history.note(store.state.setting);
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
    const replaced = (/** @type {import("./runner.js").Runner} */ runner, /** @type {number} */ index) =>
      index === active ? updated(runner, { setting: next }, catalogue) : runner;
    store.set({
      runners: next === store.state.setting ? runners : runners.map(replaced),
      playhead: stays ? playhead : Infinity,
      playing: false,
      // A guess is about one setting; of another nothing has been seen.
      ...(next === store.state.setting ? {} : { revealing: false, guess: null }),
      held,
    });
    if (ends) commit();
    if (now) store.hurry();
  };
  const goTo = (/** @type {Setting | null} */ before) => {
    if (before) change(before, { replace: true });
  };

  /** @type {Lab} */
  const lab = {
    root,
    catalogue,
    source,
    state: store.state,
    change,
    commit,
    undo: () => goTo(history.undo()),
    redo: () => goTo(history.redo()),
    visit(before) {
      change(before, { commit: false, replace: true });
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
  own.until(startLoader(lab));
  own.until(keepExact(lab));
  change({ ...setting }, { commit: false, replace: true }); // everything is shown once
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
