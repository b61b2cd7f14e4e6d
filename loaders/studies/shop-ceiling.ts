import type {Figure} from "../../src/lib/core/result.js";
import {averagePrecisionInterval} from "../../src/lib/metrics/averagePrecision.js";
import {ranked} from "../../src/lib/metrics/ranked.js";
import {rocAuc} from "../../src/lib/metrics/auc.js";
import {wilsonInterval} from "../../src/lib/metrics/intervals.js";
import {generateShop, shopOptions} from "../../src/lib/generator/shop.js";
import {ceilingExamples} from "../../src/lib/generator/ceiling.js";
import {buysLater} from "../../src/lib/generator/posterior.js";
import type {Study} from "./study.js";

const options = {
  profile: "paper",
  seed: 1,
  eventNumbers: 40,
  leastPositives: 50,
  bins: [0, 0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.2, 0.3, 0.4, 0.5, 0.6, 1]
};

/** How well anyone could tell that a visit will buy, knowing all but the future. */
export const study: Study = {
  name: "shop-ceiling",
  title:
    "The exact posterior's AUC and average precision for “buys in this session”, by event number, and its calibration.",
  options,
  inputs: {},
  measured: false,
  async run({progress}) {
    const o = shopOptions(options.profile, {seed: options.seed});
    const shop = generateShop(o);
    progress("forward algorithm over every user");
    const examples = ceilingExamples(shop, buysLater(o, shop.catalogue, shop.events));
    const dataset = `generated shop, profile ${options.profile}, seed ${options.seed}`;
    const byNumber = {
      event: [] as number[],
      n: [] as number[],
      positives: [] as number[],
      auc: [] as number[],
      aucLow: [] as number[],
      aucHigh: [] as number[],
      averagePrecision: [] as number[],
      averagePrecisionLow: [] as number[],
      averagePrecisionHigh: [] as number[],
      rate: [] as number[]
    };
    for (let number = 1; number <= options.eventNumbers; number++) {
      const here = examples.filter((e) => e.eventNumber === number);
      const labels = here.map((e) => (e.buys ? 1 : 0));
      const positives = labels.filter((y) => y === 1).length;
      if (positives < options.leastPositives || positives === here.length) break;
      const scores = here.map((e) => e.probability);
      const auc = rocAuc(scores, labels);
      byNumber.event.push(number);
      byNumber.n.push(here.length);
      byNumber.positives.push(positives);
      byNumber.auc.push(auc.value);
      byNumber.aucLow.push(auc.low);
      byNumber.aucHigh.push(auc.high);
      const precision = averagePrecisionInterval(ranked(scores, labels));
      // never without an interval: with so many positives there is a spread to measure
      const {low, high} = precision.interval!;
      byNumber.averagePrecision.push(precision.value);
      byNumber.averagePrecisionLow.push(low);
      byNumber.averagePrecisionHigh.push(high);
      byNumber.rate.push(positives / here.length);
    }
    // At most one moment a session: many moments of one session share their outcome, which makes a plain interval too narrow.
    const calibration = {
      from: [] as number[],
      to: [] as number[],
      n: [] as number[],
      predicted: [] as number[],
      observed: [] as number[],
      low: [] as number[],
      high: [] as number[]
    };
    const one = examples.filter((e) => e.chosen);
    for (let b = 0; b + 1 < options.bins.length; b++) {
      const here = one.filter((e) => e.probability >= options.bins[b] && e.probability < options.bins[b + 1]);
      if (here.length === 0) continue;
      const observed = here.filter((e) => e.buys).length / here.length;
      const {low, high} = wilsonInterval(observed, here.length);
      calibration.from.push(options.bins[b]);
      calibration.to.push(options.bins[b + 1]);
      calibration.n.push(here.length);
      calibration.predicted.push(here.reduce((sum, e) => sum + e.probability, 0) / here.length);
      calibration.observed.push(observed);
      calibration.low.push(low);
      calibration.high.push(high);
    }
    const expected = one.reduce((sum, e) => sum + e.probability, 0) / one.length;
    const seen = one.filter((e) => e.buys).length / one.length;
    const at = (number: number): Figure => {
      const k = byNumber.event.indexOf(number);
      return {
        value: byNumber.auc[k],
        low: byNumber.aucLow[k],
        high: byNumber.aucHigh[k],
        n: byNumber.n[k],
        unit: "AUC",
        dataset,
        protocol: `exact posterior after event ${number}, sessions that reach it and have not bought; DeLong 95 % interval`,
        baseline: {name: "a random score", value: 0.5}
      };
    };
    return {
      figures: {
        aucAtEvent1: at(1),
        aucAtEvent5: at(5),
        aucAtEvent10: at(10),
        aucAtEvent20: at(20),
        meanPredicted: {
          value: expected,
          low: null,
          high: null,
          n: one.length,
          unit: "share of sessions",
          dataset,
          protocol:
            "mean posterior at one of the first 20 events, drawn for each session, where it is reached before a purchase"
        },
        meanObserved: {
          value: seen,
          ...wilsonInterval(seen, one.length),
          n: one.length,
          unit: "share of sessions",
          dataset,
          protocol: "share of these sessions that then buy; Wilson 95 % interval"
        }
      },
      tables: {byNumber, calibration}
    };
  }
};
