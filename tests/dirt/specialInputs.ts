import {gzipSync} from "node:zlib";
import {zipSync} from "fflate";
import {random} from "../../src/lib/core/random.js";
import type {BadInput} from "./badInput.js";
import {workbookOf} from "./workbook.js";

const HEADER = "user_id,event_time,event_type,product_id\n";
const row = (user: string, i = 0) => `${user},2024-05-01 00:00:${String(i % 60).padStart(2, "0")},view,${i + 1}\n`;
const rows = (n: number, prefix = "u") => Array.from({length: n}, (_, i) => row(`${prefix}${i}`, i)).join("");

/** Inputs that no mutation of a good log leads to. */
export function specialInputs(): BadInput[] {
  const inputs: BadInput[] = [];
  const add = (about: string, content: string | Uint8Array, more: Partial<BadInput> = {}) =>
    inputs.push({
      about,
      name: more.name ?? "special.csv",
      bytes: typeof content === "string" ? new TextEncoder().encode(content) : content,
      records: null,
      unharmed: [],
      userColumn: "user_id",
      ...more
    });
  const log = HEADER + rows(30);
  const workbook = workbookOf(
    log
      .trimEnd()
      .split("\n")
      .map((line) => line.split(","))
  );
  const zipped = (files: Record<string, Uint8Array>) => zipSync(files, {mtime: "2024-05-01"});
  const whole = {records: 30, unharmed: ["u0", "u29"]};
  add("empty", "");
  for (const blank of [" ", "\n", "\r\n\r\n", "\t\t\n", "\ufeff", "\ufeff\n", "\n".repeat(5000)]) add("blanks", blank);
  add("header alone", HEADER);
  add("header without line end", HEADER.trimEnd());
  add("one word", "hello");
  add("one column", "user_id\na\nb\n");
  add("zeros", new Uint8Array(5000));
  for (let i = 0; i < 20; i++) {
    const source = random(7, i);
    add(
      "binary",
      Uint8Array.from({length: 1 + source.below(5000)}, () => source.below(256)),
      {name: "special.bin"}
    );
  }
  const magics = [
    "PK\x03\x04",
    "\xff\xfe",
    "\xfe\xff",
    "\x28\xb5\x2f\xfd",
    "BZh",
    "\xfd7zXZ\0",
    "7z\xbc\xaf",
    "%PDF-1.7",
    "\xd0\xcf\x11\xe0",
    "ARROW1",
    "PAR1",
    "PAR1PAR1",
    "PAR1xxxxPAR1",
    "\x1f\x8b",
    "\x1f\x8b\x08\0\0\0\0\0\0\x03",
    "SQLite format 3\0",
    "\x89PNG\r\n\x1a\n",
    "\x7fELF"
  ];
  for (const magic of magics)
    for (const tail of ["", "tail of the file\n".repeat(20)])
      add(`begins with ${JSON.stringify(magic)}`, new Uint8Array(Buffer.from(magic + tail, "latin1")));
  add("UTF-16 without a mark", new Uint8Array(Buffer.from(log, "utf16le")));
  add("UTF-16 with a mark", new Uint8Array(Buffer.from(`\ufeff${log}`, "utf16le")));
  add("Latin-1 throughout", new Uint8Array(Buffer.from(log.replaceAll("u", "\xfc"), "latin1")));
  const cafe = log.replace(/u(\d+),/g, "Caf\xe9 $1,");
  const cafes = {records: 30, unharmed: ["Café 0", "Café 29"]};
  add("Latin-1 in each line", new Uint8Array(Buffer.from(cafe, "latin1")), cafes);
  add("Latin-1 in each line, gzipped", gzipSync(Buffer.from(cafe, "latin1")), {name: "special.csv.gz", ...cafes});
  add("UTF-16, big-endian", new Uint8Array(Buffer.from(`\ufeff${cafe}`, "utf16le").swap16()), cafes);
  add("a line sep= before the header", `sep=;\r\n${log.replaceAll(",", ";")}`, whole);
  add("comments before the header", `# Report\n#\n\n${log}`, whole);
  add("a title before the header", `Events of May\n\n${log}`, whole);
  add("columns cut at blanks", log.replaceAll(",", "   "), {name: "special.txt", ...whole});
  add("the header again, and a total", `${log}${HEADER}Total,30,,\n`, {records: 32, unharmed: whole.unharmed});
  add(
    "several gzips in one file",
    Buffer.concat([log.slice(0, 300), log.slice(300, 301), log.slice(301)].map((part) => gzipSync(part))),
    {
      name: "special.csv.gz",
      ...whole
    }
  );
  add("a zip with one file", zipped({"a/log.csv": Buffer.from(log), "a/": new Uint8Array()}), {
    name: "special.zip",
    ...whole
  });
  add("a zip with two files", zipped({"a.csv": Buffer.from(log), "b.csv": Buffer.from(log)}), {name: "special.zip"});
  add("a zip cut short", zipped({"a.csv": Buffer.from(log)}).subarray(0, -50), {name: "special.zip"});
  add("a workbook", workbook, {name: "special.xlsx", ...whole});
  add("a workbook cut short", workbook.subarray(0, -100), {name: "special.xlsx"});
  add("packed twice", gzipSync(gzipSync(log)), {name: "special.csv.gz"});
  add("gzip of nothing", gzipSync(""), {name: "special.csv.gz"});
  add("gzip of blanks", gzipSync("\n\n"), {name: "special.csv.gz"});
  add("gzip of junk", gzipSync(Uint8Array.from({length: 999}, (_, i) => (i * 131) & 255)), {name: "special.csv.gz"});
  add("two gzips in one file", Buffer.concat([gzipSync(log), gzipSync(rows(5, "v"))]), {name: "special.csv.gz"});
  const packed = gzipSync(HEADER + rows(3000));
  for (let i = 0; i < 40; i++)
    add("gzip cut at many places", packed.subarray(0, Math.floor((packed.length * i) / 40)), {name: "special.csv.gz"});
  const wide = Array.from({length: 10_000}, (_, i) => `column_${i}`);
  const values = Array.from({length: 9_996}, () => "1").join(",");
  add(
    "10,000 columns",
    `${[...wide.slice(4), "user_id,event_time,event_type,product_id"].join(",")}\n${[0, 1, 2].map((i) => `${values},${row(`u${i}`, i)}`).join("")}`,
    {
      records: 3,
      unharmed: ["u0", "u1", "u2"]
    }
  );
  add("10,000 columns and short rows", `${wide.join(",")}\n${rows(5)}`);
  add("10,000 equal names", `${wide.map(() => "user_id").join(",")}\n${rows(5)}`);
  add("a line of 3 MB", `${log}${row("x".repeat(3_000_000))}${rows(30, "v")}`, {
    records: 61,
    unharmed: Array.from({length: 60}, (_, i) => (i < 30 ? `u${i}` : `v${i - 30}`))
  });
  add("a first line of 3 MB", `${"x".repeat(3_000_000)}\n${rows(3)}`);
  add("a name of 1.9 MB", `${log}${row("x".repeat(1_900_000))}`, {records: 31});
  add("a quote that is never closed, and 4 MB behind it", `${log}"${row("open")}${rows(90_000, "w")}`, {
    unharmed: Array.from({length: 30}, (_, i) => `u${i}`),
    records: 90_031
  });
  const events = Array.from({length: 30}, (_, i) => ({
    user_id: `u${i}`,
    event_time: Date.UTC(2024, 4, 1) + i,
    event_type: "view"
  }));
  const inJson = {name: "special.json", ...whole};
  add("a JSON list of objects", JSON.stringify(events), inJson);
  add(
    "a JSON list over many lines, in UTF-16",
    new Uint8Array(Buffer.from(`\ufeff${JSON.stringify(events, null, 2)}`, "utf16le")),
    inJson
  );
  add("a JSON list within an object", JSON.stringify({meta: [{a: 1}], data: {events}}, null, 1), inJson);
  add("a JSON list cut short", JSON.stringify(events).slice(0, -9), {name: "special.json"});
  add(
    "JSON with a list of events a line",
    events.map(({user_id, ...rest}) => `${JSON.stringify({user_id, events: [rest, rest]})}\n`).join(""),
    {
      name: "special.ndjson",
      records: 60,
      unharmed: whole.unharmed
    }
  );
  add(
    "JSON with long numbers",
    events.map((event, i) => `${JSON.stringify(event).replace(/"u\d+"/, `20530135523327000${10 + i}`)}\n`).join(""),
    {
      name: "special.ndjson",
      records: 30,
      unharmed: ["2053013552332700010", "2053013552332700039"]
    }
  );
  add("a JSON array", JSON.stringify([{user_id: 1, event_time: 3}]), {name: "special.json"});
  add("pretty JSON", JSON.stringify({user_id: 1, event_time: 3}, null, 2), {name: "special.json"});
  add("JSON without times", '{"user_id":1}\n{"user_id":2}\n', {name: "special.ndjson"});
  add("JSON of numbers beyond 2^53 alone", '{"user_id":12345678901234567890}\n', {name: "special.ndjson"});
  add("JSON of empty objects", "{}\n{}\n", {name: "special.ndjson"});
  add("JSON with a key __proto__ for time", '{"__proto__":"2024-05-01 00:00:00","user_id":"a"}\n'.repeat(12), {
    name: "special.ndjson"
  });
  const json = (user: string, i: number) =>
    `${JSON.stringify({user_id: user, event_time: Date.UTC(2024, 4, 1) + i, event_type: "view"})}\n`;
  const objects = Array.from({length: 30}, (_, i) => json(`u${i}`, i)).join("");
  add("a JSON line of 3 MB", objects + json("x".repeat(3_000_000), 31) + json("last", 32), {
    name: "special.ndjson",
    records: 32,
    unharmed: ["u0", "u29", "last"]
  });
  for (const name of [
    "it's.csv",
    'a "log".csv',
    "a  log .csv",
    "лог 日志 🛒.csv",
    "a\nlog.csv",
    "a\tlog\r.csv",
    "%2e%2e.csv",
    "-rf.csv",
    "a;b,c.csv",
    "*.csv",
    "[a].csv",
    "a?b#c.csv",
    "\\a\\b.csv",
    "noextension",
    ".csv",
    "x".repeat(200) + ".csv",
    "'; DROP TABLE x; --.csv"
  ]) {
    add(`file name ${JSON.stringify(name.slice(0, 30))}`, log, {name, records: 30, unharmed: ["u0", "u29"]});
    add(`empty, file name ${JSON.stringify(name.slice(0, 30))}`, "", {name});
    add(`one column, file name ${JSON.stringify(name.slice(0, 30))}`, "a\nb\nc\n", {name});
  }
  return inputs;
}
