import {readFileSync} from "node:fs";
import {UsageError, UserError} from "../../src/lib/core/errors.js";
import {auditedFeatures} from "../../src/lib/leakage/auditedFeatures.js";
import {
  auditLeakage,
  LEAKAGE_OPTIONS,
  type LeakageOptions,
  type LeakageReport
} from "../../src/lib/leakage/auditLeakage.js";
import {auditInjectedLeaks, type InjectedLeakOutcome} from "../../src/lib/leakage/auditInjectedLeaks.js";
import {featureQuery} from "../../src/lib/leakage/featureQuery.js";
import {LEAK_MEANINGS} from "../../src/lib/leakage/leakKind.js";
import {INJECTED_LEAKS} from "../../src/lib/leakage/injectedLeaks.js";
import {auditColumn, COLUMN_MEANINGS, type ColumnAuc, type ColumnAudit} from "../../src/lib/leakage/auditColumn.js";
import {examplesName, examplesSql} from "../../src/lib/features/examples.js";
import {arrivalDelays, arrivalSentences} from "../../src/lib/pipeline/arrivalDelays.js";
import {TARGETS, type Target} from "../../src/lib/targets/target.js";
import {withAuditLog, type AuditLog} from "../leakage/auditLog.js";
import {readConfig} from "./config.js";
import {isSessionTable} from "../pipeline/sessionTable.js";
import {checkFile, fileError} from "../tools/contents.js";
import {auditDuplicatesCommand, DUPLICATES_HELP} from "./auditDuplicates.js";
import {copiedLines} from "./copiedLines.js";
import {wholeFlag} from "./flagValues.js";
import {columnFlags, DATABASE_HELP, LOG_FLAGS, LOG_HELP, logOptions} from "./logFlags.js";
import {nearest, parseFlags} from "./parseFlags.js";

const AUDITS = ["leakage", "duplicates"];

const HELP = `npm run audit -- leakage [flags]
  Checks whether a feature uses the future: deletes every event from an example's prediction time on, computes the features again
  by the same SQL, and compares. No value may differ. Also counts test users who are copies of training users, and identical rows.
${LOG_HELP}
  --sql FILE           audits features of your own: one SELECT over examples, events, sessions and items that gives example_id and the values
  --column NAME        audits a column that has no role: does it know of later purchases? May be repeated.
                       --sql finds the column in extra_columns (line, user_id, ts_ms, event, item_id and the columns)
  --target ID          with --column: how well the column's last value before an example predicts this target: ${TARGETS.map(({id}) => id).join(", ")}
  --planted            also audits ${INJECTED_LEAKS.length} features that look ahead on purpose; each should be caught
  --moment end|N       prediction time of the examples: just after the session's last event (end) or just after its N-th
  --examples N         how many examples to replay one by one (${LEAKAGE_OPTIONS.examples})
  --cuts N             how many points in time to delete everything from, for all examples at once (${LEAKAGE_OPTIONS.cuts})
  --seed N             seed of the sample of examples and of the generated shop (${LEAKAGE_OPTIONS.seed})
${DATABASE_HELP}
  --strict             exit code 1 if there is a leak, a column that may know the outcome or more copies than by chance, or if a planted leak is missed
  --json               one JSON document on standard output, and nothing else
Examples:
  npm run audit -- leakage --strict
  npm run audit -- leakage --source clicks.csv --column score

${DUPLICATES_HELP}`;

const FLAGS = {
  ...LOG_FLAGS,
  sql: {type: "string"},
  column: {type: "string", multiple: true},
  target: {type: "string"},
  planted: {type: "boolean"},
  moment: {type: "string"},
  examples: {type: "string"},
  cuts: {type: "string"},
  strict: {type: "boolean"}
} as const;

