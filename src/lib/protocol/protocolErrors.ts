import {permutation, random} from "../core/random.js";
import {positives, takeDatasetRows, type Dataset, type DatasetRows} from "../datasets/dataset.js";
import {INJECTED_LEAKS, type InjectedLeak} from "../leakage/injectedLeaks.js";
import {rocAuc} from "../metrics/auc.js";
import type {Estimator} from "../models/estimator.js";
import {column, takeColumns} from "../models/matrix.js";
import {fitStandardizer, standardize} from "../models/standardize.js";

/** A column that a model must not see, as it is known only once the answer is. */
export interface IllegitimateColumn {
  readonly name: string;
  /** One a row of either part. */
  readonly train: ArrayLike<number>;
  readonly test: ArrayLike<number>;
}

/** A dataset with what some errors need to be made on it. */
export interface ProtocolDataset extends Dataset {
  /** When each row is asked about, in milliseconds. */
  readonly timesMs?: {readonly train: ArrayLike<number>; readonly test: ArrayLike<number>};
  /** Columns at hand that no model may see. */
  readonly illegitimate?: readonly IllegitimateColumn[];
}

/** What is fitted on what, and judged by what. */
export interface Protocol {
  readonly dataset: ProtocolDataset;
  readonly estimator: Estimator;
}

/** An error of protocol that people have made without noticing, ready to be switched on. */
export interface ProtocolError {
  readonly id: string;
  readonly title: string;
  /** What is done, and why it is wrong, in a sentence or two. */
  readonly explanation: string;
  /**
   * Whether it lets labels of the test reach the model, so that it raises a score even where there is nothing to learn;
   * else what it changes shows only where labels can be foretold, or by a metric that depends on the share of positives.
   */
  readonly tellsLabels: boolean;
  /** Null where it can be made on this dataset; else why not. */
  applies(dataset: ProtocolDataset): string | null;
  /** The protocol with the error in it. The same for the same seed. */
  apply(protocol: Protocol, seed: number): Protocol;
}

const STREAM = 41;
/** Of the test rows, the share that comes back in training. */
const DUPLICATES = 0.5;
/** Of the positives, the share that left a trace of the purchase itself. */
const TOKENS = 0.8;

const always = (): null => null;

/** A change of the dataset alone. */
const onDataset =
  (change: (dataset: ProtocolDataset, seed: number) => ProtocolDataset): ProtocolError["apply"] =>
  ({dataset, estimator}, seed) => ({dataset: change(dataset, seed), estimator});

const noTestSet: ProtocolError = {
  id: "no-test-set",
  title: "No test set",
  explanation: "The model is judged on the rows it was fitted on, so that what it remembers counts as what it knows.",
  tellsLabels: true,
  applies: always,
  apply: onDataset((dataset) => {
    const both = <T extends {readonly train: unknown}>(of: T): T => ({...of, test: of.train});
    return {
      ...both(dataset),
      groups: dataset.groups && both(dataset.groups),
      ...(dataset.timesMs && {timesMs: both(dataset.timesMs)}),
      ...(dataset.illegitimate && {illegitimate: dataset.illegitimate.map(both)})
    };
  })
};

const preprocessing: ProtocolError = {
  id: "preprocessing-on-all-rows",
  title: "Preprocessing fitted on all rows",
  explanation:
    "Means and deviations are taken over the rows of training and test together, and missing values filled with them. The model is told what the test looks like, though not its labels.",
  tellsLabels: false,
  applies: always,
  apply: onDataset((dataset) => {
    const standardizer = fitStandardizer(pooled(dataset));
    const prepared = (rows: DatasetRows): DatasetRows => ({...rows, ...standardize(standardizer, rows)});
    return {...dataset, train: prepared(dataset.train), test: prepared(dataset.test)};
  })
};

