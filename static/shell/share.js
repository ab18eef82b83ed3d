/** Share: a link that holds everything, and the HTML of a frame for a course page or a slide. */

import { byId } from "../data/catalogue.js";
import { toQuery } from "../data/query.js";
import { raceQuery } from "../data/race.js";
import { button, input, part } from "../lab/dom.js";
import { clamp } from "../math/clamp.js";
import { copying, frame } from "./copies.js";
import { pageKeys } from "./address.js";

/** @typedef {import("../lab/mount.js").Lab} Lab */

/** Relative to where the service is mounted, like every address. */
const PATHS = /** @type {Record<string, string>} */ ({ lab: "", projector: "present", embed: "embed", atlas: "atlas" });

/**
 * @param {string} root the way from this page to the mount
 * @param {import("../data/catalogue.js").PageData["page"]} page
 * @returns {import("./dialogs.js").Fill}
 */
export function shareDialog(root, page) {
  const dialog = part(document, "share-dialog", HTMLDialogElement);
  const [link, snippet] = [input(dialog, "share-link"), part(dialog, "snippet", HTMLTextAreaElement)];
  const [width, height] = [input(dialog, "snippet-width"), input(dialog, "snippet-height")];
  const [title, theme] = [input(dialog, "snippet-title"), part(dialog, "snippet-theme", HTMLSelectElement)];
  const warnings = part(dialog, "share-warnings", HTMLElement);
  /** @type {Lab | null} */
  let shared = null;

  const checked = (/** @type {string} */ name) =>
    Array.from(dialog.querySelectorAll(`input[name="${name}"]:checked`), (each) => each.getAttribute("value") ?? "");
  const address = (/** @type {Lab} */ { state, catalogue }, /** @type {string} */ profile, own = page) => {
    const map = profile === "atlas" ? state.map : {};
    const beside = toQuery({ ...map, ...pageKeys({ ...own, hide: checked("share-hide") }, state) });
    const query = [raceQuery(state, catalogue), beside].filter(Boolean).join("&");
    return new URL(`${root}${PATHS[profile]}?${query}`, document.baseURI).href;
  };
  const refresh = () => {
    if (!shared) return;
    link.value = address(shared, checked("share-profile")[0] ?? "lab");
    const framed = address(shared, "embed", { ...page, theme: /** @type {"light" | "dark" | "auto"} */ (theme.value) });
    snippet.value = frame(framed, sizeOf(width), sizeOf(height), title.value || title.defaultValue);
  };
  dialog.addEventListener("input", refresh);
  for (const size of [width, height]) size.addEventListener("change", () => (size.value = String(sizeOf(size))));
  copying(button(dialog, "share-link-copy"), link);
  copying(button(dialog, "snippet-copy"), snippet);
  return (lab) => {
    shared = lab;
    title.defaultValue = titleOf(lab); // what somebody has typed stays
    warnings.replaceChildren(...obstacles(new URL(link.baseURI)).map((text) => {
      const warning = document.createElement("p");
      warning.className = "notice";
      warning.textContent = text;
      return warning;
    }));
    refresh();
  };
}

/**
 * What is typed, within the least and the most that a frame may be.
 * @param {HTMLInputElement} field
 */
const sizeOf = ({ valueAsNumber, defaultValue, min, max }) =>
  clamp(Math.round(Number.isNaN(valueAsNumber) ? Number(defaultValue) : valueAsNumber), Number(min), Number(max));

/** @param {Lab} lab */
const titleOf = ({ catalogue: { surfaces, optimizers }, state: { setting: { f, surface, optimizer } } }) =>
  `Descent Lab: ${f ?? byId(surfaces, surface).name}, ${byId(optimizers, optimizer).name}`;

const ALONE = /^(.*\.)?localhost$|^127(\.\d+){3}$|^0\.0\.0\.0$|^\[::1?\]$/;
/** RFC 1918, 3927 and 6598; 4193 and 4291; 6762 and its like, and an intranet's names without a dot. */
const NEARBY = new RegExp([
  /^(10\.\d+|192\.168|172\.(1[6-9]|2\d|3[01])|169\.254|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\.\d+\.\d+$/,
  /^\[f[cde]/,
  /\.(local|lan|internal|home\.arpa)$|^[^.[]+$/,
].map(({ source }) => source).join("|"));

/**
 * What keeps others from opening an address, or a page from showing it in a frame.
 * @param {Pick<URL, "hostname" | "protocol">} address
 * @returns {string[]}
 */
export function obstacles({ hostname, protocol }) {
  const found = [];
  if (ALONE.test(hostname)) {
    found.push(`Students cannot open this address: ${hostname} is this computer alone. Share from where they reach it.`);
  } else if (NEARBY.test(hostname)) {
    found.push(`Students outside of this network cannot open this address: ${hostname} is known here alone.`);
  }
  if (protocol === "http:") found.push("A course page on https will block this frame, since its address is http: serve the lab on https.");
  return found;
}
