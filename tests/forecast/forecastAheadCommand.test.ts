import {mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {tableFromIPC} from "apache-arrow";
import {afterEach, beforeEach, expect, test, vi} from "vitest";
import {openDuckDB} from "../../loaders/engines/duckdb.js";
import {forecastCommand} from "../../loaders/cli/forecast.js";

let folder: string;
let printed: string[];
let said: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "forecast-"));
  printed = [];
  said = "";
  vi.stubEnv("CLICKPROOF_DATA_MIRROR", undefined);
  vi.spyOn(console, "log").mockImplementation((text: string) => void printed.push(text));
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    said += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(folder, {recursive: true});
});

const run = (...words: readonly string[]) => forecastCommand(words);

/** A reader's own log: tea is sold every day, twice at once, and cups every third day; prices are there. */
function ownLog(pieces: (day: number) => number = () => 2): string {
  const path = join(folder, "orders.csv");
  const rows = ["order_time,customer,product,price,pieces,kind"];
  for (let day = 0; day < 70; day++) {
    const date = new Date(Date.UTC(2024, 0, 1 + day, 9)).toISOString();
    rows.push(`${date},c${day % 7},tea,3.50,${pieces(day)},food`);
    if (day % 3 === 0) rows.push(`${date},c${day % 5},cup,8,1,china`);
  }
  writeFileSync(path, `${rows.join("\n")}\n`);
  return path;
}

const MAP = "time=order_time, user=customer, item=product, price=price, category=kind, event=always:transaction";

test("forecasts of a reader's own log have pieces, levels and dates, whatever the form of the file", async () => {
  const log = ownLog();
  const common = ["--source", log, "--map", MAP, "--quantity", "pieces", "--horizon", "3", "--model", "mean-28"];
  const files = ["csv", "json", "parquet", "arrow"].map((form) => join(folder, `out.${form}`));
  for (const file of files) await run(...common, "--reconcile", "bottom-up", "--json", "--out", file);
  const {from, items, sums, rows, notes} = JSON.parse(printed[0]);
  expect([from, items, sums, rows, notes]).toEqual(["2024-03-11", 2, 3, 15, []]);
  const json = JSON.parse(readFileSync(files[1], "utf8")) as Record<string, string | number | null>[];
  expect(
    json
      .map(({level, id}) => `${level} ${id}`)
      .filter((_, k) => k % 3 === 0)
      .sort()
  ).toEqual(["category china", "category food", "item cup", "item tea", "total total"]);
  const of = (id: string) => json.filter((row) => row.id === id);
  expect(of("tea").map(({date, forecast, sold}) => [date, forecast, sold])).toEqual([
    ["2024-03-11", 2, null],
    ["2024-03-12", 2, null],
    ["2024-03-13", 2, null]
  ]);
  // cups: 9 or 10 of the last 28 days
  expect(of("total")[0].forecast).toBeCloseTo(2 + Number(of("cup")[0].forecast), 12);
  const engine = await openDuckDB();
  for (const read of [`read_csv('${files[0]}')`, `read_parquet('${files[2]}')`]) {
    const {columns} = await engine.read(`SELECT id, forecast, low, high FROM ${read} ORDER BY level, id, date`);
    const sorted = [...json].sort((a, b) => (`${a.level} ${a.id} ${a.date}` < `${b.level} ${b.id} ${b.date}` ? -1 : 1));
    for (const name of ["id", "forecast", "low", "high"])
      expect(Array.from(columns[name] as ArrayLike<number>)).toEqual(sorted.map((row) => row[name]));
  }
  await engine.close();
  const arrow = tableFromIPC(readFileSync(files[3]));
  expect(arrow.getChild("sold")!.toArray().length).toBe(15);
  expect(Array.from(arrow.getChild("forecast")!)).toEqual(json.map(({forecast}) => forecast));
});

test("stock is the quantile of a day's sales at the service level, in whole pieces", async () => {
  const log = ownLog((day) => 1 + (day % 10));
  const stockAt = async (level: string) => {
    const out = join(folder, `at-${level}.json`);
    const flags = ["--source", log, "--map", MAP, "--quantity", "pieces", "--horizon", "5", "--model", "mean-28"];
    await run(...flags, "--service-level", level, "--out", out, "--json");
    const rows = JSON.parse(readFileSync(out, "utf8")) as {id: string; stock: number}[];
    return rows.filter(({id}) => id === "tea").map(({stock}) => stock);
  };
  // as many as 10 a day, each number on one day in ten
  const [half, most] = [await stockAt("0.5"), await stockAt("0.95")];
  expect(half.every((stock, k) => Number.isInteger(stock) && stock < most[k])).toBe(true);
  most.forEach((stock) => expect(stock).toBeGreaterThanOrEqual(9));
  half.forEach((stock) => expect(Math.abs(stock - 6)).toBeLessThanOrEqual(2));
  expect(JSON.parse(printed[1]).serviceLevel).toBe(0.95);
});

