/** Wiring: the lab of this page, and what there is once a page. */

import { readPageData } from "../data/catalogue.js";
import { serverSource } from "../data/server.js";
import { canvas, input, part } from "../lab/dom.js";
import { mountLab } from "../lab/mount.js";
import { playOnce } from "../lab/playback.js";
import { sheet } from "../lab/sheets.js";
import { keepAddress } from "../shell/address.js";
import { opensDialog } from "../shell/dialogs.js";
import { listenToKeys } from "../shell/keyboard.js";
import { explainTerms } from "../shell/explain.js";
import { followLabs } from "../shell/labs.js";
import { mapSwitch } from "../shell/map.js";
import { themeButton } from "../shell/theme.js";
import { undoButtons } from "../shell/undo.js";

const data = readPageData();
const { setting, race, catalogue, page, parts, late, root, api } = data;
themeButton(page);
const source = serverSource(api);
// Asked for at once, while the panels travel: a lab waits for its size, which a frame below the fold has not yet.
for (const runner of race.runners) source.family(runner.setting).catch(() => {});
/** @type {(names: readonly string[]) => Promise<import("../lab/mount.js").Panel[]>} */
const panels = (names) => Promise.all(names.map(async (name) => (await import(`../panels/${name}.js`)).default));
const modules = await panels(parts);
const element = document.querySelector("[data-lab]");
if (!(element instanceof HTMLElement)) throw new Error("The page came without its lab.");
const lab = mountLab(element, {
  setting,
  race,
  catalogue,
  source,
  parts: modules,
  late: late.map(([name, until, styled]) => ({
    until,
    load: async () => {
      const [panel] = await Promise.all([panels([name]), styled ? sheet(name) : null]);
      return /** @type {import("../lab/mount.js").Panel} */ (panel[0]);
    },
  })),
  zoom: page.view,
  look: page.look,
});
lab.set({ loop: page.loop ?? false, colourBy: page.colour ?? null });
if (page.map) lab.set({ map: page.map });
else mapSwitch();
followLabs();
// What only one profile needs, only that one loads.
listenToKeys(page.profile === "projector" ? (await import("../shell/present.js")).presentation() : undefined);
keepAddress(lab, page);
explainTerms(catalogue.glossary, root);
const dialog = (/** @type {string} */ name) => part(document, `${name}-dialog`, HTMLDialogElement);
opensDialog("share", dialog("share"), async () => (await import("../shell/share.js")).shareDialog(root, page));
opensDialog("table", dialog("table"), async () => (await import("../shell/table.js")).tableDialog());
opensDialog("keys", dialog("keys"));
undoButtons();
part(document, "skip", HTMLAnchorElement).addEventListener("click", (event) => {
  event.preventDefault();
  (page.map ? canvas(element, "atlas-over") : input(element, "rate")).focus();
});
if (page.autoplay) playOnce(lab);
if (page.profile === "embed") (await import("../shell/frame.js")).talkToParent(lab, data);
