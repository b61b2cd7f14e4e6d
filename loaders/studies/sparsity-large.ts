import type {Figure} from "../../src/lib/core/result.js";
import {clusters} from "../../src/lib/metrics/clusters.js";
import {ranked} from "../../src/lib/metrics/ranked.js";
import {thinnedAveragePrecision} from "../../src/lib/metrics/averagePrecision.js";
import {weightBootstrap, weightedAuc} from "../../src/lib/metrics/bootstrap.js";
import {shopOptions} from "../../src/lib/generator/shop.js";
import {ceilingScores} from "../sparsity/ceilingScores.js";
import {columnsOf} from "../sparsity/columnsOf.js";
import {LEARNERS} from "../sparsity/learners.js";
import {readExamples, TRAINING_TENTHS, withShopLog} from "../sparsity/shopExamples.js";
import {fitOn, MAX_NEGATIVES, part, testRows, thinned, trainingRows} from "../sparsity/trainAndTest.js";
import type {Study, StudyContext} from "./study.js";

const options = {
  profile: "paper",
  seed: 1,
  /** Of pairs of session and item that nobody bought, one in so many is looked at, and one user in ten tests. */
  scales: [
    {users: 300_000, oneIn: 24},
    {users: 1_000_000, oneIn: 80}
  ],
  testTenths: 1,
  targets: ["item-3-sessions", "purchase-next-session"],
  levels: ["9", "90", "300", "900", "3000", "Infinity"],
  trainingTenths: TRAINING_TENTHS,
  mostNegatives: MAX_NEGATIVES,
  draws: 300,
  learners: LEARNERS.map(({id, setting}) => `${id}: ${setting}`)
};

interface Point {
  readonly users: number;
  readonly target: string;
  readonly model: string;
  /** Null for all positives there are. */
  readonly level: number | null;
  readonly positives: number;
  readonly testPositives: number;
  readonly auc: number;
  readonly low: number;
  readonly high: number;
  readonly averagePrecision: number;
  readonly prevalence: number;
  readonly ceilingAuc: number;
  readonly known: number;
  readonly knownLow: number;
  readonly knownHigh: number;
}

/**
 * The curve of two targets on shops thirty and a hundred times as large as the report's: one seed, intervals by user.
 */
export const study: Study = {
  name: "sparsity-large",
  title: "AUC against the number of positives on shops of 300,000 and 1,000,000 users, for two targets.",
  options,
  inputs: {},
  measured: false,
  async run(context) {
    const points = await trainOnShops(options, context);
    return {figures: figuresOf(points), tables: {points: columnsOf(points)}};
  },
  sample: {
    title: "the smaller shop, one target, the two lowest numbers of positives",
    async run(context) {
      const {scales, targets, levels} = options;
      const part = {scales: scales.slice(0, 1), targets: targets.slice(0, 1), levels: levels.slice(0, 2)};
      return {tables: {points: columnsOf(await trainOnShops(part, context))}};
    }
  }
};

async function trainOnShops(
  {scales, targets, levels}: Pick<typeof options, "scales" | "targets" | "levels">,
  {progress}: StudyContext
): Promise<Point[]> {
  const points: Point[] = [];
  for (const {users, oneIn} of scales) {
    const shop = shopOptions(options.profile, {users, seed: options.seed});
    progress(`${users} users: log and features`);
    const read = await withShopLog(shop, (engine) =>
      readExamples(engine, {targets, oneIn, testTenths: options.testTenths})
    );
    progress(`${users} users: ceiling`);
    const best = ceilingScores(shop, read);
    for (const examples of Object.values(read))
      for (const target of Object.keys(examples.labels)) {
        progress(`${users} users: ${target}`);
        const columns = examples.groups.base;
        const test = testRows(examples, target);
        const tested = part(examples.matrix, test.rows, columns);
        const groups = clusters(Array.from(test.rows, (row) => examples.user[row]));
        const most = weightedAuc(
          ranked(
            Float64Array.from(test.rows, (row) => best[target][row]),
            test.y
          )
        );
        const worth = new Float64Array(test.rows.length);
        const weigh = (drawn: ArrayLike<number>) => {
          for (let i = 0; i < worth.length; i++) worth[i] = drawn[i] * test.weights[i];
          return worth;
        };
        const bootstrap = {clusters: groups, draws: options.draws, seed: options.seed};
        for (const level of levels.map(Number)) {
          const all = trainingRows(examples, target, level);
          if (level < Infinity && all.positives < level) continue;
          const train = thinned(all, options.seed);
          for (const learner of LEARNERS) {
            const model = await fitOn(learner, examples, train, columns, options.seed);
            const ranking = ranked(model.predict(tested), test.y);
            const auc = weightedAuc(ranking);
            const known = (drawn: ArrayLike<number>) => {
              const weights = weigh(drawn);
              return (auc(weights) - 0.5) / (most(weights) - 0.5);
            };
            const once = new Int32Array(worth.length).fill(1);
            const area = weightBootstrap(worth.length, (drawn) => auc(weigh(drawn)), bootstrap);
            const share = weightBootstrap(worth.length, known, bootstrap);
            points.push({
              users,
              target,
              model: learner.id,
              level: level === Infinity ? null : level,
              positives: train.positives,
              testPositives: test.positives,
              auc: auc(test.weights),
              low: area.low,
              high: area.high,
              averagePrecision: thinnedAveragePrecision(ranking, test.weights),
              prevalence: test.positives / test.examples,
              ceilingAuc: most(test.weights),
              known: known(once),
              knownLow: share.low,
              knownHigh: share.high
            });
          }
        }
      }
  }
  return points;
}

function figuresOf(points: readonly Point[]): Record<string, Figure> {
  return Object.fromEntries(
    points
      .filter(({level}) => level === null)
      .map(({users, target, model, positives, testPositives, known, knownLow, knownHigh}) => [
        `known-${target}-${users}-${model}`,
        {
          value: known,
          low: knownLow,
          high: knownHigh,
          n: testPositives,
          unit: "share of what can be known",
          dataset: `generated shop of ${users.toLocaleString("en-US")} users, seed ${options.seed}`,
          protocol: `(AUC − ½) / (AUC of the shop's own rates − ½), ${LEARNERS.find(({id}) => id === model)!.title} on ${positives} positives, users held out; 95 % bootstrap of users; n is positives tested`,
          baseline: {name: "a random score", value: 0}
        }
      ])
  );
}
