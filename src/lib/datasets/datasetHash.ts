import {sha256} from "@noble/hashes/sha2.js";
import {bytesToHex, utf8ToBytes} from "@noble/hashes/utils.js";
import type {Dataset} from "./dataset.js";

/**
 * SHA-256 of the rows of a task: its columns as JSON, then values and labels of training and of test, each number as
 * the eight bytes of its double, little end first. Equal where two logs, or one log in two places, give the same rows.
 */
export function datasetHash({train, test}: Pick<Dataset, "train" | "test">): string {
  const hash = sha256.create().update(utf8ToBytes(JSON.stringify(train.columns)));
  for (const numbers of [train.x, train.y, test.x, test.y]) hash.update(bytesOf(numbers));
  return bytesToHex(hash.digest());
}

function bytesOf(numbers: ArrayLike<number>): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 * numbers.length));
  for (let i = 0; i < numbers.length; i++) view.setFloat64(8 * i, numbers[i], true);
  return new Uint8Array(view.buffer);
}
