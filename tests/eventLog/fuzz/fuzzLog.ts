import {random, type Random} from "../../../src/lib/core/random.js";
import {distractor, distractorNames, DISTRACTORS, type DistractorKind} from "./distractors.js";
import {between, chance, choose, shuffled, weighted} from "./draw.js";
import {encoded, fitsWindows1252, packed, type Encoding, type Packing} from "./encodings.js";
import {VOCABULARIES, type Vocabulary} from "./eventWords.js";
import {ID_STYLES, idTexts, NUMERIC_IDS, type IdStyle} from "./ids.js";
import {CASES, LANGUAGES, namesOf, type Case, type Language, type NamedRole} from "./names.js";
import {PRICE_STYLES} from "./prices.js";
import {TIME_STYLES, type TimeStyle} from "./times.js";
import {drawRows, drawShop, shopTruth, type Shop, type Truth, type TruthEvent} from "./truth.js";

/** What a reader must make of a row of the file. */
export interface ExpectedRow {
  /** `set aside`: no event can be read from it. `optional`: an event of none of the four types, which may be left out or kept. */
  readonly read: "event" | "set aside" | "optional";
  /** Why it must be set aside; else what it is. */
  readonly what: string;
  /** Who did it: the user, the session where the log knows no users, the row where it knows neither. */
  readonly who: number;
  readonly ms: number;
  /** Code of the type as in `raw_events`; null for none of the four. */
  readonly type: number | null;
  readonly item: number | null;
  readonly cents: number | null;
  readonly session: number | null;
}

export interface FuzzLog {
  readonly seed: number;
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What the owner states beside the file, as `--map` takes it; empty where the file says all. */
  readonly map: string;
  /** In the order of the file. */
  readonly rows: readonly ExpectedRow[];
  /** Whether a row has a line of its own; where not, rows of a line are in order of time. */
  readonly lines: boolean;
  /** Why a reader may have to ask; empty where everything can be told from the file. */
  readonly ambiguous: readonly string[];
  /** What was drawn, by what it concerns. */
  readonly dialect: Readonly<Record<string, string>>;
}

/** What may be fixed in place of being drawn. */
export interface Fixed {
  readonly shop?: Shop;
  readonly rows?: number;
  readonly kind?: Kind;
  readonly time?: string;
  readonly userIds?: IdStyle;
  readonly itemIds?: IdStyle;
  readonly price?: string;
  readonly vocabulary?: string;
  readonly language?: Language | "neutral" | "no header";
  /** Which of the names a language has for a column, counted round. */
  readonly name?: number;
  readonly nameCase?: Case;
  readonly encoding?: Encoding;
  readonly packing?: Packing;
  readonly delimiter?: string;
  readonly quoting?: Quoting;
  readonly end?: string;
  readonly preamble?: Preamble;
  readonly missing?: string;
  readonly dirt?: Dirt | null;
  readonly distractors?: readonly DistractorKind[];
  readonly zone?: number;
  readonly blanks?: boolean;
  readonly roles?: readonly ("user" | "session" | "event" | "item" | "price")[];
  readonly order?: "time" | "user" | "none";
}

const KINDS = {
  csv: 62,
  ndjson: 16,
  "nested ndjson": 8,
  "json array": 4,
  "pretty json array": 3,
  "nested lists": 7
} as const;
export type Kind = keyof typeof KINDS;
export type Quoting = "minimal" | "text" | "all";
export type Preamble = "none" | "sep=" | "comments" | "title";
export const DIRT = [
  "broken time",
  "missing time",
  "blank user",
  "surplus fields",
  "garbage line",
  "repeated header",
  "negative price"
] as const;
export type Dirt = (typeof DIRT)[number];

const MISSING = ["", "", "", "", "NA", "null", "NULL", "\\N", "None", "nan", "NaN", "undefined", "(not set)", "-"];
const ZONES = [60, 120, -300, -480, 330, 540];
const TYPE_CODES = {
  view: 0,
  page: 0,
  addtocart: 1,
  removefromcart: 2,
  transaction: 3,
  other: null,
  return: null
} as const;

interface Column {
  readonly role: NamedRole | "distractor" | "order" | "quantity";
  readonly name: string;
  /** Whether JSON may have its texts as bare numbers. */
  readonly bare: boolean;
  /** By row of the file. */
  readonly texts: (string | null)[];
}

