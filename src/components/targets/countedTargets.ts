import type {CountedTarget} from "../../lib/targets/powerAnalysis.js";
import {TARGETS} from "../../lib/targets/target.js";
import type {CountedShop} from "../../lib/targets/targetsPage.js";

/** What was counted on a shop, over all parts: what the planner scales. */
export function countedTargets({counts}: CountedShop): CountedTarget[] {
  return TARGETS.map((target) => {
    const sum = (name: "examples" | "positives" | "positiveUsers") =>
      counts[target.id].reduce((total, part) => total + part[name], 0);
    return {target, examples: sum("examples"), positives: sum("positives"), positiveUsers: sum("positiveUsers")};
  });
}
