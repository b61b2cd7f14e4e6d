import {UserError} from "../../core/errors.js";
import {KERNEL} from "./kernelCode.js";

/** The functions of `kernel.asc`; pointers are byte offsets into its memory. */
export interface RecommenderKernel {
  multiply(
    m: number,
    n: number,
    k: number,
    a: number,
    ar: number,
    ac: number,
    b: number,
    br: number,
    bc: number,
    c: number,
    cr: number,
    add: number,
    spare: number
  ): void;
  gather(table: number, width: number, ids: number, n: number, out: number): void;
  dots(rows: number, bias: number, m: number, u: number, x: number, out: number): void;
  addTo(to: number, from: number, n: number): void;
  scaleBy(x: number, by: number, n: number): void;
  addRow(x: number, row: number, m: number, n: number): void;
  sumRows(x: number, m: number, n: number, out: number): void;
  expAll(x: number, n: number): void;
  gates(m: number, u: number, fromInput: number, fromState: number, h: number, next: number): void;
  gatesBack(m: number, u: number, gate: number, fromState: number, h: number, gradient: number): void;
  memoryGates(
    m: number,
    u: number,
    fromInput: number,
    fromState: number,
    cell: number,
    next: number,
    nextCell: number
  ): void;
  memoryGatesBack(m: number, u: number, gate: number, fromState: number, cell: number, gradient: number): void;
  softmaxGradient(
    scores: number,
    m: number,
    n: number,
    stride: number,
    targets: number,
    scale: number,
    losses: number
  ): void;
  adagrad(w: number, g: number, s: number, v: number, n: number, rate: number, momentum: number, epsilon: number): void;
  adagradRows(
    w: number,
    g: number,
    s: number,
    v: number,
    width: number,
    ids: number,
    places: number,
    n: number,
    rate: number,
    momentum: number,
    epsilon: number
  ): void;
}

/** A place in a kernel's memory: its offset in bytes, and how many numbers of 32 bits it holds. */
export interface Place {
  readonly at: number;
  readonly length: number;
}

/** The kernel on a memory of its own, which does not grow, so that views of it stay good. */
export interface RecommenderMemory {
  readonly kernel: RecommenderKernel;
  floats(place: Place): Float32Array;
  integers(place: Place): Int32Array;
}

let compiled: WebAssembly.Module | undefined;

/**
 * Places in a memory that is yet to be made. Throws `UserError` where it becomes more than there is or can be.
 *
 * @example
 * ```ts
 * const layout = new MemoryLayout();
 * const place = layout.take(3);
 * const {floats, kernel} = layout.make();
 * floats(place).set([0, 1, 2]);
 * kernel.addTo(place.at, place.at, 3);
 * floats(place) // → [0, 2, 4]
 * new MemoryLayout().take(2 ** 30) // → throws UserError: a recommender of this size takes more than 2 GB of memory
 * ```
 */
export class MemoryLayout {
  private end = 64;

  /** A place for so many numbers of 32 bits, filled up with unused ones to a multiple of 64 bytes. */
  take(length: number): Place {
    const at = this.end;
    // offsets are kept in 32-bit numbers with a sign
    if (!(at + 4 * length <= 0x7fffffc0))
      throw new UserError(
        "a recommender of this size takes more than 2 GB of memory",
        "choose fewer units, or items with more clicks"
      );
    this.end = (at + 4 * length + 63) & ~63;
    return {at, length};
  }

  make(): RecommenderMemory {
    compiled ??= new WebAssembly.Module(Uint8Array.from(atob(KERNEL), (c) => c.charCodeAt(0)));
    let memory: WebAssembly.Memory;
    try {
      memory = new WebAssembly.Memory({initial: Math.ceil(this.end / 65_536)});
    } catch {
      throw new UserError(
        `there are no ${Math.ceil(this.end / 1e6)} MB of memory left for a recommender`,
        "choose fewer units, or close other pages"
      );
    }
    const kernel = new WebAssembly.Instance(compiled, {env: {memory}}).exports as unknown as RecommenderKernel;
    const {buffer} = memory;
    return {
      kernel,
      floats: ({at, length}) => new Float32Array(buffer, at, length),
      integers: ({at, length}) => new Int32Array(buffer, at, length)
    };
  }
}
