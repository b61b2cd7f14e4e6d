import {execFileSync, spawn, type ChildProcess} from "node:child_process";
import {existsSync, mkdtempSync, readFileSync, rmSync} from "node:fs";
import {setPriority, tmpdir} from "node:os";
import {join} from "node:path";
import {setTimeout as sleep} from "node:timers/promises";

/** A line of the journal of a run, written as it happens (`tests/journal.ts`): a run that is stopped leaves what it has found. */
export type JournalLine =
  | {readonly at: number; readonly files: readonly string[]}
  | {readonly at: number; readonly begins: string; readonly pid: number}
  | {readonly at: number; readonly file: string; readonly test: string}
  | {
      readonly at: number;
      readonly ends: string;
      readonly passed: number;
      readonly failed: number;
      readonly skipped: number;
    };

export interface VitestOptions {
  readonly niceness?: number;
  /** A part of the files, as `1/2`. */
  readonly shard?: string;
  /** How long a file may go without a test beginning, in milliseconds: longer than any test may take. */
  readonly silentMs: number;
  /** More arguments of Vitest's, as names of files. */
  readonly args?: readonly string[];
}

export interface VitestResult {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** What Vitest printed. */
  readonly output: string;
  /** What was stuck, with the processes of the run, a text for each time. */
  readonly stuck: readonly string[];
}

/**
 * Runs the tests of a project. A test that waits is ended by Vitest's own limit, one that never comes back to the event loop by nothing. The
 * process of a file in which no test has begun for longer than `silentMs` is stopped; what the other processes do goes on. The files that have not
 * ended are run once more at the end, and have failed if they are stuck again.
 */
export async function runVitest(project: string, options: VitestOptions): Promise<VitestResult> {
  const folder = mkdtempSync(join(tmpdir(), "clickproof-vitest-"));
  try {
    const first = await runOnce(project, options, join(folder, "first.ndjson"));
    if (first.stuck.length === 0) return {...first.counts, output: first.output, stuck: []};
    const again = await runOnce(
      project,
      {...options, args: first.left, shard: undefined},
      join(folder, "again.ndjson")
    );
    return {
      passed: first.counts.passed + again.counts.passed,
      failed: first.counts.failed + again.counts.failed + (again.stuck.length > 0 ? again.left.length : 0),
      skipped: first.counts.skipped + again.counts.skipped,
      output: first.output + again.output,
      stuck: [...first.stuck, ...again.stuck]
    };
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}

/** How long a run that has all it was made for may take to close. */
const CLOSING_MS = 120_000;

interface Once {
  readonly counts: {readonly passed: number; readonly failed: number; readonly skipped: number};
  readonly output: string;
  readonly stuck: readonly string[];
  /** The files that did not end. */
  readonly left: readonly string[];
}

async function runOnce(
  project: string,
  {niceness = 0, shard, silentMs, args = []}: VitestOptions,
  journal: string
): Promise<Once> {
  const child = spawn(
    process.execPath,
    [
      ...["node_modules/vitest/vitest.mjs", "run", `--project=${project}`],
      ...(shard === undefined ? [] : [`--shard=${shard}`]),
      ...["--reporter=default", "--reporter=./tests/journalReporter.ts", ...args]
    ],
    {
      stdio: ["ignore", "pipe", "pipe"],
      detached: true, // a group of its own, so that all its processes can be stopped
      env: {...process.env, CLICKPROOF_TEST_JOURNAL: journal}
    }
  );
  if (niceness > 0 && child.pid !== undefined) setPriority(child.pid, niceness);
  const stop = () => void (child.pid !== undefined && kill(-child.pid)); // the whole group
  process.once("exit", stop);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
  let code: number | undefined;
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (output += text));
  const ended = new Promise<number>((resolve) => {
    child.once("error", (error) => ((output += error.message), resolve(1)));
    child.once("close", (code) => resolve(code ?? 1));
  });
  const stuck: string[] = [];
  const stopped = new Set<number>();
  for (;;) {
    code = await Promise.race([ended, sleep(5000, undefined, {ref: false})]);
    if (code !== undefined) break;
    const lines = journalLines(journal);
    if (foundIn(lines).left.length === 0 && (lines.at(-1)?.at ?? Infinity) < Date.now() - CLOSING_MS) break;
    const silent = silentFiles(lines, Date.now() - silentMs).filter(({pid}) => !stopped.has(pid));
    if (silent.length === 0) continue;
    stuck.push(`${silent.map(({about}) => about).join("\n")}\n${processesOf(child)}`);
    for (const {pid} of silent) {
      stopped.add(pid);
      kill(pid);
    }
  }
  stop();
  process.off("exit", stop);
  const {counts, left} = foundIn(journalLines(journal));
  // an error outside any test, or no file at all
  const lost = code !== undefined && code !== 0 && counts.failed === 0 && stuck.length === 0;
  return {counts: lost ? {...counts, failed: 1} : counts, output, stuck, left};
}

function journalLines(path: string): JournalLine[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").split("\n");
  return lines.slice(0, -1).map((line) => JSON.parse(line) as JournalLine); // the last one may be half there
}

/**
 * The files that began, did not end, and in which no test has begun since `before`, in milliseconds since 1970, with the test that they are in
 * and their process.
 *
 * @example
 * ```ts
 * silentFiles([{at: 1, begins: "a", pid: 7}, {at: 2, begins: "b", pid: 8}, {at: 3, file: "b", test: "adds"}], 2)
 * // → [{about: "a", pid: 7}]
 * ```
 */
export function silentFiles(lines: readonly JournalLine[], before: number): {about: string; pid: number}[] {
  const open = new Map<string, {at: number; pid: number; about: string}>();
  for (const line of lines) {
    if ("ends" in line) open.delete(line.ends);
    else if ("begins" in line) open.set(line.begins, {at: line.at, pid: line.pid, about: line.begins});
    else if ("test" in line) {
      const {pid} = open.get(line.file) ?? {};
      if (pid !== undefined) open.set(line.file, {at: line.at, pid, about: `${line.file} > ${line.test}`});
    }
  }
  return [...open.values()].filter(({at}) => at < before).map(({about, pid}) => ({about, pid}));
}

/** What a journal counts, and the files that have no end in it. */
export function foundIn(lines: readonly JournalLine[]): Pick<Once, "counts" | "left"> {
  const counts = {passed: 0, failed: 0, skipped: 0};
  const left = new Set<string>();
  for (const line of lines) {
    if ("files" in line) line.files.forEach((file) => left.add(file));
    if (!("ends" in line)) continue;
    left.delete(line.ends);
    for (const key of ["passed", "failed", "skipped"] as const) counts[key] += line[key];
  }
  return {counts, left: [...left]};
}

/** The processes of a run: what each is called, how long it has run, and the system call that it waits in. */
function processesOf({pid}: ChildProcess): string {
  try {
    const columns = "pid,ppid,etimes,time,stat,wchan,args";
    return execFileSync("ps", ["-ww", "-o", columns, "-g", String(pid)], {encoding: "utf8"}).trimEnd();
  } catch (error) {
    return `its processes are not known: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // it has ended
  }
}
