import * as Plot from "@observablehq/plot";
import {html} from "htl";
import type {FileScorer} from "../../browser/fileScorer.js";
import type {IntentPage} from "../../lib/reports/intentPage.js";
import {columnsByName} from "../../lib/datasets/columnsByName.js";
import type {Matrix} from "../../lib/models/matrix.js";
import {COLOURS} from "../colours.js";
import {figure, type Draw, type FigureOptions} from "../figure.js";
import {factorsList} from "../explain/factorsList.js";
import {count, percent} from "../format.js";
import {progress} from "../progress.js";
import {addressed, oneOf, type Codec, type Control} from "../state.js";
import {explainVisitor, visitorExplanationFigure, type Compared, type ExplainedVisitor} from "./explainVisitor.js";
import {visitorFields, type VisitorField} from "./visitorFields.js";
import {visitorCodec, visitorForm, type Visitor, type VisitorForm} from "./visitorForm.js";

/** A model that can score a visitor, as an ONNX file. */
export interface ScoringModel {
  readonly id: string;
  readonly title: string;
  /** Which columns it takes, by name. */
  readonly columns: readonly string[];
  load(): Promise<Uint8Array>;
  /** Its scores of the test rows, and whose these are; null where no such rows are open. */
  test(file: Uint8Array): Promise<{readonly scores: Float64Array; readonly share: number; readonly of: string} | null>;
  /** Rows that it may have learned from, by the columns asked for, to compare a visitor with; null where none are open. */
  background(columns: readonly string[]): Promise<Matrix | null>;
}

/** What a visitor can be compared with. */
const COMPARED: Readonly<Record<Compared, string>> = {
  rows: "training rows, where they are open",
  visitor: "the default visitor"
};

export interface VisitorPanel extends HTMLElement {
  /** The models to choose from; one whose id is chosen already stays chosen. */
  offer(models: readonly ScoringModel[]): void;
}

/** What is scored: a visitor with one model, and where the score lies among the test's. */
interface Shown {
  readonly score: number;
  /** In ascending order. */
  readonly scores: Float64Array | null;
  readonly share: number;
  readonly of: string;
}

