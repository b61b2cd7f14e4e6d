import {countText, shareText} from "./cellText.js";
import {escapeText} from "./escapeText.js";
import type {BarChart, Chart, IntervalChart, LineChart} from "./reportDocument.js";

/** Width of every drawing in its own units; it is drawn as wide as there is room. */
const WIDTH = 720;
const MARGIN = {top: 10, right: 14, bottom: 44, left: 62};
const PLOT_HEIGHT = 200;
const ROW_HEIGHT = 34;
/** Classes of the series, whose colours are custom properties of the page: `--series-1` and so on. */
const SERIES = 4;

/**
 * A chart as an SVG element in text, with its title and text alternative inside. Colours are custom properties of the page around it (`--ink`, `--muted`,
 * `--rule`, `--series-1` to `--series-4`), so that one drawing serves light, dark and print.
 *
 * @param id unique in its page; ids of the title and the alternative begin with it
 */
export function chartSvg(
  chart: Chart,
  {id, title, alternative}: {readonly id: string; readonly title: string; readonly alternative: string}
): string {
  const {height, body} = chart.kind === "bars" ? bars(chart) : chart.kind === "lines" ? lines(chart) : intervals(chart);
  return `<svg class="chart" role="img" viewBox="0 0 ${WIDTH} ${height}" aria-labelledby="${id}-title ${id}-alternative" font-size="12" fill="var(--ink)">
<title id="${id}-title">${escapeText(title)}</title><desc id="${id}-alternative">${escapeText(alternative)}</desc>
${body.join("\n")}
</svg>`;
}

/** The colour of a series by its place. */
export function seriesColour(place: number): string {
  return `var(--series-${(place % SERIES) + 1})`;
}

interface Drawing {
  readonly height: number;
  readonly body: readonly string[];
}

const PLOT_WIDTH = WIDTH - MARGIN.left - MARGIN.right;
const BOTTOM = MARGIN.top + PLOT_HEIGHT;
const HEIGHT = BOTTOM + MARGIN.bottom;

const round = (x: number) => Number(x.toFixed(2));
const line = (x1: number, y1: number, x2: number, y2: number, more = "") =>
  `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" stroke="var(--rule)" ${more}/>`;
const text = (x: number, y: number, content: string, more = "") =>
  `<text x="${round(x)}" y="${round(y)}" ${more}>${escapeText(content)}</text>`;

/** The least of 1, 2 and 5 times a power of ten that is not below a number above 0. */
function niceStep(least: number): number {
  let power = 1;
  while (power > least) power /= 10;
  while (10 * power < least) power *= 10;
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least * (1 - 1e-9))!;
}

/** Marks of an axis from 0, the last one at or above `most`: four or five. */
function ticksUpTo(most: number, {whole = false} = {}): number[] {
  const step = Math.max(niceStep((most > 0 ? most : 1) / 4), whole ? 1 : 0);
  const last = Math.max(1, Math.ceil((most > 0 ? most : 1) / step - 1e-9));
  return Array.from({length: last + 1}, (_, i) => i * step);
}

/** Upright axis with its marks, the names of the axes, and as many labels below as there is room for. */
function frame(
  {xTitle, yTitle, labels}: {readonly xTitle: string; readonly yTitle: string; readonly labels: readonly string[]},
  ticks: readonly number[],
  written: (tick: number) => string
): {readonly body: string[]; readonly x: (i: number) => number; readonly y: (value: number) => number} {
  const most = ticks.at(-1)!;
  const y = (value: number) => BOTTOM - (PLOT_HEIGHT * value) / most;
  const step = PLOT_WIDTH / Math.max(1, labels.length);
  const x = (i: number) => MARGIN.left + (i + 0.5) * step;
  const longest = Math.max(1, ...labels.map((label) => label.length));
  const every = Math.max(1, Math.ceil((7 * longest + 12) / step));
  return {
    x,
    y,
    body: [
      ...ticks.map((tick) => line(MARGIN.left, y(tick), WIDTH - MARGIN.right, y(tick))),
      ...ticks.map((tick) => text(MARGIN.left - 8, y(tick) + 4, written(tick), 'text-anchor="end"')),
      ...labels.flatMap((label, i) =>
        i % every === 0 ? [text(x(i), BOTTOM + 17, label, 'text-anchor="middle"')] : []
      ),
      text(MARGIN.left + PLOT_WIDTH / 2, HEIGHT - 8, xTitle, 'text-anchor="middle" fill="var(--muted)"'),
      text(
        -(MARGIN.top + PLOT_HEIGHT / 2),
        13,
        yTitle,
        'text-anchor="middle" transform="rotate(-90)" fill="var(--muted)"'
      )
    ]
  };
}

