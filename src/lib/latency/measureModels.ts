import {quantileInterval} from "../metrics/intervals.js";
import type {Matrix} from "../models/matrix.js";
import {readOnnxGraph, type ReadGraph} from "../onnx/readOnnxGraph.js";
import {openCallTimer, type Call, type CallReadings, type CallTimer} from "./callTimer.js";
import type {Clock} from "./clockTick.js";
import {latencyOf, widened, type Estimate, type Latency} from "./latency.js";
import {inputPool, type InputPool} from "./modelInputs.js";
import type {Runtime} from "../onnx/runtimes/runtime.js";
import type {Scorer} from "../onnx/runtimes/scorer.js";
import {visitorFeatures, visitorInputs, type Visitors} from "./visitorInputs.js";

export interface TimedModel {
  readonly id: string;
  /** Bytes of an ONNX file. */
  readonly file: Uint8Array;
}

export interface MeasureOptions extends Visitors {
  readonly now: Clock;
  /** See `clockTick`. */
  readonly tickMs: number;
  /** Rows a call, ascending. */
  readonly rows: readonly number[];
  /** Milliseconds for each number of rows, model and runtime, in all rounds together; three times as long for one row. */
  readonly cellMs: number;
  /** Rows of the shop to score. */
  readonly known: Matrix;
}

/** A model in a runtime, from the file to the first prediction. */
export interface ColdStart {
  readonly model: string;
  readonly runtime: string;
  /** Reading the file and making a session, milliseconds. */
  readonly open: Estimate;
  /** The first call of a session, one row. */
  readonly first: Estimate;
  readonly openings: number;
  /** The greatest difference of a prediction from the first runtime's. */
  readonly difference: number;
  /** Whether the rows that it was asked are the shop's. */
  readonly real: boolean;
}

/** What a call starts from: rows of columns, one visitor's raw events, or raw events without asking a model for a score. */
export type StartsFrom = "columns" | "events" | "events only";

export interface LatencyCell {
  /** Empty where no model is asked. */
  readonly model: string;
  readonly runtime: string;
  readonly from: StartsFrom;
  readonly rows: number;
  /** Null where a call is too slow to be timed as often as it takes. */
  readonly latency: Latency | null;
}

export type MeasureReport =
  | {readonly kind: "work"; readonly text: string; readonly share: number}
  /** What is known so far of all cells. */
  | {readonly kind: "cells"; readonly cells: readonly LatencyCell[]};

export interface Measurement {
  readonly tickMs: number;
  readonly openings: readonly ColdStart[];
  readonly cells: readonly LatencyCell[];
  /** What the clock said of a cell; none where it was not timed. */
  readings(model: string, runtime: string, from: StartsFrom, rows: number): CallReadings | null;
}

/** Every cell has its turn in each round, so that what slows the machine for a while slows all of them. */
const ROUNDS = 6;
/** The median of six lies between the least and the greatest in 31 of 32 cases. */
const OPENINGS = 6;
/** A call that takes longer, in milliseconds, is left out: a few of them would tell nothing. */
export const SLOW_MS = 250;
/** What was slow once may have been held up. */
const TRIES = 3;
const COMPARED_ROWS = 64;
/**
 * Milliseconds of calls after a model is opened of which nothing is kept: browsers and Node compile what is called often
 * a second time, and better, and until then a score takes twice as long.
 */
const WARM_UP_MS = 200;

interface Job {
  readonly cell: Omit<LatencyCell, "latency">;
  /** Null where no model is asked. */
  readonly scorer: Scorer | null;
  readonly call: Call;
  readonly ms: number;
  /** Undefined until it is first run, null where it is too slow. */
  timer?: CallTimer | null;
}

/**
 * Opens every model in every runtime that takes it, compares what they predict, and times calls of each number of rows;
 * also from one visitor's raw events, see `visitorInputs`. Yields how far it is; returns all it found.
 * Throws what a runtime throws. What it opened is closed when it ends, also where its caller ends it.
 */
