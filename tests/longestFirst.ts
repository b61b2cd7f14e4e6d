import {basename, dirname} from "node:path";
import {BaseSequencer, type TestSpecification} from "vitest/node";

/** Files that take longest, in that order, by folder and name: begun last, one of them would go on alone. */
const LONGEST = [
  "site/controls",
  "site/pages",
  "site/ownLog",
  "site/downloads",
  "site/latency",
  "site/dirt",
  "site/leakage",
  "site/models",
  "site/abandonment",
  "site/graphics",
  "site/yourLog",
  "eventLog/fuzz",
  "sources/posterior",
  "leakage/leakage",
  "dirt/borders",
  "leakage/command",
  "eventLog/fileFormats",
  "dirt/dirt",
  "latency/scorers",
  "pipeline/kill",
  "loaders/train",
  "loaders/modelStages"
];

/** Vitest's own order, which knows how long files took where they ran before, but for those that are known to be long. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({moduleId}: TestSpecification) => {
      const known = LONGEST.indexOf(`${basename(dirname(moduleId))}/${basename(moduleId, ".test.ts")}`);
      return known === -1 ? LONGEST.length : known;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}
