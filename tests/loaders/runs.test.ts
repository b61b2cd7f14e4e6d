import {spawn, spawnSync} from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync
} from "node:fs";
import {hostname, tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, afterEach, beforeEach, describe, expect, test, vi} from "vitest";
import {program} from "../program.js";
import type {RunRecord} from "../../loaders/runs/runRecord.js";
import {runsCommand} from "../../loaders/cli/runs.js";
import {openRun, readRunLog, readRuns, recordRun} from "../../loaders/runs/runStore.js";
import {durationText, metricText} from "../../loaders/runs/runsText.js";
import {UserError} from "../../src/lib/core/errors.js";

const scratch = mkdtempSync(join(tmpdir(), "clickproof-runs-"));
afterAll(() => rmSync(scratch, {recursive: true}));
let store: string;
let stores = 0;
beforeEach(() => void (store = join(scratch, `store ${++stores}`)));
afterEach(() => void vi.restoreAllMocks());

const child = (...argv: string[]) => [program("tests/loaders/runChild.ts"), ...argv];
const record = (id: string) => JSON.parse(readFileSync(join(store, id, "run.json"), "utf8")) as RunRecord;
/** Puts other values into a record that is there. */
const change = (id: string, values: object) =>
  writeFileSync(join(store, id, "run.json"), JSON.stringify({...record(id), ...values}));

describe("a run", () => {
  test("says what it is from its beginning, and all of it at its end", async () => {
    const run = await openRun(
      {
        command: "train",
        subject: {source: "shop", model: "tree"},
        parameters: {seed: 3},
        seed: 3,
        inputs: {rows: "aa"},
        entry: "loaders/runs/runStore.ts"
      },
      store
    );
    expect(run.id).toMatch(/^\d{8}-\d{6}-\d{3}-train-[0-9a-f]{6}$/);
    expect(record(run.id)).toMatchObject({
      schema: 1,
      id: run.id,
      command: "train",
      status: "running",
      parameters: {seed: 3},
      seed: 3,
      inputs: {rows: "aa"},
      metrics: [],
      artefacts: [],
      node: process.versions.node,
      version: JSON.parse(readFileSync("package.json", "utf8")).version,
      process: {host: hostname(), pid: process.pid},
      finished: null,
      ms: null
    });
    expect(record(run.id).code).toMatch(/^[0-9a-f]{64}$/);
    expect(readRuns(store).runs).toEqual([record(run.id)]);

    run.log("\x1b[Kone\ntwo");
    run.log("three");
    run.subject({target: "revenue"});
    run.outputs({table: "bb"});
    run.metrics([
      {name: "AUC", of: "tree", value: null, low: null, high: null, n: 4, baseline: null, none: "one class"}
    ]);
    const made = run.artefact("models/a.txt", "abc");
    // the SHA-256 of "abc", from FIPS 180-2
    expect(made).toEqual({
      name: "models/a.txt",
      bytes: 3,
      sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    });
    run.finish();
    const whole = record(run.id);
    expect(whole).toMatchObject({
      status: "finished",
      subject: {source: "shop", model: "tree", target: "revenue"},
      outputs: {table: "bb"},
      artefacts: [made],
      error: null
    });
    expect(whole.metrics).toHaveLength(1);
    expect(Date.parse(whole.finished!)).toBeGreaterThanOrEqual(Date.parse(whole.started));
    expect(whole.ms).toBeGreaterThan(0);
    expect(whole.cpuMs).toBeGreaterThan(0);
    expect(whole.peakBytes).toBeGreaterThan(20e6);
    expect(readFileSync(join(run.folder, "models/a.txt"), "utf8")).toBe("abc");
    const lines = readRunLog(run.id, store).trimEnd().split("\n");
    expect(lines.map((line) => line.slice(25))).toEqual(["one", "two", "three"]);
    for (const line of lines) expect(line.slice(0, 24)).toBe(new Date(line.slice(0, 24)).toISOString());
    expect(readdirSync(run.folder).sort()).toEqual(["log.txt", "models", "run.json"]);
  });

  test("is not written to once it is over", async () => {
    const run = await openRun({command: "train"}, store);
    run.finish();
    const before = readFileSync(join(run.folder, "run.json"), "utf8");
    const late: (() => void)[] = [
      () => run.log("late"),
      () => run.metrics([]),
      () => run.outputs({a: "b"}),
      () => void run.artefact("a", "b"),
      () => run.fail(new Error("late")),
      () => run.finish()
    ];
    for (const write of late) expect(write).toThrow("is over");
    expect(readFileSync(join(run.folder, "run.json"), "utf8")).toBe(before);
    expect(readRunLog(run.id, store)).toBe("");
  });

  test("keeps files in its own folder only, each once, and neither over its record nor its log", async () => {
    const run = await openRun({command: "train"}, store);
    for (const name of ["../a", "/etc/a", ".", "run.json", "log.txt", "b/../run.json"])
      expect(() => run.artefact(name, "x"), name).toThrow("no name of an artefact");
    run.artefact("a", "x");
    expect(() => run.artefact("a", "y")).toThrow("already has a");
    run.finish();
    expect(readFileSync(join(run.folder, "a"), "utf8")).toBe("x");
  });

  test("ends as its work does", async () => {
    await expect(recordRun({command: "study"}, async () => 7, store)).resolves.toBe(7);
    const fault = new UserError("there is no file", "name another");
    await expect(recordRun({command: "study"}, () => Promise.reject(fault), store)).rejects.toBe(fault);
    const {runs} = readRuns(store);
    expect(runs.map(({status}) => status).sort()).toEqual(["failed", "finished"]);
    const failed = runs.find(({status}) => status === "failed")!;
    expect(failed.error).toBe("there is no file; name another");
    expect(readRunLog(failed.id, store)).toContain("there is no file; name another");
  });

  test("cannot begin where the store cannot be", async () => {
    writeFileSync(store, "a file");
    await expect(openRun({command: "train"}, store)).rejects.toThrow(UserError);
    await expect(openRun({command: "../train"}, store)).rejects.toThrow("no name of a command");
  });

  test("goes on without a record that cannot be written, and says so once", async () => {
    const said = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const run = await openRun({command: "train"}, store);
    rmSync(run.folder, {recursive: true});
    run.log("a");
    run.metrics([]);
    expect(() => run.artefact("a", "b")).not.toThrow();
    run.finish();
    expect(said.mock.calls.map(([text]) => text)).toEqual([
      expect.stringMatching(/^Note: the record of the run .* is not whole/)
    ]);
  });
});

