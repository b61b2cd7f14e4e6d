import {random} from "../../src/lib/core/random.js";
import {DAY_MS} from "../../src/lib/core/time.js";

/** One line of a log made up for tests. */
export interface MadeEvent {
  readonly user: number;
  readonly ms: number;
  readonly event: "view" | "addtocart" | "transaction";
  readonly item: number;
}

/** Monday, 3 March 2025. */
const START = Date.UTC(2025, 2, 3);

/** Visits of so many users over so many days, a few events each, some with a purchase. */
function made({
  users = 40,
  days = 60,
  visits = 3,
  seed = 1,
  skip = (_day: number): boolean => false
} = {}): MadeEvent[] {
  const source = random(seed, 1);
  const events: MadeEvent[] = [];
  for (let user = 1; user <= users; user++)
    for (let visit = source.below(2 * visits) + 1; visit > 0; visit--) {
      const day = source.below(days);
      let ms = START + day * DAY_MS + (8 + source.below(12)) * 3_600_000;
      const length = source.below(6) + 1;
      if (skip(day)) continue;
      for (let n = 0; n < length; n++) {
        const event = n === 0 ? "view" : (["view", "view", "addtocart", "transaction"] as const)[source.below(4)];
        events.push({user, ms, event, item: source.below(9) + 1});
        ms += 1000 * (1 + source.below(600));
      }
    }
  return events.sort((a, b) => a.ms - b.ms);
}

/** The columns of a file and its rows. */
interface MadeLog {
  readonly columns: readonly ("user" | "time" | "event" | "item")[];
  readonly events: readonly MadeEvent[];
  /** How a time is written; the full time by default. */
  readonly days?: boolean;
}

const ALL = ["user", "time", "event", "item"] as const;

/** Logs in which something is missing that most code takes for granted, each as small as can be. */
export const DEGENERATE_LOGS: Readonly<Record<string, MadeLog>> = {
  "one day": {columns: ALL, events: made({days: 1})},
  "one user": {columns: ALL, events: made({users: 1, visits: 30})},
  "one item": {columns: ALL, events: made().map((event) => ({...event, item: 7}))},
  "no purchases": {columns: ALL, events: made().filter(({event}) => event !== "transaction")},
  "only views": {columns: ALL, events: made().filter(({event}) => event === "view")},
  "only purchases": {columns: ALL, events: made().map((event) => ({...event, event: "transaction" as const}))},
  "no items": {columns: ["user", "time", "event"], events: made()},
  "no users": {columns: ["time", "event", "item"], events: made({users: 20})},
  "days without hours": {columns: ALL, events: made(), days: true},
  "empty weeks": {columns: ALL, events: made({days: 70, skip: (day) => day >= 14 && day < 35})},
  "one event": {columns: ALL, events: made().slice(0, 1)},
  "one session": {
    columns: ALL,
    events: (["view", "addtocart", "transaction"] as const).map((event, n) => ({
      user: 1,
      ms: START + n * 60_000,
      event,
      item: 1
    }))
  }
};

/** A log as the text of a CSV file. */
export function csvOf({columns, events, days = false}: MadeLog): string {
  const rows = events.map(({user, ms, event, item}) => {
    const time = new Date(ms)
      .toISOString()
      .slice(0, days ? 10 : 19)
      .replace("T", " ");
    const cells = {user: `u${user}`, time, event, item: `i${item}`};
    return columns.map((column) => cells[column]).join(",");
  });
  const names = {user: "user_id", time: "timestamp", event: "event", item: "item_id"};
  return `${[columns.map((column) => names[column]).join(","), ...rows].join("\n")}\n`;
}
