import type {CardRows, ModelCard} from "../models/modelCard.js";
import {positives, type Task} from "./task.js";
import {taskHash} from "./taskHash.js";

/** What a card says of the rows of a task. */
export function describeTask({
  train,
  test,
  users,
  censored
}: Task): Pick<ModelCard["data"], "sha256" | "train" | "test"> {
  const cardRows = (y: ArrayLike<number>, groups: ArrayLike<number> | null, unknown: number): CardRows => ({
    rows: y.length,
    positives: positives(y),
    users: groups === null ? null : new Set(Array.from(groups)).size,
    ...(unknown === 0 ? {} : {censored: unknown})
  });
  return {
    sha256: taskHash({train, test}),
    train: cardRows(train.y, users?.train ?? null, censored?.train ?? 0),
    test: cardRows(test.y, users?.test ?? null, censored?.test.rows ?? 0)
  };
}
