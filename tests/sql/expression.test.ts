import {describe, expect, test} from "vitest";
import {compileExpression} from "../../src/lib/sql/compileExpression.js";
import {DUCKDB, SPARK} from "../../src/lib/sql/dialect.js";
import {
  add,
  and,
  caseWhen,
  cast,
  coalesce,
  column,
  compare,
  hasWindow,
  input,
  inputsOf,
  isNotNull,
  isNull,
  least,
  multiply,
  nullif,
  or,
  over,
  quotient,
  remainder,
  renderCondition,
  renderExpression,
  subtract
} from "../../src/lib/sql/expression.js";
import {CONFORMANCE, EXPRESSION_ROWS, EXPRESSIONS} from "./conformance.js";

const [a, b, c] = ["a", "b", "c"].map(column);

describe("an expression as SQL", () => {
  test.each([
    [add(a, 1), "a + 1", "a + 1"],
    [subtract(a, subtract(b, c)), "a - (b - c)", "a - (b - c)"],
    [remainder(quotient(subtract(a, 1), 60), 24), "((a - 1) // 60) % 24", "((a - 1) DIV 60) % 24"],
    [
      quotient(multiply(1000, cast(a, "bigint")), nullif(b, 0)),
      "(1000 * CAST(a AS BIGINT)) // nullif(b, 0)",
      "(1000 * CAST(a AS BIGINT)) DIV nullif(b, 0)"
    ],
    [cast(a, "integer"), "CAST(a AS INTEGER)", "CAST(a AS INT)"],
    [least(coalesce(a, b, 0), 9), "least(coalesce(a, b, 0), 9)", "least(coalesce(a, b, 0), 9)"],
    [
      caseWhen(and(compare(a, ">=", 18), or(isNull(b), isNotNull(c))), 1, 0),
      "CASE WHEN a >= 18 AND (b IS NULL OR c IS NOT NULL) THEN 1 ELSE 0 END",
      "CASE WHEN a >= 18 AND (b IS NULL OR c IS NOT NULL) THEN 1 ELSE 0 END"
    ],
    [caseWhen(compare(a, "=", 3), b), "CASE WHEN a = 3 THEN b END", "CASE WHEN a = 3 THEN b END"],
    [
      over({call: "lastNotNull", value: a}, {partitionBy: [b], orderBy: [c]}),
      "last_value(a IGNORE NULLS) OVER (PARTITION BY b ORDER BY c ROWS UNBOUNDED PRECEDING)",
      "last_value(a) IGNORE NULLS OVER (PARTITION BY b ORDER BY c ROWS UNBOUNDED PRECEDING)"
    ],
    [
      over({call: "max", value: a}, {orderBy: [b, c], upTo: "peers"}),
      "max(a) OVER (ORDER BY b, c)",
      "max(a) OVER (ORDER BY b, c)"
    ],
    [
      over({call: "rowNumber"}, {partitionBy: [a, b], orderBy: [c]}),
      "row_number() OVER (PARTITION BY a, b ORDER BY c)",
      "row_number() OVER (PARTITION BY a, b ORDER BY c)"
    ],
    [
      {op: "month", ms: a} as const,
      "CAST(year(epoch_ms(a)) * 12 + month(epoch_ms(a)) - 1 AS INTEGER)",
      "CAST(year(timestamp_millis(a)) * 12 + month(timestamp_millis(a)) - 1 AS INT)"
    ],
    [{op: "dayOfMonth", ms: a} as const, "day(epoch_ms(a))", "day(timestamp_millis(a))"]
  ])("%#", (expression, duckdb, spark) => {
    expect(renderExpression(expression, DUCKDB)).toBe(duckdb);
    expect(renderExpression(expression, SPARK)).toBe(spark);
  });

  test("names its inputs as it is told", () => {
    const read = input({table: "t", name: "x"});
    expect(renderExpression(add(read, 1), DUCKDB, ({table, name}) => `${table}.${name}`)).toBe("t.x + 1");
    expect(renderCondition(isNull(add(a, b)), DUCKDB)).toBe("(a + b) IS NULL");
  });
});

test("what an expression reads is found in every part of it", () => {
  expect(inputsOf(caseWhen(and(compare(a, "<", b), isNull(c)), quotient(a, nullif(b, 0)), least(c, 3)))).toEqual(
    expect.arrayContaining(["a", "b", "c"])
  );
  const window = over({call: "sum", value: a}, {partitionBy: [b], orderBy: [c]});
  expect([...inputsOf(window)].sort()).toEqual(["a", "b", "c"]);
  expect(hasWindow(add(1, window))).toBe(true);
  expect(hasWindow(caseWhen(and(isNull(a), compare(window, "=", 1)), 1, 0))).toBe(true);
  expect(hasWindow(caseWhen(and(isNull(a), compare(b, "=", 1)), 1, 0))).toBe(false);
});

test("in memory an expression is what it is in a database", () => {
  const wanted = CONFORMANCE.find(({name}) => name === "expressions over whole numbers and NULL")!.expected as Record<
    string,
    readonly [string, ...(number | null)[]]
  >;
  let row: Readonly<Record<string, number>> = {};
  for (const [name, expression] of EXPRESSIONS) {
    const evaluate = compileExpression(expression, (input) => () => row[input]);
    const values = EXPRESSION_ROWS.map(([a, b, ms]) => {
      row = {a: a ?? NaN, b: b ?? NaN, ms};
      const value = evaluate();
      return Number.isNaN(value) ? null : value;
    });
    expect([name, ...values]).toEqual([name, ...wanted[name].slice(1)]);
  }
});

test("a window has no value in memory", () => {
  expect(() => compileExpression(over({call: "rowNumber"}, {orderBy: [a]}), () => () => 1)).toThrow(
    "rowNumber over a window has no value in one row"
  );
});
