import {openDuckDB, type BrowserEngine} from "../../src/browser/duckdb.js";
import {outcomeOf, type Outcome} from "../dirt/outcome.js";

/** What the page of `dirt.test.ts` runs: the reader of logs on DuckDB in a tab, one file after the other. */
let engine: BrowserEngine | undefined;
let files = 0;

async function read(name: string, base64: string): Promise<Outcome> {
  engine ??= await openDuckDB();
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const file = new File([bytes], name);
  const path = `bad-input-${files++}`;
  await engine.addFile(path, file);
  return outcomeOf(
    engine,
    {
      name,
      size: file.size,
      path,
      stream: () => file.stream(),
      slice: (from, to) => file.slice(from, to).arrayBuffer()
    },
    false
  );
}

Object.assign(globalThis, {
  readAll: async (inputs: [string, string][]) => {
    const outcomes: (Outcome & {ms: number})[] = [];
    for (const [name, base64] of inputs) {
      const start = performance.now();
      outcomes.push({...(await read(name, base64)), ms: performance.now() - start});
    }
    return outcomes;
  }
});
