import {numbers} from "../../src/lib/core/table.js";
import type {Figure} from "../../src/lib/core/result.js";
import {examplesSql} from "../../src/lib/features/examples.js";
import {FEATURES} from "../../src/lib/features/featureList.js";
import {featuresSql} from "../../src/lib/features/featuresSql.js";
import {itemAttributesSql} from "../../src/lib/features/itemAttributes.js";
import {nextValueInterval, wilsonInterval} from "../../src/lib/metrics/intervals.js";
import {quoted} from "../../src/lib/sql/dialect.js";
import type {Engine} from "../../src/lib/sql/engine.js";
import {SPLIT_OPTIONS, splitName, splitSql} from "../../src/lib/pipeline/split.js";
import {type RunDocument, runStages} from "../../src/lib/pipeline/stages.js";
import {countTargets, knownSize, type TargetCounts} from "../../src/lib/targets/countTargets.js";
import {targetById} from "../../src/lib/targets/target.js";
import {shopOptions} from "../../src/lib/generator/shop.js";
import {logCountDistance, type Protocol, PROTOCOLS, type SixCounts} from "../../src/lib/targets/countingProtocols.js";
import {openDuckDB} from "../engines/duckdb.js";
import {exactFigure} from "../results/exactFigure.js";
import {openSource} from "../sources/openSource.js";
import type {Study} from "./study.js";

/** The rows and positives that the item-intent document reports, as typed in for the claim ledger. */
const REPORTED: SixCounts = {rows: [59541, 14868, 44205], positives: [9, 1, 15]};

const options = {profiles: ["paper", "medium", "retailrocket"], seed: 1, otherSeeds: 19, reported: REPORTED};

/** How many examples and positives every target has, by part of the split, on shops of three kinds; and which protocol comes nearest to a report's. */
export const study: Study = {
  name: "targets-paper",
  title: "Counts examples and positives of every target on generated shops, and tries protocols for a report's counts.",
  options,
  inputs: {},
  measured: false,
  async run({progress}) {
    const counted: {profile: string; counts: TargetCounts[]; totals: RunDocument["totals"]; items: number}[] = [];
    const tried: {protocol: Protocol; counts: SixCounts; distance: number}[] = [];
    let features: {nulls: number; rows: number; columns: number} = {nulls: 0, rows: 0, columns: 0};
    for (const profile of options.profiles) {
      progress(profile);
      await withShop(profile, options.seed, async (engine, {totals}) => {
        const counts = await countTargets(engine);
        const examples = counts[0].parts.reduce((sum, part) => sum + part.examples, 0);
        counted.push({profile, counts, totals, items: examples / totals.sessions});
        if (profile !== "paper") return;
        for (const protocol of PROTOCOLS) {
          const counted = await sixCounts(engine, protocol);
          tried.push({protocol, counts: counted, distance: logCountDistance(counted, REPORTED)});
        }
        features = await countFeatures(engine);
      });
    }
    tried.sort((a, b) => a.distance - b.distance);
    const nearest = tried[0];
    const seeds: SixCounts[] = [nearest.counts];
    for (let k = 1; k <= options.otherSeeds; k++) {
      progress(`seed ${options.seed + k}`);
      await withShop("paper", options.seed + k, async (engine) => {
        seeds.push(await sixCounts(engine, nearest.protocol));
      });
    }

    const dataset = (profile: string) => `generated shop, profile ${profile}, seed ${options.seed}`;
    const exact = exactFigure(dataset("paper"));
    const overSeeds = (of: (counts: SixCounts) => number, unit: string, what: string): Figure => {
      const values = seeds.map(of);
      const {low, high} = nextValueInterval(values);
      return {
        value: values[0],
        low: Math.max(0, low),
        high,
        n: values[0],
        unit,
        dataset: dataset("paper"),
        protocol: `${what}, ${protocolName(nearest.protocol)}, of ${PROTOCOLS.length} protocols tried the one whose counts on seed ${options.seed} come nearest; 95 % prediction interval of one shop over ${values.length} seeds`
      };
    };
    const figures: Record<string, Figure> = {
      features: exact(FEATURES.length, "features", "entries of the specification"),
      featureGroups: exact(new Set(FEATURES.map(({group}) => group)).size, "groups", "groups of the specification"),
      featureNulls: {
        ...exact(features.nulls, "values", `missing values in ${FEATURES.length} features of every example`),
        n: features.rows * FEATURES.length
      },
      matrixColumns: exact(
        features.columns,
        "columns",
        "the features with the category spread out into one column a value"
      )
    };
    ["train", "validation", "test"].forEach((part, i) => {
      figures[`${part}Examples`] = overSeeds(({rows}) => rows[i], "examples", `examples of the ${part} part`);
      figures[`${part}Positives`] = overSeeds(
        ({positives}) => positives[i],
        "positives",
        `examples of the ${part} part bought within 3 sessions`
      );
    });
    for (const {profile, counts} of counted)
      for (const {target, parts} of counts) {
        const rate = (positives: number, examples: number, which: string): Figure => ({
          value: positives / examples,
          ...wilsonInterval(positives / examples, examples),
          n: examples,
          unit: "share of examples",
          dataset: dataset(profile),
          protocol: `${target.title}; all parts of the split, each label from its own part; ${which}; Wilson 95 % interval, which takes examples as independent`
        });
        const sum = (name: "examples" | "positives" | "positivesWithCensored") =>
          parts.reduce((total, part) => total + part[name], 0);
        const all = sum("examples");
        const known = parts.reduce((sum, part) => sum + knownSize(part).examples, 0);
        figures[`${profile}-${target.id}`] = rate(
          sum("positives"),
          known,
          `without the ${all - known} censored of ${all} examples`
        );
        figures[`${profile}-${target.id}-with-censored`] = rate(
          sum("positivesWithCensored"),
          all,
          "censored examples by what is known of them when their part ends"
        );
      }
    const followed = counted[0].counts.find(({target}) => target.id === "purchase-next-session")!.parts;
    const asked = followed.reduce((sum, part) => sum + part.examples - part.censored, 0);
    const bought = followed.reduce((sum, part) => sum + part.positives, 0);
    figures.nextSessionIfThereIsOne = {
      value: bought / asked,
      ...wilsonInterval(bought / asked, asked),
      n: asked,
      unit: "share of sessions",
      dataset: dataset("paper"),
      protocol: "sessions that have a later one in their own part; Wilson 95 % interval"
    };
    const rows = counted.flatMap(({profile, counts}) =>
      counts.flatMap(({target, parts}) => parts.map((part) => ({profile, target: target.id, ...part})))
    );
    const column = <T extends object, K extends keyof T>(list: readonly T[], key: K): T[K][] =>
      list.map((row) => row[key]);
    return {
      figures,
      tables: {
        counts: {
          profile: column(rows, "profile"),
          target: column(rows, "target"),
          part: column(rows, "part"),
          examples: column(rows, "examples"),
          positives: column(rows, "positives"),
          positivesWithCensored: column(rows, "positivesWithCensored"),
          censored: column(rows, "censored"),
          positiveUsers: column(rows, "positiveUsers")
        },
        shops: {
          profile: counted.map(({profile}) => profile),
          users: counted.map(({totals}) => totals.users),
          sessions: counted.map(({totals}) => totals.sessions),
          conversion: counted.map(({totals}) => totals.sessionConversion),
          itemsPerSession: counted.map(({items}) => items),
          days: counted.map(({profile}) => shopOptions(profile, {seed: options.seed}).days)
        },
        protocols: {
          split: tried.map(({protocol}) => splitName(protocol.split)),
          sessions: tried.map(({protocol}) => protocol.sessions),
          until: tried.map(({protocol}) => protocol.until),
          trainRows: tried.map(({counts}) => counts.rows[0]),
          validationRows: tried.map(({counts}) => counts.rows[1]),
          testRows: tried.map(({counts}) => counts.rows[2]),
          trainPositives: tried.map(({counts}) => counts.positives[0]),
          validationPositives: tried.map(({counts}) => counts.positives[1]),
          testPositives: tried.map(({counts}) => counts.positives[2]),
          distance: column(tried, "distance")
        }
      }
    };
  }
};