/** A log in a random dialect with everything that a reader must find in it. The same seed gives the same bytes. */
export function fuzzLog(seed: number, fixed: Fixed = {}): FuzzLog {
  const source = random(seed, 14);
  const shop = fixed.shop ?? drawShop(source);
  const truth = shopTruth(random(seed, 15), shop, fixed.rows ?? drawRows(source));
  // lines of an order have one time, and rows of one line are told apart by theirs
  const kind = fixed.kind ?? weighted(source, shop === "orders" ? {...KINDS, "nested lists": 0} : KINDS);
  const csv = kind === "csv";
  const language = fixed.language ?? drawLanguage(source, csv);
  const neutral = language === "neutral" || language === "no header";
  const spoken: Language = neutral ? "english" : language;
  const orders = shop === "orders";
  const time = drawTime(source, fixed, kind);
  const price = PRICE_STYLES.find(({id}) => id === fixed.price) ?? drawBy(source, PRICE_STYLES);
  const vocabulary = drawVocabulary(source, fixed, spoken);
  const has = drawRoles(source, fixed, shop, kind);
  const zone = time.zoned ? 0 : (fixed.zone ?? (chance(source, 0.15) ? choose(source, ZONES) : 0));
  const missing = fixed.missing ?? (csv ? choose(source, MISSING) : chance(source, 0.2) ? choose(source, MISSING) : "");
  const events = inFileOrder(
    source,
    writable(truth, has.event ? vocabulary : null, kind),
    kind === "nested lists" ? "session" : (fixed.order ?? weighted(source, {time: 70, user: 15, none: 15}))
  );

  // what each row says, in text
  const userStyle = fixed.userIds ?? drawIds(source, shop);
  const itemStyle = fixed.itemIds ?? drawIds(source, shop);
  const sessionStyle = choose(source, ["small", "uuid", "six digits", "hex", "beyond 2^31"] as const);
  const userText = idTexts(source, userStyle, truth.users);
  const itemText = idTexts(source, itemStyle, truth.items);
  const sessionText = idTexts(source, sessionStyle, truth.sessions);
  const pricedEvents = chance(source, 0.7) ? "all" : "purchases";
  const centsOf = ({cents, type}: TruthEvent) =>
    !has.price || cents === null || (pricedEvents === "purchases" && type !== "transaction" && type !== "return")
      ? null
      : Math.max(price.unit, cents - (cents % price.unit));
  const localMs = ({ms}: TruthEvent) => {
    const local = ms + zone * 60_000;
    return local - (local % time.precisionMs);
  };
  const nameCase = fixed.nameCase === undefined ? drawCase(source, spoken) : CASES[fixed.nameCase];
  const nameFrom = (names: readonly string[]) =>
    nameCase(fixed.name === undefined ? choose(source, names) : names[fixed.name % names.length]);
  const nameFor = (role: NamedRole) => nameFrom(namesOf(spoken, role));
  const columns: Column[] = [];
  const add = (
    role: Column["role"],
    name: string,
    bare: boolean,
    write: (event: TruthEvent, row: number) => string | null
  ) => columns.push({role, name, bare, texts: events.map(write)});
  const bareNumbers = chance(source, 0.5);
  if (has.user) add("user", nameFor("user"), bareNumbers && NUMERIC_IDS.has(userStyle), ({user}) => userText(user));
  if (has.session)
    add("session", nameFor("session"), bareNumbers && NUMERIC_IDS.has(sessionStyle), ({session}) =>
      sessionText(session)
    );
  const stamps = events.map((event) => time.write(localMs(event), source));
  if (time.parts === undefined)
    add("time", nameFor("time"), chance(source, 0.6) && /^\d+(\.\d+)?$/.test(stamps[0][0]), (_, row) => stamps[row][0]);
  else time.parts.forEach((part, i) => add(part, nameFor(part), false, (_, row) => stamps[row][i]));
  if (has.event) {
    const word = (type: TruthEvent["type"]) => choose(source, vocabulary.words[type]!);
    add("event", nameFor("event"), vocabulary.meaning === "codes" && bareNumbers, ({type}) => word(type));
  }
  if (has.item)
    add("item", nameFor("item"), bareNumbers && NUMERIC_IDS.has(itemStyle), ({item}) =>
      item === null ? null : itemText(item)
    );
  if (has.price)
    add(
      "price",
      price.inCents ? choose(source, ["price_cents", "amount_cents", "priceCents"]) : nameFor("price"),
      bareNumbers && price.bare === true,
      (event) => {
        const cents = centsOf(event);
        return cents === null ? null : price.write(cents);
      }
    );
  if (orders) {
    add("order", nameFrom(distractorNames(spoken, "order number")), false, ({session}) => String(700_001 + session));
    add("quantity", nameFrom(distractorNames(spoken, "quantity")), bareNumbers, ({type}) =>
      String(between(source, 1, 3) * (type === "return" ? -1 : 1))
    );
  }
  const lastMs = Math.max(...events.map(({ms}) => ms));
  for (const kindOf of fixed.distractors ??
    drawDistractors(source, {orders, item: has.item, event: has.event, lists: kind === "nested lists"})) {
    const {name, write} = distractor(source, kindOf, nameFrom(distractorNames(spoken, kindOf)), lastMs);
    add("distractor", name, false, (event, row) => write(event, row, source));
  }
  const layout = named(source, arranged(source, columns, kind), language);

  // a few rows that cannot be events
  const dirt = drawDirt(source, fixed, {
    kind,
    events: events.length,
    user: has.user,
    header: language !== "no header",
    price: has.price && !price.inCents
  });
  const expected: ExpectedRow[] = events.map((event, row) => ({
    read: has.event || orders ? (TYPE_CODES[event.type] === null ? "optional" : "event") : "event",
    what: event.type,
    who: has.user ? event.user : has.session ? event.session : row,
    ms: localMs(event) - zone * 60_000,
    type: has.event || orders ? TYPE_CODES[event.type] : 0,
    item: has.item ? event.item : null,
    cents: centsOf(event),
    session: has.session ? event.session : null
  }));

  const written = csv
    ? writeCsv(source, fixed, layout, expected, {header: language !== "no header", missing, dirt})
    : writeJson(source, kind, layout, expected, {missing, dirt});
  const mayLatin = fitsWindows1252(written.text);
  const encoding =
    fixed.encoding ??
    (csv
      ? weighted(source, {
          "utf-8": 74,
          "utf-8 with mark": 10,
          "utf-16le": 5,
          "utf-16be": 1,
          "windows-1252": mayLatin ? 30 : 0
        })
      : weighted(source, {"utf-8": 95, "utf-8 with mark": 5}));
  const packing = fixed.packing ?? weighted(source, {plain: 82, gzip: 12, zip: 6});
  const file = packed(written.name, encoded(written.text, encoding), packing);
  const ids: IdStyle[] = [
    ...(has.user ? [userStyle] : []),
    ...(has.item ? [itemStyle] : []),
    ...(has.session ? [sessionStyle] : [])
  ];
  return {
    seed,
    ...file,
    map: zone === 0 ? "" : `zone=${zone}`,
    rows: written.rows,
    lines: kind !== "nested lists",
    ambiguous: [
      ...(has.event && vocabulary.meaning !== "known" ? [`event words: ${vocabulary.meaning}`] : []),
      ...(neutral ? neutralDoubts(layout, ids, time, orders) : []),
      ...dayMonthDoubts(time, events.map(localMs))
    ],
    dialect: {
      shop,
      kind,
      names: language,
      case: Object.keys(CASES).find((key) => CASES[key as Case] === nameCase)!,
      columns: layout.map(({name, role}) => `${name}:${role}`).join(", "),
      time: time.id,
      zone: String(zone),
      users: has.user ? userStyle : "none",
      items: has.item ? itemStyle : "none",
      sessions: has.session ? sessionStyle : "none",
      events: has.event ? vocabulary.id : "none",
      price: has.price ? price.id : "none",
      missing: JSON.stringify(missing),
      dirt: [...new Set(dirt.values())].join(", ") || "none",
      encoding,
      packing,
      ...written.dialect
    }
  };
}

