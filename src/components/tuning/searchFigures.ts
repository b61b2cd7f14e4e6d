import * as Plot from "@observablehq/plot";
import {importance} from "../../lib/tuning/importance.js";
import type {SearchSpace} from "../../lib/tuning/searchSpace.js";
import {bestSoFar, frontOf, type ShownTrial} from "../../lib/reports/tuning.js";
import {COLOURS, STEPS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, fixed} from "../format.js";
import {parameterTitle} from "./tuningLabels.js";

/** A search as its figures show it. */
export interface ShownSearch {
  readonly trials: readonly ShownTrial[];
  readonly space: SearchSpace;
  /** What was searched, e.g. "TPE, real labels, in this tab". */
  readonly about: string;
  readonly n: string;
  readonly generated: boolean;
}

type Figure = readonly [FigureOptions, Draw];

const numbers = (parameters: ShownTrial["parameters"]) =>
  Object.entries(parameters)
    .map(([name, value]) => `${parameterTitle(name)} ${short(value)}`)
    .join("\n");
const short = (value: number) => (Number.isInteger(value) ? count(value) : fixed(value, value < 1 ? 3 : 2));

/** Seven steps of colour from the lowest AUC to the highest. */
function coloured(trials: readonly ShownTrial[]): (trial: ShownTrial) => string {
  const aucs = trials.map(({auc}) => auc);
  const [low, high] = [Math.min(...aucs), Math.max(...aucs)];
  return ({auc}) => STEPS[Math.min(6, 1 + Math.floor((6 * (auc - low)) / (high - low || 1)))];
}

const common = ({n, generated}: ShownSearch) => ({n, generated});

const tableOf = (name: string, {trials}: ShownSearch) => ({
  name,
  columns: {
    trial: trials.map(({number}) => number + 1),
    ...Object.fromEntries(
      Object.keys(trials[0]?.parameters ?? {}).map((parameter) => [
        parameter,
        trials.map(({parameters}) => parameters[parameter])
      ])
    ),
    auc: trials.map(({auc}) => auc),
    fresh: trials.map(({fresh}) => fresh),
    nodes: trials.map(({nodes}) => nodes)
  }
});

/** Every trial's validation AUC, the best so far, and what the best is worth on fresh rows. */
function historyFigure(search: ShownSearch): Figure {
  const best = bestSoFar(search.trials);
  const rows = search.trials.map((trial, k) => ({
    ...trial,
    at: trial.number + 1,
    best: best[k].auc,
    of: best[k].fresh
  }));
  const last = rows.at(-1);
  return [
    {
      ...common(search),
      name: "tuning-history",
      title: "History: every trial, the best so far, and the best on fresh data",
      caption:
        last === undefined
          ? ""
          : `${search.about}. After ${count(rows.length)} trials the best validation AUC is ${fixed(last.best, 3)}${last.of === null ? "" : `; the same model has ${fixed(last.of, 3)} on fresh rows`}. A single search has no interval: the figure above has the mean of many.`,
      height: 280,
      legend: [
        {label: "a trial", colour: COLOURS.muted, shape: "dot"},
        {label: "best so far, on validation", colour: COLOURS.validation, shape: "line"},
        {label: "that model on fresh data", colour: COLOURS.test, shape: "line"}
      ],
      table: tableOf("tuning-history", search)
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: 44,
        x: {label: "trial →", domain: [1, Math.max(2, rows.length)], ticks: 6},
        y: {label: "↑ AUC", grid: true, ticks: 6},
        marks: [
          Plot.dot(rows, {x: "at", y: "auc", fill: COLOURS.muted, r: 3}),
          Plot.lineY(rows, {x: "at", y: "best", stroke: COLOURS.validation, strokeWidth: 2.25, curve: "step-after"}),
          Plot.lineY(
            rows.filter((row) => row.of !== null),
            {x: "at", y: "of", stroke: COLOURS.test, strokeWidth: 2.25, curve: "step-after"}
          ),
          Plot.tip(
            rows,
            Plot.pointer({
              x: "at",
              y: "auc",
              title: (row: (typeof rows)[number]) =>
                `trial ${row.at}\nAUC ${fixed(row.auc, 3)}\n${numbers(row.parameters)}`
            })
          )
        ]
      })
  ];
}

