import type {Codec} from "../state.js";

/** One of a user's items, in the address as its number. */
export function itemCodec(items: readonly number[]): Codec<number> {
  return {
    parse: (text) => items.find((item) => String(item) === text),
    format: String,
    expected: "an item that this user has met"
  };
}
