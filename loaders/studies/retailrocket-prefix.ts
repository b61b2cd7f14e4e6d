import {postOutcomeColumns} from "../../src/lib/leakage/postOutcomeColumns.js";
import {findLinearLeakage} from "../../src/lib/leakage/findLinearLeakage.js";
import type {Figure} from "../../src/lib/core/result.js";
import {numbers} from "../../src/lib/core/table.js";
import {fitAndEvaluate} from "../../src/lib/datasets/fitAndEvaluate.js";
import {datasetCounts} from "../../src/lib/datasets/dataset.js";
import {boostingEstimator} from "../../src/lib/models/boostingFamily.js";
import {logisticEstimator} from "../../src/lib/models/logisticFamily.js";
import {exactFigure} from "../results/exactFigure.js";
import {measuredFigure} from "../results/measuredFigure.js";
import {
  CART_SESSIONS_INPUTS,
  CART_SESSIONS_TITLE,
  cartTask,
  MOMENT_COLUMNS,
  readCartSessions,
  WHOLE_COLUMNS
} from "../datasets/cartSessions.js";
import {peers, type PeerVersions} from "../datasets/peers.js";
import type {Study} from "./study.js";

interface CartPeers {
  readonly versions: PeerVersions;
  readonly runs: Readonly<Record<string, readonly (string | number)[]>>;
}

const {found: peer, sha256} = peers<CartPeers>("retailrocket");

const LEARNERS = [
  logisticEstimator({l2: 1}),
  boostingEstimator({
    growth: "level",
    trees: 200,
    depth: 4,
    learningRate: 0.05,
    l2: 1,
    leastRows: 1,
    leastHessian: 1
  })
];
/** Areas at the first cart that the author of the derived files gives, on all sessions. */
const AUTHOR = {logistic: 0.641, "boosting-level": 0.633};
const METRICS = ["auc", "averagePrecision"] as const;
const VISITORS = ["kept", "removed"] as const;
const MOMENT = "at the first cart";
const WHOLE = "whole session";

/** Whether a cart session buys: foretold at its first cart, and from a table that knows how it ended. */
export const study: Study = {
  name: "retailrocket-prefix",
  title:
    "Foretells purchases of RetailRocket's cart sessions at the first cart, by time, and names the columns that leak.",
  options: {
    learners: LEARNERS.map(({id, setting}) => ({id, setting})),
    visitors: VISITORS,
    author: AUTHOR,
    peers: sha256
  },
  inputs: CART_SESSIONS_INPUTS,
  measured: false,
  async run({progress}) {
    const {moment, whole, prefixes} = await readCartSessions();
    const dataset = CART_SESSIONS_TITLE;
    const figures: Record<string, Figure> = {
      sessions: exactFigure(dataset)(
        moment.rows,
        "sessions",
        "cart sessions with the time of their first cart, of those that have a prefix there",
        prefixes
      )
    };
    const runs: Record<string, (string | number | null)[]> = {};
    const add = (row: Record<string, string | number | null>) => {
      for (const [name, value] of Object.entries(row)) (runs[name] ??= []).push(value);
    };
    for (const [features, sessions, columns] of [
      [MOMENT, moment, MOMENT_COLUMNS],
      [WHOLE, whole, Object.keys(WHOLE_COLUMNS)]
    ] as const)
      for (const visitors of VISITORS) {
        const task = cartTask(sessions, columns, visitors);
        const {train, test, testPositives} = datasetCounts(task);
        for (const learner of LEARNERS) {
          progress(`${features}, visitors ${visitors}, ${learner.title}`);
          const {evaluation} = await fitAndEvaluate(learner, task, {seed: 1});
          const at = peer.runs.model.findIndex(
            (model, i) =>
              model === learner.id && peer.runs.features[i] === features && peer.runs.visitors[i] === visitors
          );
          if (at === -1) throw new RangeError(`the peers have no ${learner.id}, ${features}, visitors ${visitors}`);
          for (const [name, counted] of Object.entries({train, test, positives: testPositives}))
            if (peer.runs[name][at] !== counted)
              throw new RangeError(`${name}: ${counted} rows, the peers had ${peer.runs[name][at]}`);
          for (const metric of METRICS) {
            figures[`${features === MOMENT ? "moment" : "whole"}-${visitors}-${learner.id}-${metric}`] = measuredFigure(
              evaluation[metric],
              {
                unit: metric,
                dataset,
                protocol: `columns of the ${features === MOMENT ? "session up to its first cart" : "whole session"}; ${train} earlier sessions train${visitors === "removed" ? "; test without visitors that training has" : ""}; users being visitors`
              }
            );
            add({
              features,
              visitors,
              model: learner.id,
              metric,
              train,
              test,
              positives: testPositives,
              peer: Number(peer.runs[metric][at])
            });
          }
        }
      }

    progress("audit");
    const known = Array.from(numbers(whole, "event_count-at-cart").keys()).filter(
      (row) => !Number.isNaN(numbers(whole, "event_count-at-cart")[row])
    );
    const of = (name: string) => known.map((row) => numbers(whole, name)[row]);
    const labels = of("label");
    const now = Object.fromEntries(Object.keys(WHOLE_COLUMNS).map((name) => [name, of(name)]));
    const then = Object.fromEntries(Object.keys(WHOLE_COLUMNS).map((name) => [name, of(`${name}-at-cart`)]));
    const late = postOutcomeColumns(now, then, labels, {users: of("visitorid")});
    const sums = findLinearLeakage(now, labels);
    for (const {name, now: area} of late)
      figures[`alone-${name}`] = {
        ...area,
        n: known.length,
        unit: "auc",
        dataset,
        protocol: "the column alone as a score, of the whole session; DeLong's variance by visitor, on the logit scale",
        baseline: {
          name: "the column as it was at the first cart",
          value: late.find((one) => one.name === name)!.then.value
        }
      };
    return {
      figures,
      tables: {
        models: {
          id: LEARNERS.map(({id}) => id),
          title: LEARNERS.map(({title}) => title),
          setting: LEARNERS.map(({setting}) => setting)
        },
        runs,
        late: {
          column: late.map(({name}) => name),
          changed: late.map(({changed}) => changed),
          rows: late.map(({rows}) => rows),
          then: late.map((one) => one.then.value),
          thenLow: late.map((one) => one.then.low),
          thenHigh: late.map((one) => one.then.high),
          now: late.map((one) => one.now.value),
          nowLow: late.map((one) => one.now.low),
          nowHigh: late.map((one) => one.now.high),
          gain: late.map(({gain}) => gain.value),
          gainLow: late.map(({gain}) => gain.interval?.low ?? null),
          gainHigh: late.map(({gain}) => gain.interval?.high ?? null)
        },
        sums: {
          sum: sums.map(({terms}) =>
            terms.map(({name, sign}, i) => `${sign === 1 ? (i === 0 ? "" : "+ ") : "− "}${name}`).join(" ")
          ),
          above: sums.map(({above}) => above)
        },
        versions: {name: Object.keys(peer.versions), version: Object.values(peer.versions)}
      }
    };
  }
};
