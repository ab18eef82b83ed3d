/** The address bar holds the whole setting; the back button returns to before a change. */

import { toQuery } from "../data/query.js";
import { raceQuery } from "../data/race.js";
import { raceOf } from "../lab/race.js";

/** @typedef {import("../data/catalogue.js").PageData["page"]} Page */

/**
 * What the address says beside the setting.
 * @param {Pick<Page, "hide" | "theme" | "autoplay">} page
 * @param {Pick<import("../lab/mount.js").Lab["state"], "predict" | "allowed" | "look" | "seeds" | "loop" | "colourBy">} state
 */
export const pageKeys = ({ hide, theme, autoplay }, { predict, allowed, look, seeds, loop, colourBy }) => ({
  ...(hide.length ? { hide: hide.join(",") } : {}),
  ...(theme ? { theme } : {}),
  ...(autoplay ? {} : { autoplay: 0 }),
  ...(predict ? { predict: Math.max(allowed, 1) } : {}),
  ...(look === "plane" ? {} : { look }),
  ...(seeds ? { seeds } : {}),
  ...(loop ? { loop: 1 } : {}),
  ...(colourBy ? { colour: colourBy } : {}),
});

/**
 * While a hand moves nothing is written: browsers limit how often. A commit ends a change.
 * @param {import("../lab/mount.js").Lab} lab the one whose setting this is
 * @param {Page} page
 */
export function keepAddress(lab, page) {
  const profile = page.asked ? { profile: page.profile } : {};
  const query = (own = {}) => {
    const beside = toQuery({
      ...own,
      ...pageKeys(page, lab.state),
      ...(lab.state.zoomAtRest ? { view: lab.state.zoomAtRest.join(",") } : {}),
    });
    return [raceQuery(lab.state, lab.catalogue), beside].filter(Boolean).join("&");
  };
  /** What the back button returns to. */
  const entry = () => ({ race: raceOf(lab.state), map: lab.state.map });
  const address = () => `${location.pathname}?${query({ ...profile, ...(page.map ? lab.state.map : {}) })}`;
  // In a frame the back button belongs to the page around it.
  const framed = window.parent !== window;
  let written = address();
  history.replaceState(entry(), "", written);

  addEventListener("popstate", ({ state }) => {
    if (!state) return;
    lab.visit(state.race);
    if (page.map) lab.set({ map: state.map });
    history.replaceState(entry(), "", (written = address())); // what is looked at, and hidden, stays
  });
  lab.on(["shown"], ({ setting }) => {
    // The start of a formula is the server's choice, and comes with its answer.
    if (setting.start && !written.includes("&start=")) history.replaceState(entry(), "", (written = address()));
  });
  lab.on(["predict", "theme", "zoomAtRest", "look", "active", "seeds", "loop", "colourBy"], () => history.replaceState(entry(), "", (written = address())));
  lab.onCommit(() => {
    const next = address();
    if (next === written) return;
    written = next;
    if (framed) history.replaceState(entry(), "", next);
    else history.pushState(entry(), "", next);
  });
  leadOn(query);
}

/**
 * Links to another room carry what is set here, however they are opened.
 * @param {() => string} query
 */
function leadOn(query) {
  const lead = (/** @type {Event} */ { target }) => {
    const link = target instanceof Element ? target.closest("a[data-room]") : null;
    if (link instanceof HTMLAnchorElement) link.search = query();
  };
  for (const type of ["pointerdown", "focusin", "click"]) document.addEventListener(type, lead, true);
}
