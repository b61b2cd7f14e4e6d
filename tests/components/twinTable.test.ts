import {expect, it} from "vitest";
import {twinDifferences} from "../../src/components/twinTable.js";
import {readResult} from "../../loaders/results/results.js";

it("differences are in per cent of the published total, and none where that is zero", () => {
  const result = readResult("twin-retailrocket")!;
  const totals = {...result.tables.totals, published: [200, 0, 50], generated: [201, 0, 49]};
  const [more, none, less] = twinDifferences({...result, tables: {totals}});
  expect(more).toBeCloseTo(0.5, 12);
  expect(none).toBeNaN();
  expect(less).toBeCloseTo(-2, 12);
});