/** One line a trial over all hyperparameters, the best ones darkest. */
function parallelFigure(search: ShownSearch): Figure {
  const names = Object.keys(search.space);
  const share = (name: string, value: number) => {
    const parameter = search.space[name];
    return parameter.kind === "categorical" ? 0.5 : (value - parameter.low) / (parameter.high - parameter.low);
  };
  const axes = [...names.map(parameterTitle), "AUC"];
  const aucs = search.trials.map(({auc}) => auc);
  const [low, high] = [Math.min(...aucs), Math.max(...aucs)];
  const colour = coloured(search.trials);
  const lines = [...search.trials]
    .sort((a, b) => a.auc - b.auc)
    .flatMap((trial) => [
      ...names.map((name) => ({
        trial,
        axis: parameterTitle(name),
        y: share(name, trial.parameters[name])
      })),
      {trial, axis: "AUC", y: (trial.auc - low) / (high - low || 1)}
    ]);
  const ends = [
    ...names.flatMap((name) => {
      const parameter = search.space[name];
      if (parameter.kind === "categorical") return [];
      return [
        {axis: parameterTitle(name), y: 0, text: short(parameter.low)},
        {axis: parameterTitle(name), y: 1, text: short(parameter.high)}
      ];
    }),
    {axis: "AUC", y: 0, text: fixed(low, 3)},
    {axis: "AUC", y: 1, text: fixed(high, 3)}
  ];
  return [
    {
      ...common(search),
      name: "tuning-parallel",
      title: "Parallel coordinates: one line a trial",
      caption: `${search.about}. A line's colour tells its AUC on the validation rows.`,
      height: 280,
      legend: [
        {label: "low AUC", colour: STEPS[1], shape: "line"},
        {label: "high AUC", colour: STEPS[6], shape: "line"}
      ],
      table: tableOf("tuning-parallel", search)
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: 40,
        marginRight: 40,
        marginTop: 24,
        marginBottom: 44,
        x: {type: "point", domain: axes, label: null, tickSize: 0, tickPadding: 20, padding: 0.15},
        y: {axis: null, domain: [0, 1]},
        marks: [
          Plot.ruleX(axes, {stroke: COLOURS.muted}),
          Plot.line(lines, {
            x: "axis",
            y: "y",
            z: (row: (typeof lines)[number]) => row.trial.number,
            stroke: (row: (typeof lines)[number]) => colour(row.trial),
            strokeWidth: 1.5,
            strokeOpacity: 0.8
          }),
          ...[0, 1].map((y) =>
            Plot.text(
              ends.filter((end) => end.y === y),
              {x: "axis", y: "y", text: "text", dy: y === 0 ? 12 : -10, fill: COLOURS.ink}
            )
          )
        ]
      })
  ];
}

