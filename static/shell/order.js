/** A list that is put in order: by buttons, or dragged with a mouse or a finger. */

/**
 * @param {HTMLOListElement} list
 * @param {() => void} changed
 */
export function orderable(list, changed) {
  const spoken = document.createElement("p");
  spoken.className = "unseen";
  spoken.setAttribute("role", "status");
  list.after(spoken);
  const items = () => /** @type {HTMLLIElement[]} */ ([...list.children]);

  const move = (/** @type {HTMLLIElement} */ item, /** @type {number} */ by) => {
    const all = items();
    const [from, to] = [all.indexOf(item), all.indexOf(item) + by];
    const other = all[to];
    if (!other) return;
    if (by < 0) other.before(item);
    else other.after(item);
    if (from !== to) changed();
    label();
    spoken.textContent = `${item.dataset.words}: ${to + 1} of ${all.length}.`;
  };
  const label = () => {
    const all = items();
    all.forEach((item, index) => {
      const [up, down] = /** @type {NodeListOf<HTMLButtonElement>} */ (item.querySelectorAll("button"));
      up?.toggleAttribute("disabled", index === 0);
      down?.toggleAttribute("disabled", index === all.length - 1);
    });
  };

  for (const item of items()) {
    const words = (item.textContent ?? "").trim();
    item.dataset.words = words;
    for (const [by, sign, name] of /** @type {const} */ ([[-1, "↑", "up"], [1, "↓", "down"]])) {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: "square", textContent: sign, ariaLabel: `Move ${name}: ${words}` });
      button.addEventListener("click", () => {
        move(item, by);
        const still = button.disabled ? item.querySelector("button:not(:disabled)") : button; // a disabled one has no focus
        if (still instanceof HTMLElement) still.focus();
      });
      item.append(button);
    }
    drag(item, list, move);
  }
  label();
}

/**
 * @param {HTMLLIElement} item
 * @param {HTMLOListElement} list
 * @param {(item: HTMLLIElement, by: number) => void} move
 */
function drag(item, list, move) {
  item.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || (event.target instanceof Element && event.target.closest("button"))) return;
    item.setPointerCapture(event.pointerId);
    item.dataset.dragged = "";
  });
  item.addEventListener("pointermove", (event) => {
    if (!item.hasPointerCapture(event.pointerId)) return;
    const all = [...list.children];
    const at = all.indexOf(item);
    const middle = (/** @type {Element | undefined} */ other) => {
      const { top, height } = other?.getBoundingClientRect() ?? { top: NaN, height: 0 };
      return top + height / 2;
    };
    if (event.clientY < middle(all[at - 1])) move(item, -1);
    else if (event.clientY > middle(all[at + 1])) move(item, 1);
  });
  for (const type of ["pointerup", "pointercancel"]) item.addEventListener(type, () => delete item.dataset.dragged);
}
