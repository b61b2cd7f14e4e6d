import {count, fixed} from "../format.js";

/** A score in three or four digits, whatever its size. */
export function scoreText(score: number): string {
  const size = Math.abs(score);
  if (Number.isInteger(score) || size >= 1000) return count(score).replace("-", "−");
  if (size >= 100) return fixed(score, 1);
  if (size >= 1) return fixed(score, 2);
  return size >= 0.001 ? fixed(score, 3) : score.toExponential(1);
}

/** A cosine as a list shows it: two digits, and no sign where these are zeros. */
export const cosineText = (cosine: number): string => (Math.abs(cosine) < 0.005 ? 0 : cosine).toFixed(2);