/** The AUC by each hyperparameter. */
function sliceFigure(search: ShownSearch): Figure {
  const names = Object.keys(search.space);
  const rows = names.flatMap((name) =>
    search.trials.map((trial) => ({trial, name, value: trial.parameters[name], auc: trial.auc}))
  );
  return [
    {
      ...common(search),
      name: "tuning-slices",
      title: "Slices: AUC by each hyperparameter",
      caption: `${search.about}. Each dot is a trial. Where dots rise or fall, the hyperparameter matters on these validation rows.`,
      height: 300,
      legend: [{label: "a trial, on validation", colour: COLOURS.validation, shape: "dot"}],
      table: tableOf("tuning-slices", search)
    },
    (width, height) => {
      const across = width < 560 ? 2 : names.length;
      const down = Math.ceil(names.length / across);
      const aucs = rows.map(({auc}) => auc);
      const domain = [Math.min(...aucs), Math.max(...aucs)];
      const element = document.createElement("div");
      element.style.cssText = "display:flex;flex-wrap:wrap";
      names.forEach((name) =>
        element.append(
          Plot.plot({
            width: Math.floor(width / across),
            height: Math.floor(height / down),
            marginLeft: 40,
            marginRight: 12,
            marginBottom: 36,
            x: {label: `${parameterTitle(name)} →`, ticks: 3},
            y: {label: null, domain, ticks: 4, grid: true},
            marks: [
              Plot.dot(
                rows.filter((row) => row.name === name),
                {x: "value", y: "auc", fill: COLOURS.validation, fillOpacity: 0.7, r: 2.5}
              )
            ]
          })
        )
      );
      for (const svg of element.querySelectorAll("svg")) svg.setAttribute("role", "img");
      for (const [k, svg] of [...element.querySelectorAll("svg")].entries())
        svg.setAttribute("aria-label", `AUC by ${parameterTitle(names[k])}`);
      return element;
    }
  ];
}

/** The AUC between trials by two hyperparameters. */
function contourFigure(search: ShownSearch, [x, y] = ["learning_rate", "iterations"]): Figure {
  const rows = search.trials.map((trial) => ({x: trial.parameters[x], y: trial.parameters[y], auc: trial.auc}));
  const aucs = rows.map(({auc}) => auc);
  return [
    {
      ...common(search),
      name: "tuning-contour",
      title: `Contour: AUC by ${parameterTitle(x)} and ${parameterTitle(y)}`,
      caption: `${search.about}. Between trials the AUC is interpolated; the other hyperparameters differ from trial to trial, so the surface is rough.`,
      height: 320,
      legend: [
        {label: `AUC ${aucs.length === 0 ? "low" : fixed(Math.min(...aucs), 2)}`, colour: STEPS[1], shape: "square"},
        {label: `AUC ${aucs.length === 0 ? "high" : fixed(Math.max(...aucs), 2)}`, colour: STEPS[6], shape: "square"},
        {label: "a trial", colour: COLOURS.ink, shape: "dot"}
      ],
      table: tableOf("tuning-contour", search)
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: 48,
        x: {label: `${parameterTitle(x)} →`},
        y: {label: `↑ ${parameterTitle(y)}`},
        color: {type: "quantize", range: STEPS.slice(1)},
        marks: [
          ...(rows.length < 4
            ? []
            : [Plot.contour(rows, {x: "x", y: "y", fill: "auc", interpolate: "barycentric", blur: 4, stroke: "none"})]),
          Plot.dot(rows, {x: "x", y: "y", fill: COLOURS.ink, r: 2.5, stroke: COLOURS.page})
        ]
      })
  ];
}

/** How much of the variance of the AUC each hyperparameter explains. */
function importanceFigure(search: ShownSearch): Figure {
  const found = importance(
    search.space,
    search.trials.map(({number, parameters, auc}) => ({
      number,
      parameters,
      state: "complete" as const,
      values: [auc],
      reports: [],
      constraints: []
    }))
  );
  const rows =
    found === null
      ? []
      : [
          ...found.parameters.map(({name, share}) => ({name: parameterTitle(name), share})),
          {name: "together only", share: found.interactions}
        ];
  return [
    {
      ...common(search),
      name: "tuning-importance",
      title: "Importance: how much of the variation each hyperparameter explains",
      caption: `${search.about}. Shares by functional analysis of variance, of the validation AUC over the whole search space; “together only” is what two or more of them explain jointly. A share says nothing about fresh data.`,
      height: 60 + 30 * Math.max(1, rows.length),
      legend: [],
      table: {
        name: "tuning-importance",
        columns: {hyperparameter: rows.map(({name}) => name), share: rows.map(({share}) => share)}
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: 110,
        marginRight: 50,
        x: {label: "share of the variance, % →", percent: true, domain: [0, 100], ticks: 5, grid: true},
        y: {label: null, domain: rows.map(({name}) => name), tickSize: 0},
        marks: [
          Plot.barX(rows, {y: "name", x: "share", fill: COLOURS.recomputed}),
          Plot.text(rows, {
            y: "name",
            x: "share",
            text: ({share}: {share: number}) => `${fixed(100 * share, 0)} %`,
            textAnchor: "start",
            dx: 6,
            fill: COLOURS.ink
          })
        ]
      })
  ];
}

