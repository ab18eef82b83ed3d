/** Wiring: one store, the panels that show it, the hands that change it. */

import { keepAddress } from "./address.js";
import { readPageData } from "./catalogue.js";
import { listenToKeys } from "./keys.js";
import { createLab } from "./lab.js";
import { startLoader } from "./loader.js";
import { chartsPanel } from "./panels/charts.js";
import { fieldsPanel } from "./panels/fields.js";
import { formulaPanel } from "./panels/formula.js";
import { morePanel } from "./panels/more.js";
import { noticesPanel } from "./panels/notices.js";
import { pickersPanel } from "./panels/pickers.js";
import { ratePanel } from "./panels/rate.js";
import { remediesPanel } from "./panels/remedies.js";
import { rulePanel } from "./panels/rule.js";
import { sharePanel } from "./panels/share.js";
import { stagePanel } from "./panels/stage.js";
import { startPanel } from "./panels/start.js";
import { tablePanel } from "./panels/table.js";
import { themePanel } from "./panels/theme.js";
import { transportPanel } from "./panels/transport.js";
import { verdictPanel } from "./panels/verdict.js";

const data = readPageData();
const { catalogue, page } = data;
const store = createLab(data);
const commit = keepAddress(store, page);

const view = stagePanel(store);
ratePanel(store, catalogue, commit);
verdictPanel(store, catalogue, commit);
remediesPanel(store, catalogue, data.api, commit);
pickersPanel(store, catalogue, commit);
fieldsPanel(store, catalogue, commit);
formulaPanel(store, commit);
startPanel(store, catalogue, view, commit);
transportPanel(store);
chartsPanel(store);
rulePanel(store);
tablePanel(store);
sharePanel(store);
noticesPanel(store);
morePanel(page.profile);
themePanel(store, page.profile);
listenToKeys(store, page.profile);
startLoader(store, data.api, catalogue.notches);
playOnce();
store.set({ setting: { ...store.state.setting } });



/** The first picture tells its story once, to who likes motion. */
function playOnce() {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  let played = false;
  store.set({ playhead: 0 });
  store.on(["lane"], () => {
    if (!store.state.lane || played) return;
    played = true;
    if (store.state.playhead === 0) store.set({ playing: true });
  });
}
