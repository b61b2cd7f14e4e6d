import {execFile} from "node:child_process";
import {fileURLToPath} from "node:url";
import {promisify} from "node:util";
import {measured, type Measured} from "./measured.js";
import {benchRecommendInTab} from "./recommendInTab.js";
import type {NeighboursOnce} from "./recommendNeighbours.js";
import type {StepOnce} from "./recommendStep.js";

const RUNS = 5;
const run = promisify(execFile);
const beside = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/**
 * A step of GRU4Rec on a catalogue of 50,000 items beside PyTorch's with sparse gradients, one thread each, in turns; and
 * the neighbour models on as many items and sessions as RetailRocket's log has; and one click of each model in a tab.
 */
export async function benchRecommend(): Promise<Measured[]> {
  const rows: Measured[] = [];
  for (const [kind, budget] of [
    ["constrained", 1],
    ["separate", 1.2]
  ] as const)
    rows.push(...(await steps(kind, budget)));
  const {stdout} = await run(process.execPath, ["--import", "tsx", beside("recommendNeighbours.ts")]);
  for (const {id, seconds, ms} of JSON.parse(stdout) as NeighboursOnce[])
    rows.push(
      measured(`${id}: 1.7 M sessions, 235,000 items, index`, "s", 20, [seconds]),
      measured(`${id}: one prediction`, "ms", 2, ms)
    );
  return [...rows, ...(await benchRecommendInTab())];
}

/** Medians of processor times of steps, by turns. */
async function steps(kind: string, budget: number): Promise<Measured[]> {
  const ours: number[] = [];
  const ratios: number[] = [];
  let memory = 0;
  for (let k = 0; k < RUNS; k++) {
    const own = JSON.parse(
      (await run(process.execPath, ["--import", "tsx", beside("recommendStep.ts"), kind])).stdout
    ) as StepOnce;
    ours.push(own.ms);
    memory = Math.max(memory, own.peakGb);
    try {
      const python = process.env.CLICKPROOF_PYTHON ?? "python3";
      const {stdout} = await run(python, [beside("peers/gru4recStep.py"), kind]);
      const {ms} = JSON.parse(stdout) as {readonly ms: number};
      console.error(`${kind}: ${own.ms.toFixed(1)} ms a step, PyTorch ${ms.toFixed(1)}`);
      ratios.push(own.ms / ms);
    } catch (error) {
      const [why] = (error as Error).message.trimEnd().split("\n").slice(-1);
      console.error(`PyTorch does not run (CLICKPROOF_PYTHON names a Python that has it): ${why}`);
    }
  }
  const name = `GRU4Rec, ${kind}: step of 80 × 2,128, 224 units, 50,000 items`;
  return [
    measured(name, "ms", Infinity, ours),
    ...(ratios.length === 0 ? [] : [measured(`${name}, against PyTorch sparse`, "×", budget, ratios)]),
    measured(`${name}, memory`, "GB", 1, [memory])
  ];
}
