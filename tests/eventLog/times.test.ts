/**
 * Times as logs write them. Oracle: `Date.UTC` and JavaScript's own parts of a date, from which each text is written here; offsets and the log's own zone
 * shift the time, and nothing of the machine's zone does.
 */
import {describe, expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {
  guessTimeFormat,
  lacksClock,
  namedZones,
  TIME_FORMATS,
  timeIn,
  type TimeFormat
} from "../../src/lib/eventLog/timeFormats.js";
import {useReader} from "./readText.js";

const {read} = useReader();

const source = random(2024);
/** Whole seconds over the century that logs may be of, the ends of years and a leap day among them. */
const SECONDS = [
  Date.UTC(2000, 0, 1),
  Date.UTC(2000, 1, 29, 23, 59, 59),
  Date.UTC(2019, 11, 31, 23, 59, 59),
  Date.UTC(2024, 1, 29, 12),
  Date.UTC(2024, 9, 27, 1, 30),
  Date.UTC(2099, 11, 31, 23, 59, 59),
  ...Array.from({length: 60}, () => Date.UTC(2001, 0) + source.below(3_000_000) * 1_000_000)
];
const two = (n: number) => String(n).padStart(2, "0");
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

function parts(ms: number) {
  const d = new Date(ms);
  const [y, m, day] = [String(d.getUTCFullYear()), d.getUTCMonth(), d.getUTCDate()];
  const clock = `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())}`;
  const half = `${two(d.getUTCHours() % 12 || 12)}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())} ${d.getUTCHours() < 12 ? "AM" : "PM"}`;
  return {y, m: two(m + 1), d: two(day), month: MONTHS[m], plainM: String(m + 1), plainD: String(day), clock, half};
}

/** Months as they are written in a language, by `Intl`, which shares nothing with the reader. */
const monthNames = (locale: string, month: "long" | "short", format: (name: string) => string = (name) => name) =>
  Array.from({length: 12}, (_, m) =>
    format(
      new Intl.DateTimeFormat(locale, {month, day: "numeric", timeZone: "UTC"})
        .formatToParts(Date.UTC(2024, m, 3))
        .find(({type}) => type === "month")!.value
    )
  );

/** Milliseconds that a text of this format is to give, the text, and how far it is exact. */
const WRITTEN: [TimeFormat, string, (ms: number) => string, number][] = [
  ["s", "whole", (ms) => String(ms / 1000), 1000],
  ["s", "with a decimal point", (ms) => `${ms / 1000}.250`, 1000],
  ["ms", "whole", String, 1],
  ["us", "whole", (ms) => `${ms}000`, 1],
  ["us", "with parts of a millisecond", (ms) => `${ms}999`, 1],
  ["ns", "whole", (ms) => `${ms}000000`, 1],
  ["iso", "with Z", (ms) => new Date(ms).toISOString(), 1],
  ["iso", "with a blank", (ms) => new Date(ms).toISOString().slice(0, 19).replace("T", " "), 1000],
  ["iso", "with UTC behind it", (ms) => `${new Date(ms).toISOString().slice(0, 19).replace("T", " ")} UTC`, 1000],
  ["iso", "to the minute", (ms) => new Date(ms).toISOString().slice(0, 16).replace("T", " "), 60_000],
  ["iso", "the day alone", (ms) => new Date(ms).toISOString().slice(0, 10), 86_400_000],
  ["iso", "with microseconds", (ms) => new Date(ms).toISOString().replace("Z", "456"), 1],
  ...[120, -330, 0, 840].map((minutes): [TimeFormat, string, (ms: number) => string, number] => [
    "iso",
    `of a clock ${minutes} minutes ahead`,
    (ms) => {
      const shown = Math.abs(minutes);
      return `${new Date(ms + minutes * 60_000).toISOString().slice(0, 19)}${minutes < 0 ? "-" : "+"}${two(Math.floor(shown / 60))}:${two(shown % 60)}`;
    },
    1000
  ]),
  ["ymd", "with slashes", (ms) => ((p) => `${p.y}/${p.m}/${p.d} ${p.clock}`)(parts(ms)), 1000],
  ["ymd", "without signs", (ms) => ((p) => `${p.y}${p.m}${p.d} ${p.clock}`)(parts(ms)), 1000],
  ["dmy", "with points", (ms) => ((p) => `${p.d}.${p.m}.${p.y} ${p.clock}`)(parts(ms)), 1000],
  ["dmy", "with slashes and no zeros", (ms) => ((p) => `${p.plainD}/${p.plainM}/${p.y} ${p.clock}`)(parts(ms)), 1000],
  ["dmy", "with the month's name", (ms) => ((p) => `${p.d} ${p.month} ${p.y} ${p.clock}`)(parts(ms)), 1000],
  ["mdy", "with slashes and half days", (ms) => ((p) => `${p.plainM}/${p.plainD}/${p.y} ${p.half}`)(parts(ms)), 1000],
  ["mdy", "with the month's name", (ms) => ((p) => `${p.month} ${p.d}, ${p.y} ${p.clock}`)(parts(ms)), 1000],
  ["excel", "to ten decimals", (ms) => (ms / 86_400_000 + 25_569).toFixed(10), 1000],
  ["s", "with nine decimals", (ms) => `${ms / 1000}.250999999`, 1000],
  ["ms", "with decimals", (ms) => `${ms}.75`, 1],
  [
    "iso",
    "with a decimal comma",
    (ms) => new Date(ms).toISOString().slice(0, 23).replace("T", " ").replace(".", ","),
    1
  ],
  ["iso", "with nine digits and Z", (ms) => new Date(ms).toISOString().replace("Z", "999999Z"), 1],
  ["iso", "to the hour", (ms) => new Date(ms).toISOString().slice(0, 13).replace("T", " "), 3_600_000],
  [
    "iso",
    "with an offset of hours alone",
    (ms) => `${new Date(ms - 5 * 3_600_000).toISOString().slice(0, 19).replace("T", " ")}-05`,
    1000
  ],
  [
    "iso",
    "with an offset without a colon",
    (ms) => `${new Date(ms + 330 * 60_000).toISOString().slice(0, 19)}+0530`,
    1000
  ],
  ["iso", "with GMT", (ms) => `${new Date(ms).toISOString().slice(0, 19).replace("T", " ")} GMT`, 1000],
  ["ymd", "compact, of ISO 8601", (ms) => new Date(ms).toISOString().slice(0, 19).replace(/[-:]/g, "") + "Z", 1000],
  ["ymd", "in digits alone", (ms) => new Date(ms).toISOString().slice(0, 19).replace(/[-:T]/g, ""), 1000],
  [
    "ymd",
    "in digits to the millisecond",
    (ms) =>
      new Date(ms)
        .toISOString()
        .slice(0, 23)
        .replace(/[-:T.]/g, ""),
    1
  ],
  ["ymd", "in Chinese", (ms) => ((p) => `${p.y}年${p.plainM}月${p.plainD}日 ${p.clock}`)(parts(ms)), 1000],
  [
    "dmy",
    "as Apache logs it",
    (ms) => ((p) => `${p.d}/${p.month}/${p.y}:${p.clock} -0700`)(parts(ms - 7 * 3_600_000)),
    1000
  ],
  ["dmy", "of RFC 2822", (ms) => new Date(ms).toUTCString(), 1000],
  ["dmy", "with a year of two digits", (ms) => ((p) => `${p.d}.${p.m}.${p.y.slice(2)} ${p.clock}`)(parts(ms)), 1000],
  ["dmy", "with microseconds", (ms) => ((p) => `${p.d}.${p.m}.${p.y} ${p.clock}.117999`)(parts(ms)), 1000],
  [
    "dmy",
    "with the month in capitals",
    (ms) => ((p) => `${p.d}-${p.month.toUpperCase()}-${p.y} ${p.clock}`)(parts(ms)),
    1000
  ],
  ...["de", "fr", "es", "it", "pt", "nl", "pl", "en"].flatMap((locale) =>
    (["long", "short"] as const).map((length): [TimeFormat, string, (ms: number) => string, number] => {
      const names = monthNames(locale, length);
      return [
        "dmy",
        `with the month's ${length} name of the language ${locale}`,
        (ms) => ((p) => `${p.plainD}. ${names[Number(p.m) - 1]} ${p.y} ${p.clock}`)(parts(ms)),
        1000
      ];
    })
  ),
  [
    "mdy",
    "of JavaScript",
    (ms) =>
      `${new Date(ms).toUTCString().replace(/(\w+), (\d+) (\w+) (\d+) (.+) GMT/, "$1 $3 $2 $4 $5")} GMT+0000 (Coordinated Universal Time)`,
    1000
  ],
  [
    "mdy",
    "with the year last of all",
    (ms) => ((p) => `Wed ${p.month} ${p.d} ${p.clock} +0000 ${p.y}`)(parts(ms)),
    1000
  ],
  [
    "mdy",
    "as a locale writes it",
    (ms) => ((p) => `${p.plainM}/${p.plainD}/${p.y}, ${p.half.replace(" ", "\u202f")}`)(parts(ms)),
    1000
  ]
];

test.each(WRITTEN)("%s, %s", async (format, how, write, exact) => {
  const rows = SECONDS.map((ms, i) => `"u${String(i).padStart(3, "0")}";"${write(ms)}"\n`);
  const {events, rejected} = await read(`user;when\n${rows.join("")}`, {
    map: `time=when, time-format=${format}, user=user, names=user`
  });
  expect(rejected).toEqual([]);
  const added = /decimal point|nine decimals/.test(how)
    ? 250
    : how === "with microseconds" && format === "dmy"
      ? 117
      : 0;
  // years of two digits from 70 on are of the century before
  const year = (ms: number) => new Date(ms).getUTCFullYear();
  const shown = (ms: number) =>
    /two digits/.test(how) && year(ms) >= 2070 ? new Date(ms).setUTCFullYear(year(ms) - 100) : ms;
  expect(events.map(({ts_ms}) => ts_ms)).toEqual(SECONDS.map((ms) => Math.floor(shown(ms) / exact) * exact + added));
});

test.each<[TimeFormat, string]>([
  ["ms", ""],
  ["us", "000"],
  ["us", "999"],
  ["ns", "000000"],
  ["ns", "999999"]
])("%s, to the very millisecond, with %j behind it", async (format, behind) => {
  const times = SECONDS.map((ms, i) => ms + ((i * 37) % 1000));
  const rows = times.map((ms, i) => `u${String(i).padStart(3, "0")},${ms}${behind}\n`);
  const {events} = await read(`user,when\n${rows.join("")}`, {
    map: `time=when, time-format=${format}, user=user, names=user`
  });
  expect(events.map(({ts_ms}) => ts_ms)).toEqual(times);
});

test.each(TIME_FORMATS.map(({id}) => id))("%s bears numbers of any size, in any zone", async (format) => {
  const good = WRITTEN.find(([name]) => name === format)![2](Date.UTC(2024, 4, 20));
  const sizes = [
    "9223372036854775807",
    "-9223372036854775808",
    "9223372036854775808",
    "99999999999999999999",
    "9".repeat(22),
    "9".repeat(40),
    "-1",
    "0.0000000000001",
    "1e21",
    "1e-400",
    "infinity",
    "-infinity",
    "nan",
    "epoch",
    "290309-12-22 00:00:00",
    "99999999"
  ];
  for (const zone of [0, -840, 840]) {
    const {events, rejected} = await read(`user;time\n${[good, ...sizes].map((text) => `u;${text}\n`).join("")}`, {
      map: `time=time, time-format=${format}, user=user, zone=${zone}`
    });
    // numbers since 1970 and texts with Z say their zone
    const shift = ["s", "ms", "us", "ns", "iso"].includes(format) ? 0 : zone * 60_000;
    expect(events.map(({ts_ms}) => ts_ms)).toEqual([Date.UTC(2024, 4, 20) - shift]);
    expect(rejected.length).toBe(sizes.length);
  }
});

test("every format is among those tested, and has a title", () => {
  expect(new Set(WRITTEN.map(([format]) => format))).toEqual(new Set(TIME_FORMATS.map(({id}) => id)));
  for (const {title} of TIME_FORMATS) expect(title).toMatch(/\(.+\)$/);
});

test.each(WRITTEN.filter(([format, how]) => format !== "excel" && !/no zeros|two digits/.test(how)))(
  "%s, %s, is guessed from values alone",
  (format, _, write) => {
    // days beyond the twelfth, as 03/04 can be read in two ways
    const texts = [20, 21, 25, 28].map((day) => write(Date.UTC(2021, 4, day, 13, 5, 7)));
    expect(guessTimeFormat(texts)).toMatchObject({format, share: 1});
  }
);

test("a year of two digits is of the twentieth century from 70 on", () => {
  expect(timeIn("11/03/69", "dmy")!.ms).toBe(Date.UTC(2069, 2, 11));
  expect(timeIn("11/03/70", "dmy")!.ms).toBe(Date.UTC(1970, 2, 11));
});

test("what is no time is not guessed to be one", () => {
  for (const texts of [
    ["12", "13"],
    ["view", "buy"],
    ["1.50"],
    ["2024-99-99 10"],
    [],
    ["12345678"],
    ["abc", "1433221332"]
  ])
    expect(guessTimeFormat(texts)).toBeNull();
});

test("a log of days says so", () => {
  expect(lacksClock("2024-01-01", "iso")).toBe(true);
  expect(lacksClock("2024-01-01 00:00", "iso")).toBe(false);
  expect(lacksClock("45413", "excel")).toBe(true);
  expect(lacksClock("1433221332", "s")).toBe(false);
});

test.each([
  [0, 0],
  [60, -3_600_000],
  [-570, 34_200_000]
])("a clock %d minutes ahead of UTC", async (minutes, shift) => {
  const {events} = await read("user,time\na,2024-05-01 10:00:00\nb,2024-05-01 10:00:00\n", {map: `zone=${minutes}`});
  expect(events.map(({ts_ms}) => ts_ms)).toEqual([0, 0].map(() => Date.UTC(2024, 4, 1, 10) + shift));
});

describe("a time that cannot be", () => {
  test.each([
    ["iso", ["2024-02-30 10:00:00", "2024-13-01 10:00:00", "2024-01-01 25:00:00", "yesterday", "1714521600"]],
    ["s", ["", "12e400", "NaN", "2024-01-01"]],
    ["ms", ["1.5e99", "99999999999999999999999", "x"]],
    ["dmy", ["31.02.2024 10:00", "10.13.2024 10:00", "2024-01-01"]],
    ["ns", ["99999999999999999999999999999999999999999999"]],
    ["excel", ["1e99", "-", "x"]]
  ] as [TimeFormat, string[]][])("in %s is set aside with its line", async (format, texts) => {
    const good = WRITTEN.find(([name]) => name === format)![2](Date.UTC(2024, 4, 20));
    const {events, rejected} = await read(
      `user;time\n${[good, ...texts, good].map((text) => `u;${text}\n`).join("")}`,
      {
        map: `time=time, time-format=${format}`
      }
    );
    expect(events.map(({ts_ms}) => ts_ms)).toEqual([0, 0].map(() => Date.UTC(2024, 4, 20)));
    expect(rejected.map(([line]) => line)).toEqual(texts.map((_, i) => i + 3));
    for (const [, reason] of rejected) expect(reason).toMatch(/^(?:missing time|time is not in |time outside )/);
  });

  test("of another unit or another century is set aside", async () => {
    const texts = ["1714521600", "-1", "0", "946684799999", "4102444800000", "1714521600000000"];
    const good = Array.from({length: 30}, () => "1714521600000");
    const {events, rejected} = await read(`user,time\n${[...good, ...texts].map((text) => `u,${text}\n`).join("")}`, {
      map: "time=time, time-format=ms, user=user"
    });
    expect(events.length).toBe(30);
    expect(rejected).toEqual(texts.map((_, i) => [i + 32, "time outside 2000-01-01 to 2100-01-01"]));
  });
});

/** Texts and the instants that they are, written out by hand. */
const LITERAL: Readonly<Partial<Record<TimeFormat, readonly (readonly [text: string, instant: string | null])[]>>> = {
  s: [
    ["1433221332.117999999", "2015-06-02T05:02:12.117Z"],
    ["1433221332.9996", "2015-06-02T05:02:12.999Z"]
  ],
  ms: [
    ["1433221332117.9", "2015-06-02T05:02:12.117Z"],
    ["1433221332117.0", "2015-06-02T05:02:12.117Z"]
  ],
  us: [["1433221332117999.9", "2015-06-02T05:02:12.117Z"]],
  iso: [
    ["2024-03-10 06:59:00+02", "2024-03-10T04:59:00.000Z"],
    ["2024-03-10 06:59:00-05", "2024-03-10T11:59:00.000Z"],
    ["2024-03-10 06:59:00+00", "2024-03-10T06:59:00.000Z"],
    ["2024-03-10 06:59:00.5+02", "2024-03-10T04:59:00.500Z"],
    ["2024-03-10T06:59:00+0530", "2024-03-10T01:29:00.000Z"],
    ["2024-03-10T06:59:00.123456-03:30", "2024-03-10T10:29:00.123Z"],
    ["2024-03-10T06:59+01:00", "2024-03-10T05:59:00.000Z"],
    ["2024-03-10 06:59-05", "2024-03-10T11:59:00.000Z"],
    ["2024-03-10T06:59Z", "2024-03-10T06:59:00.000Z"],
    ["2024-03-10T06Z", "2024-03-10T06:00:00.000Z"],
    ["2024-03-10 06:59:00 UTC", "2024-03-10T06:59:00.000Z"],
    ["2024-03-10 06:59:00 utc", "2024-03-10T06:59:00.000Z"],
    ["2024-03-10 06:59:00 GMT", "2024-03-10T06:59:00.000Z"],
    ["2024-03-10 06:59:00 GMT+2", "2024-03-10T04:59:00.000Z"],
    ["2024-03-10 06:59:00 \u221205:00", "2024-03-10T11:59:00.000Z"],
    ["2024-03-10T06:59:00+01:00[Europe/Paris]", "2024-03-10T05:59:00.000Z"],
    ["2024-03-10-06.59.00.123456", "2024-03-10T06:59:00.123Z"],
    ["2024-03-10 14", "2024-03-10T14:00:00.000Z"],
    ["2024-03-10 06:59:00:250", "2024-03-10T06:59:00.250Z"],
    [" 2024-03-10 06:59:00 ", "2024-03-10T06:59:00.000Z"],
    ["2024-3-1 6:05", "2024-03-01T06:05:00.000Z"],
    ["2024-Mar-10 06:59", "2024-03-10T06:59:00.000Z"],
    ["20240310T065900Z", "2024-03-10T06:59:00.000Z"],
    ["20240310T065900.25+0100", "2024-03-10T05:59:00.250Z"],
    ["20240310065900", "2024-03-10T06:59:00.000Z"],
    ["202403100659", "2024-03-10T06:59:00.000Z"],
    ["2024年3月5日", "2024-03-05T00:00:00.000Z"],
    ["2024年3月5日14时05分06秒", "2024-03-05T14:05:06.000Z"],
    ["2024/3/5 下午2:05:06", "2024-03-05T14:05:06.000Z"],
    ["2024/3/5 上午12:05", "2024-03-05T00:05:00.000Z"],
    ["2024-03-10 24:00:00", "2024-03-11T00:00:00.000Z"],
    ["2024-03-10 24:00:01", null],
    ["2024-03-10 23:59:60", null],
    ["2024-03-10 23:60", null],
    ["2024-02-30", null],
    ["2023-02-29", null],
    ["2024-03-10 06:59:00+16:00", null],
    ["2024-03-10 06:59:00+02:75", null],
    ["2024-03-10 06:59:00.1234567890", null],
    ["1714521600", null],
    ["2024-W10-1", null],
    ["11/03/2024", null]
  ],
  dmy: [
    ["10/Oct/2000:13:55:36 -0700", "2000-10-10T20:55:36.000Z"],
    ["[10/Oct/2000:13:55:36 -0700]", "2000-10-10T20:55:36.000Z"],
    ["Mon, 11 Mar 2024 08:00:00 GMT", "2024-03-11T08:00:00.000Z"],
    ["Mon, 11 Mar 2024 08:00:00 +0200", "2024-03-11T06:00:00.000Z"],
    ["01 OCT 2015 10:00:00", "2015-10-01T10:00:00.000Z"],
    ["1st oct 2015", "2015-10-01T00:00:00.000Z"],
    ["11. März 2024 um 08:00", "2024-03-11T08:00:00.000Z"],
    ["11. MAERZ 2024 08:00 Uhr", "2024-03-11T08:00:00.000Z"],
    ["11 mars 2024 à 08h05", "2024-03-11T08:05:00.000Z"],
    ["1 août 2024", "2024-08-01T00:00:00.000Z"],
    ["1 AOUT 2024", "2024-08-01T00:00:00.000Z"],
    ["11 de marzo de 2024, 8:05:00 p. m.", "2024-03-11T20:05:00.000Z"],
    ["11 października 2024", "2024-10-11T00:00:00.000Z"],
    ["11 gennaio 2024 alle ore 08:00", "2024-01-11T08:00:00.000Z"],
    ["11 mei 2024", "2024-05-11T00:00:00.000Z"],
    ["11 de março de 2024 às 08:00", "2024-03-11T08:00:00.000Z"],
    ["11-MAR-24 08.00.00.000000 PM", "2024-03-11T20:00:00.000Z"],
    ["11MAR2024:08:00:00", "2024-03-11T08:00:00.000Z"],
    ["11/03/24 08:00", "2024-03-11T08:00:00.000Z"],
    ["11/03/69", "2069-03-11T00:00:00.000Z"],
    ["11.03.2024 06:59:00,123", "2024-03-11T06:59:00.123Z"],
    ["11/03/2024, 08:00:00", "2024-03-11T08:00:00.000Z"],
    ["11/03/2024 12:30 AM", "2024-03-11T00:30:00.000Z"],
    ["11/03/2024 12:30 PM", "2024-03-11T12:30:00.000Z"],
    ["11/03/2024 13:30 PM", null],
    ["11 Mar 08:00:00", null],
    ["11 foo 2024", null],
    ["31/04/2024", null]
  ],
  mdy: [
    ["03/11/2024, 08:00:00 PM", "2024-03-11T20:00:00.000Z"],
    ["3/11/2024, 8:00:00\u202fPM", "2024-03-11T20:00:00.000Z"],
    ["March 11, 2024 at 8:00 AM", "2024-03-11T08:00:00.000Z"],
    ["Mar 11, 2024 @ 08:00:00.250", "2024-03-11T08:00:00.250Z"],
    ["Mon Mar 11 2024 08:00:00 GMT+0100 (Central European Standard Time)", "2024-03-11T07:00:00.000Z"],
    ["Wed Oct 10 20:19:24 +0000 2018", "2018-10-10T20:19:24.000Z"],
    ["Mon Mar 11 08:00:00 UTC 2024", "2024-03-11T08:00:00.000Z"],
    ["03/11/24 8 PM", "2024-03-11T20:00:00.000Z"],
    ["Mar 11 08:00:00", null],
    ["13/11/2024", null]
  ],
  ymd: [
    ["24/03/11 08:00", "2024-03-11T08:00:00.000Z"],
    ["2024.03.11 08:00", "2024-03-11T08:00:00.000Z"],
    ["20240311", "2024-03-11T00:00:00.000Z"],
    ["2024/03/11T08:00:00+02", "2024-03-11T06:00:00.000Z"]
  ]
};

test.each(Object.keys(LITERAL) as TimeFormat[])(
  "%s, as written out, in the database and outside of it",
  async (format) => {
    const cases = LITERAL[format]!;
    const quoted = cases.map(([text], i) => `u${String(i).padStart(3, "0")}|"${text}"\n`).join("");
    const {events, rejected} = await read(`user|when\n${quoted}`, {
      map: `time=when, time-format=${format}, user=user, names=user`
    });
    const found = new Map(events.map(({user, ts_ms}) => [user, Number(ts_ms)]));
    const expected = cases.map(([text, instant]) => [text, instant === null ? null : Date.parse(instant)]);
    expect(cases.map(([text], i) => [text, found.get(`u${String(i).padStart(3, "0")}`) ?? null])).toEqual(expected);
    expect(rejected.length).toBe(cases.filter(([, instant]) => instant === null).length);
    if (["iso", "dmy", "mdy", "ymd"].includes(format))
      for (const [text, instant] of cases) {
        // a year first is told apart by its signs where a format is guessed
        const other = format === "iso" ? (timeIn(text, "iso") ?? timeIn(text, "ymd")) : timeIn(text, format);
        expect([text, other?.ms ?? null]).toEqual([text, instant === null ? null : Date.parse(instant)]);
      }
  }
);

test("texts that are nearly times are so, or not, in the database as outside of it", async () => {
  const signs = [..."0123456789-/.: T+Z,年pP", " AM", " Mar ", "UTC"];
  const texts = LITERAL.iso!.concat(LITERAL.dmy!, LITERAL.mdy!).flatMap(([text]) =>
    Array.from({length: 6}, () => {
      const at = source.below(text.length + 1);
      return text.slice(0, at) + signs[source.below(signs.length)] + text.slice(at + source.below(2));
    })
  );
  const name = (i: number) => `u${String(i).padStart(5, "0")}`;
  for (const format of ["dmy", "mdy", "ymd"] as const) {
    const {events, rejected} = await read(`user|when\n${texts.map((text, i) => `${name(i)}|"${text}"\n`).join("")}`, {
      map: `time=when, time-format=${format}, user=user, names=user`
    });
    const asides = new Set(
      rejected.filter(([, reason]) => reason.startsWith("time outside")).map(([line]) => line - 2)
    );
    const found = new Map(events.map(({user, ts_ms}) => [user, Number(ts_ms)]));
    const read2 = texts.map((text, i) => [text, found.get(name(i)) ?? null]);
    const expected = texts.map((text, i) => {
      if (asides.has(i)) return [text, null];
      const dashed = format === "ymd" ? timeIn(text, "iso") : null;
      return [text, (dashed ?? timeIn(text, format))?.ms ?? null];
    });
    expect(read2).toEqual(expected);
  }
});

describe("a zone", () => {
  const rows = (texts: readonly string[]) => texts.map((text, i) => `u${i},"${text}"\n`).join("");

  test("given for the log is that of times which name none", async () => {
    const texts = [
      "2015-06-02T05:02:12Z",
      "2015-06-02T07:02:12+02:00",
      "2015-06-02 07:02:12",
      "2015-06-02 07:02:12+02",
      "2015-06-02 05:02:12 UTC"
    ];
    const {events} = await read(`user,time\n${rows(texts)}`, {map: "zone=120"});
    expect(events.map(({ts_ms}) => ts_ms)).toEqual(texts.map(() => Date.UTC(2015, 5, 2, 5, 2, 12)));
  });

  test.each(["CET", "Europe/Berlin", "EST", "America/Argentina/Buenos_Aires", "(PST)"])(
    "by the name %s is refused with the remedy",
    async (name) => {
      const texts = [`2024-03-10 06:59:00 ${name}`, "2024-03-10 06:59:00", "2024-03-10 06:59:00 soon"];
      const {events, rejected} = await read(`user,time\n${rows(texts)}`, {map: "time=time, user=user, names=user"});
      expect(events.length).toBe(1);
      expect(rejected).toEqual(
        [
          [2, "time names its zone; write an offset such as +01:00, or none and give zone=MINUTES"],
          [4, "time is not in year-month-day, ISO 8601"]
        ]
          .filter(([line]) => line !== 4 || name !== "")
          .map(([line, reason]) => [line, line === 4 ? expect.stringMatching(/^time /) : reason])
      );
      expect(namedZones([texts[0], texts[0]])).toEqual({format: "iso", names: [name.replace(/[()]/g, "")]});
    }
  );

  test("that is an offset, half a day or no zone is not one by name", () => {
    expect(namedZones(["2024-03-10 06:59:00 UTC", "2024-03-10 06:59:00Z"])).toBeNull();
    expect(namedZones(["03/11/2024 08:00 PM"])).toBeNull();
    expect(namedZones(["view", "CET"])).toBeNull();
  });
});

describe("of several readings", () => {
  const days = (list: readonly number[], write: (day: number) => string) => list.map((day) => write(day));

  test("the one of the shorter period is chosen, and the others are named", () => {
    const guess = guessTimeFormat(
      days([1, 2, 3, 5, 8], (day) => `${day}/1/2015 08:00`).map((text) => text.replace(/^(\d+)\/1/, "1/$1"))
    )!;
    expect(guess).toMatchObject({format: "mdy", candidates: ["mdy", "dmy"], clear: true, share: 1});
    expect(guess.why).toMatch(/7 days/);
  });

  test("the one that keeps the rows in order is chosen", () => {
    const texts = ["11/12/2023", "12/12/2023", "01/01/2024", "02/01/2024", "12/01/2024", "01/02/2024", "02/02/2024"];
    expect(guessTimeFormat(texts)).toMatchObject({format: "dmy", clear: true});
  });

  test("none is sure where nothing speaks for it", () => {
    expect(guessTimeFormat(["03/04/2024 10:00", "03/04/2024 11:00"])).toMatchObject({
      format: "dmy",
      candidates: ["dmy", "mdy"],
      clear: false
    });
  });

  test("all rows of the file decide, whatever the first ones were", async () => {
    const row = (i: number, day: number) => `u${i % 7},1/${day}/2015 0${i % 9}:0${i % 6}:00\n`;
    const text = `user,time\n${Array.from({length: 1300}, (_, i) => row(i, 1 + Math.floor(i / 1200) * 12)).join("")}`;
    // a thousand rows of the first of January read alike day or month first
    const {inspection, events, rejected, mapping} = await read(text);
    expect(inspection.mapping).toMatchObject({timeFormat: "dmy", timeCandidates: ["dmy", "mdy"]});
    expect(rejected).toEqual([]);
    expect(mapping.timeFormat).toBe("mdy");
    expect(new Set(events.map(({ts_ms}) => new Date(Number(ts_ms)).toISOString().slice(0, 10)))).toEqual(
      new Set(["2015-01-01", "2015-01-13"])
    );
  });
});

describe("a log of other years", () => {
  const log = (year: number, others: number) =>
    `user,time\n${Array.from({length: 40}, (_, i) => `u${i % 4},${i < others ? year : 2024}-03-${String(1 + (i % 28)).padStart(2, "0")} 10:00:00\n`).join("")}`;

  test("is read, with a notice", async () => {
    const {events, rejected, notices} = await read(log(1998, 40));
    expect([events.length, rejected.length]).toEqual([40, 0]);
    expect(notices.map(({kind}) => kind)).toEqual(["period"]);
  });

  test("is not one that has a few stray times", async () => {
    const {events, rejected, notices} = await read(log(1998, 2));
    expect([events.length, rejected.length, notices]).toEqual([38, 2, []]);
  });

  test("is of no unit of numbers that is wrong", async () => {
    // seconds, read as milliseconds, are of January 1970
    const {events, rejected} = await read("user,time\na,1714521600\nb,1714521700\n", {
      map: "time=time, time-format=ms, user=user"
    });
    expect([events.length, rejected.length]).toEqual([0, 2]);
  });
});
