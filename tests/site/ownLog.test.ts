import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {gzipSync} from "node:zlib";
import type {Page} from "playwright-core";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {openDuckDB} from "../../loaders/engines/duckdb.js";
import {barriers} from "./barriers.js";
import {settled, shownErrors, Site, type Watched} from "./browser.js";
import {fileOf} from "./fileOf.js";

const LONG = {timeout: 600_000};
const MINUTE = 60_000;

interface Deed {
  readonly time: number;
  readonly user: number;
  readonly type: "look" | "buy";
  readonly item: number;
}

/** A small log whose users come back, made without chance; `look` is a word for views that nothing knows. */
const log: Deed[] = [];
for (let user = 1; user <= 40; user++)
  for (let visit = 0; visit < 1 + (user % 4); visit++)
    for (let k = 0; k <= (user * 7 + visit * 3) % 6; k++)
      log.push({
        time: Date.UTC(2024, 0, 2 + ((user + 9 * visit) % 38), user % 24) + k * (1 + (user % 5)) * MINUTE,
        user,
        type: k === 2 && user % 3 === 0 ? "buy" : "look",
        item: 1 + ((user * k + visit) % 17)
      });

/** Counted the slow, obvious way: a pause of more than half an hour ends a session. */
function sessionsOf(events: readonly Deed[]): {sessions: number; buying: number} {
  let sessions = 0;
  let buying = 0;
  for (const user of new Set(events.map((event) => event.user))) {
    const own = events.filter((event) => event.user === user).sort((a, b) => a.time - b.time);
    let bought = false;
    own.forEach((event, i) => {
      if (i === 0 || event.time - own[i - 1].time > 30 * MINUTE) {
        sessions++;
        bought = false;
      }
      if (event.type === "buy" && !bought) {
        buying++;
        bought = true;
      }
    });
  }
  return {sessions, buying};
}

const csv = [
  "moment,who,deed,thing",
  ...log.map(({time, user, type, item}) => [time, user, type, item].join(",")),
  "yesterday,5,look,3"
].join("\n");

let site: Site;
let folder: string;
const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

beforeAll(async () => {
  site = await Site.open();
  folder = mkdtempSync(join(tmpdir(), "clickproof-own-log-"));
});
afterAll(async () => {
  await site.close();
  rmSync(folder, {recursive: true, force: true});
});

/** As `site.visit`, but with less patience: no step here takes long but those that say so. */
async function visit(...arguments_: Parameters<Site["visit"]>): Promise<Watched> {
  const watched = await site.visit(...arguments_);
  return watched;
}

const panel = (page: Page) => page.locator("dialog.own-log-panel");
const totals = (page: Page) =>
  panel(page)
    .locator(".own-log-totals tr")
    .evaluateAll((rows) =>
      Object.fromEntries(rows.map((row) => [row.children[0].textContent, row.children[1].textContent]))
    );

async function choose(page: Page, path: string): Promise<void> {
  if (!(await panel(page).isVisible())) await page.locator("#own-log [data-own-log]").click();
  const another = panel(page).getByRole("button", {name: "Another file"});
  if (await another.isVisible()) await another.click();
  await panel(page).locator("input[type=file]").setInputFiles(path);
}

/** The columns of `csv` have names that nothing knows, but for what their values tell. */
async function correct(page: Page): Promise<void> {
  await panel(page).getByLabel("Column for User").selectOption("who");
  await panel(page).getByLabel("Column for Event type").selectOption("deed");
  await panel(page).getByLabel("Column for Item").selectOption("thing");
  await panel(page).getByLabel("look", {exact: true}).selectOption("view");
}

async function readIt(page: Page): Promise<void> {
  await panel(page).getByRole("button", {name: "Read the log"}).click();
  await panel(page)
    .getByText(/^Done\. /)
    .waitFor();
}

/** Drops files on the page as a person does, as far as a script can. */
async function drop(page: Page, files: readonly {name: string; content: string}[]): Promise<void> {
  await page.evaluate((files) => {
    const data = new DataTransfer();
    for (const {name, content} of files) data.items.add(new File([content], name));
    for (const type of ["dragover", "drop"])
      document.body.dispatchEvent(new DragEvent(type, {bubbles: true, cancelable: true, dataTransfer: data}));
  }, files);
}

