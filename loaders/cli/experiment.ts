import {createHash} from "node:crypto";
import {createReadStream, readFileSync, writeFileSync} from "node:fs";
import {basename} from "node:path";
import {pipeline} from "node:stream/promises";
import {UsageError, UserError} from "../../src/lib/core/errors.js";
import {readTextTable, type TextTable} from "../../src/lib/eventLog/textTable.js";
import {
  analyzeExperiment,
  type Comparison,
  type ExperimentAnalysis,
  type MetricAnalysis
} from "../../src/lib/experiments/analyzeExperiment.js";
import {assignSticky} from "../../src/lib/experiments/assignment.js";
import {TUNING_UNITS} from "../../src/lib/experiments/confidenceSequence.js";
import {type Experiment, MODEL_COMPARISON, parseExperiment} from "../../src/lib/experiments/experiment.js";
import {
  chooseColumn,
  exposuresOf,
  metricsOf,
  segmentsIn,
  variantsOf
} from "../../src/lib/experiments/experimentTables.js";
import {exposedUnits} from "../../src/lib/experiments/exposureLog.js";
import {BOUNDARY_SHAPES, equalLooks} from "../../src/lib/experiments/groupSequential.js";
import {METRIC_KINDS} from "../../src/lib/experiments/metricTable.js";
import {parseMetric} from "../../src/lib/experiments/parseMetric.js";
import {
  detectableLift,
  durationDays,
  type ExperimentPlan,
  type LookPlan,
  type MetricDesign,
  planPower,
  unitsNeeded
} from "../../src/lib/experiments/power.js";
import {sampleRatio} from "../../src/lib/experiments/sampleRatio.js";
import {recordRun, RUN_STORE} from "../runs/runStore.js";
import {logFile} from "../sources/eventLog.js";
import {checkFile, fileError} from "../tools/contents.js";
import {asUsage, choiceFlag, wholeFlag} from "./flagValues.js";
import {nearest, parseFlags} from "./parseFlags.js";

const WORDS = ["power", "assign", "analyze"] as const;
const DESIGNS = ["fixed", ...BOUNDARY_SHAPES, "confidence-sequence"] as const;

const HELP = `npm run experiment -- power|assign|analyze [flags]
power: how many units an experiment needs to find a lift, how long that takes, and the least lift it finds
  --kind KIND          of the metric: ${METRIC_KINDS.join(", ")} (proportion)
  --baseline N         its value without the change: 0.05 or 5%
  --lift N             relative lift to be found: 0.15 or 15%
  --units N            of all arms together: gives power for --lift and the least lift instead
  --per-day N          new units a day: gives the days, in whole weeks
  --sd N               of mean and ratio: standard deviation over units (of a ratio: of numerator less baseline times
                       denominator, over the mean denominator)
  --q N --density N    of quantile: which, and the density of the values at it
  --correlation N      with a covariate from before (CUPED)
  --treatments N       variants besides the control (1); --power N the power wanted (0.8)
assign: which variant each unit gets, the same each time
  --config FILE        the experiment as JSON: experiment_id, variants, traffic_split, primary_metric, and if wanted salt, ramp
                       and layer {name, from, to} (the published example, ${MODEL_COMPARISON.experiment_id})
  --unit ID            a unit; may be repeated
  --source FILE        a table with a column of units, CSV, Parquet or other
  --kept FILE          an exposure log: its units keep their variant
  --out FILE           writes unit_id,variant as CSV
analyze: what came of an experiment
  --exposures FILE     a table with a line for each unit that saw a variant (columns unit and variant)
  --metrics FILE       a table of what units did, from the moment on in which each saw its variant: no times are read, so leave
                       earlier rows out; a unit may have several rows
  --metric SPEC        COLUMN, COLUMN:KIND, COLUMN/DENOMINATOR, with :covariate=COLUMN, :q=0.9, :better=lower; the first is
                       the primary one; may be repeated
  --guardrail SPEC     the same with :margin=0.01, the relative loss that is tolerated; may be repeated
  --config FILE        the experiment; without it variants are those of the log, in even shares
  --control NAME       which variant is the control (the first)
  --unit-column NAME, --variant-column NAME   where they are called otherwise
  --segment COLUMN     also by segment, a column of either table
  --bootstrap N        also percentile intervals of N draws; --bayes also posteriors of proportions
  --look N             with --design ${BOUNDARY_SHAPES.join(" or ")} and --looks: which planned look this is
all:
  --design NAME        ${DESIGNS.join(", ")} (fixed)
  --looks N            how often one looks (5); --tuning N units at which the confidence sequence is narrowest (${TUNING_UNITS})
  --alpha N            false alarms that are accepted (0.05)
  --json               one JSON document on standard output, and nothing else
Examples:
  npm run experiment -- power --baseline 5% --lift 15% --per-day 500
  npm run experiment -- assign --unit 17 --unit 18
  npm run experiment -- analyze --exposures exposures.csv --metrics orders.parquet --metric bought --metric revenue --json`;

