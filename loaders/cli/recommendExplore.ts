import {UsageError} from "../../src/lib/core/errors.js";
import {makeCatalogue} from "../../src/lib/generator/catalogue.js";
import {SHOP_PROFILES, shopOptions} from "../../src/lib/generator/shop.js";
import {
  epsilonGreedy,
  greedy,
  thompsonSampling,
  uniformRandom,
  type BanditPolicy
} from "../../src/lib/recommend/banditPolicies.js";
import {evenRounds, regretOverSeeds} from "../../src/lib/recommend/regretOverSeeds.js";
import {shelfBandit} from "../../src/lib/recommend/shelfBandit.js";
import {readConfig} from "./config.js";
import {asUsage, namesFlag, wholeFlag} from "./flagValues.js";
import {nearest, parseFlags} from "./parseFlags.js";
import {SHOP_HELP, shopFlags} from "./shopFlags.js";

const DEFAULTS = {rounds: 20_000, places: 5, seeds: 5, week: 0, epsilon: 0.1, alpha: 1, beta: 1};
const POINTS = 10;
const IDS = [uniformRandom(), greedy(), epsilonGreedy(), thompsonSampling()].map(({id}) => id);

const HELP = `npm run recommend -- explore [flags]
lets policies choose which items a generated shop shows beside a page, and says how much each loses while it learns: the
expected clicks of the best fixed list of each department, less those of the lists that it chose (cumulative regret)
  --profile NAME       of the generated shop: ${Object.keys(SHOP_PROFILES).join(", ")} (paper)
${SHOP_HELP}
  --policies IDS       ${IDS.join(",")}, or all (all)
  --rounds N           visitors, one after another (${DEFAULTS.rounds})
  --places N           items that each is shown (${DEFAULTS.places})
  --seeds N            repetitions with other visitors and draws, at least 2 (${DEFAULTS.seeds})
  --week N             of the shop's period, from 0: its stock and prices (${DEFAULTS.week})
  --epsilon P          of epsilon-greedy: the share of places that go to items drawn at random (${DEFAULTS.epsilon})
  --alpha A, --beta B  of Thompson sampling: the beta distribution that each item's click rate is believed to have at first
                       (${DEFAULTS.alpha}, ${DEFAULTS.beta}); --alpha 0.3 --beta 100 says that clicks are rare and items differ much
  --seed N             of the generated shop (1)
  --json               one JSON document on standard output, and nothing else
The data are generated: the shop's own probabilities are the reward, so nothing is estimated from a log.`;

const FLAGS = {
  profile: {type: "string"},
  shop: {type: "string", multiple: true},
  policies: {type: "string"},
  rounds: {type: "string"},
  places: {type: "string"},
  seeds: {type: "string"},
  week: {type: "string"},
  epsilon: {type: "string"},
  alpha: {type: "string"},
  beta: {type: "string"},
  seed: {type: "string"},
  json: {type: "boolean"},
  help: {type: "boolean", short: "h"}
} as const;

/** `npm run recommend -- explore`. Throws `UsageError` for flags that make no sense. */
export async function recommendExplore(argv: readonly string[]): Promise<void> {
  const flags = parseFlags(argv, FLAGS);
  if (flags.help) return console.log(HELP);
  const config = await readConfig();
  const profile = flags.profile ?? config.profile ?? "paper";
  if (!Object.hasOwn(SHOP_PROFILES, profile)) {
    const names = Object.keys(SHOP_PROFILES);
    throw new UsageError(
      `there is no profile ${profile}; did you mean ${nearest(profile, names)}? There are ${names.join(", ")}`
    );
  }
  const ids = namesFlag("policy", flags.policies ?? "all", IDS);
  const rounds = wholeFlag("rounds", flags.rounds, 1) ?? DEFAULTS.rounds;
  const places = wholeFlag("places", flags.places, 1) ?? DEFAULTS.places;
  const repetitions = wholeFlag("seeds", flags.seeds, 2) ?? DEFAULTS.seeds;
  const week = wholeFlag("week", flags.week, 0) ?? DEFAULTS.week;
  const seed = wholeFlag("seed", flags.seed, 0) ?? config.seed ?? 1;
  const number = (name: "epsilon" | "alpha" | "beta") => {
    const text = flags[name];
    const value = text === undefined ? DEFAULTS[name] : text.trim() === "" ? NaN : Number(text);
    if (Number.isNaN(value)) throw new UsageError(`--${name} is ${JSON.stringify(text)}; give a number`);
    return value;
  };
  const [epsilon, alpha, beta] = [number("epsilon"), number("alpha"), number("beta")];
  const policies: readonly BanditPolicy[] = [
    uniformRandom(),
    greedy(),
    asUsage(() => epsilonGreedy({epsilon})),
    asUsage(() => thompsonSampling({alpha, beta}))
  ].filter(({id}) => ids.includes(id));
  const options = shopOptions(profile, {seed, ...shopFlags(flags.shop ?? config.shop, {profile})});
  const bandit = asUsage(() => shelfBandit(options, makeCatalogue(options), {week}), "week");
  const fewest = Math.min(...bandit.items.map(({length}) => length));
  if (places > fewest)
    throw new UsageError(`--places is ${places}; give at most ${fewest}, the items that one department has in stock`);
  const best = {ofDepartments: bandit.bestOfContexts(places), ofVisitors: bandit.bestOfVisitors(places)};
  if (!flags.json)
    process.stderr.write(
      `generated shop, profile ${profile}, seed ${seed}, week ${week}: ${bandit.items.map(({length}) => length).join(", ")} items in stock by department\n` +
        `Clicks a visitor on ${places} items: ${best.ofDepartments.toFixed(4)} on the best list of each department, ${best.ofVisitors.toFixed(4)} if each visitor's taste were known\n`
    );
  const seeds = Array.from({length: repetitions}, (_, k) => k + 1);
  const found = policies.map((policy) => {
    const points = regretOverSeeds(bandit, policy, {rounds, places, seeds, at: evenRounds(rounds, POINTS)});
    const {regret, reward} = points[points.length - 1];
    if (!flags.json)
      console.log(
        `${policy.title.padEnd(18)} regret ${regret.value.toFixed(1)} [${regret.low.toFixed(1)}, ${regret.high.toFixed(1)}] after ${rounds} visitors; ${reward.value.toFixed(4)} clicks a visitor at the end (${policy.setting})`
      );
    return {id: policy.id, setting: policy.setting, points};
  });
  if (flags.json)
    console.log(
      JSON.stringify({
        generated: true,
        profile,
        seed,
        week,
        rounds,
        places,
        seeds: repetitions,
        arms: bandit.items.map(({length}) => length),
        best,
        policies: found
      })
    );
}
