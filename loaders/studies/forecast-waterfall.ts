import {readSales} from "../forecast/readSales.js";
import {waterfallFigures} from "../forecast/waterfallFigures.js";
import type {Study, StudyContext} from "./study.js";

const options = {
  profile: "paper",
  seed: 1,
  count: "carts",
  trainDays: 56,
  testDays: 14,
  horizon: 1,
  boosting: {loss: "poisson", trees: 300, learningRate: 0.1, leaves: 31}
} as const;

/** How a forecast of daily sales of the generated shop comes to an error near 1 %. */
export const study: Study = {
  name: "forecast-waterfall",
  title: "Forecasts daily adds to cart of the generated shop, honestly and with one error after another.",
  options,
  inputs: {},
  measured: false,
  async run(context) {
    const {figures, steps} = await shopWaterfall(context);
    return {figures, tables: {steps}};
  },
  sample: {
    title: "the forecast without an error and with the first one",
    run: async (context) => ({figures: (await shopWaterfall(context, 1)).figures})
  }
};

async function shopWaterfall({progress}: StudyContext, most?: number) {
  const {profile, seed, count, trainDays, testDays, horizon, boosting} = options;
  progress("generating the shop");
  const log = await readSales({source: "shop", profile, seed, count});
  const testUntil = log.sales.untilDay;
  const testFrom = testUntil - testDays;
  return waterfallFigures({
    dataset: `generated shop, ${profile}, daily adds to cart of an item`,
    log,
    split: {trainFrom: testFrom - trainDays, testFrom, testUntil, horizon},
    boosting,
    most,
    progress
  });
}
