import {filesUnder} from "../../loaders/tools/files.js";
import {UserError} from "../../src/lib/core/errors.js";

/** What is mutated, by what it is about; paths below src/lib. The ledger's own data are no rules and are left out. */
const CONCEPTS: Readonly<Record<string, RegExp>> = {
  "area under the ROC curve": /^metrics\/(?:auc\w*|rocAuc|ranked|influence|transformedInterval)\.ts$/,
  "average precision": /^metrics\/(?:a|thinnedA)veragePrecision\w*\.ts$/,
  calibration:
    /^metrics\/(?:brierScore|calibration\w*|expectedCalibrationError|logLoss|recalibration|evaluate\w*)\.ts$/,
  losses: /^(?:models\/losses|(?:neural|nn)\/(?:\w+\/)*(?:trainNetwork|adam|loss\w*|optimizers?|trainer))\.ts$/,
  verdict: /^claims\/(?:verdict|claimed)\.ts$/,
  alarms: /^(?:prefixes|sequence)\/(?:\w+\/)*(?:earlyDetection|prefixReport)\.ts$/
};

/**
 * The tests that are to kill them, as patterns of Vitest: those beside the code, without what trains networks, simulates or draws cases for
 * long: counting what a test reaches makes it many times slower.
 */
export const TESTS: readonly string[] = [
  "tests/metrics/**/*.test.ts",
  "tests/models/loss*.test.ts",
  "tests/{neural,nn}/**/{trainNetwork,training,adam}*.test.ts",
  "tests/claims/verdict*.test.ts",
  "tests/{prefixes,sequence}/**/{reports,alarms}*.test.ts"
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
