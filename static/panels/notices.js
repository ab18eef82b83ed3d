/** What went wrong, in the server's words, until it is put right. */

import { find } from "../dom.js";

/** @param {import("../lab.js").LabStore} store */
export function noticesPanel(store) {
  const notices = find("notices", HTMLElement);
  for (const notice of notices.querySelectorAll(".notice")) addClose(notice);
  store.on(["problem"], ({ problem }) => {
    for (const old of notices.querySelectorAll("[data-live]")) old.remove();
    if (!problem) return;
    const parts = problem.errors.length ? problem.errors : [{ parameter: "", message: problem.message }];
    for (const { parameter, message } of parts) {
      const notice = document.createElement("p");
      notice.className = "notice";
      notice.dataset.live = "";
      notice.dataset.parameter = parameter;
      const name = document.createElement("strong");
      name.textContent = parameter;
      notice.append(name, ` ${message}`);
      addClose(notices.appendChild(notice));
    }
  });
}

/** @param {Element} notice */
function addClose(notice) {
  const close = document.createElement("button");
  close.type = "button";
  close.className = "quiet square";
  close.setAttribute("aria-label", "Dismiss");
  close.textContent = "×";
  close.addEventListener("click", () => notice.remove());
  notice.append(" ", close);
}
