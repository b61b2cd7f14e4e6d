import {columnPlaces} from "./columnPlaces.js";

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
  readonly unit: string;
  /** One sentence. */
  readonly definition: string;
  /** Texts in the place of which their position in the list, from `from` on, is kept. */
  readonly values?: readonly string[];
  readonly from?: number;
}

/** As the file names them, January first. */
export const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "June", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const VISITOR_TYPES = ["New_Visitor", "Returning_Visitor", "Other"];
const BOOLEAN = ["FALSE", "TRUE"];

const counted = (published: string, name: string, pages: string): SessionColumn[] => [
  {published, name, kind: "count", unit: "pages", definition: `${pages} that the session visited.`},
  {
    published: `${published}_Duration`,
    name: `${name}_duration`,
    kind: "real",
    unit: "seconds",
    definition: `Time on ${pages[0].toLowerCase()}${pages.slice(1)}.`
  }
];

const coded = (published: string, name: string, what: string): SessionColumn => ({
  published,
  name,
  kind: "category",
  unit: "code",
  definition: `${what}, by a number that the publisher does not explain.`
});

/** The published columns in the published order. Rates and page values are Google Analytics' averages over the pages visited. */
export const SESSION_COLUMNS: readonly SessionColumn[] = [
  ...counted("Administrative", "administrative", "Pages about the visitor's account"),
  ...counted("Informational", "informational", "Pages about the shop"),
  ...counted("ProductRelated", "product_related", "Pages about products"),
  {
    published: "BounceRates",
    name: "bounce_rates",
    kind: "real",
    unit: "share",
    definition: "Mean over the pages visited of the share of sessions entering there that go no further."
  },
  {
    published: "ExitRates",
    name: "exit_rates",
    kind: "real",
    unit: "share",
    definition: "Mean over the pages visited of the share of their views that end a session."
  },
  {
    published: "PageValues",
    name: "page_values",
    kind: "real",
    unit: "currency",
    definition: "Mean over the pages visited of the value of purchases that followed them, in the publisher's currency."
  },
  {
    published: "SpecialDay",
    name: "special_day",
    kind: "real",
    unit: "share",
    definition: "How near the visit is to a day such as Mother's Day, from 0 to 1."
  },
  {
    published: "Month",
    name: "month",
    kind: "category",
    unit: "code",
    definition: "The month of the visit, 1 for January.",
    values: MONTHS,
    from: 1
  },
  coded("OperatingSystems", "operating_systems", "The visitor's operating system"),
  coded("Browser", "browser", "The visitor's browser"),
  coded("Region", "region", "The region from which the session came"),
  coded("TrafficType", "traffic_type", "What led the visitor to the shop"),
  {
    published: "VisitorType",
    name: "visitor_type",
    kind: "category",
    unit: "code",
    definition: "Whether the visitor has been here before.",
    values: VISITOR_TYPES
  },
  {
    published: "Weekend",
    name: "weekend",
    kind: "category",
    unit: "yes or no",
    definition: "Whether the visit is on a weekend.",
    values: BOOLEAN
  },
  {
    published: "Revenue",
    name: "revenue",
    kind: "label",
    unit: "yes or no",
    definition: "Whether the session ends with a purchase.",
    values: BOOLEAN
  }
];

/** The first line of the file as it is published. */
export const SHOPPERS_HEADER = SESSION_COLUMNS.map(({published}) => published).join(",");

/**
 * Where in a header the columns of the table stand, in the order of `SESSION_COLUMNS`; null where it is another table's.
 * See `columnPlaces`.
 */
export function shoppersPlaces(header: string): number[] | null {
  return columnPlaces(
    header,
    SESSION_COLUMNS.map(({published}) => published),
    ","
  );
}
