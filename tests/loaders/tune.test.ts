import {mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, describe, expect, test, vi} from "vitest";
import {tuneCommand} from "../../loaders/cli/tune.js";
import {storedStudies} from "../../loaders/tuning/studyFile.js";
import {ownWorker, runStudy} from "../../loaders/tuning/runStudy.js";
import {Stopped, type TuningTask} from "../../loaders/tuning/tuningTask.js";
import {UserError} from "../../src/lib/core/errors.js";
import type {JournalEntry} from "../../src/lib/tuning/journal.js";
import {medianPruner} from "../../src/lib/tuning/pruner.js";
import {randomSampler} from "../../src/lib/tuning/sampler.js";
import {startStudy} from "../../src/lib/tuning/study.js";
import {command} from "../command.js";

let store: string;
beforeAll(() => void (store = mkdtempSync(join(tmpdir(), "tune-"))));
afterAll(() => rmSync(store, {recursive: true, force: true}));

/** What the command prints as JSON. */
async function tuned(...argv: string[]) {
  const printed: string[] = [];
  const log = vi.spyOn(console, "log").mockImplementation((text: string) => void printed.push(text));
  try {
    await tuneCommand([...argv, "--json"], {store});
  } finally {
    log.mockRestore();
  }
  expect(printed).toHaveLength(1);
  return JSON.parse(printed[0]);
}

const TINY = ["boosting", "--profile", "tiny", "--preset", "leaves"] as const;
const told = ({trials}: {readonly trials: readonly JournalEntry[]}) => trials.map(({trial}) => trial);
const byNumber = (trials: readonly JournalEntry["trial"][]) => [...trials].sort((a, b) => a.number - b.number);

describe("npm run tune", () => {
  test("finds the best of its trials, scores it and the default on the test part, and goes on later as if it had not stopped", async () => {
    const whole = await tuned(...TINY, "--trials", "5", "--seed", "2");
    expect(whole).toMatchObject({metric: "AUC", complete: 5, pruned: 0, failed: 0, directions: ["maximize"]});
    const trials = told(whole);
    // the published configuration first
    expect(trials[0].parameters).toEqual({trees: 100, learningRate: 0.289, leaves: 246, leastRows: 20});
    const values = trials.map(({values}) => values![0]);
    expect(trials[whole.best.number].values![0]).toBe(Math.max(...values));
    // trained anew it is worth the same
    expect(whole.best.validation.value).toBe(Math.max(...values));
    expect(whole.default.parameters).toEqual({trees: 100, learningRate: 0.05, leastRows: 30, leaves: 15});
    const {best, default: plain, difference} = whole;
    expect(difference.value).toBeCloseTo(best.test.value - plain.test.value, 12);
    for (const score of [best.validation, best.test, plain.validation, plain.test, difference]) {
      expect(score.low).toBeLessThanOrEqual(score.value);
      expect(score.high).toBeGreaterThanOrEqual(score.value);
    }
    const first = await tuned(...TINY, "--trials", "3", "--seed", "2");
    const resumed = await tuned(...TINY, "--trials", "5", "--seed", "2", "--resume");
    expect(resumed.run).not.toBe(first.run);
    expect(told(resumed)).toEqual(trials);
    expect(resumed.best).toEqual(whole.best);
    await expect(tuneCommand([...TINY, "--resume", "--seed", "3", "--json"], {store})).rejects.toThrow(
      /the study .* has another seed: 2, here 3; give the same flags as then/
    );
    await expect(
      tuneCommand(["boosting", "--profile", "tiny", "--preset", "enhanced", "--resume", "--json"], {store})
    ).rejects.toThrow(/the study .* has another search space: trees is/);
    const shown = await tuned("show");
    expect(shown).toMatchObject({run: resumed.run, status: "finished", best: {number: whole.best.number}});
    expect(told(shown)).toEqual(trials);
    expect(storedStudies(store)).toHaveLength(3);
  });

  test("is the same in batches for any number of workers", async () => {
    const flags = [...TINY, "--trials", "4", "--batch", "2", "--pruner", "median"];
    const [alone, two] = [await tuned(...flags), await tuned(...flags, "--workers", "2")];
    expect(byNumber(told(two))).toEqual(byNumber(told(alone)));
    expect(two.best).toEqual(alone.best);
    expect(new Set(two.trials.map(({worker}: JournalEntry) => worker))).toEqual(new Set([0, 1]));
  });

  test("sets the published voting weights beside learned ones", async () => {
    const {votes, differences, models} = await tuned("voting", "--profile", "tiny");
    expect(models).toEqual(["boosting-symmetric", "boosting-level", "boosting", "forest"]);
    const [learned, given, equal, alone] = votes;
    expect(given.weights).toEqual([0.4, 0.3, 0.2, 0.1]);
    expect(equal.weights).toEqual([0.25, 0.25, 0.25, 0.25]);
    expect([...alone.weights].sort()).toEqual([0, 0, 0, 1]);
    expect(learned.weights.reduce((a: number, b: number) => a + b, 0)).toBeCloseTo(1, 9);
    expect(differences[0].value).toBeCloseTo(learned.test.value - given.test.value, 12);
  });

  test.each([
    [[], /name what to tune: boosting, tabm, tcn, gru4rec, forecast/],
    [["boostin"], /there is no boostin to tune; did you mean boosting/],
    [["boosting", "tabm"], /one model at a time/],
    [["boosting", "--trials", "0"], /--trials is "0"; give a whole number from 1/],
    [["boosting", "--sampler", "best"], /--sampler is "best"; give tpe or random or grid or quasi-random/],
    [["gru4rec", "--pruner", "median"], /--pruner is median; this model reports nothing on its way/],
    [["tcn", "--target", "purchase-this-session"], /--target is of boosting, tabm, voting, not of tcn/],
    [["boosting", "--enqueue", "depth=6"], /--enqueue is "depth=6"; give a JSON object/],
    [["boosting", "--trails", "5"], /unknown flag --trails; did you mean --trials\?/],
    [["voting", "--trials", "5"], /--trials is not of voting, which searches nothing/],
    [["show", "a", "b"], /show takes one run/]
  ])("refuses %j", async (argv, message) => {
    const {status, stderr} = await command(["tune", ...argv]);
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
  });

  test("refuses an enqueued configuration outside the space, and a study of nothing to go on with", async () => {
    const empty = join(store, "empty");
    await expect(tuneCommand([...TINY, "--enqueue", '{"trees": 7}', "--json"], {store: empty})).rejects.toThrow(
      /trees: 7 is outside the search space; give 50 to 500/
    );
    await expect(tuneCommand([...TINY, "--resume", "--json"], {store: empty})).rejects.toThrow(
      /there is no study of boosting on shop yet; leave --resume out/
    );
    await expect(tuneCommand(["show"], {store: empty})).rejects.toThrow(
      /there is no study yet; npm run tune makes one/
    );
  });

  test("has help with every flag", async () => {
    const {stdout, status} = await command(["tune", "--help"]);
    expect(status).toBe(0);
    for (const flag of [
      "source",
      "trials",
      "sampler",
      "pruner",
      "seed",
      "workers",
      "batch",
      "resume",
      "enqueue",
      "json"
    ])
      expect(stdout).toContain(`--${flag}`);
  });
});

