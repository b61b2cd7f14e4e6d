import {writeFileSync} from "node:fs";
import {join} from "node:path";
import {dailyFeatureTable, type DailyFeatureName} from "../src/lib/forecast/dailyFeatures.js";
import {itemCount} from "../src/lib/forecast/salesGrid.js";
import {fitBoosting} from "../src/lib/models/boosting.js";
import type {TrainingSet} from "../src/lib/models/matrix.js";
import {benchGrid} from "./forecastGrid.js";
import {poissonDeviance} from "./poissonDeviance.js";

/** What features of the grid and trees on them took, in processor seconds, and how good the trees are. */
export interface ForecastOnce {
  readonly rows: number;
  readonly columns: number;
  readonly featureSeconds: number;
  readonly fitSeconds: number;
  /** Mean Poisson deviance of the last 28 days. */
  readonly deviance: number;
}

/** What mlforecast can make too. */
const FEATURES = [
  "sales_sum_7d",
  "sales_sum_30d",
  "sales_lag_1d",
  "sales_lag_7d",
  "weekday",
  "month",
  "day_of_month"
] as const satisfies readonly DailyFeatureName[];
const HORIZON = 28;
const TRAIN_DAYS = 112;

const [folder] = process.argv.slice(2);
const grid = benchGrid();
// the grid for mlforecast: item, day, sales of each row
const rows = grid.sales.length;
const lines = new Float64Array(3 * rows);
for (let item = 0; item < itemCount(grid); item++)
  for (let at = grid.offsets[item]; at < grid.offsets[item + 1]; at++)
    lines.set([item, grid.firstDays[item] + at - grid.offsets[item], grid.sales[at]], 3 * at);
writeFileSync(join(folder, "grid.bin"), new Uint8Array(lines.buffer));

const processor = (work: () => void) => {
  const before = process.cpuUsage();
  work();
  const {user, system} = process.cpuUsage(before);
  return (user + system) / 1e6;
};
let values: readonly Float64Array[] = [];
const featureSeconds = processor(
  () => ({values} = dailyFeatureTable({sales: grid}, {horizon: HORIZON, features: FEATURES}))
);

/** Rows of the days from one to before another, for both. */
function part(name: string, from: number, until: number): TrainingSet {
  const kept: number[] = [];
  for (let item = 0; item < itemCount(grid); item++)
    for (let day = Math.max(from, grid.firstDays[item] + HORIZON); day < until; day++)
      kept.push(grid.offsets[item] + day - grid.firstDays[item]);
  const x = new Float64Array(kept.length * FEATURES.length);
  kept.forEach((at, row) => values.forEach((column, k) => (x[row * FEATURES.length + k] = column[at])));
  const y = Float64Array.from(kept, (at) => grid.sales[at]);
  writeFileSync(join(folder, `${name}.bin`), new Uint8Array(Float64Array.of(...[kept.length, FEATURES.length]).buffer));
  writeFileSync(join(folder, `${name}-x.bin`), new Uint8Array(x.buffer));
  writeFileSync(join(folder, `${name}-y.bin`), new Uint8Array(y.buffer));
  return {rows: kept.length, columns: FEATURES, x, y};
}

const testFrom = grid.untilDay - HORIZON;
const train = part("train", testFrom - TRAIN_DAYS, testFrom);
const test = part("test", testFrom, grid.untilDay);
let predicted = new Float64Array(0);
const fitSeconds = processor(() => {
  predicted = Float64Array.from(
    fitBoosting(train, {loss: "poisson", trees: 100, leaves: 31, learningRate: 0.1}).predict(test)
  );
});
const found: ForecastOnce = {
  rows,
  columns: FEATURES.length,
  featureSeconds,
  fitSeconds,
  deviance: poissonDeviance(predicted, test.y)
};
console.log(JSON.stringify(found));
