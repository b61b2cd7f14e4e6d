import {exp} from "../core/portableMath.js";
import {assignRoles} from "./assignRoles.js";
import {isCalledStatus, lettersOf, speaksOfOrders} from "./columnNames.js";
import {columnProfile, dependence, type ColumnProfile} from "./columnProfile.js";
import {eventMeaning, eventMeanings} from "./eventNames.js";
import {ID_ROLES, ROLES, type LogMapping, type Role} from "./mapping.js";
import {presetOf, type Preset} from "./presets.js";
import {roleScores, type RoleScores} from "./roleScores.js";
import {sampleTimes} from "./sampleTimes.js";
import {isPayment, isTakenBack} from "./takenBack.js";
import {isCalledHour, withTimeParts} from "./timeParts.js";
import {areYearless} from "./yearless.js";

export interface MappingGuess {
  readonly mapping: LogMapping;
  /** By role, why its column was taken, or why none was: one clause. */
  readonly reasons: Readonly<Record<Role, string>>;
  /**
   * By role, from 0 to 1, how sure its column is, or that it has none: 1 / (1 + exp(−d)), where d is by how much the score of this reading of the whole log
   * exceeds that of the best one in which this role is played otherwise. Scores are logarithms of odds, see `roleScores`; columns that tell the same in
   * other words do not count as otherwise. What a preset knows is 1.
   */
  readonly confidence: Readonly<Record<Role, number>>;
  /** By role, the column that comes next, where it is not far behind. */
  readonly runnersUp: Readonly<Partial<Record<Role, string>>>;
  /** The export whose columns these are; null for any other log. */
  readonly preset: Pick<Preset, "title" | "schema"> | null;
  /** Words for events in the sample that say nothing: they must be decided. `eventNames` leaves them out of the log. */
  readonly undecided: readonly string[];
  /** What can be read in two ways, or was read in an unusual one, a sentence each. */
  readonly notices: readonly string[];
  /** Whether the times of the sample are days. */
  readonly days: boolean;
  /** Where no time was found, the column that would be it but for the year that it lacks; null for any other log. */
  readonly yearless: {readonly column: string; readonly value: string} | null;
}

/** By role, the column that somebody gives it, null for none. */
type RolesTold = Readonly<Partial<Record<Role, string | null>>>;

/** Below this confidence a column is not taken unasked. */
export const SURE = 0.9;

/** Roles that are asked about also where no column was taken: without them most of what can be said of a log is lost. */
const NEEDED: readonly Role[] = ["user", "time", "event", "item"];

/** Roles whose guess is too unsure to be acted upon: taken with too little confidence, or, of what is needed most, left empty with too little. */
export function unsureRoles({mapping, confidence}: Pick<MappingGuess, "mapping" | "confidence">): Role[] {
  return ROLES.filter((role) => confidence[role] < SURE && (mapping[role] !== null || NEEDED.includes(role)));
}

/** Words for events that the mapping says one by one. */
const MOST_WORDS = 100;
/** A runner-up is named from these odds on. */
const CLOSE = 0.97;

/** Above this share of whole numbers ids are numbers at first: a few dirty rows are no reason to code them all, and the whole file may still be one. */
const MOST = 0.9;

/** Whether most values are plain whole numbers that an id can be without being coded. */
function areWholeNumbers(values: readonly string[]): boolean {
  const whole = values.filter(
    (value) => /^(?:0|[1-9]\d{0,9})$/.test(value.trim()) && Number(value) < 0x80000000
  ).length;
  return whole >= MOST * values.length;
}

/**
 * Guesses what the columns of a log stand for. A named export is known by its columns. For any other log each column has a score for each role, from its
 * name and from its values, and pairs of columns from how they depend on each other; the assignment with the highest sum is taken. A role for which nothing
 * speaks stays empty. No column has two roles, and a column that holds nothing has none.
 *
 * @param rows sample rows, a text or null for each column
 * @param header whether the names are the log's own
 * @param told roles that somebody has decided: the others are guessed around them
 */
