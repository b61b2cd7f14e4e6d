import type {Dialect} from "./dialect.js";

/** Types that a value can be cast to: 32 and 64 bits. */
export type IntegerType = "integer" | "bigint";

/**
 * An expression over whole numbers, any of which may be NULL, as a tree. One tree is both rendered as the SQL of a dialect (`renderExpression`) and run in
 * memory (`compileExpression`), and what it reads is found by walking it (`inputsOf`). `Input` is what a leaf reads: the name of a column, or whatever the
 * owner of the expression makes of it.
 */
export type Expression<Input = string> =
  | {readonly op: "input"; readonly input: Input}
  | {readonly op: "number"; readonly value: number}
  | Binary<Input>
  | {readonly op: "least" | "greatest" | "coalesce"; readonly values: readonly Expression<Input>[]}
  | {readonly op: "nullif"; readonly value: Expression<Input>; readonly equal: Expression<Input>}
  | {readonly op: "cast"; readonly value: Expression<Input>; readonly to: IntegerType}
  | {readonly op: "month" | "dayOfMonth"; readonly ms: Expression<Input>}
  | Case<Input>
  | Window<Input>;

interface Binary<Input> {
  readonly op: "add" | "subtract" | "multiply" | "quotient" | "remainder";
  readonly left: Expression<Input>;
  readonly right: Expression<Input>;
}

interface Case<Input> {
  readonly op: "case";
  readonly when: Condition<Input>;
  readonly then: Expression<Input>;
  /** NULL where there is none. */
  readonly otherwise: Expression<Input> | null;
}

/** A window function. Its order is part of it: no database promises one that was not asked for. */
interface Window<Input> {
  readonly op: "window";
  readonly call: WindowCall<Input>;
  readonly partitionBy: readonly Expression<Input>[];
  readonly orderBy: readonly [Expression<Input>, ...Expression<Input>[]];
  /** From the first row of the partition up to the row (`rows`), or up to the last of those that share its place in the order (`peers`). */
  readonly upTo: "rows" | "peers";
}

export type WindowCall<Input> =
  | {readonly call: "rowNumber"}
  | {readonly call: "lag" | "sum" | "min" | "max" | "lastNotNull"; readonly value: Expression<Input>};

/** A condition. A comparison with NULL does not hold, and neither does anything that is built of it: there is no NOT. */
export type Condition<Input = string> =
  | {
      readonly op: "=" | "<>" | "<" | "<=" | ">" | ">=";
      readonly left: Expression<Input>;
      readonly right: Expression<Input>;
    }
  | {readonly op: "isNull"; readonly value: Expression<Input>}
  | {readonly op: "isNotNull"; readonly value: Expression<Input>}
  | {readonly op: "and"; readonly conditions: readonly Condition<Input>[]}
  | {readonly op: "or"; readonly conditions: readonly Condition<Input>[]};

/** What constructors take in place of an expression: a number stands for itself. */
export type Operand<Input = string> = Expression<Input> | number;

const of = <Input>(operand: Operand<Input>): Expression<Input> =>
  typeof operand === "number" ? {op: "number", value: operand} : operand;

const binary =
  (op: Binary<never>["op"]) =>
  <Input>(left: Operand<Input>, right: Operand<Input>): Expression<Input> => ({op, left: of(left), right: of(right)});

/** A leaf. */
export const input = <Input>(input: Input): Expression<Input> => ({op: "input", input});

/** A column by its name. */
export const column = (name: string): Expression => input(name);

/** The sum of two. */
export const add = binary("add");
/** The difference of two. */
export const subtract = binary("subtract");
/** The product of two. */
export const multiply = binary("multiply");
/** `left / right` rounded towards zero. The divisor must not be 0; `nullif(divisor, 0)` makes it NULL instead, and so the quotient. */
export const quotient = binary("quotient");
/** What `quotient` leaves over, with the sign of `left`. */
export const remainder = binary("remainder");

/** The least of those that are not NULL; NULL where all are. */
export const least = <Input>(...values: Operand<Input>[]): Expression<Input> => ({op: "least", values: values.map(of)});

/** The greatest of those that are not NULL; NULL where all are. */
export const greatest = <Input>(...values: Operand<Input>[]): Expression<Input> => ({
  op: "greatest",
  values: values.map(of)
});

/** The first that is not NULL. */
export const coalesce = <Input>(...values: Operand<Input>[]): Expression<Input> => ({
  op: "coalesce",
  values: values.map(of)
});

