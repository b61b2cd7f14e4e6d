/**
 * Columns that stand beside roles: what became of an order, rows of one order, parts of rows, a second column of events, and fields of objects. Oracle: small logs
 * whose events are written here by hand.
 */
import {writeFileSync} from "node:fs";
import {expect, test} from "vitest";
import {eventLog} from "../../loaders/sources/eventLog.js";
import {UsageError} from "../../src/lib/core/errors.js";
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
