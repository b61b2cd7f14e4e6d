import type {Demonstration} from "../claim.js";

/** What is still to come, in a reader's words: the ends of "Still needed: …". */
export const SERVING = "the scoring server and its load test";
export const EXPERIMENTS = "an experiment with the visitors of a real shop, whose size the page Experiments computes";
export const DASHBOARD = "the dashboard of sales, which runs on Online Retail";
export const RETAILROCKET =
  "RetailRocket's own event log, which may not be redistributed; npm run claims -- --mirror DIR judges the claim on it";
/** The larger part of that data set. */
export const RETAILROCKET_PROPERTIES =
  "RetailRocket's item properties, by far the larger part of its files, which may not be redistributed and have no generated twin here";

/** Counted from RetailRocket's own log by whoever has it, see `npm run claims -- --mirror DIR`; otherwise `standIn` speaks, if there is one. */
export function counted(figure: string, standIn?: Demonstration): Demonstration {
  return {honest: `retailrocket#${figure}`, standIn};
}

/** A figure of the generated twin of RetailRocket. */
export function onTwin(figure: string): Demonstration {
  return {honest: `twin-retailrocket#${figure}`};
}

/** The share of a published total within which the twin was built to come. */
const TWIN_TOLERANCE = 0.02;

/** The same total in the log and in its twin, which was set to it. */
export function countedOrTwin(figure: string, total: number): Demonstration {
  return counted(figure, {
    ...onTwin(figure),
    built: {
      within: TWIN_TOLERANCE * total,
      how: "Our generated twin was set to this total, so its agreement is no evidence."
    }
  });
}
