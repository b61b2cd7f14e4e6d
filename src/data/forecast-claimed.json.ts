import {dataLoader} from "../../loaders/build/dataLoader.js";
import {CLAIMS} from "../lib/claims/ledger.js";

/** The error that a report claims under a name of the ledger: as printed, and as a number, percentages as shares. */
function claimed(id: string): {readonly printed: string; readonly value: number} {
  const claim = CLAIMS.find((one) => one.id === id);
  const found = claim?.claimed;
  if (typeof found?.value !== "number") throw new Error(`the ledger's claim ${id} is no number`);
  return {printed: found.printed, value: claim?.unit === "%" ? found.value / 100 : found.value};
}

/** What the Forecast page is about: the error before and after tuning, and what else is claimed of the tuned forecast. */
export default await dataLoader(import.meta.url, () =>
  JSON.stringify({
    before: claimed("smartrocket-baseline-wmape"),
    tuned: claimed("smartrocket-tuned-wmape"),
    mae: claimed("smartrocket-tuned-mae"),
    r2: claimed("smartrocket-r2")
  })
);
