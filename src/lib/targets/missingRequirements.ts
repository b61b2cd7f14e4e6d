import type {LogFacts} from "../features/logFacts.js";
import type {Need} from "../features/feature.js";
import type {Target} from "./target.js";

/** What a log lacks for a target to be asked of it at all; empty where it can be. */
export function missingRequirements({examples, event, of, horizon}: Target, {has}: Pick<LogFacts, "has">): Need[] {
  const needs: Need[] = [event === "purchase" ? "purchases" : "carts"];
  if (examples.unit === "item" || of !== "anything") needs.push("items");
  if (of === "category") needs.push("departments");
  // a log of days cannot say what comes after the third event of a session; one without returning users, what comes after the session
  needs.push(horizon.by === "session" ? "hours" : "users");
  return needs.filter((need) => !has.has(need));
}
