import type {Figure, StudyResult} from "../core/result.js";

type TrustStudy = Pick<StudyResult, "figures" | "tables">;

/** A measure of a feature or a group of features with its interval; ends are null where it is exact. */
export interface FeatureEstimate {
  readonly label: string;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** How a model's features can be ranked. */
export const IMPORTANCES = ["size", "permutation", "groups", "gain"] as const;
export type ImportanceKind = (typeof IMPORTANCES)[number];

/** Features, or groups of them, by one measure of importance, the largest first. Throws `RangeError` for a table that is not there. */
export function importanceRows({tables}: TrustStudy, kind: ImportanceKind): readonly FeatureEstimate[] {
  const table = tableOf(tables, kind === "groups" ? "groups" : "importance");
  const measure = kind === "groups" ? "permutation" : kind;
  const rows = table[kind === "groups" ? "group" : "feature"].map((label, i) => ({
    label: String(label),
    value: Number(table[measure][i]),
    low: numberOrNull(table[`${measure}Low`]?.[i]),
    high: numberOrNull(table[`${measure}High`]?.[i])
  }));
  return rows.sort((a, b) => b.value - a.value);
}

/** How many estimates lie above zero with their whole interval, of how many that have one. */
export function aboveZero(rows: readonly FeatureEstimate[]): {readonly above: number; readonly of: number} {
  const open = rows.filter(({low, high}) => low !== null && high !== null && high > low);
  return {above: open.filter(({low}) => low! > 0).length, of: open.length};
}

/** Ways to rank features, as the study names them. */
export const RANKINGS = ["contributions", "permutation", "gain"] as const;
export type Ranking = (typeof RANKINGS)[number];

/** How often a ranking puts all true drivers first, by training rows and by how like a driver a bystander is. */
export interface KnownShare extends Omit<FeatureEstimate, "label"> {
  readonly ranking: Ranking;
  readonly rows: number;
  readonly correlation: number;
  readonly seeds: number;
}

/** Every condition of the known process. Throws `RangeError` where the study has none. */
export function knownShares({tables}: TrustStudy): readonly KnownShare[] {
  const table = tableOf(tables, "known");
  return table.method.map((ranking, i) => ({
    ranking: ranking as Ranking,
    rows: Number(table.rows[i]),
    correlation: Number(table.correlation[i]),
    seeds: Number(table.seeds[i]),
    value: Number(table.share[i]),
    low: Number(table.low[i]),
    high: Number(table.high[i])
  }));
}

/** What the page answers with. */
export interface ExplainHeadline {
  /** How long contributions are with shuffled labels, as a share of those with real ones. */
  readonly sizesKept: number;
}

/** The numbers of the page's answer. Throws `RangeError` for a study without them. */
export function explainHeadline(study: TrustStudy): ExplainHeadline {
  return {sizesKept: figureOf(study, "shuffled-sizes").value / figureOf(study, "real-sizes").value};
}

/** A figure of the study by its name. Throws `RangeError` where there is none. */
export function figureOf({figures}: Pick<TrustStudy, "figures">, name: string): Figure {
  const found = figures[name];
  if (found === undefined) throw new RangeError(`the study explain-trust has no figure ${name}`);
  return found;
}

function tableOf(tables: TrustStudy["tables"], name: string): TrustStudy["tables"][string] {
  const found = tables[name];
  if (found === undefined) throw new RangeError(`the study explain-trust has no table ${name}`);
  return found;
}

const numberOrNull = (value: number | string | null | undefined): number | null =>
  value === null || value === undefined ? null : Number(value);
