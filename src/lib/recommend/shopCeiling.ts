import {NextItemPosterior} from "../generator/nextItemPosterior.js";
import type {Shop} from "../generator/shop.js";
import {rowsByUser} from "../generator/visits.js";
import type {Recommender} from "./recommender.js";

/**
 * The generated shop's own distribution of the next viewed item, as a recommender: no model that sees the same log has a higher expected
 * hit rate or reciprocal rank, with clicks on the same item kept. It goes by everything that the log shows of the user up
 * to the click, also carts and earlier visits, and so sees more than models of one session do.
 *
 * Its sessions must be the shop's own, of a user that is named, click by click. Throws `UserError` as `NextItemPosterior` does, and
 * `RangeError` for a click that the log does not have.
 *
 * @param itemIds the log's id of each item of the recommenders' catalogue, as `clicksOfEvents` numbers them
 */
export function shopCeiling(
  {options, catalogue, events}: Pick<Shop, "options" | "catalogue" | "events">,
  itemIds: Int32Array
): Recommender {
  const posterior = new NextItemPosterior(options, catalogue);
  const rows = rowsByUser(events, options.users);
  const {ts_ms, item_id} = events.columns;
  const all = new Float64Array(catalogue.items.rows);
  return {
    id: "ceiling",
    catalogue: itemIds.length,
    session(user) {
      const views = posterior.views(events, user === undefined ? [] : (rows[user - 1] ?? []));
      const scores = new Float64Array(itemIds.length);
      return {
        click(item, timeMs) {
          let step = views.next();
          while (!step.done && ts_ms[step.value.row] < timeMs) step = views.next();
          if (step.done || ts_ms[step.value.row] !== timeMs || item_id[step.value.row] !== itemIds[item])
            throw new RangeError(`user ${user} does not view item ${itemIds[item]} at ${timeMs} ms`);
          step.value.fill(all);
          for (let k = 0; k < scores.length; k++) scores[k] = all[itemIds[k] - 1];
          return scores;
        }
      };
    }
  };
}
