import {mkdtempSync, readdirSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {describe, expect, test} from "vitest";
import {formatResult, readResult, readResults, RESULTS, writeResult} from "../../loaders/results/results.js";
import {allStudies, studyCommand, studyKey} from "../../loaders/cli/study.js";
import {figure, type StudyResult} from "../../src/lib/core/result.js";

const result: StudyResult = {
  study: "tried",
  key: "k",
  inputs: {},
  options: {seed: 1},
  code: "c",
  figures: {a: {value: 1, low: 0.5, high: 2, n: 10, unit: "x", dataset: "d", protocol: "p [with, brackets]"}},
  tables: {t: {x: [1, 2.5, null], s: ["a, b", "[c]", null]}}
};

describe("the result store", () => {
  const folder = mkdtempSync(join(tmpdir(), "results-"));

  test("gives back what it was given, and leaves no half-written file", () => {
    writeResult(result, folder);
    expect(readResult("tried", folder)).toEqual(result);
    expect(readResults(folder)).toEqual({tried: result});
    expect(readdirSync(folder)).toEqual(["tried.json"]);
    expect(formatResult(result)).toContain('"x": [1, 2.5, null]');
  });
  test("has nothing under a name that was never studied", () => {
    expect(readResult("never", folder)).toBeNull();
  });
  test("names a file that is no result, and how to renew it", () => {
    writeFileSync(join(folder, "broken.json"), '{"study": "bro');
    expect(() => readResult("broken", folder)).toThrow(
      /broken\.json is not JSON; make it anew with: npm run study -- broken/
    );
    writeFileSync(join(folder, "other.json"), "{}");
    expect(() => readResult("other", folder)).toThrow(/is not the result of other/);
  });
  test("finds a figure by study and name, and says what is missing", () => {
    expect(figure({tried: result}, "tried#a").value).toBe(1);
    expect(() => figure({tried: result}, "tried#b")).toThrow("no figure tried#b");
    expect(() => figure({}, "never#a")).toThrow("run the study never");
  });
});

describe("the studies", () => {
  test("give every figure an interval or say that it is exact, an n and a protocol", () => {
    for (const {study, figures} of Object.values(readResults(RESULTS)))
      for (const [name, f] of Object.entries(figures)) {
        const where = `${study}#${name}`;
        expect(Number.isFinite(f.value), where).toBe(true);
        expect(f.n, where).toBeGreaterThanOrEqual(0);
        expect(f.protocol.length > 3 && f.dataset.length > 3, where).toBe(true);
        expect((f.low === null) === (f.high === null), where).toBe(true);
        if (f.low !== null && f.high !== null) expect(f.low <= f.value && f.value <= f.high, where).toBe(true);
      }
  });
  test("refuse unknown names and flags", async () => {
    await expect(studyCommand(["nothing"])).rejects.toThrow(/unknown study: nothing; there are/);
    await expect(studyCommand([])).rejects.toThrow(/Makes, checks and recomputes/);
    await expect(studyCommand(["--sample", "zz"])).rejects.toThrow(/hexadecimal/);
  });
  test("change their key with the code they import", async () => {
    const [study] = await allStudies();
    const {key} = await studyKey(study);
    expect((await studyKey({...study, options: {other: 1}})).key).not.toBe(key);
    expect((await studyKey({...study, inputs: {log: "0".repeat(64)}})).key).not.toBe(key);
  });
});

test.each(Object.values(readResults()))(
  "the key of $study is of what its result says it came from",
  async ({study: name, key, inputs, options, code, rekeyed}) => {
    const study = (await allStudies()).find((one) => one.name === name)!;
    expect({key, code}).toEqual(await studyKey(study));
    expect({inputs, options}).toEqual(JSON.parse(JSON.stringify({inputs: study.inputs, options: study.options})));
    if (rekeyed !== undefined) expect(rekeyed.from).not.toBe(code);
  }
);