const FLAGS = {
  kind: {type: "string"},
  baseline: {type: "string"},
  lift: {type: "string"},
  units: {type: "string"},
  "per-day": {type: "string"},
  sd: {type: "string"},
  q: {type: "string"},
  density: {type: "string"},
  correlation: {type: "string"},
  treatments: {type: "string"},
  power: {type: "string"},
  config: {type: "string"},
  unit: {type: "string", multiple: true},
  source: {type: "string"},
  kept: {type: "string"},
  out: {type: "string"},
  exposures: {type: "string"},
  metrics: {type: "string"},
  metric: {type: "string", multiple: true},
  guardrail: {type: "string", multiple: true},
  control: {type: "string"},
  "unit-column": {type: "string"},
  "variant-column": {type: "string"},
  segment: {type: "string"},
  bootstrap: {type: "string"},
  bayes: {type: "boolean"},
  look: {type: "string"},
  design: {type: "string"},
  looks: {type: "string"},
  tuning: {type: "string"},
  alpha: {type: "string"},
  json: {type: "boolean"},
  help: {type: "boolean", short: "h"}
} as const;

type Flags = ReturnType<typeof parseFlags<typeof FLAGS>>;

/** Flags by the word that they are of; all words have the others. */
const ONLY: Readonly<Record<(typeof WORDS)[number], readonly string[]>> = {
  power: ["kind", "baseline", "lift", "units", "per-day", "sd", "q", "density", "correlation", "treatments", "power"],
  assign: ["unit", "source", "kept", "out"],
  analyze: [
    "exposures",
    "metrics",
    "metric",
    "guardrail",
    "control",
    "variant-column",
    "segment",
    "bootstrap",
    "bayes",
    "look"
  ]
};

/** `npm run experiment`. Throws `UsageError` for words and flags that make no sense and `UserError` for tables that cannot be used. */
export async function experimentCommand(argv: readonly string[], {store = RUN_STORE} = {}): Promise<void> {
  const at = argv.findIndex((word) => word.startsWith("-"));
  const [word, ...others] = at === -1 ? argv : argv.slice(0, at);
  const flags = parseFlags(at === -1 ? [] : argv.slice(at), FLAGS);
  if (flags.help) return console.log(HELP);
  const known = WORDS.find((one) => one === word);
  if (known === undefined)
    throw new UsageError(
      word === undefined
        ? `say what to do: ${WORDS.join(", ")}`
        : `there is no ${word}; did you mean ${nearest(word, WORDS)}?`
    );
  if (others.length > 0) throw new UsageError(`${others.join(" ")} is too much; what follows ${known} are flags`);
  for (const [of, names] of Object.entries(ONLY))
    for (const name of names)
      if (of !== known && flags[name as "lift"] !== undefined)
        throw new UsageError(`--${name} is of ${of}, not of ${known}`);
  if (known === "power") return power(flags);
  if (known === "assign") return assign(flags);
  return analyze(flags, store);
}

/** A number, or a percentage. Undefined where the flag is not there; throws `UsageError` outside (low, high). */
function numberFlag(name: string, text: string | undefined, low: number, high: number): number | undefined {
  if (text === undefined) return undefined;
  const match = /^(-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?)\s*(%?)$/i.exec(text.trim());
  const value = match === null ? NaN : Number(match[1]) / (match[2] === "%" ? 100 : 1);
  if (!(value > low && value < high))
    throw new UsageError(
      `--${name} is ${JSON.stringify(text)}; give a number ${high === Infinity ? `above ${low}` : `between ${low} and ${high}`}`
    );
  return value;
}

