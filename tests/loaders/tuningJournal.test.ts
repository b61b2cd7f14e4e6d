import {spawn} from "node:child_process";
import {appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterEach, beforeEach, describe, expect, test} from "vitest";
import {UserError} from "../../src/lib/core/errors.js";
import {random} from "../../src/lib/core/random.js";
import {appendedFile, growingFile} from "../../loaders/runs/growingFile.js";
import {openRun} from "../../loaders/runs/runStore.js";
import {readStudyFile, storedStudies, studyFile, studyToResume, STUDY_FILE} from "../../loaders/tuning/studyFile.js";
import {entryLine, headerLine, readJournal, type JournalEntry} from "../../src/lib/tuning/journal.js";
import {program} from "../program.js";
import {runs} from "../thorough.js";
import {studyHeader} from "./tuningStudy.js";

/** Each starts a process. */
const KILLS = runs(15, 50);

let store: string;
beforeEach(() => void (store = mkdtempSync(join(tmpdir(), "tuning-"))));
afterEach(() => rmSync(store, {recursive: true, force: true}));

const trial = {
  number: 0,
  parameters: {x: 0.5},
  state: "complete",
  values: [0.25],
  reports: [],
  constraints: []
} as const;
const entries: readonly JournalEntry[] = [
  {trial, startMs: 1, endMs: 5, worker: 0},
  {trial: {...trial, number: 2, values: [Infinity], reports: [{step: 1, value: NaN}]}, startMs: 2, endMs: 6, worker: 1},
  {
    trial: {...trial, number: 1, state: "pruned", values: null, constraints: [-Infinity]},
    startMs: 3,
    endMs: 7,
    worker: 0
  },
  {trial: {...trial, number: 3, state: "failed", values: null, error: "zwölf\nlines"}, startMs: 4, endMs: 8, worker: 1}
];
const text = [headerLine(studyHeader), ...entries.map(entryLine)].join("");

describe("a journal", () => {
  test("keeps trials whole: words, infinite numbers and none, in the order in which they ended", () => {
    expect(readJournal(text, "trials")).toEqual({header: studyHeader, entries});
  });

  test("cut at any byte has all trials whose line is whole, and no other", () => {
    const bytes = Buffer.from(text);
    const header = headerLine(studyHeader).length;
    for (let length = 0; length <= bytes.length; length++) {
      const cut = bytes.subarray(0, length);
      if (length < header) {
        expect(() => readJournal(cut.toString(), "trials")).toThrow(/^trials is no journal of a study/);
        continue;
      }
      const whole = cut.reduce((n, byte) => n + (byte === 10 ? 1 : 0), 0) - 1;
      expect(readJournal(cut.toString(), "trials").entries).toEqual(entries.slice(0, whole));
    }
  });

  test.each([
    ["another file", "a,b\n1,2\n", /trials is no journal of a study/],
    ["a newer layout", text.replace('"journal":1', '"journal":2'), /trials has layout 2, which a newer version wrote/],
    [
      "a damaged line",
      text.replace('"values":[0.25]', '"values":[0.25'),
      /trials is damaged in line 2: it is no trial/
    ],
    ["a word for a number", text.replace("[0.25]", '["much"]'), /damaged in line 2: "much" where a number should be/],
    ["a trial twice", text + entryLine(entries[0]), /damaged in line 6: trial 0 is there twice/]
  ])("is refused for %s", (_, content, message) => {
    expect(() => readJournal(content, "trials")).toThrow(UserError);
    expect(() => readJournal(content, "trials")).toThrow(message);
  });
});

