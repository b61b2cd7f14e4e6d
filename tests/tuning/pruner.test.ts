import fc from "fast-check";
import {describe, expect, test} from "vitest";
import {UserError} from "../../src/lib/core/errors.js";
import {halvingPruner, hyperbandPruner, medianPruner, noPruner, type Pruner} from "../../src/lib/tuning/pruner.js";
import {randomSampler} from "../../src/lib/tuning/sampler.js";
import {startStudy, type Study} from "../../src/lib/tuning/study.js";
import type {Direction, Trial} from "../../src/lib/tuning/trial.js";

/** A trial that has ended, with what it reported at the steps 1, 2, … */
const ended = (number: number, curve: readonly number[], state: Trial["state"] = "complete"): Trial => ({
  number,
  parameters: {},
  state,
  values: state === "complete" ? [curve.at(-1)!] : null,
  reports: curve.map((value, i) => ({step: i + 1, value})),
  constraints: []
});

/** Whether a pruner stops a trial that has reported this. */
const stops = (pruner: Pruner, curve: readonly number[], others: readonly Trial[], direction: Direction = "minimize") =>
  pruner.prunes({number: 99, reports: ended(99, curve).reports, ended: others, direction});

describe("the median pruner", () => {
  // at step 2: 1, 2, 3, 4, 5, with a median of 3
  const others = [1, 2, 3, 4, 5].map((value, i) => ended(i, [9, value, value]));

  test("stops a trial whose best value is worse than the median at its step", () => {
    expect(stops(medianPruner(), [9, 3.01], others)).toBe(true);
    expect(stops(medianPruner(), [9, 3], others)).toBe(false);
    expect(stops(medianPruner(), [2, 7], others)).toBe(false); // it has been better
  });

  test("takes the mean of the middle two of an even number", () => {
    const six = [...others, ended(5, [9, 4])]; // 1 2 3 4 4 5
    expect(stops(medianPruner(), [9, 3.5], six)).toBe(false);
    expect(stops(medianPruner(), [9, 3.51], six)).toBe(true);
  });

  test("turns round where larger is better", () => {
    const rising = [1, 2, 3, 4, 5].map((value, i) => ended(i, [0, value]));
    expect(stops(medianPruner(), [0, 2.99], rising, "maximize")).toBe(true);
    expect(stops(medianPruner(), [0, 3], rising, "maximize")).toBe(false);
  });

  test("waits for enough complete trials and enough steps", () => {
    expect(stops(medianPruner(), [9, 8], others.slice(1))).toBe(false);
    expect(stops(medianPruner({startupTrials: 4}), [9, 8], others.slice(1))).toBe(true);
    expect(stops(medianPruner({warmupSteps: 3}), [9, 8], others)).toBe(false);
    expect(stops(medianPruner({warmupSteps: 2}), [9, 8], others)).toBe(true);
    const stopped = others.map((trial) => ({...trial, state: "pruned" as const}));
    expect(stops(medianPruner(), [9, 8], stopped)).toBe(false);
  });

  test("stops what has reported no number, and counts none of others", () => {
    expect(stops(medianPruner(), [NaN, NaN], others)).toBe(true);
    const broken = [...others, ended(5, [9, NaN]), ended(6, [9, NaN])];
    expect(stops(medianPruner(), [9, 3], broken)).toBe(false);
  });
});

describe("successive halving", () => {
  // eight trials that reached step 1 with 1 … 8
  const others = Array.from({length: 8}, (_, i) => ended(i, [i + 1], "pruned"));

  test("lets the best 1/η of those at a rung go on", () => {
    const halving = halvingPruner({reductionFactor: 3}); // of nine, three
    expect(stops(halving, [2.5], others)).toBe(false); // two are better
    expect(stops(halving, [3.5], others)).toBe(true); // three are better
    expect(stops(halving, [6.5], others, "maximize")).toBe(false);
    expect(stops(halving, [5.5], others, "maximize")).toBe(true);
    // a third of ten are three whole ones
    expect(stops(halving, [3.5], [...others, ended(8, [9], "pruned")])).toBe(true);
  });

  test("decides at rungs only: r, rη, rη²", () => {
    const halving = halvingPruner({minResource: 2, reductionFactor: 3});
    const long = Array.from({length: 8}, (_, i) => ended(i, Array<number>(20).fill(i)));
    const decides = (steps: number) => stops(halving, Array<number>(steps).fill(99), long);
    expect(Array.from({length: 20}, (_, i) => i + 1).filter(decides)).toEqual([2, 6, 18]);
  });

  test("lets the first one at a rung go on, and the best one always", () => {
    expect(stops(halvingPruner(), [7], [])).toBe(false);
    expect(stops(halvingPruner({reductionFactor: 100}), [0.5], others)).toBe(false);
    expect(stops(halvingPruner(), [NaN], [])).toBe(true);
  });

  test.each([
    [{minResource: 0}, /a first step of 0; give a whole number from 1/],
    [{minResource: 1.5}, /a first step of 1.5/],
    [{reductionFactor: 1}, /a reduction factor of 1; give a whole number from 2/]
  ])("is refused with %o", (options, message) => {
    expect(() => halvingPruner(options)).toThrow(UserError);
    expect(() => halvingPruner(options)).toThrow(message);
  });
});

