import {random} from "../../core/random.js";
import {aucInterval, aucTest} from "../../metrics/auc.js";
import {averagePrecisionNull} from "../../metrics/averagePrecision.js";
import {eventsPerVariable} from "../../metrics/sampleSize.js";
import {hypergeometricAtMost} from "../../metrics/distributions.js";
import {onePositive} from "../../metrics/topShare.js";
import {arithmetic, type Arithmetic, corners, overlap, step} from "../arithmetic.js";
import type {Built, Claim, Demonstration} from "../claim.js";
import {atLeast, atMost, type Claimed, point, range, text} from "../claimed.js";
import {show} from "../show.js";

const system = "item-intent";
const STUDY = "npm run study -- shop-paper";
const TARGETS = "npm run study -- targets-paper";
const SPARSITY = "npm run study -- sparsity";
/** Of what can be known about a target, the percentage from which we call it learned unless a reader moves it. */
const LEARNED = 80;
const KNOWN =
  "What can be known is the AUC of the generator's own probabilities; ours is the better of a logistic regression and boosting.";
const JOINT =
  "The report asks for more data, more buyers and a longer horizon in one list, so they are tested together.";
const REPORTED = "Ours trains boosting on nine positives of the generated shop, each weighing 9,999.";
/** Of the protocols that were tried, the one whose counts lie nearest to the report's. */
const NEAREST = {
  how: "The report does not say how it makes and splits its examples. Of the 32 ways on the Targets page we show the one whose counts come nearest, so agreement is no evidence."
};
const OURS = "Our own code was written to this number, so agreement is no evidence.";

