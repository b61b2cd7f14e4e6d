import {DAY_MS} from "../../lib/core/time.js";
import * as Plot from "@observablehq/plot";
import type {Feature} from "../../lib/features/feature.js";
import {countedEvents} from "../../lib/features/countedEvents.js";
import type {Timeline} from "../../lib/features/timeline.js";
import {EVENT_TYPES} from "../../lib/sources/events.js";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count} from "../format.js";
import {stacked} from "../stacked.js";
import {predictionTimeText} from "./predictionTimeSlider.js";
import {unitText} from "./unitText.js";

/** More marks than these cannot be told apart; the table holds them all. */
const MOST_MARKS = 3_000;
const TITLES = {view: "view", addtocart: "add to cart", removefromcart: "remove", transaction: "purchase"};

/** A user's events on a time axis, those of the item by others below them, and a feature's value; what counts at the moment stands out, and what comes later is faint. */
export function timelineFigure(
  line: Timeline,
  feature: Feature,
  moment: number,
  generated: boolean
): readonly [FigureOptions, Draw] {
  const asOf = line.moments[moment];
  const value = line.values[feature.name][moment];
  const counted = new Set(countedEvents(feature, line, moment));
  const {ts_ms, event, item_id, price_cents, session_no} = line.events;
  const rows = ts_ms.map((ms, i) => ({
    time: new Date(ms),
    type: EVENT_TYPES[event[i]],
    item: item_id[i],
    price: price_cents[i],
    session: session_no[i],
    own: i < line.own,
    here: item_id[i] === line.item,
    known: ms < asOf,
    counts: counted.has(i)
  }));
  const known = rows.filter((row) => row.own && row.known).length;
  const own = [...counted].filter((i) => i < line.own).length;
  const others = counted.size - own;
  const parts = [
    ...(own > 0 ? [`${count(own)} of the user's own`] : []),
    ...(others > 0 ? [`${count(others)} by others`] : [])
  ];
  const from =
    counted.size === 0
      ? "No event counts towards it yet."
      : `${count(counted.size)} ${counted.size === 1 ? "event counts" : "events count"} towards it: ${parts.join(", ")}.`;
  return [
    {
      name: `features-user-${line.user}`,
      title: `User ${line.user} and item ${line.item}: ${feature.name}`,
      description:
        "Three panels over the same time: the user's events by type, the item's events by other users, and the feature's value. A line marks the prediction time; events that count are marked.",
      caption: `At ${predictionTimeText(asOf)} the feature is ${unitText(feature, value)}. ${from} ${feature.definition}${feature.windowDays === null ? "" : ` Shaded: the ${feature.windowDays === 1 ? "day" : `${feature.windowDays} days`} before the prediction time.`}`,
      n: `${count(known)} of the user's ${count(line.own)} events are known by then.`,
      generated,
      height: 360,
      legend: [
        {label: "event of this item", colour: COLOURS.view, shape: "dot"},
        {label: "of another item", colour: COLOURS.baseline, shape: "dot"},
        {label: "counts towards the feature", colour: COLOURS.chosen, shape: "dot"},
        {label: "value of the feature", colour: COLOURS.recomputed, shape: "line"},
        {label: "prediction time", colour: COLOURS.chosen, shape: "dash"}
      ],
      table: {
        name: `features-user-${line.user}-events`,
        columns: {
          time: rows.map((row) => row.time.toISOString()),
          event: rows.map((row) => row.type),
          item: rows.map((row) => row.item),
          price_cents: rows.map((row) => row.price),
          by: rows.map((row) => (row.own ? "this user" : "another user")),
          session: rows.map((row) => (row.own ? row.session : null)),
          known: rows.map((row) => (row.known ? "yes" : "later")),
          counts: rows.map((row) => (row.counts ? "yes" : "no"))
        }
      }
    },
    drawing(line, feature, asOf, value, rows)
  ];
}

interface Mark {
  readonly time: Date;
  readonly type: keyof typeof TITLES;
  readonly item: number | null;
  readonly own: boolean;
  readonly here: boolean;
  readonly known: boolean;
  readonly counts: boolean;
}

