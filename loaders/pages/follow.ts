import {shopOptions} from "../../src/lib/generator/shop.js";
import type {Figure} from "../../src/lib/core/result.js";
import {ledgerResults} from "../../src/lib/claims/ledger.js";
import type {Results} from "../../src/lib/claims/judge.js";
import {parseSplit} from "../../src/lib/pipeline/parseSplit.js";
import {recomputable, type RecomputeOptions} from "../../src/lib/reports/recomputedFigures.js";
import {readResults} from "../results/results.js";
import {PAGE_SHOP} from "./shopLog.js";

/** What a re-run needs to go on from its tables to figures and claims. */
export interface FollowPage {
  readonly options: Omit<RecomputeOptions, "onProgress">;
  /** What claims are judged by. */
  readonly results: Results;
}

/** The published figures that a tab can make anew, how they were made, and what claims are judged by. */
export function followPage(): FollowPage {
  const results = readResults();
  const {options} = results["shop-paper"] as {options: {cutDays: [number, number]}};
  const {split, sessions, until} = results["targets-paper"].tables.protocols;
  const {startMs, users} = shopOptions(PAGE_SHOP.profile, {seed: PAGE_SHOP.seed});
  const figures: Record<string, Figure> = {};
  for (const study of ["pipeline-paper", "shop-paper", "targets-paper", "models"])
    for (const [name, figure] of Object.entries(results[study].figures)) figures[`${study}#${name}`] = figure;
  return {
    options: {
      published: recomputable(figures),
      startMs,
      cutDays: options.cutDays,
      users,
      protocol: {
        split: parseSplit(String(split[0])),
        sessions: sessions[0] as "all" | "followed",
        until: until[0] as "log" | "part"
      }
    },
    results: ledgerResults(results)
  };
}
