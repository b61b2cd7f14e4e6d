import type {Figure, StudyResult} from "../../src/lib/core/result.js";
import {random} from "../../src/lib/core/random.js";
import type {Dataset} from "../../src/lib/datasets/dataset.js";
import {targetDataset} from "../../src/lib/datasets/targetDataset.js";
import {firstAreLargest, gainShares, meanSizes, placesBySize} from "../../src/lib/explain/attribution.js";
import {DRIVER_EFFECTS, knownProcess} from "../../src/lib/explain/knownProcess.js";
import {correlatedGroups, permutationImportance} from "../../src/lib/explain/permutationImportance.js";
import {treeShap} from "../../src/lib/explain/treeShap.js";
import {rocAuc} from "../../src/lib/metrics/auc.js";
import {clusters, spread} from "../../src/lib/metrics/clusters.js";
import {
  clopperPearsonInterval,
  meanInterval,
  transformedInterval,
  type Interval
} from "../../src/lib/metrics/intervals.js";
import {fitBoosting, type BoostingModel} from "../../src/lib/models/boosting.js";
import {SMALL_BOOSTING} from "../../src/lib/models/boostingFamily.js";
import {takeRows, takeTraining, type Matrix} from "../../src/lib/models/matrix.js";
import {overfitRows} from "../../src/lib/overfitting/overfitRows.js";
import {OVERFIT_PRESETS} from "../../src/lib/overfitting/overfitSettings.js";
import {splitName, splitSql, SPLIT_OPTIONS} from "../../src/lib/pipeline/split.js";
import {targetById} from "../../src/lib/targets/target.js";
import {openShopTasks} from "../datasets/shop.js";
import {drawnImportance, TRUST_BOOSTING, type DrawnImportance, type OwnedRows} from "../explain/shuffledTrust.js";
import {OVERFIT_SPLIT, shopTasks} from "../overfitting/shopTasks.js";
import {PAGE_SHOP} from "../pages/shopLog.js";
import type {Study} from "./study.js";

const TARGET = "purchase-this-session";
const REFITS_STREAM = 53;
const [CHANCE_PRESET] = Object.keys(OVERFIT_PRESETS);

const options = {
  shop: PAGE_SHOP,
  target: TARGET,
  /** The model of the page, as `models/shop-purchase-this-session-boosting` is trained. */
  model: {...SMALL_BOOSTING.leaf, seed: 1, split: splitName(SPLIT_OPTIONS), repeats: 10},
  shuffled: {...TRUST_BOOSTING, split: splitName(OVERFIT_SPLIT), rows: 800, repeats: 3, seeds: 200, controls: 20},
  known: {...TRUST_BOOSTING, rows: [250, 1000, 4000], correlations: [0, 0.9], testRows: 500, repeats: 3, seeds: 80},
  refits: {seeds: 40, testRows: 500, first: 5},
  chance: {preset: CHANCE_PRESET, settings: OVERFIT_PRESETS[CHANCE_PRESET], repeats: 10}
};

const SHOP = `generated shop, profile ${PAGE_SHOP.profile}, seed ${PAGE_SHOP.seed}: sessions, ${targetById(TARGET).title}`;
const KNOWN = "a generated process of three drivers and seven bystanders";

type Found = {figures: Record<string, Figure>; tables: Record<string, StudyResult["tables"][string]>};

