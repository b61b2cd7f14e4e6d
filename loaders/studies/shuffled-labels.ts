import type {Figure} from "../../src/lib/core/result.js";
import {permutation, random} from "../../src/lib/core/random.js";
import {labelledSubset} from "../../src/lib/datasets/labelledSubset.js";
import {targetDataset} from "../../src/lib/datasets/targetDataset.js";
import type {DatasetRows} from "../../src/lib/datasets/dataset.js";
import {takeSequences} from "../../src/lib/features/eventSequences.js";
import {clopperPearsonInterval} from "../../src/lib/metrics/intervals.js";
import {rocAuc} from "../../src/lib/metrics/auc.js";
import {hybridEstimator} from "../../src/lib/models/stackedFamily.js";
import type {Estimator} from "../../src/lib/models/estimator.js";
import {boostingEstimator} from "../../src/lib/models/boostingFamily.js";
import {forestEstimator, treeEstimator} from "../../src/lib/models/forestFamily.js";
import {logisticEstimator} from "../../src/lib/models/logisticFamily.js";
import {multiTaskEstimator} from "../../src/lib/models/multiTaskEstimator.js";
import {piecewiseEstimator} from "../../src/lib/models/piecewiseEstimator.js";
import {rulesEstimator} from "../../src/lib/models/rulesEstimator.js";
import {votingEstimator} from "../../src/lib/models/votingFamily.js";
import {gruEstimator, mlpEstimator, transformerEstimator} from "../../src/lib/models/neural/neuralEstimators.js";
import {splitName, splitSql} from "../../src/lib/pipeline/split.js";
import {learnable, type PartSize} from "../../src/lib/targets/learnable.js";
import {targetById} from "../../src/lib/targets/target.js";
import {openTfjs} from "../engines/tfjs.js";
import {OVERFIT_SPLIT} from "../overfitting/shopTasks.js";
import {PAGE_SHOP} from "../pages/shopLog.js";
import {openShopTasks} from "../datasets/shop.js";
import type {Study, StudyContext} from "./study.js";

const TARGET = "purchase-this-session";
const ROWS_STREAM = 41;
const LABELS_STREAM = 42;

const BOOSTING = {trees: 40, leaves: 15, depth: 4};
const MEMBERS = [
  boostingEstimator({...BOOSTING, growth: "symmetric"}),
  boostingEstimator({...BOOSTING, growth: "level"}),
  boostingEstimator(BOOSTING),
  forestEstimator({trees: 40})
];
/** Every family, each set small: a study fits thousands. */
const LEARNERS = [
  rulesEstimator(),
  logisticEstimator(),
  logisticEstimator({penalty: "firth"}),
  piecewiseEstimator(),
  treeEstimator(),
  forestEstimator({trees: 40}),
  boostingEstimator(BOOSTING),
  boostingEstimator({...BOOSTING, growth: "level"}),
  boostingEstimator({...BOOSTING, growth: "symmetric"}),
  votingEstimator({members: MEMBERS}),
  votingEstimator({members: MEMBERS, weights: "learned"}),
  hybridEstimator(),
  multiTaskEstimator(BOOSTING),
  mlpEstimator({epochs: 10, width: 32}),
  gruEstimator({epochs: 4, steps: 8, width: 8, learningRate: 0.01}),
  transformerEstimator({epochs: 4, steps: 8, width: 8, learningRate: 0.01})
] as readonly Estimator<DatasetRows>[];

const options = {
  shop: PAGE_SHOP,
  target: TARGET,
  split: splitName(OVERFIT_SPLIT),
  rows: 1200,
  seeds: 200,
  /** Of the first so many the labels are also left as they are. */
  controls: 20
};

/** One model on one draw of rows. */
interface Tried {
  readonly low: number;
  readonly high: number;
}

/**
 * How often the interval of an area under the curve holds one half where there is nothing to learn, for every family
 * of models.
 */
