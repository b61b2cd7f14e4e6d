import {DAY_MS} from "../../src/lib/core/time.js";
import type {Page} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {dayMs} from "../../src/components/format.js";
import {shownErrors, Site} from "./browser.js";

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

/** Drags with the mouse, from one share of the brush's width to another. */
async function drag(page: Page, from: number, to: number): Promise<void> {
  const {x, y, width, height} = (await page.locator(".brush .overlay").boundingBox())!;
  await page.mouse.move(x + from * width, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + ((from + to) / 2) * width, y + height / 2);
  await page.mouse.move(x + to * width, y + height / 2);
  await page.mouse.up();
}

test("days are chosen by dragging, by an end of what is marked and by moving it, and one by a click", async () => {
  const {page, problems} = await site.visit("data");
  const [first, last] = [0, 1].map((i) => page.locator(".day-fields input[type=date]").nth(i));
  const [min, max] = await Promise.all(["min", "max"].map((name) => first.getAttribute(name)));
  const start = dayMs(min!);
  const days = (dayMs(max!) - start) / DAY_MS + 1;
  /** The chosen days, counted from the first of the log; the second is the first that is not chosen. */
  const chosen = async () => {
    const [from, to] = await Promise.all([first, last].map((field) => field.inputValue()));
    return [(dayMs(from) - start) / DAY_MS, (dayMs(to) - start) / DAY_MS + 1];
  };
  const near = (share: number) => Math.round(share * days);
  await page.locator(".brush .overlay").scrollIntoViewIfNeeded();
  expect(await chosen()).toEqual([0, days]);
  expect(await page.locator(".brush .selection").isVisible()).toBe(false);

  await drag(page, 0.25, 0.75);
  await expect.poll(chosen).toEqual([near(0.25), near(0.75)]);
  const {x, width} = (await page.locator(".brush .overlay").boundingBox())!;
  const mark = (await page.locator(".brush .selection").boundingBox())!;
  // the mark lies on the borders of days, also where the mouse did not
  expect((mark.x - x) / width).toBeCloseTo(near(0.25) / days, 2);
  expect((mark.x + mark.width - x) / width).toBeCloseTo(near(0.75) / days, 2);

  await drag(page, near(0.75) / days, 0.5);
  await expect.poll(chosen).toEqual([near(0.25), near(0.5)]);

  const length = near(0.5) - near(0.25);
  await drag(page, 0.375, 0.375 + 10 / days);
  await expect.poll(chosen).toEqual([near(0.25) + 10, near(0.25) + 10 + length]);

  const clicked = Math.floor(0.9 * days);
  await drag(page, (clicked + 0.5) / days, (clicked + 0.5) / days);
  await expect.poll(chosen).toEqual([clicked, clicked + 1]);
  await expect.poll(() => new URL(page.url()).search).toContain("days=");
  expect(problems).toEqual([]);
  expect(await shownErrors(page)).toEqual([]);
  await page.context().close();
});
