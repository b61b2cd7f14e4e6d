import {readFileSync} from "node:fs";
import {basename, join} from "node:path";
import {UsageError, UserError} from "../../src/lib/core/errors.js";
import {COUNTED_EVENTS, type CountedEvents} from "../../src/lib/forecast/salesOfLog.js";
import {parseSplit} from "../../src/lib/pipeline/parseSplit.js";
import {TARGETS} from "../../src/lib/targets/target.js";
import {importance} from "../../src/lib/tuning/importance.js";
import type {JournalEntry, JournalHeader} from "../../src/lib/tuning/journal.js";
import {halvingPruner, hyperbandPruner, medianPruner, noPruner, type Pruner} from "../../src/lib/tuning/pruner.js";
import {gridSampler, quasiRandomSampler, randomSampler, type Sampler} from "../../src/lib/tuning/sampler.js";
import type {Parameters} from "../../src/lib/tuning/searchSpace.js";
import {startStudy} from "../../src/lib/tuning/study.js";
import {tpeSampler} from "../../src/lib/tuning/tpe.js";
import {losses, paretoFront, type Trial} from "../../src/lib/tuning/trial.js";
import {openRun, readRuns, RUN_STORE} from "../runs/runStore.js";
import {openTask, TUNED_MODELS, type TaskOptions, type TunedModel} from "../tuning/openTask.js";
import {processWorker} from "../tuning/processWorker.js";
import {ownWorker, runStudy, type TrialWorker} from "../tuning/runStudy.js";
import {readStudyFile, STUDY_FILE, storedStudies, studyFile, studyToResume} from "../tuning/studyFile.js";
import {BOOSTING_PRESETS} from "../tuning/tabularTasks.js";
import type {Score, TuningTask} from "../tuning/tuningTask.js";
import {votingWeights} from "../tuning/votingWeights.js";
import {readConfig} from "./config.js";
import {asUsage, choiceFlag, wholeFlag} from "./flagValues.js";
import {SOURCE_FLAGS, SOURCE_HELP, sourceOptions} from "./logFlags.js";
import {nearest, parseFlags} from "./parseFlags.js";

const SAMPLERS = ["tpe", "random", "grid", "quasi-random"] as const;
const PRUNERS = ["none", "median", "halving", "hyperband"] as const;
const PRESETS = Object.keys(BOOSTING_PRESETS) as (keyof typeof BOOSTING_PRESETS)[];
const COUNTS = Object.keys(COUNTED_EVENTS) as [CountedEvents, ...CountedEvents[]];
const WORDS = [...TUNED_MODELS, "voting", "show"];

const HELP = `npm run tune -- ${TUNED_MODELS.join("|")} [flags]
Searches a model's hyperparameters: each trial is trained on the training part and scored on the validation part. Then the best configuration and
the default one are scored on the test part, which no trial looks at.
${SOURCE_HELP}
  --target ID          of boosting and tabm: ${TARGETS.map(({id}) => id).join(", ")} (purchase-this-session)
  --split SPLIT        training, validation and test ("date 70/15/15"); gru4rec and forecast have their own: the last days
  --preset NAME        of boosting: ${PRESETS.map((name) => `${name} (${BOOSTING_PRESETS[name].title})`).join("; ")}
  --epochs N           of tabm, tcn and gru4rec: epochs of each training at most
  --horizon DAYS       of forecast (28); --count ${COUNTS.join("|")} says what counts as sold (purchases)
  --trials N           how many configurations, those of before --resume included (50 of boosting and forecast, 25 of others and of leaves)
  --sampler NAME       ${SAMPLERS.join(", ")} (tpe, the tree-structured Parzen estimator as Optuna has it)
  --points N           of grid: values of each hyperparameter without steps (3)
  --pruner NAME        stops trials that are not worth going on: ${PRUNERS.join(", ")} (none); trials are compared by the loss on the
                       validation part on their way, of forecast by wMAPE; gru4rec has no such report
  --enqueue JSON       a configuration to be tried first; may be repeated
  --seed N             of the search and of every training (1)
  --workers N          trials at a time, each in a process that reads the source itself (1)
  --batch N            trials of a batch are chosen by what came before the batch: the study is then the same for any number of workers (1)
  --resume             goes on with the latest study of this model and source, also one that was killed
  --json               one JSON document on standard output, and nothing else
npm run tune -- voting [flags]   the published voting weights .4, .3, .2, .1 beside weights learned on the validation part
npm run tune -- show [RUN]       the trials of a study so far, also while it runs (the latest one)
Trials are kept in ${STUDY_FILE} of the study's run: npm run runs -- list. Ctrl-C ends a study; what has finished is kept.
Networks keep the epoch that is best on the validation part: their validation scores are a little too good for that alone.
Examples:
  npm run tune -- boosting --trials 50
  npm run tune -- forecast --source online-retail --workers 2 --batch 4
  npm run tune -- boosting --preset leaves --pruner median --json`;

