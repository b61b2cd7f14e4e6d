import {UserError} from "../core/errors.js";
import {SHARES, type Shares} from "../pipeline/split.js";
import {opportunityFactor, type ShopSize} from "./opportunityFactor.js";
import {wilsonInterval} from "../metrics/intervals.js";
import {
  learnable,
  LEARNABLE_OPTIONS,
  type PartSize,
  type LearnableOptions,
  type LearnableVerdict
} from "./learnable.js";
import type {Target} from "./target.js";

/** Larger shops are not planned. */
export const MAX_USERS = 1e9;
export const MAX_SESSIONS = 1e10;

/** What has been counted on a shop, from which another is planned. */
export interface CountedTarget {
  readonly target: Target;
  /** Over all parts. */
  readonly examples: number;
  readonly positives: number;
  /** Users of the positives, added up over the parts. */
  readonly positiveUsers: number;
}

export interface PowerAnalysisOptions extends Partial<LearnableOptions> {
  readonly shares?: Shares;
}

export interface ExpectedTarget extends LearnableVerdict {
  readonly target: Target;
  readonly examples: number;
  readonly positives: number;
  /** 95 % interval of `positives` as far as it hangs on how few were counted, those of one user taken once. */
  readonly low: number;
  readonly high: number;
  readonly parts: readonly (Required<PartSize> & {readonly part: (typeof PLANNED_PARTS)[number]})[];
}

/**
 * What each target would hold in a shop of another size, split at random into training, validation and test. A target's rate is taken to grow in proportion to the
 * share of sessions that buy and to its exposure; the factor comes from the shop on which it was counted, and so does the number of positives a user has.
 * Numbers of positives are expectations, rounded. Throws `UserError` for sizes that make no sense.
 */
export function powerAnalysis(
  size: ShopSize,
  counted: readonly CountedTarget[],
  measured: ShopSize,
  {shares = SHARES, ...options}: PowerAnalysisOptions = {}
): ExpectedTarget[] {
  check(size);
  return counted.map(({target, examples: seen, positives: found, positiveUsers}) => {
    const items = target.examples.unit === "item";
    // sessions too short to be asked give no example; the same share of them is expected
    const perUnit = seen / (items ? measured.sessions * measured.itemsPerSession : measured.sessions);
    const examples = Math.round(perUnit * (items ? size.sessions * size.itemsPerSession : size.sessions));
    // more items in a session share the same purchases
    const crowding = items && target.of === "item" ? measured.itemsPerSession / size.itemsPerSession : 1;
    const likelier = (size.conversion / measured.conversion) * crowding;
    const growth =
      found === 0
        ? 0
        : likelier * (opportunityFactor(size, target.horizon) / opportunityFactor(measured, target.horizon));
    const expected = (rate: number) => Math.round(examples * Math.min(1, rate * growth));
    const eachUser = found === 0 ? 1 : positiveUsers / found;
    const {low, high} = wilsonInterval(found / seen, seen * eachUser);
    const positives = expected(found / seen);
    const parts = PLANNED_PARTS.map((part, i) => {
      const all = Math.round(examples * shares[i]);
      const hits = Math.min(all, Math.round(all * Math.min(1, (found / seen) * growth)));
      return {
        part,
        examples: all,
        positives: hits,
        positiveUsers: Math.max(Math.min(1, hits), Math.round(hits * eachUser))
      };
    });
    const verdict = learnable(parts[0], parts[2], {...LEARNABLE_OPTIONS, ...options});
    return {target, examples, positives, low: expected(low), high: expected(high), parts, ...verdict};
  });
}

const PLANNED_PARTS = ["train", "validation", "test"] as const;

function check({users, sessions, conversion, itemsPerSession, days}: ShopSize): void {
  const whole = (name: string, value: number, most: number) => {
    if (!(Number.isInteger(value) && value >= 1 && value <= most))
      throw new UserError(`${name}: ${value}`, `give a whole number from 1 to ${most.toLocaleString("en-US")}`);
  };
  whole("users", users, MAX_USERS);
  whole("sessions", sessions, MAX_SESSIONS);
  whole("days", days, 10_000);
  if (sessions < users)
    throw new UserError(`${sessions} sessions of ${users} users`, "every user has a session at least");
  if (!(conversion > 0 && conversion <= 1))
    throw new UserError(`conversion: ${conversion}`, "give a share above 0, up to 1");
  if (!(itemsPerSession >= 1 && itemsPerSession <= 1000))
    throw new UserError(`items a session: ${itemsPerSession}`, "give a number from 1 to 1,000");
}
