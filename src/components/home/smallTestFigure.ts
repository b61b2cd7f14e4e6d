import {svg} from "htl";
import {aucInterval} from "../../lib/metrics/auc.js";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, fixed} from "../format.js";

/** A published AUC with the counts it was measured on. */
export interface SmallTest {
  /** The claim's id in the ledger. */
  readonly claim: string;
  readonly auc: number;
  readonly positives: number;
  readonly negatives: number;
}

/** What the reader has set. */
export interface SmallTestChoice {
  /** Purchases in the test set. */
  readonly positives: number;
  /** AUC that the model would have on endless test data. */
  readonly truth: number;
}

/** The fewest and most purchases that can be chosen. */
export const FEWEST = 5;
export const MOST = 5000;

/** A model that ranks no pair better than another has this AUC: a coin, or one answer for everyone. */
const COIN = 0.5;

/** Where 95 of 100 test results of a model of AUC `truth` fall, with as many negatives for each positive as the claim has. */
export function smallTestInterval(
  {positives, truth}: SmallTestChoice,
  claim: Pick<SmallTest, "positives" | "negatives">
): {readonly low: number; readonly high: number} {
  return aucInterval(truth, positives, (positives * claim.negatives) / claim.positives);
}

/** What the reader should notice at a choice, in a sentence without numbers of its own but the count. */
export function smallTestFinding(choice: SmallTestChoice, claim: SmallTest): string {
  const {low, high} = smallTestInterval(choice, claim);
  const tested = `With ${count(choice.positives)} purchases to test on`;
  if (low <= COIN) return `${tested}, a model that works can look no better than a coin toss`;
  if (high - low > 0.2) return `${tested}, the same model can look brilliant or poor`;
  if (high - low > 0.06) return `${tested}, the score is a rough estimate`;
  return `${tested}, the score is close to the truth`;
}

/** The sentence below the figure, in parts: those at odd places are what the choice changes. */
export function smallTestSentence(choice: SmallTestChoice, claim: SmallTest): string[] {
  const {low, high} = smallTestInterval(choice, claim);
  const coin = smallTestInterval({positives: claim.positives, truth: COIN}, claim);
  const said = `One report measured ${fixed(claim.auc)} on ${count(claim.positives)} purchases and called it below random. On ${count(claim.positives)} purchases even a coin toss scores anywhere from ${fixed(coin.low)} to ${fixed(coin.high)}`;
  return [
    "With ",
    `${count(choice.positives)} purchases`,
    ", a model this good scores anywhere from ",
    `${fixed(low)} to ${fixed(high)}`,
    `. ${said}${claim.auc >= coin.low && claim.auc <= coin.high ? `, so ${fixed(claim.auc)} may be chance.` : `: chance alone does not explain ${fixed(claim.auc)}.`}`
  ];
}

const STEPS = 120;
const grid = Array.from({length: STEPS + 1}, (_, i) => FEWEST * (MOST / FEWEST) ** (i / STEPS));

/** The figure: a band of what a test can show, the chosen number of purchases, a coin, and the claim. */
export function smallTestFigure(choice: SmallTestChoice, claim: SmallTest): [FigureOptions, Draw] {
  const {low, high} = smallTestInterval(choice, claim);
  const rows = grid.map((positives) => ({positives, ...smallTestInterval({...choice, positives}, claim)}));
  return [
    {
      name: "small-test",
      title: smallTestFinding(choice, claim),
      description: `At ${count(choice.positives)} purchases 95 of 100 test results lie between ${fixed(low)} and ${fixed(high)}. The band narrows as purchases are added. A coin has ${fixed(COIN)}; the report measured ${fixed(claim.auc)} on ${count(claim.positives)}.`,
      caption: `The AUC is how often a model ranks a buyer above a non-buyer; a coin toss has 0.5. The band shows where 95 of 100 test results fall for a model whose true AUC is ${fixed(choice.truth)}, after Hanley and McNeil (1982), with ${count(claim.negatives / claim.positives)} other rows for each purchase as in the report. Computed in this page.`,
      height: 300,
      table: {
        name: "small-test",
        columns: {
          positives: rows.map(({positives}) => positives),
          low: rows.map(({low}) => low),
          high: rows.map(({high}) => high)
        },
        header: {positives: "purchases in the test set", low: "95 % of results from", high: "to"}
      }
    },
    (width, height) => draw(width, height, rows, choice, claim)
  ];
}

