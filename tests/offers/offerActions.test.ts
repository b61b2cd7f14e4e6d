import {describe, expect, test} from "vitest";
import {MISSING} from "../../src/lib/core/table.js";
import {cartKey} from "../../src/lib/offers/cart.js";
import {memoryDisk, memoryStore} from "../../src/lib/offers/memoryStore.js";
import {countDecisions, offersByHour, readShopLog, summarizeOffers} from "../../src/lib/offers/offerAnalytics.js";
import {
  changeOffer,
  placeOrder,
  readShop,
  recordDecision,
  recordEvent,
  type ShopOutside
} from "../../src/lib/offers/offerActions.js";
import {codeFrom, type Offer} from "../../src/lib/offers/offer.js";
import {DEFAULT_POLICY} from "../../src/lib/offers/policy.js";
import {KEYS, YOU} from "../../src/lib/offers/shopRecords.js";
import {ADD_TO_CART, REMOVE_FROM_CART, TRANSACTION, VIEW} from "../../src/lib/sources/events.js";

const HOUR = Date.UTC(2026, 2, 1, 12);
const POLICY = {...DEFAULT_POLICY, minimumPages: 1, minimumSeconds: 0};

/** A shop in memory with one visitor, whose clock stands until it is moved. */
function shop() {
  const disk = memoryDisk();
  const store = memoryStore(disk);
  const clock = {ms: HOUR};
  let ids = 0;
  const outside: ShopOutside = {
    visitor: YOU,
    now: () => clock.ms,
    newId: () => `id${ids++}`,
    newCode: () => codeFrom(new Uint8Array(10).fill(ids++))
  };
  const event = (code: typeof VIEW | typeof ADD_TO_CART | typeof REMOVE_FROM_CART, itemId: number | null = 7) =>
    recordEvent(store, {event: code, itemId, priceCents: itemId === null ? null : 20_000}, outside);
  const state = () => readShop(store, outside);
  const decide = async (abandonment: number | null = 0.9, events?: number) =>
    recordDecision(
      store,
      {
        scores: {abandonment, purchase: 0.1},
        events: events ?? (await state()).visitor.ts_ms.length,
        policy: POLICY,
        factors: ["because"]
      },
      outside
    );
  const buy = async (code: string | null) => {
    const {cart} = await state();
    return placeOrder(store, {orderId: cart.orderId, cartKey: cartKey(cart.lines), code}, outside);
  };
  /** Comes to a code for a cart of one item. */
  const toCode = async () => {
    await event(VIEW);
    await event(ADD_TO_CART);
    const {offer} = (await decide())!;
    await changeOffer(store, offer!.id, {type: "give-email", email: "ada@example.org"}, outside);
    return (await changeOffer(store, offer!.id, {type: "reveal"}, outside)).offer!;
  };
  return {disk, store, clock, outside, event, state, decide, buy, toCode};
}

test("a visitor comes from a first look to an order with a code, and the log has it once", async () => {
  const {disk, store, state, buy, toCode} = shop();
  const {code, percent, discountCents} = await toCode();
  // 10 % + 20 % × (20,000 − 5,000) / 45,000, whole
  expect({percent, discountCents}).toEqual({percent: 16, discountCents: 3_200});
  const reply = await buy(code!.toLowerCase());
  expect(reply).toMatchObject({kind: "placed", again: false, order: {cents: 20_000, discountCents: 3_200, ms: HOUR}});
  const after = await state();
  expect(after).toMatchObject({cart: {lines: []}, offer: null});
  expect(after.visitor.event).toEqual([VIEW, ADD_TO_CART, TRANSACTION]);
  const summary = summarizeOffers(await readShopLog(store));
  expect(summary).toMatchObject({
    interventions: 1,
    claims: 1,
    conversions: 1,
    orders: 1,
    revenueCents: 16_800,
    discountCents: 3_200,
    conversion: {value: 1, high: 1}
  });
  // Wilson's lower bound of 1 in 1: 1 / (1 + 1.96²)
  expect(summary.conversion!.low).toBeCloseTo(0.2065, 3);
  expect(JSON.stringify([...disk.records])).not.toContain("ada@");
});

test("an order without the code ends the offer, and its code is worth nothing afterwards", async () => {
  const {store, event, buy, toCode} = shop();
  const {id, code} = await toCode();
  expect(await buy(null)).toMatchObject({kind: "placed", order: {discountCents: 0, offerId: null}});
  await event(ADD_TO_CART);
  expect(await buy(code)).toEqual({kind: "code-refused", refusal: "offer-declined"});
  const [{value}] = await store.list(KEYS.offer(id));
  expect((value as Offer).state).toBe("declined");
});

test("a code that is wrong, late or for another cart buys nothing, and the cart stays", async () => {
  const {clock, event, buy, toCode, state} = shop();
  const {code} = await toCode();
  expect(await buy("AAAAA-AAAAA")).toEqual({kind: "code-refused", refusal: "code-wrong"});
  await event(ADD_TO_CART);
  expect(await buy(code)).toEqual({kind: "code-refused", refusal: "cart-changed"});
  await event(REMOVE_FROM_CART);
  await event(ADD_TO_CART);
  clock.ms += DEFAULT_POLICY.validMinutes * 60_000;
  expect(await buy(code)).toEqual({kind: "code-refused", refusal: "offer-expired"});
  expect((await state()).cart.lines).toHaveLength(1);
});

