/** A frame with a figure, or a chapter: it tells the page around how high it is, and which questions were answered. */

/** @typedef {(type: "ready" | "resize" | "checkpoint", what: object) => void} Tell */

/** @returns {Tell} what is told is no secret, so that it may be any page */
export function talkToParent() {
  const { parent } = window;
  if (parent === window) return () => {};
  /** @type {Tell} */
  const tell = (type, what) => parent.postMessage({ source: "descentlab", v: 1, type, ...what }, "*");
  let told = 0;
  const measure = () => {
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    if (height === told) return;
    told = height;
    tell("resize", { height });
    parent.postMessage({ subject: "lti.frameResize", height }, "*"); // as Canvas has it
  };
  new ResizeObserver(measure).observe(document.body);
  tell("ready", {});
  return tell;
}
