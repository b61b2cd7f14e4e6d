import {html} from "htl";
import {fitModel, type FitReply} from "../../browser/fitModel.js";
import type {NamedModel} from "../../lib/experiments/modelsPage.js";
import {taskCounts, type Task} from "../../lib/experiments/task.js";
import type {Measure} from "../../lib/metrics/measure.js";
import type {Rung} from "../../lib/targets/rung.js";
import {dataTable} from "../dataTable.js";
import {count, duration} from "../format.js";
import type {LiveLog} from "../liveLog.js";
import {progress} from "../progress.js";
import {MODEL_METRICS, shortNumber} from "./modelMetrics.js";
import {tooFew} from "./tooFew.js";

export interface TrainingPlan {
  readonly live: LiveLog;
  readonly rung: Rung;
  readonly model: NamedModel;
  readonly seed: number;
  /** SHA-256 of the published scores of this model on this target; null for a log of the reader's own. */
  readonly published: () => Promise<string | null>;
  readonly own: boolean;
}

export interface TrainHere extends HTMLElement {
  /** What the button does from now on; a fit under way is stopped. */
  plan(plan: TrainingPlan): void;
  close(): void;
}

/** A button that makes examples in the tab's database, fits a model to them in a worker and says whether it is the published one. */
export function trainHere(): TrainHere {
  let now: TrainingPlan | undefined;
  let running: (() => void) | undefined;
  const button = html`<button type="button" class="button">Train it in this tab</button>` as HTMLButtonElement;
  const line = html`<div class="train-line"></div>` as HTMLElement;
  const said = html`<p class="train-said" role="status"></p>` as HTMLElement;
  const table = html`<div></div>` as HTMLElement;
  const element = html`<div class="train-here">${button}${line}${said}${table}</div>` as TrainHere;

  const clear = () => {
    running?.();
    running = undefined;
    button.disabled = false;
    line.replaceChildren();
    said.textContent = "";
    delete said.dataset.same;
    table.replaceChildren();
  };

  async function train({live, rung, model, seed, published, own}: TrainingPlan): Promise<void> {
    const bar = progress({label: `Training: ${model.title}`});
    let current = true;
    const stop = new AbortController();
    running = () => {
      current = false;
      stop.abort(new Error("another training was asked for"));
    };
    bar.signal.addEventListener("abort", () => {
      stop.abort(bar.signal.reason);
      button.disabled = false;
    });
    button.disabled = true;
    said.textContent = "";
    table.replaceChildren();
    line.replaceChildren(bar);
    bar.update("Making examples, features and labels", null);
    try {
      const task = await live.ask("task", (desk) => desk.task(rung.id));
      if (!current || stop.signal.aborted) return;
      if (task === null) {
        bar.fail("Not trained: DuckDB was not started.");
        return;
      }
      const why = own ? tooFew(task) : null;
      if (why !== null) {
        bar.fail("Not trained.");
        said.textContent = `“${rung.title}” of your log is not trained: ${why}.`;
        return;
      }
      bar.update(`Training on ${count(task.train.rows)} rows`, 0);
      const reply = await fitModel(
        {task, learner: model.id, seed},
        {
          signal: stop.signal,
          onProgress: ({done, of}) => bar.update(`Training on ${count(task.train.rows)} rows`, done / of)
        }
      );
      if (!current) return;
      bar.done(`Trained and judged in ${duration(reply.ms)}.`);
      tell(task, reply, await published());
    } catch (error) {
      if (!current || stop.signal.aborted) return;
      bar.fail("Not trained.");
      said.textContent = `${model.title} cannot be trained: ${error instanceof Error ? error.message : String(error)}.`;
    } finally {
      if (current) button.disabled = false;
    }
  }

  function tell(task: Task, reply: FitReply, published: string | null): void {
    const {test, testPositives, train, trainPositives, columns} = taskCounts(task);
    const trained = `Trained on ${count(train)} rows with ${count(trainPositives)} positives in ${count(columns)} columns, tested on ${count(test)} with ${count(testPositives)}.`;
    if (published === null) said.textContent = trained;
    else {
      const same = published === reply.sha256;
      said.dataset.same = String(same);
      said.textContent = `${same ? "✓" : "✗"} ${trained} Its ${count(test)} scores are ${same ? "the published ones, bit for bit" : "not the published ones"} (SHA-256 ${reply.sha256.slice(0, 16)}…).`;
    }
    const {evaluation} = reply;
    const measures: [string, Measure][] = [
      ["auc", evaluation.auc],
      ["averagePrecision", evaluation.averagePrecision],
      ["precisionTop5", evaluation.top[0].precision],
      ["brier", evaluation.brier],
      ["calibrationSlope", evaluation.calibrationSlope]
    ];
    const pick = (of: (measure: Measure & {said: true}) => number | null) =>
      measures.map(([, measure]) => (measure.said ? of(measure) : null));
    table.replaceChildren(
      dataTable({
        name: "models-trained-here",
        caption: `${now!.model.title}, trained in this tab: “${now!.rung.title}”${now!.own ? ", your log" : ""}`,
        columns: {
          metric: measures.map(([metric]) => MODEL_METRICS[metric]),
          value: pick(({value}) => value),
          low: pick(({interval}) => interval?.low ?? null),
          high: pick(({interval}) => interval?.high ?? null),
          baseline: pick(({baseline}) => baseline.value),
          n: measures.map(([, {n}]) => n),
          note: measures.map(([, measure]) => (measure.said ? (measure.caution ?? "") : measure.why))
        },
        header: {low: "95 % from", high: "to", baseline: "knowing nothing"},
        format: Object.fromEntries(["value", "low", "high", "baseline"].map((name) => [name, shortNumber]))
      })
    );
  }

  button.addEventListener("click", () => {
    if (now !== undefined) void train(now);
  });
  return Object.assign(element, {
    plan(plan: TrainingPlan) {
      clear();
      now = plan;
      said.textContent = `Not trained here yet: ${plan.model.title} on “${plan.rung.title}”.`;
    },
    close: () => clear()
  });
}