const FLAGS = {
  ...SOURCE_FLAGS,
  target: {type: "string"},
  split: {type: "string"},
  preset: {type: "string"},
  epochs: {type: "string"},
  horizon: {type: "string"},
  count: {type: "string"},
  trials: {type: "string"},
  sampler: {type: "string"},
  points: {type: "string"},
  pruner: {type: "string"},
  enqueue: {type: "string", multiple: true},
  seed: {type: "string"},
  workers: {type: "string"},
  batch: {type: "string"},
  resume: {type: "boolean"}
} as const;

type Flags = ReturnType<typeof parseFlags<typeof FLAGS>>;

/** Flags that only some models have. */
const ONLY: Readonly<Record<string, readonly string[]>> = {
  target: ["boosting", "tabm", "voting"],
  split: ["boosting", "tabm", "tcn", "voting"],
  preset: ["boosting"],
  epochs: ["tabm", "tcn", "gru4rec"],
  horizon: ["forecast"],
  count: ["forecast"]
};

/**
 * `npm run tune`. Throws `UsageError` for words and flags that make no sense and `UserError` for a study that cannot be, or in which every
 * trial failed.
 */
export async function tuneCommand(argv: readonly string[], {store = RUN_STORE} = {}): Promise<void> {
  const at = argv.findIndex((word) => word.startsWith("-"));
  const [word, ...others] = at === -1 ? argv : argv.slice(0, at);
  const flags = parseFlags(at === -1 ? [] : argv.slice(at), FLAGS);
  if (flags.help) return console.log(HELP);
  if (word === undefined) throw new UsageError(`name what to tune: ${TUNED_MODELS.join(", ")}`);
  if (!WORDS.includes(word))
    throw new UsageError(
      `there is no ${word} to tune; did you mean ${nearest(word, WORDS)}? There are ${TUNED_MODELS.join(", ")}`
    );
  if (word === "show") return show(store, others, flags.json === true);
  if (others.length > 0) throw new UsageError(`one model at a time; ${others.join(", ")} is too much`);
  const wrong = Object.keys(ONLY).find((name) => flags[name as "target"] !== undefined && !ONLY[name].includes(word));
  if (wrong !== undefined) throw new UsageError(`--${wrong} is of ${ONLY[wrong].join(", ")}, not of ${word}`);
  const {split} = flags;
  const options: TaskOptions = {
    ...sourceOptions(flags, await readConfig()),
    ...(flags.target === undefined ? {} : {target: flags.target}),
    ...(split === undefined ? {} : {split: asUsage(() => parseSplit(split))}),
    preset: choiceFlag("preset", flags.preset, PRESETS as [(typeof PRESETS)[number]]),
    epochs: wholeFlag("epochs", flags.epochs, 1, 1000),
    horizon: wholeFlag("horizon", flags.horizon, 1, 3660),
    count: choiceFlag("count", flags.count, COUNTS)
  };
  if (word === "voting") return voting(options, flags, store);
  await tune(word as TunedModel, options, flags, store);
}

/** How a study searches, as flags say it. Throws `UsageError` for values that make no sense. */
function searchOf(flags: Flags, seed: number, steps: number): {readonly sampler: Sampler; readonly pruner: Pruner} {
  const points = wholeFlag("points", flags.points, 1, 1000) ?? 3;
  const samplers: Record<(typeof SAMPLERS)[number], () => Sampler> = {
    tpe: () => tpeSampler(),
    random: () => randomSampler,
    grid: () => gridSampler(points),
    "quasi-random": () => quasiRandomSampler(seed)
  };
  const pruners: Record<(typeof PRUNERS)[number], () => Pruner> = {
    none: () => noPruner,
    median: () => medianPruner(),
    halving: () => halvingPruner(),
    hyperband: () => hyperbandPruner({maxResource: steps})
  };
  const pruner = choiceFlag("pruner", flags.pruner, PRUNERS);
  if (pruner !== "none" && steps === 0)
    throw new UsageError(`--pruner is ${pruner}; this model reports nothing on its way, so that none can prune it`);
  return {sampler: samplers[choiceFlag("sampler", flags.sampler, SAMPLERS)](), pruner: pruners[pruner]()};
}

