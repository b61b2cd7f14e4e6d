import {html} from "htl";
import type {FileScorer} from "../../browser/fileScorer.js";
import type {IntentSplit} from "../../browser/intent.js";
import type {CardMetric, ModelCard} from "../../lib/models/modelCard.js";
import {readOnnxFile, type OnnxFile} from "../../lib/models/readOnnxFile.js";
import {dataTable} from "../dataTable.js";
import {bytes, count, duration} from "../format.js";
import {evaluationTable} from "../models/evaluationTable.js";
import {shortInterval} from "../models/modelMetrics.js";
import {exclusiveTask} from "../models/exclusiveTask.js";
import {inputsTable} from "../models/inputsTable.js";
import {fileDrop} from "./fileDrop.js";
import type {IntentRowsState} from "./rowsChoice.js";

/** A file that a reader gave. */
export interface DroppedModel {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly says: OnnxFile;
}

export interface FilePanelPlan {
  readonly rows: IntentRowsState;
  /** How rows are parted where a file does not say how its own were. */
  readonly split: IntentSplit;
}

export interface FilePanel extends HTMLElement {
  plan(plan: FilePanelPlan): void;
  close(): void;
}

/** How the rows must be parted so that a file is judged by rows that it was not trained on; null where it does not say. */
export function splitOfCard(card: ModelCard | null): IntentSplit | null {
  const split = card?.data.split ?? "";
  return split === "months" ? "months" : /^fold 1\b/.test(split) ? "fold" : null;
}

/** What a card says of the metrics of `evaluationTable`. */
function cardValues(card: ModelCard, metrics: readonly string[]): (number | null)[] {
  const names: Readonly<Record<string, string>> = {
    auc: "AUC",
    averagePrecision: "average precision",
    precisionTop5: "precision of the top 5 %",
    brier: "Brier score",
    calibrationSlope: "calibration slope"
  };
  return metrics.map((metric) => {
    const said: CardMetric | undefined = card.metrics[names[metric]];
    return said === undefined || "none" in said ? null : said.value;
  });
}

/** Takes an ONNX file, says what it is, and judges it by the rows of the page. `onFile` hears of each that can be read. */
export function filePanel(scorer: FileScorer, onFile: (file: DroppedModel) => void): FilePanel {
  let now: FilePanelPlan | undefined;
  let dropped: DroppedModel | undefined;
  let reading = 0;
  const drop = fileDrop({
    label: "ONNX file",
    accept: ".onnx",
    hint: "A model of this site, or any whose metadata name its columns. Choose it or drop it here; It runs in this tab and is sent nowhere.",
    onFile: (file) => void read(file)
  });
  const about = html`<p class="file-about" role="status"></p>` as HTMLElement;
  const inputs = html`<div></div>` as HTMLElement;
  const button = html`<button type="button" class="button" disabled>
    Test it on the test rows
  </button>` as HTMLButtonElement;
  const line = html`<div class="train-line"></div>` as HTMLElement;
  const said = html`<p class="file-said" role="status"></p>` as HTMLElement;
  const table = html`<div></div>` as HTMLElement;
  const element = html`<div class="file-panel">
    ${drop}${about}
    <p>${button}</p>
    ${line}${said}${table}${inputs}
  </div>` as FilePanel;
  const work = exclusiveTask(button, line);

  const clear = () => {
    work.drop();
    said.textContent = "";
    delete said.dataset.same;
    table.replaceChildren();
    button.disabled = dropped === undefined;
  };

  async function read(file: File): Promise<void> {
    const own = ++reading;
    try {
      const content = new Uint8Array(await file.arrayBuffer());
      const says = readOnnxFile(content);
      if (own !== reading) return;
      dropped = {name: file.name, bytes: content, says};
      clear();
      about.classList.remove("wrong");
      const {card, columns, family, preparation} = says;
      about.textContent = `${file.name} (${bytes(content.length)}): ${card?.title ?? (family === "" ? "a model whose family the file does not name" : `a model of the family ${family}`)}; ${count(columns.length)} ${columns.length === 1 ? "column" : "columns"}, ${preparation.length === 0 ? "no preprocessing" : `with its own preprocessing: ${preparation.join(", ")}`}. ${
        card === null
          ? "It has no card, so we do not know what it was trained on."
          : `Trained on ${count(card.data.train.rows)} rows of ${card.data.source}${card.data.generated ? " (generated)" : ""}, split ${card.data.split}.`
      }`;
      inputs.replaceChildren(
        says.schema === null
          ? ""
          : html`<details>
              <summary>Its inputs, column by column</summary>
              ${inputsTable(file.name, says.schema)}
            </details>`
      );
      onFile(dropped);
    } catch (error) {
      if (own !== reading) return;
      about.classList.add("wrong");
      about.textContent = `${file.name} cannot be used: ${(error as Error).message}.${dropped === undefined ? "" : ` ${dropped.name} is kept.`}`;
    }
  }

  function judge({rows, split}: FilePanelPlan, {name, bytes: content, says}: DroppedModel): Promise<void> {
    clear();
    return work.run(
      `Testing ${name}`,
      async (bar, signal) => {
        bar.update("Splitting the rows, fetching ONNX Runtime and scoring", null);
        const data = await rows.open();
        const own = splitOfCard(says.card);
        const task = await data.columns(own ?? split, says.columns);
        if (signal.aborted) return;
        const reply = await scorer.judge(content, task);
        if (signal.aborted) return;
        bar.done(`${count(task.test.rows)} rows scored in ${duration(reply.ms)}, including the start of ONNX Runtime.`);
        const {card} = says;
        const {auc} = reply.evaluation;
        const same = card !== null && card.data.sha256 === reply.sha256;
        if (card !== null) said.dataset.same = String(same);
        const known = rows.kind === "shop" ? card?.data.source === "shop" : own !== null;
        said.textContent = `${auc.said ? `AUC ${shortInterval({value: auc.value, low: auc.interval?.low ?? null, high: auc.interval?.high ?? null})} on ${count(auc.n)} test rows of ${rows.called} (chance 0.5)` : `No AUC: ${auc.why}`}. ${
          same ? "✓ The rows are those of its card." : card === null ? "" : "✗ The rows are not those of its card."
        }${known ? "" : " It may have been trained on some of these rows; then this is not a fair test."}`;
        table.replaceChildren(
          dataTable(
            evaluationTable(reply.evaluation, {
              name: "intent-file",
              caption: `${name} on ${rows.called}`,
              beside: (metrics) =>
                card === null ? null : {columns: {card: cardValues(card, metrics)}, header: {card: "its card says"}}
            })
          )
        );
      },
      (bar, why) => {
        bar.fail("Not tested.");
        said.textContent = `It cannot be tested: ${why}.`;
      }
    );
  }

  button.addEventListener("click", () => {
    if (now !== undefined && dropped !== undefined) void judge(now, dropped);
  });
  return Object.assign(element, {
    plan(plan: FilePanelPlan) {
      now = plan;
      clear();
    },
    close: () => clear()
  });
}
