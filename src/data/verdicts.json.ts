import {readResults} from "../../loaders/results/results.js";
import {dataLoader} from "../../loaders/build/dataLoader.js";
import {buildLedger} from "../lib/claims/ledger.js";

export default await dataLoader(import.meta.url, () => {
  const {claims} = buildLedger(readResults());
  return JSON.stringify({
    id: claims.map((claim) => claim.id),
    system: claims.map((claim) => claim.system),
    claimed: claims.map((claim) => claim.claimed.printed),
    statement: claims.map((claim) => claim.statement),
    verdict: claims.map((claim) => claim.verdict),
    onTwin: claims.map((claim) => (claim.onTwin ? 1 : 0))
  });
});
