/**
 * Writes Protocol Buffers, as much of them as ONNX takes. Field numbers are those of the message; fields are written in
 * the order of the calls.
 */
export class ProtobufWriter {
  private bytes = new Uint8Array(256);
  private length = 0;

  /** A whole number, also a negative one, as a 64-bit varint. */
  int(field: number, value: number | bigint): this {
    this.varint(field << 3);
    this.varint(value);
    return this;
  }

  float(field: number, value: number): this {
    this.varint((field << 3) | 5);
    this.raw(new Uint8Array(Float32Array.of(value).buffer));
    return this;
  }

  text(field: number, value: string): this {
    return this.data(field, new TextEncoder().encode(value));
  }

  /** Many texts, each a field of its own; most of an ONNX tree's are the same few. */
  texts(field: number, values: readonly string[]): this {
    const known = new Map<string, Uint8Array>();
    for (const value of values) {
      let bytes = known.get(value);
      if (bytes === undefined) known.set(value, (bytes = new TextEncoder().encode(value)));
      this.data(field, bytes);
    }
    return this;
  }

  data(field: number, value: Uint8Array): this {
    this.varint((field << 3) | 2);
    this.varint(value.length);
    this.raw(value);
    return this;
  }

  message(field: number, write: (inner: ProtobufWriter) => void): this {
    const inner = new ProtobufWriter();
    write(inner);
    return this.data(field, inner.finish());
  }

  /** Many numbers in one field. */
  packedFloats(field: number, values: ArrayLike<number>): this {
    const floats = Float32Array.from(values);
    return this.data(field, new Uint8Array(floats.buffer));
  }

  packedInts(field: number, values: ArrayLike<number>): this {
    const inner = new ProtobufWriter();
    for (let i = 0; i < values.length; i++) inner.varint(values[i]);
    return this.data(field, inner.finish());
  }

  finish(): Uint8Array {
    return this.bytes.slice(0, this.length);
  }

  private varint(value: number | bigint): void {
    this.reserve(10);
    // ids and lengths are small, and there are millions of them in a forest
    if (typeof value === "number" && value >= 0 && value < 2 ** 31) {
      let rest = value | 0;
      for (; rest > 0x7f; rest >>>= 7) this.bytes[this.length++] = (rest & 0x7f) | 0x80;
      this.bytes[this.length++] = rest;
      return;
    }
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest > 0x7fn; rest >>= 7n) this.bytes[this.length++] = Number(rest & 0x7fn) | 0x80;
    this.bytes[this.length++] = Number(rest);
  }

  private raw(value: Uint8Array): void {
    this.reserve(value.length);
    this.bytes.set(value, this.length);
    this.length += value.length;
  }

  private reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.length + more));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }
}