/** A form for one visitor and what a model makes of it. `reserved` are models that may come later, by id, with why they are not there yet. */
export function visitorPanel(
  page: IntentPage,
  scorer: FileScorer,
  reserved: Readonly<Record<string, string>>
): VisitorPanel {
  let models: readonly ScoringModel[] = [];
  let asked = 0;
  const tests = new WeakMap<ScoringModel, ReturnType<ScoringModel["test"]>>();
  const select = html`<select></select>` as HTMLSelectElement;
  const menu = html`<label class="visitor-model">Model ${select}</label>` as Control<string>;
  Object.defineProperty(menu, "value", {
    get: () => select.value,
    set: (id: string) => (select.value = id)
  });
  return panel();

  function panel(): VisitorPanel {
    const form: VisitorForm = visitorForm();
    const chooser = html`<div></div>` as HTMLElement;
    const formPlace = html`<div></div>` as HTMLElement;
    const button = html`<button type="button" class="button">Score this visitor</button>` as HTMLButtonElement;
    const about = html`<p class="visitor-about"></p>` as HTMLElement;
    const said = html`<p class="visitor-said" role="status"></p>` as HTMLElement;
    const drawn = figure(...scoresFigure(null));
    const comparedSelect = html`<select>
      ${Object.entries(COMPARED).map(([id, label]) => html`<option value=${id}>${label}</option>`)}
    </select>` as HTMLSelectElement;
    const comparedMenu = html`<label class="explain-against">Explain against ${comparedSelect}</label>`;
    const compared = addressed<Compared>(
      "explained",
      Object.defineProperty(comparedMenu, "value", {
        get: () => comparedSelect.value,
        set: (id: string) => (comparedSelect.value = id)
      }) as Control<Compared>,
      oneOf(Object.keys(COMPARED) as Compared[])
    );
    const line = html`<div class="train-line"></div>` as HTMLElement;
    const explained = figure(...visitorExplanationFigure(null, compared.value));
    const factors = html`<div></div>` as HTMLElement;
    const why = html`<details class="visitor-why">
      <summary>How the score compares, and what moved it</summary>
      ${drawn}
      <p>
        A bar is a <strong>contribution</strong> (Kernel SHAP): how the score changes, on average, when the field
        becomes known. It is what the model goes by, and nothing about what would make a visitor buy:
        <a href="./explain">when to believe an explanation</a>.
      </p>
      ${compared}${line}${explained}${factors}
    </details>` as HTMLDetailsElement;
    const element = html`<div class="visitor-panel">
      ${chooser}${formPlace}${about}
      <p>${button}</p>
      <div class="hold" style="--hold: 5rem">${said}</div>
      ${why}
    </div>` as unknown as VisitorPanel;
    let live = false;
    let explaining: AbortController | undefined;
    const stop = (why: string) => {
      explaining?.abort(new Error(why));
      explaining = undefined;
      line.replaceChildren();
    };
    const showNothing = () => {
      stop("there is nothing to explain");
      explained.update(...visitorExplanationFigure(null, compared.value));
      factors.replaceChildren();
    };

    const chosen = () => models.find(({id}) => id === select.value) ?? null;
    function forget(): void {
      asked++;
      live = false;
      said.textContent = "";
      drawn.update(...scoresFigure(null));
      showNothing();
    }
    function tell(): void {
      const model = chosen();
      const changes = form.changes();
      about.textContent =
        model === null
          ? ""
          : `${model.title}, ${count(model.columns.length)} columns. ${changes === "" ? "This is the default visitor." : `Changed from the default visitor: ${changes}.`}`;
    }
    function askFor(model: ScoringModel | null): void {
      form.ask(fieldsOf(model));
      tell();
    }
    function fieldsOf(model: ScoringModel | null): readonly VisitorField[] {
      return model === null ? [] : visitorFields(model.columns, page.shop.fields);
    }

    /** Takes the score apart, in batches of rows that the worker scores, so that it can be stopped between two of them. */
    async function explain(
      model: ScoringModel,
      file: Uint8Array,
      visitor: Visitor,
      probability: number
    ): Promise<void> {
      stop("another visitor is explained");
      const own = new AbortController();
      explaining = own;
      const bar = progress({label: "Explaining the score", onCancel: () => own.abort(new Error("it was cancelled"))});
      line.replaceChildren(bar);
      bar.update("Explaining the score", null);
      try {
        const found: ExplainedVisitor = await explainVisitor({
          fields: fieldsOf(model),
          visitor,
          columns: model.columns,
          compared: compared.value,
          background: (columns) => model.background(columns),
          score: (rows) => scorer.score(file, rows),
          signal: own.signal
        });
        if (own.signal.aborted) return;
        explained.update(...visitorExplanationFigure(found, compared.value));
        line.replaceChildren();
      } catch (error) {
        if (!own.signal.aborted) bar.fail(`Not explained: ${(error as Error).message}.`);
        if (!own.signal.aborted) explained.update(...visitorExplanationFigure(null, compared.value));
      }
      const matrix = columnsByName(model.columns, 1, (name) => (name in visitor ? [visitor[name]] : undefined));
      if (explaining === own)
        factors.replaceChildren(factorsList({matrix, predictions: [probability], contributions: null}));
    }

    async function score(): Promise<void> {
      const model = chosen();
      const own = ++asked;
      stop("another visitor is scored");
      if (model === null || !form.check()) {
        said.textContent =
          model === null ? "There is no model to score with." : "Not scored: see the messages next to the fields.";
        return;
      }
      const visitor = form.visitor();
      if (!live) said.textContent = "Fetching ONNX Runtime and the model, and scoring …";
      try {
        const file = await model.load();
        const row = columnsByName(model.columns, 1, (name) => (name in visitor ? [visitor[name]] : undefined));
        const [found] = await scorer.score(file, row);
        if (!tests.has(model)) tests.set(model, model.test(file));
        const test = await tests.get(model)!.catch(() => null);
        // without rows it may be otherwise the next time
        if (test === null) tests.delete(model);
        if (own !== asked) return;
        live = true;
        const shown: Shown =
          test === null
            ? {score: found, scores: null, share: NaN, of: ""}
            : {score: found, scores: test.scores.slice().sort(), share: test.share, of: test.of};
        said.textContent = scoreText(shown);
        drawn.update(...scoresFigure(shown));
        why.open = true;
        void explain(model, file, visitor, found);
      } catch (error) {
        if (own === asked) said.textContent = `Not scored: ${(error as Error).message}.`;
      }
    }

    button.addEventListener("click", () => void score());
    compared.addEventListener("input", () => {
      if (live) void score();
      else showNothing();
    });
    formPlace.append(addressed("visitor", form, visitorCodec));
    formPlace.addEventListener("input", () => {
      tell();
      if (live) void score();
    });
    let placed = false;
    return Object.assign(element, {
      offer(next: readonly ScoringModel[]) {
        const before = select.value;
        models = next;
        const ids = new Set(next.map(({id}) => id));
        select.replaceChildren(
          ...next.map(({id, title}) => html`<option value=${id}>${title}</option>`),
          ...Object.keys(reserved)
            .filter((id) => !ids.has(id))
            .map((id) => html`<option value=${id} disabled>${reserved[id]}</option>`)
        );
        select.value = ids.has(before) ? before : (next[0]?.id ?? "");
        if (!placed) {
          placed = true;
          const codec: Codec<string> = {
            parse: (text) => (models.some(({id}) => id === text) ? text : undefined),
            format: (id) => id,
            expected: `one of ${next.map(({id}) => id).join(", ")}`,
            explain: (text) => (text in reserved ? `which is not there yet (${reserved[text]})` : undefined)
          };
          const control = addressed("model", menu, codec);
          chooser.append(control);
          control.addEventListener("input", () => {
            forget();
            askFor(chosen());
          });
          askFor(chosen());
        } else if (select.value !== before) {
          forget();
          askFor(chosen());
        }
        button.disabled = next.length === 0;
      }
    });
  }
}

