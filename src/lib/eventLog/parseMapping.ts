import {UserError} from "../core/errors.js";
import {EVENT_TYPES, type EventType} from "../sources/events.js";
import {BESIDE_NAMES, BESIDE_ROLES, ID_ROLES, ROLES, type IdRole, type LogMapping, type Role} from "./mapping.js";
import {mappingKeys} from "./mappingHelp.js";
import {TIME_READINGS, type TimeFormat} from "./timeFormats.js";

/** One correction: `key=value`, and the text that says it. */
interface MappingPart {
  readonly key: string;
  readonly value: string;
  /** Whether the value stands in quotes and so is a name, whatever it says. */
  readonly isName: boolean;
  readonly text: string;
}

/**
 * The corrections that a text lists, with commas or line ends between. A name with a comma, an equals sign or a quote within stands in single or double
 * quotes, which are doubled where they are meant: `time='When, local', event.'a=b'=view`. A line that begins with # is a comment. Text that begins with a
 * brace is JSON, an object of the same keys and values. Throws `UserError` for what is no correction.
 */
export function mappingParts(text: string): MappingPart[] {
  if (text.trimStart().startsWith("{")) return jsonParts(text);
  return pieces(withoutComments(text), ",").flatMap((piece) => {
    if (piece.trim() === "") return [];
    const part = piece.trim();
    const [key, ...rest] = pieces(part, "=");
    const value = rest.join("=");
    if (rest.length === 0 || key.trim() === "" || value.trim() === "")
      throw new UserError(`the mapping says ${JSON.stringify(part)}`, "write it as role=column");
    // of several names with a plus between them each has its own quotes
    const isName = pieces(value, "+").length === 1 && unquoted(value) !== value.trim();
    return [{key: unquotedKey(key), value: isName ? unquoted(value) : value.trim(), isName, text: part}];
  });
}

/** Cuts a text at a sign that is not within quotes; quotes begin a value, or a word behind `event.`. */
function pieces(text: string, sign: string): string[] {
  const found: string[] = [];
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === sign) {
      found.push(text.slice(from, i));
      from = i + 1;
    } else i = quoteEnd(text, i);
  }
  return [...found, text.slice(from)];
}

/** Where quotes end that begin at a place; the place itself where none do. A line break may be within. */
function quoteEnd(text: string, at: number): number {
  const quote = text[at];
  if (quote !== "'" && quote !== '"') return at;
  if (!/(?:^|[=,+]|(?:^|,)[^\S\r\n]*event\.)\s*$/.test(text.slice(Math.max(0, at - 200), at))) return at;
  let end = at + 1;
  for (;;) {
    end = text.indexOf(quote, end);
    // a quote that nothing closes is a letter
    if (end === -1) return at;
    if (text[end + 1] !== quote) break;
    end += 2;
  }
  // over the end of a line only to where a value ends, as an apostrophe may stand in another line
  const runsOver = /[\r\n]/.test(text.slice(at, end));
  return runsOver && !/^\s*(?:[,=+\r\n]|$)/.test(text.slice(end + 1)) ? at : end;
}

/** One part behind the other, with commas where lines end outside of quotes. A line that begins with # is a comment. */
function withoutComments(text: string): string {
  let found = "";
  let isLineStart = true;
  for (let i = 0; i < text.length; i++) {
    const letter = text[i];
    if (letter === "\r" || letter === "\n") {
      found += ",";
      isLineStart = true;
    } else if (isLineStart && letter === "#") {
      while (i + 1 < text.length && !/[\r\n]/.test(text[i + 1])) i++;
    } else if (letter === "'" || letter === '"') {
      const end = quoteEnd(found + text.slice(i), found.length) - found.length + i;
      found += text.slice(i, end + 1);
      i = end;
      isLineStart = false;
    } else {
      found += letter;
      if (letter.trim() !== "") isLineStart = false;
    }
  }
  return found;
}

function unquoted(text: string): string {
  const value = text.trim();
  const quote = value[0];
  if ((quote !== "'" && quote !== '"') || value.length < 2 || !value.endsWith(quote)) return value;
  return value.slice(1, -1).replaceAll(quote + quote, quote);
}

