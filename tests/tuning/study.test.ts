import fc from "fast-check";
import {describe, expect, test} from "vitest";
import {UserError} from "../../src/lib/core/errors.js";
import {random} from "../../src/lib/core/random.js";
import {medianPruner} from "../../src/lib/tuning/pruner.js";
import {gridSampler, quasiRandomSampler, randomSampler, type Sampler} from "../../src/lib/tuning/sampler.js";
import type {Parameters, SearchSpace} from "../../src/lib/tuning/searchSpace.js";
import {startStudy, type RunningTrial, type Study, type StudyOptions} from "../../src/lib/tuning/study.js";
import {splitTrials, tpeSampler} from "../../src/lib/tuning/tpe.js";
import {nondominationRanks, paretoFront, violation, type Direction, type Trial} from "../../src/lib/tuning/trial.js";

const SPACE = {
  x: {kind: "float", low: -2, high: 2},
  rate: {kind: "float", low: 0.001, high: 1, log: true},
  depth: {kind: "int", low: 1, high: 9},
  growth: {kind: "categorical", choices: ["leaf", "level"]},
  leaves: {kind: "int", low: 2, high: 64, log: true, when: {parameter: "growth", values: ["leaf"]}}
} as const satisfies SearchSpace;

/** Least for x = 1, rate = 0.1, depth = 6, leaf, 16. */
function loss({x, rate, depth, growth, leaves}: Parameters): number {
  const shape = growth === "leaf" ? 0.1 * Math.log2((leaves as number) / 16) ** 2 : 0.5;
  return ((x as number) - 1) ** 2 + Math.log10((rate as number) / 0.1) ** 2 + ((depth as number) - 6) ** 2 / 9 + shape;
}

const options = (given: Partial<StudyOptions> = {}): StudyOptions => ({
  space: SPACE,
  directions: ["minimize"],
  sampler: tpeSampler(),
  seed: 4,
  ...given
});

/** Goes on with a study until it has so many trials, with so many workers, of which one at random is done next. */
function work(study: Study, trials: number, {workers = 1, order = 1, objective = loss} = {}): Study {
  const draw = random(order);
  const running: RunningTrial[] = [];
  while (study.trials.length < trials) {
    while (running.length < workers && study.trials.length + running.length < trials) {
      const next = study.ask();
      if (next === null) break;
      running.push(next);
    }
    const [done] = running.splice(draw.below(running.length), 1);
    if (done.report(1, objective(done.parameters) + 1)) done.prune();
    else done.tell({values: [objective(done.parameters)]});
  }
  return study;
}

const samplers: readonly (readonly [string, () => Sampler])[] = [
  ["random", () => randomSampler],
  ["quasi-random", () => quasiRandomSampler(9)],
  ["grid", () => gridSampler(2)],
  ["TPE", () => tpeSampler()],
  ["TPE, each hyperparameter alone", () => tpeSampler({multivariate: false})]
];

