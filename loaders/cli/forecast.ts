import {UsageError} from "../../src/lib/core/errors.js";
import {dayText} from "../../src/lib/forecast/calendarDay.js";
import {
  compareForecasts,
  itemErrors,
  type ForecastDifference,
  type ItemErrors
} from "../../src/lib/forecast/compareForecasts.js";
import {eligibleItems, evaluateForecasts, seriesAt} from "../../src/lib/forecast/evaluateForecasts.js";
import {evaluateIntervals, PACES, type JudgedIntervals} from "../../src/lib/forecast/evaluateIntervals.js";
import {evaluateQuantiles} from "../../src/lib/forecast/evaluateQuantiles.js";
import type {ForecastMetrics} from "../../src/lib/forecast/forecastMetrics.js";
import {forecastsByDay, isStoodInFor} from "../../src/lib/forecast/forecaster.js";
import {gridBefore, itemCount} from "../../src/lib/forecast/salesGrid.js";
import {forecastersOfOneGrid, readyFor} from "../forecast/networkForecasters.js";
import {forecastAheadCommand} from "./forecastAhead.js";
import {forecastFeatures} from "./forecastFeatures.js";
import {forecastLevels} from "./forecastLevels.js";
import {lastOrigins, originsOf} from "./forecastOrigins.js";
import {namesFlag, wholeFlag} from "./flagValues.js";
import {parseFlags} from "./parseFlags.js";
import {MODEL_IDS, MOST_DAYS, SALES_FLAGS, SALES_HELP, salesFlags} from "./salesFlags.js";

const HELP = `npm run forecast -- evaluate [flags]
  Judges forecasts of daily sales on every item and every day, days without sales included.
${SALES_HELP}
  --horizon DAYS       how many days are forecast (28)
  --origins DATES      the last known days, as 2011-09-16,2011-10-14; forecasts start on the day after
                       (the last three that are a horizon apart and whose horizon the log covers)
  --least-sale-days N  items that were sold on so many days up to and including the first origin take part (10)
  --models IDS         ${MODEL_IDS.join(",")}, or all (all)
  --compare ID         the model whose errors are compared with each other's, item by item (the last one)
  --skip-intervals     leaves out intervals of 90 %, split conformal and adaptive, and quantiles with their pinball losses
                       and CRPS: all are calibrated on three origins before each
  --json               one JSON document on standard output, and nothing else

npm run forecast -- --out FILE [flags]     forecasts every item on each coming day; --out FILE --help says more
npm run forecast -- levels [flags]         items, categories and the total, made to add up; levels --help says more
npm run forecast -- features [flags]       features of every item's every day, replayed with the future deleted; features --help says more

Examples:
  npm run forecast -- evaluate --source online-retail --horizon 28
  npm run forecast -- evaluate --source orders.csv --count purchases --horizon 14`;

const FLAGS = {
  ...SALES_FLAGS,
  origins: {type: "string"},
  "least-sale-days": {type: "string"},
  models: {type: "string"},
  compare: {type: "string"},
  "skip-intervals": {type: "boolean"}
} as const;

/**
 * `npm run forecast`. Throws `UsageError` for words and flags that make no sense and `UserError` for a log that cannot be
 * forecast so.
 */
