/**
 * Exports as twelve tools and publishers write them: their columns, types and words after the public description that each names, the rows made up by a
 * generator. What must be read of each is counted here, from what was made up, and not by the reader.
 */
import {random} from "../../../src/lib/core/random.js";
import {between, choose} from "../fuzz/draw.js";
import {shopTruth, type Shop, type TruthEvent} from "../fuzz/truth.js";

export interface Totals {
  /** Rows, or events where a line holds several. */
  readonly rows: number;
  readonly view: number;
  readonly addtocart: number;
  readonly removefromcart: number;
  readonly transaction: number;
  /** Events that are none of the four types: they may be set aside or kept as views. */
  readonly other: number;
  readonly users: number;
  readonly items: number;
  /** Values of the export's own session column; null where it has none. */
  readonly sessions: number | null;
  /** Sum of the prices in rows of purchases, in cents; null where the export has no price of an item. */
  readonly purchaseCents: number | null;
  /** UTC milliseconds. */
  readonly firstMs: number;
  readonly lastMs: number;
}

export interface PublicExport {
  /** Its file, `name.extension`. */
  readonly file: string;
  /** The description that it follows, and the version or the day on which that was looked up. */
  readonly source: string;
  readonly text: string;
  readonly totals: Totals;
}

type Cell = string | number | null;
type Row = Readonly<Record<string, Cell>>;

const LOOKED_UP = "looked up 2026-11";

