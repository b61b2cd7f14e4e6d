import {readFileSync, rmSync, statSync, writeFileSync} from "node:fs";
import {setTimeout} from "node:timers/promises";

const POLL_MS = 50;

/**
 * Does work while no other process does that holds the same lock, which is a file with the number of its process. Waits for as long as that
 * process lives; a lock whose process is gone is taken over.
 */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  while (!take(file)) await setTimeout(POLL_MS);
  try {
    return await work();
  } finally {
    rmSync(file, {force: true});
  }
}

function take(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), {flag: "wx"});
    return true;
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    // a full disk takes the file and not the number in it
    if (code === "ENOSPC" || code === "EDQUOT") rmSync(file, {force: true});
    if (code !== "EEXIST") throw error;
  }
  if (!heldByTheLiving(file)) rmSync(file, {force: true});
  return false;
}

function heldByTheLiving(file: string): boolean {
  let pid: number;
  try {
    pid = Number(readFileSync(file, "utf8"));
    // made this moment, its number not yet written; or its process died between the two
    if (pid === 0) return Date.now() - statSync(file).mtimeMs < 5000;
  } catch {
    return false; // given back this moment
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
