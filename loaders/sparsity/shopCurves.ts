import type {ShopOptions} from "../../src/lib/generator/shop.js";
import {TARGETS} from "../../src/lib/targets/target.js";
import {ceilingScores} from "./ceilingScores.js";
import {LEARNERS} from "./learners.js";
import {readExamples, withShopLog, type ShopExamples} from "./shopExamples.js";
import {fitOn, knownOnly, part, qualityOf, testRows, thinned, trainingRows, type Chosen} from "./trainAndTest.js";

/** One model trained on so many positives of one target of one shop. */
export interface Point {
  readonly users: number;
  readonly seed: number;
  readonly target: string;
  readonly model: string;
  /** Positives asked for; null for all there are. */
  readonly level: number | null;
  readonly positives: number;
  readonly rows: number;
  readonly auc: number;
  readonly averagePrecision: number;
  /** The area without the censored examples of the test; null where a class is empty. */
  readonly knownAuc: number | null;
  readonly trainAuc: number;
  readonly trainAveragePrecision: number;
}

/** The test of one target of one shop. */
export interface Test {
  readonly users: number;
  readonly seed: number;
  readonly target: string;
  readonly positives: number;
  readonly examples: number;
  /** Of these, how many are negative only as far as the log reaches. */
  readonly censored: number;
  readonly prevalence: number;
  readonly ceilingAuc: number;
  readonly ceilingAveragePrecision: number;
  /** What the ceiling expects of the test, which should be its positives. */
  readonly expected: number;
}

/**
 * Trains every model on growing parts of a shop's training users, for every target, and tests it on the users held out;
 * `levels` are the positives to go up to, infinite for all there are. Gives the examples back too, by kind.
 */
export async function shopCurves(
  shop: ShopOptions,
  {oneIn, levels}: {readonly oneIn: number; readonly levels: readonly number[]}
): Promise<{points: Point[]; tests: Test[]; examples: Readonly<Record<string, ShopExamples>>}> {
  const {users, seed} = shop;
  const points: Point[] = [];
  const tests: Test[] = [];
  const read = await withShopLog(shop, (engine) => readExamples(engine, {targets: TARGETS.map(({id}) => id), oneIn}));
  const best = ceilingScores(shop, read);
  for (const examples of Object.values(read))
    for (const target of Object.keys(examples.labels)) {
      const test = testRows(examples, target);
      const known = Float64Array.from(test.rows, (row) => best[target][row]);
      const {auc, averagePrecision} = qualityOf(known, test);
      tests.push({
        users,
        seed,
        target,
        positives: test.positives,
        examples: test.examples,
        censored: test.examples - knownOnly(examples, target, test, known).known.examples,
        prevalence: test.positives / test.examples,
        ceilingAuc: auc,
        ceilingAveragePrecision: averagePrecision,
        expected: known.reduce((sum, p, i) => sum + p * test.weights[i], 0)
      });
      points.push(...(await curve(examples, target, test, levels, {users, seed})));
    }
  return {points, tests, examples: read};
}

async function curve(
  examples: ShopExamples,
  target: string,
  test: Chosen,
  levels: readonly number[],
  about: {users: number; seed: number}
): Promise<Point[]> {
  const columns = examples.groups.base;
  const tested = part(examples.matrix, test.rows, columns);
  const points: Point[] = [];
  for (const level of levels) {
    const train = thinned(trainingRows(examples, target, level), about.seed);
    // a level that the shop does not have is that of all its positives, which comes last
    if (level < Infinity && train.positives < level) continue;
    const trained = part(examples.matrix, train.rows, columns);
    for (const learner of LEARNERS) {
      const model = await fitOn(learner, examples, train, columns, about.seed);
      const before = qualityOf(model.predict(trained), train);
      const scores = model.predict(tested);
      const settled = knownOnly(examples, target, test, scores);
      const {positives, examples: left} = settled.known;
      points.push({
        ...about,
        target,
        model: learner.id,
        level: level === Infinity ? null : level,
        positives: train.positives,
        rows: train.examples,
        ...qualityOf(scores, test),
        knownAuc: positives === 0 || left <= positives ? null : qualityOf(settled.scores, settled.known).auc,
        trainAuc: before.auc,
        trainAveragePrecision: before.averagePrecision
      });
    }
  }
  return points;
}
