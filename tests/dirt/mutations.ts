import type {Random} from "../../src/lib/core/random.js";
import type {BaseLog} from "./baseLogs.js";

type Lines = Uint8Array[];
type LineMutation = (lines: Lines, source: Random, log: BaseLog) => Lines;

/** Cuts bytes after each line end, LF, CRLF or CR. */
export function LINES_OF(bytes: Uint8Array): Lines {
  const lines: Lines = [];
  let from = 0;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] !== 10 && (bytes[i] !== 13 || bytes[i + 1] === 10)) continue;
    lines.push(bytes.subarray(from, i + 1));
    from = i + 1;
  }
  if (from < bytes.length) lines.push(bytes.subarray(from));
  return lines;
}

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");
const bytes = (line: string) => new Uint8Array(Buffer.from(line, "latin1"));
const utf8 = (line: string) => new Uint8Array(Buffer.from(line, "utf8"));

/** Changes some lines, the first among them only where it is said. */
function some(change: (line: string, source: Random, log: BaseLog) => string | Uint8Array, most = 3): LineMutation {
  return (lines, source, log) => {
    const changed = [...lines];
    if (lines.length < 2) return changed;
    for (let k = 1 + source.below(most); k > 0; k--) {
      const i = 1 + source.below(lines.length - 1);
      const made = change(text(changed[i]), source, log);
      changed[i] = typeof made === "string" ? bytes(made) : made;
    }
    return changed;
  };
}

/** Puts something between two lines. */
function inserted(make: (source: Random, log: BaseLog) => string | Uint8Array): LineMutation {
  return (lines, source, log) => {
    const at = lines.length < 2 ? lines.length : 1 + source.below(lines.length);
    const made = make(source, log);
    return [...lines.slice(0, at), typeof made === "string" ? bytes(made) : made, ...lines.slice(at)];
  };
}

const inPlaceOf = (pattern: RegExp, values: readonly string[]) =>
  some((line, source) => line.replace(pattern, () => values[source.below(values.length)]), 4);

const USER = /user-\d{3}/;
const TIME = /2024-05-\d\d \d\d:\d\d:\d\d/;

export const LINE_MUTATIONS: Record<string, LineMutation> = {
  "lines dropped": (lines, source) => lines.filter((_, i) => i === 0 || source.below(8) > 0),
  "lines doubled": (lines, source) =>
    lines.flatMap((line, i) => (i > 0 && source.below(8) === 0 ? [line, line] : [line])),
  "lines swapped": (lines, source) => {
    const changed = [...lines];
    const [i, j] = [source.below(lines.length), source.below(lines.length)];
    [changed[i], changed[j]] = [changed[j], changed[i]];
    return changed;
  },
  "lines cut": some((line, source) => `${line.slice(0, source.below(Math.max(line.length, 1)))}\n`),
  "impossible times": inPlaceOf(TIME, [
    "-1",
    "0",
    "99999999999999999999",
    "2024-13-45 99:99:99",
    "1e400",
    "NaN",
    "0001-01-01 00:00:00",
    "9999-12-31 23:59:59",
    "294247-01-10 04:00:54.775807",
    "infinity",
    "-infinity",
    "epoch"
  ]),
  "times in other units": inPlaceOf(TIME, [
    "1714521600",
    "1714521600000",
    "1714521600000000",
    "1714521600000000000",
    "45413.5",
    "01/05/2024",
    "2024/05/01 10:00"
  ]),
  "odd users": inPlaceOf(USER, [
    "'; DROP TABLE raw_events; --",
    "Robert'); DROP TABLE users;--",
    "${jndi:x}",
    "__proto__",
    "constructor",
    "NULL",
    "null",
    "\\N",
    "=1+1",
    "%s%n",
    "x".repeat(12_000),
    " ",
    "1e999",
    "-1"
  ]),
  "users in other scripts": some((line) => utf8(line.replace(USER, "Zoë 用户 🛒 مستخدم \u202e"))),
  "unknown events": some((line) => line.replace(/view|addtocart|purchase/, "wish it; were'nt \\ so")),
  "fields missing": some((line, _, {delimiter}) => (delimiter === "" ? line : line.replace(delimiter, ""))),
  "fields added": some((line, _, {delimiter}) => line.replace(/(\r?\n|\r)$/, `${delimiter}more${delimiter}and more$1`)),
  "quote opened": some((line, source) => {
    const at = source.below(2) === 0 ? 0 : source.below(line.length);
    return `${line.slice(0, at)}"${line.slice(at)}`;
  }),
  "quoted line breaks": some((line) => line.replace(USER, '"user\nwith a break"')),
  "doubled quotes": some((line) => line.replace(USER, '"user ""so called"""')),
  "empty lines": inserted((source) => ["\n", "\r\n", "\n\n\n", "   \n"][source.below(4)]),
  "line ends mixed": some(
    (line, source) => line.replace(/(\r?\n|\r)$/, ["\n", "\r\n", "\r", "\n\r"][source.below(4)]),
    12
  ),
  "junk between": inserted((source) => Uint8Array.from({length: 1 + source.below(60)}, () => source.below(256))),
  "not UTF-8": some((line) => line.replace(USER, "us\xe9r \xff\xfe")),
  "NUL within": some((line) => line.replace(USER, "us\0er")),
  "delimiter lost": some((line, _, {delimiter}) => (delimiter === "" ? line : line.replaceAll(delimiter, " "))),
  "header again": (lines, source) => {
    const at = 1 + source.below(lines.length);
    return [...lines.slice(0, at), lines[0], ...lines.slice(at)];
  },
  "header gone": (lines) => lines.slice(1),
  "header doubled names": ([first, ...lines]) => [bytes(text(first).replaceAll("product_id", "user_id")), ...lines],
  "header without time": ([first, ...lines]) => [bytes(text(first).replaceAll("event_time", "colour")), ...lines],
  "header with odd names": ([first, ...lines]) => [
    bytes(
      text(first)
        .replace("category_code", '"; DROP TABLE raw_events; --')
        .replace("price", "__proto__")
        .replace("product_id", "")
    ),
    ...lines
  ],
  "byte order mark": (lines) => [Uint8Array.of(0xef, 0xbb, 0xbf), ...lines],
  "last line end lost": (lines) => [...lines.slice(0, -1), bytes(text(lines.at(-1)!).trimEnd())]
};

