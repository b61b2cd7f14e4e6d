import type {RunMetric, RunRecord} from "./runRecord.js";

/** Metrics that a row of the list names first, where a run has them. */
const FIRST = ["AUC", "average precision"];
const MOST = 2;

/** The list of runs: one row each, as given. */
export function runsTable(runs: readonly RunRecord[]): string {
  const head = ["run", "about", "metrics", "took", "status"];
  const rows = runs.map((run) => [run.id, aboutOf(run), mainMetrics(run), durationText(run.ms), run.status]);
  const widths = head.map((name, i) => Math.max(name.length, ...rows.map((row) => row[i].length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i]))
      .join("  ")
      .trimEnd();
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

/** Everything a run's record says, for a person. */
export function describeRunRecord(run: RunRecord): string {
  const lines = [
    `${run.id}: ${run.status}`,
    ...(run.error === null ? [] : [`  ${run.error.split("\n")[0]}`]),
    `  ${aboutOf(run)}`,
    `  from ${run.started} ${run.finished === null ? "on" : `to ${run.finished}`}${took(run)}`,
    `  clickproof ${run.version}${run.commit === null ? "" : `, commit ${run.commit}`}, Node ${run.node}, process ${run.process.pid} on ${run.process.host}`,
    ...(run.code === null ? [] : [`  code ${run.code}`]),
    `  seed ${run.seed ?? "none"}`
  ];
  const pairs = (title: string, of: Readonly<Record<string, unknown>>) => {
    const entries = Object.entries(of).filter(([, value]) => value !== undefined);
    if (entries.length > 0) lines.push(`${title}:`);
    for (const [name, value] of entries)
      lines.push(`  ${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`);
  };
  pairs("parameters", run.parameters);
  pairs("inputs", run.inputs);
  pairs("outputs", run.outputs);
  if (run.metrics.length > 0) lines.push("metrics:");
  for (const metric of run.metrics) lines.push(`  ${metricText(metric)}`);
  if (run.artefacts.length > 0) lines.push("artefacts:");
  for (const {name, bytes, sha256} of run.artefacts) lines.push(`  ${name}, ${bytes} bytes, ${sha256}`);
  return lines.join("\n");
}

function took({ms, cpuMs, peakBytes}: RunRecord): string {
  if (ms === null) return "";
  const cpu = cpuMs === null ? "" : ` (${durationText(cpuMs)} of processor time)`;
  const peak = peakBytes === null ? "" : `, at most ${Math.round(peakBytes / 1e6)} MB`;
  return `: ${durationText(ms)}${cpu}${peak}`;
}

function aboutOf({command, subject: {source, target, model}}: RunRecord): string {
  return [command, source, target, model].filter((part) => part !== undefined && part !== null).join(" ");
}

/** Up to two: those of the first name there is, for each model. */
function mainMetrics({metrics}: RunRecord): string {
  const name = FIRST.find((one) => metrics.some((metric) => metric.name === one)) ?? metrics[0]?.name;
  const main = metrics.filter((metric) => metric.name === name);
  const shown = main.slice(0, MOST).map((metric) => metricText({...metric, baseline: null}));
  const more = metrics.length - shown.length;
  return shown.join("; ") + (more > 0 ? `; ${more} more` : "");
}

/** `boosting AUC 0.712 [0.690, 0.733], coin 0.500, n = 2345`. */
export function metricText({of, name, value, low, high, n, unit = "", baseline, none}: RunMetric): string {
  const what = of === undefined ? name : `${of} ${name}`;
  if (value === null) return `${what} none (${none ?? "no value"}), n = ${n}`;
  const interval = low === null || high === null ? "" : ` [${digits(low)}, ${digits(high)}]`;
  const beside = baseline === null ? "" : `, ${baseline.name} ${digits(baseline.value)}`;
  return `${what} ${digits(value)}${unit === "" ? "" : ` ${unit}`}${interval}${beside}, n = ${n}`;
}

/** Three places, or three digits of what is smaller or larger. */
function digits(x: number): string {
  if (Number.isInteger(x)) return String(x);
  return Math.abs(x) >= 0.01 && Math.abs(x) < 1000 ? x.toFixed(3) : String(Number(x.toPrecision(3)));
}

/** `850 ms`, `12.3 s`, `4 min 05 s`; empty for what is not known. */
export function durationText(ms: number | null): string {
  if (ms === null) return "";
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
}
