import {html} from "htl";
import {openAuditWorker, type AuditAnswer, type AuditWorkerClient} from "../../browser/audit.js";
import type {LogWorkerOpening} from "../../browser/logWorker.js";
import type {LeakageOptions} from "../../lib/leakage/auditLeakage.js";
import {LEAK_MEANINGS} from "../../lib/leakage/leakKind.js";
import type {TracedExample} from "../../lib/leakage/traceExample.js";
import {failureText} from "../failureText.js";
import {UserError} from "../../lib/core/errors.js";
import type {StudyResult} from "../../lib/core/result.js";
import {figure, type FigureElement} from "../figure.js";
import {bytes, count, duration} from "../format.js";
import {progress} from "../progress.js";
import {sqlText} from "../sqlText.js";
import {duplicatesText} from "./duplicatesText.js";
import {differenceTable} from "./differenceTable.js";
import {tracedExample} from "./tracedExample.js";
import {replayTimeline} from "./replayTimeline.js";
import {faultOf, OWN_SQL, SUBJECTS, type Subject} from "./subjects.js";
import {valueTable} from "./valueTable.js";

/** What the next replay is of. */
export interface Chosen {
  readonly subject: string;
  readonly moment: LeakageOptions["moment"];
  readonly examples: number;
  /** The reader's own SQL. */
  readonly sql: string;
}

export interface LeakagePanelOptions {
  readonly study: StudyResult;
  readonly log: LogWorkerOpening["log"];
  /** What the log is called, e.g. "the generated shop". */
  readonly called: string;
  readonly generated: boolean;
  readonly size: {readonly bytes: number; readonly transferBytes: number};
  /** Columns without a role that are kept with the log. */
  readonly kept: readonly string[];
}

/** The live part of the page for one log. */
export interface LeakagePanel {
  /** What is audited, in words and SQL. */
  readonly subject: HTMLElement;
  /** Button, progress, and what came of it. */
  readonly run: HTMLElement;
  /** One example as a picture and as values. */
  readonly example: HTMLElement;
  choose(chosen: Chosen): void;
  stop(): void;
}

