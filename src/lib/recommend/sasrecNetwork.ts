import type {Random} from "../core/random.js";
import {dropoutMask} from "../nn/dropout.js";
import {MemoryLayout, type Place, type RecommenderMemory} from "./kernel/recommenderKernel.js";
import {sasrecShapes, type SasrecOptions} from "./sasrecOptions.js";
import type {SasrecWeights} from "./sasrecRecommender.js";

/** Pieces of sessions side by side, each at the first places of its row. */
export interface SasrecBatch {
  readonly rows: number;
  readonly steps: number;
  /** rows × steps: the items clicked, whatever beyond a row's end. */
  readonly inputs: Int32Array;
  /** rows × steps: the next clicks; −1 where there is none. */
  readonly targets: Int32Array;
}

/** Items that were drawn, and how often each is drawn in a step in the mean. */
export interface DrawnItems {
  readonly items: Int32Array;
  readonly expected: Float64Array;
}

/** What a pass over a batch came to; its gradients hold until the next pass. */
export interface SasrecPass {
  readonly loss: number;
  /** By the names of the weights; of `items`, catalogue × hidden units, only the rows in `touched` are said. */
  readonly gradients: Readonly<Record<string, Float32Array>>;
  /** The items that the pass looked at. */
  readonly touched: readonly number[];
}

/** A weight with its gradient. */
interface Weight {
  readonly value: Place;
  readonly gradient: Place;
  readonly shape: readonly number[];
}

/** What a block keeps of its way forward for the way back; one row a position. */
interface Block {
  readonly attended: Normed;
  readonly q: Place;
  readonly k: Place;
  readonly v: Place;
  /** rows × heads × steps × steps */
  readonly shares: Place;
  readonly told: Place;
  readonly fed: Normed;
  readonly up: Place;
  /** What units are multiplied by in training: of what attention adds, of the rectified layer, and of what that adds. */
  readonly masks: readonly [Place, Place, Place];
}

/** A normalized layer: its output, what is output before gain and shift, and the scale of each row. */
interface Normed {
  readonly out: Place;
  readonly plain: Place;
  readonly scales: Float64Array;
}

/** Far below any score, so that its exponential is 0. */
const HIDDEN = -1e9;
const EPSILON = 1e-5;
/** Positions that are scored at once. */
const SCORED = 256;

/**
 * SASRec in one block of memory, forward and back; products of matrices are the kernel's. Item vectors times the root of
 * their width, plus a vector of the place counted from the piece's first click; blocks of attention to the clicks so far
 * and of a rectified layer, each normalized before, silenced and added to what goes in; and a last normalization. Items
 * have one vector each, as input and as output. Source: Kang and McAuley (2018), arXiv 1808.09781, section III.
 */
export class SasrecNetwork {
  /** The weights by name, as they are in the memory: to be moved in place. */
  readonly weights: SasrecWeights;
  private readonly memory: RecommenderMemory;
  private readonly byName: Readonly<Record<string, Weight>>;
  private readonly blocks: readonly Block[];
  private readonly end: Normed;
  private readonly layer: Place;
  private readonly spareLayer: Place;
  private readonly wide: Place;
  private readonly dLayer: Place;
  private readonly dq: Place;
  private readonly dk: Place;
  private readonly dv: Place;
  private readonly dShares: Place;
  private readonly first: Place;
  private readonly states: Place;
  private readonly dStates: Place;
  private readonly scores: Place;
  private readonly wanted: Place;
  private readonly losses: Place;
  private readonly chosen: Place;
  private readonly dChosen: Place;
  private readonly spare: Place;
  private readonly isTouched: Uint8Array;
  private touched: number[] = [];

