import * as Plot from "@observablehq/plot";
import type {Story} from "../lib/generator/story.js";
import {COLOURS, STEPS} from "./colours.js";
import {figure, type FigureElement, type FigureOptions} from "./figure.js";
import {count, percent} from "./format.js";
import {stacked} from "./stacked.js";

const TYPES = ["view", "addtocart", "removefromcart", "transaction"] as const;
const INTENTS = ["look", "consider", "buy"];
const STAGES = ["explore", "compare", "decide"];
/** Three ordered hidden states, from little to much. */
const ORDERED = [STEPS[1], STEPS[3], STEPS[6]];
/** A longer log is cut for the drawing; the table holds it all. */
const LONGEST = 120;

/** One user's events, the hidden states behind them and the belief in them, side by side along the number of the event. */
export function storyFigure(story: Story): FigureElement & {tell(story: Story): void} {
  const element = figure(options(story), draw(story));
  return Object.assign(element, {tell: (next: Story) => element.update(options(next), draw(next))});
}

function options(story: Story): FigureOptions {
  const n = story.event.length;
  const visits = story.visit[n - 1];
  const buys = story.event.flatMap((type, i) => (type === 3 ? [story.visit[i]] : []));
  const top = story.buysLater.reduce((best, p, i) => (p > story.buysLater[best] ? i : best), 0);
  return {
    name: `shop-user-${story.user}`,
    title: `User ${story.user}: what the log shows, what is hidden, and what can be known`,
    description:
      "Four panels along the number of the event: the type of event; the true intent and stage; the belief in each intent; the probability that the visit still buys.",
    caption: `A ${story.persona}, ${story.sensitivity}, who mostly visits ${story.taste}: ${count(n)} events in ${count(visits)} ${visits === 1 ? "visit" : "visits"}, ${buys.length === 0 ? "none of which buys" : `buying in visit ${[...new Set(buys)].join(" and ")}`}. The probability of a later purchase peaks at ${percent(story.buysLater[top])} after event ${top + 1}. At the end the belief in the true persona is ${percent(story.personaBelief[n - 1][["browser", "researcher", "buyer"].indexOf(story.persona)])}.${n > LONGEST ? ` The first ${LONGEST} events are drawn.` : ""}`,
    n: `n = ${count(n)} events of 1 user`,
    generated: true,
    height: 500,
    legend: [
      {label: "look, explore", colour: ORDERED[0]},
      {label: "consider, compare", colour: ORDERED[1]},
      {label: "buy, decide", colour: ORDERED[2]},
      {label: "probability of a later purchase", colour: COLOURS.transaction, shape: "line"}
    ],
    table: {
      name: `shop-user-${story.user}`,
      columns: {
        event_no: story.event.map((_, i) => i + 1),
        visit: story.visit,
        time: story.ms.map((ms) => new Date(ms).toISOString()),
        event: story.event.map((type) => TYPES[type]),
        item: story.item,
        price: story.priceCents.map((cents) => cents / 100),
        true_intent: story.intent,
        true_stage: story.stage,
        belief_buy_intent: story.intentBelief.map((b) => b[2]),
        buys_later: story.buysLater
      }
    }
  };
}

