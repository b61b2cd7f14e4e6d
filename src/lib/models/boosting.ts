import {random} from "../core/random.js";
import {binEdges, BIN_OPTIONS} from "./binEdges.js";
import {BOOSTING_OPTIONS, checkBoosting, type BoostingOptions} from "./boostingOptions.js";
import {checkTraining} from "./checkTraining.js";
import {Layout} from "./kernel/kernel.js";
import {linkInverse, meanLoss, startOf} from "./losses.js";
import {column, type Matrix, type TrainingSet} from "./matrix.js";
import {checkColumns, type Model} from "./model.js";
import {addTree, GrowingTree, treeFromJson, treeToJson, type Tree, type TreeJson} from "./tree.js";

/** Trees whose sum, added to `start`, is the score of a row. */
export interface BoostingModel extends Model {
  readonly family: "boosting";
  readonly options: BoostingOptions;
  readonly start: number;
  readonly trees: readonly Tree[];
  /** Before the link: log-odds, the logarithm of a mean, or the mean itself. */
  score(matrix: Matrix, trees?: number): Float64Array;
  toJSON(): BoostingJson;
}

export interface BoostingJson {
  readonly family: "boosting";
  readonly columns: readonly string[];
  readonly options: BoostingOptions;
  readonly start: number;
  readonly trees: readonly TreeJson[];
}

export interface BoostingProgress {
  /** Trees so far. */
  readonly trees: number;
  /** Mean loss on the training set and on the validation set; null where there is none. */
  readonly training: number | null;
  readonly validation: number | null;
}

export interface Watched {
  readonly validation?: TrainingSet;
  /** Whether the training loss is worked out after each tree. */
  readonly training?: boolean;
}

/** A leaf while its tree grows: a stretch of the index of rows, their histogram, and the best cut. */
interface Leaf {
  readonly from: number;
  readonly rows: number;
  readonly g: number;
  readonly h: number;
  readonly node: number;
  readonly depth: number;
  readonly low: number;
  readonly high: number;
  histogram: number;
  gain: number;
  feature: number;
  threshold: number;
  missingLeft: boolean;
  leftG: number;
  leftH: number;
}

const PAIR = 16;

/** Fits at one go; see `boost`. */
export function fitBoosting(
  train: TrainingSet,
  options: Partial<BoostingOptions> = {},
  watched: Watched = {}
): BoostingModel {
  const run = boost(train, options, watched);
  for (;;) {
    const {done, value} = run.next();
    if (done) return value;
  }
}

/**
 * Gradient boosting on histograms: every column is cut into at most 255 bins once; each tree is grown on sums of gradients and hessians by bin, those of
 * a leaf's larger child being the leaf's less the smaller child's. Missing values go to the side that gains more. After each tree it yields, so that a worker can
 * tell how far it is and stop. The same bits everywhere: sums are in a fixed order, and the exponential function is our own.
 *
 * Throws what `checkTraining` and `checkBoosting` throw.
 *
 * Sources: J. H. Friedman (2001), Greedy function approximation, Annals of Statistics 29; T. Chen and C. Guestrin (2016), XGBoost (the second-order gain, missing
 * values, level-wise growth); G. Ke et al. (2017), LightGBM (histograms, leaf-wise growth); L. Prokhorenkova et al. (2018), CatBoost (symmetric trees).
 */