  /** Throws `RangeError` for weights of another size. */
  constructor(
    readonly catalogue: number,
    private readonly options: SasrecOptions,
    weights: SasrecWeights
  ) {
    const {hidden_units: width, inner_units: inner, num_heads: heads, n_blocks, maxlen, batch_size, n_sample} = options;
    const most = batch_size * maxlen;
    const layout = new MemoryLayout();
    this.byName = Object.fromEntries(
      Object.entries({...sasrecShapes(options), items: [catalogue, width]}).map(([name, shape]) => {
        const size = shape.reduce((a, b) => a * b, 1);
        if (weights[name]?.length !== size)
          throw new RangeError(`${name} has ${weights[name]?.length ?? "no"} numbers, not ${size}`);
        return [name, {value: layout.take(size), gradient: layout.take(size), shape}];
      })
    );
    const rows = (wide = width) => layout.take(most * wide);
    const normed = (): Normed => ({out: rows(), plain: rows(), scales: new Float64Array(most)});
    this.blocks = Array.from({length: n_blocks}, () => ({
      attended: normed(),
      q: rows(),
      k: rows(),
      v: rows(),
      shares: layout.take(most * heads * maxlen),
      told: rows(),
      fed: normed(),
      up: rows(inner),
      masks: [rows(), rows(inner), rows()]
    }));
    this.end = normed();
    this.layer = rows();
    this.spareLayer = rows();
    this.wide = rows(inner);
    this.dLayer = rows();
    this.dq = rows();
    this.dk = rows();
    this.dv = rows();
    this.dShares = layout.take(maxlen * maxlen);
    this.first = rows();
    this.states = rows();
    this.dStates = rows();
    const columns = n_sample === null ? catalogue : n_sample + 1;
    this.scores = layout.take(SCORED * ((columns + 3) & ~3));
    this.wanted = layout.take(SCORED);
    this.losses = layout.take(2 * SCORED);
    this.chosen = layout.take((n_sample ?? 0) * width);
    this.dChosen = layout.take((n_sample ?? 0) * width);
    const widest = Math.max(columns, most, width, inner);
    this.spare = layout.take((2 * widest + 16) * 256 + 64);
    this.memory = layout.make();
    this.weights = Object.fromEntries(
      Object.entries(this.byName).map(([name, {value}]) => [name, this.memory.floats(value)])
    );
    for (const [name, own] of Object.entries(this.weights)) own.set(weights[name]);
    this.isTouched = new Uint8Array(catalogue);
  }

  /**
   * The loss of a batch and its gradients: the mean over all next clicks of the cross entropy of the softmax over the
   * catalogue, or over the click's own item and the drawn ones. Of drawn items' scores `logq` times the logarithm of how
   * often they are drawn is taken; an item that is the target itself does not count as drawn. Batches are of at most
   * `batch_size` rows and `maxlen` steps.
   */
  pass(batch: SasrecBatch, drawn: DrawnItems | null, source: Random): SasrecPass {
    this.forget();
    this.forward(batch, source);
    const loss = this.lossAndGradient(batch, drawn);
    this.backward(batch);
    return {
      loss,
      gradients: Object.fromEntries(
        Object.entries(this.byName).map(([name, {gradient}]) => [name, this.memory.floats(gradient)])
      ),
      touched: this.touched
    };
  }

  /** Clears the gradients of the pass before. */
  private forget(): void {
    const {hidden_units: width} = this.options;
    for (const [name, {gradient}] of Object.entries(this.byName)) {
      const values = this.memory.floats(gradient);
      if (name !== "items") values.fill(0);
      else for (const item of this.touched) values.fill(0, item * width, (item + 1) * width);
    }
    for (const item of this.touched) this.isTouched[item] = 0;
    this.touched = [];
  }

  private touch(item: number): void {
    if (this.isTouched[item] === 1) return;
    this.isTouched[item] = 1;
    this.touched.push(item);
  }

  private forward({rows, steps, inputs}: SasrecBatch, source: Random): void {
    const {memory} = this;
    const {kernel} = memory;
    const {hidden_units: width, inner_units: inner, dropout_rate: share} = this.options;
    const n = rows * steps;
    const {items, places} = this.weights;
    const layer = memory.floats(this.layer);
    const scale = Math.sqrt(width);
    for (let at = 0, to = 0; at < n; at++) {
      let item = inputs[at] * width;
      let place = (at % steps) * width;
      for (const last = to + width; to < last; to++) layer[to] = items[item++] * scale + places[place++];
    }
    const silence = (of: Place, mask: Place, size: number) => {
      if (share === 0) return;
      memory.floats(mask).set(dropoutMask(size, share, source));
      kernel.scaleBy(of.at, mask.at, size);
    };
    silence(this.layer, this.first, n * width);
    this.blocks.forEach((block, b) => {
      this.normalize(this.layer, `a${b}`, block.attended, n);
      for (const name of ["q", "k", "v"] as const) this.linear(block.attended.out, `${name}${b}`, block[name], n);
      this.attend(block, rows, steps);
      this.linear(block.told, `o${b}`, this.spareLayer, n);
      silence(this.spareLayer, block.masks[0], n * width);
      kernel.addTo(this.layer.at, this.spareLayer.at, n * width);
      this.normalize(this.layer, `f${b}`, block.fed, n);
      this.linear(block.fed.out, `up${b}`, block.up, n);
      const up = memory.floats(block.up);
      for (let i = 0; i < n * inner; i++) if (up[i] < 0) up[i] = 0;
      silence(block.up, block.masks[1], n * inner);
      this.linear(block.up, `down${b}`, this.spareLayer, n);
      silence(this.spareLayer, block.masks[2], n * width);
      kernel.addTo(this.layer.at, this.spareLayer.at, n * width);
    });
    this.normalize(this.layer, "end", this.end, n);
  }

