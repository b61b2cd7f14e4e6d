import {execFileSync} from "node:child_process";
import {createHash, randomBytes} from "node:crypto";
import {
  appendFileSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync
} from "node:fs";
import {hostname} from "node:os";
import {dirname, join, relative, resolve} from "node:path";
import {fileURLToPath} from "node:url";
import {UserError} from "../../src/lib/core/errors.js";
import {codeHash} from "../tools/codeHash.js";
import {fileError, onOneLine} from "../tools/contents.js";
import {parseRunRecord, type RunArtefact, type RunMetric, type RunRecord, type RunSubject} from "./runRecord.js";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
/** Where runs are kept unless said otherwise. */
export const RUN_STORE = join(ROOT, "data/built/runs");

export interface RunStart {
  /** `pipeline`, `train`, `study` and the like: lower-case letters, digits and hyphens. */
  readonly command: string;
  readonly subject?: RunSubject;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly seed?: number | null;
  /** SHA-256 of what goes in, by name. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** The file that the run starts from, relative to the project; its hash covers all that it imports. */
  readonly entry?: string;
}

/** A run that goes on. Every method but `finish` and `fail` may be called any number of times; none after these two. */
export interface Run {
  readonly id: string;
  /** Its own, in the store. */
  readonly folder: string;
  /** Adds lines to `log.txt`, each with the time. */
  log(text: string): void;
  metrics(metrics: readonly RunMetric[]): void;
  inputs(hashes: Readonly<Record<string, string>>): void;
  outputs(hashes: Readonly<Record<string, string>>): void;
  /** Adds to what the run is about, once it is known. */
  subject(subject: RunSubject): void;
  /** Keeps a file, `name` relative to the run's folder. Throws `RangeError` for a name that leads out of it or is taken. */
  artefact(name: string, content: Uint8Array | string): RunArtefact;
  finish(): void;
  fail(error: unknown): void;
}

/** What is not a run in the store, and what to do about it. */
export interface RunProblem {
  readonly name: string;
  readonly why: string;
  readonly remedy: string;
}

export interface StoredRuns {
  /** The oldest first. */
  readonly runs: readonly RunRecord[];
  readonly problems: readonly RunProblem[];
}

const OPEN = new Set<{end(status: "interrupted", why: string): void}>();
const RECORD = "run.json";
const LOG = "log.txt";
/** What a folder is called until its record is in it. */
const NEW = ".new-";

/**
 * Opens a run: a folder of its own in the store, which appears whole, with a record that says it is running. The record is
 * replaced whole at each change, the log grows line by line, and after the end nothing is written any more; so a process
 * that is killed at any moment leaves a run that can be read. Other processes may open runs at the same time. Throws
 * `UserError` where the store cannot be written.
 */
