import {html} from "htl";
import {
  forgetOwnLog,
  ownLog,
  readOwnLog,
  watchOwnLog,
  type LogReader,
  type OwnLog
} from "../../browser/ownLog/ownLogs.js";
import type {InspectedLog, ReaderProgress} from "../../browser/ownLog/ownLogWorker.js";
import {UserError} from "../../lib/core/errors.js";
import {formatTitle} from "../../lib/eventLog/logFormat.js";
import type {Lack} from "../../lib/eventLog/mapping.js";
import {arrivalSentences} from "../../lib/pipeline/arrivalDelays.js";
import type {RunDocument} from "../../lib/pipeline/stages.js";
import {LOG_PAGES} from "../../lib/reports/logPages.js";
import type {RecognisedFile} from "../../lib/sources/recognisePublished.js";
import {download} from "../download.js";
import {bytes, count, duration} from "../format.js";
import {progress, type ProgressElement} from "../progress.js";
import {commandLine} from "./commandLine.js";
import {commandOf, mappingForm} from "./mappingForm.js";
import {previewTable} from "./previewTable.js";
import {forgetMappings, rememberedMapping, rememberMapping} from "./rememberedMappings.js";
import {keptColumns} from "./keptColumns.js";
import {LACK_TEXTS} from "./roles.js";
import {setAsideFigures} from "./setAsideFigure.js";
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
      if (log !== null) kept.replaceChildren(card(log, outcome(log)));
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
  function card(log: OwnLog, more: Node | null): HTMLElement {
    const {file, rows, events, users, sessions, readAt} = log.summary;
    const forget = button("Forget this log", () => {
      leave();
      say("Forgetting …");
      forgetMappings(shelf());
      forgetOwnLog().then(
        () => {
          choose();
          say(`Forgotten: nothing of ${file.name} is left in this browser, nor how logs were read before.`);
        },
        (error: Error) => say("", `${error.message}.`)
      );
    });
    const pages = LOG_PAGES.filter(({keptOnly}) => log.kept || !keptOnly);
    return html`<section class="own-log-card" aria-label="The log there is">
      <p>
        <strong>${file.name}</strong> (${bytes(file.size)}): ${count(rows)} rows, ${count(events)} events of
        ${count(users)} users in ${count(sessions)} sessions, read ${readAt.slice(0, 16).replace("T", " ")} UTC.
        ${log.kept ? "It is kept in this browser." : "This browser cannot keep it: it is gone when you leave this page."}
      </p>
      ${
        log.kept
          ? html`<p>Every page that takes a log shows it from now on:</p>
              <ul class="own-log-pages">
                ${pages.map(({path, name, shows}) => html`<li>${link(`${path}?log=own`, name)}: ${shows}</li>`)}
              </ul>`
          : html`<p>This page shows it if it is one of ${pages.map(({name}) => name).join(", ")}.</p>`
      }
      ${more}
      <div class="tools">${forget}</div>
    </section>` as HTMLElement;
  }

  /** What was made of the log when it was read, fetched when it is asked for. */
  function outcome(log: OwnLog): HTMLElement {
    const shown = html`<div></div>` as HTMLElement;
    const fold = html`<details>
      <summary>What it adds up to, and what was set aside</summary>
      ${shown}
    </details>` as HTMLDetailsElement;
    fold.addEventListener("toggle", async () => {
      if (!fold.open || shown.childElementCount > 0) return;
      const [run, data, reasons, words, columns] = await Promise.all([
        log.document("run"),
        log.document("data"),
        log.document("rejected"),
        log.document("leftOut"),
        log.document("columns")
      ]);
      shown.replaceChildren(
        ...(run === null
          ? [html`<p>What this browser kept of it is damaged: read it again.</p>`]
          : [results(run, data?.lacks ?? [])]),
        ...(columns === null || columns.length === 0 ? [] : [keptColumns(columns)]),
        ...(reasons === null || words === null ? [] : [setAsideFigures(log.summary.file.name, {reasons}, words)])
      );
    });
    return fold;
  }

  async function inspect(file: File): Promise<void> {
    leave();
    const here = new AbortController();
    work = here;
    say(`Looking at ${file.name} …`);
    show(button("Cancel", () => choose("Cancelled; what was there before is still there.")));
    let hear: ((report: ReaderProgress) => void) | undefined;
    let known: RecognisedFile | undefined;
    try {
      const found = await readOwnLog(file, {
        signal: here.signal,
        onProgress: (report) => hear?.(report),
        onRecognised: (recognised) => (known = recognised)
      });
      if (here.signal.aborted) return;
      reader = found;
      columns(file, found, here, (listener) => (hear = listener));
    } catch (error) {
      if (here.signal.aborted) return;
      choose(sentence(error));
      if (known !== undefined) body.prepend(recognisedNote(known));
    }
  }

  /** The columns of a log to be checked, and then its reading. */
  function columns(
    file: File,
    found: LogReader,
    here: AbortController,
    listen: (hear: (report: ReaderProgress) => void) => void
  ): void {
    const {inspection} = found;
    const preview = html`<div class="own-log-preview"></div>` as HTMLElement;
    const problems = html`<ul class="own-log-problems" aria-live="polite"></ul>` as HTMLElement;
    const published = html`<div></div>` as HTMLElement;
    const before = html`<div></div>` as HTMLElement;
    const aside = html`<div></div>` as HTMLElement;
    const waits = html`<span class="own-log-waits" role="status"></span>` as HTMLElement;
    const command = commandLine(
      () => commandOf(file.name, form),
      async () => download(`${file.name}.map.txt`, await found.template(form.map), "text/plain")
    );
    const run = button("Read the log", () => void read());
    const form = mappingForm(found, file.name, () => void changed());
    const {format} = inspection;
    const named = format.kind !== "csv" && format.kind !== "xlsx" ? true : format.header;
    if (named) remember();
    showForm();

    function showForm(wrong = ""): void {
      say(looked(file, inspection), wrong);
      show(
        published,
        found.notKept === null
          ? null
          : html`<p class="own-log-note">It can be used on this page, and is gone with it: ${found.notKept}.</p>`,
        before,
        form.element,
        problems,
        preview,
        command.element,
        html`<div class="tools">${run}${button("Another file", () => choose())}${waits}</div>`,
        aside
      );
    }

    /** What is remembered of this header is offered; what cannot be used is ignored with a word. */
    function remember(): void {
      const remembered = rememberedMapping(inspection.columns, shelf());
      if (remembered === null) return;
      const damaged = "What this browser remembered of such a log is damaged, and is ignored.";
      if ("damaged" in remembered) return before.replaceChildren(html`<p>${damaged}</p>`);
      const use = button("Read it in the same way", async () => {
        before.replaceChildren(
          html`<p role="status">
            ${(await form.use(remembered.map, remembered.kept)) ? "It is read as the last one was." : damaged}
          </p>`
        );
      });
      before.replaceChildren(
        html`<div class="own-log-remembered">
          <p>
            A log with this header was read here before, with
            <code>${remembered.map}</code
            >${remembered.kept.length === 0 ? "" : `, and kept ${remembered.kept.join(", ")}`}.
          </p>
          ${use}
        </div>`
      );
    }

    let asked = 0;
    let recognised = false;
    /** What the preview shows, once it does. */
    let previewed: string | undefined;
    function waitsFor(): string {
      if (form.checked === null) return "It is being found out what follows from that.";
      if (form.problems.length > 0) return "It cannot be read so.";
      if (form.open > 0) return `${form.open === 1 ? "One question is" : `${form.open} questions are`} open above.`;
      return previewed === form.map ? "" : "The first rows are being read.";
    }
    const wait = () => {
      waits.textContent = waitsFor();
      run.disabled = waits.textContent !== "";
    };
    async function changed(): Promise<void> {
      const now = ++asked;
      wait();
      const {checked, map} = form;
      if (checked === null) return;
      command.update();
      problems.replaceChildren(...form.problems.map((text) => html`<li>${text}</li>`));
      if (checked.problems.length > 0) {
        preview.replaceChildren();
        previewed = undefined;
      } else if (previewed !== map) {
        if (preview.childElementCount === 0) preview.replaceChildren(html`<p>Reading the first rows …</p>`);
        try {
          const rows = await found.preview(map);
          if (now !== asked) return;
          previewed = map;
          preview.replaceChildren(previewTable(inspection, checked.mapping, rows));
        } catch (error) {
          if (now === asked && !here.signal.aborted)
            preview.replaceChildren(html`<p class="own-log-failed">${sentence(error)}</p>`);
          return;
        }
        wait();
      }
      // after the first rows, as it takes longer; and once
      if (recognised) return;
      recognised = true;
      const set = await found.recognise().catch(() => null);
      if (set !== null) published.replaceChildren(recognisedNote(set));
    }
    async function read(): Promise<void> {
      const bar = workingOn(file, () => choose("Cancelled; what was there before is still there."));
      listen((report) => bar.hear(report));
      const {map, wholeMap, sessions, kept} = form;
      say("");
      show(bar.element);
      bar.element.querySelector("button")?.focus();
      try {
        const reply = await found.read(map, {sessions, kept});
        if ("asked" in reply) {
          bar.stop();
          const {words} = reply.asked;
          aside.replaceChildren();
          showForm(
            `The file has ${words.length === 1 ? "a word" : `${words.length} words`} for events beyond its first rows that nobody here knows: decide it first.`
          );
          form.ask(reply.asked);
          wait();
          return;
        }
        const {log} = reply;
        work = undefined; // done: closing the dialog stops nothing
        reader = undefined;
        if (named) rememberMapping(inspection.columns, {map: wholeMap, kept}, shelf());
        const columns = kept.length === 0 ? null : await log.document("columns");
        bar.done(`Done. ${file.name} was read and described in ${duration(performance.now() - bar.start)}.`);
        say(log.kept ? "Your log is kept in this browser." : "Your log is here as long as this page is.");
        show(
          card(log, null),
          bar.element,
          columns === null ? null : keptColumns(columns),
          html`<div class="tools">${button("Another file", () => choose())}</div>`
        );
      } catch (error) {
        bar.stop();
        if (here.signal.aborted) return;
        // a bad mapping can be corrected; the worker is still there
        if (reader !== found) return;
        aside.replaceChildren(...(bar.rejected === undefined ? [] : [bar.rejected]));
        showForm(sentence(error));
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
  /** What was set aside, once that is known. */
  rejected: HTMLElement | undefined;
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
        working.rejected = setAsideFigures(file.name, report.rejected, report.words);
        aside.replaceChildren(working.rejected);
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

/** @param ms how long it took to get there, where it has just been read */
function results(run: RunDocument, lacking: readonly Lack[], ms?: number): HTMLElement {
  const lacks = [...lacking.map((lack) => LACK_TEXTS[lack]), ...readingNotes(run)];
  return html`<div>
    ${
      ms === undefined
        ? null
        : html`<p class="own-log-read">
            <strong>Read and sessionized in ${duration(ms)}</strong>, ${count(Math.round((1000 * run.input.rows) / ms))}
            rows a second.
          </p>`
    }
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
          `Not read: ${notRead.slice(0, 12).join(", ")}${notRead.length > 12 ? ` and ${count(notRead.length - 12)} more` : ""}. To use a column without a role, read the file again and keep it.`
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

/** Which published file this is, and what that means for reading it. */
function recognisedNote({set, part, file}: RecognisedFile): HTMLElement {
  return html`<p class="own-log-published" role="status">
    <strong>This is a published file, known by its bytes:</strong> ${file.name}, the ${part.what} of ${set.title}
    (${set.licence}; <a href=${set.page}>its publisher's page</a>).
    ${
      part.needed
        ? html`The command line reads it with all that is known of it:
            <code>npm run pipeline -- --source ${set.name}</code>.`
        : "By itself it is no log of events."
    }
  </p>` as HTMLElement;
}

/** Where this browser keeps what outlives a page; nothing is kept where it does not. */
function shelf(): Pick<Storage, "getItem" | "setItem" | "removeItem"> {
  try {
    return localStorage;
  } catch {
    return {getItem: () => null, setItem: () => {}, removeItem: () => {}};
  }
}

function looked(file: File, {format, columns, sampleRows}: InspectedLog): string {
  return `${file.name} (${bytes(file.size)}) is ${formatTitle(format)}, with ${count(columns.length)} columns. Check what they stand for; ${count(sampleRows)} rows were looked at.`;
}

const sentenceCase = (text: string) => `${text[0].toUpperCase()}${text.slice(1)}`;

function sentence(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
