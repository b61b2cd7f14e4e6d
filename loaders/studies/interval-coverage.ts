import type {Figure} from "../../src/lib/core/result.js";
import {random, type Random} from "../../src/lib/core/random.js";
import {averagePrecisionInterval} from "../../src/lib/metrics/averagePrecision.js";
import {
  binormalSample,
  type BinormalSample,
  binormalTruth,
  type BinormalTruth
} from "../../src/lib/metrics/binormal.js";
import {brierScore, logLoss, MOST_LOG_LOSS} from "../../src/lib/metrics/losses.js";
import {clusters, type Clusters, spread} from "../../src/lib/metrics/clusters.js";
import {boundedInterval, type Interval, transformedInterval, wilsonInterval} from "../../src/lib/metrics/intervals.js";
import {ranked, type Ranked} from "../../src/lib/metrics/ranked.js";
import {type Coefficient, recalibration, type Recalibration} from "../../src/lib/metrics/calibration.js";
import {rankedAuc} from "../../src/lib/metrics/auc.js";
import {topShare} from "../../src/lib/metrics/topShare.js";
import type {Study, StudyContext} from "./study.js";

const options = {
  positives: [3, 5, 10, 20, 30, 50, 100, 300, 1000],
  negatives: 1000,
  aucs: [0.6, 0.8, 0.95],
  /** Rows of one user and their correlation: rows on their own, and users of whom those that buy do so up to three times. */
  users: [
    {rowsPerUser: 1, correlation: 0},
    {rowsPerUser: 5, correlation: 0.5}
  ],
  top: 0.05,
  /** Samples for each cell: rows of both classes as given; the number of positives left to chance; for the bootstrap. */
  repeats: {held: 4000, drawn: 2000, bootstrap: 1000},
  bootstrapPositives: [5, 10, 20, 50, 100, 300],
  bootstrapDraws: 200,
  seed: 1
};

interface Sampled {
  readonly sample: BinormalSample;
  readonly ranking: Ranked;
  readonly users: Clusters | null;
  recalibrated(): Recalibration | null;
}
type Method = readonly [
  metric: string,
  method: string,
  truth: (truth: BinormalTruth, auc: number) => number,
  interval: (sampled: Sampled) => Interval | null
];

/** Class sizes are held: these metrics do not ask how many positives there are, or are asked at that number. */
const HELD: readonly Method[] = [
  ["AUC", "logit", (_, auc) => auc, ({ranking, users}) => rankedAuc(ranking, {clusters: users})],
  ["AUC", "wald", (_, auc) => auc, ({ranking, users}) => rankedAuc(ranking, {clusters: users, method: "wald"})],
  ["AUC", "score", (_, auc) => auc, ({ranking}) => rankedAuc(ranking, {method: "score"})],
  [
    "average precision",
    "linearised",
    (t) => t.averagePrecision,
    ({ranking, users}) => averagePrecisionInterval(ranking, {clusters: users}).interval
  ],
  [
    "average precision",
    "binomial",
    (t) => t.averagePrecision,
    ({ranking}) => averagePrecisionInterval(ranking, {method: "binomial"}).interval
  ],
  ["recall", "wilson", (t) => t.recall, ({ranking, users}) => topShare(ranking, options.top, {clusters: users}).recall]
];
const BOOTSTRAP: Method = [
  "average precision",
  "bootstrap",
  (t) => t.averagePrecision,
  ({ranking, users}) =>
    averagePrecisionInterval(ranking, {clusters: users, method: "bootstrap", draws: options.bootstrapDraws}).interval
];
/** The number of positives is left to chance. */
const DRAWN: readonly Method[] = [
  [
    "precision",
    "wilson",
    (t) => t.precision,
    ({ranking, users}) => (ranking.positives === 0 ? null : topShare(ranking, options.top, {clusters: users}).precision)
  ],
  [
    "Brier score",
    "logit",
    (t) => t.brier,
    ({sample, users}) => ofLoss(brierScore(sample.scores, sample.labels), users)
  ],
  [
    "log loss",
    "logit",
    (t) => t.logLoss,
    ({sample, users}) => ofLoss(logLoss(sample.scores, sample.labels), users, MOST_LOG_LOSS)
  ],
  ["calibration slope", "wald", () => 1, ({recalibrated}) => ofCoefficient(recalibrated()?.slope)],
  ["calibration in the large", "wald", () => 0, ({recalibrated}) => ofCoefficient(recalibrated()?.inTheLarge)]
];

/** How often intervals that say 95 % hold the truth, where the truth is known. */
export const study: Study = {
  name: "interval-coverage",
  title: "Coverage of nominal 95 % intervals of classification metrics, by positives, AUC and users who share rows.",
  options,
  inputs: {},
  measured: false,
  async run(context) {
    const table = coverageOf(options.aucs, options.positives, context);
    return {figures: figuresOf(table), tables: {coverage: table}};
  },
  sample: {
    title: "samples with 20 and with 100 positives and an AUC of .8, of rows and of users",
    run: async (context) => ({tables: {coverage: coverageOf([0.8], [20, 100], context)}})
  }
};

type Coverage = ReturnType<typeof coverageOf>;

