import {literal} from "../sql/dialect.js";
import {monthOf, monthSql} from "./monthNames.js";

/** In which order a text has year, month and day. `iso` is year first with four digits; `ymd` also takes years of two. */
export type DateOrder = "iso" | "ymd" | "dmy" | "mdy";

/** Years of two digits from 70 on are of the twentieth century, those before of the twenty-first, as POSIX reads them. */
const PIVOT = 70;

/** The parts of a time, in the order of the groups of a pattern. A part that is missing is "". */
const PARTS = [
  // a date in digits, and one with the name of its month
  "date_1",
  "date_2",
  "date_3",
  "named_1",
  "named_2",
  "named_3",
  "half_before",
  "hour",
  "minute",
  "second",
  "fraction",
  "minute_compact",
  "second_compact",
  "half_behind",
  "zone",
  "sign",
  "zone_hours",
  "zone_minutes"
] as const;
type Parts = Readonly<Record<(typeof PARTS)[number], string>>;

const SIGNS = String.raw` ?[./-] ?`;
const NUMERIC = (...parts: readonly string[]) => parts.map((part) => `(${part})`).join(SIGNS);
/** A letter of a text in lower case. Classes such as \p{L} make the patterns of a database ten times slower. */
const LETTER = "[a-z\u0080-\u{10ffff}]";
const WORD = `(${LETTER}+)`;
/** Each with three groups in digits and three with a name, in the order of the date. */
const DATES: Readonly<Record<DateOrder, string>> = {
  iso: String.raw`${NUMERIC(String.raw`\d{4}`, String.raw`\d{1,2}`, String.raw`\d{1,2}`)}|(\d{4})[ ./-]+${WORD}\.?[ ./-]+(\d{1,2})`,
  ymd: String.raw`${NUMERIC(String.raw`\d{4}|\d{2}`, String.raw`\d{1,2}`, String.raw`\d{1,2}`)}|(\d{4})[ ./-]+${WORD}\.?[ ./-]+(\d{1,2})`,
  dmy: String.raw`${NUMERIC(String.raw`\d{1,2}`, String.raw`\d{1,2}`, String.raw`\d{4}|\d{2}`)}|(\d{1,2})(?:st|nd|rd|th|er|[.º°ª])?[ /.-]*(?:de |of )?${WORD}\.?[ ,/.-]*(?:del? )?(\d{4}|\d{2})`,
  mdy: String.raw`${NUMERIC(String.raw`\d{1,2}`, String.raw`\d{1,2}`, String.raw`\d{4}|\d{2}`)}|${WORD}\.?[ /.-]*(\d{1,2})(?:st|nd|rd|th)?[ ,/.-]+(\d{4})`
};
/** Places of year, month and day among the three groups. */
const PLACES: Readonly<Record<DateOrder, readonly [year: 1 | 3, month: 1 | 2, day: 1 | 2 | 3]>> = {
  iso: [1, 2, 3],
  ymd: [1, 2, 3],
  dmy: [3, 2, 1],
  mdy: [3, 1, 2]
};

const SEPARATOR = String.raw`(?:-|[ ,t_@]+(?:- )?(?:(?:at|um|à|a las|às|alle ore|alle|ore|om|klo?|godz|o)\.? +)?)`;
const CLOCK = String.raw`(上午|下午|午前|午後)? ?(\d{1,2})(?:[:.h時时点] ?(\d{1,2})(?:[:.m分] ?(\d{1,2})[s秒]?(?:[.,:](\d{1,9}))?)?[m分]?|(\d{2})(\d{2})?)?[h時时点]?(?: ?(am|pm|[ap]\. ?m\.))?(?: ?uhr)?`;
const ZONE = String.raw` ?(z|utc|gmt|(?:utc|gmt)? ?([+-])(\d{1,2})(?::?(\d{2}))?)(?: ?[([][^)\]]*[)\]])?`;

/** A weekday may come first or in brackets behind the date, as in RFC 2822; square brackets may be around all of it, as in Apache's logs. */
const PATTERNS = Object.fromEntries(
  (["iso", "ymd", "dmy", "mdy"] as const).map((order) => [
    order,
    String.raw`^\[?(?:${LETTER}+[.,]*[ ,]+)?(?:${DATES[order]})\.?(?: ?[(（]${LETTER}+\.?[)）])?(?:${SEPARATOR}${CLOCK})?(?:${ZONE})?\]?$`
  ])
) as Readonly<Record<DateOrder, string>>;
const REGEXPS = Object.fromEntries(
  Object.entries(PATTERNS).map(([order, pattern]) => [order, new RegExp(pattern, "u")])
) as unknown as Readonly<Record<DateOrder, RegExp>>;

/** Blanks of several kinds, the minus sign and marks of direction, as locales write them, and what stands for them. */
const ODD = "\u00a0\u202f\u2009\u3000\u2212年月日\u200e\u200f";
const PLAIN = "    --- ";

