import {readFileSync, statSync} from "node:fs";
import {join} from "node:path";
import {STAGES} from "../../src/lib/pipeline/stages.js";
import {OUTPUTS, runPipeline} from "../pipeline/pipeline.js";
import {once} from "../tools/once.js";

/** What the Re-run page compares with: a run of the generated shop with every default, here in Node. */
const PUBLISHED = {source: "shop", profile: "paper", seed: 1} as const;

/** The document of the published run, with the bytes of each stage's table, as JSON. */
export async function handOnDocument(): Promise<string> {
  const {document, folder} = await published();
  const bytes = Object.fromEntries(
    STAGES.map(({name}) => [name, statSync(join(folder, `${Object.keys(OUTPUTS[name])[0]}.parquet`)).size])
  );
  return JSON.stringify({...document, bytes});
}

/** One output of the published run, as Parquet. */
export async function handOnOutput(output: string): Promise<Uint8Array> {
  const {folder} = await published();
  return readFileSync(join(folder, `${output}.parquet`));
}

/** The run, looked up or made once a process. */
const published = once(() => runPipeline(PUBLISHED));
