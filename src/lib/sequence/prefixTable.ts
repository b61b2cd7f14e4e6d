import type {Estimator} from "../models/estimator.js";
import {takeRows, type TrainingSet} from "../models/matrix.js";
import type {Model} from "../models/model.js";
import {prefixFeatures} from "./prefixFeatures.js";
import type {SessionEstimator} from "./sessionModel.js";
import type {SessionSequences} from "./sessionSequences.js";
import {SESSION_TARGETS, sessionLabels, type SessionTarget} from "./sessionTargets.js";

export interface PrefixTableOptions {
  readonly targets: readonly SessionTarget[];
  /** Whether the columns also tell what was known at the session's start. */
  readonly withStart: boolean;
}

/**
 * A model of columns asked after every event: each target has its own, on `prefixFeatures`, one row an event after which
 * the target is asked.
 */
export function prefixTableEstimator(learner: Estimator, given: Partial<PrefixTableOptions> = {}): SessionEstimator {
  const {targets = SESSION_TARGETS, withStart = false} = given;
  return {
    id: learner.id,
    title: learner.title,
    setting: `${learner.setting}, on counts and times of the events so far${withStart ? " and what was known at the start" : ""}`,
    async fit(train, {seed, validation, report}) {
      const models: Model[] = [];
      for (const [k, target] of targets.entries())
        models.push(
          await learner.fit(askedRows(train, target, withStart), {
            seed,
            validation: validation && askedRows(validation, target, withStart),
            report: report && ((step) => report({...step, done: step.done + k * step.of, of: step.of * targets.length}))
          })
        );
      return {
        family: learner.id,
        targets,
        predict(sequences) {
          const matrix = prefixFeatures(sequences, {withStart});
          const columns = models.map((model) => model.predict(matrix));
          const out = new Float64Array(matrix.rows * targets.length);
          for (let at = 0, to = 0; at < matrix.rows; at++) for (const column of columns) out[to++] = column[at];
          return out;
        },
        toJSON: () => ({family: learner.id, targets, withStart, models: models.map((model) => model.toJSON())})
      };
    }
  };
}

function askedRows(sequences: SessionSequences, target: SessionTarget, withStart: boolean): TrainingSet {
  const {asked, y} = sessionLabels(sequences, target);
  const rows: number[] = [];
  asked.forEach((value, at) => {
    if (value === 1) rows.push(at);
  });
  return {
    ...takeRows(prefixFeatures(sequences, {withStart}), rows),
    y: Uint8Array.from(rows, (at) => y[at])
  };
}
