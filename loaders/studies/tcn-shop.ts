import {boostingEstimator} from "../../src/lib/models/boostingFamily.js";
import {logisticEstimator} from "../../src/lib/models/logisticFamily.js";
import {eventGruEstimator, tcnEstimator} from "../../src/lib/sequence/sessionNetworkEstimator.js";
import {parseSplit} from "../../src/lib/pipeline/parseSplit.js";
import {constantEstimator, lastEventEstimator} from "../../src/lib/sequence/baselines.js";
import {prefixTableEstimator} from "../../src/lib/sequence/prefixTable.js";
import {SESSION_TARGETS} from "../../src/lib/sequence/sessionTargets.js";
import {shopOptions} from "../../src/lib/generator/shop.js";
import {openTfjs} from "../engines/tfjs.js";
import {evaluatePrefixes} from "../sequence/evaluatePrefixes.js";
import {posteriorScores} from "../sequence/posteriorScores.js";
import {readSessions} from "../sequence/readSessions.js";
import {samplePrefixes} from "../sequence/samplePrefixes.js";
import type {Study} from "./study.js";

/** Rows enough that a leaf is no accident, and stopped by the validation part. */
const BOOSTING = {trees: 200, learningRate: 0.1, leaves: 31, leastRows: 100, patience: 10};

const options = {
  // its users are enough that what is asked of the network can be told from noise
  shop: {profile: "medium", seed: 1},
  // whole users, as a visitor's sessions share what is hidden of the visitor
  split: "user 60/10/30 seed 1",
  targets: SESSION_TARGETS,
  network: {epochs: 8, dropout: 0, patience: 0, learningRate: 4e-3, decay: true},
  gru: {epochs: 6, dropout: 0, patience: 0, learningRate: 4e-3, decay: true},
  leaking: {epochs: 2, dropout: 0, patience: 0, decay: true},
  boosting: BOOSTING,
  seed: 1,
  gapSessions: 30_000
};

/** The temporal convolutional network beside its baselines and the exact posterior of the generated shop. */
export const study: Study = {
  name: "tcn-shop",
  title: "Scores sessions of the generated shop after every event with a TCN, its baselines and the exact posterior.",
  options,
  inputs: {},
  measured: false,
  async run({progress}) {
    await openTfjs();
    const {shop, targets} = options;
    const read = {...shop, split: parseSplit(options.split)};
    progress("generating the shop and reading its sessions");
    const {sequences} = await readSessions(read);
    const {sequences: shown} = await readSessions({...read, sequence: {transactionToken: true}});
    const withStart = true;
    return evaluatePrefixes(sequences, shown, {
      targets,
      learners: {
        own: tcnEstimator({...options.network, targets, withStart}),
        running: tcnEstimator({...options.network, targets}),
        baselines: [
          eventGruEstimator({...options.gru, targets, withStart}),
          prefixTableEstimator(boostingEstimator(BOOSTING), {targets, withStart}),
          prefixTableEstimator(logisticEstimator(), {targets, withStart}),
          lastEventEstimator(targets),
          constantEstimator(targets)
        ],
        leaking: tcnEstimator({...options.leaking, targets, withStart})
      },
      seed: options.seed,
      gapSessions: options.gapSessions,
      ceiling: (sessions) => posteriorScores(shopOptions(shop.profile, {seed: shop.seed}), sessions),
      dataset: `generated shop, profile ${shop.profile}, seed ${shop.seed}`,
      progress
    });
  },
  sample: {
    title:
      "the losses of the network's first epoch, and all that is said of the last event, the constant and the exact posterior",
    async run({progress}) {
      await openTfjs();
      const {shop, targets, seed, gapSessions} = options;
      progress("generating the shop and reading its sessions");
      const {sequences} = await readSessions({...shop, split: parseSplit(options.split)});
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
