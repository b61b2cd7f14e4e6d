import {random} from "../../src/lib/core/random.js";
import {MISSING} from "../../src/lib/core/table.js";
import type {TrainingSet} from "../../src/lib/models/matrix.js";
import type {SequenceMatrix} from "../../src/lib/models/neural/sequenceMatrix.js";
import {exampleRows} from "./rows.js";

/**
 * Rows with up to 12 events before them, some with none and some with missing prices; the label goes with the number of
 * carts.
 */
export function withEvents(rows: number, seed: number): SequenceMatrix & TrainingSet {
  const source = random(seed, 1);
  const {x, columns} = exampleRows(rows, seed);
  const y = new Float64Array(rows);
  const ends: number[] = [];
  const events = {
    ts_ms: [] as number[],
    event: [] as number[],
    item: [] as number[],
    department: [] as number[],
    price: [] as number[]
  };
  for (let row = 0; row < rows; row++) {
    let carts = 0;
    let time = 1e12;
    for (let k = source.below(13); k > 0; k--) {
      const event = source.below(4);
      if (event === 1) carts++;
      events.ts_ms.push((time += source.below(600_000)));
      events.event.push(event);
      events.item.push(source.below(5));
      events.department.push(source.below(10) === 0 ? MISSING : source.below(6));
      events.price.push(source.below(10) === 0 ? MISSING : 100 * source.below(60));
    }
    y[row] = carts + source.uniform() > 1.5 ? 1 : 0;
    ends.push(events.event.length);
  }
  return {
    rows,
    columns,
    x,
    y,
    sequences: {
      events: {
        ts_ms: Float64Array.from(events.ts_ms),
        event: Int32Array.from(events.event),
        item_id: Int32Array.from(events.item),
        department_id: Int32Array.from(events.department),
        price_cents: Int32Array.from(events.price)
      },
      from: Int32Array.from(ends, (_, row) => (row === 0 ? 0 : ends[row - 1])),
      until: Int32Array.from(ends),
      item: Int32Array.from(ends, (_, row) => (row % 3 === 0 ? MISSING : row % 5)),
      department: Int32Array.from(ends, (_, row) => (row % 3 === 0 ? MISSING : row % 6)),
      as_of_ms: Float64Array.from(ends, () => 1e12 + 1e8)
    }
  };
}
