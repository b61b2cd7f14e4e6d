import type {RawEvents, SourceSpec} from "./events.js";
import {makeCatalogue, type Catalogue} from "./shop/catalogue.js";
import {simulate, type Truth} from "./shop/clickstream.js";
import type {ShopOptions} from "./shop/options.js";

export {SHOP_PROFILES, shopOptions, type ShopOptions} from "./shop/options.js";
export type {Catalogue} from "./shop/catalogue.js";
export type {Truth} from "./shop/clickstream.js";

/** A generated shop: what its log shows, and apart from it what only the generator knows. */
export interface Shop {
  readonly options: ShopOptions;
  readonly catalogue: Catalogue;
  readonly events: RawEvents;
  readonly truth: Truth;
}

export const SHOP_SOURCE: SourceSpec = {
  name: "shop",
  title: "A generated shop: personas, a catalogue and a clickstream, made from a seed by a hidden Markov model.",
  licence: "MIT",
  generated: true,
  required: ["user_id", "ts_ms", "event", "item_id"],
  deduplicate: false,
  sessions: "gap"
};

/** Makes the shop of these options; the same bytes in every JavaScript engine. `onProgress` hears the share done, 0 to 1. */
export function generateShop(options: ShopOptions, onProgress?: (share: number) => void): Shop {
  const catalogue = makeCatalogue(options);
  const {events, truth} = simulate(options, catalogue, onProgress);
  onProgress?.(1);
  return {options, catalogue, events, truth};
}
