import {existsSync} from "node:fs";
import puppeteer from "puppeteer-core";
import type {OtherBrowser} from "./otherBrowser.js";

const PLACES = ["/usr/bin/firefox-esr", "/usr/bin/firefox", "/Applications/Firefox.app/Contents/MacOS/firefox"];

/** A Firefox of this machine, `CLICKPROOF_FIREFOX` first; null where there is none. */
export function findFirefox(env: NodeJS.ProcessEnv = process.env): string | null {
  return [env.CLICKPROOF_FIREFOX ?? "", ...PLACES].find((place) => place !== "" && existsSync(place)) ?? null;
}

/** Firefox without a window, by WebDriver BiDi. */
export async function startFirefox(executablePath: string): Promise<OtherBrowser> {
  const browser = await puppeteer.launch({browser: "firefox", executablePath, headless: true});
  const page = await browser.newPage();
  await page.setViewport({width: 1280, height: 900});
  let problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error instanceof Error ? error.message : String(error)));
  return {
    name: await browser.version(),
    async open(address) {
      problems = [];
      await page.goto(address, {waitUntil: "load"});
    },
    evaluate: <T>(expression: string) => page.evaluate(expression) as Promise<T>,
    problems: () => problems,
    close: () => browser.close()
  };
}
