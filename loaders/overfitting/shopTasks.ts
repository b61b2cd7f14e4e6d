import {downsampleNegatives} from "../../src/lib/datasets/downsampleNegatives.js";
import {OVERFIT_TARGETS} from "../../src/lib/overfitting/overfitSettings.js";
import {targetDataset} from "../../src/lib/datasets/targetDataset.js";
import {datasetCounts, type Dataset, type DatasetCounts} from "../../src/lib/datasets/dataset.js";
import {splitSql, type SplitOptions} from "../../src/lib/pipeline/split.js";
import {targetById} from "../../src/lib/targets/target.js";
import {openShopTasks} from "../datasets/shop.js";

/** The shares of rows that a report gives for training, validation and test; the part between is left out. */
export const OVERFIT_SPLIT: SplitOptions = {by: "date", shares: [0.5, 0.125, 0.375]};
/** Of either part, at most: what a tab trains on in seconds. */
export const OVERFIT_NEGATIVES = 6000;

export interface ShopTask {
  readonly target: string;
  readonly task: Dataset;
  /** Before negatives were left out. */
  readonly whole: DatasetCounts;
}

/** The tasks of the Overfitting page on the pages' generated shop, with thinned negatives. Censored rows are negatives, as in the report that the page looks at. */
export async function shopTasks(): Promise<ShopTask[]> {
  const engine = await openShopTasks();
  try {
    await engine.run(splitSql(OVERFIT_SPLIT));
    const tasks: ShopTask[] = [];
    for (const target of OVERFIT_TARGETS) {
      const task = await targetDataset(engine, targetById(target), {censored: "negative"});
      tasks.push({
        target,
        task: downsampleNegatives(task, {negatives: OVERFIT_NEGATIVES, seed: 1}),
        whole: datasetCounts(task)
      });
    }
    return tasks;
  } finally {
    await engine.close();
  }
}
