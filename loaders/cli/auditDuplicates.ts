import {UsageError, UserError} from "../../src/lib/core/errors.js";
import {DAY_MS} from "../../src/lib/core/time.js";
import {auditDuplicates, type DuplicateReport} from "../../src/lib/leakage/auditDuplicates.js";
import type {UnitDuplicates} from "../../src/lib/leakage/duplicateSequences.js";
import {LEAST_ITEMS, LIKENESS_MEANINGS} from "../../src/lib/leakage/sequences.js";
import {parseSplit} from "../../src/lib/pipeline/parseSplit.js";
import type {SplitOptions} from "../../src/lib/pipeline/split.js";
import {withSplitLog} from "../leakage/auditLog.js";
import {isSessionTable} from "../pipeline/sessionTable.js";
import {SOURCES} from "../sources/openSource.js";
import {readConfig} from "./config.js";
import {copiedLines} from "./copiedLines.js";
import {parseFlags} from "./parseFlags.js";
import {SHOP_HELP, shopFlags} from "./shopFlags.js";

export const DUPLICATES_HELP = `npm run audit -- duplicates [flags]
  Counts rows that are equal in every column, and sessions and users of the test part whose items are those of another user in training:
  the same in the same order (from ${LEAST_ITEMS.identical} items), the beginning of the other or begun by it, or but for one item (from ${LEAST_ITEMS.near}).
  Beside each stands what chance gives: the same on sequences that are drawn anew with the same lengths, popularity and moves from item to item.
  --source NAME|PATH   shop (generated, the default), ${SOURCES.slice(1).join(", ")}, or a path to any log
  --profile NAME       of the generated shop (paper)
${SHOP_HELP}
  --map MAPPING        of a path: corrects the guess of what its columns are, as in npm run pipeline; @FILE for a file that holds it
  --yes                takes the guess, however unsure it is
  --mirror DIR         a folder of downloaded logs (CLICKPROOF_DATA_MIRROR)
  --split SPLIT        of training and test, as in npm run pipeline ("date 70/15/15")
  --seed N             of the sequences that are drawn and of the generated shop (1)
  --threads N          of the database (one a core)
  --memory SIZE        of the database, e.g. 2GB
  --strict             exit code 1 where sequences are more than chance gives, or identical rows are kept in a log that knows seconds
  --json               one JSON document on standard output, and nothing else`;

const FLAGS = {
  source: {type: "string"},
  profile: {type: "string"},
  shop: {type: "string", multiple: true},
  map: {type: "string"},
  yes: {type: "boolean"},
  mirror: {type: "string"},
  split: {type: "string"},
  seed: {type: "string"},
  threads: {type: "string"},
  memory: {type: "string"},
  strict: {type: "boolean"},
  json: {type: "boolean"},
  help: {type: "boolean", short: "h"}
} as const;

/** `npm run audit -- duplicates`. Returns the exit code. Throws as `auditCommand` does. */
export async function auditDuplicatesCommand(argv: readonly string[]): Promise<number> {
  const flags = parseFlags(argv, FLAGS);
  if (flags.help) {
    console.log(DUPLICATES_HELP);
    return 0;
  }
  const config = await readConfig();
  const seed = wholeFlag("seed", flags.seed, 0) ?? config.seed ?? 1;
  const source = flags.source ?? config.source;
  const profile = flags.profile ?? config.profile;
  if (await isSessionTable(source))
    throw new UserError("a table of sessions has no sequences of items", "give a log of events");
  return withSplitLog(
    {
      source,
      profile,
      seed,
      shop: shopFlags(flags.shop ?? config.shop, {source, profile}),
      map: flags.map ?? config.map,
      yes: flags.yes,
      mirror: flags.mirror ?? process.env.CLICKPROOF_DATA_MIRROR ?? config.mirror,
      split: splitFlag(flags.split ?? config.split),
      threads: wholeFlag("threads", flags.threads, 1) ?? config.threads,
      memoryLimit: memoryFlag(flags.memory) ?? config.memoryLimit,
      onNote: (note) => flags.json || process.stderr.write(`Note: ${note}\n`)
    },
    async ({engine, source, isSplit}) => {
      const report = await auditDuplicates(engine, {isSplit, seed});
      const {name, generated} = source.spec;
      const made = {source: name, generated, profile: generated ? source.profile : null, engine: engine.name};
      if (flags.json) console.log(JSON.stringify({audit: "duplicates", ...made, seed, ...report}));
      else {
        const of = generated ? `, generated, profile ${source.profile}, seed ${seed}` : "";
        console.log([`${name}${of}`, ...duplicateLines(report)].join("\n"));
      }
      return flags.strict && report.found ? 1 : 0;
    }
  );
}

/** A whole number that a flag gives; undefined where it is not there. Throws `UsageError` for anything else. */
export function wholeFlag(name: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(value >= least && value < 2 ** 31))
    throw new UsageError(`--${name} is ${JSON.stringify(text)}; give a whole number from ${least}`);
  return value;
}

/** The size that `--memory` gives. Throws `UsageError` for what is none. */
export function memoryFlag(text: string | undefined): string | undefined {
  if (text !== undefined && !/^\d+(\.\d+)? ?([KMGT]i?)B$/i.test(text))
    throw new UsageError(`--memory is ${JSON.stringify(text)}; give a size like 2GB`);
  return text;
}

/** The split that `--split` gives. Throws `UsageError` for one that is not understood. */
export function splitFlag(text: string | undefined): SplitOptions | undefined {
  try {
    return text === undefined ? undefined : parseSplit(text);
  } catch (error) {
    throw error instanceof UserError ? new UsageError(error.message) : error;
  }
}

const count = (n: number) => n.toLocaleString("en-US");

function duplicateLines({rows, sequences, copied}: DuplicateReport): string[] {
  const clock =
    rows.tickMs > 1000
      ? `; its times are whole ${rows.tickMs === DAY_MS ? "days" : "minutes"}, so that equal rows may be several events`
      : "";
  return [
    `  identical rows: ${count(rows.identical)}, of which cleaning keeps ${count(rows.kept)}${clock}`,
    ...(rows.fault ? ["    leave them out with --map deduplicate=yes, unless each is an event of its own"] : []),
    ...(sequences === null
      ? []
      : sequences.units.length === 0
        ? ["  no sequences to compare: training or test has no items"]
        : sequences.units.flatMap((unit) => unitLines(unit, sequences.resamples))),
    ...(copied === null ? [] : copiedLines(copied))
  ];
}

function unitLines({unit, compared, testSequences, counts, shown}: UnitDuplicates, resamples: number): string[] {
  const name = unit === "session" ? "session" : "user";
  return [
    `  ${count(compared)} of ${count(testSequences)} test ${name}s have ${LEAST_ITEMS.identical} items or more; like one of another user in training, beside chance (${resamples} draws):`,
    ...counts.map(
      ({likeness, found, byChance, more}) =>
        `    ${LIKENESS_MEANINGS[likeness]}: ${count(found)}, by chance ${byChance < 10 ? byChance.toFixed(1) : count(Math.round(byChance))}${more ? ": MORE THAN CHANCE" : ""}`
    ),
    ...shown.map(
      ({likeness, testUser, trainUser, testItems, trainItems, testSession, trainSession}) =>
        `    ${testSession === null ? "" : `session ${testSession} of `}user ${testUser} (${testItems} items) and ${trainSession === null ? "" : `session ${trainSession} of `}user ${trainUser} (${trainItems} items): ${LIKENESS_MEANINGS[likeness]}`
    )
  ];
}
