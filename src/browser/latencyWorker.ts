import {unzipSync} from "fflate";
import type {Matrix} from "../lib/models/matrix.js";
import {readOnnxGraph} from "../lib/onnx/readOnnxGraph.js";
import {cellRow, coldStartRow, spreadRows, type CellRow} from "../lib/latency/cellRow.js";
import {clockTick} from "../lib/latency/clockTick.js";
import {measureModels} from "../lib/latency/measureModels.js";
import type {Runtime} from "../lib/onnx/runtimes/runtime.js";
import type {ServedModel} from "../lib/latency/servedModel.js";
import {speedUpRow, speedUps} from "../lib/latency/speedUps.js";
import type {Visitors} from "../lib/latency/visitorInputs.js";
import type {LatencyResult} from "../lib/reports/latencyPage.js";
import {answerQuestions} from "./answerQuestions.js";
import {browserRuntimes} from "./latencyRuntimes.js";
import {machineText} from "./machineText.js";

/** A module worker: times models in every runtime that this browser has. */
export interface LatencyQuestion {
  /** Address of the archive of models and rows. */
  readonly archive: string;
  readonly models: readonly ServedModel[];
  readonly rows: readonly number[];
  /** See `measureModels`. */
  readonly cellMs: number;
}

/** What was waited for once before anything could be asked, milliseconds. */
export interface Start {
  readonly what: string;
  readonly ms: number;
}

export type LatencyProgress =
  | {readonly kind: "work"; readonly text: string; readonly share: number | null}
  | {readonly kind: "cells"; readonly cells: readonly CellRow[]};

export interface LatencyReply extends LatencyResult {
  readonly isolated: boolean;
  readonly starts: readonly Start[];
}

const now = () => performance.now();

const tell = answerQuestions<LatencyQuestion, LatencyProgress>(
  async ({archive, models, rows, cellMs}): Promise<LatencyReply> => {
    const starts: Start[] = [];
    const timed = async <T>(what: string, task: () => Promise<T>): Promise<T> => {
      tell({kind: "work", text: what, share: null});
      const start = now();
      const done = await task();
      starts.push({what, ms: now() - start});
      return done;
    };
    const files = await timed("Fetching models and rows", async () => {
      const answer = await fetch(archive);
      if (!answer.ok) throw new Error(`${archive} answers ${answer.status}`);
      return unzipSync(new Uint8Array(await answer.arrayBuffer()));
    });
    const {known, ...visitors} = JSON.parse(new TextDecoder().decode(files["rows.json"])) as Visitors & {
      known: Matrix & {x: number[]};
    };
    const bySize = [...models].sort((a, b) => a.bytes - b.bytes).map(({id}) => files[`${id}.onnx`]);
    const runtimes: Runtime[] = [];
    for (const {id, start} of await browserRuntimes()) {
      runtimes.push(
        await timed(`Fetching and starting ${id}`, async () => {
          const runtime = await start();
          // it compiles itself when it opens its first file
          const smallest = bySize.find((file) => runtime.takes(readOnnxGraph(file)));
          if (smallest !== undefined) await (await runtime.open(smallest, readOnnxGraph(smallest))).close();
          return runtime;
        })
      );
    }
    const tickMs = clockTick(now);
    const measuring = measureModels(
      models.map(({id}) => ({id, file: files[`${id}.onnx`]})),
      runtimes,
      {now, tickMs, rows, cellMs, known: {...known, x: Float32Array.from(known.x)}, ...visitors}
    );
    for (;;) {
      const step = await measuring.next();
      if (!step.done) {
        const {value} = step;
        tell(value.kind === "work" ? value : {kind: "cells", cells: value.cells.map(cellRow)});
        continue;
      }
      const {cells, openings} = step.value;
      return {
        machine: machineText(),
        tickMs,
        isolated: crossOriginIsolated,
        starts,
        cells: cells.map(cellRow),
        openings: openings.map(coldStartRow),
        spreads: spreadRows(cells),
        speedUps: speedUps(models, step.value, "onnx-wasm").map(speedUpRow)
      };
    }
  }
);
