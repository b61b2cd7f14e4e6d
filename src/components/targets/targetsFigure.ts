import * as Plot from "@observablehq/plot";
import {countVerdicts, type AssessedTarget, type AssessedTargets} from "../../lib/reports/targets.js";
import {HALF_WIDTHS, LEARNABLE_OPTIONS} from "../../lib/targets/learnable.js";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count} from "../format.js";
import {protocolText} from "./protocolText.js";
import {missingRequirementText} from "./missingRequirementTexts.js";
import {LEARNABILITY, UNASKED} from "./learnability.js";

const ROW = 60;
const LINES = {train: 28, test: 45} as const;
/** Where none is drawn on a logarithmic scale. */
const NONE = 0.6;

interface Line {
  readonly title: string;
  readonly part: "train" | "test";
  readonly y: number;
  readonly positives: number;
  readonly users: number;
  /** Null where there is nothing to go by. */
  readonly needed: number | null;
}

/** Positives that each target has to teach and to test with, beside what either needs. */
export function targetsFigure(assessed: AssessedTargets): readonly [FigureOptions, Draw] {
  const {targets, parameters} = assessed;
  const lines = targets.flatMap((target, i) => linesOf(target, i));
  const most = Math.max(1, ...lines.flatMap(({positives, needed}) => [positives, needed ?? 0]));
  const height = targets.length * ROW + 44;
  return [
    {
      name: "targets",
      title: `${targetsTitle(assessed)}: ${assessed.log}`,
      description:
        "For each target two lines on a logarithmic scale, training and test: a mark at the positives there are and a bar at the number needed.",
      caption: `${summary(assessed)} Learnable: training has the positives that a published rule (Riley's criteria) asks for to fit ${parameters} parameters, and the test has enough to measure an AUC near ${LEARNABLE_OPTIONS.auc} to within ±${HALF_WIDTHS[0]}. Here each user's positives count once (hollow marks). Borderline: a third as many in training and ±${HALF_WIDTHS[1]} in the test, with all positives counted. These are complete counts, so there is no interval.`,
      n: `Counted with ${protocolText(assessed.protocol)}.`,
      generated: assessed.generated,
      height,
      legend: [
        {label: "positives in training", colour: COLOURS.train, shape: "dot"},
        {label: "positives in the test", colour: COLOURS.test},
        {label: "hollow: users who have positives", colour: COLOURS.muted, shape: "line"},
        {label: "needed", colour: COLOURS.ink, shape: "dash"}
      ],
      table: {
        name: "targets",
        columns: {
          target: lines.map(({title}) => title),
          part: lines.map(({part}) => part),
          positives: lines.map(({positives}) => positives),
          users: lines.map(({users}) => users),
          needed: lines.map(({needed}) => needed)
        }
      }
    },
    (width, tall) => {
      const narrow = width < 560;
      const size = narrow ? 11 : 12.5;
      const shown = (value: number) => Math.max(NONE, value);
      const right = ({positives, needed}: Line) => Math.max(shown(positives), needed ?? 0);
      return Plot.plot({
        width,
        height: tall,
        marginLeft: 62,
        marginRight: 8,
        marginTop: 2,
        marginBottom: 40,
        x: {
          type: "log",
          domain: [NONE, most * (narrow ? 60 : 6)],
          grid: true,
          label: "positives, logarithmic",
          ticks: [1, 10, 100, 1000, 10_000].filter((tick) => tick <= most * 3),
          tickFormat: (d: number) => count(d)
        },
        y: {axis: null, domain: [0, targets.length * ROW], range: [2, tall - 40]},
        marks: [
          Plot.ruleY(targets.map((_, i) => i * ROW).slice(1), {stroke: COLOURS.muted, strokeOpacity: 0.25}),
          Plot.text(targets, {
            frameAnchor: "left",
            dx: -60,
            y: (_, i: number) => i * ROW + 11,
            textAnchor: "start",
            text: ({target}: AssessedTarget) => (narrow ? shortened(target.title) : target.title),
            fontSize: size,
            fontWeight: 600,
            fill: COLOURS.ink
          }),
          Plot.text(targets, {
            frameAnchor: "right",
            y: (_, i: number) => i * ROW + 11,
            textAnchor: "end",
            text: (row: AssessedTarget) => `${markOf(row).sign} ${row.judged?.verdict ?? "not tested"}`,
            fontSize: size,
            fontWeight: 600,
            fill: (row: AssessedTarget) => markOf(row).colour
          }),
          Plot.text(
            targets.filter(({judged}) => judged === null),
            {
              x: NONE,
              y: (row: AssessedTarget) => targets.indexOf(row) * ROW + 34,
              textAnchor: "start",
              text: ({lacks}: AssessedTarget) => `the log has ${missingRequirementText(lacks)}`,
              fontSize: size,
              fill: COLOURS.muted
            }
          ),
          Plot.text(lines, {
            frameAnchor: "left",
            dx: -8,
            y: "y",
            textAnchor: "end",
            text: ({part}: Line) => (part === "train" ? "training" : "test"),
            fill: COLOURS.muted,
            fontSize: 11
          }),
          Plot.ruleY(lines, {
            x1: NONE,
            x2: ({positives}: Line) => shown(positives),
            y: "y",
            stroke: ({part}: Line) => COLOURS[part],
            strokeOpacity: 0.55,
            strokeWidth: 2
          }),
          Plot.link(
            lines.filter(({needed}) => needed !== null),
            {
              x1: "needed",
              x2: "needed",
              y1: ({y}: Line) => y - 7,
              y2: ({y}: Line) => y + 7,
              stroke: COLOURS.ink,
              strokeWidth: 2.5
            }
          ),
          Plot.dot(
            lines.filter(({users, positives}) => users < positives),
            {
              x: "users",
              y: "y",
              r: 4,
              symbol: ({part}: Line) => (part === "train" ? "circle" : "square"),
              stroke: ({part}: Line) => COLOURS[part],
              strokeWidth: 1.5,
              fill: "var(--theme-background)"
            }
          ),
          Plot.dot(lines, {
            x: ({positives}: Line) => shown(positives),
            y: "y",
            r: 4.5,
            symbol: ({part}: Line) => (part === "train" ? "circle" : "square"),
            fill: ({part}: Line) => COLOURS[part]
          }),
          Plot.text(lines, {
            x: right,
            y: "y",
            dx: 9,
            textAnchor: "start",
            text: ({positives, needed}: Line) =>
              needed === null ? count(positives) : `${count(positives)} of ${count(needed)}`,
            fill: COLOURS.ink,
            fontSize: 11
          })
        ]
      });
    }
  ];
}

