import type {Ranked} from "./ranked.js";
import {weightedPrecision} from "./weightedPrecision.js";

/**
 * The area under the ROC curve as a function of how often each row counts, for the bootstrap: O(rows), no sorting. NaN where a class has
 * no weight.
 */
export function weightedAuc({order, ends, labels}: Ranked): (weights: ArrayLike<number>) => number {
  return (weights) => {
    let positives = 0;
    let negatives = 0;
    let wins = 0;
    for (let k = 0, place = 0; k < ends.length; ++k) {
      let positivesHere = 0;
      let negativesHere = 0;
      for (; place < ends[k]; ++place) {
        const row = order[place];
        if (labels[row] === 1) positivesHere += weights[row];
        else negativesHere += weights[row];
      }
      wins += negativesHere * (positives + positivesHere / 2);
      positives += positivesHere;
      negatives += negativesHere;
    }
    return positives === 0 || negatives === 0 ? NaN : wins / (positives * negatives);
  };
}

/**
 * Average precision as a function of how often each row counts, with the share of positives held at the sample's own, so that draws
 * differ in their ranking and not in how many positives came by. NaN where a class has no weight that the sample has.
 */
export function weightedAveragePrecision(ranking: Ranked): (weights: ArrayLike<number>) => number {
  const {order, labels, positives, negatives} = ranking;
  return (weights) => {
    let allPositives = 0;
    let allNegatives = 0;
    for (let place = 0; place < order.length; ++place) {
      if (labels[order[place]] === 1) allPositives += weights[order[place]];
      else allNegatives += weights[order[place]];
    }
    if (allPositives === 0 || (allNegatives === 0 && negatives > 0)) return NaN;
    // A drawn negative counts as many as it takes to restore the share.
    const worth = negatives === 0 ? 0 : (allPositives / positives) * (negatives / allNegatives);
    return weightedPrecision(ranking, weights, worth).sum / allPositives;
  };
}
