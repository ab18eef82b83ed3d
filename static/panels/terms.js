/** Marks the terms of a lab's texts and formulas, and again whenever one of them says something else. */

import { readGlossary } from "../data/glossary.js";
import { scope } from "../lab/dom.js";
import { markFormulas, markTerms } from "../lab/terms.js";

/** Texts, each one stop of the Tab key. */
const TEXTS = '[data-part="rate-title"], [data-part="verdict-body"], [data-part="surface-teaches"], .signs, .charts';
const FORMULAS = '[data-part="caption"], .equations';

/** @param {HTMLElement} root @param {import("../lab/mount.js").Lab} lab */
export default function termsPanel(root, lab) {
  const own = scope();
  const glossary = readGlossary(lab.catalogue.glossary);
  const marking = [
    ...Array.from(root.querySelectorAll(TEXTS), (container) => ({ container, mark: markTerms })),
    ...Array.from(root.querySelectorAll(FORMULAS), (container) => ({ container, mark: markFormulas })),
  ];
  const observer = new MutationObserver((changes) => {
    for (const { container, mark } of marking) {
      if (changes.some(({ target }) => container.contains(target))) mark(container, glossary);
    }
    observer.takeRecords(); // the marks themselves
  });
  for (const { container, mark } of marking) {
    mark(container, glossary);
    observer.observe(container, { childList: true, characterData: true, subtree: true });
  }
  own.until(() => observer.disconnect());
  return own.dispose;
}