function linesOf({target: {title}, parts, judged}: AssessedTarget, i: number): Line[] {
  if (judged === null) return [];
  const line = (part: "train" | "test", needed: number | null): Line => {
    const {positives, positiveUsers} = parts.find((one) => one.part === part)!;
    return {title, part, y: i * ROW + LINES[part], positives, users: positiveUsers, needed};
  };
  return [line("train", judged.riley?.positives ?? null), line("test", judged.testPositives)];
}

const markOf = ({judged}: AssessedTarget) => (judged === null ? UNASKED : LEARNABILITY[judged.verdict]);

/** A title for a narrow drawing. */
function shortened(title: string): string {
  return title.replace("puts this item into the cart", "carts this item").replace(/^buys |, asked after.*/g, "");
}

/** The finding of the figure: whether positives are enough. */
function targetsTitle({targets}: AssessedTargets): string {
  const {learnable} = countVerdicts(targets);
  if (learnable === targets.length) return "Every target has enough positives";
  return learnable === 0
    ? "No target has enough positives"
    : `${learnable} of ${targets.length} targets ${learnable === 1 ? "has" : "have"} enough positives`;
}

/** How many targets are of each verdict, in a sentence. */
function summary({targets, log}: AssessedTargets): string {
  const counts = countVerdicts(targets);
  const unasked = counts["not asked"];
  const [item] = targets;
  const first =
    item.judged?.riley == null
      ? ""
      : ` The narrowest, “${item.target.title}”, has ${count(item.parts[0].positives)} known positives in training, where ${count(item.judged.riley.positives)} are needed.`;
  return `Of ${targets.length} targets in ${log}, ${counts.learnable} are learnable, ${counts.borderline} are borderline and ${counts["not learnable"]} are not learnable${unasked === 0 ? "" : `; ${unasked} cannot be tested there`}.${first}`;
}