const reportsOf = (steps: number) => ended(0, Array<number>(steps).fill(99)).reports;

describe("Hyperband", () => {
  test("has brackets that begin at r, rη, …, the early ones with more trials", () => {
    const hyperband = hyperbandPruner({maxResource: 9});
    // rivals in every bracket that are better at all steps: a trial is stopped at the first rung of its bracket
    const others = Array.from({length: 400}, (_, i) => ended(i, Array<number>(9).fill(i % 7)));
    const firstStop = (number: number, ended: readonly Trial[]) => {
      for (let steps = 1; steps <= 9; steps++)
        if (hyperband.prunes({number, reports: reportsOf(steps), ended, direction: "minimize"})) return steps;
      return null;
    };
    const firstStops = Array.from({length: 200}, (_, i) => firstStop(1000 + i, others));
    const count = (step: number) => firstStops.filter((one) => one === step).length / 200;
    // 9, 5 and 3 of 17: ⌈3·9/3⌉, ⌈3·3/2⌉, ⌈3·1/1⌉
    expect(count(1)).toBeCloseTo(9 / 17, 1);
    expect(count(3)).toBeCloseTo(5 / 17, 1);
    expect(count(9)).toBeCloseTo(3 / 17, 1);
    // trials of other brackets are no rivals
    const early = 1000 + firstStops.indexOf(1);
    const later = others.filter(({number}) => firstStop(number, others) !== 1);
    expect(later.length).toBeGreaterThan(100);
    expect(firstStop(early, later)).toBe(null);
  });

  test("is refused with a last step before the first", () => {
    expect(() => hyperbandPruner({minResource: 9, maxResource: 3})).toThrow(
      /a last step of 3 before the first, 9; give a larger one/
    );
  });
});

/** A finished study of trials whose curves end at their quality, and which pruners see. */
function finished(
  pruner: Pruner,
  qualities: readonly number[],
  curve: (quality: number, step: number) => number
): Study {
  const study = startStudy({
    space: {x: {kind: "float", low: 0, high: 1}},
    directions: ["minimize"],
    sampler: randomSampler,
    pruner,
    seed: 1
  });
  for (const quality of qualities) {
    const trial = study.ask()!;
    let stopped = false;
    for (let step = 1; step <= STEPS && !stopped; step++) stopped = trial.report(step, curve(quality, step));
    if (stopped) trial.prune();
    else trial.tell({values: [curve(quality, STEPS)]});
  }
  return study;
}

const STEPS = 27;
const pruners: readonly Pruner[] = [
  medianPruner(),
  medianPruner({startupTrials: 1, warmupSteps: 3}),
  halvingPruner(),
  halvingPruner({minResource: 2, reductionFactor: 2}),
  hyperbandPruner({maxResource: STEPS})
];

describe("pruning", () => {
  test.each(pruners.map((pruner, i) => [pruner.id, i, pruner] as const))(
    "by %s (%i) never changes the best of a finished study on monotone curves that do not cross",
    (_, __, pruner) => {
      fc.assert(
        fc.property(
          fc.array(fc.integer({min: 0, max: 40}), {minLength: 1, maxLength: 40}),
          fc.double({min: 0, max: 3, noNaN: true}),
          (qualities, speed) => {
            // falls to the quality, the better ones no slower
            const curve = (quality: number, step: number) => quality + (1 + quality) * Math.exp(-speed * step);
            const best = (by: Pruner) => finished(by, qualities, curve).best();
            expect(best(pruner)?.number).toBe(best(noPruner)!.number);
            expect(best(pruner)?.values).toEqual(best(noPruner)!.values);
          }
        )
      );
    }
  );

  test.each(pruners.map((pruner, i) => [pruner.id, i, pruner] as const))("by %s (%i) stops trials", (_, __, pruner) => {
    const qualities = Array.from({length: 40}, (_, i) => (i * 17) % 40);
    const {trials} = finished(pruner, qualities, (quality, step) => quality + 1 / step);
    expect(trials.filter(({state}) => state === "pruned").length).toBeGreaterThan(5);
  });

  test("loses the best where curves cross: the slow starter of this example", () => {
    const slow = (quality: number, step: number) => (quality === 0 && step < 5 ? 99 : quality);
    const study = finished(medianPruner(), [5, 4, 3, 2, 1, 0], slow);
    expect(study.best()!.values).toEqual([1]);
    expect(study.trials[5].state).toBe("pruned");
  });
});