test("a model that the log is too short to train is said, and so are lines without a quantity", async () => {
  const log = ownLog();
  writeFileSync(log, readFileSync(log, "utf8").replace("tea,3.50,2,food", "tea,3.50,,food"));
  const of = async (model: string) => {
    const out = join(folder, `${model}.json`);
    const flags = ["--source", log, "--map", MAP, "--quantity", "pieces", "--horizon", "3", "--json", "--out", out];
    await run(...flags, "--model", model);
    return readFileSync(out, "utf8");
  };
  expect(await of("boosted-metrics")).toBe(await of("mean-weekday"));
  const [boosted, simple] = printed.map((text) => (JSON.parse(text) as {notes: string[]}).notes.join(" "));
  expect(boosted).toContain(
    "too short to train Levels boosted on RMSSE and wMAPE: these are the forecasts of Mean × weekday"
  );
  expect(simple).not.toContain("too short to train");
  const evaluated = ["--horizon", "3", "--least-sale-days", "1", "--models", "boosted-metrics", "--skip-intervals"];
  await run("evaluate", "--source", log, "--map", MAP, "--quantity", "pieces", "--json", ...evaluated);
  expect(said).toContain("too short to train boosted-metrics at 3 of 3 origins");
  expect(said).toMatch(/Note: 1 of 94 lines have no pieces; they count as nothing sold/);
});

test("from an origin of the generated shop the days that came stand beside", async () => {
  const out = join(folder, "shop.json");
  await run("--profile", "tiny", "--count", "views", "--horizon", "2", "--origin", "2025-01-05", "--out", out);
  const rows = JSON.parse(readFileSync(out, "utf8")) as {readonly sold: number; readonly level: string}[];
  expect(rows.length).toBeGreaterThan(2);
  expect(rows.every(({sold, level}) => sold >= 0 && level === "item")).toBe(true);
  expect(said).toMatch(/shop, generated: \d+ items, 2 days from 2025-01-06 by Mean × weekday/);
});

test.each([
  [["--out", "forecasts.txt"], "UsageError", /end its name with .csv, .parquet, .json, .arrow/],
  [["--out", "forecasts"], "UsageError", /does not say what to write/],
  [["--out", "a.csv", "--model", "prophet"], "UsageError", /there is no model prophet/],
  [["--out", "a.csv", "--reconcile", "up"], "UsageError", /there is no reconciliation up/],
  [["--out", "a.csv", "--horizon", "0"], "UsageError", /--horizon is "0"/],
  [["--out", "a.csv", "--service-level", "1"], "UsageError", /--service-level is "1"; give a chance between 0 and 1/],
  [["--out", "a.csv", "--service-level", "95"], "UsageError", /--service-level is "95"/],
  [["--out", "a.csv", "--origin", "2015-02-30"], "UsageError", /2015-02-30 is no date/],
  [["--out", "a.csv", "--quantity", "pieces"], "UserError", /shop has no column pieces/],
  [
    ["--out", "no/folder/a.csv", "--profile", "tiny", "--count", "views"],
    "UserError",
    /no folder|no file|check the path/
  ]
])("%j: %s", async (words, name, message) => {
  await expect(run(...words)).rejects.toMatchObject({name, message: expect.stringMatching(message)});
});

test("returns are left out where the log's mapping says so, and refused with what to do where they are sales", async () => {
  const log = ownLog((day) => (day === 69 ? -9 : 2));
  const out = join(folder, "a.json");
  await run("--source", log, "--map", MAP, "--quantity", "pieces", "--horizon", "1", "--model", "naive", "--out", out);
  expect(said).toMatch(/1 of 70 days have no sale of any item|but for returns, where "pieces" is negative/);
  const [tea] = (JSON.parse(readFileSync(out, "utf8")) as {id: string; forecast: number}[]).filter(
    ({id}) => id === "tea"
  );
  expect(tea.forecast).toBe(0);
  await expect(
    run("--source", log, "--map", `${MAP}, quantity=none`, "--quantity", "pieces", "--out", out)
  ).rejects.toThrow(/sales of -9 on a day; .*keep returns out/);
});
