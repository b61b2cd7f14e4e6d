import {html} from "htl";
import {FACTOR_RULES, factorsOf, type FactorRule, type ScoredRows} from "../../lib/explain/factorRules.js";
import {count, fixed, percent} from "../format.js";

const REPORTS = {"op-ecom": "rule of the report OP-ECOM", enhanced: "rule of the report Enhanced"} as const;

/** The rules that hold for the first of some rows, each with the number that it looked at; `rules` are those that make sense of the model. */
export function factorsList(rows: ScoredRows, rules: readonly FactorRule[] = FACTOR_RULES): HTMLElement {
  const found = factorsOf(rules, rows, 0);
  return html`<div class="factors">
    <p class="factors-title">
      ${found.length === 0 ? "No factor rule holds here." : `Factor rules that hold (${found.length} of ${rules.length}):`}
    </p>
    <ul>
      ${found.map(({rule, sentence}) => html`<li>${sentence} <small>${behind(rule, rows)}</small></li>`)}
    </ul>
  </div>` as HTMLElement;
}

/** The number that a rule looked at, its bound, and whose rule it is. */
function behind({of, is, than, report}: FactorRule, {matrix, predictions, contributions}: ScoredRows): string {
  const f = of.kind === "prediction" ? -1 : matrix.columns.indexOf(of.column);
  const numbers =
    of.kind === "prediction"
      ? `probability ${percent(predictions[0])} ${is} ${percent(than, 0)}`
      : of.kind === "value"
        ? `${of.column} ${count(matrix.x[f])} ${is} ${count(than)}`
        : `contribution of ${of.column} ${fixed(contributions![f])} ${is} ${fixed(than)} log-odds`;
  return `${numbers}; ${report === null ? "our rule" : REPORTS[report]}`;
}
