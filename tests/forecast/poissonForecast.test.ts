import {readFileSync} from "node:fs";
import {expect, test} from "vitest";
import {poissonDeviance} from "../../bench/poissonDeviance.js";
import {fitBoosting} from "../../src/lib/models/boosting.js";

interface Part {
  readonly x: readonly (readonly number[])[];
  readonly y: readonly number[];
  readonly deviance: number;
}
const {
  columns,
  trees,
  options,
  train,
  test: tested
} = JSON.parse(readFileSync(new URL("../vectors/poissonForecast.json", import.meta.url), "utf8")) as {
  readonly columns: readonly string[];
  readonly trees: number;
  readonly options: Readonly<Record<"num_leaves" | "learning_rate" | "min_data_in_leaf", number>>;
  readonly train: Part;
  readonly test: Part;
};

const matrixOf = ({x}: Part) => ({rows: x.length, columns, x: Float64Array.from(x.flat())});

test("Poisson trees on daily features come within 1 % of LightGBM's deviance, on rows learned from and on the days after", () => {
  const model = fitBoosting(
    {...matrixOf(train), y: train.y},
    {
      loss: "poisson",
      trees,
      leaves: options.num_leaves,
      learningRate: options.learning_rate,
      leastRows: options.min_data_in_leaf
    }
  );
  for (const part of [train, tested]) {
    const means = Float64Array.from(model.predict(matrixOf(part)));
    expect(Math.abs(poissonDeviance(means, part.y) / part.deviance - 1)).toBeLessThan(0.01);
  }
  // what is to be within 1 % is far from what a constant reaches
  const mean = train.y.reduce((sum, one) => sum + one, 0) / train.y.length;
  const constant = poissonDeviance(new Float64Array(tested.y.length).fill(mean), tested.y);
  expect(tested.deviance / constant).toBeLessThan(0.9);
});
