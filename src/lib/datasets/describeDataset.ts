import type {CardRows, ModelCard} from "../models/modelCard.js";
import {positives, type Dataset} from "./dataset.js";
import {datasetHash} from "./datasetHash.js";

/** What a card says of the rows of a task. */
export function describeDataset({
  train,
  test,
  groups,
  censored
}: Dataset): Pick<ModelCard["data"], "sha256" | "train" | "test"> {
  const cardRows = (y: ArrayLike<number>, owners: ArrayLike<number> | null, unknown: number): CardRows => ({
    rows: y.length,
    positives: positives(y),
    users: owners === null ? null : new Set(Array.from(owners)).size,
    ...(unknown === 0 ? {} : {censored: unknown})
  });
  return {
    sha256: datasetHash({train, test}),
    train: cardRows(train.y, groups?.train ?? null, censored?.train ?? 0),
    test: cardRows(test.y, groups?.test ?? null, censored?.test.rows ?? 0)
  };
}
