import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {format} from "prettier";
import {openDuckDB} from "../loaders/engines/duckdb.js";
import {wilsonInterval} from "../src/lib/metrics/intervals.js";
import {fuzzLog, type FuzzLog} from "../tests/eventLog/fuzz/fuzzLog.js";
import {intakeOf, type Intake} from "../tests/eventLog/fuzz/intakeOf.js";
import {OUTCOMES, type Verdict} from "../tests/eventLog/fuzz/verdict.js";
import {measured, type Measured} from "./measured.js";

const LOGS = 2_000;
const FAILURES = "bench/intakeFailures.json";

/** Reads logs back, one after the other, and compares each with its truth. */
export async function readLogs(logs: Iterable<FuzzLog>, onLog: (intake: Intake) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "clickproof-intake-"));
  const engine = await openDuckDB({threads: 1});
  try {
    for (const log of logs) onLog(await intakeOf(engine, folder, log));
  } finally {
    await engine.close();
    rmSync(folder, {recursive: true, force: true});
  }
}

/** The logs of these seeds, each written when it is asked for. */
export function* logsOf(seeds: readonly number[]): Generator<FuzzLog> {
  for (const seed of seeds) yield fuzzLog(seed);
}

/**
 * How often a log of anyone's is read as it was meant: 2,000 logs in random dialects, each compared with its truth. A table of outcomes and the
 * most frequent failures go to standard error, the seeds of all failures into `bench/intakeFailures.json`. `CLICKPROOF_INTAKE` takes another number of logs,
 * for a first look, and leaves that file alone.
 */
export async function benchIntake(): Promise<Measured[]> {
  const count = Number(process.env.CLICKPROOF_INTAKE ?? LOGS);
  const all: Pick<Intake, "log" | "verdict">[] = [];
  await readLogs(logsOf(Array.from({length: count}, (_, seed) => seed)), ({log, verdict}) =>
    all.push({log: {...log, bytes: new Uint8Array(0), rows: []}, verdict})
  );
  console.error(tables(all));
  if (count === LOGS) writeFileSync(FAILURES, await format(JSON.stringify(failuresOf(all)), {parser: "json"}));
  const clear = all.filter(({log}) => log.ambiguous.length === 0);
  const silent = all.filter(({verdict}) => verdict.outcome === "wrong in silence").length;
  const exact = clear.filter(({verdict}) => verdict.outcome === "exact").length;
  const right = all.filter(({verdict}) => verdict.right).length;
  return [
    measured("logs that say all: not exact", "%", 5, [100 * (1 - exact / clear.length)]),
    measured("logs: neither exact nor rightly asked", "%", 5, [100 * (1 - right / all.length)]),
    measured("logs: wrong in silence", "logs", 0, [silent])
  ];
}

function tables(all: readonly Pick<Intake, "log" | "verdict">[]): string {
  const groups = [
    ["all", all],
    ["say all", all.filter(({log}) => log.ambiguous.length === 0)],
    ["ambiguous", all.filter(({log}) => log.ambiguous.length > 0)]
  ] as const;
  const share = (part: number, of: number) => {
    const {low, high} = wilsonInterval(of === 0 ? 0 : part / of, of);
    return `${String(part).padStart(6)} ${(100 * (part / of)).toFixed(1).padStart(5)} % [${(100 * low).toFixed(1)}, ${(100 * high).toFixed(1)}]`.padEnd(
      32
    );
  };
  const lines = [`${"".padEnd(18)}${groups.map(([name, logs]) => `${name}, ${logs.length} logs`.padEnd(32)).join("")}`];
  for (const outcome of OUTCOMES)
    lines.push(
      `${outcome.padEnd(18)}${groups.map(([, logs]) => share(logs.filter(({verdict}) => verdict.outcome === outcome).length, logs.length)).join("")}`
    );
  lines.push("", "failures by kind, with the first seeds");
  for (const {outcome, kind, seeds} of failuresOf(all).slice(0, 60))
    lines.push(`${String(seeds.length).padStart(5)}  ${outcome.padEnd(17)} ${kind}  (${seeds.slice(0, 8).join(", ")})`);
  return lines.join("\n");
}

interface FailureKind {
  readonly outcome: string;
  readonly kind: string;
  readonly seeds: readonly number[];
}

/** Failures of one kind together, the most frequent first. */
function failuresOf(all: readonly Pick<Intake, "log" | "verdict">[]): FailureKind[] {
  const kinds = new Map<string, {outcome: string; kind: string; seeds: number[]}>();
  for (const {log, verdict} of all) {
    if (verdict.right) continue;
    const kind = kindOf(verdict);
    const key = `${verdict.outcome} ${kind}`;
    if (!kinds.has(key)) kinds.set(key, {outcome: verdict.outcome, kind, seeds: []});
    kinds.get(key)!.seeds.push(log.seed);
  }
  return [...kinds.values()].sort((a, b) => b.seeds.length - a.seeds.length || a.seeds[0] - b.seeds[0]);
}

/** What failures have in common: the parts of events that are wrong, or a message without its names and numbers. */
function kindOf({faults, why}: Verdict): string {
  if (faults.length > 0 && !why.startsWith("crashed")) return faults.join(", ");
  return why
    .replace(/"(?:[^"\\]|\\.)*"|\blog\.[\w.]+/g, "…")
    .replace(/\d+(?:\.\d+)?/g, "#")
    .slice(0, 110);
}
