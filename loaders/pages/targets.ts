import type {PartCounts} from "../../src/lib/targets/countTargets.js";
import type {SixCounts} from "../../src/lib/targets/countingProtocols.js";
import type {TargetsPage} from "../../src/lib/targets/targetsPage.js";
import {requireResult} from "../results/results.js";

/** What the Targets page shows before any control is touched, from the committed study. */
export function targetsPage(): TargetsPage {
  const result = requireResult("targets-paper");
  const {seed, otherSeeds, reported} = result.options as {seed: number; otherSeeds: number; reported: SixCounts};
  const {trainPositives} = result.figures;
  const {counts: byPart, shops, protocols} = result.tables;
  const number = (table: typeof shops, name: string, row: number) => Number(table[name][row]);
  const {value, low, high, n} = result.figures.nextSessionIfThereIsOne;
  return {
    shops: shops.profile.map((profile, i) => {
      const counts: Record<string, PartCounts[]> = {};
      byPart.profile.forEach((of, row) => {
        if (of !== profile) return;
        (counts[String(byPart.target[row])] ??= []).push({
          part: byPart.part[row] as PartCounts["part"],
          examples: number(byPart, "examples", row),
          positives: number(byPart, "positives", row),
          censored: number(byPart, "censored", row),
          positiveUsers: number(byPart, "positiveUsers", row)
        });
      });
      return {
        profile: String(profile),
        seed,
        size: {
          users: number(shops, "users", i),
          sessions: number(shops, "sessions", i),
          conversion: number(shops, "conversion", i),
          itemsPerSession: number(shops, "itemsPerSession", i),
          days: number(shops, "days", i)
        },
        counts
      };
    }),
    reported,
    protocols,
    otherSeeds: {seeds: otherSeeds + 1, low: trainPositives.low!, high: trainPositives.high!},
    nextIfThereIsOne: {value, low: low!, high: high!, n}
  };
}
