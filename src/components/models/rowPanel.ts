import {html} from "htl";
import type {ExplainedTestRow} from "../../browser/fitModel.js";
import {FACTOR_RULES} from "../../lib/explain/factorRules.js";
import type {ExplainPage} from "../../lib/reports/explainPage.js";
import {attributionFigure} from "../explain/attributionFigure.js";
import {explainedModel, explainRow, valuesOf, type ExplainScale} from "../explain/explainedModel.js";
import {factorsList} from "../explain/factorsList.js";
import {waterfallFigure} from "../explain/waterfallFigure.js";
import {figure, type Draw, type FigureOptions} from "../figure.js";
import {count, fixed, percent} from "../format.js";
import type {TrainedHere} from "./trainHere.js";

export interface RowChoice {
  /** From 0, the test row with the lowest score, to 100. */
  readonly rank: number;
  readonly scale: ExplainScale;
  /** The model that was trained in this tab; null for the committed boosting. */
  readonly trained: TrainedHere | null;
}

export interface RowPanel extends HTMLElement {
  show(choice: RowChoice): void;
}

const NAME = "models-row";

/**
 * What moved the score of one test row: of the committed boosting of the generated shop at once, of a model that was
 * trained in this tab by the worker that has it. A later choice takes the place of one that is still worked out.
 */
export function rowPanel(page: ExplainPage): RowPanel {
  const committed = explainedModel(page);
  const said = html`<p class="row-said" role="status"></p>` as HTMLElement;
  const drawn = figure(...committedFigure({rank: 100, scale: "log-odds"}));
  const factors = html`<div></div>` as HTMLElement;
  const element = html`<div class="row-panel">${said}${drawn}${factors}</div>` as RowPanel;
  let wanted: RowChoice | null = null;
  let busy = false;

  function committedRow({rank, scale}: Pick<RowChoice, "rank" | "scale">) {
    const row = Math.round((rank / 100) * (committed.test.rows - 1));
    return {row, of: explainRow(committed, valuesOf(committed, row), scale)};
  }

  function committedFigure(choice: Pick<RowChoice, "rank" | "scale">): [FigureOptions, Draw] {
    const {row, of} = committedRow(choice);
    return waterfallFigure(committed, of, {
      name: NAME,
      title: "What moved the score of one test row: gradient boosting",
      row,
      target: page.target
    });
  }

  function showCommitted(choice: RowChoice): void {
    const {of} = committedRow(choice);
    drawn.update(...committedFigure(choice));
    said.textContent = `The committed boosting of the generated shop gives this row a probability of ${percent(of.probability)}. Train a model above to explain that one.`;
    factors.replaceChildren(
      factorsList({
        matrix: {rows: 1, columns: committed.columns, x: of.x},
        predictions: [of.probability],
        contributions: of.scale === "log-odds" ? of.values : null
      })
    );
  }

  function showTrained({plan}: TrainedHere, found: ExplainedTestRow): void {
    const {target, model, own} = plan;
    drawn.update(...trainedFigure(found, {title: model.title, target: target.title, own}));
    said.textContent = `${model.title}, trained in this tab, gives this row a probability of ${percent(found.probability)}.`;
    const {explanation, columns, x, probability} = found;
    factors.replaceChildren(
      factorsList(
        {
          matrix: {rows: 1, columns, x},
          predictions: [probability],
          contributions: explanation.scale === "log-odds" ? explanation.values : null
        },
        // the others speak of a purchase
        FACTOR_RULES.filter(({of}) => of.kind === "value" || target.event === "purchase")
      )
    );
  }

  async function work(): Promise<void> {
    if (busy) return;
    busy = true;
    while (wanted !== null) {
      const choice: RowChoice = wanted;
      const {rank, scale, trained} = choice;
      wanted = null;
      if (trained === null) {
        showCommitted(choice);
        continue;
      }
      said.textContent = "Explaining …";
      try {
        const found = await trained.fitted.explain({rank: rank / 100, scale});
        if (wanted === null) showTrained(trained, found);
      } catch (error) {
        // a model that was let go has a successor
        if (wanted === null) said.textContent = `Not explained: ${(error as Error).message}.`;
      }
    }
    busy = false;
  }

  return Object.assign(element, {
    show(choice: RowChoice) {
      wanted = choice;
      void work();
    }
  });
}

const METHODS = {
  "tree paths": "TreeSHAP: an unknown feature is averaged over the training rows in each tree.",
  linear: "Exact for a linear model: coefficient times the distance from the mean.",
  "interventional trees": "Interventional TreeSHAP: the row is compared with each of those training rows, exactly.",
  exact: "Exact: all coalitions of features were tried.",
  kernel: "Kernel SHAP: a sample of the coalitions of features."
} as const;

function trainedFigure(
  {explanation, columns, x, y, number, background, probability}: ExplainedTestRow,
  {title, target, own}: {title: string; target: string; own: boolean}
): [FigureOptions, Draw] {
  const {scale, method, base, values, standardErrors} = explanation;
  const digits = scale === "probability" ? 3 : 2;
  const sum = values.reduce((total, value) => total + value, base);
  const error = standardErrors?.reduce((most, value) => Math.max(most, value), 0) ?? 0;
  const mean =
    method === "tree paths"
      ? "the mean of the training rows, by the covers of the trees’ nodes"
      : `the mean of ${count(background)} training rows`;
  return attributionFigure(
    {
      scale,
      digits,
      columns,
      texts: Array.from(x, (value) => (Number.isNaN(value) ? "missing" : count(value))),
      base,
      values,
      standardErrors,
      predicted: scale === "log-odds" ? Math.log(probability / (1 - probability)) : probability
    },
    {
      name: NAME,
      title: `What moved the score of one test row: ${title.charAt(0).toLowerCase()}${title.slice(1)}`,
      caption: `The base is ${mean}. Base and contributions sum to ${fixed(sum, digits)}${scale === "log-odds" ? `, a probability of ${percent(probability)}` : "; the model’s probability is " + fixed(probability, digits)}. ${METHODS[method]}${error > 0 ? ` The largest standard error of sampling is ${fixed(error, 4)}.` : ""}`,
      n: `Row ${count(number)} of the test part; label ${y === 1 ? "yes" : "no"}: ${target}.`,
      generated: !own
    }
  );
}
