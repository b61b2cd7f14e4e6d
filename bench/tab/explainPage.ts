import {readyExplainer} from "../../src/lib/explain/explainer.js";
import {changeLimits} from "../../src/lib/explain/counterfactual.js";
import {treeCounterfactual} from "../../src/lib/explain/treeCounterfactual.js";
import {boostingFromJson, type BoostingJson} from "../../src/lib/models/boosting.js";
import {takeRows, type Matrix} from "../../src/lib/models/matrix.js";

/** What explanations took in this tab, milliseconds. */
export interface ExplainedInTab {
  /** One row each, after the first ones, which compile. */
  readonly oneRow: readonly number[];
  /** All rows at once. */
  readonly allRows: readonly number[];
  /** The nearest change of up to two columns across a chance of 20 %, a row each. */
  readonly nearest: readonly number[];
}

const [WARM, SINGLE, REPEATS, CHANGED] = [20, 200, 5, 30];

/** Explains rows of a model that is given as text, on the page's own thread, as the site does. */
function explained(json: string, columns: readonly string[], x: readonly number[]): ExplainedInTab {
  const model = boostingFromJson(JSON.parse(json) as BoostingJson);
  const matrix: Matrix = {rows: x.length / columns.length, columns, x: Float64Array.from(x)};
  const explainer = readyExplainer(model, matrix)!;
  const timed = (work: () => unknown) => {
    const start = performance.now();
    work();
    return performance.now() - start;
  };
  const single = Array.from({length: WARM + SINGLE}, (_, row) => {
    const one = takeRows(matrix, [row % matrix.rows]);
    return timed(() => explainer.explain(one));
  });
  const limits = changeLimits(matrix);
  const sum = {trees: model.trees, start: model.start, scale: 1};
  const nearest = Array.from({length: CHANGED}, (_, row) => {
    const one = Float64Array.from(takeRows(matrix, [(row * 7) % matrix.rows]).x);
    return timed(() => treeCounterfactual(sum, one, limits, {threshold: Math.log(0.2 / 0.8), mostColumns: 2}));
  });
  return {
    oneRow: single.slice(WARM),
    allRows: Array.from({length: REPEATS}, () => timed(() => explainer.explain(matrix))),
    nearest
  };
}

Object.assign(window, {explained});
