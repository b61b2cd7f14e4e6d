import {html} from "htl";
import {trainTabm, type IntentSplit, type TabmReply, type TabmTraining} from "../../browser/intent.js";
import type {TfjsBackend} from "../../browser/tfjs.js";
import type {IntentPage} from "../../lib/reports/intentPage.js";
import {datasetCounts} from "../../lib/datasets/dataset.js";
import {dataTable} from "../dataTable.js";
import {download, downloadButton} from "../download.js";
import {figure} from "../figure.js";
import {count, duration, fixed} from "../format.js";
import {evaluationTable} from "../models/evaluationTable.js";
import {shortInterval} from "../models/modelMetrics.js";
import {TFJS_BACKENDS} from "../tfjsBackends.js";
import {trainingControls} from "../trainingControls.js";
import {exclusiveTask} from "../models/exclusiveTask.js";
import type {IntentRowsState} from "./rowsChoice.js";
import {aucCurve, lossCurve} from "./trainingCurves.js";

export interface TabmPlan {
  readonly page: IntentPage;
  readonly rows: IntentRowsState;
  readonly split: IntentSplit;
  readonly pageValues: boolean;
  readonly heads: number;
  readonly epochs: number;
  readonly patience: number;
  readonly seed: number;
  readonly backend: TfjsBackend;
}

/** What was trained, for whoever scores with it. */
export interface TrainedTabm {
  readonly plan: TabmPlan;
  readonly reply: TabmReply;
}

export interface TabmPanel extends HTMLElement {
  /** What the button does from now on; a training under way is stopped. */
  plan(plan: TabmPlan): void;
  close(): void;
}

/** The published TabM that a run is held against: of the same fold, cut to as many heads or not at all; null where none is. */
function publishedFor({
  page,
  rows,
  split,
  pageValues,
  heads
}: TabmPlan): {readonly what: string; readonly auc: number} | null {
  if (!rows.published || split !== "fold") return null;
  const variant = pageValues ? "with" : "without";
  const of = page.fold.filter((one) => one.variant === variant).toSorted((a, b) => b.heads - a.heads);
  const found = of.find((one) => one.heads === heads) ?? of[0];
  return {what: `TabM of ${headsText(found.heads)}`, auc: found.auc};
}

const differenceFrom = (difference: number) =>
  Math.abs(difference) < 5e-5 ? "the same" : `${fixed(Math.abs(difference), 4)} ${difference > 0 ? "more" : "less"}`;
const headsText = (heads: number) => `${heads} ${heads === 1 ? "head" : "heads"}`;

