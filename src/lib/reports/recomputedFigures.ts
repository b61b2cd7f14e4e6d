import type {Figure} from "../core/result.js";
import {numbers} from "../core/table.js";
import {DAY_MS} from "../core/time.js";
import {fitAndEvaluate} from "../datasets/fitAndEvaluate.js";
import {targetDataset} from "../datasets/targetDataset.js";
import {examplesSql} from "../features/examples.js";
import {FEATURES} from "../features/featureList.js";
import {featuresSql} from "../features/featuresSql.js";
import {wilsonInterval} from "../metrics/intervals.js";
import {trainableEstimators} from "../models/trainableEstimators.js";
import {splitName, splitSql} from "../pipeline/split.js";
import type {RunDocument} from "../pipeline/stages.js";
import {TRANSACTION} from "../sources/events.js";
import {quoted} from "../sql/dialect.js";
import type {Engine} from "../sql/engine.js";
import type {Protocol} from "../targets/countingProtocols.js";
import {countTargets, knownSize} from "../targets/countTargets.js";
import {targetById, TARGETS} from "../targets/target.js";

/** A figure of a study, made anew from the tables of another run. */
export interface RecomputedFigure {
  /** `study#figure` */
  readonly reference: string;
  readonly title: string;
  readonly group: FigureGroup;
  readonly published: Figure;
  readonly here: Figure;
}

export const FIGURE_GROUPS = ["sessions", "split", "labels", "features", "scores"] as const;
export type FigureGroup = (typeof FIGURE_GROUPS)[number];

/** What a study says about a figure, by `study#figure`. */
export type PublishedFigures = Readonly<Record<string, Figure>>;

export interface RecomputeOptions {
  readonly published: PublishedFigures;
  /** When the shop opens, and the days of it on which validation and test begin where a figure has its own split. */
  readonly startMs: number;
  readonly cutDays: readonly [number, number];
  readonly users: number;
  /** The protocol of the study `targets-paper` for the counts of examples and positives. */
  readonly protocol: Protocol;
  /** Hears what is done, and the share of it all. */
  readonly onProgress?: (text: string, share: number) => void;
}

/** The target of which models are fitted anew, and the models. */
const SCORED = {target: "purchase-this-session", models: ["logistic", "boosting"]} as const;

const SEED = 1;
const PART_NAMES = ["train", "validation", "test"] as const;

/**
 * The figures of the studies `pipeline-paper`, `shop-paper`, `targets-paper` and `models` that hang on the stages' tables, made anew from the tables of a run of
 * the generated shop; `item_attributes` must be there. What it makes is undone. Under the published assumptions they are the published ones.
 *
 * A figure whose interval comes from other seeds of the shop keeps that interval's width, in proportion where the figure grows: other seeds are not made anew,
 * and its protocol says so.
 *
 * Throws `RangeError` for a figure that `published` does not have, and what fitting throws.
 */
export function recomputeFigures(
  engine: Engine,
  run: RunDocument,
  options: RecomputeOptions
): Promise<RecomputedFigure[]> {
  return engine.scratch(() => recompute(engine, run, options));
}

