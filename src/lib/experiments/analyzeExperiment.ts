import {UserError} from "../core/errors.js";
import {holm} from "../metrics/comparisons.js";
import type {Interval} from "../metrics/intervals.js";
import {type BetaBinomial, betaBinomial} from "./betaBinomial.js";
import {chiSquareSurvival} from "./chiSquare.js";
import {alwaysValidP, confidenceSequence, TUNING_UNITS} from "./confidenceSequence.js";
import {
  bootstrapInterval,
  type Difference,
  proportionDifference,
  relativeDifference,
  welchDifference
} from "./difference.js";
import {dunnettCritical} from "./dunnett.js";
import {cuped, type Estimate, meanOf, proportionOf, quantileOf, ratioOf} from "./estimates.js";
import type {Experiment} from "./experiment.js";
import type {ExposedUnits} from "./exposureLog.js";
import {type BoundaryShape, sequentialBoundaries} from "./groupSequential.js";
import type {MetricSpec, MetricTable} from "./metricTable.js";
import {sampleRatio, type SampleRatio} from "./sampleRatio.js";
import {type ArmValues, unitValues, withCovariates} from "./unitValues.js";

export interface AnalysisOptions {
  /** 1 less the level of all intervals; default 0.05. */
  readonly alpha?: number;
  /** Units of all arms at which the confidence sequence is narrowest; default `TUNING_UNITS`. */
  readonly tuning?: number;
  /** A planned look of a group-sequential design: its number from 1, and the share of the planned units that each look sees. */
  readonly look?: {readonly shape: BoundaryShape; readonly fractions: readonly number[]; readonly at: number};
  /** Draws of the bootstrap; 0, the default, draws none. */
  readonly bootstrap?: number;
  /** Adds the posterior of a proportion under a uniform prior. */
  readonly bayes?: boolean;
  /** The segment of units, if results are wanted by segment. */
  readonly segmentOf?: ReadonlyMap<string, string>;
}

/** A variant against the control. */
export interface Comparison extends Difference {
  readonly variant: string;
  readonly relative: (Interval & {readonly value: number}) | null;
  /** p corrected for the number of variants (Holm); null as `p`. */
  readonly pHolm: number | null;
  /** Holds all true differences of the metric together (Dunnett); null as `p`. */
  readonly simultaneous: Interval | null;
  /** May be looked at at any time; null as `p`. */
  readonly sequence: (Interval & {readonly p: number}) | null;
  readonly bootstrap: Interval | null;
  readonly bayes: BetaBinomial | null;
}

export interface MetricAnalysis {
  readonly name: string;
  readonly kind: MetricSpec["kind"];
  /** How the interval and p are made, in words. */
  readonly method: string;
  readonly arms: readonly (Estimate & {readonly variant: string})[];
  readonly comparisons: readonly Comparison[];
  /** Where a covariate was used: its slope, and the share of the variance that it took away. */
  readonly cuped: {readonly theta: number; readonly reduction: number} | null;
  /** Why nothing can be said; null where something can. */
  readonly none: string | null;
}

export type GuardrailVerdict = "no harm" | "harm" | "undecided";

export interface SegmentAnalysis {
  readonly segment: string;
  readonly comparisons: readonly (Omit<Comparison, "simultaneous" | "sequence" | "bootstrap" | "bayes"> & {
    readonly n: number;
  })[];
  /** Why nothing can be said of it. */
  readonly none: string | null;
}

export interface ExperimentAnalysis {
  readonly experiment_id: string;
  readonly variants: readonly string[];
  readonly counts: readonly number[];
  readonly sampleRatio: SampleRatio;
  /** Units that saw several variants, left out. */
  readonly mixed: number;
  /** Exposed units without a row in the metric table: they count as 0. */
  readonly withoutRows: number;
  /** Units of the table that were not exposed, left out. */
  readonly notExposed: number;
  readonly primary: MetricAnalysis;
  readonly others: readonly MetricAnalysis[];
  readonly guardrails: readonly (MetricAnalysis & {
    readonly margin: number;
    readonly verdicts: readonly {readonly variant: string; readonly verdict: GuardrailVerdict}[];
  })[];
  /** Of the primary metric. Holm's correction covers all comparisons of all segments. */
  readonly segments: {
    readonly of: readonly SegmentAnalysis[];
    /** Comparisons that were made, and how many would be below 5 % by chance alone. */
    readonly comparisons: number;
    readonly expectedFalse: number;
    /** By variant: whether the effect differs between segments (Cochran's Q); null where that cannot be told. */
    readonly heterogeneity: readonly {readonly variant: string; readonly p: number | null}[];
  } | null;
  /** Where the analysis is a planned look: what |z| must pass at it, and which variants do. */
  readonly look: {
    readonly shape: BoundaryShape;
    readonly at: number;
    readonly looks: number;
    readonly boundary: number;
    readonly crossed: readonly string[];
  } | null;
  /** What speaks against believing any of it, a sentence each. */
  readonly problems: readonly string[];
}

