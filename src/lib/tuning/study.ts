import {random} from "../core/random.js";
import {UserError} from "../core/errors.js";
import {noPruner, type Pruner} from "./pruner.js";
import type {Sampler} from "./sampler.js";
import {checkParameters, checkSearchSpace, type Parameters, type SearchSpace} from "./searchSpace.js";
import {paretoFront, type Direction, type Trial} from "./trial.js";

/** What a study is about, and how it searches. */
export interface StudyOptions {
  readonly space: SearchSpace;
  /** One for each objective. */
  readonly directions: readonly Direction[];
  readonly sampler: Sampler;
  readonly pruner?: Pruner;
  readonly seed: number;
  /**
   * Trials of a batch are chosen from the results of the batches before only: the study is then the same for any number of workers. 1, by
   * default, uses every result at once.
   */
  readonly batch?: number;
  /** Configurations to be tried first, such as the defaults. */
  readonly enqueued?: readonly Parameters[];
}

/** What an objective gave. */
export interface TrialResult {
  readonly values?: readonly number[];
  readonly constraints?: readonly number[];
  /** Where it threw. */
  readonly error?: string;
}

/** A trial that goes on. */
export interface RunningTrial {
  readonly number: number;
  readonly parameters: Parameters;
  /**
   * Says how far it is, and whether it should stop because it is not worth going on.
   *
   * @throws {RangeError} for a step that is not above the one before
   */
  report(step: number, value: number): boolean;
  /** Ends it with what its objective gave; a value that is no number makes it a failed one. */
  tell(result: TrialResult): Trial;
  /** Ends it where `report` said so. */
  prune(): Trial;
}

/** Asks what to try next and hears what came of it; it computes no objective. */
export interface Study {
  readonly space: SearchSpace;
  readonly directions: readonly Direction[];
  /** The trials that have ended, by number. */
  readonly trials: readonly Trial[];
  /** The next trial. With a batch, null while one of the batch before still runs. */
  ask(): RunningTrial | null;
  /** The best complete trial whose constraints are met, the first of several; null before there is one. Throws `RangeError` with several objectives. */
  best(): Trial | null;
  /** Those that no other one dominates. */
  front(): Trial[];
}

/**
 * A study of a search space: `ask` and `tell`.
 *
 * @param earlier trials that have ended before, of this study when it is taken up again
 * @throws {UserError} for a space, a number or an earlier trial that does not fit
 *
 * @example
 * ```ts
 * import {randomSampler} from "./sampler.js";
 *
 * const study = startStudy({
 *   space: {x: {kind: "float", low: -1, high: 1}},
 *   directions: ["minimize"],
 *   sampler: randomSampler,
 *   seed: 1
 * });
 * const trial = study.ask()!;
 * trial.tell({values: [(trial.parameters.x as number) ** 2]});
 * study.best()!.number // → 0
 * ```
 */
export function startStudy(
  {space, directions, sampler, pruner = noPruner, seed, batch = 1, enqueued = []}: StudyOptions,
  earlier: readonly Trial[] = []
): Study {
  checkSearchSpace(space);
  if (directions.length === 0) throw new UserError("the study has no objective", "name a direction for each");
  if (!Number.isSafeInteger(batch) || batch < 1)
    throw new UserError(`a batch of ${batch}`, "give a whole number from 1");
  const first = enqueued.map((values) => checkParameters(space, values));
  const ended = new Map<number, Trial>();
  for (const trial of earlier)
    ended.set(trial.number, {...trial, parameters: checkParameters(space, trial.parameters)});
  const running = new Map<number, Parameters>();
  /** What a trial may know of others: all, or those of earlier batches. */
  const knownTo = (number: number) =>
    batch === 1 ? byNumber() : byNumber().filter((trial) => trial.number < number - (number % batch));
  const byNumber = () => Array.from(ended.values()).sort((a, b) => a.number - b.number);

  const nextNumber = () => {
    let number = 0;
    while (ended.has(number) || running.has(number)) number++;
    return number;
  };

  function begin(number: number, parameters: Parameters): RunningTrial {
    running.set(number, parameters);
    const reports: {step: number; value: number}[] = [];
    const end = (trial: Omit<Trial, "number" | "parameters" | "reports">): Trial => {
      if (!running.has(number)) throw new RangeError(`trial ${number} has ended`);
      const whole = {number, parameters, reports, ...trial};
      running.delete(number);
      ended.set(number, whole);
      return whole;
    };
    return {
      number,
      parameters,
      report(step, value) {
        if (reports.length > 0 && !(step > reports.at(-1)!.step))
          throw new RangeError(`step ${step} after step ${reports.at(-1)!.step}`);
        reports.push({step, value});
        return pruner.prunes({number, reports, ended: knownTo(number), direction: directions[0]});
      },
      tell({values = [], constraints = [], error}) {
        const wrong = error ?? whyFailed(values, constraints, directions.length);
        return end(
          wrong === undefined
            ? {state: "complete", values, constraints}
            : {state: "failed", values: null, constraints: [], error: wrong}
        );
      },
      prune: () => end({state: "pruned", values: null, constraints: []})
    };
  }

  return {
    space,
    directions,
    get trials() {
      return byNumber();
    },
    ask() {
      const number = nextNumber();
      if (number < first.length) return begin(number, first[number]);
      const start = batch === 1 ? 0 : number - (number % batch);
      for (let other = 0; other < start; other++) if (!ended.has(other)) return null;
      const draw = random(seed, number);
      const input = {
        space,
        directions,
        ended: knownTo(number),
        running: batch === 1 ? Array.from(running.values()) : [],
        number,
        place: number - first.length,
        draw
      };
      return begin(number, checkParameters(space, sampler.suggest(input)));
    },
    best() {
      if (directions.length > 1) throw new RangeError("several objectives have no best trial; take the front");
      return paretoFront(byNumber(), directions)[0] ?? null;
    },
    front: () => paretoFront(byNumber(), directions)
  };
}

function whyFailed(values: readonly number[], constraints: readonly number[], objectives: number): string | undefined {
  if (values.length !== objectives) return `the objective gave ${values.length} values for ${objectives}`;
  const wrong = [...values, ...constraints].find((value) => typeof value !== "number" || Number.isNaN(value));
  return wrong === undefined ? undefined : `the objective gave ${String(wrong)}, which is no number`;
}
