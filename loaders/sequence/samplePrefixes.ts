import type {StudyResult} from "../../src/lib/core/result.js";
import type {SessionEstimator} from "../../src/lib/sequence/sessionModel.js";
import {probabilitiesOf} from "../../src/lib/sequence/sessionModel.js";
import {prefixReport} from "../../src/lib/sequence/prefixReport.js";
import {type SessionSequences, sessionsOfPart} from "../../src/lib/sequence/sessionSequences.js";
import type {SessionTarget} from "../../src/lib/sequence/sessionTargets.js";
import {subsampleSessions} from "../../src/lib/sequence/subsampleSessions.js";
import {CEILING, ceilingFor} from "./ceiling.js";
import {columnsOf, reportTables} from "./prefixTables.js";

class EnoughEpochs extends Error {}

/**
 * A part of what `evaluatePrefixes` finds, in a fraction of its time: the losses of a network's first epoch, and all that is said of
 * learners which take no time to fit and of the ceiling, where there is one. Throws what the learners throw.
 */
export async function samplePrefixes(
  sequences: SessionSequences,
  {
    targets,
    network,
    quick,
    seed,
    gapSessions,
    ceiling,
    progress
  }: {
    readonly targets: readonly SessionTarget[];
    readonly network: SessionEstimator;
    readonly quick: readonly SessionEstimator[];
    readonly seed: number;
    readonly gapSessions: number;
    /** As in `evaluatePrefixes`. */
    readonly ceiling: ((sequences: SessionSequences) => Float64Array) | null;
    progress(text: string): void;
  }
): Promise<Pick<StudyResult, "tables">> {
  const [train, validation, test] = [0, 1, 2].map((part) => sessionsOfPart(sequences, part));
  progress(`the first epoch of ${network.id}`);
  const losses: {model: string; epoch: number; training: number; validation: number | null}[] = [];
  try {
    await network.fit(train, {
      seed,
      validation,
      report({done, training, validation: held}) {
        if (!Number.isInteger(done) || training === undefined || training === null) return;
        losses.push({model: network.id, epoch: done, training, validation: held ?? null});
        throw new EnoughEpochs();
      }
    });
  } catch (error) {
    if (!(error instanceof EnoughEpochs)) throw error;
  }
  const trained = subsampleSessions(train, gapSessions);
  const models = await Promise.all(quick.map((learner) => learner.fit(train, {seed, validation})));
  if (ceiling !== null) progress("the exact posterior");
  const best = ceiling && {train: ceiling(trained), test: ceiling(test)};
  const reports = targets.flatMap((target) => {
    const scores = Object.fromEntries(
      models.map((model, k) => [
        quick[k].id,
        {
          train: probabilitiesOf(model, model.predict(trained), target.ask),
          test: probabilitiesOf(model, model.predict(test), target.ask)
        }
      ])
    );
    const all = target.ask === "exit" || best === null ? scores : {...scores, [CEILING.id]: ceilingFor(target, best)};
    return prefixReport(target, {train: trained, test}, all) ?? [];
  });
  return {tables: {losses: columnsOf(losses), ...reportTables(reports)}};
}
