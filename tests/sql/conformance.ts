import {MISSING, table, type Table} from "../../src/lib/core/table.js";
import type {AsOfJoin, Dialect} from "../../src/lib/sql/dialect.js";
import type {Engine} from "../../src/lib/sql/engine.js";
import {
  add,
  and,
  caseWhen,
  cast,
  coalesce,
  column,
  compare,
  dayOfMonth,
  greatest,
  isNotNull,
  isNull,
  least,
  month,
  multiply,
  nullif,
  or,
  over,
  quotient,
  remainder,
  renderExpression,
  subtract,
  type Expression
} from "../../src/lib/sql/expression.js";

/** What every engine must give: small tables, something that is asked of them, and the answer, as JSON. One list is run in Node and in a tab. */
export interface ConformanceCase {
  readonly name: string;
  readonly tables?: Readonly<Record<string, Table>>;
  readonly ask: (engine: Engine) => Promise<unknown>;
  readonly expected: unknown;
}

/** Runs a case; what is thrown is the answer too. */
export async function runCase(engine: Engine, {tables = {}, ask}: ConformanceCase): Promise<unknown> {
  for (const [name, rows] of Object.entries(tables)) await engine.load(name, rows);
  try {
    return await ask(engine);
  } catch (error) {
    return `${error instanceof RangeError ? "RangeError" : "Error"}: ${(error as Error).message}`;
  }
}

/** Columns as JSON has them: `i` and whole numbers of up to 32 bits, `f` and wider ones and reals, `t` and texts. */
type Found = Readonly<Record<string, readonly ["i" | "f" | "t", ...(number | string | null)[]]>>;

function found({columns}: Table): Found {
  return Object.fromEntries(
    Object.entries(columns).map(([name, values]) => [
      name,
      values instanceof Int32Array
        ? (["i", ...Array.from(values, (value) => (value === MISSING ? null : value))] as const)
        : values instanceof Float64Array
          ? (["f", ...Array.from(values, (value) => (Number.isNaN(value) ? null : value))] as const)
          : (["t", ...values] as const)
    ])
  );
}

const ints = (...values: (number | null)[]) => Int32Array.from(values, (value) => value ?? MISSING);
const wide = (...values: (number | null)[]) => Float64Array.from(values, (value) => value ?? NaN);

const query = (sql: (dialect: Dialect) => string) => async (engine: Engine) =>
  found(await engine.read(sql(engine.dialect)));

// rows of the left are met before, at and after the times of the right; keys and times are missing on both sides
const LEFT = table({
  id: ints(1, 2, 3, 4, 5, 6, 7, 8),
  who: ints(1, 1, 1, 1, 2, null, 3, 1),
  item: ints(7, 7, 7, 8, 7, 7, 7, 7),
  at_ms: wide(5, 10, 15, 15, 15, 15, 15, null)
});
const RIGHT = table({
  who: ints(1, 1, 1, 1, 2, 3, null, 1),
  item: ints(7, 7, 7, 8, 7, 7, 7, 7),
  at_ms: wide(10, 12, 20, 15, 16, null, 1, null),
  v: ints(100, null, 300, 400, 500, 600, 700, 800)
});

const joined = (options: Partial<AsOfJoin>) => ({
  tables: {lefts: LEFT, rights: RIGHT},
  ask: query((dialect) => {
    const {from} = dialect.asOfJoin({
      left: {from: "lefts AS l", aliases: ["l"]},
      right: "rights",
      as: "r",
      on: [
        ["l.who", "who"],
        ["l.item", "item"]
      ],
      leftTime: "l.at_ms",
      rightTime: "at_ms",
      ...options
    });
    return `SELECT l.id, r.at_ms, r.v FROM ${from} ORDER BY l.id`;
  })
});

/** Many rows, so that an engine may take other ways than for a few; the answer is found by looking through all. */
const MANY = 6000;
const key = (i: number) => (i * 7919) % 61;
const leftTime = (i: number) => (i * 104_729) % 5003;
const rightTime = (i: number) => (i * 15_485_863) % 5003;
const manyRights = [...new Map(Array.from({length: MANY}, (_, i) => [`${key(i)} ${rightTime(i)}`, i])).values()];

