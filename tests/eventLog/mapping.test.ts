/**
 * What columns stand for: guesses for the headers of well-known public logs, corrections by text, words for events, prices, what a log lacks.
 * Oracle: the published descriptions of those logs, and rows written here.
 */
import fc from "fast-check";
import {describe, expect, test} from "vitest";
import {UserError} from "../../src/lib/core/errors.js";
import {eventTypeOf} from "../../src/lib/eventLog/eventNames.js";
import {guessMapping} from "../../src/lib/eventLog/guessMapping.js";
import {lacksOf, logSpec, mappingProblems, ROLES, type LogMapping} from "../../src/lib/eventLog/mapping.js";
import {parseMapping} from "../../src/lib/eventLog/parseMapping.js";
import {EVENT_TYPES} from "../../src/lib/sources/events.js";
import {useReader} from "./readText.js";

const {db, read, hashes} = useReader();
const NONE = Object.fromEntries(ROLES.map((role) => [role, null])) as Record<(typeof ROLES)[number], null>;

describe("the columns of", () => {
  test.each<[string, string, string[], Partial<LogMapping>]>([
    [
      "RetailRocket",
      "timestamp,visitorid,event,itemid,transactionid",
      [
        "1433221332117,257597,view,355908,",
        "1433224214164,992329,addtocart,248676,",
        "1433221999827,111016,transaction,318965,4000"
      ],
      {time: "timestamp", timeFormat: "ms", user: "visitorid", event: "event", item: "itemid", textIds: []}
    ],
    [
      "REES46's multi-category store",
      "event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session",
      [
        "2019-10-01 00:00:00 UTC,view,44600062,2103807459595387724,,shiseido,35.79,541312140,72d76fde-8bb3-4e00-8c23-a032dfed738c",
        "2019-10-01 00:00:01 UTC,cart,3900821,2053013552326770905,appliances.environment.water_heater,aqua,33.20,554748717,9333dfbd-b87a-4708-9857-6336556b0fcc",
        "2019-10-01 00:00:04 UTC,purchase,1307067,2053013558920217191,computers.notebook,lenovo,251.74,550050854,7c90fc70-0e80-4590-96f3-13c02c18c713"
      ],
      {
        time: "event_time",
        timeFormat: "iso",
        event: "event_type",
        item: "product_id",
        category: "category_code",
        brand: "brand",
        price: "price",
        user: "user_id",
        session: "user_session",
        textIds: ["session"]
      }
    ],
    [
      "Online Retail",
      "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country",
      [
        "536365,85123A,WHITE HOLDER,6,2010-12-01 08:26:00,2.55,17850,United Kingdom",
        "536366,22633,HAND WARMER,6,2010-12-01 08:28:00,1.85,17850,United Kingdom"
      ],
      {time: "InvoiceDate", timeFormat: "iso", user: "CustomerID", item: "StockCode", price: "UnitPrice", textIds: []}
    ],
    [
      "an export of GA4",
      "event_timestamp,user_pseudo_id,event_name,ga_session_id,item_id",
      [
        "1609459200123456,1234.5678,view_item,987654,SKU1",
        "1609459201123456,1234.5678,add_to_cart,987654,SKU2",
        "1609459202123456,99.1,purchase,5,SKU2"
      ],
      {
        time: "event_timestamp",
        timeFormat: "us",
        user: "user_pseudo_id",
        event: "event_name",
        session: "ga_session_id",
        item: "item_id",
        textIds: ["user", "item"]
      }
    ]
  ])("%s", async (_, header, rows, expected) => {
    const many = Array.from({length: 12}, () => rows).flat();
    const {inspection, events, rejected} = await read(`${header}\n${many.join("\n")}\n`);
    const {item, textIds} = {textIds: inspection.mapping.textIds, ...expected};
    // a code of six signs with a letter among them is a name
    if (header.startsWith("Invoice")) expect(inspection.mapping).toMatchObject({...expected, textIds: ["item"]});
    else expect(inspection.mapping).toMatchObject({...NONE, ...expected, item, textIds});
    expect(rejected).toEqual([]);
    expect(events.length).toBe(many.length);
    for (const role of ROLES) expect(inspection.reasons[role]).toMatch(/\S/);
  });

  test("YooChoose, which has no header", async () => {
    const rows = [
      "1,2014-04-07T10:51:09.277Z,214536502,0",
      "1,2014-04-07T10:54:09.868Z,214536500,0",
      "2,2014-04-07T13:56:37.614Z,214662742,0"
    ];
    const {inspection, events} = await read(rows.join("\n"));
    expect(inspection.format).toMatchObject({header: false});
    expect(inspection.mapping).toMatchObject({
      ...NONE,
      session: "column 1",
      time: "column 2",
      item: "column 3",
      timeFormat: "iso",
      always: "view"
    });
    expect(events.map(({session_key, item_id, event}) => [session_key, item_id, event])).toEqual([
      [1, 214536502, 0],
      [1, 214536500, 0],
      [2, 214662742, 0]
    ]);
  });

  test("a name alone does not make a time, a price or a type of event", () => {
    const {mapping, reasons} = guessMapping(["time", "price", "event"], Array(5).fill(["soon", "cheap", "party"]));
    expect(mapping).toMatchObject(NONE);
    for (const role of ["time", "price", "event"] as const)
      expect(reasons[role]).toMatch(/is called so, but its values do not fit/);
  });

  test("no column has two roles", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            "user",
            "time",
            "event",
            "item",
            "session id",
            "price",
            "category",
            "brand",
            "id",
            "value",
            "type",
            "date"
          ),
          {minLength: 1, maxLength: 12}
        ),
        fc.array(fc.constantFrom("1433221332117", "view", "1.50", "a", null), {minLength: 12, maxLength: 12}),
        (names, cells) => {
          const columns = names.map((name, i) => `${name} ${i}`);
          const {mapping} = guessMapping(columns, [cells.slice(0, columns.length)]);
          const used = ROLES.map((role) => mapping[role]).filter((name) => name !== null);
          expect(new Set(used).size).toBe(used.length);
          expect(used.every((name) => columns.includes(name!))).toBe(true);
        }
      )
    );
  });
});

