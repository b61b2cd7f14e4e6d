import {readFileSync} from "node:fs";
import type {Page} from "playwright-core";

/** What the button under a table saves as CSV. */
export async function tableFile(page: Page, name: string): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", {name: `Download ${name} as CSV`}).click()
  ]);
  return readFileSync(await download.path(), "utf8");
}
