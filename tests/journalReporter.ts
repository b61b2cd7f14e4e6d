import {relative} from "node:path";
import type {Reporter, TestModule, TestSpecification} from "vitest/node";
import {writeJournal} from "./journal.js";

/** What the process that leads a run knows of it; see `loaders/tools/vitest.ts`. */
export default class JournalReporter implements Reporter {
  onTestRunStart(specifications: readonly TestSpecification[]): void {
    writeJournal({files: specifications.map(({moduleId}) => relative("", moduleId))});
  }

  onTestModuleEnd(module: TestModule): void {
    const count = {passed: 0, failed: 0, skipped: 0};
    for (const test of module.children.allTests()) {
      const {state} = test.result();
      count[state === "pending" ? "failed" : state]++;
    }
    // a file that does not load fails no single test
    if (count.failed === 0 && !module.ok()) count.failed = 1;
    writeJournal({ends: relative("", module.moduleId), ...count});
  }
}
