import type {Block, Cell} from "../documents/reportDocument.js";
import {exact, none, table} from "../documents/cells.js";
import {countText as count, fixedText as fixed, namesText} from "../documents/cellText.js";
import {DAY_MS} from "../core/time.js";
import {COLUMN_MEANINGS, type ColumnAudit} from "../leakage/auditColumn.js";
import type {DuplicateReport} from "../leakage/auditDuplicates.js";
import type {CopiedSequences} from "../leakage/copiedSequences.js";
import type {DuplicateSequences} from "../leakage/duplicateSequences.js";
import {LEAST_ITEMS, LIKENESS_MEANINGS} from "../leakage/sequences.js";
import type {LogAudit} from "./logAudit.js";
import {shareCell} from "./shareCell.js";

/** What the audit found that a reader wants first, a sentence each. */
export function leakageFindings({replay, duplicates, columns}: LogAudit): string[] {
  const found: string[] = [];
  if (!("none" in replay))
    found.push(
      replay.leaks.length === 0
        ? `None of the features looks ahead (${count(replay.examples)} examples replayed).`
        : `${replay.leaks.map(({feature}) => feature).join(", ")} look ahead.`
    );
  for (const {column, verdict} of columns.filter((one) => one.verdict !== "no sign"))
    found.push(`The column ${column} may know the outcome (${verdict}).`);
  if ("none" in duplicates) return found;
  const {rows, sequences, copied} = duplicates;
  if (rows.fault) found.push(`${count(rows.kept)} rows are equal to another in every column, and count twice.`);
  if (copied !== null && copied.near > copied.byChance)
    found.push(
      `${count(copied.near)} users of the test part have the sequence of another user in training; chance would give ${count(copied.byChance)}.`
    );
  for (const {unit, counts} of sequences?.units ?? [])
    for (const {likeness, found: some, byChance, more} of counts)
      if (more)
        found.push(
          `${count(some)} ${unit}s of the test part are like one of another user in training (${LIKENESS_MEANINGS[likeness]}); chance would give ${chanceText(byChance)}.`
        );
  return found;
}

/** The section on leakage: features that look ahead, columns that may know the outcome, and what the test repeats of training. */
export function leakageBlocks(audit: LogAudit | {readonly none: string}, notRead: readonly string[]): Block[] {
  const unread: Block[] =
    notRead.length === 0
      ? []
      : [
          {
            kind: "paragraph",
            text: `Not audited: ${namesText(notRead)}. A column without a role may know the outcome; keep it when the log is read in the tab, or give --column NAME on the command line, and it is audited too.`
          }
        ];
  if ("none" in audit) return [{kind: "paragraph", text: `The audit was not made: ${audit.none}.`}, ...unread];
  const {replay, duplicates, columns} = audit;
  return [
    {
      kind: "paragraph",
      text: "Two things can make a score too good: something that looks ahead, a feature or a column of the log, and a test that repeats what training has seen."
    },
    ...replayBlocks(replay),
    ...(columns.length === 0 ? [] : [columnsTable(columns)]),
    ...("none" in duplicates
      ? [{kind: "paragraph" as const, text: `Training and test were not compared: ${duplicates.none}.`}]
      : duplicateBlocks(duplicates)),
    ...unread
  ];
}

function replayBlocks(replay: LogAudit["replay"]): Block[] {
  if ("none" in replay) return [{kind: "paragraph", text: `The features were not replayed: ${replay.none}.`}];
  const differ = replay.byFeature.reduce((sum, {deleted, invented}) => sum + deleted + invented, 0);
  return [
    table({
      caption: "Features made again with the future deleted",
      columns: [{name: "figure"}, {name: "value"}],
      rows: [
        ["audited", replay.audited],
        ["examples replayed", exact(replay.examples)],
        ["examples of the log", exact(replay.ofExamples)],
        ["values compared", exact(replay.cells)],
        ["values that differ", exact(differ)]
      ],
      note: "Baseline: no value of a feature that does not look ahead may differ. A sample, so a leak that is rarer than one example in those replayed can be missed."
    }),
    ...replay.leaks.map(({feature, kind}): Block => ({kind: "warning", text: `${feature} looks ahead (${kind}).`}))
  ];
}

