import type {IntentField} from "../../lib/reports/intentPage.js";
import {parseCode} from "../../lib/datasets/columnsByName.js";
import {MONTHS, SESSION_COLUMNS} from "../../lib/sources/onlineShoppers.js";

/** One thing that a form asks of a visitor. */
export interface VisitorField {
  /** The column, or for columns such as `month=2` the code that they are made from. */
  readonly name: string;
  readonly label: string;
  /** What stands behind the label: its unit, or what it means. */
  readonly unit: string;
  readonly low: number;
  readonly high: number;
  readonly whole: boolean;
  readonly value: number;
  /** Where only these can be chosen. */
  readonly choices: readonly {readonly value: number; readonly label: string}[] | null;
}

type Shape = Partial<Pick<VisitorField, "high" | "whole">> & Pick<VisitorField, "label" | "unit" | "value">;

/** A visitor to begin with: some pages on a weekday in November, page values unknown. */
const SHOPPERS: Readonly<Record<string, Shape>> = {
  administrative: {label: "Administrative pages", unit: "pages", value: 2},
  administrative_duration: {label: "Time on them", unit: "seconds", value: 60, whole: false},
  informational: {label: "Informational pages", unit: "pages", value: 0},
  informational_duration: {label: "Time on those", unit: "seconds", value: 0, whole: false},
  product_related: {label: "Product pages", unit: "pages", value: 20},
  product_related_duration: {label: "Time on product pages", unit: "seconds", value: 600, whole: false},
  bounce_rates: {label: "Bounce rate", unit: "share, mean of the pages", value: 0.005, high: 1, whole: false},
  exit_rates: {label: "Exit rate", unit: "share, mean of the pages", value: 0.025, high: 1, whole: false},
  page_values: {label: "Page value", unit: "money, mean of the pages", value: 0, whole: false},
  special_day: {label: "Closeness of a holiday", unit: "0 far to 1 on the day", value: 0, high: 1, whole: false},
  month: {label: "Month", unit: "", value: 11},
  operating_systems: {label: "Operating system", unit: "code", value: 2},
  browser: {label: "Browser", unit: "code", value: 2},
  region: {label: "Region", unit: "code", value: 1},
  traffic_type: {label: "Kind of traffic", unit: "code", value: 2},
  visitor_type: {label: "Visitor", unit: "", value: 1},
  weekend: {label: "Weekend", unit: "", value: 0}
};

const WORDS: Readonly<Record<string, readonly string[]>> = {
  visitor_type: ["new", "returning", "other"],
  weekend: ["no", "yes"],
  month: MONTHS
};

const HIGHEST = 1_000_000;

/** What a form must ask for the columns that a model takes; codes that became several columns are asked once. */
export function visitorFields(columns: readonly string[], shop: readonly IntentField[]): VisitorField[] {
  const codes = new Map<string, number[]>();
  for (const name of columns) {
    const {code, value} = parseCode(name);
    if (code === null) codes.set(name, []);
    else codes.set(code, [...(codes.get(code) ?? []), value]);
  }
  return [...codes].map(([name, values]): VisitorField => {
    const shape = SHOPPERS[name];
    const told = shop.find((field) => field.name === name);
    const column = SESSION_COLUMNS.find((one) => one.name === name);
    const offered = column?.values?.map((_, i) => i + (column.from ?? 0)) ?? values;
    const words = WORDS[name];
    return {
      name,
      label: shape?.label ?? name.replaceAll("_", " "),
      unit: shape?.unit ?? (told === undefined || name.includes(told.unit) ? "" : told.unit),
      low: 0,
      high: shape?.high ?? HIGHEST,
      whole: shape === undefined ? told !== undefined : (shape.whole ?? true),
      value: shape?.value ?? told?.middle ?? 0,
      choices:
        offered.length === 0
          ? null
          : [
              ...offered.map((value) => ({value, label: words?.[value - (column?.from ?? 0)] ?? String(value)})),
              // what training did not have is zero in all columns of the code
              ...(column?.values === undefined ? [{value: -1, label: "another"}] : [])
            ]
    };
  });
}
