import {UserError} from "../core/errors.js";

/** One field of a message. Of `data` and `number` the one that the field has not is null. */
export interface ProtobufField {
  readonly field: number;
  /** The bytes of a text, of a message inside, or of a packed list. */
  readonly data: Uint8Array | null;
  /** A whole number, to 2⁵³ in size, or a real of 32 or 64 bits. */
  readonly number: number | null;
}

const broken = () => new UserError("the bytes are no ONNX file", "choose a file that ends in .onnx");

/** Takes whole numbers off bytes, one after another, from `at` on. Throws `UserError` where the bytes end too soon. */
function varints(bytes: Uint8Array): {at: number; next(): number} {
  return {
    at: 0,
    next() {
      let low = 0;
      let high = 0;
      for (let shift = 0; this.at < bytes.length; shift += 7) {
        const byte = bytes[this.at++];
        const bits = byte & 0x7f;
        if (shift < 28) low += bits * 2 ** shift;
        else if (shift === 28) {
          low += (bits & 0xf) * 2 ** 28;
          high += bits >> 4;
        } else if (shift < 64) high += bits * 2 ** (shift - 32);
        // the last of 64 bits is the sign
        if (byte < 0x80) return (high | 0) * 4294967296 + low;
      }
      throw broken();
    }
  };
}

/** The whole numbers of a packed list. Throws `UserError` for bytes that end within one. */
export function packedInts(bytes: Uint8Array): number[] {
  const list = varints(bytes);
  const found: number[] = [];
  while (list.at < bytes.length) found.push(list.next());
  return found;
}

/**
 * The fields of a message in order. Throws `UserError` for bytes that are no message.
 *
 * Source: Protocol Buffers, Encoding, https://protobuf.dev/programming-guides/encoding/
 */
export function* protobufFields(bytes: Uint8Array): Generator<ProtobufField> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const list = varints(bytes);
  while (list.at < bytes.length) {
    const tag = list.next();
    const field = Math.floor(tag / 8);
    const wire = tag % 8;
    if (wire === 0) {
      yield {field, data: null, number: list.next()};
      continue;
    }
    const size = wire === 1 ? 8 : wire === 5 ? 4 : wire === 2 ? list.next() : NaN;
    const from = list.at;
    list.at += size;
    if (!(size >= 0 && list.at <= bytes.length)) throw broken();
    if (wire === 2) yield {field, data: bytes.subarray(from, list.at), number: null};
    else yield {field, data: null, number: wire === 5 ? view.getFloat32(from, true) : view.getFloat64(from, true)};
  }
}

/** The text that bytes hold, in UTF-8. */
export function protobufText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
