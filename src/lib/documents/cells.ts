import type {Block, Cell, FigureBlock, TableBlock} from "./reportDocument.js";

/** A table as a block of a section. */
export const table = (block: TableBlock): Block => ({kind: "table", ...block});

/** A figure as a block of a section. */
export const figure = (block: FigureBlock): Block => ({kind: "figure", ...block});

/** A share of one that was counted whole. */
export const part = (value: number): Cell => ({kind: "part", value});

/** A number that was counted. */
export const exact = (value: number): Cell => ({kind: "count", value});

/** No value, and why. */
export const none = (why: string): Cell => ({kind: "none", why});
