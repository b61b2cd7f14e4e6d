import {MISSING} from "../core/table.js";
import {REMOVE_FROM_CART, TRANSACTION, VIEW, type ADD_TO_CART} from "../sources/events.js";
import {cartCents, cartKey, cartProblem, MOST_QUANTITY, type CartLine} from "./cart.js";
import {isFinal, readCode, showOffer, stepOffer, type Offer, type OfferAction, type OfferRefusal} from "./offer.js";
import {transact, type OfferStore, type Transaction} from "./offerStore.js";
import {decideOffer, type OfferDecision, type OfferPolicy, type OfferScores} from "./policy.js";
import {
  KEYS,
  readCart,
  readOffer,
  readOpen,
  readOrder,
  readVisitor,
  type CartRecord,
  type DecisionRecord,
  type OpenRecord,
  type OrderRecord,
  type VisitorRecord
} from "./shopRecords.js";
import {visitOf} from "./visit.js";

/** What comes from outside: whose shop it is, the time, and ids and codes that nobody has had before. */
export interface ShopOutside {
  readonly visitor: string;
  /** UTC milliseconds. */
  now(): number;
  newId(): string;
  newCode(): string;
}

/** Of more events the earliest are dropped: 30 days of a busy visitor. */
const MOST_EVENTS = 2_000;

/** All that a visitor sees of the shop's records. */
export interface ShopState {
  readonly cart: CartRecord;
  readonly visitor: VisitorRecord;
  readonly open: OpenRecord;
  /** The latest offer that is open, as it was last written; null for none. */
  readonly offer: Offer | null;
}

const NO_CART: CartRecord = {lines: [], orderId: ""};
const NO_VISITOR: VisitorRecord = {ts_ms: [], event: [], item_id: [], price_cents: [], dropped: 0};
const NOTHING_OPEN: OpenRecord = {offerId: null, lastOfferMs: null};

/** Reads a record; one that is not there, or is damaged, is an empty one. */
async function recordOf<T>({get}: Transaction, key: string, read: (value: unknown) => T | null, empty: T): Promise<T> {
  return read(await get(key)) ?? empty;
}

async function cartOf(transaction: Transaction, outside: ShopOutside): Promise<CartRecord> {
  const key = KEYS.cart(outside.visitor);
  const cart = readCart(await transaction.get(key));
  if (cart !== null) return cart;
  const fresh = {lines: [], orderId: outside.newId()};
  transaction.put(key, fresh);
  return fresh;
}

/** The open offer as time has left it: one that has expired meanwhile is written as expired; one that has ended is open no more. */
async function openOffer(
  transaction: Transaction,
  visitor: string,
  nowMs: number
): Promise<{open: OpenRecord; offer: Offer | null}> {
  const found = await transaction.get(KEYS.open(visitor));
  const open = readOpen(found) ?? NOTHING_OPEN;
  if (found !== undefined && open === NOTHING_OPEN) transaction.put(KEYS.open(visitor), open);
  if (open.offerId === null) return {open, offer: null};
  const offer = readOffer(await transaction.get(KEYS.offer(open.offerId)));
  const now = offer === null ? null : stepOffer(offer, {type: "expire"}, nowMs).offer;
  if (now !== null && !isFinal(now)) return {open, offer: now};
  if (now !== null && now !== offer) transaction.put(KEYS.offer(now.id), now);
  const closed = {...open, offerId: null};
  transaction.put(KEYS.open(visitor), closed);
  return {open: closed, offer: null};
}

/**
 * Reads the shop's records. A cart that was never begun has no `orderId`. `damaged` names records that cannot be read: they are begun anew,
 * and all others stay. Throws what the store throws.
 */