/** Who will buy which item within the next sessions, on a generated shop; a project that calls its own result inconclusive. */
export const itemIntent: readonly Claim[] = [
  {
    n: 50,
    id: "item-intent-positive-rate",
    system,
    lines: "8, 51",
    kind: "data",
    statement:
      "Share of training examples (a session and an item in it) that are bought within the next three sessions",
    claimed: point(0.03, "0.03 %", {step: 0.01, n: 59541, scale: 100}),
    unit: "%",
    exactness: "bit",
    arithmetic: rateOf(
      9,
      59541,
      0.03,
      0.01,
      "it is the rate of the test part, printed beside the counts of the training part"
    ),
    demonstration: shop("positivesNext3Rate"),
    page: "shop"
  },
  {
    n: 51,
    id: "item-intent-train-positives",
    system,
    lines: "8, 51, 79, 200",
    kind: "data",
    statement: "Positive examples in the training part",
    claimed: point(9, "9 of 59,541", {n: 59541, scale: 59541}),
    unit: "positives",
    exactness: "tolerance",
    demonstration: targets("trainPositives", {built: NEAREST, predicts: true}),
    page: "targets",
    command: TARGETS
  },
  {
    n: 52,
    id: "item-intent-next-session-rate",
    system,
    lines: "47",
    kind: "data",
    statement: "Share of training examples that are bought in the very next session",
    claimed: point(0.01, "0.01 %", {step: 0.01, n: 70000, scale: 100}),
    unit: "%",
    exactness: "tolerance",
    arithmetic: rateOf(5, 70000, 0.01, 0.01, "", 1000),
    demonstration: shop("nextSessionRate"),
    page: "shop"
  },
  {
    n: 53,
    id: "item-intent-next-session-positives",
    system,
    lines: "47",
    kind: "data",
    statement: "Positive training examples of the first target, bought in the very next session",
    claimed: point(5, "5 of 70k", {n: 70000, scale: 70000}),
    unit: "positives",
    exactness: "tolerance",
    demonstration: shop("nextSessionRate", {times: 70000}),
    missing: "the study of the generated shop",
    remark: "Ours is the rate of the training part under a 70/15/15 split by date, times 70,000.",
    page: "shop"
  },
  {
    n: 54,
    id: "item-intent-personas",
    system,
    alsoIn: "pred-analytics",
    lines: "17; pred-analytics 38",
    kind: "data",
    statement: "Kinds of users in the generated shop: browsers, researchers and buyers",
    claimed: point(3, "3"),
    unit: "personas",
    exactness: "bit",
    demonstration: shop("personas", {built: setTo(0)}),
    missing: "the study of the generated shop",
    page: "shop"
  },
  {
    ...total(
      55,
      "item-intent-users",
      "18, 184; pred-analytics 282",
      "Users of the generated shop",
      10000,
      "10,000",
      "users",
      "users",
      0
    ),
    alsoIn: "pred-analytics"
  },
  total(56, "item-intent-items", "18, 185", "Items of the generated shop", 1000, "1,000", "items", "items", 0),
  total(
    57,
    "item-intent-events",
    "18, 186",
    "Events of the generated shop",
    313036,
    "313,036",
    "events",
    "events",
    0.02
  ),
  {
    ...total(
      58,
      "item-intent-days",
      "18, 188; pred-analytics 282",
      "Days that the generated log covers",
      90,
      "90",
      "days",
      "days",
      0
    ),
    alsoIn: "pred-analytics"
  },
  {
    n: 59,
    id: "item-intent-gap",
    system,
    alsoIn: "pred-analytics",
    lines: "23; pred-analytics 45",
    kind: "setting",
    statement: "Inactivity after which a new session starts",
    claimed: point(30, "30 min"),
    unit: "min",
    exactness: "bit",
    remark: "Also our default. The Sessions page lets you change it.",
    demonstration: {honest: "shop-paper#gapMs", times: 1 / 60000},
    code: "src/lib/pipeline/sessionize.ts",
    page: "sessions",
    command: "npm run pipeline -- --source shop --profile paper --json"
  },
  total(
    60,
    "item-intent-sessions",
    "26, 187",
    "Sessions of the generated shop",
    15858,
    "15,858",
    "sessions",
    "sessions",
    0.02
  ),
  {
    n: 61,
    id: "item-intent-session-conversion",
    system,
    lines: "26",
    kind: "data",
    statement: "Share of sessions with a purchase",
    claimed: point(5, "5 %", {step: 1}),
    unit: "%",
    exactness: "tolerance",
    demonstration: shop("sessionConversion", {built: setTo(0.5)}),
    missing: "the study of the generated shop",
    page: "shop"
  },
  {
    n: 62,
    id: "item-intent-features",
    system,
    lines: "29, 135, 191",
    kind: "data",
    statement: "Features of the model",
    claimed: point(37, "37"),
    unit: "features",
    exactness: "bit",
    demonstration: targets("features", {built: {within: 0, how: OURS}}),
    remark: "The report names groups and windows but not its features. Ours are listed on the Features page.",
    page: "features",
    command: TARGETS
  },
  {
    n: 63,
    id: "item-intent-feature-groups",
    system,
    lines: "29",
    kind: "data",
    statement: "Groups of features",
    claimed: point(6, "6"),
    unit: "groups",
    exactness: "bit",
    remark: "The report names six groups. The pred-analytics report, on the same pipeline, names five.",
    demonstration: targets("featureGroups", {built: {within: 0, how: OURS}}),
    page: "features",
    command: TARGETS
  },
  {
    n: 64,
    id: "item-intent-windows",
    system,
    lines: "31",
    kind: "setting",
    statement: "Lengths of the windows that features look back over",
    claimed: text("1/7/30 d"),
    unit: "d",
    exactness: "bit",
    remark: "Our features use the same windows.",
    code: "src/lib/features/featureList.ts",
    page: "features"
  },
  {
    n: 65,
    id: "item-intent-nulls",
    system,
    lines: "32",
    kind: "data",
    statement: "Missing values among the features",
    claimed: point(0, "0"),
    unit: "values",
    exactness: "bit",
    demonstration: targets("featureNulls", {
      built: {
        within: 0,
        how: "Each of our features has a default where the log says nothing yet, so this says nothing about theirs."
      }
    }),
    page: "features",
    command: TARGETS
  },
  {
    n: 66,
    part: "a",
    id: "item-intent-leakage",
    system,
    alsoIn: "pred-analytics",
    lines: "8, 32, 121; pred-analytics 54",
    kind: "result",
    statement: "Features that later events leak into, the central claim of the project",
    claimed: point(0, "0", {direction: "lower"}),
    unit: "features",
    exactness: "bit",
    demonstration: {
      honest: "leakage-replay#paper-leaking",
      built: {
        within: 0,
        how: "These are our features, written to use only earlier events. That shows such features can be free of leaks, not that theirs were."
      }
    },
    missing: "the study of the leakage replay",
    remark:
      "The replay deletes everything from each example's moment on and computes all features again; any difference counts as a leak.",
    page: "leakage",
    command: "npm run audit -- leakage --json"
  },
  {
    n: 66,
    part: "b",
    id: "item-intent-label-leakage",
    system,
    alsoIn: "pred-analytics",
    lines: "25, 121; pred-analytics 49",
    kind: "result",
    statement: "Labels that are decided by sessions on the other side of the split",
    claimed: point(0, "0", {direction: "lower"}),
    unit: "positives",
    exactness: "bit",
    demonstration: {honest: "targets-paper#labelsAcrossSplit"},
    remark:
      "A split by the start of a session keeps sessions whole, but a label that looks three sessions ahead can still look across it. Ours counts the examples that are positive only because it does. The report does not say how its labels end.",
    page: "targets",
    command: TARGETS
  },
  {
    n: 67,
    id: "item-intent-scale-pos-weight",
    system,
    lines: "36",
    kind: "setting",
    statement: "Weight of a positive against a negative in training",
    claimed: point(9999, "9999"),
    unit: "×",
    exactness: "bit",
    arithmetic: arithmetic(
      {
        weight: {label: "weight used", value: 9999, from: "claim"},
        positives: {label: "positives in training", value: 9, from: "document"},
        rows: {label: "rows in training", value: 59541, from: "document"}
      },
      ({weight, positives, rows}) => {
        const balance = (rows - positives) / positives;
        const fits = Math.abs(weight / balance - 1) < 0.01;
        return {
          outcome: fits ? "open" : "refutes",
          steps: [
            step(`balance: (${show(rows)} − ${show(positives)}) / ${show(positives)}`, balance, "×"),
            step(`share of positives that the weight balances: 1 / (1 + ${show(weight)})`, 100 / (1 + weight), "%"),
            step("share of positives in training", (100 * positives) / rows, "%")
          ],
          conclusion: fits
            ? "The weight balances the classes."
            : `The report's own counts call for ${show(balance)}. A weight of ${show(weight)} balances ${show(100 / (1 + weight))} % positives, the rounded rate of the target that the project had given up.`
        };
      }
    ),
    remark: "A setting. The Overfitting page tries it beside the weight that the counts call for.",
    code: "src/lib/overfitting/overfitSettings.ts",
    page: "overfitting"
  },
  {
    n: 68,
    id: "item-intent-test-average-precision",
    system,
    lines: "60, 202",
    kind: "result",
    statement: "Average precision (area under the precision–recall curve) on the test part",
    claimed: point(0.0003, "0.0003", {direction: "higher", step: 0.0001}),
    unit: "AP",
    exactness: "bit",
    arithmetic: arithmetic(
      {
        precision: {label: "claimed average precision", value: 0.0003, from: "claim", step: 0.0001},
        positives: {label: "positives in the test part", value: 15, from: "document"},
        rows: {label: "rows of the test part", value: 44205, from: "document"},
        seed: {label: "seed of the random rankings", value: 1, from: "assumed"}
      },
      ({precision, positives, rows, seed}, spans) => {
        const source = random(seed);
        const {mean, low, high} = averagePrecisionNull(positives, rows, () => source.uniform());
        const chance = overlap({low, high}, spans.precision);
        return {
          outcome: chance ? "uninformative" : "open",
          steps: [
            step("share of positives", positives / rows),
            step("mean of random rankings, exact", mean),
            step("lower end of 95 % of 4,000 random rankings", low),
            step("upper end", high)
          ],
          conclusion: chance
            ? `Random rankings of ${show(positives)} positives reach ${show(low)} to ${show(high)}, ${show(mean)} on average. The claimed ${show(precision)} is not distinguishable from chance.`
            : `Random rankings reach ${show(low)} to ${show(high)}: ${show(precision)} lies outside.`
        };
      }
    ),
    demonstration: reported("testAveragePrecision"),
    remark: REPORTED,
    page: "sparsity",
    command: SPARSITY
  },
  {
    n: 69,
    id: "item-intent-test-auc",
    system,
    lines: "61, 202",
    kind: "result",
    statement: "AUC on the test part, which the report calls below random",
    claimed: point(0.382, "0.3820", {direction: "higher", step: 0.0001, positives: 15, negatives: 44190}),
    unit: "AUC",
    exactness: "bit",
    arithmetic: arithmetic(
      {
        auc: {label: "claimed AUC", value: 0.382, from: "claim", step: 0.0001},
        positives: {label: "positives in the test part", value: 15, from: "document"},
        rows: {label: "rows of the test part", value: 44205, from: "document"}
      },
      ({auc, positives, rows}) => {
        const {low, high} = aucInterval(auc, positives, rows - positives);
        const {p} = aucTest(auc, positives, rows - positives);
        return {
          outcome: low <= 0.5 && 0.5 <= high ? "uninformative" : "open",
          steps: [
            step("lower end of the 95 % interval (Hanley and McNeil)", low),
            step("upper end", high),
            step("two-sided p against 0.5", p)
          ],
          conclusion:
            low <= 0.5 && 0.5 <= high
              ? `With ${show(positives)} positives the AUC is uncertain from ${show(low)} to ${show(high)} (p = ${show(p)} against 0.5), so it does not show that the ranking is worse than random.`
              : `The interval ${show(low)} to ${show(high)} excludes one half.`
        };
      }
    ),
    demonstration: reported("testAuc"),
    remark: REPORTED,
    page: "sparsity",
    command: SPARSITY
  },
  topHits(70, "item-intent-precision-top-1", "62", "Share of positives among the 1 % scored highest", "0", 0, 1),
  topHits(71, "item-intent-precision-top-10", "63", "Share of positives among the 10 % scored highest", "0", 0, 10),
  topHits(72, "item-intent-found-top-20", "64", "Positives found among the 20 % scored highest", "2/15", 2, 20),
  {
    n: 73,
    id: "item-intent-train-average-precision",
    system,
    lines: "68, 200",
    kind: "result",
    statement: "Average precision on the training part",
    claimed: point(0.94, "0.94", {direction: "higher", step: 0.01}),
    unit: "AP",
    exactness: "tolerance",
    arithmetic: perVariable(),
    demonstration: reported("trainAveragePrecision"),
    remark: REPORTED,
    page: "overfitting",
    command: SPARSITY
  },
  {
    n: 74,
    id: "item-intent-train-auc",
    system,
    lines: "200",
    kind: "result",
    statement: "AUC on the training part",
    claimed: point(0.99, "0.99", {direction: "higher", step: 0.01, positives: 9, negatives: 59532}),
    unit: "AUC",
    exactness: "tolerance",
    arithmetic: perVariable(),
    demonstration: reported("trainAuc"),
    remark: REPORTED,
    page: "overfitting",
    command: SPARSITY
  },
  {
    n: 75,
    id: "item-intent-validation-average-precision",
    system,
    lines: "201",
    kind: "result",
    statement: "Average precision on the validation part",
    claimed: point(0.0009, "0.0009", {direction: "higher", step: 0.0001}),
    unit: "AP",
    exactness: "bit",
    arithmetic: arithmetic(
      {
        precision: {label: "claimed average precision", value: 0.0009, from: "claim", step: 0.0001},
        rows: {label: "rows of the validation part, one positive", value: 14868, from: "document"}
      },
      ({precision, rows}, spans) =>
        onlyPositive(
          corners((ap) => 1 / ap, spans.precision),
          1 / precision,
          rows,
          "average precision"
        )
    )
  },
  {
    n: 76,
    id: "item-intent-validation-auc",
    system,
    lines: "201",
    kind: "result",
    statement: "AUC on the validation part",
    claimed: point(0.93, "0.93", {direction: "higher", step: 0.01, positives: 1, negatives: 14867}),
    unit: "AUC",
    exactness: "bit",
    arithmetic: arithmetic(
      {
        auc: {label: "claimed AUC", value: 0.93, from: "claim", step: 0.01},
        rows: {label: "rows of the validation part, one positive", value: 14868, from: "document"}
      },
      ({auc, rows}, spans) => {
        const rank = (area: number) => rows - area * (rows - 1);
        return onlyPositive(corners(rank, spans.auc), rank(auc), rows, "AUC");
      }
    )
  },
  examples(77, "item-intent-train-examples", "200", "training", 59541, "59,541", "trainExamples", 70),
  examples(78, "item-intent-validation-examples", "201", "validation", 14868, "14,868", "validationExamples", 15),
  examples(79, "item-intent-test-examples", "202", "test", 44205, "44,205", "testExamples", 15),
  {
    n: 80,
    id: "item-intent-validation-positives",
    system,
    lines: "201",
    kind: "data",
    statement: "Positive examples in the validation part",
    claimed: point(1, "1", {n: 14868, scale: 14868}),
    unit: "positives",
    exactness: "tolerance",
    demonstration: targets("validationPositives", {built: NEAREST, predicts: true}),
    page: "targets",
    command: TARGETS
  },
  {
    n: 81,
    id: "item-intent-test-positives",
    system,
    lines: "202",
    kind: "data",
    statement: "Positive examples in the test part",
    claimed: point(15, "15", {n: 44205, scale: 44205}),
    unit: "positives",
    exactness: "tolerance",
    demonstration: targets("testPositives", {built: NEAREST, predicts: true}),
    remark:
      "The interval is where the count of one such shop falls, over 20 shops. It ends just below 15, although the protocol was chosen for being near the report's counts.",
    page: "targets",
    command: TARGETS
  },
  rate(82, "item-intent-train-rate", "200", "training", 9, 59541, 0.015, "0.015 %"),
  rate(83, "item-intent-validation-rate", "201", "validation", 1, 14868, 0.007, "0.007 %"),
  rate(84, "item-intent-test-rate", "202", "test", 15, 44205, 0.034, "0.034 %"),
  ...needed(85, "item-intent-positives-needed", "80", "100s-1000s", {
    necessary: "With fewer than hundreds of positives, here 30, a model does not learn the target",
    without: "sparsity#known-item-3-sessions-30-positives",
    sufficient: "With hundreds of positives, a model learns the target",
    enough: "sparsity-large#known-item-3-sessions-300000",
    command: "npm run study -- sparsity-large"
  }),
  ...needed(86, "item-intent-positives-learnable", "152", "1000s", {
    necessary: "With tens of positives at this rate, here 30, a model does not learn the target",
    without: "sparsity#known-item-3-sessions-30-positives",
    sufficient: "With thousands of positives at a rate of 0.03 %, a model learns the target",
    enough: "sparsity-large#known-item-3-sessions-1000000",
    command: "npm run study -- sparsity-large"
  }),
  {
    n: 87,
    id: "item-intent-items-a-session",
    system,
    lines: "93",
    kind: "data",
    statement: "Items that a user views in a session",
    claimed: point(20, "20", {step: 1}),
    unit: "items",
    exactness: "tolerance",
    arithmetic: arithmetic(
      {
        events: {label: "events", value: 313036, from: "document"},
        examples: {label: "examples, each a session and an item", value: 118614, from: "document"},
        sessions: {label: "sessions", value: 15858, from: "document"},
        users: {label: "users", value: 10000, from: "document"}
      },
      ({events, examples, sessions, users}) => ({
        outcome: "open",
        steps: [
          step(`events a session: ${show(events)} / ${show(sessions)}`, events / sessions),
          step(`examples a session: ${show(examples)} / ${show(sessions)}`, examples / sessions),
          step(
            `sessions with a later one, if every user has one: ${show(sessions)} − ${show(users)}`,
            sessions - users
          ),
          step(
            `examples for each of those: ${show(examples)} / ${show(sessions - users)}`,
            examples / (sessions - users)
          )
        ],
        conclusion: `By the report's totals a session has ${show(events / sessions)} events but only ${show(examples / sessions)} distinct items. It would have ${show(examples / (sessions - users))} if examples were made only where a later session exists. The claim may count events.`
      })
    ),
    demonstration: shop("itemsPerSession"),
    missing: "the study of the generated shop",
    page: "shop"
  },
  {
    n: 88,
    id: "item-intent-purchases-a-session",
    system,
    lines: "93",
    kind: "data",
    statement: "Purchases in a session",
    claimed: range(0, 1, "0-1"),
    unit: "purchases",
    exactness: "tolerance",
    demonstration: shop("purchasesPerBuyingSession"),
    remark:
      "Ours is the mean over the sessions that buy anything. A mean above 1 shows that some of them buy several items.",
    missing: "the study of the generated shop",
    page: "shop"
  },
  ...needed(89, "item-intent-data-needed", "101", "10x", {
    necessary: "With the data as they are, a model does not learn the target, even at a horizon of 30 days",
    without: "sparsity#known-item-30-days-10000",
    sufficient: "With ten times the data and a horizon of 30 days, as the list asks for, a model learns the target",
    enough: "sparsity#known-item-30-days-100000",
    remark: JOINT
  }),
  {
    n: 90,
    id: "item-intent-users-needed",
    system,
    lines: "101",
    kind: "projection",
    statement: "Users that ten times the data would have",
    claimed: point(100000, "100k", {step: 1000}),
    unit: "users",
    exactness: "bit",
    arithmetic: arithmetic(
      {
        factor: {label: "factor", value: 10, from: "document"},
        users: {label: "users now", value: 10000, from: "document"},
        claimed: {label: "claimed users", value: 100000, from: "claim", step: 1000}
      },
      ({factor, users}, spans) => {
        const product = factor * users;
        const fits = overlap({low: product, high: product}, spans.claimed);
        return {
          outcome: fits ? "holds" : "refutes",
          steps: [step(`${show(factor)} × ${show(users)}`, product, "users")],
          conclusion: `${show(factor)} times ${show(users)} users are ${show(product)}${fits ? ", as claimed" : ""}. Whether they would be enough is another claim.`
        };
      }
    )
  },
  {
    n: 91,
    id: "item-intent-sessions-needed",
    system,
    lines: "101",
    kind: "projection",
    statement: "Sessions that ten times the data would have",
    claimed: atLeast(1000000, "1M+"),
    unit: "sessions",
    exactness: "bit",
    arithmetic: arithmetic(
      {
        factor: {label: "factor", value: 10, from: "document"},
        sessions: {label: "sessions now", value: 15858, from: "document"},
        claimed: {label: "claimed sessions, at least", value: 1000000, from: "claim"}
      },
      ({factor, sessions, claimed}) => ({
        outcome: factor * sessions >= claimed ? "holds" : "refutes",
        steps: [
          step(`${show(factor)} × ${show(sessions)}`, factor * sessions, "sessions"),
          step(`factor that the claim takes: ${show(claimed)} / ${show(sessions)}`, claimed / sessions, "×")
        ],
        conclusion: `${show(factor)} times ${show(sessions)} sessions are ${show(factor * sessions)}. Reaching ${show(claimed)} would take ${show(claimed / sessions)} times the data.`
      })
    )
  },
  {
    n: 92,
    id: "item-intent-buyers-needed",
    system,
    lines: "102",
    kind: "projection",
    statement: "Share of users that should be buyers, more than now",
    claimed: range(5, 10, "5-10 %"),
    unit: "%",
    exactness: "bit",
    arithmetic: arithmetic(
      {
        conversion: {label: "sessions with a purchase, %", value: 5, from: "document"},
        sessions: {label: "sessions", value: 15858, from: "document"},
        users: {label: "users", value: 10000, from: "document"},
        claimed: {label: "lower end of the claim, %", value: 5, from: "claim"}
      },
      ({conversion, sessions, users, claimed}) => {
        const buying = (conversion / 100) * sessions;
        const most = (100 * buying) / users;
        return {
          outcome: most >= claimed ? "uninformative" : "open",
          steps: [
            step(`buying sessions: ${show(conversion)} % × ${show(sessions)}`, buying),
            step(`users who buy, at most: ${show(Math.round(buying))} / ${show(users)}`, most, "%")
          ],
          conclusion: `By the report's own totals, up to ${show(most)} % of users buy already${most >= claimed ? ". That is inside the range asked for, so it may ask for no change at all" : ", less than what is asked for"}.`
        };
      }
    )
  },
  ...needed(93, "item-intent-horizon", "103", "30 d", {
    necessary: "With a horizon of three sessions, a model does not learn the target, even with ten times the data",
    without: "sparsity#known-item-3-sessions-100000",
    sufficient: "With a horizon of 30 days and ten times the data, as the list asks for, a model learns the target",
    enough: "sparsity#known-item-30-days-100000",
    remark: JOINT
  }),
  {
    n: 94,
    part: "a",
    id: "item-intent-buys-next-session",
    system,
    lines: "112",
    kind: "projection",
    statement: "Share of sessions whose next session buys anything, among those that have a next one",
    claimed: point(5, "5 %", {step: 1}),
    unit: "%",
    exactness: "tolerance",
    arithmetic: arithmetic(
      {
        rate: {label: "claimed share, %", value: 5, from: "claim", step: 1},
        sessions: {label: "sessions", value: 15858, from: "document"},
        users: {label: "users", value: 10000, from: "document"}
      },
      ({rate, sessions, users}) => {
        const followed = (sessions - users) / sessions;
        return {
          outcome: "open",
          steps: [
            step(
              `sessions with a later one, if every user has one: (${show(sessions)} − ${show(users)}) / ${show(sessions)}`,
              100 * followed,
              "%"
            ),
            step(`share of all sessions, if ${show(rate)} % of those buy`, rate * followed, "%")
          ],
          conclusion: `Only ${show(100 * followed)} % of sessions have a later one, so ${show(rate)} % can hold only among those; of all sessions it would be ${show(rate * followed)} %.`
        };
      }
    ),
    demonstration: shop("conversionGivenSuccessor"),
    missing: "the study of the generated shop",
    page: "targets"
  },
  {
    n: 94,
    part: "b",
    id: "item-intent-buys-next-session-of-all",
    system,
    lines: "112",
    kind: "projection",
    statement: "Share of sessions whose next session buys anything, among all sessions",
    claimed: point(5, "5 %", {step: 1}),
    unit: "%",
    exactness: "tolerance",
    demonstration: shop("nextSessionOfAll"),
    remark: "The other reading of the line: a session without a next one counts as not buying.",
    missing: "the study of the generated shop",
    page: "targets"
  },
  {
    n: 95,
    id: "item-intent-category-rate",
    system,
    lines: "113",
    kind: "projection",
    statement: "Share of positives when the target is a purchase from the category",
    claimed: range(1, 2, "1-2 %"),
    unit: "%",
    exactness: "tolerance",
    demonstration: targets("paper-category-3-sessions-with-censored"),
    remark:
      "Ours asks for a purchase from the department within three sessions. As in the report, an example without a purchase counts as negative even where the log ends too early to know.",
    page: "targets",
    command: TARGETS
  },
  {
    n: 96,
    id: "item-intent-cart-rate",
    system,
    lines: "114",
    kind: "projection",
    statement: "Share of positives when the target is adding the item to the cart",
    claimed: range(2, 3, "2-3 %"),
    unit: "%",
    exactness: "tolerance",
    demonstration: targets("paper-cart-next-session-with-censored"),
    remark:
      "Ours asks for the next session, as the report does. As there, an example without an addition to the cart counts as negative even where the log ends too early to know.",
    page: "targets",
    command: TARGETS
  },
  plan(97, "item-intent-short-term", "164", "2 weeks", "short"),
  plan(98, "item-intent-medium-term", "169", "1-2 months", "medium"),
  plan(99, "item-intent-long-term", "174", "3-6 months", "long"),
  {
    n: 100,
    id: "item-intent-columns",
    system,
    lines: "194",
    kind: "data",
    statement: "Columns of the model's input after one-hot encoding",
    claimed: point(41, "41"),
    unit: "columns",
    exactness: "bit",
    arithmetic: arithmetic(
      {
        columns: {label: "columns", value: 41, from: "claim"},
        features: {label: "features", value: 37, from: "document"}
      },
      ({columns, features}) => ({
        outcome: "open",
        steps: [step(`columns added: ${show(columns)} − ${show(features)}`, columns - features)],
        conclusion: `One-hot encoding adds ${show(columns - features)} columns, as one category of ${show(columns - features + 1)} values would.`
      })
    ),
    asserts: false,
    demonstration: targets("matrixColumns"),
    remark: "The number describes their own categories. Ours has eight values, so our table has another width.",
    page: "features",
    command: TARGETS
  },
  {
    n: 101,
    id: "item-intent-auc-not-aimed-at",
    system,
    lines: "213",
    kind: "projection",
    statement: "An AUC that the project says it does not aim at",
    claimed: point(0.95, "0.95", {direction: "higher", step: 0.01}),
    unit: "AUC",
    exactness: "tolerance",
    asserts: false,
    remark: "The report only says that such a number is not the point. It asserts nothing about data or models."
  }
];

