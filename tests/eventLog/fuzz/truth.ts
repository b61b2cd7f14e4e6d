import type {Random} from "../../../src/lib/core/random.js";
import {between, chance, choose} from "./draw.js";

/** What happened, before anyone wrote it down. Users, sessions and items are numbered from 0 in order of first sight. */
export interface TruthEvent {
  readonly user: number;
  readonly session: number;
  /** UTC milliseconds. */
  readonly ms: number;
  /** `page` is a view of no item, `other` an event that is none of the four types, `return` goods that come back. */
  readonly type: "view" | "addtocart" | "removefromcart" | "transaction" | "page" | "other" | "return";
  readonly item: number | null;
  readonly cents: number | null;
}

export const SHOPS = [
  "usual",
  "no items",
  "no purchases",
  "no users",
  "one day",
  "pages",
  "orders",
  "long ago"
] as const;
export type Shop = (typeof SHOPS)[number];

export interface Truth {
  readonly shop: Shop;
  /** In order of time. */
  readonly events: readonly TruthEvent[];
  readonly users: number;
  readonly items: number;
  readonly sessions: number;
}

const SECOND = 1_000;
const DAY = 86_400_000;

/** A shop's log of so many events: users who come back, items of unlike popularity, a funnel from view to purchase. */
export function shopTruth(source: Random, shop: Shop, rows: number): Truth {
  const userCount = Math.max(3, Math.round(rows / between(source, 4, 25)));
  const itemCount = Math.max(4, Math.round(rows / between(source, 2, 20)));
  const prices = Array.from({length: itemCount}, () => Math.round(100 * Math.exp(1 + 5.5 * source.uniform())));
  const days = shop === "one day" ? 1 : between(source, 2, 90);
  const year = shop === "long ago" ? between(source, 1993, 1998) : between(source, 2009, 2026);
  const start = Date.UTC(year, source.below(12), between(source, 1, 28));
  const anItem = () => Math.floor(itemCount * source.uniform() ** 2);
  const events: TruthEvent[] = [];
  let session = 0;
  while (events.length < rows) {
    const user = Math.floor(userCount * source.uniform() ** 1.5);
    let ms = start + Math.floor(source.uniform() * (days * DAY - 7_200 * SECOND));
    const push = (type: TruthEvent["type"], item: number | null, cents: number | null) => {
      if (events.length >= rows) return;
      events.push({user, session, ms, type, item, cents});
      ms += between(source, 2, 240) * SECOND + source.below(1000);
    };
    if (shop === "orders") {
      const at = ms;
      const lines = between(source, 1, 4);
      const returned = chance(source, 0.02);
      for (let i = 0; i < lines; i++) {
        ms = at;
        const item = anItem();
        push(returned ? "return" : "transaction", item, prices[item]);
      }
    } else {
      if (shop === "pages" || shop === "no items") push("page", null, null);
      const looks = 1 + Math.floor(6 * source.uniform() ** 2);
      const basket: number[] = [];
      for (let i = 0; i < looks; i++) {
        const item = anItem();
        push("view", item, prices[item]);
        if (chance(source, 0.06)) push("other", chance(source, 0.5) ? item : null, null);
        if (chance(source, 0.25)) {
          push("addtocart", item, prices[item]);
          if (chance(source, 0.15)) push("removefromcart", item, prices[item]);
          else basket.push(item);
        }
        if (shop === "pages" && chance(source, 0.3)) push("page", null, null);
      }
      if (shop !== "no purchases" && chance(source, 0.5))
        for (const item of basket) push("transaction", item, prices[item]);
    }
    session++;
  }
  return numbered(shop, events);
}

/** Users, sessions and items get numbers in order of first sight. */
function numbered(shop: Shop, events: readonly TruthEvent[]): Truth {
  const sorted = [...events].sort((a, b) => a.ms - b.ms || a.session - b.session);
  const users = new Map<number, number>();
  const sessions = new Map<number, number>();
  const items = new Map<number, number>();
  const numberOf = (map: Map<number, number>, id: number) => {
    if (!map.has(id)) map.set(id, map.size);
    return map.get(id)!;
  };
  const renamed = sorted.map((event) => ({
    ...event,
    user: numberOf(users, event.user),
    session: numberOf(sessions, event.session),
    item: event.item === null ? null : numberOf(items, event.item)
  }));
  return {shop, events: renamed, users: users.size, items: items.size, sessions: sessions.size};
}

/** Sizes from 30 to 5,000 rows, small ones more often. */
export function drawRows(source: Random): number {
  return Math.round(30 * (5_000 / 30) ** (source.uniform() ** 1.5));
}

export function drawShop(source: Random): Shop {
  return chance(source, 0.55) ? "usual" : choose(source, SHOPS);
}
