import {UsageError, UserError} from "../../src/lib/core/errors.js";
import {dayText, parseDay} from "../../src/lib/forecast/calendarDay.js";
import {
  compareForecasts,
  itemErrors,
  type ForecastDifference,
  type ItemErrors
} from "../../src/lib/forecast/compareForecasts.js";
import {eligibleItems, evaluateForecasts, seriesAt} from "../../src/lib/forecast/evaluateForecasts.js";
import {evaluateIntervals, PACES} from "../../src/lib/forecast/evaluateIntervals.js";
import type {ForecastMetrics} from "../../src/lib/forecast/forecastMetrics.js";
import {FORECASTERS} from "../../src/lib/forecast/forecasters.js";
import {gridBefore, itemCount, type SalesGrid} from "../../src/lib/forecast/salesGrid.js";
import {SHOP_PROFILES} from "../../src/lib/generator/shop.js";
import {COUNTED_EVENTS, readSales, type ReadSalesOptions} from "../forecast/readSales.js";
import {SOURCES} from "../sources/openSource.js";
import {readConfig} from "./config.js";
import {nearest, parseFlags} from "./parseFlags.js";
import {SHOP_HELP, shopFlags} from "./shopFlags.js";

const IDS = FORECASTERS.map(({id}) => id);
const COUNTS = Object.keys(COUNTED_EVENTS);

const HELP = `npm run forecast -- evaluate [flags]     judges forecasts of daily sales on every item and day, days without sales included
  --source NAME|PATH   shop (generated, the default), ${SOURCES.slice(1).join(", ")}, or a path to any log
  --profile NAME       of the generated shop: ${Object.keys(SHOP_PROFILES).join(", ")} (paper)
${SHOP_HELP}
  --count EVENTS       what counts as sold: ${COUNTS.join(", ")} (purchases; Online Retail has quantities)
  --horizon DAYS       how many days are forecast (28)
  --origins DATES      the last known days, as 2011-09-16,2011-10-14; forecasts start on the day after
                       (the last three that are a horizon apart and whose horizon the log covers)
  --least-sale-days N  items that were sold on so many days up to and including the first origin take part (10)
  --models IDS         ${IDS.join(",")}, or all (all)
  --compare ID         the model whose errors are compared with each other's, item by item (the last one)
  --skip-intervals     leaves out intervals of 90 %, which are calibrated on three origins before each
  --map MAPPING        corrects how the columns of a log are read, as in npm run pipeline; @FILE for a file that holds it
  --yes                takes the guess of how they are read, however unsure it is
  --mirror DIR         a folder of downloaded logs (CLICKPROOF_DATA_MIRROR)
  --json               one JSON document on standard output, and nothing else`;

const FLAGS = {
  source: {type: "string"},
  profile: {type: "string"},
  shop: {type: "string", multiple: true},
  count: {type: "string"},
  horizon: {type: "string"},
  origins: {type: "string"},
  "least-sale-days": {type: "string"},
  models: {type: "string"},
  compare: {type: "string"},
  "skip-intervals": {type: "boolean"},
  map: {type: "string"},
  yes: {type: "boolean"},
  mirror: {type: "string"},
  json: {type: "boolean"},
  help: {type: "boolean", short: "h"}
} as const;

/**
 * `npm run forecast`. Throws `UsageError` for words and flags that make no sense and `UserError` for a log that cannot be
 * forecast so.
 */