/** Our generated shop stands in for one whose generator is not published. */
function shop(figure: string, more: Partial<Demonstration> = {}): Demonstration {
  return {honest: `shop-paper#${figure}`, ...more};
}

/** A training as the document's on the generated shop, beside the same on shuffled labels. */
function reported(name: string): Demonstration {
  return {honest: `sparsity#reported-${name}`};
}

/** A count of examples, targets or features on the same shop. */
function targets(figure: string, more: Partial<Demonstration> = {}): Demonstration {
  return {honest: `targets-paper#${figure}`, ...more};
}

function setTo(within: number): Built {
  return {
    within,
    how: "Our generator was set to this total. That shows the published totals can occur together, not that the original data had them."
  };
}

/** A total to which our generated shop was built, within a share of it. */
function total(
  n: number,
  id: string,
  lines: string,
  statement: string,
  value: number,
  printed: string,
  unit: string,
  figure: string,
  share: number
): Claim {
  return {
    n,
    id,
    system,
    lines,
    kind: "data",
    statement,
    claimed: point(value, printed),
    unit,
    exactness: share === 0 ? "bit" : "tolerance",
    demonstration: shop(figure, {built: setTo(share * value)}),
    missing: "the study of the generated shop",
    page: "shop",
    command: STUDY
  };
}

