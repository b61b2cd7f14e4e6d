import {mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, describe, expect, test, vi} from "vitest";
import {experimentCommand} from "../../loaders/cli/experiment.js";
import {openDuckDB} from "../../loaders/engines/duckdb.js";
import {readRuns} from "../../loaders/runs/runStore.js";
import {random} from "../../src/lib/core/random.js";
import {twoProportionSampleSize} from "../../src/lib/metrics/sampleSize.js";
import {command} from "../command.js";

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "experiment-"))));
afterAll(() => rmSync(folder, {recursive: true, force: true}));

/** What the command prints. */
async function said(...argv: string[]): Promise<string> {
  const printed: string[] = [];
  const log = vi.spyOn(console, "log").mockImplementation((text: string) => void printed.push(text));
  try {
    await experimentCommand(argv, {store: join(folder, "runs")});
  } finally {
    log.mockRestore();
  }
  return printed.join("\n");
}
const json = async (...argv: string[]) => JSON.parse(await said(...argv, "--json"));
const file = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

/** A log of 600 units in three variants, and what they did: `ten` buys twice as often. */
function written() {
  const source = random(6);
  const exposures = ["experiment_id,user_id,variant,device"];
  const metrics = ["user_id,bought,revenue,before,visits"];
  for (let i = 0; i < 600; i++) {
    const variant = ["none", "ten", "twenty"][i % 3];
    const bought = Number(source.uniform() < (variant === "ten" ? 0.3 : 0.15));
    const before = source.below(50);
    exposures.push(`offer,u${i},${variant},${source.uniform() < 0.5 ? "phone" : "desk"}`);
    metrics.push(`u${i},${bought},${bought * 20 + before},${before},${1 + source.below(3)}`);
  }
  return {
    exposures: file("exposures.csv", `${exposures.join("\n")}\n`),
    metrics: file("metrics.csv", `${metrics.join("\n")}\n`),
    lines: {exposures, metrics}
  };
}

describe("npm run experiment -- power", () => {
  test("says how many units are needed, how long that takes, and what a given number finds", async () => {
    const {units, days} = await json("power", "--baseline", "5%", "--lift", "15 %", "--per-day", "1000");
    expect(units).toBe(2 * twoProportionSampleSize(0.05, 0.0575));
    expect(days).toBe(35);
    const few = await json("power", "--baseline", "0.05", "--lift", "0.15", "--units", "10000");
    expect(few.power).toBeLessThan(0.4);
    expect(few.detectableLift).toBeGreaterThan(0.15);
    expect(await said("power", "--baseline", "5%", "--lift", "15%", "--design", "pocock")).toMatch(
      /^3\d,\d{3} units .* find a lift of 15 % on 0\.05 with power 80 %\npocock, 5 looks$/
    );
    expect(
      (await json("power", "--kind", "mean", "--baseline", "10", "--sd", "30", "--lift", "0.1")).units
    ).toBeGreaterThan(20_000);
  });
  test.each([
    [["power", "--lift", "0.1"], "give --baseline: what the metric is without the change"],
    [["power", "--baseline", "1.2", "--lift", "0.1"], '--baseline is "1.2"; give a number between 0 and 1'],
    [["power", "--baseline", "0.5"], "give --lift, --units or both"],
    [["power", "--baseline", "0.5", "--lift", "0"], "--lift is 0, which no experiment can find"],
    [
      ["power", "--baseline", "0.5", "--lift", "1.5"],
      "a lift of 1.5 makes 0.5 a share of 1 or more; give a smaller lift"
    ],
    [
      ["power", "--baseline", "0.5", "--lift", "0.1", "--looks", "3"],
      "--looks is of a design with looks; give --design"
    ],
    [["power", "--baseline", "0.5", "--metric", "x"], "--metric is of analyze, not of power"],
    [["pwoer"], "there is no pwoer; did you mean power?"],
    [[], "say what to do: power, assign, analyze"],
    [["assign"], "name units: --unit ID or --source FILE"],
    [["analyze", "--exposures", "x.csv"], "give --metrics: a table of what units did"]
  ])("%j: %s", (argv, why) => expect(experimentCommand(argv)).rejects.toThrow(why));

  test("ends as a process of its own does", async () => {
    expect(await command(["experiment", "power", "--baseline", "2", "--lift", "1"])).toMatchObject({
      status: 2,
      stderr: '--baseline is "2"; give a number between 0 and 1\n'
    });
    expect((await command(["experiment", "--help"])).stdout).toContain("npm run experiment -- power|assign|analyze");
  });
});

