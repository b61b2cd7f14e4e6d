import type {ExampleOptions} from "../features/examples.js";
import {EXAMPLE_OPTIONS} from "../features/examples.js";

/** How far after its moment an example is followed. */
export type Horizon =
  /** The user's next so many sessions that begin at the moment or later. */
  | {readonly by: "sessions"; readonly sessions: number}
  /** So many days from the moment on. */
  | {readonly by: "days"; readonly days: number}
  /** The rest of the example's own session. */
  | {readonly by: "session"};

/** One thing that could be predicted of an example. */
export interface Target {
  readonly id: string;
  /** A short sentence, as pages and tables have it. */
  readonly title: string;
  readonly examples: ExampleOptions;
  /** What counts: a purchase or an addition to the cart … */
  readonly event: "purchase" | "cart";
  /** … of the example's item, of any item of its department, or of anything. */
  readonly of: "item" | "category" | "anything";
  readonly horizon: Horizon;
}

const sessions = (n: number): Horizon => ({by: "sessions", sessions: n});
const AT_END: ExampleOptions = {unit: "session", moment: "end", sessions: "all"};

/** After how many events of a session the last target asks. */
export const MID_SESSION_EVENTS = 3;

/** From the narrowest question to the widest. The first five are asked of the same examples, so that only the question differs. */
export const TARGETS: readonly Target[] = [
  {
    id: "item-next-session",
    title: "buys this item in the next session",
    examples: EXAMPLE_OPTIONS,
    event: "purchase",
    of: "item",
    horizon: sessions(1)
  },
  {
    id: "item-3-sessions",
    title: "buys this item within 3 sessions",
    examples: EXAMPLE_OPTIONS,
    event: "purchase",
    of: "item",
    horizon: sessions(3)
  },
  {
    id: "item-30-days",
    title: "buys this item within 30 days",
    examples: EXAMPLE_OPTIONS,
    event: "purchase",
    of: "item",
    horizon: {by: "days", days: 30}
  },
  {
    id: "category-3-sessions",
    title: "buys from this category within 3 sessions",
    examples: EXAMPLE_OPTIONS,
    event: "purchase",
    of: "category",
    horizon: sessions(3)
  },
  {
    id: "cart-next-session",
    title: "puts this item into the cart in the next session",
    examples: EXAMPLE_OPTIONS,
    event: "cart",
    of: "item",
    horizon: sessions(1)
  },
  {
    id: "purchase-next-session",
    title: "buys anything in the next session",
    examples: AT_END,
    event: "purchase",
    of: "anything",
    horizon: sessions(1)
  },
  {
    id: "purchase-this-session",
    title: `buys anything in this session, asked after event ${MID_SESSION_EVENTS}`,
    examples: {unit: "session", moment: {afterEvent: MID_SESSION_EVENTS}, sessions: "all"},
    event: "purchase",
    of: "anything",
    horizon: {by: "session"}
  }
];

/** The target of that id. Throws `RangeError` naming those there are. */
export function targetById(id: string): Target {
  const found = TARGETS.find((r) => r.id === id);
  if (found === undefined) throw new RangeError(`no target ${id}; there are ${TARGETS.map((r) => r.id).join(", ")}`);
  return found;
}
