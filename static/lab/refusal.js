/** What a field was given and cannot be: it keeps what was typed, and says beside itself what it can be. */

let named = 0;

/**
 * @param {HTMLInputElement} field its group holds an element of class `refusal`
 * @param {string} sentence empty where the field is in order again
 */
export function refuse(field, sentence) {
  const group = field.closest(".start, .rate-field") ?? field.closest(".field"); // a start has two fields, and says it once
  const told = group?.querySelector(".refusal");
  if (!(told instanceof HTMLElement)) return;
  told.id ||= `refusal-${(named += 1)}`;
  if (sentence || field.getAttribute("aria-errormessage") === told.id) {
    if (told.textContent !== sentence) told.textContent = sentence;
  }
  if (sentence) {
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-errormessage", told.id);
  } else {
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-errormessage");
  }
}

/** @param {HTMLInputElement} field */
export const isRefused = (field) => field.getAttribute("aria-invalid") === "true";
