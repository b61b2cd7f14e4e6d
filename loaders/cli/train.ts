import {basename, relative} from "node:path";
import {UsageError, UserError} from "../../src/lib/core/errors.js";
import {censoredShare, type CardMetric, type FiledCard, type ModelCard} from "../../src/lib/models/modelCard.js";
import {trainableEstimators} from "../../src/lib/models/trainableEstimators.js";
import {parseSplit} from "../../src/lib/pipeline/parseSplit.js";
import {SHOP_PROFILES} from "../../src/lib/generator/shop.js";
import {TARGETS} from "../../src/lib/targets/target.js";
import {readConfig} from "./config.js";
import {readSessions, type ReadSessionsOptions} from "../sequence/readSessions.js";
import {recordRun, type RunStart} from "../runs/runStore.js";
import {isSessionTable} from "../pipeline/sessionTable.js";
import {SOURCES} from "../sources/openSource.js";
import {nearest, parseFlags} from "./parseFlags.js";
import {SHOP_HELP, shopFlags} from "./shopFlags.js";
import {
  DEFAULT_TARGET,
  MODELS,
  renewTable,
  RUNS,
  trainingData,
  trainModel,
  writeRows,
  type TrainingData,
  type TrainOptions
} from "../training/train.js";
import {trainTabm} from "../training/trainTabm.js";
import {trainTcn, writeEvents} from "../training/trainTcn.js";

/** The rows of a source, read when they are first asked for. */
type Rows = () => Promise<TrainingData>;
type Train = (rows: Rows, from: ReadSessionsOptions, options: TrainOptions) => Promise<FiledCard[]>;

/** What takes long and goes on where it was ended; each has rows and files of its own making. */
const NETWORKS: Readonly<Record<string, Train>> = {
  tabm: async (rows, _, options) => trainTabm(await rows(), options),
  tcn: async (_, from, options) => [await trainTcn(from, options)]
};
const IDS = [...trainableEstimators().map(({id}) => id), ...Object.keys(NETWORKS)];

const HELP = `npm run train -- MODEL… [flags]
  Trains models on one target and writes each as an ONNX file with its card.
  MODEL is one or more of ${IDS.join(", ")}; or all
  --source NAME|PATH   shop (generated, the default), ${SOURCES.slice(1).join(", ")}, online-shoppers, or a path to any log
  --target ID          what to predict: ${TARGETS.map(({id}) => id).join(", ")} (${DEFAULT_TARGET})
  --seed N             seed of the training (1)
  --profile NAME       of the generated shop: ${Object.keys(SHOP_PROFILES).join(", ")} (paper)
  --shop-seed N        seed of the generated shop (1)
${SHOP_HELP}
  --split SPLIT        training, gap and test: "date 70/15/15" (the default), "user 70/15/15 seed 1", "random 70/15/15 seed 1"
  --map MAPPING        corrects how the columns of a log are read, as in npm run pipeline; @FILE for a file that holds it
  --yes                takes the guess of how columns are read, however unsure it is
  --mirror DIR         a folder of downloaded logs (CLICKPROOF_DATA_MIRROR)
  --memory SIZE        of the database, e.g. 2GB
  --rows DIR           also writes the tables that the models score, as CSV: the rows of the target, and for tcn the events of sessions;
                       without a model, writes only these
  --out DIR            where models and cards go (models); every version is also kept with its run: npm run runs -- list
  --json               one JSON document with the cards on standard output, and nothing else
tabm makes three files: the ensemble, its best head, and the ensemble in 8 bits. tcn reads the events of whole sessions and takes no --target.
Both take minutes, and go on where they were stopped. The first part of the split trains and the last one tests; the part between is left out.
Options can also stand in clickproof.config.ts; flags win.
Examples:
  npm run train -- boosting --seed 1
  npm run train -- logistic boosting --source clicks.csv --target purchase-this-session
  npm run train -- --rows DIR`;

