/**
 * `kill -9` of the pipeline: at random moments, and at each single change that it makes to the file system, half-written files included. The run after
 * it, on the same folder, must give the hashes of a run that nobody disturbed, take over the dead process's lock, and leave nothing half-written; and
 * what a receipt vouches for right after the kill must be whole. CLICKPROOF_KILLS=50 kills that often, on the paper shop too.
 */
import {spawn} from "node:child_process";
import {existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, describe, expect, test} from "vitest";
import {program} from "../program.js";
import {openDuckDB} from "../../loaders/engines/duckdb.js";
import {OUTPUTS, runPipeline, type PipelineOptions} from "../../loaders/pipeline/pipeline.js";
import {once} from "../../loaders/tools/once.js";
import {random} from "../../src/lib/core/random.js";
import {literal} from "../../src/lib/sql/dialect.js";
import {hashTable} from "../../src/lib/pipeline/hash.js";
import {STAGES} from "../../src/lib/pipeline/stages.js";
import {runs} from "../thorough.js";

const scratch = mkdtempSync(join(tmpdir(), "clickproof-kill-"));
afterAll(() => rmSync(scratch, {recursive: true}));
const KILLS = Number(process.env.CLICKPROOF_KILLS ?? runs(3, 10));
const MANY = KILLS >= 50;

const log = join(scratch, "a log.csv");
const lines = Array.from(
  {length: MANY ? 300_000 : 20_000},
  (_, i) =>
    `visitor ${(i * 7) % 997},${Date.UTC(2024, 4, 1) + i * 60_000},${i % 31 === 0 ? "purchase" : "view"},${i % 50}\n`
);
writeFileSync(log, `user_id,timestamp,event_type,product_id\n${lines.join("")}`);

const CASES: [string, PipelineOptions][] = [
  ["the generated shop", {profile: MANY ? "paper" : "tiny"}],
  ["a log in CSV", {source: log}]
];

interface End {
  readonly killed: boolean;
  /** Milliseconds from the beginning of the run to the end of the process. */
  readonly ms: number;
  readonly changes: number;
}

/** Runs in another process and kills it so many milliseconds after it began, or at its n-th change of the file system. */
function run(options: PipelineOptions, {afterMs, atChange}: {afterMs?: number; atChange?: number} = {}): Promise<End> {
  return new Promise((done, fail) => {
    const child = spawn(
      process.execPath,
      [program("tests/pipeline/killed.ts"), JSON.stringify(options), String(atChange ?? "")],
      {stdio: ["ignore", "pipe", "pipe"]}
    );
    let start = performance.now();
    let output = "";
    let complaints = "";
    child.stderr.setEncoding("utf8").on("data", (text) => (complaints += text));
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      if (output === "") {
        start = performance.now();
        if (afterMs !== undefined) setTimeout(() => child.kill("SIGKILL"), afterMs);
      }
      output += text;
    });
    child.once("close", (code, signal) => {
      if (code !== 0 && signal !== "SIGKILL") return fail(new Error(`exit ${code}: ${complaints}`));
      done({
        killed: signal === "SIGKILL",
        ms: performance.now() - start,
        changes: Number(/(\d+) changes/.exec(output)?.[1] ?? NaN)
      });
    });
  });
}

/** Every file that is said to be whole is so: its rows can be read, as many as its stage made. */
async function brokenPromises(folder: string): Promise<string[]> {
  const found: string[] = [];
  const engine = await openDuckDB({threads: 1});
  const files = existsSync(folder) ? readdirSync(folder, {recursive: true, encoding: "utf8"}) : [];
  for (const receipt of files.filter((name) => /(?:^|\/)\.\w+\.json$/.test(name))) {
    const {files: sizes, run: stage} = JSON.parse(readFileSync(join(folder, receipt), "utf8"));
    for (const [output, size] of Object.entries(sizes)) {
      const file = join(folder, receipt, "..", `${output}.parquet`);
      if (statSync(file).size !== size) {
        found.push(`${receipt}: ${output} has another size`);
        continue;
      }
      const {columns} = await engine.read(`SELECT count(*) AS rows FROM read_parquet(${literal(file)})`);
      if (output === Object.keys(sizes)[0] && Number(columns.rows[0]) !== stage.rows)
        found.push(`${receipt}: ${output} has ${columns.rows[0]} rows, not ${stage.rows}`);
    }
  }
  await engine.close();
  return found;
}

