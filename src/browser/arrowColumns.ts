import {
  Bool,
  DataType,
  Decimal,
  Float64,
  Int32,
  Int64,
  makeData,
  Table as ArrowTable,
  Utf8,
  Vector,
  vectorFromArray
} from "apache-arrow";
import {MISSING, table, type Column, type Table} from "../lib/core/table.js";
import {isIntegerColumn} from "../lib/core/isIntegerColumn.js";

/** The project's columns as an Arrow table; `Int32Array` and real `Float64Array` columns share their memory with it. */
export function toArrow(data: Table): ArrowTable {
  return new ArrowTable(
    Object.fromEntries(Object.entries(data.columns).map(([name, column]) => [name, toVector(column)]))
  );
}

function toVector(column: Column): Vector {
  if (column instanceof Int32Array) {
    const {bits, missing} = validity(column, (value) => value === MISSING);
    return new Vector([makeData({type: new Int32(), data: column, nullBitmap: bits, nullCount: missing})]);
  }
  if (column instanceof Float64Array) {
    const {bits, missing} = validity(column, Number.isNaN);
    const nulls = {nullBitmap: bits, nullCount: missing};
    return isIntegerColumn(column)
      ? new Vector([makeData({type: new Int64(), data: int64(column), ...nulls})])
      : new Vector([makeData({type: new Float64(), data: column, ...nulls})]);
  }
  return vectorFromArray(column as (string | null)[], new Utf8());
}

/** Arrow's bitmap: a bit for each value that is there, or none at all where all are. */
function validity(column: Int32Array | Float64Array, isMissing: (value: number) => boolean) {
  let bits: Uint8Array | undefined;
  let missing = 0;
  for (let i = 0; i < column.length; i++) {
    if (!isMissing(column[i])) continue;
    bits ??= new Uint8Array((column.length + 7) >> 3).fill(255);
    bits[i >> 3] &= ~(1 << (i & 7));
    missing++;
  }
  return {bits, missing};
}

/** Whole numbers as 64-bit integers, two words at a time: about ten times as fast as one `BigInt` a value. */
function int64(column: Float64Array): BigInt64Array {
  const words = new Int32Array(2 * column.length);
  for (let i = 0; i < column.length; i++) {
    const value = column[i];
    if (Number.isNaN(value)) continue;
    words[2 * i] = value; // conversion takes the value modulo 2^32
    words[2 * i + 1] = Math.floor(value / 4_294_967_296);
  }
  return new BigInt64Array(words.buffer);
}

/**
 * Columns of an Arrow table, copied out of it. Throws `RangeError` for an integer beyond ±2^53. Text and other types that `isText`
 * admits come back as text.
 */
export function fromArrow(data: ArrowTable): Table {
  return table(
    Object.fromEntries(data.schema.fields.map(({name, type}, i) => [name, fromVector(name, type, data.getChildAt(i)!)]))
  );
}

/** Whether `fromArrow` gives numbers for this type. */
export function isNumeric(type: DataType): boolean {
  return (
    DataType.isBool(type) ||
    DataType.isInt(type) ||
    DataType.isFloat(type) ||
    DataType.isDecimal(type) ||
    DataType.isNull(type)
  );
}

function fromVector(name: string, type: DataType, vector: Vector): Column {
  const rows = vector.length;
  if (DataType.isNull(type)) return new Int32Array(rows).fill(MISSING);
  const small =
    DataType.isBool(type) || (DataType.isInt(type) && (type.bitWidth < 32 || (type.bitWidth === 32 && type.isSigned)));
  if (!small && !isNumeric(type)) {
    return Array.from({length: rows}, (_, i) => {
      const value = vector.get(i);
      return value === null ? null : String(value);
    });
  }
  const column = small ? new Int32Array(rows) : new Float64Array(rows);
  const missing = small ? MISSING : NaN;
  let from = 0;
  for (const chunk of vector.data) {
    const {values, length, offset} = chunk;
    if (type instanceof Bool)
      for (let i = 0; i < length; i++) column[from + i] = (values[(offset + i) >> 3] >> ((offset + i) & 7)) & 1;
    else if (DataType.isInt(type) && type.bitWidth === 64) {
      const words = new Int32Array(values.buffer, values.byteOffset, 2 * length);
      for (let i = 0; i < length; i++) column[from + i] = words[2 * i + 1] * 4_294_967_296 + (words[2 * i] >>> 0);
    } else if (type instanceof Decimal) {
      for (let i = 0; i < length; i++) column[from + i] = Number(decimal(values, 4 * i)) / 10 ** type.scale;
    } else column.set(values.subarray(0, length), from);
    if (chunk.nullCount > 0) for (let i = 0; i < length; i++) if (!chunk.getValid(i)) column[from + i] = missing;
    from += length;
  }
  if (DataType.isInt(type) && type.bitWidth === 64) {
    const far = column.findIndex((value) => !Number.isSafeInteger(value) && !Number.isNaN(value));
    if (far !== -1) throw new RangeError(`column ${name} holds ${column[far]}, beyond 2^53`);
  }
  return column;
}

/** A 128-bit two's complement integer from four 32-bit words, the lowest first. */
function decimal(words: Uint32Array, at: number): bigint {
  const high = BigInt.asIntN(64, BigInt(words[at + 2]) | (BigInt(words[at + 3]) << 32n));
  return (high << 64n) | BigInt(words[at]) | (BigInt(words[at + 1]) << 32n);
}
