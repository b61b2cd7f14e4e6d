import {UsageError, UserError} from "../../src/lib/core/errors.js";
import {rankMetrics, type RankMetrics} from "../../src/lib/recommend/evaluateNextItem.js";
import {evaluateRecommender, ranksOf} from "../../src/lib/recommend/evaluateRecommender.js";
import {itemCosines} from "../../src/lib/recommend/itemMap.js";
import {sessionCount, type ItemSequences} from "../../src/lib/recommend/itemSequences.js";
import {listDiversity, type ListDiversity} from "../../src/lib/recommend/listDiversity.js";
import {listMetrics, type ListMetrics} from "../../src/lib/recommend/listMetrics.js";
import {markovRecency} from "../../src/lib/recommend/markovRecency.js";
import {maximalMarginalRelevance} from "../../src/lib/recommend/maximalMarginalRelevance.js";
import {gru4recEstimator} from "../../src/lib/recommend/networkEstimators.js";
import {parseProtocol, protocolName, splitSequences, type Repeats} from "../../src/lib/recommend/protocols.js";
import {
  clicksByItem,
  type Recommender,
  type RecommenderEstimator,
  type RecommenderTraining
} from "../../src/lib/recommend/recommender.js";
import {countingRecommenders, itemRecommenders, userRecommenders} from "../../src/lib/recommend/recommenders.js";
import {TRAINABLE_GRU4REC} from "../../src/lib/recommend/trainableRecommenders.js";
import {topItems} from "../../src/lib/recommend/topItems.js";
import {maskSeen} from "../../src/lib/recommend/withoutSeen.js";
import {explainItem, reasonLines} from "../recommend/printReasons.js";
import {readItemSequences} from "../recommend/readItemSequences.js";
import {readConfig} from "./config.js";
import {asUsage, choiceFlag, namesFlag, wholeFlag} from "./flagValues.js";
import {SOURCE_FLAGS, SOURCE_HELP, sourceOptions} from "./logFlags.js";
import {nearest, parseFlags} from "./parseFlags.js";

const PLACES = [1, 5, 10, 20];
/** Items that a list has, and those that it is chosen from where it is to be diverse. */
const LISTED = 20;
const CANDIDATES = 100;
const counting = (): readonly RecommenderEstimator[] => [...countingRecommenders(), markovRecency()];
const IDS = [...counting().map(({id}) => id), "gru4rec"];
const USER_IDS = userRecommenders().map(({id}) => id);
const ITEM_IDS = itemRecommenders().map(({id}) => id);
const VERBS = ["evaluate", "top", "explain", "train", "explore"];

const HELP = `npm run recommend -- evaluate [flags]
  Judges recommenders: ranks every next click of the test sessions among all items.
npm run recommend -- top ITEM… [flags]
  Prints the items that each model puts first after these clicks, by the log's own ids.
npm run recommend -- explain ITEM… --item X [flags]
  Says why each model gives item X its score after these clicks.
npm run recommend -- train --model ID [flags]
  Trains a network and writes it as a file: see npm run recommend -- train --help.
npm run recommend -- explore [flags]
  Learns by trying which items of a generated shop to show, and says what that costs: see npm run recommend -- explore --help.
${SOURCE_HELP}
  --protocol NAME      which sessions test: last-14-days (any number of days), random-sessions-20-seed-1, leave-one-out
  --repeats keep|drop  clicks on the item of the click before (keep)
  --events views|all   which events are clicks (views)
  --models IDS         ${IDS.join(",")}, or all (all); for logs with users also ${USER_IDS.join(",")};
                       for logs with attributes of items also ${ITEM_IDS.join(",")}
  --item X             the item that explain explains, by the log's own id
  --mask-seen          puts last what was clicked in the session, and by the user in training
  --diversity N        of top: 0 to 1, how much an item's difference from those above it counts beside its score (0); items
                       are alike that share many sessions
  --seed N             of the networks' training (1)
  --epochs N           of GRU4Rec (${TRAINABLE_GRU4REC.options.n_epochs})
  --json               one JSON document on standard output, and nothing else
Examples:
  npm run recommend -- evaluate --source clicks.csv --models popularity,gru4rec
  npm run recommend -- top 12 35 --source clicks.csv`;

const FLAGS = {
  ...SOURCE_FLAGS,
  protocol: {type: "string"},
  repeats: {type: "string"},
  events: {type: "string"},
  models: {type: "string"},
  item: {type: "string"},
  "mask-seen": {type: "boolean"},
  diversity: {type: "string"},
  seed: {type: "string"},
  epochs: {type: "string"}
} as const;

