import {UserError} from "../../../src/lib/core/errors.js";
import {correctGuess} from "../../../src/lib/eventLog/correctGuess.js";
import {unsureRoles} from "../../../src/lib/eventLog/guessMapping.js";
import {inspectLog} from "../../../src/lib/eventLog/inspectLog.js";
import type {LogFile} from "../../../src/lib/eventLog/logFile.js";
import {mappingProblems} from "../../../src/lib/eventLog/mapping.js";
import {readConfirmed} from "../../../src/lib/eventLog/readConfirmed.js";
import type {Engine} from "../../../src/lib/sql/engine.js";
import {NOTHING_READ, readTables, type ReadBack} from "./readTables.js";

/** Reads a log with nothing of Node, as a tab can: the same steps as those of the command line. */
export async function readInTab(engine: Engine, file: LogFile, map: string): Promise<ReadBack> {
  const stop = (how: "asked" | "refused" | "crashed", message: string): ReadBack => ({
    ...NOTHING_READ,
    stopped: {how, message},
    notices: [],
    taken: ""
  });
  try {
    const inspection = await inspectLog(file);
    const {guess, mapping} = correctGuess(inspection, map);
    const [problem] = mappingProblems(mapping, inspection.columns);
    if (problem !== undefined) return stop("refused", problem);
    const unsure = unsureRoles(guess);
    if (unsure.length > 0) return stop("asked", `what is ${unsure.join(", ")}?`);
    const {unknown} = await readConfirmed(engine, file, inspection, mapping, {engineReadsParquet: false});
    const tables = await readTables(engine);
    // one odd row is set aside like any other that cannot be read
    const rows = tables.kept.line.length + tables.aside.line.length;
    const asked = unknown.filter((word) => word.rows >= 2 && word.rows >= 0.0005 * rows);
    if (asked.length > 0) return stop("asked", `what do ${asked.map(({word}) => word).join(", ")} stand for?`);
    return {stopped: null, notices: [], taken: "", ...tables};
  } catch (error) {
    return stop(error instanceof UserError ? "refused" : "crashed", (error as Error).message);
  }
}
