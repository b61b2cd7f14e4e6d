import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, describe, expect, test, vi} from "vitest";
import {trainCommand} from "../../loaders/cli/train.js";
import {withAuditLog} from "../../loaders/leakage/auditLog.js";
import {runPipeline} from "../../loaders/pipeline/pipeline.js";
import {numbers} from "../../src/lib/core/table.js";
import {csvOf, DEGENERATE_LOGS} from "../reports/degenerateLogs.js";

const folder = mkdtempSync(join(tmpdir(), "clickproof-degenerate-"));
afterAll(() => rmSync(folder, {recursive: true}));

function written(name: string, text: string): string {
  const file = join(folder, `${name.replaceAll(" ", "-")}.csv`);
  writeFileSync(file, text);
  return file;
}

/** What training a model says is wrong; null where one is trained. Anything but an error that a person can act on fails. */
async function complaint(...argv: string[]): Promise<string | null> {
  try {
    await trainCommand([...argv, "--yes", "--out", join(folder, "models"), "--json"]);
    return null;
  } catch (error) {
    expect(["UserError", "UsageError"], (error as Error).stack).toContain((error as Error).name);
    return (error as Error).message;
  }
}

beforeAll(() => {
  vi.spyOn(console, "log").mockImplementation(() => {});
  vi.spyOn(process.stderr, "write").mockImplementation(() => true);
});

describe("training on a log of", () => {
  test.each<[keyof typeof DEGENERATE_LOGS, string, RegExp | null]>([
    ["one user", "purchase-this-session", null],
    ["only views", "purchase-this-session", /cannot be asked of a log without purchases; no target can be/],
    ["no users", "item-30-days", /cannot be asked of a log without users; choose another target/],
    ["no items", "item-next-session", /without items; choose another target: purchase-next-session/],
    [
      "one session",
      "purchase-this-session",
      /the test part has no example of .*; choose another target or a longer log/
    ]
  ])("%s, for %s", async (name, target, said) => {
    const source = written(name, csvOf(DEGENERATE_LOGS[name]));
    const found = await complaint("logistic", "--source", source, "--target", target);
    if (said === null) expect(found).toBeNull();
    else expect(found).toMatch(said);
  });
});

describe("one user on one day, whom a split by user would put into training whole", () => {
  const {columns, events} = DEGENERATE_LOGS["one user"];
  const day = 86_400_000;
  // the visits of 60 days at the hours of one: all sessions start on it, some run into one another
  const source = written(
    "one-user-one-day",
    csvOf({columns, events: events.map((one) => ({...one, ms: (one.ms % day) + Date.UTC(2025, 2, 3)}))})
  );
  const parts = (names: readonly string[]) => [...new Set(names)].sort();

  test("is split by session on the command line, and the run says so", async () => {
    const {document} = await runPipeline({source, yes: true, threads: 1, folder: join(folder, "built")});
    expect(document.options.split).toBe("random 70/15/15 seed 1");
    expect(parts(document.parts.map(({part}) => part))).toEqual(["test", "train", "validation"]);
    expect(document.notices!.at(-1)).toContain("it is split by random 70/15/15 seed 1 instead");
  });

  test("and where the stages run on one engine, as in the tab", () =>
    withAuditLog({source, yes: true, threads: 1}, async ({engine}) => {
      const found = await engine.read("SELECT DISTINCT part FROM split_sessions ORDER BY part");
      expect(Array.from(numbers(found, "part"))).toEqual([0, 1, 2]);
    }));
});
