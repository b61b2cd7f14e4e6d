import {describe, expect, test} from "vitest";
import {fitBoosting} from "../../src/lib/models/boosting.js";
import type {BoostingOptions} from "../../src/lib/models/boostingOptions.js";
import {leavesOf} from "../../src/lib/models/tree.js";
import {runs} from "../thorough.js";
import {generatedRows, without} from "./generatedRows.js";
import {leafParts} from "./leafParts.js";
import {slowBoosting} from "./slowBoosting.js";

const made = without(generatedRows(160, 5), ["bell3", "flat1", "code"]);
const weights = Float64Array.from({length: made.rows}, (_, row) => 1 + (row % 3) / 2);

const CASES: [string, Partial<BoostingOptions>, {counts?: true; weights?: true}?][] = [
  ["leaf by leaf", {growth: "leaf", leaves: 8, leastRows: 5}],
  ["down to single rows", {growth: "leaf", leaves: 60, leastRows: 1, trees: 2}],
  ["rows of leaves counted", {growth: "leaf", leaves: 12, leastRows: 12, countRows: true}],
  ["rows counted, weights", {growth: "level", depth: 4, leastRows: 9, countRows: true}, {weights: true}],
  ["rows counted, symmetric", {growth: "symmetric", depth: 4, leastRows: 7, countRows: true}],
  ["level by level", {growth: "level", depth: 3, l2: 1, leastRows: 1, leastHessian: 1}],
  ["symmetric", {growth: "symmetric", depth: 3, l2: 3, leastRows: 1}],
  ["symmetric, with leaves too small to be cut", {growth: "symmetric", depth: 3, leastRows: 15}],
  ["few bins, and penalties", {bins: 8, l1: 0.5, l2: 2, leaves: 6, leastRows: 3}],
  ["positives weigh more", {scalePosWeight: 4, leaves: 6, leastRows: 4}],
  ["weights", {leaves: 6, leastRows: 4}, {weights: true}],
  ["monotone", {leaves: 10, leastRows: 3, monotone: {bell0: 1, flat0: -1, gap0: 1}}],
  ["monotone and level by level", {growth: "level", depth: 3, leastRows: 3, monotone: {bell2: -1, count1: 1}}],
  ["monotone and symmetric", {growth: "symmetric", depth: 3, leastRows: 3, monotone: {bell0: 1, count1: 1}}],
  ["a least gain", {leaves: 20, leastRows: 1, leastGain: 1.5}],
  ["squared error", {loss: "squared", leaves: 8, leastRows: 5}, {counts: true}],
  ["Poisson", {loss: "poisson", leaves: 8, leastRows: 5}, {counts: true, weights: true}]
];

describe("boosting with bins, histograms and the kernel makes the trees that trying every cut makes", () => {
  test.each(CASES)("%s", (_, options, {counts, weights: weighed} = {}) => {
    const train = {...made, y: counts ? made.counts : made.y, ...(weighed ? {weights} : {})};
    const o = {trees: runs(3, 4), learningRate: 0.3, ...options};
    const model = fitBoosting(train, o);
    const slow = slowBoosting(train, o);
    expect(model.trees.length).toBe(slow.trees.length);
    model.trees.forEach((tree, t) => {
      const leaves = leavesOf(tree, train);
      expect(leafParts(leaves)).toEqual(leafParts(slow.trees[t].leaf));
      leaves.forEach((leaf, row) => expect(tree.value[leaf]).toBeCloseTo(slow.trees[t].value[row], 9));
    });
    model.score(train).forEach((score, row) => expect(score).toBeCloseTo(slow.scores[row], 9));
  });
});