const FLAGS = {
  source: {type: "string"},
  target: {type: "string"},
  seed: {type: "string"},
  profile: {type: "string"},
  "shop-seed": {type: "string"},
  shop: {type: "string", multiple: true},
  split: {type: "string"},
  map: {type: "string"},
  yes: {type: "boolean"},
  mirror: {type: "string"},
  memory: {type: "string"},
  rows: {type: "string"},
  out: {type: "string"},
  json: {type: "boolean"},
  help: {type: "boolean", short: "h"}
} as const;

/**
 * `npm run train`. Throws `UsageError` for words and flags that make no sense and `UserError` for a training that
 * cannot be.
 */
export async function trainCommand(argv: readonly string[]): Promise<void> {
  const words = argv.findIndex((word) => word.startsWith("-"));
  const named = words === -1 ? argv : argv.slice(0, words);
  const flags = parseFlags(words === -1 ? [] : argv.slice(words), FLAGS);
  if (flags.help) return console.log(HELP);
  if (named.length === 0 && flags.rows === undefined) throw new UsageError(`name a model, or all: ${IDS.join(", ")}`);
  const unknown = named.find((id) => id !== "all" && !IDS.includes(id));
  if (unknown !== undefined)
    throw new UsageError(
      `there is no model ${unknown}; did you mean ${nearest(unknown, [...IDS, "all"])}? There are ${IDS.join(", ")}`
    );
  const config = await readConfig();
  const seed = wholeNumber("seed", flags.seed) ?? 1;
  const memoryLimit = flags.memory ?? config.memoryLimit;
  if (memoryLimit !== undefined && !/^\d+(\.\d+)? ?([KMGT]i?)B$/i.test(memoryLimit))
    throw new UsageError(`--memory is ${JSON.stringify(memoryLimit)}; give a size like 2GB`);
  const from: ReadSessionsOptions = {
    source: flags.source ?? config.source,
    profile: flags.profile ?? config.profile,
    seed: wholeNumber("shop-seed", flags["shop-seed"]) ?? config.seed,
    shop: shopFlags(flags.shop ?? config.shop, {
      source: flags.source ?? config.source,
      profile: flags.profile ?? config.profile
    }),
    mirror: flags.mirror ?? process.env.CLICKPROOF_DATA_MIRROR ?? config.mirror,
    map: flags.map ?? config.map,
    yes: flags.yes,
    memoryLimit,
    split: await splitOf(flags.split, flags.source ?? config.source, config.split)
  };
  const target = flags.target ?? ((await isSessionTable(from.source)) ? undefined : config.target);
  const start: RunStart = {
    command: "train",
    subject: {source: basename(from.source ?? "shop"), target, model: named.join(" ")},
    parameters: {models: named, ...from, shopSeed: from.seed, seed, target, out: flags.out},
    seed,
    entry: "loaders/cli/train.ts"
  };
  return recordRun(
    start,
    async (run) => {
      const say = (text: string) => {
        run.log(text);
        if (!flags.json) process.stderr.write(`${clear()}${text}\n`);
      };
      let read: Promise<TrainingData> | undefined;
      const rows: Rows = () => (read ??= prepare());
      const prepare = async (): Promise<TrainingData> => {
        say("Preparing rows …");
        const found = await trainingData({...from, target, onNote: (note) => say(`Note: ${note}`)});
        const {data} = found;
        run.inputs({rows: data.sha256});
        run.subject({source: data.generated ? `${data.source}/${data.profile}` : data.source, target: found.target.id});
        say(
          `${data.source}${data.generated ? ", generated" : ""}: ${found.target.title}. ${data.train.positives} of ${data.train.rows} rows train positive, ${data.test.positives} of ${data.test.rows} test${censoredText(data)}`
        );
        if (flags.rows !== undefined)
          say(writeRows(flags.rows, found) ?? `${data.source}: its files score the published table itself`);
        return found;
      };
      if (named.length === 0) return writeTables(await rows(), from, flags.rows!, {say, json: flags.json === true});
      const all = named.includes("all");
      const cards: FiledCard[] = [];
      const failed: {readonly id: string; readonly why: string}[] = [];
      for (const id of all ? IDS : named)
        try {
          const options = {
            seed,
            folder: flags.out,
            rows: flags.rows,
            run,
            report: progress(id, {show: !flags.json, log: (line) => run.log(line)})
          };
          const made =
            id in NETWORKS ? await NETWORKS[id](rows, from, options) : [await trainModel(id, await rows(), options)];
          cards.push(...made);
          for (const card of made) say(line(card.learner.id, card));
        } catch (error) {
          // of all models, one that these rows do not suit does not stop the others
          if (!all || !(error instanceof UserError)) throw error;
          failed.push({id, why: error.message});
          say(`${id}: ${error.message}`);
        }
      if (cards.length === 0) throw new UserError(`no model could be trained: ${failed[0].why}`);
      if (flags.out === undefined) renewTable();
      const done = `${cards.length} models with their cards in ${relative(".", flags.out ?? MODELS) || "."}`;
      run.log(done);
      if (flags.json) console.log(JSON.stringify({cards, failed, run: run.id}));
      else console.log(done);
    },
    RUNS
  );
}

