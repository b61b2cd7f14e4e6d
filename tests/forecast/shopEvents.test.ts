import {expect, test} from "vitest";
import {countEvents, parseShopEvents} from "../../src/lib/forecast/shopEvents.js";

test("events are read with a header or without, in order, known beforehand unless they say not", () => {
  const expected = [
    {day: 1, name: "Sale", known: true},
    {day: 4, name: "Strike", known: false}
  ];
  expect(parseShopEvents("\uFEFFDate;name;known\r\n1970-01-05;Strike;No\r\n\r\n1970-01-02;Sale;yes\r\n")).toEqual(
    expected
  );
  expect(parseShopEvents('1970-01-05,"Strike",false\n1970-01-02,Sale')).toEqual(expected);
  expect([countEvents(expected, 1, 4), countEvents(expected, 1, 5), countEvents(expected, 2, 4)]).toEqual([1, 2, 0]);
});

test.each([
  ["1970-02-30,Sale", /line 1 begins with "1970-02-30", which is no date; write it as 2011-09-16/],
  ["date,name\n1970-01-02,", /line 2 has no name/],
  ["1970-01-02,Sale,perhaps", /line 1 says "perhaps"; write yes or no/],
  ["\n \n", /there is no event/]
])("%j is refused", (text, message) => {
  expect(() => parseShopEvents(text)).toThrow(message);
});
