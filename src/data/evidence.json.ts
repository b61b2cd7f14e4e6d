import {readResults} from "../../loaders/results/results.js";
import {dataLoader} from "../../loaders/build/dataLoader.js";
import {buildLedger} from "../lib/claims/ledger.js";
import {claimsHeadline} from "../lib/reports/claims.js";

export default await dataLoader(import.meta.url, () => {
  const {claims} = buildLedger(readResults());
  return JSON.stringify({
    headline: claimsHeadline(claims),
    rows: claims.map(({n, id, outcome, grade}) => ({n, id, outcome, grade}))
  });
});