describe("npm run experiment -- assign", () => {
  test("gives the published example its split, the same each time, and writes a log that is kept to", async () => {
    const users = file("users.csv", `user_id,name\n${Array.from({length: 3000}, (_, i) => `${i},x`).join("\n")}\n`);
    const out = join(folder, "assigned.csv");
    const first = await json("assign", "--source", users, "--out", out);
    expect(first).toMatchObject({units: 3000, enrolled: 3000});
    expect(first.sampleRatio.p).toBeGreaterThan(1e-4);
    const lines = readFileSync(out, "utf8").trim().split("\n");
    expect(lines).toHaveLength(3001);
    expect(lines[0]).toBe("experiment_id,unit_id,variant");
    // another salt assigns anew, but for units of the log
    const config = file(
      "other.json",
      JSON.stringify({...first.experiment, salt: "other", traffic_split: {catboost: 0.1, xgboost: 0.1, ensemble: 0.8}})
    );
    const kept = await json("assign", "--config", config, "--source", users, "--kept", out);
    expect(kept.counts).toEqual(first.counts);
    expect((await json("assign", "--config", config, "--source", users)).counts).not.toEqual(first.counts);
  });
  test.each([
    ["{", "bad.json is no JSON"],
    [
      '{"experiment_id": "x", "variants": ["a", "b"], "primary_metric": "m", "traffic_split": {"a": 0.3, "b": 0.6}}',
      "traffic_split sums to 0.9; shares of variants sum to 1"
    ]
  ])("refuses %s", (text, why) =>
    expect(experimentCommand(["assign", "--config", file("bad.json", text), "--unit", "1"])).rejects.toThrow(why)
  );
});

