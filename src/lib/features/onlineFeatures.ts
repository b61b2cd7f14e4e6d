import {MISSING} from "../core/table.js";
import {SESSIONIZE_OPTIONS} from "../pipeline/sessionize.js";
import {FEATURES} from "./featureList.js";
import {onlineEvaluator} from "./onlineEvaluator.js";
import {RowsAtTimes} from "./rowsAtTimes.js";
import {eventClass} from "./runningTable.js";
import {sessionLevel} from "./sessionFeatures.js";

/** What one visitor did, in order of time. */
export interface VisitorEvents {
  /** UTC milliseconds. */
  readonly ts_ms: ArrayLike<number>;
  /** A code of `EVENT_TYPES`. */
  readonly event: ArrayLike<number>;
  /** `MISSING` where the event has none. */
  readonly item_id: ArrayLike<number>;
}

const evaluator = onlineEvaluator(sessionLevel(FEATURES));

/** The features of a visitor and a session, as models of the shop take them, in the order of `onlineFeatures`. */
export const ONLINE_FEATURES: readonly string[] = evaluator.features.map(({name}) => name);

const {windowsMs} = evaluator;
// the room is used again for the next visitor
const times = new Float64Array(windowsMs.length + 1);
const user = new RowsAtTimes(evaluator.plans.user!, times.length);
const session = new RowsAtTimes(evaluator.plans.session!, 0);

/** Items of a session that are compared one by one; of more, a set is kept. */
const FEW_ITEMS = 24;

/**
 * The features that need no item, at a moment in a visitor's session, from the visitor's own events alone: in every cell what `featuresSql` makes of a log, from the same
 * definitions. Events at the moment or after it are not looked at; sessions are cut at pauses. Throws `RangeError` where the visitor has no event before the moment.
 * `OnlineFeatureStore` has the features of items too, and takes events as they come.
 */
export function onlineFeatures(
  {ts_ms, event, item_id}: VisitorEvents,
  asOfMs: number,
  {gapMs}: {readonly gapMs: number} = SESSIONIZE_OPTIONS
): Float32Array {
  let known = ts_ms.length;
  while (known > 0 && ts_ms[known - 1] >= asOfMs) known--;
  if (known === 0) throw new RangeError(`the visitor has no event before ${asOfMs}`);
  let start = known - 1;
  while (start > 0 && ts_ms[start] - ts_ms[start - 1] <= gapMs) start--;
  windowsMs.forEach((ms, k) => (times[k] = asOfMs - ms));
  times[windowsMs.length] = ts_ms[start];
  user.start(times.sort());
  for (let i = 0; i < known; i++) {
    const begins = i === 0 || ts_ms[i] - ts_ms[i - 1] > gapMs;
    user.add(ts_ms[i], eventClass(event[i], begins, false));
  }
  session.start([]);
  const items = known - start > FEW_ITEMS ? new Set<number>() : null;
  for (let i = start; i < known; i++) {
    const item = item_id[i];
    let first = item !== MISSING;
    if (first && items !== null) {
      first = !items.has(item);
      items.add(item);
    } else for (let k = start; first && k < i; k++) first = item_id[k] !== item;
    session.add(ts_ms[i], eventClass(event[i], i === start, first));
  }
  const row = new Float32Array(evaluator.features.length);
  evaluator.write(
    {
      user,
      session,
      beforeSession: user.data,
      beforeSessionRow: user.before(ts_ms[start]),
      item: null,
      pair: null,
      attributes: null,
      hasItem: false,
      asOfMs
    },
    row
  );
  return row;
}