/** What is written without signs, or in another order, brought into the order of the patterns: each is `[pattern, replacement]`, one after the other. */
type Rewrites = readonly (readonly [pattern: string, to: string])[];
/** `20240310T065900Z`, `20240310065900`, `20240310065900123`. */
const COMPACT: Rewrites = [
  [String.raw`^((?:19|20)\d{2})(\d{2})(\d{2})(\d{6})(\d{3})$`, String.raw`\1-\2-\3 \4.\5`],
  [String.raw`^((?:19|20)\d{2})(\d{2})(\d{2})(\d{4}(?:\d{2})?)(\D.*)?$`, String.raw`\1-\2-\3 \4\5`],
  [String.raw`^((?:19|20)\d{2})(\d{2})(\d{2})(\D.*)?$`, String.raw`\1-\2-\3\4`],
  [String.raw`([ t]\d{2})(\d{2})(\d{2})([.,]\d)`, String.raw`\1:\2:\3\4`]
];
/** `10/Oct/2000:13:55:36`, `Mon Mar 11 08:00:00 2024`. */
const BY_NAME: Rewrites = [
  [String.raw`(\d{4}):(\d{1,2}:)`, String.raw`\1 \2`],
  [
    `^(${LETTER}+,? ${LETTER}+\\.? +\\d{1,2}) (\\d{1,2}:\\d{2}:\\d{2})((?: [+-]\\d{4})?(?: ${LETTER}+)?) (\\d{4})$`,
    String.raw`\1 \4 \2\3`
  ]
];
/** Of a text that is in order, the fifth character is no digit where the year comes first, and where it comes last no letter is in it, nor a colon behind the year. */
const inOrder = (order: DateOrder): {readonly rewrites: Rewrites; readonly test: string} =>
  order === "iso" || order === "ymd"
    ? {rewrites: COMPACT, test: String.raw`^.{4}\d`}
    : {rewrites: BY_NAME, test: String.raw`[a-z]|\d{4}:`};

const REWRITERS = Object.fromEntries(
  (["iso", "ymd", "dmy", "mdy"] as const).map((order) => {
    const {rewrites, test} = inOrder(order);
    const compiled = rewrites.map(
      ([pattern, to]) => [new RegExp(pattern, "u"), to.replace(/\\(\d)/g, "$$$1")] as const
    );
    return [order, {rewrites: compiled, test: new RegExp(test, "u")}];
  })
) as unknown as Readonly<
  Record<DateOrder, {readonly rewrites: readonly (readonly [RegExp, string])[]; readonly test: RegExp}>
>;

/** What a text says of a time. */
export interface TimeText {
  /** Milliseconds since 1970 of what the text shows, as if its clock were UTC's. */
  readonly shownMs: number;
  /** How many minutes its clock is ahead of UTC; null where the text does not say. */
  readonly offsetMinutes: number | null;
  /** Whether it has a time of day. */
  readonly clock: boolean;
}

/** A time in text, read in one order of year, month and day; null where it is none. What lies beyond the millisecond is cut off. */
export function timeText(text: string, order: DateOrder): TimeText | null {
  if (!/\d/.test(text)) return null;
  let plain = text;
  if (/[^\u0000-\u007f]/.test(text))
    for (let i = 0; i < ODD.length; i++) plain = plain.replaceAll(ODD[i], PLAIN[i] ?? "");
  plain = plain.trim().toLowerCase();
  const {rewrites, test} = REWRITERS[order];
  if (test.test(plain)) for (const [pattern, to] of rewrites) plain = plain.replace(pattern, to);
  const found = REGEXPS[order].exec(plain);
  if (found === null) return null;
  const p = Object.fromEntries(PARTS.map((name, i) => [name, found[i + 1] ?? ""])) as Parts;
  const [year, month, day] = PLACES[order].map((place) => p[`date_${place}`] || p[`named_${place}`]);
  const y = year.length === 2 ? Number(year) + (Number(year) >= PIVOT ? 1900 : 2000) : Number(year);
  const m = /\d/.test(month) ? Number(month) : monthOf(month);
  const d = Number(day);
  if (m === undefined) return null;
  const dayMs = new Date(0).setUTCFullYear(y, m - 1, d);
  const date = new Date(dayMs);
  if (y === 0 || date.getUTCMonth() !== m - 1 || date.getUTCDate() !== d) return null;
  const half = p.half_before || p.half_behind;
  let hour = Number(p.hour);
  if (half !== "") {
    if (hour > 12) return null;
    hour = (hour % 12) + (/^(?:p|下午|午後)/.test(half) ? 12 : 0);
  }
  const minute = Number(p.minute || p.minute_compact);
  const second = Number(p.second || p.second_compact);
  if (minute > 59 || second > 59 || hour > 24 || (hour === 24 && minute + second > 0)) return null;
  const ms = Number(p.fraction.slice(0, 3).padEnd(3, "0"));
  const zoneMinutes = Number(p.zone_hours) * 60 + Number(p.zone_minutes);
  if (zoneMinutes >= 16 * 60 || Number(p.zone_minutes) > 59) return null;
  return {
    shownMs: dayMs + ((hour * 60 + minute) * 60 + second) * 1000 + ms,
    offsetMinutes: p.zone === "" ? null : p.sign === "-" ? -zoneMinutes : zoneMinutes,
    clock: p.hour !== ""
  };
}

