import {UserError} from "../../src/lib/core/errors.js";
import type {Figure} from "../../src/lib/core/result.js";
import {gainOf, rankMetrics, rankNextItems, type RankGain} from "../../src/lib/recommend/evaluateNextItem.js";
import {gru4recRecommender, gru4recSteps} from "../../src/lib/recommend/gru4rec.js";
import {GRU4REC_OPTIONS, type Gru4RecOptions} from "../../src/lib/recommend/gru4recOptions.js";
import {sessionCount, type ItemSequences} from "../../src/lib/recommend/itemSequences.js";
import {meanOfRecommenders} from "../../src/lib/recommend/meanOfRecommenders.js";
import {parseProtocol, splitSequences} from "../../src/lib/recommend/protocols.js";
import type {Recommender, RecommenderTraining} from "../../src/lib/recommend/recommender.js";
import {sasrecSteps} from "../../src/lib/recommend/sasrec.js";
import {SASREC_OPTIONS, type SasrecOptions} from "../../src/lib/recommend/sasrecOptions.js";
import {sasrecRecommender} from "../../src/lib/recommend/sasrecRecommender.js";
import {differenceOverSessions, meanOverSessions} from "../../src/lib/recommend/sessionBootstrap.js";
import {ESHOP_CLOTHING_SHA256} from "../../src/lib/sources/publishedSets.js";
import {readItemSequences} from "../recommend/readItemSequences.js";
import {ESHOP_CLOTHING, eshopClothing} from "../sources/eshopClothing.js";
import {columnsOf} from "../sparsity/columnsOf.js";
import type {Study} from "./study.js";

const PROTOCOL = "last-14-days";
const REPEATS = "drop";
const DRAWS = 400;
/** As the authors' code was run on this log. */
const OFFICIAL: Gru4RecOptions = {...GRU4REC_OPTIONS, n_sample: null, learning_rate: 0.1, n_epochs: 3};

/** A configuration that is tried: what it has otherwise, and after which epochs it is validated. */
interface Tried<Options> {
  readonly differs: Partial<Options>;
  readonly validated: readonly number[];
}

const GRU4REC_TRIED: readonly Tried<Gru4RecOptions>[] = [
  {differs: {}, validated: [1, 2, 3, 4, 5, 6]},
  {differs: {dropout_p_embed: 0.2}, validated: [3, 4, 5, 6]},
  {differs: {dropout_p_embed: 0.3}, validated: [3, 4, 5, 6]},
  {differs: {dropout_p_hidden: 0.2}, validated: [3, 4, 5, 6]},
  {differs: {dropout_p_hidden: 0.4}, validated: [4, 6, 8, 10]},
  {differs: {dropout_p_embed: 0.2, dropout_p_hidden: 0.2}, validated: [3, 4, 5, 6]},
  {differs: {batch_size: 32}, validated: [2, 3, 4]},
  {differs: {layers: [128], dropout_p_embed: 0.1, dropout_p_hidden: 0.1}, validated: [3, 4, 5, 6]},
  {differs: {momentum: 0.3, learning_rate: 0.05}, validated: [2, 3, 4, 5, 6]},
  {differs: {constrained_embedding: false, embedding: 100}, validated: [1, 2, 3]},
  {differs: {dropout_p_embed: 0.2, momentum: 0.3, learning_rate: 0.05}, validated: [3, 4, 5, 6]}
];
const SASREC_TRIED: readonly Tried<SasrecOptions>[] = [
  {differs: {}, validated: [4, 8]},
  {differs: {learning_rate: 0.001, dropout_rate: 0.1, batch_size: 32, inner_units: 256}, validated: [4, 8, 12]},
  {differs: {learning_rate: 0.002, dropout_rate: 0, batch_size: 32, inner_units: 256}, validated: [4, 8]}
];
const SEEDS = [1, 2, 3, 4, 5];
const FEWER = [1, 2, 3];

