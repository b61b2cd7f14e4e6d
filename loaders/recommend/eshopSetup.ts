import {UserError} from "../../src/lib/core/errors.js";
import {GRU4REC_OPTIONS, type Gru4RecOptions} from "../../src/lib/recommend/gru4recOptions.js";
import type {ItemSequences} from "../../src/lib/recommend/itemSequences.js";
import {eshopClothing} from "../sources/eshopClothing.js";
import {readItemSequences} from "./readItemSequences.js";

/** How studies divide the e-shop clothing log. */
export const ESHOP_PROTOCOL = "last-14-days";
/** Draws of the bootstrap over sessions. */
export const ESHOP_DRAWS = 400;
/** GRU4Rec as the authors' code was run on this log. */
export const ESHOP_GRU4REC: Gru4RecOptions = {
  ...GRU4REC_OPTIONS,
  n_sample: null,
  layers: [100],
  batch_size: 64,
  learning_rate: 0.1,
  n_epochs: 3
};

/** The published e-shop clothing log as sessions. Throws `UserError` where the file is missing or is another one. */
export async function readEshop(): Promise<{sequences: ItemSequences; catalogue: number; category: Int32Array}> {
  const mirror = process.env.CLICKPROOF_DATA_MIRROR;
  const {note} = await eshopClothing({mirror});
  if (note !== undefined) throw new UserError(note, "use the published file");
  const {sequences, itemIds, category} = await readItemSequences({source: "eshop-clothing", mirror});
  return {sequences, catalogue: itemIds.length, category: category!};
}
