import type {Description} from "./describe.js";

/** One log as the Data page shows it; made by `loaders/pages/data.ts`, and in the tab for a log of the reader's own. */
export interface DataSet {
  readonly name: string;
  readonly title: string;
  readonly generated: boolean;
  readonly licence: string;
  /** First and last day, both included. */
  readonly firstDay: string;
  readonly lastDay: string;
  /** What it does not hold: times of day, carts and purchases, users who come back, items. */
  readonly lacks: readonly ("hours" | "purchases" | "users" | "items")[];
  readonly description: Description;
  readonly cleaning: Cleaning;
  /** Names of departments by id; null where an id has none. */
  readonly departments: readonly (string | null)[];
  /** Labels of items, beside `description.items.item`. */
  readonly items: readonly string[];
}

export interface Cleaning {
  readonly inputRows: number;
  readonly cleanRows: number;
  readonly required: readonly string[];
  readonly deduplicated: boolean;
  readonly quarantine: readonly {readonly reason: string; readonly rows: number}[];
  readonly sessions: number;
  readonly users: number;
  readonly items: number;
}
