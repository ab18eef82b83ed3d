/** The address bar holds the whole setting; the back button returns to before a change. */

import { toQuery } from "./state.js";

/**
 * While a hand moves nothing is written: browsers limit how often. `commit` ends a change.
 * @param {import("./lab.js").LabStore} store
 * @param {import("./catalogue.js").PageData["page"]} page
 * @returns {() => void} commit
 */
export function keepAddress(store, page) {
  const own = () => ({
    ...(page.hide.length ? { hide: page.hide.join(",") } : {}),
    ...(page.asked ? { profile: page.profile } : {}),
    ...(store.state.predict ? { predict: 1 } : {}),
  });
  const address = () => `${location.pathname}?${toQuery({ ...store.state.setting, ...own() })}`;
  // In a frame the back button belongs to the page around it.
  const framed = window.parent !== window;
  let written = address();
  history.replaceState(store.state.setting, "", written);

  addEventListener("popstate", ({ state }) => {
    if (!state) return;
    written = location.pathname + location.search;
    store.set({ setting: state, playhead: Infinity, playing: false });
  });
  store.on(["shown"], ({ setting }) => {
    // The start of a formula is the server's choice, and comes with its answer.
    if (setting.start && !written.includes("&start=")) history.replaceState(setting, "", (written = address()));
  });
  store.on(["predict"], () => history.replaceState(store.state.setting, "", (written = address())));
  return () => {
    const next = address();
    if (next === written) return;
    written = next;
    if (framed) history.replaceState(store.state.setting, "", next);
    else history.pushState(store.state.setting, "", next);
  };
}
