/**
 * Columns that stand beside roles: what became of an order, rows of one order, parts of rows, a second column of events, and fields of objects. Oracle: small logs
 * whose events are written here by hand.
 */
import {writeFileSync} from "node:fs";
import {expect, test} from "vitest";
import {eventLog} from "../../loaders/sources/eventLog.js";
import {UsageError} from "../../src/lib/core/errors.js";
import {isTakenBack, takenBackSql} from "../../src/lib/eventLog/takenBack.js";
import {literal} from "../../src/lib/sql/dialect.js";
import {useReader} from "./readText.js";

const {db, path, read} = useReader();

const orders = (header: string, row: (i: number) => string, rows = 40) =>
  `${[header, ...Array.from({length: rows}, (_, i) => row(i))].join("\n")}\n`;
const clock = (i: number) =>
  `2024-03-${String(1 + (i % 20)).padStart(2, "0")} 10:${String(i % 60).padStart(2, "0")}:00`;

test("orders that were taken back are left out, whatever language says so", async () => {
  const words = ["delivered", "Remboursé", "Not refunded", "cancelled", "Retourniert", "已退款"];
  const log = orders(
    "order_id,customer_id,order_date,sku,price,order_status",
    (i) => `${1000 + i},C${i % 9},${clock(i)},SKU-${i % 7},5.50,${i < 6 ? words[i] : "delivered"}`
  );
  const {events, rejected, mapping} = await read(log);
  expect(mapping).toMatchObject({always: "transaction", status: "order_status"});
  expect(events.length).toBe(36);
  const why = "return: its status is a return, a refund or a cancellation";
  expect(rejected).toEqual([3, 5, 6, 7].map((line) => [line, why]));
  expect((await read(log, {map: "status=none"})).events.length).toBe(40);
});

test("rows of an order in Shopify's export have the address of its first row", async () => {
  const log = orders(
    "Name,Email,Created at,Lineitem quantity,Lineitem price,Lineitem sku",
    (i) => `#${i >> 1},${i % 2 === 0 ? `a${(i >> 1) % 8}@x.org` : ""},${clock(i >> 1)} +0000,1,2.50,S${i % 5}`
  );
  const {events, rejected, inspection} = await read(log);
  expect([events.length, rejected]).toEqual([40, []]);
  expect(events.filter(({user}) => user === "a3@x.org").length).toBe(6);
  expect(inspection.notices.join()).toMatch(/rows of one "Name" that leave the user or the time empty/);
});

test("a product that Magento writes in two rows is bought once", async () => {
  const log = orders(
    "item_id,order_id,parent_item_id,customer_id,sku,price,qty_ordered,created_at",
    (i) =>
      `${i},${i >> 1},${i % 2 === 0 ? "" : i - 1},${7 + ((i >> 1) % 5)},A${(i >> 1) % 6},${i % 2 === 0 ? "9.00" : "0"},1,${clock(i >> 1)}`
  );
  const {events, rejected} = await read(log);
  expect(events.length).toBe(20);
  expect(new Set(events.map(({price_cents}) => price_cents))).toEqual(new Set([900]));
  expect(rejected.every(([line, reason]) => line % 2 === 1 && reason.startsWith("part of another row"))).toBe(true);
});

test("where one column tells the kinds of one event only, the other one tells the rest", async () => {
  const kinds = ["view_item,", "cart_update,add", "view_item,", "cart_update,remove", "purchase,"];
  const log = orders(
    "visitor,ts,event_type,event_action,sku",
    (i) => `v${i % 9},${clock(i)},${kinds[i % 5]},SKU-${i % 7}`,
    100
  );
  const {events, mapping} = await read(log);
  expect(mapping).toMatchObject({event: "event_action", eventElse: "event_type"});
  const counts = [0, 1, 2, 3].map((code) => events.filter(({event}) => event === code).length);
  expect(counts).toEqual([40, 20, 20, 20]);
  const told = await read(log, {map: "event=event_action+event_type, event.view_item=none"});
  expect(told.events.length).toBe(60);
});

