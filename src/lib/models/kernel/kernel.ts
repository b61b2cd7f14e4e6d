import {UserError} from "../../core/errors.js";
import {KERNEL} from "./kernelCode.js";

/** What looks at the cuts of a leaf's histogram; where its findings go comes last. */
type LookAtCuts = (
  hist: number,
  counts: number,
  count: number,
  missing: number,
  g: number,
  h: number,
  rows: number,
  l1: number,
  l2: number,
  leastRows: number,
  leastHessian: number,
  direction: number,
  low: number,
  high: number,
  out: number
) => void;

/** The functions of `kernel.asc`; pointers are byte offsets into its memory. */
export interface Kernel {
  gather(pairs: number, index: number, n: number, out: number): void;
  histogram(bins: number, index: number, n: number, pairs: number, hist: number, other: number, count: number): void;
  histogramButOne(
    bins: number,
    index: number,
    n: number,
    pairs: number,
    hist: number,
    count: number,
    most: number,
    total: number
  ): void;
  subtract(a: number, b: number, out: number, count: number): void;
  countRows(bins: number, index: number, n: number, weights: number, counts: number, count: number): void;
  subtractCounts(a: number, b: number, out: number, count: number): void;
  total(pairs: number, n: number, out: number): void;
  readonly bestCut: LookAtCuts;
  readonly addGains: LookAtCuts;
  partition(
    bins: number,
    index: number,
    n: number,
    threshold: number,
    missingBin: number,
    missingLeft: number,
    spare: number
  ): number;
  addTo(scores: number, index: number, n: number, value: number): void;
  exp(x: number): number;
  logistic(scores: number, labels: number, weights: number, n: number, pairs: number): void;
  squared(scores: number, labels: number, weights: number, n: number, pairs: number): void;
  poisson(scores: number, labels: number, weights: number, n: number, pairs: number, steady: number): void;
  quantile(scores: number, labels: number, weights: number, n: number, pairs: number, level: number): void;
  bin(values: number, n: number, edges: number, count: number, missing: number, bins: number): void;
  addApart(x: number, rows: number, width: number, means: number, squared: number, sums: number, missing: number): void;
  standardize(x: number, rows: number, width: number, means: number, deviations: number, out: number): void;
  centre(x: number, rows: number, width: number, means: number, out: number): void;
  spread(x: number, weights: number, rows: number, width: number, stride: number, out: number): void;
  addProducts(x: number, rows: number, stride: number, out: number): void;
  addRows(x: number, factors: number, rows: number, width: number, out: number): void;
  addLogLoss(
    x: number,
    rows: number,
    width: number,
    beta: number,
    labels: number,
    weights: number,
    probabilities: number,
    curvatures: number,
    loss: number
  ): void;
  quadratics(x: number, rows: number, stride: number, matrix: number, out: number): void;
  seed(a: number, b: number, c: number): void;
  growClassTree(
    index: number,
    n: number,
    pairs: number,
    counts: number,
    columns: number,
    width: number,
    tries: number,
    least: number,
    depth: number,
    hist: number,
    spare: number,
    stack: number,
    nodes: number
  ): number;
}

/** The kernel on a memory of its own, which does not grow, so that views of it stay good. */
export interface KernelMemory {
  readonly kernel: Kernel;
  readonly f64: Float64Array;
  readonly u32: Uint32Array;
  readonly u8: Uint8Array;
}

let compiled: WebAssembly.Module | undefined;

const TOO_LARGE = "learn from fewer rows or columns";

/**
 * Places in a memory that is yet to be made. Throws `UserError` where it becomes more than there is or can be.
 *
 * @example
 * ```ts
 * const layout = new Layout();
 * layout.take(100) // → 64
 * layout.take(8) // → 192
 * layout.make().f64.length // → 8192 (a page of 64 KiB)
 * new Layout().take(2 ** 31) // → throws UserError: training takes more than 2 GB of memory
 * ```
 */
export class Layout {
  private end = 64;

  /** A place of so many bytes, as an offset that is a multiple of 64. */
  take(bytes: number): number {
    const at = this.end;
    // offsets are kept in 32-bit numbers with a sign
    if (!(at + bytes <= 0x7fffffc0)) throw new UserError("training takes more than 2 GB of memory", TOO_LARGE);
    this.end = (at + bytes + 63) & ~63;
    return at;
  }

  make(): KernelMemory {
    compiled ??= new WebAssembly.Module(Uint8Array.from(atob(KERNEL), (c) => c.charCodeAt(0)));
    let memory: WebAssembly.Memory;
    try {
      memory = new WebAssembly.Memory({initial: Math.ceil(this.end / 65_536)});
    } catch {
      throw new UserError(`there are no ${Math.ceil(this.end / 1e6)} MB of memory left to train in`, TOO_LARGE);
    }
    const kernel = new WebAssembly.Instance(compiled, {env: {memory}}).exports as unknown as Kernel;
    const {buffer} = memory;
    return {kernel, f64: new Float64Array(buffer), u32: new Uint32Array(buffer), u8: new Uint8Array(buffer)};
  }
}
