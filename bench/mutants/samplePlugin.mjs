import {PluginKind, commonTokens, declareClassPlugin, tokens} from "@stryker-mutator/api/plugin";

/**
 * Lets Stryker run the mutants of a sample only. A checker is asked about every mutant before any test runs; those outside the sample
 * are said not to compile, which Stryker neither runs nor counts.
 */
class SampleChecker {
  static inject = tokens(commonTokens.options);

  constructor({mutantSample}) {
    this.sample = new Set(mutantSample);
  }

  async init() {}

  /** All at once: there is nothing to compile. */
  async group(mutants) {
    return [mutants.map(({id}) => id)];
  }

  async check(mutants) {
    return Object.fromEntries(
      mutants.map((mutant) => [
        mutant.id,
        this.sample.has(keyOf(mutant)) ? {status: "passed"} : {status: "compileError", reason: "outside the sample"}
      ])
    );
  }
}

/** Says on standard error how far the run is: Stryker's own reporters count the mutants outside the sample, and write on standard output. */
class SampleReporter {
  static inject = tokens(commonTokens.options);
  tested = 0;

  constructor({mutantSample}) {
    this.of = mutantSample.length;
  }

  onDryRunCompleted({result}) {
    console.error(`${result.tests.length} tests pass without a mutant`);
  }

  onMutantTested({status}) {
    if (status === "CompileError") return;
    if (++this.tested % 50 === 0) console.error(`${this.tested} of ${this.of}`);
  }
}

/** Names a mutant by its place and what it does; `fileName` may be absolute. */
export function keyOf({fileName, location: {start, end}, mutatorName, replacement}) {
  const file = fileName.replaceAll("\\", "/").replace(/^.*\/(?=src\/lib\/)/, "");
  return `${file}:${start.line}:${start.column}-${end.line}:${end.column} ${mutatorName} ${replacement}`;
}

export const strykerPlugins = [
  declareClassPlugin(PluginKind.Checker, "sample", SampleChecker),
  declareClassPlugin(PluginKind.Reporter, "sample", SampleReporter)
];
export const strykerValidationSchema = {
  $schema: "http://json-schema.org/draft-07/schema#",
  type: "object",
  properties: {mutantSample: {description: "Keys of the mutants to run.", type: "array", items: {type: "string"}}}
};
