import type {Transform} from "./transforms.js";
import type {GraphBuilder, GraphValue} from "../onnx/graphBuilder.js";

/**
 * A step of preparation, rows × columns of 64-bit reals in and out: the same arithmetic as `applyTransform`, in the same
 * order.
 *
 * @example
 * ```ts
 * import {GraphBuilder} from "../onnx/graphBuilder.js";
 *
 * const graph = new GraphBuilder();
 * const step = {step: "standardize", columns: ["price"], means: [2], deviations: [2]} as const;
 * addStep(graph, graph.input({name: "features", shape: ["rows", 1]}), step).type // → "double"
 * ```
 */
export function addStep(graph: GraphBuilder, input: GraphValue, step: Transform): GraphValue {
  const x = graph.cast(input, "double");
  switch (step.step) {
    case "standardize":
      return standardize(graph, x, step);
    case "oneHot":
      return byColumn(graph, x, step.columns, (name) => {
        const codes = step.codes[name];
        return codes === undefined ? null : (column) => (codes.length === 0 ? null : spread(graph, column, codes));
      });
    case "targetCodes":
      return byColumn(graph, x, step.columns, (name) => {
        const of = step.statistics[name];
        if (of === undefined) return null;
        // a code that is not among them leaves the prior as it is
        return (column) => {
          const prior = graph.constant(Float64Array.of(of.prior), [1, 1]);
          if (of.codes.length === 0) return graph.node("Add", [zeroOf(graph, column), prior], "double");
          const shape = [of.codes.length, 1];
          const known = spread(graph, column, of.codes);
          const value = graph.node("MatMul", [known, graph.constant(Float64Array.from(of.values), shape)], "double");
          const ones = graph.constant(new Float64Array(of.codes.length).fill(1), shape);
          const any = graph.node("MatMul", [known, ones], "double");
          const seen = graph.node("Greater", [any, graph.constant(Float64Array.of(0.5), [1, 1])], "bool");
          return graph.node("Where", [seen, value, prior], "double");
        };
      });
    case "piecewiseLinear":
      return piecewise(graph, x, step);
    case "rules":
      return rules(graph, x, step);
  }
}

type Of<S extends Transform["step"]> = Extract<Transform, {step: S}>;

function standardize(graph: GraphBuilder, x: GraphValue, {means, deviations}: Of<"standardize">): GraphValue {
  const shape = [1, means.length];
  const centred = graph.node("Sub", [x, graph.constant(Float64Array.from(means), shape)], "double");
  const scaled = graph.node("Div", [centred, graph.constant(Float64Array.from(deviations), shape)], "double");
  return knownOr(graph, x, scaled);
}

/** `value` where `of` is a number, 0 where it is missing. */
function knownOr(graph: GraphBuilder, of: GraphValue, value: GraphValue): GraphValue {
  const zero = graph.constant(Float64Array.of(0), [1, 1]);
  return graph.node("Where", [graph.node("IsNaN", [of], "bool"), zero, value], "double");
}

function piecewise(graph: GraphBuilder, x: GraphValue, {columns, bounds}: Of<"piecewiseLinear">): GraphValue {
  // every column as often as it has pieces, so that all pieces are worked out at once
  const pieces = columns.flatMap((_, f) => bounds[f].slice(1).map((_, k) => ({f, k, last: bounds[f].length - 2})));
  const row = (of: (piece: (typeof pieces)[number]) => number) =>
    graph.constant(Float64Array.from(pieces, of), [1, pieces.length]);
  const values = graph.pick(
    x,
    pieces.map(({f}) => f)
  );
  const from = graph.node("Sub", [values, row(({f, k}) => bounds[f][k])], "double");
  const share = graph.node("Div", [from, row(({f, k}) => bounds[f][k + 1] - bounds[f][k])], "double");
  const least = graph.node("Max", [share, row(({k}) => (k === 0 ? -Infinity : 0))], "double");
  const most = graph.node("Min", [least, row(({k, last}) => (k === last ? Infinity : 1))], "double");
  return knownOr(graph, values, most);
}

const COMPARISON = {"≥": "GreaterOrEqual", "≤": "LessOrEqual", ">": "Greater"} as const;

function rules(graph: GraphBuilder, x: GraphValue, {columns, rules: list}: Of<"rules">): GraphValue {
  const met = list.map(({column, is, than}) => {
    const bound = graph.constant(Float64Array.of(than), [1, 1]);
    const holds = graph.node(COMPARISON[is], [graph.pick(x, [columns.indexOf(column)]), bound], "bool");
    return graph.cast(holds, "double");
  });
  const points = graph.constant(
    Float64Array.from(list, (rule) => rule.points),
    [list.length, 1]
  );
  return graph.node("MatMul", [graph.beside(met), points], "double");
}

/** Codes as columns of 0 and 1; a missing code equals none. */
function spread(graph: GraphBuilder, column: GraphValue, codes: readonly number[]): GraphValue {
  const equal = graph.node("Equal", [column, graph.constant(Float64Array.from(codes), [1, codes.length])], "bool");
  return graph.cast(equal, "double");
}

/** A column of 0 as long as another, whatever that holds: nothing is greater than infinity. */
function zeroOf(graph: GraphBuilder, column: GraphValue): GraphValue {
  const infinity = graph.constant(Float64Array.of(Infinity), [1, 1]);
  return graph.cast(graph.node("Greater", [column, infinity], "bool"), "double");
}

type Change = (column: GraphValue) => GraphValue | null;

/** Some columns changed, runs of the others as they are. A change to null leaves the column out. */
function byColumn(
  graph: GraphBuilder,
  x: GraphValue,
  columns: readonly string[],
  changeOf: (name: string) => Change | null
): GraphValue {
  const parts: GraphValue[] = [];
  let run: number[] = [];
  const flush = () => {
    if (run.length > 0) parts.push(graph.pick(x, run));
    run = [];
  };
  columns.forEach((name, at) => {
    const change = changeOf(name);
    if (change === null) return void run.push(at);
    flush();
    const changed = change(graph.pick(x, [at]));
    if (changed !== null) parts.push(changed);
  });
  flush();
  return graph.beside(parts);
}
