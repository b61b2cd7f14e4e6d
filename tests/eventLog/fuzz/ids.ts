import {random, type Random} from "../../../src/lib/core/random.js";
import {between, choose} from "./draw.js";

/** How a log writes its ids. The ids of a style differ as text, whatever number they would be. */
export const ID_STYLES = [
  "small",
  "six digits",
  "beyond 2^31",
  "beyond 2^53",
  "uuid",
  "hex",
  "leading zeros",
  "decimals",
  "exponents",
  "prefixed",
  "growing numbers",
  "growing names"
] as const;
export type IdStyle = (typeof ID_STYLES)[number];

/** Styles whose values JSON may write as bare numbers. */
export const NUMERIC_IDS: ReadonlySet<IdStyle> = new Set(["small", "six digits", "beyond 2^31", "beyond 2^53"]);

/** A function from the number of a user, an item or a session to its text. `count` is how many there are. */
export function idTexts(source: Random, style: IdStyle, count: number): (index: number) => string {
  const key = source.uint32();
  const digits = (index: number, length: number) => {
    const own = random(key, index);
    let text = String(1 + own.below(9));
    while (text.length < length) text += String(own.below(10));
    return text;
  };
  const hex = (index: number, length: number) => {
    const own = random(key, index);
    return Array.from({length}, () => own.below(16).toString(16)).join("");
  };
  const offset = BigInt(between(source, 1, 9_999));
  switch (style) {
    case "small": {
      const first = choose(source, [0, 1, 1, 100]);
      return (index) => String(first + index);
    }
    case "six digits":
      // a number coprime to 900,000 visits each once
      return (index) => String(100_000 + ((index * 7_919 + (key % 900_000)) % 900_000));
    case "beyond 2^31":
      return (index) => String(2n ** 31n + offset + BigInt(index) * 104_729n);
    case "beyond 2^53":
      // neighbours, which a double cannot tell apart
      return (index) => String(2n ** 53n * 30n + offset + BigInt(index));
    case "uuid": {
      return (index) => {
        const h = hex(index, 32);
        return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-a${h.slice(17, 20)}-${h.slice(20)}`;
      };
    }
    case "hex":
      return (index) => hex(index, 16);
    case "leading zeros":
      // 7 and 007 are two
      return (index) => (index % 2 === 0 ? String((index >> 1) + 1) : String((index >> 1) + 1).padStart(6, "0"));
    case "decimals":
      return (index) => `${1 + Math.floor(index / 9)}.${1 + (index % 9)}`;
    case "exponents":
      // 10 and 1e1 are two
      return (index) => (index % 2 === 0 ? String(((index >> 1) + 1) * 10) : `${(index >> 1) + 1}e1`);
    case "prefixed": {
      const prefix = choose(source, ["u", "c-", "id_", "P", "x"]);
      const length = String(count).length + 2;
      return (index) => prefix + String(index + 1).padStart(length, "0");
    }
    case "growing numbers":
      // they are numbered in order of first sight: what comes late is long
      return (index) => (index < count / 2 ? String(index + 1) : digits(index, 8) + String(10_000 + index));
    case "growing names":
      return (index) => (index < count / 2 ? String(index + 1) : `n${index + 1}`);
  }
}
