import type {TuningSampler, TuningTask} from "../../lib/reports/tuning.js";

export const TASK_TITLES: Readonly<Record<TuningTask, string>> = {
  few: "few positives",
  many: "many positives"
};

export const SAMPLER_TITLES: Readonly<Record<TuningSampler, string>> = {
  tpe: "TPE, which learns from earlier trials",
  random: "random search"
};
export const SAMPLER_NAMES: Readonly<Record<TuningSampler, string>> = {tpe: "TPE", random: "random search"};

/** Hyperparameters of boosting, as the published search calls them, in words. */
const PARAMETER_TITLES: Readonly<Record<string, string>> = {
  iterations: "trees",
  learning_rate: "learning rate",
  depth: "depth",
  l2_leaf_reg: "L2 penalty"
};
export const parameterTitle = (name: string): string => PARAMETER_TITLES[name] ?? name;
