import {random} from "../core/random.js";
import {MemoryLayout, type Place, type RecommenderMemory} from "./kernel/recommenderKernel.js";
import type {Gru4RecOptions} from "./gru4recOptions.js";

/** A matrix of weights with what Adagrad remembers of it. */
interface Weights {
  readonly value: Place;
  readonly squares: Place;
  readonly velocity: Place | null;
  /** Rows and columns. */
  readonly shape: readonly [number, number];
}

interface Layer {
  readonly inputs: number;
  readonly units: number;
  readonly w: Weights;
  readonly u: Weights;
  readonly b: Weights;
  readonly c: Weights;
  /** batch × units each; `x` is what goes in. */
  readonly x: Place;
  readonly h: Place;
  readonly next: Place;
  readonly dNext: Place;
  /** Of a long short-term memory, its cells and the next ones, batch × units each; null of gated recurrent units. */
  readonly cells: {readonly now: Place; readonly next: Place} | null;
  /** batch × gates · units */
  readonly fromInput: Place;
  readonly fromState: Place;
  readonly mask: Place;
}

const EPSILON = 1e-6;
const WEIGHT_STREAM = 31;
const DROPOUT_STREAM = 32;
const SAMPLE_STREAM = 33;

/** Weights as JSON-able arrays, by the names of the authors' code: `Wy`, `By`, `E`, `Wx0`, `Wh0`, `Bx0`, `Bh0`, … */
export type Gru4RecWeights = Readonly<Record<string, Float32Array>>;

/** All that training goes on from between epochs: weights, what Adagrad remembers, and places in the random sequences. */
export interface Gru4RecTrainingState {
  readonly weights: Gru4RecWeights;
  readonly squares: Gru4RecWeights;
  /** Empty without momentum. */
  readonly velocity: Gru4RecWeights;
  readonly samples: Int32Array;
  readonly dropout: Int32Array;
}

/** Gates of a cell: reset, update, new; or input, forget, new, output. */
const GATES = {gru: 3, lstm: 4};

/**
 * A recurrent network over sessions in one block of memory: forward, backward and step are products of matrices of the
 * kernel. Sources: Hidasi et al. (2015), arXiv 1511.06939; Hidasi and Karatzoglou (2018), arXiv 1706.03847; options and
 * details as in the authors' GRU4Rec for PyTorch. Long short-term memories are those of Hochreiter and Schmidhuber (1997) with
 * a forget gate, as PyTorch has them; the authors' code has none.
 */
export class Gru4RecNetwork {
  private readonly memory: RecommenderMemory;
  private readonly layers: readonly Layer[];
  private readonly byName: Readonly<Record<string, Weights>>;
  private readonly items: Weights;
  private readonly itemBias: Weights;
  private readonly inputs: Weights | null;
  private readonly columns: number;
  private readonly gates: number;
  private readonly ids: Place;
  private readonly places: Place;
  private readonly targets: Place;
  private readonly chosenItems: Place;
  private readonly chosenBias: Place;
  private readonly scores: Place;
  private readonly losses: Place;
  private readonly dItems: Place;
  private readonly dBias: Place;
  private readonly dInputs: Place;
  private readonly dWeights: Place;
  private readonly dSmall: Place;
  private readonly embedMask: Place;
  private readonly all: Place;
  private readonly spare: Place;
  private readonly slots: Int32Array;
  private readonly cumulative: Float64Array;
  private readonly draws;
  private readonly silence;

