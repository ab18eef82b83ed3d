/** Stories: settings with something to see, each a link; that which is open is marked, and told below the rows. */

import { toQuery } from "../data/query.js";
import { part, scope, write } from "../lab/dom.js";

/** @typedef {import("../data/server.js").Story} Story */

/** What of an address is about the page, and goes along. */
const KEPT = ["theme", "profile", "hide", "autoplay"];
const NONE = "settings with something to see";

/**
 * @param {Story} story
 * @param {string} search of the address
 */
export function addressOf({ page, query }, search) {
  const kept = [...new URLSearchParams(search)].filter(([key]) => KEPT.includes(key) && (key !== "profile" || page === ""));
  return `./${page}?${[query, ...kept.map((pair) => pair.map(encodeURIComponent).join("="))].join("&")}`;
}

/** @param {HTMLElement} root @param {import("../lab/mount.js").Lab} lab */
export default function storiesPanel(root, lab) {
  const own = scope();
  const list = part(root, "stories-list", HTMLElement);
  const row = part(root, "stories", HTMLDetailsElement);
  const [told, chosen] = [part(root, "story-told", HTMLElement), part(root, "stories-chosen", HTMLElement)];
  const page = root.dataset.profile === "atlas" ? "atlas" : "";
  /** @type {{ story: Story, link: HTMLAnchorElement }[]} */
  let links = [];
  let gone = false;
  own.until(() => {
    gone = true;
    list.replaceChildren();
  });

  const mark = () => {
    if (links.length === 0 || lab.state.held) return; // known once the hand rests
    const settings = lab.state.runners.map(({ setting }) => toQuery(setting)).join(" ");
    const open = links.find(({ story }) => story.settings.join(" ") === settings && story.page === page);
    for (const each of links) {
      if (each === open) each.link.setAttribute("aria-current", "true");
      else each.link.removeAttribute("aria-current");
    }
    // What is told of a setting is its answer.
    const shown = lab.state.predict ? undefined : open?.story;
    for (const { link } of links) link.querySelector("span")?.toggleAttribute("hidden", lab.state.predict);
    write(chosen.querySelector("span") ?? chosen, shown?.title ?? NONE);
    write(told, shown?.sentence ?? "");
    told.hidden = !shown;
  };
  const fill = async () => {
    const stories = await lab.source.stories().catch(() => []);
    if (gone) return;
    links = stories.map((story) => ({ story, link: linkTo(story) }));
    const [first, others] = [true, false].map((isFirst) => listOf(links.filter(({ story }) => story.first === isFirst)));
    const all = document.createElement("details");
    all.className = "all";
    all.append(Object.assign(document.createElement("summary"), { textContent: `All ${stories.length}` }), others);
    list.replaceChildren(first, all);
    mark();
    if (row.open) row.scrollIntoView({ block: "start" }); // it is the last: there is little room below
  };
  void fill();
  own.until(lab.on(["runners", "held", "predict"], mark));
  own.listen(row, "toggle", () => {
    if (row.open && links.length) row.scrollIntoView({ block: "start" });
  });
  return own.dispose;
}

/** @param {Story} story */
function linkTo(story) {
  const link = document.createElement("a");
  link.href = addressOf(story, location.search);
  const [title, sentence] = [document.createElement("b"), document.createElement("span")];
  [title.textContent, sentence.textContent] = [story.title, story.sentence];
  link.append(title, " ", sentence);
  return link;
}

/** @param {readonly { link: HTMLAnchorElement }[]} links */
function listOf(links) {
  const list = document.createElement("ul");
  list.append(...links.map(({ link }) => {
    const item = document.createElement("li");
    item.append(link);
    return item;
  }));
  return list;
}
