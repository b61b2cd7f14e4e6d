import {mkdtempSync, readFileSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join, resolve} from "node:path";
import type {Mutant, MutantResult} from "@stryker-mutator/api/core";
import type {Logger} from "@stryker-mutator/api/logging";
import {Stryker} from "@stryker-mutator/core";
import {Instrumenter} from "@stryker-mutator/instrumenter";
import {UserError} from "../src/lib/core/errors.js";
import {permutation, random} from "../src/lib/core/random.js";
import {measured, type Measured} from "./measured.js";
import {keyOf} from "./mutants/samplePlugin.mjs";
import {filesToMutate} from "./mutants/scope.js";

/** Mutants that are run, of all there are. */
const SAMPLE = 600;
const SEED = 1;
/** Of those that are counted, the share that the tests are to kill. */
const FLOOR = 0.85;
const MINUTES = 25;

/**
 * How many changes of the code the tests notice. A seeded sample of Stryker's mutants is run, each against the tests that reach it. A table
 * by file and what survived go to standard error. Sets the exit code to 1 where fewer are killed than the floor asks for. `CLICKPROOF_MUTANTS`
 * takes a sample of another size and `CLICKPROOF_MUTANTS_OF` one of the concepts of `scope.ts`, for a first look.
 *
 * Throws `UserError` where the code to mutate is not found, or Stryker does not come to an end.
 */
export async function benchMutants(): Promise<Measured[]> {
  const files = filesToMutate(process.env.CLICKPROOF_MUTANTS_OF);
  const all = await mutantsOf(files);
  const size = Number(process.env.CLICKPROOF_MUTANTS ?? SAMPLE);
  const sample = Array.from(permutation(all.length, random(SEED)).subarray(0, size), (i) => keyOf(all[i]));
  console.error(`${sample.length} of ${all.length} mutants of ${files.length} files`);
  const started = performance.now();
  const wanted = new Set(sample);
  const results = (await runStryker(files, sample)).map(countedFromZero).filter((mutant) => wanted.has(keyOf(mutant)));
  const minutes = (performance.now() - started) / 60_000;
  if (results.length !== sample.length)
    throw new UserError(
      `${results.length} of ${sample.length} mutants were run`,
      "see Stryker's messages; did a file change meanwhile?"
    );
  const total = countOf(results);
  console.error(report(results));
  const survived = 1 - scoreOf(total);
  if (!(scoreOf(total) >= FLOOR)) process.exitCode = 1;
  return [
    measured("mutants: not noticed", "%", 100 - 100 * FLOOR, [100 * survived]),
    measured("mutants: time of the run", "min", MINUTES, [minutes])
  ];
}

/** Stryker counts lines and columns of mutants from zero, and those of results from one. */
function countedFromZero<T extends MutantResult>(result: T): T {
  const {start, end} = result.location;
  const back = ({line, column}: typeof start) => ({line: line - 1, column: column - 1});
  return {...result, location: {start: back(start), end: back(end)}};
}

interface Count {
  readonly mutants: number;
  readonly killed: number;
  readonly survived: number;
  readonly timeouts: number;
  readonly noCoverage: number;
  /** Stopped the test runner itself; not in the score. */
  readonly errors: number;
  /** Act while a module loads and in no test: not run, as each would need all tests in a process of its own; not in the score. */
  readonly loading: number;
}

function countOf(results: readonly MutantResult[]): Count {
  const of = (status: MutantResult["status"]) => results.filter((mutant) => mutant.status === status).length;
  const count = {
    mutants: results.length,
    killed: of("Killed"),
    survived: of("Survived"),
    timeouts: of("Timeout"),
    noCoverage: of("NoCoverage"),
    errors: of("RuntimeError"),
    loading: of("Ignored")
  };
  const rest =
    count.mutants - count.killed - count.survived - count.timeouts - count.noCoverage - count.errors - count.loading;
  if (rest !== 0) throw new UserError(`${rest} mutants have a status that is not counted`, "see Stryker's messages");
  return count;
}

/** A mutant that runs for ever is noticed, one that no test reaches is not. NaN where there is none. */
function scoreOf({killed, survived, timeouts, noCoverage}: Count): number {
  return (killed + timeouts) / (killed + survived + timeouts + noCoverage);
}

