/** A finger that comes down on a slider may have come to scroll: until it goes sideways, or up again, it changes nothing. */

/** Pixels a finger goes before it is known whether it slides or scrolls. */
const INTENT = 8;

/**
 * @template Value
 * @param {HTMLInputElement} slider
 * @param {ReturnType<typeof import("./dom.js").scope>} own
 * @param {Object} lab what it is bound to
 * @param {() => void} lab.putBack the thumb, which the browser moves at once
 * @param {() => Value} lab.remember what there is before the finger moves anything
 * @param {(value: Value) => void} lab.restore it, where the finger turns out to scroll after all
 */
export function swipes(slider, own, { putBack, remember, restore }) {
  /** @type {"free" | "waiting" | "sliding" | "gone"} */
  let phase = "free";
  let [x, y] = [0, 0];
  let before = remember();
  let byKey = false;
  own.listen(slider, "pointerdown", (/** @type {PointerEvent} */ event) => {
    [x, y, before] = [event.clientX, event.clientY, remember()];
    phase = event.pointerType === "mouse" ? "free" : "waiting";
    byKey = false;
  });
  own.listen(slider, "pointermove", (/** @type {PointerEvent} */ event) => {
    const [across, along] = [Math.abs(event.clientX - x), Math.abs(event.clientY - y)];
    if (phase === "waiting" && across >= INTENT && across > along) phase = "sliding";
  });
  own.listen(slider, "pointerup", () => {
    if (phase !== "gone") phase = "free";
  });
  own.listen(slider, "pointercancel", () => {
    if (phase === "sliding") restore(before);
    if (phase !== "free") phase = "gone";
    putBack();
  });
  own.listen(slider, "keydown", () => {
    phase = "free";
    byKey = true;
  });
  return {
    /** Whether a key was the last that moved it. */
    byKey: () => byKey,
    counts: () => {
      if (phase === "gone") putBack();
      return phase === "free" || phase === "sliding";
    },
    /** Whether what the browser calls a change is one. */
    ends: () => {
      const stays = phase !== "gone";
      if (!stays) putBack();
      return stays;
    },
  };
}
