import {thresholdOf, type BinnedColumns} from "./binColumns.js";
import type {BoostingOptions} from "./boostingOptions.js";
import type {BoostingBuffers} from "./boostingBuffers.js";
import {Histograms} from "./histograms.js";
import type {Kernel, KernelMemory} from "./kernel/kernel.js";
import {GrowingTree} from "./tree.js";

/** A leaf while its tree grows: a stretch of the index of rows with the sums over them. */
export interface Leaf {
  readonly from: number;
  readonly rows: number;
  /** What its rows weigh together: their number, where each weighs 1. */
  readonly weight: number;
  readonly g: number;
  readonly h: number;
  /** Its number in the tree. */
  readonly node: number;
  readonly depth: number;
  /** What constrained columns above leave for its value. */
  readonly low: number;
  readonly high: number;
}

/** A leaf that may still be cut, with its histogram. */
interface OpenLeaf extends Leaf {
  readonly histogram: number;
}

interface Cut {
  /** By how much it lowers twice the loss. */
  readonly gain: number;
  readonly feature: number;
  /** Rows in bins up to this one go left. */
  readonly bin: number;
  readonly missingLeft: boolean;
}

interface BestCut extends Cut {
  readonly leftG: number;
  readonly leftH: number;
}

/**
 * A gain that another exceeds by less than this is not exceeded: sums differ in their last bits with the order of the
 * columns.
 */
const TRACE = 1e-12;

/**
 * Grows trees on the pairs and bins in the kernel's memory.
 *
 * @example
 * ```ts
 * import {binColumns} from "./binColumns.js";
 * import {boostingBuffers} from "./boostingBuffers.js";
 * import {BOOSTING_OPTIONS} from "./boostingOptions.js";
 * import {Layout} from "./kernel/kernel.js";
 *
 * const matrix = {rows: 6, columns: ["views"], x: Float64Array.of(1, 2, 3, 4, 5, 6)};
 * const options = {...BOOSTING_OPTIONS, leastRows: 1};
 * const layout = new Layout();
 * const buffers = boostingBuffers(layout, 6, 1, options);
 * const memory = layout.make();
 * const binned = binColumns(memory, buffers, matrix, options);
 * const grower = new TreeGrower(options, memory, buffers, binned, 6, Int32Array.of(0));
 * memory.u32.set([0, 1, 2, 3, 4, 5], buffers.index / 4);
 * memory.f64.set([1, 1, 1, 5, 5, 5], buffers.labels / 8);
 * // gradients of the squared error at scores of 0
 * memory.kernel.squared(buffers.scores, buffers.labels, 0, 6, buffers.pairs);
 * const {tree, leaves} = grower.grow(6, [0]);
 * tree.finish().threshold // → [3.5, 0, 0]
 * leaves.map((leaf) => grower.value(leaf)) // → [1, 5]
 * ```
 */
export class TreeGrower {
  private readonly o: BoostingOptions;
  private readonly memory: KernelMemory;
  private readonly room: BoostingBuffers;
  private readonly binned: BinnedColumns;
  private readonly histograms: Histograms;
  private readonly direction: Int32Array;

  /** `direction` is 1 for a column with which values may not fall, −1 where they may not rise, else 0. */
  constructor(
    o: BoostingOptions,
    memory: KernelMemory,
    room: BoostingBuffers,
    binned: BinnedColumns,
    rows: number,
    direction: Int32Array
  ) {
    this.o = o;
    this.memory = memory;
    this.room = room;
    this.binned = binned;
    this.histograms = new Histograms(memory, room, binned, rows);
    this.direction = direction;
  }

  /**
   * A tree on the first `rows` rows of the index, cut by these columns only, and its leaves, whose rows then lie side
   * by side. Values of leaves are yet to be set.
   */
  grow(rows: number, columns: readonly number[]): {tree: GrowingTree; leaves: readonly Leaf[]} {
    this.histograms.clear();
    const tree = new GrowingTree();
    const histogram = this.histograms.take();
    const {g, h} = this.histograms.fill(histogram, 0, rows, columns);
    const root = {
      ...this.stretch(0, rows),
      g,
      h,
      node: tree.leaf(0, h),
      depth: 0,
      low: -Infinity,
      high: Infinity,
      histogram
    };
    const leaves =
      this.o.growth === "symmetric" ? this.growAlike(root, tree, columns) : this.growOneByOne(root, tree, columns);
    return {tree, leaves};
  }

