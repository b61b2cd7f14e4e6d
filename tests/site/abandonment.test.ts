import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import type {Page} from "playwright-core";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {abandonmentPage} from "../../loaders/pages/abandonment.js";
import {abandonmentAnswer} from "../../src/components/abandonment/abandonmentAnswer.js";
import {abandonmentHeadline} from "../../src/lib/reports/abandonment.js";
import {TRAIN_DEFAULTS, trainCodec, type TrainSettings} from "../../src/components/abandonment/trainForm.js";
import {settled, shownErrors, Site, type Watched} from "./browser.js";
import {dropLog} from "./dropLog.js";

/** A training in the tab, on a machine that may be busy with other things. */
const LONG = 240_000;
/** Soon done. */
const SMALL: TrainSettings = {...TRAIN_DEFAULTS, blocks: 2, width: 4, epochs: 2, sessions: 600};

let site: Site;
let folder: string;
beforeAll(async () => {
  site = await Site.open();
  folder = mkdtempSync(join(tmpdir(), "clickproof-abandonment-"));
});
afterAll(async () => {
  await site.close();
  rmSync(folder, {recursive: true, force: true});
});

const address = (settings: TrainSettings, more: Record<string, string> = {}): string =>
  `abandonment?${new URLSearchParams({train: trainCodec.format(settings), ...more}).toString()}`;
const panel = (page: Page) => page.locator(".abandonment-train");
const said = (page: Page) => page.locator(".abandonment-said");
const figure = (page: Page, title: RegExp) => page.locator("figure", {hasText: title});
const caption = (page: Page, title: RegExp) => figure(page, title).locator("figcaption").innerText();

/** Opens the fold of the training and starts it. */
async function train(page: Page): Promise<void> {
  await page.locator(".abandonment-fold > summary").click();
  await panel(page)
    .getByRole("button", {name: /^Train in this tab/})
    .click();
}

/** Goes to the player, which comes once it is near. */
async function toPlayer({page}: Watched) {
  await page.locator(".player-hold").scrollIntoViewIfNeeded();
  const player = page.locator(".session-player");
  await player.waitFor();
  return {
    player,
    of: async () => (await player.locator(".player-of").innerText()).split(" of ").map(Number),
    button: (name: string) => player.getByRole("button", {name, exact: true})
  };
}

test("opens with the answer of the study, and fetches neither sessions nor runtimes", async () => {
  const {page, requests, problems} = await site.visit("abandonment");
  await expect
    .poll(() => page.locator("h1 + p").innerText())
    .toContain(abandonmentAnswer(abandonmentHeadline(abandonmentPage())).slice(0, 80));
  expect(
    requests.filter((asked) =>
      /\.wasm(?:\.gz)?$|\.onnx$|\/sessions\.|(?:Training|Scoring|log)Worker(?!Client)/.test(asked)
    )
  ).toEqual([]);
  expect(problems).toEqual([]);
  expect(await shownErrors(page)).toEqual([]);
  await page.context().close();
});

test("every question has its figures, and where alarms say nothing it says so", async () => {
  const {page, problems} = await site.visit("abandonment?asked=purchase");
  const areas = /AUC after each event: which session/;
  await expect.poll(() => figure(page, areas).locator(".figure-title").innerText()).toContain("buys later on");
  const question = page.locator("form", {hasText: "Which session"}).locator("select");
  await question.selectOption({label: "ends within 60 seconds"});
  await expect.poll(() => figure(page, areas).locator(".figure-title").innerText()).toContain("ends within 60 seconds");
  await expect.poll(() => page.locator(".abandonment-note").innerText()).toContain("Every session ends");
  await question.selectOption({label: "leaves what it put into the cart"});
  await expect.poll(() => page.locator(".abandonment-note").innerText()).toBe("");
  const before = await caption(page, areas);
  await page.locator("form", {hasText: "Compare with"}).locator("select").selectOption({label: "Last event"});
  await expect.poll(() => caption(page, areas)).toContain("against Last event");
  expect(await caption(page, areas)).not.toBe(before);
  expect(problems).toEqual([]);
  expect(await shownErrors(page)).toEqual([]);
  await page.context().close();
});

