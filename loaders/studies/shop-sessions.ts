import {UserError} from "../../src/lib/core/errors.js";
import type {Figure} from "../../src/lib/core/result.js";
import {numbers} from "../../src/lib/core/table.js";
import {ESHOP_MOVES} from "../../src/lib/generator/paper2.js";
import {
  markovScorer,
  nextItemShares,
  popularityScorer,
  rankNextItems,
  sessionPopularityScorer,
  type ItemSequences,
  type NextItemScorer
} from "../../src/lib/sequence/nextItems.js";
import {VIEW} from "../../src/lib/sources/events.js";
import type {Engine} from "../../src/lib/sql/engine.js";
import {ESHOP_CLOTHING_SHA256, RETAILROCKET_SAMPLE_SHA256} from "../../src/lib/sources/publishedSets.js";
import {retailrocketSample} from "../data/retailrocketSample.js";
import type {SourceOptions} from "../sources/openSource.js";
import {stagedSource} from "../sources/stagedSource.js";
import {exactFigure} from "../results/exactFigure.js";
import type {Study} from "./study.js";

const options = {seed: 1, cutoff: 20, eshopMoves: ESHOP_MOVES};

/** The logs that are compared: the two real ones, and the generated ones that are to look like them. */
const LOGS: readonly Log[] = [
  {
    id: "retailrocket",
    title: "RetailRocket, public sample",
    source: async () => ({source: await retailrocketSample()})
  },
  {
    id: "eshop",
    title: "E-shop clothing 2008",
    source: async () => ({source: "eshop-clothing", mirror: process.env.CLICKPROOF_DATA_MIRROR})
  },
  {id: "paper", title: "Generated shop, paper", source: async () => ({profile: "paper", seed: options.seed})},
  {id: "paper2", title: "Generated shop, paper-2", source: async () => ({profile: "paper-2", seed: options.seed})},
  {
    id: "paper2Eshop",
    title: "Generated shop, paper-2 with the e-shop's moves",
    source: async () => ({profile: "paper-2", seed: options.seed, shop: options.eshopMoves})
  }
];

interface Log {
  readonly id: string;
  readonly title: string;
  source(): Promise<SourceOptions>;
}

/** How often visitors look at the same item again, on real logs and on generated ones, and whether the next item can be learned. */
export const study: Study = {
  name: "shop-sessions",
  title: "Repeats and item-to-item moves within sessions: two real logs beside the generated shop.",
  options,
  inputs: {"sample_events.csv": RETAILROCKET_SAMPLE_SHA256, "e-shop clothing 2008.csv": ESHOP_CLOTHING_SHA256},
  measured: false,
  async run({progress}) {
    const figures: Record<string, Figure> = {};
    const table: Record<string, (string | number)[]> = Object.fromEntries(
      ["log", "sessions", "targets", "equalLast", "seenBefore", "popularity", "sessionPopularity", "markov"].map(
        (name) => [name, []]
      )
    );
    for (const {id, title, source} of LOGS) {
      progress(title);
      const {all, train, test} = await stagedSource(await source(), sequencesOf);
      const shares = nextItemShares(all);
      const items = 1 + all.items.reduce((most, item) => Math.max(most, item), 0);
      const quality = (scorer: (train: ItemSequences, items: number) => NextItemScorer): number =>
        rankNextItems(test, scorer(train, items), options.cutoff).hitRate;
      const row = {
        log: title,
        sessions: all.starts.length - 1,
        targets: shares.targets,
        equalLast: shares.equalLast / shares.targets,
        seenBefore: shares.seenBefore / shares.targets,
        popularity: quality(popularityScorer),
        sessionPopularity: quality(sessionPopularityScorer),
        markov: quality(markovScorer)
      };
      for (const [name, value] of Object.entries(row)) table[name].push(value);
      const exact = exactFigure(title);
      const views = "page views of sessions with two or more of them; a target is every view but a session's first";
      const ranked = `targets among the ${options.cutoff} items ranked highest, test part of the date split; ${views}`;
      figures[`${id}EqualLast`] = exact(
        row.equalLast,
        "share of targets",
        `targets that are the item right before them; ${views}`,
        row.targets
      );
      figures[`${id}SeenBefore`] = exact(
        row.seenBefore,
        "share of targets",
        `targets that occur earlier in the session, the item right before them included; ${views}`,
        row.targets
      );
      const tested = nextItemShares(test).targets;
      const popularity = {name: "popularity", value: row.popularity};
      figures[`${id}Markov`] = {
        ...exact(row.markov, "share of targets", `Markov chain of the first order: ${ranked}`, tested),
        baseline: popularity
      };
      figures[`${id}SessionPopularity`] = {
        ...exact(row.sessionPopularity, "share of targets", `popularity in the session so far: ${ranked}`, tested),
        baseline: popularity
      };
    }
    return {figures, tables: {logs: table}};
  }
};

interface Parts {
  readonly all: {readonly items: Int32Array; readonly starts: Int32Array};
  readonly train: ItemSequences;
  readonly test: ItemSequences;
}

/** The items viewed in each session, of all sessions with two views or more and of two parts of the split. */
async function sequencesOf(engine: Engine): Promise<Parts> {
  const read = async (where: string) => {
    const found = await engine.read(`
SELECT session_id, item_id FROM sessionized_events JOIN split_sessions USING (session_id)
WHERE event = ${VIEW} AND fold = 1 ${where} ORDER BY session_id, event_no`);
    return cut(numbers(found, "session_id"), numbers(found, "item_id"));
  };
  const all = await read("");
  if (all.starts.length < 2) throw new UserError("the log has no session of two views");
  return {all, train: await read("AND part = 0"), test: await read("AND part = 2")};
}

/** Sessions of two or more items. */
function cut(session: ArrayLike<number>, item: ArrayLike<number>): Parts["all"] {
  const items: number[] = [];
  const starts = [0];
  for (let from = 0, to = 0; from < session.length; from = to) {
    for (to = from + 1; to < session.length && session[to] === session[from];) to++;
    if (to - from < 2) continue;
    for (let k = from; k < to; k++) items.push(item[k]);
    starts.push(items.length);
  }
  return {items: Int32Array.from(items), starts: Int32Array.from(starts)};
}