/** The figures of a model: which gain, of how many places. */
const METRICS: readonly {readonly id: string; readonly gain: RankGain; readonly k: number; readonly unit: string}[] = [
  {id: "hr1", gain: "hr", k: 1, unit: "share of predictions"},
  {id: "hr5", gain: "hr", k: 5, unit: "share of predictions"},
  {id: "hr20", gain: "hr", k: 20, unit: "share of predictions"},
  {id: "mrr20", gain: "mrr", k: 20, unit: "mean reciprocal rank"},
  {id: "ndcg20", gain: "ndcg", k: 20, unit: "share of the ideal gain"}
];
/** What is as large as possible on the validation part. */
const CHOSEN_BY = METRICS[1];

type Row = Record<string, number | string | null>;

/** A network with how it is trained and made a recommender after an epoch. */
interface Family<Options extends {readonly n_epochs: number; readonly seed: number}> {
  readonly id: string;
  readonly options: Options;
  readonly tried: readonly Tried<Options>[];
  epochs(train: RecommenderTraining, options: Options): Generator<{readonly epochs: number; model(): Recommender}>;
}

const GRU4REC: Family<Gru4RecOptions> = {
  id: "gru4rec",
  options: OFFICIAL,
  tried: GRU4REC_TRIED,
  *epochs(train, options) {
    for (const {epoch} of gru4recSteps(train, options))
      if (epoch !== null)
        yield {
          epochs: epoch.epochs,
          model: () => gru4recRecommender(train.catalogue, options, epoch.state().weights)
        };
  }
};

const SASREC: Family<SasrecOptions> = {
  id: "sasrec",
  options: SASREC_OPTIONS,
  tried: SASREC_TRIED,
  *epochs(train, options) {
    for (const {epoch} of sasrecSteps(train, options))
      if (epoch !== null)
        yield {
          epochs: epoch.epochs,
          model: () => sasrecRecommender(train.catalogue, options, epoch.state().weights)
        };
  }
};

