import {openOfferStore} from "../../src/browser/offerStore.js";
import {cartKey} from "../../src/lib/offers/cart.js";
import {CODE_BYTES, codeFrom} from "../../src/lib/offers/offer.js";
import {
  changeOffer,
  placeOrder,
  readShop,
  recordDecision,
  recordEvent,
  type ShopOutside
} from "../../src/lib/offers/offerActions.js";
import {readShopLog, type ShopLog} from "../../src/lib/offers/offerAnalytics.js";
import {DEFAULT_POLICY} from "../../src/lib/offers/policy.js";
import {YOU, type OrderRecord} from "../../src/lib/offers/shopRecords.js";
import {ADD_TO_CART} from "../../src/lib/sources/events.js";

/** What the page of `offerTabs.test.ts` runs: the very store of the demo shop, used by several tabs at once. */
const {store, loss} = await openOfferStore();
const outside: ShopOutside = {
  visitor: YOU,
  now: Date.now,
  newId: () => crypto.randomUUID(),
  newCode: () => codeFrom(crypto.getRandomValues(new Uint8Array(CODE_BYTES)))
};
const POLICY = {...DEFAULT_POLICY, minimumPages: 0, minimumSeconds: 0, coolDownMinutes: 0, threshold: 0.5};
const EMAIL = {type: "give-email", email: "ada@example.org"} as const;

/** Fills the cart, comes to a code and buys, sending each order twice. Each confirmed order is told at once; the answer is whether there are enough. */
async function buy(told: (order: OrderRecord) => Promise<boolean>): Promise<void> {
  for (let enough = false; !enough;) {
    await recordEvent(store, {event: ADD_TO_CART, itemId: 7, priceCents: 20_000}, outside);
    const {visitor} = await readShop(store, outside);
    await recordDecision(
      store,
      {
        scores: {abandonment: 0.9, purchase: 0.1},
        events: visitor.ts_ms.length + visitor.dropped,
        policy: POLICY,
        factors: []
      },
      outside
    );
    const {offer} = await readShop(store, outside);
    if (offer !== null) {
      await changeOffer(store, offer.id, EMAIL, outside);
      await changeOffer(store, offer.id, {type: "reveal"}, outside);
    }
    const {cart, offer: revealed} = await readShop(store, outside);
    const usable = revealed?.cartKey === cartKey(cart.lines) ? revealed.code : null;
    const sent = {orderId: cart.orderId, cartKey: cartKey(cart.lines), code: usable};
    for (const reply of await Promise.all([placeOrder(store, sent, outside), placeOrder(store, sent, outside)]))
      if (reply.kind === "placed") enough = await told(reply.order);
  }
}

async function add(priceCents = 20_000): Promise<string> {
  try {
    return (await recordEvent(store, {event: ADD_TO_CART, itemId: 7, priceCents}, outside)).kind;
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
}

Object.assign(globalThis, {
  offerTab: {
    loss,
    buy,
    add,
    log: (): Promise<ShopLog> => readShopLog(store),
    read: () => readShop(store, outside),
    forget: () => store.forget()
  }
});
