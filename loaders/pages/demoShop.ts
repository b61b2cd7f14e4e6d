import {zipSync} from "fflate";
import {readFileSync} from "node:fs";
import {join} from "node:path";
import {UserError} from "../../src/lib/core/errors.js";
import {STATIC_EVENTS} from "../../src/lib/offers/offerModels.js";
import {onlineFeatures, ONLINE_FEATURES} from "../../src/lib/features/onlineFeatures.js";
import {rowsByUser} from "../../src/lib/generator/visits.js";
import {aucDifference, rocAuc} from "../../src/lib/metrics/auc.js";
import {clusters} from "../../src/lib/metrics/clusters.js";
import {readOnnxMetadata} from "../../src/lib/onnx/readOnnxMetadata.js";
import {splitName, SPLIT_OPTIONS} from "../../src/lib/pipeline/split.js";
import type {DemoShopPage} from "../../src/lib/reports/demoShopPage.js";
import {shopClicks} from "../../src/lib/reports/shopClicks.js";
import {sequentialRules} from "../../src/lib/recommend/itemPairs.js";
import {explorerSplit} from "../../src/lib/recommend/sessionExplorer.js";
import {topItems} from "../../src/lib/recommend/topItems.js";
import type {Shop} from "../../src/lib/generator/shop.js";
import {cartThresholds} from "../../src/lib/sequence/cartThresholds.js";
import {fitDualSignal} from "../../src/lib/sequence/dualSignal.js";
import type {SessionEncoder} from "../../src/lib/sequence/sessionEncoder.js";
import {
  eventsOf,
  sessionSequences,
  sessionsOfPart,
  type SessionSequences
} from "../../src/lib/sequence/sessionSequences.js";
import {SESSION_TARGETS, sessionLabels, type SessionTarget} from "../../src/lib/sequence/sessionTargets.js";
import type {RawEvents} from "../../src/lib/sources/events.js";
import {scoreOnnx, scoreSessionsOnnx} from "../engines/onnx.js";
import {MODELS} from "../training/train.js";
import {onnxSize} from "./onnxSize.js";
import {withShopLog} from "./sharedShop.js";
import {PAGE_SHOP} from "./shopLog.js";

/** The two models that answer in the demo shop, as `models/` has them. */
const TABM = "shop-purchase-this-session-tabm-best-head.onnx";
const TCN = "shop-purchase-this-session-tcn.onnx";
const TARGET: SessionTarget = {ask: "abandonment"};
const [VALIDATION, TEST] = [1, 2];
/** Recommendations beside an item. */
const NEXT = 4;
const THRESHOLDS = Array.from({length: 51}, (_, k) => k / 50);

/**
 * How the demo shop fuses its two signals, learned on the validation part of the log that its models were trained on, and what the fused
 * score is worth on the test part. Throws `UserError` where a model's file is missing or takes other columns.
 */
