import type {Engine} from "../sql/engine.js";
import {EXAMPLE_OPTIONS, examplesSql, type ExampleOptions} from "./examples.js";
import type {Feature} from "./feature.js";
import {FEATURES} from "./featureList.js";
import {featuresSql, levelOf} from "./featuresSql.js";

/** Those of `features` that need no item: what can be known of a session. */
export function sessionLevel(features: readonly Feature[]): readonly Feature[] {
  return features.filter((feature) => levelOf(feature) === "moment");
}

/**
 * Makes `session_features` (session_id, user_id, as_of_ms, and the features that need no item): one row a session at its moment, by default its end. Works in
 * the table `session_moments`, which is dropped, and leaves `examples` as it is. Gives the features in the order of the columns.
 */
export async function sessionFeatures(
  engine: Engine,
  {
    features = FEATURES,
    ...options
  }: {readonly features?: readonly Feature[]} & Partial<Omit<ExampleOptions, "unit">> = {}
): Promise<readonly Feature[]> {
  const chosen = sessionLevel(features);
  await engine.run(examplesSql({...EXAMPLE_OPTIONS, ...options, unit: "session"}, engine.dialect, "session_moments"));
  await engine.run(
    featuresSql(chosen, engine.dialect, {
      from: "session_moments",
      to: "session_features",
      keys: ["session_id", "user_id", "as_of_ms"]
    })
  );
  await engine.run(engine.dialect.dropTable("session_moments"));
  return chosen;
}
