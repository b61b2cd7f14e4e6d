import * as Plot from "@observablehq/plot";
import {table} from "arquero";
import {wilsonInterval} from "../../lib/metrics/intervals.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, interval, percent} from "../format.js";
import {COLOURS, STEPS} from "../colours.js";
import type {SessionsPage} from "./sessionsPage.js";
import {withShares} from "./withShares.js";

const LATER = ["none", "1", "2", "3 or more"];
const COLOURS_OF = [COLOURS.baseline, STEPS[3], STEPS[5], STEPS[6]];

/** Sessions of each week by how many later ones their user has: towards the end of the log there is no time left for any. */
export function censoringFigure(page: SessionsPage): readonly [FigureOptions, Draw] {
  const {week, later, sessions} = page.censoring;
  // a week in which no session starts has its place on the axis and no bar
  const last = Math.max(...week) + 1;
  const weeks = Array.from({length: last}, (_, w) => w);
  const rows = withShares(table({group: week, later, sessions}), LATER.length).map(({group, ...row}) => ({
    week: group + 1,
    ...row
  }));
  const some = (keep: (w: number) => boolean) => {
    const own = rows.filter((r) => keep(r.week));
    const all = own.filter((r) => r.k === 0).reduce((sum, r) => sum + r.all, 0);
    const hits = own.filter((r) => r.k > 0).reduce((sum, r) => sum + r.sessions, 0);
    const text =
      all === 0
        ? "no session starts"
        : `${interval({value: hits / all, ...wilsonInterval(hits / all, all), unit: "share"})} of ${count(all)}`;
    return {hits, all, text};
  };
  const overall = some(() => true);
  const first = some((w) => w === 1);
  const end = some((w) => w === last);
  const empty = last - new Set(week).size;
  return [
    {
      name: "later-sessions-by-week",
      title:
        first.all > 0 && end.all > 0 && last > 1 && end.hits / end.all < first.hits / first.all
          ? "The later a session starts, the fewer later sessions the log can show"
          : "Later sessions of the same user, by week",
      description: "A bar for each week, divided by how many later sessions its sessions have.",
      caption: `Sessions that are followed by a later one of the same user: in week 1, ${first.text}; ${last === 1 ? "" : `in week ${last}, ${end.text}; `}over all weeks, ${overall.text} (dashed).${empty === 0 ? "" : ` In ${count(empty)} of ${count(last)} weeks no session starts.`} A low share in the last weeks does not mean worse customers: the log ends. Intervals are 95 % Wilson.`,
      n: `n = ${count(overall.all)} sessions, ${page.firstDay} to ${page.lastDay}.`,
      generated: page.generated,
      height: 240,
      legend: [
        ...LATER.map((label, k) => ({label: `${label} later`, colour: COLOURS_OF[k]})),
        {label: "share with a later one, all weeks", colour: COLOURS.chosen, shape: "dash" as const}
      ],
      table: {
        name: "later-sessions-by-week",
        columns: {
          week: rows.map((r) => r.week),
          later_sessions: rows.map((r) => LATER[r.k]),
          sessions: rows.map((r) => r.sessions),
          share: rows.map((r) => r.share)
        }
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: 48,
        marginBottom: 34,
        x: {
          domain: weeks.map((w) => w + 1),
          label: "week in which the session starts",
          // as many marks as there is room for
          ticks: weeks
            .map((w) => w + 1)
            .filter((_, i) => i % Math.ceil(last / Math.max(1, Math.floor(width / 28))) === 0)
        },
        y: {percent: true, domain: [0, 100], label: null, tickFormat: (d: number) => `${d} %`},
        marks: [
          Plot.barY(
            [...rows].sort((a, b) => b.k - a.k),
            Plot.stackY({x: "week", y: "share", fill: (d) => COLOURS_OF[d.k], inset: 0.5})
          ),
          Plot.ruleY([overall.hits / overall.all], {stroke: COLOURS.chosen, strokeDasharray: "5,4", strokeWidth: 2}),
          Plot.tip(
            rows,
            Plot.pointerX({
              x: "week",
              y: () => 1,
              title: (d: (typeof rows)[number]) =>
                `week ${d.week}\n${rows
                  .filter((r) => r.week === d.week)
                  .map((r) => `${LATER[r.k]}: ${percent(r.share)}`)
                  .join("\n")}`
            })
          )
        ]
      })
  ];
}
