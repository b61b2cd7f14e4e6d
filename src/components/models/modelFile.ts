import {html} from "htl";
import {scoreFile} from "../../browser/scoreFile.js";
import type {Measured} from "../../lib/metrics/measure.js";
import type {CardMetric, FiledCard} from "../../lib/models/modelCard.js";
import {dataTable} from "../dataTable.js";
import {download, downloadButton} from "../download.js";
import {bytes, count, duration} from "../format.js";
import type {LiveLog} from "../liveLog.js";
import {shortNumber} from "./modelMetrics.js";
import {exclusiveTask} from "./exclusiveTask.js";
import {inputsTable} from "./inputsTable.js";

export interface ModelFilePlan {
  readonly card: FiledCard;
  /** The address of its ONNX file. */
  readonly href: string;
  readonly live: LiveLog;
  /** Whether the database is to hold a log of the reader's own. */
  readonly own: boolean;
  readonly runtime: {readonly bytes: number; readonly transferBytes: number};
}

export interface ModelFile extends HTMLElement {
  /** Shows another card; a scoring under way is stopped. */
  plan(plan: ModelFilePlan): void;
  close(): void;
}

/** A trained model as a file: its card, its downloads, and a button that scores rows made in this tab with it. */
export function modelFile(): ModelFile {
  let now: ModelFilePlan | undefined;
  const links = html`<p class="model-file-links tools"></p>` as HTMLElement;
  const table = html`<div class="hold" style="--hold: 25rem"></div>` as HTMLElement;
  const ends = html`<div></div>` as HTMLElement;
  const button = html`<button type="button" class="button">Score it in this tab</button>` as HTMLButtonElement;
  const offer = html`<span></span>` as HTMLElement;
  const line = html`<div class="train-line"></div>` as HTMLElement;
  const said = html`<p class="model-file-said" role="status"></p>` as HTMLElement;
  const element = html`<div class="model-file">
    ${table}${ends}${links}
    <p class="model-file-offer">${button} ${offer}</p>
    <div class="hold" style="--hold: 6rem">${line}${said}</div>
  </div>` as ModelFile;

  const work = exclusiveTask(button, line);

  const clear = () => {
    work.drop();
    said.textContent = "";
    delete said.dataset.same;
  };

  function score({card, href, live, own}: ModelFilePlan): Promise<void> {
    clear();
    return work.run(
      `Scoring with ${card.file.name}`,
      async (bar, signal) => {
        bar.update("Making examples, features and labels", null);
        const task = await live.ask("task", (logWorker) => logWorker.task(card.target.id));
        if (signal.aborted) return;
        if (task === null) return bar.fail("Not scored: DuckDB was not started.");
        bar.update("Fetching ONNX Runtime and the file, and scoring", null);
        const answer = await fetch(href, {signal});
        const file = new Uint8Array(await answer.arrayBuffer());
        const {evaluation, sha256, ms} = await scoreFile({file, task}, {signal});
        if (signal.aborted) return;
        bar.done(`${count(task.test.rows)} rows scored in ${duration(ms)}, including the start of ONNX Runtime.`);
        const {auc} = evaluation;
        if (!auc.said) said.textContent = `There is no AUC: ${auc.why}.`;
        else tell(card, sha256, own, auc);
      },
      (bar, why) => {
        bar.fail("Not scored.");
        said.textContent = `It cannot be scored: ${why}.`;
      }
    );
  }

  function tell(card: FiledCard, sha256: string, own: boolean, {value, interval, n}: Measured): void {
    const range =
      interval === null ? "no interval" : `95 % ${shortNumber(interval.low)} to ${shortNumber(interval.high)}`;
    const found = `AUC ${shortNumber(value)} (${range}; chance 0.5; n = ${count(n)})`;
    if (own) {
      said.textContent = `On your log the file has ${found}. It was trained on a generated shop and has never seen your data.`;
      return;
    }
    const rows = sha256 === card.data.sha256;
    const metric = card.metrics.AUC;
    const same = rows && !("none" in metric) && Math.abs(metric.value - value) < 1e-6;
    said.dataset.same = String(same);
    said.textContent = `${same ? "✓" : "✗"} The rows built here are ${rows ? "" : "not "}those of the card (SHA-256 ${card.data.sha256.slice(0, 16)}…), and the file scores them with ${found}, ${same ? "as" : "not as"} the card says.`;
  }

  button.addEventListener("click", () => {
    if (now !== undefined) void score(now);
  });
  return Object.assign(element, {
    plan(plan: ModelFilePlan) {
      clear();
      now = plan;
      const {card, href, runtime} = plan;
      table.replaceChildren(cardTable(card));
      ends.replaceChildren(
        html`<details>
          <summary>What the model is for, and its limits</summary>
          <p>${card.intendedUse}</p>
          <ul>
            ${card.limits.map((limit) => html`<li>${limit}</li>`)}
          </ul>
        </details>`,
        ...importanceDetails(card),
        html`<details class="model-file-inputs">
          <summary>Its inputs, column by column</summary>
          ${inputsTable(card.name, card.schema)}
        </details>`
      );
      const saveCard = downloadButton("Card", `Download the card of ${card.name} as JSON`, () =>
        download(`${card.name}.json`, `${JSON.stringify(card, null, 1)}\n`, "application/json")
      );
      links.replaceChildren(
        html`<a href=${href} download=${card.file.name}>${card.file.name}</a>`,
        ` (${bytes(card.file.bytes)}, ${count(card.columns.length)} columns, SHA-256 ${card.file.sha256.slice(0, 16)}…) `,
        saveCard
      );
      offer.textContent = `ONNX Runtime is ${bytes(runtime.transferBytes)} compressed (${bytes(runtime.bytes)} unpacked). It is fetched when you press the button.`;
    },
    close: () => clear()
  });
}

