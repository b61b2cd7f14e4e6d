import {openDuckDB, type BrowserEngine} from "../../src/browser/duckdb.js";
import {memoryFile} from "../eventLog/fuzz/memoryFile.js";
import {readInTab} from "../eventLog/fuzz/readInTab.js";
import type {ReadBack} from "../eventLog/fuzz/readTables.js";

/** What the page of `intake.test.ts` runs: logs of the fuzz read back on DuckDB in a tab. */
let engine: BrowserEngine | undefined;
let files = 0;

async function read(name: string, base64: string, map: string): Promise<ReadBack> {
  engine ??= await openDuckDB();
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const path = `intake-${files++}`;
  await engine.addFile(path, new File([bytes], name));
  return readInTab(engine, memoryFile(name, bytes, path), map);
}

Object.assign(globalThis, {readLogBack: read});
