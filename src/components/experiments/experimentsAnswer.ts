import type {ExperimentsHeadline} from "../../lib/reports/experiments.js";
import {count} from "../format.js";

/** The page's answer: how many visitors a lift of 15 % takes, and what looking again and again does. */
export function experimentsAnswer({needed, raised, shopUsers}: ExperimentsHeadline): string {
  const rounded = Number(needed.toPrecision(2));
  const size = needed > shopUsers ? "More than a small shop has" : "No more than a small shop has";
  const peeking = raised
    ? "Looking again and again, and stopping at the first success, finds effects that are not there."
    : "Looking again and again does no measurable harm here.";
  return `${size}. Where one visitor in twenty buys, an experiment needs about ${count(rounded)} of them to show that an offer raises purchases as much as one report promises. ${peeking}`;
}
