import type {ExplainHeadline} from "../../lib/reports/explain.js";
import {spokenPercent} from "../format.js";

/** What the page answers before a control is touched. */
export function explainAnswer({sizesKept}: ExplainHeadline): string {
  return `An explanation is exact about the model and says nothing by itself about shoppers. In the generated shop, a model trained on shuffled labels has nothing to explain, yet its contributions are ${spokenPercent(sizesKept)} as large as with real labels.`;
}