export async function forecastCommand(argv: readonly string[]): Promise<void> {
  const first = argv.findIndex((word) => word.startsWith("-"));
  const words = first === -1 ? argv : argv.slice(0, first);
  if (words.length === 0 && argv.some((word) => /^--out(=|$)/.test(word))) return forecastAheadCommand(argv);
  if (words.length === 1 && words[0] === "levels") return forecastLevels(argv.slice(1));
  if (words.length === 1 && words[0] === "features") return forecastFeatures(argv.slice(1));
  const flags = parseFlags(first === -1 ? [] : argv.slice(first), FLAGS);
  if (flags.help) return console.log(HELP);
  if (words.length !== 1 || words[0] !== "evaluate")
    throw new UsageError(
      words.length === 0
        ? "say what to do: evaluate, or --out FILE to forecast"
        : `there is no ${words.join(" ")}; there are evaluate, levels and features`
    );
  const {horizon, read: readLog} = salesFlags(flags);
  const leastSaleDays = wholeFlag("least-sale-days", flags["least-sale-days"], 1, MOST_DAYS) ?? 10;
  const given = flags.origins === undefined ? undefined : originsOf(flags.origins);
  const names = namesFlag("model", flags.models ?? "all", MODEL_IDS);
  const all = forecastersOfOneGrid();
  const models = names.map((id) => all.find((one) => one.id === id)!);
  if (flags.compare !== undefined && !models.some(({id}) => id === flags.compare))
    throw new UsageError(
      `--compare is ${JSON.stringify(flags.compare)}; give one of ${models.map(({id}) => id).join(", ")}`
    );
  const say = (text: string) => (flags.json ? undefined : process.stderr.write(`${text}\n`));
  const read = await readLog();
  await readyFor(models);
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
    const untrained = each.filter(({origin, forecasts}) =>
      isStoodInFor(model, gridBefore(grid, origin + 1), forecasts)
    );
    if (untrained.length > 0)
      process.stderr.write(
        `Note: the past is too short to train ${id} at ${untrained.length} of ${each.length} origins: the forecasts there are those of ${model.standIn!.id}.\n`
      );
    // each origin's forecasts once, whether it is judged or calibrates
    const forecastsAt = forecastsByDay(grid, model, horizon, each);
    const intervals = flags["skip-intervals"] ? null : evaluateIntervals(grid, forecastsAt, protocol);
    const quantiles = flags["skip-intervals"] ? null : evaluateQuantiles(grid, forecastsAt, protocol);
    found.push({
      id,
      title,
      setting,
      ...shown(mean),
      coverage90: intervals?.coverage ?? null,
      width90: intervals?.width ?? null,
      coverageByPace: byPace(intervals),
      lowAtZero90: intervals?.fromZero ?? null,
      highAtZero90: intervals?.onlyZero ?? null,
      adaptiveCoverage90: intervals?.adaptive.coverage ?? null,
      adaptiveWidth90: intervals?.adaptive.width ?? null,
      adaptiveCoverageByPace: byPace(intervals?.adaptive ?? null),
      crps: quantiles?.crps ?? null,
      quantiles: quantiles?.levels ?? null,
      origins: each.map(({origin, metrics}) => ({origin: dayText(origin), ...shown(metrics)}))
    });
    const bias = 100 * (mean.ratio - 1);
    say(
      `${id.padEnd(18)} MAE ${mean.mae.toFixed(3)}  wMAPE ${mean.wmape.toFixed(3)}  RMSSE ${mean.rmsse.toFixed(3)}  MASE ${mean.mase.toFixed(3)}  bias ${bias < 0 ? "−" : "+"}${Math.abs(bias).toFixed(0)} %${intervals === null ? "" : `  90 % intervals hold ${(100 * intervals.coverage).toFixed(1)} %, ${intervals.width.toFixed(1)} wide; adaptive ${(100 * intervals.adaptive.coverage).toFixed(1)} %, ${intervals.adaptive.width.toFixed(1)} wide`}${quantiles === null ? "" : `  CRPS ${quantiles.crps.toFixed(3)}`}`
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

const byPace = (found: JudgedIntervals | null) =>
  found?.paces.map((pace, k) => ({pace: PACES[k].title, ...pace})) ?? null;

const shortly = (value: number) => value.toFixed(3).replace("-", "−");
const signed = ({value, low, high}: ForecastDifference["wmape"]) =>
  `${shortly(value)} [${shortly(low)} to ${shortly(high)}]`;

/** Bias is what forecasts are above sales, as a share of them. */
const shown = ({ratio, ...metrics}: ForecastMetrics) => ({...metrics, ratio, bias: ratio - 1});
