import {createHash} from "node:crypto";
import {random} from "../../src/lib/core/random.js";
import type {Figure} from "../../src/lib/core/result.js";
import {crossingProbabilities, equalLooks} from "../../src/lib/experiments/groupSequential.js";
import {
  drawBinomial,
  PEEKING_RULES,
  type PeekingRule,
  peekingBoundaries,
  simulatePeeking
} from "../../src/lib/experiments/peeking.js";
import {proportionDifference} from "../../src/lib/experiments/difference.js";
import {planPower, unitsNeeded} from "../../src/lib/experiments/power.js";
import {clopperPearsonInterval, meanInterval} from "../../src/lib/metrics/intervals.js";
import {exactFigure} from "../results/exactFigure.js";
import {requireResult} from "../results/results.js";
import {columnsOf} from "../sparsity/columnsOf.js";
import type {Study} from "./study.js";

const {sessionConversion} = requireResult("shop-paper").figures;

const options = {
  /** Share of visitors who buy: assumed where a report gives none, RetailRocket's sessions, the generated shop's sessions. */
  rates: {assumed: 0.05, retailrocket: 14_297 / 1_761_675, shop: sessionConversion.value},
  /** Ends of the claimed lift. */
  lifts: [0.15, 0.2],
  alpha: 0.05,
  power: 0.8,
  peeking: {rate: 0.05, lift: 0.15, perArm: 10_000, looks: 20, runs: 10_000},
  /** A shop of 10,000 users, half of them in each arm. */
  shopUsers: 10_000,
  claimRuns: 20_000
} as const;

type Rate = keyof typeof options.rates;
const RATES: Readonly<Record<Rate, string>> = {
  assumed: "5 % of visitors buy, an assumption",
  retailrocket: "the share of RetailRocket's sessions with a transaction, from its published totals",
  shop: "the share of sessions with a purchase in the generated shop, profile paper"
};
const RULES: Readonly<Record<PeekingRule, string>> = {
  peeking: "stops at the first look whose z test has p below 5 %",
  pocock: "Pocock's boundary",
  "obrien-fleming": "O'Brien and Fleming's boundary",
  sequence: "the confidence sequence of the normal mixture, narrowest at 5,000 visitors",
  once: "one z test at the end"
};
const DATASET = "simulated experiments: visitors of two arms buy independently";

/** What peeking costs, and what an experiment of a small shop can say of a lift of 15–20 %. */
export const study: Study = {
  name: "experiment-peeking",
  title:
    "Simulates experiments that are looked at again and again, and experiments of a shop of 10,000 users that test a lift of 15–20 %.",
  options,
  inputs: {
    "shop-paper#sessionConversion": createHash("sha256").update(JSON.stringify(sessionConversion)).digest("hex")
  },
  measured: false,
  run({progress}) {
    const figures: Record<string, Figure> = {};
    const curves = (["aa", "ab"] as const).flatMap((kind) => {
      progress(`${kind === "aa" ? "A/A" : "A/B"}: ${options.peeking.runs} experiments`);
      return peeking(kind, figures);
    });
    for (const rate of Object.keys(RATES) as Rate[]) {
      progress(`experiments of ${options.shopUsers} users where ${RATES[rate]}`);
      claim(rate, figures);
    }
    return Promise.resolve({figures, tables: {curves: columnsOf(curves)}});
  }
};

function share(hits: number, n: number, protocol: string, baseline?: Figure["baseline"]): Figure {
  return {
    value: hits / n,
    ...clopperPearsonInterval(hits, n),
    n,
    unit: "share",
    dataset: DATASET,
    protocol: `${protocol}; Clopper–Pearson`,
    ...(baseline === undefined ? {} : {baseline})
  };
}

