import {readdirSync, readFileSync} from "node:fs";
import {runInNewContext} from "node:vm";
import {beforeAll, describe, expect, test} from "vitest";
import {abandonmentPage} from "../../loaders/pages/abandonment.js";
import {dataPage} from "../../loaders/pages/data.js";
import {featuresPage} from "../../loaders/pages/features.js";
import {latencyPage} from "../../loaders/pages/latency.js";
import {modelsPage} from "../../loaders/pages/models.js";
import {sessionsPage} from "../../loaders/pages/sessions.js";
import {openShopLog} from "../../loaders/pages/shopLog.js";
import {sparsityPage} from "../../loaders/pages/sparsity.js";
import {targetsPage} from "../../loaders/pages/targets.js";
import {yourLogPage} from "../../loaders/pages/yourLog.js";
import {readResults, requireResult} from "../../loaders/results/results.js";
import {ENSEMBLE, TRAINED_HEADS} from "../../loaders/tabm/shoppersPart.js";
import {abandonmentAnswer} from "../../src/components/abandonment/abandonmentAnswer.js";
import {shopDataAnswer} from "../../src/components/data/dataAnswer.js";
import {featuresAnswer} from "../../src/components/features/answer.js";
import {intentAnswer} from "../../src/components/intent/intentAnswer.js";
import {latencyAnswer} from "../../src/components/latency/latencyAnswer.js";
import {leakageAnswer} from "../../src/components/leakage/leakageAnswer.js";
import {claimsAnswer, indexAnswer} from "../../src/components/ledgerAnswer.js";
import {metricsAnswer} from "../../src/components/metrics/metricsAnswer.js";
import {modelsAnswer} from "../../src/components/models/modelsAnswer.js";
import {overfitAnswer} from "../../src/components/overfitting/runText.js";
import {pipelineAnswer} from "../../src/components/pipelineAnswer.js";
import {answer} from "../../src/components/rerun/answer.js";
import {publishedAssumptions} from "../../src/components/rerun/assumptions.js";
import {shopSessionsAnswer} from "../../src/components/sessions/sessionsAnswer.js";
import {shopAnswer} from "../../src/components/shopAnswer.js";
import {sparsityAnswer} from "../../src/components/sparsity/sparsityAnswer.js";
import {SHOP_TITLES} from "../../src/components/targets/shopTitles.js";
import {targetsAnswer} from "../../src/components/targets/targetsAnswer.js";
import {SYSTEMS} from "../../src/lib/claims/claim.js";
import {buildLedger} from "../../src/lib/claims/ledger.js";
import {MIN_POSITIVES} from "../../src/lib/metrics/evaluationRows.js";
import {OVERFIT_PRESETS} from "../../src/lib/overfitting/overfitSettings.js";
import type {RunDocument} from "../../src/lib/pipeline/stages.js";
import {abandonmentHeadline} from "../../src/lib/reports/abandonment.js";
import {claimsHeadline} from "../../src/lib/reports/claims.js";
import {dataHeadline} from "../../src/lib/reports/data.js";
import {featuresHeadline} from "../../src/lib/reports/features.js";
import {intentHeadline, intentReport} from "../../src/lib/reports/intent.js";
import {latencyHeadline, publishedResult} from "../../src/lib/reports/latency.js";
import {leakageHeadline} from "../../src/lib/reports/leakage.js";
import {targetNeeds} from "../../src/lib/reports/logNeeds.js";
import {logAnswer} from "../../src/lib/reports/logReport.js";
import {coverageRows, metricsHeadline} from "../../src/lib/reports/metrics.js";
import {modelsHeadline} from "../../src/lib/reports/models.js";
import {committedRun, overfitHeadline} from "../../src/lib/reports/overfitting.js";
import {shopSessionsHeadline} from "../../src/lib/reports/sessions.js";
import {sparsityHeadline} from "../../src/lib/reports/sparsity.js";
import {assessTargets, committedCounts, targetsHeadline, USUAL_PROTOCOL} from "../../src/lib/reports/targets.js";
import {LEARNABLE_OPTIONS} from "../../src/lib/targets/learnable.js";

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
    return opening("claims", {claimsAnswer, headline: claimsHeadline(claims.map(({verdict}) => verdict)), SYSTEMS});
  },
  index: () => {
    const {claims} = buildLedger(readResults());
    return opening("index", {indexAnswer, claimsHeadline, claims: {verdict: claims.map(({verdict}) => verdict)}});
  },
  intent: () => {
    const names = {ensemble: ENSEMBLE, trainedHeads: TRAINED_HEADS};
    const page = intentReport(requireResult("tabm-shoppers"), requireResult("shoppers-models"), names);
    return opening("intent", {intentAnswer, intentHeadline, page});
  },
  latency: () => {
    const page = latencyPage();
    const headline = latencyHeadline(page, publishedResult(page));
    return opening("latency", {panel: {answer: latencyAnswer(headline, page.claims, false)}});
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
    "Earlier than its end, somewhat; surely, no. After event 5 of a session of the generated shop a temporal convolutional network tells who will buy with AUC 0.70 [0.68, 0.71], where whoever knew every rate would have 0.71 [0.70, 0.72] (n = 37,772 sessions, 2,104 buying), and which carts will be left with 0.63 [0.60, 0.66] (n = 1,290). Its accuracy of 95.7 [95.5, 95.9] % over all 47,270 sessions sounds better than it is: saying “no” to everyone has 95.1 %. Of carts it is right in 68.9 [67.8, 70.0] %, against 64.3 % for a constant, and in 97.8 [97.5, 98.2] % once the transaction itself is among the events it reads.",
  claims:
    "The documents of 5 systems print 186 numbers; 126 of them assert something that could fail, and 92 can be judged so far: 39 are reproduced or follow from other numbers, 8 are bettered, 11 are not reached, 18 contradict their own document, and 16 say nothing that chance or a constant would not say too.",
  data: "Mostly looking: of 313,098 events in the generated shop 98.5 % are views, and 4.8 [4.5, 5.2] % of 15,873 sessions buy, so “nobody buys” is right for 95.2 % of sessions without looking at any of them.",
  features:
    "37 whole numbers, none missing, for each of 117,585 pairs of a session and an item in the generated shop: all of them counts, times and prices from before the moment. They say something of whether the user buys this item within 3 sessions: alone, the best of them, item_base_price, has an area under the ROC curve of 0.21 [0.10, 0.38]. That is 0.29 away from 0.5, where with 8 positives the best of 36 meaningless numbers stays within 0.28 nineteen times in twenty.",
  index:
    "Of 186 numbers that five reports on purchase prediction assert, 47 hold so far, 18 contradict their own arithmetic, 16 a constant or a coin would reach or chance explains, 11 are not reached honestly, and 34 wait for parts of this workbench that are still to come.",
  intent:
    "With every column TabM ranks Online Shoppers’ sessions with an area of 0.938 [0.934, 0.942] on random folds (random order 0.5): no more than gradient boosting has on the same folds as far as can be told, the difference being +0.0009 [−0.0013, 0.0031]. Without page values, which are made from purchases, 0.784 is left; and trained up to October, asked of November and December, it has 0.838 with them.",
  latency:
    "0.0486 ms in Node on the machine that made this site, for one row: tabm-best-head (online-shoppers), TabM, its best head, in ONNX Runtime's WebAssembly has its median at 0.0486 ms [0.0486, 0.0487], over 3,457 calls. That is less than the 0.09 ms a report gives for its own, on a machine that it does not name. From a visitor's raw events to a score, features included, the slowest model that takes them needs 0.302 ms [0.302, 0.303].",
  leakage:
    "No. Deleting everything at or after the moment changed none of 205,894 values of 3,426 examples on 3 logs, and deleting everything from some times on changed 0 of 112,312,255 more. So at most 0.7 % of the generated shop's moments can hide a difference (95 %, n = 561 moments drawn). Of 39 leaks planted to test the test, 39 were caught and 39 called by their kind.",
  metrics:
    "To hold the truth 95 times in 100; and many do not. With 30 positives or more, DeLong's interval of an AUC as textbooks give it holds the truth in 86.6 [85.5, 87.6] % of simulated samples where it does worst, the one used here in 94.6 [93.8, 95.2] %; the percentile bootstrap of average precision in 89.7 [87.7, 91.4] %, the interval used here in 93.2 [92.4, 93.9] %.",
  models:
    "Less than what they are told does. Of 16 kinds of models, some beat logistic regression by more than chance on 4 of 7 tasks (ROC-AUC, paired tests corrected for their number). On Online Shoppers boosting gains 0.020 [0.014, 0.027] over it; one column that is itself made from purchases is worth 0.149 [0.138, 0.161], n = 12,330 sessions (AUC, folds paired, 95 % intervals).",
  overfitting:
    "It remembers, as far as this test can tell: chance lies within. Trained on 9 positives of the generated shop (100 trees of 31 leaves, a positive weighing 9,999), a model reaches an average precision of 1.00 on those very rows, and AUC 0.55 [0.33, 0.75] on 14 positives that it has not seen. With the labels shuffled, so that there is nothing to learn, it reaches 1.00 and AUC 0.57 [0.41, 0.71].",
  pipeline:
    "Three stages, each one SQL text: <em>clean</em> sets aside what cannot be right and counts it, <em>sessionize</em> cuts each user's events into visits, <em>split</em> puts whole sessions into training, validation and test. On the generated shop 313,098 events become 15,873 sessions, 0 of them cut by the split and 0 training sessions later than the first test session.",
  rerun:
    "Not asked yet. 5 tables with 313,098 events were published from DuckDB 1.5.5 (Node), each with a SHA-256; the button below makes them all again here, from a seed.",
  sessions:
    "In the generated shop, yes: cutting at 30 minutes recovers 100.0 [100.0, 100.0] %, n = 15,873 of the true visits event for event, as that shop is built to pause less within a visit and more between two; and any gap from 29 to 47 minutes would have done within 1 % as well. No real log can answer, for none knows its visits.",
  shop: "On the generated shop this has an exact answer: after one event of a session nobody can tell buyers apart better than AUC 0.591 [0.569, 0.612]; after ten, no better than 0.782 [0.759, 0.803]. A report that beats these numbers on such data has leaked its answer.",
  sparsity:
    "When there are positives enough to find out what can be known, and when that is much. “Buys this item within 3 sessions” has AUC 0.57 [0.45, 0.69] from 9 positives, not told from chance, and 0.68 [0.64, 0.72] from the 166 of 100,000 users, where the shop's own rates give 0.81 [0.78, 0.84]; half of what can be known takes about 75 positives, four fifths more than the 166 there are (n = 99 positives tested on each of 5 generated shops; 95 % intervals). “Buys anything in this session, asked after event 3” has 4,590 positives and little to know: 0.64 [0.63, 0.64] of at most 0.67 [0.67, 0.68] (n = 3,034).",
  targets:
    "In the generated shop 0 of 7 targets could surely be learned, 3 lie at the border and 4 could not, which two counts show before any model is fitted. “Buys this item in the next session” has 13 positives to train on where Riley's criteria ask for 152 with 44 parameters. “Buys anything in this session, asked after event 3” has 521 positives of 476 users where 400 are asked for.",
  "your-log":
    "In the generated shop no purchase target has enough positives to be learned and tested with confidence; the nearest, “buys anything in this session, asked after event 3”, would take about 13,000 users."
};

