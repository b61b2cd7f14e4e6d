import {html} from "htl";
import type {TargetNeeds} from "../../lib/reports/logNeeds.js";
import {lacksText} from "../../lib/reports/logReport.js";
import {knownSize} from "../../lib/targets/countTargets.js";
import {rateOf} from "../../lib/reports/targets.js";
import type {PageColumns} from "../csv.js";
import {tableDownloads} from "../download.js";
import {count, percent} from "../format.js";
import {learnabilityMark} from "../targets/learnability.js";
import {cardTable} from "./cardTable.js";

/** A row for each target: what the log has for it, what it lacks, what would be needed. The files have every number by itself. */
export function needsTable(targets: readonly TargetNeeds[], log: string): HTMLElement {
  const name = "what-each-target-needs";
  return html`<div class="data-table">
    ${cardTable(
      `What each target has and needs: ${log}`,
      ["target", "training positives", "test positives", "users needed", "what is needed"],
      targets.map((one) => [
        html`${one.target.title}<br />${learnabilityMark(one.judged?.verdict ?? "cannot be asked")}${rateText(one)}`,
        positivesText(one, 0),
        positivesText(one, 2),
        usersText(one),
        bringList(one.bring)
      ])
    )}
    <div class="tools">
      <span class="tools-label">Table:</span>${tableDownloads(() => ({name, columns: columnsOf(targets)}))}
    </div>
  </div>` as HTMLElement;
}

function rateText({judged, parts}: TargetNeeds): HTMLElement | string {
  const rate = judged === null ? null : rateOf(parts[0]);
  if (rate === null) return "";
  return html`<small
    >true for ${share(rate.value)} [${share(rate.low)}, ${share(rate.high)}] of ${count(knownSize(parts[0]).examples)}
    training examples</small
  >` as HTMLElement;
}

function positivesText({judged, lacks, parts, positives}: TargetNeeds, part: 0 | 2): HTMLElement | string {
  if (judged === null) return `– (${lacksText({lacks})})`;
  const needed = part === 0 ? positives.train : positives.test;
  const beside =
    judged.verdict === "learnable" ? "enough" : needed === null ? "no rate to plan from" : `needs ${count(needed)}`;
  return html`<b>${count(parts[part].positives)}</b> <small>${beside}</small>` as HTMLElement;
}

function usersText({judged, size, noSize}: TargetNeeds): HTMLElement | string {
  if (judged === null) return "–";
  if (judged.verdict === "learnable") return "enough";
  if (size === null) return noSize ?? "–";
  const high = size.usersHigh === null ? "no end" : rough(size.usersHigh);
  return html`about <b>${rough(size.users)}</b> <small>[${rough(size.usersLow)}, ${high}]</small>` as HTMLElement;
}

function bringList(bring: readonly string[]): HTMLElement | string {
  if (bring.length === 0) return "nothing more";
  return html`<ul>
    ${bring.map((text) => html`<li>${text}</li>`)}
  </ul>` as HTMLElement;
}

function columnsOf(targets: readonly TargetNeeds[]): PageColumns {
  const rates = targets.map(({parts, judged}) => (judged === null ? null : rateOf(parts[0])));
  const of = (part: number) => (one: TargetNeeds) => (one.judged === null ? null : one.parts[part].positives);
  return {
    target: targets.map(({target}) => target.title),
    verdict: targets.map(({judged}) => judged?.verdict ?? "cannot be asked"),
    lacks: targets.map((one) => (one.lacks.length === 0 ? "nothing" : lacksText(one))),
    bring: targets.map(({bring}) => (bring.length === 0 ? "nothing more" : bring.join("; "))),
    train: targets.map(of(0)),
    train_needed: targets.map(({positives}) => positives.train),
    test: targets.map(of(2)),
    test_needed: targets.map(({positives}) => positives.test),
    rate: rates.map((rate) => rate?.value ?? null),
    rate_low: rates.map((rate) => rate?.low ?? null),
    rate_high: rates.map((rate) => rate?.high ?? null),
    examples: targets.map(({parts, judged}) => (judged === null ? null : knownSize(parts[0]).examples)),
    users_needed: targets.map(({size}) => size?.users ?? null),
    users_low: targets.map(({size}) => size?.usersLow ?? null),
    users_high: targets.map(({size}) => size?.usersHigh ?? null),
    sessions_needed: targets.map(({size}) => size?.sessions ?? null),
    days_needed: targets.map(({size}) => size?.days ?? null)
  };
}

const share = (value: number) => percent(value, value > 0 && value < 0.01 ? 3 : 1);

/** What is planned has two digits at most. */
const rough = (value: number) => count(Number(value.toPrecision(2)));
