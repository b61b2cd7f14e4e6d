import {dailyExamples} from "../../src/lib/forecast/dailyExamples.js";
import {fitBoosting} from "../../src/lib/models/boosting.js";
import {readSales} from "../forecast/readSales.js";
import type {Study} from "./study.js";

const options = {
  profile: "paper",
  seed: 1,
  count: "carts",
  trainDays: 56,
  testDays: 14,
  horizon: 1,
  runs: 3,
  boosting: {loss: "poisson", trees: 300, learningRate: 0.1, leaves: 31}
} as const;

/** What training the forecast of the study `forecast-waterfall` takes. */
export const study: Study = {
  name: "forecast-cost",
  title: "Processor time and memory of training a forecast of 300 trees on the generated shop.",
  options,
  inputs: {},
  measured: true,
  async run({progress}) {
    const {profile, seed, count} = options;
    const log = await readSales({source: "shop", profile, seed, count});
    const testUntil = log.sales.untilDay;
    const testFrom = testUntil - options.testDays;
    const split = {trainFrom: testFrom - options.trainDays, testFrom, testUntil, horizon: options.horizon};
    const minutes: number[] = [];
    let rows = 0;
    for (let run = 1; run <= options.runs; run++) {
      progress(`training, ${run} of ${options.runs}`);
      const before = process.cpuUsage();
      const {train} = dailyExamples(log, split, []);
      fitBoosting(train, options.boosting);
      const {user, system} = process.cpuUsage(before);
      minutes.push((user + system) / 60e6);
      rows = train.rows;
    }
    minutes.sort((a, b) => a - b);
    const dataset = `generated shop, ${profile}, daily adds to cart of an item`;
    return {
      figures: {
        trainingMinutes: {
          value: minutes[Math.floor(minutes.length / 2)],
          low: minutes[0],
          high: minutes[minutes.length - 1],
          n: rows,
          unit: "min",
          dataset,
          protocol: `features and ${options.boosting.trees} trees on ${rows} days of items; processor time, median, least and greatest of ${options.runs} runs`
        },
        peakGigabytes: {
          value: process.resourceUsage().maxRSS / 1e6,
          low: null,
          high: null,
          n: rows,
          unit: "GB",
          dataset,
          protocol: "the most memory of the process that makes the shop's log and features, and trains"
        }
      },
      tables: {}
    };
  }
};