/** Expressions over `a` and `b`, both of which may be NULL; each is also run in memory, see the tests of expressions. */
export const EXPRESSIONS: readonly (readonly [string, Expression])[] = (() => {
  const [a, b, ms] = ["a", "b", "ms"].map(column);
  return [
    ["sum", add(a, b)],
    ["nested", subtract(a, subtract(b, 3))],
    ["product", multiply(add(a, 1), subtract(b, 2))],
    ["wide", multiply(1_000_000, cast(a, "bigint"))],
    ["halves", quotient(a, 2)],
    ["quotient", quotient(multiply(100, a), nullif(b, 0))],
    ["twice", quotient(quotient(a, 2), 2)],
    ["over_quotient", quotient(a, nullif(quotient(b, 2), 0))],
    ["rest", remainder(a, 3)],
    ["rest_of_quotient", remainder(quotient(a, 2), 3)],
    ["least", least(a, b, 4)],
    ["greatest", greatest(a, b)],
    ["first", coalesce(a, b, -1)],
    ["unequal", nullif(a, b)],
    ["both", caseWhen(and(isNotNull(a), compare(a, "<", b)), 1, 0)],
    ["either", caseWhen(or(isNull(b), and(compare(a, ">=", 3), compare(b, "<>", 3))), 1, 0)],
    ["otherwise_null", caseWhen(compare(a, "=", b), 7)],
    ["null_is_not_true", caseWhen(compare(a, ">", b), 1, caseWhen(compare(a, "<=", b), 2, 3))],
    ["month", month(ms)],
    ["day", dayOfMonth(ms)]
  ];
})();

/** The rows over which expressions are worked out. */
export const EXPRESSION_ROWS: readonly (readonly [number | null, number | null, number])[] = [
  [7, 2, 0],
  [-7, 2, -1],
  [7, -3, Date.UTC(2024, 1, 29, 23, 59, 59, 999)],
  [0, 0, Date.UTC(2024, 2, 1)],
  [null, 5, Date.UTC(1999, 11, 31, 12)],
  [5, null, Date.UTC(2000, 0, 1)],
  [null, null, Date.UTC(2099, 11, 31)],
  [3, 3, Date.UTC(1969, 6, 20)],
  [2_000_000, 4, Date.UTC(2025, 3, 30, 23)]
];

const ODD_TEXTS = ["it's", 'say "x"', "back\\slash \\n \\0", "line\nbreak", "mörser 🦊 数", "-- no; comment", ""];

/** Of a run inside of scratch, what is seen there and afterwards. */
const seen = async (engine: Engine, name = "kept") =>
  found(await engine.read(`SELECT x FROM ${name} ORDER BY x`)).x.slice(1);

const KEPT = {kept: table({x: ints(1, 2)})};
const replaceKept = (engine: Engine, ...values: number[]) =>
  engine.run(
    engine.dialect.createTable("kept", values.map((x) => `SELECT ${x} AS x`).join(" UNION ALL ") || "SELECT 0 AS x")
  );
const refused = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    () => "refused"
  );

