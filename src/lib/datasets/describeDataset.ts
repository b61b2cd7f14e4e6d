import type {CardRows, ModelCard} from "../models/modelCard.js";
import {positives, type Dataset} from "./dataset.js";
import {datasetHash} from "./datasetHash.js";

/** What a card says of the rows of a task. */
export function describeDataset({train, test, groups}: Dataset): Pick<ModelCard["data"], "sha256" | "train" | "test"> {
  const cardRows = (y: ArrayLike<number>, owners: ArrayLike<number> | null): CardRows => ({
    rows: y.length,
    positives: positives(y),
    users: owners === null ? null : new Set(Array.from(owners)).size
  });
  return {
    sha256: datasetHash({train, test}),
    train: cardRows(train.y, groups?.train ?? null),
    test: cardRows(test.y, groups?.test ?? null)
  };
}
