import {cellText} from "./cellText.js";
import {chartSvg, seriesColour} from "./chartSvg.js";
import {escapeText} from "./escapeText.js";
import {
  TONE_SIGNS,
  type Block,
  type Cell,
  type Chart,
  type FigureBlock,
  type ReportDocument,
  type TableBlock
} from "./reportDocument.js";

/**
 * A report as one HTML file that needs nothing else: style and drawings inside, no script, no request to anywhere (a policy in the file forbids both), light
 * and dark by what the reader's system says, tables behind figures unfolded on paper. All text is escaped.
 */
export function documentHtml({title, subtitle, summary, sections, colophon}: ReportDocument): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeText(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<header>
<h1>${escapeText(title)}</h1>
<p class="subtitle">${escapeText(subtitle)}</p>
<ul class="summary">
${summary.map((sentence) => `<li>${escapeText(sentence)}</li>`).join("\n")}
</ul>
<nav aria-label="Sections"><ul>${sections.map(({id, title: name}) => `<li><a href="#${escapeText(id)}">${escapeText(name)}</a></li>`).join("")}</ul></nav>
</header>
${sections
  .map(
    ({id, title: name, blocks}) => `<section id="${escapeText(id)}" aria-labelledby="${escapeText(id)}-title">
<h2 id="${escapeText(id)}-title">${escapeText(name)}</h2>
${blocks.map((block, i) => blockHtml(block, `${id}-${i + 1}`)).join("\n")}
</section>`
  )
  .join("\n")}
<footer>
${colophon.map((sentence) => `<p>${escapeText(sentence)}</p>`).join("\n")}
</footer>
</main>
</body>
</html>
`;
}

function blockHtml(block: Block, id: string): string {
  switch (block.kind) {
    case "paragraph":
      return `<p>${escapeText(block.text)}</p>`;
    case "warning":
      return `<p class="warning"><strong>Look into this.</strong> ${escapeText(block.text)}</p>`;
    case "list":
      return `<ul>${block.items.map((item) => `<li>${escapeText(item)}</li>`).join("")}</ul>`;
    case "table":
      return tableHtml(block);
    case "figure":
      return figureHtml(block, id);
  }
}

function figureHtml({title, caption, alternative, chart, table}: FigureBlock, id: string): string {
  return `<figure>
<figcaption class="figure-title">${escapeText(title)}</figcaption>
${legendHtml(chart)}<div class="frame" tabindex="0" role="region" aria-label="${escapeText(title)}">${chartSvg(chart, {id: escapeText(id), title, alternative})}</div>
<p class="caption">${escapeText(caption)}</p>
<details><summary>The table behind it (${table.rows.length} ${table.rows.length === 1 ? "row" : "rows"})</summary>
${tableHtml(table)}
</details>
</figure>`;
}

function legendHtml(chart: Chart): string {
  const marks =
    chart.kind === "intervals"
      ? chart.referenceName === undefined
        ? []
        : [
            `<span class="swatch" style="background:${seriesColour(0)}"></span>value with its 95 % interval`,
            `<span class="stroke"></span>${escapeText(chart.referenceName)}`
          ]
      : [
          ...chart.series.map(
            ({name}, place) =>
              `<span class="swatch" style="background:${seriesColour(place)}"></span>${escapeText(name)}`
          ),
          ...(chart.kind === "lines" && chart.baseline !== undefined
            ? [`<span class="dash"></span>${escapeText(chart.baseline.name)}`]
            : [])
        ];
  return marks.length === 0 ? "" : `<ul class="legend">${marks.map((mark) => `<li>${mark}</li>`).join("")}</ul>\n`;
}

function tableHtml({caption, columns, rows, note}: TableBlock): string {
  // a column of numbers is set to the right; words in it say why there is none
  const numeric = columns.map(
    (_, i) =>
      rows.some((row) => isNumber(row[i])) && rows.every((row) => isNumber(row[i]) || isNone(row[i]) || row[i] === "–")
  );
  // sentences get room, so that they do not stand a word a line
  const wordy = columns.map((_, i) => rows.some((row) => cellText(row[i]).length > LONG));
  const side = (i: number) => (numeric[i] ? ' class="number"' : wordy[i] ? ' class="words"' : "");
  return `<div class="frame" tabindex="0" role="region" aria-label="${escapeText(caption)}"><table>
<caption>${escapeText(caption)}</caption>
<thead><tr>${columns
    .map(
      ({name, unit}, i) =>
        `<th scope="col"${side(i)}>${escapeText(name)}${unit === undefined ? "" : ` <span class="unit">${escapeText(unit)}</span>`}</th>`
    )
    .join("")}</tr></thead>
<tbody>
${rows
  .map(
    (row) =>
      `<tr>${row
        .map((cell, i) =>
          i === 0
            ? `<th scope="row"${wordy[0] ? ' class="words"' : ""}>${cellHtml(cell)}</th>`
            : `<td${side(i)}>${cellHtml(cell)}</td>`
        )
        .join("")}</tr>`
  )
  .join("\n")}
</tbody></table></div>${note === undefined ? "" : `\n<p class="caption">${escapeText(note)}</p>`}`;
}

/** Characters of a cell that make its column one of sentences. */
const LONG = 36;

const NUMBERS: readonly string[] = ["count", "part", "estimate", "share"];
const isNumber = (cell: Cell) => typeof cell !== "string" && NUMBERS.includes(cell.kind);
const isNone = (cell: Cell) => typeof cell !== "string" && cell.kind === "none";

function cellHtml(cell: Cell): string {
  if (typeof cell !== "string" && cell.kind === "verdict")
    return `<span class="verdict ${cell.tone}"><span aria-hidden="true">${TONE_SIGNS[cell.tone]}</span> ${escapeText(cell.text)}</span>`;
  if (typeof cell !== "string" && cell.kind === "none")
    return `<span class="none">– <span class="why">${escapeText(cell.why)}</span></span>`;
  return escapeText(cellText(cell));
}

const DARK = `--paper:#16181d;--ink:#e8e9ec;--muted:#a3a7b0;--rule:#3a3f4a;--panel:#1e2128;--link:#8cbff6;--series-1:#8cbff6;--series-2:#566f8f;--series-3:#d98435;--series-4:#c594ef;--good:#5fd07c;--fair:#eba24a;--bad:#ff8f86`;
const LIGHT = `--paper:#fff;--ink:#1b1e23;--muted:#5b616c;--rule:#d5d9e0;--panel:#f4f6f9;--link:#1b55b8;--series-1:#1b55b8;--series-2:#8ca3c1;--series-3:#9c5a20;--series-4:#85287a;--good:#1a7336;--fair:#96540a;--bad:#b3261e`;

const STYLE = `
:root{${LIGHT};color-scheme:light dark}
@media (prefers-color-scheme:dark){:root{${DARK}}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.55 Georgia,"Times New Roman",serif}
main{max-width:62rem;margin:0 auto;padding:2rem 1.25rem 4rem}
h1,h2,table,figure,nav,.legend,.caption,footer,.subtitle{font-family:system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
h1{font-size:1.9rem;line-height:1.2;margin:0 0 .3rem;overflow-wrap:anywhere}
h2{font-size:1.3rem;margin:2.5rem 0 .6rem;padding-top:.8rem;border-top:1px solid var(--rule)}
p{margin:.6rem 0;max-width:44rem}
a{color:var(--link)}
.subtitle{color:var(--muted);overflow-wrap:anywhere}
.summary{font-size:1.05rem;padding-left:1.2rem;max-width:44rem}
nav ul,.legend{display:flex;flex-wrap:wrap;gap:.3rem 1.1rem;padding:0;margin:.8rem 0;list-style:none;font-size:.9rem}
nav a{display:inline-block;padding:.3rem 0}
.frame{overflow-x:auto;margin:.8rem 0}
table{border-collapse:collapse;font-size:.88rem;line-height:1.4;min-width:100%}
caption{text-align:left;font-weight:600;padding:.2rem 0 .4rem}
th,td{text-align:left;vertical-align:top;padding:.35rem .9rem .35rem 0;border-bottom:1px solid var(--rule);overflow-wrap:break-word}
thead th{color:var(--muted);font-weight:600;vertical-align:bottom}
tbody th{font-weight:400;min-width:8.5rem}
td{min-width:4.5rem}
td.words{min-width:13rem}
tbody th.words{min-width:11rem}
.number{text-align:right;font-variant-numeric:tabular-nums}
td.number{white-space:nowrap}
td.number .why{white-space:normal}
.unit{font-weight:400}
.verdict{font-weight:600;white-space:nowrap}
.good{color:var(--good)}.fair{color:var(--fair)}.bad{color:var(--bad)}.unknown,.none{color:var(--muted)}
.warning{padding:.6rem .9rem;background:var(--panel);border-left:4px solid var(--fair)}
figure{margin:1.4rem 0}
.figure-title{font-weight:600}
.chart{display:block;width:100%;min-width:34rem;height:auto;font-family:system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
.swatch,.dash,.stroke{display:inline-block;width:.8rem;height:.8rem;margin-right:.4rem;vertical-align:-.05rem;border-radius:2px}
.dash{height:0;border-top:2px dashed var(--ink);border-radius:0;vertical-align:.25rem}
.stroke{width:.2rem;background:var(--ink);border-radius:0}
.caption{color:var(--muted);font-size:.88rem;line-height:1.45}
details summary{cursor:pointer;font-size:.88rem;padding:.3rem 0}
footer{margin-top:3rem;padding-top:.8rem;border-top:1px solid var(--rule);color:var(--muted);font-size:.85rem;overflow-wrap:anywhere}
@media print{
:root{${LIGHT}}
body{font-size:10.5pt}
main{max-width:none;padding:0}
nav{display:none}
.frame{overflow:visible}
.chart{min-width:0}
td.number,.verdict{white-space:normal}
td,tbody th,td.words,tbody th.words{min-width:0}
td.words{min-width:7rem}
tr,figure svg,.warning{break-inside:avoid}
h2{break-after:avoid}
.swatch,.stroke,.warning{print-color-adjust:exact;-webkit-print-color-adjust:exact}
details::details-content{content-visibility:visible;display:block;height:auto}
}
`;