function enqueuedOf(texts: readonly string[] = []): Parameters[] {
  return texts.map((text) => {
    try {
      const found: unknown = JSON.parse(text);
      if (typeof found === "object" && found !== null && !Array.isArray(found)) return found as Parameters;
    } catch {
      // said below
    }
    throw new UsageError(`--enqueue is ${JSON.stringify(text)}; give a JSON object like '{"depth": 6}'`);
  });
}

async function tune(model: TunedModel, options: TaskOptions, flags: Flags, store: string): Promise<void> {
  const seed = wholeFlag("seed", flags.seed, 0) ?? 1;
  const workers = wholeFlag("workers", flags.workers, 1, 64) ?? 1;
  const batch = wholeFlag("batch", flags.batch, 1, 10_000) ?? 1;
  const given = wholeFlag("trials", flags.trials, 1, 100_000);
  const enqueued = enqueuedOf(flags.enqueue);
  // before the source is read, which takes its time
  searchOf(flags, seed, model === "gru4rec" ? 0 : 1);
  const subject = {source: basename(options.source ?? "shop"), model};
  const cancel = new AbortController();
  const onSignal = () => cancel.abort();
  const say = (text: string) => void (flags.json ? undefined : process.stderr.write(`${text}\n`));
  say("Reading the source …");
  const task = await openTask(model, options, (note) => say(`Note: ${note}`));
  const {sampler, pruner} = searchOf(flags, seed, task.steps);
  const trials = given ?? task.trials;
  const {about, space, direction, metric} = task;
  const header: JournalHeader = {
    journal: 1,
    about,
    space,
    directions: [direction],
    sampler: sampler.id,
    pruner: pruner.id,
    seed,
    batch,
    enqueued: [...enqueued, ...task.enqueued]
  };
  const earlier = flags.resume ? studyToResume(header, subject, store) : null;
  const study = startStudy(
    {...header, sampler, pruner},
    earlier?.entries.map(({trial}) => trial)
  );
  const run = await openRun(
    {
      command: "tune",
      subject: {...subject, target: (about.target as string | undefined) ?? null},
      parameters: {...flags, trials, workers, resumed: earlier?.run.id ?? null},
      seed,
      inputs: {data: String(about.data)},
      entry: "loaders/cli/tune.ts"
    },
    store
  );
  process.once("SIGINT", onSignal);
  try {
    const file = studyFile(run.folder, header, earlier?.entries);
    if (earlier !== null) say(`Going on with ${earlier.run.id}: ${earlier.entries.length} trials are done.`);
    const entries = [...(earlier?.entries ?? [])];
    const all: TrialWorker[] =
      workers === 1
        ? [ownWorker(task, seed)]
        : await Promise.all(
            Array.from({length: workers}, () => processWorker(model, options, {seed, data: about.data}))
          );
    const begun = performance.now();
    const before = entries.length;
    const {cancelled} = await runStudy(study, {
      trials,
      workers: all,
      signal: cancel.signal,
      ended(entry) {
        file.append(entry);
        entries.push(entry);
        const done = entries.length - before;
        const left = ((performance.now() - begun) / done) * (trials - entries.length);
        const text = `${trialText(entry, task)}; ${bestText(study.best(), metric)}`;
        run.log(text);
        say(`${entries.length} of ${trials}: ${text}${entries.length < trials ? `; ${timeLeft(left)}` : ""}`);
      }
    });
    file.close();
    if (cancelled)
      throw new UserError(
        `cancelled after ${entries.length} of ${trials} trials`,
        "the same command with --resume goes on from there"
      );
    const best = study.best();
    if (best === null)
      throw new UserError(
        `none of ${entries.length} trials is complete: ${entries.find(({trial: {error}}) => error !== undefined)?.trial.error ?? "all were stopped"}`,
        "change the search space or the source"
      );
    const found = await judged(task, best, seed);
    const shares = importance(space, study.trials);
    run.metrics(
      [
        {name: `${metric} on the validation part`, of: "best", score: found.best.validation},
        {name: metric, of: "best", score: found.best.test},
        {name: metric, of: "default", score: found.default.test}
      ].map(({name, of, score}) => ({name, of, ...score, baseline: null}))
    );
    run.artefact(STUDY_FILE, readFileSync(join(run.folder, STUDY_FILE)));
    run.finish();
    if (flags.json)
      return console.log(
        JSON.stringify({
          run: run.id,
          ...header,
          metric,
          ...counts(study.trials),
          ...found,
          importance: shares,
          trials: entries
        })
      );
    console.log(summary(task, entries, found, shares));
  } catch (error) {
    run.fail(error);
    throw error;
  } finally {
    process.off("SIGINT", onSignal);
  }
}

