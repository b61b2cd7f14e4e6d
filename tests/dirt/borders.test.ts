/**
 * Bad inputs at the other borders in Node: the pipeline with its folder of outputs, the adapters of known logs, and what a file system can do.
 *
 * The pipeline either fails with one `UserError` of one line, or every record is counted in its document; outputs of an earlier run stay whole, a good
 * file that comes after gives its own hashes again, and nothing half-written stays behind. Found so, and mended: a named pipe was waited for without
 * end; a path that vanished while it was read gave an error of Node's own.
 */
import {spawnSync} from "node:child_process";
import {
  cpSync,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync
} from "node:fs";
import {tmpdir} from "node:os";
import {dirname, join} from "node:path";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {command} from "../command.js";
import {openDuckDB} from "../../loaders/engines/duckdb.js";
import {runPipeline} from "../../loaders/pipeline/pipeline.js";
import {eventLog, logFile} from "../../loaders/sources/eventLog.js";
import {openSource} from "../../loaders/sources/openSource.js";
import {random} from "../../src/lib/core/random.js";
import {inspectLog} from "../../src/lib/eventLog/inspectLog.js";
import {readLog} from "../../src/lib/eventLog/readLog.js";
import {useEngine} from "../pipeline/logs.js";
import type {BadInput} from "./badInput.js";
import {runs} from "../thorough.js";
import {badInputs} from "./badInputs.js";
import {baseLogs} from "./baseLogs.js";
import {BYTE_MUTATIONS, LINE_MUTATIONS, LINES_OF} from "./mutations.js";

const folder = mkdtempSync(join(tmpdir(), "clickproof-borders-"));
afterAll(() => rmSync(folder, {recursive: true}));
// the real command has one place for its outputs
afterAll(() => rmSync("data/built/log-a-log-of-mine", {recursive: true, force: true}));
const db = useEngine(1);

/** What is wrong with an error that a person is to see. */
function faults(error: Error): string[] {
  const {name, message} = error;
  return [
    // a question is an error too
    ...(name === "UserError" || name === "UsageError" ? [] : [`another kind of error: ${error.stack?.split("\n")[0]}`]),

    ...(/[\u0000-\u001f]/.test(message) ? [`not one line: ${JSON.stringify(message).slice(0, 200)}`] : []),
    ...(message.includes("; ") ? [] : [`no remedy: ${message}`]),
    ...(message.length > 700 ? [`${message.length} characters`] : [])
  ];
}

const GOOD = `user_id,event_time,event_type,product_id\n${Array.from(
  {length: 60},
  (_, i) => `u${i % 11},${new Date(Date.UTC(2024, 4, 1) + i * 7_200_000).toISOString()},view,${i % 5}\n`
).join("")}`;

function half(place: string): string[] {
  return existsSync(place)
    ? readdirSync(place, {recursive: true, encoding: "utf8"}).filter((name) => /\.(?:part|tmp|lock)$/.test(name))
    : [];
}

