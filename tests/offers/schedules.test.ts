import fc from "fast-check";
import {describe, expect, test} from "vitest";
import {cartKey} from "../../src/lib/offers/cart.js";
import {memoryDisk, memoryStore, type MemoryDisk, type StorePoint} from "../../src/lib/offers/memoryStore.js";
import {codeFrom, type Offer} from "../../src/lib/offers/offer.js";
import {
  changeOffer,
  placeOrder,
  readShop,
  recordDecision,
  recordEvent,
  type CheckoutReply,
  type ShopOutside
} from "../../src/lib/offers/offerActions.js";
import type {OfferStore} from "../../src/lib/offers/offerStore.js";
import {DEFAULT_POLICY} from "../../src/lib/offers/policy.js";
import {
  KEYS,
  readCart,
  readOffer,
  readOpen,
  readOrder,
  readVisitor,
  YOU,
  type OrderRecord
} from "../../src/lib/offers/shopRecords.js";
import {ADD_TO_CART, REMOVE_FROM_CART, TRANSACTION, VIEW} from "../../src/lib/sources/events.js";
import {cases} from "../thorough.js";

/** The tab or the browser dies. */
class Crash extends Error {}

const PRICE = 12_000;
const POLICY = {...DEFAULT_POLICY, minimumPages: 0, minimumSeconds: 0, coolDownMinutes: 0, threshold: 0.5};

/** What a visitor does in a tab. */
type Act =
  | "add"
  | "remove"
  | "view"
  | "decide"
  | "email"
  | "reveal"
  | "decline"
  | "buy"
  | "buy with code"
  | "buy twice"
  | "reload";
const ACTS: readonly Act[] = [
  "add",
  "remove",
  "view",
  "decide",
  "email",
  "reveal",
  "decline",
  "buy",
  "buy with code",
  "buy twice",
  "reload"
];

interface Run {
  readonly disk: MemoryDisk;
  /** What tabs were told of checkouts, by the order's id. */
  readonly told: {readonly orderId: string; readonly reply: CheckoutReply}[];
  /** What did not hold after some commit. */
  readonly wrong: string[];
}

interface Case {
  /** What one tab does before the others are opened. */
  readonly first: readonly Act[];
  readonly tabs: readonly (readonly Act[])[];
  /** The points of the store, counted over all tabs, at which the tab that is there crashes. */
  readonly crashes: ReadonlySet<number>;
}

