import {DAY_MS} from "../../src/lib/core/time.js";
import {MISSING, type Table} from "../../src/lib/core/table.js";
import type {SourceSpec} from "../../src/lib/sources/events.js";

/**
 * The stages once more, on plain objects and as slowly as one likes: what the SQL is checked against. Nothing here is shared with
 * src/lib/pipeline. A missing value is null.
 */
export type Row = Record<string, number | null>;
export type Session = Record<string, number>;

export const EVENT_COLUMNS = ["user_id", "ts_ms", "tick", "event", "item_id", "price_cents", "dwell_ms", "session_key"];
const ORDER = EVENT_COLUMNS.slice(1);

export function rowsOf(table: Table): Row[] {
  return Array.from({length: table.rows}, (_, i) =>
    Object.fromEntries(
      Object.entries(table.columns).map(([name, column]) => {
        const value = column[i] as number;
        return [name, value === MISSING || Number.isNaN(value) ? null : value];
      })
    )
  );
}

export function tableOf(rows: readonly Row[]): Table {
  return {
    rows: rows.length,
    columns: Object.fromEntries(
      EVENT_COLUMNS.map((name) => [
        name,
        name === "ts_ms"
          ? Float64Array.from(rows, (row) => row[name] ?? NaN)
          : Int32Array.from(rows, (row) => row[name] ?? MISSING)
      ])
    )
  };
}

/** By the given columns, missing values first. */
export function sorted<R extends Row | Session>(rows: readonly R[], columns: readonly string[]): R[] {
  return [...rows].sort((a, b) => {
    for (const name of columns) {
      const [x, y] = [a[name] ?? -Infinity, b[name] ?? -Infinity];
      if (x !== y) return x < y ? -1 : 1;
    }
    return 0;
  });
}

export function clean(rows: readonly Row[], source: SourceSpec): {rows: Row[]; quarantine: Record<string, number>} {
  const quarantine: Record<string, number> = {};
  const count = (reason: string) => (quarantine[reason] = (quarantine[reason] ?? 0) + 1);
  const seen = new Set<string>();
  const kept: Row[] = [];
  for (const row of rows) {
    const reason = reasonAgainst(row, source);
    if (reason !== null) {
      count(reason);
      continue;
    }
    const tidy = {...row, tick: row.tick ?? 0};
    const text = JSON.stringify(tidy);
    if (source.deduplicate && seen.has(text)) {
      count("exact duplicate");
      continue;
    }
    seen.add(text);
    kept.push(tidy);
  }
  return {rows: kept, quarantine};
}

function reasonAgainst(row: Row, source: SourceSpec): string | null {
  const needs = (name: string) => (source.required as readonly string[]).includes(name);
  if (row.user_id === null) return "missing user_id";
  if (row.ts_ms === null) return "missing ts_ms";
  if (row.ts_ms < Date.parse("2000-01-01") || row.ts_ms >= Date.parse("2100-01-01")) {
    return "time outside 2000-01-01 to 2100-01-01";
  }
  if (row.event === null) return "missing event";
  if (![0, 1, 2, 3].includes(row.event!)) return "unknown event";
  if (row.item_id === null && needs("item_id")) return "missing item_id";
  if (row.price_cents === null && needs("price_cents")) return "missing price_cents";
  if (row.price_cents !== null && row.price_cents! < 0) return "negative price";
  if (row.dwell_ms !== null && row.dwell_ms! < 0) return "negative dwell time";
  if (row.session_key === null && (needs("session_key") || source.sessions === "own")) return "missing session_key";
  if (row.tick === null && needs("tick")) return "missing tick";
  return null;
}

/** Clean rows with session_id, session_no and event_no, in the order of session and event. */
export function sessionize(rows: readonly Row[], {sessions, gapMs}: {sessions: "gap" | "own"; gapMs: number}): Row[] {
  const found: Row[] = [];
  let sessionId = 0;
  for (const user of distinct(rows.map((row) => row.user_id!))) {
    const events = sorted(
      rows.filter((row) => row.user_id === user),
      ORDER
    );
    const visits: Row[][] = [];
    if (sessions === "gap") {
      events.forEach((event, i) => {
        if (i === 0 || event.ts_ms! - events[i - 1].ts_ms! > gapMs) visits.push([]);
        visits[visits.length - 1].push(event);
      });
    } else {
      const byKey = new Map<number, Row[]>();
      for (const event of events) byKey.set(event.session_key!, [...(byKey.get(event.session_key!) ?? []), event]);
      const keys = [...byKey.keys()].sort((a, b) => byKey.get(a)![0].ts_ms! - byKey.get(b)![0].ts_ms! || a - b);
      visits.push(...keys.map((key) => byKey.get(key)!));
    }
    visits.forEach((visit, v) => {
      sessionId++;
      visit.forEach((event, e) => found.push({...event, session_id: sessionId, session_no: v + 1, event_no: e + 1}));
    });
  }
  return found;
}

