import type {Engine} from "../../../src/lib/sql/engine.js";
import {onlineRetail} from "../../sources/onlineRetail.js";
import {computeFacts, type Fact} from "../fact.js";

/** What the table's publisher says of it, and what others counted. */
export async function onlineRetailFacts(engine: Engine, path: string): Promise<Fact[]> {
  await (await onlineRetail({path})).load(engine);
  return computeFacts(engine, [
    ["invoice lines", 541_909, "SELECT count(*) FROM invoice_lines"],
    ["invoices", 25_900, "SELECT count(DISTINCT invoice) FROM invoice_lines"],
    ["customers", 4_372, "SELECT count(DISTINCT customer) FROM invoice_lines"],
    ["as first day", "2010-12-01", "SELECT strftime(epoch_ms(min(ts_ms)), '%Y-%m-%d') FROM invoice_lines"],
    ["as last day", "2011-12-09", "SELECT strftime(epoch_ms(max(ts_ms)), '%Y-%m-%d') FROM invoice_lines"],
    ["lines without a customer", 135_080, "SELECT count(*) FROM invoice_lines WHERE customer IS NULL"],
    ["exact duplicate lines", 5_268, "SELECT count(*) FROM invoice_lines WHERE line <> first_line"],
    ["lines of negative quantity", 10_624, "SELECT count(*) FROM invoice_lines WHERE quantity < 0"],
    [
      "credit notes (InvoiceNo C…) of positive quantity",
      0,
      "SELECT count(*) FROM invoice_lines WHERE starts_with(invoice, 'C') AND quantity >= 0"
    ]
  ]);
}
