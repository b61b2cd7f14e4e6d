import {existsSync, readdirSync} from "node:fs";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";
import {parseArgs} from "node:util";
import {UsageError, UserError} from "../../src/lib/core/errors.js";
import {firstChange} from "../../src/lib/core/firstChange.js";
import type {StudyResult} from "../../src/lib/core/result.js";
import {sampleDifference} from "../../src/lib/core/sampleDifference.js";
import {formatResult, readResult, requireResult, RESULTS, sealResult, writeResult} from "../results/results.js";
import {ResultError, resultKey} from "../results/verifyResult.js";
import {claimsOn} from "../results/claimFigures.js";
import {recordRun, type RunStart} from "../runs/runStore.js";
import type {Study} from "../studies/study.js";
import {codeHash} from "../tools/codeHash.js";

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), "../studies");
const HELP = `Runs studies, and checks and recomputes their committed results in data/results.

  npm run study -- <name> [<name> …] | all   run, or run again
  npm run study -- --list                    list the studies
  npm run study -- --check                   list results that are stale or were edited by hand; exit code 1 if there are any
  npm run study -- --seal                    add the hash over its figures to each result that has none
  npm run study -- --sample HASH             recompute one result, or a part of a long one, chosen by HASH, and compare it
                                             with the committed one
  npm run study -- --rekey <name> … | all    if only code has changed: recompute a stale result, or a part of a long one,
                                             and renew its key if every bit is the same; exit code 1 if not

A study takes from seconds to hours. Examples:
  npm run study -- pipeline-paper
  npm run study -- --check`;

/** `npm run study`. Returns the exit code: 0 done, 1 stale or different. Throws `UserError` and `UsageError`. */
export async function studyCommand(argv: readonly string[]): Promise<number> {
  const {values, positionals} = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      check: {type: "boolean"},
      list: {type: "boolean"},
      sample: {type: "string"},
      rekey: {type: "boolean"},
      seal: {type: "boolean"},
      help: {type: "boolean", short: "h"}
    }
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const studies = await allStudies();
  if (values.list) {
    for (const study of studies) console.log(`${study.name.padEnd(18)} ${study.title}`);
    return 0;
  }
  if (values.check) return check(studies);
  if (values.seal) return seal(studies);
  if (values.sample !== undefined) return recomputeSample(studies, values.sample);
  if (positionals.length === 0) throw new UsageError(HELP);
  const chosen = positionals.includes("all") ? studies : positionals.map((name) => named(studies, name));
  if (values.rekey) return rekey(chosen);
  for (const study of chosen) {
    const {name} = study;
    console.log(`${name}: ${study.title}`);
    const result = await recordStudy(study);
    console.log(`${name}: wrote ${writeResult(result)}, key ${result.key.slice(0, 12)}`);
  }
  return 0;
}

/** Every study of the folder, by name. */
export async function allStudies(): Promise<Study[]> {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith(".ts") && file !== "study.ts");
  return Promise.all(
    files.sort().map(async (file) => {
      const {study} = (await import(join(FOLDER, file))) as {study: Study};
      if (`${study.name}.ts` !== file) throw new Error(`loaders/studies/${file} holds the study ${study.name}`);
      return study;
    })
  );
}

/** What a study's result would be keyed by now. */
export async function studyKey(study: Study): Promise<Pick<StudyResult, "key" | "code">> {
  const code = await codeHash(`loaders/studies/${study.name}.ts`);
  return {code, key: resultKey({study: study.name, inputs: study.inputs, options: study.options, code})};
}

/** Runs a study as a run of the store, which keeps the result that is then promoted to a committed one. */
function recordStudy(study: Study): Promise<StudyResult> {
  const {name, title, inputs, options} = study;
  const start: RunStart = {
    command: "study",
    subject: {model: name},
    parameters: {study: name, options},
    inputs,
    entry: `loaders/studies/${name}.ts`
  };
  return recordRun(start, async (run) => {
    run.log(title);
    const result = await runStudy(study, (text) => run.log(text));
    const {sha256} = run.artefact(`${name}.json`, formatResult(result));
    run.outputs({[`${name}.json`]: sha256});
    run.metrics(
      Object.entries(result.figures).map(([figure, {value, low, high, n, unit, baseline = null}]) => {
        return {name: figure, value, low, high, n, unit, baseline};
      })
    );
    return result;
  });
}

async function runStudy(study: Study, log: (text: string) => void = () => {}): Promise<StudyResult> {
  const {key, code} = await studyKey(study);
  const progress = (text: string) => {
    log(text);
    console.error(`  ${text}`);
  };
  const found = await study.run({progress});
  return {study: study.name, key, inputs: study.inputs, options: study.options, code, ...found};
}

