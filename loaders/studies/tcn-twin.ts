import {cpus} from "node:os";
import {boostingEstimator} from "../../src/lib/models/boostingFamily.js";
import {logisticEstimator} from "../../src/lib/models/logisticFamily.js";
import {eventGruEstimator, tcnEstimator} from "../../src/lib/sequence/sessionNetworkEstimator.js";
import {parseSplit} from "../../src/lib/pipeline/parseSplit.js";
import {constantEstimator, lastEventEstimator} from "../../src/lib/sequence/baselines.js";
import {prefixTableEstimator} from "../../src/lib/sequence/prefixTable.js";
import {eventsOf} from "../../src/lib/sequence/sessionSequences.js";
import {SESSION_TARGETS} from "../../src/lib/sequence/sessionTargets.js";
import {shopOptions} from "../../src/lib/generator/shop.js";
import {openTfjs} from "../engines/tfjs.js";
import {exactFigure} from "../results/exactFigure.js";
import {evaluatePrefixes} from "../sequence/evaluatePrefixes.js";
import {posteriorScores} from "../sequence/posteriorScores.js";
import {readSessions} from "../sequence/readSessions.js";
import {samplePrefixes} from "../sequence/samplePrefixes.js";
import type {Study} from "./study.js";

const options = {
  shop: {profile: "retailrocket", seed: 1},
  split: "user 60/10/30 seed 1",
  /** Sessions of fewer events have nothing that an order of events could say. */
  least: 2,
  targets: SESSION_TARGETS,
  network: {epochs: 8, dropout: 0, patience: 0, learningRate: 4e-3, decay: true},
  gru: {epochs: 6, dropout: 0, patience: 0, learningRate: 4e-3, decay: true},
  leaking: {epochs: 3, dropout: 0, patience: 0, decay: true},
  boosting: {trees: 200, learningRate: 0.1, leaves: 31, leastRows: 100, patience: 10},
  seed: 1,
  gapSessions: 60_000
};

/** The temporal convolutional network on sessions as many as RetailRocket has, and what its training takes. */
export const study: Study = {
  name: "tcn-twin",
  title: "Trains a TCN on the twin's sessions of two or more events: time, memory, and how it compares.",
  options,
  inputs: {},
  measured: true,
  async run({progress}) {
    await openTfjs();
    const {shop, targets, least} = options;
    const read = {...shop, split: parseSplit(options.split)};
    progress("generating the twin and reading its sessions");
    const {sequences} = await readSessions({...read, sequence: {least}});
    const {sequences: shown} = await readSessions({...read, sequence: {least, transactionToken: true}});
    const withStart = true;
    const dataset = `generated twin of RetailRocket, seed ${shop.seed}, its sessions of ${least} or more events`;
    const own = tcnEstimator({...options.network, targets, withStart});
    const started = performance.now();
    let taken = {minutes: NaN, gigabytes: NaN};
    const {figures, tables} = await evaluatePrefixes(sequences, shown, {
      targets,
      learners: {
        own,
        running: tcnEstimator({...options.network, targets}),
        baselines: [
          eventGruEstimator({...options.gru, targets, withStart}),
          prefixTableEstimator(boostingEstimator(options.boosting), {targets, withStart}),
          prefixTableEstimator(logisticEstimator(), {targets, withStart}),
          lastEventEstimator(targets),
          constantEstimator(targets)
        ],
        leaking: tcnEstimator({...options.leaking, targets, withStart})
      },
      seed: options.seed,
      gapSessions: options.gapSessions,
      ceiling: (sessions) => posteriorScores(shopOptions(shop.profile, {seed: shop.seed}), sessions),
      dataset,
      progress,
      onFitted(id) {
        if (id !== own.id) return;
        taken = {
          minutes: (performance.now() - started) / 60_000,
          gigabytes: (process.resourceUsage().maxRSS * 1024) / 1e9
        };
      }
    });
    const exact = exactFigure(dataset);
    const all = sequences.sessions + sequences.leftOut + sequences.censored;
    const machine = `${cpus().length} × ${cpus()[0].model.trim()}, Node ${process.versions.node}`;
    const train = sequences.part.filter((part) => part === 0).length;
    const epochs = tables.losses.model.filter((id) => id === own.id).length;
    return {
      figures: {
        ...figures,
        sessions: exact(all, "sessions", `sessions of ${least} or more events`),
        sessionsScored: exact(
          sequences.sessions,
          "sessions",
          "of these, those that have an event before their first purchase"
        ),
        events: exact(eventsOf(sequences), "events", "events that are scored"),
        trainingMinutes: exact(
          taken.minutes,
          "minutes",
          `${epochs} epochs of the network on ${train} sessions, with encoding and validation, TensorFlow.js on WebAssembly; one run; ${machine}`,
          train
        ),
        peakGigabytes: exact(
          taken.gigabytes,
          "gigabytes",
          "most memory of the process up to the end of that training, the generated log and its stages counted; one run",
          train
        )
      },
      tables
    };
  },
  sample: {
    title:
      "the losses of the network's first epoch, and all that is said of the last event, the constant and the exact posterior",
    async run({progress}) {
      await openTfjs();
      const {shop, targets, least, seed, gapSessions} = options;
      progress("generating the twin and reading its sessions");
      const {sequences} = await readSessions({...shop, split: parseSplit(options.split), sequence: {least}});
      return samplePrefixes(sequences, {
        targets,
        network: tcnEstimator({...options.network, targets, withStart: true}),
        quick: [lastEventEstimator(targets), constantEstimator(targets)],
        seed,
        gapSessions,
        ceiling: (sessions) => posteriorScores(shopOptions(shop.profile, {seed: shop.seed}), sessions),
        progress
      });
    }
  }
};
