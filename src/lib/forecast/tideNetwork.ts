import {getBackend, slice2d, tensor, tensor2d, tidy, type Tensor2D} from "@tensorflow/tfjs-core";
import {permutation, random} from "../core/random.js";
import {dropout} from "../nn/dropout.js";
import {add, dense, layerNorm} from "../nn/layers.js";
import {initialWeights, type Network} from "../nn/network.js";
import {adamW} from "../nn/optimizers.js";
import {Parameters} from "../nn/parameters.js";
import {Tape} from "../nn/tape.js";
import {trainStep} from "../nn/trainStep.js";
import {weekdayOf} from "./calendarDay.js";
import type {Forecaster} from "./forecaster.js";
import type {LevelRow, ShopState} from "./levelFeatures.js";
import {meanTimesWeekday} from "./meanTimesWeekday.js";
import {
  LEAST_PRACTICE_ROWS,
  practiceRows,
  seriesRows,
  shopAt,
  type PracticeOptions,
  type PracticeRow
} from "./practiceRows.js";
import {itemCount, seriesOf} from "./salesGrid.js";
import {SERIES_FEATURES} from "./seriesFeatures.js";

export interface TideOptions extends PracticeOptions {
  /** Days that the network sees one by one. */
  readonly lookback: number;
  /** Units of its hidden layers, and how many blocks of them there are. */
  readonly width: number;
  readonly blocks: number;
  readonly dropout: number;
  readonly epochs: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  /** What wMAPE weighs against RMSSE in the loss. */
  readonly wmape: number;
  /** What a day starts at, before the network: so many times the item's smoothed squared mean root. */
  readonly start: number;
  readonly seed: number;
}

/** Set by thought: only these were run on Online Retail, and none of them was tuned. */
export const TIDE: TideOptions = {
  lookback: 56,
  width: 64,
  blocks: 2,
  dropout: 0.2,
  epochs: 6,
  batch: 256,
  learningRate: 1e-3,
  weightDecay: 0.01,
  wmape: 0.02,
  start: 1.2,
  weekdayDays: 112,
  quantile: 0.9,
  practices: 10,
  stride: 14,
  seed: 1
};

const STARTS_AT = SERIES_FEATURES.indexOf("sales_root_smoothed_5");
/** Standardized features are cut at so many deviations. */
const FARTHEST = 5;

/**
 * A small network in the manner of TiDE, one for all items: an item's last days, one by one, and `SERIES_FEATURES` go
 * through residual blocks of dense layers to all days of the horizon at once, beside a straight line from the last days to
 * them. It works in units of the item's scale and less the weekdays' part, and learns by RMSSE plus a part of wMAPE. An
 * item that never changed goes on as it was; where the past is too short to practise on, forecasts are those of mean ×
 * weekday. TensorFlow.js has to be ready.
 *
 * Source: A. Das et al. (2023), Long-term forecasting with TiDE, TMLR.
 */
export function tideNetwork(given: Partial<TideOptions> = {}): Forecaster {
  const o = {...TIDE, ...given};
  const simple = meanTimesWeekday();
  return {
    id: "tide",
    title: "TiDE network",
    setting: `${o.blocks} blocks of ${o.width} units on ${o.lookback} days and ${SERIES_FEATURES.length} features, ${o.epochs} epochs, ${o.practices} practices`,
    standIn: simple,
    forecast(past, horizon) {
      const forecasts = simple.forecast(past, horizon);
      const practised = practiceRows(past, horizon, o);
      if (practised.length < LEAST_PRACTICE_ROWS) return forecasts;
      if (getBackend() === undefined) throw new Error("TensorFlow.js is not ready");
      const levels = trained(practised, horizon, o);
      const shop = shopAt(past, o);
      const rows = seriesRows(past, shop, o);
      const inputs = rows.map((row, item): Known => ({row, history: seriesOf(past, item), shop}));
      const made = levels(inputs);
      for (let item = 0; item < itemCount(past); item++) {
        const {scale} = rows[item];
        if (scale === 0) continue;
        for (let h = 0; h < horizon; h++) {
          const at = item * horizon + h;
          forecasts[at] = Math.max(0, made[at]) * scale * shop.factors[weekdayOf(past.untilDay + h)];
        }
      }
      return forecasts;
    }
  };
}

type Known = Pick<PracticeRow, "row" | "history" | "shop">;