/** Says of each study whether its result is the one that was written, and of today's code. Returns 1 where one is not. */
export async function check(studies: readonly Study[], folder = RESULTS): Promise<number> {
  let stale = 0;
  for (const study of studies) {
    let result: StudyResult | null;
    try {
      result = readResult(study.name, folder);
    } catch (error) {
      if (!(error instanceof ResultError)) throw error;
      stale++;
      const claims = claimsOn(error).map(({id}) => id);
      console.log(
        `${study.name.padEnd(18)} ${error.message}${claims.length === 0 ? "" : `. It decides ${claims.join(", ")}`}`
      );
      continue;
    }
    const {key, code} = await studyKey(study);
    const why =
      result === null
        ? "missing"
        : result.key === key
          ? null
          : result.code !== code
            ? "stale: its code or a package changed"
            : "stale: its inputs or options changed";
    if (why !== null) stale++;
    console.log(
      `${study.name.padEnd(18)} ${why === null ? "fresh" : `${why}; renew it with: npm run study -- ${study.name}`}`
    );
  }
  const known = new Set(studies.map((study) => `${study.name}.json`));
  for (const file of readdirSync(folder)) {
    if (!file.endsWith(".json") || known.has(file)) continue;
    stale++;
    console.log(`${file.padEnd(18)} belongs to no study; delete it`);
  }
  return stale > 0 ? 1 : 0;
}

/** Adds the hash to results that have none. Returns 0; throws `ResultError` for one that has a wrong one. */
function seal(studies: readonly Study[], folder = RESULTS): number {
  for (const {name} of studies) {
    if (!existsSync(join(folder, `${name}.json`))) continue;
    console.log(`${name}: ${sealResult(name, folder) ? "sealed" : "had its hash"}`);
  }
  return 0;
}

/** Recomputes one study, or its sample, that can be recomputed here, starting from the one `hash` points at. */
async function recomputeSample(studies: readonly Study[], hash: string): Promise<number> {
  if (!/^[0-9a-f]{8,}$/i.test(hash)) throw new UsageError(`--sample wants a hash of hexadecimal digits, not ${hash}`);
  const repeatable = studies.filter(({measured, sample}) => !measured || sample !== undefined);
  const first = Number.parseInt(hash.slice(0, 8), 16) % repeatable.length;
  for (let k = 0; k < repeatable.length; k++) {
    const study = repeatable[(first + k) % repeatable.length];
    let found: Recomputed;
    try {
      found = await recompute(study, requireResult(study.name), 1e-9);
    } catch (error) {
      if (!(error instanceof UserError) || Object.keys(study.inputs).length === 0) throw error;
      console.log(`${study.name}: cannot be recomputed here (${error.message}); taking the next`);
      continue;
    }
    const {difference, check} = found;
    console.log(
      difference === null
        ? `${study.name}: the same as committed (${check})`
        : `${study.name}: differs from what is committed at ${difference}`
    );
    return difference === null ? 0 : 1;
  }
  throw new UserError("no study can be recomputed here", "see npm run study -- --list");
}

interface Recomputed {
  /** Where what was made anew first differs from what is committed; null where it does not. */
  readonly difference: string | null;
  /** What was compared, in words. */
  readonly check: string;
}

/** Makes a result, or the sample of one that takes long, anew and compares it. Throws what the study throws. */
async function recompute(study: Study, committed: StudyResult, tolerance: number): Promise<Recomputed> {
  const context = {progress: (text: string) => console.error(`  ${text}`)};
  if (study.sample !== undefined) {
    const again = JSON.parse(JSON.stringify(await study.sample.run(context))) as StudyResult;
    const {compared, difference} = sampleDifference(committed, again);
    if (compared === 0) return {difference: "nothing: the sample is empty", check: "nothing"};
    return {difference, check: `${study.sample.title}; ${compared} figures, rows and hashes, bit for bit`};
  }
  const {figures, tables, hashes} = committed;
  const again = JSON.parse(JSON.stringify(await study.run(context)));
  const difference = firstChange({figures, tables, hashes}, {hashes: undefined, ...again}, tolerance);
  return {difference, check: `the whole result${tolerance === 0 ? ", bit for bit" : ""}`};
}

/** Keys stale results of a folder anew whose figures a check reproduces. Returns 1 where one does not come out the same. */
export async function rekey(studies: readonly Study[], folder = RESULTS): Promise<number> {
  let different = 0;
  for (const study of studies) {
    const {name, measured, sample, options, inputs} = study;
    const {key, code} = await studyKey(study);
    const committed = readResult(name, folder);
    if (committed === null)
      throw new UserError(`there is no result of ${name} to key anew`, `make it with: npm run study -- ${name}`);
    if (committed.key === key) {
      console.log(`${name}: fresh`);
      continue;
    }
    const change = firstChange(
      {options: committed.options, inputs: committed.inputs},
      JSON.parse(JSON.stringify({options, inputs}))
    );
    const why =
      change !== null
        ? `not only its code changed but ${change}`
        : measured && sample === undefined
          ? "its figures are times, which no second run gives again"
          : null;
    const {difference, check} = why === null ? await recompute(study, committed, 0) : {difference: why, check: ""};
    if (difference !== null) {
      different++;
      console.log(`${name}: not keyed anew, ${difference}; renew it with: npm run study -- ${name}`);
      continue;
    }
    const {figures, tables, hashes} = committed;
    const rekeyed = {from: committed.code, check};
    writeResult({study: name, key, inputs, options, code, rekeyed, figures, tables, hashes}, folder);
    console.log(`${name}: keyed anew (${check})`);
  }
  return different > 0 ? 1 : 0;
}

function named(studies: readonly Study[], name: string): Study {
  const study = studies.find((one) => one.name === name);
  if (study === undefined)
    throw new UsageError(`unknown study: ${name}; there are ${studies.map((one) => one.name).join(", ")}`);
  return study;
}
