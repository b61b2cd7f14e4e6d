import type {Feature} from "../../lib/features/feature.js";
import {count} from "../format.js";

const ONE: Readonly<Record<string, string>> = {
  events: "event",
  sessions: "session",
  items: "item",
  minutes: "minute",
  seconds: "second",
  cents: "cent",
  tags: "tag",
  reviews: "review"
};

/** A feature's value in words: "3 events", "0.125 (125 ‰)", "14 h", "Monday", "code 4". */
export function unitText({unit}: Pick<Feature, "unit">, value: number): string {
  switch (unit) {
    case "‰":
      return `${count(value)} ‰`;
    case "hour":
      return `${value} h`;
    case "weekday":
      return ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"][value];
    case "code":
      return `code ${value}`;
    case "yes or no":
      return value === 1 ? "yes" : "no";
    default:
      return `${count(value)} ${value === 1 ? (ONE[unit] ?? unit) : unit}`;
  }
}
