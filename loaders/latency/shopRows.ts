import {targetDataset} from "../../src/lib/datasets/targetDataset.js";
import type {Matrix} from "../../src/lib/models/matrix.js";
import {sessionSequences, type SequenceEvents} from "../../src/lib/sequence/sessionSequences.js";
import type {Visitors} from "../../src/lib/latency/visitorInputs.js";
import {PARTS} from "../../src/lib/pipeline/split.js";
import {targetById} from "../../src/lib/targets/target.js";
import {openShopTasks} from "../datasets/shop.js";
import {DEFAULT_TARGET} from "../training/train.js";

/** What models are timed with: examples of the generated shop. */
export interface ShopRows extends Visitors {
  readonly known: Matrix;
}

const ROWS = 256;
const VISITORS = 64;

/** Events that a session has at least, for one to ask how it goes on. */
const LEAST_EVENTS = 3;
const TEST = PARTS.indexOf("test");

/**
 * Test rows, evenly over the part, of the target that trained models have; what the visitors of some of them had done
 * before the row's moment; and test sessions, whole but for what a purchase cuts off.
 */
export async function shopRows(): Promise<ShopRows> {
  const engine = await openShopTasks();
  try {
    const {test} = await targetDataset(engine, targetById(DEFAULT_TARGET), {events: true});
    const width = test.columns.length;
    const {events, from, until, as_of_ms} = test.sequences!;
    const told = await sessionSequences(engine, {least: LEAST_EVENTS});
    const tested = Array.from(told.part.keys()).filter((session) => told.part[session] === TEST);
    const names = Object.keys(told.events) as (keyof SequenceEvents)[];
    return {
      known: {
        rows: ROWS,
        columns: test.columns,
        x: Float32Array.from(
          spread(ROWS, test.rows).flatMap((row) => Array.from(test.x.subarray(row * width, (row + 1) * width)))
        )
      },
      visitors: spread(VISITORS, test.rows).map((row) => {
        const of = (column: Float64Array | Int32Array) => Array.from(column.subarray(from[row], until[row]));
        return {
          events: {ts_ms: of(events.ts_ms), event: of(events.event), item_id: of(events.item_id)},
          asOfMs: as_of_ms[row]
        };
      }),
      sessions: spread(VISITORS, tested.length).map((place) => {
        const session = tested[place];
        const of = (column: Float64Array | Int32Array) =>
          Array.from(column.subarray(told.from[session], told.from[session + 1]));
        return Object.fromEntries(names.map((name) => [name, of(told.events[name])])) as Record<
          keyof SequenceEvents,
          number[]
        >;
      })
    };
  } finally {
    await engine.close();
  }
}

/** So many whole numbers below another, evenly. */
const spread = (count: number, below: number) => Array.from({length: count}, (_, k) => Math.floor((k * below) / count));
