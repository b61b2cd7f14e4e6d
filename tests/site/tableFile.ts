import type {Page} from "playwright-core";
import {unfold} from "./browser.js";
import {fileOf} from "./fileOf.js";

/** What the button of a table or figure saves as CSV; a figure has it in its menu, which is opened. */
export async function tableFile(page: Page, name: string): Promise<string> {
  await unfold(page);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page
      .getByRole("button", {name: `Download ${name} as CSV`})
      .first()
      .click()
  ]);
  return (await fileOf(download)).toString("utf8");
}
