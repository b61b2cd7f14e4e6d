import type {LogisticJson} from "../models/logisticRegression.js";

/** How well a signal ranks abandoned carts before bought ones, on test sessions, after every event from the first addition on. */
export interface SignalAuc {
  readonly signal: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** What the fused score has more, with its interval; null for the fused score. */
  readonly gain: {readonly value: number; readonly low: number; readonly high: number} | null;
}

/** What a threshold comes to among the test's carts. */
export interface ThresholdRow {
  readonly threshold: number;
  /** Sessions with a cart that reach the threshold at some event. */
  readonly reached: number;
  /** Of these, how many end without a purchase. */
  readonly abandoned: number;
}

/** What the page with the demo shop starts from. */
export interface DemoShopPage {
  readonly shop: {readonly profile: string; readonly seed: number};
  readonly split: string;
  /** Of the log-odds of both signals, see `DualSignal`. */
  readonly fusion: LogisticJson;
  readonly signals: readonly SignalAuc[];
  /** Predictions that the AUCs are about. */
  readonly predictions: number;
  /** Test sessions with a cart, and how many of them end without a purchase. */
  readonly carts: number;
  readonly abandoned: number;
  readonly thresholds: readonly ThresholdRow[];
  /** Numbers of the items that visitors went on to most often by sequential rules; item i at place i − 1. */
  readonly next: readonly (readonly number[])[];
  /** Bytes of ONNX Runtime and both models. */
  readonly transferBytes: number;
}

/** What the page says first. */
export interface DemoShopHeadline {
  readonly auc: number;
  /** The share of carts that are abandoned whatever anybody does. */
  readonly base: number;
}

/** The opening figures of the page. */
export function demoShopHeadline({signals, carts, abandoned}: DemoShopPage): DemoShopHeadline {
  return {auc: signals.find(({gain}) => gain === null)!.value, base: abandoned / carts};
}
