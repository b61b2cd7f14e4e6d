import {readFileSync} from "node:fs";
import {expect, test} from "vitest";
import {compileKernel, KERNELS, kernelModule} from "../../loaders/tools/kernel.js";
import {exp} from "../../src/lib/core/portableMath.js";
import {Layout} from "../../src/lib/models/kernel/kernel.js";

test.each(KERNELS)("the compiled kernel of %s is that of its source", async (folder) => {
  const committed = readFileSync(new URL("kernelCode.ts", folder), "utf8");
  expect(kernelModule(await compileKernel(folder))).toBe(committed);
});

test("its exponential function is the portable one, to the bit", () => {
  const {kernel} = new Layout().make();
  for (const x of [0, -0, 1e-12, Infinity, -Infinity, 709.7, 709.79, -745.1, -745.2, -744.9, -708.4, -1022 * Math.LN2])
    expect(kernel.exp(x)).toBe(exp(x));
  for (let k = 0; k < 20_000; k++) {
    const x = -760 + (k * 1480) / 20_000;
    expect(kernel.exp(x)).toBe(exp(x));
  }
});

test("a layout hands out places that do not meet", () => {
  const layout = new Layout();
  const sizes = [1, 64, 65, 0, 1000];
  const places = sizes.map((size) => layout.take(size));
  places.forEach((place, k) => {
    expect(place % 64).toBe(0);
    if (k > 0) expect(place).toBeGreaterThanOrEqual(places[k - 1] + sizes[k - 1]);
  });
  expect(layout.make().u8.length).toBeGreaterThanOrEqual(places[4] + 1000);
  expect(() => layout.take(2 ** 31)).toThrow(
    "training takes more than 2 GB of memory; learn from fewer rows or columns"
  );
});

test("bins: a value on an edge lies below it, a missing one in a bin of its own", () => {
  const layout = new Layout();
  const values = [-5, 0, 0.5, 1, 1.5, 2, 9, NaN];
  const [at, edges, bins] = [layout.take(64), layout.take(64), layout.take(64)];
  const {kernel, f64, u8} = layout.make();
  f64.set(values, at / 8);
  f64.set([0, 1, 2], edges / 8);
  kernel.bin(at, values.length, edges, 3, 4, bins);
  expect(Array.from(u8.subarray(bins, bins + 8))).toEqual([0, 0, 1, 1, 2, 2, 3, 4]);
});

test("the histogram that leaves out the common bin is that which does not", () => {
  const layout = new Layout();
  const rows = 1000;
  const [bins, index, pairs] = [layout.take(rows), layout.take(rows * 4), layout.take(rows * 16)];
  const [hist, but, other, total] = [layout.take(160), layout.take(160), layout.take(160), layout.take(16)];
  const {kernel, f64, u32, u8} = layout.make();
  for (let row = 0; row < rows; row++) {
    u8[bins + row] = row % 13 < 10 ? 4 : (row * 7) % 10;
    u32[index / 4 + row] = row;
    f64.set([(row % 17) - 8, 1], pairs / 8 + 2 * row); // whole numbers, so that every order gives the same sums
  }
  kernel.total(pairs, rows, total);
  kernel.histogram(bins, index, rows, pairs, hist, other, 10);
  kernel.histogramButOne(bins, index, rows, pairs, but, 10, 4, total);
  const read = (at: number) => Array.from(f64.subarray(at / 8, at / 8 + 20));
  expect(read(but)).toEqual(read(hist));
  expect(read(hist)[9]).toBeGreaterThan(700);
});
