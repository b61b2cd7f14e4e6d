import {expect, test} from "vitest";
import {boostingEstimator} from "../../src/lib/models/boostingFamily.js";
import {logisticEstimator} from "../../src/lib/models/logisticFamily.js";
import {oneHotEstimator} from "../../src/lib/models/oneHotEstimator.js";
import {modelToOnnx} from "../../src/lib/models/modelToOnnx.js";
import {onnxModel} from "../../src/lib/onnx/onnxModel.js";
import {ProtobufWriter} from "../../src/lib/onnx/protobuf.js";
import {readOnnxMetadata} from "../../src/lib/onnx/readOnnxMetadata.js";
import {COLUMNS, exampleRows} from "./rows.js";

const train = exampleRows(300, 1);

test("a file says its columns in order, its family, how it prepares them, and what else it was given", async () => {
  const model = await oneHotEstimator(logisticEstimator(), ["code"]).fit(train, {seed: 1});
  const {producer, metadata} = readOnnxMetadata(modelToOnnx(model, {metadata: {card: '{"ä": "✓"}'}}));
  expect(producer).toBe("clickproof");
  expect(JSON.parse(metadata.columns)).toEqual(COLUMNS);
  expect(metadata.family).toBe("prepared");
  expect(metadata.card).toBe('{"ä": "✓"}');
  const [codes, scale] = JSON.parse(metadata.preparation);
  expect(codes).toEqual({step: "oneHot", codes: {code: [0, 3, 6, 9, 12]}});
  expect(scale.step).toBe("standardize");
  expect(scale.means).toHaveLength(COLUMNS.length + 4);
});

test("the same model makes the same bytes", async () => {
  const [a, b] = await Promise.all([1, 1].map((seed) => boostingEstimator({trees: 5}).fit(train, {seed})));
  expect(Buffer.from(modelToOnnx(a)).equals(Buffer.from(modelToOnnx(b)))).toBe(true);
});

test("bytes that are no ONNX file are refused", () => {
  for (const bytes of [
    new Uint8Array(0),
    new TextEncoder().encode("columns,of,a,log\n1,2,3,4\n"),
    Uint8Array.of(0x72, 0xff, 0xff, 0xff, 0x7f),
    Uint8Array.of(0x08)
  ])
    expect(() => readOnnxMetadata(bytes)).toThrow(/choose/);
});

test("numbers of every length are written as Protocol Buffers has them", () => {
  const written = (value: number | bigint) => Array.from(new ProtobufWriter().int(1, value).finish());
  // examples of the encoding's description: 1 is 01, 150 is 96 01, −2 takes ten bytes
  expect(written(1)).toEqual([0x08, 0x01]);
  expect(written(150)).toEqual([0x08, 0x96, 0x01]);
  expect(written(-2)).toEqual([0x08, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]);
  expect(written(2 ** 31)).toEqual([0x08, 0x80, 0x80, 0x80, 0x80, 0x08]);
  expect(written(2n ** 63n - 1n)).toEqual([0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]);
  // a field number beyond 15 takes a tag of two bytes; a text has its length in front
  expect(Array.from(new ProtobufWriter().text(2, "testing").finish())).toEqual([0x12, 0x07, ...Buffer.from("testing")]);
  expect(Array.from(new ProtobufWriter().int(20, 1).finish())).toEqual([0xa0, 0x01, 0x01]);
  const long = "x".repeat(70_000);
  expect(readOnnxMetadata(new ProtobufWriter().text(2, long).finish()).producer).toBe(long);
});

test("a tensor whose values do not fill its shape is refused", () => {
  const graph = {name: "g", inputs: [], outputs: [], nodes: [], metadata: {}};
  expect(() => onnxModel({...graph, tensors: [{name: "w", shape: [2, 3], data: new Float32Array(5)}]})).toThrow(
    /w has 5 values for shape 2 × 3/
  );
});
