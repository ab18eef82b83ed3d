/** Light and dark: the system's choice until the button says otherwise. */

import { onPress } from "./labs.js";

const dark = matchMedia("(prefers-color-scheme: dark)");

/** @param {string} profile of the page: a projector is light, whatever was chosen at the desk */
export function themeButton(profile) {
  const root = document.documentElement;
  const remembered = storage()?.getItem("theme");
  if (remembered && profile !== "projector") root.dataset.theme = remembered;
  onPress("theme", () => {
    const isDark = root.dataset.theme ? root.dataset.theme === "dark" : dark.matches;
    root.dataset.theme = isDark ? "light" : "dark";
    storage()?.setItem("theme", root.dataset.theme);
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
