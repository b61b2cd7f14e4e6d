import type {JournalHeader} from "../../src/lib/tuning/journal.js";

/** The study that tests of journals are about. */
export const studyHeader: JournalHeader = {
  journal: 1,
  about: {model: "boosting", source: "shop", metric: "loss", data: "abc"},
  space: {x: {kind: "float", low: -1, high: 1}},
  directions: ["minimize"],
  sampler: "random",
  pruner: "none",
  seed: 1,
  batch: 1,
  enqueued: []
};
