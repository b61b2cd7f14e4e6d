import type {CardMetric} from "../../src/lib/models/modelCard.js";

/** How a run can stand: `interrupted` by a signal, a crash of the process or the machine. */
export const RUN_STATUSES = ["running", "finished", "failed", "interrupted"] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** One metric of a run with what it takes to judge it, or why there is none. */
export interface RunMetric {
  readonly name: string;
  /** Which model or pair of models it is of; left out where the run has one subject. */
  readonly of?: string;
  /** Null where it cannot be said; `none` then says why. */
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number;
  readonly unit?: string;
  /** What a rule that knows nothing reaches, where there is such a rule. */
  readonly baseline: {readonly name: string; readonly value: number} | null;
  readonly none?: string;
}

/** A file that a run keeps in its own folder. */
export interface RunArtefact {
  /** Relative to the run's folder, with `/` between parts. */
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What a run is about, as a list shows it. */
export interface RunSubject {
  readonly source?: string | null;
  readonly target?: string | null;
  readonly model?: string | null;
}

/** `run.json` of a run's folder. Times are ISO 8601 in UTC, durations milliseconds, hashes SHA-256 in hex. */
export interface RunRecord {
  /** Of this layout. */
  readonly schema: 1;
  /** The folder's name: UTC time of the start, command, six random digits. */
  readonly id: string;
  readonly command: string;
  readonly subject: RunSubject;
  readonly status: RunStatus;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Of the experiment; null where nothing is drawn. */
  readonly seed: number | null;
  readonly inputs: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
  readonly metrics: readonly RunMetric[];
  readonly artefacts: readonly RunArtefact[];
  /** Of the code that ran. */
  readonly code: string | null;
  /** Of this package. */
  readonly version: string;
  /** With `-dirty` where files had been changed since; null outside a repository. */
  readonly commit: string | null;
  readonly node: string;
  readonly process: {
    readonly host: string;
    readonly pid: number;
    /** When the system started that process, in its own count; null where the system does not tell. */
    readonly start: string | null;
  };
  readonly started: string;
  /** Null while it runs, and of one whose process vanished. */
  readonly finished: string | null;
  readonly ms: number | null;
  /** Processor time of the process from the start of the run, all threads together. */
  readonly cpuMs: number | null;
  /** Greatest resident memory of the process, bytes. */
  readonly peakBytes: number | null;
  /** Why it failed or was interrupted. */
  readonly error: string | null;
}

/** A record from the text of its file. Throws `TypeError` that says what is wrong with it. */
export function parseRunRecord(text: string, id: string): RunRecord {
  let found: Partial<Record<keyof RunRecord, unknown>>;
  try {
    found = JSON.parse(text) as typeof found;
  } catch {
    throw new TypeError("its run.json is not JSON");
  }
  if (typeof found !== "object" || found === null) throw new TypeError("its run.json holds no record");
  if (typeof found.schema === "number" && found.schema > 1)
    throw new TypeError(`its run.json has layout ${found.schema}, which a newer version wrote`);
  const proc = found.process as Partial<RunRecord["process"]> | null | undefined;
  const wrong =
    found.schema !== 1
      ? "schema"
      : found.id !== id
        ? "id"
        : typeof found.command !== "string"
          ? "command"
          : !(RUN_STATUSES as readonly unknown[]).includes(found.status)
            ? "status"
            : typeof found.started !== "string" || Number.isNaN(Date.parse(found.started))
              ? "started"
              : !Array.isArray(found.metrics) || !found.metrics.every(isMetric)
                ? "metrics"
                : !Array.isArray(found.artefacts) || !found.artefacts.every(isArtefact)
                  ? "artefacts"
                  : typeof proc?.pid !== "number" || typeof proc.host !== "string"
                    ? "process"
                    : ["subject", "parameters", "inputs", "outputs"].find(
                        (name) => !isObject(found[name as "subject"])
                      );
  if (wrong !== undefined) throw new TypeError(`its run.json has no proper ${wrong}`);
  return found as RunRecord;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function isMetric(value: unknown): boolean {
  return (
    isObject(value) &&
    typeof value.name === "string" &&
    typeof value.n === "number" &&
    [value.value, value.low, value.high].every((x) => x === null || typeof x === "number")
  );
}

function isArtefact(value: unknown): boolean {
  return (
    isObject(value) &&
    typeof value.name === "string" &&
    typeof value.bytes === "number" &&
    typeof value.sha256 === "string"
  );
}

/** The metrics of a model's card as a run keeps them. */
export function cardMetrics(metrics: Readonly<Record<string, CardMetric>>, of?: string): RunMetric[] {
  return Object.entries(metrics).map(([name, metric]): RunMetric => {
    const whose = of === undefined ? {} : {of};
    if ("none" in metric)
      return {name, ...whose, value: null, low: null, high: null, n: metric.n, baseline: null, none: metric.none};
    const {value, low, high, n, baseline} = metric;
    return {name, ...whose, value, low, high, n, baseline};
  });
}