function drawing(line: Timeline, feature: Feature, asOf: number, value: number, rows: readonly Mark[]): Draw {
  const own = rows.filter((row) => row.own);
  const others = rows.filter((row) => !row.own).slice(-MOST_MARKS);
  const values = line.values[feature.name];
  const steps = line.moments.map((ms, i) => ({time: new Date(ms), value: values[i]}));
  const start = Math.min(line.events.ts_ms[0], others[0]?.time.getTime() ?? Infinity);
  const domain = [new Date(Math.max(start, line.events.ts_ms[0] - 31 * DAY_MS)), new Date(line.endMs)];
  const window =
    feature.windowDays === null
      ? []
      : [{from: new Date(Math.max(asOf - feature.windowDays * DAY_MS, domain[0].getTime())), to: new Date(asOf)}];
  const inView = (row: Mark) => row.time >= domain[0];
  return (width) => {
    const common = {width, marginLeft: 84, marginRight: 16, marginTop: 4};
    const x = {type: "utc" as const, domain, label: null};
    const before = [
      Plot.rectX(window, {x1: "from", x2: "to", fill: COLOURS.chosen, fillOpacity: 0.08}),
      Plot.ruleX([new Date(asOf)], {stroke: COLOURS.chosen, strokeWidth: 1.5, strokeDasharray: "4,3"})
    ];
    const dots = (of: readonly Mark[]) =>
      Plot.dot(of, {
        x: "time",
        y: "type",
        r: (d: Mark) => (d.counts ? 5 : 3),
        fill: (d: Mark) => (d.here ? COLOURS.view : COLOURS.baseline),
        fillOpacity: (d: Mark) => (d.known ? 0.75 : 0.2),
        stroke: (d: Mark) => (d.counts ? COLOURS.chosen : "none"),
        strokeWidth: 2,
        title: (d: Mark) => `${TITLES[d.type]} of item ${d.item ?? "–"}\n${predictionTimeText(d.time.getTime())}`
      });
    const y = {domain: Object.keys(TITLES), label: null, tickFormat: (type: keyof typeof TITLES) => TITLES[type]};
    const panels = [
      Plot.plot({
        ...common,
        height: 128,
        marginBottom: 4,
        x: {...x, axis: null},
        y,
        marks: [...before, dots(own.filter((d) => !d.counts)), dots(own.filter((d) => d.counts))]
      }),
      Plot.plot({
        ...common,
        height: 62,
        marginBottom: 4,
        x: {...x, axis: null},
        marks: [
          Plot.text(["this item,\nby others"], {frameAnchor: "left", dx: -9, textAnchor: "end", fill: COLOURS.ink}),
          ...before,
          Plot.ruleX(
            others.filter((d) => inView(d) && !d.counts),
            {
              x: "time",
              stroke: COLOURS.view,
              strokeOpacity: (d: Mark) => (d.known ? 0.5 : 0.15)
            }
          ),
          Plot.ruleX(
            others.filter((d) => inView(d) && d.counts),
            {x: "time", stroke: COLOURS.chosen, strokeWidth: 1.5}
          )
        ]
      }),
      Plot.plot({
        ...common,
        height: 170,
        marginTop: 14,
        marginBottom: 30,
        x,
        y: {
          grid: true,
          label: feature.unit,
          ticks: 4,
          nice: true,
          tickFormat: "~s",
          domain: [Math.min(0, ...values), Math.max(1, ...values)]
        },
        marks: [
          ...before,
          Plot.lineY(steps, {x: "time", y: "value", curve: "step-after", stroke: COLOURS.recomputed, strokeWidth: 1.5}),
          Plot.dot([{time: new Date(asOf), value}], {
            x: "time",
            y: "value",
            r: 5,
            fill: COLOURS.chosen,
            symbol: "diamond"
          })
        ]
      })
    ];
    return stacked(panels as SVGSVGElement[], width);
  };
}
