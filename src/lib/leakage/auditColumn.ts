import {numbers, type Table} from "../core/table.js";
import type {Interval} from "../metrics/intervals.js";
import {rocAuc} from "../metrics/auc.js";
import {EVENT_TYPES, TRANSACTION, type EventType} from "../sources/events.js";
import {literal, quoted} from "../sql/dialect.js";
import type {Engine} from "../sql/engine.js";
import {labelsSql} from "../targets/labelsSql.js";
import type {Target} from "../targets/target.js";

/** The area under the ROC curve of a column alone, turned so that it is at least one half; or why there is none. */
export type ColumnAuc =
  (Interval & {readonly value: number; readonly rows: number; readonly positives: number}) | {readonly none: string};

/** What a column without a role seems to be, from the most to the least certain. */
export const COLUMN_VERDICTS = ["filled with the outcome", "knows the outcome", "suspect", "no sign"] as const;
export type ColumnVerdict = (typeof COLUMN_VERDICTS)[number];

/** What each verdict means, in a sentence. */
export const COLUMN_MEANINGS: Readonly<Record<ColumnVerdict, string>> = {
  "filled with the outcome": "It is filled on purchases and on nothing else: where it has a value, there was one.",
  "knows the outcome":
    "At a user's first event, when nothing is known of them, it tells who buys later almost without fail: it was written afterwards.",
  suspect:
    "It is there from a user's first event on, never changes, and tells who buys later: find out when it was written.",
  "no sign": "Nothing shows that it looks ahead, which is no proof: the file does not say when a value was written."
};

export interface ColumnAudit {
  readonly column: string;
  readonly verdict: ColumnVerdict;
  readonly kind: "numbers" | "text";
  /** Distinct values. */
  readonly values: number;
  /** By type of event, the share of rows that have a value. */
  readonly filled: readonly {readonly type: EventType; readonly rows: number; readonly share: number}[];
  /** Users with values at several times, and how many of them have one value all along. */
  readonly users: {readonly several: number; readonly constant: number};
  /** At each user's first value, whether they buy later in the log. */
  readonly first: ColumnAuc;
  /** The last value before each example's moment, against the target; null where none was asked. */
  readonly known: (ColumnAuc & {readonly target: string}) | null;
}

/** From this lower end of the interval of the area on, a column is said to know the outcome. */
const KNOWS = 0.9;
/** From this share of users on whose value stays the same, a column is said not to change. */
const CONSTANT = 0.95;
/** From this share of purchases on, and up to the rest of other events, a column is said to be filled with the outcome. */
const FILLED = 0.99;
/** Users are dealt into so many folds, so that no label takes part in the score of its own row. */
const FOLDS = 5;

/**
 * Looks over a column of `extra_columns` (see `readLog`) that no role takes: how it is filled, whether it ever changes, and what it tells of purchases that come later. The
 * replay cannot see what a value written afterwards holds, as it is the same in every world; what gives it away is that it is there too early. Text is scored by the
 * rate of positives of its value among users of other folds.
 *
 * Needs `extra_columns`; for a target `examples` of its kind too, `sessionized_events`, `sessions`, `split_sessions`, `log_clock` and what the target needs; it then makes `labels`.
 */
export async function auditColumn(engine: Engine, column: string, target: Target | null = null): Promise<ColumnAudit> {
  const name = quoted(column);
  const types = await engine.read(
    `SELECT column_type FROM (DESCRIBE extra_columns) WHERE column_name = ${literal(column)}`
  );
  const kind = String(types.columns.column_type[0]) === "VARCHAR" ? "text" : "numbers";
  const counts = await engine.read(
    `SELECT event, count(*) AS rows, count(${name}) AS filled FROM extra_columns GROUP BY event ORDER BY event`
  );
  const [event, rows, have] = ["event", "rows", "filled"].map((one) => numbers(counts, one));
  const filled = Array.from({length: counts.rows}, (_, i) => ({
    type: EVENT_TYPES[event[i]],
    rows: rows[i],
    share: have[i] / rows[i]
  }));
  const changes = await engine.read(`WITH valued AS (
  SELECT user_id, ts_ms, ${name} AS value FROM extra_columns WHERE ${name} IS NOT NULL
)
SELECT count(DISTINCT value) AS values,
  (SELECT count(*) FROM (SELECT user_id FROM valued GROUP BY user_id HAVING min(ts_ms) < max(ts_ms))) AS several,
  (SELECT count(*) FROM (SELECT user_id FROM valued GROUP BY user_id HAVING min(ts_ms) < max(ts_ms) AND min(value) = max(value))) AS constant
FROM valued`);
  const users = {several: numbers(changes, "several")[0], constant: numbers(changes, "constant")[0]};
  const first = areaOf(
    await engine.read(`SELECT user_id, value, CASE WHEN last_ms > ts_ms THEN 1 ELSE 0 END AS label FROM (
  SELECT user_id, ts_ms, ${name} AS value, row_number() OVER (PARTITION BY user_id ORDER BY ts_ms, line) AS n
  FROM extra_columns WHERE ${name} IS NOT NULL
) JOIN (SELECT user_id, max(CASE WHEN event = ${TRANSACTION} THEN ts_ms END) AS last_ms FROM extra_columns GROUP BY user_id) USING (user_id)
WHERE n = 1 ORDER BY user_id`),
    kind
  );
  const known = target === null ? null : {...(await knownBefore(engine, name, kind, target)), target: target.id};
  return {
    column,
    verdict: verdictOf({filled, users, first}),
    kind,
    values: numbers(changes, "values")[0],
    filled,
    users,
    first,
    known
  };
}

