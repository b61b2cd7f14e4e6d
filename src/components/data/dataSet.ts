import type {Description} from "../../lib/pipeline/describe.js";

export type {DataSet} from "../../lib/pipeline/dataSet.js";

/** The period of a description as captions say it. */
export function periodOf({range}: Description): string {
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  const first = day(range.fromMs);
  const last = day(range.untilMs - 1);
  return first === last ? first : `${first} to ${last}`;
}
