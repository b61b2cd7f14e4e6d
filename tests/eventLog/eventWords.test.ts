/**
 * What words for events stand for. Oracle: the meanings that the documentation of the tools gives, and translations of view, cart and purchase.
 */
import {describe, expect, test} from "vitest";
import {eventMeaning, eventMeanings} from "../../src/lib/eventLog/eventNames.js";

describe.each<[string, Record<string, string>]>([
  [
    "GA4",
    {
      view: "view_item page_view screen_view view_item_list select_item view_search_results",
      addtocart: "add_to_cart",
      removefromcart: "remove_from_cart",
      transaction: "purchase",
      left: "begin_checkout add_payment_info add_shipping_info view_cart refund session_start first_visit user_engagement scroll add_to_wishlist"
    }
  ],
  ["Snowplow", {view: "page_view product_view", transaction: "transaction", left: "page_ping struct unstruct"}],
  [
    "Segment",
    {
      view: "Product·Viewed Product·Clicked Product·List·Viewed Products·Searched",
      addtocart: "Product·Added",
      removefromcart: "Product·Removed",
      transaction: "Order·Completed",
      left: "Cart·Viewed Checkout·Started Order·Refunded Order·Cancelled Product·Added·to·Wishlist Coupon·Applied Promotion·Viewed"
    }
  ],
  [
    "Shopify",
    {
      view: "product_viewed page_viewed collection_viewed search_submitted",
      addtocart: "product_added_to_cart",
      removefromcart: "product_removed_from_cart",
      transaction: "checkout_completed",
      left: "checkout_started cart_viewed payment_info_submitted"
    }
  ],
  ["Taobao", {view: "pv", addtocart: "cart", transaction: "buy", left: "fav"}],
  ["OTTO", {view: "clicks", addtocart: "carts", transaction: "orders"}],
  [
    "compounds",
    {
      view: "productDetail vista·del·producto item.view Seite_aufgerufen vista·de·producto 商品浏览",
      addtocart: "cart_add addToCartButton In·den·Warenkorb·gelegt añadir_al_carrito カートに追加 dodano·do·koszyka",
      removefromcart:
        "REMOVE basketRemove CART_DEL uit·winkelwagen aus·dem·Warenkorb z·koszyka Aus·dem·Warenkorb·entfernt eliminar_carrito カートから削除 移除购物车",
      transaction:
        "checkout_done payment_success Kauf_abgeschlossen compra_realizada zakup 支付成功 注文完了 commande_validée",
      left: "checkout_step_1 save_for_later auth.login gtm.dom order_history purchase_failed buy_click ad_click login 收藏 Merkliste"
    }
  ],
  ["words that say nothing", {unknown: "checkout zig banner42 SKU-123456 web shop 0 1 ?? event-7 gift something·else"}]
])("words of %s", (_, byMeaning) => {
  test.each(
    Object.entries(byMeaning).flatMap(([meaning, words]) =>
      words.split(" ").map((word) => [word.replaceAll("·", " "), meaning] as const)
    )
  )("%s: %s", (word, meaning) => {
    expect(eventMeaning(word)).toBe(meaning === "left" ? null : meaning === "unknown" ? undefined : meaning);
  });
});

test("a checkout is none of the four where another word is the purchase, and else must be decided", () => {
  expect(eventMeanings(["view", "checkout", "purchase"]).get("checkout")).toBeNull();
  expect(eventMeanings(["view", "checkout", "cart"]).get("checkout")).toBeUndefined();
  expect(eventMeanings(["view", "checkout_done", "checkout"]).get("checkout_done")).toBe("transaction");
});