/** Trains a TabM in a worker with its curves drawn live; it can be paused, cancelled and had as a file. `onTrained` hears of each that was trained. */
export function tabmPanel(onTrained: (trained: TrainedTabm) => void): TabmPanel {
  let now: TabmPlan | undefined;
  let training: TabmTraining | undefined;
  const button = html`<button type="button" class="button">Train it in this tab</button>` as HTMLButtonElement;
  const controls = trainingControls();
  const line = html`<div class="train-line"></div>` as HTMLElement;
  const said = html`<p class="train-said" role="status"></p>` as HTMLElement;
  const loss = figure(...lossCurve([], null));
  const auc = figure(...aucCurve([], null, null));
  const table = html`<div></div>` as HTMLElement;
  const links = html`<p class="tabm-file"></p>` as HTMLElement;
  const element = html`<div class="tabm-panel">
    <div class="tabm-buttons">${button} ${controls.element}</div>
    ${line}${said}
    <div class="tabm-curves">${loss}${auc}</div>
    ${table}${links}
  </div>` as TabmPanel;
  const work = exclusiveTask(button, line);

  const end = () => {
    training = undefined;
    controls.hide();
  };
  const clear = () => {
    work.drop();
    end();
    said.textContent = "";
    table.replaceChildren();
    links.replaceChildren();
    draw([], null, null);
  };

  function draw(points: TabmReply["points"], best: number | null, held: number | null): void {
    loss.update(...lossCurve(points, best));
    auc.update(...aucCurve(points, best, held));
  }

  function train(plan: TabmPlan): Promise<void> {
    clear();
    const {page, rows, split, pageValues, heads, epochs, patience, seed, backend} = plan;
    return work.run(
      `Training a TabM of ${headsText(heads)}`,
      async (bar, signal) => {
        signal.addEventListener("abort", end);
        bar.update("Splitting the rows", null);
        const data = await rows.open();
        const task = await data.task(split, pageValues);
        if (signal.aborted) return;
        const points: TabmReply["points"][number][] = [];
        const shop = rows.kind === "shop";
        const epochsText = () =>
          `Epoch ${points.length + 1} of ${epochs} at most${points.length === 0 ? "" : `; loss ${fixed(points[points.length - 1].loss, 3)}`}`;
        training = trainTabm(
          {
            task,
            options: {heads, epochs, seed, patience},
            backend,
            about: {
              name: `${shop ? "shop" : "online-shoppers"}-tabm-${heads}-here`,
              target: shop ? page.shop.target : {id: "revenue", title: "the session ends with a purchase"},
              data: {
                source: shop ? "shop" : "online-shoppers",
                generated: shop,
                profile: shop ? page.shop.profile : null,
                seed: shop ? page.shop.seed : null,
                split: shop ? page.shop.split : split === "months" ? "months" : "fold 1 of 5"
              }
            }
          },
          {
            signal,
            onProgress(heard) {
              if (signal.aborted) return;
              if (heard.kind === "work") bar.update(heard.text, null);
              else if (heard.kind === "paused") bar.update(`Paused in epoch ${points.length + 1}`, null);
              else if (heard.kind === "step") {
                bar.update(epochsText(), (heard.epochs + heard.share) / epochs);
              } else {
                points.push(heard.point);
                draw([...points], null, null);
                controls.epochDone();
              }
            }
          }
        );
        controls.show((order) => training?.order(order));
        const reply = await training.reply;
        if (signal.aborted) return;
        end();
        bar.done(`Trained in ${duration(reply.ms)} on ${reply.backend}, ${count(reply.points.length)} epochs.`);
        draw(reply.points, reply.best, reply.held);
        tell(plan, reply, datasetCounts(task));
        onTrained({plan, reply});
      },
      (bar, why) => {
        end();
        bar.fail("Not trained.");
        said.textContent = `Training failed: ${why}.`;
      }
    );
  }

  function tell(plan: TabmPlan, reply: TabmReply, counts: ReturnType<typeof datasetCounts>): void {
    const {auc: found} = reply.evaluation;
    const trained = `Trained on ${count(counts.train)} rows with ${count(counts.trainPositives)} positives, ${count(reply.held)} of them held out to decide when to stop. Epoch ${reply.best} was kept.`;
    const published = publishedFor(plan);
    const area = found.said
      ? `AUC ${shortInterval({value: found.value, low: found.interval?.low ?? null, high: found.interval?.high ?? null})} on ${count(found.n)} test rows (chance 0.5)`
      : `no AUC: ${found.why}`;
    said.textContent =
      published === null || !found.said
        ? `${area}. ${trained}`
        : `${area}. On the same rows the published ${published.what} has ${fixed(published.auc, 4)} and this one has ${fixed(found.value, 4)}, ${differenceFrom(found.value - published.auc)}. ${trained}`;
    table.replaceChildren(
      dataTable(
        evaluationTable(reply.evaluation, {
          name: "intent-trained-here",
          caption: `TabM of ${headsText(plan.heads)}, trained in this tab on ${plan.rows.called}`
        })
      )
    );
    links.replaceChildren(
      downloadButton(`${reply.card.name}.onnx`, `Download the model that was trained as ONNX, with its card`, () =>
        download(`${reply.card.name}.onnx`, reply.file as BlobPart, "application/octet-stream")
      ),
      " You can drop it below. It needs nothing but ONNX Runtime."
    );
  }

  button.addEventListener("click", () => {
    if (now !== undefined) void train(now);
  });
  return Object.assign(element, {
    plan(plan: TabmPlan) {
      clear();
      now = plan;
      button.textContent = `Train a TabM of ${headsText(plan.heads)} in this tab, on ${TFJS_BACKENDS[plan.backend]}`;
      said.textContent = "Nothing has been trained on these rows yet.";
    },
    close: () => clear()
  });
}
