import {expect, test} from "vitest";
import {readCards} from "../../loaders/training/train.js";
import {readFileSync} from "node:fs";
import {join} from "node:path";
import {MODELS} from "../../loaders/training/train.js";
import {onnxModel} from "../../src/lib/onnx/onnxModel.js";
import {readOnnxFile} from "../../src/lib/models/readOnnxFile.js";

/** A file without a graph to speak of. */
const file = (metadata: Record<string, string>) =>
  onnxModel({name: "g", inputs: [], outputs: [], nodes: [], tensors: [], metadata});

test("a committed model says its columns, its preparation and its card", () => {
  const card = readCards().find(({name}) => name === "shop-purchase-this-session-logistic")!;
  const says = readOnnxFile(readFileSync(join(MODELS, card.file.name)));
  expect(says.columns).toEqual(card.columns);
  expect(says.preparation).toEqual(["standardize"]);
  const {file: _, schema, importance: _importance, ...unfiled} = card;
  expect(says.card).toEqual(unfiled);
  expect(says.schema).toEqual(schema);
});

test("a file needs columns and nothing else", () => {
  const says = readOnnxFile(file({columns: '["a","b=2"]', card: "no JSON", preparation: "{}"}));
  expect(says).toEqual({columns: ["a", "b=2"], family: "", preparation: [], card: null, schema: null});
});

test("a file of a later version of the format is refused, one of this version is not", () => {
  const versioned = (version: number) => file({columns: '["a"]', schema: JSON.stringify({version})});
  expect(readOnnxFile(versioned(1)).schema).toEqual({version: 1});
  expect(() => readOnnxFile(versioned(2))).toThrow(/in version 2, and this site reads up to 1; reload the page/);
});

test("files that take no rows of named columns are refused with what is wrong", () => {
  expect(() => readOnnxFile(file({}))).toThrow(/made by clickproof, does not say which columns it takes; choose/);
  for (const columns of ["", "[]", "[1,2]", '{"a":1}', "[a]"])
    expect(() => readOnnxFile(file({columns}))).toThrow(/does not say which columns/);
  expect(() => readOnnxFile(file({columns: '["a"]', family: "gru", encoder: "{}"}))).toThrow(
    /of the family gru, takes the events of a session; choose/
  );
  expect(() => readOnnxFile(new TextEncoder().encode("columns,of,a,log\n"))).toThrow(/no ONNX file/);
});
