import {UserError} from "../core/errors.js";
import type {ModelCard} from "./modelCard.js";
import {SCHEMA_VERSION, type ModelSchema} from "./modelSchema.js";
import {readOnnxMetadata} from "../onnx/readOnnxMetadata.js";

/** What an ONNX file says of itself that takes to score rows with it. */
export interface OnnxFile {
  readonly columns: readonly string[];
  /** Of the model, or `prepared`. */
  readonly family: string;
  /** The steps in front of the model, by name. */
  readonly preparation: readonly string[];
  /** Null where it has none. */
  readonly card: ModelCard | null;
  /** How a table is scored with it; null where it does not say. */
  readonly schema: ModelSchema | null;
}

/**
 * What is known of an ONNX file that takes rows of columns. Throws `UserError` for bytes that are none, for a file that does not say
 * its columns, and for one that takes the events of a session as well.
 *
 * @example
 * ```ts
 * import {fitForest, TREE_OPTIONS} from "./forest.js";
 * import {modelToOnnx} from "./modelToOnnx.js";
 *
 * const train = {rows: 4, columns: ["views"], x: Float64Array.of(1, 2, 3, 4), y: [0, 0, 1, 1]};
 * readOnnxFile(modelToOnnx(fitForest(train, TREE_OPTIONS)))
 * // → {columns: ["views"], family: "forest", preparation: [], card: null, schema: null}
 * readOnnxFile(new TextEncoder().encode("views,label")) // → throws UserError
 * ```
 */
export function readOnnxFile(bytes: Uint8Array): OnnxFile {
  const {producer, metadata} = readOnnxMetadata(bytes);
  const columns = parsed(metadata.columns);
  const family = metadata.family ?? "";
  if (metadata.encoder !== undefined)
    throw new UserError(
      `the file, a model of the family ${family}, takes the events of a session`,
      "choose a model that takes columns alone"
    );
  if (!Array.isArray(columns) || columns.length === 0 || columns.some((name) => typeof name !== "string"))
    throw new UserError(
      `the file${producer === "" ? "" : `, made by ${producer},`} does not say which columns it takes`,
      "choose a file of this project, or add the metadata columns: a JSON list of names in their order"
    );
  const steps = parsed(metadata.preparation);
  const card = parsed(metadata.card) as ModelCard | null;
  const schema = parsed(metadata.schema) as ModelSchema | null;
  if (typeof schema?.version === "number" && schema.version > SCHEMA_VERSION)
    throw new UserError(
      `the file describes its inputs in version ${schema.version}, and this site reads up to ${SCHEMA_VERSION}`,
      "reload the page for its newest version, or choose an older file"
    );
  return {
    columns,
    family,
    preparation: Array.isArray(steps) ? steps.map((step) => String((step as {step?: unknown}).step)) : [],
    card: typeof card === "object" && card !== null && typeof card.data === "object" ? card : null,
    schema: typeof schema?.version === "number" ? schema : null
  };
}

/** Null for what is no JSON. */
function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return null;
  }
}