/** The value, NULL where it equals another. */
export const nullif = <Input>(value: Operand<Input>, equal: Operand<Input>): Expression<Input> => ({
  op: "nullif",
  value: of(value),
  equal: of(equal)
});

/** The value in 32 or 64 bits. A product of two 32-bit numbers overflows in SQL unless one of them is cast to 64. */
export const cast = <Input>(value: Operand<Input>, to: IntegerType): Expression<Input> => ({
  op: "cast",
  value: of(value),
  to
});

/** One value where a condition holds, else the other, which is NULL by default. */
export const caseWhen = <Input>(
  when: Condition<Input>,
  then: Operand<Input>,
  otherwise: Operand<Input> | null = null
): Expression<Input> => ({op: "case", when, then: of(then), otherwise: otherwise === null ? null : of(otherwise)});

/** Months since year 0 of UTC milliseconds: `year × 12 + month − 1`. */
export const month = <Input>(ms: Operand<Input>): Expression<Input> => ({op: "month", ms: of(ms)});

/** The day of the month of UTC milliseconds, 1 to 31. */
export const dayOfMonth = <Input>(ms: Operand<Input>): Expression<Input> => ({op: "dayOfMonth", ms: of(ms)});

/** A window function over a partition, in an order that must be given. */
export const over = <Input>(
  call: WindowCall<Input>,
  {
    partitionBy = [],
    orderBy,
    upTo = "rows"
  }: {
    readonly partitionBy?: readonly Expression<Input>[];
    readonly orderBy: Window<Input>["orderBy"];
    readonly upTo?: Window<Input>["upTo"];
  }
): Expression<Input> => ({op: "window", call, partitionBy, orderBy, upTo});

/** A comparison, e.g. `compare(column("event"), "=", 3)`. */
export const compare = <Input>(
  left: Operand<Input>,
  op: "=" | "<>" | "<" | "<=" | ">" | ">=",
  right: Operand<Input>
): Condition<Input> => ({op, left: of(left), right: of(right)});

/** Whether a value is NULL. */
export const isNull = <Input>(value: Expression<Input>): Condition<Input> => ({op: "isNull", value});

/** Whether a value is there. */
export const isNotNull = <Input>(value: Expression<Input>): Condition<Input> => ({op: "isNotNull", value});

/** Whether all of several conditions hold. */
export const and = <Input>(...conditions: Condition<Input>[]): Condition<Input> => ({op: "and", conditions});

/** Whether one of several conditions holds. */
export const or = <Input>(...conditions: Condition<Input>[]): Condition<Input> => ({op: "or", conditions});

/** What an expression reads, in the order of its text; a leaf that stands twice is there twice. */
export function inputsOf<Input>(expression: Expression<Input>): Input[] {
  switch (expression.op) {
    case "input":
      return [expression.input];
    case "number":
      return [];
    default:
      return [...operandsOf(expression).flatMap(inputsOf), ...conditionsOf(expression).flatMap(conditionInputs)];
  }
}

function conditionInputs<Input>(condition: Condition<Input>): Input[] {
  if (condition.op === "and" || condition.op === "or") return condition.conditions.flatMap(conditionInputs);
  if (condition.op === "isNull" || condition.op === "isNotNull") return inputsOf(condition.value);
  return [...inputsOf(condition.left), ...inputsOf(condition.right)];
}

/** Whether a window function stands somewhere in an expression. */
export function hasWindow<Input>(expression: Expression<Input>): boolean {
  const inCondition = (condition: Condition<Input>): boolean =>
    condition.op === "and" || condition.op === "or"
      ? condition.conditions.some(inCondition)
      : condition.op === "isNull" || condition.op === "isNotNull"
        ? hasWindow(condition.value)
        : hasWindow(condition.left) || hasWindow(condition.right);
  return (
    expression.op === "window" ||
    operandsOf(expression).some(hasWindow) ||
    conditionsOf(expression).some((condition) => inCondition(condition))
  );
}

/** The expressions right under one. */
function operandsOf<Input>(expression: Expression<Input>): readonly Expression<Input>[] {
  switch (expression.op) {
    case "input":
    case "number":
      return [];
    case "least":
    case "greatest":
    case "coalesce":
      return expression.values;
    case "nullif":
      return [expression.value, expression.equal];
    case "cast":
      return [expression.value];
    case "month":
    case "dayOfMonth":
      return [expression.ms];
    case "case":
      return expression.otherwise === null ? [expression.then] : [expression.then, expression.otherwise];
    case "window":
      return [
        ...(expression.call.call === "rowNumber" ? [] : [expression.call.value]),
        ...expression.partitionBy,
        ...expression.orderBy
      ];
    default:
      return [expression.left, expression.right];
  }
}

