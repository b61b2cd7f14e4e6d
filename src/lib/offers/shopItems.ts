import {makeCatalogue} from "../generator/catalogue.js";
import {TAGS} from "../generator/names.js";
import {shopOptions} from "../generator/profiles.js";
import type {ItemFacts} from "./offerModels.js";

/** An item as the demo shop sells it: prices and stock of the last week of the generated shop. */
export interface ShopItem extends ItemFacts {
  readonly itemId: number;
  readonly name: string;
  readonly department: string;
  readonly category: string;
  readonly tags: readonly string[];
  readonly priceCents: number;
  readonly inStock: boolean;
  /** Whole and half stars from 1 to 5, and how many visitors gave them. */
  readonly rating: number;
  readonly reviews: number;
  /** 1 is the most popular. */
  readonly popularity: number;
}

/** The items of a generated shop, item i at place i − 1. */
export function shopItems(profile: string, seed: number): ShopItem[] {
  const catalogue = makeCatalogue(shopOptions(profile, {seed}));
  const {items, weeks, priceCents, inStock} = catalogue;
  const {columns} = items;
  return Array.from({length: items.rows}, (_, i) => {
    const departmentId = columns.department_id[i];
    const category = catalogue.categories[columns.category_id[i]];
    const prices = priceCents.subarray(i * weeks, (i + 1) * weeks);
    return {
      itemId: columns.item_id[i],
      name: `${catalogue.brands[columns.brand_id[i]]} ${category} ${columns.item_id[i]}`,
      departmentId,
      department: catalogue.departments[departmentId],
      category,
      tags: TAGS[departmentId].filter((_, k) => (columns.tags[i] & (1 << k)) !== 0),
      priceCents: prices[weeks - 1],
      highestCents: Math.max(...prices),
      inStock: inStock[i * weeks + weeks - 1] === 1,
      rating: columns.rating_tenths[i] / 10,
      reviews: columns.reviews[i],
      popularity: columns.popularity_rank[i]
    };
  });
}

/**
 * Items that a search finds: every word is in the name, the department or a tag. The most popular come first.
 *
 * @example
 * ```ts
 * const items = shopItems("tiny", 1);
 * searchItems(items, "garden tools").every(({department}) => department === "Garden") // → true
 * searchItems(items, "no such thing") // → []
 * ```
 */
export function searchItems(items: readonly ShopItem[], text: string): ShopItem[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return items
    .filter((item) => {
      const said = `${item.name} ${item.department} ${item.tags.join(" ")}`.toLowerCase();
      return words.every((word) => said.includes(word));
    })
    .sort((a, b) => a.popularity - b.popularity);
}
