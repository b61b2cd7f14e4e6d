import {html} from "htl";
import {fitModel, type FitQuestion, type FitReply, type FittedHere} from "../../browser/fitModel.js";
import type {NamedModel} from "../../lib/reports/modelsPage.js";
import {datasetCounts, type Dataset} from "../../lib/datasets/dataset.js";
import type {Evaluation} from "../../lib/metrics/evaluate.js";
import type {Measure} from "../../lib/metrics/measure.js";
import type {Target} from "../../lib/targets/target.js";
import {dataTable} from "../dataTable.js";
import {download, downloadButton} from "../download.js";
import {count, duration, fixed} from "../format.js";
import type {LiveLog} from "../liveLog.js";
import {evaluationTable} from "./evaluationTable.js";
import type {LayersChoice} from "./layersChoices.js";
import {exclusiveTask} from "./exclusiveTask.js";
import {censoredText} from "./taskText.js";
import {tooFew} from "./tooFew.js";

export interface TrainingPlan {
  readonly live: LiveLog;
  readonly target: Target;
  readonly model: NamedModel | LayersChoice;
  readonly seed: number;
  /** SHA-256 of the published scores of this model on this target; null for a log of the reader's own. */
  readonly published: () => Promise<string | null>;
  readonly own: boolean;
  /** Where the rows come from, for the card of the trained model. */
  readonly data: FitQuestion["about"]["data"];
  /** Columns without a role that were kept with the log and are features too. */
  readonly kept: readonly string[];
}

export interface TrainHere extends HTMLElement {
  /** What the button does from now on; a fit under way is stopped. */
  plan(plan: TrainingPlan): void;
  close(): void;
}

/** A model that was trained in this tab, and what it was trained for. */
export interface TrainedHere {
  readonly fitted: FittedHere;
  readonly plan: TrainingPlan;
}

/**
 * A button that makes examples in the tab's database, fits a model to them in a worker and says whether it is the
 * published one. `onTrained` hears of each model, which lives until it hears of the next or of null.
 */
