import {readFileSync} from "node:fs";
import {describe, expect, test} from "vitest";
import {rowsToCsv} from "../../src/lib/datasets/rowsCsv.js";
import {shoppersSchema} from "../../src/lib/datasets/shoppersSchema.js";
import {targetSchema} from "../../src/lib/datasets/targetSchema.js";
import {FEATURES} from "../../src/lib/features/featureList.js";
import {readOnlineShoppers} from "../../src/lib/sources/readOnlineShoppers.js";
import {targetById} from "../../src/lib/targets/target.js";

describe("the schema of Online Shoppers", () => {
  const {sessions} = readOnlineShoppers(readFileSync("data/fixtures/online_shoppers made by hand.csv", "utf8"), "hand");
  const trains = [1, 1, 1, 1, 0, 0];
  const of = (columns: string[], lastTrainingMonth: number | null = 10) =>
    shoppersSchema(columns, sessions, {trains, lastTrainingMonth});

  test("has the code of every text, and the codes that training rows have", () => {
    const [visitor, weekend, browser, pages] = of(["visitor_type", "weekend", "browser", "page_values"]).columns;
    expect(visitor).toMatchObject({
      source: "VisitorType",
      read: "code",
      codes: {New_Visitor: 0, Returning_Visitor: 1, Other: 2},
      known: [0, 1],
      missing: null,
      unit: "code"
    });
    expect(weekend).toMatchObject({source: "Weekend", codes: {FALSE: 0, TRUE: 1}, known: [0, 1]});
    // browser 4 is of a test row alone
    expect(browser).toMatchObject({source: "Browser", read: "number", known: [1, 2]});
    expect(pages).toMatchObject({source: "PageValues", read: "number", unit: "currency"});
    expect(pages).not.toHaveProperty("known");
    expect(of(["month"]).columns[0].codes).toMatchObject({Jan: 1, Feb: 2, June: 6, Dec: 12});
    expect(of([]).label).toEqual({source: "Revenue", codes: {FALSE: 0, TRUE: 1}});
  });

  test("tells the parts by the months of the file, where they are", () => {
    const {parts} = of(["weekend"]);
    expect(parts!.train).toEqual([
      {source: "Month", in: ["Jan", "Feb", "Mar", "Apr", "May", "June", "Jul", "Aug", "Sep", "Oct"]}
    ]);
    expect(parts!.test).toEqual([{source: "Month", in: ["Nov", "Dec"]}]);
    expect(of(["weekend"], null).parts).toBeNull();
  });

  test("has no column that the table has not", () => {
    expect(() => of(["age"])).toThrow("Online Shoppers has no column age");
  });
});

describe("the schema of a target", () => {
  const columns = ["minutes_since_cart", "view_count_7d", "item_category=3", "item_category=12"];
  const schema = targetSchema(columns, targetById("item-30-days"), FEATURES);

  test("says the window, the unit, and what stands for nothing", () => {
    expect(schema.columns[0]).toEqual({
      name: "minutes_since_cart",
      source: "minutes_since_cart",
      read: "number",
      missing: null,
      unit: "minutes",
      definition: "Time since the user last put anything into the cart.",
      windowDays: null,
      fill: {value: 129_600, meaning: "never so far, or 90 days ago and more"}
    });
    expect(schema.columns[1]).toMatchObject({windowDays: 7, unit: "events", fill: {value: 0}});
    expect(schema.columns[3]).toMatchObject({source: "item_category", read: "indicator", value: 12, missing: 0});
    expect(schema.label).toEqual({source: "item-30-days"});
    expect(() => targetSchema(["age"], targetById("item-30-days"), FEATURES)).toThrow("age is no feature");
  });

  test("reads what is written of rows: a code once, and empty where training does not have it", () => {
    const set = (x: number[], y: number[]) => ({rows: y.length, columns, x: Float64Array.from(x), y});
    const task = {
      train: set([60, 2, 1, 0, NaN, 0, 0, 1], [1, 0]),
      test: set([129_600, 0, 0, 0], [0]),
      groups: {train: [7, 8], test: [9]}
    };
    expect(rowsToCsv(task, schema).split("\n")).toEqual([
      "part,user_id,item-30-days,minutes_since_cart,view_count_7d,item_category",
      "train,7,1,60,2,3",
      "train,8,0,,0,12",
      "test,9,0,129600,0,",
      ""
    ]);
    expect(rowsToCsv({...task, groups: null}, schema).split("\n")[1]).toBe("train,1,60,2,3");
    expect(() => rowsToCsv(task, {...schema, columns: schema.columns.slice(1)})).toThrow("columns of another schema");
  });
});