async function recompute(
  engine: Engine,
  run: RunDocument,
  {published, startMs, cutDays, users, protocol, onProgress = () => {}}: RecomputeOptions
): Promise<RecomputedFigure[]> {
  const made: RecomputedFigure[] = [];
  const assumed = `seed ${run.seed}, a gap of ${run.options.gapMs / 60_000} minutes, split ${run.options.split}`;
  const add = (
    group: FigureGroup,
    reference: string,
    title: string,
    change: Partial<Figure> & {readonly value: number}
  ) => {
    const old = published[reference];
    if (old === undefined) throw new RangeError(`no published figure ${reference}`);
    const here = {
      ...old,
      n: change.value,
      ...change,
      protocol: `${title}; ${change.protocol ?? "counted here"}, with ${assumed}`
    };
    made.push({reference, title, group, published: old, here});
  };
  const exact = (group: FigureGroup, reference: string, title: string, value: number, n = value) =>
    add(group, reference, title, {value, low: null, high: null, n});
  const share = (group: FigureGroup, reference: string, title: string, hits: number, n: number) =>
    add(group, reference, title, {
      value: hits / n,
      ...wilsonInterval(hits / n, n),
      n,
      protocol: "Wilson 95 % interval"
    });
  const overSeeds = (group: FigureGroup, reference: string, title: string, value: number, n = value) => {
    const {value: before, low, high} = published[reference] ?? {value: NaN, low: null, high: null};
    // a larger count varies more; one that is smaller keeps the width, so that it is never too narrow
    const spread = before > 0 ? Math.max(1, value / before) : 1;
    const moved = (end: number | null) => (end === null || value === before ? end : value + spread * (end - before));
    add(group, reference, title, {
      value,
      low: moved(low) === null ? null : Math.max(0, moved(low)!),
      high: moved(high),
      n,
      protocol:
        "the interval is that of 20 seeds under the published assumptions, moved, and wider in proportion where the figure is larger"
    });
  };

  onProgress("Counting sessions", 0);
  const {totals} = run;
  const sessions = totals.sessions;
  exact("sessions", "pipeline-paper#users", "users", totals.users);
  exact("sessions", "pipeline-paper#items", "items", totals.items);
  exact("sessions", "pipeline-paper#events", "clean events", totals.events);
  exact("sessions", "pipeline-paper#sessions", "sessions", sessions);
  exact("sessions", "pipeline-paper#singleEventSessions", "sessions of one event", totals.singleEventSessions);
  exact("sessions", "pipeline-paper#buyingSessions", "sessions that buy", totals.buyingSessions);
  exact("sessions", "pipeline-paper#cartingSessions", "sessions with a cart", totals.cartingSessions);
  exact("sessions", "shop-paper#gapMs", "session gap", run.options.gapMs);
  overSeeds("sessions", "shop-paper#events", "rows of the log", run.input.rows);
  overSeeds("sessions", "shop-paper#sessions", "sessions", sessions);
  share("sessions", "shop-paper#sessionConversion", "sessions that buy", totals.buyingSessions, sessions);
  overSeeds("sessions", "shop-paper#eventsPerSession", "events a session", run.input.rows / sessions, sessions);
  overSeeds("sessions", "shop-paper#sessionsPerUser", "sessions a user", sessions / users, users);
  const found = await engine.read(CENSUS_SQL);
  const count = (name: string) => numbers(found, name)[0];
  overSeeds("sessions", "shop-paper#itemsPerSession", "distinct items a session", count("items") / sessions, sessions);
  overSeeds(
    "sessions",
    "shop-paper#purchasesPerSession",
    "distinct items bought a session",
    count("bought") / sessions,
    sessions
  );
  share("sessions", "shop-paper#buyingUsersShare", "users who buy", count("buyers"), users);
  share(
    "sessions",
    "shop-paper#conversionGivenSuccessor",
    "sessions whose next one buys, among those that have a next one",
    count("successor_buys"),
    count("followed")
  );

  for (const part of PART_NAMES) {
    const n = run.parts.find((one) => one.part === part)?.sessions ?? 0;
    const reference = `pipeline-paper#split${part[0].toUpperCase()}${part.slice(1)}Share`;
    exact("split", reference, `sessions in the ${part} part`, n / sessions, sessions);
  }

  onProgress("Counting examples and what is bought later", 0.1);
  const cuts = cutDays.map((day) => startMs + day * DAY_MS);
  const census = await engine.read(laterPurchasesSql(cuts));
  const byPart = (name: string) =>
    PART_NAMES.map((_, part) => numbers(census, name)[Array.from(numbers(census, "part")).indexOf(part)] ?? 0);
  const [examples, next, next3] = [byPart("examples"), byPart("next"), byPart("next3")];
  overSeeds(
    "labels",
    "shop-paper#examplesTotal",
    "examples",
    examples.reduce((a, b) => a + b, 0),
    sessions
  );
  PART_NAMES.forEach((part, i) => {
    const name = `${part[0].toUpperCase()}${part.slice(1)}`;
    overSeeds(
      "labels",
      `shop-paper#examples${name}`,
      `${part} examples by day ${cutDays.join(" and ")}`,
      examples[i],
      sessions
    );
    overSeeds(
      "labels",
      `shop-paper#positivesNext3${name}`,
      `${part} examples bought within 3 sessions`,
      next3[i],
      examples[i]
    );
  });
  share("labels", "shop-paper#positivesNext3Rate", "training examples bought within 3 sessions", next3[0], examples[0]);
  overSeeds(
    "labels",
    "shop-paper#nextSessionPositives",
    "training examples bought in the next session",
    next[0],
    examples[0]
  );
  share("labels", "shop-paper#nextSessionRate", "training examples bought in the next session", next[0], examples[0]);

  onProgress("Counting the labels of every target", 0.25);
  const counted = await countTargets(engine);
  for (const {target, parts} of counted) {
    const sum = (name: "examples" | "positives" | "positivesWithCensored") =>
      parts.reduce((total, part) => total + part[name], 0);
    const known = parts.reduce((total, part) => total + knownSize(part).examples, 0);
    share("labels", `targets-paper#paper-${target.id}`, target.title, sum("positives"), known);
    share(
      "labels",
      `targets-paper#paper-${target.id}-with-censored`,
      `${target.title}, censored examples included`,
      sum("positivesWithCensored"),
      sum("examples")
    );
  }
  onProgress("Counting labels as the report's protocol does", 0.45);
  const reported = await engine.scratch(async () => {
    await engine.run(splitSql(protocol.split));
    const {sessions, until} = protocol;
    return (await countTargets(engine, [targetById("item-3-sessions")], {sessions, until}))[0].parts;
  });
  for (const part of PART_NAMES) {
    const found = reported.find((one) => one.part === part) ?? {examples: 0, positivesWithCensored: 0};
    const how = `, split ${splitName(protocol.split)}`;
    overSeeds("labels", `targets-paper#${part}Examples`, `examples of the ${part} part${how}`, found.examples);
    overSeeds(
      "labels",
      `targets-paper#${part}Positives`,
      `positives of the ${part} part${how}`,
      found.positivesWithCensored
    );
  }

  onProgress("Working out the features", 0.55);
  await engine.run(examplesSql());
  await engine.run(featuresSql(FEATURES));
  const missing = FEATURES.map(({name}) => `count(*) - count(${quoted(name)})`).join(" + ");
  const columns = FEATURES.map(({name, categorical}) => (categorical ? `count(DISTINCT ${quoted(name)})` : "1"));
  const values = await engine.read(
    `SELECT count(*) AS rows, ${missing} AS nulls, ${columns.join(" + ")} AS columns FROM features`
  );
  const value = (name: string) => numbers(values, name)[0];
  exact(
    "features",
    "targets-paper#featureNulls",
    "missing values of all features",
    value("nulls"),
    value("rows") * FEATURES.length
  );
  exact("features", "targets-paper#matrixColumns", "columns of the feature matrix", value("columns"));

  onProgress("Fitting models", 0.75);
  const dataset = await targetDataset(engine, targetById(SCORED.target), {carts: true});
  for (const [i, id] of SCORED.models.entries()) {
    const estimator = trainableEstimators().find((one) => one.id === id)!;
    onProgress(`Fitting ${estimator.title}`, 0.8 + 0.1 * i);
    const {auc} = (await fitAndEvaluate(estimator as Parameters<typeof fitAndEvaluate>[0], dataset, {seed: SEED}))
      .evaluation;
    if (!auc.said) continue;
    add(
      "scores",
      `models#shop-${SCORED.target}-${id}-auc`,
      `AUC of ${estimator.title}, ${targetById(SCORED.target).title}`,
      {
        value: auc.value,
        low: auc.interval?.low ?? null,
        high: auc.interval?.high ?? null,
        n: auc.n,
        protocol: auc.method
      }
    );
  }
  onProgress("Done", 1);
  return made;
}

