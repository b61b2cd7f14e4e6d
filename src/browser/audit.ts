import {UserError} from "../lib/core/errors.js";
import {openWorkerClient} from "./workerClient.js";
import type {LogAudit} from "../lib/reports/logAudit.js";
import type {AuditAnswer, AuditQuestion, AuditRequest} from "./auditWorker.js";
import type {LogWorkerOptions} from "./logWorkerClient.js";
import type {LogWorkerOpening, LogWorkerProgress} from "./logWorker.js";

export type {AuditAnswer} from "./auditWorker.js";

/** A log on DuckDB in a worker of this tab, ready to be audited; what an audit makes is gone after it. */
export interface AuditWorkerClient {
  readonly engine: string;
  audit(request: Omit<AuditRequest, "kind">, onProgress?: LogWorkerOptions["onProgress"]): Promise<AuditAnswer>;
  /** Audits all that a report on the log tells, with so many examples. */
  report(examples: number, onProgress?: LogWorkerOptions["onProgress"]): Promise<LogAudit>;
  close(): void;
}

/** Starts DuckDB in a worker and gives it a log, as `openLogWorker` does. `close` stops it at whatever it does; open questions then reject. */
export async function openAuditWorker(
  log: LogWorkerOpening["log"],
  {onProgress, signal}: LogWorkerOptions = {}
): Promise<AuditWorkerClient> {
  signal?.throwIfAborted();
  let hear = onProgress;
  const asked = openWorkerClient<AuditQuestion, LogWorkerProgress>(
    new Worker(import.meta.resolve("./auditWorker.js"), {type: "module"}),
    {onProgress: ({text, share}) => hear?.(text, share), signal}
  );
  try {
    const engine = await asked.ask<string>({kind: "open", log});
    return {
      engine,
      audit(request, onAudit) {
        hear = onAudit;
        return asked.ask({kind: "audit", ...request});
      },
      report(examples, onAudit) {
        hear = onAudit;
        return asked.ask({kind: "report", examples});
      },
      close: () => asked.end(new UserError("the audit was stopped", "start it again"))
    };
  } catch (error) {
    asked.end(error);
    throw error;
  }
}