describe("npm run experiment -- analyze", () => {
  test("says what came of it, keeps the run, and reads Parquet alike", async () => {
    const {exposures, metrics} = written();
    const rest = ["--metric", "bought", "--metric", "revenue:mean:covariate=before", "--metric", "revenue/visits"];
    const argv = ["analyze", "--exposures", exposures, "--metrics", metrics, ...rest];
    const found = await json(...argv, "--guardrail", "revenue:margin=0.5", "--segment", "device", "--bayes");
    expect(found).toMatchObject({
      experiment_id: "offer",
      variants: ["none", "ten", "twenty"],
      counts: [200, 200, 200],
      problems: [],
      mixed: 0
    });
    const [ten, twenty] = found.primary.comparisons;
    expect(found.primary.kind).toBe("proportion");
    expect(ten.pHolm).toBeLessThan(0.01);
    expect(ten.pHolm).toBeCloseTo(2 * ten.p, 12);
    expect(twenty.p).toBeGreaterThan(0.05);
    for (const one of [ten, twenty]) {
      // each kind of certainty costs width
      const width = ({low, high}: {low: number; high: number}) => high - low;
      expect(width(one.simultaneous)).toBeGreaterThan(width(one));
      expect(width(one.sequence)).toBeGreaterThan(width(one.simultaneous));
      expect(one.bayes.credible.low).toBeCloseTo(one.low, 1);
    }
    expect(found.others[0].cuped.reduction).toBeGreaterThan(0.3);
    expect(found.guardrails[0].verdicts[0].verdict).toBe("no harm");
    expect(found.segments).toMatchObject({comparisons: 4, expectedFalse: 0.2});
    const run = readRuns(join(folder, "runs")).runs.find(({id}) => id === found.run)!;
    expect(run).toMatchObject({command: "experiment", status: "finished"});
    expect(run.metrics[0]).toMatchObject({
      name: "bought, treatment less control",
      of: "ten",
      value: ten.value,
      low: ten.low
    });
    const parquet = join(folder, "metrics.parquet");
    const engine = await openDuckDB();
    try {
      await engine.run(`COPY (SELECT * FROM read_csv('${metrics}')) TO '${parquet}' (FORMAT parquet)`);
    } finally {
      await engine.close();
    }
    const again = await json("analyze", "--exposures", exposures, "--metrics", parquet, ...rest);
    expect(again.primary).toEqual({
      ...found.primary,
      comparisons: found.primary.comparisons.map((one: object) => ({...one, bayes: null}))
    });
    expect(again.others).toEqual(found.others);
    expect(
      await said(...argv, "--control", "ten", "--design", "obrien-fleming", "--looks", "3", "--look", "3")
    ).toMatch(
      /offer: ten 200, none 200, twenty 200 units[^]*look 3 of 3 \(obrien-fleming\): \|z\| must pass 2\.\d+; stop: none/
    );
  });

  test("names what is wrong with a log, and leaves nothing out without saying so", async () => {
    const {exposures, metrics, lines} = written();
    const analyze = (log: string, ...more: string[]) =>
      json("analyze", "--exposures", log, "--metrics", metrics, ...more);
    const twice = file(
      "twice.csv",
      `${[...lines.exposures, "offer,u0,ten,phone", "offer,u0,none,desk", "offer,new,ten,desk"].join("\n")}\n`
    );
    const found = await analyze(twice, "--metric", "bought");
    expect(found).toMatchObject({mixed: 1, counts: [199, 201, 200], withoutRows: 1, notExposed: 1});
    expect(found.problems).toEqual(["1 unit saw several variants and is left out"]);
    const shifted = file(
      "shifted.csv",
      `${[lines.exposures[0], ...lines.exposures.slice(1).map((line, i) => (i % 3 === 1 && i % 2 === 0 ? line.replace("ten", "none") : line))].join("\n")}\n`
    );
    const skewed = await analyze(shifted, "--metric", "bought");
    expect(skewed.sampleRatio.mismatch).toBe(true);
    expect(skewed.problems[0]).toContain("do not fit the split (sample ratio mismatch");
    // a metric that is the same for all
    const constant = file(
      "constant.csv",
      `user_id,same\n${Array.from({length: 600}, (_, i) => `u${i},3`).join("\n")}\n`
    );
    const alike = await json("analyze", "--exposures", exposures, "--metrics", constant, "--metric", "same");
    expect(alike.primary.none).toBe("same is 3 for every unit of every variant, so that there is nothing to compare");
    expect(alike.primary.comparisons[0]).toMatchObject({p: null, sequence: null, simultaneous: null});
    const bad: [string[], string][] = [
      [["--metric", "orders"], 'metrics.csv has no column "orders"; there are user_id, bought'],
      [
        ["--metric", "bought:median"],
        '"bought:median" has the kind "median"; there are proportion, mean, ratio, quantile'
      ],
      [["--metric", "bought:mean:q=0.5"], "q is of quantile"],
      [["--metric", "bought", "--guardrail", "revenue"], "say how much loss is tolerated"],
      [["--metric", "bought", "--segment", "town"], 'metrics.csv has no column "town"'],
      [["--metric", "bought", "--control", "hundred"], 'no unit saw "hundred"; variants are none, ten, twenty'],
      [["--metric", "revenue:proportion"], "a proportion has 0 and 1 only"],
      [["--metric", "user_id"], 'user_id is "u0" in row 1; write numbers'],
      [["--metric", "bought", "--variant-column", "arm"], 'exposures.csv has no column "arm"']
    ];
    for (const [argv, why] of bad) await expect(analyze(exposures, ...argv)).rejects.toThrow(why);
    const logs: [string, string][] = [
      ["user_id,variant\nu1,a\nu2,a\n", 'all units saw "a"; an experiment has two variants or more'],
      ["user_id,variant\n", "has a header and no rows"],
      ["user_id,variant\nu1,a\nu2,b\n", "the variant a has 1 unit in the exposure log"],
      ["user_id,variant\nu1,a\n,b\n", "has no unit in row 2"],
      ["user_id,seen\nu1,a\nu2,b\n", "has no column that is called as a variant is: user_id, seen"],
      ["experiment_id,user_id,variant\nx,u1,a\ny,u2,b\n", "the exposure log has 2 experiments: x, y"]
    ];
    for (const [text, why] of logs)
      await expect(analyze(file("log.csv", text), "--metric", "bought")).rejects.toThrow(why);
    const config = file(
      "own.json",
      JSON.stringify({experiment_id: "offer", variants: ["none", "ten"], primary_metric: "bought"})
    );
    await expect(analyze(exposures, "--config", config, "--metric", "bought")).rejects.toThrow(
      'the exposure log has the variant "twenty", which offer does not have; there are none, ten'
    );
  });
});