/** What the file goes by, where its card says so. */
function importanceDetails({name, importance}: FiledCard): HTMLElement[] {
  if (importance === undefined) return [];
  const {metric, score, rows, positives, repeats, features, groups} = importance;
  const table = (id: string, caption: string, of: typeof features) => {
    const sorted = [...of].sort((a, b) => b.value - a.value);
    return dataTable({
      name: `${name}-${id}`,
      caption,
      columns: {
        feature: sorted.map((one) => one.name),
        loss: sorted.map(({value}) => value),
        low: sorted.map(({low}) => low),
        high: sorted.map(({high}) => high)
      },
      header: {loss: `loss of ${metric.toUpperCase()}`, low: "95 % from", high: "to"},
      format: {loss: shortNumber, low: shortNumber, high: shortNumber},
      rows: sorted.length
    });
  };
  const together = groups.filter((group) => group.features.length > 1);
  const how = `${count(rows)} test rows with ${count(positives)} positives, ${count(repeats)} shuffles; ${metric.toUpperCase()} ${shortNumber(score)} as they are`;
  return [
    html`<details class="model-file-importance">
      <summary>What it goes by: the importance of its features</summary>
      <p>
        How much worse the file ranks test rows when a feature is shuffled between them (permutation importance). An
        interval that includes 0 means that no loss can be told. Features that stand in for each other hide each other’s
        importance, so those with a rank correlation of 0.7 or more are also shuffled together.
      </p>
      ${table("importance", `Each feature shuffled alone. ${how}`, features)}
      ${together.length === 0 ? null : table("groups", `Correlated features shuffled together. ${how}`, together)}
    </details>` as HTMLElement
  ];
}

/** The metrics of a card with their intervals, baselines and n. */
function cardTable({name, learner, target, data, metrics}: FiledCard): HTMLElement {
  const rows = Object.entries(metrics);
  const notes = rows.map(([, metric]) => ("none" in metric ? metric.none : (metric.caution ?? "")));
  const of = (pick: (metric: Extract<CardMetric, {readonly value: number}>) => number | null) =>
    rows.map(([, metric]) => ("none" in metric ? null : pick(metric)));
  return dataTable({
    name: `${name}-card`,
    caption: `${learner.title}: “${target.title}”${data.generated ? `, generated shop, profile ${data.profile}, seed ${data.seed}` : ""}. ${count(data.train.positives)} of ${count(data.train.rows)} training rows and ${count(data.test.positives)} of ${count(data.test.rows)} test rows are positive`,
    columns: {
      metric: rows.map(([metric]) => metric),
      value: of(({value}) => value),
      low: of(({low}) => low),
      high: of(({high}) => high),
      baseline: of(({baseline}) => baseline.value),
      n: rows.map(([, {n}]) => n),
      ...(notes.some((note) => note !== "") ? {note: notes} : {})
    },
    header: {low: "95 % from", high: "to", baseline: "baseline"},
    format: Object.fromEntries(["value", "low", "high", "baseline"].map((column) => [column, shortNumber])),
    rows: rows.length
  });
}