/** What the last run left is complete: no half-written files, and tables of the hashes it gives. */
async function remains(place: string, hashes: readonly (string | null)[]): Promise<string[]> {
  const found = readdirSync(place).filter((name) => /\.(?:part|lock)$|^\.spill/.test(name));
  const run = JSON.parse(readFileSync(join(place, "run.json"), "utf8"));
  if (run.stages.map(({sha256}: {sha256: string}) => sha256).join() !== hashes.join())
    found.push("run.json has other hashes");
  const engine = await openDuckDB({threads: 1});
  for (const [i, {name, order}] of STAGES.entries()) {
    const [output] = Object.keys(OUTPUTS[name]);
    const rows = await engine.read(
      `SELECT * FROM read_parquet(${literal(join(place, `${output}.parquet`))}) ORDER BY ${order}`
    );
    if (hashTable(rows).sha256 !== hashes[i]) found.push(`${output} has another hash`);
  }
  await engine.close();
  return found;
}

async function makeGood(options: PipelineOptions, hashes: readonly (string | null)[]): Promise<string[]> {
  const broken = await brokenPromises(options.folder!);
  const {document, folder} = await runPipeline(options);
  const now = document.stages.map(({sha256}) => sha256);
  return [...broken, ...(now.join() === hashes.join() ? [] : ["other hashes"]), ...(await remains(folder, hashes))];
}

describe.each(CASES)("%s", (name, base) => {
  const options = (folder: string): PipelineOptions => ({
    ...base,
    threads: 1,
    folder: join(scratch, `${name} ${folder}`)
  });
  const undisturbed = once(async () => {
    const {document} = await runPipeline(options("undisturbed"));
    return document.stages.map(({sha256}) => sha256);
  });
  /** A run in another process that nobody kills: how long it takes and what it changes. */
  const whole = once(() => run(options("whole")));

  test(`killed at ${KILLS} random moments`, {timeout: 1_200_000}, async () => {
    const hashes = await undisturbed();
    const timed = await whole();
    expect(timed.killed).toBe(false);
    let span = timed.ms;
    const source = random(50);
    const wrong: string[] = [];
    let done = false;
    for (let kills = 0, runs = 0; kills < KILLS && runs < 10 * KILLS; runs++) {
      const afterMs = source.uniform() * span;
      // a folder is used by two runs, so that half of the kills find outputs of an earlier one to spoil
      const there = options(`moment ${runs >> 1}`);
      const end = await run({...there, force: runs % 2 === 1}, {afterMs});
      if (end.killed) kills++;
      // it ended before its turn: the machine was slower when the first was timed
      else span = Math.min(span, end.ms);
      for (const fault of await makeGood(there, hashes))
        wrong.push(`after ${Math.round(afterMs)} of ${Math.round(span)} ms: ${fault}`);
      if (kills === KILLS) done = true;
    }
    expect(wrong).toEqual([]);
    expect(done).toBe(true);
  });

  test("killed at changes of the file system", {timeout: 1_200_000}, async () => {
    const hashes = await undisturbed();
    const {changes} = await whole();
    expect(changes).toBeGreaterThan(20);
    const wrong: string[] = [];
    const step = MANY ? 1 : Math.ceil(changes / runs(4, 10));
    for (let atChange = 1; atChange <= changes; atChange += step) {
      const there = options(`change ${atChange}`);
      expect((await run(there, {atChange})).killed).toBe(true);
      for (const fault of await makeGood(there, hashes)) wrong.push(`at change ${atChange} of ${changes}: ${fault}`);
      rmSync(there.folder!, {recursive: true});
    }
    expect(wrong).toEqual([]);
  });
});

test("the lock of a process that is killed while it waits for another is nobody's", async () => {
  const folder = join(scratch, "lock");
  const place = join(folder, "shop", "tiny");
  await runPipeline({profile: "tiny", folder});
  // held by this process, which lives
  writeFileSync(join(place, ".lock"), String(process.pid));
  const waiting = await run({profile: "tiny", folder, force: true}, {afterMs: 400});
  expect(waiting.killed).toBe(true);
  expect(readFileSync(join(place, ".lock"), "utf8")).toBe(String(process.pid));
  rmSync(join(place, ".lock"));
  const {document} = await runPipeline({profile: "tiny", folder});
  expect(document.stages.every(({cached}) => cached)).toBe(true);
});