/** What a model's explanations are worth: where the truth is known, where there is nothing to explain, and over refits. */
export const study: Study = {
  name: "explain-trust",
  title:
    "Importance of the shop's model with intervals; explanations of shuffled labels, of a known process, over bootstrap refits, and of a model at chance.",
  options,
  inputs: {},
  measured: false,
  async run({progress}) {
    const engine = await openShopTasks();
    let task: Dataset;
    let drawnFrom: Dataset;
    try {
      task = await targetDataset(engine, targetById(TARGET));
      await engine.run(splitSql(OVERFIT_SPLIT));
      drawnFrom = await targetDataset(engine, targetById(TARGET));
    } finally {
      await engine.close();
    }
    progress("importance of the page's model");
    const model = fitBoosting(task.train, {...SMALL_BOOSTING.leaf, seed: options.model.seed});
    const parts = [
      await importanceOfModel(model, task),
      refits(model, task, progress),
      await shuffledLabels(drawnFrom, progress),
      await knownDrivers(progress),
      await atChance()
    ];
    return {
      figures: Object.assign({}, ...parts.map(({figures}) => figures)) as Found["figures"],
      tables: Object.assign({}, ...parts.map(({tables}) => tables)) as Found["tables"]
    };
  }
};

const shapOf = ({trees, start}: BoostingModel, rows: Matrix) => treeShap({trees, start, scale: 1}, rows).values;

const evenly = <T extends Matrix>(rows: T, count: number): Int32Array =>
  Int32Array.from({length: Math.min(count, rows.rows)}, (_, i) =>
    Math.floor((i * rows.rows) / Math.min(count, rows.rows))
  );

/** The mean of sizes with an interval over rows, or owners, on the logarithm; a column that is never used has none. */
function meanSize(sizes: Float64Array, owners: ArrayLike<number> | null): Interval & {readonly value: number} {
  const value = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
  const influence = sizes.map((size) => (size - value) / sizes.length);
  const of = spread(influence, owners === null ? null : clusters(owners));
  return {
    value,
    ...(of.df > 0 && value > 0 ? transformedInterval(value, of, {scale: "log"}) : {low: value, high: value})
  };
}

async function importanceOfModel(model: BoostingModel, {test, groups}: Dataset): Promise<Found> {
  const {columns} = test;
  const owners = groups?.test ?? null;
  const how = {repeats: options.model.repeats, seed: 1, clusters: owners === null ? null : clusters(owners)};
  const predict = (rows: Matrix) => model.predict(rows);
  const alone = await permutationImportance(predict, test, how);
  const together = await permutationImportance(predict, test, {...how, groups: correlatedGroups(test)});
  const gains = gainShares(model.trees, columns.length);
  const values = shapOf(model, test);
  const sizes = columns.map((_, f) =>
    meanSize(
      Float64Array.from({length: test.rows}, (_, row) => Math.abs(values[row * columns.length + f])),
      owners
    )
  );
  const auc = rocAuc(predict(test), test.y, owners === null ? {} : {clusters: owners});
  return {
    figures: {
      auc: {
        value: auc.value,
        low: auc.low,
        high: auc.high,
        n: test.rows,
        unit: "AUC",
        dataset: SHOP,
        protocol: "the page's model on all test rows; 95 % interval clustered by user",
        baseline: {name: "a coin", value: 0.5}
      }
    },
    tables: {
      importance: {
        feature: columns,
        gain: Array.from(gains),
        size: sizes.map(({value}) => value),
        sizeLow: sizes.map(({low}) => low),
        sizeHigh: sizes.map(({high}) => high),
        permutation: alone.groups.map(({value}) => value),
        permutationLow: alone.groups.map(({interval}) => interval?.low ?? null),
        permutationHigh: alone.groups.map(({interval}) => interval?.high ?? null),
        group: columns.map((_, f) => together.groups.findIndex(({columns: of}) => of.includes(f)))
      },
      groups: {
        group: together.groups.map(({name}) => name),
        features: together.groups.map(({columns: of}) => of.length),
        gain: together.groups.map(({columns: of}) => of.reduce((sum, f) => sum + gains[f], 0)),
        permutation: together.groups.map(({value}) => value),
        permutationLow: together.groups.map(({interval}) => interval?.low ?? null),
        permutationHigh: together.groups.map(({interval}) => interval?.high ?? null)
      },
      importanceRows: {rows: [test.rows], positives: [alone.positives], auc: [alone.score]}
    }
  };
}

