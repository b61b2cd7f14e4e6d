import {arithmetic, overlap, step, type Arithmetic} from "../arithmetic.js";
import type {Claim} from "../claim.js";
import {atMost, point, range, text} from "../claimed.js";
import {show} from "../show.js";
import {SERVING} from "./parts.js";

const system = "pred-analytics";
const PIPELINE = "npm run pipeline -- --source shop --profile paper --json";
const WHOLE_PIPELINE = "npm run pipeline -- --source shop --profile paper --full --force";

/** What times of a whole pipeline do and do not compare. */
const SCOPE =
  "The report gives no hardware. Ours is TypeScript and DuckDB on a generated shop of as many users and days, and it writes Parquet files at each stage, as theirs does. So the times compare programs and machines as much as methods.";

/** The pipeline of item-intent behind one command, and an API that serves its model. */
export const predAnalytics: readonly Claim[] = [
  {
    n: 164,
    id: "pred-analytics-stages",
    system,
    lines: "10",
    kind: "data",
    statement: "Stages of the pipeline",
    claimed: point(5, "5"),
    unit: "stages",
    exactness: "bit",
    arithmetic: arithmetic(
      {
        described: {label: "stages described", value: 5, from: "document"},
        timed: {label: "stages with a time", value: 4, from: "document"},
        claimed: {label: "claimed stages", value: 5, from: "claim"}
      },
      ({described, timed, claimed}) => ({
        outcome: described === claimed ? "holds" : "refutes",
        steps: [
          step("stages described: generation, sessions, split, features, training", described, "stages"),
          step("stages without a time", described - timed, "stages")
        ],
        conclusion: `The report describes ${show(described)} stages and times ${show(timed)} of them.`
      })
    )
  },
  effort(165, "pred-analytics-orchestrator-lines", "18", "Lines of the program that runs the stages", "600+"),
  effort(166, "pred-analytics-api-lines", "80", "Lines of the API", "700+"),
  {
    n: 167,
    id: "pred-analytics-split",
    system,
    lines: "50",
    kind: "setting",
    statement: "Parts of the data for training, validation and test, by date",
    claimed: text("70/15/15"),
    unit: "%",
    exactness: "bit",
    remark: "Also our default, by the start of sessions. Our number is the share of sessions in the training part.",
    demonstration: {honest: "pipeline-paper#splitTrainShare"},
    code: "src/lib/pipeline/split.ts",
    page: "sessions",
    command: PIPELINE
  },
  {
    n: 168,
    id: "pred-analytics-latency",
    system,
    lines: "70",
    kind: "result",
    statement: "Time of a prediction by the API",
    claimed: atMost(100, "< 100 ms"),
    unit: "ms",
    exactness: "measured",
    remark: "By the same report a batch of 100 takes 100 to 200 ms, so it can only mean single predictions.",
    missing: SERVING
  },
  setting(
    169,
    "pred-analytics-largest-batch",
    "71",
    "Most items in one request",
    point(1000, "1000"),
    "items",
    "The report times batches of 100 only."
  ),
  {
    n: 170,
    id: "pred-analytics-example-discount",
    system,
    lines: "119-121",
    kind: "illustration",
    statement: "Discount of the example item, from 129.99 to 89.99",
    claimed: point(30, "30.0 %", {step: 0.1}),
    unit: "%",
    exactness: "bit",
    arithmetic: arithmetic(
      {
        base: {label: "base price", value: 129.99, from: "document"},
        price: {label: "price", value: 89.99, from: "document"},
        claimed: {label: "claimed discount, %", value: 30, from: "claim", step: 0.1}
      },
      ({base, price, claimed}, spans) => {
        const discount = 100 * (1 - price / base);
        const fits = overlap({low: discount, high: discount}, spans.claimed);
        return {
          outcome: fits ? "holds" : "refutes",
          steps: [step(`100 × (1 − ${show(price)} / ${show(base)})`, discount, "%")],
          conclusion: `From ${show(base)} to ${show(price)} is a discount of ${show(discount)} %${fits ? ", as printed" : `, printed as ${show(claimed)} %`}.`
        };
      }
    )
  },
  {
    ...setting(
      171,
      "pred-analytics-threshold",
      "127",
      "Score from which a purchase is predicted",
      point(0.5, "0.5"),
      "",
      "A choice. The best threshold depends on what a hit and a false alarm are worth."
    ),
    arithmetic: arithmetic(
      {
        threshold: {label: "threshold", value: 0.5, from: "claim"},
        rate: {label: "share of positives, %", value: 0.015, from: "document"}
      },
      ({threshold, rate}) => ({
        outcome: "open",
        steps: [step(`threshold over base rate: ${show(threshold)} / ${show(rate)} %`, threshold / (rate / 100), "×")],
        conclusion: `With ${show(rate)} % positives, a calibrated score exceeds ${show(threshold)} only where a purchase is ${show(threshold / (rate / 100))} times likelier than on average.`
      })
    )
  },
  setting(
    172,
    "pred-analytics-workers",
    "247, 291",
    "Processes that serve the API",
    point(4, "4"),
    "workers",
    "A setting of the server, whose load test is still to come."
  ),
  setting(
    173,
    "pred-analytics-timeout",
    "250",
    "Time after which a worker is given up",
    point(120, "120 s"),
    "s",
    "A setting of the server, whose load test is still to come."
  ),
  stageTime(
    174,
    "pred-analytics-generation-time",
    "282",
    "Time to generate the data of 10,000 users and 90 days",
    30,
    60,
    "30-60 s",
    {figure: "generateMs", page: "rerun"}
  ),
  stageTime(
    175,
    "pred-analytics-sessionization-time",
    "283",
    "Time to cut the events into sessions",
    10,
    20,
    "10-20 s",
    {figure: "sessionizeMs", page: "rerun"}
  ),
  stageTime(176, "pred-analytics-features-time", "284", "Time to compute the features", 30, 60, "30-60 s", {
    figure: "featuresMs",
    page: "features"
  }),
  stageTime(177, "pred-analytics-training-time", "285", "Time to train the models", 60, 120, "60-120 s", {
    figure: "trainMs",
    page: "models",
    remark:
      "Both train a logistic regression and boosted trees. The report does not say how many trees, on how many rows and for which target."
  }),
  {
    n: 178,
    id: "pred-analytics-total-time",
    system,
    lines: "286",
    kind: "result",
    statement: "Time of the whole pipeline",
    claimed: range(2, 4, "2-4 min", "lower"),
    unit: "min",
    exactness: "measured",
    arithmetic: stageSum(),
    demonstration: {honest: "pipeline-full#totalMs", times: 1 / 60_000},
    remark: SCOPE,
    missing: "the study of the whole pipeline",
    command: WHOLE_PIPELINE
  },
  {
    n: 179,
    id: "pred-analytics-single-p95",
    system,
    lines: "289",
    kind: "result",
    statement: "95th percentile of the time of a single prediction",
    claimed: range(20, 50, "20-50 ms", "lower"),
    unit: "ms",
    exactness: "measured",
    remark: "A percentile is one number, not a range. The report gives neither load nor hardware.",
    missing: SERVING
  },
  {
    n: 180,
    id: "pred-analytics-batch-p95",
    system,
    lines: "290",
    kind: "result",
    statement: "95th percentile of the time of a batch of 100",
    claimed: range(100, 200, "100-200 ms", "lower"),
    unit: "ms",
    exactness: "measured",
    remark: "A percentile is one number, not a range. The report gives neither load nor hardware.",
    missing: SERVING
  },
  {
    n: 181,
    id: "pred-analytics-throughput",
    system,
    lines: "291",
    kind: "result",
    statement: "Requests served in a second by four workers",
    claimed: range(500, 1000, "500-1000 req/s", "higher"),
    unit: "req/s",
    exactness: "bit",
    arithmetic: arithmetic(
      {
        workers: {label: "workers", value: 4, from: "document"},
        fast: {label: "time of a request, low end, ms", value: 20, from: "document"},
        slow: {label: "high end, ms", value: 50, from: "document"},
        claimed: {label: "claimed requests a second, at least", value: 500, from: "claim"}
      },
      ({workers, fast, slow, claimed}) => {
        // The exponential is the service time that a single queue is usually given: its 95th percentile is ln 20 times its mean.
        const mean = (p95: number) => p95 / Math.log(20);
        const constant = (1000 * workers) / fast;
        const exponential = (1000 * workers) / mean(fast);
        return {
          outcome: exponential < claimed ? "refutes" : "open",
          steps: [
            step(`every request takes the low end: ${show(workers)} × 1000 / ${show(fast)}`, constant, "req/s"),
            step(`mean of exponential times with that 95th percentile: ${show(fast)} / ln 20`, mean(fast), "ms"),
            step(`then: ${show(workers)} × 1000 / ${show(mean(fast))}`, exponential, "req/s"),
            step(`the same at the high end, ${show(slow)} ms`, (1000 * workers) / mean(slow), "req/s"),
            step(
              `mean time of a request that the claim needs: ${show(workers)} × 1000 / ${show(claimed)}`,
              (1000 * workers) / claimed,
              "ms"
            )
          ],
          conclusion: `The report gives the 95th percentile of a request, ${show(fast)} to ${show(slow)} ms. If ${show(workers)} workers each answer one request at a time and times are exponential, they serve ${show((1000 * workers) / mean(slow))} to ${show(exponential)} requests a second; if every request took ${show(fast)} ms, ${show(constant)}. ${exponential < claimed ? `Neither reaches ${show(claimed)}.` : `So ${show(claimed)} is possible, and a load test has to decide.`}`
        };
      }
    ),
    missing: SERVING
  },
  effort(182, "pred-analytics-scripts", "394", "Scripts that were run by hand before", "5+"),
  effort(183, "pred-analytics-lines", "405", "Lines added", "2,500+"),
  {
    n: 184,
    id: "pred-analytics-files",
    system,
    lines: "406",
    kind: "effort",
    statement: "Files created",
    claimed: point(10, "10"),
    unit: "files",
    exactness: "bit",
    arithmetic: arithmetic(
      {
        pipeline: {label: "files listed for the pipeline", value: 3, from: "document"},
        api: {label: "files listed for the API", value: 7, from: "document"},
        marked: {label: "files marked as new in the report's tree", value: 11, from: "document"},
        claimed: {label: "claimed files", value: 10, from: "claim"}
      },
      ({pipeline, api, marked, claimed}) => ({
        outcome: pipeline + api === claimed || marked === claimed ? "holds" : "refutes",
        steps: [
          step(`${show(pipeline)} + ${show(api)}`, pipeline + api, "files"),
          step("marked as new in the tree", marked, "files")
        ],
        conclusion: `The report's two lists add up to ${show(pipeline + api)} files, its tree marks ${show(marked)} as new.`
      })
    )
  },
  effort(185, "pred-analytics-guides", "407", "Guides written", "3"),
  effort(186, "pred-analytics-time-to-production", "408", "Time until it runs in production", "days -> minutes")
];

