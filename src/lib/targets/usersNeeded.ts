import type {ShopSize} from "./opportunityFactor.js";
import {
  MAX_SESSIONS,
  MAX_USERS,
  powerAnalysis,
  type CountedTarget,
  type ExpectedTarget,
  type PowerAnalysisOptions
} from "./powerAnalysis.js";

/**
 * How many users a shop like `size` needs, with as many sessions a user and all else as it is, before a target is planned to be learnable: found by bisection, so
 * that one user fewer is not enough. Null where no shop that can be planned is large enough. Errors as `powerAnalysis`.
 */
export function usersNeeded(
  size: ShopSize,
  counted: CountedTarget,
  measured: ShopSize,
  options: PowerAnalysisOptions = {}
): number | null {
  powerAnalysis(size, [counted], measured, options); // has the checks of the size
  const perUser = size.sessions / size.users;
  const enough = (users: number): boolean => {
    const scaled = {...size, users, sessions: Math.max(users, Math.round(users * perUser))};
    const [{verdict}]: ExpectedTarget[] = powerAnalysis(scaled, [counted], measured, options);
    return verdict === "learnable";
  };
  let above = Math.floor(Math.min(MAX_USERS, MAX_SESSIONS / perUser));
  if (!enough(above)) return null;
  let below = 0;
  while (above - below > 1) {
    const middle = Math.floor((above + below) / 2);
    if (enough(middle)) above = middle;
    else below = middle;
  }
  return above;
}