  /** The value of a leaf that lowers the loss most, or, without rows or weight, 0; within its bounds. */
  value({rows, g, h, low, high}: Leaf): number {
    const {l1, l2} = this.o;
    const shrunk = g > l1 ? g - l1 : g < -l1 ? g + l1 : 0;
    return Math.max(low, Math.min(high, rows > 0 && h + l2 > 0 ? -shrunk / (h + l2) : 0));
  }

  /**
   * Leaf by leaf, always the one that gains most; or level by level, which, as every cut that lowers the loss is made,
   * may as well go down first.
   */
  private growOneByOne(root: OpenLeaf, tree: GrowingTree, columns: readonly number[]): Leaf[] {
    const {growth, leaves: most} = this.o;
    const done: Leaf[] = [];
    const open: {leaf: OpenLeaf; cut: BestCut}[] = [];
    const consider = (leaf: OpenLeaf) => {
      const cut = this.bestCut(leaf, columns);
      if (cut !== null) return void open.push({leaf, cut});
      this.histograms.give(leaf.histogram);
      done.push(leaf);
    };
    consider(root);
    while (open.length > 0) {
      let at = open.length - 1;
      if (growth === "leaf") for (let i = at - 1; i >= 0; i--) if (open[i].cut.gain >= open[at].cut.gain) at = i;
      const [{leaf, cut}] = open.splice(at, 1);
      const both = this.split(leaf, cut, tree);
      const last = growth === "leaf" && done.length + open.length + 2 === most;
      if (last || !both.some((side) => this.mayBeCut(side))) {
        this.histograms.give(leaf.histogram);
        done.push(...both);
      } else for (const side of this.sumBoth(leaf, both, columns)) consider(side);
      if (last) break;
    }
    return [...done, ...open.map(({leaf}) => leaf)];
  }

  private growAlike(root: OpenLeaf, tree: GrowingTree, columns: readonly number[]): Leaf[] {
    let level: OpenLeaf[] = [root];
    for (let depth = 1; ; depth++) {
      const cut = this.commonCut(level, columns);
      if (cut === null) return level;
      const {feature: f, bin, missingLeft} = cut;
      const missing = missingLeft ? this.binned.counts[f] - 1 : -1;
      const pairs = level.map((leaf) => {
        const {g, h} = this.histograms.sumTo(leaf.histogram, f, bin, missing);
        return {leaf, both: this.split(leaf, {...cut, leftG: g, leftH: h}, tree)};
      });
      if (depth === this.o.depth) return pairs.flatMap(({both}) => both);
      level = pairs.flatMap(({leaf, both}) => this.sumBoth(leaf, both, columns));
    }
  }

  private mayBeCut({weight, depth}: Leaf): boolean {
    return weight >= 2 * this.o.leastRows && (this.o.growth !== "level" || depth < this.o.depth);
  }

  private bestCut(leaf: OpenLeaf, columns: readonly number[]): BestCut | null {
    if (!this.mayBeCut(leaf)) return null;
    const {leastGain} = this.o;
    const {counts} = this.binned;
    const {kernel, f64} = this.memory;
    const out = this.room.cut;
    const at = out / 8;
    let found: BestCut | null = null;
    for (const f of columns) {
      if (counts[f] < 2) continue;
      this.cutBy(kernel.bestCut, leaf, f, out);
      if (f64[at] > (found?.gain ?? leastGain) + TRACE)
        found = {
          gain: f64[at],
          feature: f,
          bin: f64[at + 1],
          missingLeft: f64[at + 2] === 1,
          leftG: f64[at + 3],
          leftH: f64[at + 4]
        };
    }
    return found;
  }