function drawLanguage(source: Random, csv: boolean): Language | "neutral" | "no header" {
  if (chance(source, 0.45)) return "english";
  if (chance(source, 0.86)) return choose(source, LANGUAGES);
  return csv && chance(source, 0.5) ? "no header" : "neutral";
}

function drawBy<T extends {readonly weight: number; readonly id: string}>(source: Random, list: readonly T[]): T {
  const id = weighted(source, Object.fromEntries(list.map((one) => [one.id, one.weight])));
  return list.find((one) => one.id === id)!;
}

function drawTime(source: Random, {time}: Fixed, kind: Kind): TimeStyle {
  if (time !== undefined) {
    const found = TIME_STYLES.find(({id}) => id === time);
    if (found === undefined) throw new RangeError(`no way to write a time is called ${time}`);
    return found;
  }
  // rows of one line are told apart by their times
  return drawBy(
    source,
    kind === "nested lists"
      ? TIME_STYLES.filter((style) => style.precisionMs <= 1000 && style.parts === undefined)
      : TIME_STYLES
  );
}

function drawVocabulary(source: Random, {vocabulary}: Fixed, language: Language): Vocabulary {
  if (vocabulary !== undefined) return VOCABULARIES.find(({id}) => id === vocabulary)!;
  const own = VOCABULARIES.filter((one) => one.language === language);
  if (own.length > 0 && chance(source, 0.7)) return drawBy(source, own);
  return drawBy(
    source,
    VOCABULARIES.filter((one) => one.language === null)
  );
}

