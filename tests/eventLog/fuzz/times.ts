import type {Random} from "../../../src/lib/core/random.js";
import {choose} from "./draw.js";

const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;

/** A way to write a time. */
export interface TimeStyle {
  readonly id: string;
  /** The unit to which times are cut, in milliseconds. */
  readonly precisionMs: number;
  /** Whether the text says its own zone; all others are local times. */
  readonly zoned: boolean;
  /** The order of day and month where both are numbers that another order could take. */
  readonly order?: "dmy" | "mdy";
  /** How often it is drawn, beside the others. */
  readonly weight: number;
  /**
   * One text for each of its columns.
   * @param ms local milliseconds where it is not `zoned`, else UTC
   */
  write(ms: number, source: Random): readonly string[];
  /** Names of its columns where there are several. */
  readonly parts?: readonly TimePart[];
}

export type TimePart = "date" | "clock" | "year" | "month" | "day" | "hour" | "minute";

const two = (n: number) => String(n).padStart(2, "0");

function parts(ms: number) {
  const date = new Date(ms);
  const hour = date.getUTCHours();
  return {
    Y: String(date.getUTCFullYear()),
    y: two(date.getUTCFullYear() % 100),
    M: two(date.getUTCMonth() + 1),
    m: String(date.getUTCMonth() + 1),
    month: date.getUTCMonth(),
    D: two(date.getUTCDate()),
    d: String(date.getUTCDate()),
    weekday: date.getUTCDay(),
    h: two(hour),
    h12: String(hour % 12 === 0 ? 12 : hour % 12),
    ampm: hour < 12 ? "AM" : "PM",
    i: two(date.getUTCMinutes()),
    s: two(date.getUTCSeconds()),
    f: String(date.getUTCMilliseconds()).padStart(3, "0")
  };
}
type Parts = ReturnType<typeof parts>;

const MONTHS: Readonly<Record<string, readonly string[]>> = {
  en: "January February March April May June July August September October November December".split(" "),
  de: "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(" "),
  fr: "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(" "),
  es: "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(" "),
  it: "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre".split(" "),
  pt: "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro".split(" "),
  nl: "januari februari maart april mei juni juli augustus september oktober november december".split(" "),
  pl: "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia".split(" ")
};
const short = (p: Parts) => MONTHS.en[p.month].slice(0, 3);
const WEEKDAYS = "Sun Mon Tue Wed Thu Fri Sat".split(" ");

const clock = (p: Parts) => `${p.h}:${p.i}:${p.s}`;
const clock12 = (p: Parts) => `${p.h12}:${p.i}:${p.s} ${p.ampm}`;

function local(
  id: string,
  precisionMs: number,
  weight: number,
  write: (p: Parts) => string,
  more: Partial<TimeStyle> = {}
): TimeStyle {
  return {id, precisionMs, zoned: false, weight, write: (ms) => [write(parts(ms))], ...more};
}

function split(
  id: string,
  precisionMs: number,
  weight: number,
  columns: readonly TimePart[],
  write: (p: Parts) => string[],
  more: Partial<TimeStyle> = {}
): TimeStyle {
  return {id, precisionMs, zoned: false, weight, parts: columns, write: (ms) => write(parts(ms)), ...more};
}

/** Where the text names its offset, which changes from row to row, as that of visitors does. */
function offset(
  id: string,
  precisionMs: number,
  weight: number,
  offsets: readonly number[],
  write: (p: Parts, sign: string, hours: string, minutes: string) => string
): TimeStyle {
  return {
    id,
    precisionMs,
    zoned: true,
    weight,
    write(ms, source) {
      const ahead = choose(source, offsets);
      const size = Math.abs(ahead);
      return [write(parts(ms + ahead * MINUTE), ahead < 0 ? "-" : "+", two(Math.floor(size / 60)), two(size % 60))];
    }
  };
}

function epoch(id: string, precisionMs: number, weight: number, write: (ms: number) => string): TimeStyle {
  return {id, precisionMs, zoned: true, weight, write: (ms) => [write(ms)]};
}

