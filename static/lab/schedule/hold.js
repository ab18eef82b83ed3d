/** How a hand holds a button on the board: it drags it, or moves it with keys; what it changes is finished when it lets go. */

/**
 * @typedef {import("../mount.js").Lab} Lab
 * @typedef {Object} Board
 * @property {HTMLElement} element in which the buttons stand
 * @property {() => import("../../views/chart/board.js").BoardLayout | null} layout
 * @property {(held: boolean) => void} hold axes stand still while a hand is on one
 * @property {(button: HTMLElement | null) => void} tell says what is held
 */

/**
 * @template Value
 * @typedef {Object} Held what the hand does to it
 * @property {string | null} key whose family is asked for when it is taken hold of, if there is one
 * @property {readonly string[]} keys that it changes, put back where the hand is taken away from it
 * @property {(x: number, y: number) => Value | null} to a place in the board's pixels
 * @property {(across: number, up: number, far: boolean) => Value | null} by keys
 * @property {(last: boolean) => Value | null} end
 * @property {(value: Value) => import("../setting.js").Patch} put
 */

/** Milliseconds after the last key before a change by keyboard is finished. */
const REST = 400;
/** @type {Readonly<Record<string, readonly [across: number, up: number, far: boolean]>>} */
const WAYS = {
  ArrowLeft: [-1, 0, false],
  ArrowRight: [1, 0, false],
  ArrowDown: [0, -1, false],
  ArrowUp: [0, 1, false],
  PageDown: [0, -1, true],
  PageUp: [0, 1, true],
};

/**
 * @template Value
 * @param {HTMLButtonElement} button
 * @param {Board} board
 * @param {Lab} lab
 * @param {ReturnType<typeof import("../dom.js").scope>} own
 * @param {Held<Value>} held
 */
export function holds(button, board, lab, own, { key, keys, to, by, end, put }) {
  /** Of the pointer from the middle of the button. */
  let [offX, offY] = [0, 0];
  /** @type {Record<string, unknown> | null} */
  let before = null;
  let timer = 0;
  const change = (/** @type {Value | null} */ value, now = false) => {
    if (value !== null) lab.change(put(value), { commit: false, now });
  };
  const finish = () => {
    clearTimeout(timer);
    if (timer) lab.commit();
    timer = 0;
  };
  own.until(() => {
    clearTimeout(timer);
    if (key !== null && lab.state.grip === key && document.activeElement === button) lab.set({ grip: null }); // no blur is told
  });

  own.listen(button, "focus", () => {
    if (key !== null) lab.set({ grip: key });
    board.tell(button);
  });
  own.listen(button, "blur", () => {
    finish();
    if (key !== null && lab.state.grip === key) lab.set({ grip: null });
    board.tell(null);
  });
  own.listen(button, "pointerdown", (/** @type {PointerEvent} */ event) => {
    if (event.button !== 0) return;
    finish();
    button.focus({ preventScroll: true }); // not every browser gives it to a button that is pressed
    button.setPointerCapture(event.pointerId);
    const box = board.element.getBoundingClientRect();
    [offX, offY] = [event.clientX - box.x - parseFloat(button.style.left), event.clientY - box.y - parseFloat(button.style.top)];
    before = Object.fromEntries(keys.map((each) => [each, lab.state.setting[each] ?? null]));
    board.hold(true);
  });
  own.listen(button, "pointermove", (/** @type {PointerEvent} */ event) => {
    if (!before || !button.hasPointerCapture(event.pointerId)) return;
    const box = board.element.getBoundingClientRect();
    change(to(event.clientX - box.x - offX, event.clientY - box.y - offY));
  });
  const letGo = () => {
    if (!before) return;
    before = null;
    lab.commit();
    board.hold(false);
  };
  const takeBack = () => {
    if (before) lab.change(before, { commit: false });
    letGo();
  };
  own.listen(button, "pointerup", letGo);
  own.listen(button, "pointercancel", takeBack);
  own.listen(button, "keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape" && before) takeBack();
    else if (event.key in WAYS) change(by(.../** @type {[number, number, boolean]} */ (WAYS[event.key])), true);
    else if (event.key === "Home" || event.key === "End") change(end(event.key === "End"), true);
    else return;
    event.preventDefault();
    event.stopPropagation();
    clearTimeout(timer);
    if (!before) timer = setTimeout(finish, REST); // keys come one after the other: the hand is still on it
  });
}