/**
 * What is said to be needed for a target to be learned, in its two readings: without it a model does not learn, and with it one
 * does. What counts as learned is a share that a reader can move.
 */
function needed(
  n: number,
  id: string,
  lines: string,
  printed: string,
  reading: {
    readonly necessary: string;
    readonly without: string;
    readonly sufficient: string;
    readonly enough: string;
    readonly remark?: string;
    readonly command?: string;
  }
): [Claim, Claim] {
  const common = {
    n,
    system,
    lines,
    kind: "projection",
    condition: true,
    unit: "%",
    exactness: "tolerance",
    remark: reading.remark === undefined ? KNOWN : `${reading.remark} ${KNOWN}`,
    page: "sparsity",
    command: reading.command ?? SPARSITY
  } as const;
  return [
    {
      ...common,
      part: "a",
      id,
      statement: reading.necessary,
      claimed: atMost(LEARNED, printed, "equal"),
      arithmetic: learnedFrom((share) => atMost(share, printed, "equal")),
      demonstration: {honest: `${reading.without}-logistic`, others: [`${reading.without}-boosting`]}
    },
    {
      ...common,
      part: "b",
      id: `${id}-enough`,
      statement: reading.sufficient,
      claimed: atLeast(LEARNED, printed),
      arithmetic: learnedFrom((share) => atLeast(share, printed)),
      demonstration: {honest: `${reading.enough}-logistic`, others: [`${reading.enough}-boosting`]}
    }
  ];
}

