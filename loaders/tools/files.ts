import {createHash} from "node:crypto";
import {existsSync, readdirSync, readFileSync, statSync} from "node:fs";
import {join} from "node:path";

/** All files below a folder, sorted by name, without Framework's cache; none where there is no folder. */
export function filesUnder(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name !== ".observablehq")
    .sort((a, b) => (a < b ? -1 : 1))
    .flatMap((name) => {
      const path = join(folder, name);
      return statSync(path).isDirectory() ? filesUnder(path) : [path];
    });
}

/** SHA-256 of a text or of what a file holds, in hex, as `sha256sum` prints it. */
export function sha256Of(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** SHA-256 of parts in order, in hex. A zero byte ends each part, so that moving text between parts changes the hash. */
export function hashOf(parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part).update("\0");
  return hash.digest("hex");
}

/** SHA-256 over the names and contents of files. */
export function hashOfFiles(files: readonly string[]): string {
  return hashOf(files.flatMap((file) => [file, readFileSync(file)]));
}
