import type {Language} from "./names.js";
import type {TruthEvent} from "./truth.js";

/** The words of a tracker or a shop for what happens; a type may have several. What a vocabulary has no word for is not written. */
export interface Vocabulary {
  readonly id: string;
  readonly language: Language | null;
  readonly words: Readonly<Partial<Record<TruthEvent["type"], readonly string[]>>>;
  /** Whether a reader can know what the words mean; where not, it has to ask. */
  readonly meaning: "known" | "unknown" | "codes";
  readonly weight: number;
}

function vocabulary(
  id: string,
  weight: number,
  [view, addtocart, removefromcart, transaction, page = "", other = ""]: readonly string[],
  {language = null, meaning = "known"}: Partial<Pick<Vocabulary, "language" | "meaning">> = {}
): Vocabulary {
  const all = {view, addtocart, removefromcart, transaction, page, other};
  const words = Object.fromEntries(
    Object.entries(all).flatMap(([type, text]) => (text === "" ? [] : [[type, text.split("|")]]))
  );
  return {id, language, words, meaning, weight};
}

export const VOCABULARIES: readonly Vocabulary[] = [
  vocabulary("GA4", 6, [
    "view_item",
    "add_to_cart",
    "remove_from_cart",
    "purchase",
    "page_view",
    "begin_checkout|view_search_results|session_start|scroll|add_to_wishlist"
  ]),
  vocabulary("Universal Analytics", 2, ["detail", "add", "remove", "purchase"]),
  vocabulary("Snowplow", 2, [
    "product_view",
    "add_to_cart",
    "remove_from_cart",
    "transaction",
    "page_view",
    "checkout_step|page_ping"
  ]),
  vocabulary("Segment", 4, [
    "Product Viewed",
    "Product Added",
    "Product Removed",
    "Order Completed",
    "",
    "Products Searched|Checkout Started|Product Added to Wishlist"
  ]),
  vocabulary("Matomo", 1, ["productView", "addToCart", "removeFromCart", "ecommerceOrder", "pageView", "search"]),
  vocabulary("Shopify", 3, [
    "product_viewed",
    "product_added_to_cart",
    "product_removed_from_cart",
    "checkout_completed",
    "page_viewed",
    "checkout_started|search_submitted"
  ]),
  vocabulary("WooCommerce", 1, [
    "view_product",
    "added_to_cart",
    "removed_from_cart",
    "order_placed",
    "",
    "checkout_start"
  ]),
  vocabulary("Magento", 1, [
    "catalog_product_view",
    "checkout_cart_add_product",
    "checkout_cart_remove_item",
    "sales_order_place",
    "",
    "wishlist_add_product"
  ]),
  vocabulary("Amplitude", 2, [
    "View Product",
    "Add to Cart",
    "Remove from Cart",
    "Complete Purchase",
    "",
    "Search Products|Start Checkout"
  ]),
  vocabulary("Mixpanel", 2, [
    "Product View",
    "Added to Cart",
    "Removed from Cart",
    "Purchase Completed",
    "Page View",
    "Signed Up|Search"
  ]),
  vocabulary("RetailRocket", 4, ["view", "addtocart", "", "transaction"]),
  vocabulary("REES46", 6, ["view", "cart", "remove_from_cart", "purchase"]),
  vocabulary("Taobao", 3, ["pv", "cart", "", "buy", "", "fav"]),
  vocabulary("OTTO", 2, ["clicks", "carts", "", "orders"]),
  vocabulary("plain words", 4, ["click", "basket", "remove", "order", "page", "wishlist"]),
  vocabulary("plain nouns", 3, ["impression|pdp", "add_to_basket", "basket_remove", "checkout_done", "", "search"]),
  vocabulary("past forms", 2, ["viewed", "added", "removed", "purchased", "", "searched"]),
  vocabulary("two views", 1, [
    "pdp_view|quick_view",
    "add_to_bag",
    "remove_from_bag",
    "order_confirmed",
    "",
    "newsletter_signup"
  ]),
  vocabulary(
    "German",
    3,
    ["Ansicht|angesehen", "in den Warenkorb", "aus dem Warenkorb entfernt", "Kauf", "Seitenaufruf", "Suche"],
    {language: "german"}
  ),
  vocabulary("German, participles", 2, ["angesehen", "warenkorb", "entfernt", "gekauft"], {language: "german"}),
  vocabulary("German, nouns", 1, ["Produktansicht", "Warenkorb", "Entfernung", "Bestellung"], {language: "german"}),
  vocabulary("French", 3, ["vue", "panier", "retrait", "achat"], {language: "french"}),
  vocabulary(
    "French, phrases",
    2,
    ["vue produit", "ajout au panier", "retrait du panier", "commande", "page vue", "recherche"],
    {language: "french"}
  ),
  vocabulary("Spanish", 3, ["vista", "carrito", "eliminado", "compra"], {language: "spanish"}),
  vocabulary("Spanish, phrases", 2, ["ver_producto", "añadir_al_carrito", "eliminar_del_carrito", "pedido"], {
    language: "spanish"
  }),
  vocabulary("Italian", 3, ["visualizzazione", "carrello", "rimozione", "acquisto"], {language: "italian"}),
  vocabulary("Italian, phrases", 2, ["vista_prodotto", "aggiunta_al_carrello", "rimozione_dal_carrello", "ordine"], {
    language: "italian"
  }),
  vocabulary("Portuguese", 3, ["visualização", "carrinho", "remoção", "compra"], {language: "portuguese"}),
  vocabulary("Portuguese, phrases", 2, ["ver_produto", "adicionar_ao_carrinho", "remover_do_carrinho", "pedido"], {
    language: "portuguese"
  }),
  vocabulary("Dutch", 3, ["bekeken", "winkelwagen", "verwijderd", "aankoop"], {language: "dutch"}),
  vocabulary(
    "Dutch, phrases",
    2,
    ["product_bekeken", "toegevoegd_aan_winkelwagen", "verwijderd_uit_winkelwagen", "bestelling"],
    {language: "dutch"}
  ),
  vocabulary("Polish", 3, ["wyświetlenie", "koszyk", "usunięcie", "zakup"], {language: "polish"}),
  vocabulary(
    "Polish, phrases",
    2,
    ["wyświetlenie_produktu", "dodanie_do_koszyka", "usunięcie_z_koszyka", "zamówienie"],
    {language: "polish"}
  ),
  vocabulary("Chinese", 4, ["浏览", "加购", "移出购物车", "购买"], {language: "chinese"}),
  vocabulary("Chinese, phrases", 2, ["点击", "加入购物车", "删除", "下单"], {language: "chinese"}),
  vocabulary("Japanese", 4, ["閲覧", "カート追加", "カート削除", "購入"], {language: "japanese"}),
  vocabulary("Japanese, phrases", 2, ["表示", "カートに入れる", "カートから削除", "注文"], {language: "japanese"}),
  vocabulary("unknown words", 2, ["ev_a", "ev_b", "ev_c", "ev_d"], {meaning: "unknown"}),
  vocabulary("house words", 1, ["mango", "kiwi", "plum", "fig"], {meaning: "unknown"}),
  vocabulary("half known", 2, ["view|teaser_x", "cart", "remove_from_cart", "purchase", "", "blorp"], {
    meaning: "unknown"
  }),
  vocabulary("codes from 1", 1, ["1", "3", "", "4", "", "2"], {meaning: "codes"}),
  vocabulary("codes from 0", 1, ["0", "1", "", "2", "", "3"], {meaning: "codes"})
];
