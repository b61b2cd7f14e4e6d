import {svg} from "htl";
import {linkHorizontal} from "d3";
import {OUTCOMES} from "../../lib/recommend/clickLog.js";
import {STAGES, type RecommendLog} from "../../lib/reports/recommendPage.js";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, percent, spokenPercent} from "../format.js";

const OUTCOME_LOOKS = [
  {label: "ends without a cart", colour: COLOURS.baseline},
  {label: "puts something into the cart", colour: COLOURS.addtocart},
  {label: "buys", colour: COLOURS.transaction}
] as const;
const STAGE_TITLES = ["first category", "second", "third"];
const NODE = 10;
const GAP = 6;

/** The categories that visits go through, one after another, coloured by how they end. */
export function journeysFigure({journeys, generated}: RecommendLog): readonly [FigureOptions, Draw] {
  const {links, categories, sessions} = journeys;
  const sum = (some: typeof links) => some.reduce((total, link) => total + link.sessions, 0);
  const stays = links.filter(({stage, to}) => stage === 0 && to === null);
  const moves = links.filter(({stage, to}) => stage === 0 && to !== null);
  const buys = (some: typeof links) => sum(some.filter(({outcome}) => outcome === 2)) / sum(some);
  const drawn = OUTCOME_LOOKS.filter((_, outcome) => links.some((link) => link.outcome === outcome));
  return [
    {
      name: "recommend-journeys",
      title: `${spokenPercent(sum(stays) / sessions)} of visits stay in one category`,
      description: `Bands from category to category, as wide as visits are many, and at the right how visits end.`,
      caption: `${sum(stays) === 0 || sum(moves) === 0 ? "" : `Of the visits that stay in one category ${percent(buys(stays))} buy, of those that move on ${percent(buys(moves))}: longer visits see more of both. `}Views of one category in a row count once; after ${STAGES} categories a visit is no longer followed.`,
      n: `n = ${count(sessions)} visits with a view, all complete counts.`,
      generated,
      height: 420,
      legend: drawn.map(({label, colour}) => ({label, colour})),
      table: {
        name: "recommend-journeys",
        columns: {
          stage: links.map(({stage}) => stage + 1),
          from: links.map(({from}) => categories[from]),
          to: links.map(({to}) => (to === null ? "end" : categories[to])),
          outcome: links.map(({outcome}) => OUTCOMES[outcome]),
          visits: links.map((link) => link.sessions)
        },
        sort: "visits",
        reverse: true
      }
    },
    (width, height) => draw(journeys, width, height)
  ];
}

interface Node {
  readonly label: string;
  readonly visits: number;
  readonly colour: string;
  y: number;
  /** Where the next band begins, on the left and on the right. */
  into: number;
  out: number;
}

function draw({links, categories}: RecommendLog["journeys"], width: number, height: number): SVGSVGElement {
  const narrow = width < 560;
  const stages = Math.max(...links.map(({stage}) => stage)) + 1;
  const margin = {top: 22, right: narrow ? 62 : 120, bottom: 8, left: 4};
  const inner = height - margin.top - margin.bottom;
  const x = (column: number) => margin.left + (column * (width - margin.left - margin.right - NODE)) / stages;
  const sum = (some: typeof links) => some.reduce((total, link) => total + link.sessions, 0);
  const node = (label: string, visits: number, colour: string): Node => ({
    label,
    visits,
    colour,
    y: 0,
    into: 0,
    out: 0
  });
  const columns: (Node | null)[][] = Array.from({length: stages}, (_, stage) =>
    categories.map((label, from) => {
      const visits = sum(links.filter((link) => link.stage === stage && link.from === from));
      return visits === 0 ? null : node(label, visits, COLOURS.muted);
    })
  );
  const ends = links.filter(({to}) => to === null);
  columns.push(
    OUTCOME_LOOKS.map(({label, colour}, outcome) => {
      const visits = sum(ends.filter((link) => link.outcome === outcome));
      return visits === 0 ? null : node(["no cart", "cart", "buys"][outcome] ?? label, visits, colour);
    })
  );
  const scale = Math.min(
    ...columns.map((column) => {
      const nodes = column.filter((one) => one !== null);
      const visits = nodes.reduce((total, one) => total + one.visits, 0);
      return (inner - GAP * (nodes.length - 1)) / visits;
    })
  );
  for (const column of columns) {
    let y = margin.top;
    for (const one of column) {
      if (one === null) continue;
      one.y = one.into = one.out = y;
      y += one.visits * scale + GAP;
    }
  }
  const band = linkHorizontal<unknown, {x: number; y: number}>()
    .x((d) => d.x)
    .y((d) => d.y);
  const bands = [...links]
    .sort((a, b) => a.stage - b.stage || (a.to ?? Infinity) - (b.to ?? Infinity) || b.outcome - a.outcome)
    .map((link) => {
      const from = columns[link.stage][link.from]!;
      const column = link.to === null ? stages : link.stage + 1;
      const to = columns[column][link.to ?? link.outcome]!;
      const thick = link.sessions * scale;
      const path = band({
        source: {x: x(link.stage) + NODE, y: from.out + thick / 2},
        target: {x: x(column), y: to.into + thick / 2}
      });
      from.out += thick;
      to.into += thick;
      const {colour} = OUTCOME_LOOKS[link.outcome];
      const end = link.to === null ? OUTCOMES[link.outcome] : categories[link.to];
      return svg`<path d=${path} fill="none" stroke=${colour} stroke-opacity=${link.outcome === 0 ? 0.22 : 0.6} stroke-width=${Math.max(0.5, thick)}><title>${`${from.label} → ${end}: ${count(link.sessions)} visits`}</title></path>`;
    });
  const boxes = columns.flatMap((column, i) =>
    column.flatMap((one) => {
      if (one === null) return [];
      const tall = Math.max(1, one.visits * scale);
      const isEnd = i === stages;
      const text =
        tall < 9 && !isEnd
          ? null
          : svg`<text x=${x(i) + NODE + 4} y=${one.y + tall / 2} dy="0.35em" font-size=${narrow ? 9 : 11} fill="currentColor" paint-order="stroke" stroke=${COLOURS.page} stroke-width="3" stroke-linejoin="round">${narrow && one.label.length > 9 ? `${one.label.slice(0, 8)}…` : one.label}${isEnd ? ` ${count(one.visits)}` : ""}</text>`;
      return [
        svg`<rect x=${x(i)} y=${one.y} width=${NODE} height=${tall} fill=${one.colour}><title>${`${one.label}: ${count(one.visits)} visits`}</title></rect>`,
        text
      ];
    })
  );
  const heads = columns.map((_, i) =>
    narrow && i > 0 && i < stages
      ? null
      : svg`<text x=${x(i)} y="12" font-size=${narrow ? 9 : 11} fill=${COLOURS.muted}>${i === stages ? "ends with" : narrow ? "first" : STAGE_TITLES[i]}</text>`
  );
  return svg`<svg width=${width} height=${height} viewBox=${`0 0 ${width} ${height}`}>${bands}${boxes}${heads}</svg>` as SVGSVGElement;
}
