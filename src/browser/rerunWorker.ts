import {parquetMetadata, parquetRead} from "hyparquet";
import {UserError} from "../lib/core/errors.js";
import {MISSING, table, type Table} from "../lib/core/table.js";
import {ALL_KNOWN, itemAttributesSql} from "../lib/features/itemAttributes.js";
import type {RecomputedFigure, RecomputeOptions} from "../lib/reports/recomputedFigures.js";
import {logSpec} from "../lib/eventLog/mapping.js";
import type {Engine} from "../lib/sql/engine.js";
import {firstDifference, type Difference} from "../lib/pipeline/firstDifference.js";
import {BLOCK_ROWS} from "../lib/pipeline/hash.js";
import {loadEvents} from "../lib/pipeline/loadEvents.js";
import {
  orderedSql,
  runStage,
  runStages,
  STAGES,
  stageName,
  type RunDocument,
  type Stage,
  type StageOptions,
  type StageProgress,
  type StageRun
} from "../lib/pipeline/stages.js";
import type {SourceSpec} from "../lib/sources/events.js";
import {generateShop, SHOP_SOURCE, shopOptions} from "../lib/generator/shop.js";
import {answerQuestions} from "./answerQuestions.js";
import {openDuckDB} from "./duckdb.js";
import {readKept, writeKept} from "./ownLog/logFiles.js";
import {openOwnDatabase} from "./ownLog/openOwnDatabase.js";
import type {LogReading} from "./ownLog/ownLogWorker.js";

/** What the page asks for. `compare` follows a `run` that is done, whose tables are still here. */
export type RerunRequest =
  | {readonly kind: "run"; readonly profile: string; readonly seed: number; readonly options: StageOptions}
  | {readonly kind: "compare"; readonly stage: string; readonly parquet: ArrayBuffer}
  /** Follows a `run` that is done: the figures that hang on its tables. */
  | {readonly kind: "figures"; readonly options: Omit<RecomputeOptions, "onProgress">}
  | {readonly kind: "runOwn"; readonly id: string; readonly options: StageOptions};

export type RerunProgress =
  | {readonly kind: "download"; readonly loaded: number; readonly total: number}
  | {readonly kind: "generate"; readonly share: number}
  | {readonly kind: "generated"; readonly ms: number}
  | {readonly kind: "started"; readonly engine: string; readonly ms: number}
  | {readonly kind: "loaded"; readonly ms: number}
  /** Hashing the tables of the first run of the reader's own log. */
  | {readonly kind: "hashed"; readonly share: number; readonly ms: number}
  | {readonly kind: "stage"; readonly progress: StageProgress}
  | {readonly kind: "figures"; readonly text: string; readonly share: number};

/** A re-run of the reader's own log beside the run that was made when it was read. */
export interface OwnRerun {
  /** The first run with the hashes of its tables. */
  readonly first: RunDocument;
  readonly again: RunDocument;
  /** For each stage whose tables differ, the first difference. */
  readonly differences: readonly (readonly [stage: string, difference: Difference | null])[];
}

/** The engine of the run, with its tables. */
let engine: Engine | undefined;
/** The run of the generated shop, and what is known of its items. */
let made: {readonly document: RunDocument; readonly items: Table} | undefined;

const now = () => performance.now();
const tell = answerQuestions<RerunRequest, RerunProgress>((question) => answer(question));
function answer(question: RerunRequest): Promise<unknown> {
  switch (question.kind) {
    case "run":
      return run(question);
    case "compare":
      return compare(question);
    case "figures":
      return figures(question.options);
    default:
      return runOwn(question);
  }
}
const onDownload = (loaded: number, total: number) => tell({kind: "download", loaded, total});
const onProgress = (progress: StageProgress) => tell({kind: "stage", progress});

async function run({profile, seed, options}: Extract<RerunRequest, {kind: "run"}>): Promise<RunDocument> {
  const begun = now();
  // The database is fetched and compiled by its own worker while this one generates.
  const opening = openDuckDB({onDownload});
  const shop = generateShop(shopOptions(profile, {seed}), (share) => tell({kind: "generate", share}));
  const generated = now();
  tell({kind: "generated", ms: generated - begun});
  engine = await opening;
  tell({kind: "started", engine: engine.name, ms: now() - begun});
  const from = now();
  await loadEvents(engine, shop.events);
  const inputMs = generated - begun + now() - from;
  tell({kind: "loaded", ms: now() - from});
  const document = await runStages(engine, SHOP_SOURCE, options, {profile, seed, inputMs, now, onProgress});
  made = {document, items: shop.catalogue.items};
  return document;
}

