import type {Shop} from "../generator/shop.js";
import {SESSIONIZE_OPTIONS} from "../pipeline/sessionize.js";
import {clicksOfEvents, type ClickLog} from "../recommend/clickLog.js";

/**
 * The sessions of views of a generated shop, as the stages cut them. Its items have no names: they are called by category
 * and number.
 */
export function shopClicks({events, catalogue}: Pick<Shop, "events" | "catalogue">): ClickLog {
  const clicks = clicksOfEvents(events, SESSIONIZE_OPTIONS.gapMs);
  const {category_id, department_id} = catalogue.items.columns;
  return {
    ...clicks,
    names: Array.from(clicks.itemIds, (id) => `${catalogue.categories[category_id[id - 1]]} ${id}`),
    category: clicks.itemIds.map((id) => department_id[id - 1]),
    categories: catalogue.departments
  };
}
