import {UserError} from "../core/errors.js";
import {DAY_MS} from "../core/time.js";
import {DEPARTMENTS} from "./names.js";

/** What can change in the shop on a known day. `DRIFT_MEANINGS` says what each one does. */
export const DRIFT_KINDS = [
  "season",
  "price-shock",
  "new-items",
  "traffic-source",
  "bots",
  "cart-loss",
  "taste"
] as const;
export type DriftKind = (typeof DRIFT_KINDS)[number];

/** One change. `size` is in the unit that `DRIFT_MEANINGS` names. */
export interface DriftScenario {
  readonly kind: DriftKind;
  /** Day of the period, 0-based, on whose midnight it starts. */
  readonly start: number;
  readonly size: number;
  /** Days until it is over again; the end of the period by default. */
  readonly days?: number;
  /** Of `taste`: days over which it grows to its size (28). */
  readonly ramp?: number;
  /** Of `price-shock` and `taste`: the department it is about, 0-based (0). */
  readonly department?: number;
}

/** What each scenario does, the least and the greatest size, and what counts as touched by it. */
export const DRIFT_MEANINGS: Readonly<
  Record<DriftKind, {readonly least: number; readonly most: number; readonly what: string; readonly touches: string}>
> = {
  season: {
    least: -1,
    most: 10,
    what: "visits that start meanwhile have the weight of the intent to buy times 1 + size",
    touches: "events of visits whose intent is another than it would have been"
  },
  "price-shock": {
    least: -0.9,
    most: 5,
    what: "prices of a department times 1 + size, and its items' weights on the shelves times that to the power of minus priceElasticity",
    touches: "events on items whose price was changed"
  },
  "new-items": {
    least: 0,
    most: 0.9,
    what: "this share of the catalogue, drawn anew for each seed, is not in stock before the start",
    touches: "events on the items that were new"
  },
  "traffic-source": {
    least: 0,
    most: 10,
    what: "so many more visitors, as a share of `users`, whose first visit lies in the period of the scenario and whose personas have the shares of `trafficPersonas`",
    touches: "events of these visitors"
  },
  bots: {
    least: 0,
    most: 1,
    what: "so many machines, as a share of `users`, each of which reads through the catalogue once a day, a page every 0.3 to 1.5 seconds",
    touches: "events of machines"
  },
  "cart-loss": {
    least: 0,
    most: 1,
    what: "the tracker loses this share of the events that put something into a cart; what visitors do stays the same",
    touches: "events that are not in the log: the table `lost`"
  },
  taste: {
    least: 0,
    most: 1,
    what: "this share of what visitors would take from the shelves of their own department comes from the scenario's department, growing in a straight line over `ramp` days from the start",
    touches: "views of items that were taken from that department in place of the visitor's own"
  }
};

/** What of a shop's options scenarios depend on. */
interface Drifting {
  readonly drift: readonly DriftScenario[];
  readonly users: number;
  readonly days: number;
  readonly startMs: number;
}

const PERIODIC: readonly DriftKind[] = ["price-shock", "new-items"];
const RAMP_DAYS = 28;