  /** A product with a weight, plus its bias. */
  private linear(x: Place, name: string, out: Place, n: number): void {
    const {kernel} = this.memory;
    const {value, shape} = this.byName[name];
    const [from, to] = shape;
    kernel.multiply(n, to, from, x.at, from, 1, value.at, to, 1, out.at, to, 0, this.spare.at);
    kernel.addRow(out.at, this.byName[`${name}Bias`].value.at, n, to);
  }

  /** Its way back: the gradients of weight and bias, and that of x, put to or added to `dx`. */
  private linearBack(name: string, {x, d, dx}: Record<"x" | "d" | "dx", Place>, n: number, add: boolean): void {
    const {kernel} = this.memory;
    const {value, gradient, shape} = this.byName[name];
    const [from, to] = shape;
    const {spare} = this;
    kernel.multiply(from, to, n, x.at, 1, from, d.at, to, 1, gradient.at, to, 0, spare.at);
    kernel.sumRows(d.at, n, to, this.byName[`${name}Bias`].gradient.at);
    kernel.multiply(n, from, to, d.at, to, 1, value.at, 1, to, dx.at, from, add ? 1 : 0, spare.at);
  }

  private normalize(x: Place, name: string, {out, plain, scales}: Normed, n: number): void {
    const {memory} = this;
    const {hidden_units: width} = this.options;
    const [from, to, before] = [x, out, plain].map((place) => memory.floats(place));
    const gain = this.weights[`${name}gain`];
    const shift = this.weights[`${name}shift`];
    for (let row = 0, at = 0; row < n; row++, at += width) {
      let mean = 0;
      for (let i = 0; i < width; i++) mean += from[at + i];
      mean /= width;
      let variance = 0;
      for (let i = 0; i < width; i++) variance += (from[at + i] - mean) ** 2;
      const scale = (scales[row] = 1 / Math.sqrt(variance / width + EPSILON));
      for (let i = 0; i < width; i++) {
        const value = (before[at + i] = (from[at + i] - mean) * scale);
        to[at + i] = value * gain[i] + shift[i];
      }
    }
  }

  /** Its way back; the gradient of x is put to or added to `dx`. */
  private normalizeBack(name: string, {plain, scales}: Normed, d: Place, dx: Place, n: number, add: boolean): void {
    const {memory} = this;
    const {hidden_units: width} = this.options;
    const [of, before, to] = [d, plain, dx].map((place) => memory.floats(place));
    const gain = this.weights[`${name}gain`];
    const dGain = memory.floats(this.byName[`${name}gain`].gradient);
    const dShift = memory.floats(this.byName[`${name}shift`].gradient);
    for (let row = 0, at = 0; row < n; row++, at += width) {
      let mean = 0;
      let along = 0;
      for (let i = 0; i < width; i++) {
        const g = of[at + i];
        const value = before[at + i];
        dGain[i] += g * value;
        dShift[i] += g;
        mean += g * gain[i];
        along += g * gain[i] * value;
      }
      mean /= width;
      along /= width;
      const scale = scales[row];
      for (let i = 0; i < width; i++) {
        const value = (of[at + i] * gain[i] - mean - before[at + i] * along) * scale;
        to[at + i] = add ? to[at + i] + value : value;
      }
    }
  }

  /** Softmax of the scaled products of each place with those up to it, and the mean of values by it, head by head. */
  private attend({q, k, v, shares, told}: Block, rows: number, steps: number): void {
    const {kernel} = this.memory;
    const {hidden_units: width, num_heads: heads} = this.options;
    const each = width / heads;
    const share = this.memory.floats(shares);
    const scale = 1 / Math.sqrt(each);
    this.eachHead(rows, steps, (at, square) => {
      const s = shares.at + 4 * square;
      const {spare} = this;
      kernel.multiply(steps, steps, each, q.at + at, width, 1, k.at + at, 1, width, s, steps, 0, spare.at);
      for (let i = 0, from = square; i < steps; i++, from += steps) {
        let most = -Infinity;
        for (let j = 0; j <= i; j++) most = Math.max(most, share[from + j]);
        let sum = 0;
        for (let j = 0; j <= i; j++) sum += share[from + j] = Math.exp((share[from + j] - most) * scale);
        for (let j = 0; j <= i; j++) share[from + j] /= sum;
        share.fill(0, from + i + 1, from + steps);
      }
      kernel.multiply(steps, each, steps, s, steps, 1, v.at + at, width, 1, told.at + at, width, 0, spare.at);
    });
  }

