import * as Plot from "@observablehq/plot";
import {wilsonInterval} from "../../lib/metrics/intervals.js";
import {atGap, plateau} from "../../lib/reports/sessions.js";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, interval, percent} from "../format.js";
import type {SessionsPage} from "./sessionsPage.js";

const TICKS = [1, 2, 5, 10, 20, 30, 60, 120, 240];
type Spec = readonly [FigureOptions, Draw];

const period = (page: SessionsPage) => `${page.firstDay} to ${page.lastDay}`;

const marked = (
  rows: readonly {gap: number; y: number}[],
  gap: number,
  y: Record<string, unknown>,
  marks: Plot.Markish[],
  format: (y: number) => string
): Draw => {
  const here = rows.filter((row) => row.gap === gap);
  return (width, height) =>
    Plot.plot({
      width,
      height,
      marginLeft: 56,
      marginRight: 24,
      marginBottom: 34,
      x: {type: "log", domain: [1, 240], label: null},
      y: {grid: true, label: null, ...y},
      marks: [
        Plot.axisX(
          TICKS.filter((tick) => width > 480 || tick !== 20),
          {text: String, label: "gap in minutes, logarithmic"}
        ),
        ...marks,
        Plot.ruleX(here, {x: "gap", stroke: COLOURS.chosen, strokeWidth: 1.5}),
        Plot.dot(here, {x: "gap", y: "y", fill: COLOURS.chosen, r: 5, symbol: "diamond"}),
        Plot.tip(
          rows,
          Plot.pointerX({x: "gap", y: "y", title: (d: {gap: number; y: number}) => `${d.gap} min\n${format(d.y)}`})
        )
      ]
    });
};

/** Number of sessions by gap, against the true number of visits where that is known. */
export function sessionsByGap(page: SessionsPage, gap: number): Spec {
  const {curve} = page;
  const at = atGap(page, gap);
  const rows = curve.gap.map((g, i) => ({gap: g, y: curve.sessions[i]}));
  const off = at.sessions - curve.visits;
  const truth = page.generated;
  const compared = truth
    ? `, ${off === 0 ? "exactly as many as there were" : `${count(Math.abs(off))} ${off > 0 ? "more" : "fewer"} than the ${count(curve.visits)} true`} visits`
    : "";
  const [half, double] = [atGap(page, page.usualGap / 2), atGap(page, 2 * page.usualGap)];
  return [
    {
      name: "sessions-by-gap",
      title: "The longer the gap, the fewer sessions it finds",
      description: `A falling curve of sessions over the gap${truth ? ", and a dashed line at the true number of visits" : ""}.`,
      caption: `A gap of ${gap} min finds ${count(at.sessions)} sessions${compared}; ${percent(at.single / at.sessions)} of them have a single event. These are complete counts, so there is no interval. ${truth ? "The right number of sessions does not prove that each is right: the next figure checks every one." : `Nobody knows how many visits there were. But ${page.usualGap / 2} min gives ${percent(half.sessions / double.sessions - 1)} more sessions than ${2 * page.usualGap} min, and the flatter the curve, the less the choice matters.`}`,
      n: `n = ${count(page.events)} events of ${count(page.users)} users, ${period(page)}.`,
      generated: page.generated,
      height: 240,
      legend: [
        {label: "sessions", colour: COLOURS.view, shape: "line"},
        ...(truth ? [{label: "true visits", colour: COLOURS.truth, shape: "dash" as const}] : []),
        {label: "chosen gap", colour: COLOURS.chosen, shape: "dot"}
      ],
      table: {
        name: "sessions-by-gap",
        columns: {
          gap_minutes: curve.gap,
          sessions: curve.sessions,
          single_event: curve.single,
          buying: curve.buying,
          ...(truth ? {exact_visits: curve.exact} : {})
        }
      }
    },
    marked(
      rows,
      gap,
      {zero: true},
      [
        Plot.ruleY(truth ? [curve.visits] : [], {stroke: COLOURS.truth, strokeDasharray: "5,4", strokeWidth: 1.5}),
        Plot.lineY(rows, {x: "gap", y: "y", stroke: COLOURS.view, strokeWidth: 2})
      ],
      (y) => `${count(y)} sessions`
    )
  ];
}

