import {parquetMetadata, parquetRead} from "hyparquet";
import {MISSING, table, type Table} from "../lib/core/table.js";
import type {Engine} from "../lib/pipeline/engine.js";
import {firstDifference, type Difference} from "../lib/pipeline/firstDifference.js";
import {
  orderedSql,
  runStages,
  STAGES,
  type RunDocument,
  type StageOptions,
  type StageProgress
} from "../lib/pipeline/stages.js";
import {generateShop, SHOP_SOURCE, shopOptions} from "../lib/sources/shop.js";
import {openDuckDB} from "./duckdb.js";

/** What the page asks for. `compare` follows a `run` that is done, whose tables are still here. */
export type RerunRequest =
  | {readonly kind: "run"; readonly profile: string; readonly seed: number; readonly options: StageOptions}
  | {readonly kind: "compare"; readonly stage: string; readonly parquet: ArrayBuffer};

export type RerunReply =
  | {readonly kind: "download"; readonly loaded: number; readonly total: number}
  | {readonly kind: "generate"; readonly share: number}
  | {readonly kind: "generated"; readonly ms: number}
  | {readonly kind: "started"; readonly engine: string; readonly ms: number}
  | {readonly kind: "loaded"; readonly ms: number}
  | {readonly kind: "stage"; readonly progress: StageProgress}
  | {readonly kind: "done"; readonly document: RunDocument}
  | {readonly kind: "compared"; readonly difference: Difference | null}
  | {readonly kind: "failed"; readonly message: string};

/** The engine of the run, with its tables. */
let engine: Engine | undefined;

self.addEventListener("message", ({data}: MessageEvent<RerunRequest>) => {
  const answer = data.kind === "run" ? run(data) : compare(data);
  answer.catch((error: Error) => reply({kind: "failed", message: error.message}));
});

function reply(message: RerunReply): void {
  self.postMessage(message);
}

async function run({profile, seed, options}: Extract<RerunRequest, {kind: "run"}>): Promise<void> {
  const now = () => performance.now();
  const begun = now();
  // The database is fetched and compiled by its own worker while this one generates.
  const opening = openDuckDB({onDownload: (loaded, total) => reply({kind: "download", loaded, total})});
  const shop = generateShop(shopOptions(profile, {seed}), (share) => reply({kind: "generate", share}));
  const generated = now();
  reply({kind: "generated", ms: generated - begun});
  engine = await opening;
  reply({kind: "started", engine: engine.name, ms: now() - begun});
  const from = now();
  await engine.load("raw_events", shop.events);
  const inputMs = generated - begun + now() - from;
  reply({kind: "loaded", ms: now() - from});
  const document = await runStages(engine, SHOP_SOURCE, options, {
    profile,
    seed,
    inputMs,
    now,
    onProgress: (progress) => reply({kind: "stage", progress})
  });
  reply({kind: "done", document});
}

async function compare({stage, parquet}: Extract<RerunRequest, {kind: "compare"}>): Promise<void> {
  const found = STAGES.find(({name}) => name === stage);
  if (engine === undefined || found === undefined) throw new RangeError(`nothing to compare with stage ${stage}`);
  const recomputed = await engine.read(orderedSql(found));
  reply({kind: "compared", difference: firstDifference(await decode(parquet), recomputed)});
}

/** A Parquet file of integers as columns; 64-bit ones as doubles, which hold every millisecond and count here exactly. */
async function decode(file: ArrayBuffer): Promise<Table> {
  const metadata = parquetMetadata(file);
  const rows = Number(metadata.num_rows);
  const columns: Record<string, Int32Array | Float64Array> = {};
  for (const {name, type} of metadata.schema) {
    if (type !== undefined)
      columns[name] = type === "INT64" ? new Float64Array(rows).fill(NaN) : new Int32Array(rows).fill(MISSING);
  }
  await parquetRead({
    file,
    metadata,
    onChunk({columnName, columnData, rowStart}) {
      const column = columns[columnName];
      for (let i = 0; i < columnData.length; i++) {
        const value = columnData[i] as number | bigint | null | undefined;
        if (value != null) column[rowStart + i] = Number(value);
      }
    }
  });
  return table(columns);
}
