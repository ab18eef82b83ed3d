/** A lab that can stand anywhere, any number of times, and be taken down again. */

import { readTheme } from "../views/theme.js";
import { ownIds, scope } from "./dom.js";
import { startLoader } from "./loader.js";
import { keepPlaying } from "./playback.js";
import { updated } from "./runner.js";
import { changed } from "./setting.js";
import { createState } from "./state.js";

/**
 * @typedef {import("../data/query.js").Setting} Setting
 * @typedef {(root: HTMLElement, lab: Lab) => () => void} Panel shows a part of the lab; returns how it lets go
 * @typedef {Object} Mounting
 * @property {Setting} setting
 * @property {import("../data/catalogue.js").Catalogue} catalogue
 * @property {import("../data/server.js").Source} source
 * @property {readonly Panel[]} parts
 * @property {import("../math/scale.js").Extent | null} [zoom] what of the plane is looked at first
 *
 * @typedef {Object} Change
 * @property {boolean} [commit] whether the change is finished: the address is written, the back button returns to before
 * @property {boolean} [replace] whether the patch is a whole setting, in the place of the one there is
 *
 * @typedef {Object} Lab
 * @property {HTMLElement} root carries `data-lab`, and the lab as `.lab`
 * @property {import("../data/catalogue.js").Catalogue} catalogue
 * @property {import("../data/server.js").Source} source
 * @property {Readonly<import("./state.js").LabState>} state
 * @property {(patch: import("./setting.js").Patch, how?: Change) => void} change the only way to another setting
 * @property {() => void} commit ends a change
 * @property {(patch: Partial<import("./state.js").LabState>) => void} set whatever is no setting: playhead, speed …
 * @property {import("./state.js").LabStore["on"]} on
 * @property {(listener: () => void) => () => void} onCommit returns how to stop
 * @property {() => void} dispose
 */

const PROJECTOR_SCALE = 2;

let mounted = 0;

/**
 * Nothing below the root is found by an id, and nothing outside of it is touched.
 * @param {HTMLElement} root the markup of a lab, as the templates make it
 * @param {Mounting} mounting
 * @returns {Lab}
 */
export function mountLab(root, { setting, catalogue, source, parts, zoom = null }) {
  const own = scope();
  const serial = (mounted += 1);
  const store = createState(setting, catalogue, root.dataset.predict === "true", zoom, `hand to picture ${serial}`);
  /** @type {Set<() => void>} */
  const commits = new Set();

  const commit = () => {
    store.set({ held: false });
    commits.forEach((listener) => listener());
  };
  /** @type {Lab["change"]} */
  const change = (patch, { commit: ends = true, replace = false } = {}) => {
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
      held: !ends,
    });
    if (ends) commit();
  };

  /** @type {Lab} */
  const lab = {
    root,
    catalogue,
    source,
    state: store.state,
    change,
    commit,
    set: store.set,
    on: store.on,
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
  followTheme(lab, own);
  for (const panel of parts) own.until(panel(root, lab));
  own.until(keepPlaying(lab));
  own.until(startLoader(lab));
  change({ ...setting }, { commit: false, replace: true }); // everything is shown once
  store.set({ held: false });
  return lab;
}

/**
 * The colours that the root's own style gives, whoever changed them: the system, the page, or somebody for this lab alone.
 * @param {Lab} lab
 * @param {ReturnType<typeof scope>} own
 */
function followTheme(lab, own) {
  const { root } = lab;
  const read = () => lab.set({ theme: readTheme(root, root.dataset.profile === "projector" ? PROJECTOR_SCALE : 1) });
  const observer = new MutationObserver(read);
  for (const element of [document.documentElement, root]) observer.observe(element, { attributeFilter: ["data-theme"] });
  own.until(() => observer.disconnect());
  own.listen(matchMedia("(prefers-color-scheme: dark)"), "change", read);
  read();
}
