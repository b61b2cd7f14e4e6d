/**
 * Columns without a role: said to be unread, or brought; and the time at which an event reached the log. Oracle: the rows written here, in every format.
 */
import {readFileSync} from "node:fs";
import {describe, expect, test} from "vitest";
import {eventLog, logFile} from "../../loaders/sources/eventLog.js";
import {rowsOf} from "../../src/lib/core/table.js";
import {inspectLog} from "../../src/lib/eventLog/inspectLog.js";
import {columnsNotRead} from "../../src/lib/eventLog/mapping.js";
import {parseMapping} from "../../src/lib/eventLog/parseMapping.js";
import {readLog} from "../../src/lib/eventLog/readLog.js";
import {useReader} from "./readText.js";

const {db, path, read} = useReader();
const START = Date.UTC(2024, 2, 1);
const time = (ms: number) => new Date(START + ms).toISOString();

/** User, time, arrival, event, item, and two columns that nothing asks for. */
const ROWS = Array.from({length: 40}, (_, i) => ({
  user_id: `u${i % 7}`,
  event_time: time(i * 3_600_000),
  ingested_at: i === 3 ? "" : time(i * 3_600_000 + 250 * i),
  event: i % 5 === 0 ? "purchase" : "view",
  item_id: `i${i % 4}`,
  loyalty_score: i % 6 === 0 ? "" : String(i / 4),
  note: i % 3 === 0 ? "" : `said "${i}", twice`
}));
const NAMES = Object.keys(ROWS[0]) as (keyof (typeof ROWS)[0])[];
const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
const CSV = [NAMES.join(","), ...ROWS.map((row) => NAMES.map((name) => quote(row[name])).join(","))].join("\n");
const NDJSON = ROWS.map((row) => JSON.stringify(row)).join("\n");

async function parquet(): Promise<Uint8Array> {
  const values = ROWS.map(
    (row) => `(${NAMES.map((name) => (row[name] === "" ? "NULL" : `'${row[name].replaceAll("'", "''")}'`)).join(", ")})`
  );
  await db.engine
    .run(`COPY (SELECT * REPLACE (TRY_CAST(loyalty_score AS DOUBLE) AS loyalty_score) FROM (VALUES ${values.join(", ")}) AS t(${NAMES.join(", ")}))
    TO '${path("made.parquet")}' (FORMAT parquet)`);
  return new Uint8Array(readFileSync(path("made.parquet")));
}

describe("a log with columns that no role takes", () => {
  test("says which they are, and which column is the time of arrival", async () => {
    const {mapping, inspection} = await read(CSV);
    expect(mapping).toMatchObject({time: "event_time", ingested: "ingested_at", ingestedFormat: "iso"});
    expect(columnsNotRead(mapping, inspection.columns)).toEqual(["loyalty_score", "note"]);
    const source = await eventLog(path("log.csv"));
    expect(source.notRead).toEqual(["loyalty_score", "note"]);
    expect(source.note).toMatch(/ingested=ingested_at, .*; not read: loyalty_score, note; /);
    const brought = await eventLog(path("log.csv"), {columns: ["note"]});
    expect(brought.notRead).toEqual(["loyalty_score"]);
    await expect(eventLog(path("log.csv"), {columns: ["notes"]})).rejects.toThrow(
      /no column "notes"; its columns are user_id/
    );
  });

  test.each([
    ["CSV", "log.csv", () => Promise.resolve(CSV), true],
    ["CSV with a line that does not pair its quotes", "torn.csv", () => Promise.resolve(`${CSV}\nu1,"torn`), true],
    ["NDJSON", "log.ndjson", () => Promise.resolve(NDJSON), true],
    ["Parquet, by the engine", "log.parquet", parquet, true],
    ["Parquet, decoded", "log.parquet", parquet, false]
  ] as const)("brings them row by row, and says when each event arrived: %s", async (_, name, content, native) => {
    await read(await content(), {name, native});
    const file = logFile(path(name));
    const {format, columns, mapping} = await inspectLog(file);
    await readLog(db.engine, file, format, columns, mapping, {
      engineReadsParquet: native,
      extra: ["note", "loyalty_score"]
    });
    const found = rowsOf(
      await db.engine.read(
        `SELECT note, loyalty_score, ts_ms, event, "user" FROM extra_columns JOIN users USING (user_id) ORDER BY ts_ms`
      )
    );
    expect(found).toEqual(
      ROWS.map((row, i) => ({
        note: row.note === "" ? null : row.note,
        loyalty_score: row.loyalty_score === "" ? null : Number(row.loyalty_score),
        ts_ms: START + i * 3_600_000,
        event: row.event === "purchase" ? 3 : 0,
        user: row.user_id
      }))
    );
    const arrived = rowsOf(await db.engine.read("SELECT ts_ms, ingested_ms FROM event_arrivals ORDER BY ts_ms"));
    expect(arrived).toEqual(
      ROWS.map((_row, i) => ({
        ts_ms: START + i * 3_600_000,
        ingested_ms: i === 3 ? null : START + i * 3_600_000 + 250 * i
      }))
    );
  });
});

test("a time of arrival that stands first is not taken for the time of the event", async () => {
  const {mapping} = await read(
    "received_at,who,click_ts,event\n2024-05-01 00:00:00,a,2024-03-01 08:00:00,view\n2024-05-01 00:00:01,b,2024-03-02 08:00:00,view\n"
  );
  expect(mapping).toMatchObject({time: "click_ts", ingested: "received_at"});
  // where it is the only one, it is
  const alone = await read("received_at,who,event\n2024-05-01 00:00:00,a,view\n2024-05-01 00:00:01,b,view\n");
  expect(alone.mapping).toMatchObject({time: "received_at", ingested: null});
});

test("the mapping corrects its column and its format", async () => {
  const {mapping} = await read(CSV);
  expect(parseMapping("ingested=note, ingested-format=ms", mapping)).toMatchObject({
    ingested: "note",
    ingestedFormat: "ms"
  });
  expect(parseMapping("ingested=none", mapping).ingested).toBeNull();
  expect(() => parseMapping("ingested-format=soon", mapping)).toThrow(/ingested-format is one of/);
});
