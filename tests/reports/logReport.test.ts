import {mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {spawnSync} from "node:child_process";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, describe, expect, test} from "vitest";
import {reportCommand} from "../../loaders/cli/report.js";
import {reportOnLog} from "../../loaders/report/reportOnLog.js";
import {UsageError, UserError} from "../../src/lib/core/errors.js";
import {DAY_MS} from "../../src/lib/core/time.js";
import {cellText} from "../../src/lib/documents/cellText.js";
import {documentHtml} from "../../src/lib/documents/documentHtml.js";
import type {Block, ReportDocument} from "../../src/lib/documents/reportDocument.js";
import {pageNeeds, targetNeeds} from "../../src/lib/reports/logNeeds.js";
import {logAnswer, logReport} from "../../src/lib/reports/logReport.js";
import {command} from "../command.js";
import {commandLine} from "../program.js";
import {csvOf, DEGENERATE_LOGS, type MadeEvent} from "./degenerateLogs.js";

const folder = mkdtempSync(join(tmpdir(), "clickproof-report-"));
afterAll(() => rmSync(folder, {recursive: true}));

function written(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** Sessions of a log, cut in plain code where a user pauses for more than half an hour; without users every event is one. */
function sessionsOf(events: readonly MadeEvent[], users: boolean, whole: boolean): MadeEvent[][] {
  if (!users) return events.map((event) => [event]);
  const open = new Map<number, MadeEvent[]>();
  const sessions: MadeEvent[][] = [];
  for (const event of events) {
    const last = open.get(event.user);
    const time = (one: MadeEvent) => (whole ? Math.floor(one.ms / DAY_MS) * DAY_MS : one.ms);
    if (last !== undefined && time(event) - time(last.at(-1)!) <= 30 * 60_000) last.push(event);
    else {
      const next = [event];
      open.set(event.user, next);
      sessions.push(next);
    }
  }
  return sessions;
}

const blocksOf = (report: ReportDocument): readonly Block[] => report.sections.flatMap(({blocks}) => blocks);
const tableOf = (report: ReportDocument, caption: string) =>
  blocksOf(report).find((block) => block.kind === "table" && block.caption === caption) as Extract<
    Block,
    {kind: "table"}
  >;
const row = (report: ReportDocument, caption: string, first: string) =>
  tableOf(report, caption)
    .rows.find(([cell]) => cell === first)!
    .map(cellText);

/** What each log is to say, beside that everything in it is said. */
const SAID: Readonly<Record<string, readonly string[]>> = {
  "one day": ["all its sessions start on one day, which cannot be split by date"],
  "no purchases": ["The log has no purchases"],
  "only views": ["None of the 7 purchase targets can be asked", "no additions to a cart"],
  "no items": ["the log names no items", "a column that names the item"],
  "no users": ["no user who comes back"],
  "days without hours": ["days and no times of day"],
  "empty weeks": ["3 of 10 weeks have no event"],
  "one event": ["Its only row was read as an event"],
  "one session": ["all its sessions start on one day"]
};

/** The audit takes most of the time; these lack most of what it looks at. */
const AUDITED = ["one user", "only views", "no items", "no users", "one event"];

describe.each(Object.entries(DEGENERATE_LOGS))("a log of %s", (name, log) => {
  test("gets a report that says everything, with the figures of a slow count", async () => {
    const input = await reportOnLog({
      source: written(`${name}.csv`, csvOf(log)),
      examples: AUDITED.includes(name) ? 3 : 0,
      threads: 2,
      yes: true
    });
    expect(input.stopped).toBeNull();
    const measured = input.measured!;
    const {events, columns} = log;
    const sessions = sessionsOf(events, columns.includes("user"), log.days ?? false);
    const firstDay = Math.floor(events[0].ms / DAY_MS);
    const weeks = Math.floor((Math.floor(events.at(-1)!.ms / DAY_MS) - firstDay) / 7) + 1;
    const byWeek = (times: readonly number[]) =>
      Array.from(
        {length: weeks},
        (_, week) => times.filter((ms) => Math.floor((Math.floor(ms / DAY_MS) - firstDay) / 7) === week).length
      );
    expect(measured.weeks.events).toEqual(byWeek(events.map(({ms}) => ms)));
    expect(measured.weeks.sessions).toEqual(byWeek(sessions.map(([{ms}]) => ms)));
    expect(measured.weeks.startMs).toEqual(measured.weeks.events.map((_, week) => (firstDay + 7 * week) * DAY_MS));
    const buying = sessions.filter((session) => session.some(({event}) => event === "transaction"));
    expect(measured.weeks.buying).toEqual(byWeek(buying.map(([{ms}]) => ms)));
    expect(measured.lengths.map(({sessions: some}) => some)).toEqual(
      [
        [1, 1],
        [2, 4],
        [5, 14],
        [15, Infinity]
      ].map(([from, to]) => sessions.filter(({length}) => length >= from && length <= to).length)
    );
    const perUser = new Map<number, number>();
    if (columns.includes("user")) for (const [{user}] of sessions) perUser.set(user, (perUser.get(user) ?? 0) + 1);
    expect(measured.returningUsers).toBe([...perUser.values()].filter((n) => n > 1).length);
    const items = columns.includes("item")
      ? sessions.reduce((sum, session) => sum + new Set(session.map(({item}) => item)).size, 0) / sessions.length
      : 0;
    expect(measured.itemsPerSession).toBeCloseTo(items, 12);
    expect(measured.missing).toEqual({item: columns.includes("item") ? 0 : events.length, price: events.length});

    // it survives being kept as text, as the tab and the page's loader keep it
    const report = logReport(JSON.parse(JSON.stringify(input)));
    expect(report).toEqual(logReport(input));
    const html = documentHtml(report);
    expect(html.match(/.{0,40}(?:NaN|Infinity|undefined|\bnull\b|\[object).{0,40}/g)).toBeNull();
    expect((SAID[name] ?? []).filter((text) => !html.toLowerCase().includes(text.toLowerCase()))).toEqual([]);
    expect(row(report, "Rows of the file", "read")[1]).toBe(String(events.length.toLocaleString("en-US")));
    expect(row(report, "Sessions in figures", "sessions")[1]).toBe(sessions.length.toLocaleString("en-US"));
    for (const block of blocksOf(report))
      if (block.kind === "table") for (const cells of block.rows) expect(cells).toHaveLength(block.columns.length);

    // each target that cannot be learned says what to bring, and a planned size lies in its interval
    const about = {log: "the log", generated: false};
    const targets = targetNeeds(measured, input.run.totals!, about);
    for (const {judged, lacks, bring, size, noSize} of targets) {
      expect(judged === null).toBe(lacks.length > 0);
      expect(bring.length > 0).toBe(judged?.verdict !== "learnable");
      if (judged !== null && judged.verdict !== "learnable") expect((size === null) !== (noSize === null)).toBe(true);
      if (size === null) continue;
      expect(size.users).toBeGreaterThanOrEqual(size.usersLow);
      expect(size.usersHigh ?? Infinity).toBeGreaterThanOrEqual(size.users);
      expect(size.sessions).toBeGreaterThanOrEqual(size.users);
    }
    expect(logAnswer("the log", targets)).toMatch(/^In the log .*\.$/);
    for (const {shows, nothing, lacks, bring} of pageNeeds(measured, targets)) {
      expect(shows.length === 0).toBe(nothing !== null);
      if (lacks.length > 0) expect(bring.length).toBeGreaterThan(0);
    }
  });
});

test("a split that leaves nothing to train on is said, and the rest is there", async () => {
  const source = written("months.csv", csvOf(DEGENERATE_LOGS["one session"]));
  const input = await reportOnLog({source, split: {by: "months"}, examples: 0, threads: 1, yes: true});
  const html = documentHtml(logReport(input));
  expect(html).toContain("The split months leaves no training sessions");
  expect(html).toContain("the training part has no session");
  expect(html).not.toMatch(/NaN|undefined/);
});

describe("npm run report", () => {
  const report = (...argv: string[]) => command(["report", ...argv]);
  const log = DEGENERATE_LOGS["empty weeks"];

  test("writes one file and says where, in a process of its own", () => {
    const source = written("log.csv", csvOf(log));
    const out = join(folder, "out.html");
    const flags = ["--source", source, "--out", out, "--examples", "0", "--threads", "1"];
    const {status, stdout, stderr} = spawnSync(process.execPath, [...commandLine(), "report", ...flags], {
      encoding: "utf8"
    });
    expect(stderr).toContain("Note: log.csv is read as");
    expect(status).toBe(0);
    expect(stdout).toMatch(/^What log\.csv can answer\n/);
    expect(stdout).toContain(`out.html`);
    expect(readFileSync(out, "utf8")).toMatch(/^<!doctype html>[\s\S]*The audit was not made[\s\S]*<\/html>\n$/);
  });

  test("of a log that is mostly no events says which rows, and exits with 1", async () => {
    const [head, ...rows] = csvOf(log).trimEnd().split("\n");
    const some = rows.map((line, i) => (i % 3 === 0 ? `${line},x` : line));
    const out = join(folder, "stopped.html");
    const {status, stderr} = await report(
      "--source",
      written("bad.csv", [head, ...some].join("\n")),
      "--out",
      out,
      "--yes"
    );
    const html = readFileSync(out, "utf8");
    expect(status).toBe(1);
    expect(stderr).toMatch(/the log could not be worked on: \d+ of \d+ rows were set aside: /);
    expect(html).toContain("Rows that were set aside, by reason");
    expect(html).toContain(`<td class="number">${Math.ceil(rows.length / 3)}</td>`);
    expect(html).toContain("Sessions could not be computed");
    expect(html).not.toMatch(/NaN|undefined|\bnull\b/);
  });

  test.each([
    [["--examples", "some"], 2, '--examples is "some"; give a whole number from 0'],
    [["--out", "nowhere/report.html"], 1, "there is no folder nowhere"],
    [["--source", "nowhere.csv"], 1, "nowhere.csv is no source and no file"],
    [["--split", "weekly"], 2, 'the split is "weekly"'],
    [["--memory", "lots"], 2, '--memory is "lots"']
  ] as const)("%j would exit with %d and says why", async (argv, code, message) => {
    const error = await reportCommand(argv).then(
      () => null,
      (thrown: unknown) => thrown
    );
    expect(error).toBeInstanceOf(code === 2 ? UsageError : UserError);
    expect((error as Error).message).toContain(message);
  });
});
