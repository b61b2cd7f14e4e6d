import {html} from "htl";
import {FEATURES} from "../../lib/features/featureList.js";
import type {FeaturesOfLog} from "../../lib/targets/featuresOfLog.js";
import {count} from "../format.js";

/** Whether the table of features made in this tab is the published one, told in a line. */
export function tabCheck(published: FeaturesOfLog, made: FeaturesOfLog | null): HTMLElement {
  if (made === null) return html`<p class="tab-check"></p>` as HTMLElement;
  const same = made.sha256 === published.sha256;
  return html`<p class="tab-check" role="status" data-same=${String(same)}>
    ${same ? "✓" : "✗"} ${count(made.examples)} × ${count(FEATURES.length)} values made in this tab,
    ${same ? "identical to" : "different from"} those made when the site was built (SHA-256
    <code>${made.sha256?.slice(0, 16)}…</code>).
  </p>` as HTMLElement;
}