export const JSON_MUTATIONS: Record<string, LineMutation> = {
  deep: inserted((source) => `${'{"a":'.repeat(1 + source.below(3000))}1${"}".repeat(source.below(3000))}\n`),
  "deep and whole": inserted(() => `${'{"a":'.repeat(40_000)}1${"}".repeat(40_000)}\n`),
  "scalars and lists": inserted(
    (source) => ["3\n", "null\n", '"text"\n', "[1,2]\n", "[]\n", "true\n"][source.below(6)]
  ),
  "huge numbers": some((line) => line.replace(/"user-\d{3}"/, "123456789012345678901234567890")),
  "large exponents": some((line) => line.replace(/"\d\.50"/, "1e308")),
  "keys of objects": some((line) => line.replace("{", '{"__proto__":{"user_id":"x"},"constructor":1,"toString":2,')),
  "doubled keys": some((line) => line.replace("{", '{"user_id":"first",')),
  "two in a line": some((line) => line.trimEnd() + line),
  "escaped NUL": some((line) => line.replace(USER, "a\\u0000b")),
  "lone surrogate": some((line) => line.replace(USER, "a\\ud800b")),
  "objects as values": some((line) => line.replace(/"user-\d{3}"/, '{"id":{"of":["a",{"user":1}]}}'))
};

export const BYTE_MUTATIONS: Record<string, (bytes: Uint8Array, source: Random) => Uint8Array> = {
  "bytes flipped": (from, source) => {
    const changed = Uint8Array.from(from);
    if (from.length === 0) return changed;
    for (let k = 1 + source.below(6); k > 0; k--) changed[source.below(from.length)] ^= 1 << source.below(8);
    return changed;
  },
  "bytes replaced": (from, source) => {
    const changed = Uint8Array.from(from);
    if (from.length === 0) return changed;
    for (let k = 1 + source.below(6); k > 0; k--) changed[source.below(from.length)] = source.below(256);
    return changed;
  },
  "bytes inserted": (from, source) => {
    const at = source.below(from.length + 1);
    const more = Uint8Array.from({length: 1 + source.below(20)}, () => source.below(256));
    return Buffer.concat([from.subarray(0, at), more, from.subarray(at)]);
  },
  "bytes deleted": (from, source) => {
    const at = source.below(from.length + 1);
    return Buffer.concat([from.subarray(0, at), from.subarray(at + 1 + source.below(30))]);
  },
  "end cut off": (from, source) => from.subarray(0, source.below(from.length + 1)),
  "last bytes cut off": (from, source) => from.subarray(0, Math.max(0, from.length - 1 - source.below(12))),
  "beginning cut off": (from, source) => from.subarray(source.below(from.length + 1)),
  "block of zeros": (from, source) => {
    const at = source.below(from.length + 1);
    return Uint8Array.from(from).fill(0, at, at + 1 + source.below(64));
  },
  "block again": (from, source) => {
    const at = source.below(from.length + 1);
    const end = Math.min(from.length, at + source.below(300));
    return Buffer.concat([from.subarray(0, end), from.subarray(at)]);
  },
  "junk behind": (from, source) =>
    Buffer.concat([from, Uint8Array.from({length: 1 + source.below(100)}, () => source.below(256))]),
  "quotes sown": (from, source) => {
    const changed = Uint8Array.from(from);
    if (from.length === 0) return changed;
    for (let k = 1 + source.below(3); k > 0; k--) changed[source.below(from.length)] = 34;
    return changed;
  }
};