const keptFiles = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const names: string[] = [];
    const root = await navigator.storage.getDirectory();
    try {
      const folder = await root.getDirectoryHandle("clickproof");
      for await (const name of (folder as unknown as {keys(): AsyncIterable<string>}).keys()) names.push(name);
    } catch {
      // no folder: nothing is kept
    }
    return names;
  });

const panelBarriers = (page: Page): Promise<string[]> => barriers(page, {within: ".own-log-panel"});

const expected = {
  rows: String(log.length + 1),
  events: String(log.length),
  users: "40",
  sessions: String(sessionsOf(log).sessions)
};

describe("a log that is dropped", () => {
  test(
    "is mapped, corrected, read, kept over a reload, used by every page, and forgotten; nothing leaves the tab",
    LONG,
    async () => {
      const {page, problems, requests} = await visit("pipeline");
      await drop(page, [{name: "deeds.csv", content: csv}]);
      await panel(page).locator(".own-log-preview table").waitFor();
      await expect
        .poll(() => panel(page).locator(".own-log-said").innerText())
        .toMatch(/^deeds\.csv .* is CSV cut at commas, with a header line/);
      await correct(page);
      await expect.poll(() => panel(page).locator(".own-log-preview").innerText()).toMatch(/view/);
      expect(await panelBarriers(page)).toEqual([]);
      const before = requests.length;
      await readIt(page);
      expect(requests.slice(before)).toEqual([]);
      await expect
        .poll(() => totals(page))
        .toMatchObject({
          "rows of the file": expected.rows,
          "set aside": "1",
          events: expected.events,
          users: expected.users,
          sessions: expected.sessions,
          "of type transaction": String(log.filter(({type}) => type === "buy").length)
        });
      await expect
        .poll(() => panel(page).locator(".own-log-rejected").innerText())
        .toContain(`line ${log.length + 2} who: 5 moment: yesterday`);
      expect(await panelBarriers(page)).toEqual([]);
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        panel(page)
          .getByRole("button", {name: /set aside/})
          .click()
      ]);
      expect((await fileOf(download)).toString("utf8")).toMatch(
        new RegExp(`^line,reason\n${log.length + 2},"time is not in .*"\n$`)
      );

      await page.reload();
      await settled(page);
      await expect
        .poll(() => page.locator(".own-log-name").innerText())
        .toBe(`Your log: deeds.csv · ${log.length} events`);

      await page.goto(site.url("data?log=own"));
      await settled(page);
      const cards = page.locator(".cards").first();
      await expect.poll(() => cards.innerText()).toContain(expected.sessions);
      await expect.poll(() => cards.innerText()).not.toContain("generated");
      const days = log.map(({time}) => new Date(time).toISOString().slice(0, 10)).sort();
      const from = "2024-01-20";
      await page.locator("input[type=date]").first().fill(from);
      await page.locator(".live-log", {hasText: "answered"}).waitFor();
      const later = log.filter(({time}) => time >= Date.parse(from));
      await expect
        .poll(() => cards.innerText())
        .toContain(`events\n${later.length}\n${from} to ${days[days.length - 1]}`);

      await page.goto(site.url("sessions?log=own&gap=3"));
      await settled(page);
      await page.getByRole("button", {name: "Start DuckDB in this tab"}).click();
      await page.locator(".cut-check[data-same=true], .cut-check[data-same=false]").waitFor();
      await expect.poll(() => page.locator(".cut-check").getAttribute("data-same")).toBe("true");
      await page.getByLabel("user", {exact: true}).check();
      await page.getByText(/^Training, validation and test sessions by day: user/).waitFor();

      await page.goto(site.url("rerun?log=own"));
      await settled(page);
      await page.getByRole("button", {name: "Re-run in this tab"}).click();
      await page.getByText(/^Done in /).waitFor();
      await expect
        .poll(() => page.locator("h1 + p").innerText())
        .toMatch(/^Answer\.\s+Yes\. All 5 tables made here from deeds\.csv are identical/i);
      await page.locator("[data-addressed=gap] input[type=number]").fill("2");
      await page.locator("[data-addressed=gap] input[type=number]").press("Enter");
      await page.getByRole("button", {name: /^Re-run with a gap of 2 minutes/}).click();
      await page.getByText(/^First difference in sessionized_events/).waitFor();

      await page.locator("#own-log [data-own-log]").click();
      await panel(page).getByRole("button", {name: "Forget this log"}).click();
      await panel(page)
        .getByText(/^Forgotten/)
        .waitFor();
      await expect.poll(() => keptFiles(page)).toEqual([]);
      await page.goto(site.url("rerun?log=own"));
      await settled(page);
      await expect.poll(() => page.locator(".own-log-name").innerText()).toBe("");
      await expect
        .poll(() => page.locator(".addressed-message", {hasText: "but this browser keeps none"}).count())
        .toBe(1);
      expect(problems).toEqual([]);
      expect(await shownErrors(page)).toEqual([]);
      await page.context().close();
    }
  );

  test("may be NDJSON, gzipped or Parquet", LONG, async () => {
    const rows = log.map(({time, user, type, item}) => ({
      timestamp: time,
      user_id: user,
      event: type === "buy" ? "purchase" : "view",
      item_id: item
    }));
    const lines = rows.map((row) => JSON.stringify(row)).join("\n");
    const plain = ["timestamp,user_id,event,item_id", ...rows.map((row) => Object.values(row).join(","))].join("\n");
    file("plain.csv", plain);
    const engine = await openDuckDB();
    await engine.run(
      `COPY (SELECT * FROM read_csv('${join(folder, "plain.csv")}')) TO '${join(folder, "log.parquet")}' (FORMAT parquet)`
    );
    await engine.close();
    const {page, problems} = await visit("claims");
    for (const path of [
      file("log.ndjson", lines),
      file("log.ndjson.gz", gzipSync(lines)),
      file("log.csv.gz", gzipSync(plain)),
      join(folder, "log.parquet")
    ]) {
      await choose(page, path);
      await readIt(page);
      await expect
        .poll(() => totals(page), {message: path})
        .toMatchObject({...rowless(expected), "rows of the file": expected.events});
      await panel(page).getByRole("button", {name: "Close"}).click();
    }
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test("that lacks purchases, users, items and hours says so, and the rest works", LONG, async () => {
    const {page, problems} = await visit("data");
    const lines = Array.from({length: 60}, (_, i) => `2024-0${1 + (i % 3)}-0${1 + (i % 9)}`);
    await choose(page, file("days.csv", `date,note\n${lines.map((day) => `${day},x`).join("\n")}\n`));
    await readIt(page);
    const said = await panel(page).locator(".own-log-lacks").innerText();
    for (const text of ["no times of day", "no purchases", "does not know its users", "names no items"])
      expect(said).toContain(text);
    for (const address of ["data?log=own", "sessions?log=own", "rerun?log=own"]) {
      await page.goto(site.url(address));
      await settled(page);
      expect(await shownErrors(page)).toEqual([]);
    }
    expect(problems).toEqual([]);
    await page.context().close();
  });
});

