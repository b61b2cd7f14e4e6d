import {DAY_MS} from "../../src/lib/core/time.js";
import type {ExampleOptions} from "../../src/lib/features/examples.js";
import type {Target} from "../../src/lib/targets/target.js";
import {tickOf, type OracleAttribute} from "../features/oracle.js";
import type {Row} from "../pipeline/oracle.js";

/** Labels once more, each by looking through all that its user did. Nothing here is shared with src/lib but the description of what is asked. A missing value is null. */
export interface OracleLog {
  readonly visits: readonly Visit[];
  readonly ofUser: ReadonlyMap<number, readonly Visit[]>;
  /** What is said of each item, the earliest first. */
  readonly said: ReadonlyMap<number | null, readonly OracleAttribute[]>;
  /** The part of each session. */
  readonly parts: ReadonlyMap<number, number>;
  readonly tick: number;
}

interface Visit {
  readonly id: number;
  readonly user: number;
  readonly no: number;
  readonly start: number;
  readonly end: number;
  readonly events: readonly Row[];
}

export interface OracleExample {
  readonly session_id: number;
  readonly user_id: number;
  readonly item_id: number | null;
  readonly as_of_ms: number;
}

const CODES = {purchase: 3, cart: 1};

/** @param events sessionized  @param parts the part of each session */
export function oracleLog(
  events: readonly Row[],
  attributes: readonly OracleAttribute[],
  parts: ReadonlyMap<number, number>
): OracleLog {
  const bySession = grouped(events, (event) => event.session_id!);
  const ids = [...bySession.keys()].sort((a, b) => a - b);
  const visits = ids.map((id): Visit => {
    const own = bySession.get(id)!;
    const times = own.map((event) => event.ts_ms!);
    const {user_id, session_no} = own[0];
    return {id, user: user_id!, no: session_no!, start: Math.min(...times), end: Math.max(...times), events: own};
  });
  const earliest = [...attributes].sort((a, b) => a.from_ms - b.from_ms);
  return {
    visits,
    ofUser: grouped(visits, ({user}) => user),
    said: grouped(earliest, ({item_id}) => item_id),
    parts,
    tick: tickOf(events)
  };
}

export function examplesOf(
  {visits, ofUser, tick}: OracleLog,
  {unit, moment, sessions}: ExampleOptions
): OracleExample[] {
  return visits.flatMap((visit): OracleExample[] => {
    const last = moment === "end" ? visit.end : visit.events.find((e) => e.event_no === moment.afterEvent)?.ts_ms;
    if (last == null) return [];
    const as_of_ms = last + tick;
    const followed = ofUser.get(visit.user)!.some(({start}) => start >= as_of_ms);
    if (sessions === "followed" && !followed) return [];
    const example = {session_id: visit.id, user_id: visit.user, as_of_ms};
    if (unit === "session") return [{...example, item_id: null}];
    const seen = visit.events.filter(({ts_ms, item_id}) => ts_ms! < as_of_ms && item_id !== null);
    const items = [...new Set(seen.map(({item_id}) => item_id!))].sort((a, b) => a - b);
    return items.map((item_id) => ({...example, item_id}));
  });
}

/**
 * The first moment of which nothing is known: after the log, or after the last day on which a session of the part starts, where the log goes on on a later day.
 */
export function endOf({visits, parts, tick}: OracleLog, part: number | undefined, until: "log" | "part"): number {
  const log = visits.reduce((last, {end}) => Math.max(last, end), 0) + tick;
  if (until === "log") return log;
  const day = (ms: number) => Math.floor(ms / DAY_MS);
  const last = visits.reduce(
    (latest, {id, start}) => (parts.get(id) === part ? Math.max(latest, day(start)) : latest),
    0
  );
  return visits.some(({start}) => day(start) > last) ? (last + 1) * DAY_MS : log;
}

const memo = new WeakMap<OracleLog, Map<string, number>>();
/** The same, remembered, as every example asks for one of a few. */
function ends(log: OracleLog, part: number | undefined, until: "log" | "part"): number {
  if (!memo.has(log)) memo.set(log, new Map());
  const known = memo.get(log)!;
  const key = `${until} ${part}`;
  if (!known.has(key)) known.set(key, endOf(log, part, until));
  return known.get(key)!;
}

/** Label, whether it is cut off, and number of later sessions. */
export function labelOf(
  log: OracleLog,
  {session_id, user_id, item_id, as_of_ms}: OracleExample,
  {event, of, horizon}: Target,
  until: "log" | "part"
): {label: number; censored: number; later: number} {
  const {ofUser, said, parts} = log;
  const looked = ({id}: Visit) => until === "log" || parts.get(id) === parts.get(session_id);
  const end = ends(log, parts.get(session_id), until);
  const own = ofUser.get(user_id)!.filter(looked);
  const later = own.filter(({start}) => start >= as_of_ms).sort((a, b) => a.start - b.start || a.no - b.no);

  const within =
    horizon.by === "sessions"
      ? later.slice(0, horizon.sessions).flatMap((visit) => visit.events)
      : own
          .filter(({id}) => horizon.by === "days" || id === session_id)
          .flatMap((visit) => visit.events)
          .filter(
            ({ts_ms}) => ts_ms! >= as_of_ms && (horizon.by !== "days" || ts_ms! - as_of_ms < horizon.days * DAY_MS)
          );
  const department = (item: number | null, before: number) =>
    said.get(item)?.findLast(({from_ms}) => from_ms < before)?.department_id ?? null;
  const asked = (act: Row): boolean => {
    if (of === "anything") return true;
    if (of === "item") return act.item_id === item_id;
    const wanted = department(item_id, as_of_ms);
    return wanted !== null && department(act.item_id, act.ts_ms!) === wanted;
  };
  const label = within.some((act) => act.ts_ms! < end && act.event === CODES[event] && asked(act));
  const running = (visit: Visit) => visit.end >= end;
  const short =
    horizon.by === "sessions"
      ? later.length < horizon.sessions || later.slice(0, horizon.sessions).some(running)
      : horizon.by === "days"
        ? as_of_ms + horizon.days * DAY_MS > end
        : own.some((visit) => visit.id === session_id && running(visit));
  return {label: Number(label), censored: Number(short), later: later.length};
}

function grouped<T, K>(rows: readonly T[], key: (row: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const row of rows) {
    const k = key(row);
    if (!groups.has(k)) groups.set(k, []);
    groups.get(k)!.push(row);
  }
  return groups;
}