describe("words for events", () => {
  test.each([
    ["view", "view View PAGE_VIEW product-viewed click detail pv"],
    ["addtocart", "add_to_cart AddToCart cart basket add to basket"],
    ["removefromcart", "remove_from_cart removeFromCart"],
    ["transaction", "purchase buy order transaction Order_Completed SALE bought"]
  ])("%s", (type, words) => {
    const list = words.replace("add to basket", "add·to·basket").split(" ");
    for (const word of list) expect(eventTypeOf(word.replaceAll("·", " "))).toBe(type);
  });

  test("that are not known are set aside, those skipped are said to be, those mapped count", async () => {
    const words = ["view", "login", "wishlist", "view", "Buy", "gift", "view", "view", "view", "it's; odd"];
    const text = `user,time,event\n${words.map((word, i) => `u,2024-01-01 00:00:0${i},${word}\n`).join("")}`;
    const {events, rejected} = await read(text, {
      map: "event.login=skip, event.wishlist=addtocart, event.it's; odd=view"
    });
    expect(events.map(({event}) => EVENT_TYPES[Number(event)])).toEqual([
      "view",
      "addtocart",
      "view",
      "transaction",
      "view",
      "view",
      "view",
      "view"
    ]);
    expect(rejected).toEqual([
      [3, "event type not used"],
      [7, "event type not used"]
    ]);
  });

  test("that the sample did not show are unknown", async () => {
    const rows = Array.from(
      {length: 1500},
      (_, i) => `u,2024-01-01 00:00:00,${i < 1200 ? "view" : i < 1300 ? "purchase" : "zzz"}\n`
    );
    const {events, rejected} = await read(`user,time,event\n${rows.join("")}`);
    expect(events.length).toBe(1300);
    expect(new Set(rejected.map(([, reason]) => reason))).toEqual(new Set(["unknown event type"]));
    expect(rejected.length).toBe(200);
  });
});

test.each([
  ["12.50", 1250],
  ["12,50", 1250],
  ["1,234.50", 123450],
  ["1.234,50", 123450],
  ["$3", 300],
  ["3 €", 300],
  ["USD 7.25", 725],
  ["7.25 EUR", 725],
  ["1 234,50", 123450],
  ["1'234.50", 123450],
  ["0", 0],
  ["1,234", 123400],
  ["19.999", 2000],
  ["", null]
])("a price of %j", async (text, cents) => {
  const rows = Array.from({length: 20}, (_, i) => `u${10 + i};2024-01-01 00:00:00;${i === 0 ? text : "1.00"}\n`);
  const {events, rejected} = await read(`user;time;price\n${rows.join("")}`);
  expect(rejected).toEqual([]);
  expect(events[0].price_cents).toBe(cents);
});

test("a price in cents is taken as it is, one that is none is set aside", async () => {
  const rows = ["1250", "free", "-5", "7"].map((price) => `u,2024-01-01 00:00:00,${price}\n`).join("");
  const {events, rejected} = await read(`user,time,price_cents\n${rows}`, {map: "price=price_cents"});
  expect(new Set(events.map(({price_cents}) => price_cents))).toEqual(new Set([7, 1250]));
  expect(rejected).toEqual([
    [3, "price is no number"],
    [4, "negative price"]
  ]);
});

test("prices that no number holds are set aside, whatever their size", async () => {
  const prices = ["99999999999999.99", "1e30", "9".repeat(60), "-".repeat(9), "1.2.3", "21474836.48", "..", ",,,"];
  const good = Array.from({length: 90}, () => "1.00");
  const {events, rejected} = await read(
    `user;time;price\n${[...good, ...prices].map((price) => `u;2024-01-01 00:00:00;${price}\n`).join("")}`
  );
  expect(events.length).toBe(90);
  expect(rejected).toEqual(prices.map((_, i) => [i + 92, "price is no number"]));
});

