import {html} from "htl";
import type {LogInspection} from "../../lib/eventLog/inspectLog.js";
import {columnsNotRead, mappingProblems, ROLES, type LogMapping} from "../../lib/eventLog/mapping.js";
import {TIME_FORMATS, type TimeFormat} from "../../lib/eventLog/timeFormats.js";
import {EVENT_TYPES, type EventType} from "../../lib/sources/events.js";
import {assignRole} from "./assignRole.js";
import {ROLE_TITLES} from "./roles.js";

/** How a log is to be read: what its owner can correct. */
export interface Reading {
  readonly mapping: LogMapping;
  readonly sessions: "gap" | "own";
}

export interface MappingForm {
  readonly element: HTMLElement;
  readonly reading: Reading;
  readonly problems: readonly string[];
}

/** Choices in one list; a log with ten thousand columns is searched by typing its name. */
const NONE = "";
/** Columns without a role that are named. */
const NAMED = 12;
const ZONES = Array.from({length: 53}, (_, i) => (i - 24) * 30);

/**
 * The guessed mapping as a table to correct: a column for each role with the reason for the guess, the format and zone of its times, what its words for
 * events stand for, and the options. `onChange` hears of every correction.
 */
export function mappingForm(inspection: LogInspection, onChange: () => void): MappingForm {
  let mapping = inspection.mapping;
  let sessions: Reading["sessions"] = mapping.user === null && mapping.session !== null ? "own" : "gap";
  const corrected = new Set<string>();
  const element = html`<div class="own-log-form"></div>` as HTMLElement;
  const changed = (next: LogMapping) => {
    mapping = next;
    if (mapping.session === null) sessions = "gap";
    draw();
    onChange();
  };
  const columnList = html`<datalist id="own-log-columns">
    ${inspection.columns.map((name) => html`<option value=${name}></option>`)}
  </datalist>`;
  const many = inspection.columns.length > 200;

  function choice(role: (typeof ROLES)[number]): HTMLElement {
    const [title] = ROLE_TITLES[role];
    const control = many
      ? (html`<input
          list="own-log-columns"
          value=${mapping[role] ?? ""}
          aria-label=${`Column for ${title}`}
        />` as HTMLInputElement)
      : (html`<select aria-label=${`Column for ${title}`}>
          <option value=${NONE}>none</option>
          ${inspection.columns.map((name) => html`<option value=${name}>${name}</option>`)}
        </select>` as HTMLSelectElement);
    control.value = mapping[role] ?? NONE;
    control.dataset.role = role;
    control.addEventListener("change", () => {
      corrected.add(role);
      const column = inspection.columns.includes(control.value) ? control.value : null;
      changed(assignRole(mapping, inspection, role, column));
      element.querySelector<HTMLElement>(`[data-role=${role}]`)?.focus();
    });
    return control;
  }

  function select<T extends string>(
    label: string,
    value: T,
    options: readonly (readonly [T, string])[],
    use: (value: T) => void
  ): HTMLElement {
    const control = html`<select>
      ${options.map(([id, title]) => html`<option value=${id}>${title}</option>`)}
    </select>` as HTMLSelectElement;
    control.value = value;
    control.dataset.name = label;
    control.setAttribute("aria-label", label);
    control.addEventListener("change", () => {
      use(control.value as T);
      element.querySelector<HTMLElement>(`[data-name=${JSON.stringify(label)}]`)?.focus();
    });
    return html`<label>${label} ${control}</label>` as HTMLElement;
  }

  /** Columns without a role take part in nothing; of a thousand, the first few are named. */
  function notRead(): string {
    const columns = columnsNotRead(mapping, inspection.columns);
    const more = columns.length - NAMED;
    return columns.length === 0
      ? "Every column has a role."
      : `Not read: ${columns.slice(0, NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}.`;
  }

  function draw(): void {
    const names = Object.entries(mapping.eventNames);
    element.replaceChildren(html.fragment`${many ? columnList : null}
      <table class="own-log-mapping">
        <caption>What the columns stand for</caption>
        <thead><tr><th scope="col">role</th><th scope="col">column</th><th scope="col">why</th></tr></thead>
        <tbody>${ROLES.map(
          (role) =>
            html`<tr>
              <th scope="row">${ROLE_TITLES[role][0]}</th>
              <td>${choice(role)}</td>
              <td>
                ${corrected.has(role) ? "your choice" : inspection.reasons[role]}${mapping[role] === null ? `; ${ROLE_TITLES[role][1]}` : ""}
              </td>
            </tr>`
        )}</tbody>
      </table>
      <p class="own-log-unread">${notRead()}</p>
      <div class="own-log-options">
        ${select<TimeFormat>(
          "Times are",
          mapping.timeFormat,
          TIME_FORMATS.map(({id, title}) => [id, title] as const),
          // what its owner has chosen is not decided again by the file
          (timeFormat) => changed({...mapping, timeFormat, timeCandidates: undefined})
        )}
        ${select(
          "The log's clock is",
          String(mapping.zoneMinutes),
          ZONES.map((minutes) => [String(minutes), zoneName(minutes)] as const),
          (minutes) => changed({...mapping, zoneMinutes: Number(minutes)})
        )}
        ${
          mapping.session === null
            ? null
            : select<Reading["sessions"]>(
                "Sessions are",
                sessions,
                [
                  ["gap", "cut at pauses of 30 minutes"],
                  ["own", "the log's own"]
                ],
                (value) => {
                  sessions = value;
                  changed(mapping);
                }
              )
        }
        ${select(
          "Rows that are equal",
          mapping.deduplicate ? "one" : "each",
          [
            ["each", "are events of their own"],
            ["one", "are one event"]
          ],
          (value) => changed({...mapping, deduplicate: value === "one"})
        )}
      </div>
      ${
        names.length === 0
          ? null
          : html`<fieldset class="own-log-events">
              <legend>What the words for events stand for, as far as the first rows have them</legend>
              ${names.map(([name, type]) =>
                select<EventType | "none">(
                  name,
                  type ?? "none",
                  [...EVENT_TYPES.map((t) => [t, t] as const), ["none", "left out"] as const],
                  (value) =>
                    changed({...mapping, eventNames: {...mapping.eventNames, [name]: value === "none" ? null : value}})
                )
              )}
            </fieldset>`
      }`);
  }
  draw();
  return {
    element,
    get reading() {
      return {mapping, sessions};
    },
    get problems() {
      return mappingProblems(mapping, inspection.columns);
    }
  };
}

function zoneName(minutes: number): string {
  if (minutes === 0) return "UTC";
  const size = Math.abs(minutes);
  return `UTC${minutes > 0 ? "+" : "−"}${Math.floor(size / 60)}${size % 60 === 0 ? "" : `:${size % 60}`}`;
}