  /** Its way back from the gradient of what is told, in `spareLayer`, to those of queries, keys and values. */
  private attendBack({q, k, v, shares}: Block, rows: number, steps: number): void {
    const {kernel} = this.memory;
    const {hidden_units: width, num_heads: heads} = this.options;
    const each = width / heads;
    const share = this.memory.floats(shares);
    const d = this.memory.floats(this.dShares);
    const scale = 1 / Math.sqrt(each);
    const {spareLayer: told, dShares, dq, dk, dv, spare} = this;
    this.eachHead(rows, steps, (at, square) => {
      const s = shares.at + 4 * square;
      kernel.multiply(steps, steps, each, told.at + at, width, 1, v.at + at, 1, width, dShares.at, steps, 0, spare.at);
      kernel.multiply(steps, each, steps, s, 1, steps, told.at + at, width, 1, dv.at + at, width, 0, spare.at);
      for (let i = 0, to = 0, from = square; i < steps; i++, to += steps, from += steps) {
        let mean = 0;
        for (let j = 0; j <= i; j++) mean += share[from + j] * d[to + j];
        for (let j = 0; j <= i; j++) d[to + j] = share[from + j] * (d[to + j] - mean) * scale;
        d.fill(0, to + i + 1, to + steps);
      }
      kernel.multiply(steps, each, steps, dShares.at, steps, 1, k.at + at, width, 1, dq.at + at, width, 0, spare.at);
      kernel.multiply(steps, each, steps, dShares.at, 1, steps, q.at + at, width, 1, dk.at + at, width, 0, spare.at);
    });
  }

  /** Where each row's part of each head begins: in bytes among positions, and in numbers among shares. */
  private eachHead(rows: number, steps: number, visit: (at: number, square: number) => void): void {
    const {hidden_units: width, num_heads: heads} = this.options;
    for (let row = 0; row < rows; row++)
      for (let head = 0; head < heads; head++)
        visit(4 * (row * steps * width + (head * width) / heads), (row * heads + head) * steps * steps);
  }

  /** The mean loss; leaves the gradients of items as outputs, and of the states after each click in `dLayer`. */
  private lossAndGradient({rows, steps, targets}: SasrecBatch, drawn: DrawnItems | null): number {
    const {memory, catalogue} = this;
    const {kernel} = memory;
    const {hidden_units: width, logq} = this.options;
    const known: number[] = [];
    for (let at = 0; at < rows * steps; at++) if (targets[at] >= 0) known.push(at);
    const out = memory.floats(this.end.out);
    const states = memory.floats(this.states);
    known.forEach((at, k) => states.set(out.subarray(at * width, (at + 1) * width), k * width));
    const {items} = this.weights;
    const dItems = this.byName.items.gradient;
    const ofItems = memory.floats(dItems);
    const wanted = memory.integers(this.wanted);
    const losses = memory.floats(this.losses);
    const n = drawn === null ? catalogue : drawn.items.length;
    // the target's own score comes before those of drawn items
    const own = drawn === null ? 0 : 1;
    const stride = (n + own + 3) & ~3;
    const outputs = drawn === null ? this.byName.items.value : this.chosen;
    const dOutputs = drawn === null ? dItems : this.dChosen;
    if (drawn === null) for (let item = 0; item < catalogue; item++) this.touch(item);
    else {
      const chosen = memory.floats(this.chosen);
      drawn.items.forEach((item, k) => chosen.set(items.subarray(item * width, (item + 1) * width), k * width));
    }
    const correction = drawn === null ? null : Array.from(drawn.expected, (times) => logq * Math.log(times));
    const scores = memory.floats(this.scores);
    let loss = 0;
    for (let from = 0; from < known.length; from += SCORED) {
      const m = Math.min(SCORED, known.length - from);
      const state = this.states.at + 4 * from * width;
      const dState = this.dStates.at + 4 * from * width;
      const first = this.scores.at + 4 * own;
      const {spare} = this;
      kernel.multiply(m, n, width, state, width, 1, outputs.at, 1, width, first, stride, 0, spare.at);
      for (let k = 0; k < m; k++) {
        const target = targets[known[from + k]];
        wanted[k] = own === 1 ? 0 : target;
        if (correction === null) continue;
        let score = 0;
        for (let i = 0; i < width; i++) score += states[(from + k) * width + i] * items[target * width + i];
        scores[k * stride] = score;
        for (let j = 0, at = k * stride + 1; j < n; j++, at++)
          scores[at] = drawn!.items[j] === target ? HIDDEN : scores[at] - correction[j];
      }
      const scale = 1 / known.length;
      kernel.softmaxGradient(this.scores.at, m, n + own, stride, this.wanted.at, scale, this.losses.at);
      for (let k = 0; k < m; k++) loss += Math.log(losses[2 * k]) - losses[2 * k + 1];
      const add = from > 0 ? 1 : 0;
      kernel.multiply(n, width, m, first, 1, stride, state, width, 1, dOutputs.at, width, add, spare.at);
      kernel.multiply(m, width, n, first, stride, 1, outputs.at, width, 1, dState, width, 0, spare.at);
      if (correction === null) continue;
      const ofStates = memory.floats(this.dStates);
      for (let k = 0; k < m; k++) {
        const target = targets[known[from + k]];
        this.touch(target);
        const g = scores[k * stride];
        for (let i = 0, at = (from + k) * width, to = target * width; i < width; i++, at++, to++) {
          ofStates[at] += g * items[to];
          ofItems[to] += g * states[at];
        }
      }
    }
    if (drawn !== null)
      drawn.items.forEach((item, k) => {
        this.touch(item);
        kernel.addTo(dItems.at + 4 * item * width, this.dChosen.at + 4 * k * width, width);
      });
    const back = memory.floats(this.dLayer).fill(0, 0, rows * steps * width);
    const ofStates = memory.floats(this.dStates);
    known.forEach((at, k) => back.set(ofStates.subarray(k * width, (k + 1) * width), at * width));
    return loss / known.length;
  }