function unquotedKey(text: string): string {
  const key = text.trim();
  return key.startsWith("event.") ? `event.${unquoted(key.slice("event.".length))}` : unquoted(key);
}

function jsonParts(text: string): MappingPart[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UserError(
      `the mapping is no JSON (${(error as Error).message.split("\n")[0]})`,
      "mend it, or write role=column"
    );
  }
  return Object.entries(value as object).map(([key, value]) => {
    const shown = JSON.stringify({[key]: value as unknown}).slice(1, -1);
    if (value !== null && !["string", "number"].includes(typeof value))
      throw new UserError(`the mapping says ${shown}`, "each value is a text, a number or null");
    return {key, value: value === null ? "none" : String(value), isName: false, text: shown};
  });
}

/** The roles that a text of corrections decides, with the column of each, null for none. */
export function rolesTold(parts: readonly MappingPart[]): Partial<Record<Role, string | null>> {
  const told: Partial<Record<Role, string | null>> = {};
  for (const {key, value, isName} of parts)
    if ((ROLES as readonly string[]).includes(key))
      told[key as Role] =
        !isName && (value === "none" || (key === "event" && value.startsWith("always:")))
          ? null
          : key === "time" || key === "event"
            ? (isName ? [value] : columnsOf(value))[0]
            : value;
  return told;
}

/** Columns with a plus between them, as of a time that is in several; one with a plus in its name stands in quotes. */
function columnsOf(value: string): string[] {
  return pieces(value, "+").map(unquoted);
}

/**
 * Corrects a mapping by text, `user=visitorid, time=ts, time-format=ms, zone=120, event=none, event.wishlist=none, event.click=view,
 * deduplicate=yes, names=user item`. A role is given a column or `none`, the time also several columns as in `time=date+clock` or `time=year+month+day+hour`; `event=always:transaction` says what every row is, and `quantity=COLUMN` where
 * returns are negative; `names` lists the ids that are taken for names, `decimal` says the sign before the decimals of prices, and `price-unit=cents` that they are in hundredths. What is not named stays as it is. Throws `UserError` naming the part that makes no
 * sense.
 */
