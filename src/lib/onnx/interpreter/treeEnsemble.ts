import type {ReadNode} from "../readOnnxGraph.js";
import type {OutputBuffer, Tensor} from "./tensor.js";

/**
 * The leaves of an ensemble of trees, summed or their mean, from `TreeEnsembleRegressor`'s attributes, laid out once for
 * all calls. Throws `RangeError` for a way of branching or ending that models here do not have.
 */
export function treeEnsemble({attributes}: ReadNode): (input: Tensor, room: OutputBuffer) => Tensor {
  const ints = (name: string) => Int32Array.from(attributes[name] as readonly number[]);
  const modes = attributes.nodes_modes as readonly string[];
  const other = modes.find((mode) => mode !== "BRANCH_LEQ" && mode !== "LEAF");
  if (other !== undefined) throw new RangeError(`no trees that branch by ${other}`);
  if (attributes.n_targets !== 1) throw new RangeError(`trees for ${String(attributes.n_targets)} numbers`);
  const combine = attributes.aggregate_function;
  if (combine !== "SUM" && combine !== "AVERAGE") throw new RangeError(`trees combined by ${String(combine)}`);
  const [trees, ids] = [ints("nodes_treeids"), ints("nodes_nodeids")];
  const place = new Map<string, number>();
  const roots: number[] = [];
  trees.forEach((tree, at) => {
    place.set(`${tree} ${ids[at]}`, at);
    if (ids[at] === 0) roots.push(at);
  });
  const placed = (name: string) => ints(name).map((id, at) => place.get(`${trees[at]} ${id}`)!);
  const [yes, no] = [placed("nodes_truenodeids"), placed("nodes_falsenodeids")];
  const feature = ints("nodes_featureids").map((of, at) => (modes[at] === "LEAF" ? -1 : of));
  const missingYes = ints("nodes_missing_value_tracks_true");
  const threshold = Float32Array.from(attributes.nodes_values as readonly number[]);
  const value = new Float64Array(trees.length);
  const [leafTree, leafNode] = [ints("target_treeids"), ints("target_nodeids")];
  (attributes.target_weights as readonly number[]).forEach((weight, i) => {
    value[place.get(`${leafTree[i]} ${leafNode[i]}`)!] = weight;
  });
  const start = (attributes.base_values as readonly number[] | undefined)?.[0] ?? 0;
  const share = combine === "SUM" ? 1 : roots.length;
  return ({shape: [rows, columns], data: x}, room) => {
    const out = room.make("float", [rows, 1]);
    for (let row = 0; row < rows; row++) {
      const from = row * columns;
      let sum = 0;
      for (let t = 0; t < roots.length; t++) {
        let at = roots[t];
        for (let f = feature[at]; f >= 0; f = feature[at]) {
          const is = x[from + f];
          at = is <= threshold[at] || (is !== is && missingYes[at] === 1) ? yes[at] : no[at];
        }
        sum += value[at];
      }
      out.data[row] = start + sum / share;
    }
    return out;
  };
}
