import {EVENT_TYPES} from "../sources/events.js";
import {BESIDE_NAMES, BESIDE_ROLES, ID_ROLES, ROLES, type Role} from "./mapping.js";
import {TIME_READINGS} from "./timeFormats.js";

/** What the column of each role holds. */
const ROLE_TEXTS: Readonly<Record<Role, string>> = {
  user: "who",
  time: "when; date+clock or year+month+day+hour for one in several columns",
  event:
    "what happened; kind+type for a second column where the first is empty, always:transaction where every row is one",
  item: "what it is about",
  session: "the visit",
  price: "of one piece",
  category: "of the item",
  brand: "of the item",
  ingested: "when the event reached the log"
};

const BESIDE_TEXTS: Readonly<Record<(typeof BESIDE_ROLES)[number], string>> = {
  quantity: "how many pieces; a row with fewer than none is a return and left out",
  status: "what became of an order; rows that were returned, refunded or cancelled are left out",
  order: "the number of an order, whose later rows take the user and the time of its first",
  partOf: "the row that a row is part of; rows that have it are left out"
};

/** Other keys, what they are given, and what for. */
const OTHERS = [
  ["time-format", "FORMAT", `of the time: ${Object.keys(TIME_READINGS).join(", ")}`],
  ["ingested-format", "FORMAT", "of the time of ingestion, likewise"],
  ["zone", "MINUTES", "that the log's clock is ahead of UTC, for times that do not say it"],
  ["decimal", "point|comma", "the sign before the decimals of prices"],
  ["price-unit", "whole|cents", "whether prices are in hundredths"],
  ["deduplicate", "yes|no", "whether rows that are equal in all that is read are one event"],
  ["names", "ROLES", `those of ${ID_ROLES.join(", ")} whose ids are names and no whole numbers; none`]
] as const;

/** The keys that a mapping is corrected by, but for words for events. */
export function mappingKeys(): string[] {
  return [...ROLES, ...BESIDE_ROLES.map((key) => BESIDE_NAMES[key]), ...OTHERS.map(([key]) => key)];
}

/** Lines that say what `--map` takes, one a key, for the help of the command line. */
export function mappingHelp(): string {
  const lines = [
    ...ROLES.map((role) => [`${role}=COLUMN|none`, ROLE_TEXTS[role]] as const),
    [`event.WORD=TYPE`, `what a word for events stands for: ${EVENT_TYPES.join(", ")} or none`] as const,
    ...BESIDE_ROLES.map((key) => [`${BESIDE_NAMES[key]}=COLUMN|none`, BESIDE_TEXTS[key]] as const),
    ...OTHERS.map(([key, value, text]) => [`${key}=${value}`, text] as const)
  ];
  const width = Math.max(...lines.map(([key]) => key.length));
  return lines.map(([key, text]) => `  ${key.padEnd(width)}  ${text}`).join("\n");
}
