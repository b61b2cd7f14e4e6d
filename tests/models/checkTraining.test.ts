import {describe, expect, test} from "vitest";
import {checkTraining} from "../../src/lib/models/checkTraining.js";

const good = {rows: 3, columns: ["a", "b"], x: Float64Array.of(1, 2, 3, NaN, 5, 6), y: [0, 1, 0]};
const tell = (change: object, labels: "numbers" | "counts" | "zero or one" | "classes" = "classes") =>
  expect(() => checkTraining({...good, ...change}, {labels}));

test("accepts numbers, missing values and both classes", () => {
  for (const labels of ["numbers", "counts", "zero or one", "classes"] as const)
    expect(() => checkTraining({...good, weights: [1, 0.5, 0]}, {labels})).not.toThrow();
});

describe("a user's mistake is told with its place and what to do", () => {
  test("no rows", () =>
    tell({rows: 0, x: new Float64Array(0), y: []}).toThrow("there are no rows to learn from; choose"));
  test("no columns", () => tell({columns: [], x: new Float64Array(0)}).toThrow("there are no columns to learn from"));
  test("a label that is none", () => tell({y: [0, NaN, 1]}).toThrow("the label of row 1 is NaN; leave such rows out"));
  test("a label that is no class", () => {
    tell({y: [0, 1, 2]}).toThrow("the label of row 2 is 2; labels are 0 or 1");
    tell({y: [0, 1, 2]}, "numbers").not.toThrow();
  });
  test("a count below 0", () => {
    tell({y: [0, -1, 2]}, "counts").toThrow("the label of row 1 is -1; counts are not negative");
    tell({y: [0, -1, 2]}, "numbers").not.toThrow();
  });
  test("one class", () => {
    tell({y: [0, 0, 0]}).toThrow("all 3 labels are 0; a classifier needs rows of both classes");
    tell({y: [1, 1, 1]}).toThrow("all 3 labels are 1");
    tell({y: [1, 1, 1]}, "zero or one").not.toThrow();
  });
  test("a class without weight", () => {
    tell({weights: [1, 0, 1]}).toThrow("all rows labelled 1 weigh nothing");
    tell({weights: [0, 1, 0]}).toThrow("all rows labelled 0 weigh nothing");
    tell({weights: [0, 0, 0]}, "numbers").toThrow("the weights of all rows sum to 0");
  });
  test("a weight that is none", () => {
    tell({weights: [1, -1, 1]}).toThrow("the weight of row 1 is -1");
    tell({weights: [1, NaN, 1]}).toThrow("the weight of row 1 is NaN");
    tell({weights: [1, 1, Infinity]}).toThrow("the weight of row 2 is Infinity");
  });
  test("a value beyond 32 bits", () => {
    tell({x: Float64Array.of(1, 2, 3, 4, 5, -Infinity)}).toThrow("b is -Infinity in row 2");
    tell({x: Float64Array.of(1, 2, 1e300, 4, 5, 6)}).toThrow("a is 1e+300 in row 1");
  });
});

test("a programmer's mistake is a RangeError with the lengths", () => {
  tell({rows: 4}).toThrow(new RangeError("6 values for 4 × 2"));
  tell({y: [0, 1]}).toThrow(new RangeError("2 labels for 3 rows"));
  tell({weights: [1]}).toThrow(new RangeError("1 weights for 3 rows"));
});