const featureSelection: ProtocolError = {
  id: "feature-selection-on-all-rows",
  title: "Feature selection on all rows",
  explanation:
    "The quarter of the columns that tells the labels apart best is chosen on the rows of training and test together. Among many columns some fit the test by chance, and these are the ones that are kept.",
  tellsLabels: true,
  applies: ({train}) =>
    train.columns.length < 4 ? `${train.columns.length} columns are too few to choose from` : null,
  apply: onDataset((dataset) => {
    const all = pooled(dataset);
    const {columns} = all;
    const apart = columns.map((_, f) => {
      const values = column(all, f, {exact: true});
      const known = Array.from(values.keys()).filter((row) => !Number.isNaN(values[row]));
      const y = known.map((row) => all.y[row]);
      if (!y.includes(0) || !y.includes(1)) return 0;
      return Math.abs(
        rocAuc(
          known.map((row) => values[row]),
          y
        ).value - 0.5
      );
    });
    const kept = columns
      .map((_, f) => f)
      .sort((a, b) => apart[b] - apart[a] || a - b)
      .slice(0, Math.ceil(columns.length / 4))
      .sort((a, b) => a - b);
    const chosen = (rows: DatasetRows): DatasetRows => ({...rows, ...takeColumns(rows, kept)});
    return {...dataset, train: chosen(dataset.train), test: chosen(dataset.test)};
  })
};

const duplicates: ProtocolError = {
  id: "duplicates-across-split",
  title: "Duplicates across the split",
  explanation:
    "Half of the test rows are among the rows of training as well, labels and all, as when a log has lines twice and is split by line.",
  tellsLabels: true,
  applies: always,
  apply: onDataset((dataset, seed) => {
    const {train, test} = dataset;
    const drawn = permutation(test.rows, random(seed, STREAM, 1)).subarray(0, Math.round(DUPLICATES * test.rows));
    const places = [...range(train.rows), ...Array.from(drawn, (row) => train.rows + row)];
    const all = range(test.rows).map((row) => train.rows + row);
    return {...withParts(dataset, places, all), test};
  })
};

const illegitimateFeature: ProtocolError = {
  id: "illegitimate-feature",
  title: "Illegitimate feature",
  explanation:
    "A column is known only because the answer is: the dataset's own such columns where it has any, else a token of the transaction that four of five purchases left behind.",
  tellsLabels: true,
  applies: always,
  apply: onDataset((dataset, seed) => {
    const token = (y: ArrayLike<number>, part: number) => {
      const source = random(seed, STREAM, 2, part);
      return Float64Array.from(y, (label) => (source.uniform() < TOKENS ? label : 0));
    };
    const {train, test, illegitimate = []} = dataset;
    const own = [{name: "transaction_token", train: token(train.y, 0), test: token(test.y, 1)}];
    return withColumns(dataset, illegitimate.length > 0 ? illegitimate : own);
  })
};

const futureRows: ProtocolError = {
  id: "future-rows-in-features",
  title: "Future rows in features",
  explanation:
    "A count of the owner's positives has a beginning and no end: it counts what follows the moment, the row's own outcome among it.",
  tellsLabels: true,
  applies: ({groups, timesMs}) =>
    groups === null ? "rows have no owners" : timesMs === undefined ? "rows have no times" : null,
  apply: onDataset((dataset) => {
    const {train, test, groups, timesMs} = dataset;
    const counted = (rows: DatasetRows, owners: ArrayLike<number>, times: ArrayLike<number>): Float64Array => {
      const positiveTimes = new Map<number, number[]>();
      for (let row = 0; row < rows.rows; row++)
        if (rows.y[row] === 1) positiveTimes.set(owners[row], [...(positiveTimes.get(owners[row]) ?? []), times[row]]);
      return Float64Array.from(
        {length: rows.rows},
        (_, row) => (positiveTimes.get(owners[row]) ?? []).filter((ms) => ms >= times[row]).length
      );
    };
    const name = "owner_positives_from_now";
    return withColumns(dataset, [
      {name, train: counted(train, groups!.train, timesMs!.train), test: counted(test, groups!.test, timesMs!.test)}
    ]);
  })
};

const sameUser: ProtocolError = {
  id: "same-user-on-both-sides",
  title: "The same user on both sides",
  explanation:
    "Rows are parted at random instead of by owner or time, so that the model meets in the test whom it knows from training.",
  tellsLabels: false,
  applies({groups}) {
    if (groups === null) return "rows have no owners";
    const owners = [...Array.from(groups.train), ...Array.from(groups.test)];
    return new Set(owners).size === owners.length ? "no owner has two rows" : null;
  },
  apply: onDataset((dataset, seed) => {
    const {train, test} = dataset;
    const order = Array.from(permutation(train.rows + test.rows, random(seed, STREAM, 3)));
    return withParts(dataset, order.slice(0, train.rows), order.slice(train.rows));
  })
};

