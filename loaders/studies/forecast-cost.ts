import {parseDay} from "../../src/lib/forecast/calendarDay.js";
import {dailyExamples} from "../../src/lib/forecast/dailyExamples.js";
import {fitBoosting} from "../../src/lib/models/boosting.js";
import {checkedFile, inputsOf} from "../data/checkedFile.js";
import {readOnlineRetail} from "../forecast/readSales.js";
import type {Study} from "./study.js";

const FILE = "online_retail.parquet";
const options = {
  origin: "2011-11-11",
  horizon: 28,
  trainDays: 56,
  runs: 3,
  boosting: {loss: "poisson", trees: 300, learningRate: 0.1, leaves: 31}
} as const;

/** What training a forecast with daily features takes. */
export const study: Study = {
  name: "forecast-cost",
  title: "Processor time and memory of training a forecast of 300 trees on Online Retail.",
  options,
  inputs: inputsOf("online-retail", [FILE]),
  measured: true,
  async run({progress}) {
    const log = await readOnlineRetail({path: await checkedFile("online-retail", FILE)});
    const testFrom = parseDay(options.origin) + 1;
    const split = {
      trainFrom: testFrom - options.trainDays,
      testFrom,
      testUntil: testFrom + options.horizon,
      horizon: options.horizon
    };
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
    const dataset = "Online Retail (UCI 352)";
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
          protocol: "the most memory of the process that reads the invoices, makes features and trains"
        }
      },
      tables: {}
    };
  }
};
