import {readdirSync, readFileSync} from "node:fs";
import {runInNewContext} from "node:vm";
import {describe, expect, test} from "vitest";
import {abandonmentPage} from "../../loaders/pages/abandonment.js";
import type {dataPage} from "../../loaders/pages/data.js";
import type {demoShopPage} from "../../loaders/pages/demoShop.js";
import {latencyPage} from "../../loaders/pages/latency.js";
import {modelsPage} from "../../loaders/pages/models.js";
import type {sessionsPage} from "../../loaders/pages/sessions.js";
import {sparsityPage} from "../../loaders/pages/sparsity.js";
import {targetsPage} from "../../loaders/pages/targets.js";
import type {sqlPage} from "../../loaders/pages/sql.js";
import type {yourLogPage} from "../../loaders/pages/yourLog.js";
import {readResults, requireResult} from "../../loaders/results/results.js";
import {ENSEMBLE, TRAINED_HEADS} from "../../loaders/tabm/shoppersPart.js";
import {abandonmentAnswer} from "../../src/components/abandonment/abandonmentAnswer.js";
import {shopDataAnswer} from "../../src/components/data/dataAnswer.js";
import {experimentsAnswer} from "../../src/components/experiments/experimentsAnswer.js";
import {demoShopAnswer} from "../../src/components/demoShop/demoShopAnswer.js";
import {explainAnswer} from "../../src/components/explain/explainAnswer.js";
import {featuresAnswer} from "../../src/components/features/answer.js";
import {intentAnswer} from "../../src/components/intent/intentAnswer.js";
import {latencyAnswer} from "../../src/components/latency/latencyAnswer.js";
import {leakageAnswer} from "../../src/components/leakage/leakageAnswer.js";
import {count, percent} from "../../src/components/format.js";
import {claimsAnswer} from "../../src/components/ledgerAnswer.js";
import {metricsAnswer} from "../../src/components/metrics/metricsAnswer.js";
import {modelsAnswer} from "../../src/components/models/modelsAnswer.js";
import {overfitAnswer} from "../../src/components/overfitting/runText.js";
import {pipelineAnswer} from "../../src/components/pipelineAnswer.js";
import {answer} from "../../src/components/rerun/answer.js";
import {publishedAssumptions} from "../../src/components/rerun/assumptions.js";
import {shopSessionsAnswer} from "../../src/components/sessions/sessionsAnswer.js";
import {shopAnswer} from "../../src/components/shopAnswer.js";
import {sparsityAnswer} from "../../src/components/sparsity/sparsityAnswer.js";
import {tuningAnswer} from "../../src/components/tuning/tuningAnswer.js";
import {SHOP_TITLES} from "../../src/components/targets/shopTitles.js";
import {targetsAnswer} from "../../src/components/targets/targetsAnswer.js";
import {buildLedger} from "../../src/lib/claims/ledger.js";
import {MIN_POSITIVES} from "../../src/lib/metrics/evaluationRows.js";
import {OVERFIT_PRESETS} from "../../src/lib/overfitting/overfitSettings.js";
import type {RunDocument} from "../../src/lib/pipeline/stages.js";
import {abandonmentHeadline} from "../../src/lib/reports/abandonment.js";
import {claimsHeadline} from "../../src/lib/reports/claims.js";
import {dataHeadline} from "../../src/lib/reports/data.js";
import {experimentsHeadline} from "../../src/lib/reports/experiments.js";
import {demoShopHeadline} from "../../src/lib/reports/demoShopPage.js";
import {explainHeadline} from "../../src/lib/reports/explain.js";
import type {FeaturesPage} from "../../src/lib/reports/featuresPage.js";
import {featuresHeadline} from "../../src/lib/reports/features.js";
import {forecastModels} from "../../src/lib/reports/forecast.js";
import {intentHeadline, intentReport} from "../../src/lib/reports/intent.js";
import {latencyHeadline, publishedResult} from "../../src/lib/reports/latency.js";
import {leakageHeadline} from "../../src/lib/reports/leakage.js";
import {targetNeeds} from "../../src/lib/reports/logNeeds.js";
import {logAnswer} from "../../src/lib/reports/logReport.js";
import {recommendResults} from "../../src/lib/reports/recommendResults.js";
import {coverageRows, metricsHeadline} from "../../src/lib/reports/metrics.js";
import {modelsHeadline} from "../../src/lib/reports/models.js";
import {committedRun, overfitHeadline} from "../../src/lib/reports/overfitting.js";
import {shopSessionsHeadline} from "../../src/lib/reports/sessions.js";
import {sparsityHeadline} from "../../src/lib/reports/sparsity.js";
import {tuningHeadline} from "../../src/lib/reports/tuning.js";
import {assessTargets, committedCounts, targetsHeadline, USUAL_PROTOCOL} from "../../src/lib/reports/targets.js";
import {LEARNABLE_OPTIONS} from "../../src/lib/targets/learnable.js";
import {readingEase} from "../reports/readingEase.js";
import {pageData} from "./pageData.js";

