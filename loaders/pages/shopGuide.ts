import {generateShop, shopOptions} from "../../src/lib/generator/shop.js";
import {storyteller, exampleUser} from "../../src/lib/generator/story.js";

/** What the page on the generated shop shows before a control is touched: its first story. */
export function shopGuide(): unknown {
  const shop = generateShop(shopOptions("paper"));
  return storyteller(shop)(exampleUser(shop));
}
