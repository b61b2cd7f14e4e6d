import type {Figure} from "../../src/lib/core/result.js";
import {makeCatalogue} from "../../src/lib/generator/catalogue.js";
import {shopOptions} from "../../src/lib/generator/shop.js";
import {
  epsilonGreedy,
  greedy,
  thompsonSampling,
  uniformRandom,
  type BanditPolicy
} from "../../src/lib/recommend/banditPolicies.js";
import {evenRounds, regretOverSeeds, type RegretCurvePoint} from "../../src/lib/recommend/regretOverSeeds.js";
import {shelfBandit} from "../../src/lib/recommend/shelfBandit.js";
import {exactFigure} from "../results/exactFigure.js";
import {columnsOf} from "../sparsity/columnsOf.js";
import type {Study} from "./study.js";

const PROFILE = "paper";
const SHOP_SEED = 1;
const WEEK = 0;
const ROUNDS = 100_000;
const PLACES = 5;
const POINTS = 40;
const SEEDS = Array.from({length: 10}, (_, k) => k + 1);
const DATASET = `generated shop, profile ${PROFILE}, seed ${SHOP_SEED}: the shelves of its week ${WEEK + 1}`;

const POLICIES: readonly BanditPolicy[] = [
  uniformRandom(),
  greedy(),
  epsilonGreedy({epsilon: 0.1}),
  thompsonSampling(),
  {
    ...thompsonSampling({alpha: 0.3, beta: 100}),
    id: "thompson-rare",
    title: "Thompson sampling, rare clicks expected"
  }
];

/** What it costs to learn by trying which items to show, where the true probabilities are known. */
export const study: Study = {
  name: "recommend-explore",
  title:
    "Lets policies of exploring and exploiting choose the items that a generated shop shows, and sums up their regret.",
  options: {
    profile: PROFILE,
    seed: SHOP_SEED,
    week: WEEK,
    rounds: ROUNDS,
    places: PLACES,
    points: POINTS,
    seeds: SEEDS,
    policies: POLICIES.map(({id, setting}) => ({id, setting}))
  },
  inputs: {},
  measured: false,
  async run({progress}) {
    const options = shopOptions(PROFILE, {seed: SHOP_SEED});
    const bandit = shelfBandit(options, makeCatalogue(options), {week: WEEK});
    const curves = new Map<string, readonly RegretCurvePoint[]>();
    for (const policy of POLICIES) {
      progress(policy.title);
      curves.set(
        policy.id,
        regretOverSeeds(bandit, policy, {rounds: ROUNDS, places: PLACES, seeds: SEEDS, at: evenRounds(ROUNDS, POINTS)})
      );
    }
    const arms = bandit.items.reduce((sum, {length}) => sum + length, 0);
    const end = (id: string) => curves.get(id)![POINTS - 1];
    const of = {n: SEEDS.length, dataset: DATASET};
    const protocol = `each of ${ROUNDS} visitors is shown ${PLACES} of the items in stock of its page's department; its next draw from the shelves rewards an item; interval by Student's t over ${SEEDS.length} repetitions with other visitors and draws`;
    const figures: Record<string, Figure> = {};
    for (const {id, title, setting} of POLICIES) {
      const {regret, reward} = end(id);
      figures[`${id}-regret`] = {
        ...regret,
        ...of,
        unit: "expected clicks",
        protocol: `${title} (${setting}): expected clicks on the best fixed list of each department less those on the lists shown, summed; ${protocol}`,
        baseline: {name: "random", value: end("random").regret.value}
      };
      figures[`${id}-reward`] = {
        ...reward,
        ...of,
        unit: "expected clicks a visitor",
        protocol: `${title} (${setting}): of the last ${ROUNDS / POINTS} visitors; ${protocol}`,
        baseline: {name: "random", value: end("random").reward.value}
      };
    }
    const exact = exactFigure(DATASET);
    figures["best-of-departments"] = exact(
      bandit.bestOfContexts(PLACES),
      "expected clicks a visitor",
      `the best fixed list of ${PLACES} items for each department, by the shop's own probabilities; computed, not drawn`,
      arms
    );
    figures["best-of-visitors"] = exact(
      bandit.bestOfVisitors(PLACES),
      "expected clicks a visitor",
      `the best list of ${PLACES} items for each visitor's true taste and liking of offers, which no shop sees; computed, not drawn`,
      arms
    );
    return {
      figures,
      tables: {
        policies: columnsOf(POLICIES.map(({id, title, setting}) => ({id, title, setting}))),
        curves: columnsOf(
          POLICIES.flatMap(({id}) =>
            curves.get(id)!.map(({round, regret, reward}) => ({
              policy: id,
              round,
              regret: regret.value,
              low: regret.low,
              high: regret.high,
              reward: reward.value
            }))
          )
        )
      }
    };
  }
};
