import {spawnSync} from "node:child_process";
import {existsSync, mkdtempSync, readFileSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {UserError} from "../src/lib/core/errors.js";
import {installChromium} from "../loaders/tools/chromium.js";
import {buildSite, isCurrent} from "../loaders/build/site.js";
import {measured, type Measured} from "./measured.js";

/**
 * The unit and site tests with all of their repetitions, of which a usual run of `npm test` makes a sample.
 *
 * @returns how many tests of each fail, of which none may
 * @throws {UserError} where there is no browser, or the tests did not run
 */
export async function benchThorough(): Promise<Measured[]> {
  const browser = installChromium();
  if (browser === null)
    throw new UserError("there is no Chromium for the site tests", "install one, or name it in CLICKPROOF_CHROMIUM");
  if (!isCurrent()) await buildSite();
  const folder = mkdtempSync(join(tmpdir(), "clickproof-thorough-"));
  try {
    return ["unit", "site"].map((project) => {
      const file = join(folder, `${project}.json`);
      const {status} = spawnSync(
        process.execPath,
        [
          "node_modules/vitest/vitest.mjs",
          "run",
          `--project=${project}`,
          "--reporter=default",
          "--reporter=json",
          `--outputFile.json=${file}`
        ],
        {
          stdio: ["ignore", 2, 2],
          env: {...process.env, CLICKPROOF_THOROUGH: "1", CLICKPROOF_CHROMIUM: browser}
        }
      );
      if (!existsSync(file)) throw new UserError(`the ${project} tests ended with ${status}`, "see what they printed");
      const {numFailedTests} = JSON.parse(readFileSync(file, "utf8")) as {numFailedTests: number};
      // a file that does not load fails no single test
      const failed = numFailedTests === 0 && status !== 0 ? 1 : numFailedTests;
      return measured(`failed ${project} tests, all cases`, "tests", 0, [failed]);
    });
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}
