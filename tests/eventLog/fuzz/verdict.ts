import type {ExpectedRow, FuzzLog} from "./fuzzLog.js";
import type {ReadBack} from "./readTables.js";

export const OUTCOMES = ["exact", "asked", "refused", "wrong but said", "wrong in silence"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What a log lost or got wrong: which part of an event, or whole rows. */
export type Fault = "rows lost" | "rows made up" | "user" | "time" | "type" | "item" | "price" | "session";

export interface Verdict {
  readonly outcome: Outcome;
  /** Whether the outcome is right for this log: exact, or asked where it is ambiguous by construction. */
  readonly right: boolean;
  /** What is wrong, shortest and most telling first; empty where nothing is. */
  readonly faults: readonly Fault[];
  /** A line for people: the first difference, or the reader's message. */
  readonly why: string;
}

/** A reader that sets aside more than this share of the rows stops. */
const MOST_ASIDE = 0.1;
/** What the reason says of rows whose word for the event is taken for none of the four types. */
const LEFT_OUT = /not used|left out/;
/** Reasons that say nothing against a file. */
const HARMLESS = /not used|left out|^return|header again|^a total|no events in|^missing (?:user|event type)$/;

/** Words by which a notice tells of a fault of this kind. */
const TELLS: Readonly<Record<Exclude<Fault, "rows lost" | "rows made up">, RegExp>> = {
  user: /\busers?\b|visitor/i,
  time: /\btimes?\b|\bday|month|year|date|zone|clock/i,
  type: /\bevents?\b|\btypes?\b|\bwords?\b|purchase/i,
  item: /\bitems?\b|product/i,
  price: /price|amount|cents/i,
  session: /session|visit/i
};

/** Compares what was read with the truth, cell by cell. */
export function verdictOf(log: Pick<FuzzLog, "rows" | "lines" | "ambiguous">, read: ReadBack): Verdict {
  const ambiguous = log.ambiguous.length > 0;
  if (read.stopped !== null) {
    const {how, message} = read.stopped;
    if (how === "crashed")
      return {outcome: "wrong in silence", right: false, faults: ["rows lost"], why: `crashed: ${message}`};
    return {outcome: how, right: how === "asked" && ambiguous, faults: [], why: message};
  }
  const {kept, aside} = read;
  const counted = aside.reason.filter((reason) => !HARMLESS.test(reason)).length;
  const total = kept.line.length + aside.line.length;
  if (kept.line.length === 0 || counted > MOST_ASIDE * total) {
    const [reason, rows] = mostFrequent(aside.reason);
    return {outcome: "refused", right: false, faults: [], why: `${rows} of ${total} rows set aside: ${reason}`};
  }
  const found = differences(log, read);
  if (found.faults.size === 0) return {outcome: "exact", right: true, faults: [], why: ""};
  const faults = [...found.faults.keys()];
  // rows that are set aside are shown with their reasons
  const said = faults.every((fault) =>
    fault === "rows lost"
      ? total >= log.rows.length
      : fault !== "rows made up" && read.notices.some((notice) => TELLS[fault].test(notice))
  );
  const why = [...found.faults].map(([fault, text]) => `${fault}: ${text}`).join("; ");
  return {outcome: said ? "wrong but said" : "wrong in silence", right: false, faults, why};
}

function mostFrequent(list: readonly string[]): [string, number] {
  const counts = new Map<string, number>();
  for (const one of list) counts.set(one, (counts.get(one) ?? 0) + 1);
  return [...counts].reduce((a, b) => (b[1] > a[1] ? b : a), ["", 0]);
}

/** For each part of an event that is not as it should be, the first difference in words. */
function differences({rows, lines}: Pick<FuzzLog, "rows" | "lines">, {kept, aside}: ReadBack) {
  const faults = new Map<Fault, string>();
  const say = (fault: Fault, text: string) => {
    if (!faults.has(fault)) faults.set(fault, text);
  };
  const total = kept.line.length + aside.line.length;
  const pairs: (readonly [expected: ExpectedRow, read: number])[] = [];
  if (lines) {
    // rows are told apart by their place in the file, whatever the reader counts lines from
    if (total !== rows.length)
      say(total < rows.length ? "rows lost" : "rows made up", `${total} rows of ${rows.length}`);
    const places = [
      ...kept.line.map((line, i) => [line, i] as const),
      ...aside.line.map((line, i) => [line, ~i] as const)
    ];
    places.sort((a, b) => a[0] - b[0]);
    places.slice(0, rows.length).forEach(([line, i], row) => {
      const expected = rows[row];
      if (i < 0) {
        const reason = aside.reason[~i];
        // a word that the reader takes for none of the four types is its own guess, and no fault of the row
        if (expected.read === "event")
          say(LEFT_OUT.test(reason) ? "type" : "rows lost", `row ${row}, ${expected.what}, set aside: ${reason}`);
      } else if (expected.read === "set aside")
        say("rows made up", `row ${row}, ${expected.what}, read as an event of line ${line}`);
      else pairs.push([expected, i]);
    });
  } else {
    const good = rows.filter(({read}) => read !== "set aside");
    if (kept.line.length !== good.length)
      say(
        kept.line.length < good.length ? "rows lost" : "rows made up",
        `${kept.line.length} events of ${good.length}`
      );
    if (aside.line.length !== rows.length - good.length)
      say("rows lost", `${aside.line.length} set aside of ${rows.length - good.length}`);
    good.slice(0, kept.line.length).forEach((expected, i) => pairs.push([expected, i]));
  }
  // where rows are not those of the file, no other comparison says anything
  if (lines ? total !== rows.length : faults.size > 0) return {faults};
  const exact = (fault: Fault, of: (row: ExpectedRow) => number | null, values: readonly number[]) => {
    for (const [expected, i] of pairs) {
      const wanted = of(expected);
      if (values[i] !== (wanted ?? -1))
        return say(fault, `${values[i]} in place of ${String(wanted)} (${expected.what}, line ${kept.line[i]})`);
    }
  };
  /** Equal up to new names: one for each, and each for one. */
  const renamed = (fault: Fault, of: (row: ExpectedRow) => number | null, values: readonly number[]) => {
    const names = new Map<number, number>();
    const back = new Map<number, number>();
    for (const [expected, i] of pairs) {
      const wanted = of(expected) ?? -1;
      const value = values[i];
      const at = `(${expected.what}, line ${kept.line[i]})`;
      if ((wanted === -1) !== (value === -1))
        return say(fault, `${value === -1 ? "none" : "one"} where there is ${wanted === -1 ? "none" : "one"} ${at}`);
      if (names.has(wanted) && names.get(wanted) !== value) return say(fault, `one has several ids ${at}`);
      if (back.has(value) && back.get(value) !== wanted) return say(fault, `several have one id ${at}`);
      names.set(wanted, value);
      back.set(value, wanted);
    }
  };
  renamed("user", ({who}) => who, kept.user);
  exact("time", ({ms}) => ms, kept.ms);
  for (const [{type, what}, i] of pairs) {
    // an event of no type of ours may count as a view, never as more
    const fits = type === null ? kept.event[i] === 0 : kept.event[i] === type;
    if (!fits) {
      say("type", `${kept.event[i]} for ${what} (line ${kept.line[i]})`);
      break;
    }
  }
  renamed("item", ({item}) => item, kept.item);
  exact("price", ({cents}) => cents, kept.cents);
  renamed("session", ({session}) => session, kept.session);
  return {faults};
}
