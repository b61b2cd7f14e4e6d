import * as Plot from "@observablehq/plot";
import {ticks} from "d3";
import {countDecisions, offersByHour, type ShopLog} from "../../lib/offers/offerAnalytics.js";
import {REFUSALS, type Refusal} from "../../lib/offers/policy.js";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count} from "../format.js";

const EMPTY = "Nothing has happened in the demo shop of this browser yet.";

/** Offers shown, addresses given and orders with a code, hour by hour. */
export function hourFigure(log: ShopLog): readonly [FigureOptions, Draw] {
  const hours = offersByHour(log);
  const kinds = ["interventions", "claims", "conversions"] as const;
  const colours = {interventions: COLOURS.view, claims: COLOURS.addtocart, conversions: COLOURS.transaction};
  const bars = hours.flatMap((hour) =>
    kinds.map((kind) => ({
      hour: new Date(hour.hourMs).toISOString().slice(5, 16).replace("T", " "),
      kind,
      n: hour[kind]
    }))
  );
  return [
    {
      name: "live-analytics-hours",
      title: "Interventions, claims and conversions by hour (UTC)",
      description: "Three bars for each hour in which something happened.",
      caption: `In ${count(hours.length)} ${hours.length === 1 ? "hour" : "hours"}. Counts of this browser alone: too few to compare hours.${hours.length > 4 ? " Where there is no room for all, the latest are drawn; the table has all." : ""}`,
      n: `n = ${count(log.decisions.length)} decisions.`,
      generated: true,
      height: 240,
      empty: EMPTY,
      legend: kinds.map((kind) => ({label: kind, colour: colours[kind]})),
      table: {
        name: "live-analytics-hours",
        columns: {
          hour: hours.map(({hourMs}) => new Date(hourMs).toISOString()),
          decisions: hours.map(({decisions}) => decisions),
          interventions: hours.map(({interventions}) => interventions),
          claims: hours.map(({claims}) => claims),
          conversions: hours.map(({conversions}) => conversions),
          orders: hours.map(({orders}) => orders),
          revenue: hours.map(({revenueCents}) => revenueCents / 100),
          discount: hours.map(({discountCents}) => discountCents / 100)
        }
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: 40,
        fx: {
          label: null,
          domain: [...new Set(bars.map(({hour}) => hour))].slice(-(width < 520 ? 4 : 12)),
          padding: 0.2
        },
        x: {axis: null, domain: [...kinds]},
        y: {
          label: "↑ count",
          grid: true,
          ticks: countTicks(bars),
          tickFormat: "d",
          domain: [0, Math.max(1, ...bars.map(({n}) => n))]
        },
        marks: [
          Plot.barY(bars, {
            fx: "hour",
            x: "kind",
            y: "n",
            fill: ({kind}: {kind: keyof typeof colours}) => colours[kind]
          }),
          Plot.ruleY([0])
        ]
      })
  ];
}

/** How often each reason stood against an offer first. */
export function reasonFigure(log: ShopLog): readonly [FigureOptions, Draw] {
  const counts = [...countDecisions(log.decisions)].sort(([, a], [, b]) => b - a);
  const name = (key: Refusal | "offer") => (key === "offer" ? "An offer was made" : REFUSALS[key]);
  const rows = counts.map(([key, n]) => ({reason: name(key), n}));
  return [
    {
      name: "live-analytics-reasons",
      title: "What came of each decision",
      description: "A bar for each reason that stood first against an offer, and one for offers.",
      caption: "Only the first reason against an offer is counted.",
      n: `n = ${count(log.decisions.length)} decisions.`,
      generated: true,
      height: 60 + 30 * Math.max(1, rows.length),
      empty: EMPTY,
      table: {
        name: "live-analytics-reasons",
        columns: {reason: rows.map(({reason}) => reason), times: rows.map(({n}) => n)}
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: width < 520 ? 150 : 250,
        marginRight: 40,
        x: {label: "times →", grid: true, ticks: countTicks(rows), tickFormat: "d"},
        y: {
          label: null,
          domain: rows.map(({reason}) => reason),
          tickFormat: (text: string) => (width < 520 && text.length > 24 ? `${text.slice(0, 23)}…` : text)
        },
        marks: [
          Plot.barX(rows, {x: "n", y: "reason", fill: COLOURS.recomputed}),
          Plot.text(rows, {x: "n", y: "reason", text: ({n}: {n: number}) => count(n), dx: 6, textAnchor: "start"})
        ]
      })
  ];
}

/** Some whole numbers from none to the most of the counts. */
function countTicks(counts: readonly {readonly n: number}[]): number[] {
  return ticks(0, Math.max(1, ...counts.map(({n}) => n)), 4).filter(Number.isInteger);
}
