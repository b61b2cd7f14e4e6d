import {svg} from "htl";
import {GRADES, type Grade} from "../../lib/claims/grades.js";
import {OUTCOMES, type Outcome} from "../../lib/claims/outcomes.js";
import {claimsHeadline} from "../../lib/reports/claims.js";
import {OUTCOME_MARKS} from "../colours.js";
import {figure, type FigureElement} from "../figure.js";
import {count} from "../format.js";
import {STRENGTH} from "./marks.js";

/** What the figure needs to know of a row of the ledger. */
export interface EvidenceRow {
  readonly n: number;
  readonly outcome: Outcome;
  readonly grade: Grade | null;
}

/** Names that fit beside the squares. */
const SHORT: Readonly<Record<Grade, string>> = {
  "real data": "real data",
  "published fact": "published",
  "generated twin": "generated",
  "document's own numbers": "in report",
  "by construction": "by construction"
};
const LINE = 42;

/**
 * The state of the ledger: every claim as a square, a line of squares an outcome, of a stronger colour where the evidence is stronger. Remarks
 * assert nothing and are left out.
 */
export function evidenceFigure(rows: readonly EvidenceRow[]): FigureElement {
  const {judged, confirmedOnReal, notTested, remarks} = claimsHeadline(rows);
  const lines = OUTCOMES.filter((outcome) => outcome !== "remark")
    .map((outcome) => {
      const of = rows.filter((row) => row.outcome === outcome);
      const parts = [...GRADES, null]
        .map((grade) => ({grade, claims: of.filter((row) => row.grade === grade).length}))
        .filter(({claims}) => claims > 0);
      return {outcome, claims: of.length, parts};
    })
    .filter(({claims}) => claims > 0);
  const said = lines.map(({outcome, claims, parts}) => {
    const by = parts.flatMap(({grade, claims}) => (grade === null ? [] : [`${claims} ${grade}`])).join(", ");
    return `${outcome}: ${claims}${by === "" ? "" : ` (${by})`}`;
  });
  const most = Math.max(1, ...lines.map(({claims}) => claims));
  return figure(
    {
      name: "clickproof-evidence",
      title: `${confirmedOnReal === 0 ? "None" : `Only ${count(confirmedOnReal)}`} of ${count(judged)} judged claims ${confirmedOnReal === 1 ? "was" : "were"} reproduced on real data`,
      description: `Claims by outcome and by the evidence for it. ${said.join("; ")}.`,
      caption: `Each square is a claim. The stronger its colour, the stronger the evidence. The ${count(notTested)} claims at the bottom are not tested here yet. Another ${count(remarks)} are settings, counts or plans: nothing that could be wrong.`,
      height: lines.length * LINE + 4,
      table: {
        name: "clickproof-evidence",
        columns: {
          outcome: lines.flatMap(({outcome, parts}) => parts.map(() => outcome)),
          evidence: lines.flatMap(({parts}) => parts.map(({grade}) => grade ?? "none")),
          claims: lines.flatMap(({parts}) => parts.map(({claims}) => claims))
        }
      }
    },
    (width, height) => {
      const size = Math.min(18, (width - 4) / most);
      const side = Math.max(1, Math.min(15, size - 2));
      return svg`<svg width=${width} height=${height} viewBox=${`0 0 ${width} ${height}`} role="img" font-family="var(--sans-serif)" style="max-width: 100%; overflow: visible">
        ${lines.map(({outcome, claims, parts}, i) => {
          const {colour, sign} = OUTCOME_MARKS[outcome];
          let at = 0;
          return svg`<g transform=${`translate(0, ${i * LINE})`} fill=${colour}>
            ${label(sign, outcome, claims, parts, width)}
            ${parts.flatMap(({grade, claims}) =>
              Array.from(
                {length: claims},
                () =>
                  svg`<rect x=${at++ * size} y="20" width=${side} height=${side} rx="2" fill-opacity=${STRENGTH[grade ?? "none"]}></rect>`
              )
            )}
          </g>`;
        })}
      </svg>`;
    }
  );
}

/** "✓ reproduced 10", then a square and a count for each grade, in the shades of the squares below. */
function label(
  sign: string,
  outcome: Outcome,
  claims: number,
  parts: readonly {readonly grade: Grade | null; readonly claims: number}[],
  width: number
): SVGElement {
  const head = `${sign} ${outcome} ${claims}`;
  const narrow = width < 480;
  const small = narrow ? 10 : 12;
  let x = 8 + head.length * (narrow ? 6.7 : 7.2);
  return svg`<g>
    <text x="0" y="13" font-size="13" font-weight="600">${head}</text>
    ${parts.map(({grade, claims}) => {
      if (grade === null) return null;
      const text = `${claims} ${SHORT[grade]}`;
      const from = x;
      x += (narrow ? 16 : 22) + text.length * small * 0.51;
      return svg`<g>
        <rect x=${from} y="4" width="9" height="9" rx="2" fill-opacity=${STRENGTH[grade]}></rect>
        <text x=${from + 12} y="13" font-size=${small} fill="var(--theme-foreground-muted)">${text}</text>
      </g>`;
    })}
  </g>` as SVGElement;
}
