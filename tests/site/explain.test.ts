import type {Page} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {requireResult} from "../../loaders/results/results.js";
import {explainAnswer} from "../../src/components/explain/explainAnswer.js";
import {explainHeadline} from "../../src/lib/reports/explain.js";
import {shownErrors, Site, unfold} from "./browser.js";

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

const caption = (page: Page, name: string) => page.locator(`#figure-${name} figcaption`).innerText();
const numbersIn = (text: string, pattern: RegExp) => pattern.exec(text.replaceAll("−", "-"))!.slice(1).map(Number);

/** The sum of base and contributions, and what the model says, as a caption has them. */
const sumAndScore = async (page: Page, name: string) =>
  numbersIn(await caption(page, name), /sum to (-?[\d.]+); the model’s (?:score|probability) is (-?[\d.]+\d)/);

test("opens with the study's answer; contributions of a chosen row sum to its score on both scales", async () => {
  const {page, problems} = await site.visit("explain?row=120");
  await expect
    .poll(() => page.locator("h1 + p").innerText())
    .toContain(explainAnswer(explainHeadline(requireResult("explain-trust"))));
  await page.locator("#figure-explain-waterfall svg").first().waitFor();
  const [sum, score] = await sumAndScore(page, "explain-waterfall");
  expect(sum).toBe(score);
  await page.getByLabel("Scale", {exact: true}).selectOption("probability");
  await expect.poll(() => caption(page, "explain-waterfall")).toContain("probability is");
  const [total, probability] = await sumAndScore(page, "explain-waterfall");
  expect(total).toBe(probability);
  // the same prediction: its probability is the logistic function of its score
  expect(Math.abs(1 / (1 + Math.exp(-score)) - probability)).toBeLessThan(0.003);
  await expect.poll(() => page.url()).toMatch(/row=120.*scale=probability/);
  expect(problems).toEqual([]);
  expect(await shownErrors(page)).toEqual([]);
  await page.context().close();
});

test("a changed value moves score and explanation, is in the address, and does not go to another row", async () => {
  const {page, problems} = await site.visit("explain");
  const said = page.locator(".visitor-said");
  await expect.poll(() => said.innerText()).toMatch(/^Nothing is changed/);
  const before = await sumAndScore(page, "explain-what-if");
  const field = page.locator(".visitor-form input").first();
  await field.fill(String(Number(await field.inputValue()) + 5000));
  await expect.poll(() => said.innerText()).toMatch(/^With .*, the probability (?:rises|falls) by/);
  const after = await sumAndScore(page, "explain-what-if");
  expect(after[0]).not.toBe(before[0]);
  expect(after[0]).toBe(after[1]);
  // the explanation of the row as it is stays
  expect(await sumAndScore(page, "explain-waterfall")).toEqual(before);
  await expect.poll(() => new URL(page.url()).searchParams.get("set")).toMatch(/:\d+$/);
  await page.getByLabel("Test row, by rank of its score", {exact: true}).first().fill("10");
  await expect.poll(() => said.innerText()).toMatch(/^Nothing is changed/);
  expect(problems).toEqual([]);
  await page.context().close();
});

test("the nearest change keeps to its limits, moves with the row and the form, and may be none", async () => {
  const {page, problems} = await site.visit("explain?row=120&may=all");
  await unfold(page);
  const said = page.locator(".nearest-said");
  await expect
    .poll(() => said.innerText())
    .toMatch(
      /^The nearest change that moves the probability to 10 % or more: .+ from .+ to .+ It would be [\d.]+ %\.$/
    );
  const first = await said.innerText();
  const aim = page.getByLabel("Across", {exact: true});
  await aim.selectOption("20 %");
  await expect.poll(() => said.innerText()).toMatch(/ to 20 % or more: /);
  expect(await said.innerText()).not.toBe(first);
  await aim.selectOption("50 %");
  await page.getByLabel("May change", {exact: true}).selectOption("what the session can still add");
  await expect.poll(() => said.innerText()).toMatch(/^No change of one or two of these features/);
  await expect.poll(() => page.url()).toMatch(/aim=0\.5/);
  expect(problems).toEqual([]);
  expect(await shownErrors(page)).toEqual([]);
  await page.context().close();
});
