import {permutation, random} from "../../src/lib/core/random.js";
import type {Figure} from "../../src/lib/core/result.js";
import {OPTIONAL_GROUPS} from "../../src/lib/features/feature.js";
import {takeSequences} from "../../src/lib/features/eventSequences.js";
import {meanInterval} from "../../src/lib/metrics/intervals.js";
import {hybridEstimator} from "../../src/lib/models/stackedFamily.js";
import type {Matrix} from "../../src/lib/models/matrix.js";
import {multiTaskEstimator} from "../../src/lib/models/multiTaskEstimator.js";
import {gruEstimator} from "../../src/lib/models/neural/neuralEstimators.js";
import {shopOptions} from "../../src/lib/generator/shop.js";
import {openTfjs} from "../engines/tfjs.js";
import {columnsOf} from "../sparsity/columnsOf.js";
import {BOOSTING, LEARNERS} from "../sparsity/learners.js";
import {readExamples, TRAINING_TENTHS, withShopLog, type ShopExamples} from "../sparsity/shopExamples.js";
import {
  MAX_NEGATIVES,
  part,
  qualityOf,
  testRows,
  thinned,
  trainingUsers,
  type Chosen,
  type Quality
} from "../sparsity/trainAndTest.js";
import type {Study, StudyContext} from "./study.js";

const options = {
  profile: "paper",
  seeds: [1, 2, 3, 4, 5],
  users: 30_000,
  /** The training users of so many are what the base has, as many as the report's shop. */
  baseUsers: 10_000,
  oneIn: 4,
  target: "item-3-sessions",
  longer: "item-30-days",
  broader: "category-3-sessions",
  cart: "cart-next-session",
  /** A shop with twice the buyers, at the expense of those who only look. */
  personaShares: [0.48, 0.28, 0.24],
  trainingTenths: TRAINING_TENTHS,
  mostNegatives: MAX_NEGATIVES,
  /** A network over events takes its time: it is shown fewer negatives. */
  sequence: {negatives: 6_000, width: 16, steps: 16, epochs: 10, learningRate: 5e-3},
  learners: LEARNERS.map(({id, setting}) => `${id}: ${setting}`)
};

const REAL_GROUPS = OPTIONAL_GROUPS.filter((group) => group !== "made-up multipliers");

/** One training on one shop, beside its base: how much better it is on the same shop's held-out users. */
interface Trial {
  readonly seed: number;
  readonly remedy: string;
  readonly model: string;
  /** Whether the same examples with the same labels were scored by both. */
  readonly paired: "yes" | "no";
  readonly positives: number;
  readonly testPositives: number;
  readonly auc: number;
  readonly baseAuc: number;
  /** Average precision as a multiple of the share of positives, which is what random order has. */
  readonly lift: number;
  readonly baseLift: number;
}

interface MadeUp {
  readonly seed: number;
  readonly model: string;
  readonly features: "without" | "with";
  readonly labels: "true" | "shuffled";
  readonly testPositives: number;
  readonly auc: number;
  readonly lift: number;
}

/** What each remedy that was proposed against too few positives brings, one at a time and together. */
export const study: Study = {
  name: "sparsity-remedies",
  title: "Tries each remedy against too few positives, one at a time and together, against the same base.",
  options,
  inputs: {},
  measured: false,
  async run(context) {
    const {trials, madeUp} = await tryOnShops(options.seeds, context);
    return {figures: figuresOf(trials, madeUp), tables: {trials: columnsOf(trials), madeUp: columnsOf(madeUp)}};
  },
  sample: {
    title: "every remedy on the shop of the first seed",
    async run(context) {
      const {trials, madeUp} = await tryOnShops(options.seeds.slice(0, 1), context);
      return {tables: {trials: columnsOf(trials), madeUp: columnsOf(madeUp)}};
    }
  }
};

