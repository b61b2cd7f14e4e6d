import type {SessionTarget} from "./sessionTargets.js";

/** The share of the way from a random order's area to the exact posterior's on the same sessions. */
export interface CeilingShareRow {
  readonly target: SessionTarget["ask"];
  /** Of the event in its session, from 1. */
  readonly number: number;
  readonly model: string;
  readonly n: number;
  readonly positives: number;
  readonly share: number;
  readonly shareLow: number;
  readonly shareHigh: number;
}

/** The area of the page's own model less another's on the same sessions. */
export interface DifferenceRow {
  readonly target: SessionTarget["ask"];
  readonly number: number;
  readonly against: string;
  readonly n: number;
  readonly positives: number;
  readonly difference: number;
  readonly differenceLow: number;
  readonly differenceHigh: number;
}