/** Generates a shop, runs the stages on it and hands it over with `item_attributes`. */
async function withShop(
  profile: string,
  seed: number,
  work: (engine: Engine, run: RunDocument) => Promise<void>
): Promise<void> {
  const source = await openSource({source: "shop", profile, seed});
  const engine = await openDuckDB({});
  try {
    await source.load(engine);
    const run = await runStages(engine, source.spec, {}, {profile, seed, hash: false});
    await engine.run(itemAttributesSql(source.attributes));
    await work(engine, run);
  } finally {
    await engine.close();
  }
}

/** Of all examples, as reports have no label that is not known: a censored one is positive where it was so by the end of what is looked at. */
async function sixCounts(engine: Engine, {split, sessions, until}: Protocol): Promise<SixCounts> {
  await engine.run(splitSql(split));
  const [{parts}] = await countTargets(engine, [targetById("item-3-sessions")], {sessions, until});
  await engine.run(splitSql(SPLIT_OPTIONS));
  const [train, validation, test] = (["train", "validation", "test"] as const).map(
    (name) => parts.find(({part}) => part === name) ?? {examples: 0, positivesWithCensored: 0}
  );
  return {
    rows: [train.examples, validation.examples, test.examples],
    positives: [train, validation, test].map(({positivesWithCensored}) => positivesWithCensored) as [
      number,
      number,
      number
    ]
  };
}

function protocolName({split, sessions, until}: Protocol): string {
  return `split ${splitName(split)}, examples of ${sessions === "all" ? "all sessions" : "sessions with a later one"}, labels from ${until === "log" ? "the whole log" : "the example's own part"}`;
}

/** Computes the features of all examples and counts what the claims on them count. */
async function countFeatures(engine: Engine): Promise<{nulls: number; rows: number; columns: number}> {
  await engine.run(examplesSql());
  await engine.run(featuresSql(FEATURES));
  const missing = FEATURES.map(({name}) => `count(*) - count(${quoted(name)})`).join(" + ");
  const values = FEATURES.map(({name, categorical}) => (categorical ? `count(DISTINCT ${quoted(name)})` : "1"));
  const found = await engine.read(
    `SELECT count(*) AS rows, ${missing} AS nulls, ${values.join(" + ")} AS columns FROM features`
  );
  const value = (name: string) => numbers(found, name)[0];
  return {nulls: value("nulls"), rows: value("rows"), columns: value("columns")};
}