function bars(chart: BarChart): Drawing {
  const {labels, series} = chart;
  const sums = labels.map((_, i) => series.reduce((sum, {values}) => sum + values[i], 0));
  const {body, x, y} = frame(chart, ticksUpTo(Math.max(0, ...sums), {whole: true}), countText);
  const width = Math.max(1, Math.min(48, 0.8 * (PLOT_WIDTH / Math.max(1, labels.length))));
  labels.forEach((label, i) => {
    let below = 0;
    series.forEach(({name, values}, place) => {
      const from = y(below);
      below += values[i];
      const to = y(below);
      if (values[i] > 0)
        body.push(
          `<rect x="${round(x(i) - width / 2)}" y="${round(to)}" width="${round(width)}" height="${round(from - to)}" fill="${seriesColour(place)}"><title>${escapeText(`${label}: ${countText(values[i])} ${name}`)}</title></rect>`
        );
    });
  });
  return {height: HEIGHT, body};
}

function lines(chart: LineChart): Drawing {
  const {labels, series, shares, baseline} = chart;
  const known = (values: readonly (number | null)[] = []) => values.filter((value) => value !== null);
  const most = Math.max(
    baseline?.value ?? 0,
    ...series.flatMap(({values, high}) => [...known(values), ...known(high)])
  );
  const written = shares ? shareText : countText;
  const {body, x, y} = frame(chart, ticksUpTo(most), (tick) =>
    shares ? `${Number((100 * tick).toFixed(6))} %` : countText(tick)
  );
  series.forEach(({name, values, low, high}, place) => {
    const colour = seriesColour(place);
    for (const run of runs(values)) {
      if (low !== undefined && high !== undefined && run.length > 1) {
        const upper = run.map((i) => `${round(x(i))},${round(y(high[i] ?? values[i]!))}`);
        const lower = run.map((i) => `${round(x(i))},${round(y(low[i] ?? values[i]!))}`).reverse();
        body.push(`<polygon points="${[...upper, ...lower].join(" ")}" fill="${colour}" fill-opacity="0.18"/>`);
      }
      body.push(
        `<polyline points="${run.map((i) => `${round(x(i))},${round(y(values[i]!))}`).join(" ")}" fill="none" stroke="${colour}" stroke-width="2"/>`
      );
      for (const i of run) {
        // a point alone has no band, so its interval is a stroke
        if (low !== undefined && high !== undefined && run.length === 1)
          body.push(line(x(i), y(low[i] ?? values[i]!), x(i), y(high[i] ?? values[i]!), `style="stroke:${colour}"`));
        body.push(
          `<circle cx="${round(x(i))}" cy="${round(y(values[i]!))}" r="${labels.length > 40 ? 1.5 : 3}" fill="${colour}"><title>${escapeText(`${labels[i]}: ${written(values[i]!)} ${name}`)}</title></circle>`
        );
      }
    }
  });
  if (baseline !== undefined)
    body.push(
      line(
        MARGIN.left,
        y(baseline.value),
        WIDTH - MARGIN.right,
        y(baseline.value),
        'style="stroke:var(--ink)" stroke-dasharray="5 4"'
      )
    );
  return {height: HEIGHT, body};
}

/** Indices of values that follow one another without a gap. */
function runs(values: readonly (number | null)[]): number[][] {
  const found: number[][] = [];
  values.forEach((value, i) => {
    if (value === null) return;
    if (i > 0 && values[i - 1] !== null) found.at(-1)!.push(i);
    else found.push([i]);
  });
  return found;
}

function intervals({rows, xTitle, shares}: IntervalChart): Drawing {
  const left = 8;
  const width = WIDTH - left - 110;
  const bottom = MARGIN.top + rows.length * ROW_HEIGHT;
  const most = Math.max(0, ...rows.flatMap(({value, high, reference}) => [value ?? 0, high ?? 0, reference ?? 0]));
  const ticks = ticksUpTo(most);
  const x = (value: number) => left + (width * value) / ticks.at(-1)!;
  const written = (value: number) => (shares ? shareText(value) : countText(value));
  const body = ticks.flatMap((tick, i) => [
    line(x(tick), MARGIN.top, x(tick), bottom),
    text(
      x(tick),
      bottom + 16,
      shares ? `${Number((100 * tick).toFixed(6))} %` : countText(tick),
      i === 0 ? "" : 'text-anchor="middle"'
    )
  ]);
  rows.forEach(({label, value, low, high, reference, why}, i) => {
    const middle = MARGIN.top + i * ROW_HEIGHT + 24;
    body.push(text(left, middle - 10, label));
    if (value === null) {
      body.push(text(left, middle + 6, why ?? "no value", 'fill="var(--muted)"'));
      return;
    }
    if (low !== undefined && high !== undefined)
      body.push(
        line(x(low), middle, x(high), middle, 'style="stroke:var(--series-1)" stroke-width="3" stroke-linecap="round"')
      );
    body.push(`<circle cx="${round(x(value))}" cy="${middle}" r="4.5" fill="var(--series-1)"/>`);
    if (reference !== undefined)
      body.push(
        line(x(reference), middle - 7, x(reference), middle + 7, 'style="stroke:var(--ink)" stroke-width="2.5"')
      );
    body.push(text(Math.max(x(value), x(high ?? 0), x(reference ?? 0)) + 9, middle + 4, written(value)));
  });
  body.push(text(left + width / 2, bottom + 34, xTitle, 'text-anchor="middle" fill="var(--muted)"'));
  return {height: bottom + 42, body};
}
