import {examplesName} from "../../src/lib/features/examples.js";
import {shopOptions} from "../../src/lib/generator/shop.js";
import {targetById} from "../../src/lib/targets/target.js";
import {asReported, type Reported} from "../sparsity/asReported.js";
import {columnsOf} from "../sparsity/columnsOf.js";
import {LEARNERS} from "../sparsity/learners.js";
import {TRAINING_TENTHS} from "../sparsity/shopExamples.js";
import {shopCurves, type Point, type Test} from "../sparsity/shopCurves.js";
import {MAX_NEGATIVES} from "../sparsity/trainAndTest.js";
import {sparsityFigures} from "../sparsity/sparsityFigures.js";
import type {Study, StudyContext} from "./study.js";

const REPORTED_POSITIVES = 9;

const options = {
  profile: "paper",
  seeds: [1, 2, 3, 4, 5],
  /** Of pairs of session and item that are nobody's positive, one in so many is looked at. */
  scales: [
    {users: 10_000, oneIn: 1, levels: [REPORTED_POSITIVES, Infinity]},
    {users: 30_000, oneIn: 4, levels: [Infinity]},
    {users: 100_000, oneIn: 8, levels: [REPORTED_POSITIVES, 30, 90, 300, 1000, 3000, Infinity]}
  ].map((scale) => ({...scale, levels: scale.levels.map(String)})),
  trainingTenths: TRAINING_TENTHS,
  mostNegatives: MAX_NEGATIVES,
  learners: LEARNERS.map(({id, setting}) => `${id}: ${setting}`),
  /** What a report trained: nine positives, each weighing as 9,999 negatives. */
  reported: {
    target: "item-3-sessions",
    positives: REPORTED_POSITIVES,
    scalePosWeight: 9999,
    trees: 100,
    depth: 6,
    rate: 0.3
  }
};

/** How quality grows with the number of positives, on shops of three sizes, for every target. */
export const study: Study = {
  name: "sparsity",
  title:
    "AUC and average precision against the number of positives, for every target, beside what could be known at all.",
  options,
  inputs: {},
  measured: false,
  async run(context) {
    const {points, tests, reported} = await trainOnShops(options.scales, options.seeds, context);
    return {
      figures: sparsityFigures(points, tests, reported, options),
      tables: {points: columnsOf(points), tests: columnsOf(tests), reported: columnsOf(reported)}
    };
  },
  sample: {
    title: "the smallest shop of the first seed: every target, level and learner",
    async run(context) {
      const {points, tests, reported} = await trainOnShops(
        options.scales.slice(0, 1),
        options.seeds.slice(0, 1),
        context
      );
      return {tables: {points: columnsOf(points), tests: columnsOf(tests), reported: columnsOf(reported)}};
    }
  }
};

async function trainOnShops(
  scales: typeof options.scales,
  seeds: readonly number[],
  {progress}: StudyContext
): Promise<{points: Point[]; tests: Test[]; reported: Reported[]}> {
  const points: Point[] = [];
  const tests: Test[] = [];
  const reported: Reported[] = [];
  for (const {users, oneIn, levels} of scales)
    for (const seed of seeds) {
      progress(`${users} users, seed ${seed}`);
      const found = await shopCurves(shopOptions(options.profile, {users, seed}), {
        oneIn,
        levels: levels.map(Number)
      });
      points.push(...found.points);
      tests.push(...found.tests);
      if (users !== options.scales[0].users) continue;
      const kind = examplesName(targetById(options.reported.target).examples);
      reported.push(...(await asReported(found.examples[kind], seed, options.reported)));
    }
  return {points, tests, reported};
}
