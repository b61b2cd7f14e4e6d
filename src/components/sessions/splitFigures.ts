import {DAY_MS} from "../../lib/core/time.js";
import * as Plot from "@observablehq/plot";
import {escape, op, table} from "arquero";
import {wilsonInterval} from "../../lib/metrics/intervals.js";
import type {SplitSummary} from "../../lib/pipeline/splitSummary.js";
import {returningShare} from "../../lib/reports/sessions.js";
import {COLOURS, STEPS} from "../colours.js";
import type {DataTableOptions} from "../dataTable.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, day, interval, percent} from "../format.js";
import {PART_NAMES} from "./sessionsPage.js";
import {withShares} from "./withShares.js";

type Spec = readonly [FigureOptions, Draw];
interface Split {
  readonly name: string;
  readonly summary: SplitSummary;
  /** Default true. */
  readonly generated?: boolean;
}

const legend = PART_NAMES.map((part) => ({label: part, colour: COLOURS[part]}));
const folds = ({parts}: SplitSummary) => Math.max(...parts.fold);
const fileOf = (name: string) => `split-${name.replaceAll(/[^a-z0-9]+/gi, "-")}`;
const total = (values: readonly number[]) => values.reduce((sum, n) => sum + n, 0);

/** Rows of one part, over all folds. */
function ofPart({parts}: SplitSummary, part: number) {
  const names = ["sessions", "buying", "users", "seen"] as const;
  const [sums] = table(parts)
    .filter(escape((row: {part: number}) => row.part === part))
    .rollup(Object.fromEntries(names.map((name) => [name, op.sum(name)])))
    .objects();
  return sums as Record<(typeof names)[number], number>;
}

/** Sessions of each part by day: a strip for each fold. */
export function splitTimeline({name, summary, generated = true}: Split): Spec {
  const {days, checks} = summary;
  const rows = days.day.map((d, i) => ({
    from: new Date(d * DAY_MS),
    until: new Date((d + 1) * DAY_MS),
    fold: days.fold[i],
    part: PART_NAMES[days.part[i]],
    sessions: days.sessions[i]
  }));
  const n = folds(summary);
  const height = n === 1 ? 180 : 60 + 50 * n;
  return [
    {
      name: fileOf(name),
      title: `Training, validation and test sessions by day: ${name}`,
      description: "Stacked bars of sessions by day, coloured by part; one strip for each fold.",
      caption:
        checks.trainAfterTest === 0
          ? `No training session starts after the first test session of its fold. ${checks.trainRunsIntoTest === 0 ? "None is still running" : `${count(checks.trainRunsIntoTest)} ${checks.trainRunsIntoTest === 1 ? "is" : "are"} still running`} when the test begins, because sessions are never cut. These are complete counts, so there is no interval.`
          : `${count(checks.trainAfterTest)} training sessions start after the first test session: the model learns from the future of what it is tested on. These are complete counts, so there is no interval.`,
      n: `n = ${count(total(days.sessions))} sessions${n === 1 ? "" : ` over ${n} folds, which can share sessions`}.`,
      generated,
      height,
      legend,
      table: {
        name: `${fileOf(name)}-days`,
        columns: {
          fold: days.fold,
          part: days.part.map((part) => PART_NAMES[part]),
          day: days.day.map((d) => day(d * DAY_MS)),
          sessions: days.sessions
        }
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: 48,
        marginRight: n === 1 ? 12 : 52,
        marginBottom: 34,
        x: {type: "utc", label: null},
        y: {grid: true, label: null, ticks: n === 1 ? 4 : 2},
        fy: {label: null, tickFormat: (fold: number) => `fold ${fold}`},
        marks: [
          Plot.rectY(
            rows,
            Plot.stackY({
              x1: "from",
              x2: "until",
              y: "sessions",
              fy: n === 1 ? undefined : "fold",
              fill: (d) => COLOURS[d.part as "train"],
              order: [...PART_NAMES],
              z: "part",
              inset: 0.4
            })
          ),
          Plot.ruleY([0])
        ]
      })
  ];
}

