import {sha256} from "@noble/hashes/sha2.js";
import {bytesToHex, utf8ToBytes} from "@noble/hashes/utils.js";
import type {Column, Table} from "../core/table.js";

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
  const hasher = tableHasher();
  hasher.add(table);
  return hasher.finish();
}

/** Takes rows in batches; see `tableHasher`. */
export interface TableHasher {
  /** The next rows. Every batch has the columns of the first. */
  add(batch: Table): void;
  finish(): TableHash;
}

/** `hashTable` of rows that come in batches: the same hash, whatever the batches. */
export function tableHasher(): TableHasher {
  let columns: ColumnHasher[] | undefined;
  let rows = 0;
  return {
    add(batch) {
      columns ??= Object.entries(batch.columns).map(([name, column]) => new ColumnHasher(name, integers(name, column)));
      for (const hasher of columns) hasher.add(integers(hasher.name, batch.columns[hasher.name]), rows);
      rows += batch.rows;
    },
    finish() {
      const all = sha256.create();
      const hashed = (columns ?? []).map((column) => {
        const digest = column.finish(rows);
        all.update(digest);
        return {name: column.name, sha256: bytesToHex(digest), blocks: column.blocks.map((block) => bytesToHex(block))};
      });
      return {rows, sha256: bytesToHex(all.digest()), columns: hashed};
    }
  };
}

class ColumnHasher {
  readonly blocks: Uint8Array[] = [];
  private readonly width: number;
  private block = sha256.create();
  private filled = 0;

  constructor(
    readonly name: string,
    column: Int32Array | Float64Array
  ) {
    this.width = column.BYTES_PER_ELEMENT;
  }

  /** @param before rows of the table before these */
  add(column: Int32Array | Float64Array, before: number): void {
    for (let from = 0; from < column.length;) {
      const part = column.subarray(from, from + BLOCK_ROWS - this.filled);
      this.block.update(part instanceof Int32Array ? bytes(part) : bytes(int64(part, this.name, before + from)));
      from += part.length;
      this.filled += part.length;
      if (this.filled === BLOCK_ROWS) this.close();
    }
  }

  finish(rows: number): Uint8Array {
    if (this.filled > 0) this.close();
    const whole = sha256.create();
    whole.update(utf8ToBytes(this.name)).update(Uint8Array.of(0, this.width)).update(littleEndian64(rows));
    for (const block of this.blocks) whole.update(block);
    return whole.digest();
  }

  private close(): void {
    this.blocks.push(this.block.digest());
    this.block = sha256.create();
    this.filled = 0;
  }
}

function integers(name: string, column: Column): Int32Array | Float64Array {
  if (column instanceof Int32Array || column instanceof Float64Array) return column;
  throw new RangeError(`column ${name} holds text; only integers are hashed`);
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
