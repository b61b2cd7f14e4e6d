import {examplesSql, type ExampleOptions} from "../features/examples.js";
import type {Feature, Need} from "../features/feature.js";
import {FEATURES} from "../features/featureList.js";
import {itemAttributesSql, type ItemKnowledge} from "../features/itemAttributes.js";
import {applicable, logFacts} from "../features/logFacts.js";
import type {Engine} from "../sql/engine.js";

/**
 * Makes what an audit starts from, `examples`, `item_attributes` and `log_clock`, out of `sessionized_events`, `sessions` and what is known of items; says which features the log
 * can fill, and what it lacks for the others.
 */
export async function prepareAudit(
  engine: Engine,
  known: ItemKnowledge,
  examples: ExampleOptions,
  features: readonly Feature[] = FEATURES
): Promise<{
  readonly features: readonly Feature[];
  readonly lacking: readonly {readonly feature: Feature; readonly lacks: readonly Need[]}[];
}> {
  await engine.run(`${itemAttributesSql(known, engine.dialect)}\n\n${examplesSql(examples, engine.dialect)}`);
  return applicable(features, await logFacts(engine));
}
