import {DAY_MS} from "../../core/time.js";
import {arithmetic, corners, overlap, step, type Arithmetic, type Calculation} from "../arithmetic.js";
import type {Claim, Demonstration} from "../claim.js";
import {atLeast, atMost, point, range, text} from "../claimed.js";
import {show} from "../show.js";
import {counted, countedOrTwin, DASHBOARD, onTwin, RETAILROCKET, RETAILROCKET_PROPERTIES, SERVING} from "./parts.js";

const system = "smartrocket";
const RECOUNT = "npm run claims -- --mirror DIR";
const WATERFALL = "npm run study -- forecast-waterfall";
const DAILY = "src/lib/forecast/dailyExamples.ts";

/** What the mean sales of a product and day are made of, if every product of the log had a row for every day. */
const GRID = {
  transactions: {label: "transactions in the log", value: 22457, from: "published", cite: "retailrocket"},
  days: {label: "days of the log", value: 139, from: "published", cite: "retailrocket"},
  products: {label: "products in the log", value: 235061, from: "published", cite: "retailrocket"}
} as const;

/** The errors of protocol with which both figures after tuning come out, as the study names them and in words. */
const LEAKING_WINDOWS = "visitor-sequences+repeats-kept+random-split+windows+windows-at-random";
const LEAKING_FLAWS = [
  "all visits of a visitor joined",
  "repeats kept",
  "overlapping windows",
  "windows split at random"
];
const SAMPLE_REMARK =
  "Ours is measured on the public sample of the log, all events of some of its visitors: models have less to learn from there than on the whole log.";
const BEFORE_REMARK = `With repeats kept, listing the session's own items, the last one first, comes to both figures and so to their ratio. That is a plausible cause and no proof. ${SAMPLE_REMARK}`;
const AFTER_REMARK = `The same errors bring both figures together, and so their ratio, with a Markov chain in the place of a network. They were found by trying many protocols: a plausible cause and no proof. ${SAMPLE_REMARK}`;

/** A figure of next-item recommendations: the best of several models by an honest protocol, and one model with errors. */
function nextItem(metric: "hr20" | "ndcg20", setup: string, model: string, flaws: readonly string[]): Demonstration {
  const of = (errors: string, id: string) => `recommend-waterfall#retailrocket-${errors}-${id}-${metric}`;
  return {
    honest: of("honest", "recency"),
    others: ["markov-chain", "markov-recency", "stan"].map((id) => of("honest", id)),
    flawed: of(setup, model),
    flaws
  };
}