export const study: Study = {
  name: "shuffled-labels",
  title: "Fits every family of models to shuffled labels and counts how often the interval of the AUC holds chance.",
  options,
  inputs: {},
  measured: false,
  async run(context) {
    const {shuffled, real, verdicts, positives} = await tryDraws(context, {shuffledToo: true});

    const holds = (list: readonly Tried[]) => list.filter(({low, high}) => low <= 0.5 && high >= 0.5).length;
    const how = `${options.rows} rows each of the training and the test part, drawn anew for every seed, labels dealt out anew within each`;
    const each = shuffled.map((list) => ({
      holds: share(
        holds(list),
        list.length,
        `seeds whose 95 % interval of the test's AUC holds one half; ${how}; Clopper–Pearson`
      ),
      above: share(above(list), list.length, `seeds whose interval lies above one half; ${how}; Clopper–Pearson`)
    }));
    const controls = real.map(controlOf);
    const figures: Record<string, Figure> = {
      verdicts: {
        ...share(
          verdicts.learnable,
          options.seeds,
          `draws whose counts the rule in src/lib/targets/learnable.ts calls learnable; it looks at numbers of examples, positives and their users, before any model; Clopper–Pearson`
        )
      }
    };
    LEARNERS.forEach(({id}, k) => {
      const name = nameOf(id, k);
      figures[`${name}-holds`] = {...each[k].holds, baseline: {name: "what the interval promises", value: 0.95}};
      figures[`${name}-above`] = {...each[k].above, baseline: {name: "what the interval promises", value: 0.025}};
      figures[`${name}-control`] = controls[k];
    });
    const column = (of: (k: number) => number | string | null) => LEARNERS.map((_, k) => of(k));
    return {
      figures,
      tables: {
        learners: {
          id: column((k) => nameOf(LEARNERS[k].id, k)),
          title: column((k) => LEARNERS[k].title),
          setting: column((k) => LEARNERS[k].setting),
          seeds: column((k) => shuffled[k].length),
          holds: column((k) => each[k].holds.value),
          holdsLow: column((k) => each[k].holds.low),
          holdsHigh: column((k) => each[k].holds.high),
          above: column((k) => each[k].above.value),
          aboveLow: column((k) => each[k].above.low),
          aboveHigh: column((k) => each[k].above.high),
          controls: column((k) => real[k].length),
          control: column((k) => controls[k].value),
          controlLow: column((k) => controls[k].low),
          controlHigh: column((k) => controls[k].high)
        },
        ...drawTables(verdicts, positives)
      }
    };
  },
  sample: {
    title: "what all draws hold, and every learner on the draws whose labels are left as they are",
    async run(context) {
      const {real, verdicts, positives} = await tryDraws(context, {shuffledToo: false});
      return {
        figures: Object.fromEntries(LEARNERS.map(({id}, k) => [`${nameOf(id, k)}-control`, controlOf(real[k])])),
        tables: drawTables(verdicts, positives)
      };
    }
  }
};

function share(hits: number, n: number, protocol: string): Figure {
  return {
    value: hits / n,
    ...clopperPearsonInterval(hits, n),
    n,
    unit: "share",
    dataset: `generated shop, profile ${PAGE_SHOP.profile}, seed ${PAGE_SHOP.seed}: sessions, ${targetById(TARGET).title}`,
    protocol
  };
}

/** How many intervals lie above one half. */
function above(list: readonly Tried[]): number {
  return list.filter(({low}) => low > 0.5).length;
}

function controlOf(list: readonly Tried[]): Figure {
  return share(
    above(list),
    list.length,
    "draws with the labels as they are whose interval lies above one half; Clopper–Pearson"
  );
}

function drawTables(verdicts: Readonly<Record<string, number>>, positives: readonly number[]) {
  return {
    verdicts: {verdict: Object.keys(verdicts), draws: Object.values(verdicts)},
    testPositives: {
      least: [Math.min(...positives)],
      most: [Math.max(...positives)],
      mean: [positives.reduce((a, b) => a + b, 0) / positives.length]
    }
  };
}