describe("the pipeline", () => {
  let inputs: BadInput[];
  beforeAll(async () => {
    const logs = await baseLogs(db.engine, (path) => new Uint8Array(readFileSync(path)), folder);
    const all = badInputs(logs, {seed: 3, combinations: 400});
    const named = all.filter(({about}, i) => about.includes("file name") && i % runs(4, 2) === 0);
    inputs = [...all.filter((_, i) => i % runs(80, 40) === 0), ...named];
  });

  test("fails in one line or counts every record, and keeps what was made before", async () => {
    const wrong: string[] = [];
    const built = join(folder, "built");
    let failed = 0;
    for (const [i, input] of inputs.entries()) {
      const say = (what: string) => wrong.push(`${i} ${input.about}: ${what}`);
      const place = join(folder, "in", String(i));
      mkdirSync(place, {recursive: true});
      const source = join(place, input.name);
      const run = () =>
        runPipeline({source, folder: built, threads: 1, split: {by: "user", shares: [0.7, 0.15, 0.15], seed: 1}});
      writeFileSync(source, input.name.endsWith(".csv") ? GOOD : input.bytes);
      const good = input.name.endsWith(".csv") ? await run() : null;
      writeFileSync(source, input.bytes);
      try {
        const {document} = await run();
        const [events, rejected] = [document.input.events, document.input.rows - document.input.events];
        if (input.records !== null && events + rejected !== input.records)
          say(`${input.records} records, ${events} events, ${rejected} rejected`);
      } catch (error) {
        failed++;
        for (const fault of faults(error as Error)) say(fault);
      }
      if (half(built).length > 0) say(`left behind: ${half(built).join(", ")}`);
      if (good === null) continue;
      writeFileSync(source, GOOD);
      const again = await run();
      const hashes = (r: typeof again) => r.document.stages.map(({sha256}) => sha256).join();
      if (hashes(again) !== hashes(good)) say("the good file does not give its hashes again");
    }
    expect(wrong).toEqual([]);
    expect(inputs.length).toBeGreaterThan(runs(20, 45));
    expect(failed).toBeGreaterThan(runs(5, 10));
    expect(failed).toBeLessThan(inputs.length - runs(5, 10));
  });

  test.each([
    ["junk", Buffer.from(Array.from({length: 500}, (_, i) => (i * 89) & 255))],
    ["a table of one column", Buffer.from("a\nb\n")],
    ["a log of bad times", Buffer.from(GOOD.replace(/T\d\d:\d\d/g, "T99:99"))]
  ])("as the real command: %s exits with 1 and one line", async (_, bytes) => {
    const source = join(folder, "a 'log' of\nmine.csv");
    writeFileSync(source, bytes);
    const {status, stdout, stderr} = await command(["pipeline", "--source", source]);
    const lines = stderr
      .trimEnd()
      .split("\n")
      .filter((line) => !/^(?:Note: |read {3})/.test(line));
    expect([status, stdout]).toEqual([1, ""]);
    expect(lines.length).toBe(1);
    expect(lines[0]).toContain("; ");
  });
});

/** The adapters' own fixtures, each file of which is damaged while those beside it stay. */
const FIXTURES = [
  "data/fixtures/e-shop clothing made by hand.csv",
  "data/fixtures/retailrocket/events.csv",
  "data/fixtures/retailrocket/item_properties_part1.csv",
  "data/fixtures/retailrocket/category_tree.csv",
  "data/fixtures/online_retail made by hand.parquet",
  "data/fixtures/online_retail made by hand.xlsx"
];

describe.each(FIXTURES)("%s", (fixture) => {
  test("damaged in many ways is one line of error, or all of its lines are accounted for", async () => {
    const wrong: string[] = [];
    const place = join(folder, "fixture", fixture.replace(/\W/g, "-"));
    cpSync(
      dirname(fixture).endsWith("retailrocket") ? dirname(fixture) : fixture,
      dirname(fixture).endsWith("retailrocket") ? place : join(place, fixture.split("/").at(-1)!),
      {recursive: true}
    );
    const file = join(place, fixture.split("/").at(-1)!);
    const opened = fixture.includes("retailrocket") ? join(place, "events.csv") : file;
    const original = new Uint8Array(readFileSync(fixture));
    const isText = fixture.endsWith(".csv");
    const names = [
      ...(isText ? Object.keys(LINE_MUTATIONS) : []),
      ...Array.from({length: runs(1, 2)}, () => Object.keys(BYTE_MUTATIONS)).flat()
    ];
    const log = {delimiter: fixture.includes("clothing") ? ";" : ","} as never;
    let errors = 0;
    for (const [i, name] of names.entries()) {
      const source = random(11, i);
      const bytes =
        name in BYTE_MUTATIONS
          ? BYTE_MUTATIONS[name](original, source)
          : Buffer.concat(LINE_MUTATIONS[name](LINES_OF(original), source, log));
      writeFileSync(file, bytes);
      const engine = await openDuckDB({threads: 1});
      try {
        const adapter = await openSource({source: opened});
        await adapter.load(engine);
        const {columns} = await engine.read(
          "SELECT (SELECT count(*) FROM raw_events) + (SELECT count(*) FROM rejected_rows) AS rows"
        );
        const text = Buffer.from(bytes)
          .toString("latin1")
          .replace(/^\u00ef\u00bb\u00bf/, "");
        const whole = LINES_OF(new Uint8Array(readFileSync("data/fixtures/retailrocket/events.csv"))).length - 1;
        // a CR within a line and a quote leave open what a line is
        const certain = isText && !/\r|"/.test(text);
        const lines = file === opened ? text.split("\n").filter((line) => line !== "").length - 1 : whole;
        if (
          certain &&
          text.startsWith(Buffer.from(LINES_OF(original)[0]).toString("latin1").trimEnd()) &&
          Number(columns.rows[0]) !== lines
        )
          wrong.push(`${name}: ${lines} lines, of which ${columns.rows[0]} came through`);
      } catch (error) {
        errors++;
        for (const fault of faults(error as Error)) wrong.push(`${name}: ${fault}`);
      } finally {
        await engine.close();
      }
    }
    expect(wrong).toEqual([]);
    expect(errors).toBeLessThan(names.length);
  });
});

