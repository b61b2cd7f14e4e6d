import type {CountedTarget} from "../../lib/targets/powerAnalysis.js";
import {TARGETS} from "../../lib/targets/target.js";
import type {CountedShop} from "../../lib/targets/targetsPage.js";

/** What was counted on a shop, over all parts: what the planner scales. */
export function countedTargets({ladder}: CountedShop): CountedTarget[] {
  return TARGETS.map((rung) => {
    const sum = (name: "examples" | "positives" | "positiveUsers") =>
      ladder[rung.id].reduce((total, part) => total + part[name], 0);
    return {rung, examples: sum("examples"), positives: sum("positives"), positiveUsers: sum("positiveUsers")};
  });
}
