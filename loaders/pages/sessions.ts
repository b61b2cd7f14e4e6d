import {DAY_MS} from "../../src/lib/core/time.js";
import type {SessionsPage} from "../../src/lib/reports/sessionsPage.js";
import {censoring} from "../../src/lib/pipeline/censoring.js";
import {gapCurve} from "../../src/lib/pipeline/gapCurve.js";
import {SESSIONIZE_OPTIONS} from "../../src/lib/pipeline/sessionize.js";
import {SPLITS, splitName, splitSql} from "../../src/lib/pipeline/split.js";
import {splitSummary, type SplitSummary} from "../../src/lib/pipeline/splitSummary.js";
import {withShopLog} from "./sharedShop.js";
import {PAGE_SHOP} from "./shopLog.js";

const LONGEST_GAP = 240;

/** What the Sessions page shows before any control is touched: every gap, every kind of split, and what the log's end cuts off. */
export function sessionsPage(): Promise<SessionsPage> {
  return withShopLog(async ({shop, engine, run}) => {
    const log = {...shop.events.columns, visit_no: shop.truth.events.columns.visit_no};
    const splits: Record<string, {name: string; summary: SplitSummary}> = {};
    for (const [kind, options] of Object.entries(SPLITS)) {
      await engine.run(splitSql(options));
      splits[kind] = {name: splitName(options), summary: await splitSummary(engine)};
    }
    const {startMs, days} = shop.options;
    const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
    return {
      ...PAGE_SHOP,
      generated: true,
      ownSessions: false,
      lacks: [],
      users: run.totals.users,
      events: run.totals.events,
      firstDay: day(startMs),
      lastDay: day(startMs + (days - 1) * DAY_MS),
      usualGap: SESSIONIZE_OPTIONS.gapMs / 60_000,
      curve: gapCurve(
        log,
        Array.from({length: LONGEST_GAP}, (_, i) => i + 1)
      ),
      // A gap longer than the log: whatever a user does is one session.
      uncut: gapCurve(log, [(days + 1) * 1_440]).exact[0],
      splits,
      censoring: await censoring(engine)
    };
  });
}
