import {mkdirSync, readFileSync, renameSync, rmSync, statSync} from "node:fs";
import {join} from "node:path";
import {UserError} from "../../src/lib/core/errors.js";
import {literal, quoted} from "../../src/lib/sql/dialect.js";
import type {Engine} from "../../src/lib/sql/engine.js";
import {PARTS, type SplitOptions} from "../../src/lib/pipeline/split.js";
import {
  describeRun,
  hashRows,
  NoTrainingSessions,
  orderedSql,
  runStage,
  stageName,
  STAGES,
  type PartialRun,
  type Stage,
  type StageOptions,
  type StageRun
} from "../../src/lib/pipeline/stages.js";
import {fallbackNote, FALLBACK_SPLITS} from "../../src/lib/pipeline/fallbackSplit.js";
import {exampleStages} from "../../src/lib/targets/exampleStages.js";
import {arrivalDelays} from "../../src/lib/pipeline/arrivalDelays.js";
import {openDuckDB} from "../engines/duckdb.js";
import type {ModelsRun, PipelineProgress, ReadyOutputs} from "./documents.js";
import {databaseError} from "../sources/databaseError.js";
import {openSource, type SourceOptions} from "../sources/openSource.js";
import type {Source} from "../sources/source.js";
import {codeHash, packageVersion} from "../tools/codeHash.js";
import {fileError} from "../tools/contents.js";
import {hashOf} from "../tools/files.js";
import {BUILT} from "../tools/built.js";
import {withLock} from "../tools/withLock.js";
import {writeWhole} from "../tools/writeWhole.js";

/** The files of each stage, as Parquet, and the query that each holds. */
export const OUTPUTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  generate: {
    clickstream_events: orderedSql(STAGES[0]),
    rejected_rows: "SELECT * FROM rejected_rows ORDER BY line, reason",
    users: "SELECT * FROM users ORDER BY user_id",
    item_catalog: "SELECT * FROM item_catalog ORDER BY item_id"
  },
  clean: {clean_events: orderedSql(STAGES[1]), quarantine: "SELECT * FROM quarantine ORDER BY rows DESC, reason"},
  sessionize: {sessionized_events: orderedSql(STAGES[2])},
  sessions: {sessions: orderedSql(STAGES[3])},
  split: {
    split_sessions: orderedSql(STAGES[4]),
    train_events: eventsOf(0),
    val_events: eventsOf(1),
    test_events: eventsOf(2)
  },
  examples: {
    examples: "SELECT * FROM examples ORDER BY example_id",
    item_attributes: "SELECT * FROM item_attributes ORDER BY item_id, from_ms",
    log_clock: "SELECT * FROM log_clock"
  },
  features: {features: "SELECT * FROM features ORDER BY example_id"},
  targets: {
    labels: "SELECT * FROM labels ORDER BY example_id",
    train_features: featuresOf(0),
    val_features: featuresOf(1),
    test_features: featuresOf(2)
  }
};

function featuresOf(part: number): string {
  return `SELECT fold, examples.*, features.* EXCLUDE (example_id), labels.* EXCLUDE (example_id)
FROM examples JOIN features USING (example_id) JOIN labels USING (example_id) JOIN split_sessions USING (session_id)
WHERE part = ${part} /* ${PARTS[part]} */ ORDER BY fold, example_id`;
}

function eventsOf(part: number): string {
  return `SELECT fold, sessionized_events.* FROM sessionized_events JOIN split_sessions USING (session_id)
WHERE part = ${part} /* ${PARTS[part]} */ ORDER BY fold, session_id, event_no`;
}

export interface PipelineOptions extends SourceOptions, StageOptions {
  readonly threads?: number;
  readonly memoryLimit?: string;
  /** Runs this stage and those before it, and no more; `split` by default. */
  readonly until?: string;
  /** Runs every stage although its output is there. */
  readonly force?: boolean;
  /** Takes the raw events that are there, and never makes or reads them again. */
  readonly skipGenerate?: boolean;
  /** Goes on with the outputs of all stages, while no other run can change them. */
  readonly next?: (ready: ReadyOutputs) => Promise<ModelsRun>;
  /** Where outputs go; `data/built` of this project by default. */
  readonly folder?: string;
  readonly onProgress?: (progress: PipelineProgress) => void;
}

export interface PipelineRun {
  readonly document: PartialRun & Partial<Pick<ModelsRun, "models">>;
  /** Where the Parquet files and `run.json` are. */
  readonly folder: string;
}

