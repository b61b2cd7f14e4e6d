import {ADD_TO_CART} from "../sources/events.js";
import type {SessionSequences} from "./sessionSequences.js";

/**
 * For each threshold, how many sessions with a cart reach it at some event from their first addition on, and how many of these end
 * without a purchase. `scores` has one value an event.
 */
export function cartThresholds(
  sequences: SessionSequences,
  scores: ArrayLike<number>,
  thresholds: readonly number[]
): {readonly threshold: number; readonly reached: number; readonly abandoned: number}[] {
  const {sessions, from, events, outcomes} = sequences;
  const highest: {readonly score: number; readonly abandoned: boolean}[] = [];
  for (let s = 0; s < sessions; s++) {
    let score = NaN;
    for (let at = from[s]; at < from[s + 1]; at++) {
      if (Number.isNaN(score) && events.event[at] !== ADD_TO_CART) continue;
      score = Number.isNaN(score) ? scores[at] : Math.max(score, scores[at]);
    }
    if (!Number.isNaN(score)) highest.push({score, abandoned: outcomes.transactions[s] === 0});
  }
  return thresholds.map((threshold) => {
    const reached = highest.filter(({score}) => score >= threshold);
    return {threshold, reached: reached.length, abandoned: reached.filter(({abandoned}) => abandoned).length};
  });
}