function verdictOf({filled, users, first}: Pick<ColumnAudit, "filled" | "users" | "first">): ColumnVerdict {
  const purchases = filled.find(({type}) => type === "transaction");
  const others = filled.filter(({type}) => type !== "transaction");
  if (
    purchases !== undefined &&
    others.length > 0 &&
    purchases.share >= FILLED &&
    others.every(({share}) => share <= 1 - FILLED)
  )
    return "filled with the outcome";
  if ("none" in first) return "no sign";
  if (first.low >= KNOWS) return "knows the outcome";
  const constant = users.several > 0 && users.constant >= CONSTANT * users.several;
  return constant && first.low > 0.5 ? "suspect" : "no sign";
}

/** The last value of the user before each example's moment, against the target where its label is known. */
async function knownBefore(
  engine: Engine,
  name: string,
  kind: ColumnAudit["kind"],
  target: Target
): Promise<ColumnAuc> {
  await engine.run(labelsSql([target]));
  const asked = await engine.read(`SELECT user_id, as_of_ms, ${quoted(target.id)} AS label
FROM examples JOIN labels USING (example_id) WHERE ${quoted(`${target.id}-censored`)} = 0 ORDER BY user_id, as_of_ms, example_id`);
  const said = await engine.read(
    `SELECT user_id, ts_ms, ${name} AS value FROM extra_columns WHERE ${name} IS NOT NULL ORDER BY user_id, ts_ms, line`
  );
  const [user, at, label] = ["user_id", "as_of_ms", "label"].map((one) => numbers(asked, one));
  const [whose, when] = ["user_id", "ts_ms"].map((one) => numbers(said, one));
  const value = said.columns.value as ArrayLike<number | string>;
  const found = {user: [] as number[], value: [] as (number | string)[], label: [] as number[]};
  // both are in the order of user and time, so that one walk finds the last value before each moment
  for (let row = 0, next = 0; row < asked.rows; row++) {
    while (next < said.rows && (whose[next] < user[row] || (whose[next] === user[row] && when[next] < at[row]))) next++;
    if (next === 0 || whose[next - 1] !== user[row]) continue;
    found.user.push(user[row]);
    found.value.push(value[next - 1]);
    found.label.push(label[row]);
  }
  return area(found, kind);
}

function areaOf(found: Table, kind: ColumnAudit["kind"]): ColumnAuc {
  return area(
    {
      user: Array.from(numbers(found, "user_id")),
      value: Array.from(found.columns.value as ArrayLike<number | string>),
      label: Array.from(numbers(found, "label"))
    },
    kind
  );
}

function area(
  {
    user,
    value,
    label
  }: {
    readonly user: readonly number[];
    readonly value: readonly (number | string)[];
    readonly label: readonly number[];
  },
  kind: ColumnAudit["kind"]
): ColumnAuc {
  const positives = label.reduce((sum, one) => sum + one, 0);
  if (positives === 0 || positives === label.length)
    return {
      none: label.length === 0 ? "no row has a value" : `there are no ${positives === 0 ? "positives" : "negatives"}`
    };
  const scores = kind === "numbers" ? (value as readonly number[]) : ratesByValue(user, value, label);
  const turned = rocAuc(scores, label).value < 0.5 && kind === "numbers" ? scores.map((score) => -score) : scores;
  const {value: auc, low, high} = rocAuc(turned, label, {clusters: user});
  return {value: auc, low, high, rows: label.length, positives};
}

/** The share of positives among rows of users of other folds that have a row's value; of all of them where none has. */
function ratesByValue(
  user: readonly number[],
  value: readonly (number | string)[],
  label: readonly number[]
): number[] {
  const fold = user.map((id) => id % FOLDS);
  const sums = new Map<string, readonly [rows: number, positives: number]>();
  const add = (key: string, y: number) => {
    const [rows, positives] = sums.get(key) ?? [0, 0];
    sums.set(key, [rows + 1, positives + y]);
  };
  value.forEach((text, row) => {
    for (const key of [`all ${text}`, `${fold[row]} ${text}`, "all", String(fold[row])]) add(key, label[row]);
  });
  const rate = (whole: string, own: string): number | null => {
    const [rows, positives] = sums.get(whole) ?? [0, 0];
    const [less, fewer] = sums.get(own) ?? [0, 0];
    return rows === less ? null : (positives - fewer) / (rows - less);
  };
  return value.map((text, row) => rate(`all ${text}`, `${fold[row]} ${text}`) ?? rate("all", String(fold[row])) ?? 0);
}