function needed<T>(name: string, value: T | undefined, why: string): T {
  if (value === undefined) throw new UsageError(`give --${name}: ${why}`);
  return value;
}

const alphaOf = (flags: Flags) => numberFlag("alpha", flags.alpha, 0, 1) ?? 0.05;
const looksOf = (flags: Flags) => wholeFlag("looks", flags.looks, 1, 200) ?? 5;
const tuningOf = (flags: Flags) => wholeFlag("tuning", flags.tuning, 1) ?? TUNING_UNITS;

function lookPlanOf(flags: Flags): LookPlan {
  const kind = choiceFlag("design", flags.design, DESIGNS);
  if (kind === "fixed") {
    if (flags.looks !== undefined) throw new UsageError("--looks is of a design with looks; give --design");
    return {kind};
  }
  const looks = looksOf(flags);
  return kind === "confidence-sequence" ? {kind, looks, tuning: tuningOf(flags)} : {kind, looks};
}

function designOf(flags: Flags): MetricDesign {
  const kind = choiceFlag("kind", flags.kind, METRIC_KINDS);
  const why = "what the metric is without the change";
  if (kind === "proportion")
    return {kind, baseline: needed("baseline", numberFlag("baseline", flags.baseline, 0, 1), why)};
  const baseline = needed("baseline", numberFlag("baseline", flags.baseline, -Infinity, Infinity), why);
  if (baseline === 0) throw new UsageError("--baseline is 0, of which no lift is a share");
  if (kind === "quantile")
    return {
      kind,
      baseline,
      q: numberFlag("q", flags.q, 0, 1) ?? 0.5,
      density: needed(
        "density",
        numberFlag("density", flags.density, 0, Infinity),
        "that of the values at the quantile"
      )
    };
  return {
    kind,
    baseline,
    sd: needed("sd", numberFlag("sd", flags.sd, 0, Infinity), "the standard deviation over units")
  };
}

function power(flags: Flags): void {
  const metric = designOf(flags);
  const lift = numberFlag("lift", flags.lift, -1, Infinity);
  const units = wholeFlag("units", flags.units, 4, 1e12);
  const wanted = numberFlag("power", flags.power, 0, 1) ?? 0.8;
  const perDay = numberFlag("per-day", flags["per-day"], 0, Infinity);
  if (lift === undefined && units === undefined) throw new UsageError("give --lift, --units or both");
  if (lift === 0) throw new UsageError("--lift is 0, which no experiment can find");
  const plan: ExperimentPlan = {
    metric,
    look: lookPlanOf(flags),
    correlation: numberFlag("correlation", flags.correlation, -1, 1) ?? 0,
    treatments: wholeFlag("treatments", flags.treatments, 1, 100) ?? 1,
    alpha: alphaOf(flags)
  };
  const {baseline} = metric;
  if (lift !== undefined && metric.kind === "proportion" && !(baseline * (1 + lift) < 1))
    throw new UserError(`a lift of ${lift} makes ${baseline} a share of 1 or more`, "give a smaller lift");
  const need = units === undefined ? unitsNeeded(plan, lift!, {power: wanted}) : null;
  const found = {
    plan,
    lift: lift ?? null,
    wantedPower: wanted,
    units: units ?? need,
    power: units === undefined ? wanted : lift === undefined ? null : planPower(plan, lift, units),
    detectableLift: units === undefined ? lift! : detectableLift(plan, units, {power: wanted}),
    days: perDay === undefined || (units ?? need) === null ? null : durationDays((units ?? need)!, perDay)
  };
  if (flags.json) return console.log(JSON.stringify(found));
  const arms = plan.treatments! + 1;
  const lines: string[] = [];
  if (units === undefined)
    lines.push(
      need === null
        ? `No number of units below 10¹³ finds a lift of ${percent(lift!)} with power ${percent(wanted)}`
        : `${count(need)} units (${count(need / arms)} in each of ${arms} arms) find a lift of ${percent(lift!)} on ${short(baseline)} with power ${percent(wanted)}`
    );
  else {
    if (lift !== undefined)
      lines.push(
        `${count(units)} units find a lift of ${percent(lift)} on ${short(baseline)} with power ${percent(found.power!)}`
      );
    lines.push(
      found.detectableLift === null
        ? `${count(units)} units find no lift with power ${percent(wanted)}`
        : `The least lift that ${count(units)} units find with power ${percent(wanted)} is ${percent(found.detectableLift)}`
    );
  }
  if (found.days !== null) lines.push(`At ${perDay} a day that takes ${count(found.days)} days (whole weeks)`);
  const {look} = plan;
  if (look!.kind !== "fixed") lines.push(`${look!.kind}, ${(look as {looks: number}).looks} looks`);
  console.log(lines.join("\n"));
}

