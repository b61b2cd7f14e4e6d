import {mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterEach, beforeEach, expect, test, vi} from "vitest";
import {forecastCommand} from "../../loaders/cli/forecast.js";

let folder: string;
let printed: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "forecast-features-"));
  printed = [];
  vi.stubEnv("CLICKPROOF_DATA_MIRROR", undefined);
  vi.spyOn(console, "log").mockImplementation((text: string) => void printed.push(text));
  vi.spyOn(process.stderr, "write").mockImplementation(() => true);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(folder, {recursive: true});
});

const run = (...words: readonly string[]) => forecastCommand(["features", ...words]);
type Found = {readonly name: string; readonly differ: number; readonly made: string};

test("features of the shop are honest, and those made as the report has them are found to leak", async () => {
  const events = join(folder, "events.csv");
  writeFileSync(events, "2025-01-06,Sale\n2025-01-09,Strike,no\n");
  const out = join(folder, "features.json");
  const common = ["--profile", "tiny", "--count", "views", "--horizon", "2", "--json"];
  await run(...common, "--holidays", "GB", "--events", events, "--out", out);
  const honest = JSON.parse(printed[0]) as {features: Found[]; lacks: unknown[]; rows: number};
  expect(honest.features.filter(({differ}) => differ > 0)).toEqual([]);
  expect(honest.lacks).toEqual([]);
  const rows = JSON.parse(readFileSync(out, "utf8")) as Record<string, number | string>[];
  expect(rows.length).toBe(honest.rows);
  for (const row of rows) {
    expect(row.holiday).toBe(row.date === "2025-01-01" ? 1 : 0);
    expect(row.planned_event).toBe(row.date === "2025-01-06" ? 1 : 0);
  }
  await run(...common, "--printed", "sales_sum_7d,conversion_rate");
  const leaking = (JSON.parse(printed[1]) as {features: Found[]}).features;
  expect(leaking.filter(({made}) => made === "as printed").map(({name}) => name)).toEqual([
    "sales_sum_7d",
    "conversion_rate"
  ]);
  expect(leaking.filter(({differ}) => differ > 0).map(({name}) => name)).toContain("sales_sum_7d");
});

test.each([
  [["--printed", "month"], "UsageError", /there is no feature of the report month/],
  [["--holidays", "XX"], "UsageError", /--holidays is "XX"; give GB or DE/],
  [["--events", "no-such-file.csv"], "UserError", /no-such-file.csv/],
  [["--out", "a.txt"], "UsageError", /end its name with/],
  [["--profile", "tiny", "--count", "views", "--horizon", "300"], "UsageError", /longer than the log/]
])("%j: %s", async (words, name, message) => {
  await expect(run(...words)).rejects.toMatchObject({name, message: expect.stringMatching(message)});
});
