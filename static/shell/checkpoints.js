/** Questions at the end of a stretch of text: the answer and its explanation appear when one is given. Nothing is kept. */

import { orderable } from "./order.js";

const RIGHT = "That is right.";
const WRONG = { choice: "Not this one.", truth: "Look again.", order: "Not in this order.", predict: "It does not." };

/** @typedef {(answer: { id: string, of: string, isRight: boolean }) => void} Told hears of every answer; `of`: the figure it is about */

/** @param {Told} told */
export function checkpoints(told) {
  for (const form of document.querySelectorAll("form[data-checkpoint]")) {
    if (form instanceof HTMLFormElement) checkpoint(form, told);
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {Told} told
 */
function checkpoint(form, told) {
  const kind = /** @type {keyof typeof WRONG} */ (form.dataset.kind);
  const because = form.querySelector(".because");
  if (!(because instanceof HTMLDetailsElement)) return;
  const [submit, judged] = [/** @type {HTMLElement} */ (form.querySelector(".submit")), form.querySelector(".judged")];
  const list = form.querySelector("ol.options");
  if (list instanceof HTMLOListElement) orderable(list, () => forget());
  submit.hidden = false;
  because.hidden = true; // it comes with the answer
  const forget = () => {
    delete form.dataset.judged;
    if (judged) judged.textContent = "";
  };
  form.addEventListener("change", forget);
  // Nothing is submitted: a sandboxed frame may not, and would never come to hear of it.
  const check = /** @type {HTMLButtonElement} */ (submit.querySelector("button"));
  check.type = "button";
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    check.click();
  });
  check.addEventListener("click", () => {
    const isRight = list instanceof HTMLOListElement ? isInOrder(list) : chosen(form);
    if (isRight === null) {
      if (judged) judged.textContent = "Choose an answer first.";
      return;
    }
    form.dataset.judged = isRight ? "right" : "wrong";
    if (judged) judged.textContent = isRight ? RIGHT : WRONG[kind];
    because.hidden = false;
    because.open = true;
    told({ id: form.dataset.checkpoint ?? "", of: form.dataset.of ?? "", isRight });
  });
}

/** Whether the answer that is chosen is the right one; null where none is. @param {HTMLFormElement} form */
function chosen(form) {
  const answer = form.querySelector("input:checked");
  return answer instanceof HTMLElement ? answer.dataset.right !== undefined : null;
}

/** @param {HTMLOListElement} list */
const isInOrder = (list) => [...list.children].every((item, index) => Number(/** @type {HTMLElement} */ (item).dataset.place) === index);