test("every page with an answer is here", () => {
  expect(Object.keys(ANSWERS).sort()).toEqual(Object.keys(templates).sort());
});

describe("from committed results", () => {
  test.each(Object.keys(committed))("%s", (page) => expect(committed[page]()).toBe(ANSWERS[page]));
});

describe("from the generated shop", () => {
  let run: RunDocument;
  beforeAll(async () => {
    const log = await openShopLog();
    run = log.run;
    await log.engine.close();
  });

  test("data", async () => {
    const shop = (await dataPage()).sets.find(({name}) => name === "shop")!;
    const scope = {shopDataAnswer, data: shop, shopHeadline: dataHeadline(shop)};
    expect(opening("data", scope)).toBe(ANSWERS.data);
  });
  test("your-log", async () => {
    const {measured, run: counted} = await yourLogPage();
    const targets = targetNeeds(measured!, counted!.totals!, {log: "the generated shop", generated: true});
    const scope = {logAnswer, measured, targets, title: "the generated shop", found: {said: ""}};
    expect(opening("your-log", scope)).toBe(ANSWERS["your-log"]);
  });
  test("features", async () => {
    const id = "item-3-sessions";
    const headline = featuresHeadline(await featuresPage(), id);
    expect(opening("features", {answer: featuresAnswer(headline, "the generated shop", id)})).toBe(ANSWERS.features);
    const best = {...headline!.best!, fromHalf: 0.1, chance: 0.2};
    expect(featuresAnswer({...headline!, best}, "the generated shop", id)).toContain("They say little of whether");
  });
  test("rerun", () => {
    const scope = {panel: {answer: answer(run, null, publishedAssumptions(run))}};
    expect(opening("rerun", scope)).toBe(ANSWERS.rerun);
  });
  test("sessions", async () => {
    const shop = await sessionsPage();
    const scope = {shopSessionsAnswer, shopSessionsHeadline, shop, page: shop};
    expect(opening("sessions", scope)).toBe(ANSWERS.sessions);
  });
});
