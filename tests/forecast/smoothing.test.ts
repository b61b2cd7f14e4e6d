import {readFileSync} from "node:fs";
import {expect, test} from "vitest";
import {holtWinters, holtWintersForecast, holtWintersRun} from "../../src/lib/forecast/holtWinters.js";
import {theta, thetaRun} from "../../src/lib/forecast/theta.js";

interface HoltWintersCase {
  readonly series: string;
  readonly model: "holt-winters";
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
  readonly phi: number;
  readonly states: readonly number[];
  readonly squared: number;
  readonly forecast: readonly number[];
}

interface ThetaCase {
  readonly series: string;
  readonly model: "theta";
  readonly alpha: number;
  readonly initial: number;
  readonly forecast: readonly number[];
}

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), "utf8"));
/** Made with statsforecast by `tests/vectors/smoothing.py`. */
const {cases} = read("smoothing") as {readonly cases: readonly (HoltWintersCase | ThetaCase)[]};
const {series} = read("forecast") as {readonly series: Readonly<Record<string, number[]>>};

const near = (ours: ArrayLike<number>, theirs: readonly number[], tolerance: number) =>
  theirs.forEach((value, h) =>
    expect(Math.abs(ours[h] - value), `day ${h + 1}`).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(value)))
  );

test.each(
  cases.filter((one) => one.model === "holt-winters").map((one) => [`${one.series}, ${one.phi}`, one] as const)
)("Holt–Winters with given weights and states is statsforecast's: %s", (_, one) => {
  const [level, trend, ...seasons] = one.states;
  // theirs hold the last day's season first
  const run = holtWintersRun(series[one.series], {level, trend, seasons: seasons.reverse()}, one);
  expect(run.squared).toBeCloseTo(one.squared, 5);
  const ours = holtWintersForecast(run.state, one.phi, one.forecast.length);
  // of a damped trend statsforecast adds φ + φ + φ² + … from the second day on, where the book (2.5) has φ + φ² + …
  const theirs = one.forecast.map((value, h) => value + (h === 0 ? 0 : one.phi ** (h + 1) - one.phi) * run.state.trend);
  near(ours, theirs, 1e-6);
});

test.each(cases.filter((one) => one.model === "theta").map((one) => [one.series, one] as const))(
  "Theta with given weight and first level is statsforecast's, and so is what is fitted: %s",
  (_, one) => {
    const y = Float64Array.from(series[one.series]);
    near(thetaRun(y, one, one.forecast.length).forecast, one.forecast, 1e-6);
    near(theta.forecast(y, one.forecast.length), one.forecast, 1e-3);
  }
);

test("Holt–Winters follows a week that repeats, and a damped trend flattens", () => {
  const week = [5, 0, 2, 8, 1, 3, 9];
  const y = Float64Array.from({length: 70}, (_, d) => week[d % 7]);
  near(holtWinters(1).forecast(y, 9), [...week, week[0], week[1]], 1e-9);
  const rising = y.map((one, d) => one + d);
  const [straight, damped] = [1, 0.9].map((phi) => holtWinters(phi).forecast(rising, 28));
  expect(straight[27] - straight[6]).toBeGreaterThan(damped[27] - damped[6]);
});