  /** @param clicks of each item in training */
  constructor(
    readonly catalogue: number,
    private readonly options: Gru4RecOptions,
    private readonly clicks: ArrayLike<number>
  ) {
    const {
      batch_size: batch,
      layers,
      constrained_embedding: constrained,
      embedding,
      n_sample: sample,
      momentum,
      cell
    } = options;
    const gates = (this.gates = GATES[cell]);
    const layout = new MemoryLayout();
    const weights = (rows: number, columns: number): Weights => ({
      value: layout.take(rows * columns),
      squares: layout.take(rows * columns),
      velocity: momentum > 0 ? layout.take(rows * columns) : null,
      shape: [rows, columns]
    });
    const last = layers[layers.length - 1];
    this.items = weights(catalogue, last);
    this.itemBias = weights(catalogue, 1);
    // one-hot inputs look up what would be their product with the first layer's weights
    const looked = constrained ? last : embedding > 0 ? embedding : gates * layers[0];
    this.inputs = constrained ? null : weights(catalogue, looked);
    const oneHot = !constrained && embedding === 0;
    this.layers = layers.map((units, k) => {
      const inputs = k > 0 ? layers[k - 1] : oneHot ? 0 : looked;
      return {
        inputs,
        units,
        w: weights(inputs, gates * units),
        u: weights(units, gates * units),
        b: weights(1, gates * units),
        c: weights(1, gates * units),
        x: layout.take(batch * (k > 0 ? inputs : looked)),
        h: layout.take(batch * units),
        next: layout.take(batch * units),
        dNext: layout.take(batch * units),
        cells: cell === "lstm" ? {now: layout.take(batch * units), next: layout.take(batch * units)} : null,
        fromInput: layout.take(batch * gates * units),
        fromState: layout.take(batch * gates * units),
        mask: layout.take(batch * units)
      };
    });
    this.byName = Object.fromEntries(
      Object.entries({
        Wy: this.items,
        By: this.itemBias,
        ...(this.inputs === null ? {} : {[oneHot ? "Wx0" : "E"]: this.inputs}),
        ...Object.fromEntries(
          this.layers.flatMap(({w, u, b, c}, k): [string, Weights][] => [
            ...(k === 0 && oneHot ? [] : ([[`Wx${k}`, w]] as [string, Weights][])),
            [`Wh${k}`, u],
            [`Bx${k}`, b],
            [`Bh${k}`, c]
          ])
        )
      })
    );
    const columns = sample === null ? catalogue : batch + sample;
    this.columns = columns;
    const stride = (columns + 3) & ~3;
    this.ids = layout.take(columns + batch);
    this.places = layout.take(columns + batch);
    this.targets = layout.take(batch);
    this.chosenItems = layout.take(columns * last);
    this.chosenBias = layout.take(stride);
    this.scores = layout.take(batch * stride);
    this.losses = layout.take(2 * batch);
    this.dItems = layout.take((columns + batch) * last);
    this.dBias = layout.take(stride);
    this.dInputs = layout.take(batch * looked);
    this.dWeights = layout.take(
      Math.max(...this.layers.map(({inputs, units}) => Math.max(inputs, units) * gates * units))
    );
    this.dSmall = layout.take(gates * Math.max(...layers));
    this.embedMask = layout.take(batch * looked);
    const widest = Math.max(columns, ...layers.map((units) => gates * units), looked);
    this.spare = layout.take((widest + Math.max(batch, widest) + 16) * 256 + 64);
    this.all = layout.take(catalogue);
    this.memory = layout.make();
    this.slots = new Int32Array(catalogue);
    this.draws = random(options.seed, SAMPLE_STREAM);
    this.silence = random(options.seed, DROPOUT_STREAM);
    this.cumulative = new Float64Array(catalogue);
    let sum = 0;
    for (let item = 0; item < catalogue; item++) this.cumulative[item] = sum += clicks[item] ** options.sample_alpha;
    this.start();
  }

  /** Uniform weights within ±√(6 / (rows + columns)), the gates' by each gate alone; biases are 0. */
  private start(): void {
    const draws = random(this.options.seed, WEIGHT_STREAM);
    for (const [name, {value, shape}] of Object.entries(this.byName)) {
      if (name.startsWith("B")) continue;
      const [rows, columns] = shape;
      const spread = Math.sqrt(6 / (rows + (/^W[xh]/.test(name) ? columns / this.gates : columns)));
      const w = this.memory.floats(value);
      for (let i = 0; i < w.length; i++) w[i] = (2 * draws.uniform() - 1) * spread;
    }
  }

