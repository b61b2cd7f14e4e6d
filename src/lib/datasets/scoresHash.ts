import {sha256} from "@noble/hashes/sha2.js";
import {bytesToHex} from "@noble/hashes/utils.js";

/**
 * SHA-256 of scores in the order of their rows, each as the eight bytes of its double, little end first: equal where
 * every bit of every score is.
 */
export function scoresHash(scores: Float64Array): string {
  const bytes = new DataView(new ArrayBuffer(8 * scores.length));
  scores.forEach((score, row) => bytes.setFloat64(8 * row, score, true));
  return bytesToHex(sha256(new Uint8Array(bytes.buffer)));
}
