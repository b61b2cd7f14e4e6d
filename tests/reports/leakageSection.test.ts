import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, describe, expect, test} from "vitest";
import {reportOnLog} from "../../loaders/report/reportOnLog.js";
import {cellText} from "../../src/lib/documents/cellText.js";
import type {Block} from "../../src/lib/documents/reportDocument.js";
import type {DuplicateReport} from "../../src/lib/leakage/auditDuplicates.js";
import {leakageBlocks, leakageFindings} from "../../src/lib/reports/leakageSection.js";
import type {LogAudit} from "../../src/lib/reports/logAudit.js";
import {copiedLog} from "./copiedLog.js";

const folder = mkdtempSync(join(tmpdir(), "clickproof-leakage-section-"));
afterAll(() => rmSync(folder, {recursive: true}));

function rowsOf(blocks: readonly Block[], caption: string): string[][] | undefined {
  const found = blocks.find((block) => block.kind === "table" && block.caption === caption);
  return found?.kind === "table" ? found.rows.map((cells) => cells.map(cellText)) : undefined;
}
const EQUAL = "Rows that are equal in every column";
const ITEMS = "Items of the test part that another user in training has too";
const COLUMNS = "Columns without a role: does one know who buys later?";

/** Written by hand; only what the sentences and tables are made of matters. */
const rows = {identical: 4, kept: 0, tickMs: 1000, fault: false};
const counts = [
  {likeness: "identical", found: 7, byChance: 0.25, p: 1e-9, more: true},
  {likeness: "prefix", found: 2, byChance: 12.4, p: 1, more: false},
  {likeness: "near", found: 0, byChance: 0, p: 1, more: false}
] as const;
const sequences = {
  resamples: 19,
  units: [{unit: "session", compared: 1200, testSequences: 2000, trainSequences: 5000, counts, shown: []}]
} as const;
const copied = {
  compared: 0,
  testUsers: 3,
  near: 0,
  identical: 0,
  least: null,
  byChance: 0,
  shown: [],
  duplicateRows: 4
} as const;
const audit = (duplicates: Partial<DuplicateReport>): LogAudit => ({
  replay: {none: "it was not asked for"},
  duplicates: {rows, sequences, copied, found: false, ...duplicates},
  columns: []
});

describe("what a report says of copies", () => {
  test("each likeness beside chance, and only what is more than chance is a finding", () => {
    expect(rowsOf(leakageBlocks(audit({}), []), ITEMS)).toEqual([
      ["1,200 sessions with 3 items or more", "the same items in the same order", "7", "0.3", "✗ more than chance"],
      ["1,200 sessions with 3 items or more", "one is the beginning of the other", "2", "12", "✓ no more than chance"],
      ["1,200 sessions with 3 items or more", "one item more, less or other", "0", "0.0", "✓ no more than chance"]
    ]);
    expect(leakageFindings(audit({}))).toEqual([
      "7 sessions of the test part are like one of another user in training (the same items in the same order); chance would give 0.3."
    ]);
  });
  test("equal rows are a finding where they count twice and the clock is fine enough", () => {
    expect(leakageFindings(audit({sequences: null, rows: {...rows, kept: 3, fault: true}}))).toEqual([
      "3 rows are equal to another in every column, and count twice."
    ]);
    const note = (tickMs: number, fault: boolean) => {
      const blocks = leakageBlocks(audit({rows: {...rows, kept: 3, tickMs, fault}}), []);
      const found = blocks.find((block) => block.kind === "table" && block.caption === EQUAL);
      return found?.kind === "table" ? found.note : undefined;
    };
    expect(note(1000, true)).toContain("deduplicate=yes");
    expect(note(60_000, false)).toContain("whole minutes");
    expect(note(86_400_000, false)).toContain("whole days");
  });
  test("a log without items, and one that is not split, say so", () => {
    const texts = (duplicates: Partial<DuplicateReport>) =>
      leakageBlocks(audit(duplicates), []).flatMap((block) => (block.kind === "paragraph" ? [block.text] : []));
    expect(texts({sequences: {resamples: 0, units: []}}).at(-1)).toMatch(/^Items of training and test were not/);
    expect(texts({sequences: null, copied: null}).at(-1)).toMatch(/^The log was not split/);
  });
});

test("the report on a log counts its copies, and audits the columns that are brought", async () => {
  const source = join(folder, "copied.csv");
  writeFileSync(source, copiedLog());
  const columns = ["loyalty", "points"];
  const {audit: made, run} = await reportOnLog({
    source,
    columns,
    split: {by: "date", shares: [0.5, 0, 0.5]},
    examples: 5,
    threads: 1,
    yes: true
  });
  const found = made as LogAudit;
  const blocks = leakageBlocks(found, run.notRead ?? []);
  expect(rowsOf(blocks, EQUAL)).toEqual([
    ["rows equal to an earlier one", "3"],
    ["of these, kept as events of their own", "3"]
  ]);
  expect(rowsOf(blocks, "What the test repeats of training")?.[2][1]).toMatch(/^25\.0 % \[.*\], n = 40$/);
  // ten copies; each session and each user of theirs is counted at least
  const same = rowsOf(blocks, ITEMS)!.filter(([, likeness]) => likeness === "the same items in the same order");
  expect(same.map(([of]) => /sessions|users/.exec(of)![0])).toEqual(["sessions", "users"]);
  for (const [, , some] of same) expect(Number(some)).toBeGreaterThanOrEqual(10);
  const [loyalty, visits] = rowsOf(blocks, COLUMNS)!;
  expect(loyalty.slice(0, 2)).toEqual(["loyalty", "✗ knows the outcome"]);
  expect(loyalty[3]).toMatch(/^1\.000 \[.*\], n = 100$/);
  expect(visits.slice(0, 2)).toEqual(["points", "✓ no sign"]);
  expect(leakageFindings(found)).toEqual(
    expect.arrayContaining([
      "The column loyalty may know the outcome (knows the outcome).",
      "3 rows are equal to another in every column, and count twice.",
      expect.stringMatching(/^10 users of the test part have the sequence of another user in training/)
    ])
  );
  const last = blocks.at(-1)!;
  expect(last.kind === "paragraph" && last.text).toMatch(/^Not audited: channel\./);
});