/** The experiment of a file. */
function readExperiment(path: string): Experiment {
  checkFile(path);
  let document: unknown;
  try {
    document = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw fileError(error, path);
    throw new UserError(
      `${basename(path)} is no JSON (${error.message.split("\n")[0]})`,
      'give {"experiment_id": "…", "variants": […], …}'
    );
  }
  return parseExperiment(document);
}

async function assign(flags: Flags): Promise<void> {
  const experiment = flags.config === undefined ? MODEL_COMPARISON : readExperiment(flags.config);
  const units = [...(flags.unit ?? [])];
  if (flags.source !== undefined) {
    const table = await readTextTable(logFile(flags.source));
    for (const text of table.columns[chooseColumn(table, "unit", flags["unit-column"])])
      if (text !== null && text.trim() !== "") units.push(text.trim());
  }
  if (units.length === 0) throw new UsageError("name units: --unit ID or --source FILE");
  const kept =
    flags.kept === undefined
      ? new Map<string, string>()
      : exposedUnits(experiment, exposuresOf(await readTextTable(logFile(flags.kept)))).variantOf;
  const unique = [...new Set(units)];
  const assigned = unique.map((unit) => ({unit, ...assignSticky(experiment, unit, kept)}));
  const counts = experiment.variants.map((name) => assigned.filter(({variant}) => variant === name).length);
  const enrolled = counts.reduce((a, b) => a + b, 0);
  const ratio =
    enrolled === 0
      ? null
      : sampleRatio(
          counts,
          experiment.variants.map((name) => experiment.traffic_split[name])
        );
  if (flags.out !== undefined) {
    const quoted = (text: string) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    const rows = assigned.flatMap(({unit, variant}) =>
      variant === null ? [] : [`${quoted(experiment.experiment_id)},${quoted(unit)},${quoted(variant)}`]
    );
    try {
      writeFileSync(flags.out, `${["experiment_id,unit_id,variant", ...rows].join("\n")}\n`);
    } catch (error) {
      throw fileError(error, flags.out);
    }
  }
  if (flags.json)
    return console.log(
      JSON.stringify({
        experiment,
        units: unique.length,
        enrolled,
        counts: Object.fromEntries(experiment.variants.map((name, i) => [name, counts[i]])),
        sampleRatio: ratio,
        ...(flags.out === undefined ? {assigned} : {out: flags.out})
      })
    );
  if (flags.out === undefined && unique.length <= 20)
    for (const one of assigned)
      console.log(`${one.unit}: ${one.variant ?? `none (${(one as {reason: string}).reason})`}`);
  console.log(
    `${experiment.experiment_id}: ${count(unique.length)} units, ${count(enrolled)} enrolled; ${experiment.variants.map((name, i) => `${name} ${count(counts[i])}`).join(", ")}${ratio === null ? "" : ` (sample ratio p ${ratio.p.toFixed(3)})`}`
  );
}

const hashOf = async (path: string): Promise<string> => {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
};

