import {numbers} from "../core/table.js";
import {DAY_MS} from "../core/time.js";
import {DUPLICATE_ROWS_SQL} from "../pipeline/duplicateRows.js";
import {DUCKDB, type Dialect} from "../sql/dialect.js";
import type {Engine} from "../sql/engine.js";

/** A user of the test part whose events are those of another user in training, moved in time. */
export interface CopiedSequence {
  readonly testUser: number;
  readonly trainUser: number;
  /** Events of the test user in the test part. */
  readonly events: number;
  /** Shingles that both have, and how many the test user has. */
  readonly common: number;
  readonly shingles: number;
  /** How much later the test user's events are, in milliseconds: at the first common shingle. */
  readonly shiftMs: number;
}

/** Sequences of the test part that training has too, and exact duplicates of the log. */
export interface CopiedSequences {
  /** Test users with enough events to be told from each other, of so many. */
  readonly compared: number;
  readonly testUsers: number;
  /** Test users with a sequence near-identical to another user's in training. */
  readonly near: number;
  /** Of these, how many agree in every shingle, as the training user's sequence does. */
  readonly identical: number;
  /** Common shingles that it takes: the fewest at which chance gives one test user at most. Null where no number is enough. */
  readonly least: number | null;
  /** Test users that would be counted if the pauses between events were dealt out anew: what chance gives. */
  readonly byChance: number;
  /** The first few, those with most common shingles first. */
  readonly shown: readonly CopiedSequence[];
  /** Rows that are equal to an earlier one in every column, whether or not they are kept. */
  readonly duplicateRows: number;
}

/** Events of a shingle. */
const LENGTH = 3;
/** The share of a test user's shingles that one training user must have. */
const SHARE = 0.5;
/** The fewest common shingles that are looked at, and the most that are asked for. */
const LEAST = 3;
const MOST = 60;
/** A shingle of more training users than these tells nothing, and would make the work grow with their square. */
const MOST_USERS = 20;
/** Pauses are compared in whole seconds, or in the log's ticks where these are longer. */
const GRAIN_MS = 1000;
const SHOWN = 5;
/** 2^31 − 1: products of two smaller numbers fit 64 bits. */
const PRIME = 2_147_483_647;

/**
 * Finds users of the test part (fold 1) whose sequence of events is that of another user in training, moved in time and with few edits: as a copy of a log under
 * other ids would bring it about, or a bot. Such a test asks for what training has seen.
 *
 * A sequence is cut into shingles: three events in a row with type and item, and the two pauses between them in seconds. Where they stand in time does not matter, and an
 * edit spoils three. Two sequences are near-identical where one training user has at least half of a test user's distinct shingles, and no fewer than `least` of them. That
 * number is the smallest for which a log with the same events, whose pauses are dealt out anew within and between sessions, has one such test user at most; what it
 * has is `byChance`. Shingles of more than 20 training users are left out, so that the work is linear in the log. A log that knows only days has no pauses to go by, and
 * then no number may be enough.
 *
 * Needs `sessionized_events`, `split_sessions`, `log_clock` and `raw_events`; leaves no table. Source of the method: A. Z. Broder (1997), On the resemblance and containment of documents.
 */
