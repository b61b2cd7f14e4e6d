import type {Condition, Expression} from "./expression.js";

/** A value at the time of the call; NULL is NaN, which arithmetic hands on as SQL does. */
export type Evaluate = () => number;

/**
 * The function that an expression is, in memory: the same whole numbers as its SQL gives, up to 2^53, with NaN for NULL. `leaf` gives, once, the function that
 * reads an input. Throws `RangeError` for a window function, which has no value in one row.
 *
 * @example
 * ```ts
 * import {column, nullif, quotient} from "./expression.js";
 * const row = {cents: 250, events: 0};
 * const mean = compileExpression(quotient(column("cents"), nullif(column("events"), 0)), (name) => () => row[name as keyof typeof row]);
 * Number.isNaN(mean()) // → true
 * row.events = 3
 * mean() // → 83
 * ```
 */
export function compileExpression<Input>(expression: Expression<Input>, leaf: (input: Input) => Evaluate): Evaluate {
  const compile = (inner: Expression<Input>) => compileExpression(inner, leaf);
  switch (expression.op) {
    case "input":
      return leaf(expression.input);
    case "number": {
      const {value} = expression;
      return () => value;
    }
    case "add": {
      const [a, b] = [compile(expression.left), compile(expression.right)];
      return () => a() + b();
    }
    case "subtract": {
      const [a, b] = [compile(expression.left), compile(expression.right)];
      return () => a() - b();
    }
    case "multiply": {
      const [a, b] = [compile(expression.left), compile(expression.right)];
      return () => a() * b() + 0;
    }
    // a zero that is added makes a negative zero an ordinary one
    case "remainder": {
      const [a, b] = [compile(expression.left), compile(expression.right)];
      return () => (a() % b()) + 0;
    }
    case "quotient": {
      const a = compile(expression.left);
      if (expression.right.op === "number") {
        const {value} = expression.right;
        return () => Math.trunc(a() / value) + 0;
      }
      const b = compile(expression.right);
      // exact: two whole numbers below 2^53 whose quotient is not whole are further from the next whole number than rounding takes them
      return () => Math.trunc(a() / b()) + 0;
    }
    case "least":
      return expression.values.map(compile).reduce((a, b) => () => {
        const [x, y] = [a(), b()];
        return x <= y || y !== y ? x : y;
      });
    case "greatest":
      return expression.values.map(compile).reduce((a, b) => () => {
        const [x, y] = [a(), b()];
        return x >= y || y !== y ? x : y;
      });
    case "coalesce":
      return expression.values.map(compile).reduce((a, b) => () => {
        const x = a();
        return x === x ? x : b();
      });
    case "nullif": {
      const [a, b] = [compile(expression.value), compile(expression.equal)];
      return () => {
        const x = a();
        return x === b() ? NaN : x;
      };
    }
    case "cast":
      // a double holds both widths
      return compile(expression.value);
    case "month": {
      const ms = compile(expression.ms);
      return () => {
        const date = new Date(ms());
        return date.getUTCFullYear() * 12 + date.getUTCMonth();
      };
    }
    case "dayOfMonth": {
      const ms = compile(expression.ms);
      return () => new Date(ms()).getUTCDate();
    }
    case "case": {
      const when = compileCondition(expression.when, leaf);
      const then = compile(expression.then);
      if (expression.otherwise === null) return () => (when() ? then() : NaN);
      const otherwise = compile(expression.otherwise);
      return () => (when() ? then() : otherwise());
    }
    case "window":
      throw new RangeError(`${expression.call.call} over a window has no value in one row`);
  }
}

/** The function that a condition is, see `compileExpression`. */
export function compileCondition<Input>(condition: Condition<Input>, leaf: (input: Input) => Evaluate): () => boolean {
  switch (condition.op) {
    case "isNull": {
      const value = compileExpression(condition.value, leaf);
      return () => Number.isNaN(value());
    }
    case "isNotNull": {
      const value = compileExpression(condition.value, leaf);
      return () => !Number.isNaN(value());
    }
    case "and": {
      const all = condition.conditions.map((inner) => compileCondition(inner, leaf));
      return () => all.every((holds) => holds());
    }
    case "or": {
      const any = condition.conditions.map((inner) => compileCondition(inner, leaf));
      return () => any.some((holds) => holds());
    }
    default: {
      const [a, b] = [compileExpression(condition.left, leaf), compileExpression(condition.right, leaf)];
      switch (condition.op) {
        case "=":
          return () => a() === b();
        case "<>":
          return () => {
            const [x, y] = [a(), b()];
            return x < y || x > y;
          };
        case "<":
          return () => a() < b();
        case "<=":
          return () => a() <= b();
        case ">":
          return () => a() > b();
        case ">=":
          return () => a() >= b();
      }
    }
  }
}
