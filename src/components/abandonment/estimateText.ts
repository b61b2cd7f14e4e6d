import {interval} from "../format.js";

interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** `0.71 [0.65, 0.77]`, whatever else is known of it. */
export const estimateText = ({value, low, high}: Estimate, digits = 2): string => interval({value, low, high}, digits);

/** `63.7 [59.9, 67.2] %` of a share of one. */
export const shareText = ({value, low, high}: Estimate, digits = 1): string =>
  interval({value, low, high, unit: "share"}, digits);
