import {writeFileSync} from "node:fs";
import {basename, join, relative} from "node:path";
import {UsageError, UserError} from "../../src/lib/core/errors.js";
import {censoredShare} from "../../src/lib/models/modelCard.js";
import type {PairedMetric} from "../../src/lib/metrics/comparisons.js";
import {arrivalSentences} from "../../src/lib/pipeline/arrivalDelays.js";
import {parseSplit} from "../../src/lib/pipeline/parseSplit.js";
import {SESSIONIZE_OPTIONS} from "../../src/lib/pipeline/sessionize.js";
import type {PartialRun} from "../../src/lib/pipeline/stages.js";
import {SHOP_PROFILES} from "../../src/lib/generator/shop.js";
import {TARGETS, type Target} from "../../src/lib/targets/target.js";
import {readConfig} from "./config.js";
import type {ModelsRun, PipelineProgress, SessionTableRun} from "../pipeline/documents.js";
import {logModels, sessionTableModels, type ModelStagesOptions} from "../pipeline/modelStages.js";
import {runPipeline, type PipelineOptions} from "../pipeline/pipeline.js";
import {BUILT} from "../tools/built.js";
import {fileError} from "../tools/contents.js";
import {cardMetrics} from "../runs/runRecord.js";
import {recordRun, type Run, type RunStart} from "../runs/runStore.js";
import {metricText} from "../runs/runsText.js";
import {ANONYMOUS_CHOICES, DUPLICATE_CHOICES} from "../sources/onlineRetail.js";
import {mappingTemplate} from "../sources/eventLog.js";
import {SOURCES} from "../sources/openSource.js";
import {isSessionTable, runSessionTable} from "../pipeline/sessionTable.js";
import {nearest, parseFlags} from "./parseFlags.js";
import {DEFAULT_TARGET, namedWithCensored, SHOPPERS_TARGET} from "../training/train.js";
import {SHOP_HELP, shopFlags} from "./shopFlags.js";

const HELP = `npm run pipeline -- [flags]
  --source NAME|PATH   shop (generated, the default), ${SOURCES.slice(1).join(", ")}, online-shoppers, or a path to any log
                       (CSV, NDJSON or another JSON, gzipped, zipped or not, an Excel sheet, Parquet), whose columns are guessed and said
  --map MAPPING        corrects the guess: "time=ts, time-format=ms, user=visitor, event=none, event.click=view, event.login=none,
                       event=always:transaction, quantity=pieces, zone=120, decimal=comma, deduplicate=yes, names=user item"; a name with a comma stands in
                       quotes: time='When, local'; time=date+clock for a time in several columns. @FILE for a file that holds it
  --map-template FILE  writes how the columns of --source would be read to FILE, to be corrected and given as --map @FILE; reads nothing
  --yes                takes the guess however unsure it is, and leaves out words for events that nobody knows
  --max-rejected SHARE of rows that may be set aside before the run stops (0.1)
  --profile NAME       of the generated shop: ${Object.keys(SHOP_PROFILES).join(", ")} (paper)
  --seed N             of the generated shop (1)
${SHOP_HELP}
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
  --target ID          what the models are to predict: ${TARGETS.map(({id}) => id).join(", ")}
                       (${DEFAULT_TARGET}; of online-shoppers ${SHOPPERS_TARGET.id})
  --full               all stages: features, targets, a logistic regression as baseline and boosting, trained and evaluated;
                       without a flag up to the split
  --generate --clean --sessionize --split --features --train --evaluate
                       up to that stage
  --skip-generate      take the raw events that are there, and fail where there are none
  --force              run stages again although their outputs are there
  --json               one JSON document on standard output, and nothing else
Options can also stand in clickproof.config.ts; flags win. Outputs are in data/built/<source>/<profile>, models in models/ there.
Where a source cannot be asked for the target, --full says so and keeps all else; --train and --evaluate fail.
Every run is kept with its log and metrics: npm run runs -- list.`;

const FLAGS = {
  source: {type: "string"},
  profile: {type: "string"},
  seed: {type: "string"},
  shop: {type: "string", multiple: true},
  gap: {type: "string"},
  sessions: {type: "string"},
  split: {type: "string"},
  mirror: {type: "string"},
  map: {type: "string"},
  yes: {type: "boolean"},
  "map-template": {type: "string"},
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
  train: {type: "boolean"},
  evaluate: {type: "boolean"},
  "skip-generate": {type: "boolean"},
  target: {type: "string"},
  force: {type: "boolean"},
  json: {type: "boolean"},
  help: {type: "boolean", short: "h"}
} as const;

