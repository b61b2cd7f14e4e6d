import {describe, expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {boostingEstimator} from "../../src/lib/models/boostingFamily.js";
import {forestEstimator} from "../../src/lib/models/forestFamily.js";
import {logisticEstimator} from "../../src/lib/models/logisticFamily.js";
import type {Estimator} from "../../src/lib/models/estimator.js";
import {outOfFold} from "../../src/lib/models/crossValidation.js";
import {GIVEN_WEIGHTS, learnWeights, softVote, type VotingModel} from "../../src/lib/models/voting.js";
import {publishedMembers, votingEstimator} from "../../src/lib/models/votingFamily.js";
import {exampleRows} from "../onnx/rows.js";

const loss = (probabilities: readonly ArrayLike<number>[], weights: readonly number[], labels: ArrayLike<number>) => {
  const mixed = softVote(probabilities, weights);
  return -mixed.reduce((sum, p, i) => sum + Math.log(labels[i] === 1 ? p : 1 - p), 0);
};

describe("softVote", () => {
  test("is the weighted mean, whatever the weights add up to", () => {
    expect(
      Array.from(
        softVote(
          [
            [0.2, 1],
            [0.6, 0]
          ],
          [3, 1]
        )
      )
    ).toEqual([expect.closeTo(0.3, 15), 0.75]);
    expect(softVote([[0.2], [0.6]], [0.5, 0.5])).toEqual(softVote([[0.2], [0.6]], [20, 20]));
    expect(Array.from(softVote([[0.2], [0.6]], [0, 1]))).toEqual([0.6]);
  });

  test.each([[[1]], [[0, 0]], [[-1, 2]], [[NaN, 1]], [[Infinity, 1]], [[1, 1, 1]]])("refuses weights %j", (weights) =>
    expect(() => softVote([[0.2], [0.6]], weights)).toThrow(/weights .* for 2 models; give one weight a model/)
  );

  test("refuses chances of other rows", () =>
    expect(() => softVote([[0.2], [0.6, 0.1]], [1, 1])).toThrow(/model 1 has 2 chances, the first 1/));
});

describe("learnWeights", () => {
  const source = random(4);
  const labels = Array.from({length: 400}, () => (source.uniform() < 0.3 ? 1 : 0));
  const noisy = (skill: number) => labels.map((y) => 0.3 + skill * (y - 0.3) * source.uniform());
  const probabilities = [noisy(0.9), noisy(0.5), labels.map(() => source.uniform())];

  test("finds the weights that a search of all finds", () => {
    const weights = learnWeights(probabilities, labels);
    expect(weights.reduce((a, b) => a + b)).toBeCloseTo(1, 9);
    let best = {loss: Infinity, weights: [0, 0, 0]};
    for (let a = 0; a <= 100; a++)
      for (let b = 0; a + b <= 100; b++) {
        const tried = [a / 100, b / 100, (100 - a - b) / 100];
        const found = loss(probabilities, tried, labels);
        if (found < best.loss) best = {loss: found, weights: tried};
      }
    expect(loss(probabilities, weights, labels)).toBeLessThanOrEqual(best.loss + 1e-6);
    weights.forEach((w, m) => expect(Math.abs(w - best.weights[m])).toBeLessThan(0.02));
  });

  test("gives everything to a model that is right and the others are not", () => {
    const right = labels.map((y) => (y === 1 ? 0.99 : 0.01));
    const weights = learnWeights([labels.map((y) => 1 - y), right], labels);
    expect(weights[1]).toBeGreaterThan(0.999);
  });
});

const train = exampleRows(400, 7);
const fresh = exampleRows(200, 8);
const members: readonly Estimator[] = [
  boostingEstimator({trees: 10}),
  forestEstimator({trees: 10}),
  logisticEstimator()
];

describe("votingEstimator", () => {
  test("is by default the published ensemble with its weights", () => {
    expect(GIVEN_WEIGHTS).toEqual([0.4, 0.3, 0.2, 0.1]);
    expect(publishedMembers().map(({id}) => id)).toEqual([
      "boosting-symmetric",
      "boosting-level",
      "boosting",
      "forest"
    ]);
    expect(votingEstimator().setting).toBe(
      "boosting-symmetric, boosting-level, boosting, forest, weighing 0.4, 0.3, 0.2, 0.1"
    );
  });

  test("mixes what its members say on their own", async () => {
    const weights = [5, 3, 2];
    const model = await votingEstimator({members, weights}).fit(train, {seed: 2});
    const alone = await Promise.all(members.map(async (one) => (await one.fit(train, {seed: 2})).predict(fresh)));
    expect(model.predict(fresh)).toEqual(softVote(alone, weights));
  });

  test("learns weights on rows that its members have not seen", async () => {
    const steps: number[] = [];
    const model = await votingEstimator({members, weights: "learned"}).fit(train, {
      seed: 2,
      report: ({done, of}) => void steps.push(done / of)
    });
    const unseen: Float64Array[] = [];
    for (const member of members) unseen.push(await outOfFold(member, train, {seed: 2}));
    expect((model as VotingModel).weights).toEqual(learnWeights(unseen, train.y));
    expect(steps.every((share, i) => i === 0 || share >= steps[i - 1])).toBe(true);
    expect(steps[steps.length - 1]).toBe(1);
  });

  test("wants one weight a member", () =>
    expect(votingEstimator({members, weights: [1]}).fit(train, {seed: 1})).rejects.toThrow(/weights 1 for 3 models/));
});