const biasedTest: ProtocolError = {
  id: "biased-test-selection",
  title: "Biased test selection",
  explanation:
    "The test has all positives and only as many negatives, drawn at random. Whatever depends on the share of positives, such as precision and average precision, is then of a world that there is not.",
  tellsLabels: false,
  applies({test}) {
    const yes = positives(test.y);
    return yes === 0 || test.rows < 2 * yes ? "the test has no more negatives than positives" : null;
  },
  apply: onDataset((dataset, seed) => {
    const {train, test} = dataset;
    const no = range(test.rows).filter((row) => test.y[row] !== 1);
    const drawn = permutation(no.length, random(seed, STREAM, 4)).subarray(0, test.rows - no.length);
    const kept = new Set(Array.from(drawn, (k) => no[k]));
    const rows = range(test.rows).filter((row) => test.y[row] === 1 || kept.has(row));
    return withParts(
      dataset,
      range(train.rows),
      rows.map((row) => train.rows + row)
    );
  })
};

/** A feature of a log that looks ahead, once its values are at hand as a column that no model may see. */
function leakingFeature({name, kind, mistake}: InjectedLeak): ProtocolError {
  const found = ({illegitimate}: ProtocolDataset) => illegitimate?.find((one) => one.name === name);
  return {
    id: `leak-${name.replaceAll("_", "-")}`,
    title: `Feature that looks ahead: ${kind}`,
    explanation: mistake,
    tellsLabels: kind === "label",
    applies: (dataset) =>
      found(dataset) === undefined ? `the rows come without ${name}, which its query makes from a log` : null,
    apply: onDataset((dataset) => withColumns(dataset, [found(dataset)!]))
  };
}

/**
 * Errors of protocol by kind, after the taxonomy of S. Kapoor and A. Narayanan (2023), Leakage and the reproducibility
 * crisis in machine-learning-based science, Patterns 4; then the features that look ahead of `INJECTED_LEAKS`.
 */
export const PROTOCOL_ERRORS: readonly ProtocolError[] = [
  noTestSet,
  preprocessing,
  featureSelection,
  duplicates,
  illegitimateFeature,
  futureRows,
  sameUser,
  biasedTest,
  ...INJECTED_LEAKS.map(leakingFeature)
];

const range = (n: number): number[] => Array.from({length: n}, (_, i) => i);

/** The rows of both parts, those of training first, with what either has. */
function pooled({train, test}: ProtocolDataset): DatasetRows {
  const x = new Float64Array(train.x.length + test.x.length);
  x.set(train.x);
  x.set(test.x, train.x.length);
  return {rows: train.rows + test.rows, columns: train.columns, x, y: [...Array.from(train.y), ...Array.from(test.y)]};
}

/** The dataset whose parts are these rows of both, numbered as `pooled` has them. Only columns and labels are kept. */
function withParts(dataset: ProtocolDataset, train: readonly number[], test: readonly number[]): ProtocolDataset {
  const all = pooled(dataset);
  const joined = <T>({train: a, test: b}: {readonly train: ArrayLike<T>; readonly test: ArrayLike<T>}): T[] => [
    ...Array.from(a),
    ...Array.from(b)
  ];
  const parts = (of: {readonly train: ArrayLike<number>; readonly test: ArrayLike<number>}) => {
    const both = joined(of);
    return {train: train.map((row) => both[row]), test: test.map((row) => both[row])};
  };
  return {
    train: takeDatasetRows(all, train),
    test: takeDatasetRows(all, test),
    groups: dataset.groups && parts(dataset.groups),
    ...(dataset.timesMs && {timesMs: parts(dataset.timesMs)}),
    ...(dataset.illegitimate && {illegitimate: dataset.illegitimate.map((one) => ({...one, ...parts(one)}))})
  };
}

/** The dataset with more columns at the end of its rows. */
function withColumns(dataset: ProtocolDataset, more: readonly IllegitimateColumn[]): ProtocolDataset {
  const wider = (rows: DatasetRows, part: "train" | "test"): DatasetRows => {
    const width = rows.columns.length;
    const columns = [...rows.columns, ...more.map(({name}) => name)];
    const x = new Float64Array(rows.rows * columns.length);
    for (let row = 0; row < rows.rows; row++) {
      x.set(rows.x.subarray(row * width, (row + 1) * width), row * columns.length);
      more.forEach((one, k) => (x[row * columns.length + width + k] = one[part][row]));
    }
    return {...rows, columns, x};
  };
  return {...dataset, train: wider(dataset.train, "train"), test: wider(dataset.test, "test")};
}
