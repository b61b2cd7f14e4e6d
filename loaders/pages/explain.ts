import {UserError} from "../../src/lib/core/errors.js";
import {describeDataset} from "../../src/lib/datasets/describeDataset.js";
import {targetDataset} from "../../src/lib/datasets/targetDataset.js";
import {FEATURES} from "../../src/lib/features/featureList.js";
import {fitBoosting} from "../../src/lib/models/boosting.js";
import {SMALL_BOOSTING} from "../../src/lib/models/boostingFamily.js";
import type {TrainingSet} from "../../src/lib/models/matrix.js";
import {takeTraining} from "../../src/lib/models/matrix.js";
import {splitName, SPLIT_OPTIONS} from "../../src/lib/pipeline/split.js";
import type {ExplainPage, SampledRows} from "../../src/lib/reports/explainPage.js";
import {targetById} from "../../src/lib/targets/target.js";
import {readCards} from "../training/train.js";
import {withShopLog} from "./sharedShop.js";
import {PAGE_SHOP} from "./shopLog.js";

const CARD = "shop-purchase-this-session-boosting";
const TEST_ROWS = 300;
const TRAINING_ROWS = 500;

/**
 * What the page on explanations needs in the tab: the committed boosting model of the generated shop, trained again as
 * `npm run train -- boosting` does, with some of its test and training rows. Throws `UserError` where the rows are not
 * those of the committed card.
 */
export function explainPage(): Promise<ExplainPage> {
  return withShopLog(async ({engine}) => {
    const card = readCards().find(({name}) => name === CARD);
    if (card === undefined) throw new UserError(`there is no card ${CARD}`, "make it with npm run train -- boosting");
    const task = await targetDataset(engine, targetById(card.target.id));
    const {sha256} = describeDataset(task);
    if (sha256 !== card.data.sha256)
      throw new UserError(
        `the rows of ${CARD} are others now (${sha256.slice(0, 8)}, the card has ${card.data.sha256.slice(0, 8)})`,
        "train it again with npm run train -- boosting"
      );
    const model = fitBoosting(task.train, {...SMALL_BOOSTING.leaf, seed: card.learner.seed});
    const scores = model.score(task.test);
    const ranked = Array.from(scores.keys()).sort((a, b) => scores[a] - scores[b] || a - b);
    const units = new Map(FEATURES.map(({name, unit}) => [name, unit]));
    return {
      ...PAGE_SHOP,
      split: splitName(SPLIT_OPTIONS),
      target: card.target.title,
      model: model.toJSON(),
      units: model.columns.map((name) => units.get(name) ?? ""),
      test: sample(
        task.test,
        spreadOver(ranked.length, TEST_ROWS).map((rank) => ranked[rank])
      ),
      training: sample(task.train, spreadOver(task.train.rows, TRAINING_ROWS)),
      testRows: task.test.rows
    };
  });
}

/**
 * So many of the numbers from 0 to below `of`, evenly spread, the first and the last among them; all where there are no
 * more.
 *
 * @example
 * ```ts
 * spreadOver(9, 3) // → [0, 4, 8]
 * spreadOver(2, 3) // → [0, 1]
 * ```
 */
export function spreadOver(of: number, count: number): number[] {
  if (of <= count) return Array.from({length: of}, (_, i) => i);
  return Array.from({length: count}, (_, i) => Math.round((i * (of - 1)) / (count - 1)));
}

function sample(rows: TrainingSet, numbers: readonly number[]): SampledRows {
  const {x, y} = takeTraining(rows, numbers);
  return {numbers, x: Array.from(x), y: Array.from(y)};
}
