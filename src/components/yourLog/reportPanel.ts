import {html} from "htl";
import {openAuditWorker, type AuditWorkerClient} from "../../browser/audit.js";
import type {OwnLog} from "../../browser/ownLog/ownLogs.js";
import {UserError} from "../../lib/core/errors.js";
import {documentHtml} from "../../lib/documents/documentHtml.js";
import {logReport, type LogReportInput} from "../../lib/reports/logReport.js";
import {download} from "../download.js";
import {failureText} from "../failureText.js";
import type {LiveLog} from "../liveLog.js";
import {progress} from "../progress.js";

/** Examples that a tab replays: it has one core and less patience than a command line. */
const EXAMPLES = 100;

/** Where the audit of a report comes from: it is there already, or the log is audited in this tab when the report is asked for. */
export type AuditSource =
  {readonly kind: "made"} | {readonly kind: "own"; readonly log: OwnLog; readonly live: LiveLog};

export interface ReportPanel extends HTMLElement {
  /** Stops an audit that is under way. */
  stop(): void;
}

/** The button that makes the report on a log and hands it over as a file. */
export function reportPanel(input: LogReportInput, source: AuditSource): ReportPanel {
  const label =
    source.kind === "own" && source.log.kept ? "Audit the log and download its report" : "Download the report";
  const button = html`<button type="button" class="button">${label}</button>` as HTMLButtonElement;
  const bar = html`<div hidden></div>` as HTMLElement;
  const said = html`<p role="status"></p>` as HTMLElement;
  let running: AbortController | undefined;
  let audit: LogReportInput["audit"] | undefined = source.kind === "made" ? input.audit : undefined;

  async function make(): Promise<void> {
    button.disabled = true;
    said.textContent = "";
    try {
      audit ??= await auditHere();
      const report = logReport({
        ...input,
        audit,
        madeAt: `${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC`
      });
      download(`${input.name.replace(/[^\p{L}\p{N}._-]+/gu, "-")}.report.html`, documentHtml(report), "text/html");
      said.textContent = "The report is in your downloads: one file, which needs no network.";
    } catch (error) {
      said.textContent = running?.signal.aborted ? "Cancelled; no report was made." : failureText(error);
    } finally {
      bar.hidden = true;
      running = undefined;
      button.disabled = false;
    }
  }

  async function auditHere(): Promise<LogReportInput["audit"]> {
    const {log, live} = source as Extract<AuditSource, {kind: "own"}>;
    if (!log.kept) return {none: "this browser cannot keep the log, and only a log that is kept is audited in a tab"};
    // one worker at a time can have the log
    live.close();
    const line = progress({label: "The audit"});
    const controller = new AbortController();
    running = controller;
    line.signal.addEventListener("abort", () => controller.abort(new UserError("the audit was cancelled")));
    bar.hidden = false;
    bar.replaceChildren(line);
    let worker: AuditWorkerClient | undefined;
    try {
      worker = await openAuditWorker(
        {kind: "own", id: log.summary.id},
        {signal: controller.signal, onProgress: (text, share) => line.update(text, 0.3 * share)}
      );
      return await worker.report(EXAMPLES, (text, share) => line.update(text, 0.3 + 0.7 * share));
    } catch (error) {
      if (controller.signal.aborted || !(error instanceof UserError)) throw error;
      return {none: error.message};
    } finally {
      worker?.close();
    }
  }

  button.addEventListener("click", () => void make());
  return Object.assign(html`<div class="live-log your-log-report">${button} ${bar} ${said}</div>` as HTMLElement, {
    stop: () => running?.abort(new UserError("the audit was stopped"))
  });
}