async function tryOnShops(
  seeds: readonly number[],
  {progress}: StudyContext
): Promise<{trials: Trial[]; madeUp: MadeUp[]}> {
  await openTfjs();
  const trials: Trial[] = [];
  const madeUp: MadeUp[] = [];
  for (const seed of seeds) {
    progress(`seed ${seed}`);
    const targets = [options.target, options.longer, options.broader, options.cart];
    const [examples] = Object.values(
      await withShopLog(shopOptions(options.profile, {users: options.users, seed}), (engine) =>
        readExamples(engine, {targets, groups: OPTIONAL_GROUPS, oneIn: options.oneIn, events: true})
      )
    );
    const [richer] = Object.values(
      await withShopLog(
        shopOptions(options.profile, {users: options.users, seed, personaShares: options.personaShares}),
        (engine) => readExamples(engine, {targets: [options.target], oneIn: options.oneIn})
      )
    );
    const found = await tryAll(examples, richer, seed, progress);
    trials.push(...found.trials);
    madeUp.push(...found.madeUp);
  }
  return {trials, madeUp};
}

async function tryAll(
  examples: ShopExamples,
  richer: ShopExamples,
  seed: number,
  progress: (text: string) => void
): Promise<{trials: Trial[]; madeUp: MadeUp[]}> {
  const {groups} = examples;
  const base = groups.base;
  const all = [...base, ...REAL_GROUPS.flatMap((group) => groups[group])];
  const trials: Trial[] = [];
  const madeUp: MadeUp[] = [];
  const train = thinned(trainingUsers(examples, options.target, options.baseUsers), seed);
  const more = thinned(trainingUsers(examples, options.target, options.users), seed);
  const test = testRows(examples, options.target);
  const quality = async (
    learner: (typeof LEARNERS)[number],
    {from = examples, trained = train, tested = test, columns = base} = {}
  ): Promise<Quality> => {
    const model = await learner.fit(
      {...part(from.matrix, trained.rows, columns), y: trained.y, weights: trained.weights},
      {seed}
    );
    return qualityOf(model.predict(part(from.matrix, tested.rows, columns)), tested);
  };
  const lift = ({averagePrecision}: Quality, {positives, examples}: Chosen) =>
    averagePrecision / (positives / examples);
  const add = (
    remedy: string,
    model: string,
    found: Quality,
    against: Quality,
    {trained = train, tested = test, paired = true} = {}
  ) => {
    trials.push({
      seed,
      remedy,
      model,
      paired: paired ? "yes" : "no",
      positives: trained.positives,
      testPositives: tested.positives,
      auc: found.auc,
      baseAuc: against.auc,
      lift: lift(found, tested),
      baseLift: lift(against, test)
    });
  };

  for (const learner of LEARNERS) {
    const {id} = learner;
    const plain = await quality(learner);
    progress(`seed ${seed}, ${id}: ${train.positives} positives, AUC ${plain.auc.toFixed(3)}`);
    add("more data", id, await quality(learner, {trained: more}), plain, {trained: more});
    for (const [remedy, target] of [
      ["longer horizon", options.longer],
      ["broader target", options.broader]
    ]) {
      const trained = thinned(trainingUsers(examples, target, options.baseUsers), seed);
      const tested = testRows(examples, target);
      add(remedy, id, await quality(learner, {trained, tested}), plain, {trained, tested, paired: false});
    }
    const richTrain = thinned(trainingUsers(richer, options.target, options.baseUsers), seed);
    const richTest = testRows(richer, options.target);
    add("more buyers", id, await quality(learner, {from: richer, trained: richTrain, tested: richTest}), plain, {
      trained: richTrain,
      tested: richTest,
      paired: false
    });
    for (const group of REAL_GROUPS)
      add(group, id, await quality(learner, {columns: [...base, ...groups[group]]}), plain);
    add("all features", id, await quality(learner, {columns: all}), plain);
    add("all features, more data", id, await quality(learner, {columns: all, trained: more}), plain, {trained: more});

    const order = permutation(train.y.length, random(seed, 2));
    const shuffled = {...train, y: Uint8Array.from(order, (row) => train.y[row])};
    for (const [labels, trained] of [
      ["true", train],
      ["shuffled", shuffled]
    ] as const)
      for (const features of ["without", "with"] as const) {
        const columns = features === "with" ? [...base, ...groups["made-up multipliers"]] : base;
        const found = labels === "true" && features === "without" ? plain : await quality(learner, {trained, columns});
        madeUp.push({
          seed,
          model: id,
          features,
          labels,
          testPositives: test.positives,
          auc: found.auc,
          lift: lift(found, test)
        });
        if (labels === "true" && features === "with") add("made-up multipliers", id, found, plain);
      }
  }

  // what only boosting, or only a network, is the base of
  const boosting = LEARNERS.find(({id}) => id === "boosting")!;
  const plain = await quality(boosting);
  const taught = {y: train.y, weights: train.weights};
  const tested = part(examples.matrix, test.rows, base);
  const hybrid = await hybridEstimator({base: boosting}).fit(
    {...part(examples.matrix, train.rows, base), ...taught},
    {seed}
  );
  add("rules and model", "boosting", qualityOf(hybrid.predict(tested), test), plain);
  const carts = Uint8Array.from(train.rows, (row) => examples.labels[options.cart][row]);
  const both = await multiTaskEstimator(BOOSTING).fit(
    {...part(examples.matrix, train.rows, base), ...taught, cart: carts},
    {seed}
  );
  add("cart and purchase together", "boosting", qualityOf(both.predict(tested), test), plain);
  const {negatives, ...network} = options.sequence;
  const few = thinned(train, seed, negatives);
  const withEvents = ({rows}: Chosen): Matrix & {sequences: ReturnType<typeof takeSequences>} => ({
    ...part(examples.matrix, rows, base),
    sequences: takeSequences(examples.sequences!, rows)
  });
  const gru = await gruEstimator(network).fit({...withEvents(few), y: few.y, weights: few.weights}, {seed});
  add("sequence model", "boosting", qualityOf(gru.predict(withEvents(test)), test), plain);
  return {trials, madeUp};
}

