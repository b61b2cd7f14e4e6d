import type {Figure} from "../../src/lib/core/result.js";
import {boostingSteps} from "../../src/lib/overfitting/boostingSteps.js";
import type {CurvePoint, OverfitEnd} from "../../src/lib/overfitting/trainingCurve.js";
import {overfitRun} from "../../src/lib/overfitting/overfitRun.js";
import {OVERFIT_PRESETS, type OverfitSettings, WEIGHT_PRESETS} from "../../src/lib/overfitting/overfitSettings.js";
import {mlpSteps} from "../../src/lib/models/neural/mlpSteps.js";
import type {Dataset} from "../../src/lib/datasets/dataset.js";
import {meanInterval, nextValueInterval} from "../../src/lib/metrics/intervals.js";
import {splitName} from "../../src/lib/pipeline/split.js";
import {openTfjs} from "../engines/tfjs.js";
import {OVERFIT_NEGATIVES, OVERFIT_SPLIT, shopTasks} from "../overfitting/shopTasks.js";
import {PAGE_SHOP} from "../pages/shopLog.js";
import type {Study} from "./study.js";

const options = {
  shop: PAGE_SHOP,
  presets: OVERFIT_PRESETS,
  weights: WEIGHT_PRESETS,
  draws: 10,
  split: splitName(OVERFIT_SPLIT),
  negatives: OVERFIT_NEGATIVES
};

interface Ended {
  readonly preset: string;
  readonly labels: "real" | "shuffled";
  readonly draw: number;
  readonly end: OverfitEnd;
}