  private backward({rows, steps, inputs, targets}: SasrecBatch): void {
    const {memory} = this;
    const {kernel} = memory;
    const {hidden_units: width, inner_units: inner, dropout_rate: share} = this.options;
    const n = rows * steps;
    const silence = (of: Place, mask: Place, size: number) => {
      if (share > 0) kernel.scaleBy(of.at, mask.at, size);
    };
    const {spareLayer: part, dLayer: whole, wide, dq, dk, dv} = this;
    this.normalizeBack("end", this.end, whole, whole, n, false);
    for (let b = this.blocks.length - 1; b >= 0; b--) {
      const block = this.blocks[b];
      memory.floats(part).set(memory.floats(whole).subarray(0, n * width));
      silence(part, block.masks[2], n * width);
      this.linearBack(`down${b}`, {x: block.up, d: part, dx: wide}, n, false);
      silence(wide, block.masks[1], n * inner);
      const up = memory.floats(block.up);
      const dUp = memory.floats(wide);
      // a unit that was silenced is 0 as well, and so is its gradient
      for (let i = 0; i < n * inner; i++) if (up[i] === 0) dUp[i] = 0;
      this.linearBack(`up${b}`, {x: block.fed.out, d: wide, dx: part}, n, false);
      this.normalizeBack(`f${b}`, block.fed, part, whole, n, true);
      memory.floats(part).set(memory.floats(whole).subarray(0, n * width));
      silence(part, block.masks[0], n * width);
      // over the product that goes in, which is needed no more
      this.linearBack(`o${b}`, {x: block.told, d: part, dx: dq}, n, false);
      memory.floats(part).set(memory.floats(dq).subarray(0, n * width));
      this.attendBack(block, rows, steps);
      const x = block.attended.out;
      this.linearBack(`q${b}`, {x, d: dq, dx: part}, n, false);
      this.linearBack(`k${b}`, {x, d: dk, dx: part}, n, true);
      this.linearBack(`v${b}`, {x, d: dv, dx: part}, n, true);
      this.normalizeBack(`a${b}`, block.attended, part, whole, n, true);
    }
    silence(whole, this.first, n * width);
    const d = memory.floats(whole);
    const dPlaces = memory.floats(this.byName.places.gradient);
    const dItems = memory.floats(this.byName.items.gradient);
    const scale = Math.sqrt(width);
    for (let row = 0; row < rows; row++) {
      let end = steps;
      // beyond a row's end there is nothing to learn from
      while (end > 0 && targets[row * steps + end - 1] < 0) end--;
      for (let place = 0; place < end; place++) {
        const at = row * steps + place;
        this.touch(inputs[at]);
        for (let i = 0, from = at * width, to = inputs[at] * width; i < width; i++) {
          dPlaces[place * width + i] += d[from + i];
          dItems[to + i] += d[from + i] * scale;
        }
      }
    }
  }
}
