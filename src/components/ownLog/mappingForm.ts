import {html} from "htl";
import type {LogReader} from "../../browser/ownLog/ownLogs.js";
import type {AskedWords} from "../../browser/ownLog/ownLogWorker.js";
import type {CheckedGuess} from "../../lib/eventLog/checkGuess.js";
import {keptProblem} from "../../lib/eventLog/keptColumns.js";
import {mapFlag, mapText, shellText, sureness} from "../../lib/eventLog/mapFlag.js";
import {columnsNotRead, logSpec, ROLES, type Role} from "../../lib/eventLog/mapping.js";
import {quoted} from "../../lib/eventLog/parseMapping.js";
import {TIME_FORMATS} from "../../lib/eventLog/timeFormats.js";
import {EVENT_TYPES, type EventType} from "../../lib/sources/events.js";
import {count} from "../format.js";
import {
  assignRole,
  choiceOf,
  columnsOf,
  correctionsOf,
  correctionsText,
  setOption,
  wordKey,
  type Corrections,
  type RoleChoice
} from "./corrections.js";
import {openQuestions} from "./openQuestions.js";
import {ROLE_TITLES} from "./roles.js";
import {sampleValues} from "./sampleValues.js";
import {unreadColumns} from "./unreadColumns.js";

export interface MappingForm {
  readonly element: HTMLElement;
  /** The corrections, as `--map` has them. */
  readonly map: string;
  /** All that is read under them, as `--map` has it: what is worth to be remembered. */
  readonly wholeMap: string;
  readonly sessions: "gap" | "own";
  /** Columns without a role that are kept, in the file's order. */
  readonly kept: readonly string[];
  /** Why the log cannot be read so; empty where it can. */
  readonly problems: readonly string[];
  /** How the log would be read; null while that is being found out. */
  readonly checked: CheckedGuess | null;
  /** How many questions are open. */
  readonly open: number;
  /** Takes other corrections, and other columns to keep, in place of those there are; false where they do not fit the log, which leaves all as it is. */
  use(map: string, kept: readonly string[]): Promise<boolean>;
  /** Adds words for events that the whole file has. */
  ask(words: AskedWords): void;
}

/** Choices in one list; a log with ten thousand columns is searched by typing its name. */
const NONE = "";
/** From this number of columns on, a column is typed and not chosen from a list. */
const MANY = 200;
/** Columns that a time may be in: year, month, day, hour, minute, second. */
const TIME_PARTS = 6;
const ZONES = Array.from({length: 53}, (_, i) => (i - 24) * 30);

/**
 * The guessed mapping as a form to correct: first what must be decided, then a column for each role with its values and the reason for the guess, the format
 * and zone of its times, what its words for events stand for, and the options. Every correction goes to the reader as the text that `--map` would have, so that
 * the command line reads the log in the same way. `onChange` hears of every correction, when it is made and when it is known what follows from it.
 */
