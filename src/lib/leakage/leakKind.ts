import {TRANSACTION} from "../sources/events.js";
import type {KnownFuture} from "./counterfactualLog.js";

/** What a leaking feature looks at, by the least that has to be put back into a world for its value to change. */
export const LEAK_KINDS = [
  "same timestamp",
  "rest of the session",
  "label",
  "other users / global statistic",
  "future event",
  "unfinished dwell time",
  "later catalogue",
  "several"
] as const;
export type LeakKind = (typeof LEAK_KINDS)[number];

/** What each kind means, in a sentence. */
export const LEAK_MEANINGS: Readonly<Record<LeakKind, string>> = {
  "same timestamp":
    "Only events at exactly the example's moment matter: “up to and with” stands where “before” should.",
  "rest of the session": "Only what the same session still brings matters: the feature knows how the session ends.",
  label: "Only later purchases of the user or the item matter: the feature holds what is to be predicted.",
  "other users / global statistic":
    "Later events of strangers with other items matter: a statistic of the whole log is in it.",
  "future event": "Later events of the user or the item matter, of whatever type.",
  "unfinished dwell time": "The time that a page stayed open counts before the page was left.",
  "later catalogue": "What the catalogue says of an item later on counts already.",
  several: "No single kind of later fact changes it; several together do."
};

/** Kinds of later facts that can be known by themselves, to see whether a feature notices. */
export const FUTURE_FACTS = [
  "moment",
  "after",
  "session",
  "user",
  "item",
  "others",
  "purchases",
  "nonPurchases",
  "dwell",
  "catalogue",
  "examples"
] as const;
export type FutureFact = (typeof FUTURE_FACTS)[number];

/** Which later events a sense is for, by the columns of `Future.events`. Times are written out, as a text of SQL has no arguments. */
const EVENTS_OF: Readonly<Partial<Record<FutureFact, (atMs: number) => string>>> = {
  moment: (atMs) => `ts_ms = ${atMs}`,
  after: (atMs) => `ts_ms > ${atMs}`,
  session: () => "owner = 'session'",
  user: () => "owner = 'user'",
  item: () => "owner = 'item'",
  others: () => "owner = 'others'",
  purchases: () => `owner <> 'others' AND event = ${TRANSACTION}`,
  nonPurchases: () => `owner <> 'others' AND event <> ${TRANSACTION}`
};

/** The world that holds, of all that comes after a moment, only what a sense is for. */
export function futureWithOnly(sense: FutureFact, from: KnownFuture["from"], atMs: number): KnownFuture {
  return {
    from,
    events: EVENTS_OF[sense]?.(atMs) ?? null,
    dwell: sense === "dwell",
    catalogue: sense === "catalogue",
    examples: sense === "examples"
  };
}

/** The whole log without what a sense is for. */
export function futureWithout(sense: FutureFact, atMs: number): KnownFuture {
  const events = EVENTS_OF[sense]?.(atMs);
  return {
    from: "log",
    events: events === undefined ? "true" : `NOT (${events})`,
    dwell: sense !== "dwell",
    catalogue: sense !== "catalogue",
    examples: sense !== "examples"
  };
}

/**
 * Names a leak by the kinds of later facts that change the feature when they alone are known. The narrowest name wins: the time of what matters before whose it is,
 * strangers before the user's own, a type of event before all of them.
 */
export function leakKindOf(noticed: ReadonlySet<FutureFact>): LeakKind {
  const has = (sense: FutureFact) => noticed.has(sense);
  const own = has("user") || has("item");
  if (has("moment") && !has("after")) return "same timestamp";
  if (has("others")) return "other users / global statistic";
  if (own || has("session")) {
    if (has("purchases") && !has("nonPurchases")) return "label";
    return own ? "future event" : "rest of the session";
  }
  if (has("examples")) return "future event";
  if (has("dwell") !== has("catalogue")) return has("dwell") ? "unfinished dwell time" : "later catalogue";
  return "several";
}