const HOURS = [0, 60, 120, -300, -480, 540];
const ANY = [...HOURS, 330, -210, 345];

export const TIME_STYLES: readonly TimeStyle[] = [
  local("2024-03-01 10:02:03", SECOND, 14, (p) => `${p.Y}-${p.M}-${p.D} ${clock(p)}`),
  local("2024-03-01 10:02:03.123", 1, 5, (p) => `${p.Y}-${p.M}-${p.D} ${clock(p)}.${p.f}`),
  local("2024-03-01T10:02:03", SECOND, 3, (p) => `${p.Y}-${p.M}-${p.D}T${clock(p)}`),
  local("2024-03-01 10:02", MINUTE, 3, (p) => `${p.Y}-${p.M}-${p.D} ${p.h}:${p.i}`),
  local("2024-03-01", DAY, 3, (p) => `${p.Y}-${p.M}-${p.D}`),
  local("2024-03-01T10", HOUR, 1, (p) => `${p.Y}-${p.M}-${p.D}T${p.h}`),
  local("2024-03-01 10", HOUR, 1, (p) => `${p.Y}-${p.M}-${p.D} ${p.h}`),
  local("2024-03-01 10:02:03,123", 1, 2, (p) => `${p.Y}-${p.M}-${p.D} ${clock(p)},${p.f}`),
  local("2024-03-01 10:02:03.123000", 1, 2, (p) => `${p.Y}-${p.M}-${p.D} ${clock(p)}.${p.f}000`),
  local("2024-03-01T10:02:03.123000000", 1, 2, (p) => `${p.Y}-${p.M}-${p.D}T${clock(p)}.${p.f}000000`),
  offset("2024-03-01T10:02:03Z", SECOND, 10, [0], (p) => `${p.Y}-${p.M}-${p.D}T${clock(p)}Z`),
  offset("2024-03-01T10:02:03.123Z", 1, 10, [0], (p) => `${p.Y}-${p.M}-${p.D}T${clock(p)}.${p.f}Z`),
  offset("2024-03-01 10:02:03 UTC", SECOND, 6, [0], (p) => `${p.Y}-${p.M}-${p.D} ${clock(p)} UTC`),
  offset("2024-03-01T10:02:03+02:00", SECOND, 4, ANY, (p, s, h, m) => `${p.Y}-${p.M}-${p.D}T${clock(p)}${s}${h}:${m}`),
  offset(
    "2024-03-01T10:02:03.123+0200",
    1,
    3,
    ANY,
    (p, s, h, m) => `${p.Y}-${p.M}-${p.D}T${clock(p)}.${p.f}${s}${h}${m}`
  ),
  offset("2024-03-01 10:02:03+02", SECOND, 4, HOURS, (p, s, h) => `${p.Y}-${p.M}-${p.D} ${clock(p)}${s}${h}`),
  offset("2024-03-01 10:02:03.123000+00", 1, 3, [0], (p, s, h) => `${p.Y}-${p.M}-${p.D} ${clock(p)}.${p.f}000${s}${h}`),
  offset("2024-03-01T10:02+02:00", MINUTE, 1, ANY, (p, s, h, m) => `${p.Y}-${p.M}-${p.D}T${p.h}:${p.i}${s}${h}:${m}`),
  offset("20240301T100203Z", SECOND, 2, [0], (p) => `${p.Y}${p.M}${p.D}T${p.h}${p.i}${p.s}Z`),
  local("20240301100203", SECOND, 3, (p) => `${p.Y}${p.M}${p.D}${p.h}${p.i}${p.s}`),
  local("20240301", DAY, 2, (p) => `${p.Y}${p.M}${p.D}`),
  local("20240301 10:02:03", SECOND, 1, (p) => `${p.Y}${p.M}${p.D} ${clock(p)}`),
  local("2024/03/01 10:02:03", SECOND, 4, (p) => `${p.Y}/${p.M}/${p.D} ${clock(p)}`),
  local("2024/3/1 10:02", MINUTE, 1, (p) => `${p.Y}/${p.m}/${p.d} ${p.h}:${p.i}`),
  local("2024.03.01 10:02:03", SECOND, 1, (p) => `${p.Y}.${p.M}.${p.D} ${clock(p)}`),
  local("01.03.2024 10:02:03", SECOND, 5, (p) => `${p.D}.${p.M}.${p.Y} ${clock(p)}`, {order: "dmy"}),
  local("01.03.2024 10:02", MINUTE, 3, (p) => `${p.D}.${p.M}.${p.Y} ${p.h}:${p.i}`, {order: "dmy"}),
  local("01/03/2024 10:02:03", SECOND, 4, (p) => `${p.D}/${p.M}/${p.Y} ${clock(p)}`, {order: "dmy"}),
  local("1/3/2024", DAY, 1, (p) => `${p.d}/${p.m}/${p.Y}`, {order: "dmy"}),
  local("01-03-2024 10:02:03", SECOND, 2, (p) => `${p.D}-${p.M}-${p.Y} ${clock(p)}`, {order: "dmy"}),
  local("03/01/2024 10:02:03", SECOND, 3, (p) => `${p.M}/${p.D}/${p.Y} ${clock(p)}`, {order: "mdy"}),
  local("3/1/2024 10:02:03 AM", SECOND, 4, (p) => `${p.m}/${p.d}/${p.Y} ${clock12(p)}`, {order: "mdy"}),
  local("3/1/2024 10:02 am", MINUTE, 1, (p) => `${p.m}/${p.d}/${p.Y} ${p.h12}:${p.i} ${p.ampm.toLowerCase()}`, {
    order: "mdy"
  }),
  local("01.03.24 10:02", MINUTE, 2, (p) => `${p.D}.${p.M}.${p.y} ${p.h}:${p.i}`, {order: "dmy"}),
  local("3/1/24 10:02", MINUTE, 2, (p) => `${p.m}/${p.d}/${p.y} ${p.h}:${p.i}`, {order: "mdy"}),
  offset(
    "01/Mar/2024:10:02:03 +0100",
    SECOND,
    4,
    ANY,
    (p, s, h, m) => `${p.D}/${short(p)}/${p.Y}:${clock(p)} ${s}${h}${m}`
  ),
  offset("[01/Mar/2024:10:02:03 +0000]", SECOND, 1, [0], (p) => `[${p.D}/${short(p)}/${p.Y}:${clock(p)} +0000]`),
  local("1 Mar 2024 10:02:03", SECOND, 2, (p) => `${p.d} ${short(p)} ${p.Y} ${clock(p)}`),
  local("Mar 1, 2024 10:02:03 AM", SECOND, 2, (p) => `${short(p)} ${p.d}, ${p.Y} ${clock12(p)}`),
  local("March 1, 2024 10:02:03", SECOND, 1, (p) => `${MONTHS.en[p.month]} ${p.d}, ${p.Y} ${clock(p)}`),
  local("01-MAR-2024 10:02:03", SECOND, 2, (p) => `${p.D}-${short(p).toUpperCase()}-${p.Y} ${clock(p)}`),
  local(
    "01-MAR-24 10.02.03.123000000 AM",
    1,
    1,
    (p) => `${p.D}-${short(p).toUpperCase()}-${p.y} ${p.h12.padStart(2, "0")}.${p.i}.${p.s}.${p.f}000000 ${p.ampm}`
  ),
  local("01 OCT 2024 10:02", MINUTE, 1, (p) => `${p.D} ${short(p).toUpperCase()} ${p.Y} ${p.h}:${p.i}`),
  local("1. März 2024 10:02:03", SECOND, 1, (p) => `${p.d}. ${MONTHS.de[p.month]} ${p.Y} ${clock(p)}`),
  local("1 mars 2024 10:02:03", SECOND, 1, (p) => `${p.d} ${MONTHS.fr[p.month]} ${p.Y} ${clock(p)}`),
  local("1 de marzo de 2024 10:02", MINUTE, 1, (p) => `${p.d} de ${MONTHS.es[p.month]} de ${p.Y} ${p.h}:${p.i}`),
  local("1 marzo 2024 10:02:03", SECOND, 1, (p) => `${p.d} ${MONTHS.it[p.month]} ${p.Y} ${clock(p)}`),
  local("01 março 2024 10:02", MINUTE, 1, (p) => `${p.D} ${MONTHS.pt[p.month]} ${p.Y} ${p.h}:${p.i}`),
  local("1 maart 2024 10:02:03", SECOND, 1, (p) => `${p.d} ${MONTHS.nl[p.month]} ${p.Y} ${clock(p)}`),
  local("1 marca 2024 10:02:03", SECOND, 1, (p) => `${p.d} ${MONTHS.pl[p.month]} ${p.Y} ${clock(p)}`),
  local("2024年3月1日 10:02:03", SECOND, 1, (p) => `${p.Y}年${p.m}月${p.d}日 ${clock(p)}`),
  local("2024年03月01日 10時02分03秒", SECOND, 1, (p) => `${p.Y}年${p.M}月${p.D}日 ${p.h}時${p.i}分${p.s}秒`),
  local("Fri Mar 01 10:02:03 2024", SECOND, 1, (p) => `${WEEKDAYS[p.weekday]} ${short(p)} ${p.D} ${clock(p)} ${p.Y}`),
  offset(
    "Fri, 01 Mar 2024 10:02:03 GMT",
    SECOND,
    2,
    [0],
    (p) => `${WEEKDAYS[p.weekday]}, ${p.D} ${short(p)} ${p.Y} ${clock(p)} GMT`
  ),
  offset(
    "Fri, 01 Mar 2024 10:02:03 +0100",
    SECOND,
    1,
    HOURS,
    (p, s, h, m) => `${WEEKDAYS[p.weekday]}, ${p.D} ${short(p)} ${p.Y} ${clock(p)} ${s}${h}${m}`
  ),
  epoch("1709287323", SECOND, 14, (ms) => String(Math.floor(ms / 1000))),
  epoch("1709287323.123", 1, 3, (ms) => `${Math.floor(ms / 1000)}.${String(ms % 1000).padStart(3, "0")}`),
  epoch("1709287323123", 1, 12, String),
  epoch("1709287323123000", 1, 5, (ms) => `${ms}000`),
  epoch("1709287323123000000", 1, 2, (ms) => `${ms}000000`),
  {
    ...local("45352.418091", SECOND, 1, () => ""),
    // the fraction of a day, to ten digits: a second is 0.0000115
    write: (ms) => [(ms / DAY + 25_569).toFixed(10)]
  },
  split("date 2024-03-01, time 10:02:03", SECOND, 4, ["date", "clock"], (p) => [`${p.Y}-${p.M}-${p.D}`, clock(p)]),
  split("date 01.03.2024, time 10:02", MINUTE, 2, ["date", "clock"], (p) => [`${p.D}.${p.M}.${p.Y}`, `${p.h}:${p.i}`], {
    order: "dmy"
  }),
  split("date 3/1/2024, time 10:02:03 AM", SECOND, 2, ["date", "clock"], (p) => [`${p.m}/${p.d}/${p.Y}`, clock12(p)], {
    order: "mdy"
  }),
  split("date 20240301, time 100203", SECOND, 1, ["date", "clock"], (p) => [
    `${p.Y}${p.M}${p.D}`,
    `${p.h}${p.i}${p.s}`
  ]),
  split("date 2024-03-01, hour 10", HOUR, 2, ["date", "hour"], (p) => [`${p.Y}-${p.M}-${p.D}`, String(Number(p.h))]),
  split("year, month, day, hour", HOUR, 1, ["year", "month", "day", "hour"], (p) => [
    p.Y,
    p.m,
    p.d,
    String(Number(p.h))
  ]),
  split("year, month, day, hour, minute", MINUTE, 1, ["year", "month", "day", "hour", "minute"], (p) => [
    p.Y,
    p.m,
    p.d,
    String(Number(p.h)),
    String(Number(p.i))
  ])
];
