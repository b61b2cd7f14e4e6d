import {html} from "htl";
import {
  trainAbandonment,
  type AbandonmentReply,
  type AbandonmentTraining,
  type LossPoint
} from "../../browser/abandonment.js";
import type {SplitOptions} from "../../lib/pipeline/split.js";
import type {TrainingState} from "../../lib/nn/trainer.js";
import type {SessionSequences} from "../../lib/sequence/sessionSequences.js";
import {figure} from "../figure.js";
import {count, duration, percent} from "../format.js";
import type {LiveLog} from "../liveLog.js";
import {exclusiveTask} from "../models/exclusiveTask.js";
import {shareText} from "./estimateText.js";
import {lossFigure} from "./lossFigure.js";
import type {ShownReport} from "./shownReport.js";
import {TFJS_BACKENDS} from "../tfjsBackends.js";
import {trainingControls} from "../trainingControls.js";
import {settingsFault, trainCodec, type TrainSettings} from "./trainForm.js";

/** What is trained on. */
export interface TrainPlan {
  readonly live: LiveLog;
  readonly split: SplitOptions;
  /** What the log is called, e.g. "the generated shop". */
  readonly log: string;
  readonly generated: boolean;
}

/** What came of a training. */
export interface TrainedHere {
  /** What the log is called. */
  readonly log: string;
  readonly settings: TrainSettings;
  readonly reply: AbandonmentReply;
  /** One for each target that the log can be asked. */
  readonly shown: readonly ShownReport[];
}

export interface TrainPanel extends HTMLElement {
  choose(settings: TrainSettings): void;
  /** Ends whatever runs. */
  close(): void;
}

/** Where a training was stopped, so that it can go on. */
interface Stopped {
  readonly key: string;
  readonly state: TrainingState;
  readonly points: readonly LossPoint[];
}

/**
 * Trains a network over the events of sessions in this tab, with its curves; `done` hears what came of it. A training
 * that is cancelled goes on from its last whole epoch as long as the settings are the same.
 */
export function trainPanel({live, split, log, generated}: TrainPlan, done: (trained: TrainedHere) => void): TrainPanel {
  let settings: TrainSettings | undefined;
  let training: AbandonmentTraining | undefined;
  let stopped: Stopped | undefined;
  const read = new Map<boolean, SessionSequences>();
  const button = html`<button type="button" class="button">Train in this tab</button>` as HTMLButtonElement;
  const controls = trainingControls();
  const line = html`<div class="train-line"></div>` as HTMLElement;
  const said = html`<p class="train-said abandonment-said" role="status"></p>` as HTMLElement;
  const curves = figure(...lossFigure([], {epochs: 1, best: null, generated}));
  const element = html`<div class="abandonment-train">
    <div class="abandonment-buttons">${button}${controls.element}</div>
    ${line}${said}${curves}
  </div>` as TrainPanel;
  const work = exclusiveTask(button, line);

  const offer = () => {
    const fault = settings === undefined ? null : settingsFault(settings);
    const goesOn = settings !== undefined && stopped?.key === trainCodec.format(settings);
    button.disabled = fault !== null;
    const by = settings === undefined ? "" : `, with ${TFJS_BACKENDS[settings.backend]}`;
    button.textContent = goesOn ? `Go on after epoch ${stopped!.state.epochs}` : `Train in this tab, on ${log}${by}`;
    if (fault !== null) said.textContent = `This cannot be trained: ${fault}.`;
    else if (said.textContent!.startsWith("This cannot")) said.textContent = "";
  };

  async function train(chosen: TrainSettings): Promise<void> {
    const key = trainCodec.format(chosen);
    const from = stopped?.key === key ? stopped : undefined;
    const points: LossPoint[] = [...(from?.points ?? [])];
    const {epochs, blocks, width, seed, backend} = chosen;
    said.textContent = "";
    await work.run(
      "Training",
      async (bar, signal) => {
        const over = () => {
          controls.hide();
          training = undefined;
          offer();
        };
        signal.addEventListener("abort", () => {
          over();
          said.textContent =
            stopped?.key === key ? `Stopped after epoch ${stopped.state.epochs}; it can go on from there.` : "Stopped.";
        });
        bar.update("Reading the sessions", null);
        const sequences =
          read.get(chosen.token) ??
          (await live.ask("sequences", (logWorker) => logWorker.sequences(split, {transactionToken: chosen.token})));
        if (signal.aborted) return;
        if (sequences === null) return bar.fail("Not trained: DuckDB was not started.");
        read.set(chosen.token, sequences);
        let text = "Training";
        training = trainAbandonment(
          {
            sequences,
            options: {shape: {blocks, width, kernel: 3}, epochs, seed},
            mostSessions: chosen.sessions,
            backend,
            resume: from?.state ?? null
          },
          {
            signal,
            onProgress(heard) {
              if (heard.kind === "work") bar.update(heard.text, null);
              else if (heard.kind === "paused")
                bar.update(`Paused in epoch ${points.length + 1} of ${epochs}`, points.length / epochs);
              else if (heard.kind === "step") {
                text = `Training, epoch ${heard.epochs + 1} of ${epochs} at most`;
                bar.update(text, (heard.epochs + heard.share) / epochs);
              } else {
                points.push(heard.point);
                stopped = {key, state: heard.state, points: [...points]};
                curves.update(...lossFigure(points, {epochs, best: null, generated}));
                controls.epochDone();
              }
            }
          }
        );
        controls.show((order) => training?.order(order));
        if (from !== undefined) controls.epochDone();
        const reply = await training.reply;
        if (signal.aborted) return;
        // a training that was ended early can go on from where it was
        if (!reply.endedByReader) stopped = undefined;
        over();
        curves.update(...lossFigure(points, {epochs, best: reply.best, generated}));
        bar.done(
          `Trained in ${duration(reply.ms)} on ${reply.backend}${reply.endedByReader ? `, stopped after epoch ${points.length}; epoch ${reply.best} was kept` : ""}.`
        );
        said.textContent = sentence(chosen, reply);
        done({
          log,
          settings: chosen,
          reply,
          shown: reply.reports.map((report) => ({report, models: reply.models, log, generated}))
        });
      },
      (bar, why) => {
        controls.hide();
        training = undefined;
        offer();
        bar.fail("Not trained.");
        said.textContent = `Training failed: ${why}.`;
      }
    );
  }

  button.addEventListener("click", () => {
    if (settings !== undefined) void train(settings);
  });
  return Object.assign(element, {
    choose(next: TrainSettings) {
      settings = next;
      offer();
    },
    close: () => work.drop()
  });
}

function sentence({token}: TrainSettings, {counts: {train, test}, accuracies, reports}: AbandonmentReply): string {
  const rows = `Trained on ${count(train.sessions)} sessions with ${count(train.events)} events, tested on ${count(test.sessions)}.`;
  const all = accuracies.find(({population}) => population === "all");
  const right =
    all === undefined
      ? "These sessions cannot show whether a session buys."
      : `Its final answer on whether a session buys is right in ${shareText(all)} of ${count(all.n)}; the majority class is right in ${percent(all.constant)}.`;
  return `${rows} ${right}${token ? " It was shown the transactions." : ""} ${reports.length === 0 ? "No target has positives and negatives in the test." : "The figures below now show it."}`;
}