function rowless({events, users, sessions}: typeof expected) {
  return {events, users, sessions};
}

describe("what cannot be read says why, and leaves what was there", () => {
  test("bad files", LONG, async () => {
    // a file that is gone when it is read has to be read in place
    const own = await Site.open({own: true});
    const {page, problems} = await own.visit("data");
    await choose(page, file("first.csv", csv));
    await correct(page);
    await readIt(page);
    await panel(page).getByRole("button", {name: "Close"}).click();
    const failed = panel(page).locator(".own-log-failed:not(:empty)").first();
    for (const [name, content, message] of [
      ["junk.csv", Uint8Array.from({length: 4000}, (_, i) => (i * 7919) % 256), /junk\.csv is no text/],
      ["empty.csv", "", /empty\.csv is empty; /],
      ["short.csv.gz", gzipSync(csv).subarray(0, 200), /short\.csv\.gz is a gzip that is damaged/],
      ["words.csv", "one\ntwo\nthree\n", /one field each/],
      ["header.csv", "time,user\n", /has a header and no rows/]
    ] as const) {
      await choose(page, file(name, content));
      await failed.waitFor();
      await expect.poll(() => failed.innerText(), {message: name}).toMatch(message);
    }
    await choose(page, file("no-time.csv", "user,event\n1,view\n2,view\n"));
    await panel(page).locator(".own-log-problems li").waitFor();
    await expect.poll(() => panel(page).locator(".own-log-problems").innerText()).toMatch(/time/);
    await expect.poll(() => panel(page).getByRole("button", {name: "Read the log"}).isDisabled()).toBe(true);
    await panel(page).getByRole("button", {name: "Close"}).click();

    await drop(page, [
      {name: "a.csv", content: csv},
      {name: "b.csv", content: csv}
    ]);
    await expect.poll(() => failed.innerText()).toMatch(/^2 files were dropped; drop one/);

    const cdp = await page.context().newCDPSession(page);
    const data = {items: [], files: [folder], dragOperationsMask: 1};
    for (const type of ["dragEnter", "dragOver", "drop"] as const)
      await cdp.send("Input.dispatchDragEvent", {type, x: 300, y: 300, data});
    await expect.poll(() => failed.innerText()).toMatch(/ is a folder; drop the one file in it that is the log/);

    const gone = file("gone.csv", `timestamp,user_id\n${"1704103200000,1\n".repeat(400_000)}`);
    await choose(page, gone);
    await panel(page).locator(".own-log-preview table").waitFor();
    rmSync(gone);
    await panel(page).getByRole("button", {name: "Read the log"}).click();
    await expect.poll(() => failed.innerText()).toMatch(/^gone\.csv can(not be read to its end| no longer be read)/);

    // too much of it is set aside: which lines, and the columns can be corrected
    await choose(page, file("dirt.csv", `time,user\n1704103200000,1\n${"soon,2\n".repeat(9)}`));
    await panel(page).getByLabel("Column for Time").selectOption("time");
    await panel(page).getByLabel("Times are").selectOption("ms");
    await panel(page).getByRole("button", {name: "Read the log"}).click();
    await failed.waitFor();
    await expect.poll(() => failed.innerText()).toMatch(/^9 of 10 rows were set aside/);
    await expect
      .poll(() => panel(page).locator(".own-log-rejected").innerText())
      .toMatch(/line 3 user: 2 time: soon\s+line 4 user: 2 time: soon\s+also in lines 5, 6, 7 …/);

    await page.reload();
    await settled(page);
    await expect
      .poll(() => page.locator(".own-log-name").innerText())
      .toBe(`Showing your log first.csv · ${log.length} events`);
    expect(problems).toEqual([]);
    await own.close();
  });

  test("a header of ten thousand columns can still be mapped", LONG, async () => {
    const {page, problems} = await visit("data");
    const names = Array.from({length: 9_998}, (_, i) => `c${i}`).join(",");
    const zeros = "0,".repeat(9_998);
    const rows = log.slice(0, 20).map(({time, user}) => `${zeros}${time},${user}`);
    await choose(page, file("wide.csv", `${names},timestamp,user_id\n${rows.join("\n")}\n`));
    await panel(page).getByRole("button", {name: "Read the log"}).waitFor();
    await readIt(page);
    expect((await totals(page)).events).toBe("20");
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test("cancelled or closed half-way, the former log stays", LONG, async () => {
    const {page, problems} = await visit("data");
    await choose(page, file("first.csv", csv));
    await correct(page);
    await readIt(page);
    await panel(page).getByRole("button", {name: "Close"}).click();
    const many = file(
      "many.csv",
      `timestamp,user_id,event,item_id\n${Array.from({length: 150_000}, (_, i) => `${1704103200000 + 10_000 * i},${i % 999},view,${i % 77}`).join("\n")}`
    );
    await choose(page, many);
    await panel(page).getByRole("button", {name: "Read the log"}).click();
    await panel(page).getByRole("button", {name: "Cancel"}).click();
    await expect.poll(() => panel(page).locator(".own-log-failed").first().innerText()).toMatch(/^Cancelled/);
    // a tab that goes away in the middle leaves files behind, which the next reading drops
    await choose(page, many);
    await panel(page).getByRole("button", {name: "Read the log"}).click();
    await panel(page).getByText("Read and sessionized in").waitFor();
    await page.goto(site.url("sessions?log=own"));
    await settled(page);
    await expect
      .poll(() => page.locator(".own-log-name").innerText())
      .toBe(`Showing your log first.csv · ${log.length} events`);
    await page.locator(".cut-check", {hasText: expected.sessions}).waitFor();
    await choose(page, file("second.csv", csv));
    await correct(page);
    await readIt(page);
    const ids = new Set((await keptFiles(page)).map((name) => name.slice(0, name.indexOf("."))));
    expect(ids.size).toBe(1);
    expect(problems).toEqual([]);
    await page.context().close();
  });
});

test("a second tab says who has the log, and what is damaged is none", LONG, async () => {
  const {page} = await visit("data");
  await choose(page, file("first.csv", csv));
  await correct(page);
  await readIt(page);
  await page.goto(site.url("sessions?log=own"));
  await settled(page);
  await page.getByRole("button", {name: "Start DuckDB in this tab"}).click();
  await page.locator(".cut-check[data-same=true]").waitFor();
  const other = await page.context().newPage();
  await other.goto(site.url("sessions?log=own"));
  await settled(other);
  await other.getByRole("button", {name: "Start DuckDB in this tab"}).click();
  await other.locator(".live-log", {hasText: "another tab of this site is working with your log"}).waitFor();
  await other.close();
  await page.evaluate(async () => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle("clickproof");
    for await (const name of (folder as unknown as {keys(): AsyncIterable<string>}).keys()) {
      if (!name.endsWith(".manifest.json")) continue;
      const writable = await (await folder.getFileHandle(name)).createWritable();
      await writable.write('{"version":1,"summ');
      await writable.close();
    }
  });
  await page.reload();
  await settled(page);
  await expect.poll(() => page.locator(".own-log-name").innerText()).toBe("");
  expect(await shownErrors(page)).toEqual([]);
  await page.context().close();
});

test("a browser that cannot keep it uses it on the page, and one without room says so", LONG, async () => {
  const {page, problems} = await visit("data");
  await page.addInitScript(() => Object.assign(StorageManager.prototype, {getDirectory: undefined}));
  await page.reload();
  await settled(page);
  await choose(page, file("first.csv", csv));
  await correct(page);
  await expect.poll(() => panel(page).locator(".own-log-note").innerText()).toMatch(/no private file system/);
  await readIt(page);
  await panel(page).getByRole("button", {name: "Close"}).click();
  // whoever brings a log wants to see it
  await page
    .locator("[data-addressed=log]")
    .getByRole("radio", {name: /your own/, checked: true})
    .waitFor();
  const cards = page.locator(".cards").first();
  await expect.poll(() => cards.innerText()).toContain(expected.sessions);
  await page.locator("input[type=date]").first().fill("2024-01-20");
  await page.locator(".live-log", {hasText: "answered"}).waitFor();
  await page.reload();
  await settled(page);
  await expect.poll(() => page.locator(".own-log-name").innerText()).toBe("");
  expect(problems).toEqual([]);
  await page.context().close();

  const full = await visit("data");
  await full.page.evaluate(() => {
    navigator.storage.estimate = () => Promise.resolve({quota: 1_000, usage: 10});
  });
  await choose(full.page, file("first.csv", csv));
  await full.page.locator(".own-log-note", {hasText: "too little room"}).waitFor();
  await correct(full.page);
  await readIt(full.page);
  expect((await totals(full.page)).sessions).toBe(expected.sessions);
  await full.page.context().close();
});

test("the button and the panel work by keyboard alone", LONG, async () => {
  const {page, problems} = await visit("", {viewport: {width: 390, height: 844}, colorScheme: "dark"});
  await page.locator("#own-log [data-own-log]").focus();
  await page.keyboard.press("Enter");
  await panel(page).locator("input[type=file]").waitFor();
  expect(await panelBarriers(page)).toEqual([]);
  expect(await page.evaluate(() => document.activeElement!.closest("dialog") !== null)).toBe(true);
  await panel(page).locator("input[type=file]").setInputFiles(file("first.csv", csv));
  await panel(page).locator(".own-log-preview table").waitFor();
  expect(await panelBarriers(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  await panel(page).getByRole("button", {name: "Read the log"}).focus();
  await page.keyboard.press("Enter");
  await panel(page)
    .getByText(/^Done\. /)
    .waitFor();
  expect(await panelBarriers(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await expect.poll(() => panel(page).isVisible()).toBe(false);
  expect(problems).toEqual([]);
  await page.context().close();
});