function drawRoles(source: Random, {roles}: Fixed, shop: Shop, kind: Kind) {
  const lists = kind === "nested lists";
  const drawn = {
    user: shop !== "no users" && !(lists && chance(source, 0.3)),
    session: lists || chance(source, shop === "no users" ? 0.6 : 0.3),
    event: shop !== "orders" && chance(source, 0.9),
    item: shop !== "no items",
    price: shop !== "no items" && chance(source, shop === "orders" ? 0.9 : 0.5)
  };
  if (roles === undefined) return drawn;
  const is = (role: (typeof roles)[number]) => roles.includes(role);
  return {user: is("user"), session: is("session"), event: is("event"), item: is("item"), price: is("price")};
}

function drawIds(source: Random, shop: Shop): IdStyle {
  return chance(source, 0.45)
    ? choose(source, ["small", "six digits", "prefixed", "uuid"] as const)
    : shop === "long ago"
      ? "small"
      : choose(source, ID_STYLES);
}

function drawCase(source: Random, language: Language): (name: string) => string {
  if (language !== "english") return CASES["as it is"];
  return CASES[weighted(source, {"as it is": 60, UPPER: 8, Title: 12, camel: 14, kebab: 6})];
}

function drawDistractors(
  source: Random,
  {orders, item, event, lists}: {orders: boolean; item: boolean; event: boolean; lists: boolean}
): DistractorKind[] {
  if (lists || chance(source, 0.25)) return [];
  const left: readonly DistractorKind[] = [
    // with an order's columns and no type of event a log would be one of orders
    ...(orders || !event ? (["quantity", "order number"] as const) : []),
    ...(item ? [] : (["category", "brand", "url", "quantity", "order number"] as const))
  ];
  const possible = DISTRACTORS.filter((kind) => !left.includes(kind));
  return shuffled(source, possible).slice(0, between(source, 1, 6));
}

/** Events that a vocabulary has words for; all of them where the log says nothing of types. */
function writable({shop, events}: Truth, vocabulary: Vocabulary | null, kind: Kind): TruthEvent[] {
  if (vocabulary === null) return [...events];
  return events.flatMap((event) => {
    // whether an event of no type of ours is left out must be seen row by row
    if (kind === "nested lists" && event.type === "other") return [];
    if (vocabulary.words[event.type] !== undefined) return [event];
    // a log without items has page views by whatever name
    return event.type === "page" && shop === "no items" ? [{...event, type: "view" as const}] : [];
  });
}

function inFileOrder(
  source: Random,
  events: readonly TruthEvent[],
  order: "time" | "user" | "none" | "session"
): TruthEvent[] {
  if (order === "none") return shuffled(source, events);
  const key = ({user, session}: TruthEvent) => (order === "user" ? user : order === "session" ? session : 0);
  return [...events].sort((a, b) => key(a) - key(b) || a.ms - b.ms);
}

/** Columns in random order; the parts of a time stay together, and their order is the one they were made in. */
function arranged(source: Random, columns: readonly Column[], kind: Kind): Column[] {
  if (kind === "nested lists") return [...columns];
  const parts = columns.filter(({role}) => ["date", "clock", "year", "month", "day", "hour", "minute"].includes(role));
  const blocks = columns.filter((column) => !parts.includes(column)).map((column) => [column]);
  if (parts.length > 0) blocks.push(parts);
  return shuffled(source, blocks).flat();
}

