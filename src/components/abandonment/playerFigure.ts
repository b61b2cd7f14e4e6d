import * as Plot from "@observablehq/plot";
import type {EventType} from "../../lib/sources/events.js";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {percent} from "../format.js";
import {stacked} from "../stacked.js";
import {fixedCell} from "../targets/tableCells.js";
import {eventText, type PlayedEvent} from "./playerEvents.js";

/** A session up to an event, with what is said after each. */
export interface PlayedSoFar {
  readonly session: number;
  readonly events: readonly PlayedEvent[];
  /** How many of the events have been played; the others are not drawn. */
  readonly played: number;
  /** Completes "the chance that it …". */
  readonly comes: string;
  /** One an event, null where the target is not asked. */
  readonly network: readonly (number | null)[];
  /** Of who knows every rate; empty where that cannot be said. */
  readonly posterior: readonly (number | null)[];
  /** The share of the test for which the target comes true, at an event of that number; null where few are left. */
  readonly base: readonly (number | null)[];
  /** Where the network's scores come from, in words. */
  readonly scored: string;
  /** What became of it, told after its last event. */
  readonly end: string;
}

const SYMBOLS = {view: "circle", addtocart: "triangle", removefromcart: "times", transaction: "star"} as const;
const TYPE_NAMES = {view: "view", addtocart: "add to cart", removefromcart: "remove", transaction: "purchase"} as const;

/** A session as it is played: chances above, events below, along the number of the event. */
export function playerFigure(now: PlayedSoFar): readonly [FigureOptions, Draw] {
  const {events, played, comes, network, posterior, base, session, scored, end} = now;
  const types = (Object.keys(SYMBOLS) as EventType[]).filter((type) => events.some((event) => event.type === type));
  const last = events[played - 1];
  const at = (values: readonly (number | null)[]) => values[played - 1] ?? null;
  const lines = [
    {name: "the network", values: network, colour: COLOURS.recomputed, dash: "none"},
    ...(posterior.length === 0 ? [] : [{name: "best possible", values: posterior, colour: COLOURS.truth, dash: "7,4"}]),
    {name: "true share", values: base, colour: COLOURS.baseline, dash: "2,4"}
  ];
  const rows = events.slice(0, played);
  return [
    {
      name: `abandonment-session-${session}`,
      title: `The probability that session ${session} ${comes}`,
      description: `Lines over the number of the event for the network, ${posterior.length === 0 ? "" : "for the best possible, "}and the true share; marks below for the type of each event.`,
      caption: `${eventText(last)}. ${at(network) === null ? "The cart is still empty, so there is no prediction." : `${chancesText(now)}.`} ${played === events.length ? `That was its last event before the end: ${end}. ` : ""}${scored}`,
      generated: true,
      height: 320,
      legend: [
        ...lines.map(({name, colour, dash}) => ({
          label: name,
          colour,
          shape: dash === "none" ? ("line" as const) : ("dash" as const)
        })),
        ...types.map((type) => ({
          label: TYPE_NAMES[type],
          colour: COLOURS[type],
          shape: "dot" as const
        }))
      ],
      table: {
        name: `abandonment-session-${session}`,
        columns: {
          event: rows.map(({number}) => number),
          what: rows.map(eventText),
          network: rows.map((_, k) => network[k]),
          every_rate_known: rows.map((_, k) => posterior[k] ?? null),
          share_true: rows.map((_, k) => base[k] ?? null)
        },
        header: {network: "the network", every_rate_known: "best possible", share_true: "true share"},
        format: {network: fixedCell(4), every_rate_known: fixedCell(4), share_true: fixedCell(4)}
      }
    },
    (width, height) => {
      const marks = rows.map((event) => ({...event, y: TYPE_NAMES[event.type]}));
      const said = lines.map(({values, ...line}) => ({
        ...line,
        points: values.slice(0, played).flatMap((value, k) => (value === null ? [] : [{number: k + 1, value}]))
      }));
      const x = {domain: [0.5, Math.max(10, events.length) + 0.5]};
      const common = {width, marginLeft: 82, marginRight: 16, style: "background:none"};
      const probabilities = Plot.plot({
        ...common,
        height: height - 110,
        x: {...x, axis: null},
        y: {label: null, domain: [0, 1], grid: true, ticks: 5, tickFormat: (share: number) => percent(share, 0)},
        marks: [
          ...said.flatMap(({points, colour, dash, name}) => [
            Plot.lineY(points, {x: "number", y: "value", stroke: colour, strokeWidth: 2, strokeDasharray: dash}),
            ...(name === "true share"
              ? []
              : [Plot.dot(points.slice(-1), {x: "number", y: "value", fill: colour, r: 4})])
          ]),
          Plot.ruleX([played], {stroke: COLOURS.ink, strokeOpacity: 0.35})
        ]
      });
      const below = Plot.plot({
        ...common,
        height: 110,
        marginTop: 6,
        marginBottom: 34,
        x: {...x, label: "number of the event →", tickFormat: "d"},
        y: {label: null, domain: types.map((type) => TYPE_NAMES[type])},
        marks: [
          Plot.ruleX([played], {stroke: COLOURS.ink, strokeOpacity: 0.35}),
          Plot.dot(marks, {
            x: "number",
            y: "y",
            r: 3.5,
            fill: ({type}: PlayedEvent) => COLOURS[type],
            symbol: ({type}: PlayedEvent) => SYMBOLS[type] as never
          })
        ]
      });
      return stacked([probabilities, below] as unknown as SVGSVGElement[], width);
    }
  ];
}

/** What is said of the session after the event that was played last. */
function chancesText({played, network, posterior, base}: PlayedSoFar): string {
  const known = posterior[played - 1] ?? null;
  const share = base[played - 1] ?? null;
  return `The network says ${percent(network[played - 1]!)}${known === null ? "" : `, the best possible prediction ${percent(known)}`}; ${
    share === null
      ? "too few test sessions reach this event to give the true share"
      : `it comes true for ${percent(share)} of test sessions at this event`
  }`;
}