/** Sales forecasts and next-item recommendations on RetailRocket, behind a dashboard. */
export const smartrocket: readonly Claim[] = [
  {
    n: 102,
    id: "smartrocket-events",
    system,
    lines: "13, 79, 375",
    kind: "data",
    statement: "Events of RetailRocket left after cleaning, which includes dropping duplicates",
    claimed: point(2756101, "2,756,101"),
    unit: "events",
    exactness: "bit",
    demonstration: countedOrTwin("cleanEvents", 2756101),
    command: RECOUNT,
    arithmetic: arithmetic(
      {
        claimed: {label: "claimed clean events", value: 2756101, from: "claim"},
        raw: {label: "rows of the full log", value: 2756101, from: "published", cite: "retailrocket"},
        duplicates: {
          label: "exact duplicates among them",
          value: 460,
          from: "published",
          cite: "retailrocketSessions"
        }
      },
      ({claimed, raw, duplicates}) => ({
        outcome: raw - duplicates === claimed ? "holds" : "refutes",
        steps: [step(`${show(raw)} − ${show(duplicates)}`, raw - duplicates, "events")],
        conclusion:
          raw - duplicates === claimed
            ? "It is the raw count less the duplicates."
            : `The published log has ${show(raw)} rows, of which ${show(duplicates)} repeat another exactly. The report's own cleaning drops those and would leave ${show(raw - duplicates)}.`
      })
    )
  },
  {
    n: 103,
    id: "smartrocket-products",
    system,
    lines: "13, 81, 864",
    kind: "data",
    statement: "Products in the events of RetailRocket",
    claimed: point(235061, "235,061"),
    unit: "products",
    exactness: "bit",
    demonstration: countedOrTwin("items", 235061),
    command: RECOUNT,
    arithmetic: publishedTotal(235061, "items")
  },
  {
    n: 104,
    id: "smartrocket-forecast-accuracy",
    system,
    lines: "14",
    kind: "result",
    statement: "Accuracy of the sales forecast",
    claimed: point(94, "94 %", {direction: "higher", step: 1}),
    unit: "%",
    exactness: "bit",
    arithmetic: forecastAccuracy(94)
  },
  {
    n: 105,
    part: "a",
    id: "smartrocket-forecast-accuracy-95",
    system,
    lines: "1220",
    kind: "result",
    statement: "Accuracy of the sales forecast, as given in the conclusion",
    claimed: point(95, "95 %", {direction: "higher", step: 1}),
    unit: "%",
    exactness: "bit",
    arithmetic: forecastAccuracy(95)
  },
  {
    ...improvement(
      105,
      "smartrocket-forecast-accuracy-improvement",
      "1131",
      "weighted error",
      18.5,
      0.94,
      0.1,
      0.01,
      "%",
      [125, 127]
    ),
    part: "b",
    statement: "Improvement of the forecast by tuning, read as the fall of its weighted error"
  },
  {
    n: 106,
    id: "smartrocket-period",
    system,
    lines: "78",
    kind: "data",
    statement: "First and last day of RetailRocket's events",
    claimed: text("2015-05-03 to 09-18"),
    unit: "",
    exactness: "bit",
    arithmetic: arithmetic(
      {
        first: {
          label: "time of the first event, ms since 1970",
          value: 1430622004384,
          from: "published",
          cite: "retailrocket"
        },
        last: {
          label: "time of the last event, ms since 1970",
          value: 1442545187788,
          from: "published",
          cite: "retailrocket"
        },
        firstDay: {label: "claimed first day, as days since 1970", value: Date.UTC(2015, 4, 3) / DAY_MS, from: "claim"},
        lastDay: {label: "claimed last day", value: Date.UTC(2015, 8, 18) / DAY_MS, from: "claim"}
      },
      ({first, last, firstDay, lastDay}) => {
        const days = [Math.floor(first / DAY_MS), Math.floor(last / DAY_MS)];
        const fits = days[0] === firstDay && days[1] === lastDay;
        return {
          outcome: fits ? "holds" : "refutes",
          steps: [
            step(`day of the first event, UTC, ${date(days[0])}`, days[0], "d since 1970"),
            step(`day of the last event, UTC, ${date(days[1])}`, days[1], "d since 1970")
          ],
          conclusion: `The published log starts on ${date(days[0])} and ends on ${date(days[1])}, in UTC${fits ? ", as claimed" : `; the claim says ${date(firstDay)} to ${date(lastDay)}`}.`
        };
      }
    )
  },
  {
    n: 107,
    id: "smartrocket-months",
    system,
    lines: "78",
    kind: "data",
    statement: "Length of RetailRocket's period",
    claimed: point(4.5, "4.5 months", {step: 0.5}),
    unit: "months",
    exactness: "bit",
    demonstration: counted("months"),
    command: RECOUNT,
    arithmetic: arithmetic(
      {
        first: {label: "first day, as days since 1970", value: Date.UTC(2015, 4, 3) / DAY_MS, from: "document"},
        last: {label: "last day", value: Date.UTC(2015, 8, 18) / DAY_MS, from: "document"},
        claimed: {label: "claimed months, to the half", value: 4.5, from: "claim", step: 0.5}
      },
      ({first, last, claimed}, spans) => {
        const days = last - first + 1;
        const months = (days * 12) / 365.25;
        const fits = overlap({low: months, high: months}, spans.claimed);
        return {
          outcome: fits ? "holds" : "refutes",
          steps: [step("days, both ends counted", days, "d"), step(`${show(days)} × 12 / 365.25`, months, "months")],
          conclusion: `The period has ${show(days)} days, ${show(months)} months${fits ? `, to the half month ${show(claimed)}` : `, not ${show(claimed)}`}.`
        };
      },
      [106]
    )
  },
  {
    n: 108,
    id: "smartrocket-visitors",
    system,
    lines: "80, 375",
    kind: "data",
    statement: "Visitors in the events of RetailRocket",
    claimed: point(1407580, "1,407,580"),
    unit: "visitors",
    exactness: "bit",
    demonstration: countedOrTwin("visitors", 1407580),
    command: RECOUNT,
    arithmetic: publishedTotal(1407580, "visitors")
  },
  {
    n: 109,
    id: "smartrocket-files",
    system,
    lines: "90",
    kind: "data",
    statement: "Files of the raw data",
    claimed: point(4, "4"),
    unit: "files",
    exactness: "bit",
    demonstration: counted("files"),
    command: RECOUNT,
    arithmetic: arithmetic(
      {
        events: {label: "files of events", value: 1, from: "published", cite: "retailrocket"},
        properties: {label: "files of item properties", value: 2, from: "published", cite: "retailrocket"},
        tree: {label: "files of the category tree", value: 1, from: "published", cite: "retailrocket"},
        claimed: {label: "claimed files", value: 4, from: "claim"}
      },
      ({events, properties, tree, claimed}) => ({
        outcome: events + properties + tree === claimed ? "holds" : "refutes",
        steps: [step(`${show(events)} + ${show(properties)} + ${show(tree)}`, events + properties + tree, "files")],
        conclusion: `The data set is published as ${show(events + properties + tree)} files.`
      })
    )
  },
  {
    n: 110,
    id: "smartrocket-evening-peak",
    system,
    lines: "170, 1116",
    kind: "result",
    statement: "Hours of the day with the most activity",
    claimed: range(19, 22, "7-10 pm"),
    unit: "h",
    exactness: "bit",
    remark:
      "The log's times are in UTC and the shop's time zone is not known, so which hours are the evening is an assumption. The Data page has a slider for the zone. The generated twin cannot decide it, because we gave it its hours.",
    demonstration: counted("busiestHour"),
    command: RECOUNT,
    missing: RETAILROCKET,
    page: "data"
  },
  {
    n: 111,
    id: "smartrocket-lunch-spike",
    system,
    lines: "172",
    kind: "result",
    statement: "Hour of the lunch break's spike",
    claimed: range(12, 13, "12-1 pm"),
    unit: "h",
    exactness: "bit",
    remark:
      "The log's times are in UTC and the shop's time zone is not known. The Data page has a slider for the zone. The generated twin cannot decide it, because we gave it its hours.",
    missing: RETAILROCKET,
    page: "data"
  },
  {
    n: 112,
    id: "smartrocket-session-bands",
    system,
    lines: "180-182",
    kind: "setting",
    statement: "Events of a quick, an active and a deep session",
    claimed: text("2-5 / 5-15 / 15+"),
    unit: "%",
    exactness: "bit",
    demonstration: counted("quickShare", onTwin("quickShare")),
    remark:
      "The bands overlap at 5 and at 15. The Data page draws them without overlap. Our number is the share of quick sessions (two to four events) among those of two or more events.",
    page: "data"
  },
  {
    n: 113,
    id: "smartrocket-pause-bands",
    system,
    lines: "188-192",
    kind: "setting",
    statement: "Pauses between events that make a quick click, active shopping and comparison",
    claimed: text("<1 / 1-5 / 5+ min"),
    unit: "%",
    exactness: "bit",
    demonstration: counted("pausesUnderMinute", onTwin("pausesUnderMinute")),
    remark:
      "The report gives no shares. The Data page counts them. Our number is the share of pauses within a session that are shorter than a minute.",
    page: "data"
  },
  {
    n: 114,
    id: "smartrocket-parquet-speed",
    system,
    lines: "265, 815, 1082",
    kind: "result",
    statement: "Factor by which Parquet is read faster than CSV",
    claimed: point(10, "10x", {direction: "higher", step: 1}),
    unit: "×",
    exactness: "measured",
    demonstration: {honest: "storage-twin#parquetFasterWhole"},
    page: "pipeline",
    command: "npm run study -- storage-twin",
    remark:
      "The factor depends on what is read. Ours is for reading all rows and columns. A query that needs one column gains far more; the Pipeline page has both."
  },
  {
    n: 115,
    id: "smartrocket-cleaning-general",
    system,
    lines: "310",
    kind: "effort",
    statement: "Share of a project's time that goes into cleaning",
    claimed: text("80 %"),
    unit: "",
    exactness: "bit",
    remark: "The same report gives 30 % for its own project."
  },
  {
    n: 116,
    id: "smartrocket-cleaning-here",
    system,
    lines: "1089",
    kind: "effort",
    statement: "Share of this project's development time that went into cleaning",
    claimed: text("30 %"),
    unit: "",
    exactness: "bit",
    remark: "The same report gives 80 % for projects in general."
  },
  {
    n: 117,
    id: "smartrocket-data-manipulation",
    system,
    lines: "1154",
    kind: "effort",
    statement: "Share of data science that is data manipulation",
    claimed: text("80 %"),
    unit: "",
    exactness: "bit",
    remark: "A common saying; there is nothing to measure."
  },
  {
    n: 118,
    id: "smartrocket-timestamp",
    system,
    lines: "318",
    kind: "data",
    statement: "Time of day that the millisecond stamp 1433221332117 stands for, on 2 June 2015",
    claimed: text("14:08:52"),
    unit: "",
    exactness: "bit",
    arithmetic: arithmetic(
      {
        stamp: {label: "milliseconds since 1970, UTC", value: 1433221332117, from: "document"},
        hour: {label: "claimed hour", value: 14, from: "claim"},
        minute: {label: "claimed minute", value: 8, from: "claim"},
        second: {label: "claimed second", value: 52, from: "claim"}
      },
      ({stamp, hour, minute, second}) => {
        const utc = Math.floor((((stamp % DAY_MS) + DAY_MS) % DAY_MS) / 1000);
        const claimed = hour * 3600 + minute * 60 + second;
        const apart = claimed - utc;
        const zone = apart % 900 === 0;
        return {
          outcome: apart === 0 ? "holds" : zone ? "open" : "refutes",
          steps: [
            step(`seconds of the day in UTC, ${clock(utc)}`, utc, "s"),
            step(`claimed, ${clock(claimed)}`, claimed, "s"),
            step(`difference, ${clock(Math.abs(apart))}`, apart, "s"),
            step("left over after whole quarter hours, the steps of time zones", Math.abs(apart) % 900, "s")
          ],
          conclusion:
            apart === 0
              ? "The stamp is that time."
              : `The stamp is ${clock(utc)} UTC, ${clock(Math.abs(apart))} away from ${clock(claimed)}${zone ? ", which a time zone could explain" : ". No time zone explains that"}.`
        };
      }
    )
  },
  setting(
    119,
    "smartrocket-rolling-windows",
    "394-397",
    "Days that rolling sums look back over",
    text("7 / 30 d"),
    "d",
    "Ours has the same windows. In the report's listing they end on the day that is forecast; ours end a horizon before it.",
    DAILY
  ),
  setting(
    120,
    "smartrocket-lags",
    "404-407",
    "Days by which sales are lagged",
    text("1 / 7 d"),
    "d",
    "Ours has the same lags, counted from the last day that is known when a forecast is made.",
    DAILY
  ),
  setting(
    121,
    "smartrocket-forecast-features",
    "483",
    "Features of the forecast",
    atLeast(20, "20+"),
    "features",
    "The report does not list them all. Two of those it shows contain the sales to be predicted. Ours are in one file, each with a switch for the error that the report makes.",
    DAILY
  ),
  setting(
    122,
    "smartrocket-trees",
    "485",
    "Trees of the forecast model, in its diagram",
    atLeast(1000, "1000+"),
    "trees",
    "The listing below the diagram has 300.",
    "loaders/studies/forecast-waterfall.ts"
  ),
  setting(
    123,
    "smartrocket-trees-listing",
    "500",
    "Trees of the forecast model, in its listing",
    point(300, "300"),
    "trees",
    "The diagram above the listing has 1000+. Our waterfall takes 300.",
    "loaders/studies/forecast-waterfall.ts"
  ),
  setting(
    124,
    "smartrocket-early-stopping",
    "501",
    "Rounds without gain after which training stops",
    point(30, "30"),
    "rounds",
    "Our boosting can stop so too. The waterfall trains all its trees, so that its steps differ by the error alone.",
    "src/lib/models/boosting.ts"
  ),
  {
    n: 125,
    id: "smartrocket-baseline-wmape",
    system,
    lines: "505, 838",
    kind: "result",
    statement: "Weighted error of the forecast before tuning",
    claimed: point(18.5, "18.5 %", {direction: "lower", step: 0.1}),
    unit: "%",
    exactness: "bit",
    arithmetic: constantForecast(),
    demonstration: {
      honest: "forecast-waterfall#one-1-wmape",
      beside: "Ours is what always forecasting 1 reaches on the rows with sales of the generated shop."
    },
    command: WATERFALL
  },
  {
    n: 126,
    id: "smartrocket-forecast-trials",
    system,
    lines: "512",
    kind: "setting",
    statement:
      "Trials of the search for the forecast's settings; read here as: the score that picks the best of them is what it reaches on new data",
    claimed: atMost(0, "25"),
    condition: true,
    unit: "AUC",
    exactness: "tolerance",
    demonstration: {honest: "tuning-optimism#few-tpe-optimism-25"},
    remark:
      "Ours is the best validation AUC of 25 trials less the AUC of the same model on fresh data, of a boosting that predicts purchases from few positives. The report's error of 0.94 % has another cause: its features hold the target. Our own forecast's settings were chosen on origins before those that it is judged at.",
    code: "src/lib/tuning/boostingSearch.ts",
    page: "tuning",
    command: "npm run study -- tuning-optimism"
  },
  {
    n: 127,
    id: "smartrocket-tuned-wmape",
    system,
    lines: "522, 541, 838",
    kind: "result",
    statement: "Weighted error of the forecast after tuning",
    claimed: point(0.94, "0.94 %", {direction: "lower", step: 0.01}),
    unit: "%",
    exactness: "tolerance",
    arithmetic: meanSales(0.011, 0.001, 0.94, 0.01),
    demonstration: withErrors("wmape"),
    command: WATERFALL,
    remark:
      "Two of the report's features contain the sales to be predicted: sales divided by views, and the share of the category's sales."
  },
  {
    n: 128,
    id: "smartrocket-r2",
    system,
    lines: "539",
    kind: "result",
    statement: "Share of the variance of sales that the tuned forecast explains",
    claimed: point(0.89, "0.89", {direction: "higher", step: 0.01}),
    unit: "R²",
    exactness: "tolerance",
    demonstration: withErrors("r2"),
    command: WATERFALL
  },
  {
    n: 129,
    id: "smartrocket-baseline-mae",
    system,
    lines: "837",
    kind: "result",
    statement: "Mean absolute error of the forecast before tuning",
    claimed: point(0.211, "0.211", {direction: "lower", step: 0.001}),
    unit: "sales",
    exactness: "bit",
    arithmetic: constantForecast(),
    demonstration: {
      honest: "forecast-waterfall#step-0-mae",
      beside: "Ours is an honest forecast of the generated shop, on every item and day."
    },
    command: WATERFALL
  },
  {
    n: 130,
    id: "smartrocket-tuned-mae",
    system,
    lines: "540, 837",
    kind: "result",
    statement: "Mean absolute error of the forecast after tuning",
    claimed: point(0.011, "0.011 (0.01)", {direction: "lower", step: 0.001}),
    unit: "sales",
    exactness: "tolerance",
    arithmetic: meanSales(0.011, 0.001, 0.94, 0.01),
    demonstration: withErrors("mae"),
    command: WATERFALL
  },
  {
    n: 131,
    id: "smartrocket-example-confidences",
    system,
    lines: "573-575",
    kind: "illustration",
    statement: "Confidences of three items in one ranking for the next purchase",
    claimed: text("90/75/60 %"),
    unit: "%",
    exactness: "bit",
    arithmetic: arithmetic(
      {
        first: {label: "first item, %", value: 90, from: "claim"},
        second: {label: "second item, %", value: 75, from: "claim"},
        third: {label: "third item, %", value: 60, from: "claim"}
      },
      ({first, second, third}) => {
        const sum = first + second + third;
        return {
          outcome: "open",
          steps: [step(`${show(first)} + ${show(second)} + ${show(third)}`, sum, "%")],
          conclusion: `They add up to ${show(sum)} %${sum > 100 ? ", so they cannot be the probabilities of which single item comes next" : ""}.`
        };
      }
    ),
    demonstration: {
      honest: "recommend-eshop#drop-gru4rec-hr1",
      beside:
        "It is how often the first item that GRU4Rec ranks is the next one, on another shop's log: it shows the order of magnitude and decides nothing."
    },
    remark:
      "A score becomes a probability only by a scale fitted on clicks that the model has not learned from. The Recommendation page shows how far such probabilities come true."
  },
  {
    n: 132,
    id: "smartrocket-baseline-hit-rate",
    system,
    lines: "598, 851",
    kind: "result",
    statement: "Share of cases whose next item is among the first 20, before tuning",
    claimed: point(39.2, "39.2 %", {direction: "higher", step: 0.1}),
    unit: "%",
    exactness: "tolerance",
    demonstration: nextItem("hr20", "repeats-kept", "recency", ["repeats kept"]),
    remark: BEFORE_REMARK
  },
  {
    n: 133,
    id: "smartrocket-baseline-ndcg",
    system,
    lines: "599",
    kind: "result",
    statement: "Discounted gain of the next item among the first 20, before tuning",
    claimed: point(34.2, "34.2 %", {direction: "higher", step: 0.1}),
    unit: "%",
    exactness: "tolerance",
    arithmetic: firstPlace(39.2, 34.2),
    demonstration: nextItem("ndcg20", "repeats-kept", "recency", ["repeats kept"]),
    remark: BEFORE_REMARK
  },
  {
    n: 134,
    id: "smartrocket-tuned-hit-rate",
    system,
    lines: "15, 603, 852, 1137, 1221",
    kind: "result",
    statement: "Share of cases whose next item is among the first 20, after tuning",
    claimed: point(84.3, "84.3 %", {direction: "higher", step: 0.1}),
    unit: "%",
    exactness: "tolerance",
    arithmetic: firstPlace(84.3, 74.2),
    demonstration: nextItem("hr20", LEAKING_WINDOWS, "markov-recency", LEAKING_FLAWS),
    remark: AFTER_REMARK
  },
  {
    n: 135,
    id: "smartrocket-tuned-ndcg",
    system,
    lines: "604",
    kind: "result",
    statement: "Discounted gain of the next item among the first 20, after tuning",
    claimed: point(74.2, "74.2 %", {direction: "higher", step: 0.1}),
    unit: "%",
    exactness: "tolerance",
    arithmetic: firstPlace(84.3, 74.2),
    demonstration: nextItem("ndcg20", LEAKING_WINDOWS, "markov-recency", LEAKING_FLAWS),
    remark: AFTER_REMARK
  },
  misreadHitRate(
    136,
    "smartrocket-baseline-relevant",
    "598",
    "Relevant items among ten recommended, before tuning",
    "4 of 10",
    4,
    10,
    39.2
  ),
  misreadHitRate(
    137,
    "smartrocket-tuned-relevant",
    "603",
    "Relevant items among ten recommended, after tuning",
    "8 of 10",
    8,
    10,
    84.3
  ),
  misreadHitRate(
    138,
    "smartrocket-baseline-top-5",
    "851",
    "Relevant items among the first five, before tuning",
    "2 in top 5",
    2,
    5,
    39.2
  ),
  misreadHitRate(
    139,
    "smartrocket-tuned-top-5",
    "852",
    "Relevant items among the first five, after tuning",
    "4+ in top 5",
    4,
    5,
    84.3
  ),
  {
    n: 140,
    id: "smartrocket-hit-rate-as-accuracy",
    system,
    lines: "606",
    kind: "result",
    statement: "Accuracy of predicting what customers want",
    claimed: point(84, "84 %", {direction: "higher", step: 1}),
    unit: "%",
    exactness: "bit",
    arithmetic: arithmetic(
      {
        hits: {label: "hits among the first 20, %", value: 84.3, from: "document", step: 0.1},
        gain: {label: "discounted gain, %", value: 74.2, from: "document", step: 0.1},
        claimed: {label: "claimed accuracy, %", value: 84, from: "claim", step: 1}
      },
      ({hits, gain, claimed}, spans) => {
        const most = corners((h, g) => firstPlaceSpan(h, g).high, spans.hits, spans.gain).high;
        const {low, high} = firstPlaceSpan(hits, gain);
        return {
          outcome: most < spans.claimed.low ? "refutes" : "open",
          steps: [
            step("share right at the first place, at least", low, "%"),
            step("at most", high, "%"),
            step("share right within 20 guesses", hits, "%")
          ],
          conclusion: `${show(hits)} % of cases are right within 20 guesses. By the report's own discounted gain, the first guess is right in ${show(low)} to ${show(high)} %${most < spans.claimed.low ? `, not in ${show(claimed)} %` : ""}.`
        };
      }
    )
  },
  improvement(
    141,
    "smartrocket-mae-improvement",
    "837",
    "mean absolute error",
    0.211,
    0.011,
    0.001,
    0.001,
    "",
    [129, 130]
  ),
  improvement(142, "smartrocket-wmape-improvement", "838", "weighted error", 18.5, 0.94, 0.1, 0.01, "%", [125, 127]),
  {
    n: 143,
    id: "smartrocket-training-time",
    system,
    lines: "839",
    kind: "result",
    statement: "Time of training before and after tuning",
    claimed: range(2, 15, "2 -> 15 min", "lower"),
    unit: "min",
    exactness: "measured",
    demonstration: {
      honest: "forecast-cost#trainingMinutes",
      beside: "Ours is one training of 300 trees on a smaller, generated log."
    },
    command: "npm run study -- forecast-cost",
    missing: "the report's log and machine, without which two times cannot be compared"
  },
  {
    n: 144,
    id: "smartrocket-training-factor",
    system,
    lines: "845",
    kind: "result",
    statement: "Factor by which tuning makes training longer",
    claimed: point(7.5, "7.5x", {direction: "lower", step: 0.1}),
    unit: "×",
    exactness: "bit",
    arithmetic: arithmetic(
      {
        before: {label: "minutes before", value: 2, from: "document", step: 1},
        after: {label: "minutes after", value: 15, from: "document", step: 1},
        claimed: {label: "claimed factor", value: 7.5, from: "claim", step: 0.1}
      },
      ({before, after, claimed}, spans) => {
        const factor = (b: number, a: number) => a / b;
        const fits = overlap(corners(factor, spans.before, spans.after), spans.claimed);
        return {
          outcome: fits ? "holds" : "refutes",
          steps: [step(`${show(after)} / ${show(before)}`, after / before, "×")],
          conclusion: `${show(after)} minutes are ${show(after / before)} times ${show(before)}${fits ? ", as claimed" : `, not ${show(claimed)} times`}.`
        };
      },
      [143]
    )
  },
  {
    n: 145,
    id: "smartrocket-accuracy-factor",
    system,
    lines: "845",
    kind: "result",
    statement: "Factor by which tuning makes the forecast more accurate",
    claimed: point(20, "20x", {direction: "higher", step: 1}),
    unit: "×",
    exactness: "bit",
    arithmetic: arithmetic(
      {
        maeBefore: {label: "mean absolute error before", value: 0.211, from: "document", step: 0.001},
        maeAfter: {label: "after", value: 0.011, from: "document", step: 0.001},
        wmapeBefore: {label: "weighted error before, %", value: 18.5, from: "document", step: 0.1},
        wmapeAfter: {label: "after, %", value: 0.94, from: "document", step: 0.01},
        claimed: {label: "claimed factor", value: 20, from: "claim", step: 1}
      },
      ({maeBefore, maeAfter, wmapeBefore, wmapeAfter}, spans) => {
        const factor = (before: number, after: number) => before / after;
        const fits =
          overlap(corners(factor, spans.maeBefore, spans.maeAfter), spans.claimed) &&
          overlap(corners(factor, spans.wmapeBefore, spans.wmapeAfter), spans.claimed);
        return {
          outcome: fits ? "holds" : "refutes",
          steps: [
            step(`${show(maeBefore)} / ${show(maeAfter)}`, maeBefore / maeAfter, "×"),
            step(`${show(wmapeBefore)} / ${show(wmapeAfter)}`, wmapeBefore / wmapeAfter, "×")
          ],
          conclusion: `The errors fall by factors of ${show(maeBefore / maeAfter)} and ${show(wmapeBefore / wmapeAfter)}${fits ? ", which their rounding makes compatible with the claim" : ", not by the claimed factor"}. It is a ratio of errors, not of accuracy.`
        };
      },
      [125, 127, 129, 130]
    )
  },
  scale(146, "smartrocket-tenfold", "867", "27M / 2.3M", 10, "feasible"),
  scale(147, "smartrocket-hundredfold", "868", "276M / 23M", 100, "in need of other infrastructure"),
  {
    n: 148,
    id: "smartrocket-csv-size",
    system,
    lines: "880",
    kind: "result",
    statement: "Size of the raw CSV files",
    claimed: point(500, "500 MB", {direction: "lower", step: 100}),
    unit: "MB",
    exactness: "bit",
    demonstration: counted("megabytes"),
    command: RECOUNT,
    arithmetic: arithmetic(
      {
        events: {label: "events, bytes", value: 94237913, from: "published", cite: "retailrocket"},
        first: {label: "first file of properties, bytes", value: 484315749, from: "published", cite: "retailrocket"},
        second: {label: "second file of properties, bytes", value: 408929907, from: "published", cite: "retailrocket"},
        tree: {label: "category tree, bytes", value: 14454, from: "published", cite: "retailrocket"},
        claimed: {label: "claimed size, MB", value: 500, from: "claim", step: 100}
      },
      ({events, first, second, tree, claimed}, spans) => {
        const size = (events + first + second + tree) / 1e6;
        const fits = overlap({low: size, high: size}, spans.claimed);
        return {
          outcome: fits ? "holds" : "refutes",
          steps: [step(`(${show(events)} + ${show(first)} + ${show(second)} + ${show(tree)}) / 10⁶`, size, "MB")],
          conclusion: `The published files add up to ${show(size)} MB${fits ? "" : `, about ${show(size / claimed)} times what is claimed`}.`
        };
      }
    )
  },
  {
    n: 149,
    id: "smartrocket-parquet-size",
    system,
    lines: "881",
    kind: "result",
    statement: "Size of the processed Parquet files",
    claimed: point(200, "200 MB", {direction: "lower", step: 100}),
    unit: "MB",
    exactness: "measured",
    missing: RETAILROCKET_PROPERTIES
  },
  {
    n: 150,
    id: "smartrocket-compression",
    system,
    lines: "881",
    kind: "result",
    statement: "Space that Parquet saves against CSV",
    claimed: point(60, "60 %", {direction: "higher", step: 1}),
    unit: "%",
    exactness: "bit",
    demonstration: {honest: "storage-twin#parquetSaves"},
    remark: "Ours is for the event log alone, which is a tenth of the published files.",
    page: "pipeline",
    command: "npm run study -- storage-twin",
    arithmetic: arithmetic(
      {
        csv: {label: "size as CSV, MB", value: 500, from: "document"},
        parquet: {label: "size as Parquet, MB", value: 200, from: "document"},
        claimed: {label: "claimed saving, %", value: 60, from: "claim", step: 1}
      },
      ({csv, parquet, claimed}, spans) => {
        const saving = 100 * (1 - parquet / csv);
        const fits = overlap({low: saving, high: saving}, spans.claimed);
        return {
          outcome: fits ? "holds" : "refutes",
          steps: [step(`100 × (1 − ${show(parquet)} / ${show(csv)})`, saving, "%")],
          conclusion: `From ${show(csv)} to ${show(parquet)} MB saves ${show(saving)} %${fits ? ", as claimed" : `, not ${show(claimed)} %`}.`
        };
      },
      [148, 149]
    )
  },
  {
    n: 151,
    id: "smartrocket-model-size",
    system,
    lines: "882",
    kind: "result",
    statement: "Size of the trained models",
    claimed: point(50, "50 MB", {direction: "lower", step: 10}),
    unit: "MB",
    exactness: "bit",
    demonstration: {honest: "pipeline-full#modelBytes", times: 1e-6},
    remark:
      "The report does not say which models, nor how many trees or weights. Ours are the two models that the pipeline trains. Theirs also recommend among all products, so this compares orders of magnitude and not the same models.",
    missing: "the study of the whole pipeline",
    page: "models",
    command: "npm run pipeline -- --source shop --profile paper --full"
  },
  measuredLater(
    152,
    "smartrocket-dashboard-memory",
    "886",
    "Memory that the dashboard takes",
    point(1, "1 GB", {direction: "lower", step: 1}),
    "GB",
    DASHBOARD
  ),
  {
    n: 153,
    id: "smartrocket-training-memory",
    system,
    lines: "887",
    kind: "result",
    statement: "Memory that training takes",
    claimed: point(4, "4 GB", {direction: "lower", step: 1}),
    unit: "GB",
    exactness: "measured",
    demonstration: {
      honest: "forecast-cost#peakGigabytes",
      beside: "Ours trains on a smaller, generated log."
    },
    command: "npm run study -- forecast-cost",
    missing: "the report's log and machine, without which the memory of two trainings cannot be compared"
  },
  {
    n: 154,
    id: "smartrocket-calendar-split",
    system,
    lines: "896-898",
    kind: "setting",
    statement: "Months of the training, validation and test parts",
    claimed: text("May-Jul / Aug / Sep"),
    unit: "",
    exactness: "bit",
    arithmetic: arithmetic(
      {
        first: {label: "first day, as days since 1970", value: Date.UTC(2015, 4, 3) / DAY_MS, from: "document"},
        august: {label: "first day of August", value: Date.UTC(2015, 7, 1) / DAY_MS, from: "claim"},
        september: {label: "first day of September", value: Date.UTC(2015, 8, 1) / DAY_MS, from: "claim"},
        last: {label: "last day", value: Date.UTC(2015, 8, 18) / DAY_MS, from: "document"}
      },
      ({first, august, september, last}) => {
        const days = last - first + 1;
        const parts = [august - first, september - august, last - september + 1];
        return {
          outcome: "open",
          steps: parts.map((part, k) =>
            step(
              `${["training", "validation", "test"][k]}: ${show(part)} of ${show(days)} days`,
              (100 * part) / days,
              "%"
            )
          ),
          conclusion: `By days, the split is ${parts.map((part) => show(Math.round((100 * part) / days))).join("/")} %; the last month is cut off after ${show(parts[2])} days.`
        };
      }
    ),
    remark: "Our split has it as a preset: the last month is the test part, the one before it validation.",
    code: "src/lib/pipeline/split.ts",
    page: "sessions",
    command: "npm run pipeline -- --source shop --profile paper --json"
  },
  foundBySearch(155, "smartrocket-learning-rate", "978", "Learning rate found by the search", "0.289"),
  foundBySearch(156, "smartrocket-leaves", "979", "Leaves of a tree found by the search", "246"),
  target(
    157,
    "smartrocket-minimum-machine",
    "1007-1010",
    "Least machine to run it on",
    text("2 cores, 4 GB, 50 GB"),
    "",
    "a machine of that size, and all parts of the system to run on it"
  ),
  target(
    158,
    "smartrocket-recommended-machine",
    "1014-1016",
    "Machine to run it on",
    text("4 cores, 8 GB, 100 GB"),
    "",
    "a machine of that size, and all parts of the system to run on it"
  ),
  target(
    159,
    "smartrocket-dashboard-response",
    "1039",
    "Time in which the dashboard responds",
    atMost(2, "< 2 s"),
    "s",
    DASHBOARD
  ),
  {
    n: 160,
    id: "smartrocket-industry-hit-rate",
    system,
    lines: "1137",
    kind: "result",
    statement: "Hit rate that is usual in the industry",
    claimed: range(20, 30, "20-30 %", "higher"),
    unit: "%",
    exactness: "tolerance",
    arithmetic: arithmetic(
      {
        low: {label: "claimed, from, %", value: 20, from: "claim"},
        high: {label: "claimed, to, %", value: 30, from: "claim"},
        first: {
          label: "published hits at the first place, GRU4Rec by its authors, %",
          value: 12.7,
          from: "published",
          cite: "gru4rec"
        },
        twenty: {
          label: "published hits among the first 20, the same model and protocol, %",
          value: 51.9,
          from: "published",
          cite: "gru4rec"
        }
      },
      ({low, high, first, twenty}) => ({
        outcome: first < low && high < twenty ? "uninformative" : "open",
        steps: [step("hits with one guess", first, "%"), step("hits with 20 guesses", twenty, "%")],
        conclusion: `One model on this log has a hit rate of ${show(first)} % with one guess and of ${show(twenty)} % with 20. ${first < low && high < twenty ? `So it has one of ${show(low)} to ${show(high)} % for some number of guesses, and the claim does not say which.` : "The claim does not say how many guesses it is about."}`
      })
    ),
    demonstration: {
      honest: "recommend-eshop#keep-gru4rec-hr20",
      beside:
        "The same measure in a shop with few items: it shows how much the size of the catalogue matters and decides nothing."
    },
    remark: "A hit rate means nothing without the number of guesses and the number of items."
  },
  target(161, "smartrocket-response", "1201", "Response time in production", atMost(1, "< 1 s"), "s", SERVING),
  target(
    162,
    "smartrocket-uptime",
    "1202",
    "Uptime in production",
    point(99.9, "99.9 %", {direction: "higher", step: 0.1}),
    "%",
    "a system in production, watched for years"
  ),
  target(
    163,
    "smartrocket-growth",
    "1203",
    "Factor of data to handle",
    range(10, 100, "10-100x", "higher"),
    "×",
    "shops of that size, run through the whole pipeline"
  )
];

