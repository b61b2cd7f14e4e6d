import {html} from "htl";
import type {Explained, TracedReason} from "../../browser/recommend.js";
import type {NearItem} from "../../lib/recommend/nearestClicked.js";
import {reasonText} from "../../lib/recommend/reasonText.js";
import {count} from "../format.js";
import {cosineText, scoreText} from "./scoreText.js";

/** Reasons that are listed one by one. */
const LISTED = 5;
/** Items of a similar session that are named. */
const NAMED = 8;

/**
 * Why an item has its score: the largest parts, the sum of the others, and that all of them are the score; of a network
 * the items of the session whose vectors are nearest.
 */
export function reasonList(
  explained: Explained | null,
  {score, nameOf}: {readonly score: number; readonly nameOf: (item: number) => string}
): HTMLElement {
  if (explained === null)
    return html`<p class="reason-note">
      This model's score is no sum of counts, so there is nothing to list.
    </p>` as HTMLElement;
  if (explained.by === "vectors") return nearList(explained.near, nameOf);
  const {reasons} = explained;
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

/** Items of the session by how near their vectors are. */
function nearList(near: readonly NearItem[], nameOf: (item: number) => string): HTMLElement {
  return html`<div>
    <p class="reason-note">
      A network's score is no sum of counts. It has learned a vector for each item; these items of the session have the
      nearest ones (cosine: 1 for the same direction, 0 for nothing in common).
    </p>
    <ul class="reasons">
      ${near
        .slice(0, LISTED)
        .map(
          ({item, places, cosine}) =>
            html`<li><b>${cosineText(cosine)}</b> ${nameOf(item)}, click ${places.join(" and ")}.</li>`
        )}
    </ul>
  </div>` as HTMLElement;
}
