import {writeFileSync} from "node:fs";
import {parseArgs} from "node:util";
import {gunzipSync, unzipSync} from "fflate";
import {runCommand} from "../loaders/cli/runCommand.js";
import {UsageError} from "../src/lib/core/errors.js";
import {CASE_GROUPS, casesOf} from "../tests/eventLog/fuzz/cases.js";
import {fuzzLog} from "../tests/eventLog/fuzz/fuzzLog.js";
import {logsOf, readLogs} from "./intake.js";

const HELP = `Writes single logs of the intake bench, or the cases of the tests, and reads them back.

  npx tsx bench/intakeOnce.ts --seed N [--seed M …] [--show] [--write FILE]
  npx tsx bench/intakeOnce.ts --cases [GROUP …]

  --show    the first lines of the file too
  --write   puts the file of the last seed there
  --cases   how many of a group's cases are read right, and what is wrong with the others: ${CASE_GROUPS.join(", ")}`;

await runCommand(async () => {
  const {values, positionals} = parseArgs({
    allowPositionals: true,
    options: {
      cases: {type: "boolean", default: false},
      seed: {type: "string", multiple: true, default: []},
      show: {type: "boolean", default: false},
      write: {type: "string"},
      help: {type: "boolean", short: "h", default: false}
    }
  });
  if (values.help) return console.log(HELP);
  if (values.cases) {
    const unknown = positionals.find((group) => !CASE_GROUPS.includes(group));
    if (unknown !== undefined) throw new UsageError(`no group ${unknown}\n${HELP}`);
    for (const group of positionals.length > 0 ? positionals : CASE_GROUPS) await showCases(group);
    return;
  }
  if (values.seed.length === 0) throw new UsageError(`no seed\n${HELP}`);
  await readLogs(logsOf(values.seed.map(Number)), ({log, read, verdict}) => {
    console.log(`seed ${log.seed}: ${verdict.outcome}${verdict.why === "" ? "" : `: ${verdict.why}`}`);
    console.log(`  ${log.name}, ${log.rows.length} rows${log.map === "" ? "" : `, --map "${log.map}"`}`);
    for (const doubt of log.ambiguous) console.log(`  ambiguous: ${doubt}`);
    for (const notice of read.notices) console.log(`  notice: ${notice}`);
    console.log(`  taken: ${read.taken}`);
    for (const [key, value] of Object.entries(log.dialect)) console.log(`  ${key.padEnd(10)} ${value}`);
    if (values.show)
      console.log(
        `${textOf(log.name, log.bytes)
          .split(/\r\n|\r|\n/)
          .slice(0, 12)
          .join("\n")}\n`
      );
    if (values.write !== undefined) writeFileSync(values.write, log.bytes);
  });
});

async function showCases(group: string): Promise<void> {
  const cases = casesOf(group);
  const names = new Map(cases.map(({about, seed}) => [seed, about] as const));
  const wrong: string[] = [];
  await readLogs(
    (function* () {
      for (const {seed, fixed} of cases) yield fuzzLog(seed, fixed);
    })(),
    ({log, verdict: {right, outcome, why}}) => {
      if (!right)
        wrong.push(`  ${outcome}: ${names.get(log.seed)}${log.ambiguous.length > 0 ? " (ambiguous)" : ""}: ${why}`);
    }
  );
  console.log([`${group}: ${cases.length - wrong.length} of ${cases.length} right`, ...wrong].join("\n"));
}

/** The text of a file, for people. */
function textOf(name: string, bytes: Uint8Array): string {
  let inner = bytes;
  if (name.endsWith(".gz")) inner = gunzipSync(bytes);
  if (name.endsWith(".zip")) [inner] = Object.values(unzipSync(bytes));
  const utf16 = inner[0] === 0xff ? "utf-16le" : inner[0] === 0xfe ? "utf-16be" : null;
  if (utf16 !== null) return new TextDecoder(utf16).decode(inner);
  try {
    return new TextDecoder("utf-8", {fatal: true}).decode(inner);
  } catch {
    return new TextDecoder("windows-1252").decode(inner);
  }
}