function setting(
  n: number,
  id: string,
  lines: string,
  statement: string,
  claimed: Claim["claimed"],
  unit: string,
  remark: string,
  code?: string
): Claim {
  return {n, id, system, lines, kind: "setting", statement, claimed, unit, exactness: "bit", remark, code};
}

/** Settings that a search with leaking features found, judged together and without the leak. */
function foundBySearch(n: number, id: string, lines: string, statement: string, printed: string): Claim {
  return {
    n,
    id,
    system,
    lines,
    kind: "setting",
    statement: `${statement}; read here as: without the leak, a forecast with the found settings errs less than forecasting nothing`,
    claimed: atMost(100, printed),
    condition: true,
    unit: "%",
    exactness: "tolerance",
    demonstration: {honest: "tuning-forecast#found-wmape"},
    remark:
      "Found by a search whose features contain the target. Ours is the weighted error with both found settings on honest features. It is smaller than with 31 leaves and a rate of 0.1, and still larger than that of forecasting nothing.",
    page: "tuning",
    command: "npm run study -- tuning-forecast"
  };
}

/** A daily forecast of the generated shop without an error, and with four that the waterfall switches on. */
function withErrors(metric: "mae" | "wmape" | "r2"): Demonstration {
  return {
    honest: `forecast-waterfall#step-0-${metric}`,
    flawed: `forecast-waterfall#step-4-${metric}`,
    flaws: [
      "rows with sales only",
      "sums that include today",
      "ratios of the same day",
      "the target among the features"
    ]
  };
}

