import {createHash} from "node:crypto";
import {UserError} from "../../src/lib/core/errors.js";
import {generateShop, SHOP_PROFILES, SHOP_SOURCE, shopOptions} from "../../src/lib/sources/shop.js";
import {codeHash} from "../tools/codeHash.js";
import type {Source} from "./source.js";

/** The generated shop of a profile and seed. Its hidden states are no part of the tables. Throws `UserError` for a profile there is not. */
export async function generatedShop({profile = "paper", seed = 1}: {profile?: string; seed?: number}): Promise<Source> {
  if (!(profile in SHOP_PROFILES)) {
    throw new UserError(`the shop has no profile ${profile}`, `there are ${Object.keys(SHOP_PROFILES).join(", ")}`);
  }
  const options = shopOptions(profile, {seed});
  const code = await codeHash("src/lib/sources/shop.ts");
  return {
    spec: SHOP_SOURCE,
    profile,
    seed,
    identity: createHash("sha256").update(JSON.stringify({options, code})).digest("hex"),
    async load(engine, onProgress) {
      const shop = generateShop(options, onProgress);
      await engine.load("raw_events", shop.events);
      await engine.load("users", {
        rows: shop.truth.users.rows,
        columns: {user_id: shop.truth.users.columns.user_id}
      });
      const {catalogue} = shop;
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
