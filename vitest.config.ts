import {configDefaults, defineConfig} from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["tests/**/*.test.ts"],
          exclude: [...configDefaults.exclude, "tests/site/**"],
          testTimeout: 60_000,
          hookTimeout: 120_000
        }
      },
      {
        test: {
          name: "site",
          include: ["tests/site/**/*.test.ts"],
          maxWorkers: 2, // a browser each
          expect: {poll: {timeout: 20_000}}, // what a page says after a control was used is waited for
          testTimeout: 90_000,
          hookTimeout: 120_000
        }
      }
    ]
  }
});