/** Columns with names of which none occurs twice. */
function named(source: Random, columns: readonly Column[], language: Language | "neutral" | "no header"): Column[] {
  const neutral = choose(source, [
    (i: number) => `col${i + 1}`,
    (i: number) => String.fromCharCode(97 + i),
    (i: number) => `V${i + 1}`,
    (i: number) => `field_${i}`,
    (i: number) => `x${i}`
  ]);
  const used = new Set<string>();
  return columns.map((column, i) => {
    let name = language === "neutral" ? neutral(i) : column.name;
    while (used.has(name.toLowerCase())) name += "_2";
    used.add(name.toLowerCase());
    return {...column, name};
  });
}

function drawDirt(
  source: Random,
  {dirt}: Fixed,
  {kind, events, user, header, price}: {kind: Kind; events: number; user: boolean; header: boolean; price: boolean}
): Map<number, Dirt> {
  const rows = new Map<number, Dirt>();
  if (dirt === null || (dirt === undefined && chance(source, 0.5))) return rows;
  const most = Math.floor(events * (dirt === undefined ? 0.045 * source.uniform() : 0.04));
  const possible =
    dirt !== undefined
      ? [dirt]
      : DIRT.filter((one) => {
          if (kind === "nested lists") return one === "garbage line";
          if (one === "blank user") return user;
          if (one === "negative price") return price;
          if (one === "surplus fields") return kind === "csv";
          if (one === "repeated header") return kind === "csv" && header;
          return one !== "garbage line" || kind === "csv" || kind.endsWith("ndjson");
        });
  for (let k = 0; k < Math.max(dirt === undefined ? 0 : 1, most); k++)
    rows.set(between(source, 5, events - 1), choose(source, possible));
  return rows;
}

const BROKEN = ["yesterday", "????", "2023-02-30 10:00:00", "ERROR", "0000-00-00 00:00:00", "31.31.2023", "tbd"];
const aside = (row: ExpectedRow, what: string): ExpectedRow => ({...row, read: "set aside", what});

/** The texts of a row with its fault; null for a column that has none. */
function faulty(source: Random, columns: readonly Column[], texts: (string | null)[], fault: Dirt): (string | null)[] {
  const timeRoles = ["time", "date", "year", "month", "day"];
  const at = columns.findIndex(({role}) => timeRoles.includes(role));
  const with_ = (i: number, text: string | null) => texts.map((own, j) => (j === i ? text : own));
  switch (fault) {
    case "broken time":
      return with_(at, choose(source, BROKEN));
    case "missing time":
      return with_(at, null);
    case "blank user":
      return with_(
        columns.findIndex(({role}) => role === "user"),
        null
      );
    case "negative price":
      return with_(
        columns.findIndex(({role}) => role === "price"),
        choose(source, ["-12.50", "-3.99"])
      );
    case "surplus fields":
      return [...texts, "x", "7"];
    default:
      return texts;
  }
}

interface Written {
  readonly name: string;
  readonly text: string;
  readonly rows: ExpectedRow[];
  readonly dialect: Readonly<Record<string, string>>;
}