/**
 * `npm run recommend`. Throws `UsageError` for words and flags that make no sense and `UserError` for a log without
 * sessions to learn from or to test on.
 */
export async function recommendCommand(argv: readonly string[]): Promise<void> {
  if (argv[0] === "train") return (await import("./recommendTrain.js")).recommendTrain(argv.slice(1));
  if (argv[0] === "explore") return (await import("./recommendExplore.js")).recommendExplore(argv.slice(1));
  const first = argv.findIndex((word) => word.startsWith("-"));
  const [verb, ...words] = first === -1 ? argv : argv.slice(0, first);
  const flags = parseFlags(first === -1 ? [] : argv.slice(first), FLAGS);
  if (flags.help) return console.log(HELP);
  if (verb === undefined || !VERBS.includes(verb))
    throw new UsageError(
      verb === undefined
        ? `say what to do: ${VERBS.join(", ")}`
        : `there is no ${verb}; did you mean ${nearest(verb, VERBS)}? There are ${VERBS.join(", ")}`
    );
  if (verb === "evaluate" && words.length > 0) throw new UsageError(`evaluate takes no ${words[0]}`);
  if (verb !== "evaluate" && words.length === 0)
    throw new UsageError("name the items that were clicked, the last one last");
  if (verb === "explain" && flags.item === undefined) throw new UsageError("name the item to explain with --item");
  if (verb !== "explain" && flags.item !== undefined)
    throw new UsageError(`--item is for explain, and not for ${verb}`);
  if (verb !== "top" && flags.diversity !== undefined)
    throw new UsageError(`--diversity is for top, and not for ${verb}`);
  const diversity = diversityOf(flags.diversity ?? "0");
  const repeats = choiceFlag<Repeats>("repeats", flags.repeats, ["keep", "drop"]);
  const events = choiceFlag<"views" | "all">("events", flags.events, ["views", "all"]);
  const models = namesFlag("model", flags.models ?? "all", [...IDS, ...USER_IDS, ...ITEM_IDS], IDS);
  const seed = wholeFlag("seed", flags.seed, 0) ?? 1;
  const epochs = wholeFlag("epochs", flags.epochs, 1) ?? TRAINABLE_GRU4REC.options.n_epochs;
  const protocol = asUsage(() => parseProtocol(flags.protocol ?? "last-14-days"));
  const config = await readConfig();
  const say = (text: string) => (flags.json ? undefined : process.stderr.write(`${text}\n`));
  const read = await readItemSequences({
    ...sourceOptions(flags, config),
    events,
    onNote: (note) => say(`Note: ${note}`)
  });
  const {itemIds} = read;
  const {train, test, lastOnly} = splitSequences(read.sequences, protocol, repeats);
  const training = {sequences: train, catalogue: itemIds.length, attributes: read.attributes};
  const mask = flags["mask-seen"] === true;
  const asked = {models, seed, epochs, mask, itemIds, json: flags.json === true};
  if (verb === "top") return top(words, training, {...asked, diversity});
  if (verb === "explain") return explain(words, flags.item!, training, asked);
  const counts = {train: countsOf(train), test: countsOf(test), catalogue: itemIds.length};
  say(
    `${read.source}${read.generated ? ", generated" : ""}: ${counts.train.sessions} sessions teach, ${counts.test.sessions} test (${protocolName(protocol)}, repeats: ${repeats})`
  );
  const clicks = clicksByItem(training);
  const found: {id: string; at: Record<string, RankMetrics>; lists: ListMetrics & Partial<ListDiversity>}[] = [];
  for (const id of models) {
    // some take many seconds on a long log
    say(`${id}: learning from ${count(counts.train.clicks)} clicks…`);
    const model = fitted(id, training, {seed, epochs, mask});
    say(`${id}: ranking ${count(lastOnly ? counts.test.sessions : counts.test.predictions)} next clicks…`);
    const evaluation = evaluateRecommender(model, test, {lastOnly});
    const ranks = ranksOf(evaluation);
    const at = Object.fromEntries(PLACES.map((k) => [String(k), rankMetrics(ranks, k)]));
    const diversity = read.category === undefined ? {} : listDiversity(evaluation, test, read.category);
    found.push({id, at, lists: {...listMetrics(evaluation, clicks), ...diversity}});
    say(
      `${id.padEnd(20)} ${PLACES.map((k) => `HR@${k} ${at[k].hr.toFixed(3)}`).join("  ")}  MRR@20 ${at[20].mrr.toFixed(3)}  NDCG@20 ${at[20].ndcg.toFixed(3)}`
    );
  }
  if (flags.json)
    console.log(
      JSON.stringify({
        source: read.source,
        generated: read.generated,
        protocol: protocolName(protocol),
        repeats,
        events,
        maskSeen: mask,
        counts,
        models: found
      })
    );
}

