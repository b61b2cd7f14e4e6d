import {clusters as numbered} from "../metrics/clusters.js";
import type {Interval} from "../metrics/intervals.js";
import {linearised, pairedDifference} from "../metrics/comparisons.js";
import {rocAuc} from "../metrics/auc.js";
import {sameValue} from "./sameValue.js";

type Columns = Readonly<Record<string, ArrayLike<number>>>;

/** A column that is not the same later as it was at the moment of the prediction, and what that adds. */
export interface PostOutcomeColumn {
  readonly name: string;
  /** Rows whose value changed after the moment. */
  readonly changed: number;
  readonly rows: number;
  /** The column alone as a score, as it was at the moment and as it is in the table. */
  readonly then: Interval & {readonly value: number};
  readonly now: Interval & {readonly value: number};
  /**
   * How much further from one half the area is in the table, with its paired interval; null where nothing is known of
   * its spread.
   */
  readonly gain: {readonly value: number; readonly interval: Interval | null; readonly p: number | null};
}

/**
 * Names the columns of a table that know what came after the moment: those whose value differs in any row from what it
 * was then. Columns that never change are left out. What leaks most comes first: the greatest gain in area under the
 * ROC curve, a column being turned round where it falls with the label.
 *
 * @param now by column, as the table has them
 * @param then the same columns, made from what had happened by the moment
 * @param labels 1 or 0 a row
 * @param users whose row it is
 *
 * Throws `RangeError` for a column that `then` lacks.
 */
export function postOutcomeColumns(
  now: Columns,
  then: Columns,
  labels: ArrayLike<number>,
  {users}: {readonly users?: ArrayLike<number>} = {}
): PostOutcomeColumn[] {
  const rows = labels.length;
  const clusters = users === undefined ? null : numbered(users);
  const found = Object.entries(now).flatMap(([name, values]) => {
    const before = then[name];
    if (before === undefined) throw new RangeError(`nothing is known of ${name} at the moment`);
    let changed = 0;
    for (let row = 0; row < rows; row++) if (!sameValue(values[row], before[row])) changed++;
    if (changed === 0) return [];
    const [later, earlier] = [values, before].map((column) => turned(column, labels));
    const area = (scores: Float64Array) => {
      const {value, low, high} = rocAuc(scores, labels, {clusters: users});
      return {value, low, high};
    };
    const gain = pairedDifference("auc", linearised("auc", later, labels), linearised("auc", earlier, labels), labels, {
      clusters
    });
    return [{name, changed, rows, then: area(earlier), now: area(later), gain}];
  });
  return found.sort((a, b) => b.gain.value - a.gain.value);
}

/** The column as a score whose area is at least one half. */
function turned(column: ArrayLike<number>, labels: ArrayLike<number>): Float64Array {
  const scores = Float64Array.from(column);
  return rocAuc(scores, labels).value < 0.5 ? scores.map((score) => -score) : scores;
}
