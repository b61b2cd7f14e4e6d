import {openDuckDB} from "../../src/browser/duckdb.js";
import {CONFORMANCE, runCase} from "../sql/conformance.js";

/** The answers of DuckDB-WASM in this tab to every case, by its name, and the name of the engine. */
async function answers(): Promise<{readonly engine: string; readonly found: Readonly<Record<string, unknown>>}> {
  const engine = await openDuckDB();
  const found: Record<string, unknown> = {};
  for (const each of CONFORMANCE) found[each.name] = await runCase(engine, each);
  await engine.close();
  return {engine: engine.name, found};
}

Object.assign(window, {answers});
