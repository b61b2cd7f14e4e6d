import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterEach, beforeEach, describe, expect, test, vi} from "vitest";
import {readClaimResults} from "../../loaders/results/claimFigures.js";
import {
  formatResult,
  readResult,
  readResults,
  RESULTS,
  sealResult,
  writeResult
} from "../../loaders/results/results.js";
import {resultKey} from "../../loaders/results/verifyResult.js";
import {allStudies, check, studyCommand, studyKey} from "../../loaders/cli/study.js";
import type {Claim} from "../../src/lib/claims/claim.js";
import {point} from "../../src/lib/claims/claimed.js";
import {figure, type StudyResult} from "../../src/lib/core/result.js";

const origin = {study: "tried", inputs: {}, options: {seed: 1}, code: "c"};
const result: StudyResult = {
  ...origin,
  key: resultKey(origin),
  figures: {a: {value: 1, low: 0.5, high: 2, n: 10, unit: "x", dataset: "d", protocol: "p [with, brackets]"}},
  tables: {t: {x: [1, 2.5, null], s: ["a, b", "[c]", null]}}
};

describe("the result store", () => {
  const folder = mkdtempSync(join(tmpdir(), "results-"));

  test("gives back what it was given, and leaves no half-written file", () => {
    writeResult(result, folder);
    const written = {...result, sha256: expect.stringMatching(/^[0-9a-f]{64}$/)};
    expect(readResult("tried", folder)).toEqual(written);
    expect(readResults(folder)).toEqual({tried: written});
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

describe("a result that was changed by hand", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "edited-"));
    writeResult(result, folder);
  });
  afterEach(() => {
    rmSync(folder, {recursive: true});
    vi.restoreAllMocks();
  });
  const file = () => join(folder, "tried.json");
  const edit = (from: string | RegExp, to: string) => {
    const text = readFileSync(file(), "utf8");
    const edited = text.replace(from, to);
    expect(edited, `${from}`).not.toBe(text);
    writeFileSync(file(), edited);
  };
  const claim: Claim = {
    n: 1,
    id: "op-ecom-tried",
    system: "op-ecom",
    lines: "1",
    kind: "result",
    statement: "",
    claimed: point(1, "1"),
    unit: "",
    exactness: "bit",
    demonstration: {honest: "tried#a"}
  };
  const claims = () => readClaimResults([claim], folder);

  test.each<[string, string | RegExp, string, RegExp]>([
    ["a figure", '"value": 1,', '"value": 2,', /^data\/results\/tried\.json was edited: its figures are not those/],
    ["the end of an interval", '"high": 2,', '"high": 3,', /was edited/],
    ["a cell of a table", "[1, 2.5, null]", "[1, 2.75, null]", /was edited/],
    [
      "its key",
      /"key": ".{64}"/,
      `"key": "${"0".repeat(64)}"`,
      /has the key 000000000000, which is not that of its inputs/
    ],
    ["its options", '"seed": 1', '"seed": 2', /which is not that of its inputs, options and code/],
    ["its hash", /"sha256": ".{64}"/, `"sha256": "${"0".repeat(64)}"`, /was edited/],
    ["a figure, to no number", '"value": 1,', '"value": "one",', /has no number as value of the figure a: "one"/],
    ["a figure, to nothing", '"value": 1,', '"value": null,', /has no number as value of the figure a: null/],
    ["a number of rows, to nothing", '"n": 10,', "", /has no number as n of the figure a: undefined/],
    ["a figure's name", '"a": {', '"b": {', /was edited/],
    [
      "its figures, to a list of nothing",
      /"figures": \{[^]*?\n \}/,
      '"figures": {"a": null}',
      /is not the result of tried/
    ]
  ])("%s is refused, and the claim that it decides is named", (_, from, to, why) => {
    expect(claims()).toHaveProperty("tried");
    edit(from, to);
    expect(() => readResult("tried", folder)).toThrow(why);
    expect(claims).toThrow(why);
    expect(claims).toThrow(/it decides the claim op-ecom-tried$/);
  });

  test("a figure that a claim names and the result has not is named, as is a result that is gone", () => {
    writeResult({...result, figures: {b: result.figures.a}}, folder);
    expect(claims).toThrow(
      "data/results/tried.json has no figure a; make it anew with: npm run study -- tried; it decides the claim op-ecom-tried"
    );
    rmSync(file());
    expect(claims).toThrow(
      "data/results/tried.json is not there; make it anew with: npm run study -- tried; it decides the claim op-ecom-tried"
    );
  });

  test("is told by the check of studies, with exit code 1, and says which claims it decides", async () => {
    const said: string[] = [];
    vi.spyOn(console, "log").mockImplementation((text: string) => void said.push(text));
    const study = (await allStudies()).find(({name}) => name === "shop-paper")!;
    const committed = readFileSync(join(RESULTS, "shop-paper.json"), "utf8");
    rmSync(file());
    writeFileSync(join(folder, "shop-paper.json"), committed.replace('"value": 313098', '"value": 313036'));
    expect(await check([study], folder)).toBe(1);
    expect(said.join("\n")).toMatch(/shop-paper\s+data\/results\/shop-paper\.json was edited.*item-intent-events/);
  });

  test("one from before there was a hash is sealed, and nothing else of it changes", () => {
    const whole = readFileSync(file(), "utf8");
    edit(/\n "sha256": ".{64}",/, "");
    expect(() => readResult("tried", folder)).toThrow(
      "has no hash over its figures; add it with: npm run study -- --seal"
    );
    expect(sealResult("tried", folder)).toBe(true);
    expect(readFileSync(file(), "utf8")).toBe(whole);
    expect(sealResult("tried", folder)).toBe(false);
    edit('"value": 1,', '"value": 2,');
    expect(() => sealResult("tried", folder)).toThrow("was edited");
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
    await expect(studyCommand([])).rejects.toThrow(/Runs studies, and checks and recomputes/);
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
