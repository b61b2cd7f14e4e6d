import {boostingFamily} from "./boostingFamily.js";
import type {Family} from "./family.js";
import {forestFamily} from "./forestFamily.js";
import {logisticFamily} from "./logisticFamily.js";
import {pipelineFamily} from "./pipelineFamily.js";
import {stackedFamily} from "./stackedFamily.js";
import {votingFamily} from "./votingFamily.js";

/** The families of models of columns that need no TensorFlow.js, from the simplest. */
export const TABULAR_FAMILIES: readonly Family[] = [
  pipelineFamily,
  logisticFamily,
  forestFamily,
  boostingFamily,
  votingFamily,
  stackedFamily
];