describe("a study", () => {
  test.each(samplers)("by %s is the same for the same seed, and another for another one", (name, sampler) => {
    const run = (seed: number) => work(startStudy(options({sampler: sampler(), seed})), 40).trials;
    expect(run(4)).toEqual(run(4));
    if (name === "random" || name.startsWith("TPE")) expect(run(5)).not.toEqual(run(4));
  });

  test.each(samplers)("by %s in batches is the same for any number of workers", (_, sampler) => {
    const run = (workers: number, order: number) =>
      work(startStudy(options({sampler: sampler(), batch: 4, pruner: medianPruner()})), 40, {workers, order}).trials;
    const alone = run(1, 1);
    for (const [workers, order] of [
      [2, 2],
      [4, 3],
      [7, 4]
    ])
      expect(run(workers, order)).toEqual(alone);
  });

  test("in a batch has no trial of the next one before all have ended", () => {
    const study = startStudy(options({batch: 2}));
    const [first, second] = [study.ask()!, study.ask()!];
    expect(study.ask()).toBeNull();
    first.tell({values: [1]});
    expect(study.ask()).toBeNull();
    second.tell({values: [2]});
    expect(study.ask()!.number).toBe(2);
  });

  test("that is taken up again goes on as if it had not been left", () => {
    const whole = work(startStudy(options()), 30).trials;
    for (const left of [0, 1, 11, 29]) {
      const again = work(startStudy(options(), whole.slice(0, left)), 30).trials;
      expect(again).toEqual(whole);
    }
    // a trial that ran when the process was killed is tried again
    const gap = startStudy(options(), [whole[0], whole[2]]);
    expect(gap.ask()!.parameters).toEqual(whole[1].parameters);
  });

  test("starts with what is enqueued, and with trials of before", () => {
    const first = {x: 1, rate: 0.1, depth: 6, growth: "leaf", leaves: 16};
    const study = work(startStudy(options({enqueued: [first]})), 12);
    expect(study.trials[0].parameters).toEqual(first);
    expect(study.best()!.number).toBe(0);
    const warm = startStudy(options({seed: 8}), work(startStudy(options()), 60).trials);
    const cold = startStudy(options({seed: 8}));
    const median = (study: Study) =>
      Array.from({length: 9}, () => loss(study.ask()!.parameters)).sort((a, b) => a - b)[4];
    expect(median(warm)).toBeLessThan(0.5 * median(cold));
  });

  test("by TPE finds better values than one at random", () => {
    const best = (sampler: Sampler, seed: number) => work(startStudy(options({sampler, seed})), 60).best()!.values![0];
    const wins = Array.from({length: 10}, (_, seed) => best(tpeSampler(), seed) < best(randomSampler, seed));
    expect(wins.filter(Boolean).length).toBeGreaterThanOrEqual(8);
  });

  test("knows the first of several best trials, whichever way is better", () => {
    const study = startStudy(options({directions: ["maximize"], sampler: randomSampler}));
    for (const value of [1, 3, 2, 3]) study.ask()!.tell({values: [value]});
    expect(study.best()!.number).toBe(1);
    expect(study.front().map(({number}) => number)).toEqual([1, 3]);
    expect(startStudy(options()).best()).toBeNull();
  });
});

describe("a study with several workers", () => {
  test("tells a sampler what is being tried, but in batches, whose trials do not know of each other", () => {
    for (const batch of [1, 4]) {
      const heard: number[] = [];
      const listening: Sampler = {
        ...randomSampler,
        suggest: (input) => {
          heard.push(input.running.length);
          return randomSampler.suggest(input);
        }
      };
      const study = startStudy(options({sampler: listening, batch}));
      for (let i = 0; i < 4; i++) study.ask();
      expect(heard).toEqual(batch === 1 ? [0, 1, 2, 3] : [0, 0, 0, 0]);
    }
  });

  test("without batches uses every result at once, and keeps workers away from each other", () => {
    const study = work(startStudy(options()), 30);
    const running = Array.from({length: 6}, () => study.ask()!);
    expect(running.map(({number}) => number)).toEqual([30, 31, 32, 33, 34, 35]);
    expect(new Set(running.map(({parameters}) => JSON.stringify(parameters))).size).toBe(6);
    running[3].tell({values: [1]});
    expect(study.trials.at(-1)!.number).toBe(33);
    expect(study.ask()!.number).toBe(36);
    expect(work(startStudy(options()), 40, {workers: 4}).trials.map(({number}) => number)).toEqual(
      Array.from({length: 40}, (_, i) => i)
    );
  });
});

