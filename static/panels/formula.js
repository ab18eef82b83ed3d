/** A surface of one's own: a formula as people write it, and the part of the plane to show. */

import { input, part, scope } from "../lab/dom.js";
import { follow } from "../lab/follow.js";

/** @typedef {import("../lab/state.js").LabState} State */
/** @typedef {{ parameter: string, message: string, remedies?: string[] }} Refusal remedies: whole formulas instead */

const NAMES = /** @type {Readonly<Record<string, string>>} */ ({ f: "Your formula", domain: "The part shown" });

/** @param {HTMLElement} root @param {import("../lab/mount.js").Lab} lab */
export default function formulaPanel(root, lab) {
  const own = scope();
  const fields = { f: input(root, "formula"), domain: input(root, "formula-domain") };
  const list = part(root, "formula-refused", HTMLUListElement);
  const caption = part(root, "formula-caption", HTMLElement);
  let shown = "[]";
  const typed = () => {
    const [f, domain] = [fields.f.value.trim(), fields.domain.value.trim()];
    if (f) lab.change(domain ? { f, domain } : { f });
  };
  for (const field of Object.values(fields)) own.listen(field, "change", typed);
  // Refusals come and go: one listener for all of their buttons.
  own.listen(list, "click", ({ target }) => {
    if (!(target instanceof HTMLButtonElement)) return;
    fields.f.value = target.textContent ?? "";
    fields.f.focus();
    typed();
  });

  // What a hand was quicker to type than this was to come.
  if (Object.values(fields).some((field) => field.value !== field.defaultValue && field !== document.activeElement)) typed();

  const showTyped = (/** @type {State} */ { setting }) => {
    if (document.activeElement !== fields.f) fields.f.value = String(setting.f ?? "");
    if (document.activeElement !== fields.domain) fields.domain.value = String(setting.domain ?? "");
  };
  // What is wrong stands beside the field, and nowhere else; the lab stays at what it shows.
  const showRefused = (/** @type {State} */ { problem, setting }) => {
    const refused = /** @type {Refusal[]} */ (problem?.errors ?? [])
      .filter(({ parameter }) => parameter in fields && (setting.f !== undefined));
    for (const [parameter, field] of Object.entries(fields)) {
      field.setAttribute("aria-invalid", String(refused.some((each) => each.parameter === parameter)));
    }
    const now = JSON.stringify(refused);
    if (now === shown) return;
    shown = now;
    list.replaceChildren(...refused.map(told));
    if (refused.length) list.scrollIntoView({ block: "nearest" });
  };
  // MathML of the server's making, from a formula it has understood.
  const showFormula = (/** @type {State} */ { landscape, shown }) => {
    if (landscape && shown.f !== undefined) caption.innerHTML = landscape.formula;
  };
  follow(lab, own, ["setting"], showTyped);
  follow(lab, own, ["problem", "setting"], showRefused);
  follow(lab, own, ["landscape"], showFormula);
  return own.dispose;
}

/** @param {Refusal} refusal */
function told({ parameter, message, remedies = [] }) {
  const item = document.createElement("li");
  const name = document.createElement("strong");
  name.textContent = `${NAMES[parameter]}:`;
  item.append(name, ` ${message}`);
  for (const remedy of remedies) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = remedy;
    item.append(" ", button);
  }
  return item;
}
