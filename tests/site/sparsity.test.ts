import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {sparsityPage} from "../../loaders/pages/sparsity.js";
import {toCsv} from "../../src/components/csv.js";
import {curveFigure} from "../../src/components/sparsity/curveFigure.js";
import {remedyFigure} from "../../src/components/sparsity/remedyFigure.js";
import {sparsityAnswer} from "../../src/components/sparsity/sparsityAnswer.js";
import {neededTable} from "../../src/components/sparsity/sparsityTables.js";
import {targetTitle} from "../../src/components/sparsity/sparsityLabels.js";
import {sparsityHeadline} from "../../src/lib/reports/sparsity.js";
import {settled, shownErrors, Site} from "./browser.js";
import {tableFile} from "./tableFile.js";

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

describe("the committed curves", () => {
  test("are answered from, and every control leads to its own table", async () => {
    const data = sparsityPage();
    const {page, problems} = await site.visit("sparsity");
    await expect
      .poll(() => page.locator("p.answer").textContent())
      .toBe(`Answer. ${sparsityAnswer(sparsityHeadline(data, "logistic"))}`);
    const curve = (target: string, metric: "auc" | "lift") =>
      toCsv(curveFigure(data, target, metric)[0].table!.columns);
    await expect.poll(() => tableFile(page, "sparsity-curve")).toBe(curve("item-3-sessions", "auc"));

    await page.goto(site.url("sparsity?target=purchase-this-session&metric=lift&model=boosting"));
    await settled(page);
    await expect
      .poll(() => page.locator(".figure-title").first().innerText())
      .toContain(targetTitle("purchase-this-session"));
    await expect.poll(() => tableFile(page, "sparsity-curve")).toBe(curve("purchase-this-session", "lift"));
    await expect.poll(() => tableFile(page, "sparsity-needed")).toBe(toCsv(neededTable(data, "boosting").columns));
    await expect
      .poll(() => tableFile(page, "sparsity-remedies"))
      .toBe(toCsv(remedyFigure(data, "boosting", "lift")[0].table!.columns));
    expect(problems).toEqual([]);
    expect(await shownErrors(page)).toEqual([]);
    await page.context().close();
  });
});

describe("training here", () => {
  test(
    "gives a point with its interval, says whether the band agrees, and needs no database",
    {timeout: 600_000},
    async () => {
      const {page, problems, requests} = await site.visit("sparsity?positives=40");
      const button = page.getByRole("button", {name: "Train on 40 positives here"});
      await button.click();
      const said = page.locator(".retrain-said");
      await expect
        .poll(() => said.innerText())
        .toMatch(
          /^“buys anything in this session.*” from 40 positives: test AUC 0\.\d\d \[0\.\d\d, 0\.\d\d\] on [\d,]+ positives, .*: the two intervals (overlap|do not overlap)/
        );
      // the chart turns to the target that was trained
      await expect
        .poll(() => page.locator(".figure-title").first().innerText())
        .toContain(targetTitle("purchase-this-session"));
      await expect.poll(() => page.locator(".legend").first().innerText()).toContain("trained by you");
      expect(requests.filter((address) => /@duckdb\/|tfjs/.test(address))).toEqual([]);
      expect(problems).toEqual([]);
      await page.context().close();
    }
  );

  test("can be stopped", {timeout: 600_000}, async () => {
    const {page} = await site.visit("sparsity?positives=900");
    // the examples never come, so that there is something to stop
    await page.route(/overfitting.*\.csv/, () => {});
    await page.getByRole("button", {name: "Train on 900 positives here"}).click();
    await page.locator(".retrain").getByRole("button", {name: "Cancel"}).click();
    await expect.poll(() => page.locator(".retrain-said").innerText()).toBe("Stopped. Nothing was kept.");
    await expect.poll(() => page.getByRole("button", {name: "Train on 900 positives here"}).isEnabled()).toBe(true);
    await page.context().close();
  });
});
