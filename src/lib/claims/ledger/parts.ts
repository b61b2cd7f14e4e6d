import type {Demonstration} from "../claim.js";

/** What is still to come, in a reader's words: the ends of "Still needed: …". */
export const FORECAST =
  "the part of the workbench that forecasts sales, with RetailRocket's event log or its generated twin";
export const NEXT_ITEM =
  "the part of the workbench that recommends the next item, with RetailRocket's event log or its generated twin";
export const SERVING = "the scoring server and its load test";
export const EXPERIMENTS = "the part of the workbench on experiments, which simulates what an intervention earns";
export const DASHBOARD = "the dashboard of sales, which runs on Online Retail";
export const RETAILROCKET = "RetailRocket's own event log, which may not be passed on and has to be dropped in";
/** The larger part of that data set. */
export const RETAILROCKET_PROPERTIES =
  "RetailRocket's item properties, by far its larger part, which may not be passed on and have no twin here";

/** Counted from RetailRocket's own log by whoever has it, see `npm run claims -- --mirror DIR`; otherwise `standIn` speaks, if there is one. */
export function counted(figure: string, standIn?: Demonstration): Demonstration {
  return {honest: `retailrocket#${figure}`, onTwin: false, standIn};
}

/** A figure of the generated twin of RetailRocket. `within` is given for totals to which the twin was built, in the claim's unit. */
export function onTwin(figure: string, within?: number): Demonstration {
  return {honest: `twin-retailrocket#${figure}`, onTwin: true, within};
}

/** The share of a published total within which the twin was built to come. */
const TWIN_TOLERANCE = 0.02;

/** The same total in the log and in its twin. */
export function countedOrTwin(figure: string, total: number): Demonstration {
  return counted(figure, onTwin(figure, TWIN_TOLERANCE * total));
}
