import type {Figure, StudyResult} from "../core/result.js";
import {calculate, type Arithmetic} from "./arithmetic.js";
import type {ArithmeticRow, Claim, ClaimRow, Demonstration, Measured, Source, WithFlaw} from "./claim.js";
import {DERIVED} from "./derivedFigures.js";
import {originOf} from "./origin.js";
import {REPORTS} from "./reports.js";
import {show, showIn} from "./show.js";
import {assertsByKind, verdict, type VerdictOptions} from "./verdict.js";

/** Results by name of study: the committed ones, or what a reader's run has changed in them. */
export type Results = Readonly<Record<string, StudyResult>>;

/** The result that `npm run claims -- --mirror DIR` counts from files that may not be redistributed: no study makes it. */
const OWN_COUNT = "retailrocket";

export interface JudgeOptions extends VerdictOptions {
  /** Rows of the claims that this one's arithmetic rests on. */
  readonly premises?: readonly ClaimRow[];
  /** Numbers to put in place of some of the arithmetic's inputs. */
  readonly values?: Readonly<Record<string, number>>;
}

/**
 * Judges one claim: looks its figures up, works its arithmetic out, and gives the row with outcome, grade and reason. Pure: the same
 * claim, results and options give the same row. A figure that `results` does not have leaves the claim without our number, and the
 * row says which study is missing.
 *
 * Throws `RangeError` where a figure is of an unknown data set (see `originOf`) or a changed input cannot be.
 */
export function judge(claim: Claim, results: Results, options: JudgeOptions = {}): ClaimRow {
  const {premises = [], values, ...limits} = options;
  const {missing = ""} = claim;
  const demonstration = speaking(claim.demonstration, results);
  const calculation = claim.arithmetic && calculate(claim.arithmetic, values);
  const arithmetic = claim.arithmetic ? arithmeticRow(claim.arithmetic, calculation!, premises) : null;
  const found = demonstration && best(demonstration, results);
  const honest = found && demonstration ? measured(found, claim, demonstration) : null;
  const flawed = demonstration?.flawed === undefined ? undefined : lookUp(results, demonstration.flawed);
  const withFlaw =
    flawed && demonstration
      ? {...scaled(flawed.figure, factor(flawed.figure, claim, demonstration)), flaws: demonstration.flaws ?? []}
      : null;
  const study = demonstration?.honest.split("#")[0];
  const beside = honest === null ? null : (demonstration?.beside ?? null);
  const claimed = calculation?.claimed ?? claim.claimed;
  const {outcome, grade, reason} = verdict(
    {
      kind: claim.kind,
      asserts: claim.asserts ?? (claim.condition === true || assertsByKind(claim.kind)),
      // of a condition, what should come true is what ours is held against
      claimed:
        claim.condition === true && claimed.value !== null
          ? {...claimed, printed: showIn(claimed.value, claim.unit)}
          : claimed,
      unit: claim.unit,
      exactness: claim.exactness,
      arithmetic,
      premises,
      honest,
      withFlaw,
      built: demonstration?.built ?? null,
      predicts: demonstration?.predicts === true,
      shown: claim.shown?.what ?? null,
      beside,
      remark: claim.remark ?? "",
      missing:
        study === undefined || study === OWN_COUNT || honest !== null
          ? missing
          : `${missing === "" ? "our own number" : missing} (npm run study -- ${study})`
    },
    limits
  );
  return {
    id: claim.id,
    n: claim.n,
    part: claim.part ?? null,
    system: claim.system,
    alsoIn: claim.alsoIn ?? null,
    report: REPORTS[claim.system].title,
    lines: claim.lines,
    kind: claim.kind,
    statement: claim.statement,
    claimed: claim.condition === true ? {...claimed, printed: claim.claimed.printed} : claimed,
    unit: claim.unit,
    honest,
    beside,
    withFlaw,
    arithmetic,
    outcome,
    grade,
    exactness: claim.exactness,
    reason,
    sources: [found?.source, flawed?.source].filter((source) => source !== undefined),
    command:
      honest && study && (claim.command === undefined || demonstration !== claim.demonstration)
        ? `npm run study -- ${study}`
        : (claim.command ?? `npm run claims -- --id ${claim.id}`),
    page: claim.page ?? `claims?claim=${claim.id}`,
    code: claim.code ?? null,
    test: claim.shown?.test ?? null
  };
}

