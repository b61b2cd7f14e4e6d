import type {Engine} from "../../../src/lib/sql/engine.js";
import {readBack} from "../fuzz/readBack.js";
import type {Totals} from "./publicExports.js";

/** What is wrong with an export as it was read with no word beside it; empty where its totals are those that were computed beforehand. */
export async function exportFaults(engine: Engine, path: string, totals: Totals): Promise<string[]> {
  const {stopped, kept, aside} = await readBack(engine, path);
  if (stopped !== null) return [`${stopped.how}: ${stopped.message}`];
  const distinct = (values: readonly number[]) => new Set(values.filter((value) => value !== -1)).size;
  const ofType = (type: number) => kept.event.filter((event) => event === type).length;
  // events of none of the four types are left out, or kept as views
  const asViews = totals.other - aside.line.length;
  const found: Totals = {
    rows: kept.line.length + aside.line.length,
    view: ofType(0) - asViews,
    addtocart: ofType(1),
    removefromcart: ofType(2),
    transaction: ofType(3),
    other: totals.other,
    users: distinct(kept.user),
    items: distinct(kept.item),
    // where nobody is known beyond a session, its column may as well be the user's
    sessions:
      totals.sessions === null || (totals.sessions === totals.users && distinct(kept.session) === 0)
        ? totals.sessions
        : distinct(kept.session),
    purchaseCents:
      totals.purchaseCents === null
        ? null
        : kept.cents.reduce((sum, cents, i) => sum + (kept.event[i] === 3 && cents !== -1 ? cents : 0), 0),
    firstMs: kept.ms.reduce((a, b) => Math.min(a, b), Infinity),
    lastMs: kept.ms.reduce((a, b) => Math.max(a, b), -Infinity)
  };
  const wrong = (Object.keys(totals) as (keyof Totals)[]).filter((key) => found[key] !== totals[key]);
  if (asViews < 0) return [`${aside.line.length} rows set aside: ${aside.reason[0]}`];
  return wrong.map((key) => `${key} ${found[key]} in place of ${totals[key]}`);
}