describe("a study in the store of runs", () => {
  const start = {command: "tune", subject: {model: "boosting", source: "shop"}} as const;
  const subject = start.subject;

  test("is read while it runs, and goes on in a run of its own", async () => {
    const run = await openRun(start, store);
    expect(storedStudies(store)).toEqual([]);
    const file = studyFile(run.folder, studyHeader);
    file.append(entries[0]);
    expect(readStudyFile(run.folder)!.entries).toEqual(entries.slice(0, 1));
    file.append(entries[1]);
    expect(storedStudies(store)[0]).toMatchObject({run: {id: run.id, status: "running"}, entries: entries.slice(0, 2)});
    expect(() => studyToResume(studyHeader, subject, store)).toThrow(
      /the study .*-tune-.* still runs; wait for its end/
    );
    file.close();
    run.finish();
    const before = readFileSync(join(run.folder, STUDY_FILE), "utf8");
    const found = studyToResume(studyHeader, subject, store);
    expect(found.entries).toEqual(entries.slice(0, 2));
    const again = await openRun(start, store);
    const more = studyFile(again.folder, studyHeader, found.entries);
    more.append(entries[2]);
    more.close();
    again.finish();
    expect(studyToResume(studyHeader, subject, store).entries).toEqual(entries.slice(0, 3));
    expect(readFileSync(join(run.folder, STUDY_FILE), "utf8")).toBe(before);
  });

  test("is refused where it is another one, with what differs", async () => {
    expect(() => studyToResume(studyHeader, subject, store)).toThrow(
      /no study of boosting on shop yet; leave --resume out/
    );
    const run = await openRun(start, store);
    studyFile(run.folder, studyHeader).close();
    run.finish();
    const refused = (given: Partial<typeof studyHeader>, message: RegExp) => {
      expect(() => studyToResume({...studyHeader, ...given}, subject, store)).toThrow(UserError);
      expect(() => studyToResume({...studyHeader, ...given}, subject, store)).toThrow(message);
    };
    refused(
      {space: {x: {kind: "float", low: -1, high: 2}}},
      /has another search space: x is .*"high":1}, here .*"high":2}/
    );
    refused(
      {space: {...studyHeader.space, y: {kind: "int", low: 1, high: 2}}},
      /another search space: y is not there, here/
    );
    refused({about: {...studyHeader.about, data: "abd"}}, /has another subject: data is "abc", here "abd"/);
    refused({seed: 2}, /has another seed: 1, here 2; give the same flags as then/);
    refused({sampler: "tpe"}, /has another sampler: "random", here "tpe"/);
    expect(() => studyToResume(studyHeader, {...subject, source: "other"}, store)).toThrow(
      /no study of boosting on other yet/
    );
  });

  test("loses no finished trial by kills at random moments", async () => {
    const draw = random(18);
    const told = new Map<number, number>();
    for (let kill = 0; kill < KILLS; kill++) {
      const child = spawn(process.execPath, [program("tests/loaders/tuningChild.ts"), store]);
      let said = "";
      const wanted = draw.below(12);
      await new Promise<void>((resolve, reject) => {
        let killed = false;
        const end = () => void (killed ||= child.kill("SIGKILL"));
        child.stdout.on("data", (chunk: Buffer) => {
          said += chunk.toString();
          // some die right after a trial, some in the middle of the next ones
          if (said.split("\n").length > wanted && !killed) setTimeout(end, draw.uniform() * 3);
        });
        let wrong = "";
        child.stderr.on("data", (chunk: Buffer) => (wrong += chunk.toString()));
        child.on("close", () => (wrong === "" ? resolve() : reject(new Error(wrong))));
      });
      for (const line of said.split("\n").slice(0, -1)) {
        const [number, value] = line.split(" ").map(Number);
        expect(told.has(number)).toBe(false);
        told.set(number, value);
      }
    }
    const {entries, run} = storedStudies(store).at(-1)!;
    expect(run.status).toBe("interrupted");
    const kept = new Map(entries.map(({trial}) => [trial.number, trial.values![0]]));
    expect(told.size).toBeGreaterThan(2 * KILLS);
    for (const [number, value] of told) expect(kept.get(number)).toBe(value);
    // as one that was never killed
    expect([...kept.keys()].sort((a, b) => a - b)).toEqual(Array.from(kept.keys(), (_, i) => i));
  });
});

describe("a file that grows", () => {
  test("says that the disk is full, keeps what it has and adds nothing more", () => {
    if (!existsSync("/dev/full")) return;
    const full = appendedFile("/dev/full");
    expect(() => full.append("a line\n")).toThrow(UserError);
    expect(() => full.append("a line\n")).toThrow(
      /^the disk is full at \/dev\/full; free some space and run the same command/
    );
    full.close();
  });

  test("adds nothing after an error, as its last line may be half there", () => {
    const path = join(store, "lines");
    const file = growingFile(path, "first\n");
    file.append("second\n");
    file.close();
    expect(() => file.append("third\n")).toThrow(/EBADF/);
    appendFileSync(path, "thi");
    expect(() => file.append("fourth\n")).toThrow(/EBADF/);
    expect(readFileSync(path, "utf8")).toBe("first\nsecond\nthi");
  });

  test("is not made where it cannot be written, and leaves no part", () => {
    writeFileSync(join(store, "file"), "");
    expect(() => growingFile(join(store, "file", "lines"), "a\n")).toThrow(/leads through something that is no folder/);
    expect(() => growingFile(join(store, "nowhere", "lines"), "a\n")).toThrow(/there is no file .*nowhere/);
    expect(() => appendedFile(store)).toThrow(/is a folder, not a file/);
  });
});