/**
 * `npm run pipeline`, recorded in the store of runs in `<folder>/runs`. Throws `UsageError` for flags that make no sense and
 * `UserError` for a run that cannot be.
 */
export async function pipelineCommand(argv: readonly string[], {folder: built = BUILT} = {}): Promise<void> {
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
  const last = lastStage(flags);
  const until: ModelStagesOptions["until"] | null = last === "train" || last === "evaluate" ? last : null;
  if (flags.generate && flags["skip-generate"])
    throw new UsageError("--generate and --skip-generate contradict each other; give one of them");
  if (flags.target !== undefined && until === null)
    throw new UsageError("--target is for a run that trains; give --full, --train or --evaluate with it");
  const source = flags.source ?? config.source;
  if (flags["map-template"] !== undefined) return writeTemplate(flags["map-template"], source, flags.map ?? config.map);
  const sessionTable = await isSessionTable(source);
  const target =
    until === null ? null : sessionTable ? sessionTarget(flags.target) : targetOf(flags.target ?? config.target);
  const wanted = {
    source,
    mirror: flags.mirror ?? process.env.CLICKPROOF_DATA_MIRROR ?? config.mirror,
    duplicates: choice("duplicates", flags.duplicates, DUPLICATE_CHOICES),
    // the configuration's split is for logs of events
    split: splitOf(flags.split || (sessionTable ? undefined : config.split)),
    threads
  };
  const ofEvents: PipelineOptions = {
    profile: profile ?? config.profile,
    seed: positive("seed", flags.seed, true, config.seed),
    shop: shopFlags(flags.shop ?? config.shop, {source, profile: profile ?? config.profile}),
    map: flags.map ?? config.map,
    yes: flags.yes,
    maxQuarantined,
    anonymous: choice("anonymous", flags.anonymous, ANONYMOUS_CHOICES),
    gapMs: gapMinutes === undefined ? SESSIONIZE_OPTIONS.gapMs : Math.round(gapMinutes * 60_000),
    sessions,
    memoryLimit,
    skipGenerate: flags["skip-generate"]
  };
  const idle = ["gap", "sessions", "seed", "shop", "anonymous", "map", "max-rejected", "skip-generate"].find(
    (name) => flags[name as "gap"] !== undefined
  );
  if (sessionTable && idle !== undefined)
    throw new UsageError(`--${idle} is for logs of events; this source is a table of sessions`);
  const force = flags.force ?? false;
  const start: RunStart = {
    command: "pipeline",
    subject: {source: basename(source ?? "shop"), target: target?.id},
    parameters: {...wanted, ...(sessionTable ? {} : ofEvents), until: last, target: target?.id, force},
    seed: source === undefined || source === "shop" ? (ofEvents.seed ?? 1) : null,
    entry: "loaders/cli/pipeline.ts"
  };
  return recordRun(
    start,
    async (run) => {
      const report = reporter({show: !flags.json, log: (line) => run.log(line)});
      const models: ModelStagesOptions = {until: until ?? undefined, force, onProgress: report, run};
      const {document, folder, text} = sessionTable
        ? await runSessionTable({
            ...wanted,
            folder: built,
            onRun: (stage) => report({stage: stage.name, run: stage}),
            onNote: (note) => report({stage: "read", note}),
            next:
              target === null ? undefined : (ready) => sessionTableModels(ready, wanted.split ?? {by: "months"}, models)
          }).then((made) => ({...made, text: sessionSummary(made.document)}))
        : await runPipeline({
            ...wanted,
            ...ofEvents,
            folder: built,
            force,
            until: until === null ? last : "targets",
            onProgress: report,
            next: target === null ? undefined : (ready) => logModels(ready, target as Target, models)
          }).then((made) => ({...made, text: summary(made.document)}));
      keep(run, document);
      const shown = [...text, ...modelLines(document.models), `in ${relative(".", folder)}`].join("\n");
      run.log(shown);
      if (flags.json) console.log(JSON.stringify({...withoutColumns(document), run: run.id}));
      else console.log(shown);
      const why = document.models?.why ?? null;
      if (why !== null && !flags.full) throw new UserError(`not everything could be trained: ${why}`);
    },
    join(built, "runs")
  );
}

