import {existsSync} from "node:fs";
import {dirname, relative} from "node:path";
import {UsageError, UserError} from "../../src/lib/core/errors.js";
import {documentHtml} from "../../src/lib/documents/documentHtml.js";
import {LEAKAGE_OPTIONS} from "../../src/lib/leakage/auditLeakage.js";
import {parseSplit} from "../../src/lib/pipeline/parseSplit.js";
import {logReport} from "../../src/lib/reports/logReport.js";
import {SHOP_PROFILES} from "../../src/lib/generator/shop.js";
import {isSessionTable} from "../pipeline/sessionTable.js";
import {reportOnLog} from "../report/reportOnLog.js";
import {SOURCES} from "../sources/openSource.js";
import {fileError} from "../tools/contents.js";
import {writeWhole} from "../tools/writeWhole.js";
import {readConfig} from "./config.js";
import {parseFlags} from "./parseFlags.js";
import {SHOP_HELP, shopFlags} from "./shopFlags.js";

const HELP = `npm run report -- [flags]
  Writes one HTML file on a log: what was read and set aside, its sessions, which targets could be learned and what they would need, and what the audit says.
  --source NAME|PATH   shop (generated, the default), ${SOURCES.slice(1).join(", ")}, or a path to any log
  --out FILE           the report (report.html); one that is there is replaced
  --map MAPPING        of a path: corrects the guess of what its columns are, as in npm run pipeline; @FILE for a file that holds it
  --yes                takes the guess, however unsure it is
  --split SPLIT        of training and test, as in npm run pipeline ("date 70/15/15")
  --examples N         whose features are made again with the future deleted (${LEAKAGE_OPTIONS.examples}); 0 leaves the audit out
  --profile NAME       of the generated shop: ${Object.keys(SHOP_PROFILES).join(", ")} (paper)
  --seed N             of the generated shop (1)
${SHOP_HELP}
  --mirror DIR         a folder of downloaded logs (CLICKPROOF_DATA_MIRROR)
  --threads N          of the database (one a core)
  --memory SIZE        of the database, e.g. 2GB
  --json               the report as a JSON document on standard output too, and nothing else
Exit code 1 where the log could not be worked on; the report then says what was set aside and why.`;

const FLAGS = {
  source: {type: "string"},
  out: {type: "string"},
  map: {type: "string"},
  yes: {type: "boolean"},
  split: {type: "string"},
  examples: {type: "string"},
  profile: {type: "string"},
  seed: {type: "string"},
  shop: {type: "string", multiple: true},
  mirror: {type: "string"},
  threads: {type: "string"},
  memory: {type: "string"},
  json: {type: "boolean"},
  help: {type: "boolean", short: "h"}
} as const;

/** `npm run report`. Throws `UsageError` for flags that make no sense and `UserError` for a log that cannot be read or worked on; of the latter the report is written before. */
export async function reportCommand(argv: readonly string[]): Promise<void> {
  const flags = parseFlags(argv, FLAGS);
  if (flags.help) return console.log(HELP);
  const config = await readConfig();
  const whole = (name: "examples" | "seed" | "threads", least: number): number | undefined => {
    const text = flags[name];
    if (text === undefined) return undefined;
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (!(value >= least && value < 2 ** 31))
      throw new UsageError(`--${name} is ${JSON.stringify(text)}; give a whole number from ${least}`);
    return value;
  };
  if (flags.memory !== undefined && !/^\d+(\.\d+)? ?([KMGT]i?)B$/i.test(flags.memory))
    throw new UsageError(`--memory is ${JSON.stringify(flags.memory)}; give a size like 2GB`);
  const source = flags.source ?? config.source;
  const profile = flags.profile ?? config.profile;
  if (await isSessionTable(source))
    throw new UserError("a table of sessions has no events to report on", "give a log of events");
  const out = flags.out ?? "report.html";
  if (!existsSync(dirname(out))) throw new UserError(`there is no folder ${dirname(out)} for ${out}`, "make it first");
  const line = progressLine(flags.json !== true);
  const found = await reportOnLog({
    source,
    profile,
    seed: whole("seed", 0) ?? config.seed,
    shop: shopFlags(flags.shop ?? config.shop, {source, profile}),
    map: flags.map ?? config.map,
    yes: flags.yes,
    mirror: flags.mirror ?? process.env.CLICKPROOF_DATA_MIRROR ?? config.mirror,
    split: splitOf(flags.split ?? config.split),
    threads: whole("threads", 1) ?? config.threads,
    memoryLimit: flags.memory ?? config.memoryLimit,
    examples: whole("examples", 0) ?? LEAKAGE_OPTIONS.examples,
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

function splitOf(text: string | undefined) {
  try {
    return text === undefined ? undefined : parseSplit(text);
  } catch (error) {
    throw error instanceof UserError ? new UsageError(error.message) : error;
  }
}

/** One line of a terminal that says what is being done, and lines that stay. */
function progressLine(shown: boolean): {readonly show: (text: string) => void; readonly say: (text: string) => void} {
  const clear = process.stderr.isTTY ? "\r\x1b[K" : "";
  return {
    show: (text) => shown && process.stderr.isTTY && void process.stderr.write(`${clear}${text}`),
    say: (text) => shown && void process.stderr.write(`${clear}${text}\n`)
  };
}
