import {sha256} from "@noble/hashes/sha2.js";
import {bytesToHex, utf8ToBytes} from "@noble/hashes/utils.js";
import type {Table} from "../core/table.js";

/** Rows that one block hash covers: few enough to locate a difference, enough to keep the list of hashes short. */
export const BLOCK_ROWS = 65_536;

export interface ColumnHash {
  readonly name: string;
  readonly sha256: string;
  /** One hash for each `BLOCK_ROWS` rows, the last block shorter. */
  readonly blocks: readonly string[];
}

export interface TableHash {
  readonly rows: number;
  readonly sha256: string;
  readonly columns: readonly ColumnHash[];
}

/**
 * SHA-256 of a table of integers, whose rows the caller has put into the order of their key.
 *
 * Format. A value is its two's complement, little end first: 4 bytes in an `Int32Array`, 8 in a `Float64Array`; a missing value is the
 * least value of that width. A block's hash is over the values of one column in `BLOCK_ROWS` successive rows. A column's hash is over its name
 * in UTF-8, a zero byte, the width in bytes as one byte, the number of rows as 8 bytes, and its blocks' hashes. The table's hash is
 * over its columns' hashes in their order. So every value is hashed once, and a difference is located to a column and a block.
 *
 * Throws `RangeError` for text and for a value that is no integer or beyond ±2^53, with its place: reals have no place in
 * a table that must be the same to the bit wherever it is made.
 */
export function hashTable(table: Table): TableHash {
  const columns = Object.entries(table.columns).map(([name, column]): ColumnHash & {digest: Uint8Array} => {
    if (!(column instanceof Int32Array || column instanceof Float64Array)) {
      throw new RangeError(`column ${name} holds text; only integers are hashed`);
    }
    const whole = sha256.create();
    whole
      .update(utf8ToBytes(name))
      .update(Uint8Array.of(0, column.BYTES_PER_ELEMENT))
      .update(littleEndian64(table.rows));
    const blocks: string[] = [];
    for (let from = 0; from < table.rows; from += BLOCK_ROWS) {
      const block = column.subarray(from, from + BLOCK_ROWS);
      const digest = sha256(block instanceof Int32Array ? bytes(block) : bytes(int64(block, name, from)));
      whole.update(digest);
      blocks.push(bytesToHex(digest));
    }
    const digest = whole.digest();
    return {name, sha256: bytesToHex(digest), blocks, digest};
  });
  const all = sha256.create();
  for (const {digest} of columns) all.update(digest);
  return {
    rows: table.rows,
    sha256: bytesToHex(all.digest()),
    columns: columns.map(({name, sha256, blocks}) => ({name, sha256, blocks}))
  };
}

/** The values as pairs of 32-bit words. Reused memory would save nothing measurable and could be read after the next call. */
function int64(values: Float64Array, name: string, from: number): Int32Array {
  const words = new Int32Array(2 * values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (Number.isSafeInteger(value)) {
      words[2 * i] = value; // conversion to a typed array takes the value modulo 2^32
      words[2 * i + 1] = Math.floor(value / 4_294_967_296);
    } else if (Number.isNaN(value)) words[2 * i + 1] = -2_147_483_648;
    else throw new RangeError(`column ${name}, row ${from + i}: ${value} is no integer that can be hashed`);
  }
  return words;
}

function littleEndian64(value: number): Uint8Array {
  return bytes(int64(Float64Array.of(value), "rows", 0));
}

/** The bytes as they lie in memory; every platform that JavaScript engines still support has the little end first. */
function bytes(words: Int32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}
