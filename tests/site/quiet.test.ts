import {afterAll, beforeAll, expect, test} from "vitest";
import {barriers, remember} from "./barriers.js";
import {settled, Site, type Watched} from "./browser.js";

let site: Site;
let watched: Watched;
beforeAll(async () => {
  site = await Site.open();
  watched = await site.visit("");
});
afterAll(() => site.close());

const done = () => watched.page.evaluate(() => (window as unknown as {done: string[]}).done);

test("a page is settled once its timers, its frames and its answers are done", async () => {
  const {page} = watched;
  await page.route("**/slow.json", async (route) => {
    await new Promise((answer) => setTimeout(answer, 700));
    await route.fulfill({json: {}});
  });
  await page.evaluate(() => {
    const done: string[] = [];
    Object.assign(window, {done});
    const timer = (left: number): unknown => setTimeout(() => (left > 0 ? timer(left - 1) : done.push("timers")), 400);
    timer(5);
    const frame = (left: number) => requestAnimationFrame(() => (left > 0 ? frame(left - 1) : done.push("frames")));
    frame(200);
    void fetch("slow.json")
      .then((answer) => answer.json())
      .then(() => done.push("answers"));
  });
  await settled(page);
  expect((await done()).sort()).toEqual(["answers", "frames", "timers"]);
});

test("what changes without a timer is waited for until it stands still, what is far off is not", async () => {
  const {page} = watched;
  await page.evaluate(() => {
    const done: string[] = [];
    Object.assign(window, {done});
    const {port1, port2} = new MessageChannel();
    const start = performance.now();
    port1.onmessage = () => {
      document.body.append("");
      if (performance.now() - start < 500) port2.postMessage(0);
      else done.push("messages");
    };
    port2.postMessage(0);
    setTimeout(() => done.push("far off"), 60_000);
  });
  await settled(page);
  expect(await done()).toEqual(["messages"]);
});

test("axe looks at what a narrow window alone shows, and at nothing else where that is asked", async () => {
  const {page} = watched;
  const add = (name: string, media: string) =>
    page.evaluate(
      ([name, media]) => {
        const p = document.createElement("p");
        p.textContent = `hardly read, ${name}`;
        p.className = name;
        p.style.cssText = "color: #ddd; background: #fff";
        const style = document.createElement("style");
        style.textContent = `.${name} {display: none} @media (${media}) {.${name} {display: block}}`;
        document.querySelector("main")!.append(style, p);
      },
      [name, media]
    );
  await add("always", "min-width: 0");
  await add("narrow", "max-width: 500px");
  expect((await barriers(page, {rules: ["color-contrast"]})).join()).toMatch(/always/);
  await remember(page, "wide");
  await page.setViewportSize({width: 390, height: 844});
  await settled(page);
  const found = (await barriers(page, {newSince: "wide"})).join();
  expect(found).toMatch(/color-contrast.*hardly read, narrow/);
  expect(found).not.toMatch(/always/);
});
