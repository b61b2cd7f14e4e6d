import {writeFileSync} from "node:fs";
import {parseArgs} from "node:util";
import {gunzipSync, unzipSync} from "fflate";
import {runCommand} from "../loaders/cli/runCommand.js";
import {UsageError} from "../src/lib/core/errors.js";
import {readLogs} from "./intake.js";

const HELP = `Writes single logs of the intake bench and reads them back.

  npx tsx bench/intakeOnce.ts --seed N [--seed M …] [--show] [--write FILE]

  --show    the first lines of the file too
  --write   puts the file of the last seed there`;

await runCommand(async () => {
  const {values} = parseArgs({
    options: {
      seed: {type: "string", multiple: true, default: []},
      show: {type: "boolean", default: false},
      write: {type: "string"},
      help: {type: "boolean", short: "h", default: false}
    }
  });
  if (values.help) return console.log(HELP);
  if (values.seed.length === 0) throw new UsageError(`no seed\n${HELP}`);
  await readLogs(values.seed.map(Number), ({log, read, verdict}) => {
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