/** What each preset of the Overfitting page comes to, with the labels as they are and shuffled. */
export const study: Study = {
  name: "overfitting",
  title: "Trains the presets of the Overfitting page on real and on shuffled labels, and follows training and test.",
  options,
  inputs: {},
  measured: false,
  async run({progress}) {
    await openTfjs();
    const tasks = await shopTasks();
    const ends: Ended[] = [];
    const curves: {preset: string; labels: string; point: CurvePoint}[] = [];
    for (const [preset, settings] of Object.entries(OVERFIT_PRESETS)) {
      progress(preset);
      const {task} = tasks.find(({target}) => target === settings.target)!;
      for (let draw = 1; draw <= options.draws; draw++)
        for (const labels of ["real", "shuffled"] as const) {
          const {curve, end} = runAll(task, {...settings, seed: draw}, labels === "shuffled");
          ends.push({preset, labels, draw, end});
          if (draw === settings.seed) curves.push(...curve.map((point) => ({preset, labels, point})));
        }
    }

    progress("weights");
    const weighed = WEIGHT_PRESETS.flatMap((weight) => {
      const settings = {...Object.values(OVERFIT_PRESETS)[0], weight};
      const {task} = tasks.find(({target}) => target === settings.target)!;
      return Array.from({length: options.draws}, (_, k) => ({
        weight,
        draw: k + 1,
        end: runAll(task, {...settings, seed: k + 1}, false).end
      }));
    });

    const figures: Record<string, Figure> = {};
    for (const weight of WEIGHT_PRESETS) {
      const own = weighed.filter((one) => one.weight === weight);
      figures[`weight-${weight}-testAuc`] = {
        ...meanInterval(own.map(({end}) => end.test.auc.value)),
        n: own.length,
        unit: "AUC",
        dataset: `generated shop, profile ${PAGE_SHOP.profile}, seed ${PAGE_SHOP.seed}, split ${options.split}, at most ${options.negatives} negatives a part`,
        protocol: `mean over ${own.length} draws of nine positives of the area under the ROC curve on one test, the first preset with a positive weighing ${weight}; 95 % interval of the mean over draws`,
        baseline: {name: "random order", value: 0.5}
      };
    }
    Object.entries(OVERFIT_PRESETS).forEach(([preset, settings], k) => {
      for (const labels of ["real", "shuffled"] as const) {
        const all = ends.filter((one) => one.preset === preset && one.labels === labels);
        const {end} = all.find(({draw}) => draw === settings.seed)!;
        const about = {
          dataset: `generated shop, profile ${PAGE_SHOP.profile}, seed ${PAGE_SHOP.seed}, split ${options.split}, at most ${options.negatives} negatives a part`
        };
        const how = `preset “${preset}”, ${labels} labels`;
        const drawn = (of: (end: OverfitEnd) => number, unit: string, n: number, what: string): Figure => {
          const values = all.map((one) => of(one.end));
          const {low, high} = nextValueInterval(values);
          return {
            value: of(end),
            low: Math.max(0, low),
            high: Math.min(1, high),
            n,
            unit,
            ...about,
            protocol: `${what}, ${how}, draw ${settings.seed}; 95 % prediction interval of one draw over ${options.draws}`
          };
        };
        const name = `${k}-${labels}`;
        figures[`${name}-trainAp`] = drawn(
          (one) => one.train.averagePrecision,
          "average precision",
          end.train.rows,
          "average precision on the training rows"
        );
        figures[`${name}-trainAuc`] = drawn(
          (one) => one.train.auc,
          "AUC",
          end.train.rows,
          "area under the ROC curve on the training rows"
        );
        figures[`${name}-testAuc`] = {
          ...end.test.auc,
          n: end.test.rows,
          unit: "AUC",
          ...about,
          protocol: `area under the ROC curve on the test rows, ${how}, draw ${settings.seed}; 95 % interval by user, DeLong on the logit scale`,
          baseline: {name: "random order", value: 0.5}
        };
        figures[`${name}-testAp`] = {
          value: end.test.averagePrecision.value,
          low: end.test.averagePrecision.interval?.low ?? null,
          high: end.test.averagePrecision.interval?.high ?? null,
          n: end.test.rows,
          unit: "average precision",
          ...about,
          protocol: `average precision on the test rows, ${how}, draw ${settings.seed}; linearised 95 % interval by user`,
          baseline: {name: "share of positives", value: end.test.positives / end.test.rows}
        };
        figures[`${name}-gap`] = {
          ...end.gap,
          n: end.test.rows,
          unit: "AUC",
          ...about,
          protocol: `area on the training rows less that on the test rows, ${how}, draw ${settings.seed}; the interval is the test's`,
          baseline: {name: "a model that only generalizes", value: 0}
        };
      }
    });
    const column = <T, V>(rows: readonly T[], of: (row: T) => V): V[] => rows.map(of);
    return {
      figures,
      tables: {
        tasks: {
          target: column(tasks, ({target}) => target),
          trainRows: column(tasks, ({whole}) => whole.train),
          trainPositives: column(tasks, ({whole}) => whole.trainPositives),
          testRows: column(tasks, ({whole}) => whole.test),
          testPositives: column(tasks, ({whole}) => whole.testPositives),
          columns: column(tasks, ({whole}) => whole.columns),
          keptTrainRows: column(tasks, ({task}) => task.train.rows),
          keptTestRows: column(tasks, ({task}) => task.test.rows)
        },
        curves: {
          preset: column(curves, ({preset}) => preset),
          labels: column(curves, ({labels}) => labels),
          step: column(curves, ({point}) => point.step),
          ...Object.fromEntries(
            (["train", "test"] as const).flatMap((part) =>
              (["loss", "auc", "averagePrecision"] as const).map((metric) => [
                `${part}-${metric}`,
                column(curves, ({point}) => point[part][metric])
              ])
            )
          )
        },
        weights: {
          weight: column(weighed, ({weight}) => weight),
          draw: column(weighed, ({draw}) => draw),
          trainAp: column(weighed, ({end}) => end.train.averagePrecision),
          testAuc: column(weighed, ({end}) => end.test.auc.value),
          testAucLow: column(weighed, ({end}) => end.test.auc.low),
          testAucHigh: column(weighed, ({end}) => end.test.auc.high)
        },
        ends: {
          preset: column(ends, ({preset}) => preset),
          labels: column(ends, ({labels}) => labels),
          draw: column(ends, ({draw}) => draw),
          trainRows: column(ends, ({end}) => end.train.rows),
          trainPositives: column(ends, ({end}) => end.train.positives),
          trainAuc: column(ends, ({end}) => end.train.auc),
          trainAp: column(ends, ({end}) => end.train.averagePrecision),
          testRows: column(ends, ({end}) => end.test.rows),
          testPositives: column(ends, ({end}) => end.test.positives),
          testAuc: column(ends, ({end}) => end.test.auc.value),
          testAucLow: column(ends, ({end}) => end.test.auc.low),
          testAucHigh: column(ends, ({end}) => end.test.auc.high),
          testAp: column(ends, ({end}) => end.test.averagePrecision.value),
          testApLow: column(ends, ({end}) => end.test.averagePrecision.interval?.low ?? null),
          testApHigh: column(ends, ({end}) => end.test.averagePrecision.interval?.high ?? null)
        }
      }
    };
  }
};

function runAll(
  task: Dataset,
  settings: OverfitSettings,
  shuffled: boolean
): {curve: readonly CurvePoint[]; end: OverfitEnd} {
  const run = overfitRun(task, settings, shuffled, settings.model === "boosting" ? boostingSteps : mlpSteps);
  for (;;) {
    const {done, value} = run.next();
    if (done) return value;
  }
}
