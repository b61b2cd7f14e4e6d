import {random, type Random} from "../core/random.js";
import {holds, stepOf, type Parameter, type ParameterValue, type SearchSpace} from "./searchSpace.js";
import type {Trial} from "./trial.js";

/** How much of the variance of an objective over the search space each hyperparameter explains by itself. */
export interface Importance {
  /** The most important first; shares of the whole variance. */
  readonly parameters: readonly {readonly name: string; readonly share: number}[];
  /** The share that only two or more of them together explain. */
  readonly interactions: number;
  /** Complete trials that it is learned from. */
  readonly trials: number;
}

export interface ImportanceOptions {
  /** Which of several objectives. */
  readonly objective?: number;
  readonly trees?: number;
  readonly seed?: number;
}

/** A hyperparameter as trees see it: the unit interval in equal or unequal cells, or choices without order. */
interface Axis {
  readonly name: string;
  /** 0 for numbers. */
  readonly choices: number;
  /** A place from 0 to 1, or the number of a choice. */
  place(value: ParameterValue): number;
}

/** A leaf: what it says, and which part of each axis it covers. */
interface Leaf {
  readonly value: number;
  readonly box: readonly Side[];
}

/** An interval of an axis of numbers; a set of choices, as bits, of one of choices. */
interface Side {
  readonly from: number;
  readonly to: number;
  readonly choices: number;
}

/**
 * Functional analysis of variance: a random forest learns the objective from the complete trials, and the variance of each tree over the whole
 * search space is split into what each hyperparameter explains by itself, the others averaged out, and the rest. Hyperparameters that only some
 * trials have are left out. Null with fewer than two finite values, or where all are equal.
 *
 * Source: F. Hutter, H. Hoos and K. Leyton-Brown (2014), An efficient approach for assessing hyperparameter importance, ICML 31.
 *
 * @example
 * ```ts
 * const space = {x: {kind: "float", low: 0, high: 1}, y: {kind: "float", low: 0, high: 1}} as const;
 * const trials = Array.from({length: 60}, (_, number) => {
 *   const parameters = {x: (number * 0.618) % 1, y: (number * 0.414) % 1};
 *   return {number, parameters, state: "complete", values: [parameters.x], reports: [], constraints: []} as const;
 * });
 * importance(space, trials)!.parameters[0].name // → "x"
 * ```
 */
export function importance(
  space: SearchSpace,
  trials: readonly Trial[],
  {objective = 0, trees = 64, seed = 1}: ImportanceOptions = {}
): Importance | null {
  const known = trials.filter(({state, values}) => state === "complete" && Number.isFinite(values![objective]));
  const axes = Object.entries(space)
    .filter(([name]) => known.every(({parameters}) => name in parameters))
    .map(([name, parameter]) => axisOf(name, parameter));
  const y = Float64Array.from(known, ({values}) => values![objective]);
  if (known.length < 2 || y.every((value) => value === y[0])) return null;
  const x = axes.map((axis) => Float64Array.from(known, ({parameters}) => axis.place(parameters[axis.name])));
  const shares = new Float64Array(axes.length);
  let counted = 0;
  for (let tree = 0; tree < trees; tree++) {
    const leaves = grow(axes, x, y, random(seed, tree));
    const {whole, own} = variances(axes, leaves);
    if (!(whole > 0)) continue;
    counted++;
    own.forEach((variance, j) => (shares[j] += variance / whole));
  }
  if (counted === 0) return null;
  const parameters = axes
    .map(({name}, j) => ({name, share: shares[j] / counted}))
    .sort((a, b) => b.share - a.share || (a.name < b.name ? -1 : 1));
  const explained = parameters.reduce((sum, {share}) => sum + share, 0);
  return {parameters, interactions: Math.max(0, 1 - explained), trials: known.length};
}

function axisOf(name: string, parameter: Parameter): Axis {
  if (parameter.kind === "categorical")
    return {name, choices: parameter.choices.length, place: (value) => parameter.choices.indexOf(value)};
  const {low, high, log = false} = parameter;
  // a value in steps stands for the cell around it
  const half = log ? (parameter.kind === "int" ? 0.5 : 0) : (stepOf(parameter) ?? 0) / 2;
  const scale = log ? Math.log : (value: number) => value;
  const [from, to] = [scale(low - half), scale(high + half)];
  return {
    name,
    choices: 0,
    place: (value) => (!holds(parameter, value) || to === from ? 0.5 : (scale(value as number) - from) / (to - from))
  };
}