/** `npm run audit`. Returns the exit code. Throws `UsageError` for flags that make no sense and `UserError` for an audit that cannot be. */
export async function auditCommand(argv: readonly string[]): Promise<number> {
  const [what = "", ...rest] = argv;
  if (["-h", "--help"].includes(what)) {
    console.log(HELP);
    return 0;
  }
  if (!AUDITS.includes(what)) {
    throw new UsageError(
      what === "" || what.startsWith("-")
        ? `name an audit: ${AUDITS.join(", ")}`
        : `unknown audit ${what}; did you mean ${nearest(what, AUDITS)}?`
    );
  }
  if (what === "duplicates") return auditDuplicatesCommand(rest);
  const flags = parseFlags(rest, FLAGS);
  if (flags.help) {
    console.log(HELP);
    return 0;
  }
  const read = logOptions(flags, await readConfig());
  const options: LeakageOptions = {
    moment: momentOf(flags.moment),
    examples: wholeFlag("examples", flags.examples, 1) ?? LEAKAGE_OPTIONS.examples,
    cuts: wholeFlag("cuts", flags.cuts, 0) ?? LEAKAGE_OPTIONS.cuts,
    seed: read.seed ?? LEAKAGE_OPTIONS.seed
  };
  const columns = columnFlags(flags.column);
  const target = flags.target === undefined ? null : targetOf(flags.target);
  if (target !== null && columns.length === 0)
    throw new UsageError("--target is for a column that is brought; give --column with it");
  const query =
    flags.sql === undefined ? undefined : featureQuery(readSql(flags.sql), flags.sql, {extra: columns.length > 0});
  if (await isSessionTable(read.source)) {
    throw new UserError("a table of sessions has no events to delete", "give a log of events");
  }
  const tell = (line: string) => void process.stderr.write(`${line}\n`);
  const show = progressLine();
  return withAuditLog(
    {
      ...read,
      seed: options.seed,
      columns,
      moment: options.moment,
      onNote: (note) => flags.json || tell(`Note: ${note}`)
    },
    async (log) => {
      const settings = {now: () => performance.now(), onProgress: flags.json ? undefined : show.show};
      const report = await auditLeakage(log.engine, query ?? auditedFeatures(log.features), options, settings);
      const arrivals = log.source.hasArrivals ? await arrivalDelays(log.engine) : null;
      const {copied} = log;
      const notRead = log.source.notRead ?? [];
      const planted = flags.planted ? await auditInjectedLeaks(log.engine, options, settings) : [];
      // last, as a target may want other examples
      const audited: ColumnAudit[] = [];
      for (const column of columns) audited.push(await columnAudit(log, column, target));
      show.clear();
      const lacking =
        query === undefined ? log.lacking.map(({feature, lacks}) => ({feature: feature.name, lacks})) : [];
      if (flags.json)
        console.log(
          JSON.stringify({
            audit: what,
            ...about(log),
            ...report,
            lacking,
            planted,
            notRead,
            columns: audited,
            copied,
            arrivals
          })
        );
      else
        console.log(
          [
            ...heading(log, report),
            ...lines(report, notRead.length > 0 || audited.some(({verdict}) => verdict !== "no sign")),
            ...lackLines(lacking),
            ...planted.map(plantedLine),
            ...audited.flatMap(columnLines),
            ...(notRead.length === 0
              ? []
              : [`  not read: ${notRead.join(", ")}; --column NAME brings one and audits it`]),
            ...(copied === null
              ? []
              : [...copiedLines(copied), `  exact duplicates among the rows: ${count(copied.duplicateRows)}`]),
            ...(arrivals === null ? [] : arrivalSentences(arrivals).map((sentence) => `  ${sentence}`))
          ].join("\n")
        );
      const missed = planted.some(({expected, caught}) => expected && !caught);
      const found =
        report.leaks.length > 0 ||
        audited.some(({verdict}) => verdict !== "no sign") ||
        (copied !== null && copied.near > copied.byChance);
      return flags.strict && (found || missed) ? 1 : 0;
    }
  );
}

function targetOf(id: string): Target {
  const ids = TARGETS.map((target) => target.id);
  const found = TARGETS.find((target) => target.id === id);
  if (found === undefined)
    throw new UsageError(`there is no target ${id}; did you mean ${nearest(id, ids)}? There are ${ids.join(", ")}`);
  return found;
}

/** Audits a column; a target that asks at other moments gets examples of its own. */
async function columnAudit({engine}: AuditLog, column: string, target: Target | null): Promise<ColumnAudit> {
  if (target !== null) await engine.run(examplesSql(target.examples));
  return auditColumn(engine, column, target);
}

const percent = (share: number) => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;

function columnLines({column, verdict, kind, values, filled, users, first, known}: ColumnAudit): string[] {
  const area = (auc: ColumnAuc) =>
    "none" in auc
      ? `no AUC (${auc.none})`
      : `AUC ${auc.value.toFixed(3)} [${auc.low.toFixed(3)}, ${auc.high.toFixed(3)}], ${count(auc.positives)} positives of ${count(auc.rows)}`;
  return [
    `  column ${column}: ${verdict}. ${COLUMN_MEANINGS[verdict]}`,
    `    ${count(values)} values (${kind}); filled on ${filled.map(({type, share}) => `${percent(share)} of ${type}`).join(", ")}; one value all along for ${count(users.constant)} of ${count(users.several)} users with several`,
    `    at a user's first event, whether they buy later: ${area(first)}`,
    ...(known === null ? [] : [`    before the moment of an example, ${known.target}: ${area(known)}`])
  ];
}

