import {html} from "htl";
import type {TracedExample} from "../../lib/leakage/traceExample.js";
import {sameValue, type FeatureValue} from "../../lib/leakage/sameValue.js";
import {dataTable} from "../dataTable.js";
import {numberFormat} from "../format.js";

/** The example's features on the whole log and in both worlds. */
export function valueTable({values, example}: TracedExample): HTMLElement {
  const differs = (row: number, world: "deleted" | "invented") => !sameValue(values[row].whole, values[row][world]);
  const marked = (world: "deleted" | "invented") => (value: FeatureValue, row: number) =>
    differs(row, world) ? (html`<strong class="leakage-differs">✗ ${written(value)}</strong>` as Node) : written(value);
  return dataTable({
    name: "replayed-values",
    caption: `Example ${example}: its features on the whole log, with the future deleted, and with an invented future`,
    header: {whole: "whole log", deleted: "later events deleted", invented: "invented future"},
    columns: {
      feature: values.map(({feature}) => feature),
      whole: values.map(({whole}) => whole),
      deleted: values.map(({deleted}) => deleted),
      invented: values.map(({invented}) => invented),
      result: values.map((_, row) => (differs(row, "deleted") || differs(row, "invented") ? "differs" : "same"))
    },
    format: {whole: written, deleted: marked("deleted"), invented: marked("invented")},
    rows: 10
  });
}

function written(value: FeatureValue): string {
  if (value === null) return "–";
  if (typeof value === "string") return value;
  return numberFormat({maximumSignificantDigits: Number.isInteger(value) ? 21 : 8})
    .format(value)
    .replace("-", "−");
}
