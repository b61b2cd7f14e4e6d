/**
 * Exports that are known by their columns. Oracle: the published schemas, from which the headers here are written, with values of our own.
 */
import {describe, expect, test} from "vitest";
import {guessMapping, unsureRoles} from "../../src/lib/eventLog/guessMapping.js";
import type {LogMapping} from "../../src/lib/eventLog/mapping.js";

const day = (i: number) => String(1 + (i % 28)).padStart(2, "0");
const iso = (i: number) => `2024-03-${day(i)} 08:00:${String(i % 60).padStart(2, "0")}`;
const later = (i: number) => `2024-03-${day(i)} 09:30:00`;
const seconds = (i: number) => String(1_709_280_000 + i * 3_600);
type Cell = (i: number) => string | null;

const CASES: [title: RegExp, columns: Record<string, Cell>, expected: Partial<LogMapping>][] = [
  [
    /GA4/,
    {
      event_date: (i) => `202403${day(i)}`,
      event_timestamp: (i) => `${seconds(i)}000000`,
      event_name: (i) => ["page_view", "view_item", "add_to_cart", "purchase"][i % 4],
      user_id: () => null,
      user_pseudo_id: (i) => `${1000 + (i % 7)}.${2000 + (i % 7)}`,
      "event_params.ga_session_id": (i) => String(1_700_000_000 + Math.floor(i / 4)),
      "items.item_id": (i) => (i % 4 === 0 ? null : `SKU${i % 5}`),
      "items.price": (i) => (i % 4 === 0 ? null : "9.90"),
      "device.category": () => "mobile"
    },
    {
      time: "event_timestamp",
      timeFormat: "us",
      user: "user_pseudo_id",
      event: "event_name",
      session: "event_params.ga_session_id",
      item: "items.item_id",
      price: "items.price"
    }
  ],
  [
    /Snowplow/,
    {
      app_id: () => "shop",
      etl_tstamp: later,
      collector_tstamp: later,
      dvce_created_tstamp: iso,
      derived_tstamp: iso,
      event: (i) => (i % 2 === 0 ? "page_view" : "unstruct"),
      event_name: (i) => ["product_view", "add_to_cart", "transaction"][i % 3],
      domain_userid: (i) => `d${i % 7}`,
      domain_sessionid: (i) => `s${i % 14}`,
      product_id: (i) => `p${i % 5}`
    },
    {
      time: "derived_tstamp",
      user: "domain_userid",
      event: "event_name",
      session: "domain_sessionid",
      item: "product_id",
      ingested: "collector_tstamp"
    }
  ],
  [
    /Segment/,
    {
      id: (i) => `ajs-${i}`,
      received_at: later,
      sent_at: iso,
      original_timestamp: iso,
      timestamp: iso,
      uuid_ts: later,
      anonymous_id: (i) => `a${i % 7}`,
      user_id: (i) => (i % 5 === 0 ? `u${i % 7}` : null),
      event: (i) => ["product_viewed", "product_added", "order_completed"][i % 3],
      event_text: (i) => ["Product Viewed", "Product Added", "Order Completed"][i % 3],
      product_id: (i) => `p${i % 5}`
    },
    {time: "timestamp", user: "anonymous_id", event: "event", item: "product_id", ingested: "received_at"}
  ],
  [
    /Snowplow/,
    {
      app_id: () => "shop",
      collector_tstamp: later,
      derived_tstamp: iso,
      event: () => "unstruct",
      event_name: () => "snowplow_ecommerce_action",
      domain_userid: (i) => `d${i % 7}`,
      domain_sessionid: (i) => `s${i % 14}`,
      ecommerce_action_type: (i) => ["product_view", "add_to_cart", "transaction", "checkout_step"][i % 4],
      product_id: (i) => `p${i % 5}`,
      product_price: () => "9.90"
    },
    {
      time: "derived_tstamp",
      event: "ecommerce_action_type",
      item: "product_id",
      price: "product_price",
      eventNames: {product_view: "view", add_to_cart: "addtocart", transaction: "transaction", checkout_step: null}
    }
  ],
  [
    /Segment/,
    {
      type: () => "track",
      messageId: (i) => `m${i}`,
      anonymousId: (i) => `a${i % 7}`,
      userId: () => null,
      event: (i) => ["Product Viewed", "Product Added", "Order Completed"][i % 3],
      "properties.product_id": (i) => `p${i % 5}`,
      "properties.price": () => "9.90",
      originalTimestamp: iso,
      sentAt: iso,
      receivedAt: later,
      timestamp: iso
    },
    {
      time: "timestamp",
      user: "anonymousId",
      item: "properties.product_id",
      price: "properties.price",
      ingested: "receivedAt"
    }
  ],
  [
    /WooCommerce's order export/,
    {
      order_id: (i) => String(2000 + i),
      order_number: (i) => String(2000 + i),
      date: iso,
      status: () => "completed",
      customer_id: (i) => String(i % 2 === 0 ? 0 : i % 7),
      billing_email: (i) => `c${i % 7}@example.org`,
      item_id: (i) => String(9000 + i),
      item_product_id: (i) => String(100 + (i % 5)),
      item_sku: (i) => `CH-${i % 5}`,
      item_quantity: () => "1",
      item_total: () => "5.23"
    },
    {
      time: "date",
      user: "billing_email",
      item: "item_product_id",
      price: "item_total",
      always: "transaction",
      quantity: "item_quantity"
    }
  ],
  [
    /Matomo/,
    {
      idVisit: (i) => String(100 + Math.floor(i / 3)),
      visitorId: (i) => `${(i % 7) + 10}ab34cd56ef7890`,
      "actionDetails.timestamp": seconds,
      "actionDetails.type": (i) => ["action", "search", "ecommerceOrder", "outlink"][i % 4],
      "actionDetails.productViewSku": (i) => (i % 4 === 0 ? `p${i % 5}` : null)
    },
    {
      time: "actionDetails.timestamp",
      user: "visitorId",
      session: "idVisit",
      event: "actionDetails.type",
      item: "actionDetails.productViewSku",
      eventNames: {action: "view", search: "view", ecommerceOrder: "transaction", outlink: null}
    }
  ],
  [
    /Shopify/,
    {
      Name: (i) => `#${1000 + i}`,
      Email: (i) => `c${i % 7}@example.org`,
      "Financial Status": () => "paid",
      "Paid at": iso,
      "Created at": iso,
      "Lineitem quantity": () => "1",
      "Lineitem name": (i) => `Thing ${i % 5}`,
      "Lineitem price": () => "12.90",
      "Lineitem sku": (i) => `T-${i % 5}`
    },
    {
      time: "Created at",
      user: "Email",
      item: "Lineitem sku",
      price: "Lineitem price",
      event: null,
      always: "transaction",
      quantity: "Lineitem quantity"
    }
  ],
  [
    /WooCommerce/,
    {
      order_item_id: (i) => String(i),
      order_id: (i) => String(500 + i),
      product_id: (i) => String(20 + (i % 5)),
      customer_id: (i) => String(i % 7),
      date_created: iso,
      product_qty: () => "2",
      product_net_revenue: () => "25.80"
    },
    {time: "date_created", user: "customer_id", item: "product_id", always: "transaction", quantity: "product_qty"}
  ],
  [
    /Magento/,
    {
      item_id: (i) => String(i),
      order_id: (i) => String(500 + i),
      created_at: iso,
      product_id: (i) => String(20 + (i % 5)),
      sku: (i) => `24-MB0${i % 5}`,
      qty_ordered: () => "1.0000",
      price: () => "34.0000",
      customer_email: (i) => `c${i % 7}@example.org`
    },
    {time: "created_at", user: "customer_email", item: "product_id", price: "price", always: "transaction"}
  ],
  [
    /Amplitude/,
    {
      $insert_id: (i) => `i${i}`,
      amplitude_id: (i) => String(700_000_000 + (i % 7)),
      device_id: (i) => `d${i % 8}`,
      user_id: (i) => (i % 3 === 0 ? `u${i % 7}` : null),
      event_type: (i) => ["View Product", "Add to Cart", "Purchase", "[Amplitude] Session End"][i % 4],
      event_time: iso,
      client_upload_time: later,
      server_upload_time: later,
      session_id: (i) => String(1_709_280_000_000 + Math.floor(i / 3)),
      "event_properties.product_id": (i) => `p${i % 5}`
    },
    {
      time: "event_time",
      user: "amplitude_id",
      event: "event_type",
      session: "session_id",
      item: "event_properties.product_id",
      ingested: "server_upload_time"
    }
  ],
  [
    /Mixpanel/,
    {
      event: (i) => ["Product Viewed", "Cart Add", "Order Completed"][i % 3],
      "properties.time": seconds,
      "properties.distinct_id": (i) => `m${i % 7}`,
      "properties.$insert_id": (i) => `x${i}`,
      "properties.mp_processing_time_ms": (i) => `${seconds(i + 1)}000`,
      "properties.product_id": (i) => `p${i % 5}`
    },
    {
      time: "properties.time",
      timeFormat: "s",
      user: "properties.distinct_id",
      event: "event",
      item: "properties.product_id",
      ingested: "properties.mp_processing_time_ms"
    }
  ],
  [
    /mobile log of Taobao/,
    {
      user_id: (i) => String(98_047_837 + (i % 7)),
      item_id: (i) => String(232_431_562 + (i % 5)),
      behavior_type: (i) => String(1 + (i % 4)),
      user_geohash: () => null,
      item_category: (i) => String(4_245 + (i % 3)),
      time: iso
    },
    {
      time: "time",
      user: "user_id",
      event: "behavior_type",
      item: "item_id",
      category: "item_category",
      eventNames: {"1": "view", "2": null, "3": "addtocart", "4": "transaction"}
    }
  ]
];