function momentOf(text = "end"): LeakageOptions["moment"] {
  if (text === "end") return "end";
  if (/^[1-9]\d{0,5}$/.test(text)) return {afterEvent: Number(text)};
  throw new UsageError(`--moment is ${JSON.stringify(text)}; give end, or a whole number from 1`);
}

/** Longer than any feature, and short enough to be read by mistake. */
const MAX_SQL_LENGTH = 1_000_000;

function readSql(path: string): string {
  const {bytes} = checkFile(path);
  if (bytes > MAX_SQL_LENGTH) throw new UserError(`${path} has ${count(bytes)} bytes`, "give a file of SQL");
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw fileError(error, path);
  }
}

const count = (n: number) => n.toLocaleString("en-US");

function about({engine, source}: AuditLog) {
  return {
    source: source.spec.name,
    generated: source.spec.generated,
    profile: source.spec.generated ? source.profile : null,
    engine: engine.name
  };
}

function heading({source, examples}: AuditLog, {options, ofExamples}: LeakageReport): string[] {
  const made = source.spec.generated ? `, generated, profile ${source.profile}, seed ${options.seed}` : "";
  return [`${source.spec.name}${made}: ${count(ofExamples)} examples (${examplesName(examples)})`];
}

/** @param partial whether a column of the log was not audited, or may look ahead: then the features are not all there is */
function lines(report: LeakageReport, partial: boolean): string[] {
  const {audited, examples, moments, cells, byFeature, shown, wide, leaks, ms} = report;
  const differences = byFeature.reduce((sum, {deleted, invented}) => sum + deleted + invented, 0);
  const wideDifferences = wide.byFeature.reduce((sum, feature) => sum + feature.differences, 0);
  const wideExamples = wide.cuts.reduce((sum, cut) => sum + cut.examples, 0);
  const rate = (n: number, time: number) => `${count(Math.round((1000 * n) / Math.max(time, 1)))} examples/s`;
  const found = [
    `  ${audited}, ${count(examples)} examples of ${count(moments)} moments replayed, ${rate(examples, ms.replay)}`,
    `    ${count(cells)} values compared, ${count(differences)} differ`
  ];
  if (wide.cuts.length > 0) {
    found.push(
      `  everything deleted from ${wide.cuts.length} times on, ${rate(wideExamples, ms.wide)}`,
      `    ${count(wide.cells)} values of all earlier examples compared, ${count(wideDifferences)} differ`
    );
  }
  if (leaks.length === 0) return [...found, partial ? "  none of the features looks ahead" : "  nothing looks ahead"];
  for (const {feature, kind} of leaks) {
    found.push(`  LEAK ${feature}: ${kind}. ${LEAK_MEANINGS[kind]}`);
    const first = shown.find((difference) => difference.feature === feature);
    if (first !== undefined) {
      const instead = first.world === "deleted" ? "without what comes after" : "with another future";
      found.push(`    example ${first.example}: ${first.whole} on the whole log, ${first.replayed} ${instead}`);
    }
  }
  return found;
}

function lackLines(lacking: readonly {feature: string; lacks: readonly string[]}[]): string[] {
  if (lacking.length === 0) return [];
  const needs = [...new Set(lacking.flatMap(({lacks}) => lacks))];
  return [`  ${lacking.length} features are left out, as the log has no ${needs.join(", ")}`];
}

function plantedLine({name, kind, caught, namedAs, expected}: InjectedLeakOutcome): string {
  const said = caught
    ? namedAs === kind
      ? "caught and named"
      : `caught, but called ${namedAs}`
    : expected
      ? "NOT CAUGHT"
      : "not caught, and no mistake at this moment";
  return `  planted ${name} (${kind}): ${said}`;
}

/** A line on standard error that changes in place on a terminal; nothing when piped. */
function progressLine(): {show(text: string, share: number): void; clear(): void} {
  const clear = "\r\x1b[K";
  return {
    show: (text, share) => {
      if (process.stderr.isTTY) process.stderr.write(`${clear}${text} (${Math.round(100 * share)} %)`);
    },
    clear: () => {
      if (process.stderr.isTTY) process.stderr.write(clear);
    }
  };
}