export function trainHere(onTrained: (trained: TrainedHere | null) => void): TrainHere {
  let now: TrainingPlan | undefined;
  let kept: FittedHere | undefined;
  const button = html`<button type="button" class="button">Train it in this tab</button>` as HTMLButtonElement;
  const line = html`<div class="train-line"></div>` as HTMLElement;
  const said = html`<p class="train-said" role="status"></p>` as HTMLElement;
  const table = html`<div></div>` as HTMLElement;
  const links = html`<p class="train-file"></p>` as HTMLElement;
  const element = html`<div class="train-here">${button}${line}${said}${table}${links}</div>` as TrainHere;

  const work = exclusiveTask(button, line);

  const clear = () => {
    work.drop();
    said.textContent = "";
    delete said.dataset.same;
    table.replaceChildren();
    links.replaceChildren();
    if (kept === undefined) return;
    onTrained(null);
    kept.close();
    kept = undefined;
  };

  function train(plan: TrainingPlan): Promise<void> {
    const {live, target, model, seed, published, own, kept: columns, data} = plan;
    clear();
    const layers = "wantsEvents" in model ? model : null;
    return work.run(
      `Training: ${model.title}`,
      async (bar, signal) => {
        bar.update("Making examples, features and labels", null);
        const task = await live.ask("task", (logWorker) =>
          logWorker.task(target.id, {events: layers?.wantsEvents, kept: columns})
        );
        if (signal.aborted) return;
        if (task === null) return bar.fail("Not trained: DuckDB was not started.");
        const why = own ? tooFew(task) : null;
        if (why !== null) {
          bar.fail("Not trained.");
          said.textContent = `“${target.title}” of your log is not trained: ${why}.`;
          return;
        }
        const training = `Training on ${count(Math.min(task.train.rows, layers?.mostRows ?? Infinity))} rows`;
        bar.update(training, 0);
        const fitted = await fitModel(
          {
            task,
            learner: model.id,
            seed,
            about: {
              name: `${own ? "log" : "shop"}-${target.id}-${model.id}`,
              target: {id: target.id, title: target.title},
              data
            }
          },
          {signal, onProgress: ({done, of}) => bar.update(training, done / of)}
        );
        const hash = await published().catch((error: unknown) => {
          fitted.close();
          throw error;
        });
        if (signal.aborted) return fitted.close();
        bar.done(`Trained and tested in ${duration(fitted.reply.ms)}.`);
        tell(task, fitted.reply, hash);
        if (fitted.reply.file === null) return fitted.close();
        kept = fitted;
        onTrained({fitted, plan});
      },
      (bar, why) => {
        bar.fail("Not trained.");
        said.textContent = `${model.title} cannot be trained: ${why}.`;
      }
    );
  }

  function tell(task: Dataset, reply: FitReply, published: string | null): void {
    const counts = datasetCounts(task);
    const {test, testPositives, train, trainPositives, columns} = counts;
    const model = now!.model;
    const most = "mostRows" in model ? model.mostRows : null;
    const drawn = most !== null && most < train ? `${count(most)} rows drawn from ` : "";
    const trained = `Trained on ${drawn}${count(train)} rows with ${count(trainPositives)} positives in ${count(columns)} columns, tested on ${count(test)} with ${count(testPositives)}.${censoredText(counts)}`;
    if ("wantsEvents" in model) {
      const {steps, ms} = reply.fit;
      said.textContent = `${trained} ${count(steps)} steps of ${fixed(ms / steps / 1000, 2)} s. There is no published score to compare it with.`;
    } else if (published === null) said.textContent = trained;
    else {
      const same = published === reply.sha256;
      said.dataset.same = String(same);
      said.textContent = `${same ? "✓" : "✗"} ${trained} Its ${count(test)} scores are ${same ? "the published ones, bit for bit" : "not the published ones"} (SHA-256 ${reply.sha256.slice(0, 16)}…).`;
    }
    table.replaceChildren(
      dataTable(
        evaluationTable(reply.evaluation, {
          name: "models-trained-here",
          caption: `${now!.model.title}, trained in this tab: “${now!.target.title}”${now!.own ? ", your log" : ""}${now!.kept.length === 0 ? "" : `, with ${now!.kept.join(", ")}`}`,
          beside: (metrics) =>
            reply.withCensored === null
              ? null
              : {
                  columns: {with_censored: metrics.map((metric) => valueOf(reply.withCensored!, metric))},
                  header: {with_censored: "with censored rows"}
                }
        })
      )
    );
    if (reply.file === null) return;
    const {bytes, card} = reply.file;
    links.replaceChildren(
      downloadButton(`${card.name}.onnx`, "Download the model that was trained as ONNX, with its card", () =>
        download(`${card.name}.onnx`, bytes as BlobPart, "application/octet-stream")
      ),
      " ",
      downloadButton("Card", "Download the card of the model that was trained as JSON", () =>
        download(`${card.name}.json`, `${JSON.stringify(card, null, 1)}\n`, "application/json")
      )
    );
  }

  function valueOf({top, ...evaluation}: Evaluation, metric: string): number | null {
    const measure =
      metric === "precisionTop5"
        ? top.find(({share}) => share === 0.05)?.precision
        : (evaluation as Readonly<Record<string, unknown>>)[metric];
    return (measure as Measure | undefined)?.said === true ? (measure as Measure & {said: true}).value : null;
  }

  button.addEventListener("click", () => {
    if (now !== undefined) void train(now);
  });
  return Object.assign(element, {
    plan(plan: TrainingPlan) {
      clear();
      now = plan;
      const note = "note" in plan.model ? ` ${plan.model.note}` : "";
      const beside = plan.kept.length === 0 ? "" : `, with ${plan.kept.join(", ")} as features`;
      said.textContent = `Not trained here yet: ${plan.model.title} on “${plan.target.title}”${beside}.${note}`;
    },
    close: () => clear()
  });
}
