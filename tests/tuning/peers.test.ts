import {readFileSync} from "node:fs";
import {describe, expect, test} from "vitest";
import {regretBeside, TUNING_FUNCTIONS, type OptunaRegrets} from "../../bench/tuningFunctions.js";

const regrets = JSON.parse(readFileSync("tests/vectors/tuningRegret.json", "utf8")) as OptunaRegrets;

describe("TPE beside Optuna's, with the same number of trials and 30 seeds each", () => {
  test.each(TUNING_FUNCTIONS.map((one) => [one.name, one] as const))(
    "has no regret on %s that is worse by the margin stated beforehand",
    (name, of) => {
      expect(of.trials).toBe(regrets.functions[name].trials);
      const {difference, margin, own, random} = regretBeside(of, regrets);
      expect(difference.high).toBeLessThan(margin);
      expect(own).toBeLessThan(random);
    }
  );

  test("on functions that are zero at their least points", () => {
    const [branin, hartmann6, conditional] = TUNING_FUNCTIONS;
    expect(branin.regret({x: Math.PI, y: 2.275})).toBeCloseTo(0, 6);
    expect(branin.regret({x: -Math.PI, y: 12.275})).toBeCloseTo(0, 6);
    const [x0, x1, x2, x3, x4, x5] = [0.20169, 0.150011, 0.476874, 0.275332, 0.311652, 0.6573];
    expect(hartmann6.regret({x0, x1, x2, x3, x4, x5})).toBeCloseTo(0, 5);
    expect(conditional.regret({kind: "near", a: 0.3, b: 0.01})).toBeCloseTo(0, 12);
  });
});