/** The opening answer of each page as it stands in `src/<page>.md`, its expressions not yet worked out. */
const templates = Object.fromEntries(
  readdirSync("src")
    .filter((file) => file.endsWith(".md"))
    .flatMap((file) => {
      const found = /<p class="answer"[^>]*><strong>Answer\.<\/strong> (.*)<\/p>/.exec(
        readFileSync(`src/${file}`, "utf8")
      );
      return found === null ? [] : [[file.slice(0, -".md".length), found[1]]];
    })
);

/** The answer that a page shows first, where its expressions mean what `scope` says. */
const opening = (page: string, scope: Readonly<Record<string, unknown>>): string =>
  runInNewContext(`\`${templates[page]}\``, {...OF_THE_SHOP, ...scope}) as string;

/** What pages know while the generated shop is their log. */
const OF_THE_SHOP = {answerNote: () => "", log: "shop", own: null, ownLog: null};

/** From committed results alone. */
const committed: Readonly<Record<string, () => string>> = {
  abandonment: () => opening("abandonment", {abandonmentAnswer, abandonmentHeadline, page: abandonmentPage()}),
  claims: () => {
    const {claims} = buildLedger(readResults());
    return opening("claims", {claimsAnswer, headline: claimsHeadline(claims)});
  },
  experiments: () =>
    opening("experiments", {experimentsAnswer, experimentsHeadline, study: requireResult("experiment-peeking")}),
  explain: () => opening("explain", {explainAnswer, explainHeadline, study: requireResult("explain-trust")}),
  intent: () => {
    const names = {ensemble: ENSEMBLE, trainedHeads: TRAINED_HEADS};
    const page = intentReport(requireResult("tabm-shoppers"), requireResult("shoppers-models"), names);
    return opening("intent", {intentAnswer, intentHeadline, page});
  },
  "live-analytics": () => opening("live-analytics", {}),
  latency: () => {
    const page = latencyPage();
    const headline = latencyHeadline(page, publishedResult(page));
    return opening("latency", {panel: {answer: latencyAnswer(headline, false)}});
  },
  leakage: () => opening("leakage", {leakageAnswer, leakageHeadline, study: requireResult("leakage-replay")}),
  metrics: () => {
    const rows = coverageRows(requireResult("interval-coverage"));
    return opening("metrics", {metricsAnswer, metricsHeadline, rows, MIN_POSITIVES});
  },
  models: () => opening("models", {modelsAnswer, modelsHeadline, page: modelsPage()}),
  overfitting: () => {
    const [first] = Object.keys(OVERFIT_PRESETS);
    const run = committedRun(requireResult("overfitting"), first);
    return opening("overfitting", {panel: {answer: overfitAnswer(overfitHeadline(run))}});
  },
  pipeline: () => opening("pipeline", {pipelineAnswer, published: requireResult("pipeline-paper")}),
  shop: () => opening("shop", {shopAnswer, ceiling: requireResult("shop-ceiling")}),
  sparsity: () => opening("sparsity", {sparsityAnswer, sparsityHeadline, page: sparsityPage(), MAIN: "logistic"}),
  tuning: () => opening("tuning", {tuningAnswer, headline: tuningHeadline(requireResult("tuning-optimism"))}),
  targets: () => {
    const [shop] = targetsPage().shops;
    const usual = assessTargets(committedCounts(shop), {
      log: SHOP_TITLES[shop.profile],
      generated: true,
      protocol: USUAL_PROTOCOL,
      parameters: LEARNABLE_OPTIONS.parameters
    });
    return opening("targets", {targetsAnswer, targetsHeadline, usual, log: "paper", assessed: null});
  }
};

