import {expect, test} from "vitest";
import {readCards} from "../../loaders/training/train.js";
import {differenceText} from "../../src/components/intent/differenceText.js";
import {splitOfCard} from "../../src/components/intent/filePanel.js";
import {onScale} from "../../src/components/intent/modelsFigure.js";
import {visitorFields} from "../../src/components/intent/visitorFields.js";
import {visitorCodec} from "../../src/components/intent/visitorForm.js";
import {shareBelow} from "../../src/components/intent/visitorPanel.js";

test("a form asks once for a code, and offers the values that training had", () => {
  const fields = visitorFields(["month=2", "page_values", "month=11", "browser=1", "browser=3", "visitor_type=0"], []);
  expect(fields.map(({name}) => name)).toEqual(["month", "page_values", "browser", "visitor_type"]);
  const [month, values, browser, visitor] = fields;
  expect(month.choices!.map(({label}) => label)).toEqual(expect.arrayContaining(["Feb", "Nov", "Dec"]));
  expect(month.choices!.find(({label}) => label === "Nov")!.value).toBe(11);
  expect(values.choices).toBeNull();
  expect(values.whole).toBe(false);
  expect(browser.choices).toEqual([
    {value: 1, label: "1"},
    {value: 3, label: "3"},
    {value: -1, label: "another"}
  ]);
  expect(visitor.choices!.map(({label}) => label)).toEqual(["new", "returning", "other"]);
});

test("a form asks for all columns of every model that the site hands out, in plain words or by name", () => {
  const cards = readCards().filter(({data}) => data.source === "online-shoppers");
  expect(cards.length).toBeGreaterThan(0);
  for (const {columns} of cards) {
    const fields = visitorFields(columns, []);
    for (const column of columns) expect(fields.map(({name}) => name)).toContain(column.replace(/=.*/, ""));
    for (const {label} of fields) expect(label).toMatch(/^[A-Z]/);
    for (const {value, low, high} of fields) expect(value >= low && value <= high).toBe(true);
  }
  const [told, unknown] = visitorFields(
    ["session_carts", "speed"],
    [{name: "session_carts", unit: "events", middle: 4}]
  );
  expect(told).toMatchObject({value: 4, unit: "events", whole: true});
  expect(unknown).toMatchObject({value: 0, unit: "", whole: false, label: "speed"});
});

test("a visitor stands in the address and comes back from it", () => {
  const visitor = {month: 11, page_values: 3.5};
  expect(visitorCodec.parse(visitorCodec.format(visitor))).toEqual(visitor);
  for (const bad of ["", "month", "month:", "month:x", "month:11,page"])
    expect(visitorCodec.parse(bad)).toBeUndefined();
});

test("a score lies above what is below it and above half of what equals it", () => {
  expect(shareBelow(0.5, [0.1, 0.2, 0.5, 0.5, 0.9])).toBe(0.6);
  expect(shareBelow(0, [0.1, 0.2])).toBe(0);
  expect(shareBelow(1, [0.1, 0.2])).toBe(1);
});

test("a card says how its rows must be parted, or nothing", () => {
  const card = readCards()[0];
  const of = (split: string) => splitOfCard({...card, data: {...card.data, split}});
  expect(of("months")).toBe("months");
  expect(of("fold 1 of 5")).toBe("fold");
  expect(of("fold 10 of 20")).toBeNull();
  expect(of("date 70/15/15")).toBeNull();
  expect(splitOfCard(null)).toBeNull();
});

test("a difference has a sign and an interval", () => {
  expect(differenceText({value: 0.00435, low: -0.0001, high: 0.0088})).toBe("+0.0044 [−0.0001, 0.0088]");
  expect(differenceText({value: -0.01, low: -0.02, high: 0})).toBe("−0.0100 [−0.0200, 0.0000]");
});

test("a model far below the others is left off the scale that tells them apart", () => {
  const rows = [0.93, 0.935, 0.94, 0.73].map((value) => ({value, low: value - 0.01, high: value + 0.01}));
  const {drawn, off, domain} = onScale(rows, [0.9]);
  expect(drawn).toEqual(rows.slice(0, 3));
  expect(off).toEqual(rows.slice(3));
  expect(domain[0]).toBe(0.9);
  expect(domain[1]).toBeCloseTo(0.95, 12);
  expect(onScale(rows.slice(0, 3), []).off).toEqual([]);
});
