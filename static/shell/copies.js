/** What is copied to stand elsewhere: the HTML of a frame, and a button that copies. */

/**
 * Course systems keep these attributes; those that keep no style or loading show the same frame, as wide as it says.
 * @param {string} source
 * @param {number} width
 * @param {number} height
 * @param {string} title
 */
export const frame = (source, width, height, title) =>
  `<iframe src="${escaped(source)}" width="${width}" height="${height}" title="${escaped(title)}" loading="lazy" `
  + 'frameborder="0" style="max-width:100%;border:0"></iframe>';

/** @param {string} text */
const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");

/**
 * The old way, which a cross-origin frame may go too: the new one is refused there, and the browser logs that.
 * @param {HTMLButtonElement} trigger
 * @param {HTMLInputElement | HTMLTextAreaElement} field
 */
export function copying(trigger, field) {
  const words = trigger.textContent;
  trigger.addEventListener("click", () => {
    field.focus();
    field.select();
    const copied = document.execCommand("copy");
    trigger.textContent = copied ? "Copied" : "Selected: press Ctrl+C";
    if (copied) trigger.focus();
    setTimeout(() => (trigger.textContent = words), 2500);
  });
}
