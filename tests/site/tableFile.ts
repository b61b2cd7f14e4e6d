import type {Page} from "playwright-core";
import {fileOf} from "./fileOf.js";

/** What the button under a table saves as CSV. */
export async function tableFile(page: Page, name: string): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", {name: `Download ${name} as CSV`}).click()
  ]);
  return (await fileOf(download)).toString("utf8");
}
