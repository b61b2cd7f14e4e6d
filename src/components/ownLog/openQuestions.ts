import {html} from "htl";
import type {CheckedGuess} from "../../lib/eventLog/checkGuess.js";
import {sureness} from "../../lib/eventLog/mapFlag.js";
import type {Role} from "../../lib/eventLog/mapping.js";
import type {WordCount} from "../../lib/eventLog/readConfirmed.js";
import {EVENT_TYPES} from "../../lib/sources/events.js";
import {count} from "../format.js";
import {choiceOf, columnsOf, type RoleChoice} from "./corrections.js";
import {ROLE_TITLES} from "./roles.js";
import {sampleValues} from "./sampleValues.js";

interface OpenQuestionsOptions {
  readonly checked: CheckedGuess;
  /** Values of a column, as the file has them. */
  samples(column: string): readonly string[];
  /** Words for events that must be decided. */
  readonly words: readonly WordCount[];
  /** Rows of the whole file, where it has been read. */
  readonly fileRows: number;
  /** Whether a word's rows were counted in the whole file. */
  inFile(word: string): boolean;
  choose(role: Role, choice: RoleChoice): void;
  /** Takes every guess that is asked about. */
  takeGuesses(): void;
  /** @param type one of the types of event, or `none` for words that are left out */
  decide(words: readonly string[], type: string): void;
}

/** What must be decided before a log can be read: roles whose guess is unsure, and words for events that nobody knows. Null where nothing is open. */
export function openQuestions(options: OpenQuestionsOptions): HTMLElement | null {
  const {checked, words, takeGuesses, decide} = options;
  const {unsure, mapping, sampleRows} = checked;
  if (unsure.length === 0 && words.length === 0) return null;
  return html`<section class="own-log-questions" aria-label="To decide before the log is read">
    <h3>To decide before the log is read</h3>
    ${unsure.map((role) => roleQuestion(role, options))}
    ${unsure.length < 2 ? null : html`<div class="tools">${button("All of these guesses are right", takeGuesses)}</div>`}
    ${
      words.length === 0
        ? null
        : html`<div class="own-log-question">
            <p>
              <strong>Words for events.</strong> Nobody here knows what these words of “${mapping.event}” stand for. Say
              it, or leave their rows out.
            </p>
            <ul class="own-log-words">
              ${words.map(({word, rows}) => {
                const all = options.inFile(word) ? options.fileRows : sampleRows;
                const where = options.inFile(word) ? "rows of the file" : `of the first ${count(all)} rows`;
                return html`<li>
                  <span
                    ><code>${word}</code> in ${count(rows)}${options.inFile(word) ? ` of ${count(all)}` : ""}
                    ${where}</span
                  >
                  ${wordControl(word, decide)}
                </li>`;
              })}
            </ul>
            ${
              words.length < 2
                ? null
                : html`<div class="tools">
                    ${button("Leave all of these words out", () =>
                      decide(
                        words.map(({word}) => word),
                        "none"
                      )
                    )}
                  </div>`
            }
          </div>`
    }
  </section>` as HTMLElement;
}

function roleQuestion(role: Role, {checked, samples, choose}: OpenQuestionsOptions): HTMLElement {
  const {mapping, guess} = checked;
  const [title, without] = ROLE_TITLES[role];
  const own = columnsOf(mapping, role);
  const next = guess.runnersUp[role];
  const answer = (choice: RoleChoice) => {
    const columns = "always" in choice ? [] : choice;
    const name = columns.length === 0 ? "No column" : columns.join(" and ");
    const instead = "always" in choice ? `every row is a ${choice.always}` : without;
    const element = html`<button type="button" class="own-log-answer">
      <b>${name}</b> ${columns.length === 0 ? html`<small>${instead}</small>` : sampleValues(columns.map(samples))}
    </button>` as HTMLButtonElement;
    element.addEventListener("click", () => choose(role, choice));
    return element;
  };
  const offered: RoleChoice[] = [choiceOf(mapping, role), ...(next === undefined ? [] : [[next]])];
  if (role === "event" && mapping.always !== undefined && mapping.always !== "view") offered.push({always: "view"});
  // nothing can be read without a time
  if (own.length > 0 && role !== "time") offered.push([]);
  return html`<div class="own-log-question" role="group" aria-label=${`Which column is the ${title}?`}>
    <p>
      <strong>Which column is the ${title}?</strong> The guess is
      ${own.length > 0 ? html`“${own.join("” and “")}”` : role === "event" && mapping.always !== undefined ? `that every row is a ${mapping.always}` : "none of them"},
      ${sureness(guess.confidence[role])}: ${guess.reasons[role]}.
    </p>
    <div class="own-log-answers">${offered.map(answer)}</div>
  </div>` as HTMLElement;
}

function wordControl(word: string, decide: OpenQuestionsOptions["decide"]): HTMLElement {
  const control = html`<select aria-label=${`“${word}” is used as`}>
    <option value="">used as …</option>
    ${EVENT_TYPES.map((type) => html`<option value=${type}>${type}</option>`)}
    <option value="none">left out</option>
  </select>` as HTMLSelectElement;
  control.addEventListener("change", () => {
    if (control.value !== "") decide([word], control.value);
  });
  return control;
}

function button(text: string, act: () => void): HTMLButtonElement {
  const element = html`<button type="button" class="button">${text}</button>` as HTMLButtonElement;
  element.addEventListener("click", act);
  return element;
}
