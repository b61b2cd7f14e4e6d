import {statSync} from "node:fs";
import {basename, relative} from "node:path";
import {UsageError, UserError} from "../../src/lib/core/errors.js";
import {parseNetworkOptions} from "../../src/lib/recommend/networkOptions.js";
import {parseProtocol, type Repeats} from "../../src/lib/recommend/protocols.js";
import type {FiledRecommenderCard} from "../../src/lib/recommend/recommenderCard.js";
import type {Recommender} from "../../src/lib/recommend/recommender.js";
import {
  TRAINABLE_GRU4REC,
  TRAINABLE_SASREC,
  type NetworkOptions,
  type TrainableRecommender
} from "../../src/lib/recommend/trainableRecommenders.js";
import {readItemSequences, type ItemSequencesOfSource} from "../recommend/readItemSequences.js";
import {
  RECOMMENDERS,
  trainRecommender,
  type RecommenderProgress,
  type TrainRecommenderOptions
} from "../recommend/trainRecommender.js";
import {recordRun} from "../runs/runStore.js";
import {RUNS} from "../training/train.js";
import {readConfig} from "./config.js";
import {asUsage, choiceFlag, wholeFlag} from "./flagValues.js";
import {SOURCE_FLAGS, SOURCE_HELP, sourceOptions} from "./logFlags.js";
import {nearest, parseFlags} from "./parseFlags.js";

type Train = (from: ItemSequencesOfSource, options: TrainRecommenderOptions) => Promise<FiledRecommenderCard>;

/** A training with its options chosen. Throws `UserError` for options that there are not or that make no network. */
function prepared<O extends NetworkOptions, S, M extends Recommender>(trainable: TrainableRecommender<O, S, M>) {
  return (
    texts: readonly string[],
    chosen: Partial<NetworkOptions>
  ): {readonly epochs: number; readonly train: Train} => {
    const given = parseNetworkOptions(texts, trainable.options as O & Record<keyof O, string>);
    const options: O = {...trainable.options, ...chosen, ...given};
    trainable.check(options);
    return {epochs: options.n_epochs, train: (from, rest) => trainRecommender(trainable, options, from, rest)};
  };
}

/** What can be trained. */
const MODELS = {gru4rec: prepared(TRAINABLE_GRU4REC), sasrec: prepared(TRAINABLE_SASREC)};
const IDS = Object.keys(MODELS);

const HELP = `npm run recommend -- train --model ${IDS.join("|")} [flags]
trains a recommender on the sessions that do not test, and writes <source>-next-item-<model>.onnx with its card beside it:
the clicks of sessions go in, the first items and their scores come out
${SOURCE_HELP}
  --protocol NAME      which sessions test: last-14-days (any number of days), random-sessions-20-seed-1, leave-one-out
  --repeats keep|drop  clicks on the item of the click before (keep)
  --events views|all   which events are clicks (views)
  --epochs N           how often the sessions are gone through (gru4rec ${TRAINABLE_GRU4REC.options.n_epochs}, sasrec ${TRAINABLE_SASREC.options.n_epochs})
  --seed N             of the training (1)
  --set NAME=VALUE     an option by the name that the authors' code has, may be repeated: --set layers=100 --set loss=bpr-max
                       --set n_sample=2048 (all for every item); of gru4rec: ${Object.keys(TRAINABLE_GRU4REC.options).join(", ")};
                       of sasrec: ${Object.keys(TRAINABLE_SASREC.options).join(", ")}
  --top N              items of a list that the file gives (20)
  --resume             goes on from the last epoch of the same training that was cancelled or ended
  --out DIR            where the file and its card go (data/built/recommenders)
  --json               one JSON document with the card on standard output, and nothing else
Ctrl-C ends a training after the step at hand; its last epoch is kept for --resume.`;

const FLAGS = {
  model: {type: "string"},
  ...SOURCE_FLAGS,
  protocol: {type: "string"},
  repeats: {type: "string"},
  events: {type: "string"},
  epochs: {type: "string"},
  seed: {type: "string"},
  set: {type: "string", multiple: true},
  top: {type: "string"},
  resume: {type: "boolean"},
  out: {type: "string"}
} as const;

/**
 * `npm run recommend -- train`. Throws `UsageError` for flags that make no sense and `UserError` for a training that
 * cannot be or was cancelled.
 */
