import type {SessionTarget} from "../../src/lib/sequence/sessionTargets.js";

/** The id and title of the ceiling among the models. */
export const CEILING = {
  id: "posterior",
  title: "Exact posterior",
  setting:
    "the forward algorithm with every rate of the generator, on the session so far and all that its user did before"
};

/** One value an event, of the sessions of either part. */
export interface PartScores {
  readonly train: Float64Array;
  readonly test: Float64Array;
}

/** The ceiling's scores for a target. Of a session that has something in its cart, abandonment is what a purchase is not. */
export function ceilingFor({ask}: SessionTarget, {train, test}: PartScores): PartScores {
  if (ask === "purchase") return {train, test};
  const other = (scores: ArrayLike<number>) => Float64Array.from(scores, (chance) => 1 - chance);
  return {train: other(train), test: other(test)};
}