export function readShop(
  store: OfferStore,
  outside: ShopOutside
): Promise<ShopState & {readonly damaged: readonly string[]}> {
  return transact(store, async (transaction) => {
    const who = outside.visitor;
    const readers = {[KEYS.cart(who)]: readCart, [KEYS.visitor(who)]: readVisitor, [KEYS.open(who)]: readOpen};
    const damaged: string[] = [];
    for (const [key, read] of Object.entries(readers)) {
      const value = await transaction.get(key);
      if (value !== undefined && read(value) === null) damaged.push(key);
    }
    const cart = await recordOf(transaction, KEYS.cart(who), readCart, NO_CART);
    const visitor = await recordOf(transaction, KEYS.visitor(who), readVisitor, NO_VISITOR);
    return {cart, visitor, ...(await openOffer(transaction, who, outside.now())), damaged};
  });
}

/** Something that a visitor does in the shop: a list or a search has no item. */
export interface ShopEvent {
  readonly event: typeof VIEW | typeof ADD_TO_CART | typeof REMOVE_FROM_CART;
  readonly itemId: number | null;
  readonly priceCents: number | null;
}

function withEvents(visitor: VisitorRecord, nowMs: number, events: readonly (readonly number[])[]): VisitorRecord {
  const drop = Math.max(0, visitor.ts_ms.length + events.length - MOST_EVENTS);
  // a log is in order of time, whatever the clock does
  const ms = Math.max(nowMs, visitor.ts_ms.at(-1) ?? -Infinity);
  const column = (old: readonly number[], k: number) => [...old, ...events.map((event) => event[k])].slice(drop);
  return {
    ts_ms: [...visitor.ts_ms, ...events.map(() => ms)].slice(drop),
    event: column(visitor.event, 0),
    item_id: column(visitor.item_id, 1),
    price_cents: column(visitor.price_cents, 2),
    dropped: visitor.dropped + drop
  };
}

/** What became of an event: `refused` says in words why it was not taken. */
export type EventReply =
  {readonly kind: "recorded"; readonly state: ShopState} | {readonly kind: "refused"; readonly why: string};

/**
 * Writes an event, and what it does to the cart, in one commit. Adding puts one piece into the cart, at the price told; removing takes
 * all pieces of the item out.
 */
export function recordEvent(
  store: OfferStore,
  {event, itemId, priceCents}: ShopEvent,
  outside: ShopOutside
): Promise<EventReply> {
  return transact<EventReply>(store, async (transaction) => {
    const nowMs = outside.now();
    const before = await cartOf(transaction, outside);
    const visitor = await recordOf(transaction, KEYS.visitor(outside.visitor), readVisitor, NO_VISITOR);
    const {open, offer} = await openOffer(transaction, outside.visitor, nowMs);
    let cart = before;
    if (event !== VIEW) {
      const lines = changedLines(before.lines, {event, itemId, priceCents});
      if (lines === null) return {kind: "refused", why: `item ${itemId} is not in the cart`};
      const problem = cartProblem(lines);
      if (problem !== null) return {kind: "refused", why: problem};
      transaction.put(KEYS.cart(outside.visitor), (cart = {...before, lines}));
    }
    const events = [[event, itemId ?? MISSING, priceCents ?? MISSING]];
    const next = withEvents(visitor, nowMs, events);
    transaction.put(KEYS.visitor(outside.visitor), next);
    return {kind: "recorded", state: {cart, visitor: next, open, offer}};
  });
}

function changedLines(lines: readonly CartLine[], {event, itemId, priceCents}: ShopEvent): readonly CartLine[] | null {
  const line = lines.find((one) => one.itemId === itemId);
  if (event === REMOVE_FROM_CART) return line === undefined ? null : lines.filter((one) => one !== line);
  if (line === undefined) return [...lines, {itemId: itemId!, quantity: 1, priceCents: priceCents!}];
  return lines.map((one) =>
    one === line ? {...one, quantity: Math.min(one.quantity + 1, MOST_QUANTITY), priceCents: priceCents!} : one
  );
}

