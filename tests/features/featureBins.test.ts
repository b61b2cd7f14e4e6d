import fc from "fast-check";
import {expect, test} from "vitest";
import {featureBins} from "../../src/lib/features/featureBins.js";

const events = {unit: "events"} as const;

test("few values have a range each", () => {
  const {labels, of} = featureBins(events, [3, 0, 3, 12]);
  expect(labels).toEqual(["0", "3", "12"]);
  expect(Array.from(of)).toEqual([1, 0, 1, 2]);
});

test("many share ranges that double, also below zero", () => {
  const values = Array.from({length: 20}, (_, i) => i - 5);
  const {labels, of} = featureBins(events, values);
  expect(labels).toEqual(["−7 to −4", "−3 to −2", "-1", "0", "1", "2–3", "4–7", "8–15"]);
  expect(Array.from(of)).toEqual([0, 0, 1, 1, 2, 3, 4, 5, 5, 6, 6, 6, 6, 7, 7, 7, 7, 7, 7, 7]);
});

test("hours have a range each", () => {
  const hours = Array.from({length: 24}, (_, i) => i);
  expect(featureBins({unit: "hour"}, hours).labels).toEqual(hours.map(String));
});

test("of many codes the most frequent have a range each", () => {
  const codes = Array.from({length: 30}, (_, code) => Array.from({length: code < 11 ? 5 : 1}, () => code)).flat();
  const {labels, of} = featureBins({unit: "code", categorical: true}, codes);
  expect(labels).toEqual([...Array.from({length: 11}, (_, i) => String(i)), "others"]);
  expect(Array.from(of).filter((bin) => bin === 11).length).toBe(19);
});

test("every value lies in its range", () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), {minLength: 14, maxLength: 60}), (values) => {
      const {labels, of} = featureBins(events, values);
      const number = (text: string) => Number(text.replaceAll(",", "").replace("−", "-"));
      values.forEach((value, i) => {
        const [from, to = from] = labels[of[i]].split(/–| to /).map(number);
        expect(value).toBeGreaterThanOrEqual(from);
        expect(value).toBeLessThanOrEqual(to);
      });
    })
  );
});
