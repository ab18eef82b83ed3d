/** Light and dark: what the address names, else what the button has said before, else the system's choice. */

import { onPress } from "./labs.js";

const dark = matchMedia("(prefers-color-scheme: dark)");

/** @param {{ theme: "light" | "dark" | "auto" | null, profile: string }} page whose theme the server has written into the page already */
export function themeButton(page) {
  const root = document.documentElement;
  const remembered = storage()?.getItem("theme");
  // A projector is light, whatever was chosen at the desk.
  if (remembered && !page.theme && page.profile !== "projector") root.dataset.theme = remembered;
  onPress("theme", () => {
    const isDark = root.dataset.theme ? root.dataset.theme === "dark" : dark.matches;
    const theme = isDark ? "light" : "dark";
    root.dataset.theme = theme;
    // Where the address names one, it is changed there: somebody chose it for this link, not for every visit.
    if (page.theme) page.theme = theme;
    else storage()?.setItem("theme", theme);
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