/** The events of sessions as a table beside that of the rows, where the source has events. */
async function writeTables(
  {data}: TrainingData,
  from: ReadSessionsOptions,
  folder: string,
  {say, json}: {readonly say: (text: string) => void; readonly json: boolean}
): Promise<void> {
  if (!(await isSessionTable(from.source))) {
    const {sequences} = await readSessions(from);
    say(writeEvents(folder, data, sequences));
  }
  if (json) console.log(JSON.stringify({cards: [], failed: [], rows: folder}));
}

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = text.trim() === "" ? NaN : Number(text);
  if (!(Number.isInteger(value) && value >= 0 && value < 2 ** 31))
    throw new UsageError(`--${name} is ${JSON.stringify(text)}; give a whole number that is not negative`);
  return value;
}

/** The configuration's split is for logs of events. */
async function splitOf(flag: string | undefined, source: string | undefined, configured: string | undefined) {
  const text = flag ?? ((await isSessionTable(source)) ? undefined : configured);
  try {
    return text === undefined ? undefined : parseSplit(text);
  } catch (error) {
    throw error instanceof UserError ? new UsageError(error.message) : error;
  }
}

const clear = () => (process.stderr.isTTY ? "\r\x1b[K" : "");

/**
 * Moves one line of a terminal, ten times a second at most, where one is to be shown; the log has the tenths of the way.
 */
function progress(
  id: string,
  {show, log}: {show: boolean; log: (line: string) => void}
): (step: {readonly done: number; readonly of: number}) => void {
  let shown = 0;
  let logged = 0;
  return ({done, of}) => {
    const tenth = Math.floor((10 * done) / of);
    if (tenth > logged) {
      logged = tenth;
      log(`${id.padEnd(20)} ${10 * tenth} %`);
    }
    const now = performance.now();
    if (!show || !process.stderr.isTTY || now - shown < 100) return;
    shown = now;
    process.stderr.write(`${clear()}${id.padEnd(20)} ${Math.round((100 * done) / of)} %`);
  };
}

function line(id: string, {metrics, metricsWithCensored, file}: FiledCard): string {
  const kilobytes = `${Math.round(file.bytes / 1000)} kB`.padStart(7);
  const scores = (of: FiledCard["metrics"]) =>
    `AUC ${metricText(of.AUC)}, average precision ${metricText(of["average precision"])}`;
  const second =
    metricsWithCensored === undefined ? "" : `\n${" ".repeat(30)}with censored rows: ${scores(metricsWithCensored)}`;
  return `${id.padEnd(20)} ${kilobytes}  ${scores(metrics)}${second}`;
}

/** How many rows of either part neither train nor test. */
function censoredText({train, test}: ModelCard["data"]): string {
  if (train.censored === undefined && test.censored === undefined) return "";
  return `. Left out, as their part ends before their label is known: ${censoredShare(train)} rows of the training part, ${censoredShare(test)} of the test part`;
}

function metricText(metric: CardMetric): string {
  if ("none" in metric) return `none (${metric.none})`;
  const {value, low, high, baseline, n} = metric;
  const interval = low === null || high === null ? "" : ` [${low.toFixed(3)}, ${high.toFixed(3)}]`;
  return `${value.toFixed(3)}${interval}, ${baseline.name} ${baseline.value.toFixed(3)}, n = ${n}`;
}
