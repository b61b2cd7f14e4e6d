import {describe, expect, test} from "vitest";
import {openTfjs} from "../../loaders/engines/tfjs.js";
import {TABULAR, type Family} from "../../src/lib/models/family.js";
import type {Estimator} from "../../src/lib/models/estimator.js";
import {logisticEstimator} from "../../src/lib/models/logisticFamily.js";
import {checkColumns, type Model} from "../../src/lib/models/model.js";
import {modelConfiguration} from "../../src/lib/models/modelConfiguration.js";
import {modelFacts} from "../../src/lib/models/modelFacts.js";
import {modelFromJson} from "../../src/lib/models/modelFromJson.js";
import {modelToOnnx} from "../../src/lib/models/modelToOnnx.js";
import {layersGruFamily} from "../../src/lib/models/neural/layersGru.js";
import {ALL_FAMILIES, NEURAL_FAMILIES} from "../../src/lib/models/neural/neuralFamilies.js";
import {oneHotEstimator} from "../../src/lib/models/oneHotEstimator.js";
import {TABULAR_FAMILIES} from "../../src/lib/models/tabularFamilies.js";
import {votingModel} from "../../src/lib/models/voting.js";
import {votingEstimator} from "../../src/lib/models/votingFamily.js";
import {onnxInterpreter} from "../../src/lib/onnx/interpreter/onnxInterpreter.js";
import {readOnnxGraph} from "../../src/lib/onnx/readOnnxGraph.js";
import {readOnnxMetadata} from "../../src/lib/onnx/readOnnxMetadata.js";
import {rawColumns} from "../../src/lib/sequence/rawEvents.js";
import {SESSION_FAMILIES} from "../../src/lib/sequence/sessionFamilies.js";
import {tcnEstimator} from "../../src/lib/sequence/sessionNetworkEstimator.js";
import {exampleRows} from "../onnx/rows.js";
import {greatestDifference, RUNTIMES} from "../onnx/runtimes.js";
import {orderedSessions} from "../sequence/sequences.js";

/** A family of this file alone: the share of positives on either side of a bound, which is the mean of a column. */
interface Stump extends Model {
  readonly family: "stump";
  toJSON(): StumpJson;
}
interface StumpJson {
  readonly family: "stump";
  readonly columns: readonly string[];
  readonly options: {readonly column: number};
  readonly bound: number;
  readonly shares: readonly [number, number];
}

function stump(json: StumpJson): Stump {
  const {columns, options, bound, shares} = json;
  return {
    family: "stump",
    columns,
    predict(matrix) {
      checkColumns(columns, matrix);
      const {rows, x} = matrix;
      return Float64Array.from({length: rows}, (_, row) =>
        Math.fround(x[row * columns.length + options.column]) > bound ? shares[1] : shares[0]
      );
    },
    toJSON: () => json
  };
}

const stumpEstimator = (column: number): Estimator => ({
  id: "stump",
  title: "Stump",
  setting: `column ${column} at its mean`,
  async fit({rows, columns, x, y}) {
    const values = Array.from({length: rows}, (_, row) => x[row * columns.length + column]);
    const bound = Math.fround(values.reduce((sum, value) => sum + value, 0) / rows);
    const share = (above: boolean) => {
      const labels = Array.from(y).filter((_, row) => values[row] > bound === above);
      return labels.reduce((sum, label) => sum + label, 0) / labels.length;
    };
    return stump({family: "stump", columns, options: {column}, bound, shares: [share(false), share(true)]});
  }
});

const stumpFamily: Family<Stump, StumpJson> = {
  ...TABULAR,
  name: "stump",
  estimators: () => [stumpEstimator(0)],
  fromJson: stump,
  addToGraph(graph, {features}, model) {
    const {options, bound, shares} = model.toJSON();
    const number = (value: number) => graph.constant(Float64Array.of(value), [1, 1]);
    const value = graph.cast(graph.pick(features, [options.column]), "double");
    const above = graph.node("Greater", [value, number(bound)], "bool");
    return graph.node("Where", [above, number(shares[1]), number(shares[0])], "double");
  }
};

