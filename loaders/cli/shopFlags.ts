import {UsageError, UserError} from "../../src/lib/core/errors.js";
import {parseShopOptions} from "../../src/lib/generator/parseShopOptions.js";
import {SHOP_PROFILES, shopOptions, type ShopOptions} from "../../src/lib/generator/shop.js";

/** Lines of a command's help. */
export const SHOP_HELP = `  --shop OPTION        of the generated shop, over its profile's, may be repeated: a rate (--shop repeat=0.2,0.3,0.3), a personal offer
                       (--shop offer, --shop offer.treated=0.3), a drift (--shop "drift=season start=30 size=0.5"); see data/README.md`;

/**
 * The options of the generated shop that `--shop` gives, undefined where none are given. Throws `UsageError` for a name, a value or a range
 * that makes no sense, and for options of another source.
 */
export function shopFlags(
  texts: readonly string[] | undefined,
  {source = "shop", profile = "paper"}: {readonly source?: string; readonly profile?: string}
): Partial<ShopOptions> | undefined {
  if (texts === undefined || texts.length === 0) return undefined;
  if (source !== "shop")
    throw new UsageError(`--shop is for the generated shop; the source is ${JSON.stringify(source)}`);
  try {
    const shop = parseShopOptions(texts);
    if (profile in SHOP_PROFILES) shopOptions(profile, shop);
    return shop;
  } catch (error) {
    throw error instanceof UserError ? new UsageError(`--shop: ${error.message}`) : error;
  }
}
