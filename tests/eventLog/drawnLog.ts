import {random} from "../../src/lib/core/random.js";
import {ROLES, type Role} from "../../src/lib/eventLog/mapping.js";

/** A column of a log that was drawn: the role that it truly plays, null for none. */
export interface DrawnColumn {
  readonly role: Role | null;
  /** What it is about: its role, or what else a log has. */
  readonly about: string;
  readonly values: readonly (string | null)[];
}

export interface DrawnLogOptions {
  readonly rows?: number;
  /** Beside user, time and event. */
  readonly with?: readonly string[];
  readonly user?: (n: number) => string;
  readonly item?: (n: number) => string;
  readonly time?: (ms: number) => string;
  /** For view, cart and purchase. */
  readonly words?: readonly [string, string, string];
  readonly order?: "time" | "user";
}

/**
 * A log with known roles: users come back for sessions of some minutes, look at some items more than once, and sometimes put one into the cart or buy it.
 * Each item has one price, category and brand. Same seed, same log.
 */
export function drawnLog(
  seed: number,
  {
    rows = 300,
    with: others = ["item"],
    user = (n) => `U${100 + n}`,
    item = (n) => `SKU-${n}`,
    time = (ms) => new Date(ms).toISOString(),
    words = ["view", "addtocart", "purchase"],
    order = "time"
  }: DrawnLogOptions = {}
): DrawnColumn[] {
  const source = random(seed);
  const users = 20 + source.below(30);
  const items = 15 + source.below(30);
  const prices = Array.from({length: items}, () => (100 + source.below(20_000)) / 100);
  const events: {ms: number; user: number; item: number; type: number; session: number}[] = [];
  for (let session = 0; events.length < rows; session++) {
    const who = source.below(users);
    let ms = Date.UTC(2023, 2, 1) + source.below(40 * 86_400) * 1000;
    let at = source.below(items);
    for (let left = 1 + source.below(8); left > 0; left--) {
      if (source.below(2) === 0) at = source.below(items);
      const luck = source.below(100);
      events.push({ms, user: who, item: at, type: luck < 80 ? 0 : luck < 93 ? 1 : 2, session});
      ms += (5 + source.below(200)) * 1000;
    }
  }
  events.sort((a, b) => (order === "user" && a.user !== b.user ? a.user - b.user : a.ms - b.ms));
  const drawn: Record<string, (event: (typeof events)[number], row: number) => string | null> = {
    user: (event) => user(event.user),
    time: ({ms}) => time(ms),
    event: ({type}) => words[type],
    item: (event) => item(event.item),
    session: ({session}) => `s${(session * 7919) % 100_003}`,
    price: (event) => prices[event.item].toFixed(2),
    category: (event) => ["shoes", "toys.wood", "books", "garden"][event.item % 4],
    brand: (event) => ["acme", "stark", "wayne"][event.item % 3],
    ingested: ({ms, session}) => time(ms + 3_600_000 + (session % 900) * 1000),
    country: (event) => ["DE", "FR", "US"][event.user % 3],
    device: ({session}) => ["mobile", "desktop"][session % 2],
    "row number": (_, row) => String(9_000_000 + row),
    "growing id": (_, row) => String(1_600_000_000 + row),
    "auto id": (_, row) => String(row + 1),
    quantity: ({session}) => String(1 + (session % 3)),
    order: ({session}) => String(70_000 + session),
    score: ({session}) => String((session * 37) % 100),
    empty: () => null
  };
  return ["user", "time", "event", ...others].map((about) => ({
    role: (ROLES as readonly string[]).includes(about) ? (about as Role) : null,
    about,
    values: events.slice(0, rows).map(drawn[about])
  }));
}

/** The rows of columns, in their order. */
export function rowsOfColumns(columns: readonly DrawnColumn[]): (string | null)[][] {
  return Array.from({length: columns[0].values.length}, (_, row) => columns.map(({values}) => values[row]));
}

/** The columns in another order. */
export function shuffled<T>(list: readonly T[], seed: number): T[] {
  const source = random(seed);
  const found = [...list];
  for (let i = found.length - 1; i > 0; i--) {
    const k = source.below(i + 1);
    [found[i], found[k]] = [found[k], found[i]];
  }
  return found;
}