/** GRU4Rec and SASRec with options chosen on the last training days, against GRU4Rec as its authors' code was set. */
export const study: Study = {
  name: "recommend-tuned",
  title:
    "Chooses options of GRU4Rec and SASRec on the last training days of the e-shop clothing log, and ranks the clicks of its last 14 days with the chosen ones.",
  options: {
    protocol: PROTOCOL,
    validation: PROTOCOL,
    repeats: REPEATS,
    official: OFFICIAL,
    tried: {gru4rec: GRU4REC_TRIED, sasrec: {from: SASREC_OPTIONS, tried: SASREC_TRIED}},
    chosenBy: CHOSEN_BY.id,
    seeds: {gru4rec: SEEDS, others: FEWER},
    draws: DRAWS
  },
  inputs: {"e-shop clothing 2008.csv": ESHOP_CLOTHING_SHA256},
  measured: false,
  async run({progress}) {
    const {training, test, fit, valid} = await readParts();
    const validation: Row[] = [];
    const gru4rec = chosen(GRU4REC, fit, valid, validation, progress);
    const sasrec = chosen(SASREC, fit, valid, validation, progress);

    const trained = <O extends {readonly n_epochs: number; readonly seed: number}>(
      family: Family<O>,
      options: O,
      seeds: readonly number[]
    ) =>
      seeds.map((seed) => {
        progress(`${family.id}, ${options.n_epochs} epochs, seed ${seed}`);
        return lastOf(family.epochs(training, {...options, seed})).model();
      });
    const tuned = trained(GRU4REC, gru4rec, SEEDS);
    const contenders: readonly Contender[] = [
      {
        id: "gru4rec-official",
        title: "GRU4Rec, the authors' settings",
        seeds: SEEDS,
        models: trained(GRU4REC, OFFICIAL, SEEDS),
        options: OFFICIAL
      },
      {id: "gru4rec-tuned", title: "GRU4Rec, tuned", seeds: SEEDS, models: tuned, options: gru4rec},
      {
        id: "gru4rec-mean",
        title: "GRU4Rec, tuned: the mean of five networks",
        seeds: [1],
        models: [meanOfRecommenders("gru4rec-mean", tuned)],
        options: gru4rec
      },
      {
        id: "lstm-tuned",
        title: "LSTM in the GRU's place, tuned as GRU4Rec",
        seeds: FEWER,
        models: trained(GRU4REC, {...gru4rec, cell: "lstm"}, FEWER),
        options: {...gru4rec, cell: "lstm"}
      },
      {
        id: "sasrec-tuned",
        title: "SASRec, tuned",
        seeds: FEWER,
        models: trained(SASREC, sasrec, FEWER),
        options: sasrec
      }
    ];
    const seeds: Row[] = [];
    const found = new Map(
      contenders.map((one) => {
        progress(`test days, ${one.title}`);
        return [one.id, evaluated(one, test, seeds)] as const;
      })
    );
    const [official] = contenders;
    const base = found.get(official.id)!;
    const figures: Record<string, Figure> = {};
    const differences: Row[] = [];
    for (const {id, title, models} of contenders) {
      const own = found.get(id)!;
      for (const metric of METRICS) {
        figures[`${id}-${metric.id}`] = {
          ...interval(meanOverSessions(own.gains[metric.id], own.sessions, {draws: DRAWS})),
          n: own.sessions.length,
          unit: metric.unit,
          dataset: ESHOP_CLOTHING.title,
          protocol: `${title}, ${models.length === 1 ? "one model" : `mean of ${models.length} seeds`}: each click after the first of the last 14 days' sessions, ranked among all ${training.catalogue} items given those before it, clicks on the same item as the click before dropped, ties counted against the model; options chosen by HR@5 on the 14 days before; percentile bootstrap over sessions`,
          baseline: {name: official.title, value: meanOf(base.gains[metric.id])}
        };
        if (id !== official.id)
          differences.push({
            first: id,
            second: official.id,
            metric: metric.id,
            ...interval(
              differenceOverSessions(own.gains[metric.id], base.gains[metric.id], own.sessions, {draws: DRAWS})
            )
          });
      }
    }
    return {
      figures,
      tables: {
        counts: columnsOf(
          [
            ["fit", fit.sequences],
            ["validation", valid],
            ["training", training.sequences],
            ["test", test]
          ].map(([part, sequences]) => countsOf(part as string, sequences as ItemSequences))
        ),
        validation: columnsOf(validation),
        models: columnsOf(
          contenders.map(({id, title, seeds: own, options}) => ({
            id,
            title,
            seeds: own.length,
            options: JSON.stringify({...options, seed: undefined})
          }))
        ),
        seeds: columnsOf(seeds),
        differences: columnsOf(differences)
      }
    };
  },
  sample: {
    title: "GRU4Rec as its authors' code was set, on the validation part and, of the first seed, on the test days",
    async run() {
      const {training, test, fit, valid} = await readParts();
      const validation: Row[] = [];
      validate(GRU4REC, GRU4REC_TRIED[0], fit, valid, validation);
      const seeds: Row[] = [];
      const model = lastOf(GRU4REC.epochs(training, OFFICIAL)).model();
      evaluated({id: "gru4rec-official", seeds: [1], models: [model]}, test, seeds);
      return {tables: {validation: columnsOf(validation), seeds: columnsOf(seeds)}};
    }
  }
};