test("the fields of objects in a column are columns", async () => {
  const log = orders("distinct,event,timestamp,properties", (i) => {
    const own = {product_id: `SKU-${i % 7}`, price: 2 + (i % 7), nested: {brand: "x"}};
    return `u${i % 9},${i % 4 === 0 ? "add_to_cart" : "product_viewed"},${clock(i)},"${JSON.stringify(own).replaceAll('"', '""')}"`;
  });
  const {events, mapping, inspection} = await read(log);
  expect(mapping).toMatchObject({item: "properties.product_id", price: "properties.price", user: "distinct"});
  expect(inspection.columns).toContain("properties.nested.brand");
  expect(events.filter(({item, price_cents}) => item === "SKU-3" && price_cents === 500).length).toBe(6);
});

test("--yes does not read a log of nothing where a column may hold what it is about", async () => {
  const list = JSON.stringify([
    {sku: "A", price: 2},
    {sku: "B", price: 3}
  ]).replaceAll('"', '""');
  writeFileSync(
    path("lists.csv"),
    orders("user_id,event,timestamp,products", (i) => `u${i % 9},purchase,${clock(i)},"${list}"`)
  );
  await expect(eventLog(path("lists.csv"), {yes: true})).rejects.toThrow(UsageError);
  await expect(eventLog(path("lists.csv"), {yes: true})).rejects.toThrow(
    /--yes does not decide what the item of lists.csv is/
  );
  const source = await eventLog(path("lists.csv"), {map: "item=none"});
  await source.load(db.engine);
  const {columns} = await db.engine.read("SELECT count(*) AS events FROM raw_events");
  expect(Number(columns.events[0])).toBe(40);
});

test.each([
  [
    "windows-1250",
    "zażółć gęślą jaźń",
    [0x7a, 0x61, 0xbf, 0xf3, 0xb3, 0xe6, 0x20, 0x67, 0xea, 0x9c, 0x6c, 0xb9, 0x20, 0x6a, 0x61, 0x9f, 0xf1]
  ],
  ["shift_jis", "カートに追加", [0x83, 0x4a, 0x81, 0x5b, 0x83, 0x67, 0x82, 0xc9, 0x92, 0xc7, 0x89, 0xc1]],
  ["gb18030", "加入购物车", [0xbc, 0xd3, 0xc8, 0xeb, 0xb9, 0xba, 0xce, 0xef, 0xb3, 0xb5]],
  ["euc-kr", "장바구니", [0xc0, 0xe5, 0xb9, 0xd9, 0xb1, 0xb8, 0xb4, 0xcf]]
])("%s is read as such, and said", async (encoding, text, letters) => {
  const log = orders("user_id,event,timestamp,sku,category", (i) => `u${i % 9},view,${clock(i)},SKU-${i % 7},@`);
  const bytes = [...Buffer.from(log)].flatMap((byte) => (byte === 64 ? letters : [byte]));
  const {inspection, rejected, events} = await read(Uint8Array.from(bytes));
  expect(inspection.format).toMatchObject({encoding});
  expect(inspection.rows[0]).toContain(text);
  expect(inspection.fileNotices.join()).toMatch(/is taken for/);
  expect([events.length, rejected]).toEqual([40, []]);
});

test("the zone that the name of a time states is heard", async () => {
  const log = orders("user_id,event,Event Time (UTC+05:30),sku", (i) => `u${i % 9},view,${clock(i)},SKU-${i % 7}`);
  const {events} = await read(log);
  expect(Math.min(...events.map(({ts_ms}) => Number(ts_ms)))).toBe(Date.UTC(2024, 2, 1, 4, 30));
});

