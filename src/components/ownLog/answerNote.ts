import {html} from "htl";
import type {OwnLog} from "../../browser/ownLog/ownLogs.js";

/**
 * What follows an answer that is of the published study whichever log is shown; nothing where that is not the reader's own.
 *
 * @param log the value of the page's `logChoice`
 * @param anchor the part of the page that does it with the reader's log, by its id
 */
export function answerNote(log: string, own: OwnLog | null, anchor: string): Node | string {
  if (log !== "own" || own === null) return "";
  return html` <span class="answer-note"
    >That is of the published study; <a href=${`#${anchor}`}>here is what this page does with your log</a>,
    ${own.summary.file.name}.</span
  >` as Node;
}