/** What sessions hold, and how often a session's next one buys. */
const CENSUS_SQL = `WITH ordered AS (
  SELECT user_id, items, transactions, lead(transactions) OVER (PARTITION BY user_id ORDER BY session_no) AS next_transactions
  FROM sessions
), bought AS (
  SELECT DISTINCT session_id, item_id FROM sessionized_events WHERE event = ${TRANSACTION}
)
SELECT sum(items) AS items,
  (SELECT count(*) FROM bought) AS bought,
  count(DISTINCT CASE WHEN transactions > 0 THEN user_id END) AS buyers,
  count(next_transactions) AS followed,
  sum(CASE WHEN next_transactions > 0 THEN 1 ELSE 0 END) AS successor_buys
FROM ordered`;

/** Examples (a session and a distinct item in it) by part of the period, and how many of them the user buys in the next session, or in the next three. */
function laterPurchasesSql([validation, test]: readonly number[]): string {
  return `WITH examples AS (
  SELECT DISTINCT e.session_id, e.user_id, e.item_id, s.session_no,
    CASE WHEN s.start_ms < ${validation} THEN 0 WHEN s.start_ms < ${test} THEN 1 ELSE 2 END AS part
  FROM sessionized_events AS e JOIN sessions AS s ON s.session_id = e.session_id
), bought AS (
  SELECT DISTINCT user_id, item_id, session_no FROM sessionized_events WHERE event = ${TRANSACTION}
), later AS (
  SELECT x.session_id, x.item_id, min(b.session_no - x.session_no) AS after
  FROM examples AS x JOIN bought AS b ON b.user_id = x.user_id AND b.item_id = x.item_id
  WHERE b.session_no > x.session_no AND b.session_no <= x.session_no + 3
  GROUP BY x.session_id, x.item_id
)
SELECT part, count(*) AS examples,
  sum(CASE WHEN after = 1 THEN 1 ELSE 0 END) AS next,
  count(after) AS next3
FROM examples AS x LEFT JOIN later AS l ON l.session_id = x.session_id AND l.item_id = x.item_id
GROUP BY part ORDER BY part`;
}

