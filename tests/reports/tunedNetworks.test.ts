import {expect, test} from "vitest";
import type {Figure} from "../../src/lib/core/result.js";
import {tunedNetworks} from "../../src/lib/reports/tunedNetworks.js";
import {madeResult} from "./madeResult.js";

const hits = (value: number): Figure => ({
  value,
  low: value - 0.02,
  high: value + 0.02,
  n: 50,
  unit: "share of predictions",
  dataset: "made for tests",
  protocol: ""
});

test("networks have their hits, and what they gain over the authors' settings and over nothing else", () => {
  const study = madeResult("recommend-tuned", {
    figures: {"gru4rec-official-hr5": hits(0.4), "lstm-hr5": hits(0.41)},
    tables: {
      models: {id: ["gru4rec-official", "lstm"], title: ["GRU4Rec", "LSTM"], seeds: [5, 3]},
      validation: {model: ["gru4rec", "gru4rec", "lstm"], differs: ["{}", "{}", "{}"], epochs: [1, 2, 1]},
      differences: {
        first: ["lstm", "lstm", "lstm"],
        second: ["another", "gru4rec-official", "gru4rec-official"],
        metric: ["hr5", "hr20", "hr5"],
        value: [0.3, 0.2, 0.01],
        low: [0.3, 0.2, -0.01],
        high: [0.3, 0.2, 0.03]
      }
    }
  });
  expect(tunedNetworks(study)).toEqual({
    rows: [
      {title: "GRU4Rec", seeds: 5, hr5: {value: 0.4, low: 0.4 - 0.02, high: 0.4 + 0.02}, gain: null},
      {
        title: "LSTM",
        seeds: 3,
        hr5: {value: 0.41, low: 0.41 - 0.02, high: 0.41 + 0.02},
        gain: {value: 0.01, low: -0.01, high: 0.03}
      }
    ],
    tried: 2,
    clicks: 50
  });
});
