import {readFileSync} from "node:fs";
import {join} from "node:path";
import {readOnnxGraph} from "../../src/lib/onnx/readOnnxGraph.js";
import {servedModel, type ServedModel} from "../../src/lib/latency/servedModel.js";
import {MODELS, readCards} from "../training/train.js";

/** Every model of a folder that has a card, with the bytes of its file. */
export function servedFiles(folder = MODELS): {readonly model: ServedModel; readonly file: Uint8Array}[] {
  return readCards(folder).map((card) => {
    const file = new Uint8Array(readFileSync(join(folder, card.file.name)));
    return {model: servedModel(card, readOnnxGraph(file)), file};
  });
}