function learnedFrom(claimed: (share: number) => Claimed): Arithmetic {
  return arithmetic(
    {
      learned: {
        label: "share of what can be known from which a target counts as learned, %",
        value: LEARNED,
        from: "assumed",
        slider: {min: 5, max: 100, step: 1}
      },
      positives: {label: "positives in the report's training part", value: 9, from: "document"},
      features: {label: "features", value: 37, from: "document"}
    },
    ({learned, positives, features}) => ({
      outcome: "open",
      steps: [step(`positives for each feature now: ${show(positives)} / ${show(features)}`, positives / features)],
      conclusion: `Learned means here: a model reaches ${show(learned)} % of what can be known, a threshold of our choice.`,
      claimed: claimed(learned)
    })
  );
}

function examples(
  n: number,
  id: string,
  lines: string,
  part: string,
  value: number,
  printed: string,
  figure: string,
  documented: number
): Claim {
  return {
    n,
    id,
    system,
    lines,
    kind: "data",
    statement: `Examples (a session and an item in it) in the ${part} part`,
    claimed: point(value, printed),
    unit: "examples",
    exactness: "tolerance",
    arithmetic: arithmetic(
      {
        here: {label: `examples in the ${part} part`, value, from: "claim"},
        all: {label: "examples in all parts", value: 118614, from: "document"},
        documented: {
          label: `share that the pred-analytics report gives the ${part} part, %`,
          value: documented,
          from: "document"
        }
      },
      ({here, all, documented}) => ({
        outcome: "open",
        steps: [
          step(`100 × ${show(here)} / ${show(all)}`, (100 * here) / all, "%"),
          step(`at the documented share: ${show(documented)} % of ${show(all)}`, (documented / 100) * all, "examples")
        ],
        conclusion: `This is ${show((100 * here) / all)} % of all examples. The pred-analytics report splits the same pipeline by date and gives this part ${show(documented)} %, which would be about ${show(Math.round((documented / 100) * all))}. Neither report explains the difference.`
      })
    ),
    demonstration: targets(figure, {built: NEAREST}),
    remark: "The Targets page lists all 32 ways with their counts.",
    page: "targets",
    command: TARGETS
  };
}

