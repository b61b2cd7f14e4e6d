import type {Family} from "../family.js";
import {TABULAR_FAMILIES} from "../tabularFamilies.js";
import {mlpFamily} from "./mlpFamily.js";
import {gruFamily, transformerFamily} from "./sequenceFamilies.js";
import {tabmFamily} from "./tabmFamily.js";

/** The families of networks on columns, and on the events before them; they need a backend of TensorFlow.js. */
export const NEURAL_FAMILIES: readonly Family[] = [mlpFamily, gruFamily, transformerFamily, tabmFamily];

/** All families of models of columns. */
export const ALL_FAMILIES: readonly Family[] = [...TABULAR_FAMILIES, ...NEURAL_FAMILIES];
