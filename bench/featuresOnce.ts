import {openDuckDB} from "../loaders/engines/duckdb.js";
import {generatedShop} from "../loaders/sources/generatedShop.js";
import {numbers} from "../src/lib/core/table.js";
import {examplesSql} from "../src/lib/features/examples.js";
import {featureTable} from "../src/lib/features/featureTable.js";
import {ALL_KNOWN, itemAttributesSql} from "../src/lib/features/itemAttributes.js";
import {runStages} from "../src/lib/pipeline/stages.js";

/** What the table of features of a generated shop took. */
export interface FeaturesOnce {
  readonly examples: number;
  readonly examplesMs: number;
  readonly featuresMs: number;
  /** The greatest resident memory of the process, generating and stages included, gigabytes of 10⁹ bytes. */
  readonly peakGb: number;
}

const source = await generatedShop({profile: process.argv[2]});
const engine = await openDuckDB();
await source.load(engine);
await runStages(engine, source.spec, {}, {hash: false});
const start = performance.now();
await engine.run(`${itemAttributesSql(ALL_KNOWN)}\n\n${examplesSql()}`);
const made = performance.now();
await featureTable(engine);
const found: FeaturesOnce = {
  examples: numbers(await engine.read("SELECT count(*) AS examples FROM features"), "examples")[0],
  examplesMs: made - start,
  featuresMs: performance.now() - made,
  peakGb: (process.resourceUsage().maxRSS * 1024) / 1e9
};
await engine.close();
console.log(JSON.stringify(found));
