import {appendFileSync} from "node:fs";
import type {JournalLine} from "../loaders/tools/vitest.js";

type Untimed<Line> = Line extends JournalLine ? Omit<Line, "at"> : never;

/** Writes to the file that `CLICKPROOF_TEST_JOURNAL` names, at once. */
export function writeJournal(line: Untimed<JournalLine>): void {
  const path = process.env.CLICKPROOF_TEST_JOURNAL;
  if (path !== undefined) appendFileSync(path, `${JSON.stringify({at: Date.now(), ...line})}\n`);
}
