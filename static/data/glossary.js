/** What words and letters mean, as the server says. */

import { withSubscripts } from "../math/format.js";

/**
 * @typedef {{ symbols: { text: string, name: string, meaning: string, where: string }[],
 *   words: { text: string, meaning: string, also: string[] }[] }} GlossaryData
 * @typedef {{ title: string, meaning: string, anchor: string }} Explanation anchor: its place in the glossary of Learn
 * @typedef {Object} Glossary
 * @property {(text: string) => Explanation | undefined} explain a symbol or a word as it is written
 * @property {RegExp} pattern finds them in a sentence
 */

/** Any number stands for the c of c/η. */
const NUMBER = /^[\d.]+\//;

/** @param {GlossaryData} data @returns {Glossary} */
export function readGlossary({ symbols, words }) {
  /** @type {Map<string, Explanation>} */
  const known = new Map();
  for (const { text, name, meaning, where } of symbols) {
    known.set(text, { title: `${asWritten(text)}: ${name}`, meaning: where ? `${meaning} (${capital(where)})` : meaning, anchor: anchorOf(text) });
  }
  const forms = words.flatMap(({ text, also, meaning }) => [text, ...also].map((form) => ({ form, meaning, anchor: anchorOf(text) })));
  for (const { form, meaning, anchor } of forms) known.set(form.toLowerCase(), { title: "", meaning, anchor });
  const letters = symbols.map(({ text }) => text).filter((text) => /^\p{Script=Greek}/u.test(text));
  const sources = [...forms.map(({ form }) => form), ...letters].sort((a, b) => b.length - a.length)
    .map((text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/^c\//, "[\\d.]+/"));
  return {
    explain(text) {
      const said = known.get(text) ?? known.get(text.toLowerCase()) ?? known.get(text.replace(NUMBER, "c/"));
      return said && { ...said, title: said.title || capital(text) };
    },
    pattern: new RegExp(`(?<![\\p{L}\\p{N}/_])(?:${sources.join("|")})(?![\\p{L}\\p{M}\\p{N}/_])`, "giu"),
  };
}

/** @param {string} text */
const anchorOf = (text) => text.replaceAll(" ", "-");

/** @param {string} text η_min @returns {string} η min */
const asWritten = (text) => withSubscripts(text.replace(/_(?=\d)/, "").replace("_", "\u2009"));

/** @param {string} text */
const capital = (text) => (/^[a-z]{2}/.test(text) ? (text[0] ?? "").toUpperCase() + text.slice(1) : text);