async function figures(options: Omit<RecomputeOptions, "onProgress">): Promise<RecomputedFigure[]> {
  if (engine === undefined || made === undefined) throw new RangeError("no run to go on from");
  const {recomputeFigures} = await import("../lib/reports/recomputedFigures.js");
  await engine.load("item_catalog", made.items);
  await engine.run(itemAttributesSql(ALL_KNOWN));
  const onProgress = (text: string, share: number) => tell({kind: "figures", text, share});
  return recomputeFigures(engine, made.document, {...options, onProgress});
}

async function compare({stage, parquet}: Extract<RerunRequest, {kind: "compare"}>): Promise<Difference | null> {
  const found = STAGES.find(({name}) => name === stage);
  if (engine === undefined || found === undefined) throw new RangeError(`nothing to compare with stage ${stage}`);
  const recomputed = await engine.read(orderedSql(found));
  return firstDifference(await decode(parquet), recomputed);
}

async function runOwn({id, options}: Extract<RerunRequest, {kind: "runOwn"}>): Promise<OwnRerun> {
  const begun = now();
  const opened = await openOwnDatabase(id, {onDownload});
  tell({kind: "started", engine: opened.name, ms: now() - begun});
  const made = await readKept<RunDocument>(id, "run");
  const reading = await readKept<LogReading>(id, "reading");
  if (made === null || reading === null)
    throw new UserError("what this browser keeps of your log is damaged", "forget it and read it again");
  const spec = logSpec(made.source, reading.mapping);
  const first = (await readKept<RunDocument>(id, "hashed")) ?? (await hashFirst(opened, id, spec, made));
  const stages = STAGES.map((stage) => [stage, stageName(stage, spec)] as const);
  const blocks = new Map<string, {readonly from: number; readonly rows: Table}>();
  const again = await opened.scratch(async () => {
    const document = await runStages(opened, spec, {...reading.options, ...options}, {now, onProgress});
    // read while the tables are there: afterwards they are the first run's again
    for (const [stage, name] of stages) {
      const block = differingBlock(stageOf(first, name), stageOf(document, name));
      if (block !== null) blocks.set(name, {from: block * BLOCK_ROWS, rows: await blockOf(opened, stage, block)});
    }
    return document;
  });
  const differences: [string, Difference | null][] = [];
  for (const [stage, name] of stages) {
    const block = blocks.get(name);
    if (block === undefined) continue;
    const found = firstDifference(await blockOf(opened, stage, block.from / BLOCK_ROWS), block.rows);
    differences.push([name, found === null ? null : {...found, row: found.row + block.from}]);
  }
  await opened.close();
  return {first, again, differences};
}

/** Hashes the tables that were made when the log was read, and keeps the hashes with it: that was no time for it. */
async function hashFirst(opened: Engine, id: string, spec: SourceSpec, made: RunDocument): Promise<RunDocument> {
  const hashed: StageRun[] = [];
  const begun = now();
  for (const stage of STAGES) {
    const {hashMs, sha256, columns} = await runStage(opened, {...stage, sql: () => ""}, spec, {}, {now});
    hashed.push({...stageOf(made, stageName(stage, spec)), hashMs, sha256, columns});
    tell({kind: "hashed", share: hashed.length / STAGES.length, ms: now() - begun});
  }
  const document = {...made, inputSha256: hashed[0].sha256, stages: hashed};
  await writeKept(id, "hashed", document);
  return document;
}

function stageOf({stages}: RunDocument, stage: string): StageRun {
  return stages.find(({name}) => name === stage)!;
}

/** The first block of rows in which two tables differ, told from their hashes; null where they are equal. */
function differingBlock(first: StageRun, again: StageRun): number | null {
  if (first.sha256 === again.sha256) return null;
  const blocks = first.columns.map(({name, blocks}) => {
    const others = again.columns.find((column) => column.name === name)?.blocks ?? [];
    const at = blocks.findIndex((hash, i) => hash !== others[i]);
    return at === -1 ? blocks.length : at;
  });
  return Math.min(...blocks);
}

function blockOf(opened: Engine, stage: Stage, block: number): Promise<Table> {
  return opened.read(`${orderedSql(stage)} LIMIT ${BLOCK_ROWS} OFFSET ${block * BLOCK_ROWS}`);
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
