import {memory} from "@tensorflow/tfjs-core";
import {beforeAll, describe, expect, test} from "vitest";
import {openTfjs} from "../../loaders/engines/tfjs.js";
import {UserError} from "../../src/lib/core/errors.js";
import {rocAuc} from "../../src/lib/metrics/auc.js";
import {eventGruEstimator, tcnEstimator} from "../../src/lib/sequence/sessionNetworkEstimator.js";
import {
  fitSessionNetwork,
  sessionExamples,
  sessionLogLoss,
  sessionNetworkFromJson,
  type SessionEpoch,
  type SessionNetworkOptions
} from "../../src/lib/sequence/sessionNetwork.js";
import type {TrainingState} from "../../src/lib/nn/trainer.js";
import {probabilitiesOf} from "../../src/lib/sequence/sessionModel.js";
import {fitSessionEncoder, sessionChannels} from "../../src/lib/sequence/sessionEncoder.js";
import {eventsOf, takeSessions} from "../../src/lib/sequence/sessionSequences.js";
import {sessionLabels} from "../../src/lib/sequence/sessionTargets.js";
import {orderedSessions, sequencesOf} from "../sequence/sequences.js";

beforeAll(openTfjs);

const SMALL: Partial<SessionNetworkOptions> = {
  shape: {width: 8, blocks: 2, kernel: 3},
  epochs: 2,
  batch: 128,
  learningRate: 5e-3,
  dropout: 0.2
};

const runAll = (...given: Parameters<typeof fitSessionNetwork>) => {
  const epochs: SessionEpoch[] = [];
  const states: TrainingState[] = [];
  const run = fitSessionNetwork(...given);
  for (;;) {
    const {done, value} = run.next();
    if (done) return {model: value, epochs, states};
    if (value.epoch === null) continue;
    epochs.push(value.epoch);
    // as a checkpoint in a file would be
    states.push(structuredClone(value.epoch.state));
  }
};

describe.each([
  ["tcn", tcnEstimator],
  ["gru", eventGruEstimator]
] as const)("%s", (family, learner) => {
  test("learns what only the order of events tells", async () => {
    const held = orderedSessions(400, 12, 6);
    const model = await learner({
      ...SMALL,
      shape: {width: 16, blocks: 3, kernel: 3},
      epochs: 12,
      batch: 128,
      dropout: 0,
      learningRate: 1e-2,
      patience: 3,
      targets: [{ask: "purchase"}]
    }).fit(orderedSessions(2500, 11, 6), {seed: 1, validation: orderedSessions(600, 10, 6)});
    const scores = probabilitiesOf(model, model.predict(held), "purchase");
    const last = Array.from({length: held.sessions}, (_, s) => held.from[s + 1] - 1);
    const labels = last.map((at) => sessionLabels(held, {ask: "purchase"}).y[at]);
    expect(
      rocAuc(
        last.map((at) => scores[at]),
        labels
      ).low
    ).toBeGreaterThan(0.9);
  });

  test("the same seed gives the same chances, another others", async () => {
    const train = orderedSessions(80, 3);
    const [a, b, c] = await Promise.all([1, 1, 2].map((seed) => learner(SMALL).fit(train, {seed})));
    expect(a.predict(train)).toEqual(b.predict(train));
    expect(a.predict(train)).not.toEqual(c.predict(train));
  });

  test("a run that was ended after an epoch goes on as if it had not been", () => {
    const train = orderedSessions(80, 4);
    const validation = orderedSessions(40, 5);
    const options = {...SMALL, family, epochs: 4, patience: 2};
    const whole = runAll(train, options, {validation});
    const resumed = runAll(train, options, {validation, resume: whole.states[1]});
    expect(resumed.epochs.map(({epochs}) => epochs)).toEqual([3, 4]);
    expect(resumed.epochs.map(({validation: loss}) => loss)).toEqual(
      whole.epochs.slice(2).map(({validation: loss}) => loss)
    );
    expect(resumed.model.weights).toEqual(whole.model.weights);
  });

  test("comes back from JSON", async () => {
    const train = orderedSessions(60, 6);
    const model = await learner(SMALL).fit(train, {seed: 1});
    const again = sessionNetworkFromJson(JSON.parse(JSON.stringify(model.toJSON())));
    expect(again.predict(train)).toEqual(model.predict(train));
    expect(again.toJSON()).toEqual(model.toJSON());
  });

  test("later events and other sessions change no earlier score", async () => {
    const train = orderedSessions(120, 7);
    const model = await learner(SMALL).fit(train, {seed: 1});
    const all = model.predict(train);
    const targets = model.targets.length;
    const s = Array.from({length: train.sessions}, (_, k) => k).find((k) => train.from[k + 1] - train.from[k] > 6)!;
    const alone = takeSessions(train, [s]);
    const changed = {
      ...alone,
      events: {...alone.events, event: alone.events.event.map((code, at) => (at >= 4 ? 1 - Math.min(1, code) : code))}
    };
    const [whole, other] = [alone, changed].map((sequences) => model.predict(sequences));
    for (let i = 0; i < 4 * targets; i++) {
      expect(Math.abs(whole[i] - all[train.from[s] * targets + i])).toBeLessThan(1e-6);
      expect(Math.abs(other[i] - whole[i])).toBeLessThan(1e-6);
    }
    expect(other).not.toEqual(whole);
  });

  test("tells steps and epochs, and what a listener throws ends it", async () => {
    const train = orderedSessions(80, 8);
    const heard: number[] = [];
    await learner(SMALL).fit(train, {
      seed: 1,
      validation: orderedSessions(30, 9),
      report: ({done, of, training, validation}) => {
        expect(of).toBe(2);
        heard.push(done);
        if (!Number.isInteger(done)) return;
        if (training !== undefined) expect(training).toBeGreaterThan(0);
        if (validation !== undefined) expect(validation).toBeGreaterThan(0);
      }
    });
    expect(heard.length).toBeGreaterThan(4);
    expect(heard.at(-1)).toBe(2);
    expect([...heard].sort((a, b) => a - b)).toEqual(heard);
    const before = memory().numTensors;
    await expect(
      learner(SMALL).fit(train, {
        seed: 1,
        report: () => {
          throw new Error("stopped");
        }
      })
    ).rejects.toThrow("stopped");
    expect(memory().numTensors).toBe(before);
  });
});