/** The model again on users drawn with replacement: how far a column's place moves. */
function refits(model: BoostingModel, {train, test, groups}: Dataset, progress: (text: string) => void): Found {
  const {columns} = test;
  const few = takeRows(test, evenly(test, options.refits.testRows));
  const places = (of: BoostingModel) => placesBySize(meanSizes(shapOf(of, few), columns.length));
  const own = places(model);
  const rowsOf = new Map<number, number[]>();
  Array.from(groups!.train).forEach((user, row) => rowsOf.set(user, [...(rowsOf.get(user) ?? []), row]));
  const users = [...rowsOf.values()];
  const again: Float64Array[] = [];
  for (let seed = 1; seed <= options.refits.seeds; seed++) {
    if (seed % 10 === 1) progress(`refit ${seed} of ${options.refits.seeds}`);
    const source = random(seed, REFITS_STREAM);
    const drawn = users.flatMap(() => users[source.below(users.length)]);
    again.push(places(fitBoosting(takeTraining(train, drawn), {...SMALL_BOOSTING.leaf, seed: options.model.seed})));
  }
  const {first} = options.refits;
  const kept = again.map(
    (of) =>
      columns.filter((_, f) => own[f] <= first && of[f] <= first).length / own.filter((place) => place <= first).length
  );
  const quantile = (f: number, share: number) => {
    const sorted = again.map((of) => of[f]).sort((a, b) => a - b);
    return sorted[Math.round(share * (sorted.length - 1))];
  };
  const same = again.filter((of) => of[own.indexOf(1)] === 1).length;
  return {
    figures: {
      "refits-first-five-kept": {
        value: mean(kept),
        low: null,
        high: null,
        n: again.length,
        unit: "share",
        dataset: SHOP,
        protocol: `mean share of the model's first ${first} features by mean size of contributions that are among the first ${first} of a refit on users drawn with replacement; ${few.rows} test rows`
      },
      "refits-same-first": share(
        same,
        again.length,
        SHOP,
        "refits on users drawn with replacement whose first feature is the model's first; Clopper–Pearson"
      )
    },
    tables: {
      refits: {
        feature: columns,
        place: Array.from(own),
        placeLow: columns.map((_, f) => quantile(f, 0.025)),
        placeMedian: columns.map((_, f) => quantile(f, 0.5)),
        placeHigh: columns.map((_, f) => quantile(f, 0.975)),
        amongFirst: columns.map((_, f) => again.filter((of) => of[f] <= first).length / again.length)
      }
    }
  };
}

