import {availableParallelism} from "node:os";
import {configDefaults, defineConfig} from "vitest/config";
import {LongestFirst} from "./tests/longestFirst.js";
import {runs} from "./tests/thorough.js";

/** On a machine that is busy everything ends, late: only what hangs is stopped, and no test has a shorter time that is not about time. */
const LIMIT_MS = runs(600_000, 1_800_000);
const UNIT_LIMIT_MS = runs(300_000, 1_800_000);
const patience = (limitMs: number) => ({testTimeout: limitMs, hookTimeout: limitMs});

export default defineConfig({
  test: {
    sequence: {sequencer: LongestFirst},
    projects: [
      {
        test: {
          name: "unit",
          isolate: false, // files of one worker share what they import
          include: ["tests/**/*.test.ts"],
          globalSetup: "tests/bundlePrograms.ts",
          exclude: [...configDefaults.exclude, "tests/site/**", "tests/browsers/**"],
          maxWorkers: Math.max(2, availableParallelism() - 1), // by default one of two cores
          setupFiles: "tests/journalSetup.ts",
          ...patience(UNIT_LIMIT_MS)
        }
      },
      {
        test: {
          name: "site",
          isolate: false,
          include: ["tests/site/**/*.test.ts"],
          globalSetup: "tests/site/globalSetup.ts", // one Chromium and one server for all files
          maxWorkers: 2, // a third gains nothing on two cores: the pages keep them busy
          expect: {poll: {timeout: 180_000}}, // what a page says after a control was used is waited for
          setupFiles: "tests/journalSetup.ts",
          ...patience(LIMIT_MS)
        }
      },
      {
        test: {
          name: "browsers",
          include: ["tests/browsers/**/*.test.ts"],
          globalSetup: "tests/site/globalSetup.ts",
          maxWorkers: 1
        }
      }
    ]
  }
});
