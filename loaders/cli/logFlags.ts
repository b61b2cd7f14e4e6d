import {UsageError, UserError} from "../../src/lib/core/errors.js";
import {keptProblem} from "../../src/lib/eventLog/keptColumns.js";
import {SHOP_PROFILES} from "../../src/lib/generator/shop.js";
import {parseSplit} from "../../src/lib/pipeline/parseSplit.js";
import type {SplitOptions} from "../../src/lib/pipeline/split.js";
import type {StageOptions} from "../../src/lib/pipeline/stages.js";
import type {DuckDBOptions} from "../engines/duckdb.js";
import {SOURCES, type SourceOptions} from "../sources/openSource.js";
import type {Config} from "./config.js";
import {asUsage, wholeFlag} from "./flagValues.js";
import {SHOP_HELP, shopFlags} from "./shopFlags.js";

/** Flags of every command that reads a log: which, and how. */
export const SOURCE_FLAGS = {
  source: {type: "string"},
  profile: {type: "string"},
  shop: {type: "string", multiple: true},
  map: {type: "string"},
  yes: {type: "boolean"},
  mirror: {type: "string"},
  json: {type: "boolean"},
  help: {type: "boolean", short: "h"}
} as const;

/** Flags of every command that also splits it and looks into it. */
export const LOG_FLAGS = {
  ...SOURCE_FLAGS,
  split: {type: "string"},
  seed: {type: "string"},
  threads: {type: "string"},
  memory: {type: "string"}
} as const;

/** Lines of a command's help: which log it is, and how it is read. */
export const SOURCE_HELP = `  --source NAME|PATH   shop (generated, the default), ${SOURCES.slice(1).join(", ")}, or a path to any log
  --profile NAME       of the generated shop: ${Object.keys(SHOP_PROFILES).join(", ")} (paper)
${SHOP_HELP}
  --map MAPPING        of a path: corrects the guess of what its columns are, as in npm run pipeline; @FILE for a file that holds it
  --yes                takes the guess, however unsure it is
  --mirror DIR         a folder of downloaded logs (CLICKPROOF_DATA_MIRROR)`;

/** The same, and how the log is split. */
export const LOG_HELP = `${SOURCE_HELP}
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

/** The log that flags ask for, the configuration where they are silent. Throws `UsageError` for a value that makes no sense. */
export function sourceOptions(
  flags: Pick<GivenFlags, keyof typeof SOURCE_FLAGS>,
  config: Config
): Omit<SourceOptions, "columns"> {
  if (flags.source === "") throw new UsageError("--source is empty; name a source, or the file of a log");
  const source = flags.source ?? config.source;
  const profile = flags.profile ?? config.profile;
  return {
    source,
    profile,
    seed: config.seed,
    shop: shopFlags(flags.shop ?? config.shop, {source, profile}),
    map: flags.map ?? config.map,
    yes: flags.yes,
    mirror: flags.mirror ?? process.env.CLICKPROOF_DATA_MIRROR ?? config.mirror
  };
}

/** The log and the database that flags ask for, the configuration where they are silent. Throws `UsageError` for a value that makes no sense. */
export function logOptions(
  flags: GivenFlags,
  config: Config
): Omit<SourceOptions, "columns"> & StageOptions & DuckDBOptions {
  return {
    ...sourceOptions(flags, config),
    seed: wholeFlag("seed", flags.seed, 0) ?? config.seed,
    split: splitFlag(flags.split ?? config.split),
    threads: wholeFlag("threads", flags.threads, 1) ?? config.threads,
    memoryLimit: memoryFlag(flags.memory) ?? config.memoryLimit
  };
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
  return text === undefined ? undefined : asUsage(() => parseSplit(text));
}
