import type {LatencyPage} from "../../lib/reports/latencyPage.js";

/** The label of a model by its id; the id itself where there is no such model. */
export function labelOf({models}: Pick<LatencyPage, "models">, id: string): string {
  return models.find((model) => model.id === id)?.label ?? id;
}
