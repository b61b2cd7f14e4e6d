import {renameSync, rmSync, writeFileSync} from "node:fs";

/** Writes a file under another name first: it is never half there. */
export function writeWhole(file: string, content: string | Uint8Array): void {
  try {
    writeFileSync(`${file}.part`, content);
  } catch (error) {
    rmSync(`${file}.part`, {force: true});
    throw error;
  }
  renameSync(`${file}.part`, file);
}
