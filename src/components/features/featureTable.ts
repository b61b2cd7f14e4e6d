import {html} from "htl";
import type {Feature, Need} from "../../lib/features/feature.js";
import {featureText} from "../../lib/features/featuresSql.js";
import {dataTable} from "../dataTable.js";
import {count, percent} from "../format.js";

/** What a log must have, in words. */
const NEED_TEXTS: Readonly<Record<Need, string>> = {
  items: "items",
  users: "users who come back",
  carts: "additions to the cart",
  removes: "removals from the cart",
  purchases: "purchases",
  prices: "prices",
  departments: "departments",
  hours: "times of day",
  dwell: "dwell times",
  content: "descriptions of items"
};

/** The specification of features, a row each; the SQL unfolds in its cell. */
export function featureTable(
  features: readonly Feature[],
  {
    filled,
    examples,
    lacks
  }: {
    readonly filled?: Readonly<Record<string, number>>;
    readonly examples?: number;
    readonly lacks: readonly Need[];
  }
): HTMLElement {
  const window = (days: number | null) => (days === null ? "–" : `${days} ${days === 1 ? "day" : "days"}`);
  const lacking = features.map(({needs}) => needs.filter((need) => lacks.includes(need)));
  const some = lacking.some((needs) => needs.length > 0);
  return dataTable({
    name: "features",
    caption: `${count(features.length)} features`,
    rows: 15,
    columns: {
      name: features.map(({name}) => name),
      group: features.map(({group}) => group),
      definition: features.map(({definition}) => definition),
      unit: features.map(({unit}) => unit),
      window_days: features.map(({windowDays}) => windowDays),
      fill: features.map(({fill}) => fill),
      ...(filled === undefined || examples === undefined
        ? {}
        : {filled: features.map(({name}) => (name in filled ? filled[name] / examples : null))}),
      ...(some ? {lacks: lacking.map((needs) => needs.map((need) => NEED_TEXTS[need]).join(", "))} : {}),
      sql: features.map((feature) => featureText(feature))
    },
    header: {
      name: "feature",
      window_days: "window",
      fill: "fill value",
      filled: "examples with the fill value",
      lacks: "what the log lacks for it",
      sql: "SQL"
    },
    format: {
      name: (name) => html`<code>${String(name)}</code>` as Node,
      definition: (text) => html`<span class="feature-definition">${String(text)}</span>` as Node,
      window_days: (days) => window(days as number | null),
      filled: (share) => (share === null ? "–" : percent(share as number)),
      sql: (sql, row) =>
        html`<details class="feature-sql">
          <summary aria-label=${`SQL of ${features[row].name}`}>SQL</summary>
          <code>${String(sql)}</code>
        </details>` as Node
    }
  });
}