export function leakagePanel({study, log, called, generated, size, kept}: LeakagePanelOptions): LeakagePanel {
  let chosen: Chosen | undefined;
  let auditWorker: AuditWorkerClient | undefined;
  let running: AbortController | undefined;
  const answers = new Map<string, AuditAnswer>();

  const subject = html`<div class="leakage-subject" aria-live="polite"></div>` as HTMLElement;
  const button = html`<button type="button" class="button"></button>` as HTMLButtonElement;
  const bar = html`<div hidden></div>` as HTMLElement;
  const said = html`<p class="leakage-said" role="status"></p>` as HTMLElement;
  const verdict = html`<div class="leakage-verdict" aria-live="polite"></div>` as HTMLElement;
  const run = html`<div>
    <div class="live-log">${button} ${bar}</div>
    ${said}${verdict}
  </div>` as HTMLElement;
  const example = html`<div></div>` as HTMLElement;
  let drawn: FigureElement | undefined;
  const values = html`<div></div>` as HTMLElement;

  const subjectOf = ({subject: id}: Chosen): Subject => SUBJECTS.find((one) => one.id === id)!;
  const sqlOf = (now: Chosen) => (now.subject === OWN_SQL ? now.sql : subjectOf(now).sql);
  const keyOf = (now: Chosen) => JSON.stringify([now.subject, sqlOf(now), now.moment, now.examples]);
  const when = ({moment}: Chosen) =>
    moment === "end" ? "at the session's end" : `after event ${moment.afterEvent} of the session`;

  async function start(): Promise<void> {
    const now = chosen!;
    const key = keyOf(now);
    const line = progress({label: "The replay"});
    const controller = new AbortController();
    running = controller;
    line.signal.addEventListener("abort", () => controller.abort(new UserError("the replay was cancelled")));
    controller.signal.addEventListener("abort", () => {
      auditWorker?.close();
      auditWorker = undefined;
    });
    button.disabled = true;
    bar.hidden = false;
    bar.replaceChildren(line);
    said.textContent = "";
    const begun = performance.now();
    try {
      auditWorker ??= await openAuditWorker(log, {
        signal: controller.signal,
        onProgress: (text, share) => line.update(text, 0.3 * share)
      });
      const answer = await auditWorker.audit(
        {sql: sqlOf(now), moment: now.moment, examples: now.examples},
        (text, share) => line.update(text, 0.3 + 0.7 * share)
      );
      answers.set(key, answer);
      const {report} = answer;
      said.textContent = `Done in ${duration(performance.now() - begun)} by ${auditWorker.engine} in this tab, at ${count(Math.round((1000 * report.examples) / report.ms.replay))} replayed examples a second.`;
    } catch (error) {
      said.textContent = controller.signal.aborted
        ? "Cancelled. What was found before is still here."
        : failureText(error);
    } finally {
      bar.hidden = true;
      running = undefined;
      draw();
    }
  }

  function draw(): void {
    const now = chosen!;
    const about = subjectOf(now);
    const sql = sqlOf(now);
    const fault = now.subject === OWN_SQL ? faultOf(now.sql, kept) : null;
    subject.replaceChildren(
      html`<p>${about.text}</p>`,
      ...(sql === null || now.subject === OWN_SQL ? [] : [sqlText(about.title, sql)])
    );
    button.textContent = `Replay ${count(now.examples)} examples ${when(now)}: ${about.title}`;
    button.disabled = running !== undefined || fault !== null;
    const answer = answers.get(keyOf(now));
    if (answer === undefined) {
      const offer =
        auditWorker === undefined
          ? ` DuckDB is ${bytes(size.transferBytes)} compressed; the log stays in this tab.`
          : "";
      verdict.replaceChildren(html`<p>${fault === null ? `Not replayed on ${called} yet.${offer}` : `${fault}.`}</p>`);
    } else
      verdict.replaceChildren(
        verdictOf(answer),
        html`<p>${duplicatesText(answer.duplicates)}</p>`,
        differenceTable(answer.report)
      );
    const look = answer?.report.look ?? (generated ? tracedExample(study, now.subject) : null);
    if (look === null) {
      example.replaceChildren(html`<p class="lacking">Start the replay to see one of its examples here.</p>`);
      drawn = undefined;
    } else
      show(
        look,
        answer === undefined ? `${about.title}, after event 3, when the site was built` : `${about.title}, ${when(now)}`
      );
  }

  function show(look: TracedExample, of: string): void {
    const spec = replayTimeline(look, {subject: of, generated});
    if (drawn === undefined) {
      drawn = figure(...spec);
      example.replaceChildren(drawn, values);
    } else drawn.update(...spec);
    values.replaceChildren(valueTable(look));
  }

  function verdictOf({report, lacking}: AuditAnswer): HTMLElement {
    const left =
      lacking.length === 0
        ? ""
        : ` ${count(lacking.length)} features are left out because the log lacks what they need.`;
    const what = `${count(report.cells)} values were compared, on ${count(report.examples)} replayed examples of ${count(report.ofExamples)}.${left}`;
    if (report.leaks.length === 0)
      return html`<p><strong class="leakage-same">✓ Nothing looks ahead.</strong> ${what}</p>` as HTMLElement;
    return html`<div>
      <p>
        <strong class="leakage-differs"
          >✗ ${count(report.leaks.length)} ${report.leaks.length === 1 ? "feature looks" : "features look"}
          ahead.</strong
        >
        ${what}
      </p>
      <ul>
        ${report.leaks.map(({feature, kind}) => html`<li><code>${feature}</code>: <strong>${kind}</strong>. ${LEAK_MEANINGS[kind]}</li>`)}
      </ul>
    </div>` as HTMLElement;
  }

  button.addEventListener("click", () => void start());
  return {
    subject,
    run,
    example,
    choose(next) {
      chosen = next;
      draw();
    },
    stop() {
      running?.abort(new UserError("the page was left", "start it again"));
      auditWorker?.close();
    }
  };
}
