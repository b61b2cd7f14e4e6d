import {UserError} from "../core/errors.js";
import {SHARES, type Shares} from "../pipeline/split.js";
import {exposure, type ShopSize} from "./exposure.js";
import {learnable, LEARNABLE_OPTIONS, type LearnableOptions, type LearnableVerdict} from "./learnable.js";
import type {Rung} from "./rung.js";

/** What has been counted on a shop, from which another is planned. */
export interface CountedRung {
  readonly rung: Rung;
  /** Over all parts. */
  readonly examples: number;
  readonly positives: number;
}

export interface PlannedRung extends LearnableVerdict {
  readonly rung: Rung;
  readonly examples: number;
  readonly positives: number;
}

/**
 * What each rung would hold in a shop of another size, split at random into training, validation and test. A rung's rate is taken to grow in proportion to the
 * share of sessions that buy and to its exposure; the factor comes from the shop on which it was counted. Numbers of positives are expectations, rounded.
 * Throws `UserError` for sizes that make no sense.
 */
export function planTargets(
  size: ShopSize,
  counted: readonly CountedRung[],
  measured: ShopSize,
  {shares = SHARES, ...options}: Partial<LearnableOptions> & {readonly shares?: Shares} = {}
): PlannedRung[] {
  check(size);
  return counted.map(({rung, examples: seen, positives: found}) => {
    const items = rung.examples.unit === "item";
    // sessions too short to be asked give no example; the same share of them is expected
    const perUnit = seen / (items ? measured.sessions * measured.itemsPerSession : measured.sessions);
    const examples = Math.round(perUnit * (items ? size.sessions * size.itemsPerSession : size.sessions));
    const factor = found / seen / (measured.conversion * exposure(measured, rung.horizon));
    // more items in a session share the same purchases
    const crowding = items && rung.of === "item" ? measured.itemsPerSession / size.itemsPerSession : 1;
    const rate = Math.min(1, factor * size.conversion * exposure(size, rung.horizon) * crowding);
    const part = (share: number) => {
      const n = Math.round(examples * share);
      return {examples: n, positives: Math.min(n, Math.round(n * rate))};
    };
    const verdict = learnable(part(shares[0]), part(shares[2]), {...LEARNABLE_OPTIONS, ...options});
    return {rung, examples, positives: Math.round(examples * rate), ...verdict};
  });
}

function check({users, sessions, conversion, itemsPerSession, days}: ShopSize): void {
  const whole = (name: string, value: number, most: number) => {
    if (!(Number.isInteger(value) && value >= 1 && value <= most))
      throw new UserError(`${name}: ${value}`, `give a whole number from 1 to ${most.toLocaleString("en-US")}`);
  };
  whole("users", users, 1e9);
  whole("sessions", sessions, 1e10);
  whole("days", days, 10_000);
  if (sessions < users)
    throw new UserError(`${sessions} sessions of ${users} users`, "every user has a session at least");
  if (!(conversion > 0 && conversion <= 1))
    throw new UserError(`conversion: ${conversion}`, "give a share above 0, up to 1");
  if (!(itemsPerSession >= 1 && itemsPerSession <= 1000))
    throw new UserError(`items a session: ${itemsPerSession}`, "give a number from 1 to 1,000");
}
