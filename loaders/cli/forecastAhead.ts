import {writeFileSync} from "node:fs";
import {UsageError, UserError} from "../../src/lib/core/errors.js";
import {levelInputs} from "../../src/lib/forecast/boostedLevels.js";
import {dayText, parseDay} from "../../src/lib/forecast/calendarDay.js";
import {forecastAhead} from "../../src/lib/forecast/forecastAhead.js";
import {levelsOnnx} from "../../src/lib/forecast/levelsOnnx.js";
import {RECONCILIATIONS} from "../../src/lib/forecast/reconciliation.js";
import {gridBefore, type SalesGrid} from "../../src/lib/forecast/salesGrid.js";
import {scoreOnnx} from "../engines/onnx.js";
import {forecastTable} from "../forecast/forecastTable.js";
import {readyFor} from "../forecast/networkForecasters.js";
import {tableForm, writeTable} from "../storage/writeTable.js";
import {fileError} from "../tools/contents.js";
import {asUsage, namesFlag} from "./flagValues.js";
import {parseFlags} from "./parseFlags.js";
import {MODEL_IDS, modelFlag, SALES_FLAGS, SALES_HELP, salesFlags} from "./salesFlags.js";

const METHODS = RECONCILIATIONS.map(({id}) => id);

const HELP = `npm run forecast -- --out FILE [flags]     forecasts every item's sales on each coming day, with intervals of 90 %
  --out FILE           where forecasts go: a name that ends with .csv, .json, .parquet or .arrow
${SALES_HELP}
  --horizon DAYS       how many days are forecast (28)
  --origin DATE        the last day that is known; forecasts start on the day after (the log's last day)
  --model ID           ${MODEL_IDS.join(", ")} (mean-weekday)
  --service-level P    the chance with which a day's stock covers what the day sells (0.95); what a lost sale costs, over
                       that and what a unit left over costs, is the newsvendor's
  --reconcile METHOD   forecasts the total and each category too, and makes all add up: ${METHODS.join(", ")}
  --onnx FILE          also writes the trees of boosted-levels, trained on the days up to the origin, as an ONNX file
  --json               what was forecast from what, and notes on it, as one JSON document on standard output
Columns: level (total, category or item), id, date, forecast, low and high of the interval, stock
(units that cover the day's sales with the chance of the service level), and sold where the log has the day.`;

const FLAGS = {
  ...SALES_FLAGS,
  out: {type: "string"},
  origin: {type: "string"},
  model: {type: "string"},
  reconcile: {type: "string"},
  "service-level": {type: "string"},
  onnx: {type: "string"}
} as const;

/**
 * `npm run forecast -- --out FILE`. Throws `UsageError` for flags that make no sense and `UserError` for a log that cannot be
 * forecast so.
 */
export async function forecastAheadCommand(argv: readonly string[]): Promise<void> {
  const flags = parseFlags(argv, FLAGS);
  if (flags.help) return console.log(HELP);
  const {out} = flags;
  if (out === undefined) throw new UsageError("name the file that forecasts go to, as --out forecasts.csv");
  const form = tableForm(out);
  if (flags.onnx !== undefined && !/\.onnx$/i.test(flags.onnx))
    throw new UsageError(`--onnx is ${JSON.stringify(flags.onnx)}; give a name that ends with .onnx`);
  const say = (text: string) => (flags.json ? undefined : process.stderr.write(`${text}\n`));
  const {horizon, read: readLog} = salesFlags(flags);
  const origin = flags.origin === undefined ? undefined : asUsage(() => parseDay(flags.origin!), "origin");
  const model = modelFlag(flags.model);
  const [method] = flags.reconcile === undefined ? [] : namesFlag("reconciliation", flags.reconcile, METHODS, []);
  const serviceLevel = chanceFlag(flags["service-level"]);
  const read = await readLog();
  await readyFor([model]);
  const {categories} = read.signals;
  const made = forecastAhead(read.sales, model, {
    horizon,
    origin,
    serviceLevel,
    reconciliation: METHODS.find((id) => id === method),
    categories
  });
  const notes = [...made.notes];
  if (method !== undefined && categories === null)
    notes.push(`${read.source} has no categories: items are reconciled with the total alone.`);
  notes.forEach((note) => say(`Note: ${note}`));
  const table = forecastTable(made);
  await writeTable(table, out);
  const onnx =
    flags.onnx === undefined
      ? null
      : await writeOnnx(gridBefore(read.sales, made.from), {horizon, source: read.source, path: flags.onnx});
  const series = made.items.ids.length;
  say(
    `${read.source}${read.generated ? ", generated" : ""}: ${series} items, ${horizon} days from ${dayText(made.from)} by ${model.title}; ${table.rows} rows in ${out}`
  );
  if (onnx !== null)
    say(
      `${onnx.trees} trees in ${onnx.file}; what the runtime makes of ${series} items differs from the model by ${onnx.greatestDifference.toExponential(0)} at most`
    );
  if (flags.json)
    console.log(
      JSON.stringify({
        source: read.source,
        generated: read.generated,
        model: model.id,
        from: dayText(made.from),
        horizon,
        items: series,
        sums: made.sums?.ids.length ?? 0,
        reconciliation: method ?? null,
        serviceLevel,
        rows: table.rows,
        file: out,
        form,
        onnx,
        notes
      })
    );
}

/** A service level as a flag gives it, .95 where it is not there. Throws `UsageError` for what is no chance between 0 and 1. */
function chanceFlag(text = "0.95"): number {
  const chance = /^0?\.\d+$/.test(text) ? Number(text) : NaN;
  if (!(chance > 0))
    throw new UsageError(`--service-level is ${JSON.stringify(text)}; give a chance between 0 and 1, as 0.95`);
  return chance;
}

/** Writes the trees, and says by how much the runtime's predictions differ from the model's at most, over all items. */
async function writeOnnx(
  past: SalesGrid,
  {horizon, source, path}: {readonly horizon: number; readonly source: string; readonly path: string}
) {
  const file = levelsOnnx(past, horizon, source);
  if (file === null)
    throw new UserError(
      "the log is too short to train on: there are fewer than 400 items and past days whose horizon is known",
      "take a longer log or a shorter horizon, or leave out --onnx"
    );
  const {matrix} = levelInputs(past);
  const levels = await scoreOnnx(file.bytes, matrix);
  const own = file.model.predict(matrix);
  try {
    writeFileSync(path, file.bytes);
  } catch (error) {
    throw fileError(error, path);
  }
  const greatestDifference = levels.reduce((most, level, item) => Math.max(most, Math.abs(level - own[item])), 0);
  return {file: path, bytes: file.bytes.length, trees: file.model.trees.length, greatestDifference};
}