describe("a trial", () => {
  test.each([
    ["NaN", {values: [NaN]}, /^the objective gave NaN, which is no number$/],
    ["an error", {error: "out of memory"}, /^out of memory$/],
    ["nothing", {}, /^the objective gave 0 values for 1$/],
    ["two values for one", {values: [1, 2]}, /^the objective gave 2 values for 1$/],
    ["a word", {values: ["0.5" as unknown as number]}, /^the objective gave 0.5, which is no number$/],
    ["a constraint that is no number", {values: [1], constraints: [NaN]}, /^the objective gave NaN/]
  ])("whose objective gives %s has failed, and the study goes on", (_, result, message) => {
    const study = startStudy(options());
    const failed = study.ask()!.tell(result);
    expect(failed).toMatchObject({state: "failed", values: null});
    expect(failed.error).toMatch(message);
    expect(study.best()).toBeNull();
    study.ask()!.tell({values: [2]});
    expect(study.best()!.number).toBe(1);
    expect(work(study, 20).trials).toHaveLength(20);
  });

  test("may be infinitely bad", () => {
    const study = startStudy(options());
    study.ask()!.tell({values: [Infinity]});
    study.ask()!.tell({values: [3]});
    expect(study.best()!.number).toBe(1);
    expect(work(study, 20).trials.every(({state}) => state === "complete")).toBe(true);
  });

  test("ends once, and reports steps in order", () => {
    const trial = startStudy(options()).ask()!;
    trial.report(1, 5);
    expect(() => trial.report(1, 4)).toThrow(/step 1 after step 1/);
    trial.tell({values: [1]});
    expect(() => trial.tell({values: [1]})).toThrow(/trial 0 has ended/);
    expect(() => trial.prune()).toThrow(/trial 0 has ended/);
  });
});

describe("a study is refused", () => {
  const other: Trial = {number: 0, parameters: {x: 1}, state: "complete", values: [1], reports: [], constraints: []};
  test.each([
    ["with an empty space", () => startStudy(options({space: {}})), /the search space is empty/],
    ["without an objective", () => startStudy(options({directions: []})), /the study has no objective/],
    ["with half a batch", () => startStudy(options({batch: 0.5})), /a batch of 0.5; give a whole number from 1/],
    ["with trials of another space", () => startStudy(options(), [other]), /rate has no value/],
    [
      "with an enqueued value outside",
      () => startStudy(options({enqueued: [{x: 3}]})),
      /x: 3 is outside the search space/
    ]
  ])("%s", (_, start, message) => {
    expect(start).toThrow(UserError);
    expect(start).toThrow(message);
  });
});

describe("what TPE takes for good", () => {
  const trial = (number: number, value: number | null, given: Partial<Trial> = {}): Trial => ({
    number,
    parameters: {x: number},
    state: value === null ? "pruned" : "complete",
    values: value === null ? null : [value],
    reports: [],
    constraints: [],
    ...given
  });
  const below = (trials: readonly Trial[], directions: readonly Direction[] = ["minimize"]) =>
    splitTrials(trials, directions).below.map(({x}) => x);

  test("is a tenth, rounded up, 25 at most, in the order of trials", () => {
    const many = (n: number) => Array.from({length: n}, (_, i) => trial(i, (i * 7919) % n));
    expect([1, 10, 11, 20, 21, 250, 251, 400].map((n) => below(many(n)).length)).toEqual([1, 1, 2, 2, 3, 25, 25, 25]);
    const of30 = below(many(30)) as number[];
    expect(of30).toEqual([...of30].sort((a, b) => a - b));
    expect(new Set(of30.map((i) => (i * 7919) % 30))).toEqual(new Set([0, 1, 2]));
    expect(below(many(20), ["maximize"]).map((i) => ((i as number) * 7919) % 20)).toEqual(
      expect.arrayContaining([18, 19])
    );
    const {below: good, above} = splitTrials(many(30), ["minimize"]);
    expect(good.length + above.length).toBe(30);
  });

  test("are complete trials before pruned ones, and violators last, the least first", () => {
    const at = (step: number, value: number) => ({reports: [{step, value}]});
    const pruned = [trial(0, null, at(2, 1)), trial(1, null, at(5, 9)), trial(2, null, at(5, 8)), trial(3, null)];
    const violating = [trial(4, 0, {constraints: [2]}), trial(5, 0, {constraints: [-5, 1]})];
    const order = (trials: readonly Trial[]) => {
      let left = [...trials];
      const found: number[] = [];
      while (left.length > 0) {
        const [next] = below(left.slice(0, 10)) as number[];
        found.push(next);
        left = left.filter(({number}) => number !== next);
      }
      return found;
    };
    expect(order([...violating, ...pruned, trial(6, 7), trial(7, 3)])).toEqual([7, 6, 2, 1, 0, 3, 5, 4]);
  });

  test("is on the front with several objectives", () => {
    const two = (number: number, ...values: number[]) => trial(number, 0, {values});
    const trials = [
      two(0, 5, 5),
      two(1, 1, 4),
      two(2, 4, 1),
      ...Array.from({length: 9}, (_, i) => two(3 + i, 6 + i, 6))
    ];
    expect(below(trials, ["minimize", "minimize"])).toEqual([1, 2]);
  });
});

