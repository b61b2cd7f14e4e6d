import * as Plot from "@observablehq/plot";
import {withinReach} from "../../lib/reports/targets.js";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count} from "../format.js";
import {LEARNABILITY} from "./learnability.js";
import type {PlannedTarget} from "./plannedTargets.js";

const ROW = 38;

/** With how many users each target becomes learnable, beside how many are planned. */
export function planFigure(plan: readonly PlannedTarget[], users: number): readonly [FigureOptions, Draw] {
  const rows = plan.map((planned, i) => ({...planned, y: i * ROW}));
  const known = rows.filter(({usersNeeded}) => usersNeeded !== null);
  const needed = known.map(({usersNeeded}) => usersNeeded!);
  const least = Math.min(users, ...needed);
  const most = Math.max(users, ...needed);
  const height = rows.length * ROW + 44;
  const enough = withinReach(plan, users);
  return [
    {
      name: "targets-users-needed",
      title: `With ${count(users)} users, ${enough === 0 ? "no target is" : enough === 1 ? "1 target is" : `${enough} targets are`} learnable`,
      description: "A dot for each target on a logarithmic scale of users, and a line at the number of users planned.",
      caption: `${needed.length === 0 ? "No number of users that can be planned is enough for any target." : `The easiest of ${rows.length} targets needs ${count(Math.min(...needed))} users, the hardest ${known.length < rows.length ? "more than can be planned" : count(Math.max(...needed))}.`} The number of users is found by bisection, with sessions per user and everything else as planned. The rates are those counted in the generated shop, with the uncertainty that the table above shows.`,
      generated: true,
      height,
      legend: [
        {label: "users needed", colour: COLOURS.published, shape: "dot"},
        {label: "users planned", colour: COLOURS.chosen, shape: "dash"}
      ],
      table: {
        name: "targets-users-needed",
        columns: {
          target: rows.map(({target}) => target.title),
          users_needed: rows.map(({usersNeeded}) => usersNeeded),
          users_planned: rows.map(() => users)
        }
      }
    },
    (width, tall) =>
      Plot.plot({
        width,
        height: tall,
        marginLeft: 8,
        marginRight: 84,
        marginTop: 2,
        marginBottom: 40,
        x: {
          type: "log",
          domain: [least / 1.5, most * 1.5],
          grid: true,
          label: "users, logarithmic",
          ticks: width < 560 ? 4 : 8,
          tickFormat: "~s"
        },
        y: {axis: null, domain: [0, rows.length * ROW], range: [2, tall - 40]},
        marks: [
          Plot.ruleX([users], {stroke: COLOURS.chosen, strokeDasharray: "5,4", strokeWidth: 1.5}),
          Plot.text(rows, {
            frameAnchor: "left",
            y: ({y}: (typeof rows)[number]) => y + 11,
            textAnchor: "start",
            text: ({target, verdict}: (typeof rows)[number]) => `${LEARNABILITY[verdict].sign} ${target.title}`,
            fill: COLOURS.ink,
            stroke: "var(--theme-background)",
            strokeWidth: 4,
            fontSize: width < 560 ? 11 : 12.5
          }),
          Plot.ruleY(known, {
            x1: users,
            x2: "usersNeeded",
            y: ({y}: (typeof rows)[number]) => y + 27,
            stroke: COLOURS.published,
            strokeOpacity: 0.4
          }),
          Plot.dot(known, {
            x: "usersNeeded",
            y: ({y}: (typeof rows)[number]) => y + 27,
            r: 5,
            fill: COLOURS.published
          }),
          Plot.text(known, {
            x: "usersNeeded",
            y: ({y}: (typeof rows)[number]) => y + 27,
            dx: 9,
            textAnchor: "start",
            text: ({usersNeeded}: (typeof rows)[number]) => count(usersNeeded!),
            fill: COLOURS.ink,
            stroke: "var(--theme-background)",
            strokeWidth: 3,
            fontSize: 11
          })
        ]
      })
  ];
}
