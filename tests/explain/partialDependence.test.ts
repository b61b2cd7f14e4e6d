import {expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {accumulatedLocalEffects, partialDependence} from "../../src/lib/explain/partialDependence.js";
import type {Predict} from "../../src/lib/explain/shapley.js";

const source = random(3);
const columns = ["a", "b"];
/** Two columns that go together: the second is the first with a little noise. */
const rows = {
  rows: 500,
  columns,
  x: Float64Array.from({length: 1000}, () => 0)
};
for (let row = 0; row < 500; row++) {
  rows.x[2 * row] = source.uniform();
  rows.x[2 * row + 1] = rows.x[2 * row] + 0.05 * source.uniform();
}
const of =
  (model: (a: number, b: number) => number): Predict =>
  ({rows, x}) =>
    Float64Array.from({length: rows}, (_, row) => model(x[2 * row], x[2 * row + 1]));

test("partial dependence is the mean over rows that all have the value, one curve a row", async () => {
  const model = (a: number, b: number) => Math.sin(3 * a) * b;
  const {grid, mean, rows: curves} = await partialDependence(of(model), rows, 0, 7);
  expect(grid.length).toBe(7);
  expect(grid[0]).toBe(Math.min(...Array.from({length: 500}, (_, row) => rows.x[2 * row])));
  expect(grid[6]).toBe(Math.max(...Array.from({length: 500}, (_, row) => rows.x[2 * row])));
  grid.forEach((value, at) => {
    const slow = Array.from({length: 500}, (_, row) => model(value, rows.x[2 * row + 1]));
    expect(mean[at]).toBeCloseTo(slow.reduce((sum, one) => sum + one, 0) / 500, 12);
    expect(curves[3 * 7 + at]).toBe(slow[3]);
  });
});

test("local effects are a column's own, also where another goes with it", async () => {
  // where both are, the second column's slope is 2 and the first's 1; far from the rows the model is wild
  const model = (a: number, b: number) => a + 2 * b + (Math.abs(a - b) > 0.3 ? 50 : 0);
  const {edges, effect, rows: inside} = await accumulatedLocalEffects(of(model), rows, 0, 20);
  expect(inside.reduce((sum, count) => sum + count, 0)).toBe(500);
  for (let i = 1; i < edges.length; i++)
    expect((effect[i] - effect[i - 1]) / (edges[i] - edges[i - 1])).toBeCloseTo(1, 9);
  const {mean} = await partialDependence(of(model), rows, 0, 20);
  expect(Math.max(...mean) - Math.min(...mean)).toBeGreaterThan(5);
});

test("local effects of rows that differ are their means by interval, around zero", async () => {
  const model = (a: number, b: number) => a * a * (1 + b);
  const {edges, effect, rows: inside} = await accumulatedLocalEffects(of(model), rows, 0, 10);
  let whole = 0;
  let slow = 0;
  for (let i = 1; i < edges.length; i++) {
    const own = Array.from({length: 500}, (_, row) => row).filter(
      (row) => rows.x[2 * row] <= edges[i] && (rows.x[2 * row] > edges[i - 1] || i === 1)
    );
    expect(inside[i - 1]).toBe(own.length);
    const steps = own.map((row) => model(edges[i], rows.x[2 * row + 1]) - model(edges[i - 1], rows.x[2 * row + 1]));
    slow = steps.reduce((sum, step) => sum + step, 0) / own.length;
    expect(effect[i] - effect[i - 1]).toBeCloseTo(slow, 12);
    whole += (own.length * (effect[i] + effect[i - 1])) / 2;
  }
  expect(whole / 500).toBeCloseTo(0, 12);
});

test("missing values are left out, and a column without any, or one alone, is refused", async () => {
  const some = {rows: 4, columns, x: Float64Array.of(NaN, 1, 2, 1, 2, 1, NaN, 1)};
  const sum = of((a, b) => (Number.isNaN(a) ? 9 : a) + b);
  expect(await partialDependence(sum, some, 0)).toEqual({
    grid: Float64Array.of(2),
    mean: Float64Array.of(3),
    rows: Float64Array.of(3, 3, 3, 3)
  });
  await expect(accumulatedLocalEffects(sum, some, 0)).rejects.toThrow("a has one value in these rows");
  await expect(partialDependence(sum, {...some, x: some.x.map(() => NaN)}, 0)).rejects.toThrow(
    "a has no value in these rows"
  );
  await expect(partialDependence(sum, some, 0, 1)).rejects.toThrow("1 points; give a whole number from 2");
});