function rate(
  n: number,
  id: string,
  lines: string,
  part: string,
  positives: number,
  rows: number,
  value: number,
  printed: string
): Claim {
  return {
    n,
    id,
    system,
    lines,
    kind: "data",
    statement: `Share of positives in the ${part} part`,
    claimed: point(value, printed, {step: 0.001}),
    unit: "%",
    exactness: "bit",
    arithmetic: rateOf(positives, rows, value, 0.001, "")
  };
}

function rateOf(
  positives: number,
  rows: number,
  value: number,
  printedStep: number,
  instead: string,
  rowsStep = 0
): Arithmetic {
  return arithmetic(
    {
      positives: {label: "positives", value: positives, from: "document"},
      rows: {label: "rows", value: rows, from: "document", step: rowsStep},
      claimed: {label: "claimed share, %", value, from: "claim", step: printedStep}
    },
    ({positives, rows, claimed}, spans) => {
      const share = (hits: number, of: number) => (100 * hits) / of;
      const fits = overlap(corners(share, spans.positives, spans.rows), spans.claimed);
      const shown = show(share(positives, rows));
      return {
        outcome: fits ? "holds" : "refutes",
        steps: [step(`100 × ${show(positives)} / ${show(rows)}`, share(positives, rows), "%")],
        conclusion: fits
          ? `${show(positives)} of ${show(rows)} make ${shown} %, as printed.`
          : `${show(positives)} of ${show(rows)} make ${shown} %, not ${show(claimed)} %${instead === "" ? "" : `: ${instead}`}.`
      };
    }
  );
}

