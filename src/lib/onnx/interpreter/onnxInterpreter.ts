import type {ReadGraph} from "../readOnnxGraph.js";
import {operatorOf, type Operator} from "./operators.js";
import {outputBuffer, type OutputBuffer, type Tensor} from "./tensor.js";
import type {SyncScorer} from "../runtimes/scorer.js";

interface PlainStep {
  readonly op: Operator;
  readonly room: OutputBuffer;
  /** Places in the list of values. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

/**
 * The model of a file in TypeScript alone: its graph, node by node, over typed arrays that are made once for a size of
 * input and used again. Sums are of 64-bit reals where a runtime's may be of 32, so predictions differ in their last
 * digits. Nodes whose inputs are all in the file are worked out at once. Throws `RangeError` for an operator that models
 * of this project do not have, and from `score` for inputs that are not the graph's.
 */
export function onnxInterpreter({nodes, tensors, inputs, outputs}: ReadGraph): SyncScorer {
  const values: Tensor[] = [];
  const place = new Map<string, number>();
  const fixed = new Set<number>();
  const add = (name: string) => {
    place.set(name, values.length);
    return values.push({type: "float", shape: [0], data: new Float32Array(0)}) - 1;
  };
  const at = (name: string) => {
    const found = place.get(name);
    if (found === undefined) throw new RangeError(`${name} is made by no node`);
    return found;
  };
  for (const {name, type, shape, data} of tensors) {
    const slot = add(name);
    values[slot] = {type, shape, data};
    fixed.add(slot);
  }
  const given = inputs.map(({name}) => ({name, slot: add(name)}));
  const steps: PlainStep[] = [];
  for (const node of nodes) {
    const from = node.inputs.map(at);
    const step = {op: operatorOf(node), room: outputBuffer(), inputs: from, outputs: node.outputs.map(add)};
    if (from.length > 0 && from.every((slot) => fixed.has(slot))) {
      run(step, values);
      for (const slot of step.outputs) fixed.add(slot);
    } else steps.push(step);
  }
  const last = at(outputs[0].name);
  return {
    score(asked) {
      for (const {name, slot} of given) {
        const input = asked[name];
        if (input === undefined) throw new RangeError(`the model wants an input ${name}`);
        values[slot] = {type: "float", shape: input.shape, data: input.data};
      }
      for (const step of steps) run(step, values);
      return (values[last].data as Float32Array).slice();
    },
    close() {}
  };
}

function run({op, room, inputs, outputs}: PlainStep, values: Tensor[]): void {
  const made = op(
    inputs.map((slot) => values[slot]),
    room
  );
  if ("data" in made) values[outputs[0]] = made;
  else outputs.forEach((slot, k) => (values[slot] = made[k]));
}
