import {UsageError} from "../../src/lib/core/errors.js";
import {FORECASTERS} from "../../src/lib/forecast/forecasters.js";
import type {Forecaster} from "../../src/lib/forecast/forecaster.js";
import {COUNTED_EVENTS, type CountedEvents} from "../../src/lib/forecast/salesOfLog.js";
import {NETWORK_FORECASTERS} from "../forecast/networkForecasters.js";
import {readSales, type SalesOfSource} from "../forecast/readSales.js";
import {readConfig} from "./config.js";
import {choiceFlag, namesFlag, wholeFlag} from "./flagValues.js";
import {SOURCE_FLAGS, SOURCE_HELP, sourceOptions} from "./logFlags.js";

const COUNTS = Object.keys(COUNTED_EVENTS) as [CountedEvents, ...CountedEvents[]];
/** Days that a horizon may have: ten years. */
export const MOST_DAYS = 3660;
/** All models; those that are networks want `readyFor` first. */
const ALL_FORECASTERS = [...FORECASTERS, ...NETWORK_FORECASTERS];
export const MODEL_IDS = ALL_FORECASTERS.map(({id}) => id);

/** Flags of all that reads a log's daily sales. */
export const SALES_FLAGS = {
  ...SOURCE_FLAGS,
  count: {type: "string"},
  quantity: {type: "string"},
  horizon: {type: "string"}
} as const;

/** What they mean, but for `--horizon`. */
export const SALES_HELP = `${SOURCE_HELP}
  --count EVENTS       what counts as sold: ${COUNTS.join(", ")} (purchases; Online Retail has quantities)
  --quantity COLUMN    of a path: the column that says how many pieces a line is (each is one)`;

type Given = Parameters<typeof sourceOptions>[0] & {
  readonly count?: string;
  readonly quantity?: string;
  readonly horizon?: string;
};

/**
 * Checks flags of `SALES_FLAGS`, and gives the horizon and what reads the sales, so that other flags can be checked before
 * that takes its time. Notes on the log go to standard error, also beside a JSON document. Throws `UsageError` for a count or a
 * horizon that there is not.
 */
export function salesFlags(flags: Given): {readonly horizon: number; readonly read: () => Promise<SalesOfSource>} {
  const count = choiceFlag("count", flags.count, COUNTS);
  const horizon = wholeFlag("horizon", flags.horizon, 1, MOST_DAYS) ?? 28;
  const onNote = (note: string) => process.stderr.write(`Note: ${note}\n`);
  return {
    horizon,
    read: async () => readSales({...sourceOptions(flags, await readConfig()), count, quantity: flags.quantity, onNote})
  };
}

/** The model that `--model` names, mean × weekday where it is not there. Throws `UsageError` for another, and for all. */
export function modelFlag(text = "mean-weekday"): Forecaster {
  const [id] = namesFlag("model", text, MODEL_IDS, []);
  if (id === undefined) throw new UsageError("--model is all; name one");
  return ALL_FORECASTERS.find((one) => one.id === id)!;
}
