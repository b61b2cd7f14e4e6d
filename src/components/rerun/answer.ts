import type {RunDocument} from "../../lib/pipeline/stages.js";
import {rerunHeadline, type RerunHeadline} from "../../lib/reports/rerun.js";
import {count, duration} from "../format.js";
import {changedAssumptions, type Assumptions} from "./assumptions.js";

/** The answer to the page's question in one sentence, before a run and after it. */
export function answer(published: RunDocument, recomputed: RunDocument | null, assumed: Assumptions): string {
  const {tables, events, again} = rerunHeadline(published, recomputed);
  if (again === null || recomputed === null) {
    return `Not checked yet in this browser. The button below makes ${count(events)} events again from a seed, and all ${tables} tables from them. It compares each with the table that we published, by a fingerprint (SHA-256).`;
  }
  const changes = changedAssumptions(published, assumed);
  if (changes.length > 0) return changedAnswer(changes, tables, again, "as published");
  return again.firstDiffering === null
    ? `Yes. All ${tables} tables made here by ${recomputed.engine} are identical, bit for bit, to those published from ${published.engine}; making and hashing them took ${duration(again.ms)}.`
    : `No. Of ${tables} tables, ${again.differing} made here by ${recomputed.engine} differ from those published from ${published.engine}, first ${again.firstDiffering}. Please report it.`;
}

/** The answer for the reader's own log: what was made of it when it was read, against what is made of the same rows now. */
export function ownAnswer(first: RunDocument, recomputed: RunDocument | null, assumed: Assumptions): string {
  const {tables, events, again} = rerunHeadline(first, recomputed);
  if (again === null)
    return `Not checked yet in this browser. ${tables} tables were made of the ${count(events)} events of ${first.source} when it was read. The button below makes them all again from its rows and compares their fingerprints (SHA-256).`;
  const changes = changedAssumptions(first, assumed);
  if (changes.length > 0) return changedAnswer(changes, tables, again, "as in the first run");
  return again.firstDiffering === null
    ? `Yes. All ${tables} tables made here from ${first.source} are identical, bit for bit, to those of the first run; making and hashing them took ${duration(again.ms)}. The command line prints the same hashes.`
    : `No. Of ${tables} tables, ${again.differing} differ from those of the first run, first ${again.firstDiffering}. Please report it.`;
}

/** What stays when something else is assumed. */
function changedAnswer(
  changes: readonly string[],
  tables: number,
  {same, firstDiffering, ms}: NonNullable<RerunHeadline["again"]>,
  as: string
): string {
  return `With ${changes.join(" and ")}, ${same === 0 ? "no table stays" : `${same} of ${tables} tables stay`} ${as}${firstDiffering === null ? "" : `; the first that differs is ${firstDiffering}`}. Made and hashed here in ${duration(ms)}.`;
}