function conditionsOf<Input>(expression: Expression<Input>): readonly Condition<Input>[] {
  return expression.op === "case" ? [expression.when] : [];
}

/**
 * The SQL of an expression. `leaf` is the SQL of what it reads; a name is written as it is by default. Every operation within another stands in parentheses,
 * so that no database's order of precedence matters.
 *
 * @example
 * ```ts
 * import {DUCKDB, SPARK} from "./dialect.js";
 * const half = quotient(add(column("a"), 1), 2);
 * renderExpression(half, DUCKDB) // → "(a + 1) // 2"
 * renderExpression(half, SPARK) // → "(a + 1) DIV 2"
 * ```
 */
export function renderExpression<Input = string>(
  expression: Expression<Input>,
  dialect: Dialect,
  leaf: (input: Input) => string = String
): string {
  const text = (inner: Expression<Input>) => renderExpression(inner, dialect, leaf);
  const nested = (inner: Expression<Input>) => (isBinary(inner) ? `(${text(inner)})` : text(inner));
  switch (expression.op) {
    case "input":
      return leaf(expression.input);
    case "number":
      return String(expression.value);
    case "add":
      return `${nested(expression.left)} + ${nested(expression.right)}`;
    case "subtract":
      return `${nested(expression.left)} - ${nested(expression.right)}`;
    case "multiply":
      return `${nested(expression.left)} * ${nested(expression.right)}`;
    case "remainder":
      return `${nested(expression.left)} % ${nested(expression.right)}`;
    case "quotient":
      return dialect.quotient(nested(expression.left), nested(expression.right));
    case "least":
    case "greatest":
    case "coalesce":
      return `${expression.op}(${expression.values.map(text).join(", ")})`;
    case "nullif":
      return `nullif(${text(expression.value)}, ${text(expression.equal)})`;
    case "cast":
      return `CAST(${text(expression.value)} AS ${dialect[expression.to]})`;
    case "month":
      return dialect.month(text(expression.ms));
    case "dayOfMonth":
      return dialect.dayOfMonth(text(expression.ms));
    case "case": {
      const {when, then, otherwise} = expression;
      const rest = otherwise === null ? "" : ` ELSE ${text(otherwise)}`;
      return `CASE WHEN ${renderCondition(when, dialect, leaf)} THEN ${text(then)}${rest} END`;
    }
    case "window": {
      const {call, partitionBy, orderBy, upTo} = expression;
      const partition = partitionBy.length === 0 ? "" : `PARTITION BY ${partitionBy.map(text).join(", ")} `;
      // a number and a look back have no frame; `peers` is what SQL takes where none is named
      const frame =
        upTo === "peers" || call.call === "rowNumber" || call.call === "lag" ? "" : " ROWS UNBOUNDED PRECEDING";
      return `${callText(call, dialect, text)} OVER (${partition}ORDER BY ${orderBy.map(text).join(", ")}${frame})`;
    }
  }
}

function callText<Input>(
  call: WindowCall<Input>,
  dialect: Dialect,
  text: (inner: Expression<Input>) => string
): string {
  switch (call.call) {
    case "rowNumber":
      return "row_number()";
    case "lastNotNull":
      return dialect.lastNotNull(text(call.value));
    default:
      return `${call.call}(${text(call.value)})`;
  }
}

/** The SQL of a condition, see `renderExpression`. */
export function renderCondition<Input = string>(
  condition: Condition<Input>,
  dialect: Dialect,
  leaf: (input: Input) => string = String
): string {
  const text = (inner: Expression<Input>) => renderExpression(inner, dialect, leaf);
  switch (condition.op) {
    case "isNull":
      return `${operand(condition.value)} IS NULL`;
    case "isNotNull":
      return `${operand(condition.value)} IS NOT NULL`;
    case "and":
    case "or":
      return condition.conditions
        .map((inner) => {
          const said = renderCondition(inner, dialect, leaf);
          return inner.op === "and" || inner.op === "or" ? `(${said})` : said;
        })
        .join(condition.op === "and" ? " AND " : " OR ");
    default:
      return `${text(condition.left)} ${condition.op} ${text(condition.right)}`;
  }
  function operand(value: Expression<Input>): string {
    return isBinary(value) ? `(${text(value)})` : text(value);
  }
}

function isBinary<Input>({op}: Expression<Input>): boolean {
  return op === "add" || op === "subtract" || op === "multiply" || op === "quotient" || op === "remainder";
}
