import {html} from "htl";
import type {ClaimRow} from "../../lib/claims/claim.js";
import type {Rejudged} from "../../lib/claims/ledger.js";
import {show, showIn} from "../../lib/claims/show.js";
import type {Figure} from "../../lib/core/result.js";
import type {Followed} from "../../lib/reports/followed.js";
import type {RecomputedFigure} from "../../lib/reports/recomputedFigures.js";
import {outcomeMark} from "../claims/marks.js";
import {dataTable} from "../dataTable.js";
import {count} from "../format.js";

/** What became of figures and claims: the claims that flip, then all figures, the claims that stay, and what was not computed; `without` stands there before. */
export function followedTables(followed: Followed | null, without: string): HTMLElement {
  if (followed === null) return html`<p class="rerun-why">${without}</p>` as HTMLElement;
  const {figures, flipped, kept, notComputed} = followed;
  const moved = figures.filter(({published, here}) => published.value !== here.value).length;
  const all = flipped.length + kept.length;
  const others = notComputed.reduce((sum, {claims}) => sum + claims, 0);
  return html`<div role="status">
    <p>
      <strong
        >${flipped.length === 0 ? "No claim changes its outcome." : `${count(flipped.length)} of ${count(all)} claims change their outcome.`}</strong
      >
      ${count(moved)} of ${count(figures.length)} figures moved, and ${count(all)} claims hang on them.
    </p>
    <ul class="rerun-flips">
      ${flipped.map(flip)}
    </ul>
    <details>
      <summary>All ${count(figures.length)} figures, published and here</summary>
      ${figureTable(figures)}
    </details>
    <details>
      <summary>The ${count(kept.length)} claims that keep their outcome</summary>
      ${keptTable(kept)}
    </details>
    <details>
      <summary>
        Not computed here: the figures of ${count(notComputed.length)} studies, on which other claims hang
      </summary>
      <p>
        These studies train many models, read real data or measure times. That takes too long for a tab, or has nothing
        to do with these tables. ${count(others)} claims rest on them, and were not judged again. Each command runs one
        study on the command line, under the published assumptions.
      </p>
      ${dataTable({
        name: "rerun-not-computed",
        columns: {
          study: notComputed.map(({study}) => study),
          claims: notComputed.map(({claims}) => claims),
          command: notComputed.map(({study}) => `npm run study -- ${study}`)
        },
        header: {claims: "claims that hang on it"}
      })}
    </details>
  </div>` as HTMLElement;
}

function flip({before, after}: Rejudged): HTMLElement {
  return html`<li>
    <p>
      <a href=${`./claims?claim=${after.id}`}>${after.statement}</a>
      <span class="rerun-why">claimed: ${after.claimed.printed}</span>
    </p>
    <p>${outcomeMark(before.outcome)} ${number(before)} → ${outcomeMark(after.outcome)} ${number(after)}</p>
    <p class="rerun-why">${after.reason}</p>
  </li>` as HTMLElement;
}

function number({honest, unit}: ClaimRow): string {
  if (honest === null) return "";
  const {value, low, high} = honest;
  return low === null || high === null ? showIn(value, unit) : `${showIn(value, unit)} [${show(low)}, ${show(high)}]`;
}

function figureTable(figures: readonly RecomputedFigure[]): HTMLElement {
  const written = ({value, low, high, unit}: Figure) => {
    const share = unit.startsWith("share");
    const one = (x: number) => show(share ? 100 * x : x);
    const text = low === null || high === null ? one(value) : `${one(value)} [${one(low)}, ${one(high)}]`;
    return share ? `${text} %` : text;
  };
  return dataTable({
    name: "rerun-figures",
    rows: 200,
    columns: {
      kind: figures.map(({group}) => group),
      figure: figures.map(({title}) => title),
      published: figures.map(({published}) => published.value),
      here: figures.map(({here}) => here.value),
      change: figures.map(({published, here}) => here.value - published.value),
      source: figures.map(({reference}) => reference)
    },
    format: {
      published: (_, row) => written(figures[row].published),
      here: (_, row) => written(figures[row].here),
      change: (value, row) => {
        if (value === 0 || value === null) return "none";
        const share = figures[row].here.unit.startsWith("share");
        const size = Math.abs(Number(value)) * (share ? 100 : 1);
        return `${Number(value) > 0 ? "+" : "−"}${show(size)}${share ? " points" : ""}`;
      }
    }
  });
}

function keptTable(kept: readonly Rejudged[]): HTMLElement {
  return dataTable({
    name: "rerun-claims",
    rows: 200,
    columns: {
      claim: kept.map(({after}) => after.statement),
      outcome: kept.map(({after}) => after.outcome),
      published: kept.map(({before}) => before.honest?.value ?? null),
      here: kept.map(({after}) => after.honest?.value ?? null)
    },
    format: {
      claim: (value, row) => html`<a href=${`./claims?claim=${kept[row].after.id}`}>${value}</a>` as Node,
      outcome: (_, row) => outcomeMark(kept[row].after.outcome),
      published: (_, row) => number(kept[row].before) || "–",
      here: (_, row) => number(kept[row].after) || "–"
    }
  });
}
