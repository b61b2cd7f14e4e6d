import type {RunDocument} from "../../lib/pipeline/stages.js";
import {count, duration} from "../format.js";
import {changedAssumptions, type Assumptions} from "./assumptions.js";
import {differingStages, stageOf} from "./stageTable.js";

/** The answer to the page's question in one sentence, before a run and after it. */
export function answer(published: RunDocument, recomputed: RunDocument | null, assumed: Assumptions): string {
  const tables = published.stages.length;
  if (recomputed === null) {
    return `Not asked yet. ${tables} tables with ${count(published.totals.events)} events were published from ${published.engine}, each with a SHA-256; the button below makes them all again here, from a seed.`;
  }
  const differing = differingStages(published, recomputed);
  const changes = changedAssumptions(published, assumed);
  const time = duration(recomputed.stages.reduce((sum, {ms, hashMs}) => sum + ms + hashMs, 0));
  if (changes.length === 0) {
    return differing.length === 0
      ? `Yes. All ${tables} tables made here by ${recomputed.engine} are identical, bit for bit, to those published from ${published.engine}; making and hashing them took ${time}.`
      : `No. Of ${tables} tables, ${differing.length} made here by ${recomputed.engine} differ from those published from ${published.engine}, first ${stageOf(published, differing[0]).table}. Please report it.`;
  }
  const kept = tables - differing.length;
  return `With ${changes.join(" and ")}, ${kept === 0 ? "no table stays" : `${kept} of ${tables} tables stay`} as published${differing.length === 0 ? "" : `; the first that differs is ${stageOf(published, differing[0]).table}`}. Made and hashed here in ${time}.`;
}

/** The answer for the reader's own log: what was made of it when it was read, against what is made of the same rows now. */
export function ownAnswer(first: RunDocument, again: RunDocument | null, assumed: Assumptions): string {
  const tables = first.stages.length;
  if (again === null)
    return `Not asked yet. ${tables} tables with ${count(first.totals.events)} events were made of ${first.source} when it was read; the button below hashes them and makes them all again from its rows.`;
  const differing = differingStages(first, again);
  const changes = changedAssumptions(first, assumed);
  const time = duration(again.stages.reduce((sum, {ms, hashMs}) => sum + ms + hashMs, 0));
  if (changes.length === 0)
    return differing.length === 0
      ? `Yes. All ${tables} tables made here from ${first.source} are identical, bit for bit, to those of the first run; making and hashing them took ${time}. The command line prints the same hashes.`
      : `No. Of ${tables} tables, ${differing.length} differ from those of the first run, first ${stageOf(first, differing[0]).table}. Please report it.`;
  const kept = tables - differing.length;
  return `With ${changes.join(" and ")}, ${kept === 0 ? "no table stays" : `${kept} of ${tables} tables stay`} as in the first run${differing.length === 0 ? "" : `; the first that differs is ${stageOf(first, differing[0]).table}`}. Made and hashed here in ${time}.`;
}