/** Throws `UsageError` for a source that is no file of anyone's, and `UserError` for a file that is there already. */
async function writeTemplate(path: string, source: string | undefined, map: string | undefined): Promise<void> {
  if (source === undefined || [...SOURCES, "online-shoppers"].includes(source))
    throw new UsageError("--map-template is for a log of your own; give its path as --source");
  const template = await mappingTemplate(source, map);
  try {
    writeFileSync(path, template, {flag: "wx"});
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST")
      throw new UserError(`${path} is there already`, "name a file that is not");
    throw fileError(error, path);
  }
  console.log(`${path} says how ${basename(source)} would be read; correct it and give it as --map @${path}`);
}

/** What the store of runs keeps of a run's document; the metrics of models that were trained anew it has already. */
function keep(run: Run, document: PartialRun | SessionTableRun): void {
  const {source, generated, profile, stages, inputSha256} = document;
  run.subject({source: generated ? `${source}/${profile}` : source});
  if (inputSha256 !== null) run.inputs({[stages[0].table]: inputSha256});
  run.outputs(Object.fromEntries(stages.flatMap(({table, sha256}) => (sha256 === null ? [] : [[table, sha256]]))));
  const models: ModelsRun["models"] | undefined = (document as {models?: ModelsRun["models"]}).models;
  if (models === undefined) return;
  for (const {id, metrics, metricsWithCensored} of models.trained)
    if (stages.some(({name, cached}) => name === `train ${id}` && cached))
      run.metrics(cardMetrics({...metrics, ...namedWithCensored({metricsWithCensored})}, id));
  const {evaluation} = models;
  if (evaluation === null) return;
  run.metrics(
    Object.entries(evaluation.difference ?? {}).map(([metric, found]) => {
      const name = METRIC_NAMES[metric as PairedMetric];
      const of = DIFFERENCE;
      const n = evaluation.data.test.rows;
      if ("none" in found) return {name, of, value: null, low: null, high: null, n, baseline: null, none: found.none};
      const {value, interval} = found;
      return {name, of, value, low: interval?.low ?? null, high: interval?.high ?? null, n, baseline: null};
    })
  );
}

/** As cards have them. */
const METRIC_NAMES: Readonly<Record<PairedMetric, string>> = {
  auc: "AUC",
  averagePrecision: "average precision",
  brier: "Brier score",
  logLoss: "log loss"
};
const DIFFERENCE = "boosting less logistic";

/** The target of a table of sessions. Throws `UsageError` for another. */
function sessionTarget(id: string | undefined): typeof SHOPPERS_TARGET {
  if (id === undefined || id === SHOPPERS_TARGET.id) return SHOPPERS_TARGET;
  throw new UsageError(`--target is ${JSON.stringify(id)}; a table of sessions has ${SHOPPERS_TARGET.id}`);
}

/** Throws `UsageError` for an id that no target has. */
function targetOf(id: string = DEFAULT_TARGET): Target {
  const ids = TARGETS.map((target) => target.id);
  const found = TARGETS.find((target) => target.id === id);
  if (found === undefined)
    throw new UsageError(`there is no target ${id}; did you mean ${nearest(id, ids)}? There are ${ids.join(", ")}`);
  return found;
}

/** Of a source that is a table of sessions. */
function sessionSummary(document: SessionTableRun): string[] {
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
  return lines;
}

/** What was trained, how good it is on rows that it has not seen, and what was in the way. */
function modelLines(models: ModelsRun["models"] | undefined): string[] {
  if (models === undefined) return [];
  const {target, trained, why, evaluation} = models;
  const lines = [`  target ${target.id}: ${target.title}`];
  if (evaluation !== null) {
    for (const part of ["train", "test"] as const) {
      const {rows, positives, users, censored} = evaluation.data[part];
      const share = rows === 0 ? "" : ` (${(100 * (positives / rows)).toFixed(2)} %)`;
      lines.push(
        `    ${part.padEnd(9)} ${count(rows)} rows, ${count(positives)} positive${share}${users === null ? "" : `, of ${count(users)} users`}`
      );
      if (censored !== undefined)
        lines.push(
          `    ${"".padEnd(9)} ${censoredShare({rows, censored})} left out: the part ends before their label is known`
        );
    }
  }
  for (const {id, metrics, metricsWithCensored = {}} of trained) {
    const summary = (of: typeof metrics) => cardMetrics(of, id).filter(({name}) => SUMMARY.includes(name));
    for (const metric of summary(metrics)) lines.push(`    ${metricText(metric)}`);
    for (const metric of summary(metricsWithCensored)) lines.push(`      with censored rows: ${metricText(metric)}`);
  }
  const auc = evaluation?.difference?.auc;
  if (auc !== undefined) {
    const interval =
      "none" in auc || auc.interval === null
        ? ""
        : ` [${signed(auc.interval.low)}, ${signed(auc.interval.high)}], n = ${evaluation!.data.test.rows}`;
    lines.push(`    ${DIFFERENCE} AUC ${"none" in auc ? `none (${auc.none})` : `${signed(auc.value)}${interval}`}`);
  }
  if (why !== null) lines.push(`    not trained${trained.length === 0 ? "" : " all"}: ${why}`);
  return lines;
}