/** Every figure that could decide a claim, by `study#figure`, stand-ins and what derived figures are computed from included. */
export function figuresOf(claim: Claim): string[] {
  const named: string[] = [];
  for (let d = claim.demonstration; d !== undefined; d = d.standIn)
    named.push(d.honest, ...(d.others ?? []), ...(d.flawed === undefined ? [] : [d.flawed]));
  return [
    ...new Set(
      named.flatMap((reference) => {
        const derived = DERIVED[reference];
        return derived === undefined ? [reference] : derived.figures.map((name) => `${derived.study}#${name}`);
      })
    )
  ];
}

interface Found {
  readonly figure: Figure;
  readonly result: StudyResult;
  readonly source: Source;
}

function lookUp(results: Results, reference: string): Found | undefined {
  const [study, name] = reference.split("#");
  const result = results[study];
  if (result === undefined) return undefined;
  const figure = DERIVED[reference]?.compute(result) ?? result.figures[name];
  return figure && {figure, result, source: {study, figure: name, key: result.key}};
}

/** The demonstration whose figure the store has; where it has none, the last that could be. */
function speaking(demonstration: Demonstration | undefined, results: Results): Demonstration | undefined {
  if (demonstration?.standIn === undefined || lookUp(results, demonstration.honest) !== undefined) return demonstration;
  return speaking(demonstration.standIn, results);
}

/** The demonstration's figure, or the highest of several. */
function best({honest, others = []}: Demonstration, results: Results): Found | undefined {
  return [honest, ...others]
    .map((reference) => lookUp(results, reference))
    .filter((found) => found !== undefined)
    .reduce<Found | undefined>((a, b) => (a === undefined || b.figure.value > a.figure.value ? b : a), undefined);
}

/** From the figure's unit to the claim's: shares to per cent, milliseconds to seconds; counts of different things as they are. */
function factor(figure: Figure, {unit}: Claim, {times}: Demonstration): number {
  if (times !== undefined) return times;
  if (unit === "%" && figure.unit.startsWith("share")) return 100;
  if (unit === "s" && figure.unit === "ms") return 1 / 1000;
  return 1;
}

function measured({figure, result}: Found, claim: Claim, demonstration: Demonstration): Measured {
  const times = factor(figure, claim, demonstration);
  return {
    ...scaled(figure, times),
    n: figure.n,
    dataset: figure.dataset,
    origin: originOf(figure, result),
    protocol:
      (demonstration.others === undefined ? "" : `the best of ${demonstration.others.length + 1} models: `) +
      (demonstration.times === undefined
        ? figure.protocol
        : `${figure.protocol}; multiplied by ${show(times)} to the claim's unit`),
    baseline: figure.baseline ? {name: figure.baseline.name, value: figure.baseline.value * times} : null
  };
}

function scaled({value, low, high}: Figure, times: number): Omit<WithFlaw, "flaws"> {
  return {value: value * times, low: low === null ? null : low * times, high: high === null ? null : high * times};
}

function arithmeticRow(
  {inputs}: Arithmetic,
  {outcome, steps, conclusion}: ReturnType<Arithmetic["compute"]>,
  premises: readonly ClaimRow[]
): ArithmeticRow {
  const published = Object.values(inputs).filter(({from}) => from === "published");
  return {
    outcome,
    steps,
    conclusion,
    grade: published.length > 0 ? "published fact" : "document's own numbers",
    cites: [...new Set(published.flatMap(({cite}) => (cite === undefined ? [] : [cite])))],
    restsOn: premises.map(({id}) => id)
  };
}
