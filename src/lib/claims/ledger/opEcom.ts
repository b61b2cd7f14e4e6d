import {arithmetic, overlap, step} from "../arithmetic.js";
import type {Claim} from "../claim.js";
import {atLeast, atMost, point, range, text} from "../claimed.js";
import {show} from "../show.js";
import {aucInterval} from "../../metrics/auc.js";
import {wilsonInterval} from "../../metrics/intervals.js";
import {counted, countedOrTwin, onTwin, SERVING} from "./parts.js";

const system = "op-ecom";

/** A purchase-intent model on tables, an abandonment model on sequences, and the shop page that acts on them. */
export const opEcom: readonly Claim[] = [
  {
    n: 1,
    id: "op-ecom-tabm-auc",
    system,
    lines: "18",
    kind: "result",
    statement: "TabM reaches this area under the ROC curve on UCI Online Shoppers and wins the comparison",
    // A fifth of the 12,330 sessions, with the data set's share of buyers; the document names no split.
    claimed: point(0.923, "0.923", {direction: "higher", step: 0.001, positives: 382, negatives: 2084}),
    unit: "AUC",
    exactness: "tolerance",
    arithmetic: arithmetic(
      {
        auc: {label: "claimed area", value: 0.923, from: "claim", step: 0.001},
        rows: {label: "sessions in the data set", value: 12330, from: "published"},
        buyers: {label: "buying sessions in the data set", value: 1908, from: "published"},
        test: {label: "share held out, %", value: 20, from: "assumed"}
      },
      ({auc, rows, buyers, test}) => {
        const positives = Math.round((buyers * test) / 100);
        const negatives = Math.round((rows * test) / 100) - positives;
        const {low, high} = aucInterval(auc, positives, negatives);
        return {
          outcome: "open",
          steps: [
            step(`buyers held out: ${show(buyers)} × ${show(test)} %`, positives),
            step(`other sessions held out`, negatives),
            step("lower end of the 95 % interval (Hanley and McNeil)", low),
            step("upper end", high)
          ],
          conclusion: `With ${show(positives)} buyers among the sessions held out, the claimed area is uncertain from ${show(low)} to ${show(high)}; that no model beats it needs paired differences.`
        };
      }
    ),
    demonstration: {honest: "tabm-shoppers#with-tabm-auc", onTwin: false},
    remark:
      "Ours is a mean over folds, page values given. Whether TabM wins is another question, which paired differences from boosting answer on the page; without page values both are far lower.",
    page: "intent"
  },
  {
    n: 2,
    id: "op-ecom-precision-top-5",
    system,
    lines: "18",
    kind: "result",
    statement: "Of the 5 % of sessions that TabM scores highest, this share buys",
    claimed: point(88.62, "88.62 %", {direction: "higher", step: 0.01, n: 123, scale: 100}),
    unit: "%",
    exactness: "tolerance",
    arithmetic: arithmetic(
      {
        share: {label: "claimed precision, %", value: 88.62, from: "claim", step: 0.01},
        rows: {label: "sessions in the data set", value: 12330, from: "published"},
        test: {label: "share held out, %", value: 20, from: "assumed"},
        top: {label: "top part, %", value: 5, from: "claim"}
      },
      ({share, rows, test, top}, spans) => {
        const selected = Math.floor((Math.round((rows * test) / 100) * top) / 100);
        const hits = Math.round((share / 100) * selected);
        const exact = (100 * hits) / selected;
        const {low, high} = wilsonInterval(hits / selected, selected);
        const fits = overlap({low: exact, high: exact}, spans.share);
        return {
          outcome: "open",
          steps: [
            step(`sessions selected: ${show(top)} % of ${show(Math.round((rows * test) / 100))}`, selected),
            step("buyers among them, nearest whole number", hits),
            step(`100 × ${show(hits)} / ${show(selected)}`, exact, "%"),
            step("lower end of the 95 % interval (Wilson)", 100 * low, "%"),
            step("upper end", 100 * high, "%")
          ],
          conclusion: `${fits ? `It is ${show(hits)} of ${show(selected)}` : `No whole number of ${show(selected)} gives it`}, uncertain from ${show(100 * low)} to ${show(100 * high)} %.`
        };
      }
    ),
    demonstration: {honest: "tabm-shoppers#with-tabm-precisionTop5", times: 100, onTwin: false},
    remark:
      "Ours is a mean over folds, page values given: a column that is known only once a session has reached the shop's valuable pages.",
    page: "intent"
  },
  {
    n: 3,
    id: "op-ecom-pruned-heads",
    system,
    lines: "19",
    kind: "setting",
    statement: "The ensemble of TabM is cut to a single head",
    claimed: point(1, "K=1"),
    unit: "heads",
    exactness: "bit",
    remark: "A choice; the page has a slider of heads beside what it costs in quality.",
    page: "intent"
  },
  {
    n: 4,
    id: "op-ecom-tabm-latency",
    system,
    lines: "19, 47",
    kind: "result",
    statement: "Mean time to score one session with the pruned TabM in ONNX Runtime",
    claimed: point(0.09, "0.09 ms", {direction: "lower", step: 0.01}),
    unit: "ms",
    exactness: "measured",
    demonstration: {honest: "latency#online-shoppers-revenue-tabm-best-head-onnx-wasm-mean", onTwin: false},
    remark: "Neither hardware nor a tail percentile is given; ours is one row a call in WebAssembly on one thread.",
    page: "latency"
  },
  {
    n: 5,
    id: "op-ecom-speedup",
    system,
    lines: "19",
    kind: "result",
    statement: "Pruning to one head and conversion to ONNX together make scoring this many times faster",
    claimed: point(18, "18x", {direction: "higher", step: 1}),
    unit: "×",
    exactness: "measured",
    arithmetic: arithmetic(
      {
        after: {label: "time after, ms", value: 0.09, from: "document", step: 0.01},
        factor: {label: "claimed factor", value: 18, from: "claim", step: 1},
        loop: {label: "time of the whole request, ms", value: 1.61, from: "document", step: 0.01}
      },
      ({after, factor, loop}) => ({
        outcome: "open",
        steps: [
          step(`time before: ${show(after)} ms × ${show(factor)}`, after * factor, "ms"),
          step("time of the whole request", loop, "ms")
        ],
        conclusion: `The factor implies ${show(after * factor)} ms before, about the ${show(loop)} ms of the whole request: it may compare a model with a request. Two changes are mixed in one number.`
      }),
      [4]
    ),
    demonstration: {honest: "latency#times-heads-cut-and-runtime-online-shoppers-revenue-tabm", onTwin: false},
    remark:
      "Ours is 32 heads in TensorFlow.js against one head in ONNX Runtime, each in WebAssembly; the page has either change alone.",
    page: "latency"
  },
  {
    n: 6,
    id: "op-ecom-retailrocket-sessions",
    system,
    lines: "22",
    kind: "data",
    statement: "Sessions of RetailRocket on which the abandonment model was validated",
    claimed: point(382780, "382,780"),
    unit: "sessions",
    exactness: "bit",
    demonstration: countedOrTwin("sessionsOfSeveral", 382780),
    command: "npm run claims -- --mirror DIR",
    arithmetic: arithmetic(
      {
        sessions: {label: "sessions at a 30-minute gap in the full log", value: 1761675, from: "published"},
        single: {label: "of which have one event", value: 1378895, from: "published"},
        claimed: {label: "claimed sessions", value: 382780, from: "claim"}
      },
      ({sessions, single, claimed}) => ({
        outcome: sessions - single === claimed ? "holds" : "refutes",
        steps: [step(`${show(sessions)} − ${show(single)}`, sessions - single, "sessions")],
        conclusion: `The full log has ${show(sessions - single)} sessions of two or more events at a 30-minute gap${sessions - single === claimed ? ": the number claimed, once sessions of one event are left out" : `, not ${show(claimed)}`}.`
      })
    ),
    remark: "Leaving sessions of one event out is a choice that the document does not mention."
  },
  {
    n: 7,
    id: "op-ecom-tcn-accuracy",
    system,
    lines: "23",
    kind: "result",
    statement: "Share of sessions that the TCN classifies rightly as abandoned or not",
    claimed: point(99.4, "99.4 %", {direction: "higher", step: 0.1, n: 382780, scale: 100}),
    unit: "%",
    exactness: "tolerance",
    arithmetic: arithmetic(
      {
        all: {label: "all sessions of the full log", value: 1761675, from: "published"},
        long: {label: "sessions of two or more events", value: 382780, from: "document"},
        buying: {label: "sessions with a transaction", value: 14297, from: "published"}
      },
      ({all, long, buying}) => ({
        outcome: "open",
        steps: [
          step(`always "no purchase", all sessions: 1 − ${show(buying)} / ${show(all)}`, 100 * (1 - buying / all), "%"),
          step(
            `the same, two or more events, at least: 1 − ${show(buying)} / ${show(long)}`,
            100 * (1 - buying / long),
            "%"
          )
        ],
        conclusion: `Always saying "no purchase" is right in ${show(100 * (1 - buying / all))} % of all sessions and in at least ${show(100 * (1 - buying / long))} % of those with two or more events, so the accuracy has to be held against that.`
      })
    ),
    demonstration: {
      honest: "tcn-twin#accuracy-several-hidden",
      flawed: "tcn-twin#accuracy-several-shown",
      flaws: ["the transactions themselves among the events"],
      onTwin: true
    },
    remark:
      "Ours is a network's last word on sessions of two or more events, each cut off before its first purchase. How much the twin's events tell was our choice. The document does not say when in a session its model is asked, nor whether it sees the purchase.",
    page: "abandonment"
  },
  {
    n: 8,
    id: "op-ecom-train-test-gap",
    system,
    lines: "24",
    kind: "result",
    statement: "Difference of the abandonment model's accuracy between training and test",
    claimed: point(0, "0 %", {direction: "lower", step: 1}),
    unit: "%",
    exactness: "bit",
    arithmetic: arithmetic(
      {
        gap: {label: "claimed gap, %", value: 0, from: "claim", step: 1},
        train: {label: "share of the commoner class in training, %", value: 96, from: "assumed"},
        test: {label: "share of the commoner class in the test, %", value: 96, from: "assumed"}
      },
      ({gap, train, test}) => {
        const constant = Math.abs(train - test);
        return {
          outcome: constant <= gap ? "uninformative" : "open",
          steps: [
            step(`gap of a constant prediction: |${show(train)} − ${show(test)}|`, constant, "%"),
            step("claimed gap", gap, "%")
          ],
          conclusion:
            constant <= gap
              ? "A constant prediction has no gap either wherever the share of the commoner class is the same in both parts, so a gap of zero is no sign of quality."
              : `A constant prediction has a gap of ${show(constant)} %.`
        };
      }
    ),
    demonstration: {honest: "tcn-twin#purchase-gap-accuracy-tcn", onTwin: true},
    page: "abandonment"
  },
  {
    n: 9,
    id: "op-ecom-tcn-latency",
    system,
    lines: "25, 48",
    kind: "result",
    statement: "Mean time to score one session with the TCN in ONNX Runtime",
    claimed: point(0.23, "0.23 ms", {direction: "lower", step: 0.01}),
    unit: "ms",
    exactness: "measured",
    demonstration: {honest: "latency#shop-purchase-this-session-tcn-onnx-wasm-mean", onTwin: true},
    remark:
      "Neither hardware nor a tail percentile is given; ours scores all events of a session at once, in WebAssembly on one thread.",
    page: "latency"
  },
  {
    n: 10,
    id: "op-ecom-api-latency",
    system,
    lines: "49",
    kind: "result",
    statement: "Mean time of a whole request to the scoring API",
    claimed: point(1.61, "1.61 ms", {direction: "lower", step: 0.01}),
    unit: "ms",
    exactness: "measured",
    remark: "Neither hardware, load nor a tail percentile is given.",
    missing: SERVING
  },
  {
    n: 11,
    id: "op-ecom-discounts",
    system,
    lines: "35",
    kind: "setting",
    statement: "Discounts are scaled with the value of the cart",
    claimed: range(10, 30, "10-30 %"),
    unit: "%",
    exactness: "bit",
    remark: "A rule of the shop page, to be implemented and its cost simulated."
  },
  {
    n: 12,
    id: "op-ecom-detection-precision",
    system,
    lines: "52",
    kind: "result",
    statement: "Share of detected abandonments that are abandonments",
    claimed: atLeast(99, "> 99 %"),
    unit: "%",
    exactness: "tolerance",
    demonstration: counted("constantAll", onTwin("constantAll")),
    arithmetic: arithmetic(
      {
        claimed: {label: "claimed precision, %", value: 99, from: "claim"},
        all: {label: "all sessions of the full log", value: 1761675, from: "published"},
        long: {label: "sessions of two or more events", value: 382780, from: "document"},
        buying: {label: "sessions with a transaction", value: 14297, from: "published"},
        carting: {label: "sessions with an addtocart", value: 43924, from: "published"},
        both: {label: "carting sessions that buy", value: 11932, from: "published"}
      },
      ({claimed, all, long, buying, carting, both}) => {
        const constant = 100 * (1 - buying / all);
        const rule = 100 * (1 - (buying - both) / (long - carting));
        const trivial = constant >= claimed || rule >= claimed;
        return {
          outcome: trivial ? "uninformative" : "open",
          steps: [
            step(`every session called abandoned: 1 − ${show(buying)} / ${show(all)}`, constant, "%"),
            step(
              `every session of two or more events without an addtocart called abandoned, at least: 1 − (${show(buying)} − ${show(both)}) / (${show(long)} − ${show(carting)})`,
              rule,
              "%"
            )
          ],
          conclusion: `Whoever calls every session abandoned is right in ${show(constant)} % of them; whoever calls those of two or more events abandoned that put nothing into the cart, in at least ${show(rule)} %.${trivial ? " A precision above the claimed limit takes no model, and without the share of abandonments found it says nothing." : ""}`
        };
      }
    ),
    remark: "The document measures accuracy only; precision is a different quantity.",
    page: "abandonment"
  },
  {
    n: 13,
    id: "op-ecom-sub-millisecond",
    system,
    lines: "52",
    kind: "result",
    statement: "The system works in less than a millisecond",
    claimed: atMost(1, "< 1 ms"),
    unit: "ms",
    exactness: "bit",
    arithmetic: arithmetic(
      {
        limit: {label: "claimed limit, ms", value: 1, from: "claim"},
        loop: {label: "time of the whole request, ms", value: 1.61, from: "document", step: 0.01}
      },
      ({limit, loop}, spans) => ({
        outcome: spans.loop.low >= limit ? "refutes" : "open",
        steps: [step("time of the whole request, from the document's own table", loop, "ms")],
        conclusion:
          spans.loop.low >= limit
            ? `The document's own table gives ${show(loop)} ms for a whole request; only the models alone stay below ${show(limit)} ms.`
            : `The document's own table gives ${show(loop)} ms for a whole request, below the limit.`
      })
    ),
    missing: SERVING
  },
  {
    n: 14,
    id: "op-ecom-phases",
    system,
    lines: "55",
    kind: "effort",
    statement: "Phases of the project that are complete",
    claimed: text("15"),
    unit: "phases",
    exactness: "bit",
    remark: "The document describes four components; phases are not named."
  }
];