/**
 * SQL for the UTC milliseconds of a time in text, as `timeText` reads it; NULL where it is none.
 *
 * @param text VARCHAR, blanks around it do not matter  @param zoneMinutes how far the clock of texts that do not say it is ahead of UTC
 */
export function timeTextSql(text: string, order: DateOrder, zoneMinutes: number): string {
  const odd = `trim(translate(${text}, ${literal(ODD)}, ${literal(PLAIN)}))`;
  // nearly all texts are of one byte a character, and are spared what is slow
  const lower = `lower(CASE WHEN strlen(${text}) = length(${text}) THEN trim(${text}) ELSE ${odd} END)`;
  const {rewrites, test} = inOrder(order);
  let rewritten = lower;
  for (const [pattern, to] of rewrites) rewritten = `regexp_replace(${rewritten}, ${literal(pattern)}, ${literal(to)})`;
  const plain = `CASE WHEN regexp_matches(${lower}, ${literal(test)}) THEN ${rewritten} ELSE ${lower} END`;
  const [year, month, day] = PLACES[order].map((place) => `(p.date_${place} || p.named_${place})`);
  const y = `CASE WHEN strlen(${year}) = 2 THEN CASE WHEN ${year} >= '${PIVOT}' THEN '19' ELSE '20' END || ${year} ELSE ${year} END`;
  const m = `CASE WHEN p.named_1 = '' THEN ${month} ELSE ${monthSql(month)} END`;
  const number = (part: string) => `coalesce(TRY_CAST(${part} AS INTEGER), 0)`;
  const half = "(p.half_before || p.half_behind)";
  const afternoon = `regexp_matches(${half}, '^(?:p|下午|午後)')`;
  const hour = `CASE WHEN ${half} = '' THEN ${number("p.hour")} WHEN ${number("p.hour")} > 12 THEN 99
    ELSE ${number("p.hour")} % 12 + CASE WHEN ${afternoon} THEN 12 ELSE 0 END END`;
  const minute = number("(p.minute || p.minute_compact)");
  const second = number("(p.second || p.second_compact)");
  const fraction = `CAST(rpad(left(p.fraction, 3), 3, '0') AS INTEGER)`;
  const offset = `(${number("p.zone_hours")} * 60 + ${number("p.zone_minutes")})`;
  // made of one list element, so that the pattern is matched once for all its parts
  return `list_transform([regexp_extract(${plain}, ${literal(PATTERNS[order])}, [${PARTS.map(literal).join(", ")}])], lambda p:
    CASE WHEN p.date_1 <> '' OR p.named_1 <> '' THEN
      CASE WHEN ${hour} * 3600 + ${minute} * 60 + ${second} <= 86400 AND ${minute} <= 59 AND ${second} <= 59
        AND ${offset} < 960 AND ${number("p.zone_minutes")} <= 59
      THEN epoch_ms(TRY_CAST(${y} || '-' || ${m} || '-' || ${day} AS TIMESTAMP))
        + CAST(${hour} * 3600 + ${minute} * 60 + ${second} AS BIGINT) * 1000 + ${fraction}
        - CASE WHEN p.zone = '' THEN ${zoneMinutes} WHEN p.sign = '-' THEN -${offset} ELSE ${offset} END * 60000 END END)[1]`;
}

/** The name of a zone at the end of a time, such as `CET` or `Europe/Berlin`: what it is ahead of UTC depends on the day and on who says it. */
const ZONE_NAME = String.raw` ?[([]?(?:[A-Za-z]{2,5}|[A-Z][A-Za-z_]+/[A-Za-z_/+-]+\d*)[)\]]?$`;

const HALF = /^[ap]m$/i;

/** The name of a zone in a time that would be one without it, null where there is none. */
export function zoneNameIn(text: string, order: DateOrder): string | null {
  const name = new RegExp(ZONE_NAME, "u").exec(text.trim())?.[0];
  if (name === undefined || timeText(text, order) !== null) return null;
  const zone = name.replace(/[ ()[\]]/g, "");
  if (HALF.test(zone)) return null;
  return timeText(text.trim().slice(0, -name.length), order)?.clock === true ? zone : null;
}

/** The condition in SQL that a time which cannot be read could be without the name of a zone. */
export function zoneNameSql(text: string, order: DateOrder): string {
  return `regexp_matches(trim(${text}), ${literal(ZONE_NAME)}) AND NOT regexp_matches(trim(${text}), ${literal(`${HALF.source.slice(1)}`)}, 'i')
      AND ${timeTextSql(`regexp_replace(trim(${text}), ${literal(ZONE_NAME)}, '')`, order, 0)} IS NOT NULL`;
}