/** Throws `UserError` naming what is wrong with a shop's scenarios. */
export function checkDrift({drift, days}: Pick<Drifting, "drift" | "days">): void {
  const seen = new Set<DriftKind>();
  for (const scenario of drift) {
    const {kind, start, size} = scenario;
    if (!DRIFT_KINDS.includes(kind))
      throw new UserError(`there is no drift ${JSON.stringify(kind)}`, `choose of ${DRIFT_KINDS.join(", ")}`);
    if (seen.has(kind)) throw new UserError(`drift ${kind} is given twice`, "give each kind once");
    seen.add(kind);
    const whole = (name: "start" | "days" | "ramp" | "department", value: number, least: number, most: number) => {
      if (!Number.isInteger(value) || value < least || value > most)
        throw new UserError(`drift ${kind}: ${name} is ${value}`, `give a whole number from ${least} to ${most}`);
    };
    whole("start", start, 0, days - 1);
    if (scenario.days !== undefined) whole("days", scenario.days, 1, 3_650);
    if (scenario.ramp !== undefined) whole("ramp", scenario.ramp, 1, 3_650);
    if (scenario.department !== undefined) whole("department", scenario.department, 0, DEPARTMENTS.length - 1);
    if (scenario.ramp !== undefined && kind !== "taste")
      throw new UserError(`drift ${kind} has no ramp`, "leave it out");
    if (scenario.department !== undefined && kind !== "taste" && kind !== "price-shock")
      throw new UserError(`drift ${kind} has no department`, "leave it out");
    if (scenario.days !== undefined && kind === "new-items")
      throw new UserError("drift new-items has no days", "leave it out: what is new stays");
    if (PERIODIC.includes(kind) && (start % 7 !== 0 || (scenario.days ?? 7) % 7 !== 0))
      throw new UserError(
        `drift ${kind} starts on day ${start}${scenario.days === undefined ? "" : ` for ${scenario.days} days`}`,
        "give whole weeks of the period, multiples of 7: prices and stock change once a week"
      );
    const {least, most} = DRIFT_MEANINGS[kind];
    if (!(size >= least && size <= most))
      throw new UserError(`drift ${kind}: size is ${size}`, `give a number from ${least} to ${most}`);
  }
}

/** The scenario of a kind, with everything that it leaves open filled in; undefined where the shop has none. */
export function driftOf(
  {drift, days}: Pick<Drifting, "drift" | "days">,
  kind: DriftKind
): Required<DriftScenario> | undefined {
  const found = drift.find((scenario) => scenario.kind === kind);
  if (found === undefined) return undefined;
  const rest = days - found.start;
  return {ramp: RAMP_DAYS, department: 0, ...found, days: Math.min(found.days ?? rest, rest)};
}

/** Whether a scenario goes on at a time, which is that of a visit's start. */
function goesOn(o: Pick<Drifting, "startMs">, {start, days}: Required<DriftScenario>, ms: number): boolean {
  const from = o.startMs + start * DAY_MS;
  return ms >= from && ms < from + days * DAY_MS;
}

/** The factor of a season on the weight of the intent to buy, for a visit that starts at a time. */
export function seasonFactor(o: Drifting, startMs: number): number {
  if (o.drift.length === 0) return 1;
  const season = driftOf(o, "season");
  return season !== undefined && goesOn(o, season, startMs) ? 1 + season.size : 1;
}

/** A change of taste as it stands for a visit that starts at a time: which share of draws goes to which department. */
export function tasteShift(o: Drifting, startMs: number): {readonly share: number; readonly department: number} {
  const taste = o.drift.length === 0 ? undefined : driftOf(o, "taste");
  if (taste === undefined || !goesOn(o, taste, startMs)) return NO_SHIFT;
  const since = (startMs - o.startMs) / DAY_MS - taste.start;
  return {share: taste.size * Math.min(1, since / taste.ramp), department: taste.department};
}
const NO_SHIFT = {share: 0, department: 0} as const;

/** How many of each kind of visitor there are; their user ids follow one another in this order. */
export interface Population {
  /** The shop's usual visitors: option `users`. */
  readonly usual: number;
  /** Those of a new traffic source. */
  readonly traffic: number;
  readonly bots: number;
  readonly all: number;
}

/** Who visits a shop. Ids 1 to `usual` are the usual visitors, then come those of the traffic source, then the machines. */
export function populationOf(o: Pick<Drifting, "users" | "drift" | "days">): Population {
  const traffic = Math.round(o.users * (driftOf(o, "traffic-source")?.size ?? 0));
  const bots = Math.round(o.users * (driftOf(o, "bots")?.size ?? 0));
  return {usual: o.users, traffic, bots, all: o.users + traffic + bots};
}
