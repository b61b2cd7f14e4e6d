import {afterAll, beforeAll, expect, test} from "vitest";
import {requireResult} from "../../loaders/results/results.js";
import {toCsv} from "../../src/components/csv.js";
import {percent} from "../../src/components/format.js";
import {itemFigure} from "../../src/components/forecast/itemFigure.js";
import {parseDay} from "../../src/lib/forecast/calendarDay.js";
import {FORECASTERS} from "../../src/lib/forecast/forecasters.js";
import {forecastModels, itemForecast, originForecasts, shownGrid} from "../../src/lib/reports/forecast.js";
import {settled, shownErrors, Site} from "./browser.js";
import {tableFile} from "./tableFile.js";

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

test("the page answers from the committed study and forecasts the chosen article in the tab", async () => {
  const study = requireResult("forecast-online-retail");
  const models = forecastModels(study);
  const {page, problems} = await site.visit("forecast");
  await expect
    .poll(() => page.locator("p.answer").innerText())
    .toContain(`misses ${percent(models.wmape[models.id.indexOf("boosted-levels")], 0)} of what is sold`);
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