export async function openRun(
  {command, subject = {}, parameters = {}, seed = null, inputs = {}, entry}: RunStart,
  store = RUN_STORE
): Promise<Run> {
  if (!/^[a-z][a-z0-9-]*$/.test(command)) throw new RangeError(`no name of a command: ${command}`);
  const code = entry === undefined ? null : await codeHash(entry);
  const started = new Date();
  const begun = {ms: performance.now(), cpu: process.cpuUsage()};
  const about = {command, subject, parameters, seed, inputs, outputs: {}, metrics: [], artefacts: [], code};
  let record: RunRecord = {
    schema: 1,
    id: "",
    ...about,
    status: "running",
    version: ownVersion(),
    commit: commit(),
    node: process.versions.node,
    process: {host: hostname(), pid: process.pid, start: processStart(process.pid)},
    started: started.toISOString(),
    finished: null,
    ms: null,
    cpuMs: null,
    peakBytes: null,
    error: null
  };
  const id = makeFolder(store, started, (name) => (record = {...record, id: name}));
  const folder = join(store, id);
  let told = false;
  let over = false;

  const write = (change: Partial<RunRecord>) => {
    if (over) throw new Error(`the run ${id} is over`);
    record = {...record, ...change};
    replaceFile(join(folder, RECORD), recordText(record));
  };
  /** The run goes on without its record where this cannot be written, and says so once. */
  const tolerantly = (work: () => void) => {
    try {
      work();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
      if (!told)
        process.stderr.write(
          `Note: the record of the run ${id} is not whole: ${messageOf(fileError(error, folder))}\n`
        );
      told = true;
    }
  };
  const log = (text: string) => {
    if (over) throw new Error(`the run ${id} is over`);
    const time = new Date().toISOString();
    const plain = text.replace(/\x1b\[[0-9;]*[A-Za-z]/g, "").replace(/\r(?!\n)/g, "");
    const lines = plain.split(/\r?\n/).map((line) => `${time} ${line}\n`);
    tolerantly(() => appendFileSync(join(folder, LOG), lines.join("")));
  };
  const end = (status: RunRecord["status"], why: string | null) => {
    if (why !== null) log(why);
    const cpu = process.cpuUsage(begun.cpu);
    tolerantly(() =>
      write({
        status,
        finished: new Date().toISOString(),
        ms: performance.now() - begun.ms,
        cpuMs: (cpu.user + cpu.system) / 1000,
        peakBytes: process.resourceUsage().maxRSS * 1024,
        error: why
      })
    );
    over = true;
    OPEN.delete(open);
    if (OPEN.size === 0) process.off("exit", onExit);
  };
  const open = {end};
  if (OPEN.size === 0) process.on("exit", onExit);
  OPEN.add(open);

  return {
    id,
    folder,
    log,
    metrics: (more) => tolerantly(() => write({metrics: [...record.metrics, ...more]})),
    inputs: (more) => tolerantly(() => write({inputs: {...record.inputs, ...more}})),
    outputs: (more) => tolerantly(() => write({outputs: {...record.outputs, ...more}})),
    subject: (more) => tolerantly(() => write({subject: {...record.subject, ...more}})),
    artefact(name, content) {
      const path = resolve(folder, name);
      const own = relative(folder, path);
      if (own === "" || own.startsWith("..") || [RECORD, LOG].includes(own))
        throw new RangeError(`no name of an artefact: ${name}`);
      if (record.artefacts.some((one) => one.name === name)) throw new RangeError(`the run already has ${name}`);
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
      try {
        mkdirSync(dirname(path), {recursive: true});
        replaceFile(path, bytes);
        const made = {name, bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex")};
        write({artefacts: [...record.artefacts, made]});
        return made;
      } catch (error) {
        throw fileError(error, path);
      }
    },
    finish: () => end("finished", null),
    fail: (error) => end("failed", messageOf(error))
  };
}

/** Does work as a run, which ends as the work does. Throws what `openRun` and `work` throw. */
export async function recordRun<T>(start: RunStart, work: (run: Run) => Promise<T>, store?: string): Promise<T> {
  const run = await openRun(start, store);
  let made: T;
  try {
    made = await work(run);
  } catch (error) {
    run.fail(error);
    throw error;
  }
  run.finish();
  return made;
}

/**
 * All runs of a store, those whose process is gone as interrupted, and beside them what cannot be read as one. A store
 * that is not there is empty. Throws `UserError` where the store itself cannot be read.
 */
export function readRuns(store = RUN_STORE): StoredRuns {
  let names: string[];
  try {
    names = readdirSync(store).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {runs: [], problems: []};
    throw fileError(error, store);
  }
  const runs: RunRecord[] = [];
  const problems: RunProblem[] = [];
  for (const name of names) {
    const found = readRun(store, name);
    if (found === null) continue;
    if ("schema" in found) runs.push(found);
    else problems.push(found);
  }
  return {runs, problems};
}

/** Null for what is being made at this moment. */
function readRun(store: string, name: string): RunRecord | RunProblem | null {
  const shown = onOneLine(name);
  const problem = (why: string, remedy: string): RunProblem => ({name: shown, why, remedy});
  const path = join(store, name);
  try {
    const {mtimeMs} = statSync(path);
    if (name.startsWith(NEW)) {
      // written in one go: whatever is older was left by a process that died over it
      if (Date.now() - mtimeMs < 60_000) return null;
      return problem("it is a run that ended before it began", "take the folder away; nothing is lost with it");
    }
    if (!statSync(path).isDirectory())
      return problem(
        "it is a file, not a run",
        "move it elsewhere; models kept here by versions before 0.6.0 may be deleted"
      );
    return standing(parseRunRecord(readFileSync(join(path, RECORD), "utf8"), name));
  } catch (error) {
    if (error instanceof TypeError)
      return problem(error.message, "take the folder away, or look into it: log.txt and artefacts may be whole");
    const {code} = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return problem("it has no run.json", "move the folder elsewhere, or take it away");
    return problem(messageOf(fileError(error, path)), "mend that, or take the folder away");
  }
}

/** A record whose process is gone is of a run that was interrupted. */
function standing(record: RunRecord): RunRecord {
  if (record.status !== "running" || record.process.host !== hostname() || alive(record.process)) return record;
  return {...record, status: "interrupted", error: record.error ?? "its process ended without a word"};
}

function alive({pid, start}: RunRecord["process"]): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  // another process may have got the number since
  const now = processStart(pid);
  return start === null || now === null || now === start;
}

/** When the system started a process, in clock ticks since it booted, with the boot's own id; null where it does not tell. */
function processStart(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // the second field is the program's name, in brackets and with whatever it holds
    const ticks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
    return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()} ${ticks}`;
  } catch {
    return null;
  }
}

/** The log of a run; empty where it wrote none. */
export function readRunLog(id: string, store = RUN_STORE): string {
  try {
    return readFileSync(join(store, id, LOG), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw fileError(error, join(store, id, LOG));
  }
}

/** Makes a folder that has its record from the moment it has its name. */
function makeFolder(store: string, at: Date, recordOf: (id: string) => RunRecord): string {
  const {command} = recordOf("");
  const time = at.toISOString().replace(/[-:Z]/g, "").replace(/[T.]/g, "-");
  try {
    mkdirSync(store, {recursive: true});
    for (;;) {
      const id = `${time}-${command}-${randomBytes(3).toString("hex")}`;
      const making = join(store, `${NEW}${id}`);
      mkdirSync(making);
      try {
        replaceFile(join(making, RECORD), recordText(recordOf(id)));
        writeFileSync(join(making, LOG), "");
        renameSync(making, join(store, id));
        return id;
      } catch (error) {
        rmSync(making, {recursive: true, force: true});
        // another process drew the same digits in the same millisecond
        if (!["ENOTEMPTY", "EEXIST"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
      }
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST")
      throw new UserError(`${onOneLine(store)} is a file, where the folder of runs should be`, "move it elsewhere");
    throw fileError(error, store);
  }
}

/** Puts a file in the place of another in one step that survives a crash of the machine. */
function replaceFile(file: string, content: string | Uint8Array): void {
  const part = `${file}.part`;
  try {
    const handle = openSync(part, "w");
    try {
      writeFileSync(handle, content);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(part, file);
  } catch (error) {
    rmSync(part, {force: true});
    throw error;
  }
}

const recordText = (record: RunRecord) => `${JSON.stringify(record, null, 1)}\n`;

function messageOf(error: unknown): string {
  if (error instanceof UserError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function ownVersion(): string {
  return String((JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {version: string}).version);
}

function commit(): string | null {
  try {
    const said = execFileSync("git", ["describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"], {
      cwd: ROOT,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"]
    });
    return said.trim();
  } catch {
    return null;
  }
}

/**
 * A process that ends in the middle of a run by its own doing says so. One that is killed cannot, and a signal is left to
 * do what it does: it would otherwise wait for the step at hand.
 */
function onExit(code: number): void {
  for (const open of [...OPEN])
    open.end("interrupted", `the process ended with exit code ${code} in the middle of the run`);
}