export function parseMapping(text: string, guess: LogMapping): LogMapping {
  const mapping = {...guess, eventNames: {...guess.eventNames}} as {
    -readonly [K in keyof LogMapping]: LogMapping[K];
  } & {
    eventNames: Record<string, EventType | null>;
  };
  for (const {key, value, isName, text: part} of mappingParts(text)) {
    const none = value === "none" && !isName;
    const wrong = (remedy: string) => new UserError(`the mapping says ${JSON.stringify(part)}`, remedy);
    if (key === "event" && value.startsWith("always:") && !isName) {
      const type = value.slice("always:".length);
      if (!(EVENT_TYPES as readonly string[]).includes(type))
        throw wrong(`always: is followed by ${EVENT_TYPES.join(", ")}`);
      mapping.event = null;
      delete mapping.eventElse;
      mapping.always = type as EventType;
    } else if (key === "event") {
      const [event, other, ...more] = none || isName ? [value] : columnsOf(value);
      if (event === "" || other === "" || more.length > 0)
        throw wrong("write a column and the one for rows without it as event=kind+type");
      mapping.event = none ? null : event;
      if (other !== undefined) mapping.eventElse = other;
      else if (event !== guess.event || guess.eventElse !== undefined) delete mapping.eventElse;
      delete mapping.always;
      if (guess.always !== undefined) for (const key of BESIDE_ROLES) delete mapping[key];
    } else if (key === "time" && !none) {
      const [time, ...others] = isName ? [value] : columnsOf(value);
      if (time === "" || others.includes("")) throw wrong("write columns of one time as time=date+clock");
      mapping.time = time;
      if (others.length > 0) mapping.timeWith = others;
      else delete mapping.timeWith;
      if (time !== guess.time) delete mapping.timeCandidates;
    } else if ((ROLES as readonly string[]).includes(key)) mapping[key as Role] = none ? null : value;
    else if (BESIDE_ROLES.some((beside) => BESIDE_NAMES[beside] === key)) {
      const beside = BESIDE_ROLES.find((beside) => BESIDE_NAMES[beside] === key)!;
      if (none) delete mapping[beside];
      else mapping[beside] = value;
    } else if (key === "time-format" || key === "ingested-format") {
      if (!Object.hasOwn(TIME_READINGS, value))
        throw wrong(`${key} is one of ${Object.keys(TIME_READINGS).join(", ")}`);
      mapping[key === "time-format" ? "timeFormat" : "ingestedFormat"] = value as TimeFormat;
      if (key === "time-format") delete mapping.timeCandidates;
    } else if (key === "decimal") {
      if (value !== "point" && value !== "comma") throw wrong("decimal is point or comma");
      mapping.decimalSign = value;
    } else if (key === "price-unit") {
      if (value !== "whole" && value !== "cents") throw wrong("price-unit is whole or cents");
      mapping.priceUnit = value;
    } else if (key === "zone") {
      const minutes = Number(value);
      if (!Number.isInteger(minutes) || Math.abs(minutes) > 840)
        throw wrong("zone is in whole minutes ahead of UTC, from -840 to 840");
      mapping.zoneMinutes = minutes;
    } else if (key === "deduplicate") {
      if (value !== "yes" && value !== "no") throw wrong("deduplicate is yes or no");
      mapping.deduplicate = value === "yes";
    } else if (key === "names") {
      const roles = value.split(/\s+/);
      const unknown = roles.find((role) => role !== "none" && !(ID_ROLES as readonly string[]).includes(role));
      if (unknown !== undefined) throw wrong(`names lists ${ID_ROLES.join(", ")}, or says none`);
      mapping.textIds = roles.filter((role): role is IdRole => role !== "none");
    } else if (key.startsWith("event.")) {
      const left = none || value === "skip";
      if (!left && !(EVENT_TYPES as readonly string[]).includes(value))
        throw wrong(`an event is ${EVENT_TYPES.join(", ")} or none`);
      // a plain assignment would lose an event called __proto__
      Object.defineProperty(mapping.eventNames, key.slice("event.".length), {
        value: left ? null : (value as EventType),
        enumerable: true,
        configurable: true,
        writable: true
      });
    } else throw wrong(`there are ${mappingKeys().join(", ")} and event.WORD`);
  }
  return mapping;
}

/** A mapping as parts that `mappingParts` reads back, whatever the guess: every role, and what else is not as it would be anyway; words for events are not among them. */
export function mappingLines(mapping: LogMapping): string[] {
  const parts = ROLES.map((role) => {
    const column = mapping[role];
    if (role === "event" && mapping.always !== undefined) return `event=always:${mapping.always}`;
    const others =
      role === "time"
        ? (mapping.timeWith ?? [])
        : role === "event" && mapping.eventElse !== undefined
          ? [mapping.eventElse]
          : [];
    return `${role}=${column === null ? "none" : [column, ...others].map((one) => (/\+/.test(one) ? quotedAlways(one) : quoted(one))).join("+")}`;
  });
  for (const key of BESIDE_ROLES) {
    const column = mapping[key];
    if (column !== undefined) parts.push(`${BESIDE_NAMES[key]}=${quoted(column)}`);
  }
  parts.push(`time-format=${mapping.timeFormat}`);
  if (mapping.ingested !== null) parts.push(`ingested-format=${mapping.ingestedFormat}`);
  if (mapping.decimalSign !== undefined) parts.push(`decimal=${mapping.decimalSign}`);
  if (mapping.priceUnit !== undefined) parts.push(`price-unit=${mapping.priceUnit}`);
  if (mapping.zoneMinutes !== 0) parts.push(`zone=${mapping.zoneMinutes}`);
  if (mapping.deduplicate) parts.push("deduplicate=yes");
  parts.push(`names=${mapping.textIds.join(" ") || "none"}`);
  return parts;
}

function quotedAlways(name: string): string {
  return `'${name.replaceAll("'", "''")}'`;
}

/** A name as `mappingParts` reads it: in quotes where it would be cut, or be taken for something else. */
export function quoted(name: string): string {
  return /[,='"\r\n]|^\s|\s$|^$|^none$|^always:|^#/.test(name) ? `'${name.replaceAll("'", "''")}'` : name;
}