/** Trains on rows; gives what makes levels, rows × horizon, of others. */
function trained(
  practised: readonly PracticeRow[],
  horizon: number,
  o: TideOptions
): (rows: readonly Known[]) => Float32Array {
  const scaler = standardizer(practised.map(({row}) => row));
  const {x} = inputs(practised, scaler, o.lookback);
  const targets = targetsOf(practised, horizon, o);
  const columns = o.lookback + SERIES_FEATURES.length;
  const network = tide(horizon, o);
  const weights = initialWeights(network, o.seed);
  // the last layers start at nothing, so that training starts from the smoothed level
  weights.line.fill(0);
  weights.out.fill(0);
  const parameters = new Parameters(network.shapes, weights, adamW(o));
  const draws = random(o.seed, 31);
  for (let epoch = 0; epoch < o.epochs; epoch++) {
    const order = permutation(practised.length, random(o.seed, 30, epoch));
    for (let from = 0; from < order.length; from += o.batch) {
      const rows = order.subarray(from, from + o.batch);
      const batch = {rows: rows.length, x: taken(x, rows, columns), events: null};
      trainStep(
        parameters,
        (tape, tensors) => {
          const silence = (layer: Tensor2D) => dropout(tape, layer, o.dropout, draws);
          const outputs = network.logOdds(tape, tensors, batch, silence);
          return {outputs, ...lossOf(outputs.dataSync() as Float32Array, rows, targets)};
        },
        {clip: 1}
      );
    }
  }
  parameters.save();
  parameters.dispose();
  return (rows) =>
    tidy(() => {
      const {x, starts} = inputs(rows, scaler, o.lookback);
      const tensors = Object.fromEntries(
        Object.entries(network.shapes).map(([name, shape]) => [name, tensor(weights[name], [...shape])])
      );
      const batch = {rows: rows.length, x, events: null};
      const outputs = network.logOdds(new Tape(false), tensors, batch, (layer) => layer);
      return (outputs.dataSync() as Float32Array).map((value, k) => value + o.start * starts[Math.floor(k / horizon)]);
    });
}

/**
 * The network: of a row's features and last days, `logOdds` gives what is to be added to its start on each day of the
 * horizon.
 */
function tide(horizon: number, {width, blocks, lookback}: Pick<TideOptions, "width" | "blocks" | "lookback">): Network {
  const columns = lookback + SERIES_FEATURES.length;
  const shapes: Record<string, readonly number[]> = {};
  for (let k = 0; k < blocks; k++) {
    const before = k === 0 ? columns : width;
    Object.assign(shapes, {
      [`in${k}`]: [before, width],
      [`inBias${k}`]: [width],
      [`on${k}`]: [width, width],
      [`onBias${k}`]: [width],
      [`skip${k}`]: [before, width],
      [`skipBias${k}`]: [width],
      [`norm${k}gain`]: [width],
      [`norm${k}shift`]: [width]
    });
  }
  Object.assign(shapes, {out: [width, horizon], outBias: [horizon], line: [lookback, horizon], lineBias: [horizon]});
  return {
    shapes,
    logOdds(tape, w, {rows, x}, silence) {
      const all = tensor2d(x!, [rows, columns]);
      const days = slice2d(all, [0, SERIES_FEATURES.length], [rows, lookback]);
      let layer = all;
      for (let k = 0; k < blocks; k++) {
        const inner = dense(tape, layer, w[`in${k}`], w[`inBias${k}`], "relu");
        const on = silence(dense(tape, inner, w[`on${k}`], w[`onBias${k}`]));
        const skip = dense(tape, layer, w[`skip${k}`], w[`skipBias${k}`]);
        layer = layerNorm(tape, add(tape, on, skip), w[`norm${k}gain`], w[`norm${k}shift`]);
      }
      return add(tape, dense(tape, layer, w.out, w.outBias), dense(tape, days, w.line, w.lineBias));
    }
  };
}

/** The mean and deviation of each feature over rows. */
function standardizer(rows: readonly LevelRow[]) {
  const means = new Float64Array(SERIES_FEATURES.length);
  const squares = new Float64Array(SERIES_FEATURES.length);
  for (const {features} of rows)
    features.forEach((value, k) => {
      means[k] += value / rows.length;
      squares[k] += (value * value) / rows.length;
    });
  const deviations = squares.map((square, k) => Math.sqrt(Math.max(square - means[k] ** 2, 1e-12)));
  return {means, deviations};
}

