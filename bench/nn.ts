import {execFile} from "node:child_process";
import {fileURLToPath} from "node:url";
import {promisify} from "node:util";
import {measured, type Measured} from "./measured.js";
import type {NnOnce} from "./nnOnce.js";

const RUNS = 3;

/**
 * Steps of training a network, in processor time: one that looks up 2,048 rows of a table may hardly depend on how many
 * the table has, and Adam on ten million weights stays on the backend.
 */
export async function benchNn(): Promise<Measured[]> {
  const runs: NnOnce[] = [];
  for (let run = 0; run < RUNS; run++) runs.push(await once());
  return [
    measured(
      "nn: table of 50,000 rows / of 5,000",
      "×",
      1.5,
      runs.flatMap(({large, small}) => large.map((ms, k) => ms / small[k]))
    ),
    measured(
      "nn: step with 50,000 × 100, 2,048 looked up",
      "ms",
      40,
      runs.flatMap(({large}) => large)
    ),
    measured(
      "nn: Adam on 10 M weights",
      "ms",
      120,
      runs.flatMap(({adam}) => adam)
    )
  ];
}

async function once(): Promise<NnOnce> {
  const script = fileURLToPath(new URL("nnOnce.ts", import.meta.url));
  const {stdout} = await promisify(execFile)(process.execPath, ["--import", "tsx", script]);
  return JSON.parse(stdout) as NnOnce;
}