  /** The cut that lowers the loss most if all leaves are cut so; null where none does. */
  private commonCut(leaves: readonly OpenLeaf[], columns: readonly number[]): Cut | null {
    const {leastGain} = this.o;
    const {counts, missing} = this.binned;
    const {kernel, f64} = this.memory;
    let found: Cut | null = null;
    for (const f of columns) {
      const real = counts[f] - missing[f];
      const gains = f64.subarray(this.room.gains / 8, this.room.gains / 8 + real * (1 + missing[f])).fill(0);
      for (const leaf of leaves) if (leaf.rows > 0) this.cutBy(kernel.addGains, leaf, f, this.room.gains);
      for (let k = 0; k < gains.length; k++)
        if (gains[k] > (found?.gain ?? leastGain) + TRACE)
          found = {gain: gains[k], feature: f, bin: k % real, missingLeft: k >= real};
    }
    return found;
  }

  /** Has the kernel look at the cuts of a leaf by one column. */
  private cutBy(look: Kernel["bestCut"], {histogram, g, h, weight, low, high}: OpenLeaf, f: number, out: number): void {
    const {l1, l2, leastRows, leastHessian} = this.o;
    const {counts, missing} = this.binned;
    const hist = this.histograms.of(histogram, f);
    const rowsOf = this.histograms.countsOf(histogram, f);
    const direction = this.direction[f];
    look(hist, rowsOf, counts[f], missing[f], g, h, weight, l1, l2, leastRows, leastHessian, direction, low, high, out);
  }

  /** The two leaves that a cut makes, their rows apart in the index. */
  private split(leaf: Leaf, cut: BestCut, tree: GrowingTree): [Leaf, Leaf] {
    const {feature: f, bin, missingLeft, gain, leftG, leftH} = cut;
    const {edges, counts, missing} = this.binned;
    const left = this.memory.kernel.partition(
      this.room.bins[f],
      this.room.index + leaf.from * 4,
      leaf.rows,
      bin,
      missing[f] === 1 ? counts[f] - 1 : 256,
      missingLeft ? 1 : 0,
      this.room.spare
    );
    const sides = [
      {...leaf, ...this.stretch(leaf.from, left), g: leftG, h: leftH},
      {...leaf, ...this.stretch(leaf.from + left, leaf.rows - left), g: leaf.g - leftG, h: leaf.h - leftH}
    ];
    // a constrained column's cut also bounds what grows below it
    const middle = (this.value(sides[0]) + this.value(sides[1])) / 2;
    const [a, b] = sides.map((side, i): Leaf => {
      const upwards = this.direction[f] * (i === 0 ? 1 : -1);
      return {
        ...side,
        node: tree.leaf(0, side.h),
        depth: leaf.depth + 1,
        low: upwards < 0 ? Math.max(leaf.low, middle) : leaf.low,
        high: upwards > 0 ? Math.min(leaf.high, middle) : leaf.high
      };
    });
    const threshold = thresholdOf(edges[f], bin);
    tree.cut(leaf.node, {feature: f, threshold, left: a.node, right: b.node, missingLeft, gain});
    return [a, b];
  }

  private stretch(from: number, rows: number): Pick<Leaf, "from" | "rows" | "weight"> {
    return {from, rows, weight: this.weightOf(from, rows)};
  }

  /** What a stretch of the index of rows weighs. */
  private weightOf(from: number, rows: number): number {
    const {rowWeights, index} = this.room;
    if (rowWeights === 0) return rows;
    const {f64, u32} = this.memory;
    let sum = 0;
    for (let at = index / 4 + from; at < index / 4 + from + rows; at++) sum += f64[rowWeights / 8 + u32[at]];
    return sum;
  }

  /** The histograms of two new leaves: the smaller is summed, the larger is what their parent has beyond it. */
  private sumBoth(parent: OpenLeaf, both: readonly [Leaf, Leaf], columns: readonly number[]): OpenLeaf[] {
    const small = both[0].rows <= both[1].rows ? 0 : 1;
    const summed = this.histograms.take();
    this.histograms.fill(summed, both[small].from, both[small].rows, columns);
    this.histograms.subtract(parent.histogram, summed, columns);
    return both.map((leaf, i) => ({...leaf, histogram: i === small ? summed : parent.histogram}));
  }
}
