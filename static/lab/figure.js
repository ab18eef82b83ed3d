/** A figure of a chapter: one lab, or several side by side that one slider drives. */

import { toQuery } from "../data/query.js";
import { clamp } from "../math/clamp.js";
import { formatRate } from "../math/format.js";
import { part, write } from "./dom.js";
import { mountLab } from "./mount.js";
import { playOnce } from "./playback.js";
import { reveal } from "./predict.js";
import { nearestNotch } from "./setting.js";

/**
 * @typedef {import("../data/catalogue.js").FigureData} FigureData
 * @typedef {import("./mount.js").Lab} Lab
 * @typedef {import("./mount.js").Mounting} Mounting
 * @typedef {import("../data/race.js").Race} Race
 * @typedef {import("../data/query.js").Setting} Setting
 * @typedef {Object} LiveFigure
 * @property {Lab[]} labs
 * @property {(index: number) => void} show one of the races that can be tried
 * @property {() => number} shown which of them is shown; −1 where another is
 * @property {() => void} reveal shows what is hidden until a question is answered
 * @property {() => void} pause nothing moves by itself until `resume`
 * @property {() => void} resume
 */

/** What a lab has that stands beside the one with the slider. */
const BESIDE = ["stage", "verdict", "notices", "words"];

/**
 * @param {readonly HTMLElement[]} roots the markup of a lab for each
 * @param {FigureData} figure
 * @param {Record<string, import("./mount.js").Panel>} panels by their names
 * @param {Pick<Mounting, "catalogue" | "source">} from
 * @returns {LiveFigure}
 */
export function mountFigure(roots, { races, look, colour, map, plays, exact, tries }, panels, from) {
  const labs = roots.map((root, index) => {
    const race = /** @type {Race} */ (races[index]);
    // A page has many of them: the figure has a name, and none of its parts is a landmark.
    for (const section of root.querySelectorAll("section")) ["aria-label", "aria-labelledby"].forEach((name) => section.removeAttribute(name));
    const names = Object.keys(panels).filter((name) => index === 0 || BESIDE.includes(name));
    const parts = names.map((name) => /** @type {import("./mount.js").Panel} */ (panels[name]));
    return mountLab(root, { setting: settingOf(race), race, parts, look, exact, sparing: true, ...from });
  });
  const [lead, ...others] = /** @type {[Lab, ...Lab[]]} */ (labs);
  labs.forEach((lab) => lab.set({ colourBy: colour }));
  labs.forEach(fitting);
  lead.on(["predict"], ({ predict }) => (lead.root.dataset.predict = String(predict))); // what is hidden is so by the sheets
  if (map) lead.set({ map });
  others.forEach((other) => follows(other, lead));
  if (others.length) labs.forEach(showRate);
  if (plays) playOnce(lead);
  else lead.set({ playhead: 0 });
  let waits = false;
  return {
    labs,
    shown: () => tries.findIndex(({ runners }) => isSame(lead.state.runners, runners)),
    reveal() {
      if (lead.state.predict) reveal(lead);
    },
    show(index) {
      const race = tries[index];
      if (!race) return;
      lead.race({ ...race, runners: race.runners.map((each) => ({ ...each, id: "" })) });
      if (plays) playOnce(lead);
    },
    pause() {
      waits ||= lead.state.playing;
      lead.set({ playing: false });
    },
    resume() {
      if (waits) lead.set({ playing: true });
      waits = false;
    },
  };
}

/** Which rate a picture is of, where one slider stands for several. @param {Lab} lab */
function showRate(lab) {
  const rate = document.createElement("p");
  rate.className = "own-rate numbers";
  part(lab.root, "stage", HTMLElement).append(rate);
  lab.on(["setting"], ({ setting }) => write(rate, `η = ${formatRate(setting.lr)}`));
  write(rate, `η = ${formatRate(lab.state.setting.lr)}`);
}

/** A sentence of the verdict that has no room is not there for the Tab key either. @param {Lab} lab */
function fitting({ root }) {
  const text = root.querySelector(".verdict-text");
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) target.toggleAttribute("inert", !isIntersecting);
  }, { root: text });
  for (const each of text?.children ?? []) observer.observe(each);
}

/** @param {Race} race */
function settingOf({ runners, active }) {
  const runner = runners[active];
  if (!runner) throw new Error("A race came without its runners.");
  return runner.setting;
}

/**
 * Whether runners are set to the same.
 * @param {readonly { setting: Setting }[]} some
 * @param {readonly { setting: Setting }[]} others
 */
const isSame = (some, others) =>
  some.length === others.length && some.every(({ setting }, index) => toQuery(setting) === toQuery(others[index]?.setting ?? {}));

/**
 * Whatever one lab is set to the other is set to as well, its rate in the same ratio as at first; and so with the playhead.
 * @param {Lab} lab
 * @param {Lab} lead
 */
function follows(lab, lead) {
  const { notches } = lab.catalogue;
  const [mine, first] = [lab.state.setting, lead.state.setting];
  const apart = nearestNotch(notches, mine.lr) - nearestNotch(notches, first.lr);
  lead.on(["setting"], ({ setting, held }) => {
    const changes = Object.entries(setting).filter(([key, value]) => String(value) !== String(first[key]));
    const notch = clamp(nearestNotch(notches, setting.lr) + apart, 0, notches.length - 1);
    const lr = setting.lr === first.lr ? mine.lr : Number(notches[notch]); // as it was stated, which may be between notches
    const next = { ...mine, ...Object.fromEntries(changes), lr };
    if (toQuery(next) !== toQuery(lab.state.setting)) lab.change(next, { commit: !held, replace: true });
  });
  lead.on(["playhead"], ({ playhead }) => lab.set({ playhead, playing: false }));
}
