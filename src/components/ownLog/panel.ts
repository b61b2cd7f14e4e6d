import {html} from "htl";
import {
  forgetOwnLog,
  ownLog,
  readOwnLog,
  watchOwnLog,
  type LogReader,
  type OwnLog
} from "../../browser/ownLog/ownLogs.js";
import type {ReaderProgress} from "../../browser/ownLog/ownLogWorker.js";
import type {Rejected} from "../../browser/ownLog/documents.js";
import {UserError} from "../../lib/core/errors.js";
import type {LogInspection} from "../../lib/eventLog/inspectLog.js";
import {formatTitle} from "../../lib/eventLog/logFormat.js";
import type {Lack} from "../../lib/eventLog/mapping.js";
import {arrivalSentences} from "../../lib/pipeline/arrivalDelays.js";
import {SPLIT_OPTIONS, splitName} from "../../lib/pipeline/split.js";
import type {RunDocument} from "../../lib/pipeline/stages.js";
import {download, downloadButton} from "../download.js";
import {bytes, count, duration} from "../format.js";
import {progress, type ProgressElement} from "../progress.js";
import {mappingForm} from "./mappingForm.js";
import {previewTable} from "./previewTable.js";
import {LACK_TEXTS, SHORT_TEXT} from "./roles.js";
import {totalRows} from "./totalRows.js";

/** The dialog in which a reader gives the page a log of their own. One for a page. */
export interface OwnLogPanel {
  /** Shows it, with files that were dropped, if any. */
  open(files?: readonly DroppedFile[]): void;
}

/** What was dropped: a file, or something else under its name. */
export type DroppedFile = {readonly name: string; readonly file: File | null};

const ENDINGS = ".csv,.tsv,.txt,.log,.gz,.zip,.ndjson,.jsonl,.json,.xlsx,.parquet";

