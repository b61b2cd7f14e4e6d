import {describe, expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {table} from "../../src/lib/core/table.js";
import type {Feature} from "../../src/lib/features/feature.js";
import {FEATURES} from "../../src/lib/features/featureList.js";
import {rocAuc} from "../../src/lib/metrics/auc.js";
import {univariateAucs} from "../../src/lib/targets/univariateAucs.js";

const feature = (name: string, categorical = false): Feature => ({...FEATURES[0], name, categorical});

/** Users with `rows` rows each, and some features that mean nothing. */
function noise(seed: number, users: number, rows: number, features: number) {
  const source = random(seed);
  const n = users * rows;
  const names = Array.from({length: features}, (_, f) => `f${f}`);
  return {
    source,
    users: Int32Array.from({length: n}, (_, i) => Math.floor(i / rows)),
    features: names.map((name) => feature(name)),
    columns: Object.fromEntries(
      names.map((name) => [name, Int32Array.from({length: n}, () => Math.floor(100 * source.uniform()))])
    )
  };
}

describe("separation", () => {
  test("counts values by label, and areas are those of rocAuc by user", () => {
    const {users, features, columns, source} = noise(3, 40, 5, 2);
    const labels = Int32Array.from(users, () => (source.uniform() < 0.3 ? 1 : 0));
    const found = univariateAucs(features, table(columns), users, {permutations: 50, seed: 1})(labels);
    const positives = labels.reduce((a, b) => a + b, 0);
    expect(found).toMatchObject({examples: 200, positives, permutations: 50});
    for (const {name, bins, auc, adjustedP} of found.features) {
      expect(bins.examples.reduce((a, b) => a + b, 0)).toBe(200);
      expect(bins.positives.reduce((a, b) => a + b, 0)).toBe(positives);
      const {value, low, high} = rocAuc(columns[name], labels, {clusters: users});
      expect(auc).toEqual({value, low, high});
      expect(adjustedP).toBeGreaterThan(0);
      expect(adjustedP).toBeLessThanOrEqual(1);
    }
  });

  test("finds what there is, and nothing else, among many looks", () => {
    const {users, features, columns, source} = noise(5, 400, 1, 20);
    const labels = Int32Array.from(columns.f7, (value) => (source.uniform() < (value > 60 ? 0.4 : 0.1) ? 1 : 0));
    const found = univariateAucs(features, table(columns), users, {permutations: 400, seed: 2})(labels);
    expect(found.features.filter(({adjustedP}) => adjustedP! <= 0.05).map(({name}) => name)).toEqual(["f7"]);
    expect(Math.abs(found.features[7].auc!.value - 0.5)).toBeGreaterThan(found.chance!);
  });

  test("rejects, where there is nothing, about as often as it says, although users hold several positives and are alike", () => {
    let rejected = 0;
    const worlds = 60;
    for (let seed = 1; seed <= worlds; seed++) {
      const {users, features, columns, source} = noise(100 + seed, 60, 6, 8);
      // a user's rows resemble each other in every feature, and so do their labels
      const own = new Map<string, number>();
      for (const name of Object.keys(columns))
        users.forEach((user, i) => {
          const key = `${name} ${user}`;
          if (!own.has(key)) own.set(key, Math.floor(100 * source.uniform()));
          columns[name][i] = own.get(key)! + Math.floor(10 * source.uniform());
        });
      const keen = Array.from({length: 60}, () => source.uniform() < 0.2);
      const labels = Int32Array.from(users, (user) => (keen[user] && source.uniform() < 0.8 ? 1 : 0));
      const found = univariateAucs(features, table(columns), users, {permutations: 100, seed})(labels);
      if (found.features.some(({adjustedP}) => adjustedP! <= 0.05)) rejected++;
    }
    // with 60 worlds at 5 %, more than 8 would come up less than once in a hundred times
    expect(rejected).toBeLessThanOrEqual(8);
  });

  test("a code has no area, and one class none either", () => {
    const code = [feature("kind", true), feature("a")];
    const data = table({kind: Int32Array.of(1, 2, 1, 2), a: Int32Array.of(1, 2, 3, 4)});
    const users = [1, 2, 3, 4];
    const both = univariateAucs(code, data, users, {permutations: 10, seed: 1})([0, 1, 0, 1]);
    expect(both.features[0]).toMatchObject({auc: null, adjustedP: null});
    expect(both.features[1].auc!.value).toBe(0.75);
    const none = univariateAucs(code, data, users, {permutations: 10, seed: 1})([0, 0, 0, 0]);
    expect(none).toMatchObject({positives: 0, chance: null, permutations: 0});
    expect(none.features.map(({auc}) => auc)).toEqual([null, null]);
    expect(() => univariateAucs(code, data, users)([0])).toThrow("1 labels for 4 rows");
    expect(() => univariateAucs(code, data, [1])).toThrow("1 users for 4 rows");
  });
});
