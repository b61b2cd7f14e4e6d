import {MemoryLayout} from "./kernel/recommenderKernel.js";
import {checkItem, type Recommender} from "./recommender.js";
import {sasrecShapes, type SasrecOptions} from "./sasrecOptions.js";

/** All weights of SASRec by name: those of `sasrecShapes`, and `items`, catalogue × hidden units. */
export type SasrecWeights = Readonly<Record<string, Float32Array>>;

/** A trained SASRec with all that its scores are computed from. */
export interface SasrecModel extends Recommender {
  readonly options: SasrecOptions;
  readonly weights: SasrecWeights;
}

const EPSILON = 1e-5;

/**
 * A recommender from weights. It keeps keys and values of the clicks so far, so that a click is one row through the
 * network; beyond `maxlen` clicks places move, and it goes through the last ones anew. Throws `RangeError` for weights of
 * another size.
 */
export function sasrecRecommender(catalogue: number, options: SasrecOptions, weights: SasrecWeights): SasrecModel {
  const {hidden_units: width, n_blocks: blocks, maxlen} = options;
  for (const [name, shape] of Object.entries({...sasrecShapes(options), items: [catalogue, width]})) {
    const size = shape.reduce((a, b) => a * b, 1);
    if (weights[name]?.length !== size)
      throw new RangeError(`${name} has ${weights[name]?.length ?? "no"} numbers, not ${size}`);
  }
  const layout = new MemoryLayout();
  const shapes = sasrecShapes(options);
  // each column of a weight as a row, filled up to whole vectors of the kernel
  const turned = Object.fromEntries(
    Object.entries(shapes)
      .filter(([name]) => Object.hasOwn(shapes, `${name}Bias`))
      .map(([name, [from, to]]) => {
        const long = (from + 3) & ~3;
        return [name, {from, to, long, columns: layout.take(to * long), bias: layout.take(to)}];
      })
  );
  const widest = Math.max(width, options.inner_units) + 3;
  const [given, made] = [layout.take(widest), layout.take(widest)];
  const [table, bias, last, all] = [catalogue * width, catalogue, width, catalogue].map((n) => layout.take(n));
  const memory = layout.make();
  memory.floats(table).set(weights.items);
  for (const [name, {from, to, long, columns, bias: added}] of Object.entries(turned)) {
    const place = memory.floats(columns);
    for (let i = 0; i < from; i++) for (let o = 0; o < to; o++) place[o * long + i] = weights[name][i * to + o];
    memory.floats(added).set(weights[`${name}Bias`]);
  }
  const linear: Linear = (of, name) => {
    const {to, long, columns, bias: added} = turned[name];
    memory.floats(given).fill(0, of.length, long).set(of);
    memory.kernel.dots(columns.at, added.at, to, long, given.at, made.at);
    return memory.floats(made).slice(0, to);
  };
  return {
    id: "sasrec",
    catalogue,
    options,
    weights,
    session() {
      const clicked: number[] = [];
      const keys = Array.from({length: blocks}, () => new Float32Array(maxlen * width));
      const values = Array.from({length: blocks}, () => new Float32Array(maxlen * width));
      const scores = new Float64Array(catalogue);
      return {
        click(item) {
          checkItem(item, catalogue);
          clicked.push(item);
          let from = clicked.length - 1;
          if (clicked.length > maxlen) {
            clicked.shift();
            from = 0;
          }
          let state = new Float32Array();
          for (let place = from; place < clicked.length; place++)
            state = row({weights, linear}, options, {item: clicked[place], place, keys, values});
          memory.floats(last).set(state);
          memory.kernel.dots(table.at, bias.at, catalogue, width, last.at, all.at);
          scores.set(memory.floats(all));
          return scores;
        }
      };
    }
  };
}

/** The product of a row with the weight of a name, plus its bias. */
type Linear = (of: Float32Array, name: string) => Float32Array<ArrayBuffer>;

/** The state after the click at one place; its keys and values are put beside those of the places before. */
function row(
  {weights, linear}: {readonly weights: SasrecWeights; readonly linear: Linear},
  {hidden_units: width, num_heads: heads, n_blocks}: SasrecOptions,
  {
    item,
    place,
    keys,
    values
  }: {
    readonly item: number;
    readonly place: number;
    readonly keys: readonly Float32Array[];
    readonly values: readonly Float32Array[];
  }
): Float32Array<ArrayBuffer> {
  const {items, places} = weights;
  const scale = Math.sqrt(width);
  const x = Float32Array.from({length: width}, (_, i) => items[item * width + i] * scale + places[place * width + i]);
  const plus = (more: Float32Array) => {
    for (let i = 0; i < width; i++) x[i] += more[i];
  };
  const each = width / heads;
  for (let block = 0; block < n_blocks; block++) {
    const a = normed(x, weights[`a${block}gain`], weights[`a${block}shift`]);
    const q = linear(a, `q${block}`);
    const [k, v] = [keys[block], values[block]];
    k.set(linear(a, `k${block}`), place * width);
    v.set(linear(a, `v${block}`), place * width);
    const told = new Float32Array(width);
    for (let head = 0; head < heads; head++) {
      const from = head * each;
      const shares = new Float64Array(place + 1);
      let most = -Infinity;
      for (let p = 0; p <= place; p++) {
        for (let i = from; i < from + each; i++) shares[p] += q[i] * k[p * width + i];
        shares[p] /= Math.sqrt(each);
        most = Math.max(most, shares[p]);
      }
      let sum = 0;
      for (let p = 0; p <= place; p++) sum += shares[p] = Math.exp(shares[p] - most);
      for (let p = 0; p <= place; p++)
        for (let i = from; i < from + each; i++) told[i] += (shares[p] / sum) * v[p * width + i];
    }
    plus(linear(told, `o${block}`));
    const up = linear(normed(x, weights[`f${block}gain`], weights[`f${block}shift`]), `up${block}`);
    plus(
      linear(
        up.map((u) => Math.max(0, u)),
        `down${block}`
      )
    );
  }
  return normed(x, weights.endgain, weights.endshift);
}

function normed(x: Float32Array, gain: Float32Array, shift: Float32Array): Float32Array<ArrayBuffer> {
  const mean = x.reduce((a, b) => a + b, 0) / x.length;
  const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length;
  const scale = 1 / Math.sqrt(variance + EPSILON);
  return Float32Array.from(x, (value, i) => (value - mean) * scale * gain[i] + shift[i]);
}