/** What is kept beside a stage's files and makes them valid: written last, so that a run that was cut short leaves none. */
interface Receipt {
  readonly key: string;
  readonly run: StageRun;
  /** Bytes of each file. */
  readonly files: Readonly<Record<string, number>>;
  /** Of a generated source. */
  readonly seed?: number | null;
  /** Of the reading: what only the whole file could tell. */
  readonly notices?: readonly string[];
}

/** What `run.json` says besides the document. */
interface About {
  readonly key: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly finished: string;
}

/**
 * The whole graph: source → clean → sessionize → sessions → split → examples → features → targets, each stage a Parquet file or more in `<folder>/<source>/<profile>/`, and
 * `run.json` beside them. A stage whose input, SQL and code are those of the last run is not run again; one that was cut short starts afresh.
 * Two runs on one folder wait for each other. Throws `UserError` for a source that cannot be read or gives nothing to work on; the outputs of
 * earlier stages and runs then stay as they were.
 */
export async function runPipeline(options: PipelineOptions = {}): Promise<PipelineRun> {
  try {
    return await runInFolder(options);
  } catch (error) {
    if (error instanceof NoTrainingSessions && options.split === undefined) return runOtherwise(options, error);
    throw roomError(error, options.folder ?? BUILT);
  }
}

/** A log of one day, which a split by date leaves nothing to learn from, split as `runSplit` would; the stages before it are there. */
async function runOtherwise(options: PipelineOptions, cause: NoTrainingSessions): Promise<PipelineRun> {
  const run = (split: SplitOptions) => runPipeline({...options, split, force: false, until: "split", next: undefined});
  let chosen: SplitOptions | null = null;
  for (const split of FALLBACK_SPLITS)
    try {
      const {document} = await run(split);
      if (document.parts.some(({part}) => part === "test")) {
        chosen = split;
        break;
      }
      chosen ??= split;
    } catch (error) {
      if (!(error instanceof NoTrainingSessions)) throw error;
    }
  if (chosen === null) throw cause;
  const {document, folder} = await runPipeline({...options, split: chosen, force: false});
  const note = fallbackNote(chosen);
  options.onProgress?.({stage: "split", note});
  return {document: {...document, notices: [...(document.notices ?? []), note]}, folder};
}

/** What the disk or the memory is too small for, as an error that a person can act on; anything else unchanged. */
function roomError(error: unknown, folder: string): unknown {
  if (!(error instanceof Error) || error instanceof UserError) return error;
  const ofDatabase = /^(?:Out of Memory|IO) Error/.test(error.message) && /memory|No space left/i.test(error.message);
  return ofDatabase ? databaseError(error, folder) : fileError(error, folder);
}

