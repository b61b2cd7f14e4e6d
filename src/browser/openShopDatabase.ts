import {table} from "../lib/core/table.js";
import {visitTimes} from "../lib/pipeline/exactVisits.js";
import {loadEvents} from "../lib/pipeline/loadEvents.js";
import {runStages} from "../lib/pipeline/stages.js";
import {generateShop, shopOptions, shopSource, streamShop, type Catalogue} from "../lib/generator/shop.js";
import {DUCKDB_BYTES, openDuckDB, type BrowserEngine} from "./duckdb.js";

/**
 * Starts DuckDB in a worker and gives it a generated shop with its stages run. The database comes over the network while the shop is generated.
 *
 * @param shop.visits whether true visits are asked for too; without them a shop is made in blocks, and may be larger
 * @param tell hears what is done, and the share of it all
 */
export async function openShopDatabase(
  {profile, seed, visits = true}: {readonly profile: string; readonly seed: number; readonly visits?: boolean},
  tell: (progress: {readonly text: string; readonly share: number}) => void
): Promise<BrowserEngine> {
  const opening = openDuckDB({
    onDownload: (loaded) => tell({text: "Fetching DuckDB", share: (0.4 * loaded) / DUCKDB_BYTES})
  });
  opening.catch(() => {}); // heard below
  const options = shopOptions(profile, {seed});
  const making = (share: number) => tell({text: "Generating the shop", share: 0.4 + 0.3 * share});
  making(0);
  let engine: BrowserEngine;
  let catalogue: Catalogue;
  if (visits) {
    const shop = generateShop(options, making);
    engine = await opening;
    tell({text: "Loading the events into DuckDB", share: 0.7});
    await loadEvents(engine, shop.events);
    const {user_id, ts_ms} = shop.events.columns;
    await engine.load("visit_times", visitTimes(user_id, ts_ms, shop.truth.events.columns.visit_no));
    ({catalogue} = shop);
  } else {
    engine = await opening;
    const stream = streamShop(options);
    let made = false;
    for (const {users, events} of stream.blocks()) {
      if (made) await engine.append("raw_events", events);
      else await loadEvents(engine, events);
      made = true;
      making(users / options.users);
    }
    ({catalogue} = stream);
  }
  const {item_id, department_id} = catalogue.items.columns;
  await engine.load("item_departments", table({item_id, department_id}));
  await engine.load("item_catalog", catalogue.items);
  const settings = {
    profile,
    seed,
    hash: false,
    onProgress: ({stage, share}: {stage: string; share: number}) =>
      tell({text: `Running the stage ${stage}`, share: 0.75 + 0.25 * share})
  };
  await runStages(engine, shopSource(options), {}, settings);
  return engine;
}
