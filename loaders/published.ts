import {readFileSync} from "node:fs";
import {join} from "node:path";
import {runPipeline} from "./pipeline.js";

/** What the Re-run page compares with: a run of the generated shop with every default, here in Node. */
const PUBLISHED = {source: "shop", profile: "paper", seed: 1} as const;

/** Writes the document of the published run, as JSON, to standard output. */
export async function handOnDocument(): Promise<void> {
  const {document} = await runPipeline(PUBLISHED);
  process.stdout.write(JSON.stringify(document));
}

/** Writes one output of the published run, as Parquet, to standard output. */
export async function handOnOutput(output: string): Promise<void> {
  const {folder} = await runPipeline(PUBLISHED);
  process.stdout.write(readFileSync(join(folder, `${output}.parquet`)));
}
