import {afterEach, beforeEach, expect, it, vi, type MockInstance} from "vitest";
import {claimsCommand} from "../../loaders/cli/claims.js";
import {CLAIMS} from "../../src/lib/claims/ledger.js";

/** The number of the last claim in words. */
const LAST = Math.max(...CLAIMS.map(({n}) => n));

let printed: MockInstance;
beforeEach(() => {
  vi.stubEnv("CLICKPROOF_DATA_MIRROR", undefined);
  printed = vi.spyOn(console, "log").mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});
const output = () => printed.mock.calls.map(([text]) => text).join("\n");

it("prints one JSON document with every claim", async () => {
  expect(await claimsCommand(["--json"])).toBe(0);
  const {claims} = JSON.parse(output());
  expect(new Set(claims.map(({n}: {n: number}) => n)).size).toBe(LAST);
  for (const claim of claims) {
    const fields =
      "id n part system report lines kind statement claimed unit honest beside withFlaw arithmetic outcome grade exactness reason sources command page";
    for (const field of fields.split(" ")) expect(claim, `${claim.id} ${field}`).toHaveProperty(field);
    expect(claim.sources.length > 0, claim.id).toBe(claim.honest !== null);
    for (const source of claim.sources) {
      expect(source).toMatchObject({
        study: expect.stringMatching(/./),
        figure: expect.stringMatching(/./),
        key: expect.stringMatching(/^[0-9a-f]{64}$/),
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        inputs: expect.anything(),
        options: expect.anything()
      });
      expect(source).toHaveProperty("commit");
    }
  }
});
it("prints a table with a row for each claim and the counts", async () => {
  await claimsCommand([]);
  expect(
    output()
      .split("\n")
      .filter((line) => /^\s*\d+[ab]?  [a-z]/.test(line))
  ).toHaveLength(CLAIMS.length);
  expect(output()).toMatch(
    new RegExp(`${CLAIMS.length} claims in 186 printed numbers and ${LAST - 186} statements: \\d+ reproduced`)
  );
  expect(output()).toMatch(/Evidence: \d+ real data, /);
});
it("shows one claim with the steps of its arithmetic", async () => {
  await claimsCommand(["--id", "smartrocket-timestamp"]);
  expect(output()).toContain("seconds of the day in UTC, 05:02:12 = 18,132 s");
  expect(output()).toContain("Outcome: refuted.");
});
it("refuses what it does not know, and names the nearest", async () => {
  await expect(claimsCommand(["--id", "smartrocket-timestmp"])).rejects.toThrow("did you mean smartrocket-timestamp?");
  await expect(claimsCommand(["--jsn"])).rejects.toThrow("did you mean --json?");
  await expect(claimsCommand(["--mirror", "/nowhere-at-all"])).rejects.toThrow("no folder /nowhere-at-all");
});