/** Where nothing is to be learned: how often an interval of an importance holds none, and how long the bars are. */
async function shuffledLabels({train, test, groups}: Dataset, progress: (text: string) => void): Promise<Found> {
  const part = (rows: Dataset["train"], users: ArrayLike<number>): OwnedRows => ({
    rows: {rows: rows.rows, columns: rows.columns, x: rows.x, y: rows.y},
    users
  });
  const of = {train: part(train, groups!.train), test: part(test, groups!.test)};
  const shuffled: DrawnImportance[] = [];
  const real: DrawnImportance[] = [];
  const {rows, repeats, seeds, controls} = options.shuffled;
  for (let seed = 1; seed <= seeds; seed++) {
    if (seed % 20 === 1) progress(`shuffled labels, draw ${seed} of ${seeds}`);
    shuffled.push(await drawnImportance(of.train, of.test, {rows, repeats, seed, shuffled: true}));
    if (seed <= controls) real.push(await drawnImportance(of.train, of.test, {rows, repeats, seed, shuffled: false}));
  }
  /** Columns that the model uses: of the others the importance is 0 and exact. */
  const used = ({groups: all}: DrawnImportance) => all.filter(({p}) => p !== null);
  const covers = shuffled.map((draw) => {
    const intervals = used(draw);
    return intervals.filter(({interval}) => interval!.low <= 0 && interval!.high >= 0).length / intervals.length;
  });
  const above = (draw: DrawnImportance) => used(draw).filter(({interval}) => interval!.low > 0).length;
  const how = `${rows} rows each of the training and the test part, drawn anew for every seed`;
  const total = (draw: DrawnImportance) => draw.sizes.reduce((sum, size) => sum + size, 0);
  const sizes = {shuffled: meanInterval(shuffled.map(total)), real: meanInterval(real.map(total))};
  const figures: Record<string, Figure> = {
    "shuffled-covers-zero": {
      ...meanInterval(covers),
      n: seeds,
      unit: "share",
      dataset: SHOP,
      protocol: `mean over seeds of the share of used features whose 95 % interval of permutation importance holds 0; ${how}, labels shuffled within each; Student's t over seeds`,
      baseline: {name: "what the interval promises", value: 0.95}
    },
    "shuffled-any-above": share(
      shuffled.filter((draw) => above(draw) > 0).length,
      seeds,
      SHOP,
      `seeds with a feature whose interval lies above 0; ${how}, labels shuffled; Clopper–Pearson`
    ),
    "real-any-above": share(
      real.filter((draw) => above(draw) > 0).length,
      controls,
      SHOP,
      `seeds with a feature whose interval lies above 0; ${how}, labels as they are; Clopper–Pearson`
    )
  };
  for (const labels of ["shuffled", "real"] as const)
    figures[`${labels}-sizes`] = {
      ...sizes[labels],
      n: labels === "shuffled" ? seeds : controls,
      unit: "log-odds",
      dataset: SHOP,
      protocol: `mean size of all contributions to a prediction together, labels ${labels === "shuffled" ? "shuffled" : "as they are"}; ${how}; Student's t over seeds`
    };
  const columns = test.columns;
  const [one, other] = [shuffled[0], real[0]];
  const bars = (draw: DrawnImportance, name: string) => ({
    [name]: draw.groups.map(({value}) => value),
    [`${name}Low`]: draw.groups.map(({interval}) => interval?.low ?? null),
    [`${name}High`]: draw.groups.map(({interval}) => interval?.high ?? null),
    [`${name}Size`]: Array.from(draw.sizes)
  });
  return {
    figures,
    tables: {
      shuffled: {
        feature: columns,
        ...bars(one, "shuffled"),
        ...bars(other, "real"),
        draws: columns.map((_, f) => shuffled.filter((draw) => draw.groups[f].p !== null).length),
        covers: columns.map((_, f) => {
          const drawn = shuffled.map((draw) => draw.groups[f]).filter(({p}) => p !== null);
          return drawn.length === 0
            ? null
            : drawn.filter(({interval}) => interval!.low <= 0 && interval!.high >= 0).length / drawn.length;
        })
      }
    }
  };
}

const METHODS = ["contributions", "permutation", "gain"] as const;

/** On a known process: how often all drivers are ranked before all bystanders, and the strongest first. */
async function knownDrivers(progress: (text: string) => void): Promise<Found> {
  const {rows: sizes, correlations, testRows, repeats, seeds} = options.known;
  const drivers = DRIVER_EFFECTS.length;
  const figures: Record<string, Figure> = {};
  const lines: Record<string, string | number>[] = [];
  for (const correlation of correlations)
    for (const rows of sizes) {
      progress(`known process, ${rows} rows, correlation ${correlation}`);
      const hits = {contributions: 0, permutation: 0, gain: 0};
      const firsts = {contributions: 0, permutation: 0, gain: 0};
      for (let seed = 1; seed <= seeds; seed++) {
        const train = knownProcess({rows, correlation, seed: 2 * seed});
        const test = knownProcess({rows: testRows, correlation, seed: 2 * seed + 1});
        const model = fitBoosting(train, {...TRUST_BOOSTING, seed});
        const {groups} = await permutationImportance((matrix) => model.predict(matrix), test, {repeats, seed});
        const found = {
          contributions: meanSizes(shapOf(model, test), test.columns.length),
          permutation: groups.map(({value}) => value),
          gain: gainShares(model.trees, test.columns.length)
        };
        for (const method of METHODS) {
          if (firstAreLargest(found[method], drivers)) hits[method]++;
          if (firstAreLargest(found[method], 1)) firsts[method]++;
        }
      }
      for (const method of METHODS) {
        const protocol = `fits of boosting on ${rows} rows that rank all three drivers before all seven bystanders, by ${method}; correlation of a bystander with the strongest driver ${correlation}; Clopper–Pearson`;
        const all = share(hits[method], seeds, KNOWN, protocol);
        const first = clopperPearsonInterval(firsts[method], seeds);
        figures[`known-${method}-${rows}-${correlation}`] = all;
        lines.push({
          method,
          rows,
          correlation,
          seeds,
          share: all.value,
          low: all.low!,
          high: all.high!,
          first: firsts[method] / seeds,
          firstLow: first.low,
          firstHigh: first.high
        });
      }
    }
  return {figures, tables: {known: columnsOf(lines)}};
}

