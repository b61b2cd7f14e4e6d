import {ALL_KNOWN} from "../../src/lib/features/itemAttributes.js";
import {createHash} from "node:crypto";
import {UserError} from "../../src/lib/core/errors.js";
import {table} from "../../src/lib/core/table.js";
import {loadEvents} from "../../src/lib/pipeline/loadEvents.js";
import {
  SHOP_PROFILES,
  populationOf,
  shopOptions,
  shopSource,
  streamShop,
  type ShopOptions
} from "../../src/lib/generator/shop.js";
import {codeHash} from "../tools/codeHash.js";
import type {Source} from "./source.js";

export interface GeneratedShopOptions {
  readonly profile?: string;
  readonly seed?: number;
  /** Put over those of the profile. */
  readonly shop?: Partial<ShopOptions>;
}

/**
 * The generated shop of a profile and seed, with options of its own. Its hidden states are no part of the tables; a shop with a personal offer
 * also has its own table `offers`, and one with a new traffic source says in `users` who came from there. Throws `UserError` for a profile
 * there is not, and for options that make no sense.
 */
export async function generatedShop({profile = "paper", seed = 1, shop = {}}: GeneratedShopOptions): Promise<Source> {
  if (!(profile in SHOP_PROFILES)) {
    throw new UserError(`the shop has no profile ${profile}`, `there are ${Object.keys(SHOP_PROFILES).join(", ")}`);
  }
  const options = shopOptions(profile, {...shop, seed});
  const population = populationOf(options);
  const code = await codeHash("src/lib/generator/shop.ts");
  const sha256 = (value: unknown) => createHash("sha256").update(JSON.stringify(value)).digest("hex");
  return {
    spec: shopSource(options),
    // a shop of other options has a folder of its own
    profile: Object.keys(shop).length === 0 ? profile : `${profile}-with-${sha256(shop).slice(0, 8)}`,
    seed,
    identity: sha256({options, code}),
    attributes: ALL_KNOWN,
    outputs: options.offer === null ? undefined : {offers: "SELECT * FROM offers ORDER BY user_id"},
    async load(engine, onProgress) {
      const {catalogue, blocks} = streamShop(options);
      let made = false;
      for (const {users, events, offers} of blocks()) {
        if (made) await engine.append("raw_events", events);
        else await loadEvents(engine, events);
        if (offers !== null) await (made ? engine.append("offers", offers) : engine.load("offers", offers));
        made = true;
        onProgress?.(users / population.all);
      }
      const user_id = Int32Array.from({length: population.all}, (_, u) => u + 1);
      const fromNewSource = (id: number) =>
        id > population.usual && id <= population.usual + population.traffic ? 1 : 0;
      await engine.load(
        "users",
        population.traffic === 0 ? table({user_id}) : table({user_id, new_traffic_source: user_id.map(fromNewSource)})
      );
      const named = (names: readonly string[], ids: Int32Array) => Array.from(ids, (id) => names[id]);
      await engine.load("item_catalog", {
        rows: catalogue.items.rows,
        columns: {
          ...catalogue.items.columns,
          department: named(catalogue.departments, catalogue.items.columns.department_id),
          category: named(catalogue.categories, catalogue.items.columns.category_id),
          brand: named(catalogue.brands, catalogue.items.columns.brand_id)
        }
      });
    }
  };
}