export const CONFORMANCE: readonly ConformanceCase[] = [
  {
    name: "as-of join: the last row strictly before, NULL where there is none",
    ...joined({}),
    expected: {
      id: ["i", 1, 2, 3, 4, 5, 6, 7, 8],
      at_ms: ["f", null, null, 12, null, null, null, null, null],
      v: ["i", null, null, null, null, null, null, null, null]
    }
  },
  {
    name: "as-of join: a row at exactly the time counts where that is asked for",
    ...joined({allowExactMatches: true}),
    expected: {
      id: ["i", 1, 2, 3, 4, 5, 6, 7, 8],
      at_ms: ["f", null, 10, 12, 15, null, null, null, null],
      v: ["i", null, 100, null, 400, null, null, null, null]
    }
  },
  {
    name: "as-of join, inner: rows without a match are dropped",
    ...joined({allowExactMatches: true, how: "inner"}),
    expected: {id: ["i", 2, 3, 4], at_ms: ["f", 10, 12, 15], v: ["i", 100, null, 400]}
  },
  {
    name: "as-of join forward: the first row after, or at, the time",
    ...joined({direction: "forward", allowExactMatches: true}),
    expected: {
      id: ["i", 1, 2, 3, 4, 5, 6, 7, 8],
      at_ms: ["f", 10, 10, 20, 15, 16, null, null, null],
      v: ["i", 100, 100, 300, 400, 500, null, null, null]
    }
  },
  {
    name: "as-of join forward, strictly after",
    ...joined({direction: "forward"}),
    expected: {
      id: ["i", 1, 2, 3, 4, 5, 6, 7, 8],
      at_ms: ["f", 10, 12, 20, null, 16, null, null, null],
      v: ["i", 100, null, 300, null, 500, null, null, null]
    }
  },
  {
    name: "as-of join on an expression of the left, an hour back",
    ...joined({leftTime: "l.at_ms - 3"}),
    expected: {
      id: ["i", 1, 2, 3, 4, 5, 6, 7, 8],
      at_ms: ["f", null, null, 10, null, null, null, null, null],
      v: ["i", null, null, 100, null, null, null, null, null]
    }
  },
  {
    name: "as-of join without keys, of a query",
    ...joined({on: [], right: "(SELECT at_ms, max(v) AS v FROM rights WHERE who = 1 GROUP BY at_ms)"}),
    expected: {
      id: ["i", 1, 2, 3, 4, 5, 6, 7, 8],
      at_ms: ["f", null, null, 12, 12, 12, 12, 12, null],
      v: ["i", null, null, null, null, null, null, null, null]
    }
  },
  {
    name: "as-of joins one after another, on a left that is a join",
    tables: {
      lefts: LEFT,
      rights: RIGHT,
      names: table({who: ints(1, 2), name: ["one", "two"]}),
      prices: table({item: ints(7, 8), from_ms: wide(11, 14), cents: ints(70, 80)})
    },
    ask: query((dialect) => {
      const first = dialect.asOfJoin({
        left: {from: "lefts AS l JOIN names AS n ON n.who = l.who", aliases: ["l", "n"]},
        right: "rights",
        as: "r",
        on: [
          ["l.who", "who"],
          ["l.item", "item"]
        ],
        leftTime: "l.at_ms",
        rightTime: "at_ms"
      });
      const second = dialect.asOfJoin({
        left: first,
        right: "prices",
        as: "p",
        on: [["l.item", "item"]],
        leftTime: "l.at_ms",
        rightTime: "from_ms"
      });
      return `SELECT l.id, n.name, r.at_ms, p.cents FROM ${second.from} ORDER BY l.id`;
    }),
    expected: {
      id: ["i", 1, 2, 3, 4, 5, 8],
      name: ["t", "one", "one", "one", "one", "two", "one"],
      at_ms: ["f", null, null, 12, null, null, null],
      cents: ["i", null, null, 70, 80, 70, null]
    }
  },
  {
    name: "as-of join of thousands of rows",
    tables: {
      lefts: table({
        id: Int32Array.from({length: MANY}, (_, i) => i),
        k: Int32Array.from({length: MANY}, (_, i) => key(i)),
        at_ms: Float64Array.from({length: MANY}, (_, i) => leftTime(i))
      }),
      rights: table({
        k: Int32Array.from(manyRights, key),
        at_ms: Float64Array.from(manyRights, rightTime),
        v: Int32Array.from(manyRights)
      })
    },
    ask: query(
      (dialect) =>
        `SELECT count(r.v) AS matched, sum(l.id * CAST(coalesce(r.v, 1) AS BIGINT) % 1009) AS checked FROM ${
          dialect.asOfJoin({
            left: {from: "lefts AS l", aliases: ["l"]},
            right: "rights",
            as: "r",
            on: [["l.k", "k"]],
            leftTime: "l.at_ms",
            rightTime: "at_ms"
          }).from
        }`
    ),
    expected: (() => {
      let [matched, checked] = [0, 0];
      for (let i = 0; i < MANY; i++) {
        let best = -1;
        for (const j of manyRights)
          if (key(j) === key(i) && rightTime(j) < leftTime(i) && (best === -1 || rightTime(j) > rightTime(best)))
            best = j;
        if (best !== -1) matched++;
        checked += (i * (best === -1 ? 1 : best)) % 1009;
      }
      return {matched: ["f", matched], checked: ["f", checked]};
    })()
  },
  {
    name: "expressions over whole numbers and NULL",
    tables: {
      rows: table({
        id: Int32Array.from(EXPRESSION_ROWS.keys()),
        a: ints(...EXPRESSION_ROWS.map(([a]) => a)),
        b: ints(...EXPRESSION_ROWS.map(([, b]) => b)),
        ms: wide(...EXPRESSION_ROWS.map(([, , ms]) => ms))
      })
    },
    ask: async (engine) => {
      const columns = EXPRESSIONS.map(
        ([name, expression]) => `CAST(${renderExpression(expression, engine.dialect)} AS BIGINT) AS ${name}`
      );
      return found(await engine.read(`SELECT ${columns.join(", ")} FROM rows ORDER BY id`));
    },
    expected: {
      sum: ["f", 9, -5, 4, 0, null, null, null, 6, 2_000_004],
      nested: ["f", 8, -6, 13, 3, null, null, null, 3, 1_999_999],
      product: ["f", 0, 0, -40, -2, null, null, null, 4, 4_000_002],
      wide: ["f", 7e6, -7e6, 7e6, 0, null, 5e6, null, 3e6, 2e12],
      halves: ["f", 3, -3, 3, 0, null, 2, null, 1, 1_000_000],
      quotient: ["f", 350, -350, -233, null, null, null, null, 100, 50_000_000],
      twice: ["f", 1, -1, 1, 0, null, 1, null, 0, 500_000],
      over_quotient: ["f", 7, -7, -7, null, null, null, null, 3, 1_000_000],
      rest: ["f", 1, -1, 1, 0, null, 2, null, 0, 2],
      rest_of_quotient: ["f", 0, 0, 0, 0, null, 2, null, 1, 1],
      least: ["f", 2, -7, -3, 0, 4, 4, 4, 3, 4],
      greatest: ["f", 7, 2, 7, 0, 5, 5, null, 3, 2_000_000],
      first: ["f", 7, -7, 7, 0, 5, 5, -1, 3, 2_000_000],
      unequal: ["f", 7, -7, 7, null, null, 5, null, null, 2_000_000],
      both: ["f", 0, 1, 0, 0, 0, 0, 0, 0, 0],
      either: ["f", 1, 0, 1, 0, 0, 1, 1, 0, 1],
      otherwise_null: ["f", null, null, null, 7, null, null, null, 7, null],
      null_is_not_true: ["f", 1, 2, 1, 2, 3, 3, 3, 2, 1],
      month: ["f", 23640, 23639, 24289, 24290, 23999, 24000, 25199, 23634, 24303],
      day: ["f", 1, 31, 29, 1, 31, 1, 31, 20, 30]
    }
  },
  {
    name: "aggregates leave out NULL, and of nothing are NULL, but for a count",
    tables: {rows: table({k: ints(1, 1, 2, 2), x: ints(5, null, null, null)})},
    ask: query(
      () =>
        "SELECT k, count(*) AS n, count(x) AS known, sum(x) AS s, min(x) AS low, max(x) AS high FROM rows GROUP BY k ORDER BY k"
    ),
    expected: {
      k: ["i", 1, 2],
      n: ["f", 2, 2],
      known: ["f", 1, 0],
      s: ["f", 5, null],
      low: ["i", 5, null],
      high: ["i", 5, null]
    }
  },
  {
    name: "windows in a named order, with and without the rows that share a place",
    tables: {
      rows: table({
        id: ints(1, 2, 3, 4, 5),
        k: ints(1, 1, 1, 1, 2),
        t: ints(10, 20, 20, 30, 5),
        x: ints(1, 2, null, 4, 8)
      })
    },
    ask: async (engine) => {
      const [k, t, x, id] = ["k", "t", "x", "id"].map(column);
      const windows = {
        no: over({call: "rowNumber"}, {partitionBy: [k], orderBy: [t, id]}),
        earlier: over({call: "lag", value: x}, {partitionBy: [k], orderBy: [t, id]}),
        running: over({call: "sum", value: x}, {partitionBy: [k], orderBy: [t, id]}),
        with_peers: over({call: "sum", value: x}, {partitionBy: [k], orderBy: [t], upTo: "peers"}),
        most: over({call: "max", value: x}, {partitionBy: [k], orderBy: [t, id]}),
        latest: over({call: "lastNotNull", value: x}, {partitionBy: [k], orderBy: [t, id]}),
        everybody: over({call: "rowNumber"}, {orderBy: [id]})
      };
      const columns = Object.entries(windows).map(
        ([name, window]) => `CAST(${renderExpression(window, engine.dialect)} AS INTEGER) AS ${name}`
      );
      return found(await engine.read(`SELECT ${columns.join(", ")} FROM rows ORDER BY id`));
    },
    expected: {
      no: ["i", 1, 2, 3, 4, 1],
      earlier: ["i", null, 1, 2, null, null],
      running: ["i", 1, 3, 3, 7, 8],
      with_peers: ["i", 1, 3, 3, 7, 8],
      most: ["i", 1, 2, 2, 4, 8],
      latest: ["i", 1, 2, 2, 4, 8],
      everybody: ["i", 1, 2, 3, 4, 5]
    }
  },
  {
    name: "rows that share a place in the order count together only where that is asked for",
    tables: {rows: table({id: ints(1, 2, 3), t: ints(1, 1, 2), x: ints(1, 2, 4)})},
    ask: async (engine) => {
      const sum = (upTo: "rows" | "peers", ...by: [string, ...string[]]) =>
        renderExpression(
          over({call: "sum", value: column("x")}, {orderBy: by.map(column) as [Expression, ...Expression[]], upTo}),
          engine.dialect
        );
      return found(
        await engine.read(
          `SELECT CAST(${sum("rows", "t", "id")} AS INTEGER) AS by_row, CAST(${sum("peers", "t")} AS INTEGER) AS by_place FROM rows ORDER BY id`
        )
      );
    },
    expected: {by_row: ["i", 1, 3, 7], by_place: ["i", 3, 3, 7]}
  },
  {
    name: "NULL comes where the order says",
    tables: {rows: table({x: ints(2, null, 1)})},
    ask: async (engine) => [
      found(await engine.read("SELECT x FROM rows ORDER BY x NULLS FIRST")).x,
      found(await engine.read("SELECT x FROM rows ORDER BY x NULLS LAST")).x,
      found(await engine.read("SELECT x FROM rows ORDER BY x DESC NULLS LAST")).x
    ],
    expected: [
      ["i", null, 1, 2],
      ["i", 1, 2, null],
      ["i", 2, 1, null]
    ]
  },
  {
    name: "types come back as 32 bits, wider numbers, or text",
    tables: {rows: table({i: ints(1, null), w: wide(3e12, null), r: wide(0.5, null), t: ["x", null]})},
    ask: query(
      ({
        integer,
        bigint,
        double,
        text
      }) => `SELECT i, w, r, t, CAST(i AS ${integer}) AS as_integer, CAST(i AS ${bigint}) AS as_bigint,
  CAST(i AS ${double}) AS as_double, CAST(i AS ${text}) AS as_text, i = 1 AS yes, NULL AS nothing FROM rows ORDER BY i NULLS LAST`
    ),
    expected: {
      i: ["i", 1, null],
      w: ["f", 3e12, null],
      r: ["f", 0.5, null],
      t: ["t", "x", null],
      as_integer: ["i", 1, null],
      as_bigint: ["f", 1, null],
      as_double: ["f", 1, null],
      as_text: ["t", "1", null],
      yes: ["i", 1, null],
      nothing: ["i", null, null]
    }
  },
  {
    name: "sums and counts are wide, and exact up to 2^53",
    tables: {rows: table({x: wide(2 ** 53 - 2, 1)})},
    ask: query(() => "SELECT count(*) AS n, sum(x) AS s, max(x) AS m FROM rows"),
    expected: {n: ["f", 2], s: ["f", 2 ** 53 - 1], m: ["f", 2 ** 53 - 2]}
  },
  {
    name: "a whole number beyond 2^53 is refused and not rounded",
    tables: {rows: table({x: wide(2 ** 53 - 1)})},
    ask: async (engine) =>
      (
        (await runCase(engine, {name: "", ask: query(() => "SELECT x + 2 AS far FROM rows"), expected: null})) as string
      ).slice(0, 26),
    expected: "RangeError: column far hol"
  },
  {
    name: "milliseconds are UTC, wherever the engine runs",
    ask: query(
      (dialect) =>
        `SELECT CAST(${dialect.timestampOfMillis("CAST(1709251199999 AS BIGINT)")} AS ${dialect.text}) LIKE '2024-02-29 23:59:59.999%' AS leap,
  ${dialect.month("CAST(0 AS BIGINT)")} AS epoch, CAST(${dialect.dayOfMonth("CAST(-1 AS BIGINT)")} AS ${dialect.integer}) AS eve`
    ),
    expected: {leap: ["i", 1], epoch: ["i", 23640], eve: ["i", 31]}
  },
  {
    name: "texts are what they were, in a literal and in a table",
    tables: {texts: table({id: Int32Array.from(ODD_TEXTS.keys()), t: ODD_TEXTS})},
    ask: async (engine) => {
      const same = ODD_TEXTS.map((text, i) => `SELECT ${i} AS id, ${engine.dialect.literal(text)} AS t`);
      return [
        found(await engine.read("SELECT t FROM texts ORDER BY id")).t,
        found(await engine.read(`SELECT t FROM (${same.join(" UNION ALL ")}) ORDER BY id`)).t,
        found(
          await engine.read(`SELECT count(*) AS n FROM (${same.join(" UNION ALL ")}) AS s JOIN texts ON texts.t = s.t`)
        ).n
      ];
    },
    expected: [
      ["t", ...ODD_TEXTS],
      ["t", ...ODD_TEXTS],
      ["f", ODD_TEXTS.length]
    ]
  },
  {
    name: "a text with a NUL in it keeps its length and ends no statement",
    ask: query(({literal, integer}) => `SELECT CAST(length(${literal("a\0b'c")}) AS ${integer}) AS n, 1 AS later`),
    expected: {n: ["i", 5], later: ["i", 1]}
  },
  {
    name: "a table is replaced, whatever columns it had, and a view follows what it reads",
    tables: {source: table({x: ints(1, 2, 3)})},
    ask: async (engine) => {
      const {createTable, createView, dropTable} = engine.dialect;
      await engine.run(createTable("made", "SELECT x, x AS y FROM source"));
      await engine.run(
        [
          createTable("made", "SELECT x + 1 AS z FROM source"),
          createView("looking", "SELECT z FROM made WHERE z > 2")
        ].join("\n")
      );
      const first = found(await engine.read("SELECT * FROM looking ORDER BY z"));
      await engine.run(createTable("made", "SELECT 9 AS z"));
      const second = found(await engine.read("SELECT * FROM looking"));
      await engine.run(createView("looking", "SELECT 5 AS z"));
      const third = found(await engine.read("SELECT * FROM looking"));
      await engine.run(dropTable("made"));
      return [first, second, third, await refused(engine.read("SELECT * FROM made"))];
    },
    expected: [{z: ["i", 3, 4]}, {z: ["i", 9]}, {z: ["i", 5]}, "refused"]
  },
  {
    name: "an empty table has its types, and takes rows",
    ask: async (engine) => {
      await engine.run(
        engine.dialect.createEmptyTable("empty", {line: "bigint", n: "integer", share: "double", reason: "text"})
      );
      const before = found(await engine.read("SELECT * FROM empty"));
      await engine.append("empty", table({line: wide(1e12), n: ints(3), share: wide(0.25), reason: ["because"]}));
      await engine.append("empty", table({line: wide(2), n: ints(null), share: wide(null), reason: [null]}));
      return [before, found(await engine.read("SELECT * FROM empty ORDER BY line"))];
    },
    expected: [
      {line: ["f"], n: ["i"], share: ["f"], reason: ["t"]},
      {line: ["f", 2, 1e12], n: ["i", null, 3], share: ["f", null, 0.25], reason: ["t", null, "because"]}
    ]
  },
  {
    name: "a scan hands over what a read gives, in its order",
    tables: {rows: table({x: Int32Array.from({length: 150_000}, (_, i) => (i * 7919) % 150_000)})},
    ask: async (engine) => {
      let [next, batches] = [0, 0];
      await engine.scan("SELECT x FROM rows ORDER BY x", ({rows, columns}) => {
        batches++;
        for (let i = 0; i < rows; i++) if (columns.x[i] === next) next++;
      });
      return [next, batches > 1];
    },
    expected: [150_000, true]
  },
  {
    name: "scratch: what is replaced and made is seen inside and gone afterwards",
    tables: KEPT,
    ask: async (engine) => {
      const inside = await engine.scratch(async () => {
        const before = await seen(engine);
        await replaceKept(engine, 7, 8, 9);
        await engine.run(engine.dialect.createTable("fresh", "SELECT max(x) AS x FROM kept"));
        await engine.run(engine.dialect.createView("looking_in", "SELECT x FROM fresh"));
        return [before, await seen(engine), await seen(engine, "looking_in")];
      });
      return [inside, await seen(engine), await refused(engine.read("SELECT * FROM fresh"))];
    },
    expected: [[[1, 2], [7, 8, 9], [9]], [1, 2], "refused"]
  },
  {
    name: "scratch: a failure leaves all as it was",
    tables: KEPT,
    ask: async (engine) => {
      const failed = await engine
        .scratch(async () => {
          await replaceKept(engine, 5);
          await engine.run("SELECT nothing FROM nowhere");
        })
        .then(
          () => "done",
          () => "failed"
        );
      const thrown = await engine
        .scratch(async () => {
          await replaceKept(engine, 5);
          throw new TypeError("no more");
        })
        .catch((error: Error) => `${error.name}: ${error.message}`);
      await engine.run(engine.dialect.createTable("after_scratch", "SELECT x FROM kept"));
      return [failed, thrown, await seen(engine), await seen(engine, "after_scratch")];
    },
    expected: ["failed", "TypeError: no more", [1, 2], [1, 2]]
  },
  {
    name: "scratch: the inner sees what the outer has made, and leaves it as it was",
    tables: KEPT,
    ask: async (engine) => {
      const inside = await engine.scratch(async () => {
        await replaceKept(engine, 3);
        await engine.run(engine.dialect.createTable("middle", "SELECT 4 AS x"));
        const inner = await engine.scratch(async () => {
          const met = [await seen(engine), await seen(engine, "middle")];
          await replaceKept(engine, 10, 11);
          return [...met, await seen(engine)];
        });
        return [inner, await seen(engine), await seen(engine, "middle")];
      });
      return [inside, await seen(engine)];
    },
    expected: [
      [[[3], [4], [10, 11]], [3], [4]],
      [1, 2]
    ]
  },
  {
    name: "scratch: rows are loaded into it, and the tables outside cannot be changed",
    tables: KEPT,
    ask: async (engine) => {
      const inside = await engine.scratch(async () => {
        await engine.load("loaded", table({x: ints(6)}));
        await engine.append("loaded", table({x: ints(7)}));
        const attempts = [
          await refused(engine.run("INSERT INTO kept VALUES (5)")),
          await refused(engine.run("DELETE FROM kept")),
          await refused(engine.run(engine.dialect.dropTable("kept")))
        ];
        await engine.load("kept", table({x: ints(100, 101)}));
        return [await seen(engine, "loaded"), attempts, await seen(engine)];
      });
      return [inside, await seen(engine), await refused(engine.read("SELECT * FROM loaded"))];
    },
    expected: [
      [
        [6, 7],
        ["refused", "refused", "refused"],
        [100, 101]
      ],
      [1, 2],
      "refused"
    ]
  }
];