/** What each page says when it opens. A new result changes its sentence here too, once somebody has read it. */
const ANSWERS: Readonly<Record<string, string>> = {
  abandonment:
    "Hardly. Early in a session, the network ranks an abandoned cart above a bought one in 63 % of pairs; a coin toss would manage half.",
  claims:
    "Only four of the claims could be reproduced on data from real visitors, and 47 failed. Most of the others rest on generated data, follow from other numbers in the same report, or say no more than a coin would.",
  data: "Mostly browsing: about 5 % of sessions in the generated shop include a purchase. A model that always says “no purchase” is right for all the others, so every accuracy must be compared with that.",
  experiments:
    "More than a small shop has. Where one visitor in twenty buys, an experiment needs about 28,000 of them to show that an offer raises purchases as much as one report promises. Looking again and again, and stopping at the first success, finds effects that are not there.",
  "demo-shop":
    "A shop can decide after every click, in the visitor's own browser. Whether it decides well is another matter: its score ranks an abandoned cart above a bought one in 71 % of pairs, where a coin toss would manage half.",
  explain:
    "An explanation is exact about the model and says nothing by itself about shoppers. In the generated shop, a model trained on shuffled labels has nothing to explain, yet its contributions are 89 % as large as with real labels.",
  features:
    "A model sees counts, times and prices from the past, and nothing from the future. Taken alone, the best of them in the generated shop is only just better than the best of 36 random features at predicting whether the user buys this item within 3 sessions. Only 8 examples are known to have that outcome, too few to be sure.",
  forecast:
    "Badly, item by item: the best of 25 models misses 89 % of what is sold, and forecasting nothing at all misses 100 %. An error near 1 % comes from knowing the day that is forecast.",
  intent:
    "Partly. Without “page values”, a feature that is computed from purchases, the network TabM ranks a buyer above a non-buyer in 78 % of pairs, and in fewer when tested on later months. It cannot be distinguished from gradient boosting.",
  latency:
    "About 0.05 ms for one visitor in Node on the machine that made this site. That is a median; a report states a higher mean for its own model, but the report does not name its machine.",
  leakage:
    "No. We recomputed the features with everything later deleted, and again with an invented future. None of 205,894 comparisons showed a difference. The same test caught every leak that we planted.",
  "live-analytics":
    "This page counts what happens in the demo shop while it happens, in every tab of your browser. It can say how many offers came to an order. It cannot say how many of those orders the offers brought.",
  metrics:
    "That it includes the true value in that share of samples. The usual intervals do not always keep the promise: even with 30 purchases or more, the worst of them includes it in only 87 %.",
  models:
    "The choice of model matters less than the features. On real shop visits, one feature that is computed from purchases changes the score about 7 times as much as the step from logistic regression to gradient boosting.",
  overfitting:
    "It memorised: on new data its ranking cannot be distinguished from chance. It was trained on 9 positive examples of the generated shop. With shuffled labels, where there is nothing to learn, it fits its training data just as well.",
  pipeline:
    "It is cleaned, cut into sessions, and split into training, validation and test. In the generated shop no training session starts after the first test session, so the test is a real prediction.",
  recommend:
    "In a real shop of 217 items, the best recommender has the next click among its first five items in 41 % of cases. It is the recurrent network GRU4Rec, but counting which item follows which (sequential rules) comes close to it.",
  rerun:
    "Not checked yet in this browser. The button below makes 313,098 events again from a seed, and all 5 tables from them. It compares each with the table that we published, by a fingerprint (SHA-256).",
  sessions:
    "Yes in the generated shop, which was built that way: the gap finds 100 % of the true visits. A slightly shorter or longer gap does almost as well. No real log can answer this, because it does not record where visits begin and end.",
  shop: "In the generated shop we know exactly. After ten events of a session, even the best possible prediction ranks a buyer above a non-buyer in only 78 % of pairs. A higher score at that point, on these data, means that the answer has leaked in.",
  sparsity:
    "When there are enough examples to learn from: in the generated shop a model needs about 75 purchases (the margin of error is wide) to learn half of what can be known about who buys this item within 3 sessions. With the fewest that we tried, it cannot be distinguished from chance.",
  sql: "The 11 tables hold the events, sessions, items and visits of the generated shop, up to 313,098 rows each. One SQL query can ask anything of them.",
  targets:
    "In the generated shop none of the 7 targets has enough positive examples to be learned and tested reliably. Some come close. Counting shows this before any model is trained.",
  "your-log":
    "In the generated shop no purchase target has enough positives to be learned and tested with confidence; the nearest, “buys anything in this session, asked after event 3”, would take about 13,000 users.",
  tuning:
    "A tuned model's reported score is partly luck: the best of many configurations is also the luckiest. With few positives in the validation set, the AUC that a search reports is 0.07 higher than the same model reaches on fresh data. With many positives the difference is smaller, but it is still there."
};

