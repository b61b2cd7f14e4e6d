import {UserError} from "../core/errors.js";

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
 *
 * Source: Protocol Buffers, Encoding, https://protobuf.dev/programming-guides/encoding/
 */
export function readOnnxMetadata(bytes: Uint8Array): OnnxMetadata {
  let producer = "";
  const metadata: Record<string, string> = {};
  for (const {field, data} of fieldsOf(bytes)) {
    if (data === null) continue;
    if (field === PRODUCER) producer = text(data);
    if (field !== METADATA) continue;
    const entry = {key: "", value: ""};
    for (const inner of fieldsOf(data)) {
      if (inner.data === null) continue;
      if (inner.field === KEY) entry.key = text(inner.data);
      if (inner.field === VALUE) entry.value = text(inner.data);
    }
    metadata[entry.key] = entry.value;
  }
  if (producer === "" && Object.keys(metadata).length === 0)
    throw new UserError("the file says nothing of itself", "choose an ONNX file that has metadata");
  return {producer, metadata};
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** The fields of a message in order; `data` are the bytes of a text or of a message inside, null for numbers. */
function* fieldsOf(bytes: Uint8Array): Generator<{readonly field: number; readonly data: Uint8Array | null}> {
  let at = 0;
  const broken = () => new UserError("the bytes are no ONNX file", "choose a file that ends in .onnx");
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; at < bytes.length; scale *= 128) {
      const byte = bytes[at++];
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    throw broken();
  };
  while (at < bytes.length) {
    const tag = varint();
    const wire = tag % 8;
    let data: Uint8Array | null = null;
    if (wire === 0) varint();
    else if (wire === 1) at += 8;
    else if (wire === 5) at += 4;
    else if (wire === 2) {
      const length = varint();
      data = bytes.subarray(at, at + length);
      at += length;
    } else throw broken();
    if (at > bytes.length) throw broken();
    yield {field: Math.floor(tag / 8), data};
  }
}
