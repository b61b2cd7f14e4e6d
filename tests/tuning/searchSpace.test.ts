import fc from "fast-check";
import {describe, expect, test} from "vitest";
import {UserError} from "../../src/lib/core/errors.js";
import {
  checkParameters,
  checkSearchSpace,
  rangeText,
  stepCount,
  stepValue,
  type Parameter,
  type SearchSpace
} from "../../src/lib/tuning/searchSpace.js";

const rate = {kind: "float", low: 0.01, high: 0.3, log: true} as const;
const depth = {kind: "int", low: 4, high: 10} as const;
const SPACE = {
  rate,
  share: {kind: "float", low: -1, high: 2},
  half: {kind: "float", low: 0, high: 3, step: 0.5},
  depth,
  trees: {kind: "int", low: 100, high: 1000, step: 50},
  leaves: {kind: "int", low: 2, high: 256, log: true},
  growth: {kind: "categorical", choices: ["leaf", "level"]},
  slow: {kind: "float", low: 0, high: 1, when: {parameter: "growth", values: ["level"]}}
} as const satisfies SearchSpace;
const VALUES = {rate: 0.1, share: 0, half: 1.5, depth: 6, trees: 150, leaves: 31, growth: "leaf"};

describe("a search space", () => {
  test("may have every kind of hyperparameter", () => {
    expect(checkSearchSpace(SPACE)).toBe(SPACE);
    expect(checkParameters(SPACE, VALUES)).toEqual(VALUES);
  });

  const bad: readonly (readonly [string, SearchSpace, RegExp])[] = [
    ["nothing in it", {}, /search space is empty; name at least one/],
    ["a bound the wrong way", {depth: {...depth, low: 11}}, /^depth: 11 to 10 is the wrong way round; give 10 to 11$/],
    [
      "a logarithm of zero",
      {rate: {...rate, low: 0}},
      /^rate: a logarithmic scale cannot start at 0; start above zero/
    ],
    ["an endless range", {share: {kind: "float", low: 0, high: Infinity}}, /share: 0 to Infinity is no range/],
    ["a bound that is no number", {share: {kind: "float", low: NaN, high: 1}}, /share: NaN to 1 is no range/],
    ["half a whole number", {depth: {...depth, low: 4.5}}, /depth: 4.5 to 10 are not whole numbers/],
    ["a step of nothing", {depth: {...depth, step: 0}}, /depth: a step of 0 is none/],
    ["half a step of whole numbers", {depth: {...depth, step: 0.5}}, /depth: a step of 0.5 is none; give a whole/],
    ["a logarithm in steps", {rate: {...rate, step: 0.01}}, /rate: a logarithmic scale has no steps/],
    [
      "a step that does not fit",
      {half: {kind: "float", low: 0, high: 1, step: 0.3}},
      /^half: 0 to 1 is no whole number of steps of 0.3; end at 0.9 or/
    ],
    [
      "a step beyond the range",
      {depth: {...depth, step: 7}},
      /depth: 4 to 10 is no whole number of steps of 7; end at 4/
    ],
    ["no choices", {growth: {kind: "categorical", choices: []}}, /growth: it has no choices/],
    ["a choice twice", {growth: {kind: "categorical", choices: ["a", "b", "a"]}}, /growth: a, b, a has a choice twice/],
    ["a choice that is no number", {growth: {kind: "categorical", choices: [1, NaN]}}, /growth: NaN is no choice/],
    [
      "another kind",
      {depth: {kind: "integer"} as unknown as Parameter},
      /depth: integer is no kind; use float, int or/
    ],
    [
      "a condition on what comes later",
      {slow: SPACE.slow, growth: SPACE.growth},
      /slow: it depends on growth, which does not come before it/
    ],
    [
      "a condition that never holds",
      {growth: SPACE.growth, slow: {...SPACE.slow, when: {parameter: "growth", values: ["wide"]}}},
      /slow: growth is never wide/
    ],
    [
      "a condition without values",
      {growth: SPACE.growth, slow: {...SPACE.slow, when: {parameter: "growth", values: []}}},
      /slow: growth is never one of no values/
    ]
  ];
  test.each(bad)("is refused with %s", (_, space, message) => {
    expect(() => checkSearchSpace(space)).toThrow(UserError);
    expect(() => checkSearchSpace(space)).toThrow(message);
  });

  test("has a last value in steps that is its end to the last bit", () => {
    // 3 × 0.1 is more than 0.3
    const tenths = {kind: "float", low: 0, high: 0.3, step: 0.1} as const;
    expect(stepCount(tenths)).toBe(3);
    expect(stepValue(tenths, 3)).toBe(0.3);
    fc.assert(
      fc.property(
        fc.integer({min: -50, max: 50}),
        fc.integer({min: 1, max: 400}),
        fc.integer({min: 1, max: 200}),
        (a, b, n) => {
          const step = b / 100;
          const low = a / 10;
          const parameter = {kind: "float", low, high: low + n * step, step} as const;
          checkSearchSpace({parameter});
          expect(stepCount(parameter)).toBe(n);
          for (const k of [0, 1, n >> 1, n]) checkParameters({parameter}, {parameter: stepValue(parameter, k)});
        }
      )
    );
  });
});

describe("values for a search space", () => {
  test.each([
    ["a value that is missing", {...VALUES, growth: "level"}, /slow has no value/],
    ["a value of what does not exist", {...VALUES, slow: 0.5}, /slow is no hyperparameter here; leave it out/],
    ["an unknown hyperparameter", {...VALUES, width: 3}, /width is no hyperparameter here; use rate, share,/],
    ["a value below", {...VALUES, depth: 3}, /depth: 3 is outside the search space; give 4 to 10/],
    ["a value above", {...VALUES, rate: 0.31}, /rate: 0.31 is outside .* give 0.01 to 0.3, on a logarithmic scale/],
    ["a value between whole numbers", {...VALUES, depth: 4.5}, /depth: 4.5 is outside/],
    ["a value between steps", {...VALUES, trees: 120}, /trees: 120 is outside .* give 100 to 1000, in steps of 50/],
    [
      "a choice that is none",
      {...VALUES, growth: "wide"},
      /growth: wide is outside the search space; give one of leaf, level/
    ],
    ["a word for a number", {...VALUES, depth: "6"}, /depth: 6 is outside/],
    ["no number", {...VALUES, share: NaN}, /share: NaN is outside/]
  ])("are refused with %s", (_, values, message) => {
    expect(() => checkParameters(SPACE, values)).toThrow(UserError);
    expect(() => checkParameters(SPACE, values)).toThrow(message);
  });

  test("come back in the order of the space", () => {
    const given = {depth: 5, rate: 0.02};
    expect(Object.keys(checkParameters({rate, depth}, given))).toEqual(["rate", "depth"]);
  });
});

test("a range in words", () => {
  expect(rangeText(rate)).toBe("0.01 to 0.3, on a logarithmic scale");
  expect(rangeText(SPACE.trees)).toBe("100 to 1000, in steps of 50");
});