describe("reading ease", () => {
  const plain = Object.fromEntries(Object.entries(ANSWERS).map(([page, text]) => [page, readingEase(text)]));

  test("of all answers together is that of plain English", () =>
    expect(readingEase(Object.values(ANSWERS).join(" "))).toBeGreaterThanOrEqual(50));
  test.each(Object.entries(plain))("of %s is not that of a paper (%d)", (_, ease) =>
    expect(ease).toBeGreaterThanOrEqual(30)
  );
});

test("every page with an answer is here", () => {
  expect(Object.keys(ANSWERS).sort()).toEqual(Object.keys(templates).sort());
});

describe("from committed results", () => {
  test.each(Object.keys(committed))("%s", (page) => expect(committed[page]()).toBe(ANSWERS[page]));
});

/** What the build made of the generated shop: `name` is of a file of `src/data`, and `T` what its loader promises. */
const built = <T extends () => unknown>(name: string) => pageData<Awaited<ReturnType<T>>>(name);

describe("from the generated shop", () => {
  test("data", () => {
    const shop = built<typeof dataPage>("data").sets.find(({name}) => name === "shop")!;
    const scope = {shopDataAnswer, data: shop, shopHeadline: dataHeadline(shop)};
    expect(opening("data", scope)).toBe(ANSWERS.data);
  });
  test("demo-shop", () => {
    const headline = demoShopHeadline(built<typeof demoShopPage>("demo-shop"));
    expect(opening("demo-shop", {demoShopAnswer, headline})).toBe(ANSWERS["demo-shop"]);
  });
  test("your-log", () => {
    const {measured, run: counted} = built<typeof yourLogPage>("your-log");
    const targets = targetNeeds(measured!, counted!.totals!, {log: "the generated shop", generated: true});
    const scope = {logAnswer, measured, targets, title: "the generated shop", found: {said: ""}};
    expect(opening("your-log", scope)).toBe(ANSWERS["your-log"]);
    // positives of one user count less, so that the numbers of users are what falls short
    expect(targets.find(({target}) => target.id === "purchase-this-session")!.bring.join()).toContain(
      "400 positives in training (it has 521 of 476 users) and 138 in the test (it has 148 of 137 users), of different users"
    );
  });
  test("features", () => {
    const id = "item-3-sessions";
    const headline = featuresHeadline(pageData<FeaturesPage>("features"), id);
    expect(opening("features", {answer: featuresAnswer(headline, "the generated shop", id)})).toBe(ANSWERS.features);
    const best = {...headline!.best!, fromHalf: 0.1, chance: 0.2};
    expect(featuresAnswer({...headline!, best}, "the generated shop", id)).toContain(
      "none of them in the generated shop is better than the best of 36 random features"
    );
  });
  test("forecast", () => {
    const models = forecastModels(requireResult("forecast-online-retail"));
    expect(opening("forecast", {models, best: models.id.indexOf("ensemble-mean"), percent})).toBe(ANSWERS.forecast);
  });
  test("recommend", () =>
    expect(
      opening("recommend", {
        results: recommendResults(requireResult("recommend-eshop"), requireResult("recommend-waterfall"))
      })
    ).toBe(ANSWERS.recommend));
  test("rerun", () => {
    const run = pageData<RunDocument>("published");
    const scope = {panel: {answer: answer(run, null, publishedAssumptions(run))}};
    expect(opening("rerun", scope)).toBe(ANSWERS.rerun);
  });
  test("sql", () => {
    const shop = built<typeof sqlPage>("sql");
    const largest = shop.tables.reduce((a, b) => (b.rows > a.rows ? b : a));
    expect(opening("sql", {shop, largest, count})).toBe(ANSWERS.sql);
  });
  test("sessions", () => {
    const shop = built<typeof sessionsPage>("sessions");
    const scope = {shopSessionsAnswer, shopSessionsHeadline, shop, page: shop};
    expect(opening("sessions", scope)).toBe(ANSWERS.sessions);
  });
});
