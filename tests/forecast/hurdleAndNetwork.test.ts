import {beforeAll, expect, test} from "vitest";
import {openTfjs} from "../../loaders/engines/tfjs.js";
import {random} from "../../src/lib/core/random.js";
import {isStoodInFor} from "../../src/lib/forecast/forecaster.js";
import {forecastMetrics} from "../../src/lib/forecast/forecastMetrics.js";
import {seriesAt} from "../../src/lib/forecast/evaluateForecasts.js";
import {hurdle} from "../../src/lib/forecast/hurdle.js";
import {gridBefore, salesGrid, type SalesGrid} from "../../src/lib/forecast/salesGrid.js";
import {tideNetwork} from "../../src/lib/forecast/tideNetwork.js";
import {changedAfter} from "./drawnShop.js";

const DAY = 86_400_000;
const HORIZON = 14;

/** Items of two kinds: sold seldom and many at once, and sold often, few at once; closed on one weekday. */
function twoKinds(items: number, days: number): SalesGrid {
  const source = random(13);
  const lines = {items: [] as number[], timesMs: [] as number[], quantities: [] as number[]};
  for (let item = 0; item < items; item++)
    for (let day = 0; day < days; day++) {
      const often = item % 2 === 0;
      if (day > 0 && (day % 7 === 2 || source.uniform() >= (often ? 0.9 : 0.2))) continue;
      lines.items.push(item);
      lines.timesMs.push(day * DAY);
      lines.quantities.push(often ? 1 + source.below(3) : 10 + source.below(11));
    }
  return salesGrid(
    Array.from({length: items}, (_, item) => item),
    lines,
    days
  );
}

const all = twoKinds(60, 214);
const past = gridBefore(all, 200);
// so small a log wants practices close together; nothing is cut off, so that means are means
const options = {practices: 8, stride: 7, quantile: 1};
test("a hurdle's forecast is the chance of a sale times its size, and 0 on closed days", () => {
  const model = hurdle(options);
  const forecasts = model.forecast(past, HORIZON);
  expect(isStoodInFor(model, past, forecasts)).toBe(false);
  const means = [0, 1].map((kind) => {
    const open = Array.from({length: 60 * HORIZON}, (_, k) => k).filter(
      (k) => Math.floor(k / HORIZON) % 2 === kind && (200 + (k % HORIZON)) % 7 !== 2
    );
    return open.reduce((sum, k) => sum + forecasts[k], 0) / open.length;
  });
  // .9 × 2 and .2 × 15
  expect(Math.abs(means[0] / 1.8 - 1)).toBeLessThan(0.1);
  expect(Math.abs(means[1] / 3 - 1)).toBeLessThan(0.15);
  forecasts.forEach((one, k) => {
    if ((200 + (k % HORIZON)) % 7 === 2) expect(one).toBe(0);
  });
});

test("a hurdle looks at nothing after the origin, and a short past is said to be too short", () => {
  const model = hurdle(options);
  expect(model.forecast(gridBefore(changedAfter(all, 199), 200), HORIZON)).toEqual(model.forecast(past, HORIZON));
  const short = gridBefore(all, 40);
  expect(isStoodInFor(model, short, model.forecast(short, HORIZON))).toBe(true);
});

beforeAll(openTfjs);

/** Items that sell on some weekdays, each one of two kinds on its own: what a level times the shop's weekdays cannot say. */
function twoRhythms(items: number, days: number): SalesGrid {
  const source = random(14);
  const lines = {items: [] as number[], timesMs: [] as number[], quantities: [] as number[]};
  for (let item = 0; item < items; item++)
    for (let day = 0; day < days; day++) {
      const own = day % 7 < 3 ? 0 : 1;
      if (day > 0 && (item % 2 !== own || source.uniform() < 0.2)) continue;
      lines.items.push(item);
      lines.timesMs.push(day * DAY);
      lines.quantities.push(4 + source.below(5));
    }
  return salesGrid(
    Array.from({length: items}, (_, item) => item),
    lines,
    days
  );
}

test("the network learns from all items what its start does not know, the same each time, from the past alone", () => {
  const all = twoRhythms(60, 214);
  const past = gridBefore(all, 200);
  const metricsOf = (forecasts: Float64Array) => forecastMetrics(seriesAt(all, past, forecasts, HORIZON));
  const of = (epochs: number, grid = past) =>
    tideNetwork({...options, epochs, width: 16, batch: 64, learningRate: 5e-3}).forecast(grid, HORIZON);
  const [untrained, trained] = [of(0), of(8)];
  expect(metricsOf(trained).rmsse).toBeLessThan(0.7 * metricsOf(untrained).rmsse);
  expect(of(8, gridBefore(changedAfter(all, 199), 200))).toEqual(trained);
  const short = gridBefore(all, 40);
  const model = tideNetwork(options);
  expect(isStoodInFor(model, short, model.forecast(short, HORIZON))).toBe(true);
});