function report(results: readonly MutantResult[]): string {
  const byFile = new Map<string, MutantResult[]>();
  const at = (mutant: MutantResult) => /^src\/lib\/[^:]+/.exec(keyOf(mutant))![0];
  for (const mutant of results) byFile.set(at(mutant), [...(byFile.get(at(mutant)) ?? []), mutant]);
  const row = (name: string, count: Count) =>
    `${name.padEnd(52)}${[
      count.mutants,
      count.killed,
      count.survived,
      count.timeouts,
      count.noCoverage,
      count.errors,
      count.loading
    ]
      .map((n) => String(n).padStart(9))
      .join("")}${`${(100 * scoreOf(count)).toFixed(1)} %`.padStart(9)}`;
  const head = `${"".padEnd(52)}${["mutants", "killed", "survived", "timeouts", "uncovered", "errors", "loading", "score"].map((word) => word.padStart(9)).join("")}`;
  const lines = [...byFile].sort(([a], [b]) => (a < b ? -1 : 1)).map(([file, own]) => row(file, countOf(own)));
  const left = results
    .filter(({status}) => status === "Survived" || status === "NoCoverage" || status === "RuntimeError")
    .map((mutant) => ({
      place: `${at(mutant)}:${mutant.location.start.line + 1}:${mutant.location.start.column + 1}`,
      mutant
    }))
    .sort((a, b) => a.place.localeCompare(b.place, "en", {numeric: true}))
    .map(({place, mutant}) => `${place}  ${mutant.status}: ${sourceOf(mutant)} → ${oneLine(mutant.replacement ?? "")}`);
  return ["", head, ...lines, row("all", countOf(results)), "", ...left, ""].join("\n");
}

/** What a mutant replaces, shortened. */
function sourceOf({fileName, location: {start, end}}: MutantResult): string {
  const lines = readFileSync(fileName, "utf8")
    .split("\n")
    .slice(start.line, end.line + 1);
  lines[lines.length - 1] = lines[lines.length - 1].slice(0, end.column);
  lines[0] = lines[0].slice(start.column);
  return oneLine(lines.join("\n"));
}

function oneLine(code: string): string {
  const short = code.replace(/\s+/g, " ");
  return short.length > 90 ? `${short.slice(0, 90)}…` : short;
}

const OFF = () => {};
const NO = () => false;
const SILENT: Logger = {
  ...{isTraceEnabled: NO, isDebugEnabled: NO, isInfoEnabled: NO, isWarnEnabled: NO, isErrorEnabled: NO},
  ...{isFatalEnabled: NO, trace: OFF, debug: OFF, info: OFF, warn: OFF, error: OFF, fatal: OFF}
};

/** Every mutant that Stryker can make of some files. */
async function mutantsOf(files: readonly string[]): Promise<Mutant[]> {
  const {mutants} = await new Instrumenter(SILENT).instrument(
    files.map((file) => ({name: resolve(file), mutate: true, content: readFileSync(file, "utf8")})),
    {plugins: null, excludedMutations: [], ignorers: [], noHeader: true}
  );
  return [...mutants];
}

async function runStryker(files: readonly string[], sample: readonly string[]): Promise<MutantResult[]> {
  // not under node_modules, whose files Vitest takes as they are
  const tempDirName = mkdtempSync(join(tmpdir(), "clickproof-mutants-"));
  try {
    const options = {
      mutate: [...files],
      mutantSample: [...sample],
      plugins: ["@stryker-mutator/vitest-runner", "./bench/mutants/samplePlugin.mjs"],
      checkers: ["sample"],
      testRunner: "vitest",
      vitest: {configFile: "bench/mutants/vitest.config.ts", related: true},
      coverageAnalysis: "perTest",
      ignoreStatic: true,
      concurrency: 2,
      timeoutMS: 10_000,
      dryRunTimeoutMinutes: 15,
      reporters: ["sample"],
      logLevel: "warn",
      warnings: {slow: false},
      ignorePatterns: ["/data", "/dist", "/models", "/src/.observablehq"],
      tempDirName,
      cleanTempDir: "always",
      allowConsoleColors: false
    } as const;
    return await new Stryker(options as unknown as ConstructorParameters<typeof Stryker>[0]).runMutationTest();
  } finally {
    rmSync(tempDirName, {recursive: true, force: true});
  }
}
