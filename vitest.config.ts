import {availableParallelism} from "node:os";
import {configDefaults, defineConfig} from "vitest/config";
import {LongestFirst} from "./tests/longestFirst.js";

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
          testTimeout: 180_000,
          hookTimeout: 240_000
        }
      },
      {
        test: {
          name: "site",
          isolate: false,
          include: ["tests/site/**/*.test.ts"],
          globalSetup: "tests/site/globalSetup.ts", // one Chromium and one server for all files
          maxWorkers: 2, // a third gains nothing on two cores: the pages keep them busy
          expect: {poll: {timeout: 60_000}}, // what a page says after a control was used is waited for
          testTimeout: 240_000,
          hookTimeout: 240_000
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