/** Fits every learner to all draws with shuffled labels, where these are wanted, and to the first ones with their own. */
async function tryDraws({progress}: StudyContext, {shuffledToo}: {readonly shuffledToo: boolean}) {
  await openTfjs();
  const task = await sessionTask();
  const shuffled = LEARNERS.map((): Tried[] => []);
  const real = LEARNERS.map((): Tried[] => []);
  const verdicts: Record<string, number> = {learnable: 0, borderline: 0, "not learnable": 0};
  const positives: number[] = [];
  for (let seed = 1; seed <= options.seeds; seed++) {
    if (seed % 10 === 1) progress(`draw ${seed} of ${options.seeds}`);
    const drawn = {train: drawRows(task.train, seed, 0), test: drawRows(task.test, seed, 1)};
    const dealt = {train: deal(drawn.train, seed, 0), test: deal(drawn.test, seed, 1)};
    verdicts[learnable(heldBy(dealt.train), heldBy(dealt.test)).verdict]++;
    positives.push(heldBy(dealt.test).positives);
    for (const [k, learner] of LEARNERS.entries()) {
      if (shuffledToo) shuffled[k].push(await tryOn(learner, dealt, seed));
      if (seed <= options.controls) real[k].push(await tryOn(learner, drawn, seed));
    }
  }
  return {shuffled, real, verdicts, positives};
}

/** Two learners may share an id, and differ in how they are set. */
function nameOf(id: string, k: number): string {
  return LEARNERS.findIndex((other) => other.id === id) === k ? id : `${id}-${k}`;
}

interface Owned {
  readonly rows: DatasetRows;
  readonly users: ArrayLike<number | string>;
}

async function sessionTask(): Promise<{train: Owned; test: Owned}> {
  const engine = await openShopTasks();
  try {
    await engine.run(splitSql(OVERFIT_SPLIT));
    const {train, test, groups} = await targetDataset(engine, targetById(TARGET), {carts: true, events: true});
    return {train: {rows: train, users: groups!.train}, test: {rows: test, users: groups!.test}};
  } finally {
    await engine.close();
  }
}

/** So many rows at random. */
function drawRows({rows, users}: Owned, seed: number, part: number): Owned {
  const chosen = permutation(rows.rows, random(seed, ROWS_STREAM, part)).slice(0, options.rows);
  return {
    rows: {
      ...labelledSubset(rows, rows.y, chosen),
      cart: Array.from(chosen, (row) => rows.cart![row]),
      sequences: takeSequences(rows.sequences!, chosen)
    },
    users: Array.from(chosen, (row) => users[row])
  };
}

/**
 * Deals out the labels anew; what was put into the cart goes with what was bought, so that the two still belong
 * together.
 */
function deal({rows, users}: Owned, seed: number, part: number): Owned {
  const order = permutation(rows.rows, random(seed, LABELS_STREAM, part));
  return {
    rows: {
      ...rows,
      y: Array.from(order, (row) => rows.y[row]),
      cart: Array.from(order, (row) => rows.cart![row])
    },
    users
  };
}

function heldBy({rows, users}: Owned): PartSize {
  const yes = Array.from({length: rows.rows}, (_, row) => row).filter((row) => rows.y[row] === 1);
  return {examples: rows.rows, positives: yes.length, positiveUsers: new Set(yes.map((row) => users[row])).size};
}

async function tryOn(
  learner: Estimator<DatasetRows>,
  {train, test}: {train: Owned; test: Owned},
  seed: number
): Promise<Tried> {
  const model = await learner.fit(train.rows, {seed, groups: train.users});
  const {low, high} = rocAuc(model.predict(test.rows), test.rows.y, {clusters: test.users});
  return {low, high};
}