test("the losses of training and validation are of one kind: over events, not sessions", () => {
  const train = orderedSessions(150, 10);
  const options = {...SMALL, epochs: 3, learningRate: 1e-7, dropout: 0};
  const {epochs} = runAll(train, options, {validation: train});
  for (const {training, validation} of epochs) expect(training).toBeCloseTo(validation!, 4);
});

test("keeps the epoch that is best on the validation", () => {
  const train = orderedSessions(30, 13);
  const validation = orderedSessions(200, 14);
  const {model, epochs} = runAll(
    train,
    {...SMALL, epochs: 60, learningRate: 0.03, dropout: 0, patience: 4},
    {validation}
  );
  const losses = epochs.map((epoch) => epoch.validation!);
  const best = losses.indexOf(Math.min(...losses));
  expect(epochs.length).toBeLessThan(60);
  expect(epochs.length - 1 - best).toBe(4);
  const targets = model.targets.map((target, k) => ({k, ...sessionLabels(validation, target)}));
  const probabilities = model.predict(validation);
  let sum = 0;
  for (const {k, asked, y} of targets)
    for (let at = 0; at < asked.length; at++) {
      const p = probabilities[at * targets.length + k];
      if (asked[at] === 1) sum -= Math.log(y[at] === 1 ? p : 1 - p);
    }
  expect(sum / eventsOf(validation)).toBeCloseTo(losses[best], 5);
});

test("a batch holds sessions of like length, every session once an epoch", () => {
  const train = orderedSessions(700, 15, 30);
  const encoder = fitSessionEncoder(train);
  const channels = sessionChannels(encoder).length;
  const examples = sessionExamples(encoder, train, {batch: 100, seed: 1});
  const seen: number[] = [];
  let [padded, events] = [0, 0];
  for (const chosen of examples.steps!(0)) {
    const rows = Array.from(chosen);
    padded += examples.batch(rows).events!.x.length / channels;
    events += rows.reduce((sum, s) => sum + train.from[s + 1] - train.from[s], 0);
    seen.push(...rows);
  }
  expect([...seen].sort((a, b) => a - b)).toEqual(Array.from({length: 700}, (_, s) => s));
  expect(events).toBe(eventsOf(train));
  expect(padded).toBeLessThan(1.05 * events);
  expect([...examples.steps!(1)].flatMap((rows) => Array.from(rows))).not.toEqual(seen);
  expect([...examples.steps!(0)].flatMap((rows) => Array.from(rows))).toEqual(seen);
});

test("the loss asks only where a target is asked", () => {
  const sequences = sequencesOf([
    {user: 1, startMs: 0, events: [0, 1, 0].map((event, k) => ({event, ms: 100_000 * k}))},
    {user: 2, startMs: 0, events: [{event: 0, ms: 0}]}
  ]);
  const {measure} = sessionLogLoss(sequences, [{ask: "abandonment"}, {ask: "exit", seconds: 60}]);
  const zero = measure([0, 1], new Float32Array(2 * 3 * 2));
  // two cells ask for abandonment, four for an exit, and there are four events
  expect(zero.loss).toBeCloseTo((6 * Math.LN2) / 4, 12);
  expect(Array.from(zero.gradient, (value) => value * 8)).toEqual([0, 1, -1, 1, -1, -1, 0, -1, 0, 0, 0, 0]);
});

test("what cannot be learned from, and options out of range, are named", () => {
  const train = orderedSessions(20, 1);
  const never = {...train, outcomes: {...train.outcomes, transactions: new Int32Array(20)}};
  const fit = (sequences: typeof train, options: Partial<SessionNetworkOptions> = {}) =>
    fitSessionNetwork(sequences, {...SMALL, ...options}).next();
  expect(() => fit(never)).toThrow(
    new UserError(`purchase is 0 after all ${eventsOf(train)} events; take more sessions, or leave the target out`)
  );
  expect(() => fit(takeSessions(train, []))).toThrow(UserError);
  expect(() => fit(train, {targets: []})).toThrow(/^no target/);
  expect(() => fit(train, {targets: [{ask: "exit", seconds: 0}]})).toThrow(/^an exit within 0 seconds/);
  expect(() => fit(train, {shape: {width: 0, blocks: 1, kernel: 2}})).toThrow(/^width: 0/);
  expect(() => fit(train, {clip: 0})).toThrow(/^clip: 0/);
  expect(() => fit(train, {epochs: 0})).toThrow(/^epochs: 0/);
});

test("a model that learned without transactions is not asked about sessions that hold them", async () => {
  const train = orderedSessions(40, 2);
  const model = await tcnEstimator(SMALL).fit(train, {seed: 1});
  expect(() => model.predict({...train, transactionToken: true})).toThrow(RangeError);
});