interface FitOptions {
  readonly seed: number;
  readonly epochs: number;
  /** Whether items seen are put last. */
  readonly mask: boolean;
}

function fitted(id: string, training: RecommenderTraining, {seed, epochs, mask}: FitOptions): Recommender {
  const estimator = [...counting(), ...userRecommenders(), ...itemRecommenders()].find((one) => one.id === id);
  const model = (estimator ?? gru4recEstimator({...TRAINABLE_GRU4REC.options, seed, n_epochs: epochs})).fit(training);
  return mask ? maskSeen(model, training) : model;
}

function top(
  words: readonly string[],
  training: RecommenderTraining,
  {models, itemIds, json, diversity, ...options}: AskedModels & {readonly diversity: number}
): void {
  const clicked = words.map((word) => itemOf(word, itemIds));
  const found = models.map((id) => {
    const session = fitted(id, training, options).session();
    const {timesMs} = training.sequences;
    const now = timesMs[timesMs.length - 1];
    let scores = new Float64Array(0);
    for (const item of clicked) scores = session.click(item, now) as Float64Array<ArrayBuffer>;
    const order = diversity === 0 ? topItems(scores, LISTED) : diverse(scores, training, diversity);
    return {id, items: order.map((item) => ({item: itemIds[item], score: scores[item]}))};
  });
  if (json) console.log(JSON.stringify({clicked: words.map(Number), models: found}));
  else for (const {id, items} of found) console.log(`${id.padEnd(20)} ${items.map(({item}) => item).join(" ")}`);
}

/** The first items, each chosen by its score and by how few sessions it shares with those chosen before it. */
function diverse(scores: Float64Array, {sequences}: RecommenderTraining, diversity: number): readonly number[] {
  const candidates = topItems(scores, CANDIDATES);
  const cosines = itemCosines(sequences, candidates);
  const place = new Map(candidates.map((item, k) => [item, k]));
  return maximalMarginalRelevance(
    candidates,
    candidates.map((item) => scores[item]),
    (a, b) => cosines[place.get(a)! * candidates.length + place.get(b)!],
    {lambda: 1 - diversity, k: LISTED}
  );
}

function diversityOf(text: string): number {
  const value = text.trim() === "" ? NaN : Number(text);
  if (!(value >= 0 && value <= 1))
    throw new UsageError(`--diversity is ${JSON.stringify(text)}; give a number from 0 to 1`);
  return value;
}

const count = (n: number) => n.toLocaleString("en-US");

/** What `top` and `explain` are asked of. */
interface AskedModels extends FitOptions {
  readonly models: readonly string[];
  readonly itemIds: Int32Array;
  readonly json: boolean;
}

function itemOf(word: string, itemIds: Int32Array): number {
  // 0x23 and 35.0 are no ids, though they are numbers that might be meant
  const item = /^-?\d+$/.test(word) ? itemIds.indexOf(Number(word)) : -1;
  if (item === -1)
    throw new UserError(
      `no session has item ${word.trim() === "" ? JSON.stringify(word) : word}`,
      "name items by the ids that the log has"
    );
  return item;
}

function explain(
  words: readonly string[],
  word: string,
  training: RecommenderTraining,
  {models, itemIds, json, ...options}: AskedModels
): void {
  const clicked = words.map((one) => itemOf(one, itemIds));
  const item = itemOf(word, itemIds);
  const {timesMs} = training.sequences;
  const found = models.map((id) =>
    explainItem(fitted(id, training, options), clicked, item, timesMs[timesMs.length - 1])
  );
  const idOf = (one: number) => itemIds[one];
  if (json) {
    const named = found.map(({reasons, ...rest}) => ({
      ...rest,
      reasons: reasons?.map((reason) => ({
        ...reason,
        ...("from" in reason ? {from: idOf(reason.from)} : {}),
        ...("shared" in reason ? {shared: reason.shared.map(idOf)} : {})
      }))
    }));
    console.log(JSON.stringify({clicked: words.map(Number), item: Number(word), models: named}));
  } else for (const one of found) console.log(reasonLines(one, (k) => `item ${idOf(k)}`).join("\n"));
}

const countsOf = (sequences: ItemSequences) => ({
  sessions: sessionCount(sequences),
  clicks: sequences.items.length,
  predictions: sequences.items.length - sessionCount(sequences),
  items: new Set(sequences.items).size
});