/** Makes the dialog. `root` is the address of the site's home page, from which the links to other pages are made. */
export function ownLogPanel(root: string): OwnLogPanel {
  const body = html`<div class="own-log-body"></div>` as HTMLElement;
  const said = html`<p class="own-log-said" role="status"></p>` as HTMLElement;
  const failed = html`<p class="own-log-failed" role="alert"></p>` as HTMLElement;
  const close = html`<button type="button" class="button">Close</button>` as HTMLButtonElement;
  const dialog = html`<dialog class="own-log-panel" aria-labelledby="own-log-title">
    <div class="own-log-head">
      <h2 id="own-log-title">A log of your own</h2>
      ${close}
    </div>
    ${said}${failed}${body}
  </dialog>` as HTMLDialogElement;
  document.body.append(dialog);
  /** What is under way: aborted by closing, cancelling and choosing another file. */
  let work: AbortController | undefined;
  let reader: LogReader | undefined;

  const say = (text: string, wrong = "") => {
    said.textContent = text;
    failed.textContent = wrong;
  };
  const show = (...nodes: (Node | null)[]) => body.replaceChildren(...nodes.filter((node) => node !== null));
  const leave = () => {
    work?.abort(new UserError("Cancelled", "what was there before is still there"));
    work = undefined;
    reader = undefined;
  };
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", leave);

  const button = (text: string, act: () => void) => {
    const element = html`<button type="button" class="button">${text}</button>` as HTMLButtonElement;
    element.addEventListener("click", act);
    return element;
  };
  const link = (page: string, text: string) => html`<a href=${new URL(page, root).href}>${text}</a>`;

  function chooser(label: string): HTMLElement {
    const input = html`<input type="file" accept=${ENDINGS} aria-label=${label} />` as HTMLInputElement;
    input.addEventListener("change", () => {
      const file = input.files?.[0];
      if (file !== undefined) void inspect(file);
    });
    return html`<div class="own-log-choose">
      <label>${label} ${input}</label>
      <p>
        or drop it anywhere on the page. CSV up to 300 MB, NDJSON (one JSON object a line) or another JSON, each also
        gzipped or zipped, an Excel sheet (.xlsx) or Parquet.
      </p>
    </div>` as HTMLElement;
  }

  function choose(wrong = ""): void {
    leave();
    say("", wrong);
    const kept = html`<div></div>` as HTMLElement;
    void ownLog().then((log) => {
      if (log !== null) kept.replaceChildren(card(log));
    });
    show(
      html`<p>
        One event a row: who, when, what. It is read in this tab, stays in this browser's private file system, and no
        byte of it is sent anywhere.
      </p>`,
      chooser("Choose a log"),
      kept
    );
  }

  /** The log there is, where it can be used, and the button that forgets it. */
  function card(log: OwnLog): HTMLElement {
    const {file, rows, events, users, sessions, readAt} = log.summary;
    const forget = button("Forget this log", () => {
      leave();
      say("Forgetting …");
      forgetOwnLog().then(
        () => {
          choose();
          say(`Forgotten: nothing of ${file.name} is left in this browser.`);
        },
        (error: Error) => say("", `${error.message}.`)
      );
    });
    return html`<section class="own-log-card" aria-label="The log there is">
      <p>
        <strong>${file.name}</strong> (${bytes(file.size)}): ${count(rows)} rows, ${count(events)} events of
        ${count(users)} users in ${count(sessions)} sessions, read ${readAt.slice(0, 16).replace("T", " ")} UTC.
        ${log.kept ? "It is kept in this browser." : "This browser cannot keep it: it is gone when you leave this page."}
      </p>
      ${
        log.kept
          ? html`<p class="own-log-links">
              Look at it on ${link("data?log=own", "Data")}, ${link("sessions?log=own", "Sessions")},
              ${link("rerun?log=own", "Re-run")}.
            </p>`
          : html`<p>Choose it as the log of this page.</p>`
      }
      ${forget}
    </section>` as HTMLElement;
  }

  async function inspect(file: File): Promise<void> {
    leave();
    const here = new AbortController();
    work = here;
    say(`Looking at ${file.name} …`);
    show(button("Cancel", () => choose("Cancelled; what was there before is still there.")));
    let bar: Working | undefined;
    try {
      const found = await readOwnLog(file, {
        signal: here.signal,
        onProgress: (report) => bar?.hear(report)
      });
      if (here.signal.aborted) return;
      reader = found;
      columns(file, found, here, (working) => (bar = working));
    } catch (error) {
      if (!here.signal.aborted) choose(sentence(error));
    }
  }

  function columns(
    file: File,
    found: LogReader,
    here: AbortController,
    working: (bar: Working) => void,
    wrong = ""
  ): void {
    const {inspection} = found;
    const preview = html`<div class="own-log-preview"></div>` as HTMLElement;
    const problems = html`<ul class="own-log-problems" aria-live="polite"></ul>` as HTMLElement;
    const run = button("Read the log", () => void read());
    const form = mappingForm(inspection, () => void changed());
    say(recognised(file, inspection), wrong);
    show(
      found.notKept === null
        ? null
        : html`<p class="own-log-note">It can be used on this page, and is gone with it: ${found.notKept}.</p>`,
      form.element,
      problems,
      preview,
      html`<div class="tools">${run}${button("Another file", () => choose())}</div>`
    );
    let asked = 0;
    async function changed(): Promise<void> {
      const now = ++asked;
      const wrongs = form.problems;
      run.disabled = wrongs.length > 0;
      problems.replaceChildren(...wrongs.map((text) => html`<li>${text}</li>`));
      if (wrongs.length > 0) return preview.replaceChildren();
      const {mapping} = form.reading;
      if (preview.childElementCount === 0) preview.replaceChildren(html`<p>Reading the first rows …</p>`);
      try {
        const rows = await found.preview(mapping);
        if (now === asked) preview.replaceChildren(previewTable(inspection, mapping, rows));
      } catch (error) {
        if (now === asked && !here.signal.aborted)
          preview.replaceChildren(html`<p class="own-log-failed">${sentence(error)}</p>`);
      }
    }
    async function read(): Promise<void> {
      const bar = workingOn(file, () => choose("Cancelled; what was there before is still there."));
      working(bar);
      say("");
      show(bar.element);
      bar.element.querySelector("button")?.focus();
      try {
        const log = await found.read(form.reading.mapping, form.reading.sessions);
        work = undefined; // done: closing the dialog stops nothing
        reader = undefined;
        bar.done(`Done. ${file.name} was read and described in ${duration(performance.now() - bar.start)}.`);
        say(log.kept ? "Your log is kept in this browser." : "Your log is here as long as this page is.");
        show(card(log), bar.element);
      } catch (error) {
        bar.stop();
        if (here.signal.aborted) return;
        // a bad mapping can be corrected; the worker is still there
        if (reader === found) columns(file, found, here, working, sentence(error));
        if (bar.rejected !== undefined) body.append(rejectedTable(file.name, bar.rejected));
      }
    }
    void changed();
  }

  const dropped = (files: readonly DroppedFile[]) => {
    if (files.length > 1)
      return choose(`${files.length} files were dropped; drop one: a log is one file, so put them together first.`);
    const [{name, file}] = files;
    if (file === null) return choose(`${name} is a folder; drop the one file in it that is the log.`);
    void inspect(file);
  };
  watchOwnLog(() => {
    if (dialog.open && work === undefined && body.querySelector(".own-log-choose") !== null) choose();
  });
  return {
    open(files) {
      if (!dialog.open) dialog.showModal();
      if (files === undefined || files.length === 0) {
        if (work === undefined) choose();
      } else dropped(files);
    }
  };
}

