import {MINUTE_MS} from "../../lib/core/time.js";
import * as Plot from "@observablehq/plot";
import {GAP_EDGES, type Description} from "../../lib/pipeline/describe.js";
import {COLOURS, STEPS} from "../colours.js";
import {wilsonInterval} from "../../lib/metrics/intervals.js";
import {sum} from "../../lib/reports/data.js";
import {GAP_BOUNDS, gapBands} from "../../lib/reports/dataFigures.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, duration, interval, percent} from "../format.js";
import {periodOf, type DataSet} from "./dataSet.js";

const BANDS = ["under 1 min", "1 to 5 min", "5 min or more"];
const BAND_COLOURS = [STEPS[3], STEPS[5], STEPS[6]];
const TICKS = [5e3, 6e4, 3e5, 1.8e6, 1.08e7, 8.64e7, 6.048e8, 2.592e9];
/** Where sessions are cut by convention, and the edges of the classes around it. */
const CUT_MS = 30 * MINUTE_MS;
const VALLEY = [
  GAP_EDGES.findIndex((edge) => edge > 15 * MINUTE_MS),
  GAP_EDGES.findIndex((edge) => edge > 45 * MINUTE_MS)
];

/** Time between a user's consecutive events, on a logarithmic scale, coloured by band, with the session gap marked. */
export function eventGaps(data: DataSet, description: Description): readonly [FigureOptions, Draw] {
  const {gaps} = description.gaps;
  const n = sum(gaps);
  const bands = gapBands(description);
  const ratio = GAP_EDGES[1] / GAP_EDGES[0];
  const edge = (k: number) =>
    k < 0 ? GAP_EDGES[0] / ratio : (GAP_EDGES[k] ?? GAP_EDGES[GAP_EDGES.length - 1] * ratio);
  const rows = gaps.map((count, k) => ({
    from: edge(k - 1),
    until: edge(k),
    count,
    band: edge(k - 1) < GAP_BOUNDS[0] ? 0 : edge(k - 1) < GAP_BOUNDS[1] ? 1 : 2
  }));
  const last = rows.findLastIndex((row) => row.count > 0);
  const shown = rows.slice(0, Math.max(last + 1, 24));
  const share = (hits: number) => interval({value: hits / n, ...wilsonInterval(hits / n, n), unit: "share"});
  return [
    {
      name: `${data.name}-gaps`,
      title:
        n === 0
          ? "Time between a user's consecutive events"
          : `The pause between two events is most often ${BANDS[bands.indexOf(Math.max(...bands))]}`,
      description: "Bars over a logarithmic time scale in three bands; a dashed line at 30 minutes.",
      caption:
        n === 0
          ? "No user has two events in these days, so there is no time between events."
          : `${BANDS.map((name, k) => `${share(bands[k])} of pauses are ${name}`).join(", ")}. Sessions are usually cut at a pause of ${duration(edge(VALLEY[0]))} to ${duration(edge(VALLEY[1]))}. Only ${percent(sum(gaps.slice(VALLEY[0] + 1, VALLEY[1] + 1)) / n)} of pauses are that long: the fewer they are, the less the choice of the cut matters. Intervals are 95 % Wilson. Heights are square roots, so that the rare pauses of hours and days can be seen.`,
      n: `n = ${count(n)} pauses, ${periodOf(description)}.`,
      generated: data.generated,
      height: 240,
      legend: [
        ...BANDS.map((label, k) => ({label, colour: BAND_COLOURS[k]})),
        {label: `${duration(CUT_MS)}, the usual cut`, colour: COLOURS.chosen, shape: "dash" as const}
      ],
      table: {
        name: `${data.name}-gaps`,
        columns: {
          from_ms: rows.map((r, k) => (k === 0 ? 0 : r.from)),
          until_ms: rows.map((r, k) => (k === rows.length - 1 ? null : r.until)),
          gaps
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
          type: "log",
          domain: [shown[0].from, shown[shown.length - 1].until],
          label: null
        },
        y: {
          type: "sqrt",
          // without a gap the scale would have no length, and bars of zero any height
          domain: n === 0 ? [0, 1] : undefined,
          grid: true,
          label: null,
          ticks: [100, 1_000, 5_000, 10_000, 20_000, 40_000].filter((tick) => tick <= Math.max(...gaps, 100))
        },
        marks: [
          Plot.axisX(
            TICKS.filter((tick) => tick <= shown[shown.length - 1].until && (width > 480 || tick !== 5 * MINUTE_MS)),
            {text: (tick: number) => duration(tick), label: "time since the previous event, logarithmic"}
          ),
          Plot.rect(shown, {
            x1: "from",
            x2: "until",
            y1: 0,
            y2: "count",
            fill: (d) => BAND_COLOURS[d.band],
            inset: 0.5
          }),
          Plot.ruleX([CUT_MS], {stroke: COLOURS.chosen, strokeDasharray: "5,4", strokeWidth: 1.5}),
          Plot.tip(
            shown,
            Plot.pointerX({
              x: (d) => Math.sqrt(d.from * d.until),
              y: "count",
              title: (d: (typeof rows)[number]) => `${duration(d.from)} to ${duration(d.until)}\n${count(d.count)} gaps`
            })
          ),
          Plot.ruleY([0])
        ]
      })
  ];
}