function target(
  n: number,
  id: string,
  lines: string,
  statement: string,
  claimed: Claim["claimed"],
  unit: string,
  missing: string
): Claim {
  return {n, id, system, lines, kind: "target", statement, claimed, unit, exactness: "measured", missing};
}

function measuredLater(
  n: number,
  id: string,
  lines: string,
  statement: string,
  claimed: Claim["claimed"],
  unit: string,
  missing: string
): Claim {
  return {n, id, system, lines, kind: "result", statement, claimed, unit, exactness: "measured", missing};
}

/** A claim that repeats the published description of the data set. */
function publishedTotal(total: number, what: string): Arithmetic {
  return arithmetic(
    {
      published: {label: `published ${what}`, value: total, from: "published", cite: "retailrocket"},
      claimed: {label: `claimed ${what}`, value: total, from: "claim"}
    },
    ({published, claimed}) => ({
      outcome: published === claimed ? "holds" : "refutes",
      steps: [step(`${show(claimed)} − ${show(published)}`, claimed - published)],
      conclusion:
        published === claimed
          ? `It is the published total. Anyone who has the log can count it again.`
          : `The published total is ${show(published)}.`
    })
  );
}

/** No error rate of the document, taken from 100, is the accuracy it announces. */
function forecastAccuracy(value: number): Arithmetic {
  return arithmetic(
    {
      before: {label: "weighted error before tuning, %", value: 18.5, from: "document", step: 0.1},
      after: {label: "weighted error after tuning, %", value: 0.94, from: "document", step: 0.01},
      claimed: {label: "claimed accuracy, %", value, from: "claim", step: 1}
    },
    ({before, after, claimed}, spans) => {
      const fits = [spans.before, spans.after].some((error) =>
        overlap({low: 100 - error.high, high: 100 - error.low}, spans.claimed)
      );
      const fall = (100 * (before - after)) / before;
      return {
        outcome: fits ? "open" : "refutes",
        steps: [
          step(`100 − ${show(after)}`, 100 - after, "%"),
          step(`100 − ${show(before)}`, 100 - before, "%"),
          step(`fall of the error: 100 × (${show(before)} − ${show(after)}) / ${show(before)}`, fall, "%")
        ],
        conclusion: `100 minus the report's own errors is ${show(100 - after)} or ${show(100 - before)} %${fits ? "" : `, not ${show(claimed)} %; the fall of the error, ${show(fall)} %, is not an accuracy`}. In any case, 100 minus a weighted error is not an accuracy.`
      };
    },
    [125, 127]
  );
}

