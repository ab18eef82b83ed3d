/** The figures of a chapter: still pictures that become labs once they are seen and the page rests. */

/**
 * @typedef {import("../data/catalogue.js").LearnData} LearnData
 * @typedef {import("../data/catalogue.js").FigureData} FigureData
 * @typedef {import("../lab/figure.js").LiveFigure} LiveFigure
 */

/** Milliseconds without scrolling after which a page rests: what is drawn while it moves would hold it up. */
const REST = 150;
/** Of a figure, or of the window, that makes it seen: whoever reads above a figure has not come to it yet. */
const SHARE = 0.3;
/** Heights along the longer side of a picture that is half as wide as a lab's. */
const SIDE = 64;
/** The sheets of a lab, beside those of a page of text. */
const SHEETS = ["hand", "settings", "stage", "charts", "explain", "predict", "figure"];

/**
 * @param {LearnData} data
 * @returns {{ reveal: (id: string) => void }} shows what a figure hides until a question about it is answered
 */
export function liveFigures(data) {
  /** @type {Set<HTMLElement>} */
  const seen = new Set();
  /** @type {Map<HTMLElement, Promise<LiveFigure>>} */
  const live = new Map();
  let timer = 0;
  /** @type {(() => void)[]} */
  let waiting = [];
  const resting = () => /** @type {Promise<void>} */ (new Promise((done) => (timer ? waiting.push(done) : done())));
  /** @type {Set<HTMLElement>} */
  const revealed = new Set();
  const begin = (/** @type {HTMLElement} */ figure) => {
    const coming = liven(figure, data, resting).then((made) => {
      if (revealed.has(figure)) made.reveal();
      return made;
    });
    live.set(figure, coming);
    coming.catch((error) => {
      live.delete(figure); // tried again when it comes back into sight; until then its still picture stays
      reportError(error);
    });
  };
  const start = () => {
    timer = 0;
    waiting.forEach((go) => go());
    waiting = [];
    for (const figure of seen) {
      const known = live.get(figure);
      if (known) void known.then(({ resume }) => resume());
      else begin(figure);
    }
  };
  const stop = (/** @type {HTMLElement} */ figure) => void live.get(figure)?.then(({ pause }) => pause());
  const move = () => {
    if (!timer) seen.forEach(stop);
    clearTimeout(timer);
    timer = setTimeout(start, REST);
  };
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting, intersectionRatio, intersectionRect } of entries) {
      const figure = /** @type {HTMLElement} */ (target);
      if (isIntersecting && (intersectionRatio >= SHARE || intersectionRect.height >= SHARE * innerHeight)) seen.add(figure);
      else {
        seen.delete(figure);
        stop(figure);
      }
    }
    move();
  }, { threshold: [0, SHARE / 2, SHARE, 2 * SHARE] });
  for (const figure of document.querySelectorAll("[data-figure]")) observer.observe(figure);
  addEventListener("scroll", move, { passive: true });
  return {
    reveal(id) {
      const figure = document.querySelector(`[data-figure="${id}"]`);
      if (!(figure instanceof HTMLElement)) return;
      figure.removeAttribute("data-veiled");
      revealed.add(figure);
      void live.get(figure)?.then((made) => made.reveal());
    },
  };
}

/**
 * Its lab, in the place of its still picture.
 * @param {HTMLElement} figure
 * @param {LearnData} data
 * @param {() => Promise<void>} resting once the page rests: to mount a lab takes longer than a frame
 * @returns {Promise<LiveFigure>}
 */
async function liven(figure, data, resting) {
  const id = figure.dataset.figure ?? "";
  const stated = data.figures[id];
  const template = document.querySelector(`template[data-lab-of="${id}"]`);
  const place = figure.querySelector(".live");
  if (!stated || !(template instanceof HTMLTemplateElement) || !place) throw new Error(`The figure ${id} came without its lab.`);
  const [{ mountFigure }, source, panels] = await Promise.all([
    import("../lab/figure.js"), sourceOf(data), panelsOf(stated.panels), sheets([...SHEETS, ...stated.styled]),
  ]);
  await resting();
  const roots = /** @type {HTMLElement[]} */ ([...document.importNode(template.content, true).children]);
  place.replaceChildren(...roots);
  const made = mountFigure(roots, stated, panels, { catalogue: data.catalogue, source });
  for (const press of /** @type {NodeListOf<HTMLElement>} */ (figure.querySelectorAll("[data-try]"))) {
    press.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return; // to the lab, in another window
      event.preventDefault();
      made.show(Number(press.dataset.try));
    });
  }
  const [lead] = made.labs;
  lead?.on(["runners"], () => tell(figure, made.shown()));
  return made;
}

/** Which of the choices is shown. @param {HTMLElement} figure @param {number} index */
function tell(figure, index) {
  for (const press of /** @type {NodeListOf<HTMLElement>} */ (figure.querySelectorAll("[data-try]"))) {
    if (Number(press.dataset.try) === index) press.setAttribute("aria-current", "true");
    else press.removeAttribute("aria-current");
  }
}

/** @type {Promise<import("../data/server.js").Source> | null} */
let source = null;

/** One for all figures of a page: what one has asked the others know. @param {LearnData} data */
const sourceOf = ({ api, catalogue }) =>
  (source ??= import("../data/server.js").then(({ serverSource }) => serverSource(api, { rates: catalogue.notches.length, side: SIDE })));

/** @param {readonly string[]} names */
async function panelsOf(names) {
  const found = await Promise.all(names.map((name) => import(`../panels/${name}.js`)));
  return Object.fromEntries(names.map((name, index) => [name, /** @type {import("../lab/mount.js").Panel} */ (found[index].default)]));
}

/** @param {readonly string[]} names */
async function sheets(names) {
  const { sheet } = await import("../lab/sheets.js");
  await Promise.all(names.map(sheet));
}