/** More than this share of units in several variants is a fault of the assignment. */
const MOST_MIXED = 0.01;
/** The asymptotic sequence is not to be trusted below. */
const LEAST_SEQUENCE = 100;

/**
 * The result of an experiment from who saw what (`exposedUnits`) and what they did.
 *
 * Throws `UserError` for columns that do not exist, values of a wrong kind, a covariate without values and a variant with fewer than two
 * units. A metric that is the same for all units throws nothing: its analysis says so in `none`.
 *
 * @example
 * ```ts
 * import {exposedUnits} from "./exposureLog.js";
 * import {parseExperiment} from "./experiment.js";
 *
 * const offer = parseExperiment({experiment_id: "offer", variants: ["none", "ten"], primary_metric: "bought"});
 * const units = Array.from({length: 400}, (_, i) => String(i));
 * const exposed = exposedUnits(offer, units.map((unit, i) => ({unit, variant: i % 2 === 0 ? "none" : "ten"})));
 * const bought = Float64Array.from(units, (_, i) => (i % 2 === 0 ? Number(i < 40) : Number(i < 80)));
 * const {primary} = analyzeExperiment(offer, exposed, {units, columns: {bought}}, [{name: "bought", kind: "proportion", column: "bought"}]);
 * primary.comparisons[0].value // → 0.1
 * primary.comparisons[0].p // → 0.005101…
 * ```
 *
 * @param specs the primary metric first; those with a margin are guardrails
 */
export function analyzeExperiment(
  experiment: Experiment,
  exposed: ExposedUnits,
  table: MetricTable,
  [primary, ...more]: readonly MetricSpec[],
  options: AnalysisOptions = {}
): ExperimentAnalysis {
  const {variants, traffic_split} = experiment;
  const {alpha = 0.05, look, segmentOf} = options;
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`invalid alpha: ${alpha}`);
  const arms = armsOf(variants, exposed.variantOf);
  variants.forEach((variant, i) => {
    if (arms[i].size < 2)
      throw new UserError(
        `the variant ${variant} has ${arms[i].size === 1 ? "1 unit" : "no units"} in the exposure log`,
        "two are the least from which a spread can be told"
      );
  });
  const ratio = sampleRatio(
    exposed.counts,
    variants.map((name) => traffic_split[name])
  );
  const inTable = new Set(table.units);
  let notExposed = 0;
  for (const unit of inTable) if (!exposed.variantOf.has(unit)) notExposed++;
  let withoutRows = 0;
  for (const unit of exposed.variantOf.keys()) if (!inTable.has(unit)) withoutRows++;
  const of = (spec: MetricSpec) => analyzeMetric(variants, arms, table, spec, options);
  const found = of(primary);
  const guardrails = more
    .filter(({margin}) => margin !== undefined)
    .map((spec) => {
      const analysis = of(spec);
      return {
        ...analysis,
        margin: spec.margin!,
        verdicts: analysis.comparisons.map(({variant, relative}) => ({
          variant,
          verdict: guardrailVerdict(relative, spec.margin!, spec.better)
        }))
      };
    });
  return {
    experiment_id: experiment.experiment_id,
    variants,
    counts: exposed.counts,
    sampleRatio: ratio,
    mixed: exposed.mixed.length,
    withoutRows,
    notExposed,
    primary: found,
    others: more.filter(({margin}) => margin === undefined).map(of),
    guardrails,
    segments: segmentOf === undefined ? null : segmentsOf(variants, exposed, table, primary, segmentOf, alpha),
    look: look === undefined ? null : lookOf(found, look, alpha / (variants.length - 1)),
    problems: problemsOf(exposed, ratio, withoutRows)
  };
}

/** The units of each variant, numbered. */
function armsOf(variants: readonly string[], variantOf: ReadonlyMap<string, string>): Map<string, number>[] {
  const arms = variants.map(() => new Map<string, number>());
  const at = new Map(variants.map((name, i) => [name, i]));
  for (const [unit, variant] of variantOf) {
    const arm = arms[at.get(variant)!];
    arm.set(unit, arm.size);
  }
  return arms;
}