/** The mean sales over every product and day of the log. */
function onGrid({transactions, days, products}: {transactions: number; days: number; products: number}): {
  readonly sales: number;
  readonly step: ReturnType<typeof step>;
} {
  const sales = transactions / (days * products);
  return {
    sales,
    step: step(`mean sales of a product and day: ${show(transactions)} / (${show(days)} × ${show(products)})`, sales)
  };
}

/** What always predicting one sale would reach on the rows that the document's errors imply. */
function constantForecast(): Arithmetic {
  return arithmetic(
    {
      mae: {label: "mean absolute error before tuning", value: 0.211, from: "document", step: 0.001},
      wmape: {label: "weighted error before tuning, %", value: 18.5, from: "document", step: 0.1},
      least: {label: "least sales of a row that is scored", value: 1, from: "assumed"},
      ...GRID
    },
    ({mae, wmape, least, ...grid}, spans) => {
      const mean = (error: number, weighted: number) => error / (weighted / 100);
      const constant = (error: number, weighted: number) =>
        (100 * (mean(error, weighted) - least)) / mean(error, weighted);
      const worst = corners(constant, spans.mae, spans.wmape).high;
      const all = onGrid(grid);
      // Only where the rows scored are those with sales is one sale the least a row can have.
      const selected = mean(mae, wmape) >= least && all.sales < least;
      const asGood = selected && worst <= spans.wmape.low;
      return {
        outcome: asGood ? "uninformative" : "open",
        steps: [
          step(`mean sales of a scored row: ${show(mae)} / ${show(wmape)} %`, mean(mae, wmape)),
          all.step,
          step(
            `mean absolute error of always ${show(least)}: ${show(mean(mae, wmape))} − ${show(least)}`,
            mean(mae, wmape) - least
          ),
          step("its weighted error", constant(mae, wmape), "%")
        ],
        conclusion: `The two errors together imply ${show(mean(mae, wmape))} sales in a scored row. Over all products and days of the published log the mean is ${show(all.sales)}, so ${selected ? "almost only rows with sales were scored" : "other rows were scored too"}. Always predicting ${show(least)} has a weighted error of ${show(constant(mae, wmape))} % there${asGood ? ", less than the claimed baseline" : ""}.`
      };
    }
  );
}

