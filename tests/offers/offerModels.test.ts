import {expect, test} from "vitest";
import {MISSING} from "../../src/lib/core/table.js";
import {searchItems, shopItems} from "../../src/lib/offers/shopItems.js";
import {abandonmentFusion, featuresNow, STATIC_EVENTS, visitorForModels} from "../../src/lib/offers/offerModels.js";
import {sessionStart, visitOf} from "../../src/lib/offers/visit.js";
import {ONLINE_FEATURES} from "../../src/lib/features/onlineFeatures.js";
import {cartThresholds} from "../../src/lib/sequence/cartThresholds.js";
import {ADD_TO_CART, TRANSACTION, VIEW} from "../../src/lib/sources/events.js";
import {sequencesOf} from "../sequence/sequences.js";

const facts = () => ({departmentId: 3, highestCents: 500});
const record = (rows: readonly (readonly [ms: number, event: number, item: number])[]) => ({
  ts_ms: rows.map(([ms]) => ms),
  event: rows.map(([, event]) => event),
  item_id: rows.map(([, , item]) => item),
  price_cents: rows.map(([, , item]) => (item === MISSING ? MISSING : 400)),
  dropped: 0
});
const GAP = 30 * 60_000;

test("models see the events with items of this session, and the static one what came before too", () => {
  const rows = [
    [0, VIEW, 1],
    [GAP + 1, VIEW, MISSING],
    [GAP + 1_001, VIEW, 2],
    [GAP + 3_001, ADD_TO_CART, 2],
    [GAP + 4_001, VIEW, MISSING],
    [GAP + 5_001, VIEW, 9],
    [GAP + 6_001, VIEW, 8]
  ] as const;
  const told = visitorForModels(record(rows), facts)!;
  expect(told.visitor.events.item_id).toEqual([1, 2, 2, 9, 8]);
  // asked after the third event with an item, and not again
  expect(STATIC_EVENTS).toBe(3);
  expect(told.visitor.asOfMs).toBe(GAP + 5_002);
  expect(told.session).toEqual({
    ts_ms: [1_001, 3_001, 5_001, 6_001].map((ms) => GAP + ms),
    event: [VIEW, ADD_TO_CART, VIEW, VIEW],
    item_id: [2, 2, 9, 8],
    department_id: [3, 3, 3, 3],
    price_cents: [400, 400, 400, 400],
    highest_cents: [500, 500, 500, 500],
    dwell_ms: [2_000, MISSING, 1_000, MISSING]
  });
  expect(told.carted).toBe(true);
  const columns = Object.fromEntries(ONLINE_FEATURES.map((name, f) => [name, featuresNow(told)[f]]));
  expect(columns).toMatchObject({session_events: 4, session_carts: 1, session_items: 3});
});

test("there is nothing to ask before a session has an event with an item", () => {
  expect(visitorForModels(record([]), facts)).toBeNull();
  expect(visitorForModels(record([[0, VIEW, MISSING]]), facts)).toBeNull();
  expect(
    visitorForModels(
      record([
        [0, VIEW, 1],
        [GAP + 1, VIEW, MISSING]
      ]),
      facts
    )
  ).toBeNull();
  expect(
    visitorForModels(
      record([
        [0, VIEW, 1],
        [GAP, VIEW, MISSING]
      ]),
      facts
    )!.carted
  ).toBe(false);
});

test("a session begins after a pause of more than half an hour, and after a purchase", () => {
  expect(
    sessionStart(
      record([
        [0, VIEW, 1],
        [GAP, VIEW, 1]
      ])
    )
  ).toBe(0);
  expect(
    sessionStart(
      record([
        [0, VIEW, 1],
        [GAP + 1, VIEW, 1]
      ])
    )
  ).toBe(1);
  const bought = record([
    [0, VIEW, 1],
    [1, TRANSACTION, 1],
    [2, VIEW, 1],
    [3, VIEW, MISSING]
  ]);
  expect(visitOf(bought)).toEqual({pages: 2, startMs: 2, lastEventMs: 3});
  expect(() => visitOf(record([]))).toThrow("no event");
});

test("the fused chance is the logistic regression of both log-odds", () => {
  const fuse = abandonmentFusion({
    family: "logistic",
    columns: ["static log-odds", "running log-odds"],
    intercept: 0.2,
    coefficients: [-0.5, 0.8],
    standardErrors: [1, 1, 1],
    iterations: 1
  } as never);
  const odds = (p: number) => Math.log(p / (1 - p));
  const expected = 1 / (1 + Math.exp(-(0.2 - 0.5 * odds(0.1) + 0.8 * odds(0.7))));
  expect(fuse(0.1, 0.7)).toBeCloseTo(expected, 12);
});

test("the items of the shop are found by every word, the most popular first", () => {
  const items = shopItems("tiny", 1);
  expect(items.every(({itemId}, i) => itemId === i + 1)).toBe(true);
  expect(items.every(({priceCents, highestCents}) => priceCents > 0 && highestCents >= priceCents)).toBe(true);
  const found = searchItems(items, "  GARDEN  ");
  expect(found.length).toBe(items.filter(({department}) => department === "Garden").length);
  expect(found.every(({popularity}, k) => k === 0 || popularity > found[k - 1].popularity)).toBe(true);
  expect(searchItems(items, `${items[4].name} xyz`)).toEqual([]);
  expect(searchItems(items, items[4].name).map(({itemId}) => itemId)).toContain(5);
});

test("thresholds count sessions by their highest score from the first addition on", () => {
  const session = (...events: number[]) => ({
    user: 1,
    startMs: 0,
    events: events.map((event, k) => ({event, ms: k * 1_000}))
  });
  const sequences = sequencesOf([
    // a high score before the cart does not count
    session(VIEW, ADD_TO_CART, VIEW),
    session(ADD_TO_CART, TRANSACTION),
    session(VIEW)
  ]);
  const scores = [0.99, 0.4, 0.5, 0.8, 0.1, 0.9];
  expect(cartThresholds(sequences, scores, [0, 0.5, 0.8, 0.81])).toEqual([
    {threshold: 0, reached: 2, abandoned: 1},
    {threshold: 0.5, reached: 2, abandoned: 1},
    {threshold: 0.8, reached: 1, abandoned: 0},
    {threshold: 0.81, reached: 0, abandoned: 0}
  ]);
});