export function guessMapping(
  columns: readonly string[],
  rows: readonly (readonly (string | null)[])[],
  {header = true, told = {}}: {readonly header?: boolean; readonly told?: RolesTold} = {}
): MappingGuess {
  const isTold = (role: Role) => told[role] !== undefined;
  // a line of text between rows, such as "(3 rows affected)", is no value of the first column
  const table = columns.length < 3 ? rows : rows.filter((row) => row.filter((value) => value !== null).length > 1);
  const single = columns.map((name, i) => columnProfile(name, i, table));
  const profiles = isTold("time") ? single : withTimeParts(single, table);
  const match = presetOf(profiles, header);
  const known: Partial<Record<Role, ColumnProfile>> = {};
  const given = new Map(profiles.map((profile) => [profile.name, profile] as const));
  for (const role of ROLES) {
    const column = isTold(role) ? given.get(told[role] ?? "") : match?.columns[role];
    if (column !== undefined && (isTold(role) || !Object.values(told).includes(column.name))) known[role] = column;
  }
  const scores = fixedScores(roleScores(profiles), known, {isTold, named: match !== null});
  // nothing can be read without a time: one that events reached the log at will do where there is no other
  const times = profiles.filter((column) => column.times !== null && isTimeBeyondDoubt(column));
  const timeless = assignRoles(profiles, scores).columns.time === null && times.length > 0 && !isTold("time");
  const solve = (required: readonly Role[], barred: (role: Role, column: ColumnProfile) => boolean = () => false) =>
    timeless
      ? assignRoles(profiles, scores, {
          required: [...required, "time"],
          barred: (role, column) => barred(role, column) || (role === "time" && !times.includes(column))
        })
      : assignRoles(profiles, scores, {required, barred});
  const best = solve([]);
  const chosen: Record<Role, ColumnProfile | null> = {...best.columns};

  const confidence = {} as Record<Role, number>;
  const runnersUp: Partial<Record<Role, string>> = {};
  for (const role of ROLES) {
    const own = chosen[role];
    if (known[role] !== undefined || isTold(role)) {
      confidence[role] = 1;
      continue;
    }
    const second =
      own === null
        ? solve([role])
        : solve([], (other, column) => other === role && (column === own || scores.same(role, own, column)));
    confidence[role] = 1 / (1 + exp(second.score - best.score));
    const next = second.columns[role];
    if (next !== null && confidence[role] < CLOSE) runnersUp[role] = next.name;
    // nothing that is asked of a log rests on these alone
    if (own !== null && confidence[role] < SURE && (role === "category" || role === "brand") && own.named[role] < 0.5) {
      chosen[role] = null;
      confidence[role] = SURE;
    }
  }

  if (chosen.event !== null && !isTold("event")) chosen.event = finerColumn(chosen.event, profiles, chosen);
  const column = (role: Role) => chosen[role]?.name ?? null;
  const time = chosen.time?.times ?? null;
  const timeWith = chosen.time?.timeWith ?? [];
  const own = match?.preset.words ?? {};
  const eventElse =
    isTold("event") || chosen.event === null ? null : elseColumn(chosen.event, profiles, match?.eventElse);
  const words =
    chosen.event === null
      ? []
      : [
          ...new Set([
            ...chosen.event.counts.keys(),
            ...(eventElse === null ? [] : wordsWithout(chosen.event, eventElse))
          ])
        ].slice(0, MOST_WORDS);
  const meanings = eventMeanings(words, chosen.event?.name);
  const meaning = (word: string) => (Object.hasOwn(own, word) ? own[word] : meanings.get(word));
  const isWithoutEvents = chosen.event === null && !(isTold("event") && told.event !== null);
  const purchases = isWithoutEvents ? purchaseSigns(profiles, chosen) : null;
  const always = isWithoutEvents
    ? (match?.preset.always ?? (purchases === null ? undefined : "transaction"))
    : undefined;
  const quantity = always === undefined ? null : (match?.quantity ?? purchases?.quantity ?? null);
  if (always !== undefined && match?.preset.always === undefined && !purchases!.sure && !isTold("event"))
    confidence.event = 0.5;
  const partOf = match?.partOf ?? null;
  // what is empty here and there is damaged, and not left out
  const leavesOut = [chosen.user, chosen.time].some((column) => column !== null && column.fill < 0.95);
  const order = leavesOut ? (match?.order ?? null) : null;
  const areSales =
    always === "transaction" || (words.length > 0 && words.every((word) => meaning(word) === "transaction"));
  const status = areSales ? statusColumn(profiles, chosen) : null;
  const notices: string[] = [];
  let zoneReason: string | null = null;
  if (match !== null) notices.push(`these are the columns of ${match.preset.title} (${match.preset.schema})`);
  if (always !== undefined)
    notices.push(
      `no column says what an event is, so every row is a ${always}${purchases === null ? "" : `, as ${purchases.why}`}${quantity === null ? "" : `, but for returns, where ${JSON.stringify(quantity.name)} is negative`}`
    );
  else if (chosen.event === null && !isTold("event"))
    notices.push(
      "no column says what an event is, so every row is a view: event=COLUMN names one, event=always:transaction says that rows are purchases"
    );
  if (status !== null)
    notices.push(
      `rows whose ${JSON.stringify(status.name)} is a return, a refund or a cancellation are left out, as ${JSON.stringify([...status.counts.keys()].find(isTakenBack))}: status=none takes them`
    );
  if (eventElse !== null)
    notices.push(
      `what happened is ${JSON.stringify(chosen.event!.name)}, and ${JSON.stringify(eventElse.name)} where that is empty`
    );
  if (order !== null)
    notices.push(
      `rows of one ${JSON.stringify(order.name)} that leave the user or the time empty have those of its first row`
    );
  if (partOf !== null)
    notices.push(
      `rows with a ${JSON.stringify(partOf.name)} are left out, as the row that they are part of is counted`
    );
  notices.push(...rivalNotices(chosen, runnersUp, confidence));
  if (match !== null && chosen.user !== null && !isTold("user")) {
    const login = profiles.find((column) => column !== chosen.user && column.named.user >= 0.9 && column.fill >= 0.5);
    if (login !== undefined && !scores.same("user", chosen.user, login))
      notices.push(`${JSON.stringify(login.name)} could be the user as well: user=${login.name} for it`);
  }
  // what an event is about may stand in a list that one row cannot hold
  if (chosen.item === null && !isTold("item") && confidence.item >= SURE) {
    const list = profiles.find(
      (column) => shareOfValues(column, (value) => /^\[\s*\{.*"(?:\w*id|sku|name|price)"/is.test(value)) >= 0.5
    );
    if (list !== undefined) {
      confidence.item = 0.5;
      notices.push(
        `${JSON.stringify(list.name)} holds lists and is not read: if items are in there, write one row for each`
      );
    }
  }
  const bought = itemsBought(chosen, meaning);
  if (bought !== null && !isTold("item"))
    notices.push(
      `${bought.without} of ${bought.of} purchases in the sample name no item and so no price, though other events do: what was bought may stand in a list or a file of its own`
    );
  // an export that sells things has a column for them, if not under the name that its schema gives it
  if (
    match !== null &&
    chosen.item === null &&
    !isTold("item") &&
    words.some((word) => /cart|transaction/.test(meaning(word) ?? ""))
  )
    confidence.item = 0.5;
  // a log without anybody in it is rare; a column that comes again as people do is asked about
  if (
    chosen.user === null &&
    chosen.session === null &&
    !isTold("user") &&
    !isTold("session") &&
    confidence.user >= SURE
  ) {
    const people = peopleColumn(profiles, chosen, scores);
    if (people !== null) {
      confidence.user = 0.5;
      runnersUp.user = people.name;
    }
  }
  const saysZone =
    chosen.time === null ||
    shareOfValues(chosen.time, (value) => /(?:[+-]\d\d:?\d\d|[+-]\d\d|Z)$|^\d{9,}/i.test(value.trim())) >= 0.9;
  const zone = isTold("time") || saysZone ? null : zoneColumn(profiles);
  if (zone !== null) {
    confidence.time = Math.min(confidence.time, 0.5);
    zoneReason = `${JSON.stringify(zone.name)} says ${JSON.stringify([...zone.counts.keys()][0])}, and times are read as UTC: zone=MINUTES says how far ahead they are`;
  }
  const stated = chosen.time === null || isTold("time") ? null : zoneOfName(chosen.time.name);
  if (stated !== null && Number.isNaN(stated)) {
    confidence.time = Math.min(confidence.time, 0.5);
    zoneReason = `its name says a zone, and times are read as UTC: zone=MINUTES says how far ahead they are`;
  } else if (stated !== null && stated !== 0 && !saysZone)
    notices.push(`times are ${stated} minutes ahead of UTC, as ${JSON.stringify(chosen.time!.name)} says`);
  // a number that looks like a time is none where another column is called one
  const unread =
    chosen.time === null || isTold("time") || chosen.time.named.time >= 0.5
      ? undefined
      : profiles.find(
          ({named, values, times, isPart}) =>
            named.time >= 0.7 && values.length > 0 && times === null && isPart !== true
        );
  if (unread !== undefined) {
    confidence.time = Math.min(confidence.time, 0.5);
    zoneReason = `${JSON.stringify(unread.name)} is called a time, and is none that can be read`;
  }
  const clock = time?.days === true && !isTold("time") ? clockNotRead(profiles, chosen) : undefined;
  if (clock !== undefined) {
    confidence.time = Math.min(confidence.time, 0.5);
    notices.push(
      `${JSON.stringify(chosen.time!.name)} has days alone, and ${JSON.stringify(clock.name)} is called a time but is none that can be read`
    );
  }
  return {
    mapping: {
      ...(Object.fromEntries(ROLES.map((role) => [role, column(role)])) as Record<Role, string | null>),
      timeFormat: time?.format ?? "iso",
      ...(time === null || time.candidates.length === 1 ? {} : {timeCandidates: time.candidates}),
      ...(timeWith.length === 0 ? {} : {timeWith}),
      ingestedFormat: chosen.ingested?.times?.format ?? "iso",
      zoneMinutes: stated === null || Number.isNaN(stated) || saysZone ? 0 : stated,
      eventNames: Object.fromEntries(words.map((word) => [word, meaning(word) ?? null] as const)),
      deduplicate: false,
      textIds: ID_ROLES.filter((role) => chosen[role] !== null && !areWholeNumbers(chosen[role]!.values)),
      ...(always === undefined ? {} : {always}),
      ...(quantity === null ? {} : {quantity: quantity.name}),
      ...(status === null ? {} : {status: status.name}),
      ...(eventElse === null ? {} : {eventElse: eventElse.name}),
      ...(order === null ? {} : {order: order.name}),
      ...(partOf === null ? {} : {partOf: partOf.name})
    },
    reasons: Object.fromEntries(
      ROLES.map((role) => [
        role,
        isTold(role)
          ? "it was given"
          : role === "time" && zoneReason !== null
            ? zoneReason
            : reasonFor(role, chosen[role], profiles, known[role] === undefined ? null : match!.preset)
      ])
    ) as Record<Role, string>,
    confidence,
    runnersUp,
    preset: match === null ? null : {title: match.preset.title, schema: match.preset.schema},
    undecided: words.filter((word) => meaning(word) === undefined),
    notices,
    days: time?.days === true,
    yearless: chosen.time === null ? yearlessColumn(profiles) : null
  };
}

/** A column of months and days without years that can be the time of an event as far as its name goes. */
function yearlessColumn(profiles: readonly ColumnProfile[]): MappingGuess["yearless"] {
  const found = profiles
    .filter(({named, times, values}) => named.time > 0 && times === null && areYearless(values))
    .sort((a, b) => b.named.time - a.named.time)
    .at(0);
  return found === undefined ? null : {column: found.name, value: found.values[0]};
}

/**
 * The column of what happened in rows without a word of their own in the one that was chosen: its words are of events, and those beside which the chosen
 * column is empty are others than those that it tells the kinds of.
 */
function elseColumn(
  event: ColumnProfile,
  profiles: readonly ColumnProfile[],
  named: readonly ColumnProfile[] = []
): ColumnProfile | null {
  if (event.fill >= 0.98) return null;
  const isElse = (column: ColumnProfile) => {
    if (column === event || column.isPart === true || column.fill < 0.98) return false;
    const without = wordsWithout(event, column);
    return without.length > 0 && without.length < column.counts.size;
  };
  const found = profiles.filter(
    (column) => column.eventWords >= 0.5 && (column.named.event >= 0.5 || column.eventTypes >= 2) && isElse(column)
  );
  // an export's schema says which it is
  return named.find(isElse) ?? (found.length === 1 ? found[0] : null);
}

/** A column that tells the kinds of events whose words in the chosen one say nothing by themselves, else the chosen one. */
function finerColumn(
  event: ColumnProfile,
  profiles: readonly ColumnProfile[],
  chosen: Readonly<Record<Role, ColumnProfile | null>>
): ColumnProfile {
  if (event.fill < 0.98) return event;
  const finer = profiles.filter((column) => {
    if (Object.values(chosen).includes(column) || column.fill >= 0.98) return false;
    if (column.named.event < 0.5 || column.eventWords < 0.95 || column.eventTypes === 0) return false;
    const without = wordsWithout(column, event);
    const within = [...event.counts.keys()].filter((word) => !without.includes(word));
    return without.length > 0 && within.length > 0 && within.every((word) => eventMeaning(word) === undefined);
  });
  // only where rows in which it is empty fall back on the chosen one
  return finer.length === 1 && elseColumn(finer[0], profiles) === event ? finer[0] : event;
}

/** Words of a column in rows in which the one of what happened is empty; none where rows that have it have most of these words too. */
function wordsWithout(event: ColumnProfile, column: ColumnProfile): string[] {
  const words = [...column.counts.keys()];
  const rows = words.map(() => [0, 0]);
  for (let i = 0; i < column.codes.length; i++)
    if (column.codes[i] !== -1) rows[column.codes[i]][event.codes[i] === -1 ? 0 : 1]++;
  const mixed = rows.reduce((sum, [without, beside]) => sum + Math.min(without, beside), 0);
  return mixed > 0.03 * column.values.length ? [] : words.filter((_, i) => rows[i][0] > rows[i][1]);
}

/** The column that says of sales that some were taken back; null where no column does. */
function statusColumn(
  profiles: readonly ColumnProfile[],
  chosen: Readonly<Record<Role, ColumnProfile | null>>
): ColumnProfile | null {
  return (
    profiles.find((column) => {
      if (Object.values(chosen).includes(column) || column.counts.size > 40 || column.fill < 0.5) return false;
      if (!isCalledStatus(column.name)) return false;
      let back = 0;
      for (const [word, rows] of column.counts) if (isTakenBack(word)) back += rows;
      // a credit beside a debit or cash is how somebody paid
      if ([...column.counts.keys()].some((word) => isPayment(word) && !isTakenBack(word))) return false;
      return back > 0 && back <= 0.5 * column.values.length;
    }) ?? null
  );
}

/** How many purchases of a sample name no item, where most do not and most other events do; null otherwise. */
function itemsBought(
  {event, item}: Readonly<Record<Role, ColumnProfile | null>>,
  meaning: (word: string) => unknown
): {readonly without: number; readonly of: number} | null {
  if (event === null || item === null) return null;
  const types = [...event.counts.keys()].map(meaning);
  const rows = {bought: [0, 0], other: [0, 0]};
  for (let i = 0; i < event.codes.length; i++) {
    if (event.codes[i] === -1) continue;
    const type = types[event.codes[i]];
    if (typeof type === "string") rows[type === "transaction" ? "bought" : "other"][item.codes[i] === -1 ? 0 : 1]++;
  }
  const [without, named] = rows.bought;
  return without > named && rows.other[1] > rows.other[0] ? {without, of: without + named} : null;
}

/** The zone that a name such as `Time (UTC+05:30)` states, in minutes ahead of UTC; NaN for one that only a table of zones knows, null for none. */
function zoneOfName(name: string): number | null {
  const found = /\b(?:UTC|GMT)\s*(?:([+\-\u2212])\s*(\d{1,2})(?::?(\d\d))?)?(?!\p{L})/u.exec(name);
  if (found === null)
    return /[([ _](?:IST|JST|KST|EST|EDT|CST|CDT|MST|MDT|PST|PDT|CET|CEST|MEZ|MESZ|BST|AEST|BRT)[)\] ]?$/.test(name)
      ? NaN
      : null;
  const minutes = Number(found[2] ?? 0) * 60 + Number(found[3] ?? 0);
  return found[1] === undefined || found[1] === "+" ? minutes : -minutes;
}

/** A column that nothing is read from and whose values come again as those of people do; null where there is none. */
function peopleColumn(
  profiles: readonly ColumnProfile[],
  chosen: Readonly<Record<Role, ColumnProfile | null>>,
  scores: RoleScores
): ColumnProfile | null {
  const found = profiles
    .filter(
      (column) =>
        !Object.values(chosen).includes(column) &&
        column.times === null &&
        column.decimals < 0.2 &&
        column.counts.size >= 10 &&
        column.counts.size < 0.7 * column.values.length &&
        column.fill >= 0.5
    )
    .map((column) => ({column, score: scores.alone("user", column)}))
    .sort((a, b) => b.score - a.score);
  return found.length === 0 || found[0].score < -5 ? null : found[0].column;
}

const shareOfValues = ({values}: ColumnProfile, fits: (value: string) => boolean): number =>
  values.filter(fits).length / Math.max(1, values.length);

/** A column that names the zone of its row's time, other than UTC; null where there is none. */
function zoneColumn(profiles: readonly ColumnProfile[]): ColumnProfile | null {
  return (
    profiles.find(
      ({name, counts, values}) =>
        values.length > 0 &&
        counts.size <= 40 &&
        /^(?:tz|timezone|zeitzone|fuseauhoraire|zonahoraria|fusoorario|tijdzone|strefaczasowa|时区|タイムゾーン)(?:name|id)?$/.test(
          lettersOf(name)
        ) &&
        [...counts.keys()].some(
          (value) => /\p{L}{2}/u.test(value) && !/^(?:utc|gmt|etc\/utc|z|zulu)$/i.test(value.trim())
        )
    ) ?? null
  );
}

/** Whether a column is called a time, or holds texts that are nothing else, or numbers as high as those since 1970. */
function isTimeBeyondDoubt({named, times, values}: ColumnProfile): boolean {
  return (
    named.time >= 0.5 ||
    named.ingested >= 0.5 ||
    (times!.format !== "excel" && values.some((value) => /\D/.test(value) || value.length >= 10))
  );
}

/** A column that no role has and that is called a time, or an hour, beside days: times of day that nobody could read. */
function clockNotRead(
  profiles: readonly ColumnProfile[],
  chosen: Readonly<Record<Role, ColumnProfile | null>>
): ColumnProfile | undefined {
  return profiles.find(
    (column) =>
      column.isPart !== true &&
      column.values.length > 0 &&
      column.times === null &&
      !Object.values(chosen).includes(column) &&
      (column.named.time >= 0.9 || isCalledHour(column.name))
  );
}

/** Scores under which what is known is beyond doubt; `named`: beyond that, a name must speak for a column. */
function fixedScores(
  scores: RoleScores,
  known: Readonly<Partial<Record<Role, ColumnProfile>>>,
  {isTold, named}: {readonly isTold: (role: Role) => boolean; readonly named: boolean}
): RoleScores {
  const taken = new Map(Object.entries(known).map(([role, column]) => [column, role as Role]));
  return {
    ...scores,
    alone(role, column) {
      if (taken.get(column) === role) return 100;
      if (taken.has(column) || known[role] !== undefined || isTold(role)) return -Infinity;
      return named && column.named[role] < 0.5 ? -Infinity : scores.alone(role, column);
    }
  };
}

/** What says of a log without types of event that its rows are purchases. */
interface PurchaseSigns {
  /** A clause for people. */
  readonly why: string;
  /** Whether no more needs to be asked. */
  readonly sure: boolean;
  /** Where it is negative a row takes something back. */
  readonly quantity: ColumnProfile | null;
}

/**
 * Whether the rows are those of orders: every row has the number of an order, or its time is called that of one. How many pieces every row is of, or a
 * column that is called after sales in another way, is a sign that must be asked about.
 */
function purchaseSigns(
  profiles: readonly ColumnProfile[],
  chosen: Readonly<Record<Role, ColumnProfile | null>>
): PurchaseSigns | null {
  const filled = profiles.filter(({fill, isPart}) => fill >= 0.95 && isPart !== true);
  const quantity =
    profiles.find(({named, numeric, fill}) => named.quantity >= 0.7 && numeric >= 0.9 && fill >= 0.5) ?? null;
  // a ledger of stock counts what leaves it with a minus
  const isOfStock =
    quantity !== null &&
    2 * quantity.values.filter((value) => /^[-\u2212(]|-$/.test(value.trim())).length > quantity.values.length;
  const signs = (column: ColumnProfile | null | undefined, sure: boolean): PurchaseSigns | null =>
    column === null || column === undefined
      ? null
      : {why: `it has ${JSON.stringify(column.name)}`, sure: sure && !isOfStock, quantity: isOfStock ? null : quantity};
  return (
    signs(filled.find((column) => column.named.order >= 0.7 && isOfOneUser(column, chosen.user)) ?? null, true) ??
    signs(chosen.time !== null && speaksOfOrders(chosen.time.name) ? chosen.time : null, true) ??
    signs(
      filled.find(({name}) => speaksOfOrders(name)),
      false
    ) ??
    signs(
      filled.find(({named}) => named.quantity >= 0.7),
      false
    )
  );
}

/** Whether a number can be an order's: each is of one user, as the place of an event in its session is not. */
function isOfOneUser(column: ColumnProfile, user: ColumnProfile | null): boolean {
  if (user === null) return true;
  const {share, checks} = dependence(column, user);
  return checks < 5 || share >= 0.95;
}

function rivalNotices(
  chosen: Readonly<Record<Role, ColumnProfile | null>>,
  runnersUp: Readonly<Partial<Record<Role, string>>>,
  confidence: Readonly<Record<Role, number>>
): string[] {
  const notices: string[] = [];
  const {time} = chosen;
  if (time !== null && time.named.ingested > time.named.time)
    notices.push(`no column is the time of an event; ${JSON.stringify(time.name)} is taken, when it reached the log`);
  for (const role of ["user", "time", "item", "session"] as const) {
    const next = runnersUp[role];
    if (next !== undefined && chosen[role] !== null && confidence[role] >= SURE)
      notices.push(`${JSON.stringify(next)} could be the ${role} as well: ${role}=${next} for it`);
  }
  return notices;
}

function reasonFor(
  role: Role,
  column: ColumnProfile | null,
  profiles: readonly ColumnProfile[],
  preset: Preset | null
): string {
  if (column === null) {
    const named = profiles.find(({named}) => named[role] >= 0.7);
    if (named === undefined) return "no column has a name or values for it";
    return named.values.length === 0
      ? `${JSON.stringify(named.name)} is called so, but holds nothing`
      : `${JSON.stringify(named.name)} is called so, but its values do not fit`;
  }
  const parts = [
    preset !== null ? `it is so in ${preset.title}` : column.named[role] >= 0.5 ? "its name says so" : null,
    role === "time" || role === "ingested"
      ? `${preset === null && column.named[role] < 0.5 ? "its values are" : "it holds"} times, ${Math.round(100 * column.times!.share)} % of the sample in this format`
      : role === "event"
        ? `${column.counts.size} words, ${[...column.counts.keys()].filter((word) => eventMeaning(word) !== undefined).length} of them known`
        : role === "price"
          ? "it holds numbers"
          : column.named[role] < 0.5 && preset === null
            ? "its values and the other columns speak for it"
            : null,
    column.fill < 0.9 ? `${Math.round(100 * column.fill)} % of the rows have it` : null
  ];
  return parts.filter((part) => part !== null).join(", ");
}

/** How the values of a column that was chosen for a role are read: what follows from the values and not from the name. */
export function readingOf(
  role: Role,
  values: readonly string[],
  column = ""
): Partial<Pick<LogMapping, "timeFormat" | "timeCandidates" | "ingestedFormat" | "eventNames">> & {
  readonly names?: boolean;
} {
  if (role === "time" || role === "ingested") {
    const found = sampleTimes(values);
    if (found === null) return {};
    if (role === "ingested") return {ingestedFormat: found.format};
    return {timeFormat: found.format, ...(found.candidates.length === 1 ? {} : {timeCandidates: found.candidates})};
  }
  if (role === "event")
    return {
      eventNames: Object.fromEntries(
        Array.from(eventMeanings([...new Set(values)].slice(0, MOST_WORDS), column), ([word, type]) => [
          word,
          type ?? null
        ])
      )
    };
  if ((ID_ROLES as readonly Role[]).includes(role)) return {names: values.length > 0 && !areWholeNumbers(values)};
  return {};
}
