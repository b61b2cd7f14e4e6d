import {spawnSync} from "node:child_process";
import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {command} from "../command.js";
import {commandLine} from "../program.js";
import {HONEST_QUERY, INJECTED_LEAKS} from "../../src/lib/leakage/injectedLeaks.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "clickproof-audit-"));
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

const NO_MIRROR = {CLICKPROOF_DATA_MIRROR: ""};
const audit = (...argv: readonly string[]) => command(["audit", ...argv], NO_MIRROR);

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const TINY = ["leakage", "--profile", "tiny", "--examples", "10", "--cuts", "1"];
const FEWER = ["leakage", "--profile", "tiny", "--examples", "4", "--cuts", "1"];
const leak = (kind: string) => INJECTED_LEAKS.find((planted) => planted.kind === kind)!;

test("--json prints one document and nothing else; the features of the specification pass, also under --strict, in a process of its own", () => {
  const {status, stdout, stderr} = spawnSync(
    process.execPath,
    [...commandLine(), "audit", ...TINY, "--json", "--strict"],
    {encoding: "utf8", env: {...process.env, ...NO_MIRROR}}
  );
  expect({status, stderr}).toEqual({status: 0, stderr: ""});
  const document = JSON.parse(stdout);
  expect(document).toMatchObject({
    audit: "leakage",
    source: "shop",
    generated: true,
    profile: "tiny",
    leaks: [],
    features: 37
  });
  expect(document.examples).toBeGreaterThanOrEqual(10);
  expect(document.cells).toBe(document.examples * 37 * 2);
  expect(document.wide.cuts).toHaveLength(1);
});

test("plain text says what was compared, and finds every planted leak", async () => {
  const {status, stdout} = await audit(...FEWER, "--planted", "--moment", "2", "--strict");
  expect(status).toBe(0);
  expect(stdout).toMatch(/^shop, generated, profile tiny, seed 1: [\d,]+ examples \(item after event 2\)\n/);
  expect(stdout).toContain("nothing looks ahead");
  for (const {name, kind} of INJECTED_LEAKS) expect(stdout).toContain(`planted ${name} (${kind}): caught and named`);
});

test("a generated shop holds no duplicates that chance does not give", async () => {
  const {status, stdout} = await audit("duplicates", "--profile", "tiny", "--strict");
  expect(status).toBe(0);
  expect(stdout).toMatch(/^shop, generated, profile tiny, seed 1\n  identical rows: 0, of which cleaning keeps 0\n/);
});

test("SQL of one's own is audited; a leak is named, and fails under --strict only", async () => {
  const path = file("leak.sql", leak("future event").sql);
  const loose = await audit(...TINY, "--sql", path);
  expect(loose.status).toBe(0);
  expect(loose.stdout).toMatch(
    /LEAK user_views_7d: future event\. .*\n {4}example \d+: \d+ on the whole log, \d+ without what comes after/
  );
  expect((await audit(...FEWER, "--sql", path, "--strict")).status).toBe(1);
  const honest = await audit(...FEWER, "--sql", file("honest.sql", HONEST_QUERY), "--strict");
  expect(honest.status).toBe(0);
  expect(honest.stdout).toContain("nothing looks ahead");
});

test("a log of one's own is audited, with what it cannot fill left out", async () => {
  const rows = Array.from(
    {length: 60},
    (_, i) =>
      `${1 + (i % 5)},2025-01-${String(1 + Math.floor(i / 3)).padStart(2, "0")}T10:${String(i).padStart(2, "0")}:00Z,view,${1 + (i % 7)}`
  );
  const path = file("own.csv", ["visitor,time,event,item", ...rows].join("\n"));
  const {status, stdout} = await audit("leakage", "--source", path, "--examples", "8");
  expect(status).toBe(0);
  expect(stdout).toMatch(/^log-own: [\d,]+ examples/);
  expect(stdout).toMatch(/\d+ features are left out, as the log has no .*purchases/);
  expect(stdout).toContain("nothing looks ahead");
});