/** The log's sessions: what teaches and what tests, and what teaches cut once more by the same protocol. */
async function readParts() {
  const mirror = process.env.CLICKPROOF_DATA_MIRROR;
  const {note} = await eshopClothing({mirror});
  if (note !== undefined) throw new UserError(note, "use the published file");
  const {sequences, itemIds} = await readItemSequences({source: "eshop-clothing", mirror});
  const protocol = parseProtocol(PROTOCOL);
  const {train, test} = splitSequences(sequences, protocol, REPEATS);
  const within = splitSequences(train, protocol, REPEATS);
  const catalogue = itemIds.length;
  return {
    training: {sequences: train, catalogue},
    test,
    fit: {sequences: within.train, catalogue},
    valid: within.test
  };
}

/** Validates one configuration after some of its epochs; writes a row of each, and returns the best. */
function validate<O extends {readonly n_epochs: number; readonly seed: number}>(
  {id, options, epochs}: Family<O>,
  {differs, validated}: Tried<O>,
  fit: RecommenderTraining,
  valid: ItemSequences,
  rows: Row[]
): {readonly options: O; readonly value: number} {
  const own: O = {...options, ...differs, n_epochs: Math.max(...validated)};
  let best = {options: own, value: -Infinity};
  for (const epoch of epochs(fit, own)) {
    if (!validated.includes(epoch.epochs)) continue;
    const {ranks} = rankNextItems(epoch.model(), valid);
    const found = Object.fromEntries(METRICS.map(({id: name, gain, k}) => [name, rankMetrics(ranks, k)[gain]]));
    rows.push({model: id, differs: JSON.stringify(differs), epochs: epoch.epochs, ...found});
    const value = found[CHOSEN_BY.id];
    if (value > best.value) best = {options: {...own, n_epochs: epoch.epochs}, value};
  }
  return best;
}

/** The options with the largest HR@5 on the validation part. */
function chosen<O extends {readonly n_epochs: number; readonly seed: number}>(
  family: Family<O>,
  fit: RecommenderTraining,
  valid: ItemSequences,
  rows: Row[],
  progress: (text: string) => void
): O {
  const tried = family.tried.map((one) => {
    progress(`validation, ${family.id} with ${JSON.stringify(one.differs)}`);
    return validate(family, one, fit, valid, rows);
  });
  return tried.reduce((best, one) => (one.value > best.value ? one : best)).options;
}

function lastOf<T>(all: Iterable<T>): T {
  let last: T | undefined;
  for (const one of all) last = one;
  return last!;
}

/** A model with its options chosen, trained with one or several seeds. */
interface Contender {
  readonly id: string;
  readonly title: string;
  readonly seeds: readonly number[];
  readonly models: readonly Recommender[];
  readonly options: object;
}

/** What each prediction adds to each metric, the mean over seeds. */
interface Gains {
  readonly sessions: Int32Array;
  readonly gains: Readonly<Record<string, Float64Array>>;
}

/** Ranks the test clicks with the models of each seed, and writes a row of each. */
function evaluated(
  {id, seeds, models}: Pick<Contender, "id" | "seeds" | "models">,
  test: ItemSequences,
  rows: Row[]
): Gains {
  const runs = models.map((model) => rankNextItems(model, test));
  runs.forEach(({ranks}, k) =>
    rows.push({
      model: id,
      seed: seeds[k],
      ...Object.fromEntries(METRICS.map(({id: name, gain, k: places}) => [name, rankMetrics(ranks, places)[gain]]))
    })
  );
  return {
    sessions: runs[0].sessions,
    gains: Object.fromEntries(
      METRICS.map(({id: name, gain, k}) => [
        name,
        runs[0].ranks.map((_, row) => runs.reduce((sum, {ranks}) => sum + gainOf(ranks[row], k, gain), 0) / runs.length)
      ])
    )
  };
}

const interval = ({value, low, high}: {readonly value: number; readonly low: number; readonly high: number}) => ({
  value,
  low,
  high
});

const meanOf = (values: Float64Array) => values.reduce((sum, x) => sum + x, 0) / values.length;

const countsOf = (part: string, sequences: ItemSequences): Row => ({
  part,
  sessions: sessionCount(sequences),
  clicks: sequences.items.length
});
