import {expect, test} from "vitest";
import {scoreOnnx} from "../../loaders/engines/onnx.js";
import {boostedLevels, levelInputs} from "../../src/lib/forecast/boostedLevels.js";
import {weekdayOf} from "../../src/lib/forecast/calendarDay.js";
import {LEVEL_FEATURES} from "../../src/lib/forecast/levelFeatures.js";
import {levelsOnnx} from "../../src/lib/forecast/levelsOnnx.js";
import {readOnnxMetadata} from "../../src/lib/onnx/readOnnxMetadata.js";
import {drawnShop} from "./drawnShop.js";

test("the file, its metadata and an item's scale give the forecasts of the model", async () => {
  const {grid} = drawnShop(2, 60, 150);
  const file = levelsOnnx(grid, 7, "a drawn shop")!;
  const {metadata} = readOnnxMetadata(file.bytes);
  expect(JSON.parse(metadata.columns)).toEqual(LEVEL_FEATURES);
  expect([metadata.horizon, metadata.first_day, metadata.items]).toEqual(["7", "1970-05-31", "60"]);
  const {matrix, scales} = levelInputs(grid);
  const levels = await scoreOnnx(file.bytes, matrix);
  const factors = JSON.parse(metadata.weekday_factors) as number[];
  const expected = boostedLevels().forecast(grid, 7);
  let forecast = 0;
  for (let item = 0; item < 60; item++)
    for (let h = 0; h < 7; h++) {
      const ours = Math.max(0, levels[item]) * scales[item] * factors[weekdayOf(150 + h)];
      expect(Math.abs(ours - expected[item * 7 + h])).toBeLessThan(1e-5 * (1 + expected[item * 7 + h]));
      forecast += ours;
    }
  expect(forecast).toBeGreaterThan(60);
});

test("a past too short to train gives no file", () => {
  expect(levelsOnnx(drawnShop(2, 6, 60).grid, 7, "a drawn shop")).toBeNull();
});
