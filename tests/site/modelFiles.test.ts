import {createHash} from "node:crypto";
import {afterAll, beforeAll, expect, test} from "vitest";
import {readCards} from "../../loaders/training/train.js";
import {Site, unfold} from "./browser.js";
import {fileOf} from "./fileOf.js";

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

const all = readCards();
const cards = all.filter(({learner}) => !["tabm", "tcn"].includes(learner.id.split("-")[0]));

test("every committed model but TabM and TCN can be chosen, and its file fetched as it was committed", async () => {
  expect(all.length).toBeGreaterThan(cards.length);
  const {page, problems} = await site.visit("models");
  await unfold(page);
  const select = page.locator('[data-addressed="file"] select');
  await expect.poll(() => select.locator("option").count()).toBe(cards.length);
  for (const [i, card] of cards.entries()) {
    await select.selectOption({index: i});
    const link = page.locator(".model-file-links a");
    await expect.poll(() => link.innerText()).toBe(card.file.name);
    const bytes = await page.evaluate(
      async (href) => Array.from(new Uint8Array(await (await fetch(href)).arrayBuffer())),
      await link.evaluate((a) => (a as HTMLAnchorElement).href)
    );
    expect(createHash("sha256").update(Uint8Array.from(bytes)).digest("hex")).toBe(card.file.sha256);
  }
  await page.locator(".model-file-inputs summary").click();
  const row = page.locator(".model-file-inputs tr", {hasText: "minutes_since_cart"});
  await expect
    .poll(() => row.innerText())
    .toMatch(/minutes\s[\s\S]*Time since the user last put anything into the cart/);
  expect(await row.innerText()).toContain("129600: never so far, or 90 days ago and more");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.locator(".model-file-links button").click()
  ]);
  expect(JSON.parse((await fileOf(download)).toString("utf8"))).toEqual(cards[cards.length - 1]);
  expect(problems).toEqual([]);
  await page.context().close();
});

test("ONNX Runtime scores a file in the tab, offline, and gets what its card says", {timeout: 600_000}, async () => {
  const {page, problems, requests} = await site.visit("models?file=shop-purchase-this-session-voting");
  await unfold(page);
  expect(requests.filter((address) => /onnx|\bort\b/.test(address.split("/").pop()!))).toEqual([]);
  await page.getByRole("button", {name: "Score it in this tab"}).click();
  const said = page.locator(".model-file-said");
  await expect.poll(() => said.innerText()).toContain("as the card says");
  await expect.poll(() => said.getAttribute("data-same")).toBe("true");
  const {metrics} = cards.find(({name}) => name === "shop-purchase-this-session-voting")!;
  if ("none" in metrics.AUC) throw new Error("the card has no AUC");
  await expect.poll(() => said.innerText()).toContain(`AUC ${Number(metrics.AUC.value.toPrecision(3))}`);
  expect(requests.some((address) => /\.wasm(\.gz)?$/.test(address) && address.includes("ort"))).toBe(true);
  expect(problems).toEqual([]);
  await page.context().close();
});

test("scoring can be cancelled and begun again with another file", {timeout: 600_000}, async () => {
  const {page} = await site.visit("models");
  await unfold(page);
  const button = page.getByRole("button", {name: "Score it in this tab"});
  await button.click();
  await page.locator(".model-file").getByRole("button", {name: "Cancel"}).click();
  await expect.poll(() => page.locator(".model-file .progress-text").innerText()).toBe("Cancelled.");
  await page.locator('[data-addressed="file"] select').selectOption({label: "Logistic regression"});
  await expect.poll(() => page.locator(".model-file .progress").count()).toBe(0);
  await button.click();
  await expect.poll(() => page.locator(".model-file-said").innerText()).toContain("as the card says");
  await page.context().close();
});
