/** The address bar holds the whole setting; the back button returns to before a change. */

import { toQuery } from "../data/query.js";

/**
 * While a hand moves nothing is written: browsers limit how often. A commit ends a change.
 * @param {import("../lab/mount.js").Lab} lab the one whose setting this is
 * @param {import("../data/catalogue.js").PageData["page"]} page
 */
export function keepAddress(lab, page) {
  const own = () => ({
    ...(page.hide.length ? { hide: page.hide.join(",") } : {}),
    ...(page.asked ? { profile: page.profile } : {}),
    ...(lab.state.predict ? { predict: 1 } : {}),
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
  lab.on(["predict", "zoomAtRest"], () => history.replaceState(lab.state.setting, "", (written = address())));
  lab.onCommit(() => {
    const next = address();
    if (next === written) return;
    written = next;
    if (framed) history.replaceState(lab.state.setting, "", next);
    else history.pushState(lab.state.setting, "", next);
  });
}
