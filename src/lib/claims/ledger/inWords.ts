import {arithmetic, step} from "../arithmetic.js";
import {PRINTED_NUMBERS, type Claim, type System} from "../claim.js";
import {atLeast, point, text} from "../claimed.js";
import {show} from "../show.js";

const RANKING = "explain-forecast-ranking";

/** What the reports claim in words, without a number: explanations, the ranking of features, recommendations. */
export const inWords: readonly Claim[] = numbered([
  capability("op-ecom", "op-ecom-decision-factors", "11,32", "decision factors", {
    statement: "Explainable AI: the dashboard lists decision factors of a prediction, such as “visited cart page”",
    test: "tests/explain/factorRules.test.ts",
    what: "lists the factors of a row by a table of rules, the report’s three among them, each with the number behind it",
    remark:
      "A factor that fires need not be true of people: the same table can be held against held-out rows, with a correction for the number of rules.",
    code: "src/lib/explain/factorRules.ts",
    page: "abandonment"
  }),
  capability("enhanced", "enhanced-shap-global", "63", "global feature importance", {
    statement: "SHAP gives the global importance of features",
    test: "tests/explain/treeShap.test.ts",
    what: "computes SHAP values of boosted trees and forests, equal to those of the shap package on the same trees, and their mean sizes over rows",
    remark:
      "On shuffled labels these sizes are nearly as large as on real ones, so they are no evidence that a model has learned anything.",
    code: "src/lib/explain/treeShap.ts",
    page: "explain"
  }),
  capability("enhanced", "enhanced-shap-local", "64,65", "local explanations", {
    statement: "SHAP explains individual predictions, feature by feature",
    test: "tests/explain/explainer.test.ts",
    what: "splits any prediction of a registered model into a base and a contribution of each feature, which sum to it",
    code: "src/lib/explain/explainer.ts",
    page: "models"
  }),
  capability("enhanced", "enhanced-lime", "68-72", "LIME", {
    statement: "LIME explains individual predictions of any model",
    test: "tests/explain/lime.test.ts",
    what: "computes LIME’s weights for any model of a table, equal to those of the lime package when given the same drawn rows",
    remark: "Another draw gives other weights; the page shows ten seeds beside each other.",
    code: "src/lib/explain/lime.ts",
    page: "explain"
  }),
  {
    id: "enhanced-transparency",
    system: "enhanced",
    lines: "66,262,298,329",
    kind: "result",
    statement:
      "Full transparency in model decisions; read here as: trained again on other users, the model gives the same five main reasons",
    claimed: point(100, "full transparency", {direction: "higher"}),
    condition: true,
    unit: "%",
    exactness: "tolerance",
    demonstration: {honest: "explain-trust#refits-first-five-kept"},
    remark:
      "SHAP values are exact about a model and say nothing by themselves about people: models trained on shuffled labels have contributions nearly as large.",
    page: "explain",
    command: "npm run study -- explain-trust"
  },
  {
    id: "enhanced-insights-for-every-prediction",
    system: "enhanced",
    lines: "140-159,263,329",
    kind: "capability",
    statement: "Actionable business insights for every prediction",
    claimed: text("insights for every prediction"),
    unit: "insights",
    exactness: "bit",
    arithmetic: arithmetic(
      {
        probability: {label: "probability of a purchase", value: 0.5, from: "assumed"},
        weekend: {label: "weekend, 1 or 0", value: 0, from: "assumed"},
        price: {label: "price of the item", value: 100, from: "assumed"},
        likely: {label: "probability above which insights are given", value: 0.8, from: "document"},
        expensive: {label: "price above which an insight is given", value: 500, from: "document"}
      },
      ({probability, weekend, price, likely, expensive}) => {
        const insights = (probability > likely ? 4 : 0) + (weekend === 1 ? 1 : 0) + (price > expensive ? 1 : 0);
        return {
          outcome: insights === 0 ? "refutes" : "open",
          steps: [
            step(`probability ${show(probability)} above ${show(likely)}`, probability > likely ? 4 : 0, "insights"),
            step("weekend", weekend === 1 ? 1 : 0, "insights"),
            step(`price ${show(price)} above ${show(expensive)}`, price > expensive ? 1 : 0, "insights")
          ],
          conclusion:
            insights === 0
              ? "By the report’s own code a prediction like this one gets no insight at all."
              : `By the report’s own code this prediction gets ${show(insights)} insights.`
        };
      }
    ),
    remark: "The sentences follow from the inputs and the score, not from what a shopper did after one.",
    code: "src/lib/explain/factorRules.ts",
    page: "explain"
  },
  capability("enhanced", "enhanced-feature-contributions", "191", "feature_contributions", {
    statement: "Each answer of the system carries the contributions of the features",
    test: "tests/loaders/explain.test.ts",
    what: "prints, as JSON, base, prediction and the contribution of each feature for rows of a committed model",
    code: "loaders/cli/explain.ts",
    command: "npm run explain -- shop-purchase-this-session-boosting --json"
  }),
  {
    id: "smartrocket-top-feature",
    part: "a",
    system: "smartrocket",
    lines: "526-530",
    kind: "result",
    statement:
      "Sales of the last seven days are the feature that predicts sales best: its permutation importance exceeds that of every other",
    claimed: atLeast(0, "1. Recent Sales"),
    condition: true,
    unit: "deviance",
    exactness: "tolerance",
    demonstration: {
      honest: `${RANKING}#retail-honest-first-less-best-other`,
      flawed: `${RANKING}#retail-today-first-less-best-other`,
      flaws: ["sums that include today"]
    },
    remark:
      "Measured on another shop than the report’s, with the features that it names, by what shuffling a feature adds to the Poisson deviance of later days.",
    code: "loaders/studies/explain-forecast-ranking.ts",
    command: `npm run study -- ${RANKING}`
  },
  {
    id: "smartrocket-feature-order",
    part: "b",
    system: "smartrocket",
    lines: "526-533",
    kind: "result",
    statement:
      "The four best features are, in this order, sales of 7 days, the category’s sales, sales of the day before and views: how many of their six pairs stand so",
    claimed: point(6, "1., 2., 3., 4.", {direction: "higher"}),
    condition: true,
    unit: "pairs",
    exactness: "tolerance",
    demonstration: {
      honest: `${RANKING}#shop-honest-pairs-in-order`,
      flawed: `${RANKING}#shop-today-pairs-in-order`,
      flaws: ["sums that include today"]
    },
    remark:
      "The generated shop has views, which Online Retail has not. The report’s own ranking is by an importance that it does not name, of features that hold the target.",
    code: "loaders/studies/explain-forecast-ranking.ts",
    command: `npm run study -- ${RANKING}`
  },
  capability("smartrocket", "smartrocket-anonymous-users", "564", "no login required", {
    statement: "Recommendations work even for anonymous users",
    test: "tests/recommend/recommenders.test.ts",
    what: "ranks the next item by the clicks of a session alone, for models of counts and for networks",
    code: "src/lib/recommend/gru4rec.ts",
    page: "recommend"
  }),
  capability("smartrocket", "smartrocket-instant-recommendations", "565,709", "instantly", {
    statement: "Recommendations are made instantly, while the customer clicks",
    test: "tests/site/recommendNetwork.test.ts",
    what: "ranks all items anew in the reader’s browser after each click",
    remark: "No time is claimed, so none is judged here.",
    page: "recommend"
  }),
  capability("smartrocket", "smartrocket-session-explorer", "708", "Interactive session explorer", {
    statement: "Sessions can be explored, with what would be recommended after each click",
    test: "tests/recommend/sessionExplorer.test.ts",
    what: "shows a session click by click, the ranking that each model gives, and where the item that followed stands in it",
    code: "src/lib/recommend/sessionExplorer.ts",
    page: "recommend"
  }),
  capability("smartrocket", "smartrocket-confidence-scores", "710", "confidence scores", {
    statement: "Each suggestion has a confidence score",
    test: "tests/recommend/scoreProbabilities.test.ts",
    what: "turns the scores of any recommender into probabilities, by a scale fitted on held-out clicks",
    remark: "A score as such is no confidence: most recommenders’ scores are on a scale of their own.",
    code: "src/lib/recommend/scoreProbabilities.ts",
    page: "recommend"
  }),
  capability("smartrocket", "smartrocket-related-products", "722", "Related product recommendations", {
    statement: "A product’s page shows related products",
    test: "tests/recommend/itemMap.test.ts",
    what: "says how alike any two items are by the sessions that they share, and draws those alike beside each other",
    code: "src/lib/recommend/itemMap.ts",
    page: "recommend"
  }),
  {
    id: "smartrocket-millions-of-products",
    system: "smartrocket",
    lines: "566",
    kind: "capability",
    statement: "GRU4Rec handles millions of products and users",
    claimed: text("millions of products and users"),
    unit: "",
    exactness: "measured",
    missing: "a training with a million products or more",
    page: "recommend"
  },
  {
    id: "smartrocket-better-than-commercial",
    system: "smartrocket",
    lines: "606",
    kind: "result",
    statement: "The recommendations are better than those of many commercial systems",
    claimed: text("better than many commercial systems"),
    unit: "",
    exactness: "tolerance",
    missing: "the names of those systems and their figures on the same clicks",
    remark: "The 84 % that the sentence rests on have a row of their own, as a hit rate.",
    page: "recommend"
  },
  {
    id: "smartrocket-new-products",
    system: "smartrocket",
    lines: "913",
    kind: "result",
    statement:
      "New products are handled gracefully; read here as: of products that no session of training has, more are found among the first 20 of 1,000 than by chance",
    claimed: atLeast(2, "gracefully"),
    condition: true,
    unit: "%",
    exactness: "tolerance",
    demonstration: {
      honest: "recommend-shops#paper-2-new-items-sequential-rules-new-hr20",
      others: [
        "recommend-shops#paper-2-new-items-markov-chain-new-hr20",
        "recommend-shops#paper-2-new-items-popularity-new-hr20"
      ]
    },
    remark:
      "GRU4Rec has no output at all for a product outside of its training. The report lists new products as “low confidence” and as a common failure elsewhere.",
    page: "recommend",
    command: "npm run study -- recommend-shops"
  },
  {
    id: "smartrocket-hybrid",
    system: "smartrocket",
    lines: "929,943",
    kind: "result",
    statement:
      "A hybrid of content and sessions is a remedy for cold start; read here as: it finds new products among the first 20 of 1,000 more often than chance",
    claimed: atLeast(2, "Hybrid approach"),
    condition: true,
    unit: "%",
    exactness: "tolerance",
    demonstration: {honest: "recommend-shops#paper-2-new-items-cold-item-hybrid-new-hr20"},
    remark:
      "The report names the remedy and does not try it. Here a new product scores as the products most like it by category and price.",
    code: "src/lib/recommend/coldItems.ts",
    page: "recommend",
    command: "npm run study -- recommend-shops"
  },
  capability("smartrocket", "smartrocket-diversity", "944", "Diversity injection", {
    statement: "Variety in a list is a remedy for lists of bestsellers alone",
    test: "tests/recommend/userRecommenders.test.ts",
    what: "trades the score of a list for its variety, by a weight that the reader sets",
    code: "src/lib/recommend/maximalMarginalRelevance.ts",
    page: "recommend"
  }),
  capability("smartrocket", "smartrocket-explore-exploit", "945", "Explore/exploit balance", {
    statement: "Trying new recommendations is a remedy for always showing the same",
    test: "tests/recommend/exploreExploit.test.ts",
    what: "chooses what to show by Thompson sampling or with a share of random places, against shelves whose clicks are known",
    code: "src/lib/recommend/banditPolicies.ts",
    page: "recommend",
    command: "npm run study -- recommend-explore"
  })
]);

type InWords = Omit<Claim, "n">;

/** Numbers claims after the printed ones; the parts of one have one number. */
function numbered(claims: readonly InWords[]): Claim[] {
  let n = PRINTED_NUMBERS;
  return claims.map((claim) => ({...claim, n: claim.part === "b" ? n : ++n}));
}

/** What a system is said to be able to do, and the test that shows that it can be done. */
function capability(
  system: System,
  id: string,
  lines: string,
  printed: string,
  {
    test,
    what,
    ...rest
  }: Pick<Claim, "statement" | "remark" | "code" | "page" | "command"> & {test: string; what: string}
): InWords {
  return {
    id,
    system,
    lines,
    kind: "capability",
    claimed: text(printed),
    unit: "",
    exactness: "bit",
    shown: {test, what},
    ...rest
  };
}
