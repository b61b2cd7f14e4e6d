import {readFileSync, statSync} from "node:fs";
import {join} from "node:path";
import {STAGES} from "../../src/lib/pipeline/stages.js";
import {OUTPUTS, runPipeline} from "../pipeline/pipeline.js";

/** What the Re-run page compares with: a run of the generated shop with every default, here in Node. */
const PUBLISHED = {source: "shop", profile: "paper", seed: 1} as const;

/** Writes the document of the published run, with the bytes of each stage's table, as JSON to standard output. */
export async function handOnDocument(): Promise<void> {
  const {document, folder} = await runPipeline(PUBLISHED);
  const bytes = Object.fromEntries(
    STAGES.map(({name}) => [name, statSync(join(folder, `${Object.keys(OUTPUTS[name])[0]}.parquet`)).size])
  );
  process.stdout.write(JSON.stringify({...document, bytes}));
}

/** Writes one output of the published run, as Parquet, to standard output. */
export async function handOnOutput(output: string): Promise<void> {
  const {folder} = await runPipeline(PUBLISHED);
  process.stdout.write(readFileSync(join(folder, `${output}.parquet`)));
}
