import * as Plot from "@observablehq/plot";
import {largestChanges} from "../../lib/explain/sessionAttribution.js";
import {COLOURS} from "../colours.js";
import {signed} from "../explain/signed.js";
import type {Draw, FigureOptions} from "../figure.js";
import {percent} from "../format.js";
import {stacked} from "../stacked.js";
import {eventText, type PlayedEvent} from "./playerEvents.js";

/** What an event is held against: the score before it, or the score of the same events without it. */
export type MovesReading = "before" | "without";

export const MOVES_READINGS: Readonly<Record<MovesReading, string>> = {
  before: "score after the event, less the score before it",
  without: "score now, less the score without the event"
};

/** How events moved the score of a session up to the event that was played last. */
export interface SessionMoves {
  readonly session: number;
  /** Those that have been played. */
  readonly events: readonly PlayedEvent[];
  /** Of the whole session, so that the scale stays as it is. */
  readonly length: number;
  readonly comes: string;
  readonly reading: MovesReading;
  /** One an event, null where nothing can be said of it. */
  readonly changes: readonly (number | null)[];
  /** The score after each event, null where the question is not asked. */
  readonly scores: readonly (number | null)[];
  /** What stands for the score before the first event of which it is asked; null where the events are left out one by one. */
  readonly base: {readonly value: number; readonly what: string} | null;
  readonly scored: string;
  /** Why there is nothing to draw. */
  readonly empty: string;
}

const TYPE_NAMES = {view: "view", addtocart: "add to cart", removefromcart: "remove", transaction: "purchase"} as const;
const TYPES = Object.keys(TYPE_NAMES) as (keyof typeof TYPE_NAMES)[];
/** Events that the caption names. */
const NAMED = 3;

const points = (change: number) => `${signed(100 * change, 1)} points`;

/** Which events raised a session's score and which lowered it: bars above, a heat map by the kind of the event below. */
export function movesFigure(of: SessionMoves): [FigureOptions, Draw] {
  const {session, events, length, comes, reading, changes, scores, base, scored, empty} = of;
  const known = changes.flatMap((change, i) => (change === null ? [] : [{...events[i], change}]));
  const named = largestChanges(changes, NAMED).map((number) => {
    const event = events[number - 1];
    return `${eventText(event)} (${points(changes[number - 1]!)})`;
  });
  const now = scores.filter((score) => score !== null).at(-1) ?? null;
  const most = known.reduce((largest, {change}) => Math.max(largest, Math.abs(change)), 0);
  const name = `abandonment-moves-${session}`;
  const start =
    base === null
      ? `Each event is left out of the ${events.length}, one at a time. These effects do not sum to the score: events that say the same stand in for each other.`
      : `From ${percent(base.value)}, ${base.what}, the changes sum to the score of ${now === null ? "–" : percent(now)}.`;
  return [
    {
      name,
      title:
        reading === "before"
          ? `How each event moved the probability that session ${session} ${comes}`
          : `What the probability that session ${session} ${comes} owes to each event`,
      description: `Bars over the number of the event, up where it raised the score and down where it lowered it; below, a cell for each event in the row of its kind, darker for a larger change. ${named.join("; ")}`,
      caption: `${start} ${named.length === 0 ? "No event moved it." : `Largest: ${named.join("; ")}.`} ${scored}`,
      empty,
      generated: true,
      height: 250,
      legend: [
        {label: "raises the probability (+)", colour: COLOURS.recomputed, shape: "square"},
        {label: "lowers it (−)", colour: COLOURS.chosen, shape: "square"}
      ],
      table: {
        name,
        columns: {
          event: known.map(({number}) => number),
          what: known.map(eventText),
          ...(reading === "before"
            ? {
                before: known.map(({number, change}) => scores[number - 1]! - change),
                change: known.map(({change}) => change),
                after: known.map(({number}) => scores[number - 1])
              }
            : {
                without: known.map(({change}) => now! - change),
                change: known.map(({change}) => change),
                with: known.map(() => now)
              })
        },
        header: {
          before: "score before",
          after: "score after",
          without: "score without it",
          with: "score with it",
          change: "difference, points"
        },
        format: {
          ...Object.fromEntries(["before", "after", "without", "with"].map((column) => [column, share])),
          change: (value) => (value === null ? "" : signed(100 * Number(value), 1))
        }
      }
    },
    (width, height) => {
      const types = TYPES.filter((type) => events.some((event) => event.type === type));
      const below = 40 + 24 * types.length;
      const x = {domain: [0.5, Math.max(10, length) + 0.5]};
      const common = {width, marginLeft: 82, marginRight: 16, style: "background:none"};
      const cell = (width - 98) / Math.max(10, length);
      const colour = ({change}: {change: number}) => (change >= 0 ? COLOURS.recomputed : COLOURS.chosen);
      const limit = 100 * most || 1;
      const bars = Plot.plot({
        ...common,
        height: height - below,
        marginTop: 14,
        x: {...x, axis: null},
        y: {
          label: null,
          domain: [-limit, limit],
          grid: true,
          ticks: 5,
          tickFormat: (value: number) => signed(value, limit < 2 ? 1 : 0)
        },
        marks: [
          Plot.ruleY([0], {stroke: COLOURS.baseline}),
          Plot.rectY(known, {
            x1: ({number}: PlayedEvent) => number - 0.4,
            x2: ({number}: PlayedEvent) => number + 0.4,
            y: ({change}: {change: number}) => 100 * change,
            fill: colour
          })
        ]
      });
      const map = Plot.plot({
        ...common,
        height: below,
        marginTop: 4,
        marginBottom: 34,
        x: {...x, label: "number of the event →", tickFormat: "d"},
        y: {type: "band", label: null, domain: types.map((type) => TYPE_NAMES[type]), padding: 0.1},
        marks: [
          Plot.barX(events, {
            x1: ({number}: PlayedEvent) => number - 0.46,
            x2: ({number}: PlayedEvent) => number + 0.46,
            y: ({type}: PlayedEvent) => TYPE_NAMES[type],
            stroke: COLOURS.muted,
            strokeWidth: 0.5,
            fill: "none"
          }),
          Plot.barX(known, {
            x1: ({number}: PlayedEvent) => number - 0.46,
            x2: ({number}: PlayedEvent) => number + 0.46,
            y: ({type}: PlayedEvent) => TYPE_NAMES[type],
            fill: colour,
            fillOpacity: ({change}: {change: number}) => (most === 0 ? 0 : Math.abs(change) / most)
          }),
          ...(cell < 12
            ? []
            : [
                Plot.text(
                  known.filter(({change}) => Math.abs(change) >= most / 20),
                  {
                    x: "number",
                    y: ({type}: PlayedEvent) => TYPE_NAMES[type],
                    text: ({change}: {change: number}) => (change >= 0 ? "+" : "−"),
                    fill: COLOURS.ink,
                    stroke: COLOURS.page,
                    strokeWidth: 2,
                    fontSize: 12
                  }
                )
              ])
        ]
      });
      return stacked([bars, map] as unknown as SVGSVGElement[], width);
    }
  ];
}

const share = (value: number | string | null) => (value === null ? "" : percent(Number(value)));