  /** A copy of all weights, by name. */
  weights(): Gru4RecWeights {
    return Object.fromEntries(
      Object.entries(this.byName).map(([name, {value}]) => [name, this.memory.floats(value).slice()])
    );
  }

  /** Takes over weights. Throws `RangeError` where some are missing or of another size. */
  load(weights: Gru4RecWeights): void {
    for (const [name, {value}] of Object.entries(this.byName)) {
      if (weights[name]?.length !== value.length)
        throw new RangeError(`${name} has ${weights[name]?.length ?? "no"} numbers, not ${value.length}`);
      this.memory.floats(value).set(weights[name]);
    }
  }

  /** A copy of all that training goes on from, but for the states of the sessions in the batch. */
  trainingState(): Gru4RecTrainingState {
    const copy = (of: (weights: Weights) => Place | null) =>
      Object.fromEntries(
        Object.entries(this.byName).flatMap(([name, weights]) => {
          const place = of(weights);
          return place === null ? [] : [[name, this.memory.floats(place).slice()]];
        })
      );
    return {
      weights: this.weights(),
      squares: copy(({squares}) => squares),
      velocity: copy(({velocity}) => velocity),
      samples: this.draws.save(),
      dropout: this.silence.save()
    };
  }

  /** Takes over what `trainingState` gave. Throws `RangeError` for that of a network of another size. */
  resume({weights, squares, velocity, samples, dropout}: Gru4RecTrainingState): void {
    this.load(weights);
    for (const [name, own] of Object.entries(this.byName)) {
      this.memory.floats(own.squares).set(squares[name]);
      if (own.velocity !== null) this.memory.floats(own.velocity).set(velocity[name]);
    }
    this.draws.restore(samples);
    this.silence.restore(dropout);
  }

  /** Sets the state of all rows, or of some, to zeros. */
  reset(rows?: readonly number[]): void {
    this.eachState((state, units) => {
      if (rows === undefined) state.fill(0);
      else for (const row of rows) state.fill(0, row * units, (row + 1) * units);
    });
  }

  /** Leaves only some rows' states, in their order. */
  keep(rows: Int32Array): void {
    this.eachState((state, units) =>
      rows.forEach((row, k) => state.copyWithin(k * units, row * units, (row + 1) * units))
    );
  }

  /** Calls back with what goes on from click to click, batch × units each. */
  private eachState(visit: (state: Float32Array, units: number) => void): void {
    for (const {h, cells, units} of this.layers)
      for (const place of cells === null ? [h] : [h, cells.now]) visit(this.memory.floats(place), units);
  }