async function analyze(flags: Flags, store: string): Promise<void> {
  const exposuresPath = needed("exposures", flags.exposures, "a table of which unit saw which variant");
  const metricsPath = needed("metrics", flags.metrics, "a table of what units did");
  const given = needed("metric", flags.metric, "a column of --metrics; the first is the primary metric");
  const parsed = [
    ...given.map((text) => ({...asUsage(() => parseMetric(text), "metric"), margin: undefined})),
    ...(flags.guardrail ?? []).map((text) => {
      const metric = asUsage(() => parseMetric(text), "guardrail");
      if (metric.margin === undefined)
        throw new UsageError(
          `--guardrail is ${JSON.stringify(text)}; say how much loss is tolerated, as in ${text}:margin=0.01`
        );
      return metric;
    })
  ];
  const alpha = alphaOf(flags);
  const look = lookOf(flags);
  const bootstrap = wholeFlag("bootstrap", flags.bootstrap, 100, 100_000) ?? 0;
  const exposures = await readTextTable(logFile(exposuresPath));
  const metrics = exposuresPath === metricsPath ? exposures : await readTextTable(logFile(metricsPath));
  const log = exposuresOf(exposures, {unit: flags["unit-column"], variant: flags["variant-column"]});
  const own = flags.config === undefined ? null : readExperiment(flags.config);
  const of =
    own === null
      ? log
      : log.filter(({experiment_id: id}) => id === undefined || id === null || id === own.experiment_id);
  const experiment =
    own ??
    parseExperiment({
      experiment_id: experimentIdOf(exposures),
      variants: variantsOf(of, flags.control),
      primary_metric: parsed[0].name
    });
  if (own !== null && flags.control !== undefined && flags.control !== own.variants[0])
    throw new UsageError(
      `--control is ${flags.control}; with --config the first variant is the control: ${own.variants[0]}`
    );
  const exposed = exposedUnits(experiment, log);
  const unit = flags["unit-column"];
  const {table, specs} = metricsOf(metrics, parsed, {
    unit: unit !== undefined && !(unit in metrics.columns) ? undefined : unit
  });
  const {segment} = flags;
  const segmentOf =
    segment === undefined
      ? undefined
      : segmentsIn(Object.hasOwn(exposures.columns, segment) ? exposures : metrics, segment, unit);
  await recordRun(
    {
      command: "experiment",
      subject: {source: basename(metricsPath), target: specs[0].name},
      parameters: {...flags, variants: experiment.variants},
      inputs: {exposures: await hashOf(exposuresPath), metrics: await hashOf(metricsPath)},
      entry: "loaders/cli/experiment.ts"
    },
    (run) => {
      const found = analyzeExperiment(experiment, exposed, table, specs, {
        alpha,
        tuning: tuningOf(flags),
        bootstrap,
        bayes: flags.bayes === true,
        ...(look === undefined ? {} : {look}),
        ...(segmentOf === undefined ? {} : {segmentOf})
      });
      const notes = [exposures, metrics].flatMap(faultsOf);
      run.metrics(
        [found.primary, ...found.others, ...found.guardrails].flatMap(({name, comparisons, none}) =>
          comparisons.map((one) => ({
            name: `${name}, treatment less control`,
            of: one.variant,
            value: one.p === null ? null : one.value,
            low: one.p === null ? null : one.low,
            high: one.p === null ? null : one.high,
            n: exposed.variantOf.size,
            baseline: {name: "no difference", value: 0},
            ...(none === null ? {} : {none})
          }))
        )
      );
      run.artefact("analysis.json", JSON.stringify(found, null, 1));
      if (flags.json) console.log(JSON.stringify({run: run.id, ...found, notes}));
      else console.log([...printed(found, alpha), ...notes.map((note) => `Note: ${note}`)].join("\n"));
      return Promise.resolve();
    },
    store
  );
}

/** What the log calls its one experiment; throws `UserError` where it has several. */
function experimentIdOf({columns}: TextTable): string {
  const ids = new Set((columns.experiment_id ?? []).filter((id) => id !== null));
  if (ids.size > 1)
    throw new UserError(
      `the exposure log has ${ids.size} experiments: ${[...ids].slice(0, 5).join(", ")}`,
      "give the one that is wanted by --config FILE"
    );
  return [...ids][0] ?? "experiment";
}

function lookOf(flags: Flags) {
  const design = choiceFlag("design", flags.design, DESIGNS);
  if (flags.look === undefined) return undefined;
  const shape = BOUNDARY_SHAPES.find((one) => one === design);
  if (shape === undefined) throw new UsageError(`--look is of --design ${BOUNDARY_SHAPES.join(" or ")}`);
  const fractions = equalLooks(looksOf(flags));
  return {shape, fractions, at: wholeFlag("look", flags.look, 1, fractions.length)!};
}

const faultsOf = ({name, faults}: TextTable): string[] =>
  faults.length === 0
    ? []
    : [
        `${count(faults.length)} lines of ${name} cannot be read, the first is line ${faults[0].line} (${faults[0].fault})`
      ];