/** A model of a target with a handful of positives, which has learned its training rows by heart. */
async function atChance(): Promise<Found> {
  const {settings} = options.chance;
  const {target, task: whole} = (await shopTasks()).find((one) => one.target === settings.target)!;
  const {train, test, testUsers} = overfitRows(whole, settings, false);
  const {steps, size, weight, l2, seed} = settings;
  const model = fitBoosting(train, {
    trees: steps,
    leaves: size,
    l2,
    scalePosWeight: weight,
    leastRows: 1,
    leastHessian: 0,
    seed
  });
  const {groups, positives} = await permutationImportance((matrix) => model.predict(matrix), test, {
    repeats: options.chance.repeats,
    seed,
    clusters: testUsers === undefined ? null : clusters(testUsers)
  });
  const few = takeRows(test, evenly(test, options.refits.testRows));
  const sizes = meanSizes(shapOf(model, few), few.columns.length);
  const dataset = `generated shop, profile ${PAGE_SHOP.profile}, seed ${PAGE_SHOP.seed}: ${targetById(target).title}`;
  const auc = (part: "train" | "test"): Figure => {
    const ofTest = part === "test";
    const rows = ofTest ? test : train;
    const {value, low, high} = rocAuc(
      model.predict(rows),
      rows.y,
      ofTest && testUsers !== undefined ? {clusters: testUsers} : {}
    );
    return {
      value,
      low: ofTest ? low : null,
      high: ofTest ? high : null,
      n: rows.rows,
      unit: "AUC",
      dataset,
      protocol: `the preset “${CHANCE_PRESET}” of the Overfitting page on its ${part === "train" ? "training rows, on which it is exact" : "test rows; 95 % interval clustered by user"}`,
      baseline: {name: "a coin", value: 0.5}
    };
  };
  return {
    figures: {"chance-train-auc": auc("train"), "chance-test-auc": auc("test")},
    tables: {
      chance: {
        feature: test.columns,
        size: Array.from(sizes),
        permutation: groups.map(({value}) => value),
        permutationLow: groups.map(({interval}) => interval?.low ?? null),
        permutationHigh: groups.map(({interval}) => interval?.high ?? null)
      },
      chanceRows: {
        target: [target],
        trainRows: [train.rows],
        trainPositives: [Array.from(train.y).filter((y) => y === 1).length],
        testRows: [test.rows],
        testPositives: [positives]
      }
    }
  };
}

function share(hits: number, n: number, dataset: string, protocol: string): Figure {
  return {value: hits / n, ...clopperPearsonInterval(hits, n), n, unit: "share", dataset, protocol};
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function columnsOf(rows: readonly Record<string, string | number>[]): Record<string, (string | number)[]> {
  return Object.fromEntries(Object.keys(rows[0]).map((name) => [name, rows.map((row) => row[name])]));
}
