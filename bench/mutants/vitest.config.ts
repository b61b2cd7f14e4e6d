import {defineConfig} from "vitest/config";
import {SLOW_TESTS, TESTS} from "./scope.js";

/** For runs of the tests against mutants only; `npm test` has its own. */
export default defineConfig({
  test: {include: [...TESTS], exclude: [...SLOW_TESTS], testTimeout: 60_000, hookTimeout: 60_000}
});
