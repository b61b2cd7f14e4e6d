import {DAY_MS} from "../../lib/core/time.js";
import {numbers} from "../../lib/core/table.js";
import {censoring} from "../../lib/pipeline/censoring.js";
import type {DataSet} from "../../lib/pipeline/dataSet.js";
import {describe, prepareDescriptionSql} from "../../lib/pipeline/describe.js";
import type {Engine} from "../../lib/sql/engine.js";
import {GAP_COUNTER_SQL, gapCounter} from "../../lib/pipeline/gapCounter.js";
import {parseSplit} from "../../lib/pipeline/parseSplit.js";
import {SESSIONIZE_OPTIONS} from "../../lib/pipeline/sessionize.js";
import {splitSummary} from "../../lib/pipeline/splitSummary.js";
import type {RunDocument} from "../../lib/pipeline/stages.js";
import type {SessionsPage} from "../../lib/reports/sessionsPage.js";
import type {SourceSpec} from "../../lib/sources/events.js";
import {nameItems} from "../nameItems.js";

/** Rows of a log that could not become events. */
export interface Rejected {
  /** By reason, the one with the most rows first. */
  readonly reasons: readonly {
    readonly reason: string;
    readonly rows: number;
    /** The first of them. */
    readonly lines: readonly number[];
    /** By line, what stands there in the columns that are read, for those near the beginning of the file. */
    readonly examples: Readonly<Record<number, Readonly<Record<string, string | null>>>>;
  }[];
  /** All of them as CSV: line, reason. */
  readonly csv: Blob;
}

/** Lines named for each reason. */
const LINES = 5;
const LONGEST_GAP = 240;

/** What `readLog` could not read, on the engine that it read into; `look` gives what stands in some lines. */
export async function rejectedOf(
  engine: Engine,
  look: (lines: ReadonlySet<number>) => Promise<ReadonlyMap<number, Readonly<Record<string, string | null>>>>
): Promise<Rejected> {
  const found = await engine.read(`WITH numbered AS (
  SELECT line, reason, row_number() OVER (PARTITION BY reason ORDER BY line) AS n, count(*) OVER (PARTITION BY reason) AS rows
  FROM rejected_rows
)
SELECT reason, rows, line FROM numbered WHERE n <= ${LINES} ORDER BY rows DESC, reason, line`);
  const reasons = new Map<string, {reason: string; rows: number; lines: number[]}>();
  for (let i = 0; i < found.rows; i++) {
    const reason = String(found.columns.reason[i]);
    if (!reasons.has(reason)) reasons.set(reason, {reason, rows: numbers(found, "rows")[i], lines: []});
    reasons.get(reason)!.lines.push(numbers(found, "line")[i]);
  }
  const parts = ["line,reason\n"];
  await engine.scan("SELECT line, reason FROM rejected_rows ORDER BY line, reason", (batch) => {
    const line = numbers(batch, "line");
    const reason = batch.columns.reason as readonly (string | null)[];
    parts.push(Array.from(line, (n, i) => `${n},"${(reason[i] ?? "").replaceAll('"', '""')}"\n`).join(""));
  });
  const examples = await look(new Set([...reasons.values()].flatMap(({lines}) => lines)));
  const withExamples = [...reasons.values()].map((reason) => ({
    ...reason,
    examples: Object.fromEntries(
      reason.lines.flatMap((line) => (examples.has(line) ? [[line, examples.get(line)!]] : []))
    )
  }));
  return {reasons: withExamples, csv: new Blob(parts, {type: "text/csv"})};
}

/** A log of the reader's own as the Data page shows it, after its stages; leaves the tables of `prepareDescriptionSql`. */
export async function dataSetOf(
  engine: Engine,
  spec: SourceSpec,
  run: RunDocument,
  lacks: DataSet["lacks"]
): Promise<DataSet> {
  await engine.run(prepareDescriptionSql());
  const period = await engine.read("SELECT min(ts_ms) AS first_ms, max(ts_ms) AS last_ms FROM clean_events");
  const firstDay = Math.floor(numbers(period, "first_ms")[0] / DAY_MS);
  const lastDay = Math.floor(numbers(period, "last_ms")[0] / DAY_MS);
  const range = {fromMs: firstDay * DAY_MS, untilMs: (lastDay + 1) * DAY_MS};
  const description = await nameItems(engine, await describe(engine, range));
  const named = await engine.read("SELECT department_id, name FROM department_names ORDER BY department_id");
  const departments: (string | null)[] = [];
  numbers(named, "department_id").forEach((id, i) => {
    while (departments.length < id) departments.push(null);
    departments[id] = named.columns.name[i] as string | null;
  });
  return {
    name: "own",
    title: spec.title,
    generated: false,
    licence: spec.licence,
    firstDay: dayOf(firstDay),
    lastDay: dayOf(lastDay),
    lacks,
    description,
    cleaning: {
      inputRows: run.input.rows,
      cleanRows: run.totals.events,
      required: spec.required,
      deduplicated: spec.deduplicate,
      quarantine: run.quarantine,
      sessions: run.totals.sessions,
      users: run.totals.users,
      items: run.totals.items
    },
    departments,
    items: [...(description.itemNames ?? [])]
  };
}

/** A log of the reader's own as the Sessions page shows it, after its stages. */
export async function sessionsPageOf(engine: Engine, run: RunDocument, data: DataSet): Promise<SessionsPage> {
  const counter = gapCounter(Array.from({length: LONGEST_GAP}, (_, i) => i + 1));
  await engine.scan(GAP_COUNTER_SQL, ({columns}) =>
    counter.add(columns as Record<"user_id" | "ts_ms" | "event", Float64Array>)
  );
  return {
    generated: false,
    profile: null,
    seed: null,
    users: run.totals.users,
    events: run.totals.events,
    firstDay: data.firstDay,
    lastDay: data.lastDay,
    usualGap: SESSIONIZE_OPTIONS.gapMs / 60_000,
    curve: counter.finish(),
    uncut: null,
    ownSessions: run.options.sessions === "own",
    lacks: data.lacks,
    splits: {[parseSplit(run.options.split).by]: {name: run.options.split, summary: await splitSummary(engine)}},
    censoring: await censoring(engine)
  };
}

const dayOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);
