import type {Figure} from "../../src/lib/core/result.js";
import {itemKnn, markovChain, sequentialRules} from "../../src/lib/recommend/itemPairs.js";
import {sessionCount} from "../../src/lib/recommend/itemSequences.js";
import {popularity} from "../../src/lib/recommend/popularity.js";
import {parseProtocol, splitSequences} from "../../src/lib/recommend/protocols.js";
import {userRecommenders} from "../../src/lib/recommend/recommenders.js";
import {sampleSessions} from "../../src/lib/recommend/sampleSessions.js";
import {differenceOverSessions, meanOverSessions} from "../../src/lib/recommend/sessionBootstrap.js";
import {checkedFile, inputsOf} from "../data/checkedFile.js";
import {evaluateContender, partCounts, STUDY_METRICS, type ContenderEvaluation} from "../recommend/contenders.js";
import {readItemSequences} from "../recommend/readItemSequences.js";

import {columnsOf} from "../sparsity/columnsOf.js";
import type {Study} from "./study.js";

const FILE = "online_retail.parquet";
const DATASET = "Online Retail, invoice lines of a British wholesaler of gifts (UCI 352)";
const PROTOCOL = "leave-one-out";
/** Items of baskets drawn at random until they hold so many; of each basket the last item is predicted. */
const BASKET_ITEMS = 25_000;
const DRAWS = 400;
const MODELS = [popularity(), markovChain(), sequentialRules(), itemKnn(), ...userRecommenders()];
const BASELINE = "item-knn";

/** Whether what a customer bought before helps to guess the next item of a basket. */
export const study: Study = {
  name: "recommend-baskets",
  title:
    "Guesses the last item of baskets of Online Retail with models of customers, and with models of the basket alone.",
  options: {
    protocol: PROTOCOL,
    basketItems: BASKET_ITEMS,
    draws: DRAWS,
    models: MODELS.map(({id, setting}) => ({id, setting}))
  },
  inputs: inputsOf("online-retail", [FILE]),
  measured: false,
  async run({progress}) {
    const path = await checkedFile("online-retail", FILE);
    const {sequences, itemIds} = await readItemSequences({source: path, events: "all"});
    const {train, test: whole, lastOnly} = splitSequences(sequences, parseProtocol(PROTOCOL), "drop");
    const test = sampleSessions(whole, BASKET_ITEMS, 1);
    const training = {sequences: train, catalogue: itemIds.length};
    const found = new Map<string, ContenderEvaluation>();
    for (const model of MODELS) {
      progress(model.title);
      found.set(model.id, evaluateContender(model.fit(training), training, test, null, lastOnly));
    }
    const {evaluation, metrics: popular} = found.get("popularity")!;
    // several baskets of one customer are drawn together
    const customers = evaluation.sessions.map((basket) => test.users![basket]);
    const figures: Record<string, Figure> = {};
    for (const {id, title, setting} of MODELS)
      for (const metric of STUDY_METRICS) {
        const {value, low, high} = meanOverSessions(found.get(id)!.gains[metric.id], customers, {draws: DRAWS});
        figures[`${id}-${metric.id}`] = {
          value,
          low,
          high,
          n: customers.length,
          unit: metric.unit,
          dataset: DATASET,
          protocol: `${title} (${setting}): the last item of ${sessionCount(test)} baskets drawn at random, ranked among all ${itemIds.length} items given the others of the basket; all baskets without their last items teach, also later ones (leave-one-out), repeats dropped, ties counted against the model; percentile bootstrap over customers`,
          baseline: {name: "popularity", value: popular[metric.id]}
        };
      }
    return {
      figures,
      tables: {
        models: columnsOf(MODELS.map(({id, title, setting}) => ({id, title, setting}))),
        counts: columnsOf(
          Object.entries({training: train, "all baskets": whole, "test sample": test}).map(([part, one]) => ({
            part,
            ...partCounts(one),
            customers: new Set(one.users).size
          }))
        ),
        metrics: columnsOf(MODELS.map(({id}) => ({model: id, ...found.get(id)!.metrics}))),
        differences: columnsOf(
          MODELS.filter(({id}) => id !== BASELINE).flatMap(({id}) =>
            ["hr5", "hr20", "mrr20"].map((metric) => {
              const {value, low, high} = differenceOverSessions(
                found.get(BASELINE)!.gains[metric],
                found.get(id)!.gains[metric],
                customers,
                {draws: DRAWS}
              );
              return {first: BASELINE, second: id, metric, value, low, high};
            })
          )
        )
      }
    };
  }
};
