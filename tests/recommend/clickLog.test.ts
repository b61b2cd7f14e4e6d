import {expect, test} from "vitest";
import {readItemSequences} from "../../loaders/recommend/readItemSequences.js";
import {generateShop, shopOptions} from "../../src/lib/generator/shop.js";
import {shopClicks} from "../../src/lib/reports/shopClicks.js";

test("a shop's clicks are those that the stages and a query give", async () => {
  const read = await readItemSequences({source: "shop", profile: "tiny", seed: 3});
  const shop = generateShop(shopOptions("tiny", {seed: 3}));
  const clicks = shopClicks(shop);
  expect(clicks.itemIds).toEqual(read.itemIds);
  for (const column of ["items", "offsets", "timesMs", "users"] as const)
    expect(clicks.sequences[column], column).toEqual(read.sequences[column]);
  expect(new Set(clicks.outcomes)).toEqual(new Set([0, 1, 2]));
  const row = clicks.itemIds.length - 1;
  const {item_id, category_id, department_id} = shop.catalogue.items.columns;
  const at = item_id.indexOf(clicks.itemIds[row]);
  expect(clicks.names[row]).toBe(`${shop.catalogue.categories[category_id[at]]} ${item_id[at]}`);
  expect(clicks.categories[clicks.category[row]]).toBe(shop.catalogue.departments[department_id[at]]);
});
