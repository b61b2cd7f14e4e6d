import {describe, expect, it} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {
  clickLogLoss,
  fitProbabilityScale,
  scoreProbabilities,
  type ProbabilityScale
} from "../../src/lib/recommend/scoreProbabilities.js";

const ITEMS = 12;
/** Clicks drawn from the probabilities that a scale makes of drawn scores. */
function drawnClicks(truth: ProbabilityScale, clicks: number, scores: (uniform: number) => number) {
  const draws = random(21);
  return Array.from({length: clicks}, () => {
    const own = Float64Array.from({length: ITEMS}, () => scores(draws.uniform()));
    const p = scoreProbabilities(own, truth);
    let left = draws.uniform();
    let item = 0;
    while (item < ITEMS - 1 && (left -= p[item]) >= 0) item++;
    return {scores: own, item};
  });
}
const counts = (u: number) => (u < 0.4 ? 0 : Math.floor(20 * u * u));

describe("probabilities of scores", () => {
  it("sum to 1, whatever the scores", () => {
    const all: readonly ArrayLike<number>[] = [
      [0, 0, 0],
      [1e9, 1, 0],
      [-5, -Infinity, 2],
      [NaN, 1, 3],
      [-800, -900, -1000]
    ];
    for (const scores of all)
      for (const kind of ["shares", "logits"] as const)
        for (const temperature of [0.1, 1, 30]) {
          const p = scoreProbabilities(scores, {kind, floor: 0.1, temperature});
          expect(p.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
          expect(p.every((x) => x >= 0 && x <= 1)).toBe(true);
        }
  });

  it("take a share to the power of one over the temperature, and never follow the scale of scores", () => {
    // shares 0.6 and 0.4, floor 0.2/2 each: 0.7 and 0.5, square roots
    const [a, b] = [Math.sqrt(0.7), Math.sqrt(0.5)];
    const scale = {kind: "shares", floor: 0.2, temperature: 2} as const;
    expect(scoreProbabilities([3, 2], scale)[0]).toBeCloseTo(a / (a + b), 12);
    expect(scoreProbabilities([300, 200], scale)[0]).toBeCloseTo(a / (a + b), 12);
  });

  it("lose on the clicked item alone, and little beyond the least for what is not in the catalogue", () => {
    const scale = {kind: "shares", floor: 0, temperature: 1} as const;
    expect(
      clickLogLoss(
        [
          {scores: [3, 1], item: 1},
          {scores: [1, 1], item: 0}
        ],
        scale
      )
    ).toBeCloseTo((Math.log(4) + Math.log(2)) / 2, 12);
    expect(clickLogLoss([{scores: [1], item: 7}], scale)).toBeCloseTo(-Math.log(1e-12), 9);
    expect(() => clickLogLoss([], scale)).toThrow("no clicks");
  });
});

describe("a fitted scale", () => {
  it.each([
    ["shares", {kind: "shares", floor: 0.1, temperature: 0.6}, counts],
    ["logits", {kind: "logits", floor: 0, temperature: 2.5}, (u: number) => 14 * u - 9]
  ] as const)("finds the %s that made the clicks", (_, truth, scores) => {
    const clicks = drawnClicks(truth, 4_000, scores);
    const {scale, logLoss} = fitProbabilityScale(clicks);
    expect(scale.kind).toBe(truth.kind);
    expect(scale.temperature / truth.temperature).toBeCloseTo(1, 1);
    expect(logLoss).toBeLessThanOrEqual(clickLogLoss(clicks, truth) + 1e-4);
    // what it says of unseen clicks comes true: the mean probability of the likeliest item is how often it is clicked
    const said = clicks.map((one) => Math.max(...scoreProbabilities(one.scores, scale)));
    const hits = clicks.filter(({scores: own, item}) => own[item] === Math.max(...own)).length;
    const mean = said.reduce((a, b) => a + b, 0);
    if (truth.kind === "logits") expect(Math.abs(hits - mean) / Math.sqrt(mean)).toBeLessThan(3);
  });

  it("needs clicks", () => {
    expect(() => fitProbabilityScale([])).toThrow("no clicks to calibrate on");
  });
});