/** Conversion of each part with its interval: parts that differ surely are not the same task. */
export function splitConversion({name, summary, generated = true}: Split): Spec {
  const {parts} = summary;
  const n = folds(summary);
  const rows = parts.part.map((part, i) => {
    const share = parts.buying[i] / parts.sessions[i];
    return {
      part: PART_NAMES[part],
      label: n === 1 ? PART_NAMES[part] : `fold ${parts.fold[i]} ${PART_NAMES[part]}`,
      sessions: parts.sessions[i],
      buying: parts.buying[i],
      share,
      ...wilsonInterval(share, parts.sessions[i])
    };
  });
  const [train, , test] = [0, 1, 2].map((part) => ofPart(summary, part));
  const overall = total(parts.buying) / total(parts.sessions);
  // a log of a session or two leaves a part empty
  const said = ({sessions, buying}: {sessions: number; buying: number}) =>
    sessions > 0
      ? `${interval({value: buying / sessions, ...wilsonInterval(buying / sessions, sessions), unit: "share"})} of ${count(sessions)} sessions buy`
      : "there is no session";
  const baseline =
    test.sessions > 0
      ? `Always answering “no purchase” is right for ${percent(1 - test.buying / test.sessions)} of test sessions`
      : "Without test sessions nothing can be judged";
  return [
    {
      name: `${fileOf(name)}-conversion`,
      title: `Share of sessions that buy, by part: ${name}`,
      description: "A dot with its interval for each part, and a dashed line at the share over all parts.",
      caption: `In training, ${said(train)}; in the test, ${said(test)}. ${baseline}. Intervals are 95 % Wilson${n === 1 ? "" : "; folds share sessions, so the intervals are not independent"}.`,
      n: `The test holds ${count(test.sessions > 0 ? test.buying : 0)} buying sessions.`,
      generated,
      height: 60 + (n === 1 ? 30 : 18) * rows.length,
      legend: [...legend, {label: "all parts", colour: COLOURS.baseline, shape: "dash"}],
      table: {
        name: `${fileOf(name)}-conversion`,
        columns: {
          part: rows.map((r) => r.label),
          sessions: rows.map((r) => r.sessions),
          buying: rows.map((r) => r.buying),
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
        marginLeft: 112,
        marginBottom: 34,
        x: {percent: true, zero: true, grid: true, label: "% of sessions"},
        y: {domain: rows.map((r) => r.label), label: null},
        marks: [
          Plot.ruleX([overall], {stroke: COLOURS.baseline, strokeDasharray: "5,4", strokeWidth: 1.5}),
          Plot.ruleY(rows, {
            x1: "low",
            x2: "high",
            y: "label",
            stroke: (d) => COLOURS[d.part as "train"],
            strokeWidth: 2
          }),
          Plot.dot(rows, {x: "share", y: "label", fill: (d) => COLOURS[d.part as "train"], r: 4.5})
        ]
      })
  ];
}

/** One row for each part of each fold. */
export function splitTable({name, summary: {parts}}: Split): DataTableOptions {
  const share = parts.seen.map((seen, i) => (parts.part[i] === 0 ? null : seen / parts.users[i]));
  return {
    name: `${fileOf(name)}-parts`,
    caption: `Parts of the split ${name}`,
    columns: {
      fold: parts.fold,
      part: parts.part.map((part) => PART_NAMES[part]),
      sessions: parts.sessions,
      events: parts.events,
      buying_sessions: parts.buying,
      users: parts.users,
      users_seen_in_training: share,
      first_start: parts.firstStart.map((ms) => new Date(ms).toISOString()),
      last_start: parts.lastStart.map((ms) => new Date(ms).toISOString())
    },
    header: {
      buying_sessions: "buying sessions",
      users_seen_in_training: "users seen in training",
      first_start: "first start (UTC)",
      last_start: "last start (UTC)"
    },
    format: {
      users_seen_in_training: (x) => (x === null ? "–" : percent(x as number)),
      first_start: (x) => String(x).slice(0, 16).replace("T", " "),
      last_start: (x) => String(x).slice(0, 16).replace("T", " ")
    }
  };
}

/** How many of the test's users were trained on, as a figure with its interval; a share that is no number where no session is in a test. */
export function returningUsers({summary}: Split): {readonly text: string; readonly share: number} {
  const share = returningShare(summary);
  return share === null
    ? {text: "no session is in the test part", share: NaN}
    : {text: interval({...share, unit: "share"}), share: share.value};
}

const LATER = ["none", "1", "2", "3 or more"];
const LATER_COLOURS = [COLOURS.baseline, STEPS[3], STEPS[5], STEPS[6]];

/** Sessions of each part by number of later sessions of their user. */
export function laterByPart({name, summary, generated = true}: Split): Spec {
  const {later} = summary;
  const rows = withShares(table({...later, group: later.part}), LATER.length).map(({group, ...row}) => ({
    part: PART_NAMES[group],
    ...row
  }));
  const with_ = (part: string) => {
    const own = rows.filter((r) => r.part === part);
    if (own.length === 0) return `there is no ${part === "train" ? "training" : part} session`;
    const hits = total(own.filter((r) => r.k > 0).map((r) => r.sessions));
    return `${interval({value: hits / own[0].all, ...wilsonInterval(hits / own[0].all, own[0].all), unit: "share"})} of ${part === "train" ? "training" : part} sessions have a later one of the same user`;
  };
  return [
    {
      name: `${fileOf(name)}-later`,
      title: `Later sessions of the same user, by part: ${name}`,
      description: "A bar for each part, divided by how many later sessions its sessions have.",
      caption: `In the log, ${with_("train")}; ${with_("test")}. So a label such as “buys in one of the next 3 sessions” does not mean the same in training and in the test. Intervals are 95 % Wilson.`,
      n: `n = ${count(total(rows.map((r) => r.sessions)))} sessions${folds(summary) === 1 ? "" : ", over folds"}.`,
      generated,
      height: 150,
      legend: LATER.map((label, k) => ({label: `${label} later`, colour: LATER_COLOURS[k]})),
      table: {
        name: `${fileOf(name)}-later`,
        columns: {
          part: rows.map((r) => r.part),
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
        marginLeft: 76,
        marginRight: 20,
        marginBottom: 34,
        x: {percent: true, domain: [0, 100], label: "% of sessions"},
        y: {domain: [...PART_NAMES], label: null},
        marks: [
          Plot.barX(
            rows,
            Plot.stackX({x: "share", y: "part", fill: (d) => LATER_COLOURS[d.k], z: "k", order: "k", insetRight: 1})
          )
        ]
      })
  ];
}
