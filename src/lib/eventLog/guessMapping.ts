import {eventTypeOf, plainName} from "./eventNames.js";
import {ID_ROLES, ROLES, type LogMapping, type Role} from "./mapping.js";
import {isMissing} from "./missingWords.js";
import {looksLikePrice} from "./prices.js";
import {ROLE_NAMES} from "./roleNames.js";
import {guessTimeFormat, lacksClock} from "./timeFormats.js";

export interface MappingGuess {
  readonly mapping: LogMapping;
  /** By role, why its column was taken, or why none was: one clause. */
  readonly reasons: Readonly<Record<Role, string>>;
  /** Whether the times of the sample are days. */
  readonly days: boolean;
}

/** Above this share of sample values that fit, a column may have a role; a few dirty rows do not talk it out of it. */
const MOST = 0.9;
const ID = /^(0|[1-9]\d{0,9})$/;

/**
 * Guesses what the columns of a log stand for from their names, and from their values where a name alone could mislead: a time must hold times, a type of
 * event known words, a price numbers. A role for which nothing speaks stays empty. No column has two roles.
 *
 * @param rows sample rows, a text or null for each column
 */
export function guessMapping(columns: readonly string[], rows: readonly (readonly (string | null)[])[]): MappingGuess {
  const plain = columns.map(plainName);
  const values = columns.map((_, i) => rows.map((row) => row[i]).filter((value): value is string => !isMissing(value)));
  const share = (i: number, fits: (value: string) => boolean) =>
    values[i].length === 0 ? 0 : values[i].filter(fits).length / values[i].length;
  const taken = new Set<number>();
  const chosen: Record<Role, number> = {} as never;
  const reasons: Record<Role, string> = {} as never;
  const fits: Partial<Record<Role, (i: number) => boolean>> = {
    time: (i) => guessTimeFormat(values[i]) !== null,
    event: (i) => share(i, (value) => eventTypeOf(value) !== undefined) > 0,
    ingested: (i) => guessTimeFormat(values[i]) !== null,
    price: (i) => share(i, looksLikePrice) >= MOST
  };
  const take = (role: Role, i: number, reason: string) => {
    chosen[role] = i;
    reasons[role] = reason;
    if (i !== -1) taken.add(i);
  };
  /** The first column of times; that at which an event reached the log is its time only where there is no other. */
  const timeByValues = (free: (fits: (i: number) => boolean) => number): number => {
    const event = free((i) => !ROLE_NAMES.ingested.includes(plain[i]) && fits.time!(i));
    return event === -1 ? free(fits.time!) : event;
  };
  // time first and type next: their values leave the least doubt
  for (const role of ["time", "event", "user", "session", "item", "price", "category", "brand", "ingested"] as const) {
    const named = ROLE_NAMES[role]
      .map((name) => plain.findIndex((own, i) => own === name && !taken.has(i)))
      .filter((i) => i !== -1);
    const found = named.find((i) => fits[role]?.(i) ?? true);
    if (found !== undefined) {
      const values = role === "time" ? " and holds times" : role === "event" ? " and holds types of event" : "";
      take(role, found, `its name says so${values}`);
      continue;
    }
    const free = (fits: (i: number) => boolean) => columns.findIndex((_, i) => !taken.has(i) && fits(i));
    const byValues =
      role === "time"
        ? timeByValues(free)
        : role === "event"
          ? free((i) => share(i, (value) => eventTypeOf(value) !== undefined) >= 0.5)
          : -1;
    if (byValues !== -1)
      take(role, byValues, role === "time" ? "its values are times" : "its values are types of event");
    else
      take(
        role,
        -1,
        named.length > 0
          ? `${JSON.stringify(columns[named[0]])} is called so, but its values do not fit`
          : "no column has a name for it"
      );
  }
  const time = chosen.time === -1 ? null : guessTimeFormat(values[chosen.time]);
  if (time !== null) reasons.time += `, ${Math.round(100 * time.share)} % of the sample in this format`;
  const ingested = chosen.ingested === -1 ? null : guessTimeFormat(values[chosen.ingested]);
  const textIds = ID_ROLES.filter(
    (role) =>
      chosen[role] !== -1 && share(chosen[role], (value) => ID.test(value) && Number(value) < 2_147_483_648) < MOST
  );
  const column = (role: Role) => (chosen[role] === -1 ? null : columns[chosen[role]]);
  const names = Object.fromEntries(
    chosen.event === -1
      ? []
      : [...new Set(values[chosen.event])].slice(0, 50).map((value) => [value, eventTypeOf(value) ?? null] as const)
  );
  return {
    mapping: {
      ...(Object.fromEntries(ROLES.map((role) => [role, column(role)])) as Record<Role, string | null>),
      timeFormat: time?.format ?? "iso",
      ...(time === null || time.candidates.length === 1 ? {} : {timeCandidates: time.candidates}),
      ingestedFormat: ingested?.format ?? "iso",
      zoneMinutes: 0,
      eventNames: names,
      deduplicate: false,
      textIds
    },
    reasons,
    days: time !== null && values[chosen.time].every((value) => lacksClock(value, time.format))
  };
}
