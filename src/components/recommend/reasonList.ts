import {html} from "htl";
import type {TracedReason} from "../../browser/recommend.js";
import {reasonText} from "../../lib/recommend/reasonText.js";
import {count} from "../format.js";
import {scoreText} from "./scoreText.js";

/** Reasons that are listed one by one. */
const LISTED = 5;
/** Items of a similar session that are named. */
const NAMED = 8;

/** Why an item has its score: the largest parts, the sum of the others, and that all of them are the score. */
export function reasonList(
  reasons: readonly TracedReason[] | null,
  {score, nameOf}: {readonly score: number; readonly nameOf: (item: number) => string}
): HTMLElement {
  if (reasons === null)
    return html`<p class="reason-note">
      This model's score is no sum of counts, so there is nothing to list.
    </p>` as HTMLElement;
  const rest = reasons.slice(LISTED);
  const sum = rest.reduce((total, {contribution}) => total + contribution, 0);
  const trace = ({items}: TracedReason) =>
    items === undefined
      ? null
      : html`<br /><span class="reason-trace"
            >${items.slice(0, NAMED).map(nameOf).join(" → ")}${
              items.length > NAMED ? ` → ${count(items.length - NAMED)} more` : ""
            }</span
          >`;
  return html`<ul class="reasons">
    ${reasons
      .slice(0, LISTED)
      .map(
        (reason) =>
          html`<li><b>+${scoreText(reason.contribution)}</b> It ${reasonText(reason, nameOf)}.${trace(reason)}</li>`
      )}
    ${
      rest.length === 0
        ? null
        : html`<li>
            <b>+${scoreText(sum)}</b> ${count(rest.length)} more ${rest.length === 1 ? "reason" : "reasons"}.
          </li>`
    }
    ${reasons.length < 2 ? null : html`<li><b>= ${scoreText(score)}</b> The score.</li>`}
  </ul>` as HTMLElement;
}