export function* boost(
  train: TrainingSet,
  given: Partial<BoostingOptions> = {},
  {validation, training: watchTraining = false}: Watched = {}
): Generator<BoostingProgress, BoostingModel> {
  const o: BoostingOptions = {...BOOSTING_OPTIONS, ...given};
  checkBoosting(o, train.columns);
  checkTraining(train, {classes: o.loss === "logistic"});
  const {rows, columns} = train;
  const width = columns.length;

  // the columns in bins, and everything else that the kernel works on, in one memory
  const layout = new Layout();
  const most = o.bins + 1;
  const binsAt = columns.map(() => layout.take(rows));
  const pairsAt = layout.take(rows * PAIR);
  const gatheredAt = layout.take(rows * PAIR);
  const indexAt = layout.take(rows * 4);
  const spareAt = layout.take(rows * 4 + 4);
  const scoresAt = layout.take(rows * 8);
  const labelsAt = layout.take(rows * 8);
  const weightsAt = layout.take(rows * 8);
  const valuesAt = layout.take(rows * 8);
  const edgesAt = layout.take(most * 8);
  const otherAt = layout.take(most * PAIR);
  const gainsAt = layout.take(2 * most * 8);
  const totalAt = layout.take(PAIR);
  const cutAt = layout.take(64);
  const stride = most * PAIR;
  const mostLeaves = o.growth === "leaf" ? o.leaves : 1 << o.depth;
  const pool = Array.from({length: mostLeaves + 1}, () => layout.take(width * stride));
  const {kernel, f64, u32, u8} = layout.make();

  const edges: Float64Array[] = [];
  const bins = new Int32Array(width);
  const missing = new Int32Array(width);
  /** The bin that most rows are in, where it is worth leaving out; else −1. */
  const common = new Int32Array(width).fill(-1);
  for (let f = 0; f < width; f++) {
    const values = column(train, f);
    edges[f] = binEdges(values, {...BIN_OPTIONS, bins: o.bins, seed: o.seed});
    missing[f] = values.some(Number.isNaN) ? 1 : 0;
    f64.set(values, valuesAt / 8);
    f64.set(edges[f], edgesAt / 8);
    kernel.bin(valuesAt, rows, edgesAt, edges[f].length, edges[f].length + 1, binsAt[f]);
    bins[f] = edges[f].length + 1 + missing[f];
    const seen = new Int32Array(256);
    for (let row = 0; row < rows; row++) seen[u8[binsAt[f] + row]]++;
    const top = seen.indexOf(Math.max(...seen));
    if (seen[top] > 0.7 * rows) common[f] = top;
  }
  const direction = Int32Array.from(columns, (name) => o.monotone[name] ?? 0);

  const weighted = train.weights !== undefined || o.scalePosWeight !== 1;
  for (let row = 0; row < rows; row++) {
    f64[labelsAt / 8 + row] = train.y[row];
    f64[weightsAt / 8 + row] =
      (train.weights?.[row] ?? 1) * (train.y[row] === 1 && o.loss === "logistic" ? o.scalePosWeight : 1);
  }
  const labels = f64.subarray(labelsAt / 8, labelsAt / 8 + rows);
  const weights = f64.subarray(weightsAt / 8, weightsAt / 8 + rows);
  const scores = f64.subarray(scoresAt / 8, scoresAt / 8 + rows);
  const start = startOf(o, labels, weights);
  scores.fill(start);
  const watchedScores = validation === undefined ? null : new Float64Array(validation.rows).fill(start);

  const gradients = () => {
    const w = weighted ? weightsAt : 0;
    if (o.loss === "logistic") kernel.logistic(scoresAt, labelsAt, w, rows, pairsAt);
    else if (o.loss === "poisson") kernel.poisson(scoresAt, labelsAt, w, rows, pairsAt, 0.7);
    else if (o.loss === "squared") kernel.squared(scoresAt, labelsAt, w, rows, pairsAt);
    else kernel.quantile(scoresAt, labelsAt, w, rows, pairsAt, o.level);
  };

  /** Sums the pairs of a leaf by bin of every chosen column; its total is then at `totalAt`. */
  const fill = (leaf: {from: number; rows: number; histogram: number}, chosen: readonly number[]) => {
    const index = indexAt + leaf.from * 4;
    kernel.gather(pairsAt, index, leaf.rows, gatheredAt);
    kernel.total(gatheredAt, leaf.rows, totalAt);
    for (const f of chosen) {
      const at = leaf.histogram + f * stride;
      if (common[f] >= 0)
        kernel.histogramButOne(binsAt[f], index, leaf.rows, gatheredAt, at, bins[f], common[f], totalAt);
      else kernel.histogram(binsAt[f], index, leaf.rows, gatheredAt, at, otherAt, bins[f]);
    }
  };

  const leafValue = ({g, h, low, high}: Pick<Leaf, "g" | "h" | "low" | "high">) => {
    const shrunk = g > o.l1 ? g - o.l1 : g < -o.l1 ? g + o.l1 : 0;
    return h + o.l2 > 0 ? Math.max(low, Math.min(high, -shrunk / (h + o.l2))) : 0;
  };

  const findCut = (leaf: Leaf, chosen: readonly number[]) => {
    leaf.gain = o.leastGain;
    leaf.feature = -1;
    if (leaf.rows < 2 * o.leastRows || (o.growth === "level" && leaf.depth >= o.depth)) return;
    for (const f of chosen) {
      if (bins[f] < 2) continue;
      kernel.bestCut(
        leaf.histogram + f * stride,
        bins[f],
        missing[f],
        leaf.g,
        leaf.h,
        leaf.rows,
        o.l1,
        o.l2,
        o.leastRows,
        o.leastHessian,
        direction[f],
        leaf.low,
        leaf.high,
        cutAt
      );
      const at = cutAt / 8;
      if (!(f64[at] > leaf.gain + 1e-12)) continue;
      leaf.gain = f64[at];
      leaf.feature = f;
      leaf.threshold = f64[at + 1];
      leaf.missingLeft = f64[at + 2] === 1;
      leaf.leftG = f64[at + 3];
      leaf.leftH = f64[at + 4];
    }
  };

  /** The two leaves that a cut makes, their rows apart in the index. */
  const split = (leaf: Leaf, tree: GrowingTree): [Leaf, Leaf] => {
    const {feature: f, threshold} = leaf;
    const missingBin = missing[f] ? bins[f] - 1 : 256;
    const left = kernel.partition(
      binsAt[f],
      indexAt + leaf.from * 4,
      leaf.rows,
      threshold,
      missingBin,
      leaf.missingLeft ? 1 : 0,
      spareAt
    );
    const sides = [
      {from: leaf.from, rows: left, g: leaf.leftG, h: leaf.leftH},
      {from: leaf.from + left, rows: leaf.rows - left, g: leaf.g - leaf.leftG, h: leaf.h - leaf.leftH}
    ];
    // a constrained column's cut also bounds what grows below it
    const middle = sides.reduce((sum, side) => sum + leafValue({...side, low: leaf.low, high: leaf.high}), 0) / 2;
    const made = sides.map((side, i): Leaf => {
      const upper = direction[f] === (i === 0 ? 1 : -1);
      const lower = direction[f] === (i === 0 ? -1 : 1);
      const low = lower ? Math.max(leaf.low, middle) : leaf.low;
      const high = upper ? Math.min(leaf.high, middle) : leaf.high;
      const node = tree.leaf(0, side.h);
      return {
        ...side,
        node,
        depth: leaf.depth + 1,
        low,
        high,
        histogram: -1,
        gain: 0,
        feature: -1,
        threshold: 0,
        missingLeft: false,
        leftG: 0,
        leftH: 0
      };
    });
    tree.cut(leaf.node, {
      feature: f,
      // beyond the last edge only missing values are left
      threshold: threshold < edges[f].length ? edges[f][threshold] : Infinity,
      left: made[0].node,
      right: made[1].node,
      missingLeft: leaf.missingLeft,
      gain: leaf.gain
    });
    return [made[0], made[1]];
  };

  /** Histograms of two new leaves: the smaller is counted, the larger is what its parent has beyond it. */
  const fillBoth = (parent: Leaf, [a, b]: readonly [Leaf, Leaf], free: number[], chosen: readonly number[]) => {
    const [small, large] = a.rows <= b.rows ? [a, b] : [b, a];
    small.histogram = free.pop()!;
    large.histogram = parent.histogram;
    fill(small, chosen);
    for (const f of chosen)
      kernel.subtract(
        parent.histogram + f * stride,
        small.histogram + f * stride,
        large.histogram + f * stride,
        bins[f]
      );
  };

  const growTree = (inTree: number, chosen: readonly number[]): {tree: GrowingTree; leaves: Leaf[]} => {
    const tree = new GrowingTree();
    const free = [...pool];
    const histogram = free.pop()!;
    fill({from: 0, rows: inTree, histogram}, chosen);
    const [g, h] = [f64[totalAt / 8], f64[totalAt / 8 + 1]];
    const root: Leaf = {
      from: 0,
      rows: inTree,
      g,
      h,
      node: tree.leaf(0, h),
      depth: 0,
      low: -Infinity,
      high: Infinity,
      histogram,
      gain: 0,
      feature: -1,
      threshold: 0,
      missingLeft: false,
      leftG: 0,
      leftH: 0
    };
    let leaves = [root];
    if (o.growth === "symmetric") {
      for (let depth = 0; depth < o.depth; depth++) {
        const cut = commonCut(leaves, chosen);
        if (cut === null) break;
        leaves = leaves.flatMap((leaf) => {
          Object.assign(leaf, cut);
          sumLeft(leaf);
          const both = split(leaf, tree);
          if (depth + 1 < o.depth) fillBoth(leaf, both, free, chosen);
          return both;
        });
      }
      return {tree, leaves};
    }
    findCut(root, chosen);
    while (leaves.length < mostLeaves) {
      let next: Leaf | null = null;
      for (const leaf of leaves) {
        if (leaf.feature < 0) continue;
        if (next === null || (o.growth === "level" ? leaf.depth < next.depth : leaf.gain > next.gain)) next = leaf;
      }
      if (next === null) break;
      const both = split(next, tree);
      leaves.splice(leaves.indexOf(next), 1, ...both);
      if (leaves.length === mostLeaves) break;
      fillBoth(next, both, free, chosen);
      for (const leaf of both) findCut(leaf, chosen);
    }
    return {tree, leaves};
  };

  /** The cut that lowers the loss most if all leaves are cut so; null where none does. */
  const commonCut = (leaves: readonly Leaf[], chosen: readonly number[]) => {
    let found: Pick<Leaf, "gain" | "feature" | "threshold" | "missingLeft"> | null = null;
    for (const f of chosen) {
      const real = bins[f] - missing[f];
      const gains = f64.subarray(gainsAt / 8, gainsAt / 8 + 2 * real).fill(0);
      for (const leaf of leaves)
        if (leaf.rows > 0)
          kernel.addGains(
            leaf.histogram + f * stride,
            bins[f],
            missing[f],
            leaf.g,
            leaf.h,
            leaf.rows,
            o.l1,
            o.l2,
            o.leastRows,
            o.leastHessian,
            gainsAt
          );
      for (let k = 0; k < real * (1 + missing[f]); k++)
        if (gains[k] > (found?.gain ?? o.leastGain) + 1e-12)
          found = {gain: gains[k], feature: f, threshold: k % real, missingLeft: k >= real};
    }
    return found;
  };

  /** Fills in the sums left of a cut that was chosen for all leaves. */
  const sumLeft = (leaf: Leaf) => {
    const f = leaf.feature;
    const at = (leaf.histogram + f * stride) / 8;
    leaf.leftG = 0;
    leaf.leftH = 0;
    const add = (bin: number) => {
      leaf.leftG += f64[at + 2 * bin];
      leaf.leftH += f64[at + 2 * bin + 1];
    };
    if (leaf.rows === 0) return;
    if (leaf.missingLeft) add(bins[f] - 1);
    for (let bin = 0; bin <= leaf.threshold; bin++) add(bin);
  };

  const trees: Tree[] = [];
  const all = columns.map((_, f) => f);
  let best = {trees: 0, loss: Infinity};
  for (let t = 0; t < o.trees; t++) {
    const source = random(o.seed, t);
    gradients();
    const inTree = draw(rows, o.rowSample, source, u32.subarray(indexAt / 4, indexAt / 4 + rows));
    const chosen = o.columnSample < 1 ? sampleColumns(all, o.columnSample, source) : all;
    const {tree: growing, leaves} = growTree(inTree, chosen);
    for (const leaf of leaves) {
      const members = u32.subarray(indexAt / 4 + leaf.from, indexAt / 4 + leaf.from + leaf.rows);
      const value =
        o.learningRate *
        (o.loss === "quantile" ? residualQuantile(members, labels, scores, weights, o.level) : leafValue(leaf));
      growing.set(leaf.node, value);
      if (inTree === rows) kernel.addTo(scoresAt, indexAt + leaf.from * 4, leaf.rows, value);
    }
    const tree = growing.finish();
    trees.push(tree);
    // rows that the tree has not seen
    if (inTree < rows) addTree(tree, train, scores);
    let loss: number | null = null;
    if (validation !== undefined) {
      addTree(tree, validation, watchedScores!);
      loss = meanLoss(o, watchedScores!, validation.y, validation.weights);
      if (loss < best.loss) best = {trees: t + 1, loss};
    }
    yield {trees: t + 1, training: watchTraining ? meanLoss(o, scores, labels, weights) : null, validation: loss};
    if (o.patience > 0 && validation !== undefined && t + 1 - best.trees >= o.patience) break;
  }
  const kept = o.patience > 0 && validation !== undefined ? trees.slice(0, best.trees) : trees;
  return boostingModel(columns, o, start, kept);
}

