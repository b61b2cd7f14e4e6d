import type {Figure} from "../../src/lib/core/result.js";
import {nextValueInterval, wilsonInterval} from "../../src/lib/metrics/intervals.js";
import {generateShop, shopOptions} from "../../src/lib/generator/shop.js";
import {census, type Census} from "../../src/lib/generator/census.js";
import {VISIT_GAP_MS} from "../../src/lib/generator/behaviour.js";
import {PERSONAS} from "../../src/lib/generator/options.js";
import {exactFigure} from "../results/exactFigure.js";
import type {Study} from "./study.js";

const options = {profile: "paper", seed: 1, otherSeeds: 19, cutDays: [63, 76] as [number, number]};

/** The generated shop's totals, for its published seed and for others. */
export const study: Study = {
  name: "shop-paper",
  title: "Counts the generated shop, profile paper, over 20 seeds.",
  options,
  inputs: {},
  measured: false,
  async run({progress}) {
    const all: Census[] = [];
    for (let k = 0; k <= options.otherSeeds; k++) {
      const seed = options.seed + k;
      progress(`seed ${seed}`);
      all.push(census(generateShop(shopOptions(options.profile, {seed})), options.cutDays));
    }
    const o = shopOptions(options.profile, {seed: options.seed});
    const dataset = `generated shop, profile ${options.profile}, seed ${options.seed}`;
    const exact = exactFigure(dataset);
    const overSeeds = (of: (c: Census) => number, unit: string, n: (c: Census) => number, what: string): Figure => {
      const values = all.map(of);
      const {low, high} = nextValueInterval(values);
      return {
        value: values[0],
        low: Math.max(0, low),
        high,
        n: n(all[0]),
        unit,
        dataset,
        protocol: `${what}; 95 % prediction interval of one shop over ${all.length} seeds`
      };
    };
    const share = (hits: number, n: number, unit: string, what: string): Figure => ({
      value: hits / n,
      ...wilsonInterval(hits / n, n),
      n,
      unit,
      dataset,
      protocol: `${what}; Wilson 95 % interval`
    });
    const first = all[0];
    const total = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);
    const split = `date split, validation from day ${options.cutDays[0]}, test from day ${options.cutDays[1]}`;
    return {
      figures: {
        users: exact(o.users, "users", "option of the profile"),
        items: exact(o.items, "items", "option of the profile"),
        days: exact(o.days, "days", "option of the profile"),
        personas: exact(PERSONAS.length, "personas", "hidden states of the generator"),
        gapMs: exact(
          VISIT_GAP_MS,
          "ms",
          "default of the sessionizer, and the least distance of the generator's visits"
        ),
        events: overSeeds(
          (c) => c.events,
          "events",
          (c) => c.events,
          "rows of the log"
        ),
        sessions: overSeeds(
          (c) => c.sessions,
          "sessions",
          (c) => c.sessions,
          "sessions at a 30-minute gap"
        ),
        sessionConversion: share(
          first.buyingSessions,
          first.sessions,
          "share of sessions",
          "sessions with a transaction"
        ),
        eventsPerSession: overSeeds(
          (c) => c.events / c.sessions,
          "events a session",
          (c) => c.sessions,
          "mean"
        ),
        sessionsPerUser: overSeeds(
          (c) => c.sessions / o.users,
          "sessions a user",
          () => o.users,
          "mean"
        ),
        itemsPerSession: overSeeds(
          (c) => total(c.examples) / c.sessions,
          "distinct items a session",
          (c) => c.sessions,
          "mean"
        ),
        purchasesPerSession: overSeeds(
          (c) => c.purchases / c.sessions,
          "distinct items bought a session",
          (c) => c.sessions,
          "mean"
        ),
        buyingUsersShare: share(first.buyingUsers, o.users, "share of users", "users with a transaction"),
        conversionGivenSuccessor: share(
          first.successorBuys,
          first.withSuccessor,
          "share of sessions",
          "next session buys, among sessions that have a next one"
        ),
        examplesTotal: overSeeds(
          (c) => total(c.examples),
          "examples",
          (c) => c.sessions,
          "pairs of a session and a distinct item in it, all sessions"
        ),
        examplesTrain: overSeeds(
          (c) => c.examples[0],
          "examples",
          (c) => c.sessions,
          `training examples, ${split}`
        ),
        examplesValidation: overSeeds(
          (c) => c.examples[1],
          "examples",
          (c) => c.sessions,
          `validation examples, ${split}`
        ),
        examplesTest: overSeeds(
          (c) => c.examples[2],
          "examples",
          (c) => c.sessions,
          `test examples, ${split}`
        ),
        positivesNext3Train: overSeeds(
          (c) => c.boughtNext3[0],
          "examples",
          (c) => c.examples[0],
          `training examples bought within the user's next 3 sessions, ${split}`
        ),
        positivesNext3Validation: overSeeds(
          (c) => c.boughtNext3[1],
          "examples",
          (c) => c.examples[1],
          `validation examples bought within the user's next 3 sessions, ${split}`
        ),
        positivesNext3Test: overSeeds(
          (c) => c.boughtNext3[2],
          "examples",
          (c) => c.examples[2],
          `test examples bought within the user's next 3 sessions, ${split}`
        ),
        positivesNext3Rate: share(
          first.boughtNext3[0],
          first.examples[0],
          "share of examples",
          `training examples bought within the next 3 sessions, ${split}`
        ),
        nextSessionPositives: overSeeds(
          (c) => c.boughtNext[0],
          "examples",
          (c) => c.examples[0],
          `training examples bought in the user's next session, ${split}`
        ),
        nextSessionRate: share(
          first.boughtNext[0],
          first.examples[0],
          "share of examples",
          `training examples bought in the next session, ${split}`
        )
      },
      tables: {
        seeds: {
          seed: all.map((_, k) => options.seed + k),
          events: all.map((c) => c.events),
          sessions: all.map((c) => c.sessions),
          buyingSessions: all.map((c) => c.buyingSessions),
          cartingSessions: all.map((c) => c.cartingSessions),
          examplesTrain: all.map((c) => c.examples[0]),
          positivesNext3Train: all.map((c) => c.boughtNext3[0])
        }
      }
    };
  }
};
