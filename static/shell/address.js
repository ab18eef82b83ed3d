/** The address bar holds the whole setting; the back button returns to before a change. */

import { toQuery } from "../data/query.js";

/** @typedef {import("../data/catalogue.js").PageData["page"]} Page */

/**
 * What the address says beside the setting.
 * @param {Pick<Page, "hide" | "theme" | "autoplay">} page
 * @param {boolean} predict
 */
export const pageKeys = ({ hide, theme, autoplay }, predict) => ({
  ...(hide.length ? { hide: hide.join(",") } : {}),
  ...(theme ? { theme } : {}),
  ...(autoplay ? {} : { autoplay: 0 }),
  ...(predict ? { predict: 1 } : {}),
});

/**
 * While a hand moves nothing is written: browsers limit how often. A commit ends a change.
 * @param {import("../lab/mount.js").Lab} lab the one whose setting this is
 * @param {Page} page
 */
export function keepAddress(lab, page) {
  const own = () => ({
    ...(page.asked ? { profile: page.profile } : {}),
    ...pageKeys(page, lab.state.predict),
    ...(lab.state.zoomAtRest ? { view: lab.state.zoomAtRest.join(",") } : {}),
  });
  const address = () => `${location.pathname}?${toQuery({ ...lab.state.setting, ...own() })}`;
  // In a frame the back button belongs to the page around it.
  const framed = window.parent !== window;
  let written = address();
  history.replaceState(lab.state.setting, "", written);

  addEventListener("popstate", ({ state }) => {
    if (!state) return;
    lab.change(state, { commit: false, replace: true });
    history.replaceState(state, "", (written = address())); // what is looked at, and hidden, stays
  });
  lab.on(["shown"], ({ setting }) => {
    // The start of a formula is the server's choice, and comes with its answer.
    if (setting.start && !written.includes("&start=")) history.replaceState(setting, "", (written = address()));
  });
  lab.on(["predict", "theme", "zoomAtRest"], () => history.replaceState(lab.state.setting, "", (written = address())));
  lab.onCommit(() => {
    const next = address();
    if (next === written) return;
    written = next;
    if (framed) history.replaceState(lab.state.setting, "", next);
    else history.pushState(lab.state.setting, "", next);
  });
}