/** How likely a random ranking does as badly as the claim at finding 15 positives among 44,205 rows. */
function topHits(
  n: number,
  id: string,
  lines: string,
  statement: string,
  printed: string,
  found: number,
  top: number
): Claim {
  return {
    n,
    id,
    system,
    lines,
    kind: "result",
    statement,
    claimed:
      found > 0
        ? point(found, printed, {direction: "higher", n: 15, scale: 15})
        : point(0, printed, {direction: "higher", n: Math.round((44205 * top) / 100), scale: 1}),
    unit: found > 0 ? "positives" : "",
    exactness: "bit",
    arithmetic: arithmetic(
      {
        found: {label: "positives found", value: found, from: "claim"},
        top: {label: "top part, %", value: top, from: "claim"},
        positives: {label: "positives in the test part", value: 15, from: "document"},
        rows: {label: "rows of the test part", value: 44205, from: "document"}
      },
      ({found, top, positives, rows}) => {
        const draws = Math.round((rows * top) / 100);
        const chance = hypergeometricAtMost(found, {population: rows, hits: positives, draws});
        const likely = chance > 0.05;
        return {
          outcome: likely ? "uninformative" : "open",
          steps: [
            step(`rows looked at: ${show(top)} % of ${show(rows)}`, draws),
            step(`positives expected at random: ${show(positives)} × ${show(top)} %`, (positives * top) / 100),
            step(`P(at most ${show(found)} at random), hypergeometric`, chance)
          ],
          conclusion: `A random ranking finds ${found === 0 ? "none" : `at most ${show(found)}`} of ${show(positives)} there with probability ${show(chance)}${likely ? ", so the count does not distinguish the model from chance" : ""}.`
        };
      }
    )
  };
}