/** Puts the numbers of the drawn rows, ascending, at the start of `index` and returns how many they are. */
function draw(rows: number, share: number, source: {uniform(): number}, index: Uint32Array): number {
  if (share === 1) {
    for (let row = 0; row < rows; row++) index[row] = row;
    return rows;
  }
  const wanted = Math.max(1, Math.round(share * rows));
  let n = 0;
  for (let row = 0; row < rows && n < wanted; row++) if (source.uniform() * (rows - row) < wanted - n) index[n++] = row;
  return n;
}

function sampleColumns(all: readonly number[], share: number, source: {below(n: number): number}): number[] {
  const left = [...all];
  const wanted = Math.max(1, Math.round(share * all.length));
  while (left.length > wanted) left.splice(source.below(left.length), 1);
  return left;
}

/** The weighted quantile of labels less scores: the least residual below or at which so much of the weight lies. */
function residualQuantile(
  rows: Uint32Array,
  labels: Float64Array,
  scores: Float64Array,
  weights: Float64Array,
  level: number
): number {
  const residuals = Array.from(rows, (row) => ({r: labels[row] - scores[row], w: weights[row]})).sort(
    (a, b) => a.r - b.r
  );
  const whole = residuals.reduce((sum, {w}) => sum + w, 0);
  let sum = 0;
  for (const {r, w} of residuals) {
    sum += w;
    if (sum >= level * whole) return r;
  }
  return 0;
}

function boostingModel(
  columns: readonly string[],
  options: BoostingOptions,
  start: number,
  trees: readonly Tree[]
): BoostingModel {
  const score = (matrix: Matrix, count = trees.length) => {
    checkColumns(columns, matrix);
    const scores = new Float64Array(matrix.rows).fill(start);
    for (const tree of trees.slice(0, count)) addTree(tree, matrix, scores);
    return scores;
  };
  return {
    family: "boosting",
    columns,
    options,
    start,
    trees,
    score,
    predict: (matrix) => linkInverse(options.loss, score(matrix)),
    toJSON: () => ({family: "boosting", columns, options, start, trees: trees.map(treeToJson)})
  };
}

/** The model that `toJSON` wrote. */
export function boostingFromJson({columns, options, start, trees}: BoostingJson): BoostingModel {
  return boostingModel(columns, options, start, trees.map(treeFromJson));
}
