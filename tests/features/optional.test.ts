import fc from "fast-check";
import {describe, expect, test} from "vitest";
import {EXAMPLE_OPTIONS} from "../../src/lib/features/examples.js";
import {OPTIONAL_GROUPS} from "../../src/lib/features/feature.js";
import {featureTable} from "../../src/lib/features/featureTable.js";
import {itemVectors, type CoOccurrence} from "../../src/lib/features/itemVectors.js";
import {OPTIONAL} from "../../src/lib/features/optionalGroups.js";
import {useEngine} from "../pipeline/logs.js";
import {rowsOf, type Row} from "../pipeline/oracle.js";
import {cases} from "../thorough.js";
import {differences} from "./differences.js";
import {optionalFeaturesOf} from "./optionalOracle.js";
import {ascending, examplesAfter, examplesAtEnd, tickOf, type OracleExample} from "./oracle.js";
import {makeWorld, world} from "./worlds.js";

const db = useEngine();

test("every optional group is there, in order", () => {
  expect(OPTIONAL.map(({group}) => group)).toEqual([...OPTIONAL_GROUPS]);
  for (const {group, features} of OPTIONAL) {
    expect(features.length, group).toBeGreaterThan(0);
    expect(features.map((feature) => feature.group)).toEqual(features.map(() => group));
  }
  expect(() => OPTIONAL.map(({features}) => features)).not.toThrow();
});

test("a group that there is not is refused", async () => {
  await expect(featureTable(db.engine, {groups: ["tea leaves" as never]})).rejects.toThrow("tea leaves");
});

const expressed = OPTIONAL.filter(({group}) => group !== "item embeddings");

describe("every cell of the optional groups is that of the slow version", () => {
  for (const moment of ["end", {afterEvent: 2}] as const)
    test(moment === "end" ? "at the session's end" : "within a session", async () => {
      await fc.assert(
        fc.asyncProperty(world, async (given) => {
          const events = await makeWorld(db.engine, given, {...EXAMPLE_OPTIONS, moment});
          const tick = tickOf(events);
          const examples = moment === "end" ? examplesAtEnd(events, tick) : examplesAfter(events, tick, 2);
          const wanted = examples.map((example, i) => ({
            example_id: i + 1,
            ...optionalFeaturesOf(events, example, given.attributes)
          }));
          await featureTable(db.engine, {features: [], groups: expressed.map(({group}) => group)});
          const found = rowsOf(await db.engine.read("SELECT * FROM features ORDER BY example_id"));
          expect(differences(found, wanted)).toEqual([]);
        }),
        cases(15, 50)
      );
    });
});

test("what groups make for themselves is gone afterwards", async () => {
  const tables = async () =>
    (await db.engine.read("SELECT table_name FROM information_schema.tables ORDER BY table_name")).columns.table_name;
  await makeWorld(db.engine, {rows: [event(1, 0, 1), event(1, 1, 2)], attributes: [], sessions: "gap"});
  await featureTable(db.engine);
  const before = await tables();
  await featureTable(db.engine, {groups: OPTIONAL_GROUPS});
  expect(await tables()).toEqual(before);
});

const event = (user: number, hours: number, item: number): Row => ({
  user_id: user,
  ts_ms: Date.UTC(2025, 0, 1) + hours * 3_600_000,
  tick: 0,
  event: 0,
  item_id: item,
  price_cents: null,
  dwell_ms: null,
  session_key: 1
});

