import {twoProportionSampleSize} from "../../metrics/sampleSize.js";
import {arithmetic, corners, overlap, step, type Arithmetic} from "../arithmetic.js";
import type {Claim} from "../claim.js";
import {atLeast, atMost, point, range, text} from "../claimed.js";
import {show} from "../show.js";
import {EXPERIMENTS, SERVING} from "./parts.js";

const system = "enhanced";

/** An ensemble of four tree models behind an API, with tuning, explanations, an experiment framework and monitoring. */
export const enhanced: readonly Claim[] = [
  {
    ...featureCount(
      15,
      "enhanced-models",
      "13",
      "+300 %",
      "More models: an ensemble of four in place of one; read here as: the vote ranks buyers better than its first model alone",
      {before: 1, after: 4, claimed: 300}
    ),
    claimed: atLeast(0, "+300 %"),
    condition: true,
    unit: "AUC",
    exactness: "tolerance",
    demonstration: {honest: "tuning-ensemble#with-given-less-boosting-symmetric"},
    remark:
      "The percentage counts models. Ours is the AUC of the vote with the report's weights less that of boosting with symmetric trees, the kind that its single model was, on the same test rows.",
    page: "tuning",
    command: "npm run study -- tuning-ensemble"
  },
  {
    ...featureCount(
      16,
      "enhanced-tuning",
      "14",
      "+500 %",
      "More optimisation: automated search in place of manual settings; read here as: the search improves a model on new data"
    ),
    ...tuned("+500 %", "many-gain-50"),
    remark:
      "The percentage counts features, and an increase from none has no percentage. Ours is the AUC on fresh data that 50 trials gain over the defaults."
  },
  {
    ...featureCount(
      17,
      "enhanced-interpretability",
      "15",
      "+100 %",
      "More interpretability: two explainers in place of none; read here as: SHAP ranks the features that drive a label before all others more often than a random order does"
    ),
    // three of ten features, in any order: one of 120 sets
    claimed: atLeast(100 / 120, "+100 %"),
    condition: true,
    unit: "%",
    exactness: "tolerance",
    demonstration: {honest: "explain-trust#known-contributions-1000-0.9"},
    remark:
      "The percentage counts explainers, and an increase from none has no percentage. Ours is the share of models that rank three known drivers before seven bystanders, of which one is correlated with a driver.",
    page: "explain",
    command: "npm run study -- explain-trust"
  },
  {
    ...featureCount(18, "enhanced-ab-testing", "16", "+100 %", "More A/B testing: a framework in place of none"),
    remark:
      "It counts features and measures nothing. An increase from none has no percentage. The framework itself is rebuilt here; its example compares predicted probabilities, which are no outcome.",
    page: "experiments",
    command: "npm run experiment -- assign --unit 17"
  },
  featureCount(
    19,
    "enhanced-monitoring",
    "17",
    "+400 %",
    "More monitoring: metrics and a cache in place of basic logging"
  ),
  featureCount(
    20,
    "enhanced-business-intelligence",
    "18",
    "+200 %",
    "More business intelligence: advanced analytics in place of basic insights"
  ),
  {
    n: 21,
    id: "enhanced-latency-before",
    system,
    lines: "19",
    kind: "result",
    statement: "Latency of a prediction before the changes",
    claimed: point(500, "500 ms", {direction: "lower", step: 1}),
    unit: "ms",
    exactness: "measured",
    remark: "The report gives neither percentile, nor load, nor hardware.",
    missing: SERVING
  },
  {
    n: 22,
    id: "enhanced-latency-after",
    system,
    lines: "19",
    kind: "result",
    statement: "Latency of a prediction after the changes",
    claimed: point(45, "45 ms", {direction: "lower", step: 1}),
    unit: "ms",
    exactness: "measured",
    remark: "The report gives neither percentile, nor load, nor hardware.",
    missing: SERVING
  },
  {
    n: 23,
    id: "enhanced-latency-change",
    system,
    lines: "19",
    kind: "result",
    statement: "Change of the latency of a prediction",
    claimed: point(-91, "-91 %", {direction: "lower", step: 1}),
    unit: "%",
    exactness: "bit",
    arithmetic: latencyChange(-91)
  },
  {
    n: 24,
    id: "enhanced-throughput-before",
    system,
    lines: "20",
    kind: "result",
    statement: "Requests served in a second before the changes",
    claimed: point(100, "100 req/s", {direction: "higher", step: 1}),
    unit: "req/s",
    exactness: "measured",
    missing: SERVING
  },
  {
    n: 25,
    id: "enhanced-throughput-after",
    system,
    lines: "20",
    kind: "result",
    statement: "Requests served in a second after the changes",
    claimed: atLeast(1000, "1000+ req/s"),
    unit: "req/s",
    exactness: "measured",
    missing: SERVING
  },
  {
    n: 26,
    id: "enhanced-throughput-change",
    system,
    lines: "20",
    kind: "result",
    statement: "Change of the requests served in a second",
    claimed: point(900, "+900 %", {direction: "higher", step: 1}),
    unit: "%",
    exactness: "bit",
    arithmetic: arithmetic(
      {
        before: {label: "requests a second before", value: 100, from: "document"},
        after: {label: "requests a second after", value: 1000, from: "document"},
        claimed: {label: "claimed change, %", value: 900, from: "claim", step: 1}
      },
      ({before, after, claimed}, spans) => {
        const change = (100 * (after - before)) / before;
        const fits = overlap({low: change, high: change}, spans.claimed);
        return {
          outcome: fits ? "holds" : "refutes",
          steps: [step(`100 × (${show(after)} − ${show(before)}) / ${show(before)}`, change, "%")],
          conclusion: `From ${show(before)} to ${show(after)} requests a second is a change of ${show(change)} %${fits ? ", as claimed" : `, not ${show(claimed)} %`}.`
        };
      },
      [24, 25]
    )
  },
  {
    n: 27,
    id: "enhanced-ensemble-weights",
    system,
    lines: "40",
    kind: "setting",
    statement: "Weights of the four models in the vote; read here as: they rank better than learned ones",
    claimed: atLeast(0, "0.4/0.3/0.2/0.1"),
    condition: true,
    unit: "AUC",
    exactness: "tolerance",
    arithmetic: sumsToOne([0.4, 0.3, 0.2, 0.1]),
    demonstration: {honest: "tuning-ensemble#with-given-less-learned"},
    remark:
      "The weights were chosen by hand, not learned. Ours is the AUC of the vote with them less that of the vote with weights learned on training rows, on the same test rows; the page also has equal weights.",
    code: "src/lib/models/voting.ts",
    page: "tuning",
    command: "npm run study -- tuning-ensemble"
  },
  searchRange(28, "enhanced-search-iterations", "49", "iterations", "100-1000"),
  searchRange(29, "enhanced-search-learning-rate", "50", "learning rate", "0.01-0.3"),
  searchRange(30, "enhanced-search-depth", "51", "tree depth", "4-10"),
  searchRange(31, "enhanced-search-l2", "52", "L2 penalty on leaves", "1-10"),
  {
    n: 32,
    id: "enhanced-optuna-trials",
    system,
    lines: "57",
    kind: "setting",
    statement:
      "Trials of the search for settings; read here as: the score that picks the best of them is what it reaches on new data",
    claimed: atMost(0, "50"),
    condition: true,
    unit: "AUC",
    exactness: "tolerance",
    demonstration: {honest: "tuning-optimism#few-tpe-optimism-50"},
    remark:
      "Ours is the best validation AUC of 50 trials less the AUC of the same model on fresh data, with 10 positives in the validation set. The excerpt never passes the settings to a model.",
    code: "src/lib/tuning/boostingSearch.ts",
    page: "tuning",
    command: "npm run study -- tuning-optimism"
  },
  {
    n: 33,
    id: "enhanced-traffic-split",
    system,
    lines: "89-91",
    kind: "setting",
    statement: "Shares of traffic for the three variants of an experiment",
    claimed: text("0.33/0.33/0.34"),
    unit: "",
    exactness: "bit",
    arithmetic: sumsToOne([0.33, 0.33, 0.34]),
    remark: "The experiment's primary metric is the model's own output, not anything visitors did."
  },
  {
    n: 34,
    id: "enhanced-redis-log",
    system,
    lines: "112",
    kind: "setting",
    statement: "Predictions kept in the cache's log",
    claimed: point(10000, "10,000"),
    unit: "predictions",
    exactness: "bit",
    arithmetic: arithmetic(
      {
        first: {label: "first index kept", value: 0, from: "document"},
        last: {label: "last index kept", value: 9999, from: "document"}
      },
      ({first, last}) => ({
        outcome: "open",
        steps: [step(`${show(last)} − ${show(first)} + 1`, last - first + 1, "predictions")],
        conclusion: `The code keeps indices ${show(first)} to ${show(last)}, which is ${show(last - first + 1)} entries.`
      })
    )
  },
  multiplier(35, "enhanced-electronics-duration", "122", 1.3, "session duration in electronics"),
  multiplier(36, "enhanced-electronics-events", "123", 1.2, "events in electronics"),
  multiplier(37, "enhanced-fashion-products", "125", 1.5, "distinct products in fashion"),
  multiplier(38, "enhanced-home-duration", "127", 0.8, "session duration in home goods"),
  multiplier(39, "enhanced-weekend-events", "131", 1.2, "events at weekends"),
  multiplier(40, "enhanced-weekend-duration", "132", 1.3, "session duration at weekends"),
  multiplier(41, "enhanced-evening-duration", "135", 1.2, "session duration in the evening"),
  {
    n: 42,
    id: "enhanced-evening-window",
    system,
    lines: "134",
    kind: "setting",
    statement: "Hours that count as the evening peak",
    claimed: range(18, 22, "18-22 h"),
    unit: "h",
    exactness: "bit",
    remark: "The smartrocket report puts the peak at 19 to 22 h."
  },
  {
    n: 43,
    id: "enhanced-exceptional-threshold",
    system,
    lines: "143",
    kind: "setting",
    statement: "Probability above which a visitor is called exceptional",
    claimed: atLeast(0.8, "> 0.8"),
    unit: "",
    exactness: "bit",
    remark: "Such a threshold means what it says only if the score is calibrated."
  },
  {
    n: 44,
    id: "enhanced-high-price",
    system,
    lines: "156",
    kind: "setting",
    statement: "Price above which an item counts as high-value",
    claimed: atLeast(500, "> 500"),
    unit: "",
    exactness: "bit",
    remark: "No currency is named."
  },
  {
    n: 45,
    id: "enhanced-request-bounds",
    system,
    lines: "174-177",
    kind: "setting",
    statement: "Bounds that a request has to meet: price, hour, weekday, weekend flag",
    claimed: text(">0; 0-23; 0-6; 0-1"),
    unit: "",
    exactness: "bit",
    remark: "Bounds of the request form; not implemented here."
  },
  {
    n: 46,
    id: "enhanced-cache-latency",
    system,
    lines: "245",
    kind: "result",
    statement: "Change of latency by the cache",
    claimed: point(-90, "-90 %", {direction: "lower", step: 1}),
    unit: "%",
    exactness: "measured",
    remark: "What a cache gains depends on its hit rate, which the report does not give.",
    missing: SERVING
  },
  {
    n: 47,
    id: "enhanced-conversion-lift",
    system,
    lines: "259, 329",
    kind: "projection",
    statement: "Relative increase of conversions by the whole system",
    claimed: range(15, 20, "15-20 %", "higher"),
    unit: "%",
    exactness: "measured",
    arithmetic: arithmetic(
      {
        lift: {label: "lower end of the claimed lift, %", value: 15, from: "claim"},
        rate: {label: "conversion before, %", value: 5, from: "assumed"},
        sessions: {
          label: "sessions of RetailRocket",
          value: 1761675,
          from: "published",
          cite: "retailrocketSessions"
        },
        buying: {
          label: "of which have a transaction",
          value: 14297,
          from: "published",
          cite: "retailrocketSessions"
        }
      },
      ({lift, rate, sessions, buying}) => {
        const real = buying / sessions;
        const assumed = twoProportionSampleSize(rate / 100, (rate / 100) * (1 + lift / 100));
        const atReal = twoProportionSampleSize(real, real * (1 + lift / 100));
        return {
          outcome: "open",
          steps: [
            step(`visitors an arm at ${show(rate)} %, to see +${show(lift)} % (α .05, power .8)`, assumed),
            step(`conversion of RetailRocket: ${show(buying)} / ${show(sessions)}`, 100 * real, "%"),
            step("visitors an arm at that rate", atReal)
          ],
          conclusion: `An experiment that can show a lift of ${show(lift)} % needs ${show(assumed)} visitors in each arm where ${show(rate)} % buy, and ${show(atReal)} where ${show(100 * real)} % do. The report describes no experiment. In one place it expects the lift, in another it says that the system provides it.`
        };
      }
    ),
    remark:
      "What experiments of a shop with 10,000 users would show of it, where it is there and where it is not, is simulated in the study experiment-peeking.",
    missing: EXPERIMENTS,
    page: "experiments",
    command: "npm run study -- experiment-peeking"
  },
  {
    n: 48,
    id: "enhanced-system-latency-change",
    system,
    lines: "260, 329",
    kind: "result",
    statement: "Change of the whole system's latency",
    claimed: point(-90, "-90 %", {direction: "lower", step: 1}),
    unit: "%",
    exactness: "bit",
    asserts: false,
    remark: "A round figure for the −91 % of the same report's table, so it is no claim of its own.",
    arithmetic: latencyChange(-90)
  },
  {
    n: 49,
    id: "enhanced-throughput-factor",
    system,
    lines: "261, 329",
    kind: "result",
    statement: "Factor by which throughput grew",
    claimed: point(10, "10x", {direction: "higher", step: 1}),
    unit: "×",
    exactness: "bit",
    arithmetic: arithmetic(
      {
        before: {label: "requests a second before", value: 100, from: "document"},
        after: {label: "requests a second after", value: 1000, from: "document"},
        claimed: {label: "claimed factor", value: 10, from: "claim", step: 1}
      },
      ({before, after, claimed}, spans) => {
        const factor = after / before;
        const fits = overlap({low: factor, high: factor}, spans.claimed);
        return {
          outcome: fits ? "holds" : "refutes",
          steps: [step(`${show(after)} / ${show(before)}`, factor, "×")],
          conclusion: `${show(after)} requests a second are ${show(factor)} times ${show(before)}${fits ? ", as claimed" : `, not ${show(claimed)} times`}.`
        };
      },
      [24, 25]
    )
  }
];