describe("a family that one file registers", () => {
  const families = [...TABULAR_FAMILIES, stumpFamily];
  const train = exampleRows(400, 1);
  const fresh = exampleRows(200, 2);

  test("is fitted, kept as JSON, made a file, run by three runtimes and described", async () => {
    const model = await stumpFamily.estimators()[0].fit(train, {seed: 1});
    const again = modelFromJson(JSON.parse(JSON.stringify(model)), families);
    expect(again.predict(fresh)).toEqual(model.predict(fresh));
    const bytes = modelToOnnx(again, {families, metadata: {card: "{}"}});
    const shape = [fresh.rows, fresh.columns.length];
    const scores = onnxInterpreter(readOnnxGraph(bytes)).score({features: {data: Float32Array.from(fresh.x), shape}});
    expect(greatestDifference(scores, model.predict(fresh))).toBeLessThanOrEqual(1e-7);
    for (const run of Object.values(RUNTIMES))
      expect(greatestDifference(await run(bytes, fresh), model.predict(fresh))).toBeLessThanOrEqual(1e-7);
    expect(modelFacts(model, families)).toEqual({
      family: "stump",
      configuration: {family: "stump", options: {column: 0}},
      columns: train.columns,
      inputs: [{name: "features", shape: ["rows", train.columns.length]}],
      output: {name: "prediction", shape: ["rows", 1]}
    });
    const {metadata} = readOnnxMetadata(bytes);
    expect(metadata).toMatchObject({family: "stump", columns: JSON.stringify(train.columns), card: "{}"});
  });

  test("stands behind a preparation, in a vote and in a vote behind a preparation", async () => {
    const prepared = await oneHotEstimator(stumpEstimator(0), ["code"]).fit(train, {seed: 1});
    const members = [stumpEstimator(0), stumpEstimator(2), logisticEstimator()];
    const vote = await oneHotEstimator(votingEstimator({members, weights: [3, 2, 1]}), ["code"]).fit(train, {seed: 1});
    for (const model of [prepared, vote]) {
      const again = modelFromJson(JSON.parse(JSON.stringify(model)), families);
      expect(again.predict(fresh)).toEqual(model.predict(fresh));
      for (const run of Object.values(RUNTIMES))
        expect(
          greatestDifference(await run(modelToOnnx(again, {families}), fresh), model.predict(fresh))
        ).toBeLessThanOrEqual(1e-6);
    }
    expect(modelConfiguration(vote, families)).toEqual({
      family: "prepared",
      steps: ["oneHot"],
      model: {
        family: "voting",
        weights: [3, 2, 1],
        learned: false,
        models: [
          {family: "stump", options: {column: 0}},
          {family: "stump", options: {column: 2}},
          {family: "prepared", steps: ["standardize"], model: {family: "logistic"}}
        ]
      }
    });
  });

  test("is not known where it is not handed in", async () => {
    const model = await stumpEstimator(0).fit(train, {seed: 1});
    const vote = votingModel([model, model], [1, 1], false);
    for (const of of [model, vote]) {
      expect(() => modelFromJson(of.toJSON())).toThrow(/no model of the family stump/);
      expect(() => modelToOnnx(of)).toThrow(/no model of the family stump/);
      expect(() => modelConfiguration(of)).toThrow(/no model of the family stump/);
    }
  });

  test("need not have a file", async () => {
    const {addToGraph: _, ...bare} = stumpFamily;
    const model = await stumpEstimator(0).fit(train, {seed: 1});
    expect(() => modelToOnnx(model, {families: [bare]})).toThrow(/no ONNX exporter for the family stump/);
  });
});

test("no name is that of two families, and lists without networks have none", () => {
  const names = [...ALL_FAMILIES, ...SESSION_FAMILIES, layersGruFamily].map(({name}) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const {name} of NEURAL_FAMILIES) expect(TABULAR_FAMILIES.some((family) => family.name === name)).toBe(false);
});

test("what answers after every event is a family as others are", async () => {
  await openTfjs();
  const model = await tcnEstimator({epochs: 1, shape: {width: 4, blocks: 1, kernel: 2}}).fit(orderedSessions(40, 1), {
    seed: 1
  });
  const again = modelFromJson(JSON.parse(JSON.stringify(model)), SESSION_FAMILIES);
  const fresh = orderedSessions(10, 2);
  expect(again.predict(fresh)).toEqual(model.predict(fresh));
  const columns = rawColumns(model.encoder);
  expect(modelFacts(model, SESSION_FAMILIES)).toEqual({
    family: "tcn",
    configuration: {family: "tcn", options: model.options},
    columns,
    inputs: [{name: "events", shape: ["rows", "steps", columns.length]}],
    output: {name: "scores", shape: ["rows", "steps", model.targets.length]}
  });
  expect(() => modelFacts(model)).toThrow(/no model of the family tcn/);
});
