import {guessTimeFormat, timeIn, type TimeFormatGuess} from "./timeFormats.js";

/** The times of a column of a sample, as one format reads them. */
export interface SampleTimes extends TimeFormatGuess {
  /** By text, in order: UTC milliseconds; NaN for a text that is no time. */
  readonly ms: Float64Array;
  /** Whether every text is a day without its time. */
  readonly days: boolean;
}

/** The times of a column; null where it holds none. */
export function sampleTimes(texts: readonly string[]): SampleTimes | null {
  const found = guessTimeFormat(texts);
  if (found === null) return null;
  const {format} = found;
  return {
    ...found,
    ms: Float64Array.from(texts, (text) => timeIn(text, format)?.ms ?? NaN),
    // a text that is no time at all speaks neither for days nor for clocks
    days: texts.every((text) => timeIn(text, format)?.clock !== true)
  };
}