/** Rows as the network takes them, features and then roots of the last days, and what each starts at. */
function inputs(rows: readonly Known[], {means, deviations}: ReturnType<typeof standardizer>, lookback: number) {
  const columns = lookback + SERIES_FEATURES.length;
  const x = new Float32Array(rows.length * columns);
  const starts = new Float64Array(rows.length);
  rows.forEach(({row: {scale, features}, history, shop}, i) => {
    if (scale === 0) return;
    features.forEach((value, k) => {
      const z = (value - means[k]) / deviations[k];
      x[i * columns + k] = Math.max(-FARTHEST, Math.min(FARTHEST, z));
    });
    for (let back = 1; back <= Math.min(lookback, history.length); back++) {
      const factor = shop.factors[weekdayOf(shop.untilDay - back)];
      // days on which the shop is closed say nothing
      if (factor < CLOSED) continue;
      x[(i + 1) * columns - back] = Math.sqrt(history[history.length - back] / factor / scale);
    }
    starts[i] = features[STARTS_AT];
  });
  return {x, starts};
}

/** A weekday that sells less than this of a mean day counts as closed. */
const CLOSED = 0.1;

interface Targets {
  readonly horizon: number;
  /** rows × horizon: sales over the item's scale, and the weekdays' factors. */
  readonly sales: Float32Array;
  readonly shape: Float32Array;
  /** Of each row what it starts at, and what its mean absolute error weighs. */
  readonly starts: Float64Array;
  readonly absolute: Float64Array;
}

function targetsOf(practised: readonly PracticeRow[], horizon: number, {start, wmape}: TideOptions): Targets {
  const sales = new Float32Array(practised.length * horizon);
  const shape = new Float32Array(practised.length * horizon);
  const sums = new Map<ShopState, {sold: number; days: number}>();
  for (const {sold, shop} of practised) {
    const sum = sums.get(shop) ?? {sold: 0, days: 0};
    sums.set(shop, {sold: sum.sold + sold.reduce((a, b) => a + b, 0), days: sum.days + horizon});
  }
  practised.forEach(({row, sold, shop}, i) =>
    sold.forEach((one, h) => {
      sales[i * horizon + h] = one / row.scale;
      shape[i * horizon + h] = shop.factors[weekdayOf(shop.untilDay + h)];
    })
  );
  return {
    horizon,
    sales,
    shape,
    starts: Float64Array.from(practised, ({row}) => start * row.features[STARTS_AT]),
    absolute: Float64Array.from(practised, ({row, shop}) => {
      const {sold, days} = sums.get(shop)!;
      return sold > 0 ? (wmape * row.scale * days) / sold : 0;
    })
  };
}

/** Errors below this count as if they were as large, in scales: a root has no derivative at 0. */
const LEAST_RMSE = 0.02;

/** The mean over rows of the root mean squared error plus the weighed mean absolute error, and its gradient by outputs. */
function lossOf(outputs: Float32Array, rows: ArrayLike<number>, {horizon, sales, shape, starts, absolute}: Targets) {
  const gradient = new Float32Array(outputs.length);
  const errors = new Float64Array(horizon);
  let loss = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    let [squares, sum] = [0, 0];
    for (let h = 0; h < horizon; h++) {
      errors[h] = (starts[row] + outputs[i * horizon + h]) * shape[row * horizon + h] - sales[row * horizon + h];
      squares += errors[h] ** 2;
      sum += Math.abs(errors[h]);
    }
    const rmse = Math.max(Math.sqrt(squares / horizon), LEAST_RMSE);
    loss += (rmse + (absolute[row] * sum) / horizon) / rows.length;
    for (let h = 0; h < horizon; h++)
      gradient[i * horizon + h] =
        (shape[row * horizon + h] * (errors[h] / rmse + absolute[row] * Math.sign(errors[h]))) / horizon / rows.length;
  }
  return {loss, gradient: tensor2d(gradient, [rows.length, horizon])};
}

function taken(values: Float32Array, rows: ArrayLike<number>, width: number): Float32Array {
  const found = new Float32Array(rows.length * width);
  for (let i = 0; i < rows.length; i++) found.set(values.subarray(rows[i] * width, (rows[i] + 1) * width), i * width);
  return found;
}
