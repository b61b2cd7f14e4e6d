import {numbers} from "../core/table.js";
import {examplesName, examplesSql, type ExampleOptions} from "../features/examples.js";
import {quoted} from "../sql/dialect.js";
import type {Engine} from "../sql/engine.js";
import type {Need} from "../features/feature.js";
import {PARTS, type SplitOptions} from "../pipeline/split.js";
import {labelsSql, type LabelOptions} from "./labelsSql.js";
import type {PartSize} from "./learnable.js";
import {TARGETS, type Target} from "./target.js";

/** What one part of the split has to teach or to test a target with. */
export interface PartCounts {
  readonly part: (typeof PARTS)[number];
  readonly examples: number;
  /** Of those whose label is known. */
  readonly positives: number;
  /** Of all, the censored ones by what is known of them when their part ends. */
  readonly positivesWithCensored: number;
  /** Examples of which nobody knows whether they are positive: the part, or the log where labels look at all of it, ends before their horizon. */
  readonly censored: number;
  /** Users of the positives: fewer than the positives, which then are not independent. */
  readonly positiveUsers: number;
}

export interface TargetCounts {
  readonly target: Target;
  /** Parts without a session are not there. */
  readonly parts: readonly PartCounts[];
}

/** How the examples and positives of targets are counted. */
export interface CountingProtocol {
  readonly split: SplitOptions;
  readonly until: "log" | "part";
  readonly sessions: "all" | "followed";
}

/** The examples of a part whose label is known, which are those that teach and judge. */
export function knownSize({examples, censored, positives, positiveUsers}: PartCounts): Required<PartSize> {
  return {examples: examples - censored, positives, positiveUsers};
}

/** The counts of every target, by its id, and what the log lacks for it to be asked. */
export interface CountedTargets {
  readonly parts: Readonly<Record<string, readonly PartCounts[]>>;
  readonly lacks: Readonly<Record<string, readonly Need[]>>;
}

/**
 * Counts the examples and positives of targets by part, on an engine with the tables of `runStages` and `item_attributes`; fold 1 of the split. The tables
 * `examples` and `labels` are then those of the last kind of example. Results are in the order of `targets`.
 */
export async function countTargets(
  engine: Engine,
  targets: readonly Target[] = TARGETS,
  {until = "part", sessions}: Partial<LabelOptions & Pick<ExampleOptions, "sessions">> = {}
): Promise<TargetCounts[]> {
  const asked = targets.map((target) => ({
    ...target,
    examples: {...target.examples, sessions: sessions ?? target.examples.sessions}
  }));
  const kinds = new Map(asked.map((target) => [examplesName(target.examples), target.examples]));
  const found = new Map<string, PartCounts[]>();
  for (const [name, examples] of kinds) {
    const same = asked.filter((target) => examplesName(target.examples) === name);
    await engine.run(examplesSql(examples, engine.dialect));
    await engine.run(labelsSql(same, {until}));
    const sums = same.flatMap(({id}, i) => [
      `sum(${quoted(id)} * (1 - ${quoted(`${id}-censored`)})) AS positives_${i}`,
      `sum(${quoted(id)}) AS with_censored_${i}`,
      `sum(${quoted(`${id}-censored`)}) AS censored_${i}`,
      `count(DISTINCT CASE WHEN ${quoted(id)} = 1 AND ${quoted(`${id}-censored`)} = 0 THEN user_id END) AS users_${i}`
    ]);
    const counts = await engine.read(`SELECT part, count(*) AS examples, ${sums.join(", ")}
FROM labels JOIN examples USING (example_id) JOIN split_sessions USING (session_id)
WHERE fold = 1 GROUP BY part ORDER BY part`);
    const column = (column: string) => numbers(counts, column);
    same.forEach(({id}, i) =>
      found.set(
        id,
        Array.from(column("part"), (part, row) => ({
          part: PARTS[part],
          examples: column("examples")[row],
          positives: column(`positives_${i}`)[row],
          positivesWithCensored: column(`with_censored_${i}`)[row],
          censored: column(`censored_${i}`)[row],
          positiveUsers: column(`users_${i}`)[row]
        }))
      )
    );
  }
  return targets.map((target) => ({target, parts: found.get(target.id)!}));
}