function figuresOf(trials: readonly Trial[], madeUp: readonly MadeUp[]): Record<string, Figure> {
  const seeds = options.seeds.length;
  const dataset = `${seeds} generated shops of ${options.users.toLocaleString("en-US")} users, seeds ${options.seeds.join(", ")}`;
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  const figures: Record<string, Figure> = {};
  for (const {id: model, title} of LEARNERS)
    for (const remedy of new Set(trials.filter((trial) => trial.model === model).map((trial) => trial.remedy))) {
      const own = trials.filter((trial) => trial.model === model && trial.remedy === remedy);
      const how = `${title} on the training users of ${options.baseUsers.toLocaleString("en-US")}, tested on all held-out users; the remedy's less the base's on each shop, mean over shops with its 95 % interval (t); n is positives tested`;
      figures[`${remedy.replace(/[ ,–]+/g, "-")}-${model}`] = {
        ...meanInterval(own.map(({auc, baseAuc}) => auc - baseAuc)),
        n: sum(own.map(({testPositives}) => testPositives)),
        unit: "AUC gained",
        dataset,
        protocol: how,
        baseline: {name: "no difference", value: 0}
      };
    }
  for (const {id: model, title} of LEARNERS)
    for (const features of ["without", "with"] as const)
      for (const labels of ["true", "shuffled"] as const) {
        const own = madeUp.filter((m) => m.model === model && m.features === features && m.labels === labels);
        figures[`made-up-${features}-${labels}-${model}`] = {
          ...meanInterval(own.map(({auc}) => auc)),
          n: sum(own.map(({testPositives}) => testPositives)),
          unit: "AUC",
          dataset,
          protocol: `${title}, ${features} the made-up multipliers, trained on ${labels} labels, tested on true ones of held-out users; mean over shops with its 95 % interval (t); n is positives tested`,
          baseline: {name: "a random score", value: 0.5}
        };
      }
  return figures;
}