export function demoShopPage(): Promise<DemoShopPage> {
  return withShopLog(async ({shop, engine}) => {
    const [tabm, tcn] = [TABM, TCN].map(modelFile);
    if (readOnnxMetadata(tabm).metadata.columns !== JSON.stringify(ONLINE_FEATURES))
      throw new UserError(`models/${TABM} takes other columns`, "make it again with: npm run train -- tabm-best-head");
    const encoder = JSON.parse(readOnnxMetadata(tcn).metadata.encoder) as SessionEncoder;
    const all = await sessionSequences(engine);
    const rowsOf = rowsByUser(shop.events, shop.options.users);
    const column = SESSION_TARGETS.findIndex(({ask}) => ask === TARGET.ask);
    const answers = async (sequences: SessionSequences) => {
      const scores = await scoreSessionsOnnx(tcn, encoder, sequences);
      const running = Float64Array.from(
        {length: eventsOf(sequences)},
        (_, at) => scores[at * SESSION_TARGETS.length + column]
      );
      const {asked, y} = sessionLabels(sequences, TARGET);
      const rows = Array.from(asked.keys()).filter((at) => asked[at] === 1);
      const x = featureRows(sequences, rows, shop.events, rowsOf);
      const bought = await scoreOnnx(tabm, {rows: rows.length, columns: ONLINE_FEATURES, x});
      // asked nowhere else
      const fixed = new Float64Array(running.length).fill(0.5);
      rows.forEach((at, k) => (fixed[at] = bought[k]));
      return {sequences, running, fixed, rows, x, y};
    };
    const held = await answers(sessionsOfPart(all, VALIDATION));
    const fusion = fitDualSignal(held.sequences, TARGET, held);
    const test = await answers(sessionsOfPart(all, TEST));
    const fused = fusion.probabilities(test.fixed, test.running);
    const users = new Int32Array(test.y.length);
    const {sequences, rows} = test;
    for (let s = 0; s < sequences.sessions; s++)
      users.fill(sequences.user_id[s], sequences.from[s], sequences.from[s + 1]);
    const taken = (of: ArrayLike<number>) => rows.map((at) => of[at]);
    const labels = taken(test.y);
    const own = clusters(taken(users));
    const signal = (name: string, of: Float64Array) => {
      const {value, low, high} = rocAuc(taken(of), labels, {clusters: taken(users)});
      const gain = of === fused ? null : aucDifference(taken(fused), taken(of), labels, {clusters: own});
      return {
        signal: name,
        value,
        low,
        high,
        gain: gain && {value: gain.value, low: gain.low, high: gain.high}
      };
    };
    const thresholds = cartThresholds(sequences, fused, THRESHOLDS);
    return {
      shop: PAGE_SHOP,
      split: splitName(SPLIT_OPTIONS),
      fusion: fusion.toJSON(),
      signals: [
        // who means to buy abandons less
        signal(
          "TabM, the visitor so far",
          test.fixed.map((chance) => 1 - chance)
        ),
        signal("TCN, this session's events", test.running),
        signal("both fused", fused)
      ],
      predictions: rows.length,
      carts: thresholds[0].reached,
      abandoned: thresholds[0].abandoned,
      thresholds,
      next: nextItems(shop),
      transferBytes: onnxSize().transferBytes + tabm.length + tcn.length
    };
  });
}

/** Items that visitors of the training part went on to, by the item that they looked at: item i at place i − 1. */
function nextItems(shop: Shop): number[][] {
  const {sequences, itemIds} = shopClicks(shop);
  const rules = sequentialRules().fit({sequences: explorerSplit(sequences).train, catalogue: itemIds.length});
  const next = Array.from({length: shop.options.items}, (): number[] => []);
  itemIds.forEach((id, item) => {
    const scores = rules.session().click(item, 0).slice();
    scores[item] = 0;
    next[id - 1] = Array.from(topItems(scores, NEXT))
      .filter((other) => scores[other] > 0)
      .map((other) => itemIds[other]);
  });
  return next;
}

/** The file of the static model, fetched with the visitor's first step; the network's comes with the page on abandonment. */
export function demoShopArchive(): Uint8Array {
  // the earliest time that an archive can say, so that its bytes are always the same
  return zipSync({"tabm.onnx": modelFile(TABM)}, {mtime: "1980-01-01T00:00:00", level: 0});
}

function modelFile(name: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(join(MODELS, name)));
  } catch {
    throw new UserError(`there is no models/${name}`, "make it with: npm run train -- all");
  }
}

/** The static model's columns after the event that it is asked after, rows × columns, from all that users had done until then. */
function featureRows(
  {sessions, from, user_id, events}: SessionSequences,
  rows: readonly number[],
  log: RawEvents,
  rowsOf: readonly ArrayLike<number>[]
): Float64Array {
  const width = ONLINE_FEATURES.length;
  const x = new Float64Array(rows.length * width);
  let session = 0;
  rows.forEach((at, k) => {
    while (session < sessions && from[session + 1] <= at) session++;
    const own = Array.from(rowsOf[user_id[session] - 1]);
    const {ts_ms, event, item_id} = log.columns;
    const of = (column: ArrayLike<number>) => own.map((row) => column[row]);
    const asked = Math.min(at, from[session] + STATIC_EVENTS - 1);
    x.set(
      onlineFeatures({ts_ms: of(ts_ms), event: of(event), item_id: of(item_id)}, events.ts_ms[asked] + 1),
      k * width
    );
  });
  return x;
}