export async function forecastCommand(argv: readonly string[]): Promise<void> {
  const first = argv.findIndex((word) => word.startsWith("-"));
  const words = first === -1 ? argv : argv.slice(0, first);
  const flags = parseFlags(first === -1 ? [] : argv.slice(first), FLAGS);
  if (flags.help) return console.log(HELP);
  if (words.length !== 1 || words[0] !== "evaluate")
    throw new UsageError(
      words.length === 0 ? "say what to do: evaluate" : `there is no ${words.join(" ")}; there is evaluate`
    );
  const count = flags.count ?? "purchases";
  if (!COUNTS.includes(count))
    throw new UsageError(`--count is ${JSON.stringify(count)}; give one of ${COUNTS.join(", ")}`);
  const horizon = whole("horizon", flags.horizon, 28);
  const leastSaleDays = whole("least-sale-days", flags["least-sale-days"], 10);
  const given = flags.origins === undefined ? undefined : originsOf(flags.origins);
  const models = modelsOf(flags.models ?? "all");
  if (flags.compare !== undefined && !models.some(({id}) => id === flags.compare))
    throw new UsageError(
      `--compare is ${JSON.stringify(flags.compare)}; give one of ${models.map(({id}) => id).join(", ")}`
    );
  const config = await readConfig();
  const source = flags.source ?? config.source;
  const profile = flags.profile ?? config.profile;
  const say = (text: string) => (flags.json ? undefined : process.stderr.write(`${text}\n`));
  const read = await readSales({
    source,
    profile,
    seed: config.seed,
    shop: shopFlags(flags.shop ?? config.shop, {source, profile}),
    mirror: flags.mirror ?? process.env.CLICKPROOF_DATA_MIRROR ?? config.mirror,
    map: flags.map ?? config.map,
    yes: flags.yes,
    count: count as ReadSalesOptions["count"],
    onNote: (note) => say(`Note: ${note}`)
  });
  const origins = given ?? lastOrigins(read.sales, horizon);
  const protocol = {origins, horizon, leastSaleDays};
  const grid = eligibleItems(read.sales, protocol);
  const positiveRows = grid.sales.reduce((n, sold) => n + (sold > 0 ? 1 : 0), 0);
  const rows = grid.sales.length;
  const counts = {items: itemCount(grid), rows, positive: positiveRows / rows, positiveRows};
  say(
    `${read.source}${read.generated ? ", generated" : ""}: ${counts.items} items, ${rows} days of items, ${(100 * counts.positive).toFixed(1)} % with sales; ${horizon} days from ${origins.map(dayText).join(", ")}`
  );
  const found = [];
  const errors = new Map<string, ItemErrors[]>();
  for (const {id, title, setting, mean, origins: each} of evaluateForecasts(grid, models, protocol)) {
    errors.set(
      id,
      each.map(({origin, forecasts}) => itemErrors(seriesAt(grid, gridBefore(grid, origin + 1), forecasts, horizon)))
    );
    const model = models.find((one) => one.id === id)!;
    const intervals = flags["skip-intervals"] ? null : evaluateIntervals(grid, model, protocol, each);
    found.push({
      id,
      title,
      setting,
      ...shown(mean),
      coverage90: intervals?.coverage ?? null,
      width90: intervals?.width ?? null,
      coverageByPace: intervals?.paces.map((pace, k) => ({pace: PACES[k].title, ...pace})) ?? null,
      origins: each.map(({origin, metrics}) => ({origin: dayText(origin), ...shown(metrics)}))
    });
    const bias = 100 * (mean.ratio - 1);
    say(
      `${id.padEnd(18)} MAE ${mean.mae.toFixed(3)}  wMAPE ${mean.wmape.toFixed(3)}  RMSSE ${mean.rmsse.toFixed(3)}  MASE ${mean.mase.toFixed(3)}  bias ${bias < 0 ? "−" : "+"}${Math.abs(bias).toFixed(0)} %${intervals === null ? "" : `  90 % intervals hold ${(100 * intervals.coverage).toFixed(1)} %, ${intervals.width.toFixed(1)} wide`}`
    );
  }
  const compare = flags.compare ?? models[models.length - 1].id;
  const differences = [...errors].flatMap(([id, other]) =>
    id === compare ? [] : [{than: id, ...compareForecasts(errors.get(compare)!, other)}]
  );
  for (const {than, wmape, rmsse} of differences)
    say(`${compare} less ${than.padEnd(18)} wMAPE ${signed(wmape)}  RMSSE ${signed(rmsse)}`);
  if (flags.json)
    console.log(
      JSON.stringify({
        source: read.source,
        generated: read.generated,
        cleaning: read.steps,
        horizon,
        leastSaleDays,
        origins: origins.map(dayText),
        grid: counts,
        models: found,
        compared: {model: compare, differences}
      })
    );
}

const shortly = (value: number) => value.toFixed(3).replace("-", "−");
const signed = ({value, low, high}: ForecastDifference["wmape"]) =>
  `${shortly(value)} [${shortly(low)} to ${shortly(high)}]`;

/** Bias is what forecasts are above sales, as a share of them. */
const shown = ({ratio, ...metrics}: ForecastMetrics) => ({...metrics, ratio, bias: ratio - 1});

/** Three origins a horizon apart, as late as the log allows, or as many as it does; of none the last day, which is refused. */
function lastOrigins({untilDay, firstDays}: SalesGrid, horizon: number): number[] {
  const firstDay = firstDays.reduce((first, day) => Math.min(first, day), untilDay);
  const origins = [3, 2, 1].map((k) => untilDay - 1 - k * horizon).filter((origin) => origin >= firstDay);
  return origins.length > 0 ? origins : [untilDay - 1];
}

function originsOf(text: string): number[] {
  const days = text.split(",").map((date) => usage(() => parseDay(date.trim())));
  days.forEach((day, k) => {
    if (k > 0 && day <= days[k - 1])
      throw new UsageError(`--origins has ${dayText(day)} after ${dayText(days[k - 1])}; give each once, in order`);
  });
  return days;
}

function modelsOf(text: string) {
  if (text === "all") return FORECASTERS;
  return text.split(",").map((id) => {
    const model = FORECASTERS.find((one) => one.id === id);
    if (model === undefined)
      throw new UsageError(`there is no model ${id}; did you mean ${nearest(id, IDS)}? There are ${IDS.join(", ")}`);
    return model;
  });
}

function whole(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const value = text.trim() === "" ? NaN : Number(text);
  if (!(Number.isInteger(value) && value >= 1 && value <= 3660))
    throw new UsageError(`--${name} is ${JSON.stringify(text)}; give a whole number from 1 to 3660`);
  return value;
}

function usage<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw error instanceof UserError ? new UsageError(error.message) : error;
  }
}
