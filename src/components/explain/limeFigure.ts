import {limeStability, type LimeStability} from "../../lib/explain/lime.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, fixed, percent} from "../format.js";
import {bySize, explainRow, type ExplainedModel} from "./explainedModel.js";
import {pairedEstimates} from "./pairedEstimates.js";

/** Draws of LIME's rows. */
const SEEDS = 10;
const SAMPLES = 1000;
const FEATURES = 8;
/** So many standard deviations on either side hold 95 % of draws, if these are normal. */
const Z = 1.96;

/** LIME of one row by several seeds. */
export function limeOf({model, training}: ExplainedModel, x: Float64Array): Promise<LimeStability> {
  const seeds = Array.from({length: SEEDS}, (_, i) => i + 1);
  return limeStability((rows) => model.predict(rows), training, x, seeds, {features: FEATURES, samples: SAMPLES});
}

/** What LIME and SHAP say of the same row, on the scale of probabilities. */
export function limeFigure(
  model: ExplainedModel,
  x: Float64Array,
  row: number,
  lime: LimeStability
): [FigureOptions, Draw] {
  const {columns, of} = model;
  const {values} = explainRow(model, x, "probability");
  const order = bySize(lime.columns.map(({mean}) => mean)).slice(0, FEATURES);
  const same = order.filter((f) => Math.sign(lime.columns[f].mean) === Math.sign(values[f])).length;
  return pairedEstimates({
    name: "explain-lime",
    title: "LIME beside SHAP for the chosen row",
    caption: `Two runs of LIME that differ only in their seed share ${percent(lime.agreement, 0)} of their ${count(FEATURES)} features on average. LIME and SHAP agree in the sign of ${same} of the ${order.length} features shown; ${columns[order[0]]} has ${fixed(lime.columns[order[0]].mean, 3)} by LIME and ${fixed(values[order[0]], 3)} by SHAP.`,
    n: `Row ${count(of.numbers[row])} of the test part. LIME: n = ${SEEDS} seeds with ${count(SAMPLES)} perturbed rows each; the bar holds 95 % of seeds (mean ± 1.96 standard deviations). SHAP is exact.`,
    generated: true,
    axis: "weight or contribution, probability",
    names: [`LIME, mean of ${SEEDS} seeds`, "SHAP"],
    rows: order.map((f) => {
      const {mean, standardDeviation} = lime.columns[f];
      return {
        label: columns[f],
        first: {value: mean, low: mean - Z * standardDeviation, high: mean + Z * standardDeviation},
        second: {value: values[f], low: null, high: null}
      };
    })
  });
}