interface Working {
  readonly element: HTMLElement;
  readonly start: number;
  rejected: Rejected | undefined;
  hear(report: ReaderProgress): void;
  done(text: string): void;
  /** Ends it without a word. */
  stop(): void;
}

/** Progress of a reading, and below it what is known so far. */
function workingOn(file: File, onCancel: () => void): Working {
  const bar: ProgressElement = progress({label: `Reading ${file.name}`, onCancel});
  const found = html`<div class="own-log-found" aria-live="polite"></div>` as HTMLElement;
  const aside = html`<div></div>` as HTMLElement;
  const start = performance.now();
  let text = "Starting";
  let share: number | null = null;
  let rows = 0;
  let read = 0;
  // beside the status, which a screen reader would otherwise hear every second
  const pace = html`<span class="own-log-pace" aria-hidden="true"></span>` as HTMLElement;
  const draw = () => {
    const seconds = (performance.now() - start) / 1000;
    const rate =
      rows > 0
        ? `, ${count(rows)} rows, ${count(Math.round(rows / seconds))} a second`
        : read > 0
          ? `, ${bytes(read)} of ${bytes(file.size)}, ${bytes(read / seconds)} a second`
          : "";
    pace.textContent = `${duration(1000 * Math.round(seconds))}${rate}`;
    bar.update(text, share);
  };
  const clock = setInterval(draw, 1000);
  bar.signal.addEventListener("abort", () => clearInterval(clock));
  const working: Working = {
    element: html`<div>${bar}${pace}${found}${aside}</div>` as HTMLElement,
    start,
    rejected: undefined,
    hear(report) {
      if (report.kind === "work") {
        ({text, share} = report);
        rows = report.rows ?? 0;
        read = report.bytes ?? 0;
        bar.update(text, share);
      } else if (report.kind === "run") found.replaceChildren(results(report.run, report.lacks, report.ms));
      else {
        working.rejected = report.rejected;
        aside.replaceChildren(rejectedTable(file.name, report.rejected));
      }
    },
    done(text) {
      clearInterval(clock);
      pace.textContent = "";
      bar.done(text);
    },
    stop: () => clearInterval(clock)
  };
  draw();
  return working;
}

