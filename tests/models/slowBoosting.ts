import {binEdges, BIN_OPTIONS} from "../../src/lib/models/binEdges.js";
import {BOOSTING_OPTIONS, type BoostingOptions} from "../../src/lib/models/boostingOptions.js";
import {column, type TrainingSet} from "../../src/lib/models/matrix.js";

interface SlowLeaf {
  readonly rows: readonly number[];
  readonly depth: number;
  readonly low: number;
  readonly high: number;
}

interface SlowCut {
  readonly gain: number;
  readonly feature: number;
  readonly goesLeft: (row: number) => boolean;
}

/** What one tree does with the rows of training. */
export interface SlowTree {
  /** The number of the leaf that each row falls into; leaves have no particular order. */
  readonly leaf: number[];
  /** The value of that leaf, learning rate included. */
  readonly value: number[];
}

/**
 * Gradient boosting as one would write it down: every cut of every leaf is tried by going through its rows again. No
 * kernel, no histogram, nothing kept from one leaf to the next; only the places where columns may be cut are those of
 * `binEdges`. All rows and all columns in each tree.
 */
export function slowBoosting(
  train: TrainingSet,
  given: Partial<BoostingOptions>
): {trees: SlowTree[]; scores: number[]} {
  const o = {...BOOSTING_OPTIONS, ...given};
  const {rows, y} = train;
  const columns = train.columns.map((_, f) => column(train, f));
  const edges = columns.map((values) => binEdges(values, {...BIN_OPTIONS, bins: o.bins, seed: o.seed}, train.weights));
  const direction = train.columns.map((name): number => o.monotone[name] ?? 0);
  const weight = Array.from(
    {length: rows},
    (_, row) => (train.weights?.[row] ?? 1) * (o.loss === "logistic" && y[row] === 1 ? o.scalePosWeight : 1)
  );
  const mean = sum(weight.map((w, row) => w * y[row])) / sum(weight);
  const start = o.loss === "logistic" ? Math.log(mean / (1 - mean)) : o.loss === "poisson" ? Math.log(mean) : mean;
  const scores = Array.from({length: rows}, () => start);
  /** How many rows these are, each as often as it weighs. */
  const manyOf = (of: readonly number[]) => sum(of.map((row) => train.weights?.[row] ?? 1));

  let g: number[] = [];
  let h: number[] = [];
  const gradients = () => {
    const chance = scores.map((s) => 1 / (1 + Math.exp(-s)));
    g = scores.map((s, row) => {
      const predicted = o.loss === "logistic" ? chance[row] : o.loss === "poisson" ? Math.exp(s) : s;
      return weight[row] * (predicted - y[row]);
    });
    h = scores.map((s, row) => {
      const second =
        o.loss === "logistic" ? chance[row] * (1 - chance[row]) : o.loss === "poisson" ? Math.exp(s + 0.7) : 1;
      return weight[row] * second;
    });
  };

  const valueOf = (of: readonly number[], low: number, high: number) => {
    const [G, H] = [sum(of.map((row) => g[row])), sum(of.map((row) => h[row]))];
    const free = of.length === 0 ? 0 : -(Math.sign(G) * Math.max(0, Math.abs(G) - o.l1)) / (H + o.l2);
    return Math.max(low, Math.min(high, free));
  };
  /** Twice what a leaf of this value takes off the loss to second order. */
  const drop = (of: readonly number[], value: number) => {
    const [G, H] = [sum(of.map((row) => g[row])), sum(of.map((row) => h[row]))];
    return -(2 * G * value + (H + o.l2) * value * value + 2 * o.l1 * Math.abs(value));
  };

  /** What a cut gains in one leaf; null where it is not allowed there. */
  const gainOf = (leaf: SlowLeaf, feature: number, goesLeft: (row: number) => boolean): number | null => {
    const left = leaf.rows.filter(goesLeft);
    const right = leaf.rows.filter((row) => !goesLeft(row));
    const whole = sum(leaf.rows.map((row) => h[row]));
    for (const side of [left, right]) {
      const H = sum(side.map((row) => h[row]));
      const many = o.countRows ? manyOf(side) : (H * manyOf(leaf.rows)) / whole + 0.5;
      if (side.length === 0 || H < o.leastHessian || many < o.leastRows) return null;
    }
    const [a, b] = [valueOf(left, leaf.low, leaf.high), valueOf(right, leaf.low, leaf.high)];
    if ((direction[feature] > 0 && a > b) || (direction[feature] < 0 && a < b)) return null;
    return drop(left, a) + drop(right, b) - drop(leaf.rows, valueOf(leaf.rows, leaf.low, leaf.high));
  };

  /** Every cut there is, in the order in which the first of equals wins. */
  const cuts = columns.flatMap((values, feature) =>
    [false, true].flatMap((missingLeft) =>
      missingLeft && !values.some(Number.isNaN)
        ? []
        : [...edges[feature], Infinity].map((threshold) => ({
            feature,
            goesLeft: (row: number) => (Number.isNaN(values[row]) ? missingLeft : values[row] <= threshold)
          }))
    )
  );

  const bestCut = (leaves: readonly SlowLeaf[]): SlowCut | null => {
    let best: SlowCut | null = null;
    for (const cut of cuts) {
      const gains = leaves.map((leaf) => gainOf(leaf, cut.feature, cut.goesLeft));
      const gain = sum(gains.map((one) => one ?? 0));
      if (gains.some((one) => one !== null) && gain > (best?.gain ?? o.leastGain) + 1e-12) best = {...cut, gain};
    }
    return best;
  };

  const split = (leaf: SlowLeaf, {feature, goesLeft}: SlowCut): SlowLeaf[] => {
    const left = leaf.rows.filter(goesLeft);
    const right = leaf.rows.filter((row) => !goesLeft(row));
    const middle = (valueOf(left, leaf.low, leaf.high) + valueOf(right, leaf.low, leaf.high)) / 2;
    const [down, up] = [
      {...leaf, depth: leaf.depth + 1, high: Math.min(leaf.high, middle)},
      {...leaf, depth: leaf.depth + 1, low: Math.max(leaf.low, middle)}
    ];
    const free = {...leaf, depth: leaf.depth + 1};
    const [a, b] = direction[feature] === 0 ? [free, free] : direction[feature] > 0 ? [down, up] : [up, down];
    return [
      {...a, rows: left},
      {...b, rows: right}
    ];
  };

  const grow = (): SlowLeaf[] => {
    let leaves: SlowLeaf[] = [{rows: scores.map((_, row) => row), depth: 0, low: -Infinity, high: Infinity}];
    if (o.growth === "symmetric") {
      for (let depth = 0; depth < o.depth; depth++) {
        const cut = bestCut(leaves);
        if (cut === null) break;
        leaves = leaves.flatMap((leaf) => split(leaf, cut));
      }
      return leaves;
    }
    for (;;) {
      const open = leaves.map((leaf) => (o.growth === "level" && leaf.depth === o.depth ? null : bestCut([leaf])));
      const gains = open.map((cut) => cut?.gain ?? -Infinity);
      const at = gains.indexOf(Math.max(...gains));
      if (open[at] === null || (o.growth === "leaf" && leaves.length === o.leaves)) return leaves;
      leaves = [...leaves.slice(0, at), ...split(leaves[at], open[at]), ...leaves.slice(at + 1)];
    }
  };

  const trees: SlowTree[] = [];
  for (let t = 0; t < o.trees; t++) {
    gradients();
    const leaf = scores.map(() => 0);
    const value = scores.map(() => 0);
    grow().forEach((one, k) => {
      for (const row of one.rows) {
        leaf[row] = k;
        value[row] = o.learningRate * valueOf(one.rows, one.low, one.high);
      }
    });
    value.forEach((v, row) => (scores[row] += v));
    trees.push({leaf, value});
  }
  return {trees, scores};
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
