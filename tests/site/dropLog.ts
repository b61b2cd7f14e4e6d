import type {Page} from "playwright-core";

/** Gives a page a log of the reader's own, and waits until the tab has read it. */
export async function dropLog(page: Page, file: string): Promise<void> {
  await page.locator("#own-log [data-own-log]").click();
  const panel = page.locator("dialog.own-log-panel");
  await panel.locator("input[type=file]").setInputFiles(file);
  await panel.getByRole("button", {name: "Read the log"}).click();
  await panel.getByText(/^Done\. /).waitFor();
  await panel.getByRole("button", {name: "Close"}).click();
}
