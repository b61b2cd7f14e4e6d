import {dataLoader} from "../../loaders/build/dataLoader.js";
import {CLAIMS} from "../lib/claims/ledger.js";

/** The weighted error that a report claims under a name of the ledger: as printed, and as a share. */
function claimed(id: string): {readonly printed: string; readonly value: number} {
  const found = CLAIMS.find((claim) => claim.id === id)?.claimed;
  if (typeof found?.value !== "number") throw new Error(`the ledger's claim ${id} is no number`);
  return {printed: found.printed, value: found.value / 100};
}

/** What the Forecast page is about: the error before and after tuning. */
export default await dataLoader(import.meta.url, () =>
  JSON.stringify({before: claimed("smartrocket-baseline-wmape"), tuned: claimed("smartrocket-tuned-wmape")})
);
