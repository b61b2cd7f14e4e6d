/**
 * A report as data, apart from how it is written: what `documentHtml` turns into a file, and pages into elements. Everything in it is plain text and numbers, so that
 * it can be stored, posted from a worker and compared.
 */
export interface ReportDocument {
  readonly title: string;
  /** What it is about, one line. */
  readonly subtitle: string;
  /** The findings, a sentence each, the most important one first. */
  readonly summary: readonly string[];
  readonly sections: readonly Section[];
  /** How and of what it was made, a sentence each. */
  readonly colophon: readonly string[];
}

export interface Section {
  /** Unique in its document; the anchor of links to it. */
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly Block[];
}

export type Block =
  | {readonly kind: "paragraph"; readonly text: string}
  /** Something the reader should look into. */
  | {readonly kind: "warning"; readonly text: string}
  | {readonly kind: "list"; readonly items: readonly string[]}
  | ({readonly kind: "table"} & TableBlock)
  | ({readonly kind: "figure"} & FigureBlock);

export interface TableBlock {
  readonly caption: string;
  /** Heads; a unit stands behind its name. */
  readonly columns: readonly {readonly name: string; readonly unit?: string}[];
  /** A cell for each column. */
  readonly rows: readonly (readonly Cell[])[];
  /** How its numbers came about: interval, n, baseline. */
  readonly note?: string;
}

/** What a cell says, and how sure it is. */
export type Cell =
  | string
  /** A number that was counted, which has no interval. */
  | {readonly kind: "count"; readonly value: number}
  /** A share of one that was counted whole, which has no interval either. */
  | {readonly kind: "part"; readonly value: number}
  /** An estimated number with its 95 % interval; a null end is open. */
  | {readonly kind: "estimate"; readonly value: number; readonly low: number; readonly high: number | null}
  /** A share of one with its 95 % interval, of `n`. */
  | {readonly kind: "share"; readonly value: number; readonly low: number; readonly high: number; readonly n: number}
  /** A word with a sign and a colour. */
  | {readonly kind: "verdict"; readonly tone: Tone; readonly text: string}
  /** No value, and why. */
  | {readonly kind: "none"; readonly why: string};

export type Tone = "good" | "fair" | "bad" | "unknown";

/** Beside its name, which is always written, a sign that does without colour. */
export const TONE_SIGNS: Readonly<Record<Tone, string>> = {good: "✓", fair: "≈", bad: "✗", unknown: "○"};

export interface FigureBlock {
  /** What it shows, as a finding where there is one. */
  readonly title: string;
  /** Finding, n, interval and baseline. */
  readonly caption: string;
  /** What is drawn, for a reader who does not see it. */
  readonly alternative: string;
  readonly chart: Chart;
  /** The numbers behind the drawing. */
  readonly table: TableBlock;
}

export type Chart = BarChart | LineChart | IntervalChart;

/** Bars over categories in their order, the series of each stacked. */
export interface BarChart {
  readonly kind: "bars";
  readonly xTitle: string;
  readonly yTitle: string;
  readonly labels: readonly string[];
  readonly series: readonly {readonly name: string; readonly values: readonly number[]}[];
}

/** Lines over categories in their order, each with a band if it has one; a null is a gap. */
export interface LineChart {
  readonly kind: "lines";
  readonly xTitle: string;
  readonly yTitle: string;
  readonly labels: readonly string[];
  /** Whether values are shares of one, written in per cent. */
  readonly shares: boolean;
  readonly series: readonly {
    readonly name: string;
    readonly values: readonly (number | null)[];
    readonly low?: readonly (number | null)[];
    readonly high?: readonly (number | null)[];
  }[];
  /** A level that the lines are held against. */
  readonly baseline?: {readonly name: string; readonly value: number};
}

/** A point with its interval for each row, on one scale, beside what it is held against. */
export interface IntervalChart {
  readonly kind: "intervals";
  readonly xTitle: string;
  readonly shares: boolean;
  readonly rows: readonly {
    readonly label: string;
    /** Null where there is none; `why` then stands in its place. */
    readonly value: number | null;
    readonly low?: number;
    readonly high?: number;
    /** Drawn as an upright stroke. */
    readonly reference?: number;
    readonly why?: string;
  }[];
  /** What the strokes are. */
  readonly referenceName?: string;
}