export async function copiedSequences(engine: Engine, dialect: Dialect = DUCKDB): Promise<CopiedSequences> {
  try {
    await engine.run(shinglesSql(dialect));
    const real = await candidates(engine, "pause");
    const dealt = await candidates(engine, "dealt_pause");
    const users =
      await engine.read(`SELECT count(*) AS users, sum(CASE WHEN events >= ${LENGTH + LEAST - 1} THEN 1 ELSE 0 END) AS compared
FROM (SELECT user_id, count(*) AS events FROM sequence_events WHERE part = 2 GROUP BY user_id)`);
    // without times of day, a copy and the same items in the same order are one
    const clock = await engine.read("SELECT tick_ms FROM log_clock");
    const least = numbers(clock, "tick_ms")[0] >= DAY_MS && usersOf(dealt) > 1 ? null : leastCommon(dealt);
    const found = real.filter(({common}) => least !== null && common >= least);
    return {
      compared: Number(numbers(users, "compared")[0] || 0),
      testUsers: numbers(users, "users")[0],
      near: usersOf(found),
      identical: usersOf(
        found.filter(({common, shingles, trainShingles}) => common === shingles && common === trainShingles)
      ),
      least,
      byChance: usersOf(dealt.filter(({common}) => common >= (least ?? LEAST))),
      shown: await shown(engine, found),
      duplicateRows: Number(numbers(await engine.read(DUPLICATE_ROWS_SQL), "duplicates")[0])
    };
  } finally {
    await engine.run(
      "DROP TABLE IF EXISTS sequence_shingles; DROP TABLE IF EXISTS dealt_pauses; DROP TABLE IF EXISTS sequence_events"
    );
  }
}

interface Candidate extends Omit<CopiedSequence, "shiftMs" | "events"> {
  readonly trainShingles: number;
}

const usersOf = (found: readonly Candidate[]) => new Set(found.map(({testUser}) => testUser)).size;

/** The fewest common shingles that at most one test user of the dealt log has; null where there is no such number. */
function leastCommon(dealt: readonly Candidate[]): number | null {
  for (let least = LEAST; least <= MOST; least++)
    if (usersOf(dealt.filter(({common}) => common >= least)) <= 1) return least;
  return null;
}

/**
 * SQL for `sequence_events`, the events of training and test in the order of each user, and `sequence_shingles`: one row for each place where one begins, with its pauses as they
 * are and as they are dealt out anew, those within a session among each other, and the others likewise.
 */
function shinglesSql(dialect: Dialect): string {
  const {quotient, bigint} = dialect;
  const pause = quotient("(next_ms - ts_ms)", "grain_ms");
  // within a session, between two, and after a user's last event, where there is none
  const kind = "CASE WHEN next_ms IS NULL THEN 2 WHEN next_session = session_id THEN 1 ELSE 0 END";
  // a square scatters what a factor alone would leave in order; each part has an order of its own, as all of one may be copied into the other
  const mixed = `((CAST(place AS ${bigint}) + 7919 * part) * 48271 % ${PRIME})`;
  const follows = (column: string, places: number) => `lead(${column}, ${places}) OVER own AS ${column}_${places}`;
  const events = dialect.createTable(
    "sequence_events",
    `WITH placed AS (
  SELECT part, e.user_id, ts_ms, event, coalesce(item_id, -1) AS item, e.session_id, event_no,
    CASE WHEN tick_ms > ${GRAIN_MS} THEN tick_ms ELSE ${GRAIN_MS} END AS grain_ms
  FROM sessionized_events AS e JOIN split_sessions AS p ON p.fold = 1 AND p.session_id = e.session_id CROSS JOIN log_clock
  WHERE part IN (0, 2)
), followed AS (
  SELECT *, lead(ts_ms) OVER own AS next_ms, lead(session_id) OVER own AS next_session
  FROM placed WINDOW own AS (PARTITION BY part, user_id ORDER BY ts_ms, session_id, event_no)
)
SELECT part, user_id, ts_ms, event, item, session_id, event_no,
  ${kind} AS kind, ${pause} AS pause,
  row_number() OVER (PARTITION BY part, ${kind} ORDER BY user_id, ts_ms, session_id, event_no) AS place
FROM followed`
  );
  const dealt = dialect.createTable(
    "dealt_pauses",
    `SELECT part, kind, pause AS dealt_pause,
  row_number() OVER (PARTITION BY part, kind ORDER BY ${mixed} * ${mixed} % ${PRIME}, place) AS place
FROM sequence_events`
  );
  const shingles = dialect.createTable(
    "sequence_shingles",
    `SELECT * FROM (
  SELECT part, user_id, ts_ms, event, item, pause, dealt_pause,
    ${[1, 2].flatMap((places) => ["event", "item", "pause", "dealt_pause"].map((column) => follows(column, places))).join(",\n    ")}
  FROM sequence_events JOIN dealt_pauses USING (part, kind, place)
  WINDOW own AS (PARTITION BY part, user_id ORDER BY ts_ms, session_id, event_no)
) WHERE event_2 IS NOT NULL`
  );
  return [events, dealt, shingles].join("\n\n");
}