describe("trials", () => {
  /** A task of one number, whose fits may throw. */
  const task = (
    fit: (x: number, report: (step: number, value: number) => Promise<boolean>) => Promise<number>
  ): TuningTask<number> => ({
    about: {},
    metric: "loss",
    direction: "minimize",
    space: {x: {kind: "float", low: 0, high: 1}},
    defaults: {x: 0},
    enqueued: [],
    trials: 5,
    steps: 3,
    fit: ({x}, {report}) => fit(x as number, report),
    validation: (value) => ({value, low: value, high: value, n: 1}),
    test: (value) => ({value, low: value, high: value, n: 1}),
    difference: (a, b) => ({value: a - b, low: a - b, high: a - b})
  });
  const run = async (fit: Parameters<typeof task>[0], given: Partial<Parameters<typeof runStudy>[1]> = {}) => {
    const one = task(fit);
    const study = startStudy({
      space: one.space,
      directions: ["minimize"],
      sampler: randomSampler,
      pruner: medianPruner({startupTrials: 2}),
      seed: 1
    });
    const entries: JournalEntry[] = [];
    const workers = [ownWorker(one, 1), ownWorker(one, 1)];
    const ended = (entry: JournalEntry) => void entries.push(entry);
    return {study, entries, ...(await runStudy(study, {trials: 20, workers, ended, ...given}))};
  };

  test("that throw or give no number have failed, and the study goes on", async () => {
    const {study, entries} = await run(async (x) => {
      if (x < 0.3) throw new UserError("too small", "take more");
      return x < 0.6 ? NaN : x;
    });
    expect(entries).toHaveLength(20);
    for (const {state, parameters, error} of study.trials) {
      const x = parameters.x as number;
      expect(state).toBe(x < 0.6 ? "failed" : "complete");
      if (x < 0.6) expect(error).toMatch(x < 0.3 ? /^too small; take more$/ : /gave NaN, which is no number/);
    }
    expect(study.best()!.values![0]).toBeGreaterThan(0.6);
  });

  test("are stopped where the pruner says so", async () => {
    const {study} = await run(async (x, report) => {
      for (let step = 1; step <= 3; step++) if (await report(step, x + 1 / step)) throw new Stopped();
      return x + 1 / 3;
    });
    const states = study.trials.map(({state}) => state);
    expect(states.filter((state) => state === "pruned").length).toBeGreaterThan(4);
    expect(states).not.toContain("failed");
    expect(study.best()!.parameters.x).toBe(Math.min(...study.trials.map(({parameters}) => parameters.x as number)));
  });

  test("that have finished are kept when the study is cancelled", async () => {
    const cancel = new AbortController();
    let done = 0;
    const {cancelled, entries, study} = await run(
      async (x) => {
        if (++done > 6) cancel.abort();
        return x;
      },
      {signal: cancel.signal}
    );
    expect(cancelled).toBe(true);
    expect(entries.length).toBeGreaterThanOrEqual(5);
    expect(entries.length).toBeLessThan(20);
    expect(study.trials.map(({number}) => number)).toEqual(
      entries.map(({trial}) => trial.number).sort((a, b) => a - b)
    );
  });

  test("end where they can no longer be kept", async () => {
    const full = new UserError("the disk is full");
    await expect(
      run(async (x) => x, {
        ended() {
          throw full;
        }
      })
    ).rejects.toBe(full);
  });
});
