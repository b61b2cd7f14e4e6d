import {existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import type {Page} from "playwright-core";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {THOROUGH} from "../thorough.js";
import {intentPage} from "../../loaders/pages/intent.js";
import {MODELS, readCards} from "../../loaders/training/train.js";
import {intentAnswer} from "../../src/components/intent/intentAnswer.js";
import {onnxModel} from "../../src/lib/onnx/onnxModel.js";
import {intentHeadline} from "../../src/lib/reports/intent.js";
import type {IntentPage} from "../../src/lib/reports/intentPage.js";
import {settled, shownErrors, Site} from "./browser.js";

/** A training in the tab, on a machine that may be busy with other things. */
const LONG = 300_000;
const mirror = process.env.CLICKPROOF_DATA_MIRROR;
const real = mirror === undefined ? "" : join(mirror, "uci-online-shoppers/online_shoppers_intention.csv");
const FEW = "rows=shop&heads=2&epochs=2";

let site: Site;
let folder: string;
let published: IntentPage;
beforeAll(async () => {
  [site, published] = await Promise.all([Site.open(), intentPage()]);
  folder = mkdtempSync(join(tmpdir(), "clickproof-intent-"));
}, LONG);
afterAll(async () => {
  await site.close();
  rmSync(folder, {recursive: true, force: true});
});

const trainButton = (page: Page) => page.getByRole("button", {name: /^Train a TabM/});
const progressOf = (page: Page) => page.locator(".tabm-panel .progress-text");
const trainedText = (page: Page) => page.locator(".tabm-panel .train-said");
const scored = (page: Page) => page.locator(".visitor-said");
const filed = (page: Page) => page.locator(".file-said");

/** A cell of a table by the text of its row and the head of its column. */
async function cell(page: Page, table: string, row: string, head: string): Promise<number> {
  const heads = await page.locator(`${table} thead th`).allInnerTexts();
  const cells = await page.locator(`${table} tbody tr`, {hasText: row}).locator("td").allInnerTexts();
  return Number(cells[heads.findIndex((text) => text.trim() === head)].replaceAll(",", ""));
}

test("opens with the answer of the study, and fetches nothing to train or score with", async () => {
  const {page, requests, problems} = await site.visit("intent");
  await expect.poll(() => page.locator("h1 + p").innerText()).toContain(intentAnswer(intentHeadline(published)));
  expect(
    requests.filter((address) =>
      /\.wasm(?:\.gz)?$|\.csv$|\.onnx$|(?:intent\w*|onnx)Worker|@tensorflow|onnxruntime/.test(address)
    )
  ).toEqual([]);
  expect(page.workers()).toEqual([]);
  expect(problems).toEqual([]);
  await page.context().close();
});

test("columns, split and metric change what is shown, and so does the number of heads", async () => {
  const {page, problems} = await site.visit("intent");
  const models = page.locator("figure", {hasText: "of every model"});
  await expect.poll(() => models.locator("figcaption").innerText()).toContain("OP-ECOM’s report claims 0.923");
  await page.locator('[data-addressed="metric"] select').selectOption({label: "precision of the top 5 %"});
  await expect.poll(() => models.locator("figcaption").innerText()).toContain("OP-ECOM’s report claims 88.62 %");
  await page.locator('[data-addressed="metric"] select').selectOption({label: "average precision"});
  await page.locator('[data-addressed="values"] select').selectOption({label: "without page values"});
  await page.locator('[data-addressed="split"] select').selectOption({index: 1});
  await expect
    .poll(() => models.locator(".figure-title").innerText())
    .toBe("Average precision of every model, without page values, February–October → November–December");
  await expect.poll(() => models.locator("figcaption").innerText()).not.toContain("OP-ECOM");
  const best = published.rows
    .filter((row) => row.protocol === "months" && row.variant === "without" && row.metric === "averagePrecision")
    .reduce((a, b) => (b.value > a.value ? b : a));
  await expect.poll(() => models.locator("figcaption").innerText()).toContain(`${best.value.toPrecision(3)} [`);
  const heads = page.locator("figure", {hasText: "ROC-AUC by heads kept"});
  await page.locator('[data-addressed="k"] input[type=number]').fill("8");
  const eight = published.heads.find(({variant, way, heads}) => variant === "without" && way === "cut" && heads === 8)!;
  await expect
    .poll(() => heads.locator("figcaption").innerText())
    .toContain(`With 8 heads ${eight.value.toPrecision(3)} [`);
  await expect.poll(() => page.url()).toMatch(/k=8/);
  expect(problems).toEqual([]);
  expect(await shownErrors(page)).toEqual([]);
  await page.context().close();
});

describe("on the generated shop", () => {
  test("trains in a worker, can be paused, and gives a file that does the same", {timeout: LONG}, async () => {
    const {page, problems} = await site.visit(`intent?${FEW}`);
    await trainButton(page).click();
    await page.getByRole("button", {name: "Pause"}).click({timeout: LONG});
    await progressOf(page)
      .filter({hasText: /^Paused in epoch/})
      .waitFor({timeout: LONG});
    await page.getByRole("button", {name: "Resume"}).click();
    await progressOf(page)
      .filter({hasText: /^Trained in .* 2 epochs\.$/})
      .waitFor({timeout: LONG});
    await expect.poll(() => trainedText(page).innerText()).toContain("on 2,390 test rows (chance 0.5)");
    const auc = await cell(page, ".tabm-panel", "ROC-AUC", "value");
    expect(auc).toBeGreaterThan(0.5);
    await expect.poll(() => page.locator("figure", {hasText: "Log loss on training"}).innerText()).toContain("Epoch 2");
    // the rows' worker alone is left
    await expect.poll(() => page.workers().length).toBe(1);

    const [download] = await Promise.all([page.waitForEvent("download"), page.locator(".tabm-file button").click()]);
    const file = join(folder, "here.onnx");
    await download.saveAs(file);
    await page.locator(".file-panel input").setInputFiles(file);
    await expect.poll(() => page.locator(".file-about").innerText()).toContain("22 columns");
    await page.getByRole("button", {name: "Test it on the test rows"}).click();
    await filed(page).filter({hasText: "The rows are those of its card"}).waitFor({timeout: LONG});
    expect(await cell(page, ".file-panel", "ROC-AUC", "value")).toBeCloseTo(auc, 3);
    expect(await cell(page, ".file-panel", "ROC-AUC", "its card says")).toBeCloseTo(auc, 3);

    await page.locator(".visitor-model select").selectOption({label: "TabM trained above on the generated shop"});
    await page.getByRole("button", {name: "Score this visitor"}).click();
    await scored(page).filter({hasText: "of 2,390 test rows of the generated shop"}).waitFor({timeout: LONG});
    expect(problems).toEqual([]);
    expect(await shownErrors(page)).toEqual([]);
    await page.context().close();
  });

  test("stops when cancelled, and when the page is left", {timeout: LONG}, async () => {
    const {page, problems} = await site.visit("intent?rows=shop&heads=4&epochs=40");
    for (let again = 0; again < 2; again++) {
      await trainButton(page).click();
      await progressOf(page)
        .filter({hasText: /^Epoch \d+ of 40/})
        .waitFor({timeout: LONG});
      expect(page.workers().length).toBe(2);
      if (again === 1) break;
      await page.locator(".tabm-panel").getByRole("button", {name: "Cancel"}).click();
      await expect.poll(() => progressOf(page).innerText()).toBe("Cancelled.");
      await expect.poll(() => page.workers().length).toBe(1);
      await expect.poll(() => page.getByRole("button", {name: "Pause"}).count()).toBe(0);
    }
    // ended with what it has
    await page.getByRole("button", {name: "Stop and keep the best epoch"}).click({timeout: LONG});
    await progressOf(page)
      .filter({hasText: /^Trained in .* [12]?\d epochs\.$/})
      .waitFor({timeout: LONG});
    await expect.poll(() => trainedText(page).innerText()).toContain("on 2,390 test rows (chance 0.5)");
    await trainButton(page).click();
    await expect.poll(() => page.workers().length).toBe(2);
    await page.goto("about:blank");
    await expect.poll(() => page.workers().length).toBe(0);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test(
    "scores a visitor with a model of the site, and says beside a field what is wrong",
    {timeout: LONG},
    async () => {
      const {page, problems} = await site.visit("intent?rows=shop&model=shop-boosting&visitor=session_carts:2");
      await expect.poll(() => page.locator("#visitor-session_carts").inputValue()).toBe("2");
      await page.getByRole("button", {name: "Score this visitor"}).click();
      await scored(page).filter({hasText: "test rows of the generated shop"}).waitFor({timeout: LONG});
      const chance = async () => Number(/purchase probability of ([\d.]+) %/.exec(await scored(page).innerText())![1]);
      const before = await chance();
      // taken apart against training rows of the shop, which are open, with the error of the sample
      const explained = page.locator("#figure-intent-explained");
      const sum = async () => Number(/sum to ([\d.]+)/.exec(await explained.locator("figcaption").innerText())?.[1]);
      await expect.poll(() => explained.locator("figcaption").innerText()).toContain("8 training rows");
      expect(await explained.locator("figcaption").innerText()).toContain("standard error of sampling is 0.0");
      expect(await sum()).toBeCloseTo(before / 100, 2);
      await expect
        .poll(() => page.locator(".factors").innerText())
        .toMatch(/session_carts 2 ≥ 1; rule of the report OP-ECOM/);
      await page.locator("#visitor-session_carts").fill("0");
      await expect.poll(chance).toBeLessThan(before);
      await expect.poll(async () => Math.abs((await sum()) - (await chance()) / 100)).toBeLessThan(0.002);
      // against the default visitor, from which it no longer differs, nothing is left to explain
      await page.locator(".explain-against select").selectOption({label: "the default visitor"});
      await expect.poll(() => explained.innerText()).toContain("nothing moved the score");
      await page.locator("#visitor-session_carts").fill("3");
      await expect.poll(() => explained.locator("figcaption").innerText()).toMatch(/exact: all .* of the 1 field/);
      await page.locator("#visitor-session_carts").fill("1.5");
      await expect.poll(() => scored(page).innerText()).toMatch(/^Not scored/);
      const field = page.locator(".visitor-field", {has: page.locator("#visitor-session_carts")});
      await expect.poll(() => field.getByRole("alert").innerText()).toBe("Give a whole number from 0 to 1,000,000.");
      await page.getByRole("button", {name: "Reset visitor"}).click();
      await expect.poll(() => field.getByRole("alert").innerText()).toBe("");
      await expect.poll(() => page.url()).not.toMatch(/visitor=/);
      expect(problems).toEqual([]);
      await page.context().close();
    }
  );

  test("judges a model of the site as its card does, and refuses what it cannot judge", {timeout: LONG}, async () => {
    const {page, problems} = await site.visit("intent?rows=shop");
    const give = (file: string) => page.locator(".file-panel input").setInputFiles(file);
    const about = page.locator(".file-about");
    const card = readCards().find(({name}) => name === "shop-purchase-this-session-forest")!;
    await give(join(MODELS, card.file.name));
    await expect.poll(() => about.innerText()).toContain("Random forest");
    await page.getByRole("button", {name: "Test it on the test rows"}).click();
    await filed(page).filter({hasText: "✓ The rows are those of its card"}).waitFor({timeout: LONG});
    const {AUC} = card.metrics;
    if ("none" in AUC) throw new Error("the card has no AUC");
    expect(await cell(page, ".file-panel", "ROC-AUC", "value")).toBe(Number(AUC.value.toPrecision(3)));

    const text = join(folder, "log.csv");
    writeFileSync(text, "a,b\n1,2\n");
    await give(text);
    await expect.poll(() => about.innerText()).toMatch(/^log\.csv cannot be used: .*no ONNX file.* is kept\.$/);
    await give(join(MODELS, "online-shoppers-revenue-tabm-best-head.onnx"));
    await expect.poll(() => about.innerText()).toContain("online-shoppers, split months");
    await page.getByRole("button", {name: "Test it on the test rows"}).click();
    await expect.poll(() => filed(page).innerText()).toContain("the model wants a column administrative");
    const empty = join(folder, "empty.onnx");
    const metadata = {columns: '["session_carts"]'};
    writeFileSync(empty, onnxModel({name: "g", inputs: [], outputs: [], nodes: [], tensors: [], metadata}));
    await give(empty);
    await expect
      .poll(() => about.innerText())
      .toContain("a model whose family the file does not name; 1 column, no preprocessing. It has no card");
    await page.getByRole("button", {name: "Test it on the test rows"}).click();
    await filed(page).filter({hasText: "ONNX Runtime cannot run the file"}).waitFor({timeout: LONG});
    expect(problems).toEqual([]);
    expect(await shownErrors(page)).toEqual([]);
    await page.context().close();
  });
});

test("asks for the table's file, and takes no other", {timeout: LONG}, async () => {
  const {page, problems} = await site.visit("intent");
  await trainButton(page).click();
  await expect.poll(() => trainedText(page).innerText()).toContain("no file of Online Shoppers is open; choose one");
  const said = page.locator(".rows-said");
  const file = join(folder, "other.csv");
  writeFileSync(file, "time,user\n1,2\n");
  await page.locator(".rows-choice input[type=file]").setInputFiles(file);
  await expect.poll(() => said.innerText()).toMatch(/^other\.csv begins with "time,user"; Online Shoppers begins with/);
  await page.locator(".rows-choice input[type=file]").setInputFiles("data/fixtures/online_shoppers made by hand.csv");
  await expect.poll(() => said.innerText()).toContain("✗ The published figures are from another file");
  await trainButton(page).click();
  await expect.poll(() => trainedText(page).innerText()).toContain("the folds are of 12330 sessions, the file has");
  expect(problems).toEqual([]);
  await page.context().close();
});

describe.skipIf(!existsSync(real))("on the published table", () => {
  // a whole training: each night; `engines.test.ts` compares shorter ones in every run
  test.runIf(THOROUGH)("a TabM of 8 heads reaches the published one", {timeout: LONG}, async () => {
    const {page, problems} = await site.visit("intent");
    await page.locator(".rows-choice input[type=file]").setInputFiles(real);
    await expect
      .poll(() => page.locator(".rows-said").innerText())
      .toContain("✓ The published figures are from this file");
    await trainButton(page).click();
    await progressOf(page)
      .filter({hasText: /^Trained/})
      .waitFor({timeout: LONG});
    const said = await trainedText(page).innerText();
    const reached = Number(/this one has ([\d.]+)/.exec(said)![1]);
    const {auc} = published.fold.find(({variant, heads}) => variant === "with" && heads === 8)!;
    expect(Math.abs(reached - auc)).toBeLessThan(0.005);
    expect(said).toContain(`the published TabM of 8 heads has ${auc.toFixed(4)}`);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test("the site's model has what its card says, and a visitor lies among the test rows", {timeout: LONG}, async () => {
    const {page, problems} = await site.visit("intent");
    await settled(page);
    await page.getByRole("button", {name: "Score this visitor"}).click();
    await scored(page).filter({hasText: "Open rows that it can be tested on"}).waitFor({timeout: LONG});
    await page.locator(".rows-choice input[type=file]").setInputFiles(real);
    await expect
      .poll(() => page.locator(".rows-said").innerText())
      .toContain("✓ The published figures are from this file");
    await page.getByRole("button", {name: "Score this visitor"}).click();
    await scored(page).filter({hasText: "of 4,725 test rows"}).waitFor({timeout: LONG});
    const card = readCards().find(({name}) => name === "online-shoppers-revenue-tabm")!;
    await page.locator(".file-panel input").setInputFiles(join(MODELS, card.file.name));
    await page.getByRole("button", {name: "Test it on the test rows"}).click();
    await filed(page).filter({hasText: "✓ The rows are those of its card"}).waitFor({timeout: LONG});
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test("no row of it is in the site", () => {
    const rows = readFileSync(real, "utf8").split(/\r?\n/).slice(1, 200);
    const telling = rows.filter((row) => row.length > 70);
    expect(telling.length).toBeGreaterThan(5);
    const files = readdirSync("dist/_file", {recursive: true, encoding: "utf8"})
      .map((name) => join("dist/_file", name))
      .filter((name) => statSync(name).isFile() && /intent|shoppers/.test(name));
    expect(files.length).toBeGreaterThan(2);
    for (const file of files) {
      const text = readFileSync(file, "latin1");
      expect(telling.filter((row) => text.includes(row.slice(0, 60)))).toEqual([]);
    }
  });
});
