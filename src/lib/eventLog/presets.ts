import type {EventType} from "../sources/events.js";
import type {ColumnProfile} from "./columnProfile.js";
import {lettersOf} from "./columnNames.js";
import type {Role} from "./mapping.js";

/** A named export: what its columns stand for, known from its published schema. */
export interface Preset {
  readonly title: string;
  /** The schema it was written after, with its version or date. */
  readonly schema: string;
  /** Names that the export has, one of each list; upper and lower case, blanks and dots do not count. */
  readonly needs?: readonly (readonly string[])[];
  /** Of a file without a header: the names of its columns in order, or null where the values do not fit. */
  readonly names?: (columns: readonly ColumnProfile[]) => readonly string[] | null;
  /** By role, names of columns, the best first; one that holds nothing is passed over. */
  readonly roles: Readonly<Partial<Record<Role, readonly string[]>>>;
  /** Words for events that mean something of their own in this export; null for one that is left out. */
  readonly words?: Readonly<Record<string, EventType | null>>;
  /** What every row is, where no column says it, and the column of quantities. */
  readonly always?: EventType;
  readonly quantity?: readonly string[];
  /** Columns beside roles, see `LogMapping`. */
  readonly order?: readonly string[];
  readonly partOf?: readonly string[];
  /** What happened in rows that leave the column of events empty. */
  readonly eventElse?: readonly string[];
}

const PRODUCT = {
  item: [
    "item_id",
    "items.item_id",
    "items_item_id",
    "product_id",
    "properties.product_id",
    "event_properties.product_id",
    "sku",
    "properties.sku",
    "properties.products.product_id",
    "properties.products.sku"
  ],
  price: [
    "item_price",
    "items.price",
    "items_price",
    "price",
    "properties.price",
    "event_properties.price",
    "properties.products.price"
  ],
  category: [
    "item_category",
    "items.item_category",
    "items_item_category",
    "category",
    "properties.category",
    "event_properties.category"
  ],
  brand: ["item_brand", "items.item_brand", "items_item_brand", "brand", "properties.brand", "event_properties.brand"]
} as const;

const fits = (column: ColumnProfile | undefined, pattern: RegExp) =>
  column !== undefined &&
  column.values.length > 0 &&
  column.values.filter((value) => pattern.test(value)).length >= 0.95 * column.values.length;