function meanSales(error: number, errorStep: number, weighted: number, weightedStep: number): Arithmetic {
  return arithmetic(
    {
      mae: {label: "mean absolute error after tuning", value: error, from: "document", step: errorStep},
      wmape: {label: "weighted error after tuning, %", value: weighted, from: "document", step: weightedStep},
      ...GRID
    },
    ({mae, wmape, ...grid}, spans) => {
      const mean = (e: number, w: number) => e / (w / 100);
      const {low, high} = corners(mean, spans.mae, spans.wmape);
      const all = onGrid(grid);
      return {
        outcome: "open",
        steps: [
          step(`mean sales of a scored row: ${show(mae)} / ${show(wmape)} %`, mean(mae, wmape)),
          step("at least, by rounding", low),
          step("at most", high),
          all.step
        ],
        conclusion: `The two errors together imply ${show(low)} to ${show(high)} sales in a scored row. Over all products and days of the published log the mean is ${show(all.sales)}, so almost only rows with sales were scored, and nobody knows those beforehand.`
      };
    }
  );
}

/** The gain of one target at the second place, and at the last of 20: 1 / log₂(1 + rank). */
const SECOND = 1 / Math.log2(3);
const LAST = 1 / Math.log2(21);

/** Between which shares the first place must be right, when a single target is found in `hits` % with a mean gain of `gain` %. */
function firstPlaceSpan(hits: number, gain: number): {low: number; high: number} {
  return {
    low: Math.max(0, (gain - hits * SECOND) / (1 - SECOND)),
    high: Math.min(hits, (gain - hits * LAST) / (1 - LAST))
  };
}

