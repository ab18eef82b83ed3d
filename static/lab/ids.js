/** The ids that ARIA needs, made each lab's own: a page may hold several. */

const REFERRING = ["for", "aria-labelledby", "aria-describedby", "aria-controls"];

/**
 * @param {Element} root
 * @param {number} serial of the lab on this page
 */
export function ownIds(root, serial) {
  /** @type {Map<string, string>} */
  const renamed = new Map();
  for (const element of root.querySelectorAll("[id]")) {
    const own = `${element.id.replace(/-lab\d+$/, "")}-lab${serial}`;
    renamed.set(element.id, own);
    element.id = own;
  }
  for (const attribute of REFERRING) {
    for (const element of root.querySelectorAll(`[${attribute}]`)) {
      const ids = (element.getAttribute(attribute) ?? "").split(" ");
      element.setAttribute(attribute, ids.map((id) => renamed.get(id) ?? id).join(" "));
    }
  }
}
