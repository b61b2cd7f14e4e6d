import type {RawEvents, SourceSpec} from "../sources/events.js";
import {makeCatalogue, type Catalogue} from "./catalogue.js";
import {simulate, simulateBlocks, type ShopBlock, type Truth} from "./clickstream.js";
import type {Offers} from "./offerLog.js";
import type {ShopOptions} from "./options.js";

export type {ShopOptions} from "./options.js";
export {SHOP_PROFILES, shopOptions} from "./profiles.js";
export type {Catalogue} from "./catalogue.js";
export type {ShopBlock, Truth} from "./clickstream.js";
export {populationOf} from "./drift.js";

/** A generated shop: what its log shows, and apart from it what only the generator knows. */
export interface Shop {
  readonly options: ShopOptions;
  readonly catalogue: Catalogue;
  readonly events: RawEvents;
  /** The shop's own table of offers; null in a shop without. */
  readonly offers: Offers | null;
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

const TWIN_TITLE =
  "A generated twin of RetailRocket: the same model of a shop with rates chosen so that its totals come near those published of the original.";

/** The spec of a shop of these options: one whose log repeats rows is de-duplicated, as the original of a twin is. */
export function shopSource({profile, repeatedRows}: ShopOptions): SourceSpec {
  return {
    ...SHOP_SOURCE,
    title: profile === "retailrocket" ? TWIN_TITLE : SHOP_SOURCE.title,
    deduplicate: repeatedRows > 0
  };
}

/** Makes the shop of these options; the same bytes in every JavaScript engine. `onProgress` hears the share done, 0 to 1. */
export function generateShop(options: ShopOptions, onProgress?: (share: number) => void): Shop {
  const catalogue = makeCatalogue(options);
  const {events, offers, truth} = simulate(options, catalogue, onProgress);
  onProgress?.(1);
  return {options, catalogue, events, offers, truth};
}

/** A shop whose events come in blocks, user by user, so that its log may be larger than memory; hidden states are not kept. */
export interface ShopStream {
  readonly options: ShopOptions;
  readonly catalogue: Catalogue;
  /** The events of `generateShop` with the same options, anew with each call, in blocks of at least `rows` rows but for the last. */
  blocks(rows?: number): Generator<ShopBlock, void>;
}

/** Makes the catalogue of a shop and stands ready to make its events. */
export function streamShop(options: ShopOptions): ShopStream {
  const catalogue = makeCatalogue(options);
  return {options, catalogue, blocks: (rows) => simulateBlocks(options, catalogue, rows)};
}