/** What makes a shingle, by the pauses that are looked at. */
function keyOf(pause: "pause" | "dealt_pause"): readonly string[] {
  return ["event", "item", pause, "event_1", "item_1", `${pause}_1`, "event_2", "item_2"];
}

/** Pairs of a test and a training user, not the same, of which the latter has half of the former's shingles and `LEAST` at least. */
async function candidates(engine: Engine, pause: "pause" | "dealt_pause"): Promise<Candidate[]> {
  const key = keyOf(pause);
  const columns = key.join(", ");
  const of = (part: number) => `SELECT DISTINCT user_id, ${columns} FROM sequence_shingles WHERE part = ${part}`;
  const same = key.map((name) => `s.${name} = t.${name}`).join(" AND ");
  const found = await engine.read(`WITH test_shingles AS (${of(2)}), train_shingles AS (${of(0)}),
told AS (
  SELECT ${columns} FROM train_shingles GROUP BY ${columns} HAVING count(*) <= ${MOST_USERS}
), telling AS (
  SELECT t.* FROM train_shingles AS t JOIN told AS s ON ${same}
), pairs AS (
  SELECT s.user_id AS test_user, t.user_id AS train_user, count(*) AS common
  FROM test_shingles AS s JOIN telling AS t ON ${same} AND s.user_id <> t.user_id
  GROUP BY s.user_id, t.user_id
), test_sizes AS (SELECT user_id AS test_user, count(*) AS shingles FROM test_shingles GROUP BY user_id),
train_sizes AS (SELECT user_id AS train_user, count(*) AS train_shingles FROM train_shingles GROUP BY user_id)
SELECT test_user, train_user, common, shingles, train_shingles
FROM pairs JOIN test_sizes USING (test_user) JOIN train_sizes USING (train_user)
WHERE common >= ${LEAST} AND common >= ${SHARE} * shingles
ORDER BY common DESC, test_user, train_user`);
  const [test, train, common, shingles, trained] = [
    "test_user",
    "train_user",
    "common",
    "shingles",
    "train_shingles"
  ].map((name) => numbers(found, name));
  return Array.from({length: found.rows}, (_, i) => ({
    testUser: test[i],
    trainUser: train[i],
    common: common[i],
    shingles: shingles[i],
    trainShingles: trained[i]
  }));
}

/** The first few pairs, each test user once, with how many events they are of and how far apart. */
async function shown(engine: Engine, found: readonly Candidate[]): Promise<CopiedSequence[]> {
  const first = found.filter(({testUser}, i) => found.findIndex((one) => one.testUser === testUser) === i);
  const same = keyOf("pause")
    .map((name) => `s.${name} = t.${name}`)
    .join(" AND ");
  const pairs: CopiedSequence[] = [];
  for (const {testUser, trainUser, common, shingles} of first.slice(0, SHOWN)) {
    const told = await engine.read(`SELECT
  (SELECT count(*) FROM sequence_events WHERE part = 2 AND user_id = ${testUser}) AS events,
  (SELECT s.ts_ms - t.ts_ms FROM sequence_shingles AS s JOIN sequence_shingles AS t ON ${same}
   WHERE s.part = 2 AND s.user_id = ${testUser} AND t.part = 0 AND t.user_id = ${trainUser} ORDER BY s.ts_ms, t.ts_ms LIMIT 1) AS shift`);
    pairs.push({
      testUser,
      trainUser,
      events: numbers(told, "events")[0],
      common,
      shingles,
      shiftMs: numbers(told, "shift")[0]
    });
  }
  return pairs;
}
