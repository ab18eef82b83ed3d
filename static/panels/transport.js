/** Playback: play, step, scrub. */

import { button, input, part, scope, write } from "../lab/dom.js";
import { goTo, togglePlay } from "../lab/playback.js";

/** @param {HTMLElement} root @param {import("../lab/mount.js").Lab} lab */
export default function transportPanel(root, lab) {
  const own = scope();
  const [scrub, play] = [input(root, "scrub"), button(root, "play")];
  const count = part(root, "step-count", HTMLOutputElement);
  const speed = part(root, "speed", HTMLSelectElement);

  own.listen(button(root, "to-start"), "click", () => goTo(lab, 0));
  own.listen(button(root, "to-end"), "click", () => goTo(lab, Infinity));
  own.listen(button(root, "step-back"), "click", () => goTo(lab, lab.state.step - 1));
  own.listen(button(root, "step-forward"), "click", () => goTo(lab, lab.state.step + 1));
  own.listen(play, "click", () => togglePlay(lab));
  own.listen(scrub, "input", () => goTo(lab, scrub.valueAsNumber));
  own.listen(speed, "change", () => lab.set({ speed: Number(speed.value) }));

  own.until(lab.on(["step", "run"], ({ step, run }) => {
    const last = Math.max((run?.length ?? 1) - 1, 0);
    scrub.max = String(last);
    scrub.valueAsNumber = step;
    write(count, `${step} / ${last}`);
    scrub.setAttribute("aria-valuetext", `step ${step} of ${last}`);
  }));
  own.until(lab.on(["playing"], ({ playing }) => {
    play.dataset.playing = String(playing);
    play.setAttribute("aria-label", playing ? "Pause" : "Play");
  }));
  return own.dispose;
}
