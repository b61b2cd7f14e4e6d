import type {TargetsPage} from "../../lib/reports/targetsPage.js";
import type {DataTableOptions} from "../dataTable.js";
import {fixedCell, lineCell} from "./tableCells.js";

const COUNTS = [
  ["trainRows", "training rows"],
  ["validationRows", "validation rows"],
  ["testRows", "test rows"],
  ["trainPositives", "training positives"],
  ["validationPositives", "validation positives"],
  ["testPositives", "test positives"]
] as const;

const SESSIONS: Readonly<Record<string, string>> = {all: "all", followed: "with a later one"};
const UNTIL: Readonly<Record<string, string>> = {log: "the whole log", part: "own part"};

/** The counts of a report, and below them those of every protocol tried on the first shop, the nearest first. */
export function protocolTable({reported, protocols}: TargetsPage): DataTableOptions {
  const {split, sessions, until, distance} = protocols;
  const theirs = [...reported.rows, ...reported.positives];
  const same = (names: Readonly<Record<string, string>>, values: typeof sessions) =>
    values.map((value) => names[String(value)]);
  return {
    name: "targets-protocols",
    caption: "The report's counts, and those of each protocol on the generated shop",
    columns: {
      split: ["as reported", ...split],
      sessions: ["?", ...same(SESSIONS, sessions)],
      labels: ["?", ...same(UNTIL, until)],
      ...Object.fromEntries(COUNTS.map(([name], i) => [name, [theirs[i], ...protocols[name]]])),
      distance: [null, ...distance]
    },
    header: {
      sessions: "sessions used",
      labels: "labels use",
      ...Object.fromEntries(COUNTS)
    },
    format: {
      split: lineCell,
      sessions: lineCell,
      labels: lineCell,
      distance: fixedCell(3)
    },
    rows: 10
  };
}

/** What a figure of the page says of one protocol: its row, or `RangeError`. */
export function protocolRow(
  {protocols}: TargetsPage,
  wanted: {readonly split: string; readonly sessions: string; readonly until: string}
): Readonly<Record<string, number>> & {readonly place: number} {
  const row = protocols.split.findIndex(
    (split, i) =>
      split === wanted.split && protocols.sessions[i] === wanted.sessions && protocols.until[i] === wanted.until
  );
  if (row === -1) throw new RangeError(`no protocol ${JSON.stringify(wanted)}`);
  const numbers = [...COUNTS.map(([name]) => name), "distance"].map((name) => [name, Number(protocols[name][row])]);
  return {...(Object.fromEntries(numbers) as Record<string, number>), place: row + 1};
}