const PRESETS: readonly Preset[] = [
  {
    title: "GA4's BigQuery export, flattened",
    schema: "Google Analytics 4, BigQuery export schema of events_YYYYMMDD (2024-10)",
    needs: [["event_timestamp"], ["event_name"], ["user_pseudo_id"]],
    roles: {
      time: ["event_timestamp"],
      user: ["user_pseudo_id", "user_id"],
      event: ["event_name"],
      session: ["ga_session_id", "event_params.ga_session_id", "event_params_ga_session_id"],
      ...PRODUCT
    }
  },
  {
    title: "Snowplow's atomic.events",
    schema:
      "Snowplow, atomic.events (atomic/jsonschema/1-0-0), snowplow_ecommerce_action 1-0-2 and product 1-0-0, and the columns of dbt-snowplow-ecommerce",
    needs: [
      ["collector_tstamp", "derived_tstamp", "dvce_created_tstamp"],
      ["domain_userid", "network_userid"],
      ["event", "event_name", "ecommerce_action_type"]
    ],
    roles: {
      time: ["derived_tstamp", "dvce_created_tstamp", "collector_tstamp"],
      ingested: ["collector_tstamp", "etl_tstamp"],
      user: ["domain_userid", "network_userid", "user_id"],
      // each event of the shop has one name, and its kind in a property
      event: [
        "ecommerce_action_type",
        "unstruct_event_com_snowplowanalytics_snowplow_ecommerce_snowplow_ecommerce_action_1.type",
        "event_name",
        "se_action",
        "event"
      ],
      session: ["domain_sessionid"],
      item: ["product_id", "contexts_com_snowplowanalytics_snowplow_ecommerce_product_1.id", "ti_sku", "sku"],
      price: [
        "product_price",
        "contexts_com_snowplowanalytics_snowplow_ecommerce_product_1.price",
        "ti_price",
        "price"
      ],
      category: [
        "product_category",
        "contexts_com_snowplowanalytics_snowplow_ecommerce_product_1.category",
        "ti_category",
        "category"
      ],
      brand: ["product_brand", "contexts_com_snowplowanalytics_snowplow_ecommerce_product_1.brand", "brand"]
    },
    words: {
      product_view: "view",
      add_to_cart: "addtocart",
      remove_from_cart: "removefromcart",
      transaction: "transaction",
      transaction_item: "transaction",
      page_view: "view",
      page_ping: null,
      link_click: null,
      list_view: null,
      list_click: null,
      promo_view: null,
      promo_click: null,
      checkout_step: null,
      refund: null,
      trns_error: null
    },
    // events that are no actions of the shop
    eventElse: ["event_name", "event"]
  },
  {
    title: "a log of Segment or RudderStack",
    schema:
      "Segment, spec of common fields and warehouse schemas, tables of tracks (2025-09); RudderStack's warehouse schema has the same columns",
    needs: [["anonymous_id"], ["received_at"], ["event"], ["sent_at", "original_timestamp"]],
    roles: {
      ...PRODUCT,
      time: ["timestamp", "original_timestamp", "sent_at"],
      ingested: ["received_at"],
      user: ["anonymous_id", "user_id"],
      event: ["event", "event_text"]
    }
  },
  {
    title: "Matomo's visits log, one action a row",
    schema:
      "Matomo 5, Live.getLastVisitsDetails with the actions of its plugin Ecommerce, and the table log_link_visit_action",
    needs: [
      ["idVisit"],
      ["visitorId", "idvisitor"],
      ["serverTimestamp", "server_time", "timestamp", "actionDetails.timestamp", "actionDetails.serverTimePretty"]
    ],
    roles: {
      time: [
        "actionDetails.timestamp",
        "timestamp",
        "actionDetails.serverTimePretty",
        "server_time",
        "serverTimestamp"
      ],
      user: ["visitorId", "idvisitor"],
      session: ["idVisit"],
      event: ["actionDetails.type", "actionType", "type"],
      item: ["itemSKU", "productViewSku", "actionDetails.productViewSku", "productSku", "sku"],
      price: ["price", "productViewPrice", "actionDetails.productViewPrice", "productPrice", "itemPrice"],
      category: ["itemCategory", "productViewCategories", "actionDetails.productViewCategories", "productCategory"]
    },
    words: {
      action: "view",
      search: "view",
      ecommerceOrder: "transaction",
      ecommerceAbandonedCart: null,
      goal: null,
      download: null,
      outlink: null,
      content: null,
      form: null,
      media: null
    }
  },
  {
    title: "Shopify's orders export",
    schema: "Shopify admin, orders exported as CSV, one row a line item (2025-10)",
    needs: [["Name"], ["Created at"], ["Lineitem quantity"], ["Lineitem price"]],
    roles: {
      time: ["Created at", "Paid at"],
      user: ["Email", "Customer ID", "Phone"],
      item: ["Lineitem sku", "Lineitem name"],
      price: ["Lineitem price"],
      brand: ["Vendor"]
    },
    always: "transaction",
    quantity: ["Lineitem quantity"],
    order: ["Name"]
  },
  {
    title: "WooCommerce's order export, one row an item",
    schema: "WooCommerce Customer/Order/Coupon Export 5, default format with one row an item",
    needs: [["order_id", "order_number"], ["item_product_id", "item_sku"], ["item_quantity"], ["date", "order_date"]],
    roles: {
      time: ["date", "order_date"],
      // customer_id is 0 for every guest
      user: ["billing_email", "customer_id"],
      // item_id is the line of the order
      item: ["item_product_id", "item_sku"],
      price: ["item_price", "item_total"]
    },
    always: "transaction",
    quantity: ["item_quantity"]
  },
  {
    title: "WooCommerce's order lines",
    schema: "WooCommerce 4 and later, table wc_order_product_lookup",
    needs: [["order_id"], ["product_id"], ["product_qty"], ["date_created"]],
    roles: {time: ["date_created"], user: ["customer_id"], item: ["product_id"]},
    always: "transaction",
    quantity: ["product_qty"]
  },
  {
    title: "Magento's order items",
    schema:
      "Magento 2.4 (Adobe Commerce), table sales_order_item of its db_schema.xml with the customer of sales_order",
    needs: [["order_id", "increment_id"], ["sku"], ["qty_ordered"], ["created_at"]],
    roles: {
      time: ["created_at"],
      user: ["customer_id", "customer_email"],
      item: ["product_id", "sku"],
      price: ["price", "base_price"]
    },
    always: "transaction",
    quantity: ["qty_ordered"],
    // a product of several variants is two rows, the second of its variant without a price
    partOf: ["parent_item_id"]
  },
  {
    title: "SAP's items of sales documents",
    schema: "SAP SD, table VBAP with the header VBAK: AUART is TA, OR for orders, RE for returns, G2 and L2 for memos",
    needs: [["VBELN"], ["MATNR"], ["KUNNR"], ["ERDAT"], ["AUART"]],
    roles: {user: ["KUNNR"], item: ["MATNR"], price: ["NETPR"], event: ["AUART"], category: ["MATKL"]},
    words: {
      TA: "transaction",
      OR: "transaction",
      ZOR: "transaction",
      SO: "transaction",
      RE: null,
      G2: null,
      L2: null,
      KB: null,
      AG: null,
      IN: null
    }
  },
  {
    title: "Bloomreach's events",
    schema: "Bloomreach Engagement (Exponea), e-commerce events: cart_update with action add, remove or empty",
    needs: [["customer_id"], ["timestamp"], ["type"], ["product_id"], ["action", "cookie"]],
    roles: {
      time: ["timestamp"],
      user: ["customer_id", "cookie"],
      event: ["action", "type"],
      item: ["product_id"],
      price: ["price"]
    },
    words: {cart_update: "addtocart", empty: null, update: null}
  },
  {
    title: "Amplitude's export",
    schema: "Amplitude, Export API, event JSON (2024)",
    needs: [
      ["event_type"],
      ["event_time", "client_event_time"],
      ["amplitude_id", "device_id"],
      ["server_upload_time", "server_received_time"]
    ],
    roles: {
      ...PRODUCT,
      time: ["event_time", "client_event_time"],
      ingested: ["server_received_time", "server_upload_time"],
      user: ["amplitude_id", "user_id", "device_id"],
      session: ["session_id"],
      event: ["event_type"]
    }
  },
  {
    title: "Mixpanel's raw export",
    schema: "Mixpanel, Raw Event Export API 2.0, one event a line",
    needs: [
      ["event"],
      ["properties.distinct_id", "distinct_id"],
      ["properties.time", "time"],
      ["properties.$insert_id", "$insert_id", "insert_id", "properties.insert_id"]
    ],
    roles: {
      ...PRODUCT,
      time: ["properties.time", "time"],
      ingested: ["properties.mp_processing_time_ms", "mp_processing_time_ms"],
      user: ["properties.distinct_id", "distinct_id"],
      event: ["event"]
    }
  },
  {
    title: "RetailRocket's events.csv",
    schema: "Retailrocket recommender system dataset, version 4 (2022)",
    needs: [["timestamp"], ["visitorid"], ["event"], ["itemid"], ["transactionid"]],
    roles: {time: ["timestamp"], user: ["visitorid"], event: ["event"], item: ["itemid"]}
  },
  {
    title: "a log of REES46",
    schema: "REES46 eCommerce behavior data from multi category store (2019-10 and later)",
    needs: [["event_time"], ["event_type"], ["product_id"], ["user_id"], ["user_session"]],
    roles: {
      time: ["event_time"],
      user: ["user_id"],
      event: ["event_type"],
      item: ["product_id"],
      session: ["user_session"],
      price: ["price"],
      category: ["category_code", "category_id"],
      brand: ["brand"]
    }
  },
  {
    title: "the transactions of H&M",
    schema: "Kaggle, H&M Personalized Fashion Recommendations, transactions_train.csv (2022)",
    needs: [["t_dat"], ["customer_id"], ["article_id"], ["sales_channel_id"]],
    roles: {time: ["t_dat"], user: ["customer_id"], item: ["article_id"], price: ["price"]},
    always: "transaction"
  },
  {
    title: "the clicks of UCI's shop for clothing",
    schema: "UCI 553, clickstream data for online shopping, e-shop clothing 2008",
    needs: [["session ID"], ["page 2 (clothing model)"], ["page 1 (main category)"], ["order"]],
    roles: {
      session: ["session ID"],
      item: ["page 2 (clothing model)"],
      category: ["page 1 (main category)"],
      price: ["price"]
    },
    always: "view"
  },
  {
    title: "Olist's orders with their items",
    schema: "Kaggle, Brazilian E-Commerce Public Dataset by Olist, orders, customers and order items joined (2018)",
    needs: [["order_id"], ["customer_unique_id"], ["order_purchase_timestamp"], ["product_id"]],
    roles: {
      time: ["order_purchase_timestamp"],
      // customer_id is another one for each order
      user: ["customer_unique_id"],
      item: ["product_id"],
      price: ["price"],
      category: ["product_category_name_english", "product_category_name"]
    },
    always: "transaction"
  },
  {
    title: "the browsing log of Coveo",
    schema: "SIGIR eCom 2021 Data Challenge, browsing_train.csv",
    needs: [
      ["session_id_hash"],
      ["event_type"],
      ["product_action"],
      ["product_sku_hash"],
      ["server_timestamp_epoch_ms"]
    ],
    roles: {
      session: ["session_id_hash"],
      time: ["server_timestamp_epoch_ms"],
      event: ["product_action"],
      item: ["product_sku_hash"]
    }
  },
  {
    title: "the clicks of YooChoose",
    schema: "RecSys Challenge 2015, yoochoose-clicks.dat",
    names: (columns) =>
      columns.length === 4 &&
      columns[0].whole >= 0.95 &&
      fits(columns[1], /^\d{4}-\d\d-\d\dT[\d:.]+Z$/) &&
      ((fits(columns[2], /^2\d{8}$/) && fits(columns[3], /^(?:S|\d{1,12})$/)) ||
        // no other log has a special offer among its categories
        (columns[2].whole >= 0.95 && fits(columns[3], /^(?:S|\d|1[0-2]|\d{8,10})$/) && columns[3].counts.has("S")))
        ? ["session", "time", "item", "category"]
        : null,
    roles: {session: ["session"], time: ["time"], item: ["item"]},
    always: "view"
  },
  {
    title: "the purchases of YooChoose",
    schema: "RecSys Challenge 2015, yoochoose-buys.dat",
    names: (columns) =>
      columns.length === 5 &&
      columns[0].whole >= 0.95 &&
      fits(columns[1], /^\d{4}-\d\d-\d\dT[\d:.]+Z$/) &&
      fits(columns[2], /^2\d{8}$/) &&
      columns[3].whole >= 0.95 &&
      fits(columns[4], /^\d{1,3}$/)
        ? ["session", "time", "item", "price", "quantity"]
        : null,
    roles: {session: ["session"], time: ["time"], item: ["item"], price: ["price"]},
    always: "transaction",
    quantity: ["quantity"]
  },
  {
    title: "Taobao's UserBehavior",
    schema: "Tianchi, User Behavior Data from Taobao for Recommendation (2018)",
    names: (columns) => {
      const n = columns.length;
      return (n === 4 || n === 5) &&
        columns.slice(0, n - 2).every(({whole}) => whole >= 0.95) &&
        fits(columns[n - 2], /^(?:pv|buy|cart|fav)$/) &&
        fits(columns[n - 1], /^1\d{9}$/)
        ? ["user", "item", ...(n === 5 ? ["category"] : []), "event", "time"]
        : null;
    },
    roles: {user: ["user"], item: ["item"], category: ["category"], event: ["event"], time: ["time"]},
    words: {pv: "view", cart: "addtocart", buy: "transaction", fav: null}
  },
  {
    title: "the mobile log of Taobao",
    schema:
      "Tianchi, Mobile Recommendation, tianchi_mobile_recommend_train_user (2015): 1 view, 2 favourite, 3 cart, 4 purchase",
    needs: [["user_id"], ["item_id"], ["behavior_type"], ["item_category"], ["user_geohash"]],
    roles: {
      user: ["user_id"],
      item: ["item_id"],
      event: ["behavior_type"],
      category: ["item_category"],
      time: ["time"]
    },
    words: {"1": "view", "2": null, "3": "addtocart", "4": "transaction"}
  },
  {
    title: "the log of Tmall's repeat buyers",
    schema: "Tianchi, Repeat Buyers Prediction, user_log_format1 (2015): 0 view, 1 cart, 2 purchase, 3 favourite",
    needs: [["user_id"], ["item_id"], ["cat_id"], ["seller_id", "merchant_id"], ["action_type"]],
    roles: {
      user: ["user_id"],
      item: ["item_id"],
      category: ["cat_id"],
      brand: ["brand_id"],
      event: ["action_type"],
      time: ["time_stamp"]
    },
    words: {"0": "view", "1": "addtocart", "2": "transaction", "3": null}
  }
];

