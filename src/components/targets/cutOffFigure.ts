import * as Plot from "@observablehq/plot";
import {stack, stackOffsetExpand} from "d3";
import {TARGET_PARTS, type AssessedTargets} from "../../lib/reports/targets.js";
import {COLOURS, STEPS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, percent} from "../format.js";
import {protocolText} from "./protocolText.js";

const ROW = 70;
const KINDS = [
  {name: "positive", colour: COLOURS.transaction},
  {name: "negative", colour: STEPS[2]},
  {name: "censored: unknown when its part ends", colour: COLOURS.baseline}
] as const;

/** Shares of examples that are positive, negative, and censored; by target and part. */
export function cutOffFigure(assessed: AssessedTargets): readonly [FigureOptions, Draw] {
  const asked = assessed.targets.filter(({judged}) => judged !== null);
  const bars = asked.flatMap(({target, parts}, i) =>
    parts
      .filter(({examples}) => examples > 0)
      .map(({part, examples, positives, censored}) => ({
        title: target.title,
        part,
        y: i * ROW + 26 + 16 * TARGET_PARTS.indexOf(part as "train"),
        counts: [positives, examples - positives - censored, censored],
        examples
      }))
  );
  const pieces = stack<unknown, (typeof bars)[number], number>()
    .keys(KINDS.keys())
    .value(({counts}, kind) => counts[kind])
    .offset(stackOffsetExpand)(bars)
    .flatMap((series) => series.map(({0: x1, 1: x2, data}) => ({...data, kind: series.key, x1, x2})));
  const of = (id: string, part: string) => {
    const found = asked.find(({target}) => target.id === id)?.parts.find((one) => one.part === part);
    return found === undefined || found.examples === 0 ? null : found.censored / found.examples;
  };
  const cut = (id: string, part: string) => percent(of(id, part) ?? NaN);
  const compared =
    of("item-3-sessions", "train") === null || of("item-30-days", "train") === null
      ? ""
      : ` Within three sessions, ${cut("item-3-sessions", "train")} of training examples and ${cut("item-3-sessions", "test")} of test examples are never decided, because their users do not come back that often before the part ends. Within 30 days it is ${cut("item-30-days", "train")} and ${cut("item-30-days", "test")}, because days pass for everyone.`;
  return [
    {
      name: "targets-cut-off",
      title: `How many labels are known when their part ends: ${assessed.log}`,
      description:
        "Three bars a target, one a part, each divided into positive examples, negative ones, and those that the part's end leaves open.",
      caption:
        asked.length === 0
          ? `No target can be tested in ${assessed.log}, so there is no label to know.`
          : `Most reports count censored examples as negative; here they are used neither for training nor for the test.${compared} These are complete counts, so there is no interval.`,
      n: `Counted with ${protocolText(assessed.protocol)}.`,
      generated: assessed.generated,
      height: Math.max(1, asked.length) * ROW + 40,
      legend: KINDS.map(({name, colour}) => ({label: name, colour})),
      table: {
        name: "targets-cut-off",
        columns: {
          target: bars.map(({title}) => title),
          part: bars.map(({part}) => part),
          examples: bars.map(({examples}) => examples),
          positive: bars.map(({counts}) => counts[0]),
          negative: bars.map(({counts}) => counts[1]),
          censored: bars.map(({counts}) => counts[2])
        }
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: 70,
        marginRight: 96,
        marginTop: 2,
        marginBottom: 36,
        x: {domain: [0, 1], label: "% of examples", tickFormat: (d: number) => `${Math.round(100 * d)}`, ticks: 5},
        y: {axis: null, domain: [0, Math.max(1, asked.length) * ROW], range: [2, height - 36]},
        marks: [
          Plot.text(asked, {
            frameAnchor: "left",
            dx: -68,
            y: (_, i: number) => i * ROW + 11,
            textAnchor: "start",
            text: ({target}: (typeof asked)[number]) => target.title,
            fontSize: width < 560 ? 11 : 12.5,
            fontWeight: 600,
            fill: COLOURS.ink
          }),
          Plot.text(bars, {
            x: 0,
            y: "y",
            dx: -6,
            textAnchor: "end",
            text: ({part}: (typeof bars)[number]) => (part === "train" ? "training" : part),
            fill: COLOURS.muted,
            fontSize: 11
          }),
          Plot.rect(pieces, {
            x1: "x1",
            x2: "x2",
            y1: ({y}: (typeof pieces)[number]) => y - 6,
            y2: ({y}: (typeof pieces)[number]) => y + 6,
            fill: ({kind}: (typeof pieces)[number]) => KINDS[kind].colour
          }),
          Plot.text(bars, {
            x: 1,
            y: "y",
            dx: 6,
            textAnchor: "start",
            text: ({counts}: (typeof bars)[number]) => `${count(counts[0])} positive`,
            fill: COLOURS.ink,
            fontSize: 11
          }),
          Plot.tip(
            bars,
            Plot.pointerY({
              x: 0.5,
              y: "y",
              title: ({title, part, counts, examples}: (typeof bars)[number]) =>
                [
                  `${title}, ${part}`,
                  ...KINDS.map(({name}, k) => `${name}: ${count(counts[k])}, ${percent(counts[k] / examples)}`)
                ].join("\n")
            })
          )
        ]
      })
  ];
}
