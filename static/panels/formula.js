/** A surface of one's own: a formula as people write it, and the part of the plane to show. */

import { input, part, scope } from "../lab/dom.js";

/** @param {HTMLElement} root @param {import("../lab/mount.js").Lab} lab */
export default function formulaPanel(root, lab) {
  const own = scope();
  const [formula, domain] = [input(root, "formula"), input(root, "formula-domain")];
  const caption = part(root, "formula-caption", HTMLElement);
  const typed = () => {
    const f = formula.value.trim();
    if (f) lab.change(domain.value.trim() ? { f, domain: domain.value.trim() } : { f });
  };
  own.listen(formula, "change", typed);
  own.listen(domain, "change", typed);

  own.until(lab.on(["setting"], ({ setting }) => {
    if (document.activeElement !== formula) formula.value = String(setting.f ?? "");
    if (document.activeElement !== domain) domain.value = String(setting.domain ?? "");
  }));
  // What is wrong with a formula stands beside it as well.
  own.until(lab.on(["problem", "setting"], ({ problem }) => {
    const wrong = problem?.errors.find(({ parameter }) => parameter === "f" || parameter === "domain");
    formula.setAttribute("aria-invalid", String(wrong?.parameter === "f"));
    domain.setAttribute("aria-invalid", String(wrong?.parameter === "domain"));
  }));
  // MathML of the server's making, from a formula it has understood.
  own.until(lab.on(["landscape"], ({ landscape, shown }) => {
    if (landscape && shown.f !== undefined) caption.innerHTML = landscape.formula;
  }));
  return own.dispose;
}