async function runInFolder(options: PipelineOptions): Promise<PipelineRun> {
  const {
    threads,
    memoryLimit,
    until = "split",
    force = false,
    skipGenerate = false,
    onProgress,
    folder = BUILT
  } = options;
  const source = await openSource(options);
  const graph = [...STAGES, ...exampleStages(source.attributes)];
  const stages = graph.slice(0, graph.findIndex(({name}) => name === until) + 1);
  if (stages.length === 0)
    throw new RangeError(`no stage ${until}; there are ${graph.map(({name}) => name).join(", ")}`);
  const inputName = stageName(STAGES[0], source.spec);
  if (source.note !== undefined) onProgress?.({stage: inputName, note: source.note});
  const place = join(folder, source.spec.name, source.profile);
  mkdirSync(place, {recursive: true});

  return withLock(join(place, ".lock"), async () => {
    const kept = skipGenerate ? await keptEvents(place, source, options) : null;
    if (kept?.note !== undefined) onProgress?.({stage: inputName, note: kept.note});
    const keys = await stageKeys(source, stages, options, kept?.receipt.key);
    const receipts = stages.map((stage, i) =>
      i === 0 && kept !== null ? kept.receipt : force ? null : readReceipt(place, stage, keys[i])
    );
    const stale = receipts.indexOf(null) === -1 ? stages.length : receipts.indexOf(null);
    const runs: StageRun[] = receipts
      .slice(0, stale)
      .map((receipt) => ({...receipt!.run, ms: 0, hashMs: 0, cached: true}));
    for (const run of runs) onProgress?.({stage: run.name, run});

    /** An engine for one task, which finds the outputs of the stages before it; so memory holds the tables of one stage at a time. */
    const withEngine = async <T>(before: readonly Stage[], work: (engine: Engine) => Promise<T>): Promise<T> => {
      const engine = await openDuckDB({threads, memoryLimit, spill: join(place, ".spill")});
      try {
        for (const stage of before) await viewOutputs(engine, place, outputsOf(stage, source));
        return await work(engine);
      } finally {
        await engine.close();
        rmSync(join(place, ".spill"), {recursive: true, force: true});
      }
    };
    const about = (): About => ({
      key: keys[stages.length - 1],
      versions: versions(),
      finished: new Date().toISOString()
    });
    /** What reading the whole file has told of it. */
    let notices: readonly string[] = receipts[0]?.notices ?? [];
    let document: PipelineRun["document"] | null =
      stale === stages.length ? readRun(place, keys[stages.length - 1]) : null;
    if (document !== null) document = {...document, stages: runs};
    else {
      for (const [i, stage] of stages.entries()) {
        if (i < stale) continue;
        const name = stageName(stage, source.spec);
        onProgress?.({stage: name, share: 0});
        const run = await withEngine(stages.slice(0, i), async (engine) => {
          const now = () => performance.now();
          const start = now();
          if (i === 0) {
            notices = (await source.load(engine, (share) => onProgress?.({stage: name, share}))) ?? [];
            for (const note of notices) onProgress?.({stage: name, note});
          }
          const made = await runStage(engine, stage, source.spec, options, {inputMs: now() - start, now, hash: false});
          const seed = i === 0 && source.spec.generated ? {seed: source.seed} : {};
          const noticed = i === 0 && notices.length > 0 ? {notices} : {};
          return writeOutputs(engine, place, stage, outputsOf(stage, source), {
            key: keys[i],
            run: made,
            ...seed,
            ...noticed
          });
        });
        runs.push(run);
        onProgress?.({stage: name, run});
      }
      document = await withEngine(stages, async (engine) => {
        const described = await describeRun(engine, source.spec, options, runs, source);
        return {
          ...described,
          ...(source.counts === undefined ? {} : {counts: await sourceCounts(engine, source.counts)}),
          ...(source.notRead === undefined ? {} : {notRead: source.notRead}),
          ...(source.notices === undefined ? {} : {notices: [...source.notices, ...notices]}),
          ...(source.hasArrivals ? {arrivals: await arrivalDelays(engine)} : {})
        };
      });
      writeWhole(join(place, "run.json"), `${JSON.stringify({...document, ...about()}, null, 1)}\n`);
    }
    if (options.next !== undefined) {
      const upToSplit = stages.slice(0, STAGES.length);
      const examples = stages[STAGES.length];
      const {stages: more, models} = await options.next({
        document,
        place,
        key: keys[STAGES.length],
        withTables: (work) =>
          withEngine(upToSplit, async (engine) => {
            const {item_attributes} = outputsOf(examples, source);
            await viewOutputs(engine, place, {item_attributes});
            return work(engine);
          })
      });
      document = {...document, stages: [...document.stages, ...more], models};
      if (more.some(({cached}) => !cached))
        writeWhole(join(place, "run.json"), `${JSON.stringify({...document, ...about()}, null, 1)}\n`);
    }
    return {document, folder: place};
  });
}

/**
 * A key for each stage, in which everything that its outputs depend on has its part: the source, the code, and the SQL so far, which has the options in it.
 * `ofEvents` is the key of raw events that are taken as they are.
 */
async function stageKeys(
  source: Source,
  stages: readonly Stage[],
  options: StageOptions,
  ofEvents?: string
): Promise<string[]> {
  const code = await codeHash("src/lib/pipeline/stages.ts");
  const counts = JSON.stringify(source.counts ?? {});
  let key = hashOf([source.identity, counts, code]);
  return stages.map((stage, i) => {
    key = hashOf([key, stage.sql(source.spec, options), JSON.stringify(outputsOf(stage, source))]);
    if (i > 0 || ofEvents === undefined || ofEvents === key) return key;
    key = hashOf([ofEvents, counts, code]);
    return ofEvents;
  });
}

/**
 * The raw events that are there, whatever made them. Throws `UserError` where there are none, or where they are those of
 * another seed than the one that is asked for.
 */
async function keptEvents(
  place: string,
  source: Source,
  options: PipelineOptions
): Promise<{receipt: Receipt; note?: string}> {
  const [key] = await stageKeys(source, STAGES.slice(0, 1), options);
  const receipt = readReceipt(place, STAGES[0]);
  const missing = Object.keys(outputsOf(STAGES[0], source)).filter((output) => receipt?.files[output] === undefined);
  const name = `${source.spec.name}/${source.profile}`;
  const make = `make them with: npm run pipeline -- --generate${sourceFlags(options)}`;
  if (receipt === null || missing.length > 0) throw new UserError(`there are no raw events of ${name}`, make);
  if (receipt.key === key) return {receipt};
  if (source.spec.generated && receipt.seed !== source.seed)
    throw new UserError(
      `the raw events of ${name} are of ${receipt.seed === undefined ? "another version" : `seed ${receipt.seed}`}, not of seed ${source.seed}`,
      make
    );
  return {
    receipt,
    note: `the raw events of ${name} were made by other code or from another file than a run would take now; they are used as they are`
  };
}

