import {zipSync} from "fflate";
import {CLAIMS} from "../../src/lib/claims/ledger.js";
import type {LatencyPage, TimeClaim} from "../../src/lib/reports/latencyPage.js";
import {servedFiles} from "../latency/servedFiles.js";
import {shopRows} from "../latency/shopRows.js";
import {readResult} from "../results/results.js";
import {onnxSize} from "./onnxSize.js";

/** What the Latency page shows before anything is measured: the models, the times in Node, the times that were claimed. */
export function latencyPage(): LatencyPage {
  const {tables, options} = readResult("latency")!;
  const {rows} = options as {rows: number[]};
  return {
    models: servedFiles().map(({model}) => model),
    rows,
    published: {
      machine: String(tables.machine.machine[0]),
      tickMs: Number(tables.machine.tickMs[0]),
      cells: tables.cells,
      openings: tables.openings,
      spreads: tables.spreads,
      speedUps: tables.speedUps
    },
    claims: ["tabm-latency", "tcn-latency", "api-latency"].map(claimOf),
    claimedSpeedUp: claimOf("speedup").text,
    runtime: onnxSize()
  };
}

function claimOf(name: string): TimeClaim {
  const {statement, claimed, unit} = CLAIMS.find(({id}) => id === `op-ecom-${name}`)!;
  return {statement, ms: claimed.value!, text: claimed.printed, unit};
}

/**
 * What the page fetches to measure: every model as `<id>.onnx`, and `rows.json`, the rows and visitors they are asked
 * about. One archive, so that a model that is trained later is in it.
 */
export async function latencyArchive(): Promise<Uint8Array> {
  const {known, ...visitors} = await shopRows();
  const rows = JSON.stringify({known: {...known, x: Array.from(known.x)}, ...visitors});
  const files = servedFiles().map(({model, file}) => [`${model.id}.onnx`, file] as const);
  // the earliest time that an archive can say, so that its bytes are always the same
  return zipSync(
    {...Object.fromEntries(files), "rows.json": new TextEncoder().encode(rows)},
    {mtime: "1980-01-01T00:00:00", level: 0}
  );
}
