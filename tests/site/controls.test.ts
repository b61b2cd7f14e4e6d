import type {Locator, Page} from "playwright-core";
import {afterAll, describe, expect, test} from "vitest";
import {THOROUGH} from "../thorough.js";
import {PAGES, settled, shownErrors, Site, unfold, type Watched} from "./browser.js";

/** Controls that take others away, or what those move, and the other way round: changed back before the next is used. */
const ALONE: Partial<Record<string, string[]>> = {data: ["log"], features: ["moment"]};
/** Controls that move nothing before something is run; what they then do is tested with the run, in the page's own tests. */
const RUN_SETTINGS: Partial<Record<string, string[]>> = {intent: ["epochs"], leakage: ["sql"]};

/** Databases start anew in a page that is loaded anew. */
const LONG = {timeout: 600_000};

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

  /** What is shown before a control is used. */
  let first: Shown;
  /** The controls that stand changed. */
  const used: string[] = [];

  async function survivesReload(): Promise<void> {
    const before = await shown(page, used);
    await page.reload();
    await settled(page);
    await expectShown(page, before);
  }

  async function reset(): Promise<void> {
    for (const name of used) {
      if (parameter(page, name) !== null) {
        // its own, or that of the group it stands in; only what was changed has one
        const own = page.locator(`[data-addressed="${name}"] .addressed-reset:visible`);
        const group = page.locator(`:has(> .controls-reset):has([data-addressed="${name}"]) > .controls-reset:visible`);
        await ((await own.count()) > 0 ? own : group).click();
      }
      await expect.poll(() => parameter(page, name)).toBeNull();
      await settled(page);
    }
    used.splice(0);
    await expectShown(page, first);
    expect(first.address).toBe(site.url(path));
  }

  const alone = ALONE[path] ?? [];
  const others = controls[path].filter((name) => !alone.includes(name));
  for (const name of [...alone, ...others])
    test(`${name} moves its result and stands in the address`, LONG, async () => {
      first ??= await shown(page, controls[path]);
      const control = page.locator(`[data-addressed="${name}"]`);
      await bringUp(page, control);
      const before = await resultOf(page, name);
      await change(page, control);
      await expect.poll(() => parameter(page, name)).not.toBeNull();
      used.push(name);
      if (RUN_SETTINGS[path]?.includes(name) !== true)
        await expect.poll(() => resultOf(page, name), {interval: 200}).not.toBe(before);
      await settled(page);
      if (THOROUGH || alone.includes(name)) await survivesReload();
      if (alone.includes(name)) await reset();
      expect(problems).toEqual([]);
      expect(await shownErrors(page)).toEqual([]);
    });

  if (others.length > 0) {
    test("what its controls did survives a reload", LONG, async () => {
      expect(used).toEqual(others);
      expect((await shown(page, used)).result).not.toBe(first.result);
      await survivesReload();
      expect(problems).toEqual([]);
      expect(await shownErrors(page)).toEqual([]);
    });

    test(
      "each control's or group's button brings back the defaults, and all of them the page as it was",
      LONG,
      async () => {
        await reset();
        expect(problems).toEqual([]);
        expect(await shownErrors(page)).toEqual([]);
      }
    );
  }

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

/** Goes to a control, and draws every chart, so that what is shown after this differs by a change alone. */
async function bringUp(page: Page, control: Locator): Promise<void> {
  await control.locator(":is(select, input, textarea, button, [tabindex='0']):visible").first().focus();
  await drawAll(page);
}

/** Draws the charts that are not in view, as for print, and fetches what comes when it is near. */
async function drawAll(page: Page): Promise<void> {
  await page.evaluate(() => {
    dispatchEvent(new Event("beforeprint"));
    document.querySelector("main .player-hold")?.scrollIntoView();
  });
}

function parameter(page: Page, name: string): string | null {
  return new URL(page.url()).searchParams.get(name);
}

/** All that a page shows, folds included, but the control itself; without a name but all of its controls, and how far a database is. */
function resultOf(page: Page, name?: string): Promise<string> {
  return page.evaluate((name) => {
    const main = document.querySelector("main")!.cloneNode(true) as HTMLElement;
    const controls = name === undefined ? "[data-addressed], .live-log" : `[data-addressed="${name}"]`;
    // the button of a group is made once one of its controls is changed, and then hidden
    main.querySelectorAll(".controls-reset[hidden]").forEach((button) => button.remove());
    main.querySelectorAll(controls).forEach((control) => control.remove());
    // a chart's clip paths and markers get a new id at each drawing
    return main.innerHTML
      .replace(/\b(plot-clip-|plot-marker-|__ns__-|O-|:?r)\d+\b/g, "")
      .replace(/aria-live="[^"]*"|data-wanted="[^"]*"/g, "");
  }, name);
}

/** A page as it stands: what its address says, what its controls say, and what came of them. */
interface Shown {
  readonly address: string;
  readonly values: Record<string, unknown[]>;
  readonly result: string;
}

/** With every fold open and every chart drawn, once nothing is worked on any more and a database has had time to answer. */
async function shown(page: Page, names: readonly string[]): Promise<Shown> {
  let result = "";
  for (let before: string | undefined; before !== result;) {
    if (before !== undefined) await page.waitForTimeout((await page.locator(".live-log").count()) > 0 ? 1000 : 100);
    before = result;
    await drawn(page);
    result = await resultOf(page);
  }
  const values = Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await valuesOf(page, name)] as const))
  );
  return {address: page.url(), values, result};
}

async function drawn(page: Page): Promise<void> {
  await unfold(page);
  await expect.poll(() => page.evaluate(working)).toEqual([]);
  await drawAll(page);
  await settled(page);
  await unfold(page); // what came when it was near has folds of its own
}

/** What a page says of work that is not done: bars of progress, and sentences that end with three dots. */
function working(): string[] {
  return Array.from(document.querySelectorAll<HTMLElement>("main :is(.progress progress, [role=status])"))
    .filter(
      (element) => element.checkVisibility() && (element.matches("progress") || /…$/.test(element.innerText.trim()))
    )
    .map((element) => element.outerHTML.slice(0, 160));
}

async function expectShown(page: Page, wanted: Shown): Promise<void> {
  const now = await shown(page, Object.keys(wanted.values));
  expect({...now, result: ""}).toEqual({...wanted, result: ""});
  if (now.result === wanted.result) return;
  const at = Array.from(now.result).findIndex((letter, i) => letter !== wanted.result[i]);
  const around = ({result}: Shown) => result.slice(Math.max(0, at - 300), at + 300);
  expect(around(now), "the first difference").toBe(around(wanted));
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
    await first("button:not(.addressed-reset, .controls-reset):not([aria-pressed=true])").focus();
    await page.keyboard.press("Enter");
  }
}
