/** Wiring: a page of Learn, whose figures become labs when they are seen. */

import { readLearnData } from "../data/catalogue.js";
import { readGlossary } from "../data/glossary.js";
import { markTerms } from "../lab/terms.js";
import { checkpoints } from "../shell/checkpoints.js";
import { explainTerms } from "../shell/explain.js";
import { liveFigures } from "../shell/figures.js";
import { themeButton } from "../shell/theme.js";

/** Paragraphs of the text itself: no heading, question, or word that is being defined. */
const TEXTS = "[data-chapter] > p, [data-chapter] > section > p:not(.said, .display), [data-chapter] > section > ul:not(.options)";

const data = readLearnData();
const isFramed = document.body.dataset.framed !== undefined;
if (!isFramed) themeButton({ theme: null, profile: "learn" });
explainTerms(data.catalogue.glossary, data.root);
// The first time that the page has a word of the trade it can be asked what it means.
const [glossary, seen] = [readGlossary(data.catalogue.glossary), new Set()];
for (const block of document.querySelectorAll(TEXTS)) markTerms(block, glossary, seen);
const figures = liveFigures(data);
const tell = isFramed ? (await import("../shell/framed.js")).talkToParent() : () => {};
checkpoints(({ id, of, isRight }) => {
  if (of) figures.reveal(of);
  tell("checkpoint", { id, right: isRight });
});
if (document.querySelector("[data-embed]")) (await import("../shell/embeds.js")).embedCodes(data.root);