/** Where the drawing begins and ends within its width. */
export const insets = (width: number) => ({left: 34, right: width < 560 ? 12 : 118});

function draw(
  width: number,
  height: number,
  rows: readonly {readonly positives: number; readonly low: number; readonly high: number}[],
  choice: SmallTestChoice,
  claim: SmallTest
): SVGSVGElement {
  const {left, right} = insets(width);
  const narrow = width < 560;
  const [top, bottom] = [8, 44];
  const bounds = [Math.min(0.3, claim.auc - 0.06), 1] as const;
  const x = (n: number) => left + ((width - left - right) * Math.log(n / FEWEST)) / Math.log(MOST / FEWEST);
  const y = (auc: number) => top + ((height - top - bottom) * (bounds[1] - auc)) / (bounds[1] - bounds[0]);
  const at = (n: number, auc: number) => `${x(n).toFixed(1)},${y(auc).toFixed(1)}`;
  const band = `M${rows.map(({positives, high}) => at(positives, high)).join("L")}L${rows
    .toReversed()
    .map(({positives, low}) => at(positives, low))
    .join("L")}Z`;
  const {low, high} = smallTestInterval(choice, claim);
  const ticks = narrow ? [5, 20, 100, 1000] : [5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];
  const edge = width - right;
  const chosen = x(choice.positives);
  const base = height - bottom;
  return svg`<svg width=${width} height=${height} viewBox=${`0 0 ${width} ${height}`} font-size="12" fill=${COLOURS.ink} class="small-test">
    ${[0.3, 0.5, 0.7, 0.9].map(
      (auc) =>
        svg`<text x=${left - 8} y=${y(auc)} dy="0.32em" text-anchor="end" fill=${COLOURS.muted}>${fixed(auc, 1)}</text>`
    )}
    <path d=${band} fill=${COLOURS.accent} fill-opacity="0.18"/>
    <line x1=${left} x2=${edge} y1=${y(COIN)} y2=${y(COIN)} stroke=${COLOURS.muted} stroke-dasharray="4 3"/>
    <line x1=${left} x2=${edge} y1=${y(choice.truth)} y2=${y(choice.truth)} stroke=${COLOURS.accent} stroke-width="2"/>
    ${
      narrow
        ? svg`<g><text x=${edge} y=${y(COIN) + 14} text-anchor="end" fill=${COLOURS.muted}>coin toss</text>
        <text x=${edge} y=${y(choice.truth) - 7} text-anchor="end" fill=${COLOURS.accent}>true AUC ${fixed(choice.truth)}</text></g>`
        : svg`<g><text x=${edge + 8} y=${y(COIN)} dy="0.32em" fill=${COLOURS.muted}>coin toss, or one</text>
        <text x=${edge + 8} y=${y(COIN) + 15} dy="0.32em" fill=${COLOURS.muted}>answer for all</text>
        <text x=${edge + 8} y=${y(choice.truth)} dy="0.32em" fill=${COLOURS.accent}>true AUC ${fixed(choice.truth)}</text></g>`
    }
    <line x1=${chosen} x2=${chosen} y1=${top} y2=${base} stroke=${COLOURS.ink} />
    <line x1=${chosen} x2=${chosen} y1=${y(low)} y2=${y(high)} stroke=${COLOURS.accent} stroke-width="6" stroke-linecap="round"/>
    <circle cx=${x(claim.positives)} cy=${y(claim.auc)} r="5" fill="none" stroke=${COLOURS.notReached} stroke-width="2.5"/>
    <text x=${x(claim.positives) + 11} y=${y(claim.auc)} dy="0.32em" fill=${COLOURS.notReached} font-weight="600">the report: ${fixed(claim.auc)}</text>
    <line x1=${left} x2=${edge} y1=${base} y2=${base} stroke=${COLOURS.muted} />
    ${ticks.map(
      (n) => svg`<text x=${x(n)} y=${base + 20} text-anchor="middle" fill=${COLOURS.muted}>${count(n)}</text>`
    )}
    <text x=${edge} y=${base + 38} text-anchor="end" fill=${COLOURS.muted}>purchases in the test set →</text>
    <circle cx=${chosen} cy=${base} r="10" fill=${COLOURS.accent} class="small-test-handle"/>
    <path d=${`M${chosen - 5},${base}h10m-2.5,-2.5l2.5,2.5l-2.5,2.5m-5,-5l-2.5,2.5l2.5,2.5`} fill="none" stroke=${COLOURS.page} stroke-width="1.4"/>
  </svg>` as SVGSVGElement;
}
