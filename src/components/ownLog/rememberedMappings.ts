import {mappingParts} from "../../lib/eventLog/parseMapping.js";

/** Where browsers keep what is to outlive a page: `localStorage`, or whatever stands for it. */
type Shelf = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** How logs of one header were read: the corrections that led there, as `--map` has them, and the columns without a role that were kept. */
interface Remembered {
  readonly columns: readonly string[];
  readonly map: string;
  /** Left out where there were none. */
  readonly kept?: readonly string[];
}

const KEY = "clickproof-mappings";
/** Headers that are remembered, the newest first, and how long each may be with its corrections. */
const MOST = 20;
const LONGEST = 8_000;

/** What is remembered of a header: its corrections, nothing, or that it cannot be used. */
export function rememberedMapping(
  columns: readonly string[],
  shelf: Shelf
): {readonly map: string; readonly kept: readonly string[]} | {readonly damaged: true} | null {
  const all = read(shelf);
  if (all === "damaged") return {damaged: true};
  const found = all.find((one) => isSame(one.columns, columns));
  if (found === undefined) return null;
  try {
    mappingParts(found.map);
    return {map: found.map, kept: found.kept ?? []};
  } catch {
    return {damaged: true};
  }
}

/** Remembers how a log with this header was read. One that is too long, and a browser that keeps nothing, is no fault. */
export function rememberMapping(
  columns: readonly string[],
  {map, kept}: Required<Pick<Remembered, "map" | "kept">>,
  shelf: Shelf
): void {
  const one: Remembered = {columns, map, ...(kept.length === 0 ? {} : {kept})};
  if (JSON.stringify(one).length > LONGEST) return;
  const all = read(shelf);
  const others = all === "damaged" ? [] : all.filter((other) => !isSame(other.columns, columns));
  try {
    shelf.setItem(KEY, JSON.stringify([one, ...others].slice(0, MOST)));
  } catch {
    // it is full, or closed to this page
  }
}

/** Drops all that is remembered. */
export function forgetMappings(shelf: Shelf): void {
  try {
    shelf.removeItem(KEY);
  } catch {
    // closed to this page: nothing is there
  }
}

function read(shelf: Shelf): readonly Remembered[] | "damaged" {
  let text: string | null;
  try {
    text = shelf.getItem(KEY);
  } catch {
    return [];
  }
  if (text === null) return [];
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every(isRemembered) ? value : "damaged";
  } catch {
    return "damaged";
  }
}

function isRemembered(value: unknown): value is Remembered {
  if (typeof value !== "object" || value === null) return false;
  const {columns, map, kept = []} = value as Partial<Record<keyof Remembered, unknown>>;
  return isTexts(columns) && typeof map === "string" && isTexts(kept);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === "string");
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((column, i) => column === b[i]);
}
