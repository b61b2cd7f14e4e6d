import {existsSync} from "node:fs";
import {dirname, relative} from "node:path";
import {UsageError, UserError} from "../../src/lib/core/errors.js";
import {documentHtml} from "../../src/lib/documents/documentHtml.js";
import {LEAKAGE_OPTIONS} from "../../src/lib/leakage/auditLeakage.js";
import {logReport} from "../../src/lib/reports/logReport.js";
import {isSessionTable} from "../pipeline/sessionTable.js";
import {reportOnLog} from "../report/reportOnLog.js";
import {fileError} from "../tools/contents.js";
import {writeWhole} from "../tools/writeWhole.js";
import {readConfig} from "./config.js";
import {wholeFlag} from "./flagValues.js";
import {columnFlags, DATABASE_HELP, LOG_FLAGS, LOG_HELP, logOptions} from "./logFlags.js";
import {parseFlags} from "./parseFlags.js";

const HELP = `npm run report -- [flags]
  Writes one HTML file about a log: what was read and set aside, its sessions, which targets a model could learn and what the others
  would need, and whether the audit found leaks or copies.
  --out FILE           where the report goes (report.html); an older one is replaced
${LOG_HELP}
  --column NAME        audits a column that has no role: does it know of later purchases? May be repeated
  --examples N         how many examples the audit replays with the future deleted (${LEAKAGE_OPTIONS.examples}); 0 leaves the audit out
  --seed N             seed of the generated shop (1)
${DATABASE_HELP}
  --json               also prints the report as one JSON document on standard output, and nothing else
Exit code 1 if the log could not be worked on; the report then says what was set aside and why.
Examples:
  npm run report -- --source clicks.csv --out report.html
  npm run report -- --source clicks.csv.gz --map "time=ts, time-format=ms" --column score`;

const FLAGS = {
  ...LOG_FLAGS,
  out: {type: "string"},
  column: {type: "string", multiple: true},
  examples: {type: "string"}
} as const;

/** `npm run report`. Throws `UsageError` for flags that make no sense and `UserError` for a log that cannot be read or worked on; of the latter the report is written before. */
export async function reportCommand(argv: readonly string[]): Promise<void> {
  const flags = parseFlags(argv, FLAGS);
  if (flags.help) return console.log(HELP);
  const options = logOptions(flags, await readConfig());
  const examples = wholeFlag("examples", flags.examples, 0) ?? LEAKAGE_OPTIONS.examples;
  const columns = columnFlags(flags.column);
  if (examples === 0 && columns.length > 0)
    throw new UsageError("--examples 0 leaves the audit out, so that --column has nothing to say; give one of them");
  if (await isSessionTable(options.source))
    throw new UserError("a table of sessions has no events to report on", "give a log of events");
  const out = flags.out ?? "report.html";
  if (!existsSync(dirname(out))) throw new UserError(`there is no folder ${dirname(out)} for ${out}`, "make it first");
  const line = progressLine(flags.json !== true);
  const found = await reportOnLog({
    ...options,
    columns,
    examples,
    onNote: (note) => line.say(`Note: ${note}`),
    onProgress: line.show
  });
  line.show("");
  const report = logReport({...found, madeAt: `${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC`});
  try {
    writeWhole(out, documentHtml(report));
  } catch (error) {
    throw fileError(error, out);
  }
  if (flags.json) console.log(JSON.stringify(report));
  else console.log([report.title, ...report.summary.map((text) => `  ${text}`), `in ${relative(".", out)}`].join("\n"));
  if (found.stopped !== null) throw new UserError(`the log could not be worked on: ${found.stopped}`);
}

/** One line of a terminal that says what is being done, and lines that stay. */
function progressLine(shown: boolean): {readonly show: (text: string) => void; readonly say: (text: string) => void} {
  const clear = process.stderr.isTTY ? "\r\x1b[K" : "";
  return {
    show: (text) => shown && process.stderr.isTTY && void process.stderr.write(`${clear}${text}`),
    say: (text) => shown && void process.stderr.write(`${clear}${text}\n`)
  };
}
