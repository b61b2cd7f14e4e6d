import {fixed} from "../format.js";

/** A number with its sign; a zero has none. */
export function signed(value: number, digits = 2): string {
  const text = fixed(value, digits);
  return text.startsWith("−") || !/[1-9]/.test(text) ? text : `+${text}`;
}