describe("a log with more columns than roles, and with copies", () => {
  const DAY = 86_400_000;
  const FEW = ["--examples", "10", "--cuts", "0", "--split", "date 50/0/50"];
  const lines = ["user,time,ingested_at,event,item,loyalty_score"];
  // 60 users, half of whom buy late; ten are others, thirty days later
  const visits = (name: string, seed: number, shift: number, buys: boolean) =>
    [0, 1, 2, 3, 4, 5, 6, 7].forEach((k) => {
      const ms = Date.UTC(2024, 0, 1) + shift + (seed % 9) * DAY + Math.floor(k / 4) * DAY + k * (61_000 + 997 * seed);
      const time = (at: number) => new Date(at).toISOString();
      lines.push(
        `${name},${time(ms)},${time(ms + (k === 7 ? 600_000 : 900))},${buys && k === 7 ? "purchase" : "view"},i${(seed * 7 + k * k * (1 + (seed % 5))) % 23},${buys ? 1 : 0}`
      );
    });
  for (let user = 0; user < 60; user++) visits(`u${user}`, user, 0, user % 2 === 0);
  for (let user = 0; user < 10; user++) visits(`copy${user}`, user, 30 * DAY, user % 2 === 0);
  for (let user = 60; user < 90; user++) visits(`new${user}`, user + 1000, 30 * DAY, user % 2 === 0);
  const path = () => file("brought.csv", [...lines, ...lines.slice(-3)].join("\n"));

  test("says what is not read, and counts copies, duplicates and late events", async () => {
    const {status, stdout} = await audit("leakage", "--source", path(), ...FEW, "--strict");
    expect(stdout).toContain("  not read: loyalty_score; --column NAME brings one and audits it");
    expect(stdout).toContain("none of the features looks ahead");
    expect(stdout).not.toContain("nothing looks ahead");
    expect(stdout).toContain(
      "10 of 40 test users with enough events (of 40) have the sequence of another user in training, 10 to the last event; by chance 0 would"
    );
    expect(stdout).toMatch(/user \d+ is user \d+ 30\.0 days later: 6 of 6 pieces of 8 events/);
    expect(stdout).toContain("exact duplicates among the rows: 3");
    expect(stdout).toContain("transaction events arrive 10.0 min later after their time than view events");
    // copies are no accident
    expect(status).toBe(1);
  });

  test("audit duplicates counts them by sessions and users, and fails under --strict", async () => {
    const split = FEW.slice(-2);
    const {status, stdout} = await audit("duplicates", "--source", path(), ...split, "--strict");
    expect(status).toBe(1);
    expect(stdout).toContain(
      "  identical rows: 3, of which cleaning keeps 3\n    leave them out with --map deduplicate=yes"
    );
    expect(stdout).toMatch(/the same items in the same order: \d+, by chance [\d.]+/);
    expect(stdout).toContain("10 of 40 test users with enough events (of 40) have the sequence of another user");
    const json = await audit("duplicates", "--source", path(), ...split, "--map", "deduplicate=yes", "--json");
    expect({status: json.status, stderr: json.stderr}).toEqual({status: 0, stderr: ""});
    const document = JSON.parse(json.stdout);
    expect(document).toMatchObject({
      audit: "duplicates",
      found: true,
      rows: {identical: 3, kept: 0, fault: false},
      copied: {near: 10},
      sequences: {resamples: 19}
    });
    expect(document.sequences.units.map(({unit}: {unit: string}) => unit)).toEqual(["session", "user"]);
  });

  test("--column audits one, and --sql can use it; a value that was there before is the same in every world", async () => {
    const sql = file(
      "loyalty.sql",
      "SELECT example_id, max(loyalty_score) AS loyalty FROM examples LEFT JOIN extra_columns USING (user_id) WHERE ts_ms < as_of_ms OR ts_ms IS NULL GROUP BY example_id"
    );
    const both = await audit(
      "leakage",
      "--source",
      path(),
      ...FEW,
      "--column",
      "loyalty_score",
      "--target",
      "purchase-next-session",
      "--sql",
      sql,
      "--json"
    );
    expect(both.stderr).toBe("");
    const document = JSON.parse(both.stdout);
    expect(document).toMatchObject({
      notRead: [],
      leaks: [],
      copied: {near: 10, duplicateRows: 3},
      arrivals: {early: 0}
    });
    expect(document.columns).toHaveLength(1);
    expect(document.columns[0]).toMatchObject({
      column: "loyalty_score",
      verdict: "knows the outcome",
      first: {value: 1}
    });
    expect(document.columns[0].known.target).toBe("purchase-next-session");
  });
});

describe("exit codes", () => {
  test.each([
    [[], 2, "name an audit: leakage, duplicates"],
    [["leakages"], 2, "unknown audit leakages; did you mean leakage?"],
    [["leakage", "--sede", "3"], 2, "unknown flag --sede; did you mean --seed?"],
    [["duplicates", "--seed", "x"], 2, '--seed is "x"; give a whole number from 0'],
    [["leakage", "--examples", "0"], 2, '--examples is "0"; give a whole number from 1'],
    [["leakage", "--examples", "x"], 2, "--examples"],
    [["leakage", "--moment", "start"], 2, '--moment is "start"; give end, or a whole number from 1'],
    [["leakage", "--memory", "lots"], 2, '--memory is "lots"'],
    [["leakage", "extra"], 2, "extra"],
    [["leakage", "--target", "item-30-days"], 2, "--target is for a column that is brought"],
    [["leakage", "--column", "x", "--target", "item"], 2, "there is no target item; did you mean"],
    [["leakage", "--column", "x"], 1, "shop has no column x that could be brought"],
    [["leakage", "--sql", "nowhere.sql"], 1, "there is no file nowhere.sql"],
    [["leakage", "--source", "nowhere.csv"], 1, "nowhere.csv is no source and no file"],
    [["leakage", "--profile", "huge"], 1, "the shop has no profile huge"],
    [["leakage", "--source", "data/fixtures/online_shoppers made by hand.csv"], 1, "a table of sessions has no events"],
    [["leakage", "--profile", "tiny", "--moment", "9999"], 1, "the log gives no example to replay"]
  ])("%j exits with %d and one line", async (argv, code, message) => {
    const {status, stdout, stderr} = await audit(...argv);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(stderr).toContain(message);
    expect({status, stdout}).toEqual({status: code, stdout: ""});
  });

  test("SQL that cannot be audited", async () => {
    const {status, stderr} = await audit(...TINY, "--sql", file("bad.sql", "DELETE FROM events"));
    expect({status, stderr}).toEqual({
      status: 1,
      stderr: "the SQL begins with DELETE; give one SELECT, which changes nothing\n"
    });
  });
});

test("--help says what there is", async () => {
  const {status, stdout} = await audit("leakage", "--help");
  expect(status).toBe(0);
  for (const flag of ["--source", "--sql", "--planted", "--moment", "--strict", "--json"])
    expect(stdout).toContain(flag);
});
