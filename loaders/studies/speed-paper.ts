import {cpus} from "node:os";
import {ALL_KNOWN} from "../../src/lib/features/itemAttributes.js";
import {exampleStages} from "../../src/lib/targets/exampleStages.js";
import {loadEvents} from "../../src/lib/pipeline/loadEvents.js";
import type {Figure} from "../../src/lib/core/result.js";
import {runStages} from "../../src/lib/pipeline/stages.js";
import {generateShop, SHOP_SOURCE, shopOptions} from "../../src/lib/generator/shop.js";
import {openDuckDB} from "../engines/duckdb.js";
import type {Study} from "./study.js";

const options = {profile: "paper", seed: 1, runs: 9};

/** How long the data stages take here, for the claims that name a time. */
export const study: Study = {
  name: "speed-paper",
  title: "Times generating, cleaning, sessionizing and splitting the shop, and computing features, in Node.",
  options,
  inputs: {},
  measured: true,
  async run({progress}) {
    const times: Record<string, number[]> = {
      generate: [],
      clean: [],
      sessionize: [],
      sessions: [],
      split: [],
      features: [],
      all: []
    };
    for (let k = 0; k < options.runs; k++) {
      progress(`run ${k + 1} of ${options.runs}`);
      const start = performance.now();
      const shop = generateShop(shopOptions(options.profile, {seed: options.seed}));
      const generated = performance.now();
      const engine = await openDuckDB();
      try {
        await loadEvents(engine, shop.events);
        const document = await runStages(
          engine,
          SHOP_SOURCE,
          {},
          {...options, hash: false, now: () => performance.now()}
        );
        times.generate.push(generated - start);
        for (const stage of document.stages) if (stage.name !== "generate") times[stage.name].push(stage.ms);
        times.all.push(performance.now() - start);
        await engine.load("item_catalog", shop.catalogue.items);
        const [examples, features] = exampleStages(ALL_KNOWN);
        const begun = performance.now();
        for (const stage of [examples, features]) await engine.run(stage.sql(SHOP_SOURCE, {}));
        times.features.push(performance.now() - begun);
      } finally {
        await engine.close();
      }
    }
    const machine = `${cpus().length} × ${cpus()[0].model.trim()}, Node ${process.versions.node}`;
    const median = (values: readonly number[], protocol: string): Figure => {
      const sorted = [...values].sort((a, b) => a - b);
      return {
        value: sorted[sorted.length >> 1],
        // With 9 runs the 2nd and the 8th enclose the median of all runs with probability 1 − 2 · 10/512 = 0.96.
        low: sorted[1],
        high: sorted[sorted.length - 2],
        n: sorted.length,
        unit: "ms",
        dataset: `generated shop, profile ${options.profile}, seed ${options.seed}`,
        protocol: `${protocol}; median of ${sorted.length} runs with the 96 % interval of order statistics; ${machine}`
      };
    };
    const sessionize = times.sessionize.map((ms, k) => ms + times.sessions[k]);
    return {
      figures: {
        generateMs: median(times.generate, "users, catalogue and clickstream, in memory"),
        cleanMs: median(times.clean, "clean stage"),
        sessionizeMs: median(sessionize, "sessionize stage and table of sessions"),
        splitMs: median(times.split, "split stage"),
        featuresMs: median(times.features, "examples and their 37 features"),
        allMs: median(times.all, "generation, DuckDB's start, loading and all stages, without hashing")
      },
      tables: {runs: {...times}}
    };
  }
};