/** Plays what several tabs do, each step of the store in an order that the scheduler chooses, with crashes at the points told. */
async function play(
  scheduler: fc.Scheduler,
  {first, tabs, crashes}: Case,
  wrap: (store: OfferStore) => OfferStore = (store) => store
): Promise<Run> {
  const disk = memoryDisk();
  const told: Run["told"] = [];
  const wrong: string[] = [];
  let point = 0;
  let ids = 0;
  let codes = 0;
  let clock = 1_000_000;
  const outside: ShopOutside = {
    visitor: YOU,
    now: () => (clock += 1_000),
    newId: () => `id${ids++}`,
    // few codes, so that they collide and have to be drawn again
    newCode: () => codeFrom(new Uint8Array(10).fill(codes++ >> 1))
  };
  const watched = memoryStore(disk);
  watched.watch(() => wrong.push(...faultsOf(disk)));
  const runTab = async (acts: readonly Act[]): Promise<void> => {
    const dead = () => {
      throw new Crash();
    };
    /** A page of this tab, from loading to reloading or crashing. */
    const open = () => {
      let gone = false;
      const at = async (name: StorePoint) => {
        if (gone) dead();
        await scheduler.schedule(Promise.resolve(), name);
        if (crashes.has(point++)) {
          gone = true;
          dead();
        }
      };
      return {store: wrap(memoryStore(disk, at)), close: () => (gone = true)};
    };
    let page = open();
    /** Does something until it is done, in a page that is loaded anew after each crash. */
    const survive = async <T>(work: (store: OfferStore) => Promise<T>): Promise<T> => {
      for (;;)
        try {
          return await work(page.store);
        } catch (error) {
          if (!(error instanceof Crash)) throw error;
          page = open();
        }
    };
    for (const act of acts) {
      const {cart, visitor, open: opened, offer} = await survive((store) => readShop(store, outside));
      const event = (code: typeof VIEW | typeof ADD_TO_CART | typeof REMOVE_FROM_CART) =>
        survive((store) => recordEvent(store, {event: code, itemId: 7, priceCents: PRICE}, outside));
      const buy = (code: string | null, times = 1) => {
        const checkout = {orderId: cart.orderId, cartKey: cartKey(cart.lines), code};
        // a crash takes both, and the visitor presses again
        return survive(async (store) => {
          const press = async () => {
            const reply = await placeOrder(store, checkout, outside);
            told.push({orderId: cart.orderId, reply});
            if (reply.kind !== "placed" && disk.records.has(KEYS.order(cart.orderId)))
              wrong.push("a visitor whose order is placed was told that it is not");
          };
          await Promise.all(Array.from({length: times}, press));
        });
      };
      const id = offer?.id ?? opened.offerId ?? "none";
      if (act === "add") await event(ADD_TO_CART);
      else if (act === "remove") await event(REMOVE_FROM_CART);
      else if (act === "view") await event(VIEW);
      else if (act === "decide")
        await survive((store) =>
          recordDecision(
            store,
            {
              scores: {abandonment: 0.9, purchase: 0.1},
              events: visitor.ts_ms.length + visitor.dropped,
              policy: POLICY,
              factors: []
            },
            outside
          )
        );
      else if (act === "email")
        await survive((store) => changeOffer(store, id, {type: "give-email", email: "ada@example.org"}, outside));
      else if (act === "reveal") await survive((store) => changeOffer(store, id, {type: "reveal"}, outside));
      else if (act === "decline") await survive((store) => changeOffer(store, id, {type: "decline"}, outside));
      else if (act === "buy") await buy(null);
      else if (act === "buy with code") await buy(offer?.code ?? null);
      else if (act === "buy twice") await buy(offer?.code ?? null, 2);
      else {
        page.close();
        page = open();
      }
    }
  };
  await scheduler.waitFor(runTab(first));
  await scheduler.waitFor(Promise.all(tabs.map(runTab)));
  return {disk, told, wrong};
}

const all = <T>(disk: MemoryDisk, prefix: string, read: (value: unknown) => T | null): T[] =>
  [...disk.records].filter(([key]) => key.startsWith(prefix)).map(([, {value}]) => read(value)!);

/** What must hold after every commit, whoever crashes next. */
function faultsOf(disk: MemoryDisk): string[] {
  const faults: string[] = [];
  const orders = all(disk, "order/", readOrder);
  const offers = all(disk, "offer/", readOffer);
  const byId = new Map(offers.map((offer): [string, Offer] => [offer.id, offer]));
  const conversions = orders.filter(({offerId}) => offerId !== null);
  const used = conversions.map(({offerId}) => offerId);
  if (new Set(used).size !== used.length) faults.push("a code was used twice");
  if (offers.filter(({state}) => state === "redeemed").length !== used.length)
    faults.push("redeemed offers and conversions differ in number");
  for (const order of conversions) {
    const offer = byId.get(order.offerId!)!;
    if (offer.orderId !== order.orderId) faults.push("an offer was redeemed with another order");
    if (offer.cartKey !== cartKey(order.lines)) faults.push("an offer was redeemed for another cart");
    if (order.discountCents !== offer.discountCents || offer.code === null || !offer.emailGiven)
      faults.push("a conversion has the wrong discount, or no code");
  }
  const codes = offers.flatMap(({code}) => (code === null ? [] : [code]));
  if (new Set(codes).size !== codes.length) faults.push("two offers have the same code");
  const open = offers.filter(({state}) => ["shown", "email-given", "revealed"].includes(state));
  if (open.length > 1) faults.push("two offers are open");
  const pointed = readOpen(disk.records.get(KEYS.open(YOU))?.value)?.offerId ?? null;
  if (open.length === 1 && open[0].id !== pointed) faults.push("the open offer is not the one that is pointed at");
  // the log: what was bought is what was ordered; what was added and neither removed nor bought is in the cart
  const visitor = readVisitor(disk.records.get(KEYS.visitor(YOU))?.value);
  const count = (code: number) => visitor?.event.filter((one) => one === code).length ?? 0;
  if (count(TRANSACTION) !== orders.reduce((n, {lines}) => n + lines.length, 0))
    faults.push("the log's purchases are not those of the orders");
  const cart = readCart(disk.records.get(KEYS.cart(YOU))?.value);
  const pieces = (lines: OrderRecord["lines"]) => lines.reduce((n, {quantity}) => n + quantity, 0);
  const kept = pieces(cart?.lines ?? []) + orders.reduce((n, {lines}) => n + pieces(lines), 0);
  if (count(REMOVE_FROM_CART) === 0 && kept !== count(ADD_TO_CART))
    faults.push("an added piece is neither in the cart nor bought");
  return faults;
}