function firstPlace(hitRate: number, ndcg: number): Arithmetic {
  return arithmetic(
    {
      hits: {label: "hits among the first 20, %", value: hitRate, from: "document", step: 0.1},
      gain: {label: "discounted gain, %", value: ndcg, from: "document", step: 0.1},
      best: {
        label: "published hits at the first place, GRU4Rec by its authors, %",
        value: 12.7,
        from: "published",
        cite: "gru4rec"
      },
      bestHits: {
        label: "published hits among the first 20, the same model and protocol, %",
        value: 51.9,
        from: "published",
        cite: "gru4rec"
      }
    },
    ({hits, gain, best, bestHits}) => {
      const {low, high} = firstPlaceSpan(hits, gain);
      return {
        outcome: gain > hits ? "refutes" : "open",
        steps: [
          step(`gain of a hit: ${show(gain)} / ${show(hits)}`, gain / hits),
          step("gain at the second place: 1 / log₂ 3", SECOND),
          step("first place right, at least", low, "%"),
          step("first place right, at most", high, "%")
        ],
        conclusion: `The two figures together imply that the first recommendation is right in ${show(low)} to ${show(high)} % of cases. GRU4Rec's authors, who rank all items of this log, publish ${show(best)} % for the first place and ${show(bestHits)} % for the first 20, both by one protocol.`
      };
    }
  );
}

