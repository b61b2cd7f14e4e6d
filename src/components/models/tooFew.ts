import {positives, type Dataset} from "../../lib/datasets/dataset.js";
import {MIN_POSITIVE_USERS} from "../../lib/targets/learnable.js";
import {count} from "../format.js";

/** Why a model of a reader's own log is not worth fitting; null where it is. */
export function tooFew({train, test, groups}: Dataset): string | null {
  for (const [part, {y}, of] of [
    ["train", train, groups?.train],
    ["test", test, groups?.test]
  ] as const) {
    const holders = of === undefined ? positives(y) : usersWithPositive(y, of);
    if (holders < MIN_POSITIVE_USERS[part])
      return `the ${part === "train" ? "training" : "test"} part has ${count(holders)} ${holders === 1 ? "user" : "users"} with a positive, and at least ${MIN_POSITIVE_USERS[part]} are needed${part === "train" ? ", because a model would memorise fewer" : " for a useful interval"}; choose a broader target or a longer log`;
  }
  return null;
}

function usersWithPositive(y: ArrayLike<number>, users: ArrayLike<number>): number {
  const seen = new Set<number>();
  for (let row = 0; row < y.length; row++) if (y[row] === 1) seen.add(users[row]);
  return seen.size;
}