function sourceFlags({source, profile, seed}: PipelineOptions): string {
  return Object.entries({source, profile, seed})
    .flatMap(([name, value]) => (value === undefined ? [] : [` --${name} ${value}`]))
    .join("");
}

const parquet = (place: string, output: string) => join(place, `${output}.parquet`);
const receiptFile = (place: string, stage: Stage) => join(place, `.${stage.name}.json`);

/** The receipt of a stage's files, of `key` where one is given, if the files are whole. */
function readReceipt(place: string, stage: Stage, key?: string): Receipt | null {
  const receipt = readJson(receiptFile(place, stage)) as Receipt | null;
  if (receipt === null || (key !== undefined && receipt.key !== key)) return null;
  const whole = Object.entries(receipt.files).every(
    ([output, bytes]) => statSync(parquet(place, output), {throwIfNoEntry: false})?.size === bytes
  );
  return whole ? receipt : null;
}

/** The document of the last run, without what `run.json` adds to it, where it was of this key. */
function readRun(place: string, key: string): PartialRun | null {
  const run = readJson(join(place, "run.json")) as (PipelineRun["document"] & About) | null;
  if (run?.key !== key) return null;
  const {key: _key, versions: _versions, finished: _finished, models: _models, ...document} = run;
  return document;
}

/** Null for a file that is not there or was cut short. */
function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

/** What a stage writes for a source: the first has the tables that only this source makes beside its own. */
function outputsOf(stage: Stage, {outputs}: Source): Readonly<Record<string, string>> {
  return stage === STAGES[0] ? {...OUTPUTS[stage.name], ...outputs} : OUTPUTS[stage.name];
}

/** The numbers that only a source has, on an engine that has read it. */
export async function sourceCounts(
  engine: Engine,
  queries: Readonly<Record<string, string>>
): Promise<Record<string, number>> {
  const columns = Object.entries(queries).map(([name, query]) => `(${query}) AS ${quoted(name)}`);
  const found = await engine.read(`SELECT ${columns.join(", ")}`);
  return Object.fromEntries(Object.keys(queries).map((name) => [name, Number(found.columns[name][0])]));
}

async function viewOutputs(engine: Engine, place: string, outputs: Readonly<Record<string, string>>): Promise<void> {
  for (const output of Object.keys(outputs)) {
    const view = output === "clickstream_events" ? "raw_events" : output;
    await engine.run(`CREATE VIEW ${view} AS SELECT * FROM read_parquet(${literal(parquet(place, output))})`);
  }
}

/**
 * Writes the files of a stage, and hashes its table as the first of them holds it, in order: what was hashed is what the next stage reads. The
 * receipt goes first and comes back last: whatever happens in between, no old receipt vouches for new files.
 */
async function writeOutputs(
  engine: Engine,
  place: string,
  stage: Stage,
  outputs: Readonly<Record<string, string>>,
  {run, ...about}: Omit<Receipt, "files">
): Promise<StageRun> {
  rmSync(receiptFile(place, stage), {force: true});
  const files: Record<string, number> = {};
  const start = performance.now();
  for (const [output, query] of Object.entries(outputs)) {
    const file = parquet(place, output);
    // Snappy, which every reader of Parquet knows, the one in the browser included
    try {
      await engine.run(`COPY (${query}) TO ${literal(`${file}.part`)} (FORMAT parquet, COMPRESSION snappy)`);
    } catch (error) {
      rmSync(`${file}.part`, {force: true});
      throw error;
    }
    renameSync(`${file}.part`, file);
    files[output] = statSync(file).size;
  }
  const [table] = Object.keys(outputs);
  const {sha256, columns} = await hashRows(engine, `SELECT * FROM read_parquet(${literal(parquet(place, table))})`);
  const hashed = {...run, sha256, columns, hashMs: performance.now() - start};
  writeWhole(receiptFile(place, stage), JSON.stringify({...about, run: hashed, files} satisfies Receipt));
  return hashed;
}

function versions(): Record<string, string> {
  return {node: process.versions.node, "@duckdb/node-api": packageVersion("@duckdb/node-api")};
}
