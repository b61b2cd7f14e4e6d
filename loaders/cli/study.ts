import {createHash} from "node:crypto";
import {readdirSync} from "node:fs";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";
import {parseArgs} from "node:util";
import {UsageError, UserError} from "../../src/lib/core/errors.js";
import {firstChange} from "../../src/lib/core/firstChange.js";
import type {StudyResult} from "../../src/lib/core/result.js";
import {formatResult, readResult, RESULTS, writeResult} from "../results/results.js";
import {recordRun, type RunStart} from "../runs/runStore.js";
import type {Study} from "../studies/study.js";
import {codeHash} from "../tools/codeHash.js";

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), "studies");
const HELP = `Makes, checks and recomputes the committed results in data/results.

  npm run study -- <name> [<name> …] | all   make or renew
  npm run study -- --list                    what there is
  npm run study -- --check                   which results are stale; exit code 1 if any is
  npm run study -- --sample HASH             recompute a sample chosen by HASH and compare it with what is committed`;

/** `npm run study`. Returns the exit code: 0 done, 1 stale or different. Throws `UserError` and `UsageError`. */
export async function studyCommand(argv: readonly string[]): Promise<number> {
  const {values, positionals} = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      check: {type: "boolean"},
      list: {type: "boolean"},
      sample: {type: "string"},
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
  if (values.sample !== undefined) return recomputeSample(studies, values.sample);
  if (positionals.length === 0) throw new UsageError(HELP);
  const names = positionals.includes("all") ? studies.map((study) => study.name) : positionals;
  for (const name of names) {
    const study = studies.find((s) => s.name === name);
    if (study === undefined)
      throw new UsageError(`unknown study: ${name}; there are ${studies.map((s) => s.name).join(", ")}`);
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
  const identity = JSON.stringify({study: study.name, inputs: study.inputs, options: study.options, code});
  return {code, key: createHash("sha256").update(identity).digest("hex")};
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

async function check(studies: readonly Study[]): Promise<number> {
  let stale = 0;
  for (const study of studies) {
    const {key, code} = await studyKey(study);
    const result = readResult(study.name);
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
  for (const file of readdirSync(RESULTS)) {
    if (!file.endsWith(".json") || known.has(file)) continue;
    stale++;
    console.log(`${file.padEnd(18)} belongs to no study; delete it`);
  }
  return stale > 0 ? 1 : 0;
}

/** Studies that take many minutes: they are repeatable, but whoever waits for a sample is spared them. */
const LONG: readonly string[] = [
  "interval-coverage",
  "leakage-replay",
  "models",
  "shuffled-labels",
  "sparsity",
  "sparsity-large",
  "sparsity-remedies",
  "tabm-shoppers",
  "tcn-shop",
  "tcn-twin"
];

/** Recomputes one study that can be recomputed here in a few minutes, starting from the one `hash` points at. */
async function recomputeSample(studies: readonly Study[], hash: string): Promise<number> {
  if (!/^[0-9a-f]{8,}$/i.test(hash)) throw new UsageError(`--sample wants a hash of hexadecimal digits, not ${hash}`);
  const repeatable = studies.filter(({name, measured}) => !measured && !LONG.includes(name));
  const first = Number.parseInt(hash.slice(0, 8), 16) % repeatable.length;
  for (let k = 0; k < repeatable.length; k++) {
    const study = repeatable[(first + k) % repeatable.length];
    let again: StudyResult;
    try {
      again = await runStudy(study);
    } catch (error) {
      if (!(error instanceof UserError) || Object.keys(study.inputs).length === 0) throw error;
      console.log(`${study.name}: cannot be recomputed here (${error.message}); taking the next`);
      continue;
    }
    const change = firstChange(readResult(study.name), JSON.parse(JSON.stringify(again)), 1e-9);
    console.log(
      `${study.name}: ${change === null ? "recomputed, the same as committed" : `differs from what is committed at ${change}`}`
    );
    return change === null ? 0 : 1;
  }
  throw new UserError("no study can be recomputed here", "see npm run study -- --list");
}
