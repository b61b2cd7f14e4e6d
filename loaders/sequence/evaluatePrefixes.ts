import type {Figure, StudyResult} from "../../src/lib/core/result.js";
import {aucDifference, rocAuc} from "../../src/lib/metrics/auc.js";
import {clusters} from "../../src/lib/metrics/clusters.js";
import {logisticEstimator} from "../../src/lib/models/logisticFamily.js";
import type {TokenAccuracy} from "../../src/lib/sequence/sessionAccuracy.js";
import {fitDualSignal, fitStartIntent, startIntent} from "../../src/lib/sequence/dualSignal.js";
import {type SessionEstimator, type SessionModel, probabilitiesOf} from "../../src/lib/sequence/sessionModel.js";
import {prefixReport, type PrefixReport} from "../../src/lib/sequence/prefixReport.js";
import {type Population, POPULATIONS, sessionAccuracy} from "../../src/lib/sequence/sessionAccuracy.js";
import {type SessionSequences, sessionsOfPart, takeSessions} from "../../src/lib/sequence/sessionSequences.js";
import {sessionLabels, type SessionTarget} from "../../src/lib/sequence/sessionTargets.js";
import {subsampleSessions} from "../../src/lib/sequence/subsampleSessions.js";
import {CEILING, ceilingFor, type PartScores} from "./ceiling.js";
import {aucDifferencesByEventNumber, ceilingShares, columnsOf, reportTables} from "./prefixTables.js";

/** Learners by the part they play; all are asked for the same targets. */
export interface PrefixEstimators {
  /** The one that the study is about: told the events and what was known at the start. */
  readonly own: SessionEstimator;
  /** The same, told the events alone; its score is the running signal. */
  readonly running: SessionEstimator;
  readonly baselines: readonly SessionEstimator[];
  /** Like `own`, for events with transactions among them. */
  readonly leaking: SessionEstimator;
}

export interface EvaluatePrefixesOptions {
  readonly targets: readonly SessionTarget[];
  readonly learners: PrefixEstimators;
  readonly seed: number;
  /** Training sessions that are scored for the gap between training and test, at most. */
  readonly gapSessions: number;
  /** What the best of all forecasts says of a purchase after every event; null where nobody knows. */
  readonly ceiling: ((sequences: SessionSequences) => Float64Array) | null;
  /** What the data are, for figures. */
  readonly dataset: string;
  progress(text: string): void;
  /** Hears which learner was fitted. */
  onFitted?(id: string): void;
}

/** From this event on the network is to have come nine tenths of the way. */
const FROM_EVENT = 3;
/** Events whose figures the ledger and pages may name. */
const NAMED = [1, 3, 5, 10, 20] as const;

/**
 * Fits all learners on the training part of sessions and judges them on the test part, after every event: areas with
 * intervals, shares of the way to the ceiling, paired differences, alarms, accuracies with and without transactions
 * shown, the gap between training and test, and the two signals alone and together. `shown` are the same sessions with
 * their transactions among the events.
 */
