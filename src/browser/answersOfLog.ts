import {numbers} from "../lib/core/table.js";
import {withKeptColumns} from "../lib/datasets/keptColumns.js";
import {targetDataset} from "../lib/datasets/targetDataset.js";
import {itemAttributesSql, NOTHING_KNOWN, type ItemKnowledge} from "../lib/features/itemAttributes.js";
import {salesOfLog, type CountedEvents} from "../lib/forecast/salesOfLog.js";
import {logFacts} from "../lib/features/logFacts.js";
import {describe, prepareDescriptionSql, type TimeRange} from "../lib/pipeline/describe.js";
import type {Engine} from "../lib/sql/engine.js";
import {exactVisits} from "../lib/pipeline/exactVisits.js";
import {sessionizeSql} from "../lib/pipeline/sessionize.js";
import {splitSql, type SplitOptions} from "../lib/pipeline/split.js";
import {splitSummary} from "../lib/pipeline/splitSummary.js";
import {SESSION_TOTALS_SQL} from "../lib/pipeline/totals.js";
import {measureLog} from "../lib/reports/logMeasurements.js";
import {sessionSequences, type SequenceOptions} from "../lib/sequence/sessionSequences.js";
import {missingRequirements} from "../lib/targets/missingRequirements.js";
import {countTargets, type CountedTargets, type CountingProtocol} from "../lib/targets/countTargets.js";
import {targetById, TARGETS} from "../lib/targets/target.js";
import {clickLogOf} from "./clickLogOf.js";
import {answerFeatures, type FeatureQuestion} from "./featureAnswers.js";
import {nameItems} from "./nameItems.js";

export type LogQuestion =
  | {readonly kind: "describe"; readonly range: TimeRange}
  | {readonly kind: "cut"; readonly gapMs: number}
  | {readonly kind: "split"; readonly options: SplitOptions}
  | ({readonly kind: "targets"} & CountingProtocol)
  /** The events of sessions, one after another, and the part that each session belongs to. */
  | {readonly kind: "sequences"; readonly split: SplitOptions; readonly options: Partial<SequenceOptions>}
  /**
   * What teaches and what judges a target, by its id, with what was put into carts, and the events before each row where they are wanted. `kept` are columns of
   * `extra_columns` that are features too.
   */
  | {readonly kind: "task"; readonly target: string; readonly events?: boolean; readonly kept?: readonly string[]}
  /** What a report on the log is made of, with targets counted by a split. */
  | {readonly kind: "measure"; readonly split: SplitOptions}
  /** The sessions of views, with names and categories of items. */
  | {readonly kind: "clicks"}
  /** Daily sales of items, with what else the log knows of their days. */
  | {readonly kind: "sales"; readonly count: CountedEvents}
  | FeatureQuestion;

/** What the catalogue of a log of the reader's own says of its items: the part of their category's name before the first `.`, `>`, `/` or `|`, as a number. */
export const OWN_KNOWN: ItemKnowledge = {from: "catalogue", columns: ["department_id"]};

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
 * @param options.named whether `item_catalog` has the items' own names
 * @param options.known what `item_catalog` says of items
 */
export function answersOfLog(
  engine: Engine,
  {
    described = false,
    visits = false,
    named = false,
    known = NOTHING_KNOWN
  }: {described?: boolean; visits?: boolean; named?: boolean; known?: ItemKnowledge}
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
        return engine.scratch(async (): Promise<CutCounts> => {
          const start = performance.now();
          await engine.run(sessionizeSql({gapMs: question.gapMs, sessions: "gap"}));
          const ms = performance.now() - start;
          const found = await engine.read(SESSION_TOTALS_SQL);
          const value = (name: string) => numbers(found, name)[0];
          const counts = {sessions: value("sessions"), single: value("single"), buying: value("buying")};
          return {...counts, exact: visits ? await exactVisits(engine) : null, ms};
        });
      case "split":
        return engine.scratch(async () => {
          await engine.run(splitSql(question.options));
          return splitSummary(engine);
        });
      case "targets":
        return engine.scratch(async (): Promise<CountedTargets> => {
          await engine.run(splitSql(question.split));
          await engine.run(itemAttributesSql(known));
          const facts = await logFacts(engine);
          const counted = await countTargets(engine, TARGETS, question);
          return {
            parts: Object.fromEntries(counted.map(({target, parts}) => [target.id, parts])),
            lacks: Object.fromEntries(TARGETS.map((target) => [target.id, missingRequirements(target, facts)]))
          };
        });
      case "clicks":
        return clickLogOf(engine);
      case "sales":
        return salesOfLog(engine, {source: "this log", count: question.count});
      case "measure":
        return measureLog(engine, known, question.split);
      case "sequences":
        return engine.scratch(async () => {
          await engine.run(itemAttributesSql(known));
          await engine.run(splitSql(question.split));
          return sessionSequences(engine, question.options);
        });
      case "task":
        return engine.scratch(async () => {
          await engine.run(itemAttributesSql(known));
          const target = targetById(question.target);
          const task = await targetDataset(engine, target, {carts: true, events: question.events});
          return withKeptColumns(engine, task, target, question.kept ?? []);
        });
      default:
        return answerFeatures(engine, question, known);
    }
  };
}
