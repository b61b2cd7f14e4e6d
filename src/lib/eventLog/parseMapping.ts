import {UserError} from "../core/errors.js";
import {EVENT_TYPES, type EventType} from "../sources/events.js";
import {ID_ROLES, ROLES, type IdRole, type LogMapping, type Role} from "./mapping.js";
import {TIME_READINGS, type TimeFormat} from "./timeFormats.js";

/**
 * Corrects a mapping by text, `user=visitorid, time=ts, time-format=ms, zone=120, event=none, event.wishlist=skip, event.click=view,
 * deduplicate=yes, names=user item`. A role is given a column or `none`, the time also several columns as in `time=date+clock` or `time=year+month+day+hour`; `names`
 * lists the ids that are taken for names, `decimal` says the sign before the decimals of prices. What is not named stays as it is.
 * Throws `UserError` naming the part that makes no sense.
 */
export function parseMapping(text: string, guess: LogMapping): LogMapping {
  const mapping = {...guess, eventNames: {...guess.eventNames}} as {
    -readonly [K in keyof LogMapping]: LogMapping[K];
  } & {
    eventNames: Record<string, EventType | null>;
  };
  for (const part of text
    .split(",")
    .map((p) => p.trim())
    .filter((p) => p !== "")) {
    const at = part.indexOf("=");
    const key = part.slice(0, at).trim();
    const value = part.slice(at + 1).trim();
    const wrong = (remedy: string) => new UserError(`the mapping says ${JSON.stringify(part)}`, remedy);
    if (at < 1 || value === "") throw wrong("write it as role=column");
    if (key === "time" && value !== "none") {
      const [time, ...others] = value.split("+").map((column) => column.trim());
      if (time === "" || others.includes("")) throw wrong("write columns of one time as time=date+clock");
      mapping.time = time;
      if (others.length > 0) mapping.timeWith = others;
      else delete mapping.timeWith;
      delete mapping.timeCandidates;
    } else if ((ROLES as readonly string[]).includes(key)) mapping[key as Role] = value === "none" ? null : value;
    else if (key === "time-format" || key === "ingested-format") {
      if (!Object.hasOwn(TIME_READINGS, value))
        throw wrong(`${key} is one of ${Object.keys(TIME_READINGS).join(", ")}`);
      mapping[key === "time-format" ? "timeFormat" : "ingestedFormat"] = value as TimeFormat;
      if (key === "time-format") delete mapping.timeCandidates;
    } else if (key === "decimal") {
      if (value !== "point" && value !== "comma") throw wrong("decimal is point or comma");
      mapping.decimalSign = value;
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
      if (value !== "skip" && !(EVENT_TYPES as readonly string[]).includes(value))
        throw wrong(`an event is ${EVENT_TYPES.join(", ")} or skip`);
      // a plain assignment would lose an event called __proto__
      Object.defineProperty(mapping.eventNames, key.slice("event.".length), {
        value: value === "skip" ? null : (value as EventType),
        enumerable: true,
        configurable: true,
        writable: true
      });
    } else
      throw wrong(
        `there are ${ROLES.join(", ")}, time-format, ingested-format, zone, decimal, event.WORD, deduplicate and names`
      );
  }
  return mapping;
}