describe("a process that ends in the middle", () => {
  test("by kill -9 leaves a run that is interrupted, with all it had written, and the next is none the worse", async () => {
    expect(spawnSync(process.execPath, child(store, "killed")).signal).toBe("SIGKILL");
    const [id] = readdirSync(store);
    const written = readFileSync(join(store, id, "run.json"), "utf8");
    expect(JSON.parse(written).status).toBe("running");
    const {runs, problems} = readRuns(store);
    expect(problems).toEqual([]);
    expect(runs).toMatchObject([{id, status: "interrupted", finished: null, metrics: [{name: "AUC", value: 0.7}]}]);
    expect(runs[0].artefacts.map(({name}) => name)).toEqual(["models/a.onnx"]);
    expect(readRunLog(id, store)).toMatch(/ step 0\n.* second line\n$/);

    const next = await openRun({command: "train"}, store);
    expect(readRuns(store).runs.map(({status}) => status)).toEqual(["interrupted", "running"]);
    next.finish();
    expect(readRuns(store).runs.map(({status}) => status)).toEqual(["interrupted", "finished"]);
    // reading has written nothing
    expect(readFileSync(join(store, id, "run.json"), "utf8")).toBe(written);
  });

  test("by its own doing says so", () => {
    expect(spawnSync(process.execPath, child(store, "left")).status).toBe(3);
    const [{status, error, finished}] = readRuns(store).runs;
    expect([status, error]).toEqual(["interrupted", "the process ended with exit code 3 in the middle of the run"]);
    expect(finished).not.toBeNull();
    spawnSync(process.execPath, child(store, "bug"));
    expect(readRuns(store).runs[1]).toMatchObject({
      status: "failed",
      error: expect.stringMatching(/^Error: a bug\n +at /)
    });
  });

  test("is told from another that got its number since, and from one of another machine", async () => {
    const run = await openRun({command: "train"}, store);
    const of = record(run.id).process;
    const status = () => readRuns(store).runs[0].status;
    expect(status()).toBe("running");
    if (of.start !== null) {
      change(run.id, {process: {...of, start: `${of.start}0`}});
      expect(status()).toBe("interrupted");
    }
    // the number of no process here, but who knows of that machine
    change(run.id, {process: {...of, pid: 2 ** 22 + 1, host: "elsewhere"}});
    expect(status()).toBe("running");
    change(run.id, {process: {...of, pid: 2 ** 22 + 1}});
    expect(status()).toBe("interrupted");
    run.finish();
  });
});