/** Where a score lies among others in ascending order: the share of them below it. */
export function shareBelow(score: number, ascending: ArrayLike<number>): number {
  let below = 0;
  let equal = 0;
  for (let i = 0; i < ascending.length; i++) {
    if (ascending[i] < score) below++;
    else if (ascending[i] === score) equal++;
  }
  return (below + equal / 2) / ascending.length;
}

function scoreText({score, scores, share, of}: Shown): string {
  const chance = `The model gives this visitor a purchase probability of ${percent(score)}`;
  return scores === null
    ? `${chance}. Open rows that it can be tested on to see how that compares.`
    : `${chance}. That is higher than for ${percent(shareBelow(score, scores))} of ${count(scores.length)} test rows of ${of}, of which ${percent(share)} bought.`;
}

function scoresFigure(shown: Shown | null): readonly [FigureOptions, Draw] {
  const scores = shown?.scores ?? null;
  const points =
    scores === null
      ? []
      : Array.from({length: 201}, (_, i) => ({
          score: scores[Math.min(scores.length - 1, Math.floor((i / 200) * (scores.length - 1)))],
          below: i / 200
        }));
  return [
    {
      name: "intent-visitor",
      title: "How this visitor compares with the test rows",
      description: "A rising line: for each score, the share of test rows with a lower one; a dot for the visitor.",
      caption:
        shown === null
          ? "This is drawn once a visitor is scored."
          : scores === null
            ? "No test rows are open."
            : `Dot: this visitor, ${percent(shown.score)}. Line: the model’s scores for the test rows, which it was not trained on.`,
      n: scores === null ? undefined : `n = ${count(scores.length)} test rows of ${shown!.of}.`,
      height: 190,
      table: {
        name: "intent-visitor",
        columns: {score: points.map(({score}) => score), below: points.map(({below}) => below)}
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: 50,
        marginRight: 18,
        x: {
          label: "purchase probability →",
          domain: [0, Math.max(0.1, shown?.score ?? 1, ...points.slice(-1).map(({score}) => score))],
          ticks: 5,
          tickFormat: "%"
        },
        y: {label: "↑ share of test rows with a lower score", domain: [0, 1], ticks: 5, grid: true, tickFormat: "%"},
        marks: [
          Plot.lineY(points, {x: "score", y: "below", stroke: COLOURS.test, strokeWidth: 2}),
          ...(shown === null
            ? []
            : [
                Plot.ruleX([shown.score], {stroke: COLOURS.chosen, strokeDasharray: "3,3"}),
                ...(scores === null
                  ? []
                  : [
                      Plot.dot([shown], {
                        x: "score",
                        y: () => shareBelow(shown.score, scores),
                        r: 5,
                        fill: COLOURS.chosen
                      })
                    ])
              ])
        ]
      })
  ];
}