describe("item vectors", () => {
  /** Sessions as sets of items, counted as plainly as can be. */
  const counted = (sessions: readonly (readonly number[])[]): CoOccurrence => {
    const items = ascending(sessions.flat());
    const met = (...wanted: number[]) => sessions.filter((own) => wanted.every((item) => own.includes(item))).length;
    const pairs = items.flatMap((_, a) => items.map((_, b) => [a, b] as const)).filter(([a, b]) => a < b);
    const kept = pairs.filter(([a, b]) => met(items[a], items[b]) > 0);
    return {
      items: Int32Array.from(items),
      sessions: Int32Array.from(items, (item) => met(item)),
      a: Int32Array.from(kept, ([a]) => a),
      b: Int32Array.from(kept, ([, b]) => b),
      together: Int32Array.from(kept, ([a, b]) => met(items[a], items[b]))
    };
  };
  const cosine = (vectors: Float64Array, dimensions: number, i: number, j: number) => {
    let sum = 0;
    for (let d = 0; d < dimensions; d++) sum += vectors[i * dimensions + d] * vectors[j * dimensions + d];
    return sum;
  };
  const sessionsOf = fc.array(fc.uniqueArray(fc.integer({min: 1, max: 7}), {minLength: 1, maxLength: 4}), {
    minLength: 2,
    maxLength: 12
  });

  test("with as many dimensions as items have the angles between the rows of S", () => {
    fc.assert(
      fc.property(sessionsOf, (sessions) => {
        const found = counted(sessions);
        const n = found.items.length;
        // one step: later ones turn what is left of a singular S towards nothing
        const vectors = itemVectors(found, {dimensions: n, iterations: 1});
        const s = Array.from({length: n}, (_, i) =>
          Array.from({length: n}, (_, j) => {
            if (i === j) return 1;
            const k = Array.from(found.a).findIndex(
              (a, pair) => a === Math.min(i, j) && found.b[pair] === Math.max(i, j)
            );
            return k === -1 ? 0 : found.together[k] / Math.sqrt(found.sessions[i] * found.sessions[j]);
          })
        );
        const dot = (i: number, j: number) => s[i].reduce((sum, value, k) => sum + value * s[j][k], 0);
        for (let i = 0; i < n; i++)
          for (let j = 0; j < n; j++)
            expect(cosine(vectors, n, i, j)).toBeCloseTo(dot(i, j) / Math.sqrt(dot(i, i) * dot(j, j)), 8);
      }),
      cases(40, 100)
    );
  });

  test("put what is met together side by side, and the rest apart", () => {
    const vectors = itemVectors(
      counted([
        [1, 2, 3],
        [1, 2],
        [2, 3],
        [1, 3],
        [7, 8],
        [7, 8, 9],
        [8, 9],
        [7, 9]
      ]),
      {
        dimensions: 2,
        iterations: 40
      }
    );
    for (const [i, j] of [
      [0, 1],
      [1, 2],
      [3, 4],
      [4, 5]
    ])
      expect(cosine(vectors, 2, i, j)).toBeCloseTo(1, 6);
    for (const [i, j] of [
      [0, 3],
      [1, 4],
      [2, 5]
    ])
      expect(Math.abs(cosine(vectors, 2, i, j))).toBeLessThan(1e-6);
  });

  test("of nothing are none, and bad options are refused", () => {
    expect(itemVectors(counted([])).length).toBe(0);
    expect(() => itemVectors(counted([[1]]), {dimensions: 0, iterations: 1})).toThrow("invalid dimensions: 0");
    expect(() => itemVectors(counted([[1]]), {dimensions: 1, iterations: 0.5})).toThrow("invalid iterations: 0.5");
  });

  test("of an example are those of the beginning of its week, compared with its session and the user's history", async () => {
    const MONDAY = Date.UTC(2025, 0, 6);
    // Two kinds of item, 1 to 3 and 7 to 9, met together in the first week only.
    const before = [
      [1, 2, 3],
      [1, 2],
      [2, 3],
      [7, 8],
      [8, 9],
      [7, 9]
    ].flatMap((items, s) => items.map((item, k) => event(10 + s, 5 * s + k / 100, item)));
    const hours = (MONDAY - Date.UTC(2025, 0, 1)) / 3_600_000;
    const after = [
      ...[1, 7].map((item, k) => event(1, hours + 24 + k / 100, item)),
      ...[2].map((item) => event(1, hours + 48, item)),
      ...[5, 9].map((item, k) => event(2, hours + 72 + k / 100, item))
    ];
    const given = {rows: [...before, ...after], attributes: [], sessions: "gap" as const};
    const events = await makeWorld(db.engine, given);
    await featureTable(db.engine, {features: [], groups: ["item embeddings"]});
    const found = rowsOf(await db.engine.read("SELECT * FROM features ORDER BY example_id"));
    const examples: OracleExample[] = examplesAtEnd(events, tickOf(events));
    const first = counted([
      [1, 2, 3],
      [1, 2],
      [2, 3],
      [7, 8],
      [8, 9],
      [7, 9]
    ]);
    const vectors = itemVectors(first);
    const like = (a: number, b: number) => {
      const [i, j] = [first.items.indexOf(a), first.items.indexOf(b)];
      return i < 0 || j < 0 ? 0 : Math.round(1000 * cosine(vectors, 16, i, j));
    };
    const most = (values: number[]) => (values.length === 0 ? 0 : Math.max(...values));
    const wanted = examples.map(({session_id, user_id, item_id, as_of_ms}, k) => {
      const known = events.filter((e) => e.ts_ms! < as_of_ms && e.user_id === user_id && e.item_id !== item_id);
      const here = ascending(known.filter((e) => e.session_id === session_id).map((e) => e.item_id!));
      const history = ascending(known.filter((e) => e.session_id !== session_id).map((e) => e.item_id!));
      // before the first Monday nothing is known of any item
      const cosines = (items: number[]) => items.map((other) => (as_of_ms < MONDAY ? 0 : like(item_id, other)));
      return {
        example_id: k + 1,
        vector_session_most: most(cosines(here)),
        vector_session_mean: here.length === 0 ? 0 : Math.floor(cosines(here).reduce((a, b) => a + b, 0) / here.length),
        vector_history_most: most(cosines(history))
      };
    });
    expect(differences(found, wanted)).toEqual([]);
    expect(wanted.some((row) => row.vector_history_most > 500)).toBe(true);
  });
});