export async function evaluatePrefixes(
  sequences: SessionSequences,
  shown: SessionSequences,
  {targets, learners, seed, gapSessions, ceiling, dataset, progress, onFitted}: EvaluatePrefixesOptions
): Promise<Pick<StudyResult, "figures" | "tables">> {
  const [train, validation, test] = [0, 1, 2].map((part) => sessionsOfPart(sequences, part));
  const trained = subsampleSessions(train, gapSessions);
  const losses: {model: string; epoch: number; training: number; validation: number | null}[] = [];
  const fit = async (learner: SessionEstimator, id: string, on = train, validated = validation) => {
    progress(`fitting ${id}`);
    return learner.fit(on, {
      seed,
      validation: validated,
      report({done, training, validation: held}) {
        if (!Number.isInteger(done) || training === undefined || training === null) return;
        losses.push({model: id, epoch: done, training, validation: held ?? null});
        progress(`${id}: ${done}, training ${training.toFixed(4)}, validation ${held?.toFixed(4) ?? "none"}`);
      }
    });
  };

  const runningId = `${learners.own.id}-session`;
  const listed: [string, SessionEstimator][] = [
    [learners.own.id, learners.own],
    [runningId, learners.running],
    ...learners.baselines.map((learner): [string, SessionEstimator] => [learner.id, learner])
  ];
  const models: Record<string, SessionModel> = {};
  const probabilities: Record<string, PartScores> = {};
  for (const [id, learner] of listed) {
    models[id] = await fit(learner, id);
    onFitted?.(id);
    probabilities[id] = {train: models[id].predict(trained), test: models[id].predict(test)};
  }
  if (ceiling !== null) progress("the exact posterior");
  const best: PartScores | null = ceiling && {train: ceiling(trained), test: ceiling(test)};
  const scoresOf = (id: string, target: SessionTarget): PartScores => ({
    train: probabilitiesOf(models[id], probabilities[id].train, target.ask),
    test: probabilitiesOf(models[id], probabilities[id].test, target.ask)
  });

  progress("judging");
  const reports: PrefixReport[] = [];
  const shares: Record<string, string | number>[] = [];
  const differences: Record<string, string | number>[] = [];
  for (const target of targets) {
    const scores = Object.fromEntries(listed.map(([id]) => [id, scoresOf(id, target)]));
    const ahead = target.ask === "exit" || best === null ? null : ceilingFor(target, best);
    const all = ahead === null ? scores : {...scores, [CEILING.id]: ahead};
    const report = prefixReport(target, {train: trained, test}, all);
    if (report !== null) reports.push(report);
    const tested = Object.fromEntries(Object.entries(scores).map(([id, of]) => [id, of.test]));
    const {[learners.own.id]: own, ...others} = tested;
    if (ahead !== null)
      for (const row of ceilingShares(test, target, ahead.test, tested)) shares.push({target: target.ask, ...row});
    for (const row of aucDifferencesByEventNumber(test, target, own, others))
      differences.push({target: target.ask, ...row});
  }

  const accuracies = accuraciesOf(test, false, learners.own.id, scoresOf(learners.own.id, {ask: "purchase"}).test);
  // a session that begins with a purchase is in neither
  const known = new Set(sequences.session_id);
  const both = takeSessions(
    shown,
    Array.from(shown.session_id.keys()).filter((s) => known.has(shown.session_id[s]))
  );
  const shownParts = [0, 1, 2].map((part) => sessionsOfPart(both, part));
  const leaking = await fit(learners.leaking, `${learners.own.id}-shown`, shownParts[0], shownParts[1]);
  const leaked = probabilitiesOf(leaking, leaking.predict(shownParts[2]), "purchase");
  accuracies.push(...accuraciesOf(shownParts[2], true, learners.own.id, leaked));

  const dual = await dualOf(
    {train, validation, test},
    {
      seed,
      running: models[runningId],
      together: scoresOf(learners.own.id, {ask: "abandonment"}).test
    }
  );
  const titles = [...listed.map(([id, {title, setting}]) => ({id, title: titleOf(id, title), setting}))];
  return {
    figures: figuresOf({reports, shares, differences, accuracies, dual, own: learners.own.id, dataset}),
    tables: {
      models: columnsOf(best === null ? titles : [...titles, CEILING]),
      ...reportTables(reports),
      shares: columnsOf(shares),
      differences: columnsOf(differences),
      accuracies: columnsOf(accuracies.map((row) => ({...row, token: row.token ? 1 : 0}))),
      dual: columnsOf(
        dual.map(({gain, ...row}) => ({
          ...row,
          gain: gain?.value ?? null,
          gainLow: gain?.low ?? null,
          gainHigh: gain?.high ?? null
        }))
      ),
      losses: columnsOf(losses)
    }
  };

  function titleOf(id: string, title: string): string {
    return id === runningId ? `${title}, the session alone` : title;
  }
}

function accuraciesOf(test: SessionSequences, token: boolean, model: string, scores: Float64Array): TokenAccuracy[] {
  return POPULATIONS.flatMap((population: Population) => {
    const found = sessionAccuracy(test, {ask: "purchase"}, scores, population);
    return found === null ? [] : [{population, token, model, ...found}];
  });
}

interface DualRow {
  readonly signal: string;
  readonly number: null;
  readonly n: number;
  readonly positives: number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly gain: {readonly value: number; readonly low: number; readonly high: number} | null;
}

/** The static and the running signal of abandonment, and both as a regression on the validation part weighs them. */
async function dualOf(
  {train, validation, test}: Readonly<Record<"train" | "validation" | "test", SessionSequences>>,
  {
    seed,
    running,
    together
  }: {readonly seed: number; readonly running: SessionModel; readonly together: ArrayLike<number>}
): Promise<DualRow[]> {
  const target: SessionTarget = {ask: "abandonment"};
  const start = await fitStartIntent(train, logisticEstimator(), seed);
  const signals = (sequences: SessionSequences) => ({
    fixed: startIntent(start, sequences),
    running: probabilitiesOf(running, running.predict(sequences), "abandonment")
  });
  const fusion = fitDualSignal(validation, target, signals(validation));
  const of = signals(test);
  const fused = fusion.probabilities(of.fixed, of.running);
  const {asked, y} = sessionLabels(test, target);
  const users = new Int32Array(asked.length);
  for (let s = 0; s < test.sessions; s++) users.fill(test.user_id[s], test.from[s], test.from[s + 1]);
  const rows = Array.from(asked.keys()).filter((at) => asked[at] === 1);
  const taken = (scores: ArrayLike<number>) => rows.map((at) => scores[at]);
  const labels = taken(y);
  const own = clusters(taken(users));
  const row = (signal: string, scores: ArrayLike<number>, isFusion = false): DualRow => {
    const {value, low, high, positives} = rocAuc(taken(scores), labels, {clusters: taken(users)});
    const gain = isFusion ? null : aucDifference(taken(fused), taken(scores), labels, {clusters: own});
    return {
      signal,
      number: null,
      n: rows.length,
      positives,
      value,
      low,
      high,
      gain: gain && {value: gain.value, low: gain.low, high: gain.high}
    };
  };
  return [
    // who means to buy abandons less
    row(
      "static intent",
      of.fixed.map((chance) => 1 - chance)
    ),
    row("running score", of.running),
    row("both fused", fused, true),
    row("one network told both", together)
  ];
}

