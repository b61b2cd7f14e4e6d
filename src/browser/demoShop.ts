import type {LogisticJson} from "../lib/models/logisticRegression.js";
import {cartKey} from "../lib/offers/cart.js";
import {CODE_BYTES, codeFrom, type Offer, type OfferAction, type OfferRefusal} from "../lib/offers/offer.js";
import {
  changeOffer,
  placeOrder,
  readShop,
  recordDecision,
  recordEvent,
  type Checkout,
  type CheckoutReply,
  type ShopEvent,
  type ShopOutside,
  type ShopState
} from "../lib/offers/offerActions.js";
import type {OfferDecision, OfferPolicy} from "../lib/offers/policy.js";
import type {ShopItem} from "../lib/offers/shopItems.js";
import {readShopLog} from "../lib/offers/offerAnalytics.js";
import {YOU, type DecisionRecord} from "../lib/offers/shopRecords.js";
import type {DemoShopQuestion, VisitorScores} from "./demoShopWorker.js";
import {openOfferStore} from "./offerStore.js";
import {openWorkerClient, type WorkerClient} from "./workerClient.js";

export type {VisitorScores} from "./demoShopWorker.js";

/** What the page shows of the shop. */
export interface DeskState {
  readonly visitor: string;
  /** Null until the store is open. */
  readonly shop: ShopState | null;
  readonly models: "not fetched" | "fetching" | "ready" | "failed";
  readonly scores: VisitorScores | null;
  /** The latest decision, and how long the event took from the click to it, the store left out. */
  readonly decision: OfferDecision | null;
  readonly decisionMs: number | null;
  /** What cannot be kept, or was lost; null for nothing. */
  readonly loss: string | null;
  /** What went wrong at last; null for nothing. */
  readonly fault: string | null;
}

/** The demo shop's state and what can be done with it. */
export interface ShopDesk {
  readonly state: DeskState;
  policy: OfferPolicy;
  /** Hears of every change, also of other tabs'. */
  watch(listener: () => void): void;
  /** Takes an event, asks the models and decides; resolves once the decision is written. */
  act(event: ShopEvent): Promise<void>;
  changeOffer(
    offer: Offer,
    action: Extract<OfferAction, {type: "give-email" | "decline"}> | {readonly type: "reveal"}
  ): Promise<OfferRefusal | null>;
  /** What a checkout that is shown now would send. */
  checkout(code: string | null): Checkout;
  placeOrder(checkout: Checkout): Promise<CheckoutReply>;
  /** Goes on as another visitor, whose clock is told. */
  become(visitor: string, now?: () => number): Promise<void>;
  /** All decisions that this browser has kept. */
  decisions(): Promise<readonly DecisionRecord[]>;
  /** Deletes all records of the shop in this browser. */
  forget(): Promise<void>;
  close(): void;
}

export interface DeskOptions {
  readonly items: readonly ShopItem[];
  readonly policy: OfferPolicy;
  readonly fusion: LogisticJson;
  /** Addresses of the two models' files. */
  readonly files: {readonly tabm: string; readonly tcn: string};
}

const newCode = () => codeFrom(crypto.getRandomValues(new Uint8Array(CODE_BYTES)));

