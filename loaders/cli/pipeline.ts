import {relative} from "node:path";
import {UsageError, UserError} from "../../src/lib/core/errors.js";
import {parseSplit} from "../../src/lib/pipeline/parseSplit.js";
import {SESSIONIZE_OPTIONS} from "../../src/lib/pipeline/sessionize.js";
import type {PartialRun} from "../../src/lib/pipeline/stages.js";
import {SHOP_PROFILES} from "../../src/lib/generator/shop.js";
import {readConfig} from "./config.js";
import {runPipeline, type PipelineProgress} from "../pipeline/pipeline.js";
import {ANONYMOUS_CHOICES, DUPLICATE_CHOICES} from "../sources/onlineRetail.js";
import {SOURCES} from "../sources/openSource.js";
import {isSessionTable, runSessionTable, type SessionTableOptions} from "../pipeline/sessionTable.js";
import {parseFlags} from "./parseFlags.js";

const HELP = `npm run pipeline -- [flags]
  --source NAME|PATH   shop (generated, the default), ${SOURCES.slice(1).join(", ")}, online-shoppers, or a path to any log
                       (CSV, gzipped or not, NDJSON, Parquet), whose columns are guessed and said
  --map MAPPING        corrects the guess: "time=ts, time-format=ms, user=visitor, event=none, event.click=view, event.login=skip,
                       zone=120, deduplicate=yes, names=user item"
  --max-rejected SHARE of rows that may be set aside before the run stops (0.1)
  --profile NAME       of the generated shop: ${Object.keys(SHOP_PROFILES).join(", ")} (paper)
  --seed N             of the generated shop (1)
  --gap MINUTES        a longer pause starts a new session (30)
  --sessions gap|own   cut at pauses, or keep the log's own sessions (what the source says)
  --split SPLIT        "date 70/15/15" (the default), months, "user 70/15/15 seed 1", "random 70/15/15 seed 1", "windows 5"
  --mirror DIR         a folder of downloaded logs (CLICKPROOF_DATA_MIRROR)
  --duplicates drop|keep
                       lines that occur again, of online-retail (drop)
  --anonymous drop|invoice
                       lines without a customer, of online-retail: left out (drop), or each invoice a user of its own
  --threads N          of the database (one a core)
  --memory SIZE        of the database, e.g. 2GB
  --full               all stages, features and targets too; without a flag up to the split
  --generate --clean --sessionize --split --features
                       up to that stage
  --force              run stages again although their outputs are there
  --json               one JSON document on standard output, and nothing else
Options can also stand in clickproof.config.ts; flags win. Outputs are in data/built/<source>/<profile>.`;

const FLAGS = {
  source: {type: "string"},
  profile: {type: "string"},
  seed: {type: "string"},
  gap: {type: "string"},
  sessions: {type: "string"},
  split: {type: "string"},
  mirror: {type: "string"},
  map: {type: "string"},
  "max-rejected": {type: "string"},
  duplicates: {type: "string"},
  anonymous: {type: "string"},
  threads: {type: "string"},
  memory: {type: "string"},
  full: {type: "boolean"},
  generate: {type: "boolean"},
  clean: {type: "boolean"},
  sessionize: {type: "boolean"},
  features: {type: "boolean"},
  force: {type: "boolean"},
  json: {type: "boolean"},
  help: {type: "boolean", short: "h"}
} as const;

