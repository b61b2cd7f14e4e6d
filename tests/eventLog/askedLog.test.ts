/**
 * What the command line asks, and what it takes as an answer. Oracle: logs that are drawn here; the line that it prints is given back to it.
 */
import {writeFileSync} from "node:fs";
import {expect, test} from "vitest";
import {eventLog, mappingTemplate} from "../../loaders/sources/eventLog.js";
import {UsageError} from "../../src/lib/core/errors.js";
import {drawnLog, rowsOfColumns, type DrawnColumn} from "./drawnLog.js";
import {useReader} from "./readText.js";

const {db, path} = useReader();

function written(name: string, names: readonly string[], columns: readonly DrawnColumn[]): string {
  const quoted = (text: string) => (/[,"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = [names, ...rowsOfColumns(columns)].map((row) => row.map((cell) => quoted(cell ?? "")).join(","));
  writeFileSync(path(name), `${lines.join("\n")}\n`);
  return path(name);
}

const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => new Error("nothing was asked"),
    (error: Error) => error
  );

/** The text of the flag that a message prints. */
const flagIn = (message: string) => /--map "([^"]*)"/.exec(message)![1];

test("columns that say nothing are asked about, and the line that is printed answers", async () => {
  const log = written(
    "neutral.csv",
    ["c1", "c2", "c3", "c4, or so"],
    drawnLog(1, {user: (n) => String(100 + n), item: (n) => String(500 + n)})
  );
  const error = await refusal(eventLog(log));
  expect(error).toBeInstanceOf(UsageError);
  expect(error.message).toMatch(/not sure what the columns of neutral\.csv stand for: user is .*% sure/);
  expect(error.message).not.toMatch(/\n/);
  const right = await eventLog(log, {map: "user=c1, item='c4, or so'"});
  expect(right.note).toMatch(/user=c1.*item=c4, or so/);
  await expect(eventLog(log, {map: flagIn(error.message)})).resolves.toBeDefined();
  await expect(eventLog(log, {yes: true})).resolves.toBeDefined();
});

test("words that say nothing are counted over the whole file, and must be decided", async () => {
  const columns = drawnLog(2, {rows: 1_500, words: ["zig", "zag", "purchase"]});
  const log = written("words.csv", ["user", "time", "event", "item"], columns);
  const count = (word: string) => columns[2].values.filter((value) => value === word).length;
  const source = await eventLog(log);
  const error = await refusal(source.load(db.engine));
  expect(error).toBeInstanceOf(UsageError);
  expect(error.message).toContain(`"zig" in ${count("zig")}, "zag" in ${count("zag")} of 1500 rows`);
  const answer = flagIn(error.message)
    .replace(/event\.zig=[^,]*/, "event.zig=view")
    .replace(/event\.zag=[^,]*/, "event.zag=none");
  const answered = await eventLog(log, {map: answer});
  const notices = (await answered.load(db.engine)) ?? [];
  const {columns: found} = await db.engine.read("SELECT count(*) AS events FROM raw_events");
  expect(Number(found.events[0])).toBe(1_500 - count("zag"));
  expect(notices.join("\n")).toMatch(new RegExp(`^${count("zag")} of 1500 rows \\(1\\d %\\) are left out.*"zag"`, "m"));
});

test("a word that the first rows do not show is read where it is known", async () => {
  const columns = drawnLog(3, {rows: 1_500});
  const late = columns.map((column) =>
    column.about === "event"
      ? {
          ...column,
          values: column.values.map((value, i) => (i < 1_200 ? "view" : i % 2 === 0 ? "Kauf abgeschlossen" : value))
        }
      : column
  );
  const source = await eventLog(written("late.csv", ["user", "time", "event", "item"], late));
  await source.load(db.engine);
  const {columns: found} = await db.engine.read(
    "SELECT count(*) AS events, count(*) FILTER (event = 3) AS bought FROM raw_events"
  );
  expect(Number(found.events[0])).toBe(1_500);
  expect(Number(found.bought[0])).toBeGreaterThanOrEqual(150);
});

test("noise among the words is set aside and nobody is asked", async () => {
  const columns = drawnLog(4, {rows: 600});
  const noisy = columns.map((column) =>
    column.about === "event"
      ? {...column, values: column.values.map((value, i) => (i % 40 === 0 ? ["??", "-1", "x"][i % 3] : value))}
      : column
  );
  const source = await eventLog(written("noise.csv", ["user", "time", "event", "item"], noisy));
  await source.load(db.engine);
  const {columns: found} = await db.engine.read("SELECT reason, count(*) AS rows FROM rejected_rows GROUP BY 1");
  expect([found.reason[0], Number(found.rows[0])]).toEqual(["unknown event type", 15]);
});

test("a template says how a log would be read, and gives the same reading back", async () => {
  const log = written("mine.csv", ["Kunde", "Zeitpunkt", "Ereignis", "Artikel"], drawnLog(5));
  writeFileSync(path("mine.map"), await mappingTemplate(log));
  const before = await eventLog(log);
  const after = await eventLog(log, {map: `@${path("mine.map")}`});
  const read = (note: string | undefined) => note!.split("; the same as a flag")[0];
  expect(read(after.note)).toBe(read(before.note));
  await expect(eventLog(log, {map: `@${path("none.map")}`})).rejects.toThrow(/none\.map/);
});

test("returns of a table of orders are set aside and are no fault", async () => {
  const columns = drawnLog(6, {with: ["item", "order", "quantity", "price"]}).filter(({about}) => about !== "event");
  const returned = columns.map((column) =>
    column.about === "quantity"
      ? {...column, values: column.values.map((value, i) => (i % 3 === 0 ? `-${value}` : value))}
      : column
  );
  const names = ["Customer ID", "Order Date", "SKU", "Order ID", "Quantity", "Unit Price"];
  const source = await eventLog(written("orders.csv", names, returned));
  await source.load(db.engine);
  const {columns: found} = await db.engine.read(
    "SELECT (SELECT count(*) FROM raw_events WHERE event = 3) AS bought, (SELECT count(*) FROM rejected_rows) AS aside"
  );
  expect([Number(found.bought[0]), Number(found.aside[0])]).toEqual([200, 100]);
  expect(source.spec.setAside).toContain("return: the quantity is negative");
});
