import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {
  daysWithin,
  flag,
  numberIn,
  oneOf,
  readState,
  someOf,
  text,
  writeState,
  type Codec
} from "../../src/components/state.js";

const roundTrips = <T>(codec: Codec<T>, values: readonly T[]) => {
  for (const value of values) expect(codec.parse(codec.format(value))).toEqual(value);
};

describe("codecs", () => {
  it("read back what they write", () => {
    roundTrips(numberIn(-12, 14), [-12, 0, 14]);
    roundTrips(numberIn(0, 1, 0.05), [0, 0.05, 0.35, 1]);
    roundTrips(oneOf(["date", "user"]), ["date", "user"]);
    roundTrips(someOf(["a", "b", "c"]), [[], ["a"], ["a", "c"]]);
    roundTrips(flag(), [true, false]);
    roundTrips(daysWithin("2025-01-01", "2025-03-31"), [{from: "2025-01-05", to: "2025-01-05"}]);
  });
  it("refuse what is out of range, off the step or no value at all", () => {
    for (const bad of ["", " ", "241", "0", "1.5", "NaN", "Infinity", "30m"])
      expect(numberIn(1, 240).parse(bad), bad).toBeUndefined();
    expect(oneOf(["date"]).parse("dates")).toBeUndefined();
    expect(someOf(["a"]).parse("a,x")).toBeUndefined();
    expect(text(3).parse("four")).toBeUndefined();
    const days = daysWithin("2025-01-01", "2025-03-31");
    for (const bad of [
      "2025-01-05",
      "2025-02-01..2025-01-01",
      "2024-12-31..2025-01-02",
      "2025-03-30..2025-04-01",
      "a..b",
      "2025-01-01..2025-01-02..x"
    ])
      expect(days.parse(bad), bad).toBeUndefined();
  });
});

describe("the address", () => {
  it("falls back and says so", () => {
    expect(readState("?gap=45", "gap", numberIn(1, 240))).toEqual({kind: "good", value: 45});
    expect(readState("?x=1", "gap", numberIn(1, 240))).toEqual({kind: "absent"});
    expect(readState("?gap=900", "gap", numberIn(1, 240))).toEqual({
      kind: "bad",
      message: "The address says gap=900, which is not a number from 1 to 240; the default is shown."
    });
  });
  it("keeps other parameters and forgets defaults", () => {
    expect(writeState("?a=1&gap=45", "gap", null)).toBe("?a=1");
    expect(writeState("?gap=45", "gap", null)).toBe("");
    fc.assert(
      fc.property(fc.string({unit: "binary"}), (value) => {
        const search = writeState("?other=7", "name", value);
        expect(readState(search, "name", text(10_000))).toEqual({kind: "good", value});
        expect(readState(search, "other", text())).toEqual({kind: "good", value: "7"});
      })
    );
  });
});
