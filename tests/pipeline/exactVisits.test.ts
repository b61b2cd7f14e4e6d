import {expect, it} from "vitest";
import {openDuckDB} from "../../loaders/engines/duckdb.js";
import {loadEvents} from "../../src/lib/pipeline/loadEvents.js";
import {cleanSql} from "../../src/lib/pipeline/clean.js";
import {exactVisits, visitTimes} from "../../src/lib/pipeline/exactVisits.js";
import {gapCurve} from "../../src/lib/pipeline/gapCurve.js";
import {sessionizeSql} from "../../src/lib/pipeline/sessionize.js";
import {generateShop, SHOP_SOURCE, shopOptions} from "../../src/lib/generator/shop.js";

it("SQL counts the same exact visits as the walk over the log, at gaps too short, right and too long", async () => {
  const shop = generateShop(shopOptions("tiny"));
  const visit_no = shop.truth.events.columns.visit_no;
  const {user_id, ts_ms} = shop.events.columns;
  const engine = await openDuckDB();
  try {
    await loadEvents(engine, shop.events);
    await engine.load("visit_times", visitTimes(user_id, ts_ms, visit_no));
    await engine.run(cleanSql(SHOP_SOURCE));
    const gaps = [1, 5, 30, 120];
    const curve = gapCurve({...shop.events.columns, visit_no}, gaps);
    for (const [i, gap] of gaps.entries()) {
      await engine.run(sessionizeSql({gapMs: gap * 60_000, sessions: "gap"}));
      expect(await exactVisits(engine), `${gap} min`).toBe(curve.exact[i]);
    }
    expect(new Set(curve.exact).size).toBeGreaterThan(1);
  } finally {
    await engine.close();
  }
});
