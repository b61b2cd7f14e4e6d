import {UsageError} from "../../src/lib/core/errors.js";
import {execFileSync} from "node:child_process";
import type {ClaimRow, Source} from "../../src/lib/claims/claim.js";
import {GRADES} from "../../src/lib/claims/grades.js";
import {buildLedger} from "../../src/lib/claims/ledger.js";
import {summarise} from "../../src/lib/claims/ledgerSummary.js";
import {show, showIn} from "../../src/lib/claims/show.js";
import {OUTCOMES} from "../../src/lib/claims/outcomes.js";
import type {StudyResult} from "../../src/lib/core/result.js";
import {readClaimResults} from "../results/claimFigures.js";
import {RESULTS} from "../results/results.js";
import {retailrocketTotals} from "../data/retailrocketTotals.js";
import {nearest, parseFlags} from "./parseFlags.js";

const HELP = `npm run claims -- [flags]
  Prints the ledger of claims as a table, and how many claims have each outcome and each grade of evidence.
  --id ID              prints one claim, with the steps of its arithmetic
  --mirror DIR         a folder of downloaded logs (CLICKPROOF_DATA_MIRROR); claims about a log in it are judged on that log
  --json               one JSON document on standard output, and nothing else
Each committed result is checked first: an edited figure, a wrong key or a missing figure is an error that names file and claims.
Examples:
  npm run claims
  npm run claims -- --id smartrocket-timestamp`;

/**
 * `npm run claims`: the ledger from the committed results. Returns the exit code.
 * Throws `UsageError` for flags that make no sense and for an unknown claim, naming the nearest.
 */
export async function claimsCommand(argv: string[]): Promise<number> {
  const flags = parseFlags(argv, {
    json: {type: "boolean"},
    id: {type: "string"},
    mirror: {type: "string"},
    help: {type: "boolean", short: "h"}
  });
  if (flags.help) {
    console.log(HELP);
    return 0;
  }
  const mirror = flags.mirror ?? process.env.CLICKPROOF_DATA_MIRROR;
  const found = mirror === undefined ? null : await retailrocketTotals(mirror);
  const results: Record<string, StudyResult> = {...readClaimResults(), ...(found && {[found.study]: found})};
  const ledger = buildLedger(results);
  const chosen = flags.id === undefined ? ledger : {claims: ledger.claims.filter(({id}) => id === flags.id)};
  if (chosen.claims.length === 0) {
    const ids = ledger.claims.map(({id}) => id);
    throw new UsageError(`unknown claim ${flags.id}; did you mean ${nearest(flags.id ?? "", ids)}?`);
  }
  if (flags.json) {
    const trace = tracing(results);
    const claims = chosen.claims.map((row) => ({...row, sources: row.sources.map(trace)}));
    console.log(JSON.stringify({claims}, null, 1));
  } else if (flags.id !== undefined) console.log(chosen.claims.map(describe).join("\n\n"));
  else {
    console.log(table(ledger.claims));
    const {claims, numbers, inWords, byOutcome, byGrade} = summarise(ledger);
    const counts = <K extends string>(names: readonly K[], of: Readonly<Record<K, number>>) =>
      names
        .filter((name) => of[name] > 0)
        .map((name) => `${of[name]} ${name}`)
        .join(", ");
    console.log(
      `\n${claims} claims in ${numbers} printed numbers and ${inWords} statements: ${counts(OUTCOMES, byOutcome)}.`
    );
    console.log(`Evidence: ${counts(GRADES, byGrade)}.`);
  }
  return 0;
}

function table(rows: readonly ClaimRow[]): string {
  const header = ["n", "claim", "claimed", "ours", "outcome", "evidence"];
  const cells = rows.map((row) => [
    `${row.n}${row.part ?? ""}`,
    row.id,
    row.claimed.printed,
    row.honest === null ? "" : ours(row),
    row.outcome,
    row.grade ?? ""
  ]);
  const widths = header.map((name, i) => Math.max(name.length, ...cells.map((line) => line[i].length)));
  const line = (parts: readonly string[]) =>
    parts
      .map((part, i) => (i === 0 ? part.padStart(widths[i]) : part.padEnd(widths[i])))
      .join("  ")
      .trimEnd();
  return [line(header), line(widths.map((width) => "-".repeat(width))), ...cells.map(line)].join("\n");
}

function describe(row: ClaimRow): string {
  return [
    `${row.id} (“${row.report}”, lines ${row.lines}, ${row.kind})`,
    `${row.statement}: ${row.claimed.printed}`,
    ...(row.honest === null ? [] : [`Ours: ${ours(row)}; ${row.honest.dataset}; ${row.honest.protocol}.`]),
    ...(row.arithmetic === null
      ? []
      : row.arithmetic.steps.map(({expression, value, unit}) => `  ${expression} = ${showIn(value, unit)}`)),
    `Outcome: ${row.outcome}. ${row.reason}`,
    `Evidence: ${row.grade ?? "none"}${row.sources.map(({study, figure, key}) => `; ${study}#${figure} (${key.slice(0, 12)})`).join("")}.`,
    `Shown by: ${row.command}${row.test === null ? "" : `; test ${row.test}`}; page ${row.page}`
  ].join("\n");
}

function ours({honest, unit}: ClaimRow): string {
  if (honest === null) return "";
  const {value, low, high} = honest;
  return low === null || high === null ? showIn(value, unit) : `${showIn(value, unit)} (${show(low)} to ${show(high)})`;
}

/** A figure's source with what it takes to trace it: inputs, options and code of its study, and the commit that brought its result. */
function tracing(results: Readonly<Record<string, StudyResult>>): (source: Source) => object {
  const commits = new Map<string, string | null>();
  return (source) => {
    const {inputs, options, code, sha256 = null} = results[source.study];
    if (!commits.has(source.study)) commits.set(source.study, commitOf(source));
    return {...source, sha256, inputs, options, code, commit: commits.get(source.study)};
  };
}

/** The commit in which a study's result first had its key; null outside a repository, or where none has it yet. */
function commitOf({study, key}: Source): string | null {
  try {
    const args = ["log", "-1", "--format=%H", `-S${key}`, "--", `${study}.json`];
    const commit = execFileSync("git", args, {
      cwd: RESULTS,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"]
    }).trim();
    return commit === "" ? null : commit;
  } catch {
    return null;
  }
}