/** A row of a table of improvements that counts features. */
function featureCount(
  n: number,
  id: string,
  lines: string,
  printed: string,
  statement: string,
  change?: {before: number; after: number; claimed: number}
): Claim {
  return {
    n,
    id,
    system,
    lines,
    kind: "count",
    statement,
    claimed: point(Number.parseFloat(printed), printed, {direction: "higher", step: 1}),
    unit: "%",
    exactness: "bit",
    arithmetic:
      change &&
      arithmetic(
        {
          before: {label: "before", value: change.before, from: "document"},
          after: {label: "after", value: change.after, from: "document"}
        },
        ({before, after}) => ({
          outcome: "open",
          steps: [
            step(`100 × (${show(after)} − ${show(before)}) / ${show(before)}`, (100 * (after - before)) / before, "%")
          ],
          conclusion: `From ${show(before)} to ${show(after)} is +${show((100 * (after - before)) / before)} % in number.`
        })
      ),
    remark: change
      ? "It counts models. Whether four predict better than one is not measured."
      : "It counts features and measures nothing. An increase from none has no percentage."
  };
}

function latencyChange(value: number): Arithmetic {
  return arithmetic(
    {
      before: {label: "latency before, ms", value: 500, from: "document", step: 1},
      after: {label: "latency after, ms", value: 45, from: "document", step: 1},
      claimed: {label: "claimed change, %", value, from: "claim", step: 1}
    },
    ({before, after, claimed}, spans) => {
      const change = (b: number, a: number) => (100 * (a - b)) / b;
      const fits = overlap(corners(change, spans.before, spans.after), spans.claimed);
      return {
        outcome: fits ? "holds" : "refutes",
        steps: [step(`100 × (${show(after)} − ${show(before)}) / ${show(before)}`, change(before, after), "%")],
        conclusion: `From ${show(before)} to ${show(after)} ms is a change of ${show(change(before, after))} %${fits ? ", as claimed" : `, not ${show(claimed)} %`}.`
      };
    },
    [21, 22]
  );
}