/** Experiments without (A/A) or with an effect, look by look. */
function peeking(kind: "aa" | "ab", figures: Record<string, Figure>) {
  const {rate, perArm, looks, runs} = options.peeking;
  const settings = {rate, perArm, looks, lift: kind === "aa" ? 0 : options.peeking.lift};
  const boundaries = peekingBoundaries(settings);
  const stopped = Object.fromEntries(PEEKING_RULES.map((rule) => [rule, new Int32Array(looks)])) as Record<
    PeekingRule,
    Int32Array
  >;
  const seen: number[] = [];
  for (let i = 0; i < runs; i++) {
    const found = simulatePeeking(settings, boundaries, random(i + 1, kind === "aa" ? 0 : 1));
    for (const rule of PEEKING_RULES) if (found.stopped[rule] >= 0) stopped[rule][found.stopped[rule]]++;
    const at = found.stopped.peeking;
    if (kind === "ab" && at >= 0) seen.push(found.seen[at]);
  }
  const how = `${runs} simulated experiments, ${perArm} visitors in each arm, ${100 * rate} % of the control buy, ${kind === "aa" ? "no effect" : `a true lift of ${100 * settings.lift} %`}, ${looks} looks at equal distances`;
  for (const rule of PEEKING_RULES) {
    const hits = stopped[rule].reduce((a, b) => a + b, 0);
    figures[`${kind}-${rule}`] = share(
      hits,
      runs,
      `experiments that a rule declares different, two-sided at 5 %: ${RULES[rule]}; ${how}`,
      kind === "aa" ? {name: "the level that was promised", value: options.alpha} : undefined
    );
  }
  if (kind === "ab")
    figures["ab-peeking-exaggeration"] = {
      ...meanInterval(seen.map((lift) => lift / settings.lift)),
      n: seen.length,
      unit: "times",
      dataset: DATASET,
      protocol: `the lift that is seen where peeking stops, over the true one, mean over experiments that are stopped; ${how}; 95 % interval of the mean`,
      baseline: {name: "no exaggeration", value: 1}
    };
  const computed = boundaries.peeking.map(
    (_, k) =>
      crossingProbabilities(boundaries.peeking.slice(0, k + 1) as number[], equalLooks(looks).slice(0, k + 1)).total
  );
  return PEEKING_RULES.flatMap((rule) => {
    let sum = 0;
    return Array.from(stopped[rule], (hits, k) => {
      sum += hits;
      const {low, high} = clopperPearsonInterval(sum, runs);
      return {
        kind,
        rule,
        look: k + 1,
        share: sum / runs,
        low,
        high,
        computed: kind === "aa" && rule === "peeking" ? computed[k] : null
      };
    });
  });
}

/** What an experiment needs to show the claimed lift, and what one of a small shop shows. */
function claim(name: Rate, figures: Record<string, Figure>): void {
  const {lifts, shopUsers, claimRuns, alpha, power} = options;
  const rate = options.rates[name];
  const perArm = shopUsers / 2;
  const exact = exactFigure(DATASET);
  figures[`rate-${name}`] = exact(rate, "share", RATES[name], 1);
  for (const lift of lifts) {
    const plan = {metric: {kind: "proportion", baseline: rate}} as const;
    figures[`needed-${name}-${100 * lift}`] = exact(
      unitsNeeded(plan, lift, {power})!,
      "visitors",
      `visitors of both arms that a two-sided z test at ${100 * alpha} % needs to find a lift of ${100 * lift} % with power ${100 * power} %; ${RATES[name]}`
    );
    figures[`power-${name}-${100 * lift}`] = exact(
      planPower(plan, lift, shopUsers),
      "share",
      `power of the same test with ${shopUsers} users; ${RATES[name]}`,
      shopUsers
    );
  }
  const how = `${claimRuns} simulated experiments of ${shopUsers} users, half in each arm; ${RATES[name]}`;
  const [least] = lifts;
  let seemed = 0;
  const exaggerated: number[] = [];
  let significant = 0;
  for (const lift of [0, least]) {
    const source = random(2026, Object.keys(RATES).indexOf(name), Math.round(1000 * lift));
    for (let i = 0; i < claimRuns; i++) {
      const [c, t] = [rate, rate * (1 + lift)].map((p) => {
        const value = drawBinomial(perArm, p, source) / perArm;
        return {value, n: perArm, variance: (value * (1 - value)) / perArm};
      });
      const seen = t.value / c.value - 1;
      if (lift === 0) {
        if (seen >= least) seemed++;
        continue;
      }
      const {p, value} = proportionDifference(c, t);
      if (p !== null && p < alpha && value > 0) {
        significant++;
        exaggerated.push(seen / lift);
      }
    }
  }
  figures[`seems-${name}`] = share(
    seemed,
    claimRuns,
    `experiments that show a lift of ${100 * least} % or more although there is none; ${how}`,
    {name: "no lift, none seen", value: 0}
  );
  figures[`found-${name}`] = share(
    significant,
    claimRuns,
    `experiments that find an increase (z test, p below ${100 * alpha} %) where the true lift is ${100 * least} %; ${how}`,
    {name: "no effect", value: alpha / 2}
  );
  figures[`exaggeration-${name}`] = {
    ...meanInterval(exaggerated),
    n: exaggerated.length,
    unit: "times",
    dataset: DATASET,
    protocol: `the lift that is seen over the true one of ${100 * least} %, mean over experiments that find an increase; ${how}; 95 % interval of the mean`,
    baseline: {name: "no exaggeration", value: 1}
  };
}
