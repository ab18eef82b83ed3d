/** Playback: play, step, scrub. */

import { button, input, part, scope, write } from "../lab/dom.js";
import { goTo, togglePlay } from "../lab/playback.js";

/** @param {HTMLElement} root @param {import("../lab/mount.js").Lab} lab */
export default function transportPanel(root, lab) {
  const own = scope();
  const [scrub, play] = [input(root, "scrub"), button(root, "play")];
  const transport = part(root, "transport", HTMLElement);
  const count = part(root, "step-count", HTMLOutputElement);
  const speed = part(root, "speed", HTMLSelectElement);

  own.listen(button(root, "to-start"), "click", () => goTo(lab, 0));
  own.listen(button(root, "to-end"), "click", () => goTo(lab, Infinity));
  own.listen(button(root, "step-back"), "click", () => goTo(lab, lab.state.time - 1));
  own.listen(button(root, "step-forward"), "click", () => goTo(lab, lab.state.time + 1));
  own.listen(play, "click", () => togglePlay(lab));
  own.listen(scrub, "input", () => goTo(lab, scrub.valueAsNumber));
  own.listen(speed, "change", () => lab.set({ speed: Number(speed.value) }));

  const controls = /** @type {NodeListOf<HTMLButtonElement | HTMLInputElement>} */ (transport.querySelectorAll("button, input"));
  own.until(lab.on(["time", "end", "run", "step", "last", "predict"], ({ time, end, step, last, predict, revealing }) => {
    scrub.max = String(end);
    scrub.valueAsNumber = time;
    // How far a hidden run goes is part of the answer.
    write(count, predict ? `${step} / ?` : `${step} / ${last}`);
    scrub.setAttribute("aria-valuetext", predict ? `step ${step}` : `step ${step} of ${last}`);
    for (const each of controls) each.disabled = predict && end === 0 && !revealing;
  }));
  own.until(lab.on(["playing"], ({ playing }) => {
    play.dataset.playing = String(playing);
    play.setAttribute("aria-label", playing ? "Pause" : "Play");
  }));
  return own.dispose;
}
