import {UsageError} from "../../src/lib/core/errors.js";
import type {ClaimRow} from "../../src/lib/claims/claim.js";
import {buildLedger} from "../../src/lib/claims/ledger.js";
import {summarise} from "../../src/lib/claims/ledgerSummary.js";
import {show, showIn} from "../../src/lib/claims/show.js";
import {VERDICTS} from "../../src/lib/claims/verdictNames.js";
import {readResults} from "../results/results.js";
import {retailrocketTotals} from "../data/retailrocketTotals.js";
import {nearest, parseFlags} from "./parseFlags.js";

const HELP = `npm run claims -- [flags]
  --json         one JSON document on standard output, and nothing else
  --id ID        one claim, with the steps of its arithmetic
  --mirror DIR   a folder of downloaded logs (CLICKPROOF_DATA_MIRROR); claims about a log in it are judged on that log
Without flags: the ledger as a table, and how many claims have which verdict.`;

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
  const ledger = buildLedger({...readResults(), ...(found && {[found.study]: found})});
  const chosen = flags.id === undefined ? ledger : {claims: ledger.claims.filter(({id}) => id === flags.id)};
  if (chosen.claims.length === 0) {
    const ids = ledger.claims.map(({id}) => id);
    throw new UsageError(`unknown claim ${flags.id}; did you mean ${nearest(flags.id ?? "", ids)}?`);
  }
  if (flags.json) console.log(JSON.stringify(chosen, null, 1));
  else if (flags.id !== undefined) console.log(chosen.claims.map(describe).join("\n\n"));
  else {
    console.log(table(ledger.claims));
    const {claims, byVerdict, onTwin} = summarise(ledger);
    const counts = VERDICTS.filter((name) => byVerdict[name] > 0).map((name) => `${byVerdict[name]} ${name}`);
    console.log(`\n${claims} claims: ${counts.join(", ")}. ${onTwin} are judged on a generated twin (marked *).`);
  }
  return 0;
}

function table(rows: readonly ClaimRow[]): string {
  const header = ["n", "claim", "claimed", "ours", "verdict"];
  const cells = rows.map((row) => [
    String(row.n),
    row.id,
    row.claimed.printed,
    row.honest === null ? "" : ours(row),
    row.onTwin ? `${row.verdict} *` : row.verdict
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
    `${row.id} (${row.system}, lines ${row.lines}, ${row.kind})`,
    `${row.statement}: ${row.claimed.printed}`,
    ...(row.honest === null ? [] : [`Ours: ${ours(row)}; ${row.honest.dataset}; ${row.honest.protocol}.`]),
    ...(row.arithmetic === null
      ? []
      : row.arithmetic.steps.map(({expression, value, unit}) => `  ${expression} = ${showIn(value, unit)}`)),
    `Verdict: ${row.verdict}. ${row.reason}`,
    `Shown by: ${row.command}; page ${row.page}`
  ].join("\n");
}

function ours({honest, unit}: ClaimRow): string {
  if (honest === null) return "";
  const {value, low, high} = honest;
  return low === null || high === null ? showIn(value, unit) : `${showIn(value, unit)} (${show(low)} to ${show(high)})`;
}
