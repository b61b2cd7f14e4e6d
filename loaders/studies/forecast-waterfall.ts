import {takeDailyLog} from "../../src/lib/forecast/dailyExamples.js";
import {gridBefore, seriesOf, takeItems} from "../../src/lib/forecast/salesGrid.js";
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
  boosting: {loss: "poisson", trees: 300, learningRate: 0.1, leaves: 31},
  /** The twin has many items that are hardly ever put into a cart: those that were on so many days before the test take part. */
  twin: {profile: "retailrocket", leastDays: 5}
} as const;

/** How a forecast of daily sales of the generated shop and of RetailRocket's twin comes to an error near 1 %. */
export const study: Study = {
  name: "forecast-waterfall",
  title:
    "Forecasts daily adds to cart of the generated shop and of the twin, honestly and with one error after another.",
  options,
  inputs: {},
  measured: false,
  async run(context) {
    const shop = await shopWaterfall(context);
    const twin = await twinWaterfall(context);
    const named = Object.entries(twin.figures).map(([name, figure]) => [`twin-${name}`, figure] as const);
    return {
      figures: {...shop.figures, ...Object.fromEntries(named)},
      tables: {steps: shop.steps, twinSteps: twin.steps}
    };
  },
  sample: {
    title: "the forecast without an error and with the first one",
    run: async (context) => ({figures: (await shopWaterfall(context, 1)).figures})
  }
};

async function shopWaterfall({progress}: StudyContext, most?: number) {
  const {profile, seed, count, boosting} = options;
  progress("generating the shop");
  const log = await readSales({source: "shop", profile, seed, count});
  return waterfallFigures({
    dataset: `generated shop, ${profile}, daily adds to cart of an item`,
    log,
    split: splitOf(log.sales.untilDay),
    boosting,
    most,
    progress
  });
}

async function twinWaterfall({progress}: StudyContext) {
  const {seed, count, boosting, twin} = options;
  progress("generating the twin");
  const log = await readSales({source: "shop", profile: twin.profile, seed, count});
  const split = splitOf(log.sales.untilDay);
  const before = gridBefore(log.sales, split.testFrom);
  const kept = takeItems(
    log.sales,
    (item) => seriesOf(before, item).reduce((n, sold) => n + (sold > 0 ? 1 : 0), 0) >= twin.leastDays
  );
  return waterfallFigures({
    dataset: `generated twin of RetailRocket, daily adds to cart of an item with some on ${twin.leastDays} days before the test`,
    log: takeDailyLog(log, kept),
    split,
    boosting,
    progress: (text) => progress(`the twin, ${text}`)
  });
}

function splitOf(testUntil: number) {
  const testFrom = testUntil - options.testDays;
  return {trainFrom: testFrom - options.trainDays, testFrom, testUntil, horizon: options.horizon};
}
