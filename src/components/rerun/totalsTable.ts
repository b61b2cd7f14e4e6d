import {EVENT_TYPES} from "../../lib/sources/events.js";
import type {RunDocument} from "../../lib/pipeline/stages.js";
import {dataTable} from "../dataTable.js";
import {count, fixed, percent} from "../format.js";
import type {Compared} from "./stageTable.js";

/** What the runs add up to, side by side: what a changed assumption moves. */
export function totalsTable(published: RunDocument, recomputed: RunDocument | null, compared: Compared): HTMLElement {
  const before = quantities(published);
  const after = recomputed === null ? null : quantities(recomputed);
  const names = [...new Set([...before.keys(), ...(after?.keys() ?? [])])];
  const a = names.map((name) => before.get(name) ?? null);
  const b = names.map((name) => after?.get(name) ?? null);
  const written = (value: number | string | null, row: number) =>
    value === null ? "–" : names[row] === CONVERSION ? percent(Number(value), 2) : count(Number(value));
  return dataTable({
    name: "rerun-totals",
    caption: `Totals: ${compared} and recomputed`,
    header: {published: compared},
    columns: {
      quantity: names,
      published: a,
      recomputed: b,
      change: names.map((_, i) => (a[i] === null || b[i] === null ? null : b[i] - a[i]))
    },
    format: {
      published: written,
      recomputed: written,
      change: (value, row) => {
        if (value === null) return "–";
        if (value === 0) return "none";
        const size = Math.abs(Number(value));
        const text = names[row] === CONVERSION ? `${fixed(100 * size)} points` : count(size);
        return `${Number(value) > 0 ? "+" : "−"}${text}`;
      }
    }
  });
}

const CONVERSION = "sessions that buy, share";

function quantities({totals, parts}: RunDocument): Map<string, number> {
  return new Map<string, number>([
    ["users", totals.users],
    ["items", totals.items],
    ["events", totals.events],
    ...EVENT_TYPES.map((type) => [`events: ${type}`, totals.byType[type]] as const),
    ["sessions", totals.sessions],
    ["sessions of one event", totals.singleEventSessions],
    ["sessions with a cart", totals.cartingSessions],
    ["sessions that buy", totals.buyingSessions],
    [CONVERSION, totals.sessionConversion],
    ...parts
      .filter(({part}) => part !== "outside")
      .map(({fold, part, sessions}) => [`${part} sessions${fold > 1 ? `, fold ${fold}` : ""}`, sessions] as const)
  ]);
}
