import {dataLoader} from "../../loaders/build/dataLoader.js";
import {readResults} from "../../loaders/results/results.js";
import {buildLedger} from "../lib/claims/ledger.js";

/** The claim that the home page's figure is about: an area under the ROC curve measured on very few purchases. */
const CLAIM = "item-intent-test-auc";

export default await dataLoader(import.meta.url, () => {
  const claim = buildLedger(readResults()).claims.find(({id}) => id === CLAIM);
  const {value, sampling} = claim?.claimed ?? {};
  if (typeof value !== "number" || sampling?.of !== "auc")
    throw new Error(`the ledger's claim ${CLAIM} has no AUC with its positives and negatives`);
  const {positives, negatives} = sampling;
  return JSON.stringify({claim: CLAIM, auc: value, positives, negatives});
});
