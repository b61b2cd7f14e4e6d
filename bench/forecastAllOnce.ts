import {readSales} from "../loaders/forecast/readSales.js";
import {forecastersOfOneGrid, readyFor} from "../loaders/forecast/networkForecasters.js";
import {lastOrigins} from "../loaders/cli/forecastOrigins.js";
import {eligibleItems, evaluateForecasts} from "../src/lib/forecast/evaluateForecasts.js";
import type {SalesGrid} from "../src/lib/forecast/salesGrid.js";

/** What all models at three origins of two logs took, in processor minutes, those of the network alone among them. */
export interface ForecastAllOnce {
  readonly minutes: number;
  readonly models: number;
  readonly networkMinutes: number;
}

const HORIZON = 28;
const minutes = () => {
  const {user, system} = process.cpuUsage();
  return (user + system) / 60e6;
};

/** Three origins a week apart, as late as the log allows: the shop's period is too short for three months. */
const weekly = ({untilDay}: SalesGrid) => [2, 1, 0].map((weeks) => untilDay - 1 - HORIZON - 7 * weeks);

const start = minutes();
let networkMinutes = 0;
let models = 0;
for (const {source, ...options} of [
  {source: "online-retail", mirror: process.env.CLICKPROOF_DATA_MIRROR},
  {source: "shop", profile: "paper", seed: 1, count: "carts"}
] as const) {
  const {sales} = await readSales({source, ...options});
  const origins = source === "shop" ? weekly(sales) : lastOrigins(sales, HORIZON);
  // on the shop hardly any item is put into a cart on ten days within weeks
  const protocol = {origins, horizon: HORIZON, leastSaleDays: source === "shop" ? 1 : 10};
  const all = forecastersOfOneGrid();
  await readyFor(all);
  const grid = eligibleItems(sales, protocol);
  models = 0;
  let before = minutes();
  for (const {id} of evaluateForecasts(grid, all, protocol)) {
    const now = minutes();
    if (id === "tide") networkMinutes += now - before;
    before = now;
    models++;
  }
  console.error(`${source}: ${models} models, ${(minutes() - start).toFixed(1)} min so far`);
}
const found: ForecastAllOnce = {minutes: minutes() - start, models, networkMinutes};
console.log(JSON.stringify(found));
