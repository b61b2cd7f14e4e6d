import {random, type Random} from "../../src/lib/core/random.js";
import {packed, type BaseLog} from "./baseLogs.js";
import {BYTE_MUTATIONS, LINE_MUTATIONS, LINES_OF, JSON_MUTATIONS} from "./mutations.js";
import type {BadInput} from "./badInput.js";
import {specialInputs} from "./specialInputs.js";

/**
 * Bad inputs, the same for the same seed: single mutations of every log first, then as many random combinations as are asked for, then cases of
 * a kind of their own.
 */
export function badInputs(logs: readonly BaseLog[], {seed = 1, combinations = 700} = {}): BadInput[] {
  const inputs: BadInput[] = [];
  for (const [i, log] of logs.entries()) {
    const mutations = mutationsOf(log);
    for (const [j, name] of mutations.entries()) inputs.push(mutated(log, [name], random(seed, i, j)));
  }
  for (let i = 0; i < combinations; i++) {
    const source = random(seed, 1000, i);
    const log = logs[source.below(logs.length)];
    const names = mutationsOf(log);
    const chosen = Array.from({length: 2 + source.below(3)}, () => names[source.below(names.length)]);
    inputs.push(mutated(log, chosen, source));
  }
  return [...inputs, ...specialInputs()];
}

function mutationsOf({kind}: BaseLog): string[] {
  const bytes = Object.keys(BYTE_MUTATIONS);
  if (kind === "parquet") return bytes;
  return [...Object.keys(LINE_MUTATIONS), ...(kind === "ndjson" ? Object.keys(JSON_MUTATIONS) : []), ...bytes];
}

function mutated(log: BaseLog, names: readonly string[], source: Random): BadInput {
  const all: Record<string, (lines: Uint8Array[], source: Random, log: BaseLog) => Uint8Array[]> = {
    ...LINE_MUTATIONS,
    ...JSON_MUTATIONS
  };
  let lines = log.kind === "parquet" ? [log.bytes] : LINES_OF(log.bytes);
  for (const name of names) if (name in all) lines = all[name](lines, source, log);
  let bytes: Uint8Array = Buffer.concat(lines);
  const damaging = names.filter((name) => name in BYTE_MUTATIONS);
  // half of the damage to packed files happens before they are packed
  const before = log.gzip && source.below(2) === 0;
  if (before) for (const name of damaging) bytes = BYTE_MUTATIONS[name](bytes, source);
  const text = bytes;
  bytes = packed(log, bytes);
  if (!before) for (const name of damaging) bytes = BYTE_MUTATIONS[name](bytes, source);
  const readable = log.kind !== "parquet" && (!log.gzip || before || damaging.length === 0);
  return {
    about: `${log.name}: ${names.join(", ")}`,
    name: log.name,
    bytes,
    ...(readable ? known(log, log.gzip ? text : bytes) : {records: null, unharmed: [], userColumn: log.userColumn})
  };
}

/** What a slow and separate look at a text says: where there is no quote, a record is a line that is not empty. */
function known(log: BaseLog, bytes: Uint8Array): Pick<BadInput, "records" | "unharmed" | "userColumn"> {
  const text = Buffer.from(bytes)
    .toString("latin1")
    .replace(/^\u00ef\u00bb\u00bf/, "");
  const lines = (log.kind === "ndjson" ? text.split("\n") : text.split(/\r\n|\n|\r/)).filter((line) => line !== "");
  const original = Buffer.from(log.bytes)
    .toString("latin1")
    .replace(/^\u00ef\u00bb\u00bf/, "")
    .split(/\r\n|\n|\r/);
  const whole = new Set(lines);
  const occurs = (line: string) => lines.filter((other) => other === line).length;
  const headed = !log.header || lines[0] === original[0];
  const certain = log.kind === "ndjson" ? !text.includes("\r") && !/[\u0000]/.test(text) : !text.includes('"');
  const unharmed = certain
    ? log.users.filter((_, i) => {
        const line = original[i + (log.header ? 1 : 0)];
        return whole.has(line) && occurs(line) === 1;
      })
    : [];
  const blank = log.kind === "ndjson" ? lines.filter((line) => line.trim() === "").length : 0;
  return {
    records: certain && headed ? lines.length - blank - (log.header ? 1 : 0) : null,
    unharmed,
    userColumn: headed ? log.userColumn : null
  };
}
