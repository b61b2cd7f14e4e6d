import {clustering, dependence, type ColumnProfile, type Dependence} from "./columnProfile.js";
import type {Role} from "./mapping.js";

/** No column of such values can play the role. */
const NEVER = -Infinity;

/** What a name that says nothing but the role is worth. */
const NAME = 6;

/** Of a column that no name speaks for, how much its values must show. */
const UNNAMED: Readonly<Record<Role, number>> = {
  time: -1,
  event: -1,
  user: -1,
  session: -4,
  item: -1,
  price: -3,
  category: -4,
  brand: -4,
  ingested: -4
};

/**
 * What a sample says of columns and roles. Scores add up and are read as logarithms of odds: 0 is as likely as not, 3 is twenty to one. The name of a column
 * is a prior, worth up to 6; values and how columns depend on each other give the rest. The weights are set by hand and measured on generated logs.
 */
export interface RoleScores {
  /** That a column plays a role, whatever the others do; −∞ where its values cannot. */
  alone(role: Role, column: ColumnProfile): number;
  /** What it adds that two columns play two roles. */
  together(a: Role, columnA: ColumnProfile, b: Role, columnB: ColumnProfile): number;
  /** Whether two columns tell the same in other words, so that it matters little which of them plays a role. */
  same(role: Role, a: ColumnProfile, b: ColumnProfile): boolean;
}

/** Roles whose columns say something of each other; the others are scored alone. */
export const RELATED: readonly (readonly [Role, Role])[] = [
  ["user", "session"],
  ["user", "item"],
  ["item", "price"],
  ["item", "category"],
  ["item", "brand"],
  ["time", "ingested"]
];