describe("constraints", () => {
  test("keep the best value among what meets them, and TPE near", () => {
    const study = startStudy(options());
    for (let i = 0; i < 60; i++) {
      const trial = study.ask()!;
      // the best x, 1, is not allowed
      trial.tell({values: [loss(trial.parameters)], constraints: [(trial.parameters.x as number) - 0.5]});
    }
    const best = study.best()!;
    expect(violation(best)).toBe(0);
    expect(best.parameters.x as number).toBeLessThanOrEqual(0.5);
    const allowed = (trials: readonly Trial[]) => trials.filter((one) => violation(one) === 0).length / trials.length;
    expect(allowed(study.trials.slice(40))).toBeGreaterThan(0.6);
    expect(study.trials.every((one) => violation(one) > 0 || one.values![0] >= best.values![0])).toBe(true);
  });

  test("are violated by the sum of what is above zero", () => {
    expect(violation({constraints: [1, -5, 0.5, 0]} as unknown as Trial)).toBe(1.5);
  });
});

describe("several objectives", () => {
  const several = fc.array(fc.tuple(fc.integer({min: 0, max: 5}), fc.integer({min: 0, max: 5})), {maxLength: 30});

  test("have the front of the definition: nothing else is as good in all and better in one", () => {
    fc.assert(
      fc.property(several, (values) => {
        const trials = values.map((pair, number): Trial => ({
          number,
          parameters: {},
          state: number % 7 === 6 ? "pruned" : "complete",
          values: pair,
          reports: [],
          constraints: [number % 5 === 4 ? 1 : 0]
        }));
        const known = trials.filter(({number}) => number % 7 !== 6 && number % 5 !== 4);
        const slow = known.filter(
          ({values: own}) =>
            !known.some(({values: v}) => v![0] <= own![0] && v![1] >= own![1] && (v![0] < own![0] || v![1] > own![1]))
        );
        expect(paretoFront(trials, ["minimize", "maximize"])).toEqual(slow);
      })
    );
  });

  test("have fronts one after another", () => {
    fc.assert(
      fc.property(several, (values) => {
        const ranks = nondominationRanks(values);
        values.forEach((own, i) => {
          const above = values.map((v, j) =>
            v[0] <= own[0] && v[1] <= own[1] && v.some((x, k) => x < own[k]) ? ranks[j] : -1
          );
          expect(ranks[i]).toBe(Math.max(-1, ...above) + 1);
        });
      })
    );
  });

  test("have no best trial, and TPE finds their front better than random", () => {
    const run = (sampler: Sampler, seed: number) => {
      const study = startStudy(options({directions: ["minimize", "minimize"], sampler, seed}));
      for (let i = 0; i < 80; i++) {
        const trial = study.ask()!;
        const {x} = trial.parameters;
        const rest = loss({...trial.parameters, x: 1});
        trial.tell({values: [(x as number) ** 2 + rest, ((x as number) - 1) ** 2 + rest]});
      }
      return study;
    };
    expect(() => run(randomSampler, 1).best()).toThrow(/several objectives have no best trial; take the front/);
    // the area that the front leaves below (4, 4), from left to right
    const area = (study: Study) => {
      let [size, last] = [0, 4];
      const points = study.front().map(({values}) => values!);
      for (const [a, b] of points.sort((p, q) => p[0] - q[0])) {
        if (a >= 4 || b >= last) continue;
        size += (4 - a) * (last - b);
        last = b;
      }
      return size;
    };
    const wins = Array.from({length: 6}, (_, seed) => area(run(tpeSampler(), seed)) > area(run(randomSampler, seed)));
    expect(wins.filter(Boolean).length).toBeGreaterThanOrEqual(5);
  });
});
