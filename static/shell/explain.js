/**
 * Terms explain themselves: under a pointer, at a tap, and when the Tab key comes to them. One card a page; it stands in the
 * lab, or the dialog, of the term, so that it has its colours and is never inert. Esc, a press elsewhere or leaving it
 * takes it away; a pointer may go onto it.
 */

import { readGlossary } from "../data/glossary.js";
import { markTerms } from "../lab/terms.js";

const ASKED = "[data-term], [data-note], .symbol";
/** What the Tab key comes to. */
const STOPS = ".term, [data-letters]";
const DELAY = 150;
const GRACE = 250;
const GAP = 6;

/**
 * @param {import("../data/glossary.js").GlossaryData} data
 * @param {string} root the way to the mount, below which the glossary of Learn stands
 */
export function explainTerms(data, root) {
  const glossary = readGlossary(data);
  for (const head of document.querySelectorAll("dialog thead")) markTerms(head, glossary);
  const card = makeCard();
  /** @type {Element | null} */
  let shown = null;
  let pinned = false;
  let timer = 0;

  const hide = () => {
    clearTimeout(timer);
    shown?.removeAttribute("aria-describedby");
    shown = null;
    pinned = false;
    if (card.isConnected) card.hidePopover();
  };
  const show = (/** @type {Element} */ term) => {
    const said = explanationsOf(term, glossary);
    if (!said.length) return;
    hide();
    shown = term;
    fill(card, said, `${root}learn/glossary`);
    const home = homeOf(term);
    if (card.parentElement !== home) home.append(card);
    if (term.matches(STOPS)) term.setAttribute("aria-describedby", card.id);
    card.showPopover();
    place(card, term);
  };
  const later = (/** @type {() => void} */ act, /** @type {number} */ wait) => {
    clearTimeout(timer);
    timer = setTimeout(act, wait);
  };

  document.addEventListener("pointerover", ({ target, pointerType }) => {
    if (pointerType !== "mouse" || pinned) return;
    const term = termAt(target);
    if (term && term !== shown) later(() => show(term), DELAY);
    else if (term || within(card, target)) clearTimeout(timer);
    else later(() => document.activeElement !== shown && hide(), GRACE);
  });
  document.addEventListener("pointerdown", ({ target }) => {
    if (shown && termAt(target) !== shown && !within(card, target)) hide();
  }, true);
  document.addEventListener("click", (event) => {
    const term = termAt(event.target);
    if (!term) return;
    if (term.closest("label")) event.preventDefault(); // asks what the letter means, and not for the field
    if (shown === term && pinned) return hide();
    show(term);
    pinned = shown === term;
  });
  document.addEventListener("focusin", ({ target }) => {
    if (target instanceof Element && target.matches(`:is(${STOPS}):focus-visible`)) show(target);
  });
  document.addEventListener("focusout", ({ target, relatedTarget }) => {
    if (target === shown && !within(card, relatedTarget)) hide(); // what it says may be pressed
  });
  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    const term = target instanceof Element && target.matches(STOPS) ? target : null;
    const used = key === "Escape" ? shown !== null : term !== null && keyAt(term, key, show);
    if (!used) return;
    if (key === "Escape") hide();
    event.preventDefault(); // a dialog stays open, nothing plays
    event.stopPropagation();
  }, true);
  const follow = (/** @type {Event} */ { target }) => {
    if (!shown || within(card, target)) return;
    if (shown.checkVisibility()) place(card, shown);
    else hide();
  };
  for (const type of ["scroll", "resize"]) addEventListener(type, follow, { capture: true, passive: true });
}

/**
 * Enter and space show what a term means, arrows go to the next.
 * @param {Element} term
 * @param {string} key
 * @param {(term: Element) => void} show
 * @returns {boolean} whether the key was one of these
 */
function keyAt(term, key, show) {
  if (key === "Enter" || key === " ") {
    show(term);
    return true;
  }
  const group = groupOf(term);
  const way = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[key];
  if (!way || group.length < 2) return false;
  const next = group[(group.indexOf(term) + way + group.length) % group.length] ?? term;
  for (const each of group) each.setAttribute("tabindex", each === next ? "0" : "-1");
  /** @type {HTMLElement} */ (next).focus();
  return true;
}

/**
 * The terms that share a stop of the Tab key.
 * @param {Element} term
 */
const groupOf = (term) =>
  [...(term.closest("[data-terms]")?.querySelectorAll(".term") ?? [])].filter((each) => each.checkVisibility());

/** @param {EventTarget | null} target */
const termAt = (target) => (target instanceof Element ? target.closest(ASKED) : null);

/** @param {Element} card @param {EventTarget | null} target */
const within = (card, target) => target instanceof Node && card.contains(target);

/**
 * What only this place knows; of an equation, all its letters; else the term itself.
 * @param {Element} term
 * @param {import("../data/glossary.js").Glossary} glossary
 * @returns {import("../data/glossary.js").Explanation[]}
 */
function explanationsOf(term, glossary) {
  const note = term.getAttribute("data-note");
  if (note) return [{ title: "", meaning: note, anchor: "" }];
  const asked = term.matches("[data-letters]") ? [...(term.parentElement?.querySelectorAll("[data-term]") ?? [])] : [term];
  const texts = new Set(asked.map((each) => each.getAttribute("data-term") ?? each.textContent ?? ""));
  return [...texts].flatMap((text) => glossary.explain(text) ?? []);
}

/** @param {Element} term @returns {Element} */
const homeOf = (term) => term.closest("dialog, [data-lab]") ?? document.body;

function makeCard() {
  const card = document.createElement("div");
  card.id = "explanation";
  card.className = "explanation";
  card.setAttribute("role", "tooltip");
  card.popover = "manual";
  return card;
}

/**
 * @param {HTMLElement} card
 * @param {import("../data/glossary.js").Explanation[]} said
 * @param {string} glossary its address
 */
function fill(card, said, glossary) {
  card.replaceChildren(...said.map(({ title, meaning, anchor }) => {
    const [line, heading] = [document.createElement("p"), document.createElement("a")];
    Object.assign(heading, { textContent: title, href: `${glossary}#${encodeURIComponent(anchor)}`, target: window === parent ? "" : "_blank" });
    line.append(...(title ? [heading, " "] : []), meaning);
    return line;
  }));
}

/**
 * Below the term if there is room, else above; within its lab.
 * @param {HTMLElement} card
 * @param {Element} term
 */
function place(card, term) {
  const home = homeOf(term);
  const box = (home.querySelector(".lab") ?? home).getBoundingClientRect();
  const [least, most] = [Math.max(box.left, 0) + GAP, Math.min(box.right, innerWidth) - GAP];
  card.style.maxWidth = `${most - least}px`;
  const { left, top, bottom } = term.getBoundingClientRect();
  const { offsetWidth, offsetHeight } = card;
  const below = bottom + GAP + offsetHeight <= Math.min(box.bottom, innerHeight) || top < offsetHeight + GAP;
  card.style.left = `${Math.max(Math.min(left, most - offsetWidth), least)}px`;
  card.style.top = `${below ? bottom + GAP : top - GAP - offsetHeight}px`;
}