test("several processes at once each have runs of their own", async () => {
  const each = 12;
  const ends = await Promise.all(
    [1, 2, 3].map(
      () =>
        new Promise((done) =>
          spawn(process.execPath, child(store, "whole", String(each)), {stdio: "inherit"}).once("close", done)
        )
    )
  );
  expect(ends).toEqual([0, 0, 0]);
  const {runs, problems} = readRuns(store);
  expect(problems).toEqual([]);
  expect(runs).toHaveLength(3 * each);
  expect(new Set(runs.map(({id}) => id)).size).toBe(3 * each);
  for (const run of runs) {
    expect(run).toMatchObject({status: "finished", artefacts: [{name: "models/a.onnx", bytes: 3}]});
    expect(readRunLog(run.id, store)).toContain(`step ${run.seed}`);
  }
  for (let k = 0; k < each; k++) expect(runs.filter(({seed}) => seed === k)).toHaveLength(3);
  expect(runs.map(({id}) => id)).toEqual(runs.map(({id}) => id).sort());
});

describe("what is no run", () => {
  test("is named with what to do, and the runs are listed all the same", async () => {
    const run = await openRun({command: "train"}, store);
    run.finish();
    const copy = (name: string, values: object | string) => {
      cpSync(run.folder, join(store, name), {recursive: true});
      const text = typeof values === "string" ? values : JSON.stringify({...record(run.id), id: name, ...values});
      writeFileSync(join(store, name, "run.json"), text);
    };
    copy("a-half", readFileSync(join(run.folder, "run.json"), "utf8").slice(0, 100));
    copy("b-copy", {id: run.id});
    copy("c-status", {status: "done"});
    copy("d-metrics", {metrics: [{name: "AUC"}]});
    copy("e-newer", {schema: 2});
    copy("f-null", "null");
    mkdirSync(join(store, "g-empty"));
    writeFileSync(join(store, "shop-boosting-0123456789ab.onnx"), "a model of an earlier version");
    mkdirSync(join(store, ".new-now"));
    mkdirSync(join(store, ".new-old"));
    utimesSync(join(store, ".new-old"), 1, 1);
    const {runs, problems} = readRuns(store);
    expect(runs.map(({id}) => id)).toEqual([run.id]);
    expect(problems.map(({name, why}) => [name, why])).toEqual([
      [".new-old", "it is a run that ended before it began"],
      ["a-half", "its run.json is not JSON"],
      ["b-copy", "its run.json has no proper id"],
      ["c-status", "its run.json has no proper status"],
      ["d-metrics", "its run.json has no proper metrics"],
      ["e-newer", "its run.json has layout 2, which a newer version wrote"],
      ["f-null", "its run.json holds no record"],
      ["g-empty", "it has no run.json"],
      ["shop-boosting-0123456789ab.onnx", "it is a file, not a run"]
    ]);
    for (const {remedy} of problems) expect(remedy.length).toBeGreaterThan(10);

    const errors = vi.spyOn(console, "error").mockImplementation(() => {});
    const printed = vi.spyOn(console, "log").mockImplementation(() => {});
    await runsCommand(["list"], {store});
    expect(errors.mock.calls).toHaveLength(9);
    expect(errors.mock.calls[1][0]).toMatch(/a-half: its run\.json is not JSON; take the folder away/);
    expect(printed.mock.calls[0][0]).toContain(run.id);
    await expect(runsCommand(["show", "a-half"], {store})).rejects.toThrow(/a-half: its run\.json is not JSON; take/);
  });
});