export function countSessions(events: readonly Row[]): Session[] {
  return distinct(events.map((event) => event.session_id!)).map((session_id) => {
    const own = events.filter((event) => event.session_id === session_id);
    const ofType = (code: number) => own.filter(({event}) => event === code).length;
    const times = own.map(({ts_ms}) => ts_ms!);
    return {
      session_id,
      user_id: own[0].user_id!,
      session_no: own[0].session_no!,
      start_ms: Math.min(...times),
      end_ms: Math.max(...times),
      events: own.length,
      views: ofType(0),
      carts: ofType(1),
      removes: ofType(2),
      transactions: ofType(3),
      items: distinct(own.filter(({item_id}) => item_id !== null).map(({item_id}) => item_id!)).length
    };
  });
}

export type Part = {fold: number; session_id: number; part: number};

/** Shares in thousandths, so that the oracle rounds nothing. */
export function splitByDate(sessions: readonly Session[], thousandths: readonly number[]): Part[] {
  const days = sessions.map(({start_ms}) => Math.floor(start_ms / DAY_MS));
  const first = Math.min(...days);
  const length = Math.max(...days) - first + 1;
  const end = (share: number) => Math.floor((length * share) / 1000);
  return sessions.map(({session_id}, i) => {
    const day = days[i] - first;
    const part = day < end(thousandths[0]) ? 0 : day < end(thousandths[0] + thousandths[1]) ? 1 : 2;
    return {fold: 1, session_id, part};
  });
}

export function splitByMonths(sessions: readonly Session[]): Part[] {
  const month = (ms: number) => new Date(ms).toISOString().slice(0, 7);
  const last =
    sessions
      .map(({start_ms}) => month(start_ms))
      .sort()
      .at(-1) ?? "";
  const [year, number] = last.split("-").map(Number);
  const before = new Date(Date.UTC(year, number - 2)).toISOString().slice(0, 7);
  return sessions.map(({session_id, start_ms}) => ({
    fold: 1,
    session_id,
    part: month(start_ms) === last ? 2 : month(start_ms) === before ? 1 : 0
  }));
}

export function splitByKey(
  sessions: readonly Session[],
  key: string,
  seed: number,
  millionths: readonly number[]
): Part[] {
  const p = 2147483647n;
  const fifth = (x: bigint) => (x * x * x * x * x) % p;
  return sessions.map((session) => {
    const a = ((BigInt(session[key]) % p) * 48271n + BigInt(seed)) % p;
    const b = (fifth(a) * 69621n + BigInt(seed)) % p;
    const mix = Number(fifth(b));
    const cut = (share: number) => Math.round((share / 1e6) * Number(p));
    const part = mix < cut(millionths[0]) ? 0 : mix < cut(millionths[0] + millionths[1]) ? 1 : 2;
    return {fold: 1, session_id: session.session_id, part};
  });
}

export function splitByWindows(sessions: readonly Session[], folds: number): Part[] {
  const dayOf = ({start_ms}: Session) => Math.floor(start_ms / DAY_MS);
  const days = sessions.map(dayOf);
  const end = Math.max(...days) + 1;
  const unit = Math.floor((end - Math.min(...days)) / (folds + 5));
  const parts: Part[] = [];
  for (let fold = 1; fold <= folds; fold++) {
    const testEnd = end - (folds - fold) * unit;
    for (const session of sessions) {
      const day = dayOf(session);
      const within = (from: number, to: number) => day >= testEnd - from * unit && day < testEnd - to * unit;
      const part = within(1, 0) ? 2 : within(2, 1) ? 1 : within(6, 2) ? 0 : 3;
      parts.push({fold, session_id: session.session_id, part});
    }
  }
  return parts;
}

function distinct(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}
