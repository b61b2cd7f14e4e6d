import type {SessionNetworkJson} from "./sessionNetwork.js";
import type {GraphBuilder, GraphValue} from "../onnx/graphBuilder.js";

/** Where the gates are that ONNX has in the order update, reset, new; weights here have the reset gate first. */
const GATES = [1, 0, 2] as const;

/**
 * A gated recurrent unit from `events` (rows × steps × channels) to the chances after every event (rows × steps ×
 * targets), by ONNX's own operator.
 */
export function addGruEvents(graph: GraphBuilder, events: GraphValue, {weights}: SessionNetworkJson): GraphValue {
  const [units] = weights.u.shape;
  const op = (name: string, ...inputs: GraphValue[]) => graph.node(name, inputs, "float");
  const turn = (value: GraphValue) => graph.node("Transpose", [value], "float", {attributes: {perm: [1, 0, 2]}});
  const tensor = (name: string) => graph.constant(Float32Array.from(weights[name].values), weights[name].shape);
  /** 1 × 3 units × inputs */
  const gates = (name: string) => {
    const {shape, values} = weights[name];
    const [inputs] = shape;
    const out = new Float32Array(values.length);
    GATES.forEach((from, to) => {
      for (let o = 0; o < units; o++)
        for (let i = 0; i < inputs; i++) out[(to * units + o) * inputs + i] = values[i * 3 * units + from * units + o];
    });
    return graph.constant(out, [1, 3 * units, inputs]);
  };
  const bias = (name: string) => GATES.flatMap((gate) => weights[name].values.slice(gate * units, (gate + 1) * units));
  const biases = graph.constant(Float32Array.from([...bias("b"), ...bias("c")]), [1, 6 * units]);
  const states = graph.node("GRU", [turn(events), gates("w"), gates("u"), biases], "float", {
    attributes: {hidden_size: {int: units}, linear_before_reset: {int: 1}}
  });
  // steps × 1 × rows × units, without its one direction
  const told = op("Squeeze", states, graph.constant(BigInt64Array.of(1n), [1]));
  const hidden = op("Relu", op("Add", op("MatMul", told, tensor("hidden")), tensor("hiddenBias")));
  return turn(op("Sigmoid", op("Add", op("MatMul", hidden, tensor("out")), tensor("outBias"))));
}
