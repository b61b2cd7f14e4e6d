import {expect, test} from "vitest";
import {readItemSequences} from "../../loaders/recommend/readItemSequences.js";
import {withoutRepeatedRows} from "../../loaders/recommend/withoutRepeatedRows.js";
import {generateShop, shopOptions} from "../../src/lib/generator/shop.js";
import {shopClicks} from "../../src/lib/reports/shopClicks.js";

test("the twin's clicks without a database are those that the stages cut from its cleaned log", async () => {
  const shop = {users: 1_500, items: 2_000, repeatedRows: 0.1};
  const made = generateShop(shopOptions("retailrocket", shop));
  const kept = withoutRepeatedRows(made.events);
  expect(kept.rows).toBeLessThan(made.events.rows);
  const {sequences, itemIds, category} = shopClicks({...made, events: kept});
  const staged = await readItemSequences({source: "shop", profile: "retailrocket", shop});
  expect(itemIds).toEqual(staged.itemIds);
  expect(category).toEqual(staged.category);
  for (const name of ["items", "offsets", "timesMs", "users"] as const)
    expect(sequences[name], name).toEqual(staged.sequences[name]);
  // the log says of each item what the catalogue has
  const {brand_id, base_price_cents} = made.catalogue.items.columns;
  const of = (name: string) =>
    [...staged.attributes!.kinds, ...staged.attributes!.amounts].find((one) => one.name === name)!.values;
  itemIds.forEach((id, item) => {
    expect(of("brand_id")[item]).toBe(brand_id[id - 1]);
    expect(of("base_price_cents")[item]).toBe(base_price_cents[id - 1]);
  });
});