/** What a decision is made of, besides the records. */
export interface DecisionInput {
  readonly scores: OfferScores & {readonly purchase: number | null};
  /** The number of events, dropped ones too, that the scores were made after. */
  readonly events: number;
  readonly policy: OfferPolicy;
  readonly factors: readonly string[];
}

/** What was decided; null where a later event has come meanwhile, after which a decision of its own is made. */
export interface DecisionReply {
  readonly decision: OfferDecision;
  readonly offer: Offer | null;
}

/**
 * Decides whether to make an offer and writes the decision, with the offer if there is one, in one commit: two tabs cannot
 * both make one. Throws what `decideOffer` throws.
 */
export function recordDecision(
  store: OfferStore,
  {scores, events, policy, factors}: DecisionInput,
  outside: ShopOutside
): Promise<DecisionReply | null> {
  return transact(store, async (transaction) => {
    const nowMs = outside.now();
    const visitor = await recordOf(transaction, KEYS.visitor(outside.visitor), readVisitor, NO_VISITOR);
    const {length} = visitor.ts_ms;
    if (visitor.dropped + length !== events || length === 0) return null;
    const cart = await cartOf(transaction, outside);
    const {open, offer: current} = await openOffer(transaction, outside.visitor, nowMs);
    const {lines} = cart;
    const session = {
      ...visitOf(visitor),
      cart: lines,
      openOffer: current !== null,
      lastOfferMs: open.lastOfferMs
    };
    const decision = decideOffer(session, scores, policy, nowMs);
    let offer: Offer | null = null;
    if (decision.kind === "offer") {
      const {percent, discountCents} = decision.terms;
      const score = scores.abandonment!;
      offer = showOffer(
        {
          id: outside.newId(),
          cartKey: cartKey(lines),
          cartCents: cartCents(lines),
          percent,
          discountCents,
          score,
          threshold: policy.threshold,
          shownMs: nowMs
        },
        policy.validMinutes * 60_000
      );
      await transaction.get(KEYS.offer(offer.id));
      transaction.put(KEYS.offer(offer.id), offer);
    }
    const written: DecisionRecord = {
      ms: nowMs,
      event: visitor.event[length - 1],
      purchase: scores.purchase,
      abandonment: scores.abandonment,
      threshold: policy.threshold,
      cartCents: cartProblem(lines) === null ? cartCents(lines) : 0,
      refusal: decision.kind === "none" ? decision.refusal : null,
      offerId: offer?.id ?? null,
      factors,
      visitor: outside.visitor
    };
    const key = KEYS.decision(nowMs, outside.newId());
    await transaction.get(key);
    transaction.put(key, written);
    transaction.put(KEYS.open(outside.visitor), {
      offerId: offer?.id ?? open.offerId,
      lastOfferMs: offer === null ? open.lastOfferMs : nowMs
    } satisfies OpenRecord);
    return {decision, offer};
  });
}

/** The offer after an action, or why it was refused; `offer` is null where there is none of this id. */
export interface OfferReply {
  readonly offer: Offer | null;
  readonly refusal: OfferRefusal | null;
}

/**
 * Gives the e-mail address, has the code shown, or declines. A code that another offer has already is drawn again. What
 * another tab has done already is not done twice: the answer is then the offer as it is.
 */
export function changeOffer(
  store: OfferStore,
  id: string,
  action: Extract<OfferAction, {type: "give-email" | "decline"}> | {readonly type: "reveal"},
  outside: ShopOutside
): Promise<OfferReply> {
  return transact(store, async (transaction) => {
    const offer = readOffer(await transaction.get(KEYS.offer(id)));
    if (offer === null) return {offer: null, refusal: null};
    let asked: OfferAction;
    if (action.type === "reveal") {
      let code = outside.newCode();
      while ((await transaction.get(KEYS.code(code))) !== undefined) code = outside.newCode();
      asked = {type: "reveal", code};
    } else asked = action;
    const step = stepOffer(offer, asked, outside.now());
    if (step.offer !== offer) {
      transaction.put(KEYS.offer(id), step.offer);
      if (asked.type === "reveal" && step.offer.code !== null) transaction.put(KEYS.code(step.offer.code), id);
    }
    return {offer: step.offer, refusal: step.refusal === "already-done" ? null : step.refusal};
  });
}

