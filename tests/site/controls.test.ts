import type {Locator, Page} from "playwright-core";
import {afterAll, describe, expect, test} from "vitest";
import {PAGES, settled, shownErrors, Site, unfold, type Watched} from "./browser.js";

/** Controls that move nothing before something is run; what they then do is tested with the run, in the page's own tests. */
const RUN_SETTINGS: Partial<Record<string, string[]>> = {intent: ["epochs"], leakage: ["sql"]};

// names have to be known before tests are made from them
const site = await Site.open();
const opened: Record<string, Watched> = {};
const controls: Record<string, string[]> = {};
for (const path of PAGES) {
  opened[path] = await site.visit(path);
  controls[path] = await opened[path].page
    .locator("[data-addressed]")
    .evaluateAll((all) => all.map((e) => (e as HTMLElement).dataset.addressed!));
}

afterAll(() => site.close());

test("some page has controls", () => expect(Object.values(controls).flat().length).toBeGreaterThan(0));

describe.each(PAGES.map((path) => [path || "home", path]))("%s", (_, path) => {
  const {page, problems} = opened[path];
  afterAll(() => page.context().close());

  test("keeps every control's state in the address, each under its own name", async () => {
    await unfold(page);
    const loose = await page
      .locator("main :is(input, select, textarea)")
      .evaluateAll((all) =>
        all
          .filter((e) => e.closest("[data-addressed], [data-unaddressed]") === null && e.getClientRects().length > 0)
          .map((e) => e.outerHTML.slice(0, 160))
      );
    expect(loose).toEqual([]);
    expect(new Set(controls[path]).size).toBe(controls[path].length);
  });

  for (const name of controls[path])
    test(`${name} moves its result, stands in the address and survives a reload`, async () => {
      // a control that was tested before has been reset, unless its test failed
      if (page.url() !== site.url(path) || problems.splice(0).length > 0) {
        await page.goto(site.url(path));
        await settled(page);
      }
      await unfold(page);
      const control = page.locator(`[data-addressed="${name}"]`);
      await bringUp(page, control);
      const before = await resultOf(page, name);
      await change(page, control);
      await expect.poll(() => parameter(page, name), {timeout: 5000}).not.toBeNull();
      const moves = RUN_SETTINGS[path]?.includes(name) !== true;
      if (moves) await expect.poll(() => resultOf(page, name), {timeout: 30_000, interval: 200}).not.toBe(before);
      await settled(page);
      const changed = {parameter: await parameter(page, name), values: await valuesOf(page, name)};

      await page.reload();
      await settled(page);
      await unfold(page);
      await bringUp(page, control);
      expect({parameter: await parameter(page, name), values: await valuesOf(page, name)}).toEqual(changed);
      if (moves) await expect.poll(() => resultOf(page, name), {timeout: 30_000, interval: 200}).not.toBe(before);

      // its own, or that of its group; only what was changed has one
      await page.locator(":is(.addressed-reset, .controls-reset):visible").click();
      await expect.poll(() => parameter(page, name), {timeout: 5000}).toBeNull();
      await settled(page);
      expect(problems).toEqual([]);
      expect(await shownErrors(page)).toEqual([]);
    });

  if (controls[path].length > 0)
    test("explains an address that makes no sense and shows its defaults", async () => {
      const query = controls[path].map((name) => `${encodeURIComponent(name)}=%00nonsense${"!".repeat(300)}`).join("&");
      problems.splice(0);
      await page.goto(site.url(`${path}?${query}`));
      await settled(page);
      await unfold(page);
      const said = await page.locator("[data-addressed] [role=status]").allInnerTexts();
      expect(said.filter((text) => text !== "").length).toBeGreaterThan(0);
      expect(problems).toEqual([]);
      expect(await shownErrors(page)).toEqual([]);
    });
});

/** Charts are drawn where they come into view: after this one, what a control shows differs by its change alone. */
async function bringUp(page: Page, control: Locator): Promise<void> {
  await control.locator(":is(select, input, textarea, button, [tabindex='0']):visible").first().focus();
  await settled(page);
}

function parameter(page: Page, name: string): string | null {
  return new URL(page.url()).searchParams.get(name);
}

/** All that a page shows but the control itself, folds included. */
function resultOf(page: Page, name: string): Promise<string> {
  return page.evaluate((name) => {
    const main = document.querySelector("main")!.cloneNode(true) as HTMLElement;
    main.querySelector(`[data-addressed="${name}"]`)?.remove();
    // a chart's clip paths get a new id at each drawing
    return main.innerHTML
      .replace(/\b(plot-clip-|O-|:?r)\d+\b/g, "")
      .replace(/aria-live="[^"]*"|data-wanted="[^"]*"/g, "");
  }, name);
}

function valuesOf(page: Page, name: string): Promise<unknown[]> {
  return page
    .locator(`[data-addressed="${name}"] :is(input, select, textarea, [aria-valuenow], [aria-pressed])`)
    .evaluateAll((all) =>
      all.map((e) =>
        e instanceof HTMLInputElement && /checkbox|radio/.test(e.type)
          ? e.checked
          : ((e as HTMLInputElement).value ?? e.getAttribute("aria-valuenow") ?? e.getAttribute("aria-pressed"))
      )
    );
}

/** Changes a control as a person with a keyboard would. */
async function change(page: Page, control: Locator): Promise<void> {
  const first = (selector: string) => control.locator(selector).first();
  const has = async (selector: string) => (await control.locator(selector).count()) > 0;
  if (await has("select")) {
    const select = first("select");
    const other = await select.evaluate((e: HTMLSelectElement) =>
      Array.from(e.options).findIndex((option, i) => i !== e.selectedIndex && !option.disabled)
    );
    await select.selectOption({index: other});
  } else if (await has("input[type=range]")) {
    const range = first("input[type=range]");
    await range.focus();
    const atEnd = await range.evaluate((e: HTMLInputElement) => Number(e.value) >= (Number(e.min) + Number(e.max)) / 2);
    for (let i = 0; i < 3; ++i) await page.keyboard.press(atEnd ? "PageDown" : "PageUp");
  } else if (await has("input[type=radio]")) {
    await first("input[type=radio]:not(:checked)").focus();
    await page.keyboard.press("Space");
  } else if (await has("input[type=checkbox]")) {
    await first("input[type=checkbox]").focus();
    await page.keyboard.press("Space");
  } else if (await has("input[type=number]")) {
    await first("input[type=number]").focus();
    await page.keyboard.press("ArrowUp");
  } else if (await has("input[type=date]")) {
    await first("input[type=date]").focus();
    await page.keyboard.press("ArrowUp");
  } else if (await has("input, textarea")) {
    await first("input, textarea").focus();
    await page.keyboard.type("zz");
    await page.keyboard.press("Enter");
  } else if (await has("[role=slider], [tabindex='0']")) {
    await first("[role=slider], [tabindex='0']").focus();
    for (let i = 0; i < 3; ++i) await page.keyboard.press("ArrowRight");
  } else {
    await first("button:not(.addressed-reset):not([aria-pressed=true])").focus();
    await page.keyboard.press("Enter");
  }
}
