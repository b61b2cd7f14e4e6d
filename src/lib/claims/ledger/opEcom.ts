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
    part: "a",
    id: "op-ecom-tabm-auc",
    system,
    lines: "18",
    kind: "result",
    statement: "AUC of TabM on the sessions of UCI Online Shoppers",
    // A fifth of the 12,330 sessions, with the data set's share of buyers; the document names no split.
    claimed: point(0.923, "0.923", {direction: "higher", step: 0.001, positives: 382, negatives: 2084}),
    unit: "AUC",
    exactness: "tolerance",
    arithmetic: arithmetic(
      {
        auc: {label: "claimed AUC", value: 0.923, from: "claim", step: 0.001},
        rows: {label: "sessions in the data set", value: 12330, from: "published", cite: "onlineShoppers"},
        buyers: {label: "buying sessions in the data set", value: 1908, from: "published", cite: "onlineShoppers"},
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
          conclusion: `With ${show(positives)} buyers in the test part, the claimed AUC is uncertain from ${show(low)} to ${show(high)}.`,
          claimed: point(auc, show(auc), {direction: "higher", step: 0.001, positives, negatives})
        };
      }
    ),
    demonstration: {honest: "tabm-shoppers#with-tabm-auc"},
    remark:
      "Ours is the mean over cross-validation folds, with the column PageValues. Without that column every model scores far lower.",
    page: "intent"
  },
  {
    n: 1,
    part: "b",
    id: "op-ecom-tabm-wins",
    system,
    lines: "18",
    kind: "result",
    statement: "TabM wins the comparison: by how much its AUC exceeds that of boosting",
    claimed: atLeast(0, "winner"),
    condition: true,
    unit: "AUC",
    exactness: "tolerance",
    demonstration: {honest: "tabm-shoppers#with-tabm-auc-less-boosting"},
    remark:
      "The difference is paired: both models are scored on the same folds. The report names neither the other models nor their scores.",
    page: "intent"
  },
  {
    n: 2,
    id: "op-ecom-precision-top-5",
    system,
    lines: "18",
    kind: "result",
    statement: "Share of buyers among the 5 % of sessions that TabM scores highest",
    claimed: point(88.62, "88.62 %", {direction: "higher", step: 0.01, n: 123, scale: 100}),
    unit: "%",
    exactness: "tolerance",
    arithmetic: arithmetic(
      {
        share: {label: "claimed precision, %", value: 88.62, from: "claim", step: 0.01},
        rows: {label: "sessions in the data set", value: 12330, from: "published", cite: "onlineShoppers"},
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
          conclusion: `${fits ? `The share is ${show(hits)} of ${show(selected)} sessions` : `No whole number of ${show(selected)} sessions gives this share`}; with so few it is uncertain from ${show(100 * low)} to ${show(100 * high)} %.`,
          claimed: point(share, `${show(share)} %`, {direction: "higher", step: 0.01, n: selected, scale: 100})
        };
      }
    ),
    demonstration: {honest: "tabm-shoppers#with-tabm-precisionTop5", times: 100},
    remark:
      "Ours is the mean over cross-validation folds, with the column PageValues, which is known only once a session has reached the shop's valuable pages.",
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
    remark: "A choice. The Purchase intent page shows what fewer heads cost in AUC.",
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
    demonstration: {honest: "latency#online-shoppers-revenue-tabm-best-head-onnx-wasm-mean"},
    remark:
      "The report gives neither hardware nor percentiles. Ours scores one row per call in WebAssembly on one thread.",
    page: "latency"
  },
  {
    n: 5,
    id: "op-ecom-speedup",
    system,
    lines: "19",
    kind: "result",
    statement: "How many times faster scoring gets when TabM is cut to one head and converted to ONNX",
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
        conclusion: `The factor implies ${show(after * factor)} ms before, about the ${show(loop)} ms of a whole request, so it may compare a model with a request. It also mixes two changes in one number.`
      }),
      [4]
    ),
    demonstration: {
      honest: "latency#times-heads-cut-and-runtime-online-shoppers-revenue-tabm",
      beside:
        "Ours compares 32 heads in TensorFlow.js with one head in ONNX Runtime, both in WebAssembly. The report names neither the runtime nor the number of heads it started from, so the two factors cannot be compared."
    },
    remark: "The Latency page has each of the two changes alone.",
    missing: "the runtime and the number of heads before the change, which the report does not name",
    page: "latency"
  },
  {
    n: 6,
    id: "op-ecom-retailrocket-sessions",
    system,
    lines: "22",
    kind: "data",
    statement: "RetailRocket sessions on which the abandonment model was validated",
    claimed: point(382780, "382,780"),
    unit: "sessions",
    exactness: "bit",
    demonstration: countedOrTwin("sessionsOfSeveral", 382780),
    command: "npm run claims -- --mirror DIR",
    arithmetic: arithmetic(
      {
        sessions: {
          label: "sessions at a 30-minute gap in the full log",
          value: 1761675,
          from: "published",
          cite: "retailrocketSessions"
        },
        single: {label: "of which have one event", value: 1378895, from: "published", cite: "retailrocketSessions"},
        claimed: {label: "claimed sessions", value: 382780, from: "claim"}
      },
      ({sessions, single, claimed}) => ({
        outcome: sessions - single === claimed ? "holds" : "refutes",
        steps: [step(`${show(sessions)} − ${show(single)}`, sessions - single, "sessions")],
        conclusion: `The full log has ${show(sessions - single)} sessions of two or more events at a 30-minute gap${sessions - single === claimed ? ", exactly the claimed number" : `, not ${show(claimed)}`}.`
      })
    ),
    remark: "The report does not mention that it leaves out sessions of a single event."
  },
  {
    n: 7,
    id: "op-ecom-tcn-accuracy",
    system,
    lines: "23",
    kind: "result",
    statement: "Accuracy of the TCN at telling abandoned sessions from others",
    claimed: point(99.4, "99.4 %", {direction: "higher", step: 0.1, n: 382780, scale: 100}),
    unit: "%",
    exactness: "tolerance",
    arithmetic: arithmetic(
      {
        all: {label: "all sessions of the full log", value: 1761675, from: "published", cite: "retailrocketSessions"},
        long: {label: "sessions of two or more events", value: 382780, from: "document"},
        buying: {label: "sessions with a transaction", value: 14297, from: "published", cite: "retailrocketSessions"},
        carting: {label: "sessions with an addtocart", value: 43924, from: "published", cite: "retailrocketSessions"},
        both: {label: "carting sessions that buy", value: 11932, from: "published", cite: "retailrocketSessions"}
      },
      ({all, long, buying, carting, both}) => ({
        outcome: "open",
        steps: [
          step(`always "no purchase", all sessions: 1 − ${show(buying)} / ${show(all)}`, 100 * (1 - buying / all), "%"),
          step(
            `the same, two or more events, at least: 1 − ${show(buying)} / ${show(long)}`,
            100 * (1 - buying / long),
            "%"
          ),
          step(
            `the same, sessions with an addtocart: 1 − ${show(both)} / ${show(carting)}`,
            100 * (1 - both / carting),
            "%"
          )
        ],
        conclusion: `Always saying "no purchase" is right in ${show(100 * (1 - buying / all))} % of all sessions, in at least ${show(100 * (1 - buying / long))} % of those with two or more events, and in ${show(100 * (1 - both / carting))} % of those with something in the cart. The accuracy has to be compared with that.`
      })
    ),
    demonstration: {
      honest: "tcn-twin#accuracy-several-hidden",
      flawed: "tcn-twin#accuracy-several-shown",
      flaws: ["the transactions themselves among the events"]
    },
    remark:
      "Ours is the network's last prediction for sessions of two or more events, each cut off before its first purchase. How much the twin's events reveal was our choice. The report does not say when in a session its model predicts, nor whether it sees the purchase.",
    page: "abandonment"
  },
  {
    n: 8,
    id: "op-ecom-train-test-gap",
    system,
    lines: "24",
    kind: "result",
    statement: "Difference between the abandonment model's accuracy in training and in the test",
    claimed: point(0, "0 %", {direction: "lower", step: 1}),
    unit: "%",
    exactness: "bit",
    arithmetic: arithmetic(
      {
        gap: {label: "claimed gap, %", value: 0, from: "claim", step: 1},
        train: {label: "share of the majority class in training, %", value: 96, from: "assumed"},
        test: {label: "share of the majority class in the test, %", value: 96, from: "assumed"}
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
              ? "A constant prediction has no gap either, wherever the majority class has the same share in both parts. A gap of zero is therefore no sign of quality."
              : `A constant prediction has a gap of ${show(constant)} %.`
        };
      }
    ),
    demonstration: {honest: "tcn-twin#purchase-gap-accuracy-tcn"},
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
    demonstration: {honest: "latency#shop-purchase-this-session-tcn-onnx-wasm-mean"},
    remark:
      "The report gives neither hardware nor percentiles. Ours scores all events of a session at once, in WebAssembly on one thread.",
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
    remark: "The report gives neither hardware, nor load, nor percentiles.",
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
    remark: "A rule of the shop. What it costs and earns is not simulated here."
  },
  {
    n: 12,
    id: "op-ecom-detection-precision",
    system,
    lines: "52",
    kind: "result",
    statement: "Precision: share of the sessions flagged as abandoned that are",
    claimed: atLeast(99, "> 99 %"),
    unit: "%",
    exactness: "tolerance",
    demonstration: counted("constantAll", onTwin("constantAll")),
    arithmetic: arithmetic(
      {
        claimed: {label: "claimed precision, %", value: 99, from: "claim"},
        all: {label: "all sessions of the full log", value: 1761675, from: "published", cite: "retailrocketSessions"},
        long: {label: "sessions of two or more events", value: 382780, from: "document"},
        buying: {label: "sessions with a transaction", value: 14297, from: "published", cite: "retailrocketSessions"},
        carting: {label: "sessions with an addtocart", value: 43924, from: "published", cite: "retailrocketSessions"},
        both: {label: "carting sessions that buy", value: 11932, from: "published", cite: "retailrocketSessions"}
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
          conclusion: `Flagging every session is right in ${show(constant)} % of them. Flagging those of two or more events without an addtocart is right in at least ${show(rule)} %.${trivial ? " So a precision above the claimed limit needs no model, and without the share of abandonments found it says nothing." : ""}`
        };
      }
    ),
    remark: "The report measures accuracy only; precision is a different quantity.",
    page: "abandonment"
  },
  {
    n: 13,
    part: "a",
    id: "op-ecom-sub-millisecond",
    system,
    lines: "52",
    kind: "result",
    statement: "The two architectures score in less than a millisecond",
    claimed: atMost(1, "< 1 ms"),
    unit: "ms",
    exactness: "measured",
    arithmetic: arithmetic(
      {
        limit: {label: "claimed limit, ms", value: 1, from: "claim"},
        tabm: {label: "time of TabM, ms", value: 0.09, from: "document", step: 0.01},
        tcn: {label: "time of the TCN, ms", value: 0.23, from: "document", step: 0.01},
        loop: {label: "time of the whole request, ms", value: 1.61, from: "document", step: 0.01}
      },
      ({limit, tabm, tcn, loop}) => {
        const slower = Math.max(tabm, tcn);
        return {
          outcome: slower < limit ? "holds" : "refutes",
          steps: [
            step("slower of the two models, from the report's own table", slower, "ms"),
            step("time of the whole request, from the same table", loop, "ms")
          ],
          conclusion: `The report's own table gives ${show(tabm)} and ${show(tcn)} ms for its two models${slower < limit ? `, below ${show(limit)} ms` : `, not below ${show(limit)} ms`}. A whole request takes ${show(loop)} ms.`
        };
      }
    ),
    demonstration: {
      honest: "latency#online-shoppers-revenue-tabm-best-head-onnx-wasm-mean",
      others: ["latency#shop-purchase-this-session-tcn-onnx-wasm-mean"]
    },
    remark: "Ours is the slower of our two models, one row per call in WebAssembly on one thread.",
    page: "latency"
  },
  {
    n: 13,
    part: "b",
    id: "op-ecom-attention",
    system,
    lines: "52",
    kind: "result",
    statement: "The architectures use attention",
    claimed: atLeast(1, "attention"),
    condition: true,
    unit: "models with attention",
    exactness: "bit",
    arithmetic: arithmetic(
      {
        models: {label: "models named", value: 2, from: "document"},
        attention: {label: "of which described with attention", value: 0, from: "document"}
      },
      ({models, attention}) => ({
        outcome: attention >= 1 ? "holds" : "refutes",
        steps: [
          step("models described with attention: TabM is an ensemble of MLPs, the TCN is convolutional", attention)
        ],
        conclusion:
          attention >= 1
            ? `${show(attention)} of the ${show(models)} models has attention.`
            : `The report names ${show(models)} models: TabM, which it describes as an ensemble of MLPs, and a temporal convolutional network. Neither has attention.`
      })
    )
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
    remark: "The report describes four components and names no phases."
  }
];
