/**
 * Every part that pages are made of, once, with data of few rows: looked at while it is worked on, and tested by `parts.test.ts`. The numbers
 * are made up.
 */
import * as Inputs from "@observablehq/inputs";
import * as Plot from "@observablehq/plot";
import {html} from "htl";
import {bigNumber} from "../../src/components/bigNumber.js";
import {COLOURS} from "../../src/components/colours.js";
import {controlPanel} from "../../src/components/controlPanel.js";
import {dataTable} from "../../src/components/dataTable.js";
import {estimates} from "../../src/components/estimates.js";
import {figure} from "../../src/components/figure.js";
import {term} from "../../src/components/glossary/term.js";
import {progress} from "../../src/components/progress.js";
import {addressed, numberIn, oneOf, text} from "../../src/components/state.js";

const section = (title: string, ...parts: (Node | string)[]) =>
  html.fragment`<h2>${title}</h2>
    ${parts}`;

const many = 40;
const wide = Object.fromEntries(
  ["model", ...Array.from({length: 24}, (_, i) => `measure ${i + 1} of the test`)].map((name, c) => [
    name,
    Array.from({length: many}, (_, r) => (c === 0 ? `Model number ${r + 1}` : 1000 * r + c / 7))
  ])
);
const line = Array.from({length: 20}, (_, x) => ({x, a: Math.sqrt(x), b: 1 + x / 8}));

const empty = figure(
  {
    name: "empty",
    title: "A figure that has no data yet",
    caption: "It comes with them.",
    height: 240,
    legend: [{label: "a series", colour: COLOURS.train}],
    table: {name: "empty", columns: {x: [], y: []}},
    empty: "Train a model to see its curve."
  },
  (width, height) => Plot.plot({width, height})
);
const bar = progress({label: "Counting", cancelled: "Cancelled; the best epoch so far was kept."});
bar.update("Counting to ten", 0.4);

document.querySelector("main")!.append(
  html.fragment`<h1>Parts of pages</h1>
    <p class="answer">
      <strong>Answer.</strong> Each part of the pages is here once, with its ${term("auc")} and its
      ${term("confidence-interval", "interval")}.
    </p>`,
  section(
    "Controls",
    controlPanel(
      [
        addressed("model", Inputs.select(["boosting", "forest"], {label: "Model"}), oneOf(["boosting", "forest"])),
        addressed("gap", Inputs.range([1, 240], {label: "Gap, minutes", step: 1, value: 30}), numberIn(1, 240)),
        addressed("kind", Inputs.radio(["date", "user"], {label: "Split by", value: "date"}), oneOf(["date", "user"]))
      ],
      "Settings"
    ),
    html`<p>${addressed("alone", Inputs.text({label: "Alone", value: "x"}), text(20))}</p>`,
    html`<p>
      <button class="button button-main" type="button">Train it in this tab</button>
      <button class="button" type="button" disabled>Not yet</button>
    </p>`,
    bar
  ),
  section(
    "Numbers on cards",
    html`<div class="cards">
      ${bigNumber({label: "events", value: "313,098", detail: "other seeds: 304,634–331,395", generated: true})}
      ${bigNumber({label: "sessions that buy", value: "4.8 %", detail: "95 % 4.5 %–5.2 %", colour: COLOURS.transaction})}
      ${bigNumber({label: "a label that takes two lines on a card", value: "15"})}
    </div>`
  ),
  section(
    "Figures",
    figure(
      {
        name: "lines",
        title: "Both series rise, and the dashed one is higher at last",
        caption: "Square roots beside a line.",
        n: "n = 20 points",
        height: 240,
        legend: [
          {label: "square roots", colour: COLOURS.train},
          {label: "a line", colour: COLOURS.test},
          {label: "not drawn", colour: COLOURS.truth}
        ],
        table: {name: "lines", columns: {x: line.map(({x}) => x), a: line.map(({a}) => a), b: line.map(({b}) => b)}}
      },
      (width, height) =>
        Plot.plot({
          width,
          height,
          marks: [
            Plot.lineY(line, {x: "x", y: "a", stroke: COLOURS.train}),
            Plot.lineY(line, {x: "x", y: "b", stroke: COLOURS.test, strokeDasharray: "4 3"})
          ]
        })
    ),
    figure(
      ...estimates({
        name: "estimates",
        title: "Boosting and the forest are not distinguishable",
        caption: "95 % intervals by user.",
        n: "n = 2,390 rows",
        generated: true,
        axis: "AUC",
        rows: [
          {label: "boosting", value: 0.712, low: 0.66, high: 0.761, n: 2390},
          {label: "random forest", value: 0.701, low: 0.65, high: 0.752, n: 2390},
          {label: "rules", value: 0.6, low: null, high: null, colour: COLOURS.baseline}
        ],
        references: [{label: "coin toss", value: 0.5}]
      })
    ),
    empty
  ),
  section(
    "Tables",
    dataTable({
      name: "narrow",
      caption: "A table that fits",
      columns: {stage: ["clean", "split"], rows: [313098, null], share: [0.25, -1.5]}
    }),
    dataTable({name: "wide", caption: "A table that is wider than the page", columns: wide, rows: 8})
  )
);
Object.assign(globalThis, {
  fillEmpty: () =>
    empty.update({table: {name: "empty", columns: {x: [1, 2], y: [1, 3]}}}, (width, height) =>
      Plot.plot({width, height, marks: [Plot.lineY([1, 3], {stroke: COLOURS.train})]})
    )
});
