import {filesUnder} from "../../loaders/tools/files.js";
import {UserError} from "../../src/lib/core/errors.js";

/** What is mutated, by what it is about; paths below src/lib. The ledger's own data are no rules and are left out. */
const CONCEPTS: Readonly<Record<string, RegExp>> = {
  "area under the ROC curve": /^metrics\/(?:auc|ranked|clusters)\.ts$/,
  "average precision": /^metrics\/averagePrecision\.ts$/,
  calibration: /^metrics\/(?:losses|calibration|evaluat\w*)\.ts$/,
  losses: /^(?:models\/losses|nn\/(?:trainer|optimizers))\.ts$/,
  verdict: /^claims\/(?:verdict|claimed)\.ts$/,
  alarms: /^sequence\/(?:earlyDetection|prefixReport)\.ts$/
};

/**
 * The tests that are to kill them, as patterns of Vitest: those beside the code, without what trains networks, simulates or draws cases for
 * long: counting what a test reaches makes it many times slower.
 */
export const TESTS: readonly string[] = [
  "tests/metrics/**/*.test.ts",
  "tests/models/loss*.test.ts",
  "tests/nn/{trainer,training,optimizers}*.test.ts",
  "tests/claims/verdict*.test.ts",
  "tests/sequence/{reports,alarms}*.test.ts"
];

/** Of those, the ones that simulate or draw cases for long. */
export const SLOW_TESTS: readonly string[] = ["simulation", "quantileInterval", "evaluate", "aucShare", "coverage"].map(
  (name) => `tests/metrics/${name}.test.ts`
);

const LIB = "src/lib/";

/**
 * The files to mutate, in order of their names; of one concept, or of all. Throws `UserError` where a concept has none: its files have moved
 * away.
 */
export function filesToMutate(only?: string): string[] {
  if (only !== undefined && !(only in CONCEPTS))
    throw new UserError(`nothing to mutate is called ${only}`, `choose one of ${Object.keys(CONCEPTS).join(", ")}`);
  const files = filesUnder(LIB).map((file) => file.replace(/^(?:\.\/)?src\/lib\//, ""));
  const found = Object.entries(CONCEPTS).flatMap(([concept, pattern]) => {
    if (only !== undefined && concept !== only) return [];
    const own = files.filter((file) => pattern.test(file));
    if (own.length === 0)
      throw new UserError(`no file of ${LIB} is about ${concept}`, "name where it went in bench/mutants/scope.ts");
    return own;
  });
  return found.map((file) => LIB + file).sort();
}