interface Found {
  readonly reports: readonly PrefixReport[];
  readonly shares: readonly Record<string, string | number>[];
  readonly differences: readonly Record<string, string | number>[];
  readonly accuracies: readonly TokenAccuracy[];
  readonly dual: readonly DualRow[];
  readonly own: string;
  readonly dataset: string;
}

function figuresOf({reports, shares, differences, accuracies, dual, own, dataset}: Found): Record<string, Figure> {
  const figures: Record<string, Figure> = {};
  const AREA = {name: "a random order", value: 0.5};
  const BY_USER = "sessions of one user count as one; 95 % interval";
  for (const {target, areas, gaps} of reports) {
    for (const number of NAMED)
      for (const model of [own, "boosting", CEILING.id]) {
        const row = areas.find((area) => area.number === number && area.model === model);
        if (row === undefined) continue;
        figures[`${target.ask}-auc-${model}-${number}`] = {
          value: row.value,
          low: row.low,
          high: row.high,
          n: row.n,
          unit: "AUC",
          dataset,
          protocol: `${target.ask} asked after event ${number} of the test sessions that reach it; ${BY_USER}`,
          baseline: AREA
        };
      }
    for (const {model, metric, gap, testSessions} of gaps) {
      if (model !== own && model !== "constant") continue;
      const constant = gaps.find((row) => row.model === "constant" && row.metric === metric);
      figures[`${target.ask}-gap-${metric}-${model}`] = {
        ...gap,
        n: testSessions,
        unit: metric === "auc" ? "AUC" : "share of sessions",
        dataset,
        protocol: `${metric} of the last word on training sessions less that on test sessions; 95 % interval`,
        ...(constant === undefined ? {} : {baseline: {name: "a constant's gap", value: constant.gap.value}})
      };
    }
  }
  const late = shares.filter(
    (row) => row.target === "purchase" && row.model === own && Number(row.number) >= FROM_EVENT
  );
  if (late.length > 0) {
    const least = late.reduce((a, b) => (b.share < a.share ? b : a));
    figures.leastShareOfWay = {
      value: Number(least.share),
      low: Number(least.shareLow),
      high: Number(least.shareHigh),
      n: Number(least.n),
      unit: "share of the way",
      dataset,
      protocol: `the least, over events ${FROM_EVENT} to ${Math.max(...late.map(({number}) => Number(number)))}, of the share of the way from a random order's AUC to the exact posterior's; here at event ${least.number}, with the interval of that event alone`,
      baseline: {name: "a random order", value: 0}
    };
    const mean = late.reduce((sum, row) => sum + Number(row.share), 0) / late.length;
    figures.meanShareOfWay = {
      value: mean,
      low: null,
      high: null,
      n: late.length,
      unit: "share of the way",
      dataset,
      protocol: `mean over events ${FROM_EVENT} to ${Math.max(...late.map(({number}) => Number(number)))} of the share of the way to the exact posterior's AUC`,
      baseline: {name: "a random order", value: 0}
    };
  }
  for (const number of NAMED) {
    const row = differences.find(
      (one) => one.target === "purchase" && one.against === "boosting" && one.number === number
    );
    if (row === undefined) continue;
    figures[`purchase-less-boosting-${number}`] = {
      value: Number(row.difference),
      low: Number(row.differenceLow),
      high: Number(row.differenceHigh),
      n: Number(row.n),
      unit: "AUC",
      dataset,
      protocol: `the network's AUC less boosting's on the same test sessions after event ${number}; paired, ${BY_USER}`,
      baseline: {name: "no difference", value: 0}
    };
  }
  for (const {population, token, value, low, high, n, constant} of accuracies)
    figures[`accuracy-${population}-${token ? "shown" : "hidden"}`] = {
      value,
      low,
      high,
      n,
      unit: "share of sessions",
      dataset,
      protocol: `the network's last word on whether a session buys is right, one half being the border, transactions ${token ? "among the events, the session whole" : "hidden, the session cut off before its first"}; Wilson 95 % interval by user`,
      baseline: {name: "the commoner answer for everyone", value: constant}
    };
  for (const {signal, n, value, low, high} of dual)
    figures[`dual-${signal.replace(/ /g, "-")}`] = {
      value,
      low,
      high,
      n,
      unit: "AUC",
      dataset,
      protocol: `abandonment asked after every event from the first cart on, all events together; ${BY_USER}`,
      baseline: AREA
    };
  return figures;
}
