/** What the stage gets for the surface in space: pictures, buttons, sentences. */

/**
 * Why there is no picture.
 * @param {HTMLElement} stage
 * @param {string} why
 */
export function tell(stage, why) {
  hush(stage);
  const notice = Object.assign(document.createElement("p"), { className: "notice", textContent: `${why} ` });
  notice.dataset.part = "space-notice";
  notice.setAttribute("role", "status");
  const close = Object.assign(document.createElement("button"), { type: "button", className: "quiet square", textContent: "×" });
  close.setAttribute("aria-label", "Dismiss");
  close.addEventListener("click", () => notice.remove());
  notice.append(close);
  stage.append(notice);
}

/** @param {HTMLElement} stage */
export const hush = (stage) => stage.querySelector('[data-part="space-notice"]')?.remove();

const ARROWS = /** @type {const} */ ([
  ["Turn to the left", "-1", "0", "M8 3V.5L3.500 4 8 7.500V5a4 4 0 1 1-4 4H2a6 6 0 1 0 6-6z"],
  ["Turn to the right", "1", "0", "M8 3V.5L12.500 4 8 7.500V5a4 4 0 1 0 4 4h2a6 6 0 1 1-6-6z"],
  ["From higher up", "0", "1", "M8 4 14 12H2z"],
  ["From lower down", "0", "-1", "M8 12 2 4h12z"],
]);

/**
 * What the stage gets besides: a picture when one is asked for, buttons, a sentence.
 * @param {HTMLElement} stage
 * @param {HTMLCanvasElement} plane
 */
export function markup(stage, plane) {
  const words = Object.assign(document.createElement("p"), { className: "unseen" });
  const described = plane.getAttribute("aria-describedby")?.split(" ")[0] ?? "";
  words.id = `${described}-space`;
  const help = Object.assign(document.createElement("span"), { textContent: " Arrow keys turn it, plus and minus zoom, 0 shows it as at first." });
  help.id = `${described}-space-help`;
  const controls = document.createElement("div");
  controls.dataset.part = "space-controls";
  controls.setAttribute("role", "group");
  controls.setAttribute("aria-label", "Turn the surface");
  for (const [label, across, up, shape] of ARROWS) {
    const arrow = Object.assign(document.createElement("button"), { type: "button", className: "square", title: label });
    arrow.setAttribute("aria-label", label);
    Object.assign(arrow.dataset, { across, up });
    const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    for (const [name, value] of [["viewBox", "0 0 16 16"], ["width", "16"], ["height", "16"], ["aria-hidden", "true"]]) icon.setAttribute(name, value);
    icon.append(document.createElementNS("http://www.w3.org/2000/svg", "path"));
    icon.firstElementChild?.setAttribute("d", shape);
    icon.firstElementChild?.setAttribute("fill", "currentColor");
    arrow.append(icon);
    controls.append(arrow);
  }
  const heights = Object.assign(document.createElement("button"), { type: "button", title: "How tall the ground is drawn: as its colours tell, or evenly" });
  controls.append(heights);
  controls.hidden = true;
  const pictures = () => {
    const [shape, over] = [document.createElement("canvas"), document.createElement("canvas")];
    shape.dataset.part = "space";
    over.dataset.part = "space-over";
    over.setAttribute("aria-hidden", "true");
    shape.tabIndex = 0;
    shape.setAttribute("role", "img");
    shape.setAttribute("aria-label", "Surface in space, and the path of the run on it");
    shape.setAttribute("aria-describedby", `${described} ${words.id} ${help.id}`);
    plane.after(shape, over);
    return /** @type {const} */ ([shape, over]);
  };
  plane.after(words);
  words.after(help);
  help.className = "unseen";
  stage.append(controls);
  return { pictures, controls, words, help, heights };
}
