import {openWorkerClient} from "../../src/browser/workerClient.js";
import type {DemoShopQuestion, VisitorScores} from "../../src/browser/demoShopWorker.js";
import {decideOffer, DEFAULT_POLICY} from "../../src/lib/offers/policy.js";
import {shopItems} from "../../src/lib/offers/shopItems.js";
import {visitOf} from "../../src/lib/offers/visit.js";
import type {LogisticJson} from "../../src/lib/models/logisticRegression.js";

const ITEMS = shopItems("paper", 1);
/** Of a session; the time of the network grows with it. */
const LONGEST = 40;
const WARM = 100;

/** From an event to the decision after it, in milliseconds: to the worker and back, features, both models, fusion and policy. */
async function decisions(fusion: LogisticJson, events: number): Promise<number[]> {
  const worker = openWorkerClient<DemoShopQuestion>(new Worker("./demoShopWorker.js", {type: "module"}));
  await worker.ask({
    ask: "open",
    files: {tabm: "./tabm.onnx", tcn: "./tcn.onnx"},
    fusion,
    items: {
      departmentId: Int32Array.from(ITEMS, ({departmentId}) => departmentId),
      highestCents: Int32Array.from(ITEMS, ({highestCents}) => highestCents)
    }
  });
  const took: number[] = [];
  for (let k = 0; k < WARM + events; k++) {
    const length = 1 + (k % LONGEST);
    const items = Array.from({length}, (_, at) => ITEMS[(at * 37 + k) % ITEMS.length]);
    const ts_ms = items.map((_, at) => 1_750_000_000_000 + at * 20_000);
    const visitor = {
      ts_ms,
      // something is in the cart from the second event on
      event: items.map((_, at) => (at === 1 ? 1 : 0)),
      item_id: items.map(({itemId}) => itemId),
      price_cents: items.map(({priceCents}) => priceCents),
      dropped: 0
    };
    const start = performance.now();
    const scores = await worker.ask<VisitorScores>({ask: "score", visitor});
    const cart = items.slice(1, 2).map(({itemId, priceCents}) => ({itemId, quantity: 1, priceCents}));
    decideOffer(
      {...visitOf(visitor), cart, openOffer: false, lastOfferMs: null},
      scores,
      DEFAULT_POLICY,
      ts_ms[length - 1]
    );
    if (k >= WARM) took.push(performance.now() - start);
  }
  worker.end(new Error("all is measured"));
  return took;
}

Object.assign(globalThis, {decisions});
