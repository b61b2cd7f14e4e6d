import {readFileSync} from "node:fs";
import {UsageError} from "../../src/lib/core/errors.js";
import {table} from "../../src/lib/core/table.js";
import {featureMaker, replayDays, replayFeatures} from "../../src/lib/forecast/auditDailyFeatures.js";
import {dayText} from "../../src/lib/forecast/calendarDay.js";
import {DAILY_FEATURES, dailyFeatureTable, featuresOf, type FeatureLog} from "../../src/lib/forecast/dailyFeatures.js";
import {HOLIDAY_COUNTRIES, type HolidayCountry} from "../../src/lib/forecast/holidays.js";
import {itemCount} from "../../src/lib/forecast/salesGrid.js";
import {parseShopEvents} from "../../src/lib/forecast/shopEvents.js";
import {tableForm, writeTable} from "../storage/writeTable.js";
import {fileError} from "../tools/contents.js";
import {choiceFlag, namesFlag} from "./flagValues.js";
import {parseFlags} from "./parseFlags.js";
import {SALES_FLAGS, SALES_HELP, salesFlags} from "./salesFlags.js";

const COUNTRIES = Object.keys(HOLIDAY_COUNTRIES) as [HolidayCountry, ...HolidayCountry[]];
const PRINTED = DAILY_FEATURES.filter(({printed}) => printed !== undefined).map(({name}) => name);
/** Days on which the future is deleted. */
const REPLAYED = 5;

const HELP = `npm run forecast -- features [flags]     makes the features of every item's every day, and replays them with the future deleted
${SALES_HELP}
  --horizon DAYS       how many days before the day that is forecast the last known one lies (28)
  --printed NAMES      made as the report's code has them, or all: ${PRINTED.join(", ")}
  --holidays COUNTRY   adds public holidays: ${COUNTRIES.join(", ")}
  --events FILE        adds your own events, lines of date,name,known beforehand (yes or no)
  --out FILE           writes the table: a name that ends with .csv, .json, .parquet or .arrow
  --json               definitions and what the replay found, as one JSON document on standard output
Features: ${DAILY_FEATURES.map(({name}) => name).join(", ")}; those whose log lacks what they need are left out, and named.`;

const FLAGS = {
  ...SALES_FLAGS,
  printed: {type: "string"},
  holidays: {type: "string"},
  events: {type: "string"},
  out: {type: "string"}
} as const;

/**
 * `npm run forecast -- features`. Throws `UsageError` for flags that make no sense and `UserError` for a log or a file of
 * events that cannot be read.
 */
export async function forecastFeatures(argv: readonly string[]): Promise<void> {
  const flags = parseFlags(argv, FLAGS);
  if (flags.help) return console.log(HELP);
  const {out} = flags;
  if (out !== undefined) tableForm(out);
  const say = (text: string) => (flags.json ? undefined : process.stderr.write(`${text}\n`));
  const {horizon, read: readLog} = salesFlags(flags);
  const printed = flags.printed === undefined ? [] : namesFlag("feature of the report", flags.printed, PRINTED);
  const holidays = flags.holidays === undefined ? null : choiceFlag("holidays", flags.holidays, COUNTRIES);
  const events = flags.events === undefined ? null : parseShopEvents(textOf(flags.events));
  const read = await readLog();
  const {views, carts, prices, categories} = read.signals;
  const log: FeatureLog = {sales: read.sales, views, carts, prices, categories: categories?.of, holidays, events};
  const has = featuresOf(log);
  const lacks = DAILY_FEATURES.filter(({name}) => !has.includes(name));
  const unmade = printed.filter((name) => !has.some((one) => one === name));
  if (flags.printed !== "all" && unmade.length > 0)
    throw new UsageError(`--printed has ${unmade[0]}, and ${read.source} lacks what it needs`);
  const features = DAILY_FEATURES.filter(({name}) => has.includes(name));
  const made = Object.fromEntries(
    features.filter(({name}) => printed.includes(name)).map(({name}) => [name, "printed" as const])
  );
  for (const {name, needs} of lacks) say(`${name.padEnd(24)} left out: ${read.source} has no ${needs}`);
  const days = replayDays(log, REPLAYED).filter((day) => day - horizon >= Math.min(...read.sales.firstDays));
  if (days.length === 0)
    throw new UsageError(`--horizon is ${horizon}, longer than the log of ${read.source}; take a shorter one`);
  const replayed = replayFeatures(log, featureMaker({horizon, features: has, made}), {horizon, days});
  const found = features.map(({name, definition, printed: code}, k) => ({
    name,
    made: name in made ? "as printed" : "from known days",
    definition: name in made ? code!.formula : definition,
    rows: replayed[k].rows,
    differ: replayed[k].differ
  }));
  for (const {name, definition, rows, differ} of found)
    say(`${name.padEnd(24)} ${differ === 0 ? "the same" : `LEAKS, ${differ} differ`} of ${rows} rows; ${definition}`);
  if (out !== undefined) {
    const {values} = dailyFeatureTable(log, {horizon, features: has, made});
    const ids: string[] = [];
    const dates: string[] = [];
    const {sales} = read;
    for (let item = 0; item < itemCount(sales); item++)
      for (let day = sales.firstDays[item]; day < sales.untilDay; day++) {
        ids.push(String(sales.itemIds[item]));
        dates.push(dayText(day));
      }
    const columns = Object.fromEntries(has.map((name, k) => [name, values[k]]));
    await writeTable(table({id: ids, date: dates, sales: sales.sales, ...columns}), out);
    say(`${ids.length} rows in ${out}`);
  }
  if (flags.json)
    console.log(
      JSON.stringify({
        source: read.source,
        generated: read.generated,
        horizon,
        replayed: days.map(dayText),
        features: found,
        lacks: lacks.map(({name, needs}) => ({name, needs})),
        rows: read.sales.sales.length,
        file: out ?? null
      })
    );
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw fileError(error, path);
  }
}