function printed(found: ExperimentAnalysis, alpha: number): string[] {
  const lines = [
    `${found.experiment_id}: ${found.variants.map((name, i) => `${name} ${count(found.counts[i])}`).join(", ")} units; sample ratio p ${found.sampleRatio.p.toFixed(3)}`,
    ...found.problems.map((problem) => `PROBLEM: ${problem}`)
  ];
  if (found.withoutRows > 0)
    lines.push(`  ${count(found.withoutRows)} exposed units have no row in the metric table and count as 0`);
  if (found.notExposed > 0)
    lines.push(`  ${count(found.notExposed)} units of the metric table were not exposed and are left out`);
  lines.push(...metricLines("primary", found.primary, alpha));
  for (const metric of found.others) lines.push(...metricLines("other", metric, alpha));
  for (const guardrail of found.guardrails) {
    lines.push(...metricLines(`guardrail, ${percent(guardrail.margin)} tolerated`, guardrail, alpha));
    for (const {variant, verdict} of guardrail.verdicts) lines.push(`    ${variant}: ${verdict}`);
  }
  const {look, segments} = found;
  if (look !== null)
    lines.push(
      `look ${look.at} of ${look.looks} (${look.shape}): |z| must pass ${look.boundary.toFixed(3)}; ${look.crossed.length === 0 ? "go on" : `stop: ${look.crossed.join(", ")}`}`
    );
  if (segments !== null) {
    lines.push(
      `by segment: ${segments.comparisons} comparisons, of which ${segments.expectedFalse.toFixed(1)} would have p below ${alpha} by chance alone; p is corrected for all of them (Holm)`
    );
    for (const {segment, comparisons, none} of segments.of)
      lines.push(
        ...(none !== null
          ? [`    ${segment}: ${none}`]
          : comparisons.map(
              (one) =>
                `    ${segment}, ${one.variant}: ${range(one)}, p ${one.pHolm?.toFixed(4) ?? "none"} (n ${count(one.n)})`
            ))
      );
    for (const {variant, p} of segments.heterogeneity)
      if (p !== null) lines.push(`    ${variant}: does the effect differ between segments? p ${p.toFixed(4)}`);
  }
  return lines;
}

function metricLines(
  role: string,
  {name, method, arms, comparisons, cuped, none}: MetricAnalysis,
  alpha: number
): string[] {
  const lines = [
    `${name} (${role}): ${arms.map(({variant, value}) => `${variant} ${short(value)}`).join(", ")}; ${method}`
  ];
  if (none !== null) return [...lines, `  ${none}`];
  if (cuped !== null) lines.push(`  the covariate takes ${percent(cuped.reduction)} off the variance`);
  return [...lines, ...comparisons.flatMap((one) => comparisonLines(one, comparisons.length > 1, alpha))];
}

function comparisonLines(one: Comparison, several: boolean, alpha: number): string[] {
  const {variant, relative, p, pHolm, simultaneous, sequence, bootstrap, bayes} = one;
  const lines = [
    `  ${variant}: ${range(one)}${relative === null ? "" : `, ${percent(relative.value)} [${percent(relative.low)}, ${percent(relative.high)}]`}; p ${p === null ? "none" : p.toFixed(4)}${several && pHolm !== null ? `, corrected (Holm) ${pHolm.toFixed(4)}` : ""}`
  ];
  if (several && simultaneous !== null) lines.push(`    all variants together (Dunnett): ${ends(simultaneous)}`);
  if (sequence !== null)
    lines.push(
      `    at any time (confidence sequence, ${percent(1 - alpha)}): ${ends(sequence)}, p ${sequence.p.toFixed(4)}`
    );
  if (bootstrap !== null) lines.push(`    bootstrap: ${ends(bootstrap)}`);
  if (bayes !== null)
    lines.push(`    posterior: better with probability ${percent(bayes.probability)}, ${ends(bayes.credible)}`);
  return lines;
}

const short = (value: number) => String(Number(value.toPrecision(5)));
const ends = ({low, high}: {low: number; high: number}) => `[${short(low)}, ${short(high)}]`;
const range = (one: {value: number; low: number; high: number}) => `${short(one.value)} ${ends(one)}`;
const count = (n: number) => n.toLocaleString("en-US");
const percent = (share: number) => `${Number((100 * share).toPrecision(3))} %`;
