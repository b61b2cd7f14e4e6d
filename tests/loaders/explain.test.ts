import {describe, expect, test} from "vitest";
import {command} from "../command.js";

interface Said {
  readonly scale: string;
  readonly method: string;
  readonly base: number;
  readonly rows: readonly {
    readonly row: number;
    readonly prediction: number;
    readonly label: number;
    readonly contributions: Record<string, number>;
  }[];
  readonly global: {
    readonly metric: string;
    readonly score: number;
    readonly rows: number;
    readonly importance: readonly {
      readonly features: readonly string[];
      readonly value: number;
      readonly low: number;
      readonly high: number;
    }[];
  };
}

const explain = (...words: string[]) => command(["explain", ...words, "--profile", "tiny"]);

async function said(...words: string[]): Promise<Said> {
  const {status, stdout, stderr} = await explain(...words, "--json");
  expect({status, stderr}).toEqual({status: 0, stderr: ""});
  return JSON.parse(stdout) as Said;
}

describe("npm run explain", () => {
  test("says what features add to chosen rows, and what shuffling each costs", async () => {
    const {scale, base, rows, global} = await said("boosting", "--row", "3", "--row", "0");
    expect(scale).toBe("log-odds");
    expect(rows.map(({row}) => row)).toEqual([3, 0]);
    for (const {prediction, contributions} of rows) {
      const score = Object.values(contributions).reduce((sum, value) => sum + value, base);
      expect(1 / (1 + Math.exp(-score))).toBeCloseTo(prediction, 12);
    }
    expect(global.metric).toBe("auc");
    expect(global.importance.map(({features}) => features)).toEqual(
      Object.keys(rows[0].contributions).map((name) => [name])
    );
    for (const {value, low, high} of global.importance) {
      expect(low).toBeLessThanOrEqual(value);
      expect(high).toBeGreaterThanOrEqual(value);
    }
  });

  test("explains the row that is ranked highest where none is named, the same for the same seed", async () => {
    const first = await said("logistic");
    expect(first.method).toBe("linear");
    expect(first).toEqual(await said("logistic"));
    const {rows} = await said("logistic", ...["0", "1", "2", "3"].flatMap((row) => ["--row", row]));
    expect(first.rows[0].prediction).toBeGreaterThanOrEqual(Math.max(...rows.map(({prediction}) => prediction)));
  });

  test("tells the rules that a row meets, with what they are worth on all test rows", async () => {
    const all = Array.from({length: 60}, (_, row) => ["--row", String(row)]).flat();
    const {stdout} = await explain("boosting", "--json", ...all);
    const {rows} = JSON.parse(stdout) as {
      rows: {
        prediction: number;
        label: number;
        factors: {sentence: string; heldOut: {rows: number; positives: number; others: number}}[];
      }[];
    };
    const risky = rows.filter(({prediction}) => prediction <= 0.1);
    expect(risky.length).toBeGreaterThan(0);
    const positives = risky.filter(({label}) => label === 1).length;
    const allPositives = rows.filter(({label}) => label === 1).length;
    for (const {prediction, factors} of rows) {
      const factor = factors.find(({sentence}) => sentence.startsWith("High abandonment risk"));
      if (prediction > 0.1) expect(factor).toBeUndefined();
      else
        expect(factor!.heldOut).toMatchObject({
          rows: risky.length,
          positives,
          others: (allPositives - positives) / (60 - risky.length)
        });
    }
  });

  test("adds up on the scale of probabilities, by trees", async () => {
    const {scale, base, rows} = await said("boosting", "--how", "probability", "--background", "20", "--together");
    expect(scale).toBe("probability");
    const whole = Object.values(rows[0].contributions).reduce((sum, value) => sum + value, base);
    expect(whole).toBeCloseTo(rows[0].prediction, 12);
  });

  test("prints the same for a reader", async () => {
    const {status, stdout} = await explain("boosting", "--row", "0");
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^boosting: .* shop, generated\.\nContributions on the scale of log-odds \(tree paths\), from a base of/
    );
    expect(stdout).toMatch(/Row 0 of the test part: predicted 0\.\d{4}, label [01]\n {2}[+−]\d\.\d{3} {2}\w+ = /);
    expect(stdout).toMatch(/Loss of auc when shuffled, on \d+ test rows with \d+ positives/);
  });

  test.each([
    [[], "name a model: rules, logistic"],
    [["bosting"], "there is no model bosting; did you mean boosting?"],
    [["boosting", "forest"], "one model at a time; forest is too much"],
    [["boosting", "--row", "x"], '--row is "x"; give a whole number from 0'],
    [["boosting", "--how", "shap"], '--how is "shap"; give fast or interventional or probability'],
    [["boosting", "--metric", "f1"], '--metric is "f1"; give auc or averagePrecision or brier or logLoss'],
    [["boosting", "--background", "0"], '--background is "0"; give a whole number from 1 to 10000']
  ])("%j is no use", async (words, message) => {
    const {status, stdout, stderr} = await explain(...words);
    expect({status, stdout}).toEqual({status: 2, stdout: ""});
    expect(stderr).toContain(message);
  });

  test("a row beyond the test part is a failure that says how many there are", async () => {
    const {status, stderr} = await explain("boosting", "--row", "999999");
    expect(status).toBe(1);
    expect(stderr).toMatch(/there is no row 999999: the test part has \d+ rows; give 0 to \d+/);
  });
});
