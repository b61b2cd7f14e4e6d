/**
 * Bad inputs against the reader of logs, on DuckDB in Node; `tests/site/dirt.test.ts` does the same in a tab.
 *
 * For each file: either one `UserError`, one line with a remedy, or every record of the file is in exactly one of `raw_events` and `rejected_rows`, as a
 * count that shares no code with the reader says; each rejected row has its line and a reason; rows that were not touched come through. What
 * is found wrong is listed case by case. Found so, and mended: DuckDB's lenient CSV reader lost the lines behind a stray quote without a word
 * (files that are not sound are now read record by record); a NUL in a log's own word for an event ended the SQL statement; Parquet whose count of rows is
 * wrong gave rows of nothing; names that are no UTF-8 passed one of two Parquet readers; `RangeError` for NDJSON of numbers beyond 2^53; ten thousand equal
 * column names took eight seconds.
 */
import {createHash} from "node:crypto";
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {logFile} from "../../loaders/sources/eventLog.js";
import {useEngine} from "../pipeline/logs.js";
import type {BadInput} from "./badInput.js";
import {runs} from "../thorough.js";
import {badInputs} from "./badInputs.js";
import {baseLogs, packed, type BaseLog} from "./baseLogs.js";
import {inputsOfRun, kindOf} from "./inputsOfRun.js";
import {violations} from "./invariant.js";
import {outcomeOf, type Outcome} from "./outcome.js";

const folder = mkdtempSync(join(tmpdir(), "clickproof-dirt-"));
afterAll(() => rmSync(folder, {recursive: true}));
const db = useEngine(1);
/** Random combinations beside all single mutations and all special cases. */
const COMBINATIONS = Number(process.env.CLICKPROOF_DIRT ?? 600);

let logs: BaseLog[];
let inputs: BadInput[];
/** Those that this run reads. */
let chosen: BadInput[];
beforeAll(async () => {
  logs = await baseLogs(db.engine, (path) => new Uint8Array(readFileSync(path)), folder);
  inputs = badInputs(logs, {combinations: COMBINATIONS});
  chosen = inputsOfRun(badInputs(logs, {combinations: runs(COMBINATIONS / 6, COMBINATIONS)}));
});

async function read({name, bytes}: Pick<BadInput, "name" | "bytes">, engineReadsParquet = true): Promise<Outcome> {
  const path = join(folder, "case");
  writeFileSync(path, bytes);
  return outcomeOf(db.engine, {...logFile(path), name}, engineReadsParquet);
}

describe("the generator", () => {
  test("makes a thousand cases and more, all different, the same for the same seed", () => {
    const hash = ({name, bytes}: BadInput) => createHash("sha256").update(name).update(bytes).digest("hex");
    const hashes = inputs.map(hash);
    expect(new Set(hashes).size).toBeGreaterThan(1000);
    expect(badInputs(logs, {combinations: COMBINATIONS}).map(hash)).toEqual(hashes);
    expect(badInputs(logs, {seed: 2, combinations: COMBINATIONS}).map(hash)).not.toEqual(hashes);
  });

  test("has every kind of damage in what a run reads", () => {
    const kinds = (all: readonly BadInput[]) => new Set(all.map(kindOf));
    expect([...kinds(badInputs(logs, {combinations: 0}))].filter((kind) => !kinds(chosen).has(kind))).toEqual([]);
    expect(chosen.length).toBeGreaterThan(runs(300, 1000));
  });

  test("starts from logs that are whole", async () => {
    for (const log of logs) {
      const outcome = await read({name: log.name, bytes: packed(log, log.bytes)});
      expect(outcome).toMatchObject({error: null, raw: log.users.length, rejected: 0});
      // without a header nothing says which column is the user
      if (log.kind !== "csv" || log.header) expect(outcome.users).toEqual(log.users);
    }
  });
});

test("every bad input is one line of error, or all of its records are accounted for", async () => {
  const wrong: string[] = [];
  const seen = {errors: 0, counted: 0, rejected: 0, unharmed: 0};
  for (const [i, input] of chosen.entries()) {
    if (input.bytes.length === 0) continue; // no file of this length comes so far: see the borders
    const outcome = await read(input);
    for (const violation of violations(input, outcome)) wrong.push(`${i} ${input.about}: ${violation}`);
    if (outcome.error !== null) seen.errors++;
    else {
      if (input.records !== null) seen.counted++;
      seen.rejected += outcome.rejected;
      seen.unharmed += input.unharmed.length;
    }
    if (!input.name.endsWith(".parquet")) continue;
    const decoded = await read(input, false);
    for (const violation of violations(input, decoded)) wrong.push(`${i} ${input.about}, decoded: ${violation}`);
    if ((decoded.error === null) !== (outcome.error === null) || decoded.hash !== outcome.hash)
      wrong.push(`${i} ${input.about}: the two readers of Parquet differ`);
  }
  expect(wrong).toEqual([]);
  // or else the cases would not test what they are for
  expect(seen.errors).toBeGreaterThan(runs(60, 200));
  expect(seen.counted).toBeGreaterThan(runs(60, 200));
  expect(seen.rejected).toBeGreaterThan(runs(300, 1000));
  expect(seen.unharmed).toBeGreaterThan(runs(3000, 10_000));
});

describe("the check itself notices", () => {
  const input: BadInput = {
    about: "a case",
    name: "log.csv",
    bytes: new Uint8Array(1),
    records: 2,
    unharmed: ["a"],
    userColumn: "user"
  };
  const mapping = {user: "user", timeFormat: "iso", session: null} as unknown as NonNullable<Outcome["mapping"]>;
  const good: Outcome = {
    error: null,
    mapping,
    raw: 1,
    before: 0,
    rejected: 1,
    users: ["a"],
    rejects: [[3, "why"]],
    hash: ""
  };

  test.each<[string, Partial<Outcome>, RegExp | null]>([
    ["nothing where all is well", {}, null],
    ["a record that is lost", {raw: 0}, /2 records, of which 0/],
    ["nothing where the reader says what it left out", {raw: 0, before: 1}, null],
    ["more left out than is said", {raw: 0, rejected: 0, before: 1}, /2 records, of which 0/],
    ["a good row that is lost", {users: ["b"]}, /1 good rows lost: a/],
    ["a rejected row without a reason", {rejects: [[3, " "]]}, /without line or reason/],
    ["a rejected row without a line", {rejects: [[NaN, "why"]]}, /without line or reason/],
    ["another kind of error", {error: {name: "TypeError", message: "log.csv; x"}}, /another kind/],
    ["an error of two lines", {error: {name: "UserError", message: "log.csv is\nbad; mend it"}}, /not one line/],
    ["an error without a remedy", {error: {name: "UserError", message: "log.csv is bad"}}, /no remedy/],
    [
      "an error that names no file",
      {error: {name: "UserError", message: "bad; mend it"}, mapping: null},
      /does not name/
    ]
  ])("%s", (_, change, message) => {
    const found = violations(input, {...good, ...change});
    if (message === null) expect(found).toEqual([]);
    else expect(found.join()).toMatch(message);
  });
});
