import {UserError} from "../core/errors.js";
import {readOnnxGraph} from "../onnx/readOnnxGraph.js";
import {ITEM_VECTORS} from "./recommenderGraph.js";

/** The vectors of a network's items, one row an item. */
export interface ItemVectors {
  /** catalogue × width */
  readonly vectors: Float32Array;
  readonly width: number;
}

/** The items' vectors as outputs in the file of a recommender. Throws `UserError` for bytes that are no such file. */
export function recommenderVectors(bytes: Uint8Array): ItemVectors {
  const {tensors, metadata} = readOnnxGraph(bytes);
  const found = tensors.find(({name}) => name === metadata[ITEM_VECTORS]);
  if (!(found?.data instanceof Float32Array) || found.shape.length !== 2)
    throw new UserError("the file has no vectors of items", "choose the file of a recommender of this project");
  return {vectors: found.data, width: found.shape[1]};
}
