import {html} from "htl";
import {watchShopLog} from "../../browser/shopLog.js";
import {ALERT_RULES, offerAlerts} from "../../lib/offers/offerAlerts.js";
import {summarizeOffers, type ShopLog} from "../../lib/offers/offerAnalytics.js";
import {REFUSALS} from "../../lib/offers/policy.js";
import {YOU} from "../../lib/offers/shopRecords.js";
import {EVENT_TYPES} from "../../lib/sources/events.js";
import {bigNumber} from "../bigNumber.js";
import type {PageColumns} from "../csv.js";
import {dataTable} from "../dataTable.js";
import {money} from "../demoShop/money.js";
import {download, downloadButton} from "../download.js";
import {figure} from "../figure.js";
import {count, percent} from "../format.js";
import {hourFigure, reasonFigure} from "./analyticsFigures.js";

export interface LiveAnalytics extends HTMLElement {
  close(): void;
}

const NOTHING: ShopLog = {decisions: [], offers: [], orders: [], damaged: 0};
/** Decisions in the feed; files have all. */
const FED = 100;

/** The dashboard of the demo shop of this browser: totals, hours, reasons, alerts, and a feed of decisions with their factors; live over all tabs. */
export async function liveAnalytics(): Promise<LiveAnalytics> {
  const mark = {generated: true};
  const numbers = {
    interventions: bigNumber({label: "interventions", value: "0", detail: "offers shown", ...mark}),
    claims: bigNumber({label: "claims", value: "0", detail: "e-mail address given", ...mark}),
    conversions: bigNumber({label: "conversions", value: "0", detail: "orders with a code", ...mark}),
    conversion: bigNumber({label: "conversion", value: "–", ...mark}),
    revenue: bigNumber({label: "revenue", value: "0", ...mark}),
    discount: bigNumber({label: "discount given", value: "0", ...mark})
  };
  const hours = figure(...hourFigure(NOTHING));
  const reasons = figure(...reasonFigure(NOTHING));
  const alerts = html`<ul></ul>` as HTMLElement;
  const feed = html`<div class="analytics-feed"></div>` as HTMLElement;
  const fault = html`<p class="shop-loss" role="alert"></p>` as HTMLElement;
  let now = NOTHING;
  const json = downloadButton("JSON", "Download all decisions, offers and orders as JSON", () =>
    download("live-analytics.json", `${JSON.stringify(now, null, 2)}\n`, "application/json")
  );
  const element = html`<div class="live-analytics">
    ${fault}
    <div class="cards">${Object.values(numbers)}</div>
    ${hours}${reasons}
    <h3>Alerts</h3>
    <div role="status">${alerts}</div>
    <h3>Decisions, the latest first</h3>
    ${feed}
    <p class="tools">All decisions, offers and orders: ${json}</p>
  </div>` as unknown as LiveAnalytics;

  function show(log: ShopLog): void {
    now = log;
    const all = summarizeOffers(log);
    numbers.interventions.update({value: count(all.interventions)});
    numbers.claims.update({value: count(all.claims)});
    numbers.conversions.update({value: count(all.conversions)});
    numbers.conversion.update(
      all.conversion === null
        ? {value: "–", detail: "no offer yet"}
        : {
            value: percent(all.conversion.value, 0),
            detail: `95 % interval ${percent(all.conversion.low, 0)} to ${percent(all.conversion.high, 0)}, n = ${count(all.interventions)} offers`
          }
    );
    numbers.revenue.update({value: money(all.revenueCents), detail: `after discounts, ${count(all.orders)} orders`});
    numbers.discount.update({value: money(all.discountCents), detail: `in ${count(all.conversions)} orders`});
    hours.update(...hourFigure(log));
    reasons.update(...reasonFigure(log));
    const found = offerAlerts(log);
    alerts.replaceChildren(
      ...(found.length === 0
        ? [html`<li>No rule finds anything.</li>`]
        : found.map(({rule, found: text}) => html`<li><strong>${rule}</strong> Found: ${text}.</li>`))
    );
    feed.replaceChildren(
      log.decisions.length === 0
        ? html`<p class="figure-empty">Nothing has been decided in this browser yet.</p>`
        : dataTable({
            name: "live-analytics-decisions",
            columns: feedColumns(log),
            rows: 8,
            caption: `The last ${count(Math.min(FED, log.decisions.length))} decisions`
          })
    );
  }

  show(NOTHING);
  const watched = await watchShopLog(show, (why) => (fault.textContent = `The shop's log cannot be read: ${why}.`));
  if (watched.loss !== null) fault.textContent = watched.loss;
  return Object.assign(element, {close: () => watched.close()});
}

function feedColumns({decisions}: ShopLog): PageColumns {
  const last = decisions.slice(-FED).reverse();
  return {
    time: last.map(({ms}) => new Date(ms).toISOString().slice(0, 19).replace("T", " ")),
    visitor: last.map(({visitor}) => (visitor === YOU ? "you" : visitor.split("-").slice(0, 2).join(" "))),
    event: last.map(({event}) => EVENT_TYPES[event]),
    score: last.map(({abandonment}) => abandonment),
    threshold: last.map(({threshold}) => threshold),
    cart: last.map(({cartCents}) => cartCents / 100),
    decision: last.map(({refusal}) => (refusal === null ? "offer" : REFUSALS[refusal])),
    factors: last.map(({factors}) => factors.join("; "))
  };
}

/** The rules of alerts as a list. */
export function alertRules(): HTMLElement {
  return html`<ul>
    ${ALERT_RULES.map((rule) => html`<li>${rule}</li>`)}
  </ul>` as HTMLElement;
}
