import {UserError} from "../core/errors.js";
import {takeDatasetRows, type Dataset, type DatasetRows, type TargetKind} from "./dataset.js";
import {timeSeriesSplit, type TimeSeriesSplitOptions} from "./timeSeriesSplit.js";

export interface RollingOriginOptions extends Omit<TimeSeriesSplitOptions, "gap"> {
  /** Training ends so long before the first moment of the test, so that no label of it reaches into the test. */
  readonly gapMs?: number;
  /** Whose each row is. */
  readonly groups?: ArrayLike<number>;
}

/**
 * Rows as datasets whose tests follow each other in time, each with the rows before it to learn from: those of a moment
 * before the test's first, less the gap. Rows of one moment are kept in their order. Throws what `timeSeriesSplit`
 * throws, `RangeError` for a gap below 0, and `UserError` where a gap leaves nothing to learn from.
 */
export function rollingOrigin<Kind extends TargetKind>(
  rows: DatasetRows,
  timesMs: ArrayLike<number>,
  kind: Kind,
  {gapMs = 0, groups, ...split}: RollingOriginOptions = {}
): Dataset<DatasetRows, Kind>[] {
  if (!(gapMs >= 0)) throw new RangeError(`invalid gapMs: ${gapMs}`);
  const order = Int32Array.from({length: rows.rows}, (_, row) => row).sort((a, b) => timesMs[a] - timesMs[b] || a - b);
  return timeSeriesSplit(rows.rows, split).map(({train, test}) => {
    const until = timesMs[order[test[0]]] - gapMs;
    const before = train.map((place) => order[place]).filter((row) => timesMs[row] < until);
    const after = test.map((place) => order[place]);
    if (before.length === 0)
      throw new UserError(
        `no row is ${gapMs} ms before the test that begins at ${timesMs[after[0]]}`,
        "choose a shorter gap, fewer folds or more data"
      );
    return {
      kind,
      train: takeDatasetRows(rows, before),
      test: takeDatasetRows(rows, after),
      groups:
        groups === undefined
          ? null
          : {train: Array.from(before, (row) => groups[row]), test: Array.from(after, (row) => groups[row])}
    } as Dataset<DatasetRows, Kind>;
  });
}
