import {UserError} from "../core/errors.js";
import {losses, type Direction, type Trial} from "./trial.js";

/** What a pruner knows of the trial that goes on. */
export interface PrunerInput {
  readonly number: number;
  /** Its reports so far, by step; the last one is the newest. */
  readonly reports: Trial["reports"];
  /** The other trials that have ended. */
  readonly ended: readonly Trial[];
  /** Of the first objective. */
  readonly direction: Direction;
}

/** Says whether a trial that goes on is not worth going on. */
export interface Pruner {
  readonly id: string;
  prunes(input: PrunerInput): boolean;
}

/** Lets every trial go on to its end. */
export const noPruner: Pruner = {id: "none", prunes: () => false};

/** The best first objective of a trial up to a step, as a loss; null where it has reported nothing by then. */
function bestUpTo(reports: Trial["reports"], step: number, direction: Direction): number | null {
  const until = reports.filter((report) => report.step <= step && !Number.isNaN(report.value));
  return until.length === 0 ? null : Math.min(...until.map(({value}) => losses([value], [direction])[0]));
}

/**
 * Stops a trial whose best value so far is worse than the median of what complete trials reported at the same step.
 *
 * Source: D. Golovin et al. (2017), Google Vizier: a service for black-box optimization, KDD, section 3.2.
 *
 * @param options.startupTrials complete trials before the first one is stopped
 * @param options.warmupSteps steps of each trial before it can be stopped
 */
export function medianPruner({startupTrials = 5, warmupSteps = 0} = {}): Pruner {
  return {
    id: "median",
    prunes({reports, ended, direction}) {
      const newest = reports.at(-1);
      if (newest === undefined || newest.step < warmupSteps) return false;
      const complete = ended.filter(({state}) => state === "complete");
      if (complete.length < startupTrials) return false;
      const others = complete
        .flatMap(({reports}) => reports.filter(({step}) => step === newest.step))
        .map(({value}) => losses([value], [direction])[0])
        .filter((value) => !Number.isNaN(value))
        .sort((a, b) => a - b);
      if (others.length === 0) return false;
      const best = bestUpTo(reports, newest.step, direction);
      if (best === null) return true; // it has reported no number yet
      const middle = (others.length - 1) / 2;
      return best > (others[Math.floor(middle)] + others[Math.ceil(middle)]) / 2;
    }
  };
}

/** The setting of successive halving. */
export interface HalvingOptions {
  /** The first step at which a trial can be stopped. */
  readonly minResource?: number;
  /** Of so many trials that reach a rung, one goes on. */
  readonly reductionFactor?: number;
}

/**
 * Asynchronous successive halving: at the steps r, rη, rη², … a trial goes on only if its value there is among the best 1/η of all that have
 * reached that step.
 *
 * Source: L. Li et al. (2020), A system for massively parallel hyperparameter tuning, MLSys 2.
 *
 * @throws {UserError} for a resource or a factor that is no whole number of at least 1 and 2
 */
export function halvingPruner({minResource = 1, reductionFactor = 4}: HalvingOptions = {}): Pruner {
  checkHalving(minResource, reductionFactor);
  return {id: "halving", prunes: (input) => halves(input, minResource, reductionFactor)};
}

function checkHalving(minResource: number, reductionFactor: number): void {
  if (!Number.isSafeInteger(minResource) || minResource < 1)
    throw new UserError(`a first step of ${minResource}`, "give a whole number from 1");
  if (!Number.isSafeInteger(reductionFactor) || reductionFactor < 2)
    throw new UserError(`a reduction factor of ${reductionFactor}`, "give a whole number from 2");
}

function halves({reports, ended, direction}: PrunerInput, minResource: number, eta: number): boolean {
  const newest = reports.at(-1);
  if (newest === undefined) return false;
  // the rung that this report is the first one to reach
  let rung = minResource;
  while (rung * eta <= newest.step) rung *= eta;
  const previous = reports.at(-2)?.step ?? -1;
  if (newest.step < rung || previous >= rung) return false;
  const at = (all: Trial["reports"]) => {
    const report = all.find(({step}) => step >= rung);
    return report === undefined ? null : losses([report.value], [direction])[0];
  };
  const own = losses([newest.value], [direction])[0];
  if (Number.isNaN(own)) return true;
  const rivals = ended.map(({reports}) => at(reports)).filter((value) => value !== null && !Number.isNaN(value));
  const all = [...rivals, own] as number[];
  const places = Math.max(1, Math.floor(all.length / eta));
  return all.filter((value) => value < own).length >= places;
}

/**
 * Hyperband: trials are dealt to brackets, each a successive halving of its own that begins later than the one before, so that slow starters
 * have a chance in one of them.
 *
 * Source: L. Li et al. (2018), Hyperband, JMLR 18(185).
 *
 * @param options.maxResource the last step of a trial
 * @throws {UserError} as `halvingPruner`, and for a last step below the first
 */
export function hyperbandPruner({
  minResource = 1,
  maxResource,
  reductionFactor = 3
}: HalvingOptions & {readonly maxResource: number}): Pruner {
  checkHalving(minResource, reductionFactor);
  if (!(maxResource >= minResource))
    throw new UserError(`a last step of ${maxResource} before the first, ${minResource}`, "give a larger one");
  const brackets: number[] = [];
  for (let first = minResource; first <= maxResource; first *= reductionFactor) brackets.push(first);
  // a bracket that starts earlier stops more of its trials, and is dealt more of them
  const budgets = brackets.map((_, s) =>
    Math.ceil((brackets.length * reductionFactor ** (brackets.length - 1 - s)) / (brackets.length - s))
  );
  const round = budgets.reduce((a, b) => a + b, 0);
  const bracketOf = (number: number) => {
    let place = ((number * GOLDEN) % 1) * round; // neighbours go to different brackets
    return budgets.findIndex((budget) => (place -= budget) < 0);
  };
  return {
    id: "hyperband",
    prunes(input) {
      const bracket = bracketOf(input.number);
      const ended = input.ended.filter(({number}) => bracketOf(number) === bracket);
      return halves({...input, ended}, brackets[bracket], reductionFactor);
    }
  };
}

/** Multiples of it, modulo one, are spread evenly. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;
