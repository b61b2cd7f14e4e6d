/**
 * Sessions of an online shop over a year (UCI 468; Sakar and others 2019): a table with one row for each session, counts and durations of
 * its pages and whether it bought. No users, no events, no dates beyond the month, and no year.
 */
export const ONLINE_SHOPPERS = {
  name: "online-shoppers",
  title: "Sessions of an online shop, February to December (UCI 468).",
  licence: "CC BY 4.0",
  generated: false
} as const;

/** How a column may be used: a whole number, a real number, a code without order, or what is to be predicted. */
export type SessionColumnKind = "count" | "real" | "category" | "label";

export interface SessionColumn {
  /** As published. */
  readonly published: string;
  /** Here and in every output. */
  readonly name: string;
  readonly kind: SessionColumnKind;
  /** Texts in the place of which their position in the list, from `from` on, is kept. */
  readonly values?: readonly string[];
  readonly from?: number;
}

/** As the file names them, January first. */
export const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "June", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const VISITOR_TYPES = ["New_Visitor", "Returning_Visitor", "Other"];
const BOOLEAN = ["FALSE", "TRUE"];

/** The published columns in the published order. Durations are seconds; rates and page values are Google Analytics' averages over the pages visited. */
export const SESSION_COLUMNS: readonly SessionColumn[] = [
  {published: "Administrative", name: "administrative", kind: "count"},
  {published: "Administrative_Duration", name: "administrative_duration", kind: "real"},
  {published: "Informational", name: "informational", kind: "count"},
  {published: "Informational_Duration", name: "informational_duration", kind: "real"},
  {published: "ProductRelated", name: "product_related", kind: "count"},
  {published: "ProductRelated_Duration", name: "product_related_duration", kind: "real"},
  {published: "BounceRates", name: "bounce_rates", kind: "real"},
  {published: "ExitRates", name: "exit_rates", kind: "real"},
  {published: "PageValues", name: "page_values", kind: "real"},
  {published: "SpecialDay", name: "special_day", kind: "real"},
  {published: "Month", name: "month", kind: "category", values: MONTHS, from: 1},
  {published: "OperatingSystems", name: "operating_systems", kind: "category"},
  {published: "Browser", name: "browser", kind: "category"},
  {published: "Region", name: "region", kind: "category"},
  {published: "TrafficType", name: "traffic_type", kind: "category"},
  {published: "VisitorType", name: "visitor_type", kind: "category", values: VISITOR_TYPES},
  {published: "Weekend", name: "weekend", kind: "category", values: BOOLEAN},
  {published: "Revenue", name: "revenue", kind: "label", values: BOOLEAN}
];

/** The first line of the file. */
export const SHOPPERS_HEADER = SESSION_COLUMNS.map(({published}) => published).join(",");
