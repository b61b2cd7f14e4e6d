import type {RuntimeId} from "../../lib/onnx/runtimes/runtime.js";
import {COLOURS} from "../colours.js";
import type {LegendItem} from "../standaloneSvg.js";

/** How a runtime is drawn, the same on every chart of the page. */
export interface RuntimeLook {
  readonly colour: string;
  readonly symbol: "circle" | "square" | "times";
  readonly filled: boolean;
  /** Of a line, as an SVG attribute. */
  readonly dash: string;
}

export const RUNTIME_LOOKS: Readonly<Record<RuntimeId, RuntimeLook>> = {
  "onnx-wasm": {colour: COLOURS.recomputed, symbol: "circle", filled: true, dash: "none"},
  "onnx-webgpu": {colour: COLOURS.removefromcart, symbol: "square", filled: false, dash: "9,3"},
  "onnx-native": {colour: COLOURS.published, symbol: "circle", filled: false, dash: "2,3"},
  "tfjs-wasm": {colour: COLOURS.validation, symbol: "square", filled: true, dash: "6,3"},
  "tfjs-webgl": {colour: COLOURS.better, symbol: "square", filled: false, dash: "1,2"},
  "tfjs-webgpu": {colour: COLOURS.flaw, symbol: "circle", filled: true, dash: "8,2,2,2"},
  plain: {colour: COLOURS.truth, symbol: "times", filled: false, dash: "3,3"}
};

/** A runtime's mark in a legend. */
export function runtimeLegend(id: RuntimeId, label: string): LegendItem {
  const {colour, symbol, filled} = RUNTIME_LOOKS[id];
  const shape = symbol === "times" ? "cross" : symbol === "square" ? "square" : filled ? "dot" : "ring";
  return {label, colour, shape};
}