interface Estimated {
  readonly estimates: readonly Estimate[];
  readonly cuped: MetricAnalysis["cuped"];
  readonly method: string;
  readonly compare: (control: Estimate, treatment: Estimate, options: {level: number}) => Difference;
}

function estimated(spec: MetricSpec, arms: readonly ArmValues[]): Estimated {
  if (spec.covariate !== undefined && (spec.kind === "proportion" || spec.kind === "mean")) {
    const covariates = withCovariates(spec.covariate, arms);
    const {estimates, theta, reduction} = cuped(
      arms.map(({numerators}, i) => ({values: numerators, covariate: covariates[i]}))
    );
    return {
      estimates,
      cuped: {theta, reduction},
      method: `Welch's t on values adjusted by ${spec.covariate} (CUPED)`,
      compare: welchDifference
    };
  }
  if (spec.kind === "proportion")
    return {
      estimates: arms.map(({numerators}) => proportionOf(numerators)),
      cuped: null,
      method: "z test with the pooled variance, Newcombe's interval",
      compare: proportionDifference
    };
  const of = {
    mean: () => arms.map(({numerators}) => meanOf(numerators)),
    ratio: () => arms.map(({numerators, denominators}) => ratioOf(numerators, denominators!)),
    quantile: () => arms.map(({numerators, clusters}) => quantileOf(numerators, spec.quantile ?? 0.5, clusters))
  };
  const methods = {
    mean: "Welch's t test",
    ratio: "Welch's t test on the linearised ratio (delta method), clustered by unit",
    quantile: "z test on the quantile of rows clustered by unit (Woodruff's interval)"
  };
  return {estimates: of[spec.kind](), cuped: null, method: methods[spec.kind], compare: welchDifference};
}

function analyzeMetric(
  variants: readonly string[],
  arms: readonly ReadonlyMap<string, number>[],
  table: MetricTable,
  spec: MetricSpec,
  {alpha = 0.05, tuning = TUNING_UNITS, bootstrap = 0, bayes = false}: AnalysisOptions
): MetricAnalysis {
  const values = arms.map((units) => unitValues(table, spec, units));
  const {estimates, cuped: adjusted, method, compare} = estimated(spec, values);
  const [control, ...treatments] = estimates;
  const level = {level: 1 - alpha};
  const differences = treatments.map((treatment) => compare(control, treatment, level));
  const tested = differences.filter(({p}) => p !== null);
  const corrected = holm(tested.map(({p}) => p!));
  const known = control.variance > 0 && treatments.every(({variance}) => variance > 0);
  const critical = known
    ? dunnettCritical(
        control.variance,
        treatments.map(({variance}) => variance),
        level
      )
    : null;
  const comparisons = differences.map((difference, i): Comparison => {
    const {value, variance, p} = difference;
    const at = tested.indexOf(difference);
    const half = critical === null ? 0 : critical * Math.sqrt(variance);
    const treatment = treatments[i];
    const n = control.n + treatment.n;
    const sequential = {alpha, tuning};
    return {
      variant: variants[i + 1],
      ...difference,
      relative: relativeDifference(control, treatment, level),
      pHolm: at === -1 ? null : corrected[at],
      simultaneous: critical === null || p === null ? null : {low: value - half, high: value + half},
      sequence:
        p === null || variance === 0 || Math.min(control.n, treatment.n) < LEAST_SEQUENCE
          ? null
          : {...confidenceSequence(value, variance, n, sequential), p: alwaysValidP(value, variance, n, sequential)},
      bootstrap:
        bootstrap === 0 || spec.kind === "quantile" || adjusted !== null
          ? null
          : bootstrapInterval(values[0], values[i + 1], {draws: bootstrap, ...level}),
      bayes:
        bayes && spec.kind === "proportion" && adjusted === null
          ? betaBinomial(conversions(control), conversions(treatment), level)
          : null
    };
  });
  return {
    name: spec.name,
    kind: spec.kind,
    method,
    arms: estimates.map((estimate, i) => ({variant: variants[i], ...estimate})),
    comparisons,
    cuped: adjusted,
    none:
      tested.length > 0
        ? null
        : `${spec.name} is ${control.value} for every unit of every variant, so that there is nothing to compare`
  };
}

const conversions = ({value, n}: Estimate) => ({hits: Math.round(value * n), n});