/** Draws four stacked panels into one SVG each, sharing the horizontal scale. */
function draw(story: Story): (width: number) => Element {
  const rows = story.event.slice(0, LONGEST).map((type, i) => ({
    n: i + 1,
    visit: story.visit[i],
    type: TYPES[type],
    intent: story.intent[i],
    stage: story.stage[i],
    buysLater: story.buysLater[i],
    item: story.item[i],
    time: new Date(story.ms[i])
  }));
  const starts = rows.filter((row, i) => i === 0 || row.visit !== rows[i - 1].visit);
  const x = {domain: [0.5, Math.max(rows.length, 10) + 0.5], label: null};
  return (width) => {
    const common = {width, marginLeft: 104, marginRight: 12, x, style: "background:none"};
    const visits = Plot.ruleX(starts, {x: (d) => d.n - 0.5, stroke: COLOURS.muted, strokeDasharray: "2,3"});
    const panels = [
      Plot.plot({
        ...common,
        height: 130,
        marginTop: 22,
        marginBottom: 4,
        x: {...x, axis: null},
        y: {
          domain: [...TYPES],
          label: null,
          tickFormat: (t: string) =>
            ({view: "view", addtocart: "add to cart", removefromcart: "remove", transaction: "purchase"})[t]
        },
        marks: [
          visits,
          Plot.text(starts, {
            x: (d) => d.n - 0.4,
            frameAnchor: "top-left",
            dy: -14,
            textAnchor: "start",
            text: (d) => `visit ${d.visit}`,
            fill: COLOURS.muted
          }),
          Plot.dot(rows, {
            x: "n",
            y: "type",
            r: 3.5,
            fill: (d) => COLOURS[d.type as keyof typeof COLOURS],
            symbol: (d) =>
              ({view: "circle", addtocart: "triangle", removefromcart: "times", transaction: "star"})[
                d.type as string
              ] as never
          }),
          Plot.tip(
            rows,
            Plot.pointerX({
              x: "n",
              y: "type",
              title: (d) =>
                `Event ${d.n}, ${d.type} of item ${d.item}\n${d.time.toISOString().slice(0, 16).replace("T", " ")} UTC\ntruly: ${d.intent}, ${d.stage}\npurchase ahead: ${percent(d.buysLater)}`
            })
          )
        ]
      }),
      Plot.plot({
        ...common,
        height: 70,
        marginTop: 4,
        marginBottom: 4,
        x: {...x, axis: null},
        y: {domain: ["true intent", "true stage"], label: null},
        marks: [
          Plot.barX(rows, {
            x1: (d) => d.n - 0.5,
            x2: (d) => d.n + 0.5,
            y: () => "true intent",
            fill: (d) => ORDERED[INTENTS.indexOf(d.intent)],
            inset: 0.5
          }),
          Plot.barX(rows, {
            x1: (d) => d.n - 0.5,
            x2: (d) => d.n + 0.5,
            y: () => "true stage",
            fill: (d) => ORDERED[STAGES.indexOf(d.stage)],
            inset: 0.5
          })
        ]
      }),
      Plot.plot({
        ...common,
        height: 120,
        marginTop: 8,
        marginBottom: 4,
        x: {...x, axis: null},
        y: {domain: [0, 100], ticks: 3, percent: true, label: null},
        marks: [
          Plot.rectY(
            rows.flatMap((row, i) => INTENTS.map((intent, k) => ({n: row.n, intent, p: story.intentBelief[i][k]}))),
            {
              x1: (d) => d.n - 0.5,
              x2: (d) => d.n + 0.5,
              y: "p",
              fill: (d) => ORDERED[INTENTS.indexOf(d.intent)],
              order: INTENTS,
              z: "intent",
              insetLeft: 0.5,
              insetRight: 0.5
            }
          ),
          Plot.text(["belief in intent, %"], {
            frameAnchor: "left",
            dx: -104,
            dy: 0,
            textAnchor: "start",
            fill: COLOURS.ink,
            lineWidth: 6
          }),
          visits
        ]
      }),
      Plot.plot({
        ...common,
        height: 160,
        marginTop: 10,
        marginBottom: 34,
        x: {
          ...x,
          label: "event number →",
          ticks: Math.min(10, rows.length),
          tickFormat: (d: number) => (Number.isInteger(d) ? String(d) : "")
        },
        y: {domain: [0, 100 * Math.max(0.1, ...story.buysLater)], percent: true, ticks: 4, label: null, grid: true},
        marks: [
          Plot.text(["purchase ahead, %"], {
            frameAnchor: "left",
            dx: -104,
            textAnchor: "start",
            fill: COLOURS.ink,
            lineWidth: 6
          }),
          visits,
          Plot.lineY(rows, {
            x: "n",
            y: "buysLater",
            z: "visit",
            stroke: COLOURS.transaction,
            strokeWidth: 2,
            curve: "step"
          }),
          Plot.dot(rows, {x: "n", y: "buysLater", r: 2, fill: COLOURS.transaction}),
          Plot.ruleY([0])
        ]
      })
    ];
    return stacked(panels as SVGSVGElement[], width);
  };
}