export async function* measureModels(
  models: readonly TimedModel[],
  runtimes: readonly Runtime[],
  {now, tickMs, rows, cellMs, known, ...asking}: MeasureOptions
): AsyncGenerator<MeasureReport, Measurement> {
  const openings: ColdStart[] = [];
  const open: Scorer[] = [];
  const jobs: Job[] = [];
  const work = (text: string, share: number): MeasureReport => ({kind: "work", text, share});
  // opening is short against timing
  const OPENED = 0.15;
  try {
    for (const [m, {id: model, file}] of models.entries()) {
      const graph = readOnnxGraph(file);
      const pool = inputPool(graph, known);
      const fromEvents = visitorInputs(graph, asking);
      let wanted: Float32Array | null = null;
      for (const runtime of runtimes.filter((one) => one.takes(graph))) {
        yield work(`Opening ${model} in ${runtime.title}`, (OPENED * m) / models.length);
        const {scorer, ...times} = await openOften(runtime, file, graph, pool, {now, tickMs});
        open.push(scorer);
        const warm = now() + WARM_UP_MS;
        for (let turn = 0; now() < warm; turn++) await scorer.score(pool.take(1, turn));
        const predicted = (await scorer.score(pool.take(COMPARED_ROWS, 0))).slice();
        wanted ??= predicted;
        openings.push({
          model,
          runtime: runtime.id,
          ...times,
          difference: greatestDifference(predicted, wanted),
          real: pool.real
        });
        for (const count of rows)
          jobs.push({
            cell: {model, runtime: runtime.id, from: "columns", rows: count},
            scorer,
            call: (turn) => scorer.score(pool.take(count, turn)),
            ms: count === 1 ? 3 * cellMs : cellMs
          });
        if (fromEvents !== null)
          jobs.push({
            cell: {model, runtime: runtime.id, from: "events", rows: 1},
            scorer,
            call: (turn) => scorer.score(fromEvents(turn)),
            ms: 3 * cellMs
          });
      }
    }
    jobs.push({
      cell: {model: "", runtime: "plain", from: "events only", rows: 1},
      scorer: null,
      call: (turn) => visitorFeatures(asking.visitors, turn),
      ms: 3 * cellMs
    });
    const cells = () =>
      jobs.map(({cell, timer}) => ({...cell, latency: timer ? latencyOf(timer.readings(), tickMs) : null}));
    for (let round = 0; round < ROUNDS; round++) {
      for (const [k, job] of jobs.entries()) {
        const share = OPENED + ((1 - OPENED) * (round + k / jobs.length)) / ROUNDS;
        yield work(`Round ${round + 1} of ${ROUNDS}: ${job.cell.model || "features alone"}`, share);
        await job.scorer?.ready?.();
        job.timer ??= job.timer === null || isSlow(jobs, job) ? null : await openTimer(job, now, tickMs);
        await job.timer?.run(job.ms / ROUNDS);
      }
      // two readings are the fewest that have a spread
      if (round > 0) yield {kind: "cells", cells: cells()};
    }
    return {
      tickMs,
      openings,
      cells: cells(),
      readings: (...key) =>
        jobs
          .find(({cell}) => [cell.model, cell.runtime, cell.from, cell.rows].every((part, i) => part === key[i]))
          ?.timer?.readings() ?? null
    };
  } finally {
    for (const scorer of open) await scorer.close();
  }
}

/** Opens a model some times over and keeps the last. */
async function openOften(
  runtime: Runtime,
  file: Uint8Array,
  graph: ReadGraph,
  pool: InputPool,
  {now, tickMs}: Pick<MeasureOptions, "now" | "tickMs">
) {
  const times = {open: [] as number[], first: [] as number[]};
  let scorer: Scorer | undefined;
  for (let k = 0; k < OPENINGS; k++) {
    await scorer?.close();
    const start = now();
    scorer = await runtime.open(file, graph);
    const opened = now();
    await scorer.score(pool.take(1, k));
    times.open.push(opened - start);
    times.first.push(now() - opened);
  }
  const median = (values: number[]) => widened(quantileInterval(Float64Array.from(values).sort(), 0.5), tickMs);
  return {scorer: scorer!, open: median(times.open), first: median(times.first), openings: OPENINGS};
}

function greatestDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
}

/** Whether fewer rows of the same are too slow already. */
function isSlow(jobs: readonly Job[], {cell: {model, runtime, from, rows}}: Job): boolean {
  return jobs.some(
    ({cell, timer}) =>
      timer === null && cell.model === model && cell.runtime === runtime && cell.from === from && cell.rows < rows
  );
}

async function openTimer({call}: Job, now: Clock, tickMs: number): Promise<CallTimer | null> {
  for (let turn = 0; turn < TRIES; turn++) {
    const start = now();
    await call(turn);
    if (now() - start <= SLOW_MS) return openCallTimer(call, {now, tickMs});
  }
  return null;
}