/** A regression tree on rows drawn with replacement, grown until no cut lowers the squared error. */
function grow(axes: readonly Axis[], x: readonly Float64Array[], y: Float64Array, draw: Random): Leaf[] {
  const leaves: Leaf[] = [];
  const drawn = Array.from(y, () => draw.below(y.length));
  const whole = axes.map(({choices}): Side => ({from: 0, to: 1, choices: 2 ** choices - 1}));
  const open: {readonly rows: readonly number[]; readonly box: readonly Side[]}[] = [{rows: drawn, box: whole}];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const {rows, box} = next;
    const cut = bestCut(axes, x, y, rows);
    if (cut === null) {
      leaves.push({value: rows.reduce((sum, row) => sum + y[row], 0) / rows.length, box});
      continue;
    }
    const {axis, at, choice} = cut;
    const side = box[axis];
    const [left, right]: [Side, Side] =
      choice === null
        ? [
            {...side, to: at},
            {...side, from: at}
          ]
        : [
            {...side, choices: side.choices & (1 << choice)},
            {...side, choices: side.choices & ~(1 << choice)}
          ];
    const goesLeft = (row: number) => (choice === null ? x[axis][row] < at : x[axis][row] === choice);
    open.push(
      {rows: rows.filter(goesLeft), box: box.with(axis, left)},
      {rows: rows.filter((row) => !goesLeft(row)), box: box.with(axis, right)}
    );
  }
  return leaves;
}

interface Cut {
  readonly axis: number;
  /** Of numbers: smaller ones go left. */
  readonly at: number;
  /** Of choices: this one goes left. */
  readonly choice: number | null;
}

/** The cut that lowers the squared error most; null where none does. */
function bestCut(
  axes: readonly Axis[],
  x: readonly Float64Array[],
  y: Float64Array,
  rows: readonly number[]
): Cut | null {
  const sum = rows.reduce((total, row) => total + y[row], 0);
  // what a cut gains is what the squares of sums over counts grow by
  const least = (sum * sum) / rows.length;
  let most = least + 1e-12 * Math.abs(least);
  let best: Cut | null = null;
  const consider = (left: number, n: number, cut: Cut) => {
    const gain = (left * left) / n + (sum - left) ** 2 / (rows.length - n);
    if (gain > most) [most, best] = [gain, cut];
  };
  axes.forEach(({choices}, axis) => {
    const values = x[axis];
    if (choices > 0) {
      for (let choice = 0; choice < choices; choice++) {
        const own = rows.filter((row) => values[row] === choice);
        if (own.length === 0 || own.length === rows.length) continue;
        const left = own.reduce((total, row) => total + y[row], 0);
        consider(left, own.length, {axis, at: 0, choice});
      }
      return;
    }
    const order = rows.slice().sort((a, b) => values[a] - values[b]);
    let left = 0;
    for (let n = 1; n < order.length; n++) {
      left += y[order[n - 1]];
      const [below, above] = [values[order[n - 1]], values[order[n]]];
      if (below < above) consider(left, n, {axis, at: (below + above) / 2, choice: null});
    }
  });
  return best;
}

/** How much of the space a side covers along its axis. */
function sizeOf({from, to, choices}: Side, {choices: of}: Axis): number {
  if (of === 0) return to - from;
  let count = 0;
  for (let choice = 0; choice < of; choice++) count += (choices >> choice) & 1;
  return count / of;
}

/** The variance of a tree over the space, and of the mean over all other axes along each. */
function variances(axes: readonly Axis[], leaves: readonly Leaf[]): {readonly whole: number; readonly own: number[]} {
  const sizes = leaves.map(({box}) => box.map((side, j) => sizeOf(side, axes[j])));
  const volumes = sizes.map((sides) => sides.reduce((product, size) => product * size, 1));
  const mean = leaves.reduce((sum, {value}, i) => sum + volumes[i] * value, 0);
  const whole = leaves.reduce((sum, {value}, i) => sum + volumes[i] * (value - mean) ** 2, 0);
  const own = axes.map(({choices}, j) => {
    // cells in which the mean along this axis does not change
    const cells =
      choices > 0
        ? Array.from({length: choices}, (_, choice) => ({from: choice, to: choice, size: 1 / choices}))
        : cellsOf(leaves.map(({box}) => box[j]));
    return cells.reduce((sum, {from, to, size}) => {
      let along = 0;
      leaves.forEach(({value, box}, i) => {
        const side = box[j];
        const covers = choices > 0 ? ((side.choices >> from) & 1) === 1 : side.from <= from && to <= side.to;
        if (covers) along += (value * volumes[i]) / sizes[i][j];
      });
      return sum + size * (along - mean) ** 2;
    }, 0);
  });
  return {whole, own};
}

function cellsOf(sides: readonly Side[]): {readonly from: number; readonly to: number; readonly size: number}[] {
  const edges = [...new Set(sides.flatMap(({from, to}) => [from, to]))].sort((a, b) => a - b);
  return edges.slice(1).map((to, i) => ({from: edges[i], to, size: to - edges[i]}));
}
