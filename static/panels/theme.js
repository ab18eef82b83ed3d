/** Light and dark: the system's choice until the button says otherwise. */

import { button } from "../dom.js";
import { readTheme } from "../view/theme.js";

const PROJECTOR_SCALE = 2;

/**
 * @param {import("../lab.js").LabStore} store
 * @param {string} profile
 */
export function themePanel(store, profile) {
  const root = document.documentElement;
  const read = () => store.set({ theme: readTheme(document.body, profile === "projector" ? PROJECTOR_SCALE : 1) });
  const remembered = storage()?.getItem("theme");
  if (remembered && profile !== "projector") root.dataset.theme = remembered;
  read();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", read);
  button("theme").addEventListener("click", () => {
    root.dataset.theme = store.state.theme?.dark ? "light" : "dark";
    storage()?.setItem("theme", root.dataset.theme);
    read();
  });
}

/** A sandboxed frame has no storage, and says so by throwing. */
function storage() {
  try {
    return localStorage;
  } catch {
    return null;
  }
}