  /** `n_sample` items, drawn by their clicks to the power of `sample_alpha`. */
  private draw(into: Int32Array, from: number, to: number): void {
    const {cumulative, draws, catalogue} = this;
    const total = cumulative[catalogue - 1];
    for (let k = from; k < to; k++) {
      const x = draws.uniform() * total;
      let low = 0;
      let high = catalogue - 1;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (cumulative[middle] > x) high = middle;
        else low = middle + 1;
      }
      into[k] = low;
    }
  }

  /**
   * One step of training on a batch of clicks; the states go on to the next. Returns the mean loss before the step.
   * `samples` in place of drawn ones, for tests.
   */
  step(inputs: Int32Array, targets: Int32Array, samples?: ArrayLike<number>): number {
    const {memory, options, catalogue} = this;
    const {kernel} = memory;
    const rows = inputs.length;
    const full = options.n_sample === null;
    const columns = full ? catalogue : rows + options.n_sample!;
    const stride = (columns + 3) & ~3;
    const last = this.layers[this.layers.length - 1];
    const ids = memory.integers(this.ids);
    const wanted = memory.integers(this.targets);
    if (full) for (let k = 0; k < catalogue; k++) ids[k] = k;
    else {
      ids.set(targets);
      if (samples === undefined) this.draw(ids, rows, columns);
      else for (let k = 0; k < samples.length; k++) ids[rows + k] = samples[k];
    }
    for (let row = 0; row < rows; row++) wanted[row] = full ? targets[row] : row;
    ids.set(inputs, columns);

    this.forward(rows, inputs, true);
    const chosen = full ? this.items.value : this.chosenItems;
    if (!full) kernel.gather(this.items.value.at, last.units, this.ids.at, columns, chosen.at);
    kernel.multiply(
      rows,
      columns,
      last.units,
      last.next.at,
      last.units,
      1,
      chosen.at,
      1,
      last.units,
      this.scores.at,
      stride,
      0,
      this.spare.at
    );
    this.addBias(rows, columns, stride, ids);
    const loss = this.lossAndGradient(rows, columns, stride, wanted);
    const scores = this.scores.at;
    // of the items' vectors and biases, and of the last state
    kernel.multiply(
      columns,
      last.units,
      rows,
      scores,
      1,
      stride,
      last.next.at,
      last.units,
      1,
      this.dItems.at,
      last.units,
      0,
      this.spare.at
    );
    kernel.sumRows(scores, rows, stride, this.dBias.at);
    kernel.multiply(
      rows,
      last.units,
      columns,
      scores,
      stride,
      1,
      chosen.at,
      last.units,
      1,
      last.dNext.at,
      last.units,
      0,
      this.spare.at
    );
    this.backward(rows);
    this.stepItems(rows, columns);
    for (const {h, next, cells} of this.layers) {
      memory.floats(h).set(memory.floats(next));
      if (cells !== null) memory.floats(cells.now).set(memory.floats(cells.next));
    }
    return loss;
  }

  private addBias(rows: number, columns: number, stride: number, ids: Int32Array): void {
    const {memory} = this;
    const bias = memory.floats(this.itemBias.value);
    const own = memory.floats(this.chosenBias);
    const {logq, sample_alpha: alpha, n_sample} = this.options;
    for (let k = 0; k < columns; k++) own[k] = bias[ids[k]];
    if (logq > 0 && n_sample !== null)
      for (let k = 0; k < columns; k++) own[k] -= logq * Math.log(this.clicks[ids[k]] ** (k < rows ? 1 : alpha));
    own.fill(0, columns, stride);
    memory.kernel.addRow(this.scores.at, this.chosenBias.at, rows, stride);
  }

  /** The scores become their gradients; returns the mean loss, over the size of a whole batch as the authors have it. */
  private lossAndGradient(rows: number, columns: number, stride: number, wanted: Int32Array): number {
    const {batch_size: batch, loss} = this.options;
    const {kernel} = this.memory;
    if (loss === "cross-entropy") {
      kernel.softmaxGradient(this.scores.at, rows, columns, stride, this.targets.at, 1 / batch, this.losses.at);
      const parts = this.memory.floats(this.losses);
      let sum = 0;
      for (let row = 0; row < rows; row++) sum += Math.log(parts[2 * row]) - parts[2 * row + 1];
      return sum / batch;
    }
    const scores = this.memory.floats(this.scores);
    let sum = 0;
    for (let row = 0; row < rows; row++) {
      const own = scores.subarray(row * stride, row * stride + columns);
      sum += loss === "bpr-max" ? this.bprMax(own, wanted[row]) : top1(own, wanted[row]);
      for (let k = 0; k < columns; k++) own[k] /= batch;
      scores.fill(0, row * stride + columns, (row + 1) * stride);
    }
    return sum / batch;
  }

  private bprMax(scores: Float32Array, target: number): number {
    const {elu_param: elu, bpreg} = this.options;
    const n = scores.length;
    const slope = new Float64Array(n).fill(1);
    if (elu > 0)
      for (let k = 0; k < n; k++)
        if (scores[k] < 0) {
          slope[k] = elu * Math.exp(scores[k]);
          scores[k] = slope[k] - elu;
        }
    let most = -Infinity;
    for (let k = 0; k < n; k++) if (k !== target) most = Math.max(most, scores[k]);
    const share = new Float64Array(n);
    let total = 0;
    for (let k = 0; k < n; k++) if (k !== target) total += share[k] = Math.exp(scores[k] - most);
    const own = scores[target];
    let chance = 0;
    let penalty = 0;
    const ahead = new Float64Array(n);
    for (let k = 0; k < n; k++) {
      share[k] /= total;
      ahead[k] = 1 / (1 + Math.exp(scores[k] - own));
      chance += share[k] * ahead[k];
      penalty += share[k] * scores[k] ** 2;
    }
    chance += 1e-24;
    let ofOwn = 0;
    for (let k = 0; k < n; k++) {
      const steep = share[k] * ahead[k] * (1 - ahead[k]);
      ofOwn += steep;
      const x = scores[k];
      scores[k] =
        ((steep - share[k] * (ahead[k] - chance)) / chance + bpreg * share[k] * (x * x - penalty + 2 * x)) * slope[k];
    }
    scores[target] = (-ofOwn / chance) * slope[target];
    return bpreg * penalty - Math.log(chance);
  }

  /** The states after a batch's clicks, in each layer's `next`. */
  private forward(rows: number, inputs: Int32Array, training: boolean): void {
    const {memory, options} = this;
    const {kernel} = memory;
    const first = this.layers[0];
    memory.integers(this.ids).set(inputs, this.columns);
    const table = this.inputs ?? this.items;
    const width = table.shape[1];
    kernel.gather(table.value.at, width, this.ids.at + 4 * this.columns, rows, first.x.at);
    if (training && options.dropout_p_embed > 0) {
      this.mask(this.embedMask, rows * width, options.dropout_p_embed);
      kernel.scaleBy(first.x.at, this.embedMask.at, rows * width);
    }
    this.layers.forEach((layer, k) => {
      const {units, w, u, b, c, x, h, next, cells, fromInput, fromState, mask} = layer;
      const wide = this.gates * units;
      const inputs = layer.inputs;
      if (k > 0) memory.floats(x).set(memory.floats(this.layers[k - 1].next));
      if (inputs === 0) memory.floats(fromInput).set(memory.floats(x).subarray(0, rows * wide));
      else
        kernel.multiply(rows, wide, inputs, x.at, inputs, 1, w.value.at, wide, 1, fromInput.at, wide, 0, this.spare.at);
      kernel.addRow(fromInput.at, b.value.at, rows, wide);
      kernel.multiply(rows, wide, units, h.at, units, 1, u.value.at, wide, 1, fromState.at, wide, 0, this.spare.at);
      kernel.addRow(fromState.at, c.value.at, rows, wide);
      if (cells === null) kernel.gates(rows, units, fromInput.at, fromState.at, h.at, next.at);
      else kernel.memoryGates(rows, units, fromInput.at, fromState.at, cells.now.at, next.at, cells.next.at);
      if (training && options.dropout_p_hidden > 0) {
        this.mask(mask, rows * units, options.dropout_p_hidden);
        kernel.scaleBy(next.at, mask.at, rows * units);
      }
    });
  }

  /** Inverted dropout: 0, or what makes up for those that are. */
  private mask(place: Place, n: number, share: number): void {
    const mask = this.memory.floats(place);
    for (let i = 0; i < n; i++) mask[i] = this.silence.uniform() < share ? 0 : 1 / (1 - share);
  }

  /** Gradients of all layers from that of the last state, and their steps; leaves those of the inputs. */
  private backward(rows: number): void {
    const {memory, options} = this;
    const {kernel} = memory;
    for (let k = this.layers.length - 1; k >= 0; k--) {
      const {inputs, units, w, u, b, c, x, h, dNext, cells, fromInput, fromState, mask} = this.layers[k];
      const wide = this.gates * units;
      if (options.dropout_p_hidden > 0) kernel.scaleBy(dNext.at, mask.at, rows * units);
      if (cells === null) kernel.gatesBack(rows, units, fromInput.at, fromState.at, h.at, dNext.at);
      else kernel.memoryGatesBack(rows, units, fromInput.at, fromState.at, cells.now.at, dNext.at);
      // before the weights move
      const below = k > 0 ? this.layers[k - 1].dNext : this.dInputs;
      if (inputs === 0) memory.floats(below).set(memory.floats(fromInput).subarray(0, rows * wide));
      else
        kernel.multiply(
          rows,
          inputs,
          wide,
          fromInput.at,
          wide,
          1,
          w.value.at,
          1,
          wide,
          below.at,
          inputs,
          0,
          this.spare.at
        );
      if (inputs > 0) {
        kernel.multiply(
          inputs,
          wide,
          rows,
          x.at,
          1,
          inputs,
          fromInput.at,
          wide,
          1,
          this.dWeights.at,
          wide,
          0,
          this.spare.at
        );
        this.move(w, this.dWeights.at);
      }
      kernel.multiply(
        units,
        wide,
        rows,
        h.at,
        1,
        units,
        fromState.at,
        wide,
        1,
        this.dWeights.at,
        wide,
        0,
        this.spare.at
      );
      this.move(u, this.dWeights.at);
      kernel.sumRows(fromInput.at, rows, wide, this.dSmall.at);
      this.move(b, this.dSmall.at);
      kernel.sumRows(fromState.at, rows, wide, this.dSmall.at);
      this.move(c, this.dSmall.at);
    }
  }

  private move({value, squares, velocity}: Weights, gradient: number): void {
    const {learning_rate: rate, momentum} = this.options;
    this.memory.kernel.adagrad(
      value.at,
      gradient,
      squares.at,
      velocity?.at ?? 0,
      value.length,
      rate,
      momentum,
      EPSILON
    );
  }

  /** Steps of the rows of items, each by the sum of its gradients. */
  private stepItems(rows: number, columns: number): void {
    const {memory, options} = this;
    const {kernel} = memory;
    const {units} = this.layers[this.layers.length - 1];
    const ids = memory.integers(this.ids);
    const bias = memory.floats(this.itemBias.value);
    const squares = memory.floats(this.itemBias.squares);
    const velocity = this.itemBias.velocity === null ? null : memory.floats(this.itemBias.velocity);
    const dBias = memory.floats(this.dBias);
    if (options.dropout_p_embed > 0) kernel.scaleBy(this.dInputs.at, this.embedMask.at, rows * this.width());
    let all = columns;
    if (this.inputs === null) {
      // an item's vector as input is the same: its gradients follow those of the outputs
      memory.floats(this.dItems).set(memory.floats(this.dInputs).subarray(0, rows * units), columns * units);
      ids.copyWithin(columns, this.columns, this.columns + rows);
      all += rows;
    }
    const unique = this.sumByItem(this.ids.at, all, this.dItems.at, units, (into, from) => {
      if (from < columns) {
        if (into < columns) dBias[into] += dBias[from];
      }
    });
    this.moveRows(this.items, this.dItems.at, units, unique);
    const places = memory.integers(this.places);
    for (let k = 0; k < unique; k++) {
      if (places[k] >= columns) continue;
      const item = ids[places[k]];
      const g = dBias[places[k]];
      squares[item] += g * g;
      let move = (-options.learning_rate * g) / Math.sqrt(squares[item] + EPSILON);
      if (velocity !== null) velocity[item] = move += options.momentum * velocity[item];
      bias[item] += move;
    }
    if (this.inputs !== null) {
      ids.copyWithin(0, this.columns, this.columns + rows);
      const width = this.width();
      const some = this.sumByItem(this.ids.at, rows, this.dInputs.at, width, () => undefined);
      this.moveRows(this.inputs, this.dInputs.at, width, some);
    }
  }

  private width(): number {
    return (this.inputs ?? this.items).shape[1];
  }

  /** Adds gradients of the same item to those of its first place; `places` then has the first places. */
  private sumByItem(
    idsAt: number,
    n: number,
    gradients: number,
    width: number,
    also: (into: number, from: number) => void
  ): number {
    const {memory, slots} = this;
    const ids = memory.integers({at: idsAt, length: n});
    const places = memory.integers(this.places);
    let unique = 0;
    for (let k = 0; k < n; k++) {
      const first = slots[ids[k]];
      if (first === 0) {
        slots[ids[k]] = k + 1;
        places[unique++] = k;
      } else {
        memory.kernel.addTo(gradients + 4 * width * (first - 1), gradients + 4 * width * k, width);
        also(first - 1, k);
      }
    }
    for (let k = 0; k < unique; k++) slots[ids[places[k]]] = 0;
    return unique;
  }

  private moveRows({value, squares, velocity}: Weights, gradients: number, width: number, unique: number): void {
    const {memory} = this;
    const {learning_rate: rate, momentum} = this.options;
    const ids = memory.integers(this.ids);
    const places = memory.integers(this.places);
    // the rows' ids beside their places: those of the ids that come first in their order
    const rows = memory.integers({at: this.dSmallIds().at, length: unique});
    for (let k = 0; k < unique; k++) rows[k] = ids[places[k]];
    memory.kernel.adagradRows(
      value.at,
      gradients,
      squares.at,
      velocity?.at ?? 0,
      width,
      this.dSmallIds().at,
      this.places.at,
      unique,
      rate,
      momentum,
      EPSILON
    );
  }

  /** Room for ids: the packed panels are not needed between products. */
  private dSmallIds(): Place {
    return this.spare;
  }

  /** The state of a session before its first click, for `predict`: of each layer its units, and its cells after them. */
  sessionState(): Float32Array[] {
    return this.layers.map(({units, cells}) => new Float32Array(cells === null ? units : 2 * units));
  }

  /**
   * Takes one click of a session whose state is given, without training, and scores every item, the higher the likelier.
   * The scores belong to the network until its next call; the state goes on.
   */
  predict(item: number, state: readonly Float32Array[]): Float32Array {
    const {memory, catalogue, layers} = this;
    layers.forEach(({h, cells, units}, k) => {
      memory.floats(h).set(state[k].subarray(0, units));
      if (cells !== null) memory.floats(cells.now).set(state[k].subarray(units));
    });
    this.forward(1, Int32Array.of(item), false);
    layers.forEach(({next, cells, units}, k) => {
      state[k].set(memory.floats(next).subarray(0, units));
      if (cells !== null) state[k].set(memory.floats(cells.next).subarray(0, units), units);
    });
    const {next, units} = layers[layers.length - 1];
    memory.kernel.dots(this.items.value.at, this.itemBias.value.at, catalogue, units, next.at, this.all.at);
    return memory.floats(this.all);
  }
}

/** TOP1 of a row of scores, which become its gradients. */
function top1(scores: Float32Array, target: number): number {
  const n = scores.length;
  const own = scores[target];
  let loss = 0;
  let ofOwn = 0;
  for (let k = 0; k < n; k++) {
    if (k === target) continue;
    const behind = 1 / (1 + Math.exp(own - scores[k]));
    const size = 1 / (1 + Math.exp(-(scores[k] ** 2)));
    loss += behind + size;
    const steep = behind * (1 - behind);
    ofOwn -= steep / (n - 1);
    scores[k] = (steep + size * (1 - size) * 2 * scores[k]) / (n - 1);
  }
  scores[target] = ofOwn;
  return loss / (n - 1);
}