test("a threshold says what its alarms are worth", async () => {
  const {page, problems} = await site.visit("abandonment?threshold=0.3&asked=abandonment");
  const alarms = /^Alarms by threshold/;
  const title = page.locator("figure", {has: page.locator(".figure-title", {hasText: alarms})});
  const text = () => title.locator("figcaption").innerText();
  await expect.poll(text).toMatch(/^At 0\.30 .* alarm/);
  const low = Number((await text()).match(/in ([\d,]+) of/)![1].replace(",", ""));
  const slider = page.locator("form", {hasText: "Threshold"}).locator("input[type=range]");
  await slider.focus();
  for (let presses = 0; presses < 40; presses++) await page.keyboard.press("ArrowRight");
  await expect.poll(text).toMatch(/^At 0\.70 /);
  const high = Number((await text()).match(/in ([\d,]+) of/)![1].replace(",", ""));
  expect(high).toBeLessThanOrEqual(low);
  await expect.poll(() => page.url()).toContain("threshold=0.7");
  expect(problems).toEqual([]);
  await page.context().close();
});

describe("a session", () => {
  test("is played by buttons and keys, and its scores in the tab are those of Node", {timeout: LONG}, async () => {
    const watched = await site.visit("abandonment?asked=purchase");
    const {page, requests, problems} = watched;
    const {player, of, button} = await toPlayer(watched);
    await expect.poll(of).toEqual([1, expect.any(Number)]);
    await button("Next event").click();
    await expect.poll(async () => (await of())[0]).toBe(2);
    await player.locator("input[type=range]").focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(async () => (await of())[0]).toBe(3);
    await expect.poll(() => player.locator("figcaption").innerText()).toMatch(/^Event 3, .*Scores made in Node/s);
    await button("First").click();
    await expect.poll(async () => (await of())[0]).toBe(1);
    expect(requests.some((asked) => /\.wasm(?:\.gz)?$/.test(asked))).toBe(false);
    await button("Score it in this tab").click();
    const same = player.locator(".player-said[data-same=true]");
    await same.waitFor({timeout: LONG});
    for (let k = 0; k < 4; k++) await button("Next event").click();
    await expect.poll(() => same.innerText()).toMatch(/^✓ Shown 5 events/);
    await expect.poll(() => player.locator("figcaption").innerText()).toContain("Scored in this tab");
    // each event left out: the network is asked about sessions that lack one
    const part = page.locator(".session-moves select");
    await part.selectOption({label: "score now, less the score without the event"});
    const moves = page.locator(".session-moves figure");
    await expect.poll(() => moves.locator("figcaption").innerText()).toMatch(/^Each event is left out of the 5,/);
    await expect.poll(() => moves.locator("summary", {hasText: "Table behind it"}).innerText()).toContain("(5 rows)");
    await part.selectOption({label: "score after the event, less the score before it"});
    await button("Play").click();
    await expect.poll(async () => (await of())[0]).toBeGreaterThan(7);
    await button("Stop").click();
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test("tells how it ended after its last event, and plays by itself only where motion is wanted", async () => {
    const watched = await site.visit("abandonment?asked=purchase&session=3", {reducedMotion: "reduce"});
    const {player, of, button} = await toPlayer(watched);
    expect(await button("Play").isVisible()).toBe(false);
    const [, last] = await of();
    await player.locator("input[type=range]").focus();
    await watched.page.keyboard.press("End");
    await expect.poll(async () => (await of())[0]).toBe(last);
    await expect.poll(() => player.locator("figcaption").innerText()).toContain("last event before the end: it ");
    expect(await button("Next event").isDisabled()).toBe(true);
    expect(watched.problems).toEqual([]);
    await watched.page.context().close();
  });
});

test("how each event moved the score sums from the share to the last score, and rules say what they looked at", async () => {
  const watched = await site.visit("abandonment?asked=purchase&session=3");
  const {page, problems} = watched;
  const {of} = await toPlayer(watched);
  const [, last] = await of();
  const moves = page.locator(".session-moves figure");
  const text = () => moves.locator("figcaption").innerText();
  const before = await text();
  await page.locator(".session-player input[type=range]").focus();
  await page.keyboard.press("End");
  await expect.poll(text).not.toBe(before);
  const [base, score] = /^From ([\d.]+) %, .* sum to the score of ([\d.]+) %/
    .exec(await text())!
    .slice(1)
    .map(Number);
  await moves.locator("summary", {hasText: "Table behind it"}).click();
  const rows = moves.locator("tbody tr");
  if ((await rows.count()) < last) await moves.getByRole("button", {name: /^Show all/}).click();
  const changes = (await rows.evaluateAll((all) => all.map((row) => row.children[3].textContent ?? ""))).map((cell) =>
    Number(cell.replace("−", "-"))
  );
  expect(changes).toHaveLength(last);
  const sum = changes.reduce((a, b) => a + b, 0);
  expect(Math.abs(base + sum - score)).toBeLessThan(0.05 * last + 0.11);
  await expect.poll(() => page.locator(".session-moves .factors").innerText()).toMatch(/rule|No factor rule/);
  // the other reading needs the network, and says so
  await page.locator(".session-moves select").selectOption({label: "score now, less the score without the event"});
  await expect.poll(() => moves.innerText()).toContain("press “Score it in this tab”");
  expect(problems).toEqual([]);
  expect(await shownErrors(page)).toEqual([]);
  await page.context().close();
});

test("trains in the tab, pauses, stops and goes on", {timeout: 3 * LONG}, async () => {
  const {page, problems} = await site.visit(address({...SMALL, epochs: 6, sessions: 2500}, {asked: "purchase"}));
  await train(page);
  const line = panel(page).locator(".train-line");
  const now = () => line.innerText();
  await expect.poll(now, {timeout: LONG}).toMatch(/Training, epoch [1-4] of 6/);
  const working = page.workers().length;
  await panel(page).getByRole("button", {name: "Pause"}).click();
  await expect.poll(now, {timeout: LONG}).toMatch(/Paused in epoch/);
  const paused = await now();
  await page.waitForTimeout(1500);
  expect(await now()).toBe(paused);
  await panel(page).getByRole("button", {name: "Resume"}).click();
  await expect.poll(now, {timeout: LONG}).toMatch(/Training, epoch/);
  await expect.poll(() => caption(page, /Loss by epoch/), {timeout: LONG}).toMatch(/^After epoch/);
  await panel(page).getByRole("button", {name: "Cancel"}).click();
  await expect.poll(() => said(page).innerText()).toMatch(/^Stopped after epoch \d; it can go on from there\./);
  await expect.poll(() => page.workers().length).toBe(working - 1);
  await panel(page)
    .getByRole("button", {name: /^Go on after epoch \d/})
    .click();
  await panel(page).getByRole("button", {name: "Stop and keep the best epoch"}).click({timeout: LONG});
  await expect.poll(() => said(page).innerText(), {timeout: LONG}).toMatch(/Trained on .* sessions with .* events/);
  await expect.poll(() => page.getByText("The figures show the network that was trained in this tab").count()).toBe(1);
  await expect
    .poll(() => caption(page, /AUC after each event: which session/))
    .toMatch(/against (Logistic regression|Last event|Constant)/);
  // ended by the reader, it can still go on
  await expect.poll(now).toMatch(/stopped after epoch \d; epoch \d was kept/);
  expect(
    await panel(page)
      .getByRole("button", {name: /^Go on after epoch \d/})
      .count()
  ).toBe(1);
  expect(problems).toEqual([]);
  expect(await shownErrors(page)).toEqual([]);
  await page.context().close();
});

test("shown the transactions, it knows the answer, and says that it was", {timeout: LONG}, async () => {
  const {page, problems} = await site.visit(
    address({...SMALL, epochs: 8, width: 8, sessions: 3000, token: true}, {asked: "purchase"})
  );
  await train(page);
  await expect.poll(() => said(page).innerText(), {timeout: LONG}).toContain("It was shown the transactions.");
  const [, right, constant] = (await said(page).innerText())
    .match(/right in ([\d.]+) .* is right in ([\d.]+) %/)!
    .map(Number);
  expect(right).toBeGreaterThan(constant);
  expect(problems).toEqual([]);
  await page.context().close();
});

test("leaving the page ends the work", {timeout: LONG}, async () => {
  const {page, problems} = await site.visit(address({...SMALL, epochs: 40, sessions: 3000}));
  await train(page);
  await expect.poll(() => panel(page).locator(".train-line").innerText(), {timeout: LONG}).toMatch(/Training, epoch/);
  expect(page.workers().length).toBeGreaterThan(0);
  await page.locator("nav a", {hasText: "Claims"}).first().click();
  await page.waitForURL(/claims/);
  await expect.poll(() => page.workers().length).toBe(0);
  expect(problems).toEqual([]);
  await page.context().close();
});

test("says in place what cannot be trained", async () => {
  const {page, problems} = await site.visit("abandonment");
  await page.locator(".abandonment-fold > summary").click();
  await page.getByLabel("Blocks", {exact: true}).fill("9");
  await expect
    .poll(() => said(page).innerText())
    .toBe("This cannot be trained: Blocks: 9; give a whole number from 1 to 6.");
  await expect.poll(() => panel(page).locator("button").first().isDisabled()).toBe(true);
  await page.getByLabel("Blocks", {exact: true}).fill("2");
  await expect.poll(() => said(page).innerText()).toBe("");
  expect(problems).toEqual([]);
  await page.context().close();
});

test("trains on a log of the reader's own", {timeout: LONG}, async () => {
  // a cart in every second visit, of which every second is bought
  const lines = Array.from({length: 120}, (_, user) =>
    Array.from({length: 12}, (_, visit) => {
      const carts = (user + visit) % 2 === 0;
      const buys = carts && (user * 3 + visit) % 4 === 0;
      const kinds = [
        ...Array<string>(2 + ((user + 2 * visit) % 5)).fill("view"),
        ...(carts ? ["add_to_cart", "view"] : []),
        ...(buys ? ["purchase"] : [])
      ];
      return kinds.map((kind, k) => {
        const time = Date.UTC(2024, 0, 1 + (user % 7), user % 24) + visit * 7 * 86_400_000 + k * 40_000 + 1;
        return `${time},u${user},${kind},i${(user * 3 + visit + k) % 11}`;
      });
    })
  ).flat(2);
  const file = join(folder, "visits.csv");
  writeFileSync(file, `timestamp,user_id,event,item_id\n${lines.join("\n")}\n`);
  const {page, problems} = await site.visit("abandonment");
  await dropLog(page, file);
  await page.goto(site.url(address({...SMALL, sessions: 2000}, {log: "own", asked: "abandonment"})));
  await settled(page);
  await expect.poll(() => page.getByText("Your log has not been trained on yet").count()).toBe(1);
  await panel(page)
    .getByRole("button", {name: /^Train in this tab, on your log/})
    .click();
  await expect.poll(() => said(page).innerText(), {timeout: LONG}).toMatch(/Trained on .* sessions with .* events/);
  const scores = /after each event$/;
  const titled = page.locator("figure", {
    has: page.locator(".figure-title", {hasText: /the predicted probability that a session leaves/})
  });
  await expect.poll(() => titled.locator("figcaption").innerText()).toContain("test sessions of your log");
  expect(await titled.locator("figcaption").innerText()).not.toContain("generated data");
  expect(await titled.locator(".figure-title").innerText()).toMatch(scores);
  expect(problems).toEqual([]);
  expect(await shownErrors(page)).toEqual([]);
  await page.context().close();
});