export function mappingForm(reader: LogReader, name: string, onChange: () => void): MappingForm {
  const {inspection} = reader;
  const {columns} = inspection;
  let corrections: Corrections = new Map();
  let checked = inspection.checked;
  /** Corrections whose outcome is not known yet. */
  let pending = 0;
  let wrong = "";
  let sessionsChosen: "gap" | "own" | undefined;
  /** Of the columns that are kept where they have no role. */
  let keptChosen: readonly string[] = [];
  let asked: AskedWords = {words: [], rows: 0};
  const element = html`<div class="own-log-form"></div>` as HTMLElement;
  const many = columns.length > MANY;
  const columnList = html`<datalist id="own-log-columns">
    ${columns.map((column) => html`<option value=${column}></option>`)}
  </datalist>`;

  /** One correction after another, each of what the one before it has led to: they may come faster than they are answered. */
  let turn: Promise<unknown> = Promise.resolve();
  /** Focus goes to what `focus` finds once the form is drawn anew; without it, nowhere. Gives whether the correction makes sense. */
  function correct(change: () => Corrections, focus?: string): Promise<boolean> {
    pending++;
    onChange();
    const corrected = turn.then(async () => {
      let fits = true;
      try {
        const next = change();
        checked = await reader.check(correctionsText(next));
        corrections = next;
        wrong = "";
      } catch (error) {
        wrong = error instanceof Error ? error.message : String(error);
        fits = false;
      }
      pending--;
      draw();
      if (focus !== undefined) element.querySelector<HTMLElement>(focus)?.focus();
      onChange();
      return fits;
    });
    turn = corrected;
    return corrected;
  }
  const assign = (role: Role, choice: RoleChoice, focus: string) =>
    void correct(() => assignRole(corrections, checked.mapping, role, choice), focus);
  const option = (key: string, value: string | null) =>
    void correct(() => setOption(corrections, key, value), `[data-key=${JSON.stringify(key)}]`);
  const undecided = () => {
    const decided = ({word}: {word: string}) => corrections.has(wordKey(word));
    const later = asked.words.filter((word) => !decided(word));
    return [...later, ...checked.undecided.filter(({word}) => !later.some((one) => one.word === word))];
  };
  const sessions = () =>
    checked.mapping.session === null ? "gap" : (sessionsChosen ?? logSpec(name, checked.mapping).sessions ?? "gap");

  function select(
    label: string,
    value: string,
    options: readonly (readonly [id: string, title: string])[],
    {key, use, shown = label}: {key: string; use: (value: string) => void; shown?: string}
  ): HTMLElement {
    const control = html`<select aria-label=${label} data-key=${key}>
      ${options.map(([id, title]) => html`<option value=${id}>${title}</option>`)}
    </select>` as HTMLSelectElement;
    control.value = value;
    control.addEventListener("change", () => use(control.value));
    return (shown === "" ? control : html`<label>${shown} ${control}</label>`) as HTMLElement;
  }

  /** A column, or none. */
  function columnControl(label: string, key: string, value: string | null, use: (column: string | null) => void) {
    const control = many
      ? (html`<input list="own-log-columns" aria-label=${label} data-key=${key} />` as HTMLInputElement)
      : (html`<select aria-label=${label} data-key=${key}>
          <option value=${NONE}>none</option>
          ${columns.map((column) => html`<option value=${column}>${column}</option>`)}
        </select>` as HTMLSelectElement);
    control.value = value ?? NONE;
    control.addEventListener("change", () => use(columns.includes(control.value) ? control.value : null));
    return control;
  }

  function choice(role: Role): HTMLElement {
    const {mapping} = checked;
    const [title] = ROLE_TITLES[role];
    const own = columnsOf(mapping, role);
    const parts = role === "time" ? Math.min(TIME_PARTS, own.length + 1) : 1;
    const controls = Array.from({length: Math.max(1, parts)}, (_, i) => {
      const key = i === 0 ? role : `${role}-${i + 1}`;
      const label = i === 0 ? `Column for ${title}` : `Column in which ${title} goes on, ${i + 1}`;
      const control = columnControl(label, key, own[i] ?? null, (column) => {
        const next = own.map((one, k) => (k === i ? column : one));
        if (i === own.length) next.push(column);
        assign(
          role,
          next.filter((one, k): one is string => one !== null && next.indexOf(one) === k),
          `[data-key=${JSON.stringify(key)}]`
        );
      });
      return i === 0 ? control : html`<label class="own-log-part">and in ${control}</label>`;
    });
    if (role === "event" && mapping.event === null) {
      controls.push(
        html`<div class="own-log-part">
          ${select(
            "Every row is a",
            mapping.always ?? "view",
            EVENT_TYPES.map((type) => [type, type] as const),
            {key: "always", use: (type) => assign("event", {always: type as EventType}, "[data-key=always]")}
          )}
        </div>`
      );
      if (mapping.always !== undefined)
        controls.push(
          html`<label class="own-log-part"
            >returns are negative in
            ${columnControl("Column of quantities", "quantity", mapping.quantity ?? null, (column) =>
              option("quantity", column === null ? "none" : quoted(column))
            )}</label
          >`
        );
    }
    return html`<div>${controls}</div>` as HTMLElement;
  }

  function why(role: Role): string {
    const {mapping, guess} = checked;
    const told = corrections.has(role);
    const without = mapping[role] === null && (role !== "event" || mapping.always === undefined);
    return `${told ? "your choice" : `${sureness(guess.confidence[role])}: ${guess.reasons[role]}`}${without ? `; ${ROLE_TITLES[role][1]}` : ""}`;
  }

  const kept = () => {
    const chosen = new Set(keptChosen);
    return columnsNotRead(checked.mapping, columns).filter((column) => chosen.has(column));
  };

  function timeOptions(): HTMLElement[] {
    const {mapping} = checked;
    const formats = TIME_FORMATS.map(({id, title}) => [id, title] as const);
    return [
      select("Times are", mapping.timeFormat, formats, {
        key: "time-format",
        // what its owner has chosen is not decided again by the file
        use: (format) => option("time-format", format)
      }),
      select(
        "The log's clock is",
        String(mapping.zoneMinutes),
        ZONES.map((minutes) => [String(minutes), zoneName(minutes)] as const),
        {key: "zone", use: (minutes) => option("zone", minutes)}
      ),
      ...(mapping.ingested === null
        ? []
        : [
            select("Arrivals are", mapping.ingestedFormat, formats, {
              key: "ingested-format",
              use: (format) => option("ingested-format", format)
            })
          ])
    ];
  }

  function options(): HTMLElement[] {
    const {mapping} = checked;
    return [
      ...timeOptions(),
      ...(mapping.price === null
        ? []
        : [
            select(
              "Decimals of prices are behind",
              mapping.decimalSign ?? "either",
              [
                ["either", "what the column says"],
                ["point", "a point"],
                ["comma", "a comma"]
              ],
              {key: "decimal", use: (sign) => option("decimal", sign === "either" ? null : sign)}
            ),
            select(
              "Prices are in",
              mapping.priceUnit ?? "named",
              [
                ["named", "what the column is called"],
                ["whole", "whole units"],
                ["cents", "cents"]
              ],
              {key: "price-unit", use: (unit) => option("price-unit", unit === "named" ? null : unit)}
            )
          ]),
      ...(mapping.session === null
        ? []
        : [
            select(
              "Sessions are",
              sessions(),
              [
                ["gap", "cut at pauses of 30 minutes"],
                ["own", "the log's own"]
              ],
              {
                key: "sessions",
                use: (value) => {
                  sessionsChosen = value as "gap" | "own";
                  draw();
                  element.querySelector<HTMLElement>("[data-key=sessions]")?.focus();
                  onChange();
                }
              }
            )
          ]),
      select(
        "Rows that are equal",
        mapping.deduplicate ? "yes" : "no",
        [
          ["no", "are events of their own"],
          ["yes", "are one event"]
        ],
        {key: "deduplicate", use: (value) => option("deduplicate", value)}
      )
    ];
  }

  function words(): HTMLElement | null {
    const {mapping, sampleRows} = checked;
    const listed = [...checked.words];
    for (const word of asked.words) if (!listed.some((one) => one.word === word.word)) listed.push(word);
    if (mapping.event === null || listed.length === 0) return null;
    const waiting = undecided();
    const value = (word: string) =>
      Object.hasOwn(mapping.eventNames, word) ? (mapping.eventNames[word] ?? "none") : NONE;
    return html`<fieldset class="own-log-events">
      <legend>
        What the words of ${mapping.event} stand for, with their rows among the first ${count(sampleRows)}
      </legend>
      ${listed.map(({word}) => {
        const rows = checked.words.find((one) => one.word === word)?.rows;
        const now = value(word);
        return html`<label
          >${word}${rows === undefined ? "" : html` <small>${count(rows)}</small>`}
          ${select(
            word,
            now,
            [
              ...(now !== NONE
                ? []
                : [
                    [
                      NONE,
                      waiting.some((one) => one.word === word) ? "to be decided" : "set aside, as it is not known"
                    ] as const
                  ]),
              ...EVENT_TYPES.map((type) => [type, type] as const),
              ["none", "left out"] as const
            ],
            {
              key: `word ${word}`,
              shown: "",
              use: (type) => decide([word], type, `[data-key="${CSS.escape(`word ${word}`)}"]`)
            }
          )}</label
        >`;
      })}
    </fieldset>` as HTMLElement;
  }

  const decide = (some: readonly string[], type: string, focus: string) => {
    if (type === NONE) return;
    void correct(() => new Map([...corrections, ...some.map((word) => [wordKey(word), type] as const)]), focus);
  };

  function draw(): void {
    const {guess, mapping} = checked;
    const notices = [...inspection.fileNotices, ...guess.notices];
    element.replaceChildren(html.fragment`${many ? columnList : null}
      ${wrong === "" ? null : html`<p class="own-log-failed" role="alert">${wrong}.</p>`}
      ${openQuestions({
        checked,
        samples: (column) => inspection.samples[columns.indexOf(column)] ?? [],
        words: undecided(),
        fileRows: asked.rows,
        inFile: (word) => asked.words.some((one) => one.word === word),
        choose: (role, choice) => assign(role, choice, NEXT_QUESTION),
        takeGuesses: () =>
          void correct(
            () =>
              checked.unsure.reduce<Corrections>(
                (next, role) => assignRole(next, checked.mapping, role, choiceOf(checked.mapping, role)),
                corrections
              ),
            NEXT_QUESTION
          ),
        decide: (words, type) => decide(words, type, NEXT_QUESTION)
      })}
      ${
        notices.length === 0
          ? null
          : html`<ul class="own-log-notices">
              ${notices.map((notice) => html`<li>${sentence(notice)}</li>`)}
            </ul>`
      }
      <table class="own-log-mapping" role="table">
        <caption>What the columns stand for</caption>
        <thead role="rowgroup"><tr role="row">${["role", "column", "its values", "why"].map((name) => html`<th scope="col" role="columnheader">${name}</th>`)}</tr></thead>
        <tbody role="rowgroup">${ROLES.map(
          (role) =>
            html`<tr role="row" class=${checked.unsure.includes(role) ? "own-log-unsure" : ""}>
              <th scope="row" role="rowheader">${ROLE_TITLES[role][0]}</th>
              <td role="cell">${choice(role)}</td>
              <td role="cell">
                ${sampleValues(columnsOf(mapping, role).map((column) => inspection.samples[columns.indexOf(column)] ?? []))}
              </td>
              <td role="cell">${why(role)}</td>
            </tr>`
        )}</tbody>
      </table>
      <div class="own-log-options">${options()}</div>
      ${words()}
      ${unreadColumns({
        columns: columnsNotRead(mapping, columns),
        kept: kept(),
        samples: (column) => inspection.samples[columns.indexOf(column)] ?? [],
        keep(chosen, focus) {
          keptChosen = chosen;
          draw();
          element.querySelector<HTMLElement>(focus)?.focus();
          onChange();
        }
      })}`);
  }
  draw();
  return {
    element,
    get map() {
      return correctionsText(corrections);
    },
    get wholeMap() {
      return mapText(checked.mapping, correctionsText(corrections));
    },
    get sessions() {
      return sessions();
    },
    get kept() {
      return kept();
    },
    get problems() {
      const problem = keptProblem(kept());
      return [...checked.problems, ...(problem === null ? [] : [problem])];
    },
    get checked() {
      return pending > 0 ? null : checked;
    },
    get open() {
      return checked.unsure.length + undecided().length;
    },
    async use(map, chosen) {
      const before = corrections;
      let given: Corrections;
      try {
        given = correctionsOf(map);
      } catch {
        return false;
      }
      if (!(await correct(() => given))) {
        wrong = "";
        draw();
        return false;
      }
      if (checked.problems.length === 0) {
        keptChosen = chosen;
        draw();
        onChange();
        return true;
      }
      await correct(() => before);
      return false;
    },
    ask(words) {
      asked = words;
      draw();
      element.querySelector<HTMLElement>(NEXT_QUESTION)?.focus();
    }
  };
}

/** The next question that is open, or the table where there is none left. */
const NEXT_QUESTION = ".own-log-questions :is(button, select), .own-log-mapping :is(select, input)";

/** The commands that read a log in the same way, and audit the columns that are kept. */
export function commandOf(name: string, {map, sessions, kept, checked}: MappingForm): string {
  if (checked === null) return "";
  const {mapping} = checked;
  const usual = mapping.session === null ? "gap" : (logSpec(name, mapping).sessions ?? "gap");
  const same = `--source ${shellText(name)} ${mapFlag(mapping, map)}`;
  const audit = `npm run audit -- leakage ${same}${kept.map((column) => ` --column ${shellText(column)}`).join("")}`;
  return `npm run pipeline -- ${same}${sessions === usual ? "" : ` --sessions ${sessions}`}${kept.length === 0 ? "" : `\n${audit}`}`;
}

function zoneName(minutes: number): string {
  if (minutes === 0) return "UTC";
  const size = Math.abs(minutes);
  return `UTC${minutes > 0 ? "+" : "−"}${Math.floor(size / 60)}${size % 60 === 0 ? "" : `:${size % 60}`}`;
}

const sentence = (text: string) => `${text[0].toUpperCase()}${text.slice(1)}.`;
