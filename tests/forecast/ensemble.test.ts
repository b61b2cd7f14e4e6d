import {expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {bestWeights, learnedWeights, meanEnsemble, weightedEnsemble} from "../../src/lib/forecast/ensemble.js";
import {localForecaster} from "../../src/lib/forecast/forecaster.js";
import {forecastMetrics} from "../../src/lib/forecast/forecastMetrics.js";
import {naive, windowMean, zero} from "../../src/lib/forecast/localModels.js";
import {gridBefore, itemCount, seriesOf} from "../../src/lib/forecast/salesGrid.js";
import {changedAfter, drawnShop} from "./drawnShop.js";

const {grid} = drawnShop(21, 30, 160);
const members = [zero, naive, windowMean(56)].map(localForecaster);
const options = {id: "weighted", title: "Weighted", members, origins: 2, wmape: 0.3};

test("a mean is the mean, and weights give a weighted mean", () => {
  const [none, last, mean] = members.map((member) => member.forecast(grid, 5));
  const mixed = meanEnsemble(options).forecast(grid, 5);
  mixed.forEach((one, k) => expect(one).toBeCloseTo((none[k] + last[k] + mean[k]) / 3, 12));
  const weights = learnedWeights(grid, 5, options);
  const weighted = weightedEnsemble(options).forecast(grid, 5);
  weighted.forEach((one, k) =>
    expect(one).toBeCloseTo(weights[0] * none[k] + weights[1] * last[k] + weights[2] * mean[k], 12)
  );
});

test("no weights of a fine grid over past origins make a smaller loss than those that are learned", () => {
  const horizon = 14;
  const weights = learnedWeights(grid, horizon, options);
  expect(weights.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 12);
  expect(Math.min(...weights)).toBeGreaterThanOrEqual(0);
  const pasts = [1, 2].map((k) => gridBefore(grid, grid.untilDay - k * horizon));
  const made = pasts.map((past) => members.map((member) => member.forecast(past, horizon)));
  const loss = (w: readonly number[]) =>
    pasts.reduce((sum, past, k) => {
      const series = Array.from({length: itemCount(grid)}, (_, item) => {
        const known = seriesOf(past, item).length;
        return {
          history: seriesOf(past, item),
          actual: seriesOf(grid, item).slice(known, known + horizon),
          forecast: Float64Array.from({length: horizon}, (_, h) =>
            w.reduce((of, weight, m) => of + weight * made[k][m][item * horizon + h], 0)
          )
        };
      });
      const {rmsse, wmape} = forecastMetrics(series);
      return sum + (rmsse + 0.3 * wmape) / 2;
    }, 0);
  let least = Infinity;
  for (let a = 0; a <= 20; a++)
    for (let b = 0; b <= 20 - a; b++) least = Math.min(least, loss([a / 20, b / 20, (20 - a - b) / 20]));
  const own = loss(weights);
  expect(own).toBeLessThan(least + 2e-4);
  expect(own).toBeLessThan(loss([1 / 3, 1 / 3, 1 / 3]) - 0.01);
});

test("weights are learned on the days before the origin alone, and are equal where there are too few", () => {
  expect(learnedWeights(gridBefore(changedAfter(grid, 119), 120), 14, options)).toEqual(
    learnedWeights(gridBefore(grid, 120), 14, options)
  );
  expect(learnedWeights(gridBefore(grid, 60), 14, options)).toEqual([1 / 3, 1 / 3, 1 / 3]);
  expect(bestWeights([], 2, {horizon: 1, wmape: 1})).toEqual([0.5, 0.5]);
});

test("a member that is always right is all that counts", () => {
  const source = random(2);
  const sold = Float64Array.from({length: 60}, () => source.below(5));
  const other = sold.map((one, k) => one + (k % 2 === 0 ? 2 : -2));
  const scales = new Float64Array(6).fill(1);
  const [right] = bestWeights([{forecasts: [sold, other], sold, scales}], 2, {horizon: 10, wmape: 0.1});
  expect(right).toBeGreaterThan(0.99);
});
