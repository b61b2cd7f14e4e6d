import {copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, describe, expect, test} from "vitest";
import {placeOfGreatest} from "../../loaders/explain/placeOfGreatest.js";
import {constantColumns, rowCautions} from "../../loaders/explain/rowCautions.js";
import {MODELS} from "../../loaders/training/train.js";
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
    readonly standardErrors?: Record<string, number>;
    readonly counterfactual?: {
      readonly exact: boolean;
      readonly found: {
        readonly changes: readonly {readonly column: string; readonly to: number}[];
        readonly score: number;
      } | null;
    };
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
    [["boosting", "--to", "0.3"], "--to is for --counterfactual: give that as well"],
    [["boosting", "--counterfactual", "--to", "1"], '--to is "1"; give a probability between 0 and 1'],
    [["boosting", "--counterfactual", "--changes", "9"], '--changes is "9"; give a whole number from 1 to 5'],
    [["--cards", "nope"], "--cards takes its rows from the cards: leave --profile out"],
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

  test("finds the nearest change under limits, exactly for trees", async () => {
    const words = ["boosting", "--row", "2", "--counterfactual", "--to", "0.1"];
    const {rows} = await said(...words);
    const {exact, found} = rows[0].counterfactual!;
    expect(exact).toBe(true);
    const rises = rows[0].prediction < 0.1;
    expect(found!.score >= 0.1).toBe(rises);
    const {status, stderr} = await explain(...words, "--fixed", "nothing");
    expect(status).toBe(1);
    expect(stderr).toMatch(/there is no column nothing; there are minutes_since/);
  });
});

describe("npm run explain with a network, and with a file", () => {
  const folder = mkdtempSync(join(tmpdir(), "clickproof-explain-"));
  afterAll(() => rmSync(folder, {recursive: true}));
  const voting = join(MODELS, "shop-purchase-this-session-voting.onnx");
  const few = ["--row", "1", "--background", "2", "--coalitions", "1000"];

  test("a network that is trained here is explained by a sample, with its error", async () => {
    const {scale, method, base, rows} = await said("mlp", ...few);
    expect({scale, method}).toEqual({scale: "probability", method: "kernel"});
    const sum = Object.values(rows[0].contributions).reduce((all, value) => all + value, base);
    // TensorFlow.js computes in 32 bits
    expect(sum).toBeCloseTo(rows[0].prediction, 6);
    expect(Math.max(...Object.values(rows[0].standardErrors!))).toBeGreaterThan(0);
  });

  test("a file says what it takes, and its contributions are those of the model in it", async () => {
    // without a card beside it: that in its metadata is read
    const copy = join(folder, "copy.onnx");
    copyFileSync(voting, copy);
    const {method, base, rows} = await said(copy, ...few);
    expect(method).toBe("kernel");
    const sum = Object.values(rows[0].contributions).reduce((all, value) => all + value, base);
    expect(sum).toBeCloseTo(rows[0].prediction, 6);
  });

  test.each([
    [
      "not-onnx.onnx",
      "views,label\n1,0\n",
      /not-onnx\.onnx: the bytes are no ONNX file; choose a file that ends in \.onnx/
    ],
    ["half.onnx", readFileSync(voting).subarray(0, 60_000), /no ONNX file|ONNX Runtime cannot run half\.onnx/],
    ["none.onnx", null, /there is no file .*none\.onnx; check the path/],
    ["empty.onnx", "", /the bytes are no ONNX file|says nothing of itself/]
  ])("%s is refused", async (name, bytes, message) => {
    const path = join(folder, name);
    if (bytes !== null) writeFileSync(path, bytes);
    const {status, stdout, stderr} = await explain(path);
    expect({status, stdout}).toEqual({status: 1, stdout: ""});
    expect(stderr).toMatch(message);
  });

  test("other columns than a file's, and a file of events, are refused", async () => {
    const source = ["--source", join("data", "fixtures", "online_shoppers made by hand.csv")];
    const other = await command(["explain", voting, ...source]);
    expect(other.status).toBe(1);
    expect(other.stderr).toMatch(
      /voting\.onnx takes 22 columns that the rows of online-shoppers do not have: minutes_since_.*; it was trained on shop/
    );
    const events = await explain(join(MODELS, "shop-purchase-this-session-tcn.onnx"));
    expect(events.status).toBe(1);
    expect(events.stderr).toContain("takes the events of a session; choose a model that takes columns alone");
  });
});

test("the row that is ranked highest is found in logs of any length", () => {
  const values = new Float64Array(500_000).fill(0.1);
  values[1234] = values[4321] = 0.2;
  expect(placeOfGreatest(values)).toBe(1234);
  expect(placeOfGreatest([NaN, 0, 1])).toBe(2);
});

test("missing values, unseen categories and constant features are named", () => {
  const schema = {source: "", read: "number", missing: null, unit: "", definition: ""} as const;
  const row = {rows: 1, columns: ["a", "b", "c"], x: Float64Array.of(NaN, 7, 7)};
  const columns = ["a", "b", "c"].map((name) => ({
    ...schema,
    name,
    ...(name === "a" ? {} : {known: [name === "b" ? 6 : 7]})
  }));
  expect(rowCautions(row, columns)).toEqual([
    {column: "a", why: "missing", value: null},
    {column: "b", why: "unseen category", value: 7}
  ]);
  const x = Float64Array.of(NaN, 1, 5, NaN, 2, 5);
  expect(constantColumns({rows: 2, columns: ["a", "b", "c"], x})).toEqual(["a", "c"]);
});
