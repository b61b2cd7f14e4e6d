import * as Plot from "@observablehq/plot";
import {wilsonInterval} from "../../lib/metrics/intervals.js";
import type {Description} from "../../lib/pipeline/describe.js";
import {funnel, pathTypes} from "../../lib/pipeline/paths.js";
import type {EventType} from "../../lib/sources/events.js";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, interval, percent, spokenPercent} from "../format.js";
import {periodOf, type DataSet} from "./dataSet.js";

const WORDS: Readonly<Record<EventType, string>> = {
  view: "view",
  addtocart: "cart",
  removefromcart: "remove",
  transaction: "purchase"
};
/** Marks of the logarithmic scale; the scale turns them into per cent as it does the data. */
const SHARES = [0.0001, 0.001, 0.01, 0.1, 1];
const STEP_WORDS: Readonly<Record<string, string>> = {all: "any event", ...WORDS};

const upper = (text: string) => text[0].toUpperCase() + text.slice(1);

/** How far sessions get on view → cart → purchase. */
export function purchaseFunnel(data: DataSet, description: Description): readonly [FigureOptions, Draw] {
  const steps = funnel(description.paths);
  const n = steps[0].sessions;
  const rows = steps.map((step, k) => {
    const before = k === 0 ? n : steps[k - 1].sessions;
    const share = n === 0 ? 0 : step.sessions / n;
    return {
      ...step,
      label: k < 2 ? STEP_WORDS[step.name] : `… then ${STEP_WORDS[step.name]}`,
      share,
      anyShare: n === 0 ? 0 : step.anyOrder / n,
      before,
      ...(n === 0 ? {low: 0, high: 0} : wilsonInterval(share, n)),
      colour: step.name === "all" ? COLOURS.baseline : COLOURS[step.name as EventType]
    };
  });
  const step = (k: number) => {
    const {sessions, before} = rows[k];
    return before === 0
      ? "–"
      : interval({value: sessions / before, ...wilsonInterval(sessions / before, before), unit: "share"});
  };
  const skipped = rows[3].anyOrder - rows[3].sessions;
  return [
    {
      name: `${data.name}-funnel`,
      title:
        n === 0
          ? "How far sessions get"
          : `${upper(spokenPercent(rows[3].sessions / n))} of sessions go from view to cart to purchase`,
      description: "Four bars, each a part of the one above: any event, view, then cart, then purchase.",
      caption: `Of ${count(rows[2].before)} sessions with a view, ${step(2)} go on to put something into the cart. Of these ${count(rows[3].before)}, ${step(3)} buy. ${skipped === 0 ? "No session buys without taking these steps in order." : `${count(skipped)} sessions buy without taking these steps in order.`} Intervals are 95 % Wilson.`,
      n: `n = ${count(n)} sessions, ${periodOf(description)}.`,
      generated: data.generated,
      height: 170,
      table: {
        name: `${data.name}-funnel`,
        columns: {
          step: rows.map((r) => r.name),
          sessions_in_order: rows.map((r) => r.sessions),
          sessions_any_order: rows.map((r) => r.anyOrder),
          share_of_all: rows.map((r) => r.share),
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
        marginRight: 64,
        marginBottom: 34,
        x: {percent: true, domain: [0, 100], grid: true, label: "% of sessions"},
        y: {domain: rows.map((r) => r.label), label: null},
        marks: [
          Plot.barX(rows, {x: "share", y: "label", fill: "colour", fillOpacity: 0.75}),
          Plot.ruleY(rows, {x1: "low", x2: "high", y: "label", stroke: COLOURS.ink, strokeWidth: 2}),
          Plot.text(rows, {
            x: "high",
            y: "label",
            text: (d) => percent(d.share),
            textAnchor: "start",
            dx: 6,
            fill: COLOURS.ink
          })
        ]
      })
  ];
}

/** Sessions by the order in which types of event first occur. */
export function buyingPaths(data: DataSet, description: Description): readonly [FigureOptions, Draw] {
  const {paths} = description;
  const n = paths.sessions.reduce((total, sessions) => total + sessions, 0);
  const rows = paths.code.map((code, i) => {
    const types = pathTypes(code);
    const share = paths.sessions[i] / n;
    return {
      path: types.map((type) => WORDS[type]).join(" → "),
      buys: types.includes("transaction"),
      sessions: paths.sessions[i],
      users: paths.users[i],
      share,
      ...wilsonInterval(share, n)
    };
  });
  const shown = rows.slice(0, 8);
  const direct = rows.find(({path}) => path === "view → cart → purchase");
  return [
    {
      name: `${data.name}-paths`,
      title:
        rows.length === 0
          ? "Paths through a session"
          : `Sessions take ${rows.length} different ${rows.length === 1 ? "path" : "paths"}`,
      description: "A bar for each order in which view, cart, remove and purchase first occur, on a logarithmic scale.",
      caption: `${rows.length === 0 ? "No session starts in these days." : "A path is the order in which kinds of event first occur."} ${direct === undefined ? "None is view → cart → purchase." : `The path view → cart → purchase has ${interval({value: direct.share, low: direct.low, high: direct.high, unit: "share"}, 2)} of sessions.`} The scale is logarithmic, so that the rare paths that buy can be seen. Intervals are 95 % Wilson.`,
      n: `n = ${count(n)} sessions, ${periodOf(description)}.`,
      generated: data.generated,
      height: 240,
      legend: [
        {label: "buys", colour: COLOURS.transaction},
        {label: "does not buy", colour: COLOURS.view}
      ],
      table: {
        name: `${data.name}-paths`,
        columns: {
          path: rows.map((r) => r.path),
          sessions: rows.map((r) => r.sessions),
          users: rows.map((r) => r.users),
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
        marginLeft: width < 480 ? 165 : 210,
        marginRight: 64,
        marginBottom: 34,
        x: {
          type: "log",
          percent: true,
          domain: [0.01, 100],
          label: null
        },
        y: {
          domain: shown.map((r) => r.path),
          label: null,
          tickFormat: (path: string) => (width < 480 ? path.replaceAll(" → ", "→") : path)
        },
        marks: [
          Plot.gridX(SHARES),
          Plot.axisX(SHARES, {text: (share: number) => String(100 * share), label: "% of sessions, logarithmic"}),
          Plot.dot(shown, {
            x: "share",
            y: "path",
            r: 5,
            symbol: (d) => (d.buys ? "diamond" : "circle"),
            fill: (d) => (d.buys ? COLOURS.transaction : COLOURS.view)
          }),
          Plot.ruleY(shown, {x1: "low", x2: "high", y: "path", stroke: COLOURS.ink, strokeWidth: 1.5}),
          Plot.text(shown, {
            x: "high",
            y: "path",
            text: (d) => percent(d.share, 2),
            textAnchor: "start",
            dx: 6,
            fill: COLOURS.ink
          })
        ]
      })
  ];
}
