/** The HTML with which a figure, or a chapter, stands in another page: with the address under which this page was found. */

import { copying, frame } from "./copies.js";

/** Pixels: of text with a figure, and the height of one; who follows the messages of a frame sets it to what it tells. */
const WIDTH = 720, FIGURE = 640, CHAPTER = 900;

/** @param {string} root the way from this page to the mount */
export function embedCodes(root) {
  for (const field of document.querySelectorAll("textarea[data-embed]")) {
    if (!(field instanceof HTMLTextAreaElement)) continue;
    const asked = field.dataset.embed ?? "";
    const address = new URL(`${root}embed?${asked}`, document.baseURI).href;
    field.value = frame(address, WIDTH, asked.startsWith("figure") ? FIGURE : CHAPTER, field.title);
    const copy = document.createElement("button");
    Object.assign(copy, { type: "button", textContent: "Copy HTML" });
    copying(copy, field);
    field.after(copy);
  }
}
