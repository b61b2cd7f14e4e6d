import * as Plot from "@observablehq/plot";
import {COLOURS, VERDICTS} from "./colours.js";
import {figure, type FigureElement} from "./figure.js";
import {count} from "./format.js";

/** One entry a claim. */
export interface VerdictColumns {
  readonly id: readonly string[];
  readonly system: readonly string[];
  readonly claimed: readonly string[];
  readonly statement: readonly string[];
  readonly verdict: readonly string[];
  readonly onTwin: readonly number[];
}

/** Every claim as a square with the sign of its verdict, one row of squares a verdict. */
export function verdictPicture(claims: VerdictColumns): FigureElement {
  const order = Object.keys(VERDICTS).filter((verdict) => claims.verdict.includes(verdict));
  const counts = new Map(order.map((verdict) => [verdict, claims.verdict.filter((v) => v === verdict).length]));
  const twin = claims.onTwin.reduce((a, b) => a + b, 0);
  const height = (perRow: number): number =>
    order.reduce((sum, verdict) => sum + Math.ceil((counts.get(verdict) ?? 0) / perRow), 0);
  return figure(
    {
      name: "verdicts",
      title: `${count(claims.id.length)} claims, a square each`,
      description: order.map((verdict) => `${verdict}: ${counts.get(verdict)}`).join("; "),
      caption: `${count(twin)} verdicts rest on generated data and are marked so in the ledger. “Not testable here” names what is still to come; a remark concerns a setting, a count or an effort, which no experiment decides.`,
      n: `n = ${count(claims.id.length)} claims of 5 reports`,
      height: 300,
      table: {name: "verdicts", columns: {...claims}}
    },
    (width, tall) => {
      const marginLeft = width < 500 ? 146 : 168;
      // The largest square with which every row of squares still fits.
      let size = 22;
      let perRow = 1;
      for (; size > 6; size--) {
        perRow = Math.floor((width - marginLeft - 4) / size);
        if (perRow > 0 && height(perRow) * size + order.length * 8 <= tall - 4) break;
      }
      const squares: {x: number; y: number; verdict: string; i: number}[] = [];
      const labels: {y: number; verdict: string}[] = [];
      let y = 0;
      for (const verdict of order) {
        labels.push({y, verdict});
        const members = claims.id.map((_, i) => i).filter((i) => claims.verdict[i] === verdict);
        members.forEach((i, k) =>
          squares.push({x: (k % perRow) * size, y: y + Math.floor(k / perRow) * size, verdict, i})
        );
        y += Math.ceil(members.length / perRow) * size + 8;
      }
      return Plot.plot({
        width,
        height: tall,
        marginLeft,
        marginTop: 2,
        marginRight: 2,
        marginBottom: 2,
        style: "background:none",
        x: {axis: null, domain: [0, width - marginLeft - 2], range: [marginLeft, width - 2]},
        y: {axis: null, domain: [0, tall - 4], range: [2, tall - 2]},
        marks: [
          Plot.rect(squares, {
            x1: "x",
            x2: (d) => d.x + size,
            y1: "y",
            y2: (d) => d.y + size,
            inset: 1,
            rx: 2,
            fill: (d) => VERDICTS[d.verdict].colour
          }),
          Plot.text(labels, {
            x: 0,
            y: (d) => d.y + size / 2,
            dx: -8,
            textAnchor: "end",
            text: (d) => `${d.verdict} ${VERDICTS[d.verdict].sign} ${counts.get(d.verdict)}`,
            fill: COLOURS.ink,
            fontSize: width < 500 ? 10 : 12
          }),
          Plot.tip(
            squares,
            Plot.pointer({
              x: (d) => d.x + size / 2,
              y: (d) => d.y + size / 2,
              lineWidth: 24,
              title: (d) =>
                `${claims.system[d.i]}: ${claims.statement[d.i]}\nclaimed ${claims.claimed[d.i]}\n${d.verdict}${claims.onTwin[d.i] === 1 ? ", on generated data" : ""}`
            })
          )
        ]
      });
    }
  );
}