export async function recommendTrain(argv: readonly string[]): Promise<void> {
  const flags = parseFlags(argv, FLAGS);
  if (flags.help) return console.log(HELP);
  const {model} = flags;
  if (model === undefined || !Object.hasOwn(MODELS, model))
    throw new UsageError(
      model === undefined || model === ""
        ? `name a model: --model ${IDS.join(" or ")}`
        : `there is no model ${model} to train; did you mean ${nearest(model, IDS)}? There are ${IDS.join(", ")}`
    );
  const seed = wholeFlag("seed", flags.seed, 0) ?? 1;
  const n_epochs = wholeFlag("epochs", flags.epochs, 1);
  const top = wholeFlag("top", flags.top, 1) ?? 20;
  const repeats = choiceFlag<Repeats>("repeats", flags.repeats, ["keep", "drop"]);
  const events = choiceFlag<"views" | "all">("events", flags.events, ["views", "all"]);
  const protocol = asUsage(() => parseProtocol(flags.protocol ?? "last-14-days"), "protocol");
  const {train, epochs} = asUsage(
    () => MODELS[model as keyof typeof MODELS](flags.set ?? [], {seed, ...(n_epochs === undefined ? {} : {n_epochs})}),
    "set"
  );
  checkFolder(flags.out);
  const from = sourceOptions(flags, await readConfig());
  const {source, profile, seed: shopSeed} = from;
  const parameters = {...flags, source, profile, seed, epochs, shopSeed};
  const cancel = new AbortController();
  const onSignal = () => cancel.abort();
  process.on("SIGINT", onSignal);
  try {
    await recordRun(
      {
        command: "recommend-train",
        subject: {source: basename(source ?? "shop"), target: "next-item", model},
        parameters,
        seed,
        entry: "loaders/cli/recommendTrain.ts"
      },
      async (run) => {
        const say = (text: string) => {
          run.log(text);
          if (!flags.json) process.stderr.write(`${clear()}${text}\n`);
        };
        const read = await readItemSequences({
          ...from,
          events,
          onNote: (note) => say(`Note: ${note}`)
        });
        const card = await train(read, {
          protocol,
          repeats,
          events,
          top,
          folder: flags.out,
          command: `npm run recommend -- train ${argv.filter((word) => !["--json", "--resume"].includes(word)).join(" ")}`,
          resume: flags.resume,
          signal: cancel.signal,
          run,
          report: progress(say, flags.json !== true)
        }).catch(tooLarge);
        if (flags.json) console.log(JSON.stringify({card, run: run.id}));
        else say(cardLine(card, flags.out ?? RECOMMENDERS));
      },
      RUNS
    );
  } finally {
    process.off("SIGINT", onSignal);
  }
}

/** Throws `UsageError` where files cannot go: it would be a pity to hear of it after the training. */
function checkFolder(out: string | undefined): void {
  if (out === undefined) return;
  if (out === "") throw new UsageError("--out is empty; name a folder");
  if (statSync(out, {throwIfNoEntry: false})?.isDirectory() === false)
    throw new UsageError(`--out ${out} is a file; name a folder`);
}

/** What cannot be allocated is a matter of the sizes that were asked for. */
function tooLarge(error: unknown): never {
  if (error instanceof RangeError && /array length|allocation failed|WebAssembly\.Memory|memory/i.test(error.message))
    throw new UserError("the network is too large for the memory", "choose smaller sizes with --set");
  throw error;
}

/** An epoch a line; in a terminal also how far it is, ten times a second at most. */
function progress(say: (text: string) => void, show: boolean): (step: RecommenderProgress) => void {
  const start = performance.now();
  let first: number | undefined;
  let shown = 0;
  return ({done, of, loss}) => {
    first ??= Math.floor(done);
    const now = performance.now();
    const left = timeLeft(((now - start) * (of - done)) / (done - first));
    if (loss !== undefined)
      return say(`epoch ${done} of ${of}: mean loss ${loss.toFixed(4)}${done < of ? `, ${left}` : ""}`);
    if (!show || !process.stderr.isTTY || now - shown < 100) return;
    shown = now;
    process.stderr.write(`${clear()}${Math.floor((100 * done) / of)} %, ${left}`);
  };
}

/** How long something takes still, as a person says it. */
function timeLeft(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (!Number.isFinite(seconds)) return "time left unknown";
  if (seconds < 100) return `${seconds} s left`;
  const minutes = Math.round(seconds / 60);
  return minutes < 100 ? `${minutes} min left` : `${(minutes / 60).toFixed(1)} h left`;
}

function cardLine({metrics, data, file, checked}: FiledRecommenderCard, folder: string): string {
  const found = Object.entries(metrics).map(
    ([name, {value, low, high, baseline}]) =>
      `${name} ${value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}], popularity ${baseline.value.toFixed(3)}`
  );
  return [
    `${data.test.predictions} next clicks of ${data.test.sessions} sessions: ${found.join("; ")}`,
    `${file.name}, ${Math.round(file.bytes / 1000)} kB, and its card in ${relative(".", folder) || "."}; ${checked.lists} lists of the file are the model's to ${checked.greatestDifference.toExponential(0)}`
  ].join("\n");
}

const clear = () => (process.stderr.isTTY ? "\r\x1b[K" : "");
