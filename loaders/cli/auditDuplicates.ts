import {UserError} from "../../src/lib/core/errors.js";
import {DAY_MS} from "../../src/lib/core/time.js";
import {auditDuplicates, type DuplicateReport} from "../../src/lib/leakage/auditDuplicates.js";
import type {UnitDuplicates} from "../../src/lib/leakage/duplicateSequences.js";
import {LEAST_ITEMS, LIKENESS_MEANINGS} from "../../src/lib/leakage/sequences.js";
import {withSplitLog} from "../leakage/auditLog.js";
import {isSessionTable} from "../pipeline/sessionTable.js";
import {readConfig} from "./config.js";
import {copiedLines} from "./copiedLines.js";
import {DATABASE_HELP, LOG_FLAGS, LOG_HELP, logOptions} from "./logFlags.js";
import {parseFlags} from "./parseFlags.js";

export const DUPLICATES_HELP = `npm run audit -- duplicates [flags]
  Checks whether the test repeats training: counts rows that are equal in every column, and test sessions and users whose items are
  those of another user in training. Items count as copied if they are the same in the same order (at least ${LEAST_ITEMS.identical} items), if one list
  begins the other, or if the lists differ in one item (at least ${LEAST_ITEMS.near} items). Beside each count stands what chance gives: the same count
  on random sequences with the same lengths, popularity and moves from item to item.
${LOG_HELP}
  --seed N             seed of the random sequences and of the generated shop (1)
${DATABASE_HELP}
  --strict             exit code 1 if there are more copies than by chance, or if identical rows are kept in a log that knows seconds
  --json               one JSON document on standard output, and nothing else
Examples:
  npm run audit -- duplicates --strict
  npm run audit -- duplicates --source clicks.csv --json`;

const FLAGS = {
  ...LOG_FLAGS,
  strict: {type: "boolean"}
} as const;

/** `npm run audit -- duplicates`. Returns the exit code. Throws as `auditCommand` does. */
export async function auditDuplicatesCommand(argv: readonly string[]): Promise<number> {
  const flags = parseFlags(argv, FLAGS);
  if (flags.help) {
    console.log(DUPLICATES_HELP);
    return 0;
  }
  const options = logOptions(flags, await readConfig());
  const {seed = 1} = options;
  if (await isSessionTable(options.source))
    throw new UserError("a table of sessions has no sequences of items", "give a log of events");
  return withSplitLog(
    {
      ...options,
      seed,
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