/** AUC against the size of the model, and the trials that no other beats in both. */
function paretoFigure(search: ShownSearch): Figure {
  const front = frontOf(search.trials);
  const on = new Set(front.map(({number}) => number));
  return [
    {
      ...common(search),
      name: "tuning-pareto",
      title: "Pareto front: AUC against the size of the model",
      caption: `${search.about}. ${count(front.length)} of ${count(search.trials.length)} trials are on the front: no other one has both a higher validation AUC and fewer nodes.`,
      height: 280,
      legend: [
        {label: "on the front", colour: COLOURS.chosen, shape: "line"},
        {label: "another trial", colour: COLOURS.muted, shape: "dot"}
      ],
      table: tableOf("tuning-pareto", search)
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: 44,
        x: {label: "nodes of all trees →", type: "log", ticks: 4, tickFormat: (n: number) => count(n)},
        y: {label: "↑ validation AUC", grid: true, ticks: 5},
        marks: [
          Plot.dot(
            search.trials.filter(({number}) => !on.has(number)),
            {x: "nodes", y: "auc", fill: COLOURS.muted, r: 3}
          ),
          Plot.lineY(front, {x: "nodes", y: "auc", stroke: COLOURS.chosen, curve: "step-after", strokeWidth: 2}),
          Plot.dot(front, {x: "nodes", y: "auc", fill: COLOURS.chosen, r: 4, symbol: "square"})
        ]
      })
  ];
}

/** When each worker was busy with which trial. */
function timelineFigure(search: ShownSearch): Figure {
  const rows = search.trials.flatMap(({number, auc, ran}) => (ran === null ? [] : [{number, auc, ...ran}]));
  const workers = [...new Set(rows.map(({worker}) => worker))].sort((a, b) => a - b);
  return [
    {
      ...common(search),
      name: "tuning-timeline",
      title: "Time line of the workers",
      caption: `${search.about}. Each bar is a trial, from when it was asked for until it was scored.`,
      height: 120,
      empty: "Times are kept of a search in this tab. Start one above.",
      legend: [{label: "a trial", colour: COLOURS.browser, shape: "square"}],
      table: {
        name: "tuning-timeline",
        columns: {
          trial: rows.map(({number}) => number + 1),
          worker: rows.map(({worker}) => worker + 1),
          from_ms: rows.map(({fromMs}) => Math.round(fromMs)),
          until_ms: rows.map(({untilMs}) => Math.round(untilMs))
        }
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: 70,
        x: {label: "seconds →", ticks: 6},
        y: {label: null, domain: workers.map((worker) => `worker ${worker + 1}`), tickSize: 0},
        marks: [
          Plot.barX(rows, {
            x1: ({fromMs}: (typeof rows)[number]) => fromMs / 1000,
            x2: ({untilMs}: (typeof rows)[number]) => untilMs / 1000,
            y: ({worker}: (typeof rows)[number]) => `worker ${worker + 1}`,
            fill: COLOURS.browser,
            stroke: COLOURS.page,
            title: ({number, auc, fromMs, untilMs}: (typeof rows)[number]) =>
              `trial ${number + 1}: ${Math.round(untilMs - fromMs)} ms, AUC ${fixed(auc, 3)}`
          })
        ]
      })
  ];
}

/** All figures of a search, in the order of the page. */
export const SEARCH_FIGURES = [
  historyFigure,
  parallelFigure,
  sliceFigure,
  contourFigure,
  importanceFigure,
  paretoFigure,
  timelineFigure
] as const;