describe("a file system", () => {
  const root = process.getuid?.() === 0;
  const path = (name: string) => join(folder, name);
  const message = async (source: string) =>
    runPipeline({source, folder: path("fs")}).then(
      () => "no error",
      (error: Error) => (faults(error).length === 0 ? error.message : `bad error: ${faults(error).join()}`)
    );

  test("that has a folder, nothing, an empty file or a pipe there", async () => {
    mkdirSync(path("a folder"));
    writeFileSync(path("empty.csv"), "");
    expect(await message(path("a folder"))).toMatch(/a folder is a folder, not a file; /);
    expect(await message(path("nowhere.csv"))).toMatch(/nowhere\.csv is no source and no file; /);
    expect(await message(path("empty.csv"))).toMatch(/empty\.csv is empty; /);
    expect(await message("/dev/null")).toMatch(/is no regular file; /);
    if (spawnSync("mkfifo", [path("pipe")]).status === 0)
      expect(await message(path("pipe"))).toMatch(/pipe is no regular file; /);
    expect(await message(join(path("empty.csv"), "x.csv"))).not.toMatch(/^(?:no|bad) error/);
    expect(await message(path(`${"x".repeat(5000)}.csv`))).not.toMatch(/^(?:no|bad) error/);
  });

  test.skipIf(root || process.platform === "win32")("that forbids reading, which does not hold for root", async () => {
    writeFileSync(path("secret.csv"), GOOD, {mode: 0});
    expect(await message(path("secret.csv"))).toMatch(/no permission for .*secret\.csv; /);
  });

  test.each(["EACCES", "EIO", "ENOENT"])("that says %s in the middle of a file", async (code) => {
    writeFileSync(path("breaks.csv"), GOOD);
    const file = logFile(path("breaks.csv"));
    const broken = () => Object.assign(new Error(`${code}: something of the system`), {code});
    const stream = () =>
      new ReadableStream<Uint8Array>({
        start(controller) {
          controller.enqueue(new TextEncoder().encode(GOOD.slice(0, 900)));
        },
        pull: (controller) => controller.error(broken())
      });
    const inspection = await inspectLog(file);
    const reading = readLog(db.engine, {...file, stream}, inspection.format, inspection.columns, inspection.mapping);
    await expect(reading).rejects.toThrow(`breaks.csv cannot be read to its end (${code}); check`);
    const slice = () => Promise.reject(broken());
    await expect(inspectLog({...file, slice})).rejects.toThrow(`breaks.csv cannot be read to its end (${code}); check`);
  });

  test.each(["csv", "ndjson", "parquet"])(
    "from which a file of %s vanishes between the look and the reading",
    async (kind) => {
      const file = path(`vanishes.${kind}`);
      if (kind === "csv") writeFileSync(file, GOOD);
      else if (kind === "ndjson") writeFileSync(file, '{"user_id":1,"event_time":"2024-05-01 00:00:00"}\n'.repeat(20));
      else
        await db.engine.run(
          `COPY (SELECT 1 AS user_id, TIMESTAMP '2024-05-01' AS event_time FROM range(20)) TO '${file}' (FORMAT parquet)`
        );
      const source = await eventLog(file);
      unlinkSync(file);
      const error = await source.load(db.engine).then(
        () => new Error("no error"),
        (e: Error) => e
      );
      expect(faults(error)).toEqual([]);
    }
  );

  test("that is full: one line, and the run is made good once there is room", async ({skip}) => {
    const disk = path("disk");
    mkdirSync(disk);
    if (spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "none", disk]).status !== 0)
      return skip("this system lets nobody mount a small disk");
    try {
      const source = path("log for a full disk.csv");
      const lines = Array.from(
        {length: 20_000},
        (_, i) => `u${i % 999},${Date.UTC(2024, 4, 1) + i * 60_000},view,${i % 50}\n`
      );
      writeFileSync(source, `user_id,timestamp,event_type,product_id\n${lines.join("")}`);
      const error = await runPipeline({source, folder: disk}).then(
        () => new Error("no error"),
        (e: Error) => e
      );
      expect(faults(error)).toEqual([]);
      expect(error.message).toMatch(/disk is full/);
      expect(spawnSync("mount", ["-o", "remount,size=64m", disk]).status).toBe(0);
      const {document} = await runPipeline({source, folder: disk});
      const {document: elsewhere} = await runPipeline({source, folder: path("room")});
      expect(document.stages.map(({sha256}) => sha256)).toEqual(elsewhere.stages.map(({sha256}) => sha256));
      expect(half(disk)).toEqual([]);
    } finally {
      spawnSync("umount", [disk]);
    }
  });
});