/** Share of true visits that are exactly one session, by gap, against not cutting at all. Of a generated log only. */
export function exactByGap(page: SessionsPage, gap: number): Spec {
  const {curve} = page;
  const uncut = page.uncut!;
  const exact = atGap(page, gap).exact!;
  const visits = curve.visits;
  const rows = curve.gap.map((g, i) => ({
    gap: g,
    y: curve.exact[i] / visits,
    ...wilsonInterval(curve.exact[i] / visits, visits)
  }));
  const {from, to} = plateau(curve);
  const near = plateau(curve, 0.99);
  return [
    {
      name: "exact-visits-by-gap",
      title: `Gaps from ${near.from} to ${near.to} minutes find the true visits about equally well`,
      description:
        "The share of true visits whose events are one session and nothing else, and a dashed line for a log that is never cut.",
      caption: `A gap of ${gap} min recovers ${interval({value: exact / visits, ...wilsonInterval(exact / visits, visits), unit: "share"})} of true visits event for event. The best gaps are ${from} to ${to} min, and any from ${near.from} to ${near.to} min recovers at least 99 % as many visits as the best. If events were never cut, ${percent(uncut / visits)} would be recovered: the visits of users who came only once. Intervals are 95 % Wilson.`,
      n: `n = ${count(visits)} true visits, ${period(page)}.`,
      generated: page.generated,
      height: 240,
      legend: [
        {label: "recovered exactly, with interval", colour: COLOURS.truth, shape: "line"},
        {label: "never cut", colour: COLOURS.baseline, shape: "dash"},
        {label: "chosen gap", colour: COLOURS.chosen, shape: "dot"}
      ],
      table: {
        name: "exact-visits-by-gap",
        columns: {
          gap_minutes: curve.gap,
          exact: curve.exact,
          share: rows.map((r) => r.y),
          low: rows.map((r) => r.low),
          high: rows.map((r) => r.high)
        }
      }
    },
    marked(
      rows,
      gap,
      {percent: true, domain: [0, 100], tickFormat: (d: number) => `${d} %`},
      [
        Plot.ruleY([uncut / visits], {stroke: COLOURS.baseline, strokeDasharray: "5,4", strokeWidth: 1.5}),
        Plot.areaY(rows, {x: "gap", y1: "low", y2: "high", fill: COLOURS.truth, fillOpacity: 0.25}),
        Plot.lineY(rows, {x: "gap", y: "y", stroke: COLOURS.truth, strokeWidth: 2})
      ],
      (y) => `${percent(y)} of visits`
    )
  ];
}

/** Session conversion by gap: the same purchases over another number of sessions. */
export function conversionByGap(page: SessionsPage, gap: number): Spec {
  const {curve, usualGap} = page;
  const at = atGap(page, gap);
  const usual = atGap(page, usualGap);
  const rows = curve.gap.map((g, i) => ({
    gap: g,
    y: curve.buying[i] / curve.sessions[i],
    ...wilsonInterval(curve.buying[i] / curve.sessions[i], curve.sessions[i])
  }));
  return [
    {
      name: "conversion-by-gap",
      title: "The conversion rate depends on the gap",
      description: "A rising curve of session conversion over the gap.",
      caption: `At a gap of ${gap} min, ${interval({value: at.buying / at.sessions, ...wilsonInterval(at.buying / at.sessions, at.sessions), unit: "share"})} of ${count(at.sessions)} sessions buy${gap === usualGap ? "" : `; at ${usualGap} min it is ${percent(usual.buying / usual.sessions)}`}. The purchases are the same at every gap; a longer one only counts fewer sessions. So conversion rates can only be compared at the same gap. Intervals are 95 % Wilson.`,
      n: `n = ${count(page.events)} events, ${period(page)}.`,
      generated: page.generated,
      height: 220,
      legend: [
        {label: "sessions that buy, with interval", colour: COLOURS.transaction, shape: "line"},
        {label: `at ${usualGap} min`, colour: COLOURS.baseline, shape: "dash"},
        {label: "chosen gap", colour: COLOURS.chosen, shape: "dot"}
      ],
      table: {
        name: "conversion-by-gap",
        columns: {
          gap_minutes: curve.gap,
          sessions: curve.sessions,
          buying: curve.buying,
          share: rows.map((r) => r.y),
          low: rows.map((r) => r.low),
          high: rows.map((r) => r.high)
        }
      }
    },
    marked(
      rows,
      gap,
      {percent: true, zero: true, tickFormat: (d: number) => `${d} %`},
      [
        Plot.ruleY([usual.buying / usual.sessions], {
          stroke: COLOURS.baseline,
          strokeDasharray: "5,4",
          strokeWidth: 1.5
        }),
        Plot.areaY(rows, {x: "gap", y1: "low", y2: "high", fill: COLOURS.transaction, fillOpacity: 0.25}),
        Plot.lineY(rows, {x: "gap", y: "y", stroke: COLOURS.transaction, strokeWidth: 2})
      ],
      (y) => `${percent(y)} of sessions`
    )
  ];
}
