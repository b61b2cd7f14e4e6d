import {UserError} from "../core/errors.js";
import {protobufFields, protobufText} from "./protobufFields.js";

/** What an ONNX file says of itself. */
export interface OnnxMetadata {
  /** The program that wrote it. */
  readonly producer: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Fields of `ModelProto` and of `StringStringEntryProto`. */
const PRODUCER = 2;
const METADATA = 14;
const [KEY, VALUE] = [1, 2];

/**
 * The metadata of an ONNX file, whoever wrote it; the graph is skipped. Throws `UserError` for bytes that are no such
 * file.
 */
export function readOnnxMetadata(bytes: Uint8Array): OnnxMetadata {
  let producer = "";
  const metadata: Record<string, string> = {};
  for (const {field, data} of protobufFields(bytes)) {
    if (data === null) continue;
    if (field === PRODUCER) producer = protobufText(data);
    if (field !== METADATA) continue;
    const entry = {key: "", value: ""};
    for (const inner of protobufFields(data)) {
      if (inner.data === null) continue;
      if (inner.field === KEY) entry.key = protobufText(inner.data);
      if (inner.field === VALUE) entry.value = protobufText(inner.data);
    }
    metadata[entry.key] = entry.value;
  }
  if (producer === "" && Object.keys(metadata).length === 0)
    throw new UserError("the file says nothing of itself", "choose an ONNX file that has metadata");
  return {producer, metadata};
}
