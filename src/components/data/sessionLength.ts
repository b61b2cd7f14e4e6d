import * as Plot from "@observablehq/plot";
import {escape, op, table} from "arquero";
import type {Description} from "../../lib/pipeline/describe.js";
import {wilsonInterval} from "../../lib/metrics/intervals.js";
import {SESSION_BANDS, sessionBands} from "../../lib/pipeline/sessionBands.js";
import {sum} from "../../lib/reports/data.js";
import {COLOURS, STEPS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, interval, percent} from "../format.js";
import {periodOf, type DataSet} from "./dataSet.js";

/** Ordered bands in ordered steps; all of them stand off the page. */
const BAND_COLOURS = [STEPS[2], STEPS[3], STEPS[5], STEPS[6]];
/** Longer sessions share the last bar. */
const LONGEST = 60;

const bandLabel = ({name, from, until}: {name: string; from: number; until: number}) =>
  `${name} (${until === from + 1 ? from : until === Infinity ? `${from} or more` : `${from}–${until - 1}`})`;

/** Sessions by number of events, coloured by band. */
export function sessionLength(data: DataSet, description: Description): readonly [FigureOptions, Draw] {
  const {lengths} = description;
  const bands = sessionBands(lengths);
  const n = sum(lengths.sessions);
  const bars = table(lengths)
    .groupby({events: escape((row: {events: number}) => Math.min(row.events, LONGEST))})
    .rollup({sessions: op.sum("sessions")})
    .objects() as {events: number; sessions: number}[];
  const rows = bars.map((bar) => ({
    ...bar,
    colour: BAND_COLOURS[SESSION_BANDS.findIndex(({from, until}) => bar.events >= from && bar.events < until)]
  }));
  const share = (sessions: number) =>
    n === 0 ? "–" : interval({value: sessions / n, ...wilsonInterval(sessions / n, n), unit: "share"});
  return [
    {
      name: `${data.name}-session-length`,
      title:
        n === 0
          ? "Sessions by number of events"
          : `The most common sessions are ${bandLabel(bands.reduce((most, band) => (band.sessions > most.sessions ? band : most)))}`,
      description: `Bars from 1 event to ${LONGEST} or more, in four bands.`,
      caption: `${bands.map((band) => `${share(band.sessions)} are ${band.name}`).join(", ")}. Intervals are 95 % Wilson.`,
      n: `n = ${count(n)} sessions, ${periodOf(description)}.`,
      generated: data.generated,
      height: 240,
      legend: SESSION_BANDS.map((band, i) => ({label: bandLabel(band), colour: BAND_COLOURS[i]})),
      table: {
        name: `${data.name}-session-length`,
        columns: {events: lengths.events, sessions: lengths.sessions, buying_sessions: lengths.buying}
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: 48,
        marginBottom: 34,
        x: {domain: [0.5, LONGEST + 0.5], label: `events in the session (${LONGEST}: or more)`},
        y: {grid: true, label: null, zero: true},
        marks: [
          Plot.rectY(rows, {
            x1: (d) => d.events - 0.5,
            x2: (d) => d.events + 0.5,
            y: "sessions",
            fill: "colour",
            inset: 0.5
          }),
          Plot.tip(
            rows,
            Plot.pointerX({
              x: "events",
              y: "sessions",
              title: (d: (typeof rows)[number]) =>
                `${d.events}${d.events === LONGEST ? " or more" : ""} events\n${count(d.sessions)} sessions`
            })
          ),
          Plot.ruleY([0])
        ]
      })
  ];
}

/** Share of sessions that buy, by band, against all sessions' share. */
export function bandConversion(data: DataSet, description: Description): readonly [FigureOptions, Draw] {
  const bands = sessionBands(description.lengths).filter(({sessions}) => sessions > 0);
  const sessions = sum(description.lengths.sessions);
  const overall = sum(description.lengths.buying) / Math.max(1, sessions);
  const rows = bands.map((band) => {
    const share = band.buying / band.sessions;
    return {...band, label: bandLabel(band), share, ...wilsonInterval(share, band.sessions)};
  });
  const [first, last] = [rows[0], rows[rows.length - 1]];
  return [
    {
      name: `${data.name}-band-conversion`,
      title:
        first !== undefined && last.low > first.high
          ? `${last.name[0].toUpperCase()}${last.name.slice(1)} sessions buy more often than ${first.name} ones`
          : "Share of sessions that buy, by number of events",
      description: "A dot with its interval for each band, and a dashed line at the share of all sessions.",
      caption:
        first === undefined
          ? "No session starts in these days."
          : `${last.name[0].toUpperCase()}${last.name.slice(1)} sessions: ${interval({value: last.share, low: last.low, high: last.high, unit: "share"})} of ${count(last.sessions)} buy. ${first.name[0].toUpperCase()}${first.name.slice(1)} sessions: ${interval({value: first.share, low: first.low, high: first.high, unit: "share"})} of ${count(first.sessions)}. All sessions: ${percent(overall)}. This does not show a cause: a longer session has more chances to buy, and a purchase itself adds events. Intervals are 95 % Wilson.`,
      n: `n = ${count(sessions)} sessions, ${periodOf(description)}.`,
      generated: data.generated,
      height: 170,
      legend: [
        {label: "sessions that buy", colour: COLOURS.transaction, shape: "dot"},
        {label: "all sessions", colour: COLOURS.baseline, shape: "dash"}
      ],
      table: {
        name: `${data.name}-band-conversion`,
        columns: {
          band: rows.map((r) => r.label),
          sessions: rows.map((r) => r.sessions),
          buying: rows.map((r) => r.buying),
          share: rows.map((r) => r.share),
          low: rows.map((r) => r.low),
          high: rows.map((r) => r.high)
        }
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: 118,
        marginBottom: 34,
        x: {percent: true, grid: true, zero: true, label: "% of sessions"},
        y: {domain: rows.map((r) => r.label), label: null},
        marks: [
          Plot.ruleX([overall], {stroke: COLOURS.baseline, strokeDasharray: "5,4", strokeWidth: 1.5}),
          Plot.ruleY(rows, {x1: "low", x2: "high", y: "label", stroke: COLOURS.transaction, strokeWidth: 2}),
          Plot.dot(rows, {x: "share", y: "label", fill: COLOURS.transaction, r: 5})
        ]
      })
  ];
}