function columnsTable(columns: readonly ColumnAudit[]): Block {
  return table({
    caption: "Columns without a role: does one know who buys later?",
    columns: [{name: "column"}, {name: "verdict"}, {name: "what it means"}, {name: "at a user's first value, AUC"}],
    rows: columns.map(({column, verdict, first}) => [
      column,
      {kind: "verdict", tone: verdict === "no sign" ? "good" : verdict === "suspect" ? "fair" : "bad", text: verdict},
      COLUMN_MEANINGS[verdict],
      "none" in first
        ? none(first.none)
        : `${fixed(first.value, 3)} [${fixed(first.low, 3)}, ${fixed(first.high, 3)}], n = ${count(first.rows)}`
    ]),
    note: "The AUC (area under the ROC curve) ranks users by the first value they have, against whether they buy later in the log; 0.5 is chance. 95 % intervals."
  });
}

/** Identical rows, the same events at other times, the same items. */
function duplicateBlocks({rows, sequences, copied}: DuplicateReport): Block[] {
  return [
    rowsTable({rows}),
    ...(copied === null ? [] : [copiedTable(copied)]),
    ...(sequences === null ? [] : [sequencesBlock(sequences)]),
    ...(copied === null && sequences === null
      ? [{kind: "paragraph" as const, text: "The log was not split, so training and test were not compared."}]
      : [])
  ];
}

function rowsTable({rows}: Pick<DuplicateReport, "rows">): Block {
  const clock = rows.tickMs === DAY_MS ? "days" : rows.tickMs > 1000 ? "minutes" : null;
  return table({
    caption: "Rows that are equal in every column",
    columns: [{name: "figure"}, {name: "value"}],
    rows: [
      ["rows equal to an earlier one", exact(rows.identical)],
      ["of these, kept as events of their own", exact(rows.kept)]
    ],
    note:
      clock !== null
        ? `The log's times are whole ${clock}, so that equal rows may be several events.`
        : rows.fault
          ? "They count twice in every total. Unless each is an event of its own, read the log with “rows that are equal are one event” (--map deduplicate=yes)."
          : "Complete counts, without an interval."
  });
}

function copiedTable(copied: CopiedSequences): Block {
  return table({
    caption: "What the test repeats of training",
    columns: [{name: "figure"}, {name: "value"}, {name: "baseline"}],
    rows: [
      ["users of the test part", exact(copied.testUsers), "–"],
      ["with enough events to be compared", exact(copied.compared), "–"],
      [
        "with the sequence of another user in training",
        copied.compared === 0
          ? none("no user has enough events")
          : copied.least === null
            ? none("sequences of this log cannot be told apart")
            : shareCell(copied.near, copied.compared),
        copied.compared === 0 ? "–" : `${count(copied.byChance)} by chance, with shuffled pauses`
      ],
      ["of these, the same to the last event", exact(copied.identical), "–"]
    ],
    note: "Compared are events with their types, items and the pauses between them, wherever they lie in time."
  });
}

function sequencesBlock({units, resamples}: DuplicateSequences): Block {
  if (units.length === 0)
    return {kind: "paragraph", text: "Items of training and test were not compared: one of the two has none."};
  return table({
    caption: "Items of the test part that another user in training has too",
    columns: [{name: "of the test part"}, {name: "likeness"}, {name: "found"}, {name: "by chance"}, {name: "verdict"}],
    rows: units.flatMap(({unit, compared, counts}) =>
      counts.map(({likeness, found, byChance, more}): Cell[] => [
        `${count(compared)} ${unit}s with ${LEAST_ITEMS.identical} items or more`,
        LIKENESS_MEANINGS[likeness],
        exact(found),
        chanceText(byChance),
        more
          ? {kind: "verdict", tone: "bad", text: "more than chance"}
          : {kind: "verdict", tone: "good", text: "no more than chance"}
      ])
    ),
    note: `Compared is the order in which each item first comes. By chance: the same on sequences drawn anew with the same lengths, popularity and moves from item to item, the mean of ${count(resamples)} draws. More than chance: p < 0.001, all comparisons taken together.`
  });
}

const chanceText = (byChance: number) => (byChance < 10 ? fixed(byChance, 1) : count(Math.round(byChance)));
