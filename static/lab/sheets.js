/** Style sheets that come with what they are for. */

/**
 * A sheet of `css/`, once.
 * @param {string} name
 * @returns {Promise<unknown>}
 */
export function sheet(name) {
  const href = new URL(`../css/${name}.css`, import.meta.url).href;
  if (document.querySelector(`link[href="${href}"]`)) return Promise.resolve();
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
  return new Promise((resolve, reject) => {
    link.addEventListener("load", resolve);
    link.addEventListener("error", () => {
      link.remove(); // whoever asks again fetches it again
      reject(new Error(`No style sheet ${name}.`));
    });
    document.head.append(link);
  });
}