/** `npm run pipeline`. Throws `UsageError` for flags that make no sense and `UserError` for a run that cannot be. */
export async function pipelineCommand(argv: readonly string[]): Promise<void> {
  const flags = parseFlags(argv.map(bareSplit), FLAGS);
  if (flags.help) return console.log(HELP);
  const config = await readConfig();
  const positive = (name: string, text: string | undefined, whole: boolean, otherwise?: number) => {
    if (text === undefined) return otherwise;
    const value = text.trim() === "" ? NaN : Number(text);
    if (!(value >= 0 && value < 2 ** 31 && (!whole || Number.isInteger(value)))) {
      throw new UsageError(
        `--${name} is ${JSON.stringify(text)}; give a ${whole ? "whole " : ""}number that is not negative`
      );
    }
    return value;
  };
  const gapMinutes = positive("gap", flags.gap, false, config.gapMinutes);
  if (gapMinutes === 0) throw new UsageError("--gap is 0; give at least a part of a minute");
  const {profile} = flags;
  if (profile !== undefined && !["full", ...Object.keys(SHOP_PROFILES)].includes(profile)) {
    throw new UsageError(`--profile is ${JSON.stringify(profile)}; give ${Object.keys(SHOP_PROFILES).join(" or ")}`);
  }
  const sessions = flags.sessions ?? config.sessions;
  if (sessions !== undefined && sessions !== "gap" && sessions !== "own") {
    throw new UsageError(`--sessions is ${JSON.stringify(sessions)}; give gap or own`);
  }
  const maxQuarantined = positive("max-rejected", flags["max-rejected"], false);
  if (maxQuarantined !== undefined && maxQuarantined > 1) {
    throw new UsageError(`--max-rejected is ${flags["max-rejected"]}; give a share from 0 to 1`);
  }
  const threads = positive("threads", flags.threads, true, config.threads);
  if (threads === 0) throw new UsageError("--threads is 0; give at least 1");
  const memoryLimit = flags.memory ?? config.memoryLimit;
  if (memoryLimit !== undefined && !/^\d+(\.\d+)? ?([KMGT]i?)B$/i.test(memoryLimit)) {
    throw new UsageError(`--memory is ${JSON.stringify(memoryLimit)}; give a size like 2GB`);
  }
  const report = flags.json ? () => {} : reporter();
  if (await isSessionTable(flags.source ?? config.source)) {
    return sessionTableCommand(flags, {
      source: flags.source ?? config.source,
      mirror: flags.mirror ?? process.env.CLICKPROOF_DATA_MIRROR ?? config.mirror,
      duplicates: choice("duplicates", flags.duplicates, DUPLICATE_CHOICES),
      // the configuration's split is for logs of events
      split: splitOf(flags.split || undefined),
      threads,
      onRun: (run) => report({stage: run.name, run}),
      onNote: (note) => report({stage: "read", note})
    });
  }
  const {document, folder} = await runPipeline({
    source: flags.source ?? config.source,
    profile: profile ?? config.profile,
    seed: positive("seed", flags.seed, true, config.seed),
    mirror: flags.mirror ?? process.env.CLICKPROOF_DATA_MIRROR ?? config.mirror,
    map: flags.map ?? config.map,
    maxQuarantined,
    duplicates: choice("duplicates", flags.duplicates, DUPLICATE_CHOICES),
    anonymous: choice("anonymous", flags.anonymous, ANONYMOUS_CHOICES),
    gapMs: gapMinutes === undefined ? SESSIONIZE_OPTIONS.gapMs : Math.round(gapMinutes * 60_000),
    sessions,
    split: splitOf(flags.split || config.split),
    threads,
    memoryLimit,
    force: flags.force,
    until: lastStage(flags),
    onProgress: report
  });
  if (flags.json) console.log(JSON.stringify(withoutColumns(document)));
  else console.log(summary(document, relative(".", folder)));
}

/** Of a source that is a table of sessions: its stages take a moment and all run. Throws `UsageError` for flags that need events. */
async function sessionTableCommand(
  flags: Readonly<Record<string, string | boolean | undefined>>,
  options: SessionTableOptions
): Promise<void> {
  const idle = ["gap", "sessions", "seed", "anonymous", "map", "max-rejected"].find(
    (name) => flags[name] !== undefined
  );
  if (idle !== undefined) throw new UsageError(`--${idle} is for logs of events; this source is a table of sessions`);
  const {document, folder} = await runSessionTable(options);
  if (flags.json) {
    console.log(JSON.stringify({...document, stages: document.stages.map(({columns: _, ...run}) => run)}));
    return;
  }
  const {source, input, quarantine, totals, counts, parts} = document;
  const lines = [`${source}, a table of sessions: ${count(input.rows)} rows`];
  for (const {reason, rows} of quarantine) lines.push(`  ${count(rows)} set aside: ${reason}`);
  lines.push(
    `  ${count(totals.sessions)} sessions, ${count(totals.buyingSessions)} with a purchase (${(100 * totals.sessionConversion).toFixed(2)} %)`,
    `  exact duplicates: ${count(counts.exactDuplicates)}`,
    `  split ${document.options.split}:`
  );
  for (const {fold, part, sessions, buyingSessions, firstMonth, lastMonth} of parts) {
    lines.push(
      `    fold ${fold} ${part.padEnd(10)} ${count(sessions).padStart(9)} sessions, ${count(buyingSessions)} with a purchase, months ${firstMonth} to ${lastMonth}`
    );
  }
  console.log([...lines, `in ${relative(".", folder)}`].join("\n"));
}

