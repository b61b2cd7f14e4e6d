import {gzipSync} from "node:zlib";
import {literal} from "../../src/lib/sql/dialect.js";
import type {Engine} from "../../src/lib/sql/engine.js";

/** A small log without a fault, from which bad ones are made. Every row has a user of its own, so that each can be told from the others. */
export interface BaseLog {
  readonly name: string;
  readonly kind: "csv" | "ndjson" | "parquet";
  readonly gzip: boolean;
  /** Of the file, without gzip. */
  readonly bytes: Uint8Array;
  readonly users: readonly string[];
  /** The user's column. */
  readonly userColumn: string;
  readonly header: boolean;
  readonly delimiter: string;
}

const ROWS = 40;
const EVENTS = ["view", "addtocart", "purchase", "view"];

function rowsOfLog(): string[][] {
  return Array.from({length: ROWS}, (_, i) => [
    `user-${String(i).padStart(3, "0")}`,
    new Date(Date.UTC(2024, 4, 1) + i * 577_123).toISOString().slice(0, 19).replace("T", " "),
    EVENTS[i % 4],
    String(100 + (i % 7)),
    `${i % 9}.50`,
    `toys.wood ${i % 3}`
  ]);
}

const HEADER = ["user_id", "event_time", "event_type", "product_id", "price", "category_code"];

/** Logs of every format that can be read; Parquet is written by the engine into a folder. */
export async function baseLogs(
  engine: Engine,
  readFile: (path: string) => Uint8Array,
  folder: string
): Promise<BaseLog[]> {
  const rows = rowsOfLog();
  const users = rows.map(([user]) => user);
  const csv = (
    name: string,
    delimiter: string,
    {end = "\n", quote = false, header = true, gzip = false, bom = false} = {}
  ): BaseLog => {
    const line = (row: string[]) =>
      row.map((field, i) => (quote && i !== 3 ? `"${field.replaceAll('"', '""')}"` : field)).join(delimiter) + end;
    const text = (bom ? "\ufeff" : "") + (header ? line(HEADER) : "") + rows.map(line).join("");
    return {
      name,
      kind: "csv",
      gzip,
      bytes: new TextEncoder().encode(text),
      users,
      userColumn: header ? HEADER[0] : "column 1",
      header,
      delimiter
    };
  };
  const objects = rows.map((row) => JSON.stringify(Object.fromEntries(HEADER.map((name, i) => [name, row[i]]))));
  const ndjson = (gzip: boolean): BaseLog => ({
    name: `log.ndjson${gzip ? ".gz" : ""}`,
    kind: "ndjson",
    gzip,
    bytes: new TextEncoder().encode(objects.map((line) => `${line}\n`).join("")),
    users,
    userColumn: HEADER[0],
    header: false,
    delimiter: ""
  });
  await engine.run(
    `CREATE OR REPLACE TABLE base AS SELECT * FROM (VALUES ${rows
      .map((row) => `(${row.map(literal).join(", ")})`)
      .join(", ")}) AS t(${HEADER.join(", ")})`
  );
  const parquet: BaseLog[] = [];
  for (const compression of ["snappy", "zstd", "gzip", "uncompressed"]) {
    const path = `${folder}/base-${compression}.parquet`;
    await engine.run(`COPY (SELECT user_id, CAST(event_time AS TIMESTAMP) AS event_time, event_type, CAST(product_id AS INTEGER) AS product_id,
  CAST(price AS DECIMAL(9, 2)) AS price, category_code FROM base) TO ${literal(path)} (FORMAT parquet, COMPRESSION ${compression})`);
    parquet.push({
      name: `log-${compression}.parquet`,
      kind: "parquet",
      gzip: false,
      bytes: readFile(path),
      users,
      userColumn: HEADER[0],
      header: false,
      delimiter: ""
    });
  }
  await engine.run("DROP TABLE base");
  return [
    csv("comma.csv", ","),
    csv("semicolon.csv", ";"),
    csv("tab.tsv", "\t"),
    csv("pipe.txt", "|"),
    csv("crlf.csv", ",", {end: "\r\n"}),
    csv("cr.csv", ",", {end: "\r"}),
    csv("quoted.csv", ",", {quote: true}),
    csv("quoted crlf.csv", ";", {quote: true, end: "\r\n"}),
    csv("no header.csv", ",", {header: false}),
    csv("mark.csv", ",", {bom: true}),
    csv("packed.csv.gz", ",", {gzip: true}),
    ndjson(false),
    ndjson(true),
    ...parquet
  ];
}

/** As the file is on a disk. */
export function packed({gzip}: BaseLog, bytes: Uint8Array): Uint8Array {
  return gzip ? gzipSync(bytes, {level: 6}) : bytes;
}
