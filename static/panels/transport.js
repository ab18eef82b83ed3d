/** Playback: play, step, scrub, loop; how many gradients that took; and η changed from a step on. */

import { byId } from "../data/catalogue.js";
import { button, input, part, scope, write } from "../lab/dom.js";
import { fromHereOn, stretchesOf, stretchesInWords, takenBack } from "../lab/earlier.js";
import { costInWords } from "../lab/cost.js";
import { goTo, togglePlay } from "../lab/playback.js";
import { counted } from "../math/format.js";

/** @param {HTMLElement} root @param {import("../lab/mount.js").Lab} lab */
export default function transportPanel(root, lab) {
  const own = scope();
  const [scrub, play] = [input(root, "scrub"), button(root, "play")];
  const transport = part(root, "transport", HTMLElement);
  const count = part(root, "step-count", HTMLOutputElement);
  const speed = part(root, "speed", HTMLSelectElement);
  const [loop, more] = [button(root, "loop"), button(root, "time-more")];

  own.listen(button(root, "to-start"), "click", () => goTo(lab, 0));
  own.listen(button(root, "to-end"), "click", () => goTo(lab, Infinity));
  own.listen(button(root, "step-back"), "click", () => goTo(lab, lab.state.time - 1));
  own.listen(button(root, "step-forward"), "click", () => goTo(lab, lab.state.time + 1));
  own.listen(play, "click", () => togglePlay(lab));
  own.listen(scrub, "input", () => goTo(lab, scrub.valueAsNumber));
  own.listen(speed, "change", () => lab.set({ speed: Number(speed.value) }));
  own.listen(loop, "click", () => lab.set({ loop: !lab.state.loop }));
  own.listen(more, "click", () => {
    const isOpen = transport.classList.toggle("open");
    more.setAttribute("aria-expanded", String(isOpen));
  });
  own.until(() => transport.classList.remove("open"));

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
  own.until(lab.on(["loop"], (state) => loop.setAttribute("aria-pressed", String(state.loop))));
  gradients(root, lab, own);
  stretches(root, lab, own);
  return own.dispose;
}

/**
 * How often the gradient was asked for so far, and what else a step takes.
 * @param {HTMLElement} root
 * @param {import("../lab/mount.js").Lab} lab
 * @param {ReturnType<typeof scope>} own
 */
function gradients(root, lab, own) {
  const shown = part(root, "gradient-count", HTMLElement);
  own.until(lab.on(["step", "shown"], ({ step, shown: { optimizer, batch } }) => {
    const cost = byId(lab.catalogue.optimizers, optimizer);
    write(shown, counted(step * cost.gradients, "gradient"));
    shown.dataset.note = costInWords(cost, batch === undefined ? null : Number(batch));
  }));
}

/**
 * η changed in mid-run.
 * @param {HTMLElement} root
 * @param {import("../lab/mount.js").Lab} lab
 * @param {ReturnType<typeof scope>} own
 */
function stretches(root, lab, own) {
  const [fromHere, oneRate] = [button(root, "from-here"), button(root, "one-rate")];
  const [line, words] = [part(root, "stretches", HTMLElement), part(root, "stretches-words", HTMLElement)];
  /** Why nothing was changed, until something else is. */
  let refused = "";
  const isHere = () => stretchesOf(lab.state.setting).at(-1)?.step === lab.state.step;
  const show = () => {
    const { setting } = lab.state;
    const there = stretchesOf(setting);
    fromHere.setAttribute("aria-pressed", String(isHere()));
    write(words, refused || (there.length ? stretchesInWords(setting) : ""));
    line.hidden = !there.length && !refused;
    oneRate.hidden = !there.length;
  };
  /** Where the playhead is: nothing before it becomes another. @type {(patch: import("../lab/setting.js").Patch) => void} */
  const change = (patch) => {
    const { time } = lab.state;
    lab.change(patch);
    lab.set({ playhead: time });
  };
  own.listen(fromHere, "click", () => {
    const { setting, step, last } = lab.state;
    refused = "";
    const patch = isHere() ? takenBack(setting) : step < last ? fromHereOn(setting, step) : null;
    if (patch) change(patch);
    else refused = "Put the playhead on a step inside the run: from there on the slider changes η.";
    show();
  });
  own.listen(oneRate, "click", () => {
    lab.change({ earlier: null });
    fromHere.focus({ preventScroll: true }); // the button that was pressed goes
  });
  own.until(lab.on(["setting", "step"], () => {
    refused = "";
    show();
  }));
}