function sumsToOne(parts: readonly number[]): Arithmetic {
  const inputs = Object.fromEntries(
    parts.map((value, i) => [`part${i + 1}`, {label: `part ${i + 1}`, value, from: "claim" as const}])
  );
  return arithmetic(inputs, (x) => {
    const sum = Object.values(x).reduce((a, b) => a + b, 0);
    const one = Math.abs(sum - 1) < 1e-9;
    return {
      outcome: "open",
      steps: [step(Object.values(x).map(show).join(" + "), sum)],
      conclusion: one ? "They add up to one." : `They add up to ${show(sum)}, not to one.`
    };
  });
}

function searchRange(n: number, id: string, lines: string, what: string, printed: string): Claim {
  return {
    n,
    id,
    system,
    lines,
    kind: "setting",
    statement: `Range in which the search tries the ${what}; read here as: a search over such ranges improves a model on new data`,
    ...tuned(printed, "many-gain-50"),
    remark:
      "The excerpt draws the setting but never passes it to a model. Ours searches the report's ranges together, with a tenth of the iterations.",
    code: "src/lib/tuning/boostingSearch.ts"
  };
}

/** A claim about the search, read as: it gains something on fresh data. */
function tuned(printed: string, figure: string) {
  return {
    claimed: atLeast(0, printed),
    condition: true,
    unit: "AUC",
    exactness: "tolerance",
    demonstration: {honest: `tuning-optimism#${figure}`},
    page: "tuning",
    command: "npm run study -- tuning-optimism"
  } as const satisfies Partial<Claim>;
}

/** The seven hand-made factors were tried together: what is judged is whether they improve the ranking at all. */
function multiplier(n: number, id: string, lines: string, factor: number, what: string): Claim {
  return {
    n,
    id,
    system,
    lines,
    kind: "setting",
    statement: `Factor put on ${what}; read here as: such factors improve a model's AUC`,
    claimed: atLeast(0, `x${factor}`),
    condition: true,
    unit: "AUC",
    exactness: "tolerance",
    demonstration: {honest: "sparsity-remedies#made-up-multipliers-logistic"},
    remark:
      "Ours is the AUC gained by a logistic regression when all seven factors of the report are multiplied into its features together. The factors were made up by hand, not learned.",
    page: "sparsity",
    command: "npm run study -- sparsity-remedies"
  };
}
