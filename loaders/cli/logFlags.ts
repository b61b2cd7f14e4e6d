import {UsageError, UserError} from "../../src/lib/core/errors.js";
import {keptProblem} from "../../src/lib/eventLog/keptColumns.js";
import {parseSplit} from "../../src/lib/pipeline/parseSplit.js";
import type {SplitOptions} from "../../src/lib/pipeline/split.js";
import type {StageOptions} from "../../src/lib/pipeline/stages.js";
import type {DuckDBOptions} from "../engines/duckdb.js";
import {SOURCES, type SourceOptions} from "../sources/openSource.js";
import type {Config} from "./config.js";
import {SHOP_HELP, shopFlags} from "./shopFlags.js";

/** Flags of every command that reads a log, splits it and looks into it. */
export const LOG_FLAGS = {
  source: {type: "string"},
  profile: {type: "string"},
  shop: {type: "string", multiple: true},
  map: {type: "string"},
  yes: {type: "boolean"},
  mirror: {type: "string"},
  split: {type: "string"},
  seed: {type: "string"},
  threads: {type: "string"},
  memory: {type: "string"},
  json: {type: "boolean"},
  help: {type: "boolean", short: "h"}
} as const;

/** Lines of a command's help: which log it is, how it is read and split. */
export const LOG_HELP = `  --source NAME|PATH   shop (generated, the default), ${SOURCES.slice(1).join(", ")}, or a path to any log
  --profile NAME       of the generated shop (paper)
${SHOP_HELP}
  --map MAPPING        of a path: corrects the guess of what its columns are, as in npm run pipeline; @FILE for a file that holds it
  --yes                takes the guess, however unsure it is
  --mirror DIR         a folder of downloaded logs (CLICKPROOF_DATA_MIRROR)
  --split SPLIT        of training and test, as in npm run pipeline ("date 70/15/15")`;

/** Lines of a command's help: what the database may take. */
export const DATABASE_HELP = `  --threads N          of the database (one a core)
  --memory SIZE        of the database, e.g. 2GB`;

/** What the flags give, by name. */
type GivenFlags = {
  readonly [K in keyof typeof LOG_FLAGS]?: (typeof LOG_FLAGS)[K]["type"] extends "boolean"
    ? boolean
    : K extends "shop"
      ? string[]
      : string;
};

/** The log and the database that flags ask for, the configuration where they are silent. Throws `UsageError` for a value that makes no sense. */
export function logOptions(
  flags: GivenFlags,
  config: Config
): Omit<SourceOptions, "columns"> & StageOptions & DuckDBOptions {
  const source = flags.source ?? config.source;
  const profile = flags.profile ?? config.profile;
  return {
    source,
    profile,
    seed: wholeFlag("seed", flags.seed, 0) ?? config.seed,
    shop: shopFlags(flags.shop ?? config.shop, {source, profile}),
    map: flags.map ?? config.map,
    yes: flags.yes,
    mirror: flags.mirror ?? process.env.CLICKPROOF_DATA_MIRROR ?? config.mirror,
    split: splitFlag(flags.split ?? config.split),
    threads: wholeFlag("threads", flags.threads, 1) ?? config.threads,
    memoryLimit: memoryFlag(flags.memory) ?? config.memoryLimit
  };
}

/** A whole number that a flag gives; undefined where it is not there. Throws `UsageError` for anything else. */
export function wholeFlag(name: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(value >= least && value < 2 ** 31))
    throw new UsageError(`--${name} is ${JSON.stringify(text)}; give a whole number from ${least}`);
  return value;
}

/** The columns without a role that `--column` brings. Throws `UserError` for names that cannot be brought beside each other. */
export function columnFlags(names: readonly string[] = []): string[] {
  const columns = [...new Set(names)];
  const problem = keptProblem(columns);
  if (problem !== null) throw new UserError(problem);
  return columns;
}

function memoryFlag(text: string | undefined): string | undefined {
  if (text !== undefined && !/^\d+(\.\d+)? ?([KMGT]i?)B$/i.test(text))
    throw new UsageError(`--memory is ${JSON.stringify(text)}; give a size like 2GB`);
  return text;
}

function splitFlag(text: string | undefined): SplitOptions | undefined {
  try {
    return text === undefined ? undefined : parseSplit(text);
  } catch (error) {
    throw error instanceof UserError ? new UsageError(error.message) : error;
  }
}
