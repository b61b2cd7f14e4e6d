import {UserError} from "../core/errors.js";

/** Options of GRU4Rec, named as in its authors' code. */
export interface Gru4RecOptions {
  readonly loss: "cross-entropy" | "bpr-max" | "top1";
  /** The recurrent layers: gated recurrent units, as the authors have them, or long short-term memories in their place. */
  readonly cell: "gru" | "lstm";
  /** Items have one vector each, as input and as output. */
  readonly constrained_embedding: boolean;
  /** Numbers an input vector has, where it is not the output's; 0 for none, an item then has weights of the gates. */
  readonly embedding: number;
  /** Units of each recurrent layer. */
  readonly layers: readonly number[];
  readonly dropout_p_embed: number;
  readonly dropout_p_hidden: number;
  /** Items drawn beside the batch's targets; null for all items of the catalogue. */
  readonly n_sample: number | null;
  /** Items are drawn by their clicks to this power: 0 alike, 1 as often as they are clicked. */
  readonly sample_alpha: number;
  readonly batch_size: number;
  readonly learning_rate: number;
  readonly momentum: number;
  readonly n_epochs: number;
  /** How much of the logarithm of how often an item is drawn is taken off its score. */
  readonly logq: number;
  /** Of BPR-max: weight of the squared scores of items that were not clicked. */
  readonly bpreg: number;
  /** Of the scores' exponential linear unit, where the loss has one. */
  readonly elu_param: number;
  readonly seed: number;
}

export const GRU4REC_OPTIONS: Gru4RecOptions = {
  loss: "cross-entropy",
  cell: "gru",
  constrained_embedding: true,
  embedding: 0,
  layers: [100],
  dropout_p_embed: 0,
  dropout_p_hidden: 0,
  n_sample: 2048,
  sample_alpha: 0.5,
  batch_size: 64,
  learning_rate: 0.05,
  momentum: 0,
  n_epochs: 10,
  logq: 0,
  bpreg: 1,
  elu_param: 0.5,
  seed: 1
};

const LOSSES: readonly string[] = ["cross-entropy", "bpr-max", "top1"] satisfies Gru4RecOptions["loss"][];
const CELLS: readonly string[] = ["gru", "lstm"] satisfies Gru4RecOptions["cell"][];

/**
 * Throws `UserError` for options that make no network.
 *
 * @example
 * ```ts
 * checkGru4RecOptions(GRU4REC_OPTIONS) // → undefined
 * checkGru4RecOptions({...GRU4REC_OPTIONS, layers: [10]})
 * // → throws UserError: layers are 10; give multiples of 4
 * ```
 */
export function checkGru4RecOptions(options: Gru4RecOptions): void {
  const refuse = (name: keyof Gru4RecOptions, remedy: string) => {
    throw new UserError(`${name} ${name === "layers" ? "are" : "is"} ${String(options[name])}`, remedy);
  };
  const {layers, embedding} = options;
  if (!LOSSES.includes(options.loss)) refuse("loss", `give ${LOSSES.join(", ")}`);
  if (!CELLS.includes(options.cell)) refuse("cell", `give ${CELLS.join(", ")}`);
  if (layers.length === 0 || !layers.every((units) => Number.isInteger(units) && units > 0 && units % 4 === 0))
    refuse("layers", "give multiples of 4");
  if (!(Number.isInteger(embedding) && embedding >= 0 && embedding % 4 === 0))
    refuse("embedding", "give a multiple of 4");
  for (const name of ["dropout_p_embed", "dropout_p_hidden"] as const)
    if (!(options[name] >= 0 && options[name] < 1)) refuse(name, "give a share from 0 to below 1");
  for (const name of ["batch_size", "n_epochs"] as const)
    if (!(Number.isInteger(options[name]) && options[name] > 0)) refuse(name, "give a whole number above 0");
  if (options.n_sample !== null && !(Number.isInteger(options.n_sample) && options.n_sample >= 0))
    refuse("n_sample", "give a whole number, or null for all items");
  if (!(options.learning_rate > 0)) refuse("learning_rate", "give a number above 0");
  if (!(options.momentum >= 0 && options.momentum < 1)) refuse("momentum", "give a number from 0 to below 1");
  for (const name of ["sample_alpha", "logq", "bpreg", "elu_param"] as const)
    if (!(options[name] >= 0)) refuse(name, "give a number that is not negative");
}
