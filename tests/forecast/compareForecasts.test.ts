import {expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {compareForecasts, itemErrors} from "../../src/lib/forecast/compareForecasts.js";
import {forecastMetrics, type ForecastSeries} from "../../src/lib/forecast/forecastMetrics.js";

/** Items whose past varies, and forecasts that miss by so much on average. */
function drawnSeries(seed: number, miss: number): ForecastSeries[] {
  const source = random(7);
  const misses = random(seed);
  return Array.from({length: 40}, (_, item) => ({
    history: Float64Array.from({length: 30}, () => (item === 3 ? 0 : source.below(5))),
    actual: Float64Array.from({length: 6}, () => source.below(1 + (item % 7))),
    forecast: Float64Array.from({length: 6}, () => 2 * miss * misses.uniform())
  }));
}

test("values are differences of the metrics themselves, items without change left out of RMSSE", () => {
  const [a, b, c, d] = [drawnSeries(1, 1), drawnSeries(2, 3), drawnSeries(3, 2), drawnSeries(4, 2.5)];
  const of = (one: ForecastSeries[]) => forecastMetrics(one);
  const {wmape, rmsse} = compareForecasts([itemErrors(a), itemErrors(c)], [itemErrors(b), itemErrors(d)]);
  expect(of(a).unscaled).toBe(1);
  expect(wmape.value).toBeCloseTo((of(a).wmape - of(b).wmape + of(c).wmape - of(d).wmape) / 2, 12);
  expect(rmsse.value).toBeCloseTo((of(a).rmsse - of(b).rmsse + of(c).rmsse - of(d).rmsse) / 2, 12);
});

test("intervals are those of drawing items, each with both models' errors", () => {
  const [a, b] = [itemErrors(drawnSeries(1, 1)), itemErrors(drawnSeries(2, 3))];
  const {wmape} = compareForecasts([a], [b], {draws: 2000});
  const source = random(99);
  const values: number[] = [];
  for (let draw = 0; draw < 2000; draw++) {
    let [difference, sales] = [0, 0];
    for (let k = 0; k < 40; k++) {
      const item = source.below(40);
      difference += a.absolute[item] - b.absolute[item];
      sales += a.sales[item];
    }
    values.push(difference / sales);
  }
  values.sort((x, y) => x - y);
  const width = values[1949] - values[50];
  expect(Math.abs(wmape.low - values[50])).toBeLessThan(0.1 * width);
  expect(Math.abs(wmape.high - values[1949])).toBeLessThan(0.1 * width);
});