test("one offer is open at most, and the next comes after the pause", async () => {
  const {clock, event, decide, toCode} = shop();
  await toCode();
  expect((await decide())!.decision).toMatchObject({kind: "none", refusal: "offer-open"});
  clock.ms += DEFAULT_POLICY.validMinutes * 60_000;
  await event(VIEW);
  expect((await decide())!.decision).toMatchObject({kind: "none", refusal: "cool-down"});
  clock.ms += 15 * 60_000;
  await event(VIEW);
  expect((await decide())!.decision.kind).toBe("offer");
});

test("a decision about events that others have followed is not made", async () => {
  const {event, decide} = shop();
  await event(VIEW);
  await event(VIEW);
  expect(await decide(0.9, 1)).toBeNull();
  expect(await decide(0.9, 2)).not.toBeNull();
});

test("a clock set back makes no offer, and the log stays in order", async () => {
  const {clock, event, decide, state} = shop();
  await event(ADD_TO_CART);
  clock.ms -= 60_000;
  await event(VIEW);
  expect((await decide())!.decision).toMatchObject({kind: "none", refusal: "clock-set-back"});
  expect((await state()).visitor.ts_ms).toEqual([HOUR, HOUR]);
});

test("what cannot be in a cart is refused in words", async () => {
  const {store, outside, event, buy, state} = shop();
  const add = (priceCents: number) => recordEvent(store, {event: ADD_TO_CART, itemId: 1, priceCents}, outside);
  expect(await event(REMOVE_FROM_CART)).toEqual({kind: "refused", why: "item 7 is not in the cart"});
  expect(await add(1.5)).toMatchObject({kind: "refused", why: expect.stringContaining("costs 1.5 cents")});
  expect(await add(1e12)).toMatchObject({kind: "refused"});
  expect(await add(0)).toMatchObject({kind: "recorded"});
  expect(await buy(null)).toMatchObject({kind: "placed", order: {cents: 0}});
  expect(await buy(null)).toEqual({kind: "cart-empty"});
  expect((await state()).visitor.event).toEqual([ADD_TO_CART, TRANSACTION]);
});

test("lists have no item in the log, and of very many events the earliest go", async () => {
  const {disk, event, state} = shop();
  await event(VIEW, null);
  const {visitor} = await state();
  expect(visitor).toMatchObject({item_id: [MISSING], price_cents: [MISSING], dropped: 0});
  const long = Object.fromEntries(
    Object.entries(visitor).map(([name, column]) => [name, name === "dropped" ? 0 : Array(1_999).fill(column[0])])
  );
  disk.records = new Map([...disk.records, [KEYS.visitor(YOU), {version: 99, value: long}]]);
  disk.tick = 99;
  await event(VIEW, 1);
  expect((await state()).visitor.dropped).toBe(0);
  await event(VIEW, 2);
  const {dropped, item_id, ts_ms} = (await state()).visitor;
  expect([dropped, item_id[0], item_id.at(-1), ts_ms.length]).toEqual([1, MISSING, 2, 2_000]);
});

describe("a damaged store", () => {
  test.each([KEYS.cart(YOU), KEYS.visitor(YOU), KEYS.open(YOU)])("%s begins anew, all else stays", async (key) => {
    const {disk, state, event, buy, toCode} = shop();
    const {code} = await toCode();
    const before = await state();
    disk.records = new Map([...disk.records, [key, {version: 99, value: {lines: "rubbish"}}]]);
    disk.tick = 99;
    const {damaged, ...after} = await state();
    expect(damaged).toEqual([key]);
    for (const [name, kept] of Object.entries({[KEYS.cart(YOU)]: "cart", [KEYS.visitor(YOU)]: "visitor"}))
      if (name !== key) expect(after[kept as "cart"]).toEqual(before[kept as "cart"]);
    if (key === KEYS.cart(YOU)) await event(ADD_TO_CART);
    expect(await buy(code)).toMatchObject({kind: "placed", order: {discountCents: 3_200}});
    expect((await state()).damaged).toEqual([]);
  });

  test("orders, offers and decisions that cannot be read are counted, and the others too", async () => {
    const {disk, store, buy, toCode} = shop();
    await buy((await toCode()).code);
    disk.records = new Map([
      ...disk.records,
      ["order/x", {version: 1, value: {orderId: "x", ms: 0, lines: [{}], cents: 1, discountCents: 0, offerId: null}}],
      ["offer/x", {version: 1, value: null}],
      ["decision/x", {version: 1, value: {refusal: "because"}}]
    ]);
    const log = await readShopLog(store);
    expect(log.damaged).toBe(3);
    expect([log.orders, log.offers, log.decisions].map(({length}) => length)).toEqual([1, 1, 1]);
  });
});

test("hours, reasons and totals are those of a day that was added up by hand", async () => {
  const {store, clock, event, decide, buy, toCode} = shop();
  await event(VIEW);
  await decide(null);
  clock.ms += 3_599_999;
  const {code} = await toCode();
  clock.ms += 1;
  await buy(code);
  await event(VIEW);
  await decide(null);
  const log = await readShopLog(store);
  expect([...countDecisions(log.decisions)]).toEqual([
    ["cart-empty", 2],
    ["offer", 1]
  ]);
  expect(offersByHour(log)).toEqual([
    {
      hourMs: HOUR,
      decisions: 2,
      interventions: 1,
      claims: 1,
      conversions: 0,
      orders: 0,
      revenueCents: 0,
      discountCents: 0
    },
    {
      hourMs: HOUR + 3_600_000,
      decisions: 1,
      interventions: 0,
      claims: 0,
      conversions: 1,
      orders: 1,
      revenueCents: 16_800,
      discountCents: 3_200
    }
  ]);
});
