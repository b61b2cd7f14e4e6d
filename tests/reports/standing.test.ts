import {expect, test} from "vitest";
import {standing} from "../../src/lib/reports/standing.js";

test("only an interval that leaves out what knowing nothing reaches is told from it", () => {
  expect(standing({low: 0.51, high: 0.6}, 0.5)).toBe("above");
  expect(standing({low: 0.4, high: 0.49}, 0.5)).toBe("below");
  expect(standing({low: 0.4, high: 0.6}, 0.5)).toBe("untold");
  expect(standing({low: 0.5, high: 0.6}, 0.5)).toBe("untold");
  expect(standing({low: 0.4, high: 0.5}, 0.5)).toBe("untold");
});