function effort(n: number, id: string, lines: string, statement: string, printed: string): Claim {
  const remark = "A measure of effort; there is nothing to reproduce.";
  return {n, id, system, lines, kind: "effort", statement, claimed: text(printed), unit: "", exactness: "bit", remark};
}

function setting(
  n: number,
  id: string,
  lines: string,
  statement: string,
  claimed: Claim["claimed"],
  unit: string,
  remark: string
): Claim {
  return {n, id, system, lines, kind: "setting", statement, claimed, unit, exactness: "bit", remark};
}

function stageTime(
  n: number,
  id: string,
  lines: string,
  statement: string,
  low: number,
  high: number,
  printed: string,
  {figure, page, remark}: {readonly figure: string; readonly page: string; readonly remark?: string}
): Claim {
  return {
    n,
    id,
    system,
    lines,
    kind: "result",
    statement,
    claimed: range(low, high, printed, "lower"),
    unit: "s",
    exactness: "measured",
    remark: remark === undefined ? SCOPE : `${remark} ${SCOPE}`,
    demonstration: {honest: `pipeline-full#${figure}`},
    missing: "the study of the whole pipeline",
    page,
    command: WHOLE_PIPELINE
  };
}

function stageSum(): Arithmetic {
  return arithmetic(
    {
      generation: {label: "generation, low end, s", value: 30, from: "document"},
      sessions: {label: "sessions", value: 10, from: "document"},
      features: {label: "features", value: 30, from: "document"},
      training: {label: "training", value: 60, from: "document"},
      generationMost: {label: "generation, high end, s", value: 60, from: "document"},
      sessionsMost: {label: "sessions", value: 20, from: "document"},
      featuresMost: {label: "features", value: 60, from: "document"},
      trainingMost: {label: "training", value: 120, from: "document"}
    },
    (x) => {
      const low = x.generation + x.sessions + x.features + x.training;
      const high = x.generationMost + x.sessionsMost + x.featuresMost + x.trainingMost;
      return {
        outcome: "open",
        steps: [
          step([x.generation, x.sessions, x.features, x.training].map(show).join(" + "), low, "s"),
          step([x.generationMost, x.sessionsMost, x.featuresMost, x.trainingMost].map(show).join(" + "), high, "s")
        ],
        conclusion: `The four stages with a time add up to ${show(low)} to ${show(high)} s, ${show(low / 60)} to ${show(high / 60)} min; the split has none.`
      };
    },
    [174, 175, 176, 177]
  );
}
