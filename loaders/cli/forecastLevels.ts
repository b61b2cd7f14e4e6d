import {dayText} from "../../src/lib/forecast/calendarDay.js";
import {evaluateLevels} from "../../src/lib/forecast/evaluateLevels.js";
import {RECONCILIATIONS} from "../../src/lib/forecast/reconciliation.js";
import {readyFor} from "../forecast/networkForecasters.js";
import {namesFlag, wholeFlag} from "./flagValues.js";
import {lastOrigins, originsOf} from "./forecastOrigins.js";
import {parseFlags} from "./parseFlags.js";
import {MODEL_IDS, modelFlag, MOST_DAYS, SALES_FLAGS, SALES_HELP, salesFlags} from "./salesFlags.js";

const METHODS = RECONCILIATIONS.map(({id}) => id);

const HELP = `npm run forecast -- levels [flags]     judges a model on items, categories and the total, alone and made to add up
${SALES_HELP}
  --horizon DAYS       how many days are forecast (28)
  --origins DATES      the last known days, as 2011-09-16,2011-10-14 (the last three that are a horizon apart)
  --least-sale-days N  items that were sold on so many days up to and including the first origin take part (10)
  --model ID           ${MODEL_IDS.join(", ")} (mean-weekday)
  --reconcile METHODS  ${METHODS.join(",")}, or all (all)
  --json               one JSON document on standard output, and nothing else`;

const FLAGS = {
  ...SALES_FLAGS,
  origins: {type: "string"},
  "least-sale-days": {type: "string"},
  model: {type: "string"},
  reconcile: {type: "string"}
} as const;

/**
 * `npm run forecast -- levels`. Throws `UsageError` for flags that make no sense and `UserError` for a log that cannot be
 * forecast so.
 */
export async function forecastLevels(argv: readonly string[]): Promise<void> {
  const flags = parseFlags(argv, FLAGS);
  if (flags.help) return console.log(HELP);
  const say = (text: string) => (flags.json ? undefined : process.stderr.write(`${text}\n`));
  const {horizon, read} = salesFlags(flags);
  const leastSaleDays = wholeFlag("least-sale-days", flags["least-sale-days"], 1, MOST_DAYS) ?? 10;
  const given = flags.origins === undefined ? undefined : originsOf(flags.origins);
  const model = modelFlag(flags.model);
  const names = namesFlag("reconciliation", flags.reconcile ?? "all", METHODS);
  const {source, generated, sales, signals} = await read();
  await readyFor([model]);
  const origins = given ?? lastOrigins(sales, horizon);
  const methods = METHODS.filter((method) => names.includes(method));
  if (signals.categories === null) say(`Note: ${source} has no categories: there are items and the total.`);
  const levels = evaluateLevels(sales, signals.categories, model, {origins, horizon, leastSaleDays}, methods);
  for (const {level, method, series, wmape, rmsse, bias} of levels) {
    const ofSales = Number.isFinite(wmape)
      ? `wMAPE ${wmape.toFixed(3)}  bias ${bias < 0 ? "−" : "+"}${Math.abs(100 * bias).toFixed(0)} %`
      : "no wMAPE and no bias, as nothing was sold";
    say(
      `${level.padEnd(9)} ${method.padEnd(16)} ${String(series).padStart(6)} series  RMSSE ${rmsse.toFixed(3)}  ${ofSales}`
    );
  }
  if (flags.json)
    console.log(
      JSON.stringify({
        source,
        generated,
        model: model.id,
        horizon,
        leastSaleDays,
        origins: origins.map(dayText),
        categories: signals.categories !== null,
        levels
      })
    );
}
