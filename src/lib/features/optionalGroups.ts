import {CONTENT} from "./contentFeatures.js";
import {DWELL_FEATURES} from "./dwellFeatures.js";
import {SYNTHETIC_MULTIPLIERS} from "./syntheticMultipliers.js";
import {NEIGHBOURS} from "./neighbourFeatures.js";
import type {OptionalGroup} from "./optionalGroup.js";
import {PRICE_FEATURES} from "./priceFeatures.js";
import {SEASON_FEATURES} from "./seasonFeatures.js";
import {VECTORS} from "./vectorFeatures.js";

/** All groups that can be added to the 37, in the order of `OPTIONAL_GROUPS`. */
export const OPTIONAL: readonly OptionalGroup[] = [
  {group: "dwell time", features: DWELL_FEATURES},
  {group: "price sensitivity", features: PRICE_FEATURES},
  CONTENT,
  {group: "seasonality", features: SEASON_FEATURES},
  NEIGHBOURS,
  VECTORS,
  SYNTHETIC_MULTIPLIERS
];
