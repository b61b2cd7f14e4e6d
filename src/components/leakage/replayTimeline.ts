import * as Plot from "@observablehq/plot";
import type {TracedExample} from "../../lib/leakage/traceExample.js";
import {EVENT_TYPES} from "../../lib/sources/events.js";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count} from "../format.js";

const NAMES = {view: "view", addtocart: "add to cart", removefromcart: "remove", transaction: "purchase"} as const;
const SYMBOLS = {view: "circle", addtocart: "triangle", removefromcart: "times", transaction: "star"} as const;

/** One example's user: every event in its order, the moment, and what a replay strikes out. */
export function replayTimeline(
  look: TracedExample,
  {subject, generated}: {subject: string; generated: boolean}
): readonly [FigureOptions, Draw] {
  const {events, atMs} = look;
  const rows = events.ms.map((ms, i) => ({
    n: i + 1,
    ms,
    type: EVENT_TYPES[events.event[i]],
    item: events.item[i],
    session: events.session[i],
    kept: ms < atMs
  }));
  const kept = rows.filter((row) => row.kept);
  const struck = rows.filter((row) => !row.kept);
  const starts = rows.filter((row, i) => i === 0 || row.session !== rows[i - 1].session);
  const time = (ms: number) => new Date(ms).toISOString().slice(0, 16).replace("T", " ");
  const itself = struck.filter((row) => row.session === look.sessionId).length;
  return [
    {
      name: "replay-timeline",
      title: `Example ${count(look.example)}: what is known at the prediction time, and what is deleted`,
      description: "The user's events in order, by type; those at the moment or later are crossed out.",
      caption: `At ${time(atMs)} UTC, the ${kept.length} earlier events of user ${look.userId} shown here stay and the ${struck.length} later ones are deleted${itself > 0 ? `, ${itself} of them from the same session` : ""}. Later events of other users are deleted too.`,
      n: `An example for: ${subject}. At most 30 events on each side are shown.`,
      generated,
      height: 190,
      legend: [
        {label: "kept", colour: COLOURS.view, shape: "dot" as const},
        {label: "deleted", colour: COLOURS.refuted, shape: "dot" as const},
        {label: "prediction time", colour: COLOURS.chosen, shape: "line" as const}
      ],
      table: {
        name: "replay-timeline",
        columns: {
          event: rows.map(({n}) => n),
          time: rows.map(({ms}) => new Date(ms).toISOString()),
          type: rows.map(({type}) => type),
          item: rows.map(({item}) => item),
          session: rows.map(({session}) => session),
          in_the_replay: rows.map((row) => (row.kept ? "kept" : "deleted"))
        }
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: 84,
        marginTop: 26,
        marginBottom: 34,
        style: "background:none",
        x: {
          domain: [0.5, Math.max(rows.length, 8) + 0.5],
          label: "the user's events in order →",
          ticks: Math.min(rows.length, 10),
          tickFormat: (d: number) => (Number.isInteger(d) ? String(d) : "")
        },
        y: {domain: [...EVENT_TYPES], label: null, tickFormat: (type: keyof typeof NAMES) => NAMES[type]},
        marks: [
          Plot.ruleX(starts.slice(1), {x: (d) => d.n - 0.5, stroke: COLOURS.muted, strokeDasharray: "2,3"}),
          Plot.dot(kept, {
            x: "n",
            y: "type",
            r: 4,
            fill: (d) => COLOURS[d.type as keyof typeof NAMES],
            symbol: (d) => SYMBOLS[d.type as keyof typeof NAMES] as never
          }),
          Plot.dot(struck, {
            x: "n",
            y: "type",
            r: 4,
            stroke: COLOURS.muted,
            fill: "none",
            symbol: (d) => SYMBOLS[d.type as keyof typeof NAMES] as never
          }),
          Plot.text(struck, {
            x: "n",
            y: "type",
            text: () => "╱",
            fill: COLOURS.refuted,
            fontSize: 15,
            fontWeight: "bold"
          }),
          Plot.ruleX([kept.length + 0.5], {stroke: COLOURS.chosen, strokeWidth: 2}),
          Plot.text(["known"], {
            x: kept.length + 0.5,
            frameAnchor: "top",
            dx: -6,
            dy: -18,
            textAnchor: "end",
            fill: COLOURS.ink
          }),
          Plot.text(["deleted"], {
            x: kept.length + 0.5,
            frameAnchor: "top",
            dx: 6,
            dy: -18,
            textAnchor: "start",
            fill: COLOURS.refuted
          }),
          Plot.tip(
            rows,
            Plot.pointerX({
              x: "n",
              y: "type",
              title: (d: (typeof rows)[number]) =>
                `${NAMES[d.type]}${d.item === null ? "" : ` of item ${d.item}`}\n${time(d.ms)} UTC, session ${d.session}\n${d.kept ? "kept" : "deleted"}`
            })
          )
        ]
      })
  ];
}
