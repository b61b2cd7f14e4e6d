import type {CountedRung} from "../../lib/targets/planTargets.js";
import {RUNGS} from "../../lib/targets/rung.js";
import type {CountedShop} from "../../lib/targets/targetsPage.js";

/** What was counted on a shop, over all parts: what the planner scales. */
export function countedRungs({ladder}: CountedShop): CountedRung[] {
  return RUNGS.map((rung) => {
    const sum = (name: "examples" | "positives" | "positiveUsers") =>
      ladder[rung.id].reduce((total, part) => total + part[name], 0);
    return {rung, examples: sum("examples"), positives: sum("positives"), positiveUsers: sum("positiveUsers")};
  });
}
