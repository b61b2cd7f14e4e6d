import * as Plot from "@observablehq/plot";
import type {AbandonmentPage} from "../../lib/reports/abandonmentPage.js";
import type {TokenAccuracy} from "../../lib/sequence/sessionAccuracy.js";
import {POPULATIONS, type Population} from "../../lib/sequence/sessionAccuracy.js";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, percent} from "../format.js";
import {fixedCell} from "../targets/tableCells.js";
import {shareText} from "./estimateText.js";

const NAMES: Readonly<Record<Population, string>> = {
  all: "all sessions",
  several: "two events or more",
  cart: "with something in the cart"
};
const SHOWN = (token: boolean) => (token ? "transactions visible" : "transactions hidden");

export interface AccuracyOptions {
  /** Of the figure, where a page has several. */
  readonly name?: string;
  /** In words. */
  readonly log: string;
  readonly generated: boolean;
  readonly claimed: AbandonmentPage["claimed"]["accuracy"];
}

/**
 * How often the last word on a session is right, with transactions among the events and without, beside a constant, by
 * population.
 */
export function accuracyFigure(
  rows: readonly TokenAccuracy[],
  {name = "abandonment-accuracy", log, generated, claimed}: AccuracyOptions
): readonly [FigureOptions, Draw] {
  const said = (row: TokenAccuracy) => shareText(row);
  const cart = (token: boolean) => rows.find((row) => row.population === "cart" && row.token === token);
  const [hidden, shown] = [cart(false), cart(true)];
  const caption = [
    ...(hidden === undefined
      ? []
      : [
          `For sessions with a cart the network is right in ${said(hidden)} with transactions hidden; always giving the more common answer, the majority class, is right in ${percent(hidden.constant)}.`
        ]),
    ...(shown === undefined
      ? []
      : [`With transactions visible it is right in ${said(shown)}, because it has read the answer.`]),
    `The line is a report’s accuracy of ${percent(claimed.value)} on ${count(claimed.n)} sessions.`
  ].join(" ");
  const colour = ({token}: {token: boolean}) => (token ? COLOURS.flaw : COLOURS.recomputed);
  const least = Math.min(...rows.flatMap(({low, constant}) => [low, constant]));
  return [
    {
      name,
      title: `How often is the final answer right? ${log[0].toUpperCase()}${log.slice(1)}`,
      description:
        "Rows for populations of sessions, each with transactions hidden and shown; a dot with its interval, a tick at the accuracy of a constant.",
      caption,
      n: `Test sessions of ${log}: ${rows
        .filter(({token}) => !token)
        .map(({population, n, positives}) => `${NAMES[population]} ${count(n)}, of which ${count(positives)} buy`)
        .join(
          "; "
        )}. Intervals are 95 % (Wilson, clustered by user); the answer is “yes” where the score is one half or more.`,
      generated,
      height: 70 + 34 * rows.length,
      legend: [
        {label: "transactions hidden", colour: COLOURS.recomputed, shape: "dot"},
        {label: "transactions visible", colour: COLOURS.flaw, shape: "ring"},
        {label: "the majority class for everyone", colour: COLOURS.baseline, shape: "line"},
        {label: "the report’s accuracy", colour: COLOURS.published, shape: "dash"}
      ],
      table: {
        name,
        columns: {
          sessions: rows.map(({population}) => NAMES[population]),
          transactions: rows.map(({token}) => (token ? "shown" : "hidden")),
          accuracy: rows.map(({value}) => value),
          low: rows.map(({low}) => low),
          high: rows.map(({high}) => high),
          constant: rows.map(({constant}) => constant),
          n: rows.map(({n}) => n),
          buying: rows.map(({positives}) => positives)
        },
        header: {low: "95 % from", high: "to"},
        format: Object.fromEntries(["accuracy", "low", "high", "constant"].map((name) => [name, fixedCell(4)]))
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: width < 520 ? 120 : 160,
        marginRight: 20,
        x: {
          label: "accuracy →",
          domain: [Math.max(0, Math.min(0.95, Math.floor(20 * least) / 20 - 0.02)), 1],
          grid: true,
          ticks: width < 520 ? 4 : 8,
          tickFormat: (share: number) => percent(share, 0)
        },
        y: {label: null, axis: null, domain: [true, false].map((token) => SHOWN(token)).reverse()},
        fy: {
          label: null,
          domain: POPULATIONS.filter((name) => rows.some(({population}) => population === name)),
          axis: "left",
          tickFormat: (name: Population) => NAMES[name]
        },
        marks: [
          Plot.ruleX([claimed.value], {stroke: COLOURS.published, strokeDasharray: "4,3", strokeWidth: 1.5}),
          Plot.tickX(rows, {
            x: "constant",
            fy: "population",
            y: ({token}: TokenAccuracy) => SHOWN(token),
            stroke: COLOURS.baseline,
            strokeWidth: 3
          }),
          Plot.ruleY(rows, {
            x1: "low",
            x2: "high",
            fy: "population",
            y: ({token}: TokenAccuracy) => SHOWN(token),
            stroke: colour,
            strokeWidth: 2
          }),
          Plot.dot(rows, {
            x: "value",
            fy: "population",
            y: ({token}: TokenAccuracy) => SHOWN(token),
            fill: (row: TokenAccuracy) => (row.token ? "var(--theme-background)" : colour(row)),
            stroke: colour,
            strokeWidth: 2,
            r: 4.5
          }),
          Plot.tip(
            rows,
            Plot.pointer({
              x: "value",
              fy: "population",
              y: ({token}: TokenAccuracy) => SHOWN(token),
              title: (row: TokenAccuracy) =>
                `${NAMES[row.population]}, ${SHOWN(row.token)}\n${said(row)}, constant ${percent(row.constant)}\nn = ${count(row.n)}`
            })
          )
        ]
      })
  ];
}
