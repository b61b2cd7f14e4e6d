import {spawnSync} from "node:child_process";
import {existsSync} from "node:fs";
import {describe, expect, test} from "vitest";
import {command} from "../command.js";
import {commandLine} from "../program.js";
import {readConfig} from "../../loaders/cli/config.js";
import {STAGES} from "../../src/lib/pipeline/stages.js";

const NO_MIRROR = {CLICKPROOF_DATA_MIRROR: ""};
const pipeline = (...argv: readonly string[]) => command(["pipeline", ...argv], NO_MIRROR);

/** As a person would run it, but for the bundle. */
function spawned(...argv: readonly string[]) {
  const {status, stdout, stderr} = spawnSync(process.execPath, [...commandLine(), "pipeline", ...argv], {
    encoding: "utf8",
    env: {...process.env, ...NO_MIRROR}
  });
  return {status, stdout, stderr};
}

test("a process of its own ends and prints as the command does here", async () => {
  for (const argv of [
    ["--sede", "3"],
    ["--source", "nowhere.csv"]
  ])
    expect(spawned(...argv)).toEqual(await pipeline(...argv));
});

test("--json prints one document and nothing else, in a process of its own", () => {
  const {status, stdout} = spawned("--profile", "tiny", "--json", "--threads", "1");
  expect(status).toBe(0);
  const run = JSON.parse(stdout);
  expect(run).toMatchObject({source: "shop", profile: "tiny", seed: 1, quarantine: []});
  expect(run.stages.map(({name}: {name: string}) => name)).toEqual(STAGES.map(({name}) => name));
  for (const stage of run.stages) {
    expect(stage).toMatchObject({rows: expect.any(Number), ms: expect.any(Number), cached: expect.any(Boolean)});
    expect(stage.sha256).toMatch(/^[0-9a-f]{64}$/);
  }
  expect(run.inputSha256).toBe(run.stages[0].sha256);
  expect(run.input.rows).toBe(run.stages[0].rows);
  expect(Object.keys(run.totals)).toEqual(
    expect.arrayContaining(["users", "items", "events", "byType", "sessions", "singleEventSessions"])
  );
  expect(run.totals.sessionConversion).toBe(run.totals.buyingSessions / run.totals.sessions);
});

test("without it, plain lines on both outputs when piped", async () => {
  const {status, stdout, stderr} = await pipeline("--profile", "tiny", "--gap", "20");
  expect(status).toBe(0);
  expect(stdout).toMatch(/^shop, generated, profile tiny, seed 1: [\d,]+ rows\n/);
  expect(stdout + stderr).not.toMatch(/[\x1b\r]/);
  for (const {name} of STAGES) expect(stderr).toMatch(new RegExp(`^${name} +[\\d,]+ rows`, "m"));
});

describe("exit codes", () => {
  test.each([
    [["--sede", "3"], 2, "unknown flag --sede; did you mean --seed?"],
    [["--seed", "x"], 2, '--seed is "x"; give a whole number'],
    [["--seed"], 2, "--seed"],
    [["--gap", "0"], 2, "--gap is 0"],
    [["--gap", "-5"], 2, "--gap"],
    [["--split", "weekly"], 2, 'the split is "weekly"'],
    [["--sessions", "none"], 2, '--sessions is "none"; give gap or own'],
    [["--profile", "huge"], 2, '--profile is "huge"; give tiny or paper'],
    [["--memory", "lots"], 2, '--memory is "lots"'],
    [["--duplicates", "some"], 2, '--duplicates is "some"; give drop or keep'],
    [["--anonymous", "no"], 2, '--anonymous is "no"; give drop or invoice'],
    [["extra"], 2, "extra"],
    [["--source", "nowhere.csv"], 1, "nowhere.csv is no source and no file"],
    [["--source", "eshop-clothing", "--mirror", "tests"], 1, "the e-shop clothing log is in none of"],
    [["--profile", "tiny", "--split", "months"], 1, "the split months leaves no training sessions"]
  ] as const)("%j exits with %d and one line", async (argv, code, message) => {
    if (argv.includes("eshop-clothing" as never) && existsSync("data/raw/eshop-clothing")) return;
    const {status, stdout, stderr} = await pipeline(...argv);
    const lines = stderr
      .split("\n")
      .filter((line) => line !== "" && !/^(?:generate|clean|sessionize|sessions) /.test(line));
    expect(lines.length).toBe(1);
    expect(lines[0]).toContain(message);
    expect(status).toBe(code);
    expect(stdout).toBe("");
  });
});

test("--help says what there is", async () => {
  const {status, stdout} = await pipeline("--help");
  expect(status).toBe(0);
  for (const flag of ["--source", "--profile", "--seed", "--gap", "--split", "--mirror", "--json"])
    expect(stdout).toContain(flag);
  // what --map takes comes from the list that reads it
  for (const key of ["status=", "order=", "part-of=", "event.WORD=", "kind+type"]) expect(stdout).toContain(key);
});

test("the committed configuration holds known options only", async () => {
  expect(await readConfig(".")).toEqual({source: "shop", gapMinutes: 30});
  expect(await readConfig("tests")).toEqual({});
});
