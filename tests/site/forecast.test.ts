import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, test} from "vitest";
import {requireResult} from "../../loaders/results/results.js";
import {toCsv} from "../../src/components/csv.js";
import {percent} from "../../src/components/format.js";
import {itemFigure} from "../../src/components/forecast/itemFigure.js";
import {parseDay} from "../../src/lib/forecast/calendarDay.js";
import {FORECASTERS} from "../../src/lib/forecast/forecasters.js";
import {forecastModels, itemForecast, itemStock, originForecasts, shownGrid} from "../../src/lib/reports/forecast.js";
import {salesGrid, seriesOf} from "../../src/lib/forecast/salesGrid.js";
import {readOnnxMetadata} from "../../src/lib/onnx/readOnnxMetadata.js";
import {settled, shownErrors, Site} from "./browser.js";
import {dropLog} from "./dropLog.js";
import {fileOf} from "./fileOf.js";
import {tableFile} from "./tableFile.js";

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

test("the page answers from the committed study and forecasts the chosen article in the tab", async () => {
  const study = requireResult("forecast-online-retail");
  const models = forecastModels(study);
  const {best} = study.options as {readonly best: string};
  const {page, problems} = await site.visit("forecast");
  await expect
    .poll(() => page.locator("p.answer").innerText())
    .toContain(`misses ${percent(models.wmape[models.id.indexOf(best)], 0)} of what is sold`);
  const grid = shownGrid(study);
  const item = String(grid.itemIds[4]);
  const model = FORECASTERS.find(({id}) => id === "tsb")!;
  await page.goto(site.url(`forecast?article=${item}&model=tsb&origin=2011-11-11`));
  await settled(page);
  const expected = itemForecast(originForecasts(grid, model, parseDay("2011-11-11")), 4);
  await expect
    .poll(() => tableFile(page, "item-forecast"))
    .toBe(toCsv(itemFigure(expected, {item, model: model.title})[0].table!.columns));
  expect(problems).toEqual([]);
  expect(await shownErrors(page)).toEqual([]);
  await page.context().close();
});

test(
  "a log of the reader's own is forecast in the tab, item by item, and its trees are a file",
  {timeout: 180_000},
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "clickproof-"));
    const rows = ["timestamp,user_id,event_type,item_id"];
    const lines = {items: [] as number[], timesMs: [] as number[], quantities: [] as number[]};
    const [items, days, start] = [50, 140, Date.UTC(2024, 0, 1)];
    for (let day = 0; day < days; day++)
      for (let item = 0; item < items; item++)
        for (let n = 0; n < (day === 0 ? 1 : ((day * 7 + item * 11) % (3 + (item % 4))) - 1); n++) {
          const timeMs = start + day * 86_400_000 + (9 * 60 + item) * 60_000 + n * 1_000;
          rows.push(
            `${new Date(timeMs).toISOString()},u${(day + item) % 17},purchase,thing-${String(item).padStart(2, "0")}`
          );
          lines.items.push(item);
          lines.timesMs.push(timeMs);
          lines.quantities.push(1);
        }
    const file = join(folder, "things.csv");
    writeFileSync(file, rows.join("\n"));
    try {
      const {page, problems} = await site.visit("forecast?model=tsb");
      await dropLog(page, file);
      await page.getByRole("button", {name: "Start DuckDB in this tab"}).click();
      await expect.poll(() => page.locator("main").innerText(), {timeout: 90_000}).toContain("It lacks views");
      const names = Array.from({length: items}, (_, item) => `thing-${String(item).padStart(2, "0")}`);
      const grid = salesGrid(names, lines);
      const best = names
        .map((name, item) => ({name, item, sold: seriesOf(grid, item).reduce((sum, one) => sum + one, 0)}))
        .sort((a, b) => b.sold - a.sold || a.item - b.item);
      const options = await page.locator("select").first().locator("option").allInnerTexts();
      expect(options).toEqual(best.map(({name}) => name));
      const model = await page.locator("select").nth(1).inputValue();
      expect(model).toMatch(/^\d+$/);
      const [{name, item}] = best;
      const chosen = FORECASTERS[Number(model)];
      const origins = await page.locator("select").nth(2).locator("option").allInnerTexts();
      const origin = origins[Number(await page.locator("select").nth(2).inputValue())];
      const expected = itemForecast(originForecasts(grid, chosen, parseDay(origin)), item);
      await expect
        .poll(() => tableFile(page, "item-forecast"), {timeout: 60_000})
        .toBe(toCsv(itemFigure(expected, {item: name, model: chosen.title})[0].table!.columns));
      const shown = await page.locator("main").innerText();
      expect(shown).toContain("best-selling tenth");
      const stock = itemStock(expected);
      expect(shown).toContain(`This covered what was sold on ${stock.covered} of ${stock.known} days.`);
      // too few items and days to train on: the forecasts are those of mean × weekday, and the page says so
      await page.locator("select").nth(1).selectOption({label: "Levels boosted on RMSSE and wMAPE"});
      await expect
        .poll(() => page.locator("main").innerText(), {timeout: 60_000})
        .toContain("to train Levels boosted on RMSSE and wMAPE. These are the forecasts of Mean × weekday.");
      await page.locator("select").nth(1).selectOption({label: chosen.title});
      // trees are trained on the days up to the chosen one: with the whole log there are enough
      await page
        .locator("select")
        .nth(2)
        .selectOption({label: origins.at(-1)!});
      await expect
        .poll(() => page.locator("main").innerText(), {timeout: 60_000})
        .toContain("nobody can say yet how right this forecast is");
      const [download] = await Promise.all([
        page.waitForEvent("download", {timeout: 60_000}),
        page.getByRole("button", {name: /downloads them as an ONNX file/}).click()
      ]);
      const {metadata} = readOnnxMetadata(await fileOf(download));
      expect([metadata.items, metadata.horizon]).toEqual([String(items), "28"]);
      expect(problems).toEqual([]);
      expect(await shownErrors(page)).toEqual([]);
      await page.context().close();
    } finally {
      rmSync(folder, {recursive: true});
    }
  }
);