/** What a score over a single positive says: the rank of that row. */
function onlyPositive(
  ranks: {low: number; high: number},
  rank: number,
  rows: number,
  score: string
): ReturnType<Arithmetic["compute"]> {
  const within = (r: number) => Math.min(rows, Math.max(1, Math.round(r)));
  const {averagePrecision, auc, chance} = onePositive(within(rank), rows);
  const likely = chance > 0.05;
  return {
    outcome: likely ? "uninformative" : "open",
    steps: [
      step("rank of the only positive", within(rank)),
      step("lowest rank that prints so", within(ranks.low)),
      step("highest", within(ranks.high)),
      step("average precision at that rank", averagePrecision),
      step("AUC at that rank", auc),
      step("P(a random ranking does as well)", chance)
    ],
    conclusion: `With one positive, the ${score} says only that this row ranks about ${show(within(rank))} of ${show(rows)}. A random ranking does as well or better with probability ${show(chance)}${likely ? ", so one row cannot distinguish a model from chance" : ""}.`
  };
}

function perVariable(): Arithmetic {
  return arithmetic(
    {
      positives: {label: "positives in training", value: 9, from: "document"},
      rows: {label: "rows in training", value: 59541, from: "document"},
      features: {label: "features", value: 37, from: "document"},
      columns: {label: "columns after one-hot encoding", value: 41, from: "document"}
    },
    ({positives, rows, features, columns}) => {
      const each = eventsPerVariable(positives, rows - positives, features);
      return {
        outcome: "open",
        steps: [
          step(`positives for each feature: ${show(positives)} / ${show(features)}`, each),
          step(
            `for each column: ${show(positives)} / ${show(columns)}`,
            eventsPerVariable(positives, rows - positives, columns)
          )
        ],
        conclusion: `There are ${show(each)} positives for each feature, where even ten are not always enough. Such a model can fit any labels, even shuffled ones.`
      };
    }
  );
}

function plan(n: number, id: string, lines: string, printed: string, term: string): Claim {
  return {
    n,
    id,
    system,
    lines,
    kind: "effort",
    statement: `Time given to the ${term}-term plan`,
    claimed: text(printed),
    unit: "",
    exactness: "bit",
    remark: "A plan; there is nothing to measure."
  };
}