/** What a visitor sees at the checkout and sends. */
export interface Checkout {
  /** Of the cart as it was shown: the order that it is to become. */
  readonly orderId: string;
  /** Of the cart as it was shown, see `cartKey`. */
  readonly cartKey: string;
  /** As typed; null where none was. */
  readonly code: string | null;
}

/** What became of a checkout. */
export type CheckoutReply =
  /** `again`: it had been placed before, and nothing was done. */
  | {readonly kind: "placed"; readonly order: OrderRecord; readonly again: boolean}
  | {readonly kind: "code-refused"; readonly refusal: OfferRefusal}
  /** Another tab has changed the cart since it was shown. */
  | {readonly kind: "cart-changed"}
  | {readonly kind: "cart-empty"};

/**
 * Buys the cart, once: the order has the id that the cart was given when it was begun, so that the same cart, sent twice, from two
 * tabs, or again after a crash, becomes one order. The order, the code that is used up, the emptied cart and the events of the log
 * are one commit.
 *
 * A code counts for the cart that the offer was made for, see `stepOffer`; one that does not is refused, and nothing is bought. An order
 * without the code ends the open offer, as declined.
 */
export function placeOrder(
  store: OfferStore,
  {orderId, cartKey: shown, code}: Checkout,
  outside: ShopOutside
): Promise<CheckoutReply> {
  return transact<CheckoutReply>(store, async (transaction) => {
    const placed = readOrder(await transaction.get(KEYS.order(orderId)));
    if (placed !== null) return {kind: "placed", order: placed, again: true};
    const cart = await cartOf(transaction, outside);
    const key = cartKey(cart.lines);
    if (cart.orderId !== orderId || key !== shown) return {kind: "cart-changed"};
    if (cart.lines.length === 0) return {kind: "cart-empty"};
    const nowMs = outside.now();
    const {offer: current} = await openOffer(transaction, outside.visitor, nowMs);
    let redeemed: Offer | null = null;
    if (code !== null) {
      const id = await transaction.get(KEYS.code(readCode(code)));
      const offer = typeof id === "string" ? readOffer(await transaction.get(KEYS.offer(id))) : null;
      if (offer === null) return {kind: "code-refused", refusal: "code-wrong"};
      const step = stepOffer(offer, {type: "redeem", code, cartKey: key, orderId}, nowMs);
      if (step.offer !== offer) transaction.put(KEYS.offer(offer.id), step.offer);
      if (step.refusal !== null) return {kind: "code-refused", refusal: step.refusal};
      redeemed = step.offer;
    } else if (current !== null) {
      transaction.put(KEYS.offer(current.id), stepOffer(current, {type: "decline"}, nowMs).offer);
    }
    const order: OrderRecord = {
      orderId,
      ms: nowMs,
      lines: cart.lines,
      cents: cartCents(cart.lines),
      discountCents: redeemed?.discountCents ?? 0,
      offerId: redeemed?.id ?? null
    };
    const visitor = await recordOf(transaction, KEYS.visitor(outside.visitor), readVisitor, NO_VISITOR);
    const events = cart.lines.map(({itemId, priceCents}) => [TRANSACTION, itemId, priceCents]);
    transaction.put(KEYS.order(orderId), order);
    transaction.put(KEYS.cart(outside.visitor), {lines: [], orderId: outside.newId()} satisfies CartRecord);
    transaction.put(KEYS.visitor(outside.visitor), withEvents(visitor, nowMs, events));
    return {kind: "placed", order, again: false};
  });
}
