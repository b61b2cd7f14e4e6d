import {csvParseRows} from "d3-dsv";
import type {TrainingSet} from "../models/matrix.js";
import type {Dataset} from "./dataset.js";

const KEYS = ["task", "part", "user", "label"] as const;

/**
 * Tasks by name as one CSV file for a page to fetch: a row an example with its task, `train` or `test`, its user, its
 * label, and a field for each column that any of the tasks has, empty where its own has not. Values are 32-bit reals.
 * Throws `RangeError` for a value that is missing, for a task without users and for users that are no numbers.
 */
export function datasetsToCsv(tasks: Readonly<Record<string, Dataset>>): string {
  const columns = [...new Set(Object.values(tasks).flatMap(({train}) => train.columns))];
  const lines = [[...KEYS, ...columns].join(",")];
  for (const [name, {train, test, groups}] of Object.entries(tasks)) {
    if (groups === null) throw new RangeError(`the task ${name} has no users`);
    const places = columns.map((column) => train.columns.indexOf(column));
    for (const [part, set, owners] of [
      ["train", train, groups.train],
      ["test", test, groups.test]
    ] as const)
      for (let row = 0; row < set.rows; row++) {
        const owner = owners[row];
        if (typeof owner !== "number") throw new RangeError(`user ${owner} is no number`);
        const fields = places.map((f) => {
          if (f === -1) return "";
          const value = set.x[row * set.columns.length + f];
          if (!Number.isFinite(value)) throw new RangeError(`${set.columns[f]} is ${value} in row ${row}`);
          return value;
        });
        lines.push([name, part, owner, set.y[row], ...fields].join(","));
      }
  }
  return `${lines.join("\n")}\n`;
}

/** One of the tasks that `datasetsToCsv` wrote. Throws `RangeError` where there is none of that name. */
export function datasetFromCsv(csv: string, name: string): Dataset {
  const [header, ...all] = csvParseRows(csv);
  const rows = all.filter(([task]) => task === name);
  if (rows.length === 0) throw new RangeError(`there is no task ${name}`);
  const places = header.map((_, at) => at).filter((at) => at >= KEYS.length && rows[0][at] !== "");
  const columns = places.map((at) => header[at]);
  const part = (wanted: string): {set: TrainingSet; users: Int32Array} => {
    const own = rows.filter(([, of]) => of === wanted);
    const x = Float32Array.from({length: own.length * columns.length}, (_, i) =>
      Number(own[Math.floor(i / columns.length)][places[i % columns.length]])
    );
    return {
      set: {rows: own.length, columns, x, y: Float64Array.from(own, (fields) => Number(fields[3]))},
      users: Int32Array.from(own, (fields) => Number(fields[2]))
    };
  };
  const [train, test] = [part("train"), part("test")];
  return {train: train.set, test: test.set, groups: {train: train.users, test: test.users}};
}
