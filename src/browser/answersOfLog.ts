import {numbers} from "../lib/core/table.js";
import {describe, prepareDescriptionSql, type TimeRange} from "../lib/pipeline/describe.js";
import type {Engine} from "../lib/pipeline/engine.js";
import {exactVisits} from "../lib/pipeline/exactVisits.js";
import {sessionizeSql} from "../lib/pipeline/sessionize.js";
import {splitSql, type SplitOptions} from "../lib/pipeline/split.js";
import {splitSummary} from "../lib/pipeline/splitSummary.js";
import {SESSION_TOTALS_SQL} from "../lib/pipeline/totals.js";
import {tried} from "../lib/pipeline/tried.js";
import {nameItems} from "./nameItems.js";

export type LogQuestion =
  | {readonly kind: "describe"; readonly range: TimeRange}
  | {readonly kind: "cut"; readonly gapMs: number}
  | {readonly kind: "split"; readonly options: SplitOptions};

/** What one cut of the log gives, and how long its SQL took. */
export interface CutCounts {
  readonly sessions: number;
  readonly single: number;
  readonly buying: number;
  /** True visits that are exactly one session; null where no log can know its visits. */
  readonly exact: number | null;
  readonly ms: number;
}

/**
 * Answers questions about a log whose stages have run on an engine. What a question makes is undone after it, so that the tables stay
 * those of the run, also where they are kept in a file.
 *
 * @param options.described whether `prepareDescriptionSql` has run already
 * @param options.visits whether `visit_times` is there
 * @param options.named whether `item_catalog` is there
 */
export function answersOfLog(
  engine: Engine,
  {described = false, visits = false, named = false}: {described?: boolean; visits?: boolean; named?: boolean}
): (question: LogQuestion) => Promise<unknown> {
  let prepared = described;
  return async (question) => {
    switch (question.kind) {
      case "describe": {
        if (!prepared) await engine.run(prepareDescriptionSql());
        prepared = true;
        const description = await describe(engine, question.range);
        return named ? nameItems(engine, description) : description;
      }
      case "cut":
        return tried(engine, async (): Promise<CutCounts> => {
          const start = performance.now();
          await engine.run(sessionizeSql({gapMs: question.gapMs, sessions: "gap"}));
          const ms = performance.now() - start;
          const found = await engine.read(SESSION_TOTALS_SQL);
          const value = (name: string) => numbers(found, name)[0];
          const counts = {sessions: value("sessions"), single: value("single"), buying: value("buying")};
          return {...counts, exact: visits ? await exactVisits(engine) : null, ms};
        });
      case "split":
        return tried(engine, async () => {
          await engine.run(splitSql(question.options));
          return splitSummary(engine);
        });
    }
  };
}