/** Scores of the columns of one sample. What they say of each other is worked out once, when it is first asked for. */
export function roleScores(columns: readonly ColumnProfile[]): RoleScores {
  const dependences = new Map<number, Dependence>();
  const depends = (a: ColumnProfile, b: ColumnProfile): Dependence => {
    const key = a.index * columns.length + b.index;
    let found = dependences.get(key);
    if (found === undefined) dependences.set(key, (found = dependence(a, b)));
    return found;
  };
  const orders = ordersOf(columns);
  const clusterings = new Map<number, number>();
  /** From 0 to 3, less where there are few rows. */
  const together = (column: ColumnProfile): number => {
    let found = clusterings.get(column.index);
    if (found === undefined) {
      const most = Math.max(...orders.map((order) => clustering(column, order)));
      found = Math.min(3, Math.max(0, most)) * Math.min(1, column.values.length / 100);
      clusterings.set(column.index, found);
    }
    return found;
  };
  const unitOf = new Map(columns.map((column) => [column, unitOfTotal(column, columns)] as const));
  const units = new Set(unitOf.values());
  // a file may have ten thousand columns: what is asked of each beside all others is asked of few
  const idsOf = (role: "user" | "item") =>
    columns.filter(({named, fill, counts}) => named[role] >= 0.7 && fill > 0.5 && counts.size > 2);
  const ids = {user: idsOf("user"), item: idsOf("item")};
  const knowingAll = columns.filter(({named, fill, counts}) => named.user >= 0.5 && fill >= 0.95 && counts.size > 2);
  const timed = columns.filter(({times, counts}) => times !== null && counts.size >= 20);
  const clocks = columns.filter(({times}) => times !== null && !times.days);
  const clock = [...clocks].sort((a, b) => b.named.time - a.named.time)[0] as ColumnProfile | undefined;

  const alone = (role: Role, column: ColumnProfile): number => {
    const {named, values, counts, times, fill} = column;
    const own = named[role];
    const rival = Math.max(...Object.entries(named).map(([other, strength]) => (other === role ? 0 : strength)));
    if (values.length === 0 || column.isPart === true) return NEVER;
    let score = own > 0 ? NAME * own : UNNAMED[role];
    // few logs have neither users nor items, whatever they are called
    if (own === 0 && rival < 0.5 && (role === "user" || role === "item")) score += 1.5;
    score -= 4 * Math.max(0, rival - own);
    // a name that leaves no doubt stands above how few or many values a sample has
    const doubt = 1 - 0.75 * own;
    const constant = counts.size === 1 && values.length >= 10;
    const unique = counts.size === values.length && values.length >= 20;
    // a name stands beside the id of what it names
    if (
      (role === "user" || role === "item") &&
      areNames(column) &&
      ids[role].some((other) => other !== column && !areNames(other))
    )
      score -= 3;
    const textTimes = times !== null && !/^(?:s|ms|us|ns|excel)$/.test(times.format) && !/^\d+$/.test(values[0]);
    switch (role) {
      case "time":
      case "ingested": {
        if (times === null) return NEVER;
        if (role === "ingested") return score;
        score += textTimes
          ? 5
          : (({ms: 4, us: 4, ns: 4, s: 0.5, excel: -2} as Record<string, number>)[times.format] ?? 0);
        const {monotone, byOne} = stepsOf(times.ms);
        if (monotone && values.length >= 5) score += times.format === "s" ? 3 : 1.5;
        if (byOne) score -= 4; // numbers of rows
        if (constant) score -= 3;
        if (fill < 0.5) score -= 3;
        // of two clocks that go together the later one is that of whoever took the event down
        if (clocks.some((other) => isEarlierClock(other, column))) score -= 2.5;
        if (times.days) score -= clocks.some((other) => isDayOf(column, other)) ? 3 : 0.5;
        return score;
      }
      case "event": {
        const {eventWords, eventTypes, whole} = column;
        if (values.some((value) => value.length > 100 || /[{[]/.test(value))) return NEVER;
        if (whole > 0.9) {
          // codes say nothing of themselves
          return own >= 0.5 && counts.size <= 12 ? score - 1 : NEVER;
        }
        if (counts.size > 300 && eventWords < 0.5) return NEVER;
        if (eventWords === 0 && own < 0.5) return NEVER;
        // one word for all rows is as likely said of something else
        if (constant && own < 0.5) score -= 3;
        if (eventWords > 0)
          return (
            score +
            (eventWords >= 0.5 ? 4 : own >= 0.5 ? 2 : -1) +
            (eventTypes >= 2 ? 1.5 * eventTypes - 1 : 0) +
            (eventWords >= 0.95 && eventTypes >= 3 ? 1 : 0)
          );
        if (constant || counts.size === 1) return score - 7;
        const repeated = counts.size <= 60 && (values.length >= 2 * counts.size || values.length < 20);
        return score - (repeated ? 1 : 7);
      }
      case "user":
      case "session": {
        score += fill >= 0.9 ? 1 : fill >= 0.5 ? -0.5 : fill >= 0.2 ? -2.5 : -4;
        if (constant) score -= 3 * doubt;
        if (unique) score -= (role === "user" ? 2 : 3) * doubt;
        else score += (role === "user" ? 0.5 : 0.4) * together(column);
        // nobody comes back: as likely sessions
        if (role === "session" && isNameless(column) && areRandom(column)) score += 3;
        // a login that some visits lack, beside what knows all of them
        if (role === "user" && own >= 0.5 && fill < 0.9 && knowingAll.some((other) => other !== column)) score -= 1.5;
        // all rows of an order are of one time
        if (role === "user" && own < 0.5 && !unique && timed.some((other) => isOfOneTime(depends, column, other)))
          score -= 4;
        if (own < 0.5) score += role === "user" ? calledAs(column, USERS) - calledAs(column, ITEMS) : 0;
        // there is no name that could say so, and few logs are of nobody
        if (role === "user" && isNameless(column)) score += 1;
        if (role === "user" && own < 0.5 && clock !== undefined && neverReturns(column, clock)) score -= 1.5;
        return score - fewIds(column) * doubt - noId(column, textTimes, own);
      }
      case "item": {
        score += fill >= 0.5 ? 1 : fill >= 0.1 ? 0 : fill >= 0.02 ? -1 : -3;
        if (constant) score -= 2 * doubt;
        // a table in which nothing occurs twice has another column for what is bought
        if (unique) score -= Math.max(2, 3 * doubt);
        else score -= 0.25 * together(column);
        if (own >= 0.5) score += calledAs(column, ITEMS);
        else score += calledAs(column, ITEMS) - calledAs(column, USERS) - (areRandom(column) ? 1.5 : 0);
        return score - fewIds(column) * doubt - noId(column, textTimes, own);
      }
      case "price": {
        const {numeric, decimals, currency, whole} = column;
        // the price of a few rows may be dirty
        if (numeric < (own >= 0.7 ? 0.6 : 0.9)) return NEVER;
        if (decimals >= 0.2) score += 1.5;
        // of a file without a header, all that is known
        if (isNameless(column) && decimals >= 0.8) score += 3;
        // a kind of price, and none
        if (counts.size <= 2 && values.length >= 50 && whole > 0.99) score -= 4;
        if (unitOf.get(column) !== undefined) score -= 3;
        else if (units.has(column)) score += own > 0 ? 1 : 5;
        if (currency >= 0.5) score += 3;
        if (whole >= 0.99 && own < 0.3) score -= 1.5;
        if (times !== null && own < 0.3) score -= 3;
        if (constant && own < 0.3) score -= 1;
        return score;
      }
      case "category":
      case "brand": {
        if (fill < 0.01) return NEVER;
        if (unique) score -= 2;
        if (column.decimals >= 0.5 && column.numeric >= 0.9) score -= 2;
        return score - (textTimes ? 6 : 0);
      }
    }
  };

  return {
    alone,
    together(a, columnA, b, columnB) {
      if (a === "time" && b === "ingested") {
        if (columnA.timeOfRow === null || columnB.timeOfRow === null) return 0;
        let later = 0;
        let both = 0;
        for (let i = 0; i < columnA.timeOfRow.length; i++) {
          const difference = columnB.timeOfRow[i] - columnA.timeOfRow[i];
          if (Number.isNaN(difference)) continue;
          both++;
          if (difference >= -1000) later++;
        }
        return both === 0 ? 0 : later >= 0.9 * both ? 1 : later < 0.5 * both ? -1 : 0;
      }
      if (a === "user" && b === "session") {
        const within = depends(columnB, columnA);
        const around = depends(columnA, columnB);
        if (within.checks < 5 || columnA.counts.size < 2) return 0;
        if (within.share < 0.9) return around.checks >= 5 && around.share >= 0.98 ? -3 : -1.5;
        return within.share >= 0.98 && !(around.share >= 0.98) ? 1.5 : 0;
      }
      if (a === "user" && b === "item") {
        const users = depends(columnA, columnB);
        const items = depends(columnB, columnA);
        let score = 0;
        // whoever looks at one thing only, and what one person only looks at
        if (users.checks >= 10 && users.share >= 0.98) score -= 1;
        if (items.checks >= 10 && items.share >= 0.98) score -= 1.5;
        return score;
      }
      const {share, checks} = depends(columnA, columnB);
      if (checks < 5) return 0;
      if (b === "price") return share >= 0.8 ? 1 : share < 0.3 ? -0.5 : 0;
      return share >= 0.95 ? 1.5 : share < 0.6 ? -1 : 0;
    },
    same(role, a, b) {
      if (role === "time" || role === "ingested") {
        if (a.timeOfRow === null || b.timeOfRow === null) return false;
        return a.timeOfRow.every((ms, i) => !(Math.abs(ms - b.timeOfRow![i]) > 1000));
      }
      const [ab, ba] = [depends(a, b), depends(b, a)];
      return (
        ab.checks >= 5 && ba.checks >= 5 && ab.share >= 0.99 && ba.share >= 0.99 && Math.abs(a.fill - b.fill) < 0.02
      );
    }
  };
}

/** What speaks against values that are to tell one thing from another. */
function noId(
  {eventWords, decimals, numeric, values, counts, fill}: ColumnProfile,
  textTimes: boolean,
  named: number
): number {
  let against = textTimes ? 6 : 0;
  if (eventWords >= 0.5) against += 6;
  // lists of several
  if (shareOf(counts, values.length, (value) => /^[[{].*[\]}]$/s.test(value)) > 0.01) against += 6;
  if (shareOf(counts, values.length, isDevice) >= 0.9) against += 8;
  if (named >= 0.5) return against;
  if (numeric >= 0.9 && decimals >= 0.2) against += 2.5;
  if (values.some((value) => value.length > 60)) against += 3;
  // sentences, addresses of pages
  if (shareOf(counts, values.length, (value) => /\p{L}\s+\p{L}|^https?:/u.test(value)) >= 0.3) against += 3;
  if (counts.size === values.length && values.length >= 20 && fill > 0.9 && countsUp(values)) against += 4;
  return against;
}

/** What values begin with where people make up ids: `SKU-1042`, `prod_77`; `u1042`, `cust-9`, an address of e-mail. */
const ITEMS = /^(?:(?:sku|item|prod|product|art|article|artikel|asin|pid)[-_ .:]?[\dA-Z]*\d|B0[\dA-Z]{8}$)/i;
const USERS =
  /^(?:(?:u|user|usr|uid|cust|customer|visitor|client|kunde|kd|guest|anon|anonymous|member)[-_ .:]?[\dA-Fa-f-]*\d|[^\s@]+@[^\s@]+\.[a-z]{2,}$)/i;

/** From 0 to 2, for values that are written so. */
const calledAs = ({counts, values}: ColumnProfile, pattern: RegExp): number =>
  shareOf(counts, values.length, (value) => pattern.test(value)) >= 0.9 ? 2 : 0;

/** Whether values were drawn by a machine, as nobody does for what stands in a shop. */
const areRandom = ({counts, values}: ColumnProfile): boolean =>
  shareOf(counts, values.length, (value) =>
    /^(?:[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}|(?=.*\d)(?=.*[a-f])[\da-f]{12,64})$/i.test(value)
  ) >= 0.9;

/** Whether a file gives its columns no names. */
const isNameless = ({name}: ColumnProfile): boolean => /^column \d+$/.test(name);

/** Whether values are what people call things or each other: words with a blank between, and no codes. */
function areNames({counts, values}: ColumnProfile): boolean {
  return shareOf(counts, values.length, (value) => /\p{L}{2}/u.test(value) && /\p{L}[.,]?\s+\p{L}/u.test(value)) >= 0.5;
}

/** Whether each value of a column occurs at one time only, although it occurs several times, and others at others. */
function isOfOneTime(
  depends: (a: ColumnProfile, b: ColumnProfile) => Dependence,
  column: ColumnProfile,
  time: ColumnProfile
): boolean {
  if (time === column || time.times === null || time.counts.size < 20 || column.counts.size < 10) return false;
  const {share, checks} = depends(column, time);
  return checks >= 20 && share >= 0.98;
}

/** Of prices that are those of the whole line, the column of prices that they are a number of pieces of, in more than the rows of one piece. */
function unitOfTotal(column: ColumnProfile, columns: readonly ColumnProfile[]): ColumnProfile | undefined {
  if (Math.max(column.named.price, 0) === 0 || column.numeric < 0.6) return undefined;
  const pieces = columns.filter(({named, numeric}) => named.quantity >= 0.7 && numeric >= 0.9);
  if (pieces.length === 0) return undefined;
  const byRow = (of: ColumnProfile) => {
    const numbers = [...of.counts.keys()].map(amountOf);
    return (row: number) => (of.codes[row] === -1 ? NaN : numbers[of.codes[row]]);
  };
  const total = byRow(column);
  return columns.find((unit) => {
    if (
      unit === column ||
      unit.numeric < 0.6 ||
      (unit.named.price === 0 && (unit.decimals < 0.5 || unit.named.other >= 0.5))
    )
      return false;
    const price = byRow(unit);
    return pieces.some((quantity) => {
      const count = byRow(quantity);
      let [several, fits, all] = [0, 0, 0];
      for (let row = 0; row < column.codes.length; row++) {
        const expected = price(row) * count(row);
        if (!(Math.abs(total(row)) >= 0) || Number.isNaN(expected)) continue;
        all++;
        if (Math.abs(Math.abs(total(row)) - Math.abs(expected)) > 0.011) continue;
        fits++;
        if (Math.abs(count(row)) > 1) several++;
      }
      return several >= 5 && fits >= 0.9 * all;
    });
  });
}

/** About how much a text such as `1.236,49 €` says. */
function amountOf(text: string): number {
  const digits = text.replace(/[^\d.,]/g, "");
  const sign = Math.max(digits.lastIndexOf("."), digits.lastIndexOf(","));
  const isDecimal = sign !== -1 && digits.length - sign - 1 !== 3;
  return isDecimal
    ? Number(`${digits.slice(0, sign).replace(/[.,]/g, "") || "0"}.${digits.slice(sign + 1)}`)
    : Number(digits.replace(/[.,]/g, "") || NaN);
}

/** Whether ids that occur more than once do so within some hours only. */
function neverReturns({codes, counts}: ColumnProfile, {timeOfRow}: ColumnProfile): boolean {
  const first = new Float64Array(counts.size).fill(Infinity);
  const last = new Float64Array(counts.size).fill(-Infinity);
  const rows = new Int32Array(counts.size);
  for (let i = 0; i < codes.length; i++) {
    if (codes[i] === -1 || Number.isNaN(timeOfRow![i])) continue;
    rows[codes[i]]++;
    first[codes[i]] = Math.min(first[codes[i]], timeOfRow![i]);
    last[codes[i]] = Math.max(last[codes[i]], timeOfRow![i]);
  }
  let several = 0;
  let returning = 0;
  for (let id = 0; id < rows.length; id++) {
    if (rows[id] < 2) continue;
    several++;
    if (last[id] - first[id] > HOURS) returning++;
  }
  return several >= 5 && returning <= 0.02 * several;
}

/** No session lasts as long as this. */
const HOURS = 6 * 3_600_000;

/** What speaks against a handful of values that come again and again, such as flags and groups. */
function fewIds({counts, values}: ColumnProfile): number {
  // what one would call them by: words, yes and no, 0 and 1
  const areKinds = shareOf(counts, values.length, (value) => value.length <= 2 || !/\d/.test(value)) >= 0.9;
  if (counts.size <= 2 && values.length >= 30) return areKinds ? 4 : 1;
  return counts.size <= 5 && values.length >= 8 * counts.size ? (areKinds ? 2 : 0.5) : 0;
}

function shareOf(counts: ReadonlyMap<string, number>, rows: number, fits: (value: string) => boolean): number {
  let share = 0;
  for (const [value, times] of counts) if (fits(value)) share += times;
  return rows === 0 ? 0 : share / rows;
}

/** Whether a value names a kind of device, system or browser, and with it nobody. */
const isDevice = (value: string) =>
  /^(?:desktop|mobile|tablet|smart ?phone|phone|laptop|pc|tv|ios|iphone|ipad|android|windows|mac ?os|linux|chrome|safari|firefox|edge|opera|web|app)$/i.test(
    value.trim()
  );

/** Whether whole numbers go up by one from row to row, but for a few. */
function countsUp(values: readonly string[]): boolean {
  let ones = 0;
  for (let i = 1; i < values.length; i++) if (Number(values[i]) - Number(values[i - 1]) === 1) ones++;
  return ones >= 0.9 * (values.length - 1);
}

/** The order of the rows in the file, and by the column that is surest to hold times. */
function ordersOf(columns: readonly ColumnProfile[]): readonly (readonly number[])[] {
  const rows = Array.from({length: columns[0]?.codes.length ?? 0}, (_, i) => i);
  const byTime = columns
    .filter(({times}) => times !== null)
    .map(({timeOfRow}) =>
      rows.filter((i) => !Number.isNaN(timeOfRow![i])).sort((a, b) => timeOfRow![a] - timeOfRow![b])
    )
    .slice(0, 3);
  return [rows, ...byTime];
}

/** Whether times only rise or only fall, but for one step in twenty, and whether each is the one before and one more. */
function stepsOf(ms: Float64Array): {readonly monotone: boolean; readonly byOne: boolean} {
  let [up, down, ones] = [0, 0, 0];
  const first = ms[1] - ms[0];
  for (let i = 1; i < ms.length; i++) {
    const step = ms[i] - ms[i - 1];
    if (step >= 0) up++;
    if (step <= 0) down++;
    if (step === first && (step === 1 || step === 1000)) ones++;
  }
  const steps = ms.length - 1;
  return {monotone: steps > 0 && Math.max(up, down) >= 0.95 * steps, byOne: steps >= 5 && ones === steps};
}

/** Whether a column of times is that of the same events a moment before: never after the other, and hardly ever an hour before. */
function isEarlierClock(first: ColumnProfile, second: ColumnProfile): boolean {
  if (first === second || first.times === null || first.times.days || second.times!.days) return false;
  if (first.named.time < 0.5 || second.named.time < 0.5 || first.fill < 0.95) return false;
  let [both, before, soon] = [0, 0, 0];
  for (let i = 0; i < second.timeOfRow!.length; i++) {
    const lag = second.timeOfRow![i] - first.timeOfRow![i];
    if (Number.isNaN(lag)) continue;
    both++;
    if (lag > 0) before++;
    if (lag >= 0 && lag <= 3_600_000) soon++;
  }
  return both >= 20 && soon >= 0.98 * both && before >= 0.5 * both;
}

/** Whether a column of days says no more than the days of another column of times. */
function isDayOf(days: ColumnProfile, clock: ColumnProfile): boolean {
  const DAY = 86_400_000;
  return (
    clock !== days && days.timeOfRow!.every((ms, i) => !(Math.abs(clock.timeOfRow![i] - ms - DAY / 2) > 1.2 * DAY))
  );
}
