import {relative} from "node:path";
import {beforeEach, expect} from "vitest";
import {writeJournal} from "./journal.js";

// written by the process that runs the file, before it does: one that is stuck sends no messages
const file = relative("", expect.getState().testPath ?? "");
writeJournal({begins: file, pid: process.pid});
beforeEach(({task}) => writeJournal({file, test: task.name}));