/** Opens the shop in this tab: its store at once, its models with the first event. */
export async function openShopDesk({items, policy, fusion, files}: DeskOptions): Promise<ShopDesk> {
  const {store, loss} = await openOfferStore();
  const listeners = new Set<() => void>();
  let outside: ShopOutside = {visitor: YOU, now: Date.now, newId: () => crypto.randomUUID(), newCode};
  let state: DeskState = {
    visitor: YOU,
    shop: null,
    models: "not fetched",
    scores: null,
    decision: null,
    decisionMs: null,
    loss,
    fault: null
  };
  const set = (changes: Partial<DeskState>) => {
    state = {...state, ...changes};
    for (const listener of listeners) listener();
  };
  let scorer: WorkerClient<DemoShopQuestion> | undefined;
  let opening: Promise<unknown> | undefined;

  function openModels(): Promise<unknown> {
    opening ??= (async () => {
      set({models: "fetching"});
      scorer = openWorkerClient(new Worker(import.meta.resolve("./demoShopWorker.js"), {type: "module"}));
      const known = {
        departmentId: Int32Array.from(items, ({departmentId}) => departmentId),
        highestCents: Int32Array.from(items, ({highestCents}) => highestCents)
      };
      await scorer.ask({ask: "open", files, fusion, items: known});
      set({models: "ready"});
    })();
    return opening;
  }

  async function scoresOf(shop: ShopState): Promise<VisitorScores | null> {
    try {
      await openModels();
      return await scorer!.ask<VisitorScores | null>({ask: "score", visitor: shop.visitor});
    } catch (error) {
      scorer?.end(error);
      opening = undefined; // the next event tries again
      set({models: "failed", fault: `The models do not answer: ${said(error)}.`});
      return null;
    }
  }

  async function refresh(): Promise<void> {
    try {
      const {damaged, ...shop} = await readShop(store, outside);
      const names = damaged.map((key) => key.split("/")[0]).join(", ");
      set({
        shop,
        ...(damaged.length === 0
          ? {}
          : {
              loss: `What this browser had kept of the shop could not be read in part (${names}): that part begins anew.`
            })
      });
    } catch (error) {
      set({fault: said(error)});
    }
  }

  // one after the other: the second event's decision rests on the first one's
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = turn.then(work);
    turn = next.catch(() => {});
    return next;
  };

  async function take(event: ShopEvent): Promise<void> {
    try {
      const who = outside;
      const reply = await recordEvent(store, event, who);
      if (reply.kind === "refused") return set({fault: `Not done: ${reply.why}.`});
      set({shop: reply.state, fault: null});
      const start = performance.now();
      const scores = await scoresOf(reply.state);
      const asked = performance.now() - start;
      const {visitor} = reply.state;
      const decided = await recordDecision(
        store,
        {
          scores: {abandonment: scores?.abandonment ?? null, purchase: scores?.purchase ?? null},
          events: visitor.ts_ms.length + visitor.dropped,
          policy: desk.policy,
          factors: scores?.factors ?? []
        },
        who
      );
      if (decided === null || who !== outside) return;
      set({scores, decision: decided.decision, decisionMs: asked});
      await refresh();
    } catch (error) {
      set({fault: `${capital(said(error))}.`});
    }
  }

  const unwatch = store.watch(() => void refresh());
  const desk: ShopDesk = {
    get state() {
      return state;
    },
    policy,
    watch: (listener) => listeners.add(listener),
    act: (event) => inTurn(() => take(event)),
    async changeOffer(offer, action) {
      const {refusal} = await changeOffer(store, offer.id, action, outside);
      await refresh();
      return refusal;
    },
    checkout(code) {
      const {orderId, lines} = state.shop!.cart;
      return {orderId, cartKey: cartKey(lines), code};
    },
    async placeOrder(checkout) {
      const reply = await placeOrder(store, checkout, outside);
      await refresh();
      return reply;
    },
    become: (visitor, now = Date.now) =>
      inTurn(async () => {
        outside = {...outside, visitor, now};
        set({visitor, scores: null, decision: null, decisionMs: null, fault: null});
        await refresh();
      }),
    decisions: async () => (await readShopLog(store)).decisions,
    async forget() {
      await store.forget();
      set({scores: null, decision: null, decisionMs: null, loss, fault: null});
      await refresh();
    },
    close() {
      unwatch();
      listeners.clear();
      scorer?.end(new Error("the page was left"));
      store.close();
    }
  };
  await refresh();
  return desk;
}

const said = (error: unknown) => (error instanceof Error ? error.message : String(error));
const capital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);
