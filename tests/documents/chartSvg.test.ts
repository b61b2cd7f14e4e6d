import fc from "fast-check";
import {describe, expect, test} from "vitest";
import {chartSvg} from "../../src/lib/documents/chartSvg.js";
import type {BarChart, Chart, IntervalChart, LineChart} from "../../src/lib/documents/reportDocument.js";

const draw = (chart: Chart) => chartSvg(chart, {id: "c", title: "t", alternative: "a"});
const all = (svg: string, tag: string) =>
  Array.from(svg.matchAll(new RegExp(`<${tag} ([^>]*)>`, "g")), ([, text]) =>
    Object.fromEntries(Array.from(text.matchAll(/([\w-]+)="([^"]*)"/g), ([, name, value]) => [name, value]))
  );
const texts = (svg: string) => Array.from(svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g), ([, text]) => text);

const bars = (labels: string[], ...values: number[][]): BarChart => ({
  kind: "bars",
  xTitle: "week",
  yTitle: "sessions",
  labels,
  series: values.map((one, i) => ({name: `s${i}`, values: one}))
});

describe("bars", () => {
  test("are as high as their values, stacked, and none is drawn for zero", () => {
    const found = all(draw(bars(["a", "b", "c"], [10, 0, 5], [10, 0, 0])), "rect").map(({y, height}) => ({
      y: Number(y),
      height: Number(height)
    }));
    // the axis ends with 20, and is 200 units high
    expect(found.map(({height}) => height)).toEqual([100, 100, 50]);
    expect(found[0].y).toBe(found[1].y + 100);
    expect(found[2].y + found[2].height).toBe(found[0].y + found[0].height);
  });

  test("have an axis of whole numbers that ends at or above the highest", () => {
    expect(texts(draw(bars(["a"], [3]))).slice(0, 4)).toEqual(["0", "1", "2", "3"]);
    expect(texts(draw(bars(["a"], [47]))).slice(0, 4)).toEqual(["0", "20", "40", "60"]);
    // nothing at all still has an axis
    expect(texts(draw(bars(["a"], [0]))).slice(0, 2)).toEqual(["0", "1"]);
  });

  test("of many categories name so many that the names do not touch", () => {
    const labels = Array.from({length: 60}, (_, i) => `2025-01-${i}`);
    const shown = texts(
      draw(
        bars(
          labels,
          labels.map(() => 1)
        )
      )
    ).filter((text) => text.startsWith("2025"));
    expect(shown.length).toBeGreaterThan(3);
    // ten letters of about seven units each in 644 units
    expect(shown.length).toBeLessThan(9);
  });
});

describe("lines", () => {
  const lines = (values: (number | null)[]): LineChart => ({
    kind: "lines",
    xTitle: "x",
    yTitle: "y",
    labels: values.map((_, i) => String(i)),
    shares: true,
    series: [
      {
        name: "s",
        values,
        low: values.map((value) => value && value / 2),
        high: values.map((value) => value && value * 1.5)
      }
    ],
    baseline: {name: "b", value: 0.2}
  });

  test("break at a gap, and a point alone keeps its interval", () => {
    const svg = draw(lines([0.1, 0.2, null, 0.3, null]));
    const runs = all(svg, "polyline").map(({points}) => points.split(" ").length);
    expect(runs).toEqual([2, 1]);
    expect(all(svg, "polygon").map(({points}) => points.split(" ").length)).toEqual([4]);
    expect(all(svg, "circle")).toHaveLength(3);
    // the interval of the point alone runs from half of it to one and a half
    const marks = all(svg, "line").filter(({style}) => style?.includes("series-1"));
    expect(marks).toHaveLength(1);
    expect(Number(marks[0].y1) - Number(marks[0].y2)).toBeCloseTo((200 * 0.3) / 0.6, 0);
  });
});

describe("intervals", () => {
  const chart: IntervalChart = {
    kind: "intervals",
    xTitle: "x",
    shares: false,
    rows: [
      {label: "a", value: 50, low: 20, high: 100, reference: 80},
      {label: "b", value: null, why: "no purchases"}
    ]
  };

  test("draw value, interval and reference on one scale, and say why there is none", () => {
    const svg = draw(chart);
    const [point] = all(svg, "circle");
    const [range, reference] = all(svg, "line").filter(({style}) => style !== undefined);
    const scale = (Number(range.x2) - Number(range.x1)) / 80;
    expect((Number(point.cx) - Number(range.x1)) / scale).toBeCloseTo(30, 1);
    expect((Number(reference.x1) - Number(range.x1)) / scale).toBeCloseTo(60, 1);
    expect(all(svg, "circle")).toHaveLength(1);
    expect(texts(svg)).toContain("no purchases");
  });
});

test("whatever the numbers, every place is finite and inside the drawing", () => {
  const value = fc.oneof(
    fc.constant(0),
    fc.double({min: 0, max: 1e9, noNaN: true}),
    fc.double({min: 0, max: 1e-6, noNaN: true})
  );
  const chart: fc.Arbitrary<Chart> = fc.oneof(
    fc.array(value, {maxLength: 80}).map((values) =>
      bars(
        values.map((_, i) => `l${i}`),
        values.map(Math.round),
        values.map(Math.round)
      )
    ),
    fc.array(fc.option(value), {maxLength: 80}).map((values): Chart => ({
      kind: "lines",
      xTitle: "",
      yTitle: "",
      labels: values.map((_, i) => `l${i}`),
      shares: false,
      series: [{name: "s", values, low: values.map((one) => one && one / 2), high: values.map((one) => one && one * 2)}]
    })),
    fc.array(fc.option(value), {maxLength: 9}).map((values): Chart => ({
      kind: "intervals",
      xTitle: "",
      shares: true,
      rows: values.map((one, i) => ({
        label: `l${i}`,
        value: one,
        low: (one ?? 0) / 2,
        high: (one ?? 0) * 2,
        reference: one ?? 0
      }))
    }))
  );
  fc.assert(
    fc.property(chart, (drawn) => {
      const svg = draw(drawn);
      expect(svg).not.toMatch(/NaN|Infinity|undefined|null/);
      const height = Number(/viewBox="0 0 720 (\d+)"/.exec(svg)![1]);
      const marks = [...all(svg, "rect"), ...all(svg, "line"), ...all(svg, "circle")];
      for (const mark of marks)
        for (const [name, most] of [
          ["x", 720],
          ["x1", 720],
          ["x2", 720],
          ["cx", 720],
          ["y", height],
          ["y1", height],
          ["y2", height],
          ["cy", height]
        ] as const)
          if (mark[name] !== undefined) {
            expect(Number(mark[name])).toBeGreaterThanOrEqual(0);
            expect(Number(mark[name])).toBeLessThanOrEqual(most);
          }
    }),
    {numRuns: 60}
  );
});