const SUMMARY = ["AUC", "average precision"];
const signed = (x: number) => `${x < 0 ? "−" : "+"}${Math.abs(x).toFixed(3)}`;

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
  train?: boolean;
  evaluate?: boolean;
  generate?: boolean;
  clean?: boolean;
  sessionize?: boolean;
  features?: boolean;
  split?: string;
}): string {
  if (flags.full || flags.evaluate) return "evaluate";
  if (flags.train) return "train";
  if (flags.features) return "targets";
  if (flags.split === "") return "split";
  if (flags.sessionize) return "sessions";
  if (flags.clean) return "clean";
  return flags.generate ? "generate" : "split";
}

/** Hashes of columns and blocks are for locating a difference; `run.json` has them. */
function withoutColumns(document: PartialRun | SessionTableRun) {
  return {...document, stages: document.stages.map(({columns: _, ...run}) => run)};
}

const MOST_NAMED = 12;
const shortList = (names: readonly string[]) =>
  `${names.slice(0, MOST_NAMED).join(", ")}${names.length > MOST_NAMED ? ` and ${count(names.length - MOST_NAMED)} more` : ""}`;

const count = (n: number) => n.toLocaleString("en-US");
const seconds = (ms: number) => `${(ms / 1000).toFixed(ms < 9950 ? 2 : 0)} s`;

/**
 * Lines on standard error, where they are to be shown; on a terminal the last one also moves while a stage runs. The log has
 * every line, and a stage's progress in tenths.
 */
function reporter({show, log}: {show: boolean; log: (line: string) => void}): (progress: PipelineProgress) => void {
  const terminal = show && process.stderr.isTTY;
  const starts = new Map<string, number>();
  const tenths = new Map<string, number>();
  let shown = 0;
  const clear = terminal ? "\r\x1b[K" : "";
  const say = (line: string) => {
    log(line);
    if (show) process.stderr.write(`${clear}${line}\n`);
  };
  return ({stage, share, run, note}) => {
    if (note !== undefined) return say(`Note: ${note}`);
    if (run !== undefined) {
      const time = run.ms + run.hashMs;
      const rate = run.cached
        ? "as before"
        : `${seconds(time)}, ${count(Number(((1000 * run.rows) / Math.max(time, 1)).toPrecision(2)))} rows/s`;
      return say(
        `${stage.padEnd(STAGE_WIDTH)} ${count(run.rows).padStart(11)} rows  ${run.sha256?.slice(0, 12)}  ${rate}`
      );
    }
    if (share === undefined) return;
    const tenth = Math.floor(10 * share);
    if (tenth > (tenths.get(stage) ?? -1)) {
      tenths.set(stage, tenth);
      log(`${stage.padEnd(STAGE_WIDTH)} ${10 * tenth} %`);
    }
    if (!terminal) return;
    const now = performance.now();
    if (!starts.has(stage)) starts.set(stage, now);
    if (now - shown < 100 && share > 0) return;
    shown = now;
    const passed = now - starts.get(stage)!;
    const left = share > 0.02 ? `, ${seconds((passed * (1 - share)) / share)} left` : "";
    process.stderr.write(`${clear}${stage.padEnd(STAGE_WIDTH)} ${Math.round(100 * share)} %${left}`);
  };
}

/** Of the longest name of a stage, `train logistic`. */
const STAGE_WIDTH = 14;

function summary({
  source,
  generated,
  profile,
  seed,
  totals,
  input,
  quarantine,
  parts,
  options,
  counts = {},
  notRead = [],
  notices = [],
  arrivals
}: PartialRun): string[] {
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
  if (notRead.length > 0) lines.push(`  not read: ${shortList(notRead)}`);
  lines.push(...notices.map((notice) => `  note: ${notice}`));
  if (arrivals !== undefined) lines.push(...arrivalSentences(arrivals).map((sentence) => `  ${sentence}`));
  if (parts.length > 0) lines.push(`  split ${options.split}:`);
  for (const {fold, part, sessions, events} of parts) {
    lines.push(
      `    fold ${fold} ${part.padEnd(10)} ${count(sessions).padStart(9)} sessions ${count(events).padStart(11)} events`
    );
  }
  return lines;
}