/** Written piece by piece, so that no test holds it in memory. */
async function writeLarge(file: string, pieces: () => Iterable<string | Uint8Array>): Promise<void> {
  const out = createWriteStream(file);
  for (const piece of pieces())
    if (!out.write(piece)) await new Promise<void>((done) => out.once("drain", () => done()));
  await new Promise<void>((done) => out.end(() => done()));
}

describe("a line longer than memory should hold", () => {
  /** Gigabytes take a while: a tenth in every run, all of it with CLICKPROOF_DIRT_GB=1. */
  const MEGABYTES = process.env.CLICKPROOF_DIRT_GB === "1" ? 1024 : 100;
  const piece = new Uint8Array(1_048_576).fill(120);

  test.each(["csv", "ndjson"])("costs itself and nothing else in %s", async (kind) => {
    const row = (i: number) =>
      kind === "csv"
        ? `u${i},2024-05-01 00:00:00,view\n`
        : `{"user_id":"u${i}","event_time":"2024-05-01 00:00:00","event_type":"view"}\n`;
    const rows = Array.from({length: 50_000}, (_, i) => row(i)).join("");
    const file = join(folder, `long.${kind}`);
    await writeLarge(file, function* () {
      yield kind === "csv" ? "user_id,event_time,event_type\n" : "";
      yield rows;
      for (let i = 0; i < MEGABYTES; i++) yield piece;
      yield "\n";
      yield rows;
    });
    expect(statSync(file).size).toBeGreaterThan(MEGABYTES * 1_048_576);
    const log = logFile(file);
    const {format, columns, mapping} = await inspectLog(log);
    await readLog(db.engine, log, format, columns, mapping);
    const {columns: found} = await db.engine.read(
      "SELECT (SELECT count(*) FROM raw_events) AS events, line, reason FROM rejected_rows"
    );
    expect(Number(found.events[0])).toBe(100_000);
    expect(Array.from(found.line, Number)).toEqual([kind === "csv" ? 50_002 : 50_001]);
    expect(found.reason).toEqual(["line longer than 2 MB"]);
    rmSync(file);
  });
});