describe("npm run runs", () => {
  let printed: string[];
  beforeEach(() => {
    printed = [];
    vi.spyOn(console, "log").mockImplementation((text: string) => void printed.push(text));
  });
  const run = async (...argv: string[]) => {
    printed = [];
    await runsCommand(argv, {store});
    return printed.join("\n");
  };

  test("list has a row for each run, the latest first, and show all of one", async () => {
    const first = await openRun({command: "train", subject: {source: "shop", target: "revenue", model: "tree"}}, store);
    const auc = {name: "AUC", of: "tree", value: 0.7123, low: 0.65, high: 0.77, n: 120};
    first.metrics([
      {name: "log loss", of: "tree", value: 0.2, low: 0.1, high: 0.3, n: 120, baseline: null},
      {...auc, baseline: {name: "random order", value: 0.5}}
    ]);
    first.log("the first line");
    first.finish();
    change(first.id, {ms: 72_400, started: "2026-01-02T03:04:05.678Z"});
    await new Promise((done) => setTimeout(done, 5));
    const second = await openRun({command: "study", subject: {model: "speed"}}, store);
    second.fail(new UserError("no input"));

    const [head, rule, ...rows] = (await run("list")).split("\n");
    expect(head).toMatch(/^run +about +metrics +took +status$/);
    expect(rule).toMatch(/^-+( {2}-+){4}$/);
    expect(rows.map((row) => row.split(/ {2,}/))).toEqual([
      [second.id, "study speed", expect.stringMatching(/^\d+ ms$/), "failed"],
      [first.id, "train shop revenue tree", "tree AUC 0.712 [0.650, 0.770], n = 120; 1 more", "1 min 12 s", "finished"]
    ]);
    expect(JSON.parse(await run("list", "--json"))).toEqual({
      runs: [record(second.id), record(first.id)],
      total: 2,
      problems: []
    });
    expect(JSON.parse(await run("list", "--json", "--command", "train")).runs).toEqual([record(first.id)]);
    expect(JSON.parse(await run("list", "--json", "--limit", "1")).runs).toEqual([record(second.id)]);
    expect(await run("list", "--limit", "1")).toMatch(/\n1 of 2 runs, the latest first; --limit 2 shows all\.$/);

    const shown = await run("show", first.id.slice(-6));
    expect(shown).toContain(`${first.id}: finished`);
    expect(shown).toContain("  tree AUC 0.712 [0.650, 0.770], random order 0.500, n = 120");
    expect(shown).not.toContain("the first line");
    expect(await run("show", first.id, "--log")).toMatch(/log:\n\S+ the first line$/);
    expect(JSON.parse(await run("show", "latest", "--json"))).toEqual(record(second.id));
    expect(JSON.parse(await run("show", "latest", "--json", "--log")).log).toContain("no input");
  });

  test("says that there is nothing yet", async () => {
    expect(await run("list")).toMatch(/^No runs in .*: npm run pipeline, train and study write them\.$/);
    expect(existsSync(store)).toBe(false);
    await expect(run("show", "latest")).rejects.toThrow(/there are no runs in/);
    expect(await run("--help")).toContain("show ID|latest");
  });

  test.each([
    [[], "say list, or show and a run"],
    [["lst"], "unknown word lst; did you mean list?"],
    [["list", "--lmit", "3"], "unknown flag --lmit; did you mean --limit?"],
    [["list", "--limit", "0"], '--limit is "0"; give a whole number from 1'],
    [["list", "--log"], "--log is not for list"],
    [["list", "latest"], "to see one run: show latest"],
    [["list", "--command", "trian"], "there is no run of trian; did you mean train? There are runs of study, train"],
    [["show"], "show wants one run: its id, or latest"],
    [["show", "latest", "--limit", "2"], "--limit is not for show"],
    [["show", "lastest"], "there is no run lastest; the nearest: latest, "],
    [["show", "20"], "20 is 2 runs: "]
  ])("%j is refused", async (argv, message) => {
    for (const command of ["train", "study"]) (await openRun({command}, store)).finish();
    await expect(run(...argv)).rejects.toThrow(message);
    await expect(run(...argv)).rejects.toMatchObject({name: "UsageError"});
  });
});

test("durations and metrics read well", () => {
  expect([null, 0.4, 999.4, 1000, 59_900, 60_000, 3_605_000].map(durationText)).toEqual([
    "",
    "0 ms",
    "999 ms",
    "1.0 s",
    "59.9 s",
    "1 min 00 s",
    "60 min 05 s"
  ]);
  const of = {low: null, high: null, n: 5, baseline: null};
  expect(metricText({name: "size", value: 1234.5, unit: "bytes", ...of})).toBe("size 1230 bytes, n = 5");
  expect(metricText({name: "AUC", value: null, none: "no positives", ...of})).toBe("AUC none (no positives), n = 5");
});
