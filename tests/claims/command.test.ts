import {afterEach, beforeEach, expect, it, vi, type MockInstance} from "vitest";
import {claimsCommand} from "../../loaders/cli/claims.js";

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
  expect(claims).toHaveLength(186);
  for (const claim of claims) {
    const fields =
      "id system kind statement claimed unit honest withFlaw arithmetic verdict exactness onTwin reason command page";
    for (const field of fields.split(" ")) expect(claim, `${claim.id} ${field}`).toHaveProperty(field);
  }
});
it("prints a table with a row for each claim and the counts", async () => {
  await claimsCommand([]);
  expect(
    output()
      .split("\n")
      .filter((line) => /^\s*\d+  [a-z]/.test(line))
  ).toHaveLength(186);
  expect(output()).toMatch(/186 claims: \d+ reproduced/);
});
it("shows one claim with the steps of its arithmetic", async () => {
  await claimsCommand(["--id", "smartrocket-timestamp"]);
  expect(output()).toContain("seconds of the day in UTC, 05:02:12 = 18,132 s");
  expect(output()).toContain("Verdict: refuted by arithmetic.");
});
it("refuses what it does not know, and names the nearest", async () => {
  await expect(claimsCommand(["--id", "smartrocket-timestmp"])).rejects.toThrow("did you mean smartrocket-timestamp?");
  await expect(claimsCommand(["--jsn"])).rejects.toThrow("did you mean --json?");
  await expect(claimsCommand(["--mirror", "/nowhere-at-all"])).rejects.toThrow("no folder /nowhere-at-all");
});