/** "No harm" needs the whole interval on the good side of the margin; "harm" needs it below no change. */
function guardrailVerdict(
  relative: Interval | null,
  margin: number,
  better: MetricSpec["better"] = "higher"
): GuardrailVerdict {
  if (relative === null) return "undecided";
  const worst = better === "higher" ? relative.low : -relative.high;
  const best = better === "higher" ? relative.high : -relative.low;
  if (best < 0) return "harm";
  return worst > -margin ? "no harm" : "undecided";
}

function segmentsOf(
  variants: readonly string[],
  exposed: ExposedUnits,
  table: MetricTable,
  spec: MetricSpec,
  segmentOf: ReadonlyMap<string, string>,
  alpha: number
): ExperimentAnalysis["segments"] {
  const bySegment = new Map<string, Map<string, string>>();
  for (const [unit, variant] of exposed.variantOf) {
    const segment = segmentOf.get(unit) ?? "(none)";
    let own = bySegment.get(segment);
    if (own === undefined) bySegment.set(segment, (own = new Map()));
    own.set(unit, variant);
  }
  const analyses = [...bySegment].map(([segment, variantOf]) => {
    const arms = armsOf(variants, variantOf);
    const small = variants.filter((_, i) => arms[i].size < 2);
    if (small.length > 0) return {segment, analysis: null, none: `fewer than two units in ${small.join(", ")}`};
    const analysis = analyzeMetric(variants, arms, table, spec, {alpha});
    return {segment, analysis, none: analysis.none};
  });
  const tested = analyses.flatMap(({analysis}) => (analysis?.comparisons ?? []).filter(({p}) => p !== null));
  const corrected = holm(tested.map(({p}) => p!));
  const of = analyses.map(({segment, analysis, none}) => ({
    segment,
    none,
    comparisons: (analysis?.comparisons ?? []).map((comparison, i) => {
      const {variant, value, low, high, variance, p, statistic, relative} = comparison;
      const at = tested.indexOf(comparison);
      const n = analysis!.arms[0].n + analysis!.arms[i + 1].n;
      return {variant, n, value, low, high, variance, p, statistic, relative, pHolm: at === -1 ? null : corrected[at]};
    })
  }));
  const heterogeneity = variants.slice(1).map((variant) => {
    const own = of.flatMap(({comparisons}) => comparisons.filter((one) => one.variant === variant && one.variance > 0));
    if (own.length < 2) return {variant, p: null};
    const weights = own.map(({variance}) => 1 / variance);
    const all = weights.reduce((a, b) => a + b, 0);
    const mean = own.reduce((sum, {value}, i) => sum + weights[i] * value, 0) / all;
    const q = own.reduce((sum, {value}, i) => sum + weights[i] * (value - mean) ** 2, 0);
    return {variant, p: chiSquareSurvival(q, own.length - 1)};
  });
  return {of, comparisons: tested.length, expectedFalse: tested.length * alpha, heterogeneity};
}

function lookOf(
  {comparisons}: MetricAnalysis,
  {shape, fractions, at}: NonNullable<AnalysisOptions["look"]>,
  alpha: number
): ExperimentAnalysis["look"] {
  if (!(Number.isInteger(at) && at >= 1 && at <= fractions.length))
    throw new RangeError(`invalid look: ${at} of ${fractions.length}`);
  const boundary = sequentialBoundaries(shape, fractions, {alpha})[at - 1];
  return {
    shape,
    at,
    looks: fractions.length,
    boundary,
    crossed: comparisons
      .filter(({statistic}) => statistic !== null && Math.abs(statistic) >= boundary)
      .map(({variant}) => variant)
  };
}

function problemsOf(exposed: ExposedUnits, ratio: SampleRatio, withoutRows: number): string[] {
  const {mixed, variantOf} = exposed;
  const problems: string[] = [];
  if (ratio.mismatch)
    problems.push(
      `the numbers of units do not fit the split (sample ratio mismatch, p ${ratio.p.toExponential(1)}): find out why before you believe any result`
    );
  if (mixed.length > 0) {
    const share = mixed.length / (mixed.length + variantOf.size);
    problems.push(
      `${mixed.length} ${mixed.length === 1 ? "unit" : "units"} saw several variants and ${mixed.length === 1 ? "is" : "are"} left out${share > MOST_MIXED ? `; that is ${(100 * share).toFixed(1)} % of all, too many for chance: the assignment is not sticky` : ""}`
    );
  }
  if (withoutRows === variantOf.size)
    problems.push("no exposed unit has a row in the metric table: check that both name units alike");
  return problems;
}