/** What must hold of what tabs were told, once all is over. */
function brokenPromises({disk, told}: Run): string[] {
  const broken: string[] = [];
  for (const {orderId, reply} of told) {
    const order = readOrder(disk.records.get(KEYS.order(orderId))?.value);
    if (reply.kind === "placed" && JSON.stringify(order) !== JSON.stringify(reply.order))
      broken.push("a purchase that was confirmed is lost, or is another one");
  }
  const fresh = told.filter(({reply}) => reply.kind === "placed" && !reply.again).map(({orderId}) => orderId);
  if (new Set(fresh).size !== fresh.length) broken.push("an order was placed twice");
  return broken;
}

const ACT = fc.oneof(
  {weight: 4, arbitrary: fc.constantFrom<Act>("buy", "buy with code", "buy twice")},
  {weight: 3, arbitrary: fc.constantFrom<Act>("add", "decide")},
  {weight: 1, arbitrary: fc.constantFrom(...ACTS)}
);
/** As a visitor comes to a code, so that most runs have one to fight over. */
const WAY: readonly Act[] = ["add", "decide", "email", "reveal"];
const CASE = fc.record({
  first: fc.constantFrom<readonly Act[]>([], WAY.slice(0, 2), WAY, WAY, [...WAY, "buy with code", ...WAY.slice(0, 3)]),
  tabs: fc.array(fc.array(ACT, {minLength: 1, maxLength: 4}), {minLength: 1, maxLength: 4}),
  crashes: fc.uniqueArray(fc.nat(160), {maxLength: 6}).map((points) => new Set(points))
});
test("in whatever order the steps of up to four tabs come, and wherever they crash: one conversion an order, none lost, no code used twice", async () => {
  let conversions = 0;
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), CASE, async (scheduler, made) => {
      const run = await play(scheduler, made);
      expect([...new Set(run.wrong)]).toEqual([]);
      expect(brokenPromises(run)).toEqual([]);
      conversions += all(run.disk, "order/", readOrder).filter(({offerId}) => offerId !== null).length;
    }),
    cases(500, 12_000)
  );
  // the property is about something
  expect(conversions).toBeGreaterThan(50);
});

describe("the same property fails", () => {
  const fails = async (wrap: (store: OfferStore) => OfferStore) => {
    const found = await fc.check(
      fc.asyncProperty(fc.scheduler(), CASE, async (scheduler, made) => {
        const run = await play(scheduler, made, wrap);
        return run.wrong.length === 0 && brokenPromises(run).length === 0;
      }),
      {numRuns: 500, seed: 1, endOnFailure: true}
    );
    return found.failed;
  };
  test("of a store that compares no versions", async () =>
    expect(
      await fails((store) => ({
        ...store,
        commit: ({seen, writes}) => store.commit({seen: new Map([...seen].slice(0, 0)), writes})
      }))
    ).toBe(true));
  test("of a store that writes one record after the other", async () =>
    expect(
      await fails((store) => ({
        ...store,
        async commit({seen, writes}) {
          if (!(await store.commit({seen, writes: new Map()}))) return false;
          for (const write of writes) await store.commit({seen: new Map(), writes: new Map([write])});
          return true;
        }
      }))
    ).toBe(true));
});
