import type {Need} from "../../lib/features/feature.js";

const WITHOUT: Readonly<Partial<Record<Need, string>>> = {
  purchases: "no purchases",
  carts: "no additions to a cart",
  items: "no items",
  departments: "no categories of items",
  users: "no user who comes back",
  hours: "days and no times of day, so what comes later in a session is not known"
};

/** What a log has not, in words: `no purchases, no items`. */
export function missingRequirementText(lacks: readonly Need[]): string {
  return lacks.map((lack) => WITHOUT[lack] ?? `no ${lack}`).join(", ");
}
