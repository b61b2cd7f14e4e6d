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
  [
    "what something comes from or goes to",
    {
      view: "view·product·from·wishlist",
      addtocart:
        "add·to·cart·from·wishlist move_from_wishlist_to_cart Wishlist·to·Cart add_wishlist_item_to_cart added·from·search お気に入りからカートに追加 add·to·cart·from·order·history add·to·cart·from·product·page",
      removefromcart:
        "remove·from·cart product·out·of·cart removed·item·from·the·basket dal·carrello·rimosso カートから削除",
      transaction:
        "purchase·from·cart buy·from·wishlist order·from·basket Kauf·aus·dem·Warenkorb カートから購入 purchased·from·email",
      left: "move·from·cart·to·wishlist add·to·wishlist·from·cart remove·from·wishlist refund·from·order removed·from·order view·from·cart cart·to·wishlist",
      unknown: "remove·from·list purchase·wishlist·email checkout·from·cart"
    }
  ],
  [
    "two readings",
    {
      unknown:
        "saved·order logged·order order·saved promo·purchase item·for·sale on·sale sale·item·view add·payment payment·added add/remove·cart cart·completed basket·confirmed cart_update added·page·to·list add·to·list add·to·cart·button·impression demand order·edited checkout·payment",
      left: "sold_out SoldOut input output order·updated saved·cart cart·abandoned payment·page buy·button·click order_history purchase·started banner·click save·for·later cart·step"
    }
  ],
  [
    "other tools and languages",
    {
      view: "af_content_view ViewContent com.example.shop.product.viewed.v1 com.example.shop.search.executed pdp_imp pg_ld Fiche·produit page·d'accueil page·catégorie 商品詳細 トップ PRODUCT_VIEWED wyświetlenie·produktu",
      addtocart:
        "af_add_to_cart com.example.shop.cart.item-added atc_clk cart·update·add Mise·au·panier toegevoegd·aan·winkelmand 加购物车 カート投入",
      removefromcart: "rfc_clk cart·update·remove verwijderd·uit·winkelmand",
      transaction:
        "af_purchase com.example.shop.order.item-purchased ord_cfm order·confirmation·page Zahlung·erfolgreich",
      left: "InitiateCheckout rozpoczęcie·płatności af_login 加收藏"
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

test("the names of pages are looks at them, and the last one of a purchase is the purchase", () => {
  const words = ["home", "product", "cart", "checkout", "confirmation", "addtocart"];
  expect(Object.fromEntries(eventMeanings(words, "page_type"))).toEqual({
    home: "view",
    product: "view",
    cart: null,
    checkout: null,
    confirmation: "transaction",
    addtocart: "addtocart"
  });
  expect(eventMeanings(words, "event").get("cart")).toBe("addtocart");
  expect(eventMeanings(["purchase", "order confirmation page"], "event").get("order confirmation page")).toBeNull();
});