/** The published figures that `recomputeFigures` makes anew, of all that studies have. */
export function recomputable(figures: PublishedFigures): PublishedFigures {
  const wanted = new Set([
    ...["users", "items", "events", "sessions", "singleEventSessions", "buyingSessions", "cartingSessions"].map(
      (name) => `pipeline-paper#${name}`
    ),
    ...["Train", "Validation", "Test"].map((part) => `pipeline-paper#split${part}Share`),
    ...[
      ...[
        "gapMs",
        "events",
        "sessions",
        "sessionConversion",
        "eventsPerSession",
        "sessionsPerUser",
        "itemsPerSession",
        "purchasesPerSession"
      ],
      ...[
        "buyingUsersShare",
        "conversionGivenSuccessor",
        "examplesTotal",
        "nextSessionPositives",
        "nextSessionRate",
        "positivesNext3Rate"
      ],
      ...["Train", "Validation", "Test"].flatMap((part) => [`examples${part}`, `positivesNext3${part}`])
    ].map((name) => `shop-paper#${name}`),
    ...[
      ...TARGETS.flatMap(({id}) => [`paper-${id}`, `paper-${id}-with-censored`]),
      ...PART_NAMES.flatMap((part) => [`${part}Examples`, `${part}Positives`]),
      "featureNulls",
      "matrixColumns"
    ].map((name) => `targets-paper#${name}`),
    ...SCORED.models.map((id) => `models#shop-${SCORED.target}-${id}-auc`)
  ]);
  return Object.fromEntries(Object.entries(figures).filter(([reference]) => wanted.has(reference)));
}
