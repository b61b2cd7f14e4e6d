import {parseArgs} from "node:util";
import {runCommand} from "../loaders/cli/runCommand.js";
import {UsageError} from "../src/lib/core/errors.js";
import {benchExplain} from "./explain.js";
import {benchExplainInTab} from "./explainInTab.js";
import {benchFeatures} from "./features.js";
import {benchForecast} from "./forecast.js";
import {benchIntake} from "./intake.js";
import {benchLarge} from "./large.js";
import {benchModels} from "./models.js";
import {benchMutants} from "./mutants.js";
import {benchNn} from "./nn.js";
import {benchOwnLog} from "./ownLog.js";
import {benchPipeline} from "./pipeline.js";
import {benchRecommend} from "./recommend.js";
import {benchOfferInTab} from "./offerInTab.js";
import {benchRecommendInTab} from "./recommendInTab.js";
import {benchRecommendSasrec} from "./recommendSasrec.js";
import {benchSite} from "./site.js";
import {benchStages} from "./stages.js";
import {benchTabm} from "./tabm.js";
import {benchThorough} from "./thorough.js";
import {benchTuning} from "./tuning.js";
import type {Measured} from "./measured.js";

/** Measurements against the budgets of README; for an otherwise idle machine, and never part of the tests. */
const SUITES: Record<string, () => Promise<Measured[]>> = {
  site: benchSite,
  pipeline: benchPipeline,
  stages: benchStages,
  large: benchLarge,
  "own-log": benchOwnLog,
  features: benchFeatures,
  models: benchModels,
  explain: benchExplain,
  nn: benchNn,
  recommend: benchRecommend,
  forecast: benchForecast,
  mutants: benchMutants
};

/** What takes long and is asked for by name only. */
const NAMED_ONLY: typeof SUITES = {
  thorough: benchThorough,
  intake: benchIntake,
  tabm: benchTabm,
  tuning: benchTuning,
  "recommend-tab": benchRecommendInTab,
  "explain-tab": benchExplainInTab,
  "recommend-sasrec": benchRecommendSasrec,
  "offer-tab": benchOfferInTab
};

const HELP = `Measures times, sizes and what the tests notice against their budgets, on a machine that does nothing else.

  npm run bench -- [${Object.keys(SUITES).join("|")}] …   these suites; all without a name
  npm run bench -- [${Object.keys(NAMED_ONLY).join("|")}]   tests in full, as every night; 2,000 logs in random dialects; TabM beside its authors' package; tuning beside Optuna; clicks of recommenders in a tab; explanations in a tab; decisions of the demo shop in a tab; or SASRec beside RecBole's; fails where one fails
  npm run bench -- … --json   one JSON document`;

await runCommand(async () => {
  const {values, positionals: names} = parseArgs({
    allowPositionals: true,
    options: {json: {type: "boolean", default: false}, help: {type: "boolean", short: "h", default: false}}
  });
  const {json} = values;
  if (values.help) return console.log(HELP);
  const suites = {...SUITES, ...NAMED_ONLY};
  const unknown = names.find((name) => !(name in suites));
  if (unknown !== undefined) throw new UsageError(`no suite ${unknown}\n${HELP}`);
  const all: Measured[] = [];
  for (const name of names.length > 0 ? names : Object.keys(SUITES)) {
    const rows = await suites[name]();
    all.push(...rows);
    if (!json) for (const row of rows) console.log(line(row));
    // times are for a person to judge, tests that fail are not
    if (name in NAMED_ONLY && !rows.every(within)) process.exitCode = 1;
  }
  if (json) console.log(JSON.stringify(all, null, 1));
  else console.log(`${all.filter(within).length} of ${all.length} within budget`);
});

function within({value, budget}: Measured): boolean {
  return value <= budget;
}

function line(row: Measured): string {
  const digits = ["kB", "tests", "logs"].includes(row.unit) ? 0 : 3;
  const number = (x: number) => x.toFixed(digits);
  const spread = row.low === row.high ? "" : ` (${number(row.low)}–${number(row.high)})`;
  const mark = within(row) ? "ok  " : "OVER";
  return `${mark} ${row.name.padEnd(34)} ${number(row.value)}${spread} ${row.unit}, budget ${row.budget}`;
}