function results(run: RunDocument, lacking: readonly Lack[], ms: number): HTMLElement {
  const short = run.options.split === splitName(SPLIT_OPTIONS) ? [] : [SHORT_TEXT];
  const lacks = [...lacking.map((lack) => LACK_TEXTS[lack]), ...short, ...readingNotes(run)];
  return html`<div>
    <p class="own-log-read">
      <strong>Read and sessionized in ${duration(ms)}</strong>, ${count(Math.round((1000 * run.input.rows) / ms))} rows
      a second.
    </p>
    <table class="own-log-totals">
      <caption>
        What it adds up to
      </caption>
      <tbody>
        ${totalRows(run).map(
          ([name, value]) =>
            html`<tr>
              <th scope="row">${name}</th>
              <td class="number">${value}</td>
            </tr>`
        )}
      </tbody>
    </table>
    ${
      lacks.length === 0
        ? null
        : html`<ul class="own-log-lacks">
            ${lacks.map((text) => html`<li>${text}</li>`)}
          </ul>`
    }
  </div>` as HTMLElement;
}

/** What was not read, what occurs twice, and how events reached the log, a sentence each. */
function readingNotes({notRead = [], notices = [], counts, arrivals}: RunDocument): string[] {
  const duplicates = counts?.exactDuplicates ?? 0;
  const withoutItem = counts?.eventsWithoutItem ?? 0;
  return [
    ...notices.map((notice) => `${sentenceCase(notice)}.`),
    ...(notRead.length === 0
      ? []
      : [
          `Not read: ${notRead.slice(0, 12).join(", ")}${notRead.length > 12 ? ` and ${count(notRead.length - 12)} more` : ""}. A column without a role takes part in nothing.`
        ]),
    ...(duplicates === 0
      ? []
      : [`${count(duplicates)} rows are exact duplicates of another, and are kept as events of their own.`]),
    ...(withoutItem === 0
      ? []
      : [
          `${count(withoutItem)} events name no item: they count for users and sessions, and are left out wherever an item is asked for.`
        ]),
    ...(arrivals === undefined ? [] : arrivalSentences(arrivals).map((text) => `${sentenceCase(text)}.`))
  ];
}

/** Rows that could not be read, by reason, with the first lines of each, and all of them as a file. */
function rejectedTable(name: string, {reasons, csv}: Rejected): HTMLElement {
  if (reasons.length === 0) return html`<p>Every row of ${name} could be read.</p>` as HTMLElement;
  return html`<div class="own-log-rejected">
    <table>
      <caption>
        Rows of ${name} that were set aside
      </caption>
      <thead>
        <tr>
          <th scope="col">reason</th>
          <th scope="col" class="number">rows</th>
          <th scope="col">first lines</th>
        </tr>
      </thead>
      <tbody>
        ${reasons.map(
          ({reason, rows, lines}) =>
            html`<tr>
              <td>${reason}</td>
              <td class="number">${count(rows)}</td>
              <td>${lines.map((line) => count(line)).join("; ")}</td>
            </tr>`
        )}
      </tbody>
    </table>
    <div class="tools">
      ${downloadButton(
        "All of them as CSV",
        `All of them as CSV: the lines of ${name} that were set aside, with their reasons`,
        () => download(`${name}.set-aside.csv`, csv, "text/csv")
      )}
    </div>
  </div>` as HTMLElement;
}

function recognised(file: File, {format, columns, rows, notices}: LogInspection): string {
  const noticed = notices.map((notice) => `${sentenceCase(notice)}. `).join("");
  return `${file.name} (${bytes(file.size)}) is ${formatTitle(format)}, with ${count(columns.length)} columns. ${noticed}Check what they stand for; ${count(rows.length)} rows were looked at.`;
}

const sentenceCase = (text: string) => `${text[0].toUpperCase()}${text.slice(1)}`;

function sentence(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
