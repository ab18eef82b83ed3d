/** What went wrong, in the server's words, until it is put right. */

import { input, part, scope } from "../lab/dom.js";

/** Where a field says itself what is wrong with it. */
const FIELDS = /** @type {Record<string, string[]>} */ ({
  f: ["formula"], domain: ["formula-domain"], start: ["start-x", "start-y"],
});
const NAMES = /** @type {Record<string, string>} */ ({ f: "Your formula", domain: "The part shown", start: "Start" });

/** @param {HTMLElement} root @param {import("../lab/mount.js").Lab} lab */
export default function noticesPanel(root, lab) {
  const own = scope();
  const notices = part(root, "notices", HTMLElement);
  // Notices come and go: one listener for all of their buttons.
  own.listen(notices, "click", ({ target }) => {
    if (target instanceof HTMLButtonElement) target.closest(".notice")?.remove();
  });
  for (const notice of notices.querySelectorAll(".notice")) addClose(notice);
  own.until(lab.on(["problem"], ({ problem }) => {
    for (const old of notices.querySelectorAll("[data-live]")) old.remove();
    if (!problem) return;
    const parts = problem.errors.length ? problem.errors : [{ parameter: "", message: problem.message }];
    const atItsField = (/** @type {string} */ parameter) => FIELDS[parameter]?.some((name) => input(root, name).checkVisibility());
    for (const { parameter, message } of parts) {
      if (atItsField(parameter)) continue;
      const notice = document.createElement("p");
      notice.className = "notice";
      notice.dataset.live = "";
      notice.dataset.parameter = parameter;
      const name = document.createElement("strong");
      name.textContent = NAMES[parameter] ?? parameter;
      notice.append(name, ` ${message}`);
      addClose(notices.appendChild(notice));
    }
  }));
  return own.dispose;
}

/** @param {Element} notice */
function addClose(notice) {
  const close = document.createElement("button");
  close.type = "button";
  close.className = "quiet square";
  close.setAttribute("aria-label", "Dismiss");
  close.textContent = "×";
  notice.append(" ", close);
}
