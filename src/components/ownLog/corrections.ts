import {ROLES, type LogMapping, type Role} from "../../lib/eventLog/mapping.js";
import {mappingParts, quoted} from "../../lib/eventLog/parseMapping.js";
import type {EventType} from "../../lib/sources/events.js";

/** What the owner of a log has decided of how it is read: the parts of a `--map`, by key, each value as it is written there. */
export type Corrections = ReadonlyMap<string, string>;

/** What plays a role: columns (several for a time), nothing at all for none, or what every row is. */
export type RoleChoice = readonly string[] | {readonly always: EventType};

export function correctionsText(corrections: Corrections): string {
  return [...corrections].map(([key, value]) => `${key}=${value}`).join(", ");
}

/** The corrections that a text of `--map` lists. Throws `UserError` for text that makes no sense. */
export function correctionsOf(text: string): Corrections {
  return new Map(
    mappingParts(text).map(({key, value, isName}) => [
      key.startsWith("event.") ? wordKey(key.slice("event.".length)) : key,
      isName ? `'${value.replaceAll("'", "''")}'` : value
    ])
  );
}

/** The key of what a word for events stands for. */
export function wordKey(word: string): string {
  return `event.${quoted(word)}`;
}

/**
 * Corrections with another choice for one role, and without what it makes void: another role's claim to the same column, as no column can have two, and what
 * was said of the values of the role's former column.
 *
 * @param mapping how the log is read now
 */
export function assignRole(corrections: Corrections, mapping: LogMapping, role: Role, choice: RoleChoice): Corrections {
  const next = new Map(corrections);
  const columns = "always" in choice ? [] : choice;
  for (const other of ROLES) {
    // a log may know a visitor for one visit only
    if (other === role || (sharing.includes(other) && sharing.includes(role)) || !next.has(other)) continue;
    if (columnsOf(mapping, other).some((column) => columns.includes(column))) next.delete(other);
  }
  if (mapping.quantity !== undefined && columns.includes(mapping.quantity)) next.delete("quantity");
  if (columns.join("+") !== columnsOf(mapping, role).join("+"))
    for (const key of [...next.keys()])
      if (ofValues[role]?.includes(key) || (role === "event" && key.startsWith("event."))) next.delete(key);
  // what was said of returns was said of purchases
  if ("always" in choice && choice.always !== mapping.always && mapping.quantity !== undefined)
    next.set("quantity", "none");
  next.set(role, "always" in choice ? `always:${choice.always}` : columns.length === 0 ? "none" : joined(columns));
  return next;
}

/** Corrections with another value for a key that is no role, null for what the guess says. */
export function setOption(corrections: Corrections, key: string, value: string | null): Corrections {
  const next = new Map(corrections);
  if (value === null) next.delete(key);
  else next.set(key, value);
  return next;
}

/** The columns of a role, several where a time is in several. */
export function columnsOf(mapping: LogMapping, role: Role): readonly string[] {
  const column = mapping[role];
  return column === null ? [] : [column, ...(role === "time" ? (mapping.timeWith ?? []) : [])];
}

/** What plays a role in a mapping. */
export function choiceOf(mapping: LogMapping, role: Role): RoleChoice {
  return role === "event" && mapping.always !== undefined ? {always: mapping.always} : columnsOf(mapping, role);
}

const sharing: readonly Role[] = ["user", "session"];

/** What is said of the values of a role's column. */
const ofValues: Readonly<Partial<Record<Role, readonly string[]>>> = {
  time: ["time-format"],
  ingested: ["ingested-format"],
  event: ["quantity"],
  price: ["decimal", "price-unit"]
};

const joined = (columns: readonly string[]) => quoted(columns.join("+"));
