import * as Plot from "@observablehq/plot";
import type {ExploreExploit} from "../../lib/reports/exploreExploit.js";
import {COLOURS} from "../colours.js";
import type {DataTableOptions} from "../dataTable.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, interval, percent} from "../format.js";
import {lineCell} from "../targets/tableCells.js";

/** How each policy is drawn: no two have both the same colour and the same dashes. */
const STYLES: Readonly<Record<string, {readonly colour: string; readonly dash: string; readonly label: string}>> = {
  random: {colour: COLOURS.baseline, dash: "4,3", label: "random"},
  greedy: {colour: COLOURS.published, dash: "", label: "greedy"},
  "epsilon-greedy": {colour: COLOURS.recomputed, dash: "", label: "epsilon-greedy"},
  "thompson-sampling": {colour: COLOURS.truth, dash: "", label: "Thompson"},
  "thompson-rare": {colour: COLOURS.truth, dash: "6,3", label: "Thompson, rare clicks"}
};
/** Room at the right for the names of the lines, pixels. */
const LABELS = 150;
/** Names of lines are at least so far apart, pixels. */
const APART = 15;

/** Clicks that each policy lost, by the number of visitors. */
export function regretFigure({rows, visitors, repetitions, asGood}: ExploreExploit): [FigureOptions, Draw] {
  const [best] = rows;
  const leaders = [best, ...asGood].map(({name}) => name).join(" and ");
  const points = rows.flatMap(({id, title, curve}) => [
    {id, title, round: 0, regret: 0, low: 0, high: 0},
    ...curve.map((point) => ({id, title, ...point}))
  ]);
  return [
    {
      name: "recommend-regret",
      title: `${leaders.charAt(0).toUpperCase()}${leaders.slice(1)} ${asGood.length === 0 ? "loses" : "lose"} the fewest clicks while learning`,
      description:
        "Lines that rise from zero with the number of visitors, one a policy. The line of random lists is straight and the highest; those of policies that learn bend down.",
      caption: `Generated shop: clicks lost against the best fixed list of each department (cumulative regret), by the number of visitors. Every visitor is shown five items. After ${count(visitors)} visitors ${best.name} had lost ${interval({...best.regret, unit: ""}, 0)} clicks. Bands are 95 % intervals over ${count(repetitions)} repetitions with other visitors.`,
      n: `n = ${count(visitors)} visitors, ${count(repetitions)} repetitions.`,
      generated: true,
      height: 340,
      table: {
        name: "recommend-regret",
        columns: {
          policy: points.map(({title}) => title),
          visitors: points.map(({round}) => round),
          regret: points.map(({regret}) => regret),
          low: points.map(({low}) => low),
          high: points.map(({high}) => high)
        },
        header: {regret: "clicks lost", low: "95 % from", high: "to"},
        format: {
          policy: lineCell,
          ...Object.fromEntries(
            ["visitors", "regret", "low", "high"].map((name) => [
              name,
              (value: unknown) => count(Math.round(Number(value)))
            ])
          )
        }
      }
    },
    (width, height) => {
      const inner = {top: 24, bottom: 36};
      const most = Math.max(...points.map(({high}) => high));
      const pixels = (height - inner.top - inner.bottom) / most;
      // names of lines that end close together are moved apart, from the lowest line up
      let taken = -Infinity;
      const names = rows.map(({id, regret}) => {
        const at = Math.max(regret.value, taken);
        taken = at + APART / pixels;
        return {id, at};
      });
      return Plot.plot({
        width,
        height,
        marginRight: LABELS,
        marginTop: inner.top,
        marginBottom: inner.bottom,
        marginLeft: 50,
        style: "background:none",
        x: {label: "visitors →", domain: [0, visitors], ticks: width < 500 ? 3 : 6, tickFormat: "~s"},
        y: {label: "↑ clicks lost", domain: [0, most], grid: true},
        marks: [
          Plot.areaY(points, {
            x: "round",
            y1: "low",
            y2: "high",
            z: "id",
            fill: ({id}: {id: string}) => STYLES[id].colour,
            fillOpacity: 0.15
          }),
          ...rows.map(({id}) =>
            Plot.lineY(
              points.filter((point) => point.id === id),
              {x: "round", y: "regret", stroke: STYLES[id].colour, strokeWidth: 2, strokeDasharray: STYLES[id].dash}
            )
          ),
          Plot.text(names, {
            x: visitors,
            y: "at",
            text: ({id}: {id: string}) => STYLES[id].label,
            fill: COLOURS.ink,
            textAnchor: "start",
            dx: 6
          }),
          Plot.tip(
            points,
            Plot.pointer({
              x: "round",
              y: "regret",
              title: ({title, round, regret, low, high}: (typeof points)[number]) =>
                `${title}, ${count(round)} visitors\n${interval({value: regret, low, high, unit: ""}, 0)} clicks lost`
            })
          )
        ]
      });
    }
  ];
}

/** Each policy with what it lost, and what visitors click on its lists in the end. */
export function regretTable({rows, best}: ExploreExploit): DataTableOptions {
  const of = (name: "regret" | "reward", unit: string, digits?: number) => (_: unknown, row: number) =>
    row < rows.length ? lineCell(interval({...rows[row][name], unit}, digits)) : "0";
  return {
    name: "recommend-policies",
    caption:
      "Generated shop: clicks lost after all visitors, and the share of visitors who click on the list in the end (95 % intervals)",
    columns: {
      policy: [...rows.map(({title}) => title), "best fixed lists"],
      setting: [...rows.map(({setting}) => setting), "true click rates of each department known"],
      regret: [...rows.map(({regret}) => regret.value), 0],
      reward: [...rows.map(({reward}) => reward.value), best.ofDepartments]
    },
    header: {setting: "how it chooses", regret: "clicks lost", reward: "clicks in the end"},
    format: {
      policy: lineCell,
      regret: of("regret", "", 0),
      reward: (value, row) => (row < rows.length ? of("reward", "share")(value, row) : percent(best.ofDepartments))
    },
    rows: rows.length + 1
  };
}
