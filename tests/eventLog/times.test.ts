/**
 * Times as logs write them. Oracle: `Date.UTC` and JavaScript's own parts of a date, from which each text is written here; offsets and the log's own zone
 * shift the time, and nothing of the machine's zone does.
 */
import {describe, expect, test} from "vitest";
import {random} from "../../src/lib/core/random.js";
import {guessTimeFormat, lacksClock, TIME_FORMATS, type TimeFormat} from "../../src/lib/eventLog/timeFormats.js";
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
  ["excel", "to ten decimals", (ms) => (ms / 86_400_000 + 25_569).toFixed(10), 1000]
];

test.each(WRITTEN)("%s, %s", async (format, how, write, exact) => {
  const rows = SECONDS.map((ms, i) => `"u${String(i).padStart(3, "0")}";"${write(ms)}"\n`);
  const {events, rejected} = await read(`user;when\n${rows.join("")}`, {
    map: `time=when, time-format=${format}, user=user, names=user`
  });
  expect(rejected).toEqual([]);
  const added = how === "with a decimal point" ? 250 : 0;
  expect(events.map(({ts_ms}) => ts_ms)).toEqual(SECONDS.map((ms) => Math.floor(ms / exact) * exact + added));
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
    expect(events.map(({ts_ms}) => ts_ms)).toEqual([Date.UTC(2024, 4, 20) - zone * 60_000]);
    expect(rejected.length).toBe(sizes.length);
  }
});

test("every format is among those tested, and has a title", () => {
  expect(new Set(WRITTEN.map(([format]) => format))).toEqual(new Set(TIME_FORMATS.map(({id}) => id)));
  for (const {title} of TIME_FORMATS) expect(title).toMatch(/\(.+\)$/);
});

test.each(WRITTEN.filter(([format, how]) => format !== "excel" && !how.includes("no zeros")))(
  "%s, %s, is guessed from values alone",
  (format, _, write) => {
    // days beyond the twelfth, as 03/04 can be read in two ways
    const texts = [20, 21, 25, 28].map((day) => write(Date.UTC(2021, 4, day, 13, 5, 7)));
    expect(guessTimeFormat(texts)).toEqual({format, share: 1});
  }
);

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
    const {events, rejected} = await read(
      `user,time\n${["1714521600000", ...texts].map((text) => `u,${text}\n`).join("")}`,
      {
        map: "time=time, time-format=ms, user=user"
      }
    );
    expect(events.length).toBe(1);
    expect(rejected).toEqual(texts.map((_, i) => [i + 3, "time outside 2000-01-01 to 2100-01-01"]));
  });
});