/** A preset that the columns of a log fit, and by role the column it takes. */
interface PresetMatch {
  readonly preset: Preset;
  readonly columns: Readonly<Partial<Record<Role, ColumnProfile>>>;
  readonly quantity: ColumnProfile | null;
  readonly order: ColumnProfile | null;
  readonly partOf: ColumnProfile | null;
  readonly eventElse: readonly ColumnProfile[];
}

/** The first preset whose columns a log has; null for any other log. */
export function presetOf(columns: readonly ColumnProfile[], header: boolean): PresetMatch | null {
  const places = new Map<string, ColumnProfile>();
  for (const column of columns) if (!places.has(lettersOf(column.name))) places.set(lettersOf(column.name), column);
  for (const preset of PRESETS) {
    let find = (name: string) => places.get(lettersOf(name));
    if (preset.names !== undefined) {
      const names = header ? null : preset.names(columns);
      if (names === null) continue;
      find = (name) => (names.includes(name) ? columns[names.indexOf(name)] : undefined);
    } else if (!preset.needs!.every((names) => names.some((name) => find(name) !== undefined))) continue;
    const found: Partial<Record<Role, ColumnProfile>> = {};
    for (const [role, names] of Object.entries(preset.roles) as [Role, readonly string[]][]) {
      const filled = names
        .map(find)
        .filter((column): column is ColumnProfile => column !== undefined && column.values.length > 0)
        .filter((column) => (role !== "time" && role !== "ingested") || column.times !== null)
        .filter((column) => !Object.values(found).includes(column));
      if (filled.length === 0) continue;
      const [first] = filled;
      // of ids, one that most rows have; of events, the one with the words that are known
      if (role === "user")
        found.user = filled.find(({fill}) => fill >= 0.9) ?? filled.reduce((a, b) => (b.fill > a.fill ? b : a));
      else if (role === "event") found.event = filled.reduce((a, b) => (b.eventTypes > a.eventTypes ? b : a));
      else found[role] = first;
    }
    const besides = (names: readonly string[] | undefined) =>
      names?.map(find).find((column) => column !== undefined) ?? null;
    return {
      preset,
      columns: found,
      quantity: besides(preset.quantity),
      order: besides(preset.order),
      partOf: besides(preset.partOf),
      eventElse: (preset.eventElse ?? []).map(find).filter((column) => column !== undefined)
    };
  }
  return null;
}
