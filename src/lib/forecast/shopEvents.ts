import {UserError} from "../core/errors.js";
import {parseDay} from "./calendarDay.js";

/** Something that moved sales on a day: a promotion, a fair, a strike. */
export interface ShopEvent {
  /** Days since 1970 UTC. */
  readonly day: number;
  readonly name: string;
  /** Whether it was known beforehand: only then may a forecast of its day know of it. */
  readonly known: boolean;
}

const YES = ["yes", "true", "1"];
const NO = ["no", "false", "0"];

/**
 * A reader's own events, from a text of lines `date,name,known beforehand`, with a header line or without; the third may be
 * left out and is then yes. Throws `UserError`, with the line, for a date that is none, a name that is missing and a word
 * that is neither yes nor no.
 *
 * @example
 * ```ts
 * parseShopEvents("date,name,known beforehand\n1970-01-02,Summer sale,yes\n1970-01-05,Strike,no")
 * // → [{day: 1, name: "Summer sale", known: true}, {day: 4, name: "Strike", known: false}]
 * parseShopEvents("1970-01-02,Sale,perhaps")
 * // → throws UserError: line 1 says "perhaps"; write yes or no for whether it was known beforehand
 * ```
 */
export function parseShopEvents(text: string): ShopEvent[] {
  const events: ShopEvent[] = [];
  text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .forEach((line, k) => {
      if (line.trim() === "") return;
      const [date, name = "", known = "yes"] = line
        .split(/[,;\t]/)
        .map((field) => field.trim().replace(/^"(.*)"$/, "$1"));
      if (k === 0 && /^(date|day)$/i.test(date)) return;
      let day: number;
      try {
        day = parseDay(date);
      } catch {
        throw new UserError(
          `line ${k + 1} begins with ${JSON.stringify(date)}, which is no date`,
          "write it as 2011-09-16"
        );
      }
      if (name === "") throw new UserError(`line ${k + 1} has no name`, "write date,name,known beforehand");
      const word = known.toLowerCase();
      if (![...YES, ...NO].includes(word))
        throw new UserError(
          `line ${k + 1} says ${JSON.stringify(known)}`,
          "write yes or no for whether it was known beforehand"
        );
      events.push({day, name, known: YES.includes(word)});
    });
  if (events.length === 0) throw new UserError("there is no event", "write lines of date,name,known beforehand");
  return events.sort((a, b) => a.day - b.day);
}

/** How many events lie on days from `from` to before `until`. */
export const countEvents = (events: readonly ShopEvent[], from: number, until: number): number =>
  events.reduce((n, {day}) => n + (day >= from && day < until ? 1 : 0), 0);
