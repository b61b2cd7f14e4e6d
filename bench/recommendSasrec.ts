import {createHash} from "node:crypto";
import {readEshop, ESHOP_DRAWS, ESHOP_PROTOCOL} from "../loaders/recommend/eshopSetup.js";
import {peers, type PeerVersions} from "../loaders/datasets/peers.js";
import {
  eachNextItem,
  gainOf,
  rankMetrics,
  rankNextItems,
  type RankGain
} from "../src/lib/recommend/evaluateNextItem.js";
import {sessionCount, type ItemSequences} from "../src/lib/recommend/itemSequences.js";
import {parseProtocol, splitSequences} from "../src/lib/recommend/protocols.js";
import type {RecommenderTraining} from "../src/lib/recommend/recommender.js";
import {sasrecSteps} from "../src/lib/recommend/sasrec.js";
import {SASREC_OPTIONS, type SasrecOptions} from "../src/lib/recommend/sasrecOptions.js";
import {sasrecRecommender} from "../src/lib/recommend/sasrecRecommender.js";
import {differenceOverSessions} from "../src/lib/recommend/sessionBootstrap.js";
import {measured, type Measured} from "./measured.js";

/** What `bench/peers/eshopSasrec.py` wrote down of RecBole's SASRec. */
interface RecBoleFound {
  readonly versions: PeerVersions;
  readonly settings: Readonly<Record<string, number | string>>;
  readonly epochs: number;
  readonly targetsSha256: string;
  readonly runs: readonly {
    readonly seed: number;
    readonly seconds: number;
    readonly epochs: readonly ({readonly epoch: number; readonly loss: number} & EpochMetrics)[];
    /** The rank of each prediction after the last epoch, a byte each, in base 64. */
    readonly ranks: string;
  }[];
}

type EpochMetrics = Readonly<Record<"hr5" | "hr20" | "mrr20", number>>;

const METRICS: readonly {
  readonly id: keyof EpochMetrics;
  readonly title: string;
  readonly gain: RankGain;
  readonly k: number;
}[] = [
  {id: "hr5", title: "HR@5", gain: "hr", k: 5},
  {id: "hr20", title: "HR@20", gain: "hr", k: 20},
  {id: "mrr20", title: "MRR@20", gain: "mrr", k: 20}
];
/** How much lower than RecBole's a metric may be, at the upper end of the interval of the difference. */
const MARGIN = 0.02;

/** As chosen on validation days by the study recommend-tuned; RecBole's, in its settings, is the same. */
const DROPOUT = 0.1;
/** How many clicks of a training session are predicted, in the mean. */
const TARGETS_A_SESSION = 7.2;

/** Ours with RecBole's sizes, length, rate and number of epochs; batches of about as many targets. */
const optionsOf = ({settings: s, epochs}: RecBoleFound): SasrecOptions => ({
  ...SASREC_OPTIONS,
  n_blocks: Number(s.n_layers),
  num_heads: Number(s.n_heads),
  hidden_units: Number(s.hidden_size),
  inner_units: Number(s.inner_size),
  maxlen: Number(s.MAX_ITEM_LIST_LENGTH),
  learning_rate: Number(s.learning_rate),
  dropout_rate: DROPOUT,
  batch_size: Math.round(Number(s.train_batch_size) / TARGETS_A_SESSION),
  n_epochs: epochs
});

/**
 * SASRec beside RecBole's on the e-shop clothing log: the same sessions, sizes and number of epochs, and every click after
 * the first of the test sessions ranked among all items. RecBole's ranks are those committed with the versions that made
 * them; ours are trained here, with as many seeds. The difference is of the means over seeds, with its paired bootstrap
 * over sessions.
 */
export async function benchRecommendSasrec(): Promise<Measured[]> {
  const {found} = peers<RecBoleFound>("eshopSasrec");
  const {sequences, catalogue} = await readEshop();
  const {train, test} = splitSequences(sequences, parseProtocol(ESHOP_PROTOCOL), "drop");
  if (targetsSha256(test) !== found.targetsSha256)
    throw new Error("RecBole's ranks are of other clicks: run bench/peers/eshopSasrec.py again");
  const options = optionsOf(found);
  const {seed: _, ...shown} = options;
  console.error(`${sessionCount(train)} sessions teach, ${sessionCount(test)} test`);
  console.error(`RecBole ${found.versions.recbole}: ${JSON.stringify(found.settings)}`);
  console.error(`ours: ${JSON.stringify(shown)}`);
  const before = process.cpuUsage();
  const ours = found.runs.map((run) => trained({sequences: train, catalogue}, test, {...options, seed: run.seed}, run));
  const {user, system} = process.cpuUsage(before);
  const [own, peer] = [(user + system) / 1e6 / found.runs.length, mean(found.runs.map((run) => run.seconds))];
  console.error(`processor time a seed: ${own.toFixed(0)} s with ranking, RecBole's training ${peer.toFixed(0)} s`);
  const theirs = found.runs.map(({ranks}) => Float64Array.from(Buffer.from(ranks, "base64")));
  return METRICS.map(({title, gain, k}) => {
    const gains = (runs: readonly Float64Array[]) =>
      Float64Array.from(runs[0], (_, row) => mean(runs.map((ranks) => gainOf(ranks[row], k, gain))));
    const [mine, other] = [gains(ours.map(({ranks}) => ranks)), gains(theirs)];
    const {value, low, high} = differenceOverSessions(other, mine, ours[0].sessions, {draws: ESHOP_DRAWS});
    console.error(`${title}: ours ${mean(mine).toFixed(4)}, RecBole's ${mean(other).toFixed(4)}`);
    // the upper end is what has to be within the margin
    return {
      ...measured(`SASRec, e-shop: RecBole's ${title} above ours`, "", MARGIN, [high]),
      low,
      high: value
    };
  });
}

/** Trains with one seed, prints each epoch beside RecBole's, and ranks with the last one. */
function trained(
  training: RecommenderTraining,
  test: ItemSequences,
  options: SasrecOptions,
  run: RecBoleFound["runs"][number]
) {
  for (const {epoch} of sasrecSteps(training, options)) {
    if (epoch === null) continue;
    const last = epoch.epochs === options.n_epochs;
    const their = run.epochs.find((one) => one.epoch === epoch.epochs);
    if (their === undefined && !last) continue;
    const ranked = rankNextItems(sasrecRecommender(training.catalogue, options, epoch.state().weights), test);
    const own = METRICS.map(({id, title, gain, k}) => {
      const value = rankMetrics(ranked.ranks, k)[gain];
      return `${title} ${value.toFixed(3)}${their === undefined ? "" : ` (RecBole ${their[id].toFixed(3)})`}`;
    });
    console.error(`seed ${options.seed}, epoch ${epoch.epochs}: loss ${epoch.training.toFixed(3)}, ${own.join(", ")}`);
    if (last) return ranked;
  }
  throw new RangeError("no epoch");
}

function targetsSha256(test: ItemSequences): string {
  const targets: number[] = [];
  eachNextItem({catalogue: 0, session: () => ({click: () => new Float64Array()})}, test, (_, {item}) =>
    targets.push(item)
  );
  return createHash("sha256").update(Int32Array.from(targets)).digest("hex");
}

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, x) => sum + x, 0) / values.length;
