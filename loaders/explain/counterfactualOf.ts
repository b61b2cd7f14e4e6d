import {UserError} from "../../src/lib/core/errors.js";
import {
  candidatesOf,
  changeLimits,
  nearestCounterfactual,
  type ChangeChoices,
  type CounterfactualSearch
} from "../../src/lib/explain/counterfactual.js";
import {treeCounterfactual} from "../../src/lib/explain/treeCounterfactual.js";
import type {Matrix} from "../../src/lib/models/matrix.js";
import type {OpenedModel} from "./openedModel.js";

export interface CounterfactualChoices extends Partial<ChangeChoices> {
  /** The probability to be crossed. */
  readonly to: number;
  readonly mostColumns: number;
}

/** What was looked for, and what came of it, on the scale of probabilities. */
export interface RowCounterfactual extends CounterfactualSearch {
  readonly threshold: number;
  /** Whether it is the nearest of all, and not among the changes that were tried only. */
  readonly exact: boolean;
}

/**
 * The nearest change of a row that moves a model's probability across a threshold: exactly for trees, for other models
 * among values that training rows have. Throws `UserError` for limits that make no sense.
 */
export async function counterfactualOf(
  model: OpenedModel,
  row: Matrix,
  train: Matrix,
  {to, mostColumns, ...choices}: CounterfactualChoices
): Promise<RowCounterfactual> {
  const x = Float64Array.from(row.x);
  const limits = changeLimits(train, choices);
  if (limits.every(({fixed}) => fixed)) throw new UserError("every column is fixed", "leave one that may change");
  const {trees} = model;
  if (trees !== null && (trees.scale === "log-odds" || trees.scale === "probability")) {
    const threshold = trees.scale === "log-odds" ? Math.log(to / (1 - to)) : to;
    const search = treeCounterfactual(trees.sum, x, limits, {threshold, mostColumns});
    const chance = (score: number) => (trees.scale === "log-odds" ? 1 / (1 + Math.exp(-score)) : score);
    const found = search.found && {...search.found, score: chance(search.found.score)};
    return {
      ...search,
      score: chance(search.score),
      found,
      threshold: to,
      exact: found === null || found.changes.length <= search.columns
    };
  }
  const candidates = limits.map((limit, f) => candidatesOf(train, f, limit, x[f]));
  const search = await nearestCounterfactual(model.predict, train.columns, x, candidates, {threshold: to, mostColumns});
  return {...search, threshold: to, exact: false};
}