/** Texts of statuses, kinds of documents and ways of paying, as shops in ten languages write them, and which of them take something back. */
const BACK = [
  "refunded|Partially refunded|FULLY_REFUNDED|partially_refunded|Return|returned|Cancelled|canceled|order.cancelled|Chargeback|VOID|voided|Credit|Credit note|credit_memo|CreditMemo|credited|shipped; returned",
  "Remboursé|remboursee|Annulée|Avoir|Retour client|commande retournée|note de crédit",
  "Storno|Storniert|teilstorniert|Stornorechnung|Gutschrift|Rückgabe|Rueckgabe|rückerstattet|zurückgeschickt|Widerruf|Retoure|Retourenschein|teilretourniert",
  "Devuelto|devolución|Reembolsado|CANCELADA|anulado|nota de credito",
  "rimborsato|Rimborso|annullato|Reso|restituito|nota di credito|stornata",
  "devolvido|Devolução|reembolsada|Cancelado|estornado|nota de crédito",
  "geretourneerd|Gecrediteerd|geannuleerd|teruggestuurd|terugbetaald|creditnota|retour|Creditfactuur",
  "zwrot|Zwrócono|zwroty|anulowane|Anulowano|korekta",
  "已退款|退货|取消|已取消订单|部分退款|返品|返金済み|キャンセル"
];
const NO_BACK = [
  "credit card|Credit-Card|creditcard|credit/debit|Store credit|credits used|credit sale|accredited|paid by credit|debit|Invoice|avoided|returning customer|returnable|refundable|non-refundable|not refunded|not yet refunded|no return|refund_declined|return rejected|cancellable|Delivered|complete|devoid",
  "carte de crédit|carte de credit|non remboursé|pas remboursée|sans retour|aller-retour|livré|annulable|remboursable",
  "Kreditkarte|nicht storniert|stornierbar|kein Widerruf|versandt|geliefert|retournierbar",
  "tarjeta de crédito|tarjeta de credito|no reembolsado|sin devolución|entregado|crédito|anualidad",
  "carta di credito|non rimborsato|consegnato|resoconto|senza reso",
  "cartão de crédito|cartao de credito|não devolvido|entregue|sem devolução",
  "creditcard|niet geretourneerd|geen retour|bezorgd",
  "karta kredytowa|nie zwrócono|bez zwrotu|dostarczono",
  "未退款|不可退货|无法取消|退出登录|返品不可|キャンセル待ち|キャンセル不可|発送済み|完了"
];

test("a status takes something back where whole words say so and nothing denies them, in the database as here", async () => {
  const texts = (lines: readonly string[]) => lines.flatMap((line) => line.split("|"));
  const [back, kept] = [texts(BACK), texts(NO_BACK)];
  expect(back.filter((text) => !isTakenBack(text))).toEqual([]);
  expect(kept.filter(isTakenBack)).toEqual([]);
  const all = [...back, ...kept];
  const found = await db.engine.read(
    `SELECT place, CASE WHEN ${takenBackSql("text")} THEN 1 ELSE 0 END AS back FROM (VALUES ${all.map((text, i) => `(${i}, ${literal(text)})`).join(", ")}) AS given(place, text) ORDER BY place`
  );
  expect(all.filter((_, i) => Number(found.columns.back[i]) !== (i < back.length ? 1 : 0))).toEqual([]);
});

test("how something was paid is no status, though a credit is among the ways", async () => {
  const pays = ["Credit", "Debit", "Cash", "Credit Card"];
  const {events, mapping} = await read(
    orders(
      "order_id,customer_id,order_date,sku,price,order_type",
      (i) => `${1000 + i},C${i % 9},${clock(i)},SKU-${i % 7},5.50,${pays[i % 4]}`
    )
  );
  expect(mapping.status).toBeUndefined();
  expect(events.length).toBe(40);
  const given = await read(
    orders(
      "order_id,customer_id,order_date,sku,price,order_status",
      (i) => `${1000 + i},C${i % 9},${clock(i)},SKU-${i % 7},5.50,${i % 8 === 0 ? "Credit" : "closed"}`
    )
  );
  expect([given.mapping.status, given.events.length]).toEqual(["order_status", 35]);
});

test.each([
  ["recent_price", 500],
  ["price_percent", 500],
  ["price_cents", 5],
  ["priceCents", 5],
  ["Price (minor units)", 5],
  ["prix en centimes", 5],
  ["pricecents", 5],
  ["accents price", 500]
])("%s of 5 is %i hundredths", async (name, cents) => {
  const log = orders(`user_id,event,timestamp,sku,${name}`, (i) => `u${i % 9},view,${clock(i)},SKU-${i % 7},5`);
  const {events} = await read(log, {map: `price=${name}`});
  expect(new Set(events.map(({price_cents}) => price_cents))).toEqual(new Set([cents]));
});