/** What the best configuration and the default one are worth. */
interface Judged {
  readonly best: {
    readonly number: number;
    readonly parameters: Parameters;
    readonly validation: Score;
    readonly test: Score;
  };
  readonly default: {readonly parameters: Parameters; readonly validation: Score; readonly test: Score};
  /** On the test part, the best less the default. */
  readonly difference: Omit<Score, "n">;
}

/** Trains both anew, and scores both parts. The test part is looked at here and nowhere else. */
async function judged(task: TuningTask, best: Trial, seed: number): Promise<Judged> {
  const context = {seed, report: () => Promise.resolve(false)};
  const tuned = await task.fit(best.parameters, context);
  const plain = await task.fit(task.defaults, context);
  return {
    best: {
      number: best.number,
      parameters: best.parameters,
      validation: task.validation(tuned),
      test: task.test(tuned)
    },
    default: {parameters: task.defaults, validation: task.validation(plain), test: task.test(plain)},
    difference: task.difference(tuned, plain)
  };
}

function counts(trials: readonly Trial[]) {
  const of = (state: Trial["state"]) => trials.filter((trial) => trial.state === state).length;
  return {complete: of("complete"), pruned: of("pruned"), failed: of("failed")};
}

function trialText({trial}: JournalEntry, {metric}: Pick<TuningTask, "metric">): string {
  if (trial.state === "complete") return `trial ${trial.number} ${metric} ${trial.values![0].toFixed(4)}`;
  if (trial.state === "pruned") return `trial ${trial.number} stopped at step ${trial.reports.at(-1)?.step ?? 0}`;
  return `trial ${trial.number} failed: ${(trial.error ?? "").split("\n")[0]}`;
}

const bestText = (best: Trial | null, metric: string) =>
  best === null ? "none complete yet" : `best ${metric} ${best.values![0].toFixed(4)} (trial ${best.number})`;

/** How long something takes still, as a person says it. */
function timeLeft(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 100 ? `${seconds} s left` : `${Math.round(seconds / 60)} min left`;
}

const scoreText = ({value, low, high, n}: Score) =>
  `${value.toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}], n = ${n}`;

const parametersText = (parameters: Parameters) =>
  Object.entries(parameters)
    .map(([name, value]) => `${name} ${typeof value === "number" ? Number(value.toPrecision(4)) : String(value)}`)
    .join(", ");

function summary(
  {metric}: Pick<TuningTask, "metric">,
  entries: readonly JournalEntry[],
  {best, default: plain, difference}: Judged,
  shares: ReturnType<typeof importance>
): string {
  const {complete, pruned, failed} = counts(entries.map(({trial}) => trial));
  const {value, low, high} = difference;
  const sign = (x: number) => `${x < 0 ? "−" : "+"}${Math.abs(x).toFixed(4)}`;
  return [
    `${entries.length} trials: ${complete} complete, ${pruned} stopped, ${failed} failed`,
    `best, trial ${best.number}: ${parametersText(best.parameters)}`,
    `  ${metric} on the validation part ${scoreText(best.validation)}; the best of ${complete}, so too good to be expected again`,
    `  ${metric} on the test part       ${scoreText(best.test)}`,
    `default: ${parametersText(plain.parameters)}`,
    `  ${metric} on the validation part ${scoreText(plain.validation)}`,
    `  ${metric} on the test part       ${scoreText(plain.test)}`,
    `best less default on the test part: ${sign(value)} [${sign(low)}, ${sign(high)}]`,
    ...(shares === null
      ? []
      : [
          `share of the variance of ${metric}: ${shares.parameters.map(({name, share}) => `${name} ${Math.round(100 * share)} %`).join(", ")}; together ${Math.round(100 * shares.interactions)} % more`
        ])
  ].join("\n");
}