describe("a log without", () => {
  const rows = (columns: string, make: (i: number) => string) =>
    `${columns}\n${Array.from({length: 30}, (_, i) => `2024-01-${String(1 + (i % 28)).padStart(2, "0")} 10:00:00,${make(i)}\n`).join("")}`;

  test("users takes each of its own sessions as one, or each row", async () => {
    const own = await read(rows("time,session", (i) => `s${i % 3}`));
    expect(new Set(own.events.map(({user_id}) => user_id)).size).toBe(3);
    expect(logSpec("x", own.mapping).sessions).toBe("own");
    const none = await read(rows("time,colour", () => "red"));
    expect(new Set(none.events.map(({user_id}) => user_id)).size).toBe(30);
    expect(lacksOf(none.mapping)).toEqual(["purchases", "users", "items"]);
    await hashes(none.mapping);
  });

  test("types of event or items lacks what comes of them", async () => {
    const {mapping, events} = await read(rows("time,user", (i) => `u${i % 3}`));
    expect(events.every(({event, item_id}) => event === 0 && item_id === null)).toBe(true);
    expect(lacksOf(mapping, {days: true})).toEqual(["hours", "purchases", "items"]);
    expect(
      lacksOf({...mapping, event: "e"}, {byType: {view: 1, addtocart: 0, removefromcart: 0, transaction: 1}})
    ).toEqual(["items"]);
    await hashes(mapping);
  });
});

test("rows that are equal are one where that is asked for", async () => {
  const text = `user,time,event\n${"a,2024-01-01 00:00:00,view\n".repeat(3)}b,2024-01-01 00:00:00,view\n${"c,2024-02-01 00:00:00,view\n".repeat(2)}`;
  const run = async (map: string) => {
    const {mapping} = await read(text, {map});
    await hashes(mapping);
    return Number((await db.engine.read("SELECT count(*) AS rows FROM clean_events")).columns.rows[0]);
  };
  expect(await run("deduplicate=yes")).toBe(3);
  expect(await run("deduplicate=no")).toBe(6);
});

test("categories become departments by their first word", async () => {
  const text = `user,time,item,category\n${["toys.wood.cars", "toys.dolls", "Food>Fruit", "", "books"]
    .map((category, i) => `u,2024-01-01 00:00:0${i},i${i},${category}\n`)
    .join("")}`;
  await read(text);
  const {columns} = await db.engine.read(
    "SELECT item, category, name FROM item_catalog LEFT JOIN department_names USING (department_id) ORDER BY item"
  );
  expect(columns.name).toEqual(["toys", "toys", "Food", null, "books"]);
  expect(columns.category).toEqual(["toys.wood.cars", "toys.dolls", "Food>Fruit", null, "books"]);
});

describe("corrections by text", () => {
  const guess = guessMapping(["user", "time"], [["a", "2024-01-01 00:00:00"]]).mapping;

  test("change what they name", () => {
    expect(
      parseMapping(
        "user=none, time=ts, time-format=ms, zone=-120, event.x=skip, deduplicate=yes, names=user item",
        guess
      )
    ).toEqual({
      ...guess,
      user: null,
      time: "ts",
      timeFormat: "ms",
      zoneMinutes: -120,
      eventNames: {x: null},
      deduplicate: true,
      textIds: ["user", "item"]
    });
    expect(parseMapping("", guess)).toEqual(guess);
    expect(Object.entries(parseMapping("event.__proto__=view", guess).eventNames)).toEqual([["__proto__", "view"]]);
  });

  test.each([
    ["colour=x", /"colour=x"; there are user/],
    ["user", /"user"; write it as role=column/],
    ["user=", /write it as role=column/],
    ["=x", /write it as role=column/],
    ["time-format=weekly", /time-format is one of s, ms/],
    ["time-format=constructor", /time-format is one of s, ms/],
    ["zone=1e3", /zone is in whole minutes/],
    ["zone=1.5", /zone is in whole minutes/],
    ["deduplicate=maybe", /deduplicate is yes or no/],
    ["names=user colour", /names lists user, item, session/],
    ["event.x=y", /an event is view/]
  ])("%s is explained", (text, message) => {
    expect(() => parseMapping(text, guess)).toThrow(message);
    expect(() => parseMapping(text, guess)).toThrow(UserError);
  });

  test.each<[Partial<LogMapping>, RegExp]>([
    [{time: null}, /no column is the time/],
    [{time: "nowhere"}, /no column "nowhere" for time/],
    [{item: "user"}, /"user" is both user and item/],
    [{timeFormat: "toString" as never}, /format of time is "toString"/],
    [{zoneMinutes: 900}, /900 minutes ahead/],
    [{zoneMinutes: NaN}, /NaN minutes ahead/]
  ])("%j cannot run", (change, message) => {
    expect(mappingProblems({...guess, ...change}, ["user", "time"]).join("\n")).toMatch(message);
  });

  test("a guess that is not changed can run", () => expect(mappingProblems(guess, ["user", "time"])).toEqual([]));
});
