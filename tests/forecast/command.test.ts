import {afterEach, beforeEach, expect, test, vi} from "vitest";
import {forecastCommand} from "../../loaders/cli/forecast.js";

let printed: string[];
beforeEach(() => {
  printed = [];
  vi.stubEnv("CLICKPROOF_DATA_MIRROR", undefined);
  vi.spyOn(console, "log").mockImplementation((text: string) => void printed.push(text));
  vi.spyOn(process.stderr, "write").mockImplementation(() => true);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

test("evaluate prints the grid and each model's numbers as one JSON document", async () => {
  await forecastCommand(
    "evaluate --profile tiny --count views --horizon 3 --least-sale-days 2 --models zero,naive,mean-weekday --json".split(
      " "
    )
  );
  expect(printed.length).toBe(1);
  const {grid, models, origins, generated} = JSON.parse(printed[0]);
  expect(generated).toBe(true);
  expect(origins.length).toBe(3);
  expect(grid.positiveRows / grid.rows).toBe(grid.positive);
  expect(grid.items).toBeGreaterThan(1);
  expect(models.map(({id}: {id: string}) => id)).toEqual(["zero", "naive", "mean-weekday"]);
  for (const {crps, quantiles, mae, coverage90, adaptiveCoverage90, lowAtZero90} of models) {
    expect(crps).toBeGreaterThan(0);
    expect(crps).toBeLessThan(mae * 1.5);
    expect(quantiles.map(({level}: {level: number}) => level)).toEqual([0.5, 0.9, 0.95]);
    for (const share of [coverage90, adaptiveCoverage90, lowAtZero90]) expect(share).toBeLessThanOrEqual(1);
  }
  const [zero] = models;
  expect(zero.wmape).toBeCloseTo(1, 12);
  expect(zero.bias).toBeCloseTo(-1, 12);
  expect(zero.rows).toBe(3 * 3 * grid.items);
  expect(zero.mae).toBeCloseTo(
    zero.origins.reduce((sum: number, one: {mae: number}) => sum + one.mae / 3, 0),
    12
  );
});

test.each([
  ["", "UsageError", /say what to do: evaluate/],
  ["top", "UsageError", /there is no top; there are evaluate, levels and features/],
  ["levels --reconcile up", "UsageError", /there is no reconciliation up/],
  ["evaluate --horizon 0", "UsageError", /--horizon is "0"; give a whole number/],
  ["evaluate --horizon 3661", "UsageError", /--horizon is "3661"; give a whole number from 1 to 3660/],
  ["evaluate --horizon 1.5", "UsageError", /--horizon is "1.5"; give a whole number from 1 to 3660/],
  ["evaluate --origins 2011-02-30", "UsageError", /2011-02-30 is no date/],
  ["evaluate --origins 2011-02-03,2011-02-03", "UsageError", /give each once, in order/],
  ["evaluate --models prophet", "UsageError", /there is no model prophet; did you mean/],
  ["evaluate --count buys", "UsageError", /--count is "buys"/],
  ["evaluate --profile tiny --horizon 400", "UserError", /after the log's last day.*take a shorter horizon/],
  ["evaluate --profile tiny --origins 1999-01-01", "UserError", /nothing is known on 1999-01-01/]
])("%s: %s", async (line, name, message) => {
  await expect(forecastCommand(line.split(" ").filter(Boolean))).rejects.toMatchObject({
    name,
    message: expect.stringMatching(message)
  });
  expect(printed).toEqual([]);
});