function choice<C extends string>(name: string, value: string | undefined, choices: readonly C[]): C | undefined {
  if (value === undefined || choices.includes(value as C)) return value as C | undefined;
  throw new UsageError(`--${name} is ${JSON.stringify(value)}; give ${choices.join(" or ")}`);
}

/** `--split` names a stage when it stands alone, and says how to split when a value follows. */
function bareSplit(word: string, i: number, argv: readonly string[]): string {
  const value = argv[i + 1];
  return word === "--split" && (value === undefined || value.startsWith("--")) ? "--split=" : word;
}

function splitOf(text: string | undefined) {
  if (text === undefined) return undefined;
  try {
    return parseSplit(text);
  } catch (error) {
    throw error instanceof UserError ? new UsageError(error.message) : error;
  }
}

function lastStage(flags: {
  full?: boolean;
  generate?: boolean;
  clean?: boolean;
  sessionize?: boolean;
  features?: boolean;
  split?: string;
}): string {
  if (flags.full || flags.features) return "targets";
  if (flags.split === "") return "split";
  if (flags.sessionize) return "sessions";
  if (flags.clean) return "clean";
  return flags.generate ? "generate" : "split";
}

/** Hashes of columns and blocks are for locating a difference; `run.json` has them. */
function withoutColumns(document: PartialRun) {
  return {...document, stages: document.stages.map(({columns: _, ...run}) => run)};
}

const count = (n: number) => n.toLocaleString("en-US");
const seconds = (ms: number) => `${(ms / 1000).toFixed(ms < 9950 ? 2 : 0)} s`;

/** Lines on standard error; on a terminal the last one also moves while a stage runs. */
function reporter(): (progress: PipelineProgress) => void {
  const terminal = process.stderr.isTTY;
  const starts = new Map<string, number>();
  let shown = 0;
  return ({stage, share, run, note}) => {
    const clear = terminal ? "\r\x1b[K" : "";
    if (note !== undefined) return void process.stderr.write(`${clear}Note: ${note}\n`);
    if (run !== undefined) {
      const time = run.ms + run.hashMs;
      const rate = run.cached
        ? "as before"
        : `${seconds(time)}, ${count(Math.round(run.rows / Math.max(time, 1)) * 1000)} rows/s`;
      const line = `${stage.padEnd(11)} ${count(run.rows).padStart(11)} rows  ${run.sha256?.slice(0, 12)}  ${rate}`;
      return void process.stderr.write(`${clear}${line}\n`);
    }
    if (!terminal || share === undefined) return;
    const now = performance.now();
    if (!starts.has(stage)) starts.set(stage, now);
    if (now - shown < 100 && share > 0) return;
    shown = now;
    const passed = now - starts.get(stage)!;
    const left = share > 0.02 ? `, ${seconds((passed * (1 - share)) / share)} left` : "";
    process.stderr.write(`${clear}${stage.padEnd(11)} ${Math.round(100 * share)} %${left}`);
  };
}

function summary(
  {source, generated, profile, seed, totals, input, quarantine, parts, options, counts = {}}: PartialRun,
  folder: string
): string {
  const what = `${source}${generated ? `, generated, profile ${profile}, seed ${seed}` : ""}`;
  const lines = [`${what}: ${count(input.rows)} rows`];
  for (const {reason, rows, firstLine} of quarantine) {
    lines.push(
      `  ${count(rows)} set aside: ${reason}${firstLine === null ? "" : `, first in line ${count(firstLine)}`}`
    );
  }
  if (quarantine.some(({firstLine}) => firstLine !== null))
    lines.push("  every line and its reason: rejected_rows.parquet");
  if (totals !== null) {
    const {users, items, events, sessions, buyingSessions, sessionConversion} = totals;
    lines.push(
      `  ${count(events)} events of ${count(users)} users on ${count(items)} items`,
      `  ${count(sessions)} sessions, ${count(buyingSessions)} with a purchase (${(100 * sessionConversion).toFixed(2)} %)`
    );
  }
  for (const [name, value] of Object.entries(counts)) {
    lines.push(`  ${name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}: ${count(value)}`);
  }
  if (parts.length > 0) lines.push(`  split ${options.split}:`);
  for (const {fold, part, sessions, events} of parts) {
    lines.push(
      `    fold ${fold} ${part.padEnd(10)} ${count(sessions).padStart(9)} sessions ${count(events).padStart(11)} events`
    );
  }
  return [...lines, `in ${folder}`].join("\n");
}