/** A text of rows, a header before them. */
function csv(rows: readonly Row[], {delimiter = ",", header = true} = {}): string {
  const field = (cell: Cell) => {
    const text = cell === null ? "" : String(cell);
    return text.includes(delimiter) || /["\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const names = Object.keys(rows[0]);
  const lines = rows.map((row) => names.map((name) => field(row[name])).join(delimiter));
  return `${[...(header ? [names.join(delimiter)] : []), ...lines].join("\n")}\n`;
}

const jsonLines = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join("");

/** Events of a made-up shop, of the types that an export has. */
function eventsOf(seed: number, shop: Shop, types: readonly TruthEvent["type"][], rows = 150): TruthEvent[] {
  return shopTruth(random(seed), shop, rows).events.filter(({type}) => types.includes(type));
}

interface Says {
  readonly cut?: number;
  readonly users?: (event: TruthEvent) => unknown;
  readonly sessions?: (event: TruthEvent) => unknown;
  readonly price?: (event: TruthEvent) => number | null;
  readonly item?: (event: TruthEvent) => unknown;
}

function totalsOf(
  events: readonly TruthEvent[],
  {cut = 1, users = ({user}) => user, sessions, price, item = ({item}) => item}: Says
): Totals {
  const count = (...types: TruthEvent["type"][]) => events.filter(({type}) => types.includes(type)).length;
  const distinct = (of: (event: TruthEvent) => unknown, list = events) =>
    new Set(list.map(of).filter((value) => value !== null)).size;
  const times = events.map(({ms}) => ms - (ms % cut));
  const typed = events.filter(({type}) => type !== "other");
  return {
    rows: events.length,
    view: count("view", "page"),
    addtocart: count("addtocart"),
    removefromcart: count("removefromcart"),
    transaction: count("transaction"),
    other: count("other"),
    users: distinct(users, typed),
    items: distinct(item, typed),
    sessions: sessions === undefined ? null : distinct(sessions, typed),
    purchaseCents:
      price === undefined
        ? null
        : events.filter(({type}) => type === "transaction").reduce((sum, event) => sum + (price(event) ?? 0), 0),
    firstMs: Math.min(...times),
    lastMs: Math.max(...times)
  };
}

const iso = (ms: number) => new Date(ms).toISOString();
const blank = (ms: number, digits = 3) =>
  iso(ms)
    .replace("T", " ")
    .slice(0, digits === 0 ? 19 : 20 + digits);
const money = (cents: number | null) => (cents === null ? null : (cents / 100).toFixed(2));
const SHOP_TYPES = ["view", "addtocart", "removefromcart", "transaction"] as const;

/** A number or a name for what is counted from 0, the same each time. */
const digitsOf = (key: number, n: number, length: number) => {
  const source = random(key, n);
  return Array.from({length}, (_, i) => (i === 0 ? 1 + source.below(9) : source.below(10))).join("");
};
const hexOf = (key: number, n: number, length: number) => {
  const source = random(key, n);
  return Array.from({length}, () => source.below(16).toString(16)).join("");
};
const uuidOf = (key: number, n: number) => {
  const h = hexOf(key, n, 32);
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-a${h.slice(17, 20)}-${h.slice(20)}`;
};
const COUNTRIES = ["Germany", "France", "Poland", "Japan"];
const CATEGORIES = ["Home", "Toys", "Garden"];
const BRANDS = ["Acme", "Nordlys", "Zeta"];
const pickOf = (list: readonly string[], n: number | null) => (n === null ? null : list[n % list.length]);
/** Milliseconds at which sessions begin. */
const startsOf = (events: readonly TruthEvent[]) => {
  const starts = new Map<number, number>();
  for (const {session, ms} of events) if (!starts.has(session)) starts.set(session, ms);
  return (session: number) => starts.get(session)!;
};

/** `SELECT … FROM events_* LEFT JOIN UNNEST(items)`: pages have no item, parameters are columns. */
function ga4(): PublicExport {
  const words = {
    view: "view_item",
    addtocart: "add_to_cart",
    removefromcart: "remove_from_cart",
    transaction: "purchase",
    page: "page_view",
    other: "begin_checkout",
    return: ""
  };
  const events = eventsOf(101, "pages", [...SHOP_TYPES, "page", "other"]);
  const start = startsOf(events);
  const rows = events.map((event): Row => {
    const {user, session, ms, type, item, cents} = event;
    return {
      event_date: iso(ms).slice(0, 10).replaceAll("-", ""),
      event_timestamp: `${ms}${String(100 + (user % 900)).slice(0, 3)}`,
      event_name: words[type],
      event_previous_timestamp: null,
      event_value_in_usd: type === "transaction" ? money(cents) : null,
      user_id: null,
      user_pseudo_id: `${digitsOf(1, user, 9)}.16${digitsOf(2, user, 8)}`,
      ga_session_id: Math.floor(start(session) / 1000),
      platform: "WEB",
      device_category: choose(random(3, session), ["mobile", "desktop", "tablet"]),
      geo_country: pickOf(COUNTRIES, user),
      traffic_source_medium: "organic",
      transaction_id: type === "transaction" ? `T-${session}` : null,
      item_id: item === null ? null : `SKU_${digitsOf(4, item, 5)}`,
      item_name: item === null ? null : `Product ${item}`,
      item_brand: pickOf(BRANDS, item),
      item_category: pickOf(CATEGORIES, item),
      price: money(cents),
      quantity: item === null ? null : 1
    };
  });
  return {
    file: "ga4-bigquery.csv",
    source: `GA4 BigQuery Export, table events_YYYYMMDD: https://support.google.com/analytics/answer/7029846, ${LOOKED_UP}`,
    text: csv(rows),
    totals: totalsOf(events, {sessions: ({session}) => session, price: ({cents}) => cents})
  };
}

/** Rows of `atomic.events` that are e-commerce actions, with the action's type and the product beside the standard fields. */
function snowplow(): PublicExport {
  const words = {
    view: "product_view",
    addtocart: "add_to_cart",
    removefromcart: "remove_from_cart",
    transaction: "transaction",
    page: "",
    other: "checkout_step",
    return: ""
  };
  const events = eventsOf(102, "usual", [...SHOP_TYPES, "other"]);
  const start = startsOf(events);
  const rows = events.map(({user, session, ms, type, item, cents}, i): Row => ({
    app_id: "shop",
    platform: "web",
    etl_tstamp: blank(ms + 61_000),
    collector_tstamp: blank(ms + 700),
    dvce_created_tstamp: blank(ms - 200),
    event: "unstruct",
    event_id: uuidOf(5, i),
    v_tracker: "js-3.24.0",
    user_id: null,
    user_ipaddress: `203.0.113.${user % 250}`,
    domain_userid: uuidOf(6, user),
    domain_sessionidx: 1,
    network_userid: uuidOf(7, user),
    geo_country: pickOf(["DE", "FR", "PL"], user),
    page_url: item === null ? "https://shop.example/" : `https://shop.example/p/${item}`,
    domain_sessionid: uuidOf(8, session),
    derived_tstamp: blank(ms),
    dvce_sent_tstamp: blank(start(session) + 1),
    event_vendor: "com.snowplowanalytics.snowplow.ecommerce",
    event_name: "snowplow_ecommerce_action",
    ecommerce_action_type: words[type],
    product_id: item === null ? null : `P${digitsOf(9, item, 6)}`,
    product_category: pickOf(CATEGORIES, item),
    product_price: money(cents),
    product_currency: item === null ? null : "EUR",
    product_quantity: item === null ? null : 1
  }));
  return {
    file: "snowplow-atomic.tsv",
    source: `Snowplow atomic.events: https://docs.snowplow.io/docs/fundamentals/canonical-event; snowplow_ecommerce_action/jsonschema/1-0-2: https://docs.snowplow.io/docs/events/ootb-data/ecommerce-events, ${LOOKED_UP}`,
    text: csv(rows, {delimiter: "\t"}),
    totals: totalsOf(events, {sessions: ({session}) => session, price: ({cents}) => cents})
  };
}

/** The tracks of a warehouse, with the columns of the e-commerce events' properties; most visitors never log in. */
function segment(): PublicExport {
  const words = {
    view: "Product Viewed",
    addtocart: "Product Added",
    removefromcart: "Product Removed",
    transaction: "Order Completed",
    page: "",
    other: "Products Searched",
    return: ""
  };
  const events = eventsOf(103, "usual", [...SHOP_TYPES, "other"]);
  const rows = events.map(({user, session, ms, type, item, cents}, i): Row => ({
    id: `ajs-next-${hexOf(10, i, 16)}`,
    received_at: blank(ms + 900),
    uuid_ts: blank(ms + 3_600_000),
    anonymous_id: uuidOf(11, user),
    user_id: user % 9 === 0 ? `user-${digitsOf(12, user, 4)}` : null,
    event: words[type].toLowerCase().replaceAll(" ", "_"),
    event_text: words[type],
    original_timestamp: blank(ms - 40),
    sent_at: blank(ms + 15),
    timestamp: blank(ms),
    context_ip: `198.51.100.${user % 250}`,
    context_library_name: "analytics.js",
    context_page_url: item === null ? "https://shop.example/search?q=a" : `https://shop.example/p/${item}`,
    context_user_agent: "Mozilla/5.0 (X11; Linux x86_64), Gecko",
    order_id: type === "transaction" ? `O-${session}` : null,
    product_id: item === null ? null : hexOf(13, item, 24),
    category: pickOf(CATEGORIES, item),
    brand: pickOf(BRANDS, item),
    price: money(cents),
    quantity: item === null ? null : 1,
    currency: "USD"
  }));
  return {
    file: "segment-tracks.csv",
    source: `Segment warehouse schema: https://www.twilio.com/docs/segment/connections/storage/warehouses/schema, e-commerce spec v2, ${LOOKED_UP}`,
    text: csv(rows),
    totals: totalsOf(events, {price: ({cents}) => cents})
  };
}

/** What `Live.getLastVisitsDetails` gives: an array of visits, each with a list of its actions. */
function matomo(): PublicExport {
  const events = eventsOf(104, "pages", ["view", "transaction", "page"]);
  const visits = new Map<number, TruthEvent[]>();
  for (const event of events) visits.set(event.session, [...(visits.get(event.session) ?? []), event]);
  const text = [...visits].map(([session, own]) => ({
    idSite: "1",
    idVisit: String(4_000 + session),
    visitIp: "192.0.2.0",
    visitorId: hexOf(14, own[0].user, 16),
    visitorType: "returning",
    visitCount: "2",
    siteName: "Shop",
    serverDate: iso(own[0].ms).slice(0, 10),
    country: pickOf(COUNTRIES, own[0].user),
    deviceType: "Desktop",
    actionDetails: own.map(({ms, type, item, cents}, i) => ({
      type: type === "transaction" ? "ecommerceOrder" : "action",
      url: item === null ? "https://shop.example/" : `https://shop.example/p/${item}`,
      pageTitle: item === null ? "Start" : `Product ${item}`,
      pageviewPosition: String(i + 1),
      timestamp: Math.floor(ms / 1000),
      ...(type === "transaction" ? {orderId: `M-${session}-${i}`, revenue: cents! / 100, items: "1"} : {}),
      ...(type === "view"
        ? {
            productViewName: `Product ${item}`,
            productViewSku: `sku-${digitsOf(15, item!, 5)}`,
            productViewPrice: cents! / 100
          }
        : {})
    }))
  }));
  return {
    file: "matomo-visits.json",
    source: `Matomo 5 Reporting API, Live.getLastVisitsDetails: https://developer.matomo.org/api-reference/reporting-api, https://developer.matomo.org/guides/log-data, ${LOOKED_UP}`,
    text: JSON.stringify(text),
    totals: totalsOf(events, {
      cut: 1000,
      sessions: ({session}) => session,
      item: ({item, type}) => (type === "view" ? item : null)
    })
  };
}

/** A row for each line of an order; what belongs to the whole order stands in its first row alone. */
function shopify(): PublicExport {
  const events = eventsOf(105, "orders", ["transaction"]);
  const seen = new Set<number>();
  const local = (ms: number) => `${blank(ms + 3_600_000, 0)} +0100`;
  const rows = events.map(({user, session, ms, item, cents}): Row => {
    const first = !seen.has(session);
    seen.add(session);
    const once = (text: string) => (first ? text : null);
    return {
      Name: `#${1001 + session}`,
      Email: `customer${digitsOf(16, user, 4)}@mail.example`,
      "Financial Status": once("paid"),
      "Paid at": once(local(ms + 4_000)),
      "Fulfillment Status": once("fulfilled"),
      "Fulfilled at": once(local(ms + 86_400_000)),
      "Accepts Marketing": once("no"),
      Currency: once("EUR"),
      Subtotal: once("59.00"),
      Shipping: once("4.90"),
      Taxes: once("0.00"),
      Total: once("63.90"),
      "Discount Code": null,
      "Discount Amount": once("0.00"),
      "Shipping Method": once("Standard"),
      "Created at": local(ms),
      "Lineitem quantity": between(random(17, session), 1, 3),
      "Lineitem name": `Product ${item}, large`,
      "Lineitem price": money(cents),
      "Lineitem compare at price": null,
      "Lineitem sku": `AB-${digitsOf(18, item!, 5)}`,
      "Lineitem requires shipping": "true",
      "Lineitem taxable": "true",
      "Lineitem fulfillment status": "fulfilled",
      "Billing Name": once(`Customer ${user}`),
      "Billing Country": once("DE"),
      Notes: null,
      Id: once(`55${digitsOf(19, session, 11)}`),
      Tags: null,
      "Risk Level": once("Low"),
      Source: once("web"),
      "Lineitem discount": "0.00"
    };
  });
  return {
    file: "shopify-orders.csv",
    source: `Shopify admin, orders export: https://help.shopify.com/en/manual/fulfillment/managing-orders/exporting-orders, ${LOOKED_UP}`,
    text: csv(rows),
    totals: totalsOf(events, {cut: 1000, price: ({cents}) => cents})
  };
}

/** "Default – one row per item" of the order export: `item_id` numbers the lines of orders, and no product. */
function woocommerce(): PublicExport {
  const events = eventsOf(106, "orders", ["transaction"]);
  const rows = events.map(({user, session, ms, item, cents}, i): Row => ({
    order_id: 2_000 + session,
    order_number: 2_000 + session,
    date: blank(ms, 0),
    status: "completed",
    shipping_total: "4.90",
    order_total: "80.00",
    order_currency: "EUR",
    payment_method: "stripe",
    customer_id: 30 + user,
    billing_first_name: "A",
    billing_email: `buyer${30 + user}@mail.example`,
    billing_country: "FR",
    item_id: 9_000 + i,
    item_product_id: 100 + item! * 3,
    item_name: `Chair ${item}`,
    item_sku: `CH-${digitsOf(20, item!, 4)}`,
    item_quantity: 1,
    item_total: money(cents),
    item_refunded: "0.00",
    download_permissions: 0
  }));
  return {
    file: "woocommerce-orders.csv",
    source: `WooCommerce Customer/Order/Coupon Export 5, one row per item: https://docs.woocommerce.com/document/ordercustomer-csv-export-developer-documentation/, ${LOOKED_UP}`,
    text: csv(rows),
    totals: totalsOf(events, {cut: 1000, price: ({cents}) => cents})
  };
}

/** `sales_order_item` with number, customer and state of `sales_order`: `item_id` is the key of the line. */
function magento(): PublicExport {
  const events = eventsOf(107, "orders", ["transaction"]);
  const rows = events.map(({user, session, ms, item, cents}, i): Row => {
    const quantity = between(random(21, i), 1, 3);
    return {
      item_id: 70_000 + i,
      order_id: 500 + session,
      increment_id: String(100_000_500 + session).padStart(9, "0"),
      customer_id: 12 + user,
      status: "complete",
      store_id: 1,
      created_at: blank(ms, 0),
      updated_at: blank(ms + 86_400_000 * 3, 0),
      product_id: 40 + item!,
      product_type: "simple",
      sku: `24-MB${String(item).padStart(3, "0")}`,
      name: `Bag ${item}`,
      qty_ordered: `${quantity}.0000`,
      qty_refunded: "0.0000",
      price: `${money(cents)}00`,
      row_total: `${money(cents! * quantity)}00`,
      order_currency_code: "USD"
    };
  });
  return {
    file: "magento-orders.csv",
    source: `Magento 2.4 / Adobe Commerce, tables sales_order and sales_order_item: https://experienceleague.adobe.com/en/docs/commerce-business-intelligence/mbi/analyze/tables/sales-flat-order-item-table, ${LOOKED_UP}`,
    text: csv(rows),
    totals: totalsOf(events, {cut: 1000, price: ({cents}) => cents})
  };
}

/** A line for each event; sessions are numbered by the milliseconds of their start. */
function amplitude(): PublicExport {
  const words = {
    view: "Product Viewed",
    addtocart: "Product Added to Cart",
    removefromcart: "Product Removed from Cart",
    transaction: "Order Completed",
    page: "Page Viewed",
    other: "Search Performed",
    return: ""
  };
  const events = eventsOf(108, "pages", [...SHOP_TYPES, "page", "other"]);
  const start = startsOf(events);
  const rows = events.map(({user, session, ms, type, item, cents}, i) => ({
    $insert_id: uuidOf(22, i),
    amplitude_id: Number(digitsOf(23, user, 12)),
    app: 431_321,
    city: "Berlin",
    client_event_time: `${blank(ms)}000`,
    client_upload_time: `${blank(ms + 1_500)}000`,
    country: pickOf(COUNTRIES, user),
    device_id: uuidOf(24, user),
    device_type: "Windows",
    event_id: i + 1,
    event_properties:
      item === null
        ? {}
        : {product_id: `p-${digitsOf(25, item, 6)}`, price: cents === null ? undefined : cents / 100, quantity: 1},
    event_time: `${blank(ms)}000`,
    event_type: words[type],
    groups: {},
    language: "German",
    library: "amplitude-ts/2.7.2",
    os_name: "Chrome",
    platform: "Web",
    processed_time: `${blank(ms + 9_000)}000`,
    server_received_time: `${blank(ms + 2_000)}000`,
    server_upload_time: `${blank(ms + 2_100)}000`,
    session_id: start(session),
    user_id: `member-${digitsOf(26, user, 5)}`,
    user_properties: {plan: "free"},
    uuid: uuidOf(27, i)
  }));
  return {
    file: "amplitude-export.json",
    source: `Amplitude Export API, /api/2/export: https://amplitude.com/docs/apis/analytics/export, ${LOOKED_UP}`,
    text: jsonLines(rows),
    totals: totalsOf(events, {sessions: ({session}) => session, price: ({cents}) => cents})
  };
}

/** A line for each event, everything but its name among its properties. */
function mixpanel(): PublicExport {
  const words = {
    view: "Product Viewed",
    addtocart: "Added to Cart",
    removefromcart: "Removed from Cart",
    transaction: "Purchase Completed",
    page: "Page View",
    other: "Signed Up",
    return: ""
  };
  const events = eventsOf(109, "pages", [...SHOP_TYPES, "page", "other"]);
  const rows = events.map(({user, ms, type, item, cents}, i) => ({
    event: words[type],
    properties: {
      time: Math.floor(ms / 1000),
      distinct_id: `$device:${uuidOf(28, user)}`,
      $browser: "Firefox",
      $city: "Lyon",
      $current_url: item === null ? "https://shop.example/" : `https://shop.example/p/${item}`,
      $insert_id: hexOf(29, i, 16),
      $mp_api_endpoint: "api-js.mixpanel.com",
      mp_country_code: "FR",
      mp_lib: "web",
      mp_processing_time_ms: ms + 2_345,
      ...(item === null ? {} : {"Product ID": digitsOf(30, item, 8), ...(cents === null ? {} : {Price: cents / 100})})
    }
  }));
  return {
    file: "mixpanel-export.jsonl",
    source: `Mixpanel Raw Event Export API 2.0: https://docs.mixpanel.com/reference/raw-event-export, ${LOOKED_UP}`,
    text: jsonLines(rows),
    totals: totalsOf(events, {cut: 1000, price: ({cents}) => cents})
  };
}

function rees46(): PublicExport {
  const words = {
    view: "view",
    addtocart: "cart",
    removefromcart: "remove_from_cart",
    transaction: "purchase",
    page: "",
    other: "",
    return: ""
  };
  const events = eventsOf(110, "usual", SHOP_TYPES);
  const rows = events.map(({user, session, ms, type, item, cents}): Row => ({
    event_time: `${blank(ms, 0)} UTC`,
    event_type: words[type],
    product_id: `1${digitsOf(31, item!, 6)}`,
    category_id: `20530135${digitsOf(32, item! % 5, 11)}`,
    category_code:
      item! % 3 === 0 ? null : choose(random(33, item!), ["electronics.smartphone", "appliances.kitchen.washer"]),
    brand: item! % 4 === 0 ? null : pickOf(["acme", "zeta"], item),
    price: money(cents),
    user_id: `5${digitsOf(34, user, 8)}`,
    user_session: uuidOf(35, session)
  }));
  return {
    file: "rees46-events.csv",
    source: `REES46 Open CDP, eCommerce behavior data from multi category store: https://www.kaggle.com/datasets/mkechinov/ecommerce-behavior-data-from-multi-category-store, ${LOOKED_UP}`,
    text: csv(rows),
    totals: totalsOf(events, {cut: 1000, sessions: ({session}) => session, price: ({cents}) => cents})
  };
}

const YOOCHOOSE = `RecSys Challenge 2015: http://2015.recsyschallenge.com/challenge.html, ${LOOKED_UP}`;

/** Session, time, item, category, without a header; nobody is known beyond the session. */
function yoochooseClicks(): PublicExport {
  const events = eventsOf(111, "usual", ["view"]);
  const rows = events.map(({session, ms, item}): Row => ({
    session: 1 + session,
    time: iso(ms),
    item: `2148${digitsOf(36, item!, 5)}`,
    category: choose(random(37, item!), ["0", "S", "2", "5"])
  }));
  return {
    file: "yoochoose-clicks.dat",
    source: YOOCHOOSE,
    text: csv(rows, {header: false}),
    totals: totalsOf(events, {users: ({session}) => session, sessions: ({session}) => session})
  };
}

/** Session, time, item, price, quantity, without a header: every row is a purchase. */
function yoochooseBuys(): PublicExport {
  const events = eventsOf(112, "orders", ["transaction"]);
  const rows = events.map(({session, ms, item, cents}, i): Row => ({
    session: 420_374 + session,
    time: iso(ms),
    item: `2148${digitsOf(36, item!, 5)}`,
    price: Math.floor(cents! / 100),
    quantity: between(random(38, i), 1, 4)
  }));
  return {
    file: "yoochoose-buys.dat",
    source: YOOCHOOSE,
    text: csv(rows, {header: false}),
    totals: totalsOf(events, {
      users: ({session}) => session,
      sessions: ({session}) => session,
      price: ({cents}) => cents! - (cents! % 100)
    })
  };
}

/** User, item, category, behaviour, seconds, without a header. */
function taobao(): PublicExport {
  const words = {
    view: "pv",
    addtocart: "cart",
    removefromcart: "",
    transaction: "buy",
    page: "",
    other: "fav",
    return: ""
  };
  const events = eventsOf(113, "usual", ["view", "addtocart", "transaction", "other"]).filter(
    ({item}) => item !== null
  );
  const byUser = [...events].sort((a, b) => a.user - b.user || a.ms - b.ms);
  const rows = byUser.map(({user, ms, type, item}): Row => ({
    user: 1 + user * 7,
    item: digitsOf(39, item!, 7),
    category: digitsOf(40, item! % 6, 7),
    behaviour: words[type],
    time: Math.floor(ms / 1000)
  }));
  return {
    file: "taobao-user-behavior.csv",
    source: `Taobao UserBehavior.csv, Tianchi data set 649: https://tianchi.aliyun.com/dataset/649, ${LOOKED_UP}`,
    text: csv(rows, {header: false}),
    totals: totalsOf(events, {cut: 1000})
  };
}

/** Exports of twelve tools and publishers; YooChoose has two files. */
export function publicExports(): PublicExport[] {
  return [
    ga4(),
    snowplow(),
    segment(),
    matomo(),
    shopify(),
    woocommerce(),
    magento(),
    amplitude(),
    mixpanel(),
    rees46(),
    yoochooseClicks(),
    yoochooseBuys(),
    taobao()
  ];
}
