import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {openDuckDB} from "../../loaders/engines/duckdb.js";
import {loadEvents} from "../../src/lib/pipeline/loadEvents.js";
import {rowsOf} from "../../src/lib/core/table.js";
import {cleanSql} from "../../src/lib/pipeline/clean.js";
import {censoring} from "../../src/lib/pipeline/censoring.js";
import type {Engine} from "../../src/lib/sql/engine.js";
import {gapCurve} from "../../src/lib/pipeline/gapCurve.js";
import {sessionizeSql} from "../../src/lib/pipeline/sessionize.js";
import {SPLITS, splitSql} from "../../src/lib/pipeline/split.js";
import {splitSummary} from "../../src/lib/pipeline/splitSummary.js";
import {generateShop, SHOP_SOURCE, shopOptions} from "../../src/lib/generator/shop.js";

const MINUTE = 60_000;
const shop = generateShop(shopOptions("tiny"));
const log = {...shop.events.columns, visit_no: shop.truth.events.columns.visit_no};
let engine: Engine;
beforeAll(async () => {
  engine = await openDuckDB();
  await loadEvents(engine, shop.events);
  await engine.run(cleanSql(SHOP_SOURCE));
});
afterAll(() => engine.close());

describe("gapCurve", () => {
  it("counts a hand example", () => {
    // User 1: events at 0, 10, 40 min (two true visits, split before 40); user 2: one event, a purchase.
    const hand = {
      user_id: Int32Array.of(1, 2, 1, 1),
      ts_ms: Float64Array.of(0, 5 * MINUTE, 10 * MINUTE, 40 * MINUTE),
      event: Int32Array.of(0, 3, 0, 0),
      visit_no: Int32Array.of(1, 1, 1, 2)
    };
    expect(gapCurve(hand, [9, 10, 30])).toEqual({
      gap: [9, 10, 30], sessions: [4, 3, 2], single: [4, 2, 1], buying: [1, 1, 1], exact: [2, 3, 1], visits: 3
    }); // prettier-ignore
  });
  it("agrees with the SQL of the stage at every gap tried", async () => {
    const gaps = [1, 7, 30, 31, 240];
    const curve = gapCurve(log, gaps);
    for (const [i, gap] of gaps.entries()) {
      await engine.run(sessionizeSql({gapMs: gap * MINUTE, sessions: "gap"}));
      const rows = rowsOf(await engine.read("SELECT events, transactions FROM sessions")) as Record<string, number>[];
      expect(curve.sessions[i], `${gap} min`).toBe(rows.length);
      expect(curve.single[i], `${gap} min`).toBe(rows.filter((row) => row.events === 1).length);
      expect(curve.buying[i], `${gap} min`).toBe(rows.filter((row) => row.transactions > 0).length);
    }
  });
  it("finds the true visits that are exactly one session, as sets of rows", () => {
    const rows = Array.from(log.user_id, (user, row) => ({user, row, ms: log.ts_ms[row], visit: log.visit_no[row]}));
    const keys = (label: (r: (typeof rows)[number], i: number, own: typeof rows) => number) => {
      const groups = new Map<string, number[]>();
      for (let user = 1; user <= shop.options.users; user++) {
        const own = rows.filter((r) => r.user === user);
        own.forEach((r, i) => {
          const key = `${user}/${label(r, i, own)}`;
          groups.set(key, [...(groups.get(key) ?? []), r.row]);
        });
      }
      return new Set([...groups.values()].map((group) => group.join(",")));
    };
    const visits = keys((r) => r.visit);
    for (const gap of [2, 60]) {
      let session = 0;
      const cut = keys((r, i, own) => (i > 0 && r.ms - own[i - 1].ms <= gap * MINUTE ? session : ++session));
      const curve = gapCurve(log, [gap]);
      expect(curve.exact[0]).toBe([...visits].filter((visit) => cut.has(visit)).length);
      expect(curve.visits).toBe(visits.size);
    }
  });
  it("refuses a gap that is none", () => expect(() => gapCurve(log, [0])).toThrow("invalid gap: 0 minutes"));
});

describe("splitSummary and censoring", () => {
  it.each(Object.values(SPLITS))("$by: equals counting session by session", async (options) => {
    await engine.run(sessionizeSql());
    await engine.run(splitSql(options));
    const {parts, days, later, checks} = await splitSummary(engine);
    const sessions = rowsOf(await engine.read("SELECT * FROM sessions")) as Record<string, number>[];
    const byId = new Map(sessions.map((s) => [s.session_id, s]));
    const placed = (rowsOf(await engine.read("SELECT * FROM split_sessions")) as Record<string, number>[]).map((p) => ({
      ...byId.get(p.session_id)!,
      ...p
    })) as Record<string, number>[];
    const last = (user: number) => Math.max(...sessions.filter((s) => s.user_id === user).map((s) => s.session_no));
    parts.fold.forEach((fold, i) => {
      const own = placed.filter((p) => p.fold === fold && p.part === parts.part[i]);
      const trained = new Set(placed.filter((p) => p.fold === fold && p.part === 0).map((p) => p.user_id));
      const users = new Set(own.map((p) => p.user_id));
      expect({
        sessions: parts.sessions[i],
        events: parts.events[i],
        buying: parts.buying[i],
        users: parts.users[i],
        seen: parts.seen[i],
        firstStart: parts.firstStart[i]
      }).toEqual({
        sessions: own.length,
        events: own.reduce((sum, p) => sum + p.events, 0),
        buying: own.filter((p) => p.transactions > 0).length,
        users: users.size,
        seen: [...users].filter((user) => trained.has(user)).length,
        firstStart: Math.min(...own.map((p) => p.start_ms))
      });
      for (const n of [0, 1, 2, 3]) {
        const at = later.fold.findIndex(
          (f, j) => f === fold && later.part[j] === parts.part[i] && later.later[j] === n
        );
        const expected = own.filter((p) => Math.min(3, last(p.user_id) - p.session_no) === n).length;
        expect(at === -1 ? 0 : later.sessions[at]).toBe(expected);
      }
    });
    const total = (values: readonly number[]) => values.reduce((sum, n) => sum + n, 0);
    expect(total(days.sessions)).toBe(total(parts.sessions));
    expect(checks.cutSessions).toBe(0);
    expect(checks.lostEvents).toBe(0);
    const ordered = options.by === "date" || options.by === "months" || options.by === "windows";
    if (ordered) expect(checks.trainAfterTest).toBe(0);
    else expect(checks.trainAfterTest).toBeGreaterThan(0);
  });
  it("sees a session that is cut and an event without a part", async () => {
    await engine.run(sessionizeSql());
    await engine.run(splitSql(SPLITS.date));
    await engine.run(
      "INSERT INTO split_sessions SELECT fold, session_id, 2 FROM split_sessions WHERE session_id = 1 AND part <> 2"
    );
    await engine.run("DELETE FROM split_sessions WHERE session_id = 2");
    const {checks} = await splitSummary(engine);
    expect(checks.cutSessions).toBe(1);
    expect(checks.lostEvents).toBeGreaterThan(0);
  });
  it("censoring counts every session once, none later in a user's last", async () => {
    await engine.run(sessionizeSql());
    const {later, sessions} = await censoring(engine);
    const total = (keep: (i: number) => boolean) => sessions.reduce((sum, n, i) => (keep(i) ? sum + n : sum), 0);
    const rows = rowsOf(await engine.read("SELECT user_id FROM sessions")) as {user_id: number}[];
    expect(total(() => true)).toBe(rows.length);
    expect(total((i) => later[i] === 0)).toBe(new Set(rows.map((row) => row.user_id)).size);
  });
});
