import type {PrefixReport} from "../../lib/sequence/prefixReport.js";

/** Models that answer after every event, on the test sessions of one log. */
export interface ShownReport {
  readonly report: PrefixReport;
  /** Those in the report, the first being the one that the page is about. */
  readonly models: readonly {readonly id: string; readonly title: string}[];
  /** The log in words, e.g. "the generated shop". */
  readonly log: string;
  readonly generated: boolean;
}

/** The title of a model of a report. Throws `RangeError` where it is not in it. */
export function titleOf({models}: ShownReport, id: string): string {
  const found = models.find((model) => model.id === id);
  if (found === undefined) throw new RangeError(`there is no model ${id}`);
  return found.title;
}
