import type {Figure} from "../../src/lib/core/result.js";
import {meanInterval, nextValueInterval} from "../../src/lib/metrics/intervals.js";
import {TARGETS} from "../../src/lib/targets/target.js";
import type {Reported, ReportedSetting} from "./asReported.js";
import {LEARNERS} from "./learners.js";
import type {Point, Test} from "./shopCurves.js";

/**
 * The figures of the study `sparsity`: AUC with all training users of each shop, its ceiling, what ten times the
 * report's positives add, and the training as the report's.
 */
export function sparsityFigures(
  points: readonly Point[],
  tests: readonly Test[],
  reported: readonly Reported[],
  options: {
    readonly seeds: readonly number[];
    readonly scales: readonly {readonly users: number}[];
    readonly reported: ReportedSetting;
  }
): Record<string, Figure> {
  const seeds = options.seeds.length;
  const shops = (users: number) =>
    `${seeds} generated shops of ${users.toLocaleString("en-US")} users, seeds ${options.seeds.join(", ")}`;
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  const figures: Record<string, Figure> = {};
  for (const {users} of options.scales)
    for (const {id} of TARGETS) {
      const own = tests.filter((test) => test.users === users && test.target === id);
      const n = sum(own.map(({positives}) => positives));
      const about = {n, unit: "AUC", dataset: shops(users), baseline: {name: "a random score", value: 0.5}};
      figures[`${id}-${users}-ceiling`] = {
        ...meanInterval(own.map(({ceilingAuc}) => ceilingAuc)),
        ...about,
        protocol:
          "users held out; scored by the shop's own rates; mean over shops with its 95 % interval (t); n is positives tested"
      };
      for (const {id: model, title} of LEARNERS)
        figures[`${id}-${users}-${model}`] = {
          ...meanInterval(
            points
              .filter((p) => p.users === users && p.target === id && p.model === model && p.level === null)
              .map(({auc}) => auc)
          ),
          ...about,
          protocol: `${title} on all training users, tested on users held out; mean over shops with its 95 % interval (t); n is positives tested`
        };
    }
  // the report's positives, and ten times as many, on the largest shops: the same examples tested
  const {users: largest} = options.scales.at(-1)!;
  const few = options.reported.positives;
  for (const {id: model, title} of LEARNERS) {
    const at = (level: number) =>
      points.filter(
        (p) => p.users === largest && p.target === options.reported.target && p.model === model && p.level === level
      );
    const own = tests.filter((test) => test.users === largest && test.target === options.reported.target);
    if (at(10 * few).length < options.seeds.length) continue;
    const many = new Map(at(10 * few).map(({seed, auc}) => [seed, auc]));
    figures[`tenfold-${model}`] = {
      ...meanInterval(at(few).map(({seed, auc}) => many.get(seed)! - auc)),
      n: sum(own.map(({positives}) => positives)),
      unit: "AUC gained",
      dataset: shops(largest),
      protocol: `${title} on ${10 * few} positives in place of ${few}, both on the same examples of users held out; mean over shops with its 95 % interval (t); n is positives tested`,
      baseline: {name: "no difference", value: 0}
    };
  }
  // of the area between one half and the ceiling, what a model has
  const known = (users: number, target: string, model: string, level: number | null): Figure | null => {
    const own = points.filter(
      (p) => p.users === users && p.target === target && p.model === model && p.level === level
    );
    if (own.length < options.seeds.length) return null;
    const test = (seed: number) => tests.find((t) => t.users === users && t.target === target && t.seed === seed)!;
    const positives = sum(own.map((p) => p.positives)) / own.length;
    return {
      ...meanInterval(own.map(({seed, auc}) => (auc - 0.5) / (test(seed).ceilingAuc - 0.5))),
      n: sum(own.map(({seed}) => test(seed).positives)),
      unit: "share of what can be known",
      dataset: shops(users),
      protocol: `(AUC − ½) / (AUC of the shop's own rates − ½), ${LEARNERS.find(({id}) => id === model)!.title} on ${Math.round(positives)} positives (mean), users held out; mean over shops with its 95 % interval (t); n is positives tested`,
      baseline: {name: "a random score", value: 0}
    };
  };
  for (const {users} of options.scales)
    for (const {id: target} of TARGETS)
      for (const {id: model} of LEARNERS) {
        const whole = known(users, target, model, null);
        if (whole !== null) figures[`known-${target}-${users}-${model}`] = whole;
        const few = users === largest ? known(users, target, model, 30) : null;
        if (few !== null) figures[`known-${target}-30-positives-${model}`] = few;
      }
  const of = (
    labels: Reported["labels"],
    name: "trainAuc" | "trainAveragePrecision" | "testAuc" | "testAveragePrecision"
  ) => reported.filter((row) => row.labels === labels).map((row) => row[name]);
  const {positives, scalePosWeight, trees, depth, rate} = options.reported;
  const how = `boosting level by level (${trees} trees, depth ${depth}, rate ${rate}, a positive weighs ${scalePosWeight}) on ${positives} positives of as many users as it takes; mean over shops, and where one shop lies with 95 %`;
  const users = options.scales[0].users;
  for (const name of ["trainAuc", "trainAveragePrecision", "testAuc", "testAveragePrecision"] as const) {
    const values = of("true", name);
    const shuffled = of("shuffled", name);
    const next = nextValueInterval(values);
    figures[`reported-${name}`] = {
      value: sum(values) / values.length,
      low: Math.max(0, next.low),
      high: Math.min(1, next.high),
      n: sum(
        reported
          .filter(({labels}) => labels === "true")
          .map((row) => (name.startsWith("train") ? row.rows : row.testRows))
      ),
      unit: name.endsWith("Auc") ? "AUC" : "AP",
      dataset: shops(users),
      protocol: `${how}; n is examples over all shops`,
      baseline: {name: "the same model on shuffled labels", value: sum(shuffled) / shuffled.length}
    };
  }
  return figures;
}