/** `tune show`: the trials of a study so far. */
function show(store: string, [id = "latest", ...others]: readonly string[], json: boolean): void {
  if (others.length > 0) throw new UsageError(`show takes one run; ${others.join(", ")} is too much`);
  const runs = readRuns(store).runs.filter(({command}) => command === "tune");
  if (runs.length === 0) throw new UserError("there is no study yet", "npm run tune makes one");
  const matching = runs.filter((run) => run.id.startsWith(id) || run.id.endsWith(id));
  const run = id === "latest" ? (storedStudies(store).at(-1)?.run ?? runs[runs.length - 1]) : matching[0];
  if (run === undefined || (id !== "latest" && matching.length > 1))
    throw new UsageError(
      run === undefined
        ? `there is no study ${id}; the latest is ${runs[runs.length - 1].id}`
        : `${id} is ${matching.length} studies: ${matching.map((one) => one.id).join(", ")}`
    );
  const journal = readStudyFile(join(store, run.id));
  if (journal === null) throw new UserError(`the study ${run.id} has no trial yet`, "wait for its first one");
  const {header, entries} = journal;
  const trials = entries.map(({trial}) => trial);
  const best = paretoFront(trials, header.directions).at(0) ?? null;
  const shares = importance(header.space, trials);
  if (json)
    return console.log(
      JSON.stringify({
        run: run.id,
        status: run.status,
        ...header,
        ...counts(trials),
        best,
        importance: shares,
        trials: entries
      })
    );
  const metric = String(header.about.metric);
  const {complete, pruned, failed} = counts(trials);
  let least = Infinity;
  const steps = entries.filter(({trial: {state, values}}) => {
    if (state !== "complete") return false;
    const [loss] = losses(values!, header.directions);
    if (loss >= least) return false;
    least = loss;
    return true;
  });
  console.log(
    [
      `${run.id}: ${run.status}, ${entries.length} trials: ${complete} complete, ${pruned} stopped, ${failed} failed`,
      ...steps.map((entry) => `${trialText(entry, {metric})}: ${parametersText(entry.trial.parameters)}`),
      ...(best === null ? [] : [bestText(best, metric)])
    ].join("\n")
  );
}

/** `tune voting`: given weights beside learned ones. */
async function voting(options: TaskOptions, flags: Flags, store: string): Promise<void> {
  const idle = ["trials", "sampler", "points", "pruner", "enqueue", "workers", "batch", "resume"] as const;
  const wrong = idle.find((name) => flags[name] !== undefined);
  if (wrong !== undefined) throw new UsageError(`--${wrong} is not of voting, which searches nothing`);
  const seed = wholeFlag("seed", flags.seed, 0) ?? 1;
  const say = (text: string) => void (flags.json ? undefined : process.stderr.write(`${text}\n`));
  say("Reading the source and training four models …");
  const found = await votingWeights({...options, onNote: (note) => say(`Note: ${note}`)}, seed);
  const run = await openRun(
    {
      command: "tune",
      subject: {source: basename(options.source ?? "shop"), model: "voting", target: String(found.about.target)},
      parameters: {...flags},
      seed,
      inputs: {data: String(found.about.data)},
      entry: "loaders/cli/tune.ts"
    },
    store
  );
  run.metrics(found.votes.map(({id, test}) => ({name: "AUC", of: id, ...test, baseline: null})));
  run.finish();
  if (flags.json) return console.log(JSON.stringify({run: run.id, ...found}));
  console.log(
    [
      ...found.votes.map(
        ({title, weights, test}) =>
          `${title.padEnd(28)} ${weights.map((weight) => weight.toFixed(2)).join(" ")}  AUC on the test part ${scoreText(test)}`
      ),
      ...found.differences.map(({than, value, low, high}) =>
        `learned less ${than}: ${value.toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}]`.replaceAll("-", "−")
      )
    ].join("\n")
  );
}
