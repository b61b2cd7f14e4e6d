import {DAY_MS} from "../../src/lib/core/time.js";
import type {DataSet} from "../../src/lib/pipeline/dataSet.js";
import {describe, prepareDescriptionSql} from "../../src/lib/pipeline/describe.js";
import {dataSetOf} from "../../src/lib/reports/data.js";
import {SHOP_SOURCE} from "../../src/lib/generator/shop.js";
import {readResult} from "../results/results.js";
import {withShopLog} from "./sharedShop.js";
import {PAGE_SHOP} from "./shopLog.js";

const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** What the Data page shows before any control is touched: the generated shop described, and the real log where its study is committed. */
export async function dataPage(): Promise<{
  readonly profile: string;
  readonly seed: number;
  readonly sets: readonly DataSet[];
}> {
  const sets = [await shopSet()];
  const real = eshopSet();
  if (real !== null) sets.push(real);
  return {...PAGE_SHOP, sets};
}

function shopSet(): Promise<DataSet> {
  return withShopLog(async ({shop, engine, run}) => {
    await engine.run(prepareDescriptionSql());
    const {startMs, days} = shop.options;
    const description = await describe(engine, {fromMs: startMs, untilMs: startMs + days * DAY_MS});
    const {category_id, brand_id} = shop.catalogue.items.columns;
    const {categories, brands, departments} = shop.catalogue;
    return {
      name: SHOP_SOURCE.name,
      title: SHOP_SOURCE.title,
      generated: SHOP_SOURCE.generated,
      licence: SHOP_SOURCE.licence,
      firstDay: day(startMs),
      lastDay: day(startMs + (days - 1) * DAY_MS),
      lacks: [],
      description,
      cleaning: {
        inputRows: run.input.rows,
        cleanRows: run.totals.events,
        required: SHOP_SOURCE.required,
        deduplicated: SHOP_SOURCE.deduplicate,
        quarantine: run.quarantine,
        sessions: run.totals.sessions,
        users: run.totals.users,
        items: run.totals.items
      },
      departments,
      items: description.items.item.map(
        (item) => `${categories[category_id[item - 1]]}, ${brands[brand_id[item - 1]]}, no. ${item}`
      )
    };
  });
}

/** The committed description of the real log. */
function eshopSet(): DataSet | null {
  const result = readResult("eshop-clothing");
  return result === null ? null : dataSetOf(result);
}