describe("an export is known by its columns, in any order and case", () => {
  test.each(CASES)("%s", (title, columns, expected) => {
    const names = Object.keys(columns);
    const rows = Array.from({length: 40}, (_, i) => names.map((name) => columns[name](i)));
    const guess = guessMapping(names, rows);
    expect(guess.preset?.title).toMatch(title);
    expect(guess.mapping).toMatchObject(expected);
    expect(unsureRoles(guess)).toEqual([]);
    const turned = guessMapping(
      [...names].reverse().map((name) => name.toUpperCase()),
      rows.map((row) => [...row].reverse())
    );
    expect(turned.preset?.title).toMatch(title);
    expect(turned.mapping.time).toBe(expected.time!.toUpperCase());
  });
});

test.each<[string, Cell[], Partial<LogMapping>]>([
  [
    "Taobao's UserBehavior",
    [
      (i) => String(1 + (i % 7)),
      (i) => String(2_268_318 + (i % 5)),
      (i) => String(2_520_377 + (i % 3)),
      (i) => ["pv", "cart", "fav", "buy"][i % 4],
      seconds
    ],
    {user: "column 1", item: "column 2", category: "column 3", event: "column 4", time: "column 5"}
  ],
  [
    "the purchases of YooChoose",
    [
      (i) => String(i),
      (i) => `2014-04-${day(i)}T10:54:09.868Z`,
      (i) => String(214_536_500 + (i % 5)),
      () => "1046",
      () => "2"
    ],
    {
      session: "column 1",
      time: "column 2",
      item: "column 3",
      price: "column 4",
      always: "transaction",
      quantity: "column 5"
    }
  ]
])("%s has no header", (title, cells, expected) => {
  const rows = Array.from({length: 40}, (_, i) => cells.map((cell) => cell(i)));
  const names = cells.map((_, i) => `column ${i + 1}`);
  const guess = guessMapping(names, rows, {header: false});
  expect(guess.preset?.title).toBe(title);
  expect(guess.mapping).toMatchObject(expected);
  // a header of such names is another log
  expect(guessMapping(names, rows).preset).toBeNull();
});