/** The hit rate counts cases with one target each; it is not the share of a list that is relevant. */
function misreadHitRate(
  n: number,
  id: string,
  lines: string,
  statement: string,
  printed: string,
  relevant: number,
  listed: number,
  hitRate: number
): Claim {
  const atLeastSo = printed.includes("+");
  return {
    n,
    id,
    system,
    lines,
    kind: "result",
    statement,
    claimed: atLeastSo ? atLeast(relevant, printed) : point(relevant, printed, {direction: "higher", step: 1}),
    unit: "items",
    exactness: "bit",
    arithmetic: arithmetic(
      {
        hits: {label: "hits among the first 20, %", value: hitRate, from: "document", step: 0.1},
        targets: {label: "targets of a case", value: 1, from: "assumed"},
        relevant: {label: "claimed relevant items", value: relevant, from: "claim"},
        listed: {label: "items listed", value: listed, from: "claim"}
      },
      ({hits, targets, relevant, listed}): Calculation => {
        const most = (hits / 100) * targets;
        return {
          outcome: most < relevant - 0.5 ? "refutes" : "open",
          steps: [
            step(`relevant items in a list of 20, on average: ${show(hits)} % × ${show(targets)}`, most, "items")
          ],
          conclusion: `A hit is a case whose one target is among the first 20. A hit rate of ${show(hits)} % therefore means ${show(most)} relevant items in a list of 20, and no more among ${show(listed)}${most < relevant - 0.5 ? `, not ${show(relevant)}` : ""}.`
        };
      }
    )
  };
}

function improvement(
  n: number,
  id: string,
  lines: string,
  what: string,
  before: number,
  after: number,
  beforeStep: number,
  afterStep: number,
  unit: string,
  restsOn: readonly number[]
): Claim {
  const of = unit === "" ? "" : `, ${unit}`;
  return {
    n,
    id,
    system,
    lines,
    kind: "result",
    statement: `Fall of the ${what} by tuning`,
    claimed: point(95, "95 %", {direction: "higher", step: 1}),
    unit: "%",
    exactness: "bit",
    arithmetic: arithmetic(
      {
        before: {label: `${what} before${of}`, value: before, from: "document", step: beforeStep},
        after: {label: `${what} after${of}`, value: after, from: "document", step: afterStep},
        claimed: {label: "claimed fall, %", value: 95, from: "claim", step: 1}
      },
      ({before, after, claimed}, spans) => {
        const fall = (b: number, a: number) => (100 * (b - a)) / b;
        const fits = overlap(corners(fall, spans.before, spans.after), spans.claimed);
        return {
          outcome: fits ? "holds" : "refutes",
          steps: [step(`100 × (${show(before)} − ${show(after)}) / ${show(before)}`, fall(before, after), "%")],
          conclusion: `From ${show(before)} to ${show(after)} the error falls by ${show(fall(before, after))} %${fits ? ", which prints as claimed" : `, not ${show(claimed)} %`}.`
        };
      },
      restsOn
    )
  };
}

function scale(n: number, id: string, lines: string, printed: string, factor: number, what: string): Claim {
  return {
    n,
    id,
    system,
    lines,
    kind: "projection",
    statement: `Events and products at ${factor} times the size, said to be ${what}`,
    claimed: text(printed),
    unit: "",
    exactness: "measured",
    arithmetic: arithmetic(
      {
        factor: {label: "factor", value: factor, from: "claim"},
        events: {label: "events now", value: 2756101, from: "document"},
        products: {label: "products now", value: 235061, from: "document"}
      },
      ({factor, events, products}) => ({
        outcome: "open",
        steps: [
          step(`${show(factor)} × ${show(events)}`, factor * events, "events"),
          step(`${show(factor)} × ${show(products)}`, factor * products, "products")
        ],
        conclusion: `The sizes follow, though cut off rather than rounded: ${show(factor * events)} events and ${show(factor * products)} products.`
      })
    ),
    missing: "shops of that size, run through the whole pipeline"
  };
}

/** Seconds as hh:mm:ss. */
function clock(seconds: number): string {
  return [seconds / 3600, (seconds / 60) % 60, seconds % 60]
    .map((part) => String(Math.floor(part)).padStart(2, "0"))
    .join(":");
}

/** Days since 1970 as YYYY-MM-DD. */
function date(days: number): string {
  return new Date(days * DAY_MS).toISOString().slice(0, 10);
}
