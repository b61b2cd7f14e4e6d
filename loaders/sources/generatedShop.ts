import {ALL_KNOWN} from "../../src/lib/features/itemAttributes.js";
import {createHash} from "node:crypto";
import {UserError} from "../../src/lib/core/errors.js";
import {table} from "../../src/lib/core/table.js";
import {loadEvents} from "../../src/lib/pipeline/loadEvents.js";
import {SHOP_PROFILES, shopOptions, shopSource, streamShop} from "../../src/lib/generator/shop.js";
import {codeHash} from "../tools/codeHash.js";
import type {Source} from "./source.js";

/** The generated shop of a profile and seed. Its hidden states are no part of the tables. Throws `UserError` for a profile there is not. */
export async function generatedShop({profile = "paper", seed = 1}: {profile?: string; seed?: number}): Promise<Source> {
  if (!(profile in SHOP_PROFILES)) {
    throw new UserError(`the shop has no profile ${profile}`, `there are ${Object.keys(SHOP_PROFILES).join(", ")}`);
  }
  const options = shopOptions(profile, {seed});
  const code = await codeHash("src/lib/generator/shop.ts");
  return {
    spec: shopSource(options),
    profile,
    seed,
    identity: createHash("sha256").update(JSON.stringify({options, code})).digest("hex"),
    attributes: ALL_KNOWN,
    async load(engine, onProgress) {
      const {catalogue, blocks} = streamShop(options);
      let made = false;
      for (const {users, events} of blocks()) {
        if (made) await engine.append("raw_events", events);
        else await loadEvents(engine, events);
        made = true;
        onProgress?.(users / options.users);
      }
      await engine.load("users", table({user_id: Int32Array.from({length: options.users}, (_, u) => u + 1)}));
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
