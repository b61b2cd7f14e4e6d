import {execFileSync, spawn, spawnSync} from "node:child_process";
import {parseArgs} from "node:util";
import {UsageError} from "../../src/lib/core/errors.js";
import {installChromium} from "./chromium.js";
import {runVitest} from "./vitest.js";
import {runCommand} from "../cli/runCommand.js";

interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** What a reader should know although it is not a failure: what was left out and why. */
  readonly note?: string;
}

interface Finished {
  readonly code: number;
  readonly output: string;
}

/** What one step may take; on two cores the longest takes half of it. */
const STEP_LIMIT_MS = 30 * 60_000;

/** Longer than any test may take (`vitest.config.ts`). */
const SILENT_MS =
  process.env.CLICKPROOF_THOROUGH === "1"
    ? {unit: 31 * 60_000, site: 31 * 60_000, browsers: 31 * 60_000}
    : {unit: 6 * 60_000, site: 11 * 60_000, browsers: 11 * 60_000};

type Steps = Record<string, () => Promise<Outcome>>;

/**
 * Lanes that run side by side; within a lane steps follow each other. While the site is built, which has one thread, so have the
 * checks beside it; then the browser's pages, which often wait, leave unit tests what they do not use.
 */
const LANES: Steps[] = [
  {build: buildWithoutNetwork, site: siteTests},
  {
    types: () => check(node(["node_modules/typescript/bin/tsc", "--noEmit"])),
    lint: async () => {
      const code = await check(node(["node_modules/eslint/bin/eslint.js", "."]));
      const documents = await check(node(["lint/documents.js"]));
      return code.failed ? code : documents;
    },
    format: () => check(node(["node_modules/prettier/bin/prettier.cjs", "--check", "--log-level=warn", "."])),
    imports: () =>
      check(
        node([
          "node_modules/dependency-cruiser/bin/dependency-cruise.mjs",
          ...["--config", ".dependency-cruiser.mjs", "src", "loaders", "bench", "tests"]
        ])
      ),
    unused: () => check(node(["node_modules/knip/bin/knip.js"])),
    results: () => check(node(["--import", "tsx", "loaders/cli/main.ts", "study", "--check"])),
    // a page that waits for a processor may wait in vain, a computation does not
    unit: () => vitest("unit", {niceness: 5}),
    sample: () => check(node(["--import", "tsx", "loaders/cli/main.ts", "study", "--sample", commitHash()]))
  }
];

/** Run only where they are named. */
const NAMED: Steps = {
  /** Every page in Firefox and WebKitGTK, where there are any. */
  browsers: () => vitest("browsers")
};

let shard: string | undefined;

await runCommand(async () => {
  const {values, positionals} = parseArgs({
    allowPositionals: true,
    options: {shard: {type: "string"}, help: {type: "boolean", short: "h", default: false}}
  });
  const names = [...LANES, NAMED].flatMap((lane) => Object.keys(lane));
  const help = `npm test -- [${names.join("|")}] …   these steps; all but browsers without a name
npm test -- site --shard 1/2        the first half of the files of site or unit tests`;
  if (values.help) return console.log(help);
  const unknown = positionals.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new UsageError(`no step ${unknown}\n${help}`);
  shard = values.shard;
  const [part, parts] = /^(\d+)\/(\d+)$/
    .exec(shard ?? "1/1")
    ?.slice(1)
    .map(Number) ?? [0, 0];
  if (part < 1 || part > parts)
    throw new UsageError(`--shard ${shard}; give a part and how many there are, as 1/2\n${help}`);
  const total = {passed: 0, failed: 0, skipped: 0};
  const notes: string[] = [];
  const minutes: string[] = [];
  const inMinutes = (since: number) => ((performance.now() - since) / 60_000).toFixed(1);
  const run = async (name: string, step: () => Promise<Outcome>) => {
    const start = performance.now();
    const outcome = await step();
    const {passed, failed, skipped, note} = outcome;
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
    if (note !== undefined) notes.push(note);
    minutes.push(`${name} ${inMinutes(start)}`);
    const time = `${((performance.now() - start) / 1000).toFixed(1)} s`;
    console.log(`${failed > 0 ? "FAILED" : "ok    "} ${name.padEnd(8)} ${counts(outcome)} in ${time}`);
  };
  const begin = performance.now();
  await Promise.all(
    LANES.map(async (lane) => {
      for (const [name, step] of Object.entries(lane))
        if (positionals.length === 0 || positionals.includes(name)) await run(name, step);
    })
  );
  for (const [name, step] of Object.entries(NAMED)) if (positionals.includes(name)) await run(name, step);
  console.log(`Minutes: ${minutes.join(", ")}; in all ${inMinutes(begin)}`);
  for (const note of notes) console.log(`Note: ${note}`);
  console.log(counts(total));
  process.exitCode = total.failed > 0 ? 1 : 0;
});

function counts({passed, failed, skipped}: Outcome): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/** Runs Node to its end and keeps what it prints, which is shown only where it fails. */
function node(
  args: string[],
  {command = [process.execPath]}: {readonly command?: readonly string[]} = {}
): Promise<Finished> {
  return new Promise((done) => {
    const child = spawn(command[0], [...command.slice(1), ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      timeout: STEP_LIMIT_MS
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text) => (output += text));
    child.once("error", (error) => done({code: 1, output: error.message}));
    child.once("close", (code, signal) =>
      done({code: code ?? 1, output: signal === null ? output : `${output}\nstopped by ${signal}`})
    );
  });
}

/** A command counts as one check: it passes when it exits with 0. */
async function check(running: Promise<Finished>): Promise<Outcome> {
  const {code, output} = await running;
  if (code !== 0) console.log(output.trimEnd());
  return {passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0};
}

async function vitest(project: keyof typeof SILENT_MS, {niceness = 0} = {}): Promise<Outcome> {
  const {output, stuck, ...found} = await runVitest(project, {niceness, shard, silentMs: SILENT_MS[project]});
  if (found.failed > 0) console.log(output.trimEnd());
  if (stuck.length === 0) return found;
  return {...found, note: `${project} tests were stuck, and what had not ended was run once more: ${stuck.join("\n")}`};
}

/** The build that users get, in a namespace that has no network at all, where the system lets us make one. */
async function buildWithoutNetwork(): Promise<Outcome> {
  const args = ["--import", "tsx", "loaders/build/build.ts", "--cold"];
  const isolated = spawnSync("unshare", ["-rn", "true"]).status === 0;
  const outcome = await check(node(args, isolated ? {command: ["unshare", "-rn", process.execPath]} : {}));
  if (isolated) return outcome;
  return {
    ...outcome,
    skipped: 1,
    note: "the site was built with the network in reach, because this system has no `unshare -rn`"
  };
}

async function siteTests(): Promise<Outcome> {
  const browser = installChromium();
  if (browser === null)
    return {
      passed: 0,
      failed: 0,
      skipped: 1,
      note: "no page was opened: there is no Chromium; install one, or name it in CLICKPROOF_CHROMIUM"
    };
  process.env.CLICKPROOF_CHROMIUM = browser;
  return vitest("site");
}

/** The commit, so that every commit recomputes another sample of the results; outside of git always the same one. */
function commitHash(): string {
  try {
    return execFileSync("git", ["rev-parse", "HEAD"], {encoding: "utf8", stdio: ["ignore", "pipe", "ignore"]}).trim();
  } catch {
    return "00000000";
  }
}
