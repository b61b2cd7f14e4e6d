import {cpus} from "node:os";
import {auditedFeatures} from "../../src/lib/leakage/auditedFeatures.js";
import {auditLeakage} from "../../src/lib/leakage/auditLeakage.js";
import type {Figure} from "../../src/lib/core/result.js";
import {withAuditLog} from "../leakage/auditLog.js";
import type {Study} from "./study.js";

const options = {profile: "paper", seed: 1, examples: 200, cuts: 3, runs: 5};

/** How many examples a leakage replay does in a second here. */
export const study: Study = {
  name: "speed-replay",
  title: "Times the leakage replay of the 37 features on the generated shop, in Node.",
  options,
  inputs: {},
  measured: true,
  async run({progress}) {
    const replayed: number[] = [];
    const wide: number[] = [];
    await withAuditLog(options, async ({engine, features}) => {
      for (let k = 0; k < options.runs; k++) {
        progress(`run ${k + 1} of ${options.runs}`);
        const report = await auditLeakage(
          engine,
          auditedFeatures(features),
          {moment: "end", examples: options.examples, seed: options.seed + k, cuts: options.cuts},
          {now: () => performance.now()}
        );
        replayed.push((1000 * report.examples) / report.ms.replay);
        wide.push((1000 * report.wide.cuts.reduce((sum, {examples}) => sum + examples, 0)) / report.ms.wide);
      }
    });
    const machine = `${cpus().length} × ${cpus()[0].model.trim()}, Node ${process.versions.node}`;
    const median = (values: readonly number[], protocol: string): Figure => {
      const sorted = [...values].sort((a, b) => a - b);
      return {
        value: sorted[sorted.length >> 1],
        // the least and the greatest of 5 runs enclose the median of all runs with probability 1 − 2 / 2⁵ = 0.94
        low: sorted[0],
        high: sorted[sorted.length - 1],
        n: sorted.length,
        unit: "examples a second",
        dataset: `generated shop, profile ${options.profile}, seed ${options.seed}`,
        protocol: `${protocol}; median of ${sorted.length} draws with the 94 % interval of order statistics; ${machine}`
      };
    };
    return {
      figures: {
        replayed: median(replayed, "37 features of an example made anew in two worlds, one moment at a time"),
        wide: median(wide, "37 features of all examples before a time made anew without what comes after it")
      },
      tables: {runs: {replayed, wide}}
    };
  }
};
