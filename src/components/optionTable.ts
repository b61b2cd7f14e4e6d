import type {ShopOptions} from "../lib/generator/shop.js";
import {dataTable} from "./dataTable.js";

/** Every option of a shop with its value, as the generator reads it. */
export function optionTable(options: ShopOptions): HTMLElement {
  const names = Object.keys(options) as (keyof ShopOptions)[];
  return dataTable({
    name: "shop-options",
    columns: {option: names, value: names.map((name) => JSON.stringify(options[name]))},
    caption: "Every rate of the generator",
    rows: 12
  });
}
