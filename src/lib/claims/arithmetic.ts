import type {Interval} from "../metrics/intervals.js";
import type {CitationId} from "./citations.js";
import type {Claimed} from "./claimed.js";

/** A number that arithmetic starts from, which a reader may change to see what would follow. */
export interface Input {
  readonly label: string;
  readonly value: number;
  /** The claim itself, its document, the published description of a data set, or an assumption we state. */
  readonly from: "claim" | "document" | "published" | "assumed";
  /** Where a published number is taken from; required for those, and for no other. */
  readonly cite?: CitationId;
  /** One step of the last printed place: the number lies within half of it. */
  readonly step?: number;
  /** For an assumption that is best moved: the ends and the step of its slider. */
  readonly slider?: {readonly min: number; readonly max: number; readonly step: number};
}

/** One line of a calculation, worked out. */
export interface Step {
  readonly expression: string;
  readonly value: number;
  readonly unit: string;
}

/**
 * What a calculation says of its claim. `refutes`: the claim contradicts its own numbers or its document's. `uninformative`: chance
 * or a constant does as well, or it excludes nothing. `holds`: the claim follows from other numbers, and is settled as far as those
 * are. `open`: worth knowing, but an experiment has to decide.
 */
export interface Calculation {
  readonly outcome: "refutes" | "uninformative" | "holds" | "open";
  readonly steps: readonly Step[];
  /** One or two sentences, made from the values. */
  readonly conclusion: string;
  /** What our own number is held against under these inputs, where that is not simply what was printed. */
  readonly claimed?: Claimed;
}

export interface Arithmetic {
  readonly inputs: Readonly<Record<string, Input>>;
  /** Pure: the same inputs give the same outcome. `values` has one number for each input. */
  readonly compute: (values: Readonly<Record<string, number>>) => Calculation;
  /** Numbers n of the claims whose truth this rests on. */
  readonly restsOn: readonly number[];
}

/**
 * Arithmetic over named inputs. `compute` gets each input's value and the span within which its printed rounding lets it lie.
 */
export function arithmetic<K extends string>(
  inputs: Readonly<Record<K, Input>>,
  compute: (x: Readonly<Record<K, number>>, spans: Readonly<Record<K, Interval>>) => Calculation,
  restsOn: readonly number[] = []
): Arithmetic {
  return {
    inputs,
    restsOn,
    compute(values) {
      const x = {} as Record<K, number>;
      const spans = {} as Record<K, Interval>;
      for (const name of Object.keys(inputs) as K[]) {
        const value = values[name];
        if (!Number.isFinite(value)) throw new RangeError(`input ${name} is ${value}, expected a number`);
        const half = (inputs[name].step ?? 0) / 2;
        x[name] = value;
        spans[name] = {low: value - half, high: value + half};
      }
      return compute(x, spans);
    }
  };
}

/** The calculation with the inputs as typed in, but for those in `changes`. */
export function calculate(a: Arithmetic, changes: Readonly<Record<string, number>> = {}): Calculation {
  return a.compute({
    ...Object.fromEntries(Object.entries(a.inputs).map(([name, input]) => [name, input.value])),
    ...changes
  });
}

/** The smallest and largest value of `f` with each argument at either end of its span: exact where f is monotone in each. */
export function corners(f: (...values: number[]) => number, ...spans: readonly Interval[]): Interval {
  let low = Infinity;
  let high = -Infinity;
  for (let corner = 0; corner < 1 << spans.length; ++corner) {
    const value = f(...spans.map((span, i) => ((corner >> i) & 1 ? span.high : span.low)));
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return {low, high};
}

/** Whether two intervals share a value. Ends are compared with room for rounding in the last bits. */
export function overlap(a: Interval, b: Interval): boolean {
  const finite = [a.low, a.high, b.low, b.high].filter(Number.isFinite).map(Math.abs);
  const room = 1e-12 * Math.max(0, ...finite);
  return a.low <= b.high + room && b.low <= a.high + room;
}

/** A line of a calculation: what is worked out, and its value in a unit (none for shares, scores and p-values). */
export function step(expression: string, value: number, unit = ""): Step {
  return {expression, value, unit};
}
