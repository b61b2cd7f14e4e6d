import {UserError} from "../lib/core/errors.js";
import {factorsOf, FACTOR_RULES} from "../lib/explain/factorRules.js";
import {ONLINE_FEATURES} from "../lib/features/onlineFeatures.js";
import {visitorInputs} from "../lib/latency/visitorInputs.js";
import type {LogisticJson} from "../lib/models/logisticRegression.js";
import {abandonmentFusion, featuresNow, visitorForModels, type ItemFacts} from "../lib/offers/offerModels.js";
import type {VisitorRecord} from "../lib/offers/shopRecords.js";
import {readOnnxGraph, type ReadGraph} from "../lib/onnx/readOnnxGraph.js";
import type {Scorer} from "../lib/onnx/runtimes/scorer.js";
import {answerQuestions} from "./answerQuestions.js";
import {startOnnxWasm} from "./latencyRuntimes.js";

/** A module worker: holds the two models of the demo shop and answers after every event. */
export type DemoShopQuestion =
  | {
      readonly ask: "open";
      /** Addresses of the two files. */
      readonly files: {readonly tabm: string; readonly tcn: string};
      readonly fusion: LogisticJson;
      /** By item, from 1: row i is item i + 1. */
      readonly items: {readonly departmentId: Int32Array; readonly highestCents: Int32Array};
    }
  | {readonly ask: "score"; readonly visitor: VisitorRecord};

/** What the models say of a visitor, and how long that took. */
export interface VisitorScores {
  /** The static model's chance that the session buys. */
  readonly intent: number;
  /** The network's three chances: it buys, it leaves its cart, it ends within a minute. */
  readonly purchase: number;
  readonly running: number;
  readonly exit: number;
  /** Both signals together; null before anything was put into the cart. */
  readonly abandonment: number | null;
  readonly factors: readonly string[];
  /** Features and both models, milliseconds. */
  readonly ms: number;
}

interface Open {
  readonly graphs: {readonly tabm: ReadGraph; readonly tcn: ReadGraph};
  readonly models: {readonly tabm: Scorer; readonly tcn: Scorer};
  readonly fuse: (fixed: number, running: number) => number;
  readonly itemFacts: (itemId: number) => ItemFacts;
}

let opened: Open | null = null;

answerQuestions<DemoShopQuestion>(async (question): Promise<null | VisitorScores> => {
  if (question.ask === "open") {
    const {files, fusion, items} = question;
    const [runtime, tabm, tcn] = await Promise.all([startOnnxWasm(), bytesAt(files.tabm), bytesAt(files.tcn)]);
    const graphs = {tabm: readOnnxGraph(tabm), tcn: readOnnxGraph(tcn)};
    const models = {
      tabm: await runtime.open(tabm, graphs.tabm),
      tcn: await runtime.open(tcn, graphs.tcn)
    };
    opened = {
      graphs,
      models,
      fuse: abandonmentFusion(fusion),
      itemFacts: (itemId) => ({
        departmentId: items.departmentId[itemId - 1],
        highestCents: items.highestCents[itemId - 1]
      })
    };
    return null;
  }
  if (opened === null) throw new RangeError("no models were opened");
  return score(opened, question.visitor);
});

async function score({graphs, models, fuse, itemFacts}: Open, record: VisitorRecord): Promise<VisitorScores | null> {
  const start = performance.now();
  const told = visitorForModels(record, itemFacts);
  if (told === null) return null;
  const asked = {visitors: [told.visitor], sessions: [told.session]};
  const [intent] = await models.tabm.score(visitorInputs(graphs.tabm, asked)!(0));
  const answers = await models.tcn.score(visitorInputs(graphs.tcn, asked)!(0));
  const [purchase, running, exit] = answers.subarray(answers.length - 3);
  const abandonment = told.carted ? fuse(intent, running) : null;
  const ms = performance.now() - start;
  const matrix = {rows: 1, columns: ONLINE_FEATURES, x: featuresNow(told)};
  const bought = abandonment === null ? purchase : 1 - abandonment;
  const factors = factorsOf(FACTOR_RULES, {matrix, predictions: [bought], contributions: null}, 0);
  return {intent, purchase, running, exit, abandonment, factors: factors.map(({sentence}) => sentence), ms};
}

async function bytesAt(url: string): Promise<Uint8Array> {
  const answer = await fetch(url);
  if (!answer.ok) throw new UserError(`${url} answers ${answer.status}`, "reload the page");
  return new Uint8Array(await answer.arrayBuffer());
}