function coverageOf(aucs: readonly number[], positivesOf: readonly number[], {progress}: StudyContext) {
  const table = {
    metric: [] as string[],
    method: [] as string[],
    users: [] as string[],
    auc: [] as number[],
    positives: [] as number[],
    independent: [] as number[],
    truth: [] as number[],
    repeats: [] as number[],
    coverage: [] as number[],
    low: [] as number[],
    high: [] as number[],
    missedBelow: [] as number[],
    width: [] as number[]
  };
  for (const [kind, {rowsPerUser, correlation}] of options.users.entries())
    for (const auc of aucs)
      for (const positives of positivesOf) {
        const cell = [kind, Math.round(100 * auc), positives];
        progress(`${kind === 0 ? "rows" : "users"}, AUC ${auc}, ${positives} positives`);
        const rows = positives + options.negatives;
        const share = positives / rows;
        const top = Math.max(1, Math.round(options.top * rows)) / rows;
        const truth = binormalTruth(auc, share, top);
        const draw = (count: number, source: Random): Sampled => {
          const sample = binormalSample(
            {positives: count, negatives: rows - count, auc, rowsPerUser, correlation, share},
            source
          );
          const users = rowsPerUser === 1 ? null : clusters(sample.users);
          let fitted: Recalibration | null | undefined;
          return {
            sample,
            users,
            ranking: ranked(sample.scores, sample.labels),
            recalibrated: () => (fitted ??= recalibration(sample.scores, sample.labels, {clusters: users}))
          };
        };
        const run = (methods: readonly Method[], repeats: number, stream: number, count: (s: Random) => number) => {
          const sums = methods.map(() => ({n: 0, covered: 0, below: 0, width: 0}));
          for (let r = 0; r < repeats; ++r) {
            const source = random(options.seed, stream, ...cell, r);
            const sampled = draw(count(source), source);
            methods.forEach(([, , truthOf, interval], m) => {
              const found = interval(sampled);
              if (found === null) return;
              const t = truthOf(truth, auc);
              sums[m].n++;
              if (found.low <= t && t <= found.high) sums[m].covered++;
              if (t < found.low) sums[m].below++;
              sums[m].width += found.high - found.low;
            });
          }
          methods.forEach(([metric, method, truthOf], m) => {
            const {n, covered, below, width} = sums[m];
            if (n < repeats / 2) return;
            table.metric.push(metric);
            table.method.push(method);
            table.users.push(rowsPerUser === 1 ? "rows" : "users");
            table.auc.push(auc);
            table.positives.push(positives);
            table.independent.push(rowsPerUser === 1 ? positives : Math.ceil(positives / 3));
            table.truth.push(truthOf(truth, auc));
            table.repeats.push(n);
            table.coverage.push(covered / n);
            const {low, high} = wilsonInterval(covered / n, n);
            table.low.push(low);
            table.high.push(high);
            table.missedBelow.push(below / n);
            table.width.push(width / n);
          });
        };
        run(HELD, options.repeats.held, 1, () => positives);
        if (options.bootstrapPositives.includes(positives)) {
          run([BOOTSTRAP], options.repeats.bootstrap, 1, () => positives);
        }
        // Users who buy do so three times, so that it is their number that is left to chance.
        const each = rowsPerUser === 1 ? 1 : 3;
        const units = Math.ceil(rows / rowsPerUser);
        run(DRAWN, options.repeats.drawn, 2, (source) => each * binomial(units, positives / each / units, source));
      }
  return table;
}

function figuresOf(table: Coverage): Record<string, Figure> {
  const at = (metric: string, method: string, users: string, auc: number, positives: number): Figure => {
    const k = table.metric.findIndex(
      (_, i) =>
        table.metric[i] === metric &&
        table.method[i] === method &&
        table.users[i] === users &&
        table.auc[i] === auc &&
        table.positives[i] === positives
    );
    return {
      value: table.coverage[k],
      low: table.low[k],
      high: table.high[k],
      n: table.repeats[k],
      unit: "share of intervals",
      dataset: "simulated scores, normal in both classes",
      protocol: `${metric}, ${method} interval, true AUC ${auc}, ${positives} positives, ${options.negatives} negatives, ${users === "rows" ? "independent rows" : "5 correlated rows a user"}; Wilson 95 % over repeats`,
      baseline: {name: "promised", value: 0.95}
    };
  };
  return {
    aucLogit: at("AUC", "logit", "rows", 0.95, 20),
    aucWald: at("AUC", "wald", "rows", 0.95, 20),
    aucLogitUsers: at("AUC", "logit", "users", 0.6, 300),
    aucIgnoringUsers: at("AUC", "score", "users", 0.6, 300),
    averagePrecisionLinearised: at("average precision", "linearised", "rows", 0.8, 20),
    averagePrecisionBootstrap: at("average precision", "bootstrap", "rows", 0.8, 20)
  };
}

function ofLoss(
  {value, influence}: {readonly value: number; readonly influence: Float64Array},
  users: Clusters | null,
  most = 1
): Interval | null {
  const error = spread(influence, users);
  return error.df > 0 ? boundedInterval(value, error, {most}) : null;
}

function ofCoefficient(found: Coefficient | null | undefined): Interval | null {
  if (found == null || found.standardError === null) return null;
  return transformedInterval(found.value, {variance: found.standardError ** 2, df: found.df});
}

/** Successes of `n` draws with probability `p`. */
function binomial(n: number, p: number, source: Random): number {
  let sum = 0;
  for (let i = 0; i < n; ++i) if (source.uniform() < p) ++sum;
  return sum;
}
