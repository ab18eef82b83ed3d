/** Words and letters of the glossary, marked where they stand: each becomes a term that can be asked what it means. */

import { withSubscripts } from "../math/format.js";

/** @typedef {import("../data/glossary.js").Glossary} Glossary */

const ACCENTS = /** @type {Record<string, string>} */ ({ "^": "\u0302", "~": "\u0303" });
const RAISED = /** @type {Record<string, string>} */ ({ "+": "⁺", "−": "⁻" });
/** No word is marked in what is one, in what is pressed, nor where it would be said twice. */
const UNMARKED = '.term, math, button, a, label, [data-part="verdict-headline"], [data-part="remedies"]';

/**
 * Marks the first of each word of a container's texts.
 * @param {Element} container one stop of the Tab key; arrows go from term to term
 * @param {Glossary} glossary
 * @param {Set<string | undefined>} seen what is not marked again; all that is marked here is added
 */
export function markTerms(container, glossary, seen = new Set()) {
  container.setAttribute("data-terms", "");
  const terms = () => [...container.querySelectorAll(".term")];
  for (const term of terms()) seen.add(glossary.explain(term.textContent ?? "")?.meaning);
  for (const node of textsOf(container)) {
    const parts = split(node.data, glossary, seen);
    if (parts.length > 1) node.replaceWith(...parts);
  }
  const stops = terms();
  const stop = stops.find((term) => term.getAttribute("tabindex") === "0") ?? stops[0];
  for (const term of stops) term.setAttribute("tabindex", term === stop ? "0" : "-1");
}

/**
 * @param {Element} container
 * @returns {Text[]} what may hold a term: not what is one, nor what is pressed, nor what nobody hears
 */
function textsOf(container) {
  const walker = document.createTreeWalker(container, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const node = /** @type {Text} */ (walker.currentNode);
    if (!node.parentElement?.closest(UNMARKED)) found.push(node);
  }
  return found;
}

/**
 * @param {string} text
 * @param {Glossary} glossary
 * @param {Set<string | undefined>} seen what has been explained already
 * @returns {(string | Element)[]}
 */
function split(text, { pattern, explain }, seen) {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    const [word] = match;
    const meaning = explain(word)?.meaning;
    if (seen.has(meaning)) continue;
    seen.add(meaning);
    const term = document.createElement("span");
    term.textContent = word;
    term.className = "term";
    term.setAttribute("role", "button");
    term.setAttribute("data-term", word);
    parts.push(text.slice(from, match.index), term);
    from = match.index + word.length;
  }
  return [...parts, text.slice(from)];
}

/**
 * Marks the letters of formulas, each for a pointer; the keyboard comes to the first formula of an equation, since nothing
 * in a formula may have the focus (to a screen reader it is one thing).
 * @param {Element} container
 * @param {Glossary} glossary
 */
export function markFormulas(container, glossary) {
  for (const first of container.querySelectorAll("math:first-of-type:not([data-letters])")) {
    first.setAttribute("data-letters", "");
    first.setAttribute("tabindex", "0");
  }
  for (const math of container.querySelectorAll("math")) {
    for (const element of math.querySelectorAll("mi, mo, msub, msup, mover")) {
      const text = lettersOf(element).find((each) => each && glossary.explain(each));
      if (text && !element.parentElement?.closest("[data-term]")) element.setAttribute("data-term", text);
    }
  }
}

/**
 * An element of a formula as the table of symbols may write it: η_min, β₁, m̂, γ⁺.
 * @param {Element} element
 * @returns {string[]}
 */
function lettersOf(element) {
  const [base = "", more = ""] = Array.from(element.children, (child) => (child.textContent ?? "").trim());
  switch (element.localName) {
    case "msub": return [base + withSubscripts(more), `${base}_${more}`];
    case "mover": return ACCENTS[more] ? [base + ACCENTS[more]] : [];
    case "msup": return RAISED[more] ? [base + RAISED[more]] : [];
    case "mo": return element.textContent === "∇" ? ["∇L"] : [];
    default: return [`${element.previousElementSibling?.textContent === "∇" ? "∇" : ""}${element.textContent?.trim()}`];
  }
}
