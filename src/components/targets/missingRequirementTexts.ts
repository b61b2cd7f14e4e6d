import type {Need} from "../../lib/features/feature.js";

const WITHOUT: Readonly<Partial<Record<Need, string>>> = {
  purchases: "no purchases",
  carts: "no additions to a cart",
  items: "no items",
  departments: "no categories of items",
  users: "no returning users",
  hours: "days but no times of day, so that it does not show what comes later in a session"
};

/** What a log has not, in words: `no purchases, no items`. */
export function missingRequirementText(lacks: readonly Need[]): string {
  return lacks.map((lack) => WITHOUT[lack] ?? `no ${lack}`).join(", ");
}
