import {UserError} from "../../lib/core/errors.js";

/**
 * The folder of the browser's private file system that holds the reader's own log. A log's files begin with its id; its manifest is written last, so that a
 * log whose tab was closed half-way is none. Files of other ids are left-overs.
 */
const FOLDER = "clickproof";
const MANIFEST = "manifest.json";

/** Version of what the files hold; another one's are not read. */
const VERSION = 1;

/** The little that every page wants to know of the log that is kept. */
export interface LogSummary {
  readonly id: string;
  readonly file: {readonly name: string; readonly size: number};
  /** When it was read, as `new Date().toISOString()` writes it. */
  readonly readAt: string;
  readonly rows: number;
  readonly events: number;
  readonly users: number;
  readonly sessions: number;
  /** Columns without a role that were kept: its table `extra_columns` has them by their names. Logs read before that was possible say nothing. */
  readonly kept?: readonly string[];
}

/** The log's database, as DuckDB names it. */
export function databasePath(id: string): string {
  return `opfs://${FOLDER}/${id}.duckdb`;
}

/** Whether this browser has a private file system that a database can be kept in; else why not, in words for its reader. */
export async function missingForKeeping(): Promise<string | null> {
  if (!isSecureContext) return "this address is not secure (https), and only secure pages may keep files";
  if (navigator.storage?.getDirectory === undefined) return "this browser has no private file system";
  try {
    await navigator.storage.getDirectory();
    return null;
  } catch {
    return "this browser's settings do not let a page keep files, as in a private window";
  }
}

async function folder(create: boolean): Promise<FileSystemDirectoryHandle> {
  return (await navigator.storage.getDirectory()).getDirectoryHandle(FOLDER, {create});
}

async function filesOf(directory: FileSystemDirectoryHandle): Promise<string[]> {
  const names: string[] = [];
  for await (const name of (directory as unknown as {keys(): AsyncIterable<string>}).keys()) names.push(name);
  return names;
}

/** The log that this browser keeps, the newest where a tab was closed before it could drop the older one; null where there is none that can be read. */
export async function keptLog(): Promise<LogSummary | null> {
  let directory: FileSystemDirectoryHandle;
  try {
    directory = await folder(false);
  } catch {
    return null; // no private file system, or nothing in it
  }
  let newest: LogSummary | null = null;
  for (const name of await filesOf(directory)) {
    if (!name.endsWith(`.${MANIFEST}`)) continue;
    const found = parsed((await readText(directory, name)) ?? "");
    if (found !== null && (newest === null || found.readAt > newest.readAt)) newest = found;
  }
  return newest;
}

/** Half a manifest, or another version's, is none. */
function parsed(text: string): LogSummary | null {
  try {
    const {version, summary} = JSON.parse(text) as {version: number; summary: LogSummary};
    return version === VERSION ? summary : null;
  } catch {
    return null;
  }
}

async function readText(directory: FileSystemDirectoryHandle, name: string): Promise<string | null> {
  try {
    return await (await (await directory.getFileHandle(name)).getFile()).text();
  } catch {
    return null;
  }
}

/** A document that is kept of a log; null where it is not there or not whole. */
export async function readKept<T>(id: string, name: string): Promise<T | null> {
  try {
    return JSON.parse((await readText(await folder(false), `${id}.${name}.json`)) ?? "") as T;
  } catch {
    return null;
  }
}

/** Keeps a document of a log. In a worker only: pages cannot write so in every browser. */
export async function writeKept(id: string, name: string, value: unknown): Promise<void> {
  const file = await (await folder(true)).getFileHandle(`${id}.${name}.json`, {create: true});
  const handle = await file.createSyncAccessHandle();
  try {
    const bytes = new TextEncoder().encode(JSON.stringify(value));
    handle.truncate(0);
    if (handle.write(bytes) < bytes.length) throw new DOMException("the disk is full", "QuotaExceededError");
    handle.flush();
  } finally {
    handle.close();
  }
}

/** Makes a log whose other files are all there the one that is kept, and drops the others. In a worker only. */
export async function keep(summary: LogSummary): Promise<void> {
  await writeKept(summary.id, MANIFEST.replace(".json", ""), {version: VERSION, summary});
  await dropLeftOvers();
}

/** The lock that a worker holds while it works with a log's files. */
export function lockOf(id: string): string {
  return `clickproof-${id}`;
}

/** Drops the files of all logs but the one that is kept: those of readings that were cancelled or killed, and of logs that were replaced. */
export async function dropLeftOvers(): Promise<void> {
  // asked for first: a log whose lock is free by now has its manifest, or will never have one
  const inUse = await lockedIds();
  const log = await keptLog();
  await drop((id) => id !== log?.id && !inUse.has(id));
}

async function lockedIds(): Promise<Set<string>> {
  const prefix = lockOf("");
  const {held = []} = await navigator.locks.query();
  return new Set(held.flatMap(({name}) => (name?.startsWith(prefix) ? [name.slice(prefix.length)] : [])));
}

/** Drops files by the id of their log. Gives how many of them could not be dropped, being in use. */
async function drop(which: (id: string) => boolean): Promise<number> {
  let directory: FileSystemDirectoryHandle;
  try {
    directory = await folder(false);
  } catch {
    return 0;
  }
  const names = (await filesOf(directory)).filter((name) => which(name.slice(0, name.indexOf("."))));
  // manifests first: a log without one is gone, whatever happens to the rest
  names.sort((a, b) => Number(b.endsWith(MANIFEST)) - Number(a.endsWith(MANIFEST)));
  let left = 0;
  for (const name of names) await directory.removeEntry(name).catch(() => left++);
  return left;
}

/**
 * Deletes all that is kept of any log, but for one that another tab is reading just now. Throws `UserError` where a file is in use and stays, which
 * happens when another tab works with it.
 */
export async function forgetKept(): Promise<void> {
  const kept = new Set([(await keptLog())?.id]);
  for (let attempt = 0; ; attempt++) {
    const inUse = await lockedIds();
    const left = await drop((id) => kept.has(id) || !inUse.has(id));
    if (left === 0) return;
    if (attempt === 20)
      throw new UserError(
        `${left} of the log's files are in use and could not be deleted`,
        "close the other tabs of this site, then forget it again"
      );
    // a worker that was stopped lets go of its files a moment later
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