function writeCsv(
  source: Random,
  fixed: Fixed,
  columns: readonly Column[],
  expected: readonly ExpectedRow[],
  {header, missing, dirt}: {header: boolean; missing: string; dirt: ReadonlyMap<number, Dirt>}
): Written {
  let delimiter = fixed.delimiter ?? weighted(source, {",": 55, ";": 20, "\t": 15, "|": 7, " ": 3});
  const quoting = fixed.quoting ?? weighted(source, {minimal: 70, all: 15, text: 15});
  const end = fixed.end ?? weighted(source, {"\n": 70, "\r\n": 27, "\r": 3});
  const table: (string | null)[][] = expected.map((_, row) => {
    const texts = columns.map((column) => column.texts[row]);
    const fault = dirt.get(row);
    return fault === undefined ? texts : faulty(source, columns, texts, fault);
  });
  const names = columns.map(({name}) => name);
  const cells = [names, ...table].map((row) => row.map((text) => text ?? missing));
  if (delimiter === " " && cells.some((row) => row.some((cell) => cell === "" || /[\s"]/.test(cell)))) delimiter = ",";
  const needsQuotes = (cell: string) => cell.includes(delimiter) || /["\r\n]/.test(cell) || cell.trim() !== cell;
  const blanks =
    fixed.blanks ?? (quoting === "minimal" && delimiter !== " " && delimiter !== "\t" && chance(source, 0.05));
  const blank = blanks && !cells.some((row) => row.some(needsQuotes)) ? " " : "";
  const quote = (cell: string) =>
    quoting === "all" || needsQuotes(cell) || (quoting === "text" && cell !== "" && !/^-?[\d.]+$/.test(cell))
      ? `"${cell.replaceAll('"', '""')}"`
      : cell;
  const line = (row: readonly string[]) => row.map(quote).join(delimiter + blank);
  const garbage = delimiter === " " ? ["######", "ERROR"] : ["---- 8< ----", "ERROR 500", "(1 row affected)"];
  const lines = cells.slice(1).map((row, i) => {
    const fault = dirt.get(i);
    return fault === "garbage line"
      ? choose(source, garbage)
      : fault === "repeated header"
        ? line(cells[0])
        : line(row);
  });
  const preamble =
    !header || delimiter === " "
      ? "none"
      : (fixed.preamble ?? weighted(source, {none: 86, "sep=": delimiter === "\t" ? 0 : 5, comments: 5, title: 4}));
  const before = {
    none: [],
    "sep=": [`sep=${delimiter}`],
    comments: ["# ----------------", "# All events", "# 20240101-20240131", "# ----------------", ""],
    title: ["Export of all events", ""]
  }[preamble];
  const text = [...before, ...(header ? [line(cells[0])] : []), ...lines].join(end) + (chance(source, 0.9) ? end : "");
  return {
    name: delimiter === "\t" && chance(source, 0.6) ? "log.tsv" : chance(source, 0.1) ? "log.txt" : "log.csv",
    text,
    rows: expected.map((row, i) => (dirt.has(i) ? aside(row, dirt.get(i)!) : row)),
    dialect: {delimiter: JSON.stringify(delimiter + blank), quoting, end: JSON.stringify(end), preamble}
  };
}

function writeJson(
  source: Random,
  kind: Exclude<Kind, "csv">,
  columns: readonly Column[],
  expected: readonly ExpectedRow[],
  {missing, dirt}: {missing: string; dirt: ReadonlyMap<number, Dirt>}
): Written {
  const gap = weighted(source, {null: 60, absent: 40});
  const rows = expected.map((row, i) => (dirt.has(i) ? aside(row, dirt.get(i)!) : row));
  /** The members of a row's object, as JSON. */
  const members = (own: readonly Column[], texts: readonly (string | null)[]): [string, string][] =>
    own.flatMap(({name, bare}, i): [string, string][] => {
      const text = texts[i];
      if (text !== null) return [[name, bare && /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text) ? text : JSON.stringify(text)]];
      if (missing !== "") return [[name, JSON.stringify(missing)]];
      return gap === "null" ? [[name, "null"]] : [];
    });
  const object = (list: readonly (readonly [string, string])[], blank = "") =>
    `{${blank}${list.map(([key, value]) => `${JSON.stringify(key)}: ${value}`).join(`, ${blank}`)}${blank}}`;
  const textsOf = (row: number) => {
    const texts = columns.map((column) => column.texts[row]);
    const fault = dirt.get(row);
    return fault === undefined ? texts : faulty(source, columns, texts, fault);
  };
  if (kind === "nested lists") return writeLists(source, columns, rows, {members, object, dirt});
  const nesting = kind === "nested ndjson" ? choose(source, ["properties", "objects"] as const) : "none";
  const inner: Readonly<Record<string, readonly [string, string]>> = {
    user: ["user", "id"],
    session: ["session", "id"],
    item: ["product", "id"],
    price: ["product", "price"],
    event: ["event", "type"],
    time: ["event", "time"]
  };
  const texts = expected.map((_, row) => {
    const values = textsOf(row);
    if (nesting === "none") return object(members(columns, values));
    const groups = new Map<string, [string, string][]>();
    columns.forEach((column, i) => {
      const [group, name] =
        nesting === "objects"
          ? column.role === "price" && /cents/i.test(column.name)
            ? ["product", "price_cents"]
            : (inner[column.role] ?? ["", column.name])
          : ["item", "price", "distractor", "quantity"].includes(column.role)
            ? ["properties", column.name]
            : ["", column.name];
      const own = members([{...column, name}], [values[i]]);
      groups.set(group, [...(groups.get(group) ?? []), ...own]);
    });
    return object(
      [...groups].flatMap(([group, own]) => (group === "" ? own : [[group, object(own)] as [string, string]]))
    );
  });
  const cut = (text: string, row: number) =>
    dirt.get(row) === "garbage line" ? text.slice(0, Math.floor(text.length / 2)) : text;
  const text =
    kind === "json array"
      ? `[${texts.join(",")}]`
      : kind === "pretty json array"
        ? `[\n${texts.map((one) => JSON.stringify(one) && `  ${one}`).join(",\n")}\n]\n`
        : texts.map((one, row) => `${cut(one, row)}\n`).join("");
  return {
    name: kind.endsWith("array") ? "log.json" : choose(source, ["log.ndjson", "log.jsonl", "log.json"]),
    text,
    rows,
    dialect: {nesting, gap}
  };
}

/** One session a line, its events in a list within. */
function writeLists(
  source: Random,
  columns: readonly Column[],
  rows: readonly ExpectedRow[],
  {
    members,
    object,
    dirt
  }: {
    members: (own: readonly Column[], texts: readonly (string | null)[]) => [string, string][];
    object: (list: readonly (readonly [string, string])[]) => string;
    dirt: ReadonlyMap<number, Dirt>;
  }
): Written {
  const isOuter = ({role}: Column) => role === "user" || role === "session";
  const outer = columns.filter(isOuter);
  const inner = columns.filter((column) => !isOuter(column));
  const list = choose(source, ["events", "actions", "items", "hits"]);
  const lines: string[] = [];
  const out: ExpectedRow[] = [];
  for (let from = 0; from < rows.length;) {
    let to = from + 1;
    while (to < rows.length && rows[to].session === rows[from].session && rows[to].who === rows[from].who) to++;
    const own = Array.from({length: to - from}, (_, i) => from + i);
    const events = own.map((row) =>
      object(
        members(
          inner,
          inner.map((column) => column.texts[row])
        )
      )
    );
    lines.push(
      object([
        ...members(
          outer,
          outer.map((column) => column.texts[from])
        ),
        [list, `[${events.join(", ")}]`]
      ])
    );
    out.push(
      ...own
        .map((row) => rows[row])
        .map((row) => ({...row, read: row.read === "set aside" ? ("event" as const) : row.read}))
    );
    if (own.some((row) => dirt.has(row))) {
      lines.push('{"session": "broken');
      out.push(aside(rows[from], "garbage line"));
    }
    from = to;
  }
  return {
    name: choose(source, ["log.jsonl", "log.ndjson"]),
    text: `${lines.join("\n")}\n`,
    rows: out,
    dialect: {nesting: `list ${list}`}
  };
}

const SHAPES: Readonly<Record<IdStyle, string>> = {
  small: "integer",
  "six digits": "integer",
  "beyond 2^31": "integer",
  "beyond 2^53": "integer",
  "growing numbers": "integer",
  uuid: "text",
  hex: "text",
  prefixed: "text",
  "growing names": "text",
  "leading zeros": "integer",
  decimals: "decimal",
  exponents: "text"
};

/** Where names say nothing, only values are left to tell columns apart. */
function neutralDoubts(
  columns: readonly Column[],
  ids: readonly IdStyle[],
  time: TimeStyle,
  orders: boolean
): string[] {
  const shapes = ids.map((id) => SHAPES[id]);
  const {length} = columns.filter(({role}) => role === "distractor");
  return [
    ...(ids.length === 1 ? ["no names, and one column of ids"] : []),
    ...(new Set(shapes).size < shapes.length ? ["no names, and ids of one shape"] : []),
    ...(time.parts === undefined ? [] : ["no names, and a time in parts"]),
    ...(orders ? ["no names, and orders"] : []),
    ...(columns.some(({role}) => role === "price") ? ["no names, and prices"] : []),
    ...(length > 0 ? ["no names, and other columns"] : [])
  ];
}

/** Where no day lies beyond the twelfth, day and month may as well be the other way round. */
function dayMonthDoubts({order}: TimeStyle, local: readonly number[]): string[] {
  return order !== undefined && local.every((ms) => new Date(ms).getUTCDate() <= 12)
    ? ["no day beyond the twelfth"]
    : [];
}
